//! What changed about conversations.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Conversation, Message, Milestone, Version};
use crate::{Change, ConversationId, ItemId};

/// About a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It is new or has changed: replace what you had.
    Changed(Arc<Conversation>),
    /// It is gone.
    Removed(ConversationId),
    /// Rows of an open conversation changed: apply to its [`crate::Timeline`].
    Timeline(ConversationId, Change),
    /// What happened to the message that is followed, whole: replace what you had.
    Milestones {
        /// Where.
        conversation: ConversationId,
        /// The message, as it is now.
        message: Arc<Message>,
        /// What happened to it, in that order.
        milestones: Vec<Milestone>,
    },
    /// What a message has said, whole: replace what you had.
    Versions {
        /// Where.
        conversation: ConversationId,
        /// The message, where it stands now.
        item: ItemId,
        /// What it said, the oldest first; the last is what it says.
        versions: Vec<Version>,
    },
    /// It can't be said, for nothing can be stored at the moment; [`crate::Event::StoreFailed`] tells why.
    Unsaid {
        /// Where it was to be said.
        conversation: ConversationId,
        /// What.
        text: String,
    },
    /// A waiting message can't be thrown away: it may be on its way already.
    TooLate {
        /// Where.
        conversation: ConversationId,
        /// Which message.
        item: ItemId,
    },
    /// A message worth a notice came in: not ours, not old, not a stranger's, and in no conversation
    /// that is blocked or muted.
    Notice {
        /// Where.
        conversation: ConversationId,
        /// Which message.
        item: ItemId,
        /// Its text, unshortened.
        text: String,
        /// Of a room: the nick of who said it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        author: String,
        /// Of a room: it was said to us alone.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        private: bool,
        /// So many messages, of which this is the newest.
        #[serde(default = "one")]
        count: u32,
        /// It, or one of them, names us.
        #[serde(default)]
        mention: bool,
        /// It was said while nobody was here: there may be many of them at once.
        #[serde(default)]
        missed: bool,
    },
    /// A message of which a notice was told, and which is not read, says something else by now, or was
    /// taken back. May be told again although nothing is new.
    NoticeChanged {
        /// Where.
        conversation: ConversationId,
        /// Which message.
        item: ItemId,
        /// What it says; `None`: it was taken back.
        text: Option<String>,
    },
    /// Notices are over: their messages were read, here or on another device.
    NoticesOver {
        /// Where.
        conversation: ConversationId,
        /// Those up to this message; `None`: all of them.
        upto: Option<ItemId>,
    },
}

fn one() -> u32 {
    1
}
