//! Finding what was said.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use super::link::links;
use super::question::Question;
use super::word::Trait;
use super::{Trouble, attachment, detail, index, row};
use crate::command::search::{Filter, Sender};
use crate::model::Message;
use crate::{AccountId, ConversationId};

/// What to look for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// In this account only.
    pub(crate) account: Option<AccountId>,
    /// In this conversation only.
    pub(crate) conversation: Option<ConversationId>,
    /// All of these must be in the text; the last may be the beginning of a word.
    pub(crate) words: String,
    /// What else must hold.
    pub(crate) filter: Filter,
    /// So many hits at most, and [`super::MAX_PAGE`].
    pub(crate) limit: u32,
    /// Older than what this page of hits has: its [`Hits::more`].
    pub(crate) before: Option<i64>,
}

/// What was found, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Hits {
    /// Messages, each with its conversation.
    pub(crate) found: Vec<(ConversationId, Arc<Message>)>,
    /// There may be older ones: for [`Search::before`].
    pub(crate) more: Option<i64>,
    /// Some messages can't be found yet.
    pub(crate) incomplete: bool,
}

/// So many messages are looked at themselves for what the index can't tell; then it is time to
/// answer.
const CLOSE_LOOKS: usize = 2_000;

/// So many conversations or senders of a filter count.
const ANY_OF: usize = 64;

/// Documents with some words between two numbers, the newest first.
const WITH_WORDS: &str = "SELECT rowid FROM words
    WHERE words MATCH ?3 AND rowid > ?1 AND rowid < ?2 ORDER BY rowid";

/// All documents between two numbers, the newest first.
const BY_DATE: &str =
    "SELECT doc FROM message WHERE doc > ?1 AND doc < ?2 AND ?3 = '' ORDER BY doc";

/// What is asked of the index, and what of the messages it knows.
struct Plan<'a> {
    filter: &'a Filter,
    question: Question,
    /// In the language of the index; empty where only dates are asked for.
    terms: String,
    /// Full addresses, one of which must have said it; none: whoever the index says.
    senders: Vec<String>,
    /// Only documents between these two.
    bounds: (i64, i64),
}

/// Looks for something. Whether everything that was found is what was written.
pub(super) fn search(db: &Connection, search: &Search) -> Result<(Hits, bool), Trouble> {
    let mut hits = Hits {
        incomplete: db
            .prepare_cached("SELECT 1 FROM unindexed LIMIT 1")?
            .exists([])?,
        ..Hits::default()
    };
    let Some(plan) = Plan::new(db, search)? else {
        return Ok((hits, true));
    };
    let limit = search.limit.min(super::MAX_PAGE) as usize;
    let mut docs = db.prepare_cached(match plan.terms.is_empty() {
        false => WITH_WORDS,
        true => BY_DATE,
    })?;
    let (after, until) = plan.bounds;
    let mut docs = docs.query((after, until, &plan.terms))?;
    let sql = format!(
        "SELECT {} FROM message WHERE doc = ?1
            AND NOT EXISTS (SELECT 1 FROM purge WHERE purge.conversation = message.conversation)",
        row::COLUMNS
    );
    let mut said = db.prepare_cached(&sql)?;
    let sql = format!("SELECT {} FROM message WHERE doc = ?1", attachment::WORDS);
    let mut text = db.prepare_cached(&sql)?;
    let (mut last, mut sound) = (after, true);
    for _ in 0..CLOSE_LOOKS {
        let Some(next) = docs.next()? else {
            return Ok((sorted(hits), sound));
        };
        if hits.found.len() >= limit {
            break;
        }
        let doc = next.get(0)?;
        last = doc;
        // Most of what is looked at is looked at in vain.
        if plan.question.needs_text() && !plan.has_words(text.query([doc])?)? {
            continue;
        }
        let Some(read) = said.query_row([doc], row::message).optional()? else {
            continue;
        };
        sound &= read.sound;
        if read.is_hidden() {
            continue;
        }
        let read = detail::whole(db, read)?;
        if plan.fits(&read.message) {
            hits.found.push((read.conversation, read.message));
        }
    }
    hits.more = Some(last);
    Ok((sorted(hits), sound))
}

impl<'a> Plan<'a> {
    /// `None` where nothing can be found, or nothing is looked for.
    fn new(db: &Connection, search: &'a Search) -> Result<Option<Self>, Trouble> {
        let filter = &search.filter;
        let Some(question) = Question::new(&search.words) else {
            return Ok(None);
        };
        if question.is_empty() && *filter == Filter::default() {
            return Ok(None);
        }
        let mut terms = question.terms.clone();
        terms.extend(search.conversation.map(|id| Trait::In(id).term()));
        terms.extend(search.account.map(|id| Trait::Of(id).term()));
        if !filter.among.is_empty() {
            terms.push(any_of(filter.among.iter().map(|id| Trait::In(*id).term())));
        }
        let mut senders = Vec::new();
        if !filter.from.is_empty() {
            let mut any = Vec::new();
            for sender in filter.from.iter().take(ANY_OF) {
                any.extend(by(db, sender, &mut senders)?);
            }
            if any.is_empty() {
                return Ok(None);
            }
            terms.push(any_of(any.into_iter()));
        }
        terms.extend(filter.link.then(|| Trait::Link.term()));
        terms.extend(filter.file.then(|| Trait::File.term()));
        let (newest, oldest) = index::bounds(filter.since, filter.until);
        Ok(Some(Self {
            filter,
            question,
            terms: terms.join(" AND "),
            senders,
            bounds: (newest.max(search.before.unwrap_or(0)), oldest),
        }))
    }

