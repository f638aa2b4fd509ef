//! Commands about files.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::{AttachmentKind, FilePolicy, Voice};
use crate::{AccountId, ConversationId, ItemId, RequestId};

/// About files: sending them, fetching them, and the room they take.
///
/// How far a file is, is told as [`crate::event::file::Event::Transfer`]; what became of it stands in
/// its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Send files, each as a message of its own, and what is said about them. All of it is stored at
    /// once and goes out as soon as it can; the words go out behind the files.
    Send {
        /// Where.
        conversation: ConversationId,
        /// The files.
        files: Vec<Outgoing>,
        /// What to say about them; may be empty.
        #[serde(default)]
        text: String,
        /// The message of this conversation that they answer (XEP-0461).
        #[serde(default)]
        reply_to: Option<ItemId>,
        /// Show them only to who asks for it (XEP-0382): a hint at what it is about, may be empty.
        #[serde(default)]
        spoiler: Option<String>,
        /// Send them to this occupant of a room alone (XEP-0045 §7.5), by nick; the words go out before
        /// them then. What answers something that was said so is sent so, too.
        #[serde(default)]
        private: Option<String>,
    },
    /// Stop a file on its way, from us or to us. What was being sent stays as failed, with
    /// [`crate::model::TransferFailure::Cancelled`];
    /// [`crate::command::conversation::Command::Discard`] takes it away.
    Cancel {
        /// Where its message stands.
        conversation: ConversationId,
        /// Its message.
        item: ItemId,
        /// Which file of it.
        #[serde(default)]
        index: u32,
    },
    /// Try to send a file again that failed.
    Retry {
        /// Where its message stands.
        conversation: ConversationId,
        /// Its message.
        item: ItemId,
        /// Which file of it.
        #[serde(default)]
        index: u32,
    },
    /// Tell what files the server of an account takes, now and whenever that changes.
    Offer {
        /// Which account.
        account: AccountId,
    },
    /// Fetch a file, or try it again.
    Fetch {
        /// Where its message stands.
        conversation: ConversationId,
        /// Its message.
        item: ItemId,
        /// Which file of it.
        #[serde(default)]
        index: u32,
    },
    /// Write a file that is here somewhere else. What is there already stays, unless told otherwise.
    SaveAs {
        /// Who waits for the outcome.
        request: RequestId,
        /// Where its message stands.
        conversation: ConversationId,
        /// Its message.
        item: ItemId,
        /// Which file of it.
        #[serde(default)]
        index: u32,
        /// Under which name.
        to: PathBuf,
        /// In the place of what is there.
        #[serde(default)]
        replace: bool,
    },
    /// Tell how much room the files take.
    Usage,
    /// Remove files from this machine; their messages stay.
    FreeUp {
        /// Who waits for the outcome.
        request: RequestId,
        /// Which.
        what: FreeUp,
    },
    /// Do this with files from now on.
    SetPolicy(FilePolicy),
    /// Tell the files of a conversation, newest first.
    Gallery {
        /// Who waits for the answer.
        request: RequestId,
        /// Which conversation.
        conversation: ConversationId,
        /// Only those of messages before this one.
        #[serde(default)]
        before: Option<ItemId>,
        /// At least so many, if there are; the files of one message are not parted.
        limit: u32,
        /// Only of these kinds; none stands for all.
        #[serde(default)]
        kinds: Vec<AttachmentKind>,
    },
}

/// A file to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Where it is; it is read at once, and may change or go as soon as its message is there.
    pub path: PathBuf,
    /// What it is called there; the name of the path where it is empty.
    #[serde(default)]
    pub name: String,
    /// Its media type, where it is known.
    #[serde(default)]
    pub media_type: Option<String>,
    /// What is seen or heard on it; may be empty.
    #[serde(default)]
    pub description: String,
    /// Send a picture as large as it is. What it tells of its making (where, when, by which camera) is
    /// taken out all the same.
    #[serde(default)]
    pub original: bool,
    /// It was spoken for this message.
    #[serde(default)]
    pub voice: Option<Voice>,
}

/// Which files are to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreeUp {
    /// The oldest, until so many bytes are left at most.
    Keep(u64),
    /// All of a conversation.
    Conversation(ConversationId),
}

impl Command {
    /// Which conversation it is about, if it is about one.
    pub(crate) fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::Send { conversation, .. }
            | Self::Cancel { conversation, .. }
            | Self::Retry { conversation, .. }
            | Self::Fetch { conversation, .. }
            | Self::SaveAs { conversation, .. }
            | Self::Gallery { conversation, .. } => Some(*conversation),
            Self::Offer { .. } | Self::Usage | Self::FreeUp { .. } | Self::SetPolicy(_) => None,
        }
    }

    /// Who waits for its outcome.
    pub(crate) fn request(&self) -> Option<RequestId> {
        match self {
            Self::SaveAs { request, .. }
            | Self::FreeUp { request, .. }
            | Self::Gallery { request, .. } => Some(*request),
            Self::Send { .. }
            | Self::Cancel { .. }
            | Self::Retry { .. }
            | Self::Offer { .. }
            | Self::Fetch { .. }
            | Self::Usage
            | Self::SetPolicy(_) => None,
        }
    }
}
