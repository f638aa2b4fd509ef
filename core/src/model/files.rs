//! What the person wants done with files, what room they take, and where they stand.

use serde::{Deserialize, Serialize};

use super::{Attachment, Direction};
use crate::ItemId;

/// What is fetched unasked, and how much of it is kept; for all accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePolicy {
    /// Pictures of at most so many bytes come by themselves; `None`: none do.
    pub picture: Option<u64>,
    /// The same for videos.
    pub video: Option<u64>,
    /// The same for sounds.
    pub audio: Option<u64>,
    /// The same for voice messages.
    pub voice: Option<u64>,
    /// The same for all other files.
    pub file: Option<u64>,
    /// From whom.
    pub from: FetchFrom,
    /// What is kept here may take so many bytes together; `None`: as many as it takes.
    pub quota: Option<u64>,
}

/// Whose files are fetched unasked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FetchFrom {
    /// Nobody's.
    Nobody,
    /// Those of contacts, and of our own other devices.
    #[default]
    Contacts,
    /// Everybody's.
    Everybody,
}

/// How much room the files of the profile take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUsage {
    /// How many files.
    pub files: u64,
    /// How many bytes they have together.
    pub bytes: u64,
    /// How many of these bytes could be freed: what waits to be sent could not.
    pub free: u64,
}

/// A file of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Its message.
    pub item: ItemId,
    /// Which file of the message, from 0.
    pub index: u32,
    /// Whose the message is.
    pub direction: Direction,
    /// The address the message came from.
    pub sender: String,
    /// What is known of the file.
    pub attachment: Attachment,
}

/// What a file of ours was spoken into.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// How long it plays, in milliseconds.
    pub duration_ms: u64,
    /// How loud it is, from its beginning to its end; 0 to 255, at most 128 values.
    #[serde(default)]
    pub waveform: Vec<u8>,
}

/// What the server of an account takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileOffer {
    /// It is not known yet: there is no connection, or no answer so far.
    Unknown,
    /// No files.
    Nothing,
    /// Files of at most so many bytes, or as large as one likes.
    Files(Option<u64>),
}

impl Default for FilePolicy {
    /// What one wants to see at once comes by itself; what is large or is to be worked with waits for
    /// a word. Two gigabytes are a few years of pictures.
    fn default() -> Self {
        const MEGABYTE: u64 = 1_000_000;
        Self {
            picture: Some(10 * MEGABYTE),
            video: None,
            audio: Some(10 * MEGABYTE),
            voice: Some(10 * MEGABYTE),
            file: None,
            from: FetchFrom::Contacts,
            quota: Some(2_000 * MEGABYTE),
        }
    }
}
