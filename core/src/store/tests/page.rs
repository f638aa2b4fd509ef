//! Pages of a server's archive: whatever their size, order and direction, and whatever else happens
//! in between, the history equals the archive at the end.

pub(super) use std::collections::HashMap;

use super::*;
pub(super) use crate::archive::Archived;
use crate::archive::{ArchivePage, ArchivedRow, Beside, PageOutcome, PagePlace, Span};

const OTHER: ConversationId = ConversationId(2);
/// How many archives; another number finds more.
const SEEDS: u64 = 12;
pub(super) const SECOND: i64 = 1_000_000;
/// 2024-01-01.
pub(super) const NOON: i64 = 1_704_067_200 * SECOND;

/// A server's archive of our account.
#[derive(Clone, Default)]
pub(super) struct Server {
    pub(super) rows: Vec<ArchivedRow>,
}

/// What a query gets.
pub(super) struct Answer {
    pub(super) rows: Vec<ArchivedRow>,
    pub(super) complete: bool,
}

impl Server {
    pub(super) fn add(&mut self, id: &str, stamp: i64, content: Archived) {
        self.rows.push(ArchivedRow {
            id: id.to_owned(),
            stamp: Timestamp(stamp),
            content,
        });
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id)
    }

    pub(super) fn before(&self, id: Option<&str>, size: usize) -> Answer {
        let end = id.map_or(self.rows.len(), |id| self.position(id).unwrap());
        let start = end.saturating_sub(size);
        Answer {
            rows: self.rows[start..end].to_vec(),
            complete: start == 0,
        }
    }

    pub(super) fn after(&self, id: &str, size: usize) -> Answer {
        let start = self.position(id).unwrap() + 1;
        let end = self.rows.len().min(start + size);
        Answer {
            rows: self.rows[start..end].to_vec(),
            complete: end == self.rows.len(),
        }
    }

    /// The texts of a conversation.
    pub(super) fn texts(&self, of: ConversationId) -> Vec<String> {
        let texts = self.rows.iter().filter_map(|row| match &row.content {
            Archived::Message {
                conversation, text, ..
            } if *conversation == of => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }
}

fn own() -> BareJid {
    account(ROMY).jid
}

fn stanza(id: &str) -> Dedup {
    Dedup::Stanza {
        by: own(),
        id: id.to_owned(),
    }
}

fn from(address: BareJid, id: &str) -> Dedup {
    Dedup::Origin {
        from: address,
        id: id.to_owned(),
    }
}

pub(super) fn theirs(id: &str, of: ConversationId) -> Archived {
    Archived::Message {
        conversation: of,
        seq: 0,
        direction: Direction::Incoming,
        sender: format!("{}/phone", conversation(ROMY, of).jid),
        text: format!("text {id}"),
        origin_id: format!("o-{id}"),
        dedup: vec![
            stanza(id),
            from(conversation(ROMY, of).jid, &format!("o-{id}")),
        ],
        beside: Box::default(),
    }
}

pub(super) fn ours(id: &str, of: ConversationId) -> Archived {
    Archived::Message {
        conversation: of,
        seq: 0,
        direction: Direction::Outgoing,
        sender: format!("{}/desk", own()),
        text: format!("text {id}"),
        origin_id: format!("o-{id}"),
        dedup: vec![stanza(id), from(own(), &format!("o-{id}"))],
        beside: Box::default(),
    }
}

pub(super) async fn stage(profile: &Path) -> (Store, Archive) {
    let (store, archive, contents) = open(profile);
    assert_eq!(contents.notices, []);
    if contents.accounts.is_empty() {
        draw_ids(&store);
        let unit = Unit::new()
            .with(Op::PutAccount(account(ROMY)))
            .with(Op::PutConversation(conversation(ROMY, JUNE)))
            .with(Op::PutConversation(conversation(ROMY, OTHER)));
        store.commit(unit).await.unwrap();
    }
    (store, archive)
}

pub(super) fn page(store: &Store, place: PagePlace, answer: Answer) -> ArchivePage {
    let mut rows = answer.rows;
    for row in &mut rows {
        if let Archived::Message { seq, .. } = &mut row.content {
            *seq = store.next_seq();
        }
    }
    ArchivePage {
        cleared: HashMap::new(),
        account: ROMY,
        archive: own(),
        place,
        rows,
        complete: answer.complete,
        since: u64::MAX,
        waiting: Vec::new(),
        read: HashMap::new(),
    }
}

pub(super) async fn take(
    store: &Store,
    archive: &Archive,
    place: PagePlace,
    answer: Answer,
) -> PageOutcome {
    archive.take_page(page(store, place, answer)).await.unwrap()
}

pub(super) async fn spans(archive: &Archive) -> Vec<Span> {
    archive.spans(ROMY, own()).await.unwrap()
}

pub(super) async fn everything(archive: &Archive, of: ConversationId) -> Vec<Arc<Message>> {
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let page = archive.page(of, before, 500).await.unwrap();
        before = page.items.first().map(|first| first.id);
        all.splice(0..0, page.items);
        if !page.older {
            return all;
        }
    }
}

