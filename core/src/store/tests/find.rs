//! What a search finds, against looking at every message: random histories, random questions.

use super::page::*;
use super::*;
use crate::archive::{ArchivedRow, PagePlace, Search};
use crate::command::search::{Filter, Sender};

const OTHER: ConversationId = ConversationId(2);
const SEEDS: u64 = 6;
const MESSAGES: u64 = 240;
const QUESTIONS: u64 = 120;
const WORDS: [&str; 12] = [
    "late",
    "later",
    "train",
    "trains",
    "station",
    "a",
    "of",
    "電影",
    "看電影票",
    "票",
    "plan9",
    "Zug",
];

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len() as u64) as usize]
    }
}

/// What was said, as the test knows it.
#[derive(Clone)]
struct Line {
    text: String,
    conversation: ConversationId,
    ours: bool,
    at: i64,
}

#[derive(Clone, Debug)]
struct Asked {
    words: Vec<&'static str>,
    phrase: Vec<&'static str>,
    filter: Filter,
    conversation: Option<ConversationId>,
}

impl Asked {
    fn random(dice: &mut Dice) -> Self {
        let mut words = Vec::new();
        for _ in 0..dice.below(3) {
            words.push(dice.word());
        }
        let mut phrase = Vec::new();
        if dice.below(4) == 0 {
            phrase = vec!["late", "train"];
        }
        let mut filter = Filter::default();
        match dice.below(6) {
            0 => filter.from = vec![Sender::Me],
            1 => filter.from = vec![Sender::Them],
            2 => {
                let address = conversation(ROMY, JUNE).jid.to_string();
                filter.from = vec![Sender::Address(address)];
            }
            _ => {}
        }
        filter.link = dice.below(5) == 0;
        filter.file = dice.below(7) == 0;
        if dice.below(4) == 0 {
            filter.among = vec![OTHER];
        }
        if dice.below(3) == 0 {
            filter.since = Some(Timestamp(
                NOON + dice.below(MESSAGES).cast_signed() * SECOND,
            ));
        }
        if dice.below(3) == 0 {
            filter.until = Some(Timestamp(
                NOON + dice.below(MESSAGES).cast_signed() * SECOND,
            ));
        }
        let conversation = (dice.below(3) == 0).then_some(JUNE);
        Self {
            words,
            phrase,
            filter,
            conversation,
        }
    }

    fn typed(&self) -> String {
        let mut typed = String::new();
        if !self.phrase.is_empty() {
            typed = format!("\"{}\" ", self.phrase.join(" "));
        }
        typed + &self.words.join(" ")
    }

    fn fits(&self, line: &Line) -> bool {
        let lower = line.text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|char: char| !char.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let all = self.words.iter().enumerate().all(|(index, word)| {
            let word = word.to_lowercase();
            let last = index + 1 == self.words.len() && word.len() > 1;
            match word.is_ascii() {
                false => lower.contains(&word),
                true if last => words.iter().any(|one| one.starts_with(&word)),
                true => words.contains(&word.as_str()),
            }
        });
        let phrase =
            self.phrase.is_empty() || words.windows(2).any(|pair| pair == self.phrase.as_slice());
        let filter = &self.filter;
        let from = match filter.from.first() {
            None => true,
            Some(Sender::Me) => line.ours,
            Some(Sender::Them) => !line.ours,
            Some(Sender::Address(_)) => !line.ours && line.conversation == JUNE,
        };
        let link = !filter.link || line.text.contains("https://");
        let file = !filter.file || line.text.contains(".pdf");
        let among = filter.among.is_empty() || filter.among.contains(&line.conversation);
        let since = filter.since.is_none_or(|since| line.at >= since.0);
        let until = filter.until.is_none_or(|until| line.at < until.0);
        let there = self.conversation.is_none_or(|id| id == line.conversation);
        all && phrase && from && link && file && among && since && until && there
    }

    /// Nothing at all is asked.
    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrase.is_empty() && self.filter == Filter::default()
    }
}

fn history(dice: &mut Dice) -> (Server, Vec<Line>) {
    let mut server = Server::default();
    let mut lines = Vec::new();
    for number in 0..MESSAGES {
        let of = if dice.below(3) == 0 { OTHER } else { JUNE };
        let is_ours = dice.below(2) == 0;
        let mut words = Vec::new();
        for _ in 0..1 + dice.below(6) {
            words.push(dice.word());
        }
        match dice.below(9) {
            0 => words.push("https://xmpp.org/"),
            1 => words.push("https://up.example.org/x/plan.pdf"),
            _ => {}
        }
        let text = words.join(" ");
        let id = format!("s{number}");
        let at = NOON + number.cast_signed() * SECOND;
        let mut content = match is_ours {
            true => ours(&id, of),
            false => theirs(&id, of),
        };
        if let Archived::Message { text: said, .. } = &mut content {
            said.clone_from(&text);
        }
        server.add(&id, at, content);
        lines.push(Line {
            text,
            conversation: of,
            ours: is_ours,
            at,
        });
    }
    (server, lines)
}

