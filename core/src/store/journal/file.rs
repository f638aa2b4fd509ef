//! Files of messages on their way to the archive.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::{Attachment, AttachmentKind, Held, Place, TransferFailure};
use crate::{ConversationId, ItemId};

/// More is known of a file of a message, or it is somewhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttachmentRecord {
    /// The conversation its message stands in.
    pub(crate) conversation: ConversationId,
    /// Its message.
    pub(crate) item: ItemId,
    /// Which file of it.
    pub(crate) index: u32,
    /// The file, whole.
    pub(crate) attachment: Attachment,
}

/// As it stands on disk.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredFile {
    name: String,
    media_type: String,
    kind: u8,
    size: Option<u64>,
    sha256: Option<String>,
    dimensions: Option<(u32, u32)>,
    duration_ms: Option<u64>,
    waveform: Vec<u8>,
    thumbhash: Vec<u8>,
    description: String,
    sources: Vec<String>,
    place: StoredPlace,
}

/// Where a file is, in three parts that fit everywhere: what, its words, its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredPlace {
    /// Which place; the numbers are promises.
    pub(crate) code: u8,
    /// A path below the profile, or why.
    pub(crate) words: String,
    /// A limit, a time, a status.
    pub(crate) number: Option<i64>,
}

impl From<&Attachment> for StoredFile {
    fn from(file: &Attachment) -> Self {
        Self {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            kind: kind_code(file.kind),
            size: file.size,
            sha256: file.sha256.clone(),
            dimensions: file.dimensions,
            duration_ms: file.duration_ms,
            waveform: file.waveform.clone(),
            thumbhash: file.thumbhash.clone(),
            description: file.description.clone(),
            sources: file.sources.clone(),
            place: (&file.place).into(),
        }
    }
}

impl From<StoredFile> for Attachment {
    fn from(stored: StoredFile) -> Self {
        Self {
            name: stored.name,
            media_type: stored.media_type,
            kind: kind_of(stored.kind),
            size: stored.size,
            sha256: stored.sha256,
            dimensions: stored.dimensions,
            duration_ms: stored.duration_ms,
            waveform: stored.waveform,
            thumbhash: stored.thumbhash,
            description: stored.description,
            sources: stored.sources,
            place: stored.place.into(),
        }
    }
}

/// What a file is to people, as a number that is a promise.
pub(crate) fn kind_code(kind: AttachmentKind) -> u8 {
    match kind {
        AttachmentKind::File => 0,
        AttachmentKind::Picture => 1,
        AttachmentKind::Video => 2,
        AttachmentKind::Audio => 3,
        AttachmentKind::Voice => 4,
    }
}

/// What a number says a file is.
pub(crate) fn kind_of(code: u8) -> AttachmentKind {
    match code {
        1 => AttachmentKind::Picture,
        2 => AttachmentKind::Video,
        3 => AttachmentKind::Audio,
        4 => AttachmentKind::Voice,
        _ => AttachmentKind::File,
    }
}

impl From<&Place> for StoredPlace {
    fn from(place: &Place) -> Self {
        let bare = |code| (code, String::new(), None);
        let (code, words, number) = match place {
            Place::Remote(Held::Asked) => bare(0),
            Place::Remote(Held::Stranger) => bare(1),
            Place::Remote(Held::Large) => bare(2),
            Place::Remote(Held::Freed) => bare(3),
            Place::Moving => bare(MOVING),
            Place::Here(path) => (HERE, below_profile(path), None),
            Place::Failed(failure) => failed(failure),
        };
        Self {
            code,
            words,
            number,
        }
    }
}

/// The number of [`Place::Moving`].
pub(crate) const MOVING: u8 = 4;

/// The number of [`Place::Here`].
pub(crate) const HERE: u8 = 5;

