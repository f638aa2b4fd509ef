//! What the person wants done with files, as it is written down.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::model::{FetchFrom, FilePolicy};
use crate::store::{EVERYBODY, NoteRecord, Op, Shelf, Store};

/// Under which name it stands.
const NAME: &str = "policy";

/// The version of [`V1`].
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct V1 {
    picture: Option<u64>,
    video: Option<u64>,
    audio: Option<u64>,
    voice: Option<u64>,
    file: Option<u64>,
    from: u8,
    quota: Option<u64>,
}

/// What the person wanted last.
pub(in crate::supervisor) async fn recall(store: &Store) -> FilePolicy {
    let notes = store.notes(EVERYBODY, Shelf::Fetch).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "what to do with files can't be read"))
        .unwrap_or_default();
    let written = notes.iter().find(|note| note.name == NAME);
    written.and_then(read).unwrap_or_default()
}

/// Writes it down.
///
/// # Errors
/// [`Error::Store`] where it can't be encoded.
pub(super) fn op(policy: &FilePolicy) -> Result<Op, Error> {
    let stored = V1 {
        picture: policy.picture,
        video: policy.video,
        audio: policy.audio,
        voice: policy.voice,
        file: policy.file,
        from: match policy.from {
            FetchFrom::Nobody => 0,
            FetchFrom::Contacts => 1,
            FetchFrom::Everybody => 2,
        },
        quota: policy.quota,
    };
    NoteRecord::new(EVERYBODY, Shelf::Fetch, NAME, VERSION, &stored).map(Op::PutNote)
}

fn read(note: &NoteRecord) -> Option<FilePolicy> {
    if note.version != VERSION {
        return None;
    }
    let stored: V1 = note.read().ok()?;
    Some(FilePolicy {
        picture: stored.picture,
        video: stored.video,
        audio: stored.audio,
        voice: stored.voice,
        file: stored.file,
        from: match stored.from {
            2 => FetchFrom::Everybody,
            1 => FetchFrom::Contacts,
            // What is odd must not fetch more.
            _ => FetchFrom::Nobody,
        },
        quota: stored.quota,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_first_version_is_read_and_what_is_odd_is_not() {
        let policy = FilePolicy {
            picture: Some(10_000_000),
            video: None,
            audio: Some(1),
            voice: Some(u64::MAX),
            file: Some(0),
            from: FetchFrom::Everybody,
            quota: Some(2_000_000_000),
        };
        let Ok(Op::PutNote(note)) = op(&policy) else {
            panic!("a note");
        };
        assert_eq!(read(&note), Some(policy));
        let stored: V1 = note.read().unwrap();
        let written = postcard::to_stdvec(&stored).unwrap();
        let written: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../../tests/old-store/file-policy-v1.hex").trim();
        assert_eq!(written, sample);
        let newer = NoteRecord::new(EVERYBODY, Shelf::Fetch, NAME, 9, &stored).unwrap();
        assert_eq!(read(&newer), None);
        let odd = V1 { from: 9, ..stored };
        let odd = NoteRecord::new(EVERYBODY, Shelf::Fetch, NAME, VERSION, &odd).unwrap();
        assert_eq!(read(&odd).unwrap().from, FetchFrom::Nobody);
    }
}