/// Says something live: it stands behind everything, by a clock that is not the server's.
pub(super) async fn live(store: &Store, row: &ArchivedRow, of: ConversationId, clock: i64) {
    let Archived::Message {
        direction,
        sender,
        text,
        origin_id,
        dedup,
        beside,
        ..
    } = &row.content
    else {
        return;
    };
    let ours = *direction == Direction::Outgoing;
    let message = Message {
        id: ItemId {
            at: Timestamp(clock),
            seq: store.next_seq(),
        },
        direction: *direction,
        sender: sender.clone(),
        text: text.clone(),
        state: if ours {
            State::Pending
        } else {
            State::Received
        },
        origin_id: origin_id.clone(),
        stanza_id: if ours { String::new() } else { row.id.clone() },
        sent_at: None,
        delivered_at: None,
        displayed_at: None,
        delayed: false,
        ..Message::default()
    };
    let dedup = match ours {
        true => dedup[1..].to_vec(),
        false => dedup.clone(),
    };
    let record = MessageRecord {
        account: ROMY,
        conversation: of,
        message: Arc::new(Beside::clone(beside).put_to(message)),
        dedup,
    };
    store.commit(Op::PutMessage(record).into()).await.unwrap();
}

/// Everything that came back is in the archive's order, once.
pub(super) async fn assert_same(server: &Server, archive: &Archive, hint: &str) {
    for of in [JUNE, OTHER] {
        let here = everything(archive, of).await;
        let texts: Vec<_> = here.iter().map(|message| message.text.clone()).collect();
        assert_eq!(texts, server.texts(of), "{hint}, {of:?}");
        for message in here {
            assert_ne!(message.state, State::Pending, "{hint}");
            assert!(!message.stanza_id.is_empty(), "{hint}");
        }
    }
    let spans = spans(archive).await;
    assert_eq!(spans.len(), 1, "{hint}: {spans:?}");
    assert!(spans[0].whole, "{hint}");
    assert_eq!(spans[0].oldest.id, server.rows[0].id, "{hint}");
    assert_eq!(spans[0].newest.id, server.rows.last().unwrap().id, "{hint}");
}

/// The next query that closes a gap, or the next to the beginning; `None` where all is here.
pub(super) fn next_query(spans: &[Span], upwards: bool) -> Option<PagePlace> {
    let [.., under_top, lowest] = spans else {
        let only = spans.first()?;
        return (!only.whole).then_some(PagePlace::Below(only.id));
    };
    Some(if upwards {
        PagePlace::Above(lowest.id)
    } else {
        PagePlace::Below(under_top.id)
    })
}

pub(super) fn ask(server: &Server, spans: &[Span], place: PagePlace, size: usize) -> Answer {
    let named = |id| spans.iter().find(|span| span.id == id).unwrap();
    match place {
        PagePlace::Top => server.before(None, size),
        PagePlace::Below(id) => server.before(Some(&named(id).oldest.id), size),
        PagePlace::Above(id) => server.after(&named(id).newest.id, size),
        PagePlace::Aside => panic!("a date says which"),
    }
}