fn failed(failure: &TransferFailure) -> (u8, String, Option<i64>) {
    use TransferFailure as F;
    let bare = |code| (code, String::new(), None);
    let said = |code, words: &str| (code, words.to_owned(), None);
    match failure {
        F::NoService => bare(10),
        F::TooLarge(most) => (11, String::new(), most.map(u64::cast_signed)),
        F::Quota(until) => (12, String::new(), *until),
        F::Refused(words) => said(13, words),
        F::Unreadable(words) => said(14, words),
        F::Gone => bare(15),
        F::Status(status) => (16, String::new(), Some((*status).into())),
        F::Connection(words) => said(17, words),
        F::Insecure => bare(18),
        F::Length => bare(19),
        F::Altered => bare(20),
        F::Disk(words) => said(21, words),
        F::Cancelled => bare(22),
    }
}

impl From<StoredPlace> for Place {
    fn from(stored: StoredPlace) -> Self {
        use TransferFailure as F;
        let StoredPlace {
            code,
            words,
            number,
        } = stored;
        Self::Failed(match code {
            1 => return Self::Remote(Held::Stranger),
            2 => return Self::Remote(Held::Large),
            3 => return Self::Remote(Held::Freed),
            MOVING => return Self::Moving,
            HERE => return Self::Here(PathBuf::from(words)),
            10 => F::NoService,
            11 => F::TooLarge(number.map(i64::cast_unsigned)),
            12 => F::Quota(number),
            13 => F::Refused(words),
            14 => F::Unreadable(words),
            15 => F::Gone,
            16 => F::Status(number.and_then(|it| u16::try_from(it).ok()).unwrap_or(0)),
            17 => F::Connection(words),
            18 => F::Insecure,
            19 => F::Length,
            20 => F::Altered,
            21 => F::Disk(words),
            22 => F::Cancelled,
            // A damaged one must not hide the file.
            _ => return Self::Remote(Held::Asked),
        })
    }
}

/// A path of the folder of the files, from the profile on: a profile may be moved, and what is above
/// it may have any name.
pub(crate) fn below_profile(path: &std::path::Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    let folder = parts.iter().rposition(|part| part == FOLDER).unwrap_or(0);
    parts.get(folder..).unwrap_or_default().join("/")
}

/// The folder of the files in a profile.
const FOLDER: &str = "files";

#[cfg(test)]
mod tests {
    use super::*;

    /// Every place and every failure.
    fn places() -> Vec<Place> {
        use TransferFailure as F;
        let failures = [
            F::NoService,
            F::TooLarge(Some(u64::MAX)),
            F::TooLarge(None),
            F::Quota(Some(-7)),
            F::Quota(None),
            F::Refused("no".to_owned()),
            F::Unreadable("no".to_owned()),
            F::Gone,
            F::Status(507),
            F::Connection("cut".to_owned()),
            F::Insecure,
            F::Length,
            F::Altered,
            F::Disk("full".to_owned()),
            F::Cancelled,
        ];
        let held = [Held::Asked, Held::Stranger, Held::Large, Held::Freed];
        let mut places: Vec<_> = held.into_iter().map(Place::Remote).collect();
        places.extend(failures.into_iter().map(Place::Failed));
        places.push(Place::Moving);
        places.push(Place::Here(PathBuf::from("files/ab/cdef")));
        places
    }

    #[test]
    fn every_place_comes_back() {
        for place in places() {
            assert_eq!(Place::from(StoredPlace::from(&place)), place);
        }
        let odd = StoredPlace {
            code: 200,
            ..StoredPlace::default()
        };
        assert_eq!(Place::from(odd), Place::Remote(Held::Asked));
    }

    #[test]
    fn a_path_begins_at_the_profile() {
        for (path, short) in [
            ("/home/mira/files/waxwing/files/ab/cdef", "files/ab/cdef"),
            ("files/ab/cdef", "files/ab/cdef"),
            ("elsewhere/x", "elsewhere/x"),
        ] {
            assert_eq!(below_profile(std::path::Path::new(path)), short);
        }
    }

    #[test]
    fn every_kind_comes_back() {
        for kind in [
            AttachmentKind::File,
            AttachmentKind::Picture,
            AttachmentKind::Video,
            AttachmentKind::Audio,
            AttachmentKind::Voice,
        ] {
            assert_eq!(kind_of(kind_code(kind)), kind);
        }
    }
}
