//! Finding what was said.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use super::{Trouble, row, word};
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
}

/// So many messages are looked at themselves for what the index can't tell; then it is time to
/// answer.
const CLOSE_LOOKS: usize = 2_000;

/// Looks for something. Whether everything that was found is what was written.
pub(super) fn search(db: &Connection, search: &Search) -> Result<(Hits, bool), Trouble> {
    let mut hits = Hits::default();
    let question = word::question(&search.words, search.conversation, search.account);
    let Some(question) = question else {
        return Ok((hits, true));
    };
    let limit = search.limit.min(super::MAX_PAGE) as usize;
    let sql = "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid > ?2 ORDER BY rowid";
    let mut docs = db.prepare_cached(sql)?;
    let before = search.before.unwrap_or(0);
    let mut docs = docs.query((&question.terms, before))?;
    let sql = format!(
        "SELECT {} FROM message WHERE doc = ?1
            AND NOT EXISTS (SELECT 1 FROM purge WHERE purge.conversation = message.conversation)",
        row::COLUMNS
    );
    let mut said = db.prepare_cached(&sql)?;
    let (mut last, mut sound) = (before, true);
    for _ in 0..CLOSE_LOOKS {
        let Some(next) = docs.next()? else {
            return Ok((sorted(hits), sound));
        };
        if hits.found.len() >= limit {
            break;
        }
        let doc = next.get(0)?;
        last = doc;
        let Some(read) = said.query_row([doc], row::message).optional()? else {
            continue;
        };
        sound &= read.sound;
        if question.fits(&read.message.text) {
            hits.found.push((read.conversation, read.message));
        }
    }
    hits.more = Some(last);
    Ok((sorted(hits), sound))
}

/// Documents are only roughly in the order of time.
fn sorted(mut hits: Hits) -> Hits {
    hits.found
        .sort_by_key(|(_, message)| std::cmp::Reverse(message.id));
    hits
}
