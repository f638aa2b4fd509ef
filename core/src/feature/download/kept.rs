//! What is written down of files that are wanted, so that a restart goes on where the last one stopped.

use serde::{Deserialize, Serialize};

use super::queue::{Key, Wanted};
use crate::store::{NoteRecord, Shelf};
use crate::{AccountId, ConversationId, Error, ItemId, Timestamp};

/// The version of [`Note`].
const VERSION: u8 = 1;

/// What is here of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// Where it comes from; empty before it has begun.
    pub(super) source: String,
    /// By which its version is known again there; may be empty.
    pub(super) validator: String,
    /// How many bytes the whole has, where its server says so.
    pub(super) total: Option<u64>,
    /// So many bytes are on the disk for sure.
    pub(super) synced: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    conversation: u32,
    at: i64,
    seq: u64,
    index: u32,
    most: Option<u64>,
    progress: Progress,
}

/// The name of a file that is wanted: its note's, and that of what is here of it.
pub(super) fn name(account: AccountId, key: Key) -> String {
    format!("{}-{}-{}", account.0, key.seq, key.index)
}

/// Writes down that a file is wanted, and what is here of it.
///
/// # Errors
/// [`Error::Store`] where it can't be encoded.
pub(super) fn note(account: AccountId, wanted: &Wanted) -> Result<NoteRecord, Error> {
    let note = Note {
        conversation: wanted.key.conversation.0,
        at: wanted.item.at.0,
        seq: wanted.key.seq,
        index: wanted.key.index,
        most: wanted.most,
        progress: wanted.progress.clone(),
    };
    let name = name(account, wanted.key);
    NoteRecord::new(account, Shelf::Fetch, &name, VERSION, &note)
}

/// What was wanted; what can't be read is left out.
pub(super) fn wanted(notes: &[NoteRecord]) -> Vec<Wanted> {
    notes.iter().filter_map(one).collect()
}

fn one(note: &NoteRecord) -> Option<Wanted> {
    if note.version != VERSION {
        return None;
    }
    let note: Note = note
        .read()
        .inspect_err(|error| tracing::warn!(%error, "a file that was wanted can't be read"))
        .ok()?;
    Some(Wanted {
        key: Key {
            conversation: ConversationId(note.conversation),
            seq: note.seq,
            index: note.index,
        },
        item: ItemId {
            at: Timestamp(note.at),
            seq: note.seq,
        },
        most: note.most,
        progress: note.progress,
        lost: 0,
        after: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_first_version_is_read_and_what_is_odd_is_not() {
        let account = AccountId(1);
        let one = Wanted {
            key: Key {
                conversation: ConversationId(7),
                seq: 12,
                index: 1,
            },
            item: ItemId {
                at: Timestamp(1_794_908_460_000_000),
                seq: 12,
            },
            most: Some(10_000_000),
            progress: Progress {
                source: "https://files.example/1.jpg".to_owned(),
                validator: "\"v1\"".to_owned(),
                total: Some(3_000_000),
                synced: 1_500_000,
            },
            lost: 0,
            after: None,
        };
        let note = note(account, &one).unwrap();
        assert_eq!(note.name, "1-12-1");
        let stored: Note = note.read().unwrap();
        let written = postcard::to_stdvec(&stored).unwrap();
        let written: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../../tests/old-store/fetch-v1.hex").trim();
        assert_eq!(written, sample);
        let newer = NoteRecord::new(account, Shelf::Fetch, "2", 9, &stored).unwrap();
        let broken = NoteRecord::new(account, Shelf::Fetch, "3", VERSION, &7_u8).unwrap();
        assert_eq!(wanted(&[newer, note, broken]), [one]);
    }
}