/// Everything that is found, page by page.
async fn find(archive: &Archive, asked: &Asked, limit: u32) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = None;
    loop {
        let hits = archive.search(Search {
            words: asked.typed(),
            conversation: asked.conversation,
            filter: asked.filter.clone(),
            limit,
            before,
            ..Search::default()
        });
        let hits = hits.await.unwrap();
        assert!(!hits.incomplete && hits.found.len() <= limit as usize);
        found.extend(hits.found.iter().map(|(_, message)| message.text.clone()));
        before = hits.more;
        if before.is_none() {
            return found;
        }
    }
}

#[tokio::test]
async fn a_search_finds_what_looking_at_everything_finds() {
    for seed in 1..=SEEDS {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let profile = tempfile::tempdir().unwrap();
        let (store, archive) = stage(profile.path()).await;
        let (server, lines) = history(&mut dice);
        let all = server.before(None, MESSAGES as usize);
        take(&store, &archive, PagePlace::Top, all).await;
        archive.indexed().await.unwrap();
        let mut met = 0;
        for question in 0..QUESTIONS {
            let asked = Asked::random(&mut dice);
            let expected: Vec<String> = match asked.is_empty() {
                true => Vec::new(),
                false => {
                    let fitting = lines.iter().rev().filter(|line| asked.fits(line));
                    fitting.map(|line| line.text.clone()).collect()
                }
            };
            let limit = 1 + (question % 9) as u32 * 20;
            let found = find(&archive, &asked, limit).await;
            assert_eq!(found, expected, "seed {seed}: {asked:?}");
            met += found.len();
        }
        assert!(met > 0, "seed {seed} has met nothing");
        store.close().await;
    }
}

/// Who looks for something while pages come in waits for none of them, and finds also what was said
/// in the meantime.
#[tokio::test]
async fn a_search_while_pages_come_in_goes_beside_them() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for number in 0..20 {
        let id = format!("s{number}");
        server.add(&id, NOON + number * SECOND, theirs(&id, JUNE));
    }
    let texts = async |words: &str| {
        let search = Search {
            words: words.to_owned(),
            limit: 9,
            ..Search::default()
        };
        let hits = archive.search(search).await.unwrap();
        let texts = hits.found.iter().map(|(_, message)| message.text.clone());
        (texts.collect::<Vec<_>>(), hits.incomplete)
    };
    let top = take(&store, &archive, PagePlace::Top, server.before(None, 5)).await;
    archive.indexed().await.unwrap();
    assert!(!archive.searches_beside());
    let below = PagePlace::Below(top.spans[0].id);
    take(&store, &archive, below, server.before(Some("s15"), 5)).await;
    // The calm after which the page is indexed is not over yet.
    assert!(archive.searches_beside());
    assert_eq!(texts("s17").await, (vec!["text s17".to_owned()], true));
    let said = ArchivedRow {
        id: "live".to_owned(),
        stamp: Timestamp(NOON + 30 * SECOND),
        content: theirs("live", JUNE),
    };
    live(&store, &said, JUNE, NOON + 30 * SECOND).await;
    // What was handed over before is written when this is answered.
    let newest = archive.page(JUNE, None, 1).await.unwrap();
    assert_eq!(newest.items[0].text, "text live");
    assert_eq!(texts("live").await.0, ["text live"]);
    archive.indexed().await.unwrap();
    assert!(!archive.searches_beside());
    assert_eq!(texts("s12").await, (vec!["text s12".to_owned()], false));
    store.close().await;
    // Who has only read was gone before: the log is in the file.
    assert!(!profile.path().join("archive.db-wal").exists());
}

#[tokio::test]
async fn an_index_of_another_program_is_made_anew() {
    let profile = tempfile::tempdir().unwrap();
    let (store, archive) = stage(profile.path()).await;
    let mut dice = Dice(7);
    let (server, lines) = history(&mut dice);
    let all = server.before(None, MESSAGES as usize);
    take(&store, &archive, PagePlace::Top, all).await;
    archive.indexed().await.unwrap();
    drop(archive);
    store.close().await;
    let db = rusqlite::Connection::open(profile.path().join("archive.db")).unwrap();
    db.execute_batch("PRAGMA application_id = 0").unwrap();
    drop(db);
    let (store, archive) = stage(profile.path()).await;
    archive.indexed().await.unwrap();
    let asked = Asked {
        words: Vec::new(),
        phrase: Vec::new(),
        filter: Filter {
            link: true,
            ..Filter::default()
        },
        conversation: None,
    };
    let links = lines.iter().filter(|line| asked.fits(line)).count();
    assert_eq!(find(&archive, &asked, 100).await.len(), links);
    assert!(links > 0);
    store.close().await;
}
