//! Files in messages: what is known of them, and where they are.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use waxwing_proto::sharing;

use crate::{ConversationId, ItemId};

/// A file that belongs to a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name, without a path and without what a name may not hold; never empty.
    pub name: String,
    /// Its media type in small letters, as `image/png`; empty where nobody said.
    pub media_type: String,
    /// What it is to people.
    pub kind: AttachmentKind,
    /// How many bytes; theirs is a claim until the file is here.
    pub size: Option<u64>,
    /// Its SHA-256 in small hex letters; theirs is a claim until the file is here.
    pub sha256: Option<String>,
    /// Width and height in pixels, as it is to be shown.
    pub dimensions: Option<(u32, u32)>,
    /// How long it plays, in milliseconds.
    pub duration_ms: Option<u64>,
    /// How loud a voice message is, from its beginning to its end; 0 to 255, at most 128 values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waveform: Vec<u8>,
    /// A picture of a few bytes to show until the file is here (ThumbHash), at most 64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thumbhash: Vec<u8>,
    /// What is seen on it, in words; may be empty.
    pub description: String,
    /// Where it can be had, in the order of preference: `https` addresses, and links of what is encrypted there
    /// (`aesgcm`, XEP-0454), which nobody but the people of the conversation may see: the key is in them.
    pub sources: Vec<String>,
    /// Where it is.
    pub place: Place,
}

/// What a file is to people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A picture, moving or not.
    Picture,
    /// Something to watch.
    Video,
    /// Something to listen to.
    Audio,
    /// What somebody has spoken into their microphone for this message.
    Voice,
    /// Anything else.
    #[default]
    File,
}

impl Attachment {
    /// Which of some files of a message `told` knows more places of, and the places it then has; `None`
    /// where that is nothing new. A place tells no file but by its name: where that is none of theirs,
    /// the first file is meant that has no place yet.
    pub(crate) fn placed(files: &[Self], told: &Self) -> Option<(usize, Vec<String>)> {
        let knows = |file: &&Self| file.sources.iter().any(|one| told.sources.contains(one));
        let place = files
            .iter()
            .position(|file| knows(&file))
            .or_else(|| files.iter().position(|file| file.name == told.name))
            .or_else(|| files.iter().position(|file| file.sources.is_empty()))
            .or((files.len() == 1).then_some(0))?;
        let known = &files.get(place)?.sources;
        let new = told.sources.iter().filter(|one| !known.contains(one));
        let room = sharing::MAX_SOURCES.saturating_sub(known.len());
        let new: Vec<String> = new.take(room).cloned().collect();
        (!new.is_empty()).then(|| (place, [known.clone(), new].concat()))
    }
}

impl AttachmentKind {
    /// What a file of a media type is to people. A drawing that is a program (SVG) is none to look at.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        match media_type.split('/').next() {
            Some("image") if media_type != "image/svg+xml" => Self::Picture,
            Some("video") => Self::Video,
            Some("audio") => Self::Audio,
            _ => Self::File,
        }
    }
}

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Only elsewhere, until somebody asks for it.
    Remote(Held),
    /// On its way, to us or from us: a [`Transfer`] tells how far.
    Moving,
    /// Here: a file below the profile that is not to be changed, and to be opened for reading only.
    Here(PathBuf),
    /// It can't be had, or could not be sent.
    Failed(TransferFailure),
}

impl Default for Place {
    fn default() -> Self {
        Self::Remote(Held::Asked)
    }
}

/// Why a file was not fetched by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// The person wants to be asked, or it is of a kind that is never fetched unasked.
    Asked,
    /// Whoever sent it is a stranger.
    Stranger,
    /// It is larger than what is fetched unasked, or nobody said how large it is.
    Large,
    /// It was here, and was removed to free up space.
    Freed,
}

/// One file on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Where its message stands.
    pub conversation: ConversationId,
    /// Its message.
    pub item: ItemId,
    /// Which file of the message, from 0.
    pub index: u32,
    /// It goes from us to them.
    pub outgoing: bool,
    /// What it is doing.
    pub step: TransferStep,
    /// So many bytes are over.
    pub done: u64,
    /// Of so many, where that is known.
    pub total: Option<u64>,
}

/// What a transfer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferStep {
    /// The file is being read and made ready.
    Preparing,
    /// It waits for a connection, or for others before it.
    Waiting,
    /// Bytes are moving.
    Running,
    /// What arrived is compared with what was promised.
    Checking,
}

/// Why a file could not be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferFailure {
    /// The server takes no files (XEP-0363).
    NoService,
    /// The server takes no files so large: its limit in bytes, where it said.
    TooLarge(Option<u64>),
    /// As much as one may have on the server is there already: until when to wait, where it said
    /// (microseconds since 1970).
    Quota(Option<i64>),
    /// The server refused: its words.
    Refused(String),
    /// The file on this machine can't be read: what the system said.
    Unreadable(String),
    /// It is not there any more.
    Gone,
    /// The web server answered with this status.
    Status(u16),
    /// The connection failed: what is known of it.
    Connection(String),
    /// The way to it is not a safe one: plain HTTP, another scheme, too many redirections.
    Insecure,
    /// It has more or fewer bytes than was said.
    Length,
    /// It is not the file that was promised: its hash is another.
    Altered,
    /// It can't be written down: what the system said.
    Disk(String),
    /// The person stopped it.
    Cancelled,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, sources: &[&str]) -> Attachment {
        Attachment {
            name: name.to_owned(),
            sources: sources.iter().map(|&one| one.to_owned()).collect(),
            ..Attachment::default()
        }
    }

    #[test]
    fn a_place_finds_its_file() {
        let none = || file("a", &[]);
        let cases = [
            (vec![none()], file("other", &["1"]), Some((0, "1"))),
            (
                vec![file("a", &["1"])],
                file("other", &["2"]),
                Some((0, "1 2")),
            ),
            (vec![file("a", &["1"])], file("a", &["1"]), None),
            (
                vec![none(), file("b", &[])],
                file("b", &["1"]),
                Some((1, "1")),
            ),
            (
                vec![file("a", &["1"]), file("b", &[])],
                file("c", &["2"]),
                Some((1, "2")),
            ),
            (
                vec![file("a", &["1"]), file("b", &["2"])],
                file("b", &["1", "3"]),
                Some((0, "1 3")),
            ),
            (
                vec![file("a", &["1"]), file("b", &["2"])],
                file("c", &["3"]),
                None,
            ),
            (vec![none()], none(), None),
            (vec![], file("a", &["1"]), None),
        ];
        for (files, told, expected) in cases {
            let found = Attachment::placed(&files, &told);
            let found = found.map(|(place, sources)| (place, sources.join(" ")));
            let expected = expected.map(|(place, sources)| (place, sources.to_owned()));
            assert_eq!(found, expected, "{files:?} {told:?}");
        }
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let (_, sources) = Attachment::placed(&[file("a", &["x"])], &file("a", &many)).unwrap();
        assert_eq!(sources.len(), sharing::MAX_SOURCES);
    }
}