/// Numbers that look like chance and are the same each time.
pub(super) struct Chance(pub(super) super::damage::Chance);

impl Chance {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0.below(bound as u64) as usize
    }

    pub(super) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }
}

/// The archive grows by some rows; some of them also come live.
async fn grow(server: &mut Server, store: &Store, chance: &mut Chance, count: usize) {
    let mut last = server.rows.last().map_or(NOON, |row| row.stamp.0);
    for _ in 0..count {
        last += match chance.below(10) {
            0..5 => 0,
            5..8 => SECOND * chance.below(30) as i64,
            // A clock is set back.
            8 if chance.one_in(4) => -SECOND * chance.below(400) as i64,
            _ => chance.below(5_000_000) as i64,
        };
        let stamp = match chance.one_in(40) {
            true => 0,
            // Whole seconds, as Prosody 0.12 writes them.
            false => last / SECOND * SECOND,
        };
        let id = format!("s{}", server.rows.len());
        let of = if chance.one_in(4) { OTHER } else { JUNE };
        let content = match chance.below(6) {
            0 => Archived::Nothing,
            1 | 2 => ours(&id, of),
            _ => theirs(&id, of),
        };
        server.add(&id, stamp, content);
        if chance.one_in(3) {
            let row = server.rows.last().unwrap();
            let shown = match &row.content {
                Archived::Message { conversation, .. } => *conversation,
                _ => continue,
            };
            let drift = chance.below(20_000_000) as i64 - 10_000_000;
            live(store, row, shown, stamp.max(NOON) + drift).await;
        }
    }
}

async fn archive_of(seed: u64) {
    let mut chance = Chance(super::damage::Chance(seed));
    let profile = tempfile::tempdir().unwrap();
    let (mut store, mut archive) = stage(profile.path()).await;
    let mut server = Server::default();
    for _session in 0..1 + chance.below(4) {
        let more = 1 + chance.below(60);
        grow(&mut server, &store, &mut chance, more).await;
        let size = 1 + chance.below(9);
        let mut place = PagePlace::Top;
        for _page in 0..chance.below(12) {
            let now = spans(&archive).await;
            let answer = ask(&server, &now, place, size);
            let again = Answer {
                rows: answer.rows.clone(),
                complete: answer.complete,
            };
            let outcome = take(&store, &archive, place, answer).await;
            assert_eq!(outcome.spans, spans(&archive).await);
            if place == PagePlace::Top && chance.one_in(2) {
                // The same page once more, as after a crash before the answer was handled.
                let twice = take(&store, &archive, place, again).await;
                assert_eq!(twice.new, [], "seed {seed}");
                assert_eq!(twice.spans, outcome.spans, "seed {seed}");
            }
            if chance.one_in(8) {
                let more = chance.below(5);
                grow(&mut server, &store, &mut chance, more).await;
            }
            match next_query(&outcome.spans, chance.one_in(2)) {
                Some(next) => place = next,
                None => break,
            }
        }
        if chance.one_in(3) {
            drop(archive);
            store.close().await;
            (store, archive) = stage(profile.path()).await;
        }
    }
    let outcome = take(&store, &archive, PagePlace::Top, server.before(None, 3)).await;
    let mut now = outcome.spans;
    for page in 0.. {
        assert!(page < 1_000, "seed {seed}: it comes to no end: {now:?}");
        let Some(place) = next_query(&now, chance.one_in(2)) else {
            break;
        };
        let size = 1 + chance.below(9);
        let answer = ask(&server, &now, place, size);
        now = take(&store, &archive, place, answer).await.spans;
    }
    assert_same(&server, &archive, &format!("seed {seed}")).await;
    store.close().await;
}

/// Random archives, page sizes, directions, gaps, restarts, duplicates, clocks that jump, and rows
/// that came live or were sent from here in between.
#[tokio::test]
async fn at_the_end_the_history_equals_the_archive() {
    for seed in 0..SEEDS {
        archive_of(seed).await;
    }
}