    /// Whether the text of a message has what the index can't tell.
    fn has_words(&self, mut found: rusqlite::Rows<'_>) -> Result<bool, Trouble> {
        let Some(row) = found.next()? else {
            return Ok(false);
        };
        let text = row.get_ref(0)?.as_str().unwrap_or_default();
        Ok(self.question.fits(text))
    }

    fn fits(&self, message: &Message) -> bool {
        let filter = self.filter;
        let at = message.id.at;
        let in_time = filter.since.is_none_or(|since| at >= since)
            && filter.until.is_none_or(|until| at < until);
        let by = self.senders.is_empty() || self.senders.contains(&message.sender);
        if !in_time || !by {
            return false;
        }
        has_links(filter, &message.text, !message.attachments.is_empty())
    }
}

/// Whether a text has the links and files that a filter wants; it may come with a file besides.
pub(crate) fn has_links(filter: &Filter, text: &str, with_file: bool) -> bool {
    if !(filter.link || filter.file) {
        return true;
    }
    let found = links(text);
    (found.any || !filter.link) && (found.file || with_file || !filter.file)
}

/// One of the terms must hold.
fn any_of(terms: impl Iterator<Item = String>) -> String {
    let terms: Vec<_> = terms.take(ANY_OF).collect();
    format!("({})", terms.join(" OR "))
}

/// The terms of what somebody has said; where the address has a resource, that is looked at with the
/// message itself.
fn by(db: &Connection, sender: &Sender, full: &mut Vec<String>) -> Result<Vec<String>, Trouble> {
    let address = match sender {
        Sender::Me => return Ok(vec![Trait::Ours.term()]),
        Sender::Them => return Ok(vec![Trait::Theirs.term()]),
        Sender::Address(address) => address,
    };
    let bare = address.split('/').next().unwrap_or_default().to_lowercase();
    if address.contains('/') {
        full.push(address.clone());
    }
    let mut terms = Vec::new();
    let sql = "SELECT id FROM conversation WHERE jid = ?1 LIMIT ?2";
    let mut theirs = db.prepare_cached(sql)?;
    let theirs = theirs.query_map((&bare, ANY_OF as i64), |row| row.get::<_, u32>(0))?;
    for id in theirs {
        let there = Trait::In(ConversationId(id?)).term();
        terms.push(format!("({} AND {there})", Trait::Theirs.term()));
    }
    let mut ours = db.prepare_cached("SELECT id FROM account WHERE jid = ?1 LIMIT ?2")?;
    let ours = ours.query_map((&bare, ANY_OF as i64), |row| row.get::<_, u32>(0))?;
    for id in ours {
        let of = Trait::Of(AccountId(id?)).term();
        terms.push(format!("({} AND {of})", Trait::Ours.term()));
    }
    Ok(terms)
}

/// Documents are only roughly in the order of time.
fn sorted(mut hits: Hits) -> Hits {
    hits.found
        .sort_by_key(|(_, message)| std::cmp::Reverse(message.id));
    hits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{schema, settle};

    fn plan(db: &Connection, sql: &str) -> String {
        let mut steps = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let parameters = vec![""; steps.parameter_count()];
        let steps = steps.query_map(rusqlite::params_from_iter(parameters), |row| {
            row.get::<_, String>(3)
        });
        steps
            .unwrap()
            .map(Result::unwrap)
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// A history of a million messages is asked these while somebody types, or with each page that comes
    /// in: none may go through a whole table or a whole conversation, or sort what it has found.
    #[test]
    fn what_is_asked_often_is_answered_from_an_index() {
        let mut db = Connection::open_in_memory().unwrap();
        schema::prepare(&mut db).unwrap();
        let words = plan(&db, WITH_WORDS);
        assert!(
            words.contains("VIRTUAL TABLE INDEX") && words.contains("<"),
            "{words}"
        );
        let dates = plan(&db, BY_DATE);
        assert!(
            dates.contains("COVERING INDEX message_doc (doc>? AND doc<?)"),
            "{dates}"
        );
        let late = plan(&db, settle::PROVISIONAL);
        assert!(late.contains("INTEGER PRIMARY KEY (rowid>?)"), "{late}");
        for found in [words, dates, late] {
            assert!(!found.contains("TEMP B-TREE"), "{found}");
        }
    }
}
