//! What was begun to be written in a conversation and not said: kept on this machine over restarts and
//! crashes. The window tells it after a pause of typing and when a conversation is left; what is told here is
//! written down at once.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::store::{NoteRecord, Op, Shelf, Store};
use crate::{AccountId, ConversationId, Error};

/// The longest draft in bytes: what the window's editor holds. More would be no message.
pub(crate) const LONGEST: usize = 64 * 1024;

const VERSION: u8 = 1;

/// As it is stored, under the id of the conversation.
#[derive(Serialize, Deserialize)]
struct DraftV1 {
    text: String,
}

/// The drafts of an account.
pub(crate) async fn recall(store: &Store, account: AccountId) -> HashMap<ConversationId, String> {
    let notes = store.notes(account, Shelf::Draft).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "drafts can't be read"))
        .unwrap_or_default();
    notes.iter().filter_map(read).collect()
}

fn read(note: &NoteRecord) -> Option<(ConversationId, String)> {
    let id = ConversationId(note.name.parse().ok()?);
    let stored: DraftV1 = (note.version == VERSION).then(|| note.read().ok())??;
    Some((id, stored.text))
}

fn note(account: AccountId, id: ConversationId, text: String) -> Result<NoteRecord, Error> {
    let name = id.0.to_string();
    NoteRecord::new(account, Shelf::Draft, &name, VERSION, &DraftV1 { text })
}

impl Account {
    /// Keeps what is being written; nothing but space is nothing.
    pub(crate) fn keep_draft(&mut self, id: ConversationId, text: String, turn: &mut Turn) {
        let account = self.record.id;
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let text = match text.trim().is_empty() {
            true => String::new(),
            false => cut(text),
        };
        if talk.draft == text {
            return;
        }
        let op = match text.is_empty() {
            true => Ok(Op::RemoveNote {
                account,
                shelf: Shelf::Draft,
                name: id.0.to_string(),
            }),
            false => note(account, id, text.clone()).map(Op::PutNote),
        };
        // Its id is another one's after a restart, unless it has a row.
        if !text.is_empty() && !std::mem::replace(&mut talk.stored, true) {
            turn.ops.push(Op::PutConversation(talk.record.clone()));
        }
        talk.draft = text;
        self.dirty.insert(id);
        match op {
            Ok(op) => turn.ops.push(op),
            Err(error) => turn.failed = Some(error),
        }
    }
}

/// As much of a text as is kept.
fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_first_version_is_read_and_what_is_odd_is_not() {
        let text = "Are you there? 🙂".to_owned();
        let written = postcard::to_stdvec(&DraftV1 { text: text.clone() }).unwrap();
        let written: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../tests/old-store/draft-v1.hex").trim();
        assert_eq!(written, sample);
        let kept = note(AccountId(1), ConversationId(7), text.clone()).unwrap();
        assert_eq!(read(&kept), Some((ConversationId(7), text)));
        let newer = NoteRecord::new(AccountId(1), Shelf::Draft, "7", 9, &1_u8).unwrap();
        let broken = NoteRecord::new(AccountId(1), Shelf::Draft, "7", 1, &u64::MAX).unwrap();
        let odd = NoteRecord::new(AccountId(1), Shelf::Draft, "x", 1, &"text").unwrap();
        for note in [newer, broken, odd] {
            assert_eq!(read(&note), None);
        }
    }

    #[test]
    fn a_draft_ends_at_a_letter() {
        let long = "é".repeat(LONGEST);
        assert_eq!(cut(long).len(), LONGEST);
        let odd = format!("a{}", "é".repeat(LONGEST));
        assert_eq!(cut(odd).len(), LONGEST - 1);
    }
}
