//! Commands about what is to happen later.

use serde::{Deserialize, Serialize};

use crate::model::LinkPreview;
use crate::{ConversationId, ItemId, Timestamp};

/// About what is to happen later in a conversation. What waits is told as
/// [`crate::event::later::Event::Changed`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Say something at a time. It is stored at once; what can't be stored comes back as
    /// [`crate::event::conversation::Event::Unsaid`].
    Say {
        /// Where.
        conversation: ConversationId,
        /// What to say; lines are separated by `\n`.
        text: String,
        /// The message of this conversation that it answers (XEP-0461).
        #[serde(default)]
        reply_to: Option<ItemId>,
        /// Show it only to who asks for it (XEP-0382): a hint at what it is about, may be empty.
        #[serde(default)]
        spoiler: Option<String>,
        /// What is told of its links (XEP-0511).
        #[serde(default)]
        previews: Vec<LinkPreview>,
        /// When; a time that has passed is now.
        at: Timestamp,
    },
    /// Say something else, or at another time; of a reminder only the time can be changed.
    Change {
        /// Where.
        conversation: ConversationId,
        /// What waits.
        id: u64,
        /// What to say instead; `None`: the same.
        #[serde(default)]
        text: Option<String>,
        /// When instead; `None`: at the same time.
        #[serde(default)]
        at: Option<Timestamp>,
    },
    /// Say it now.
    SayNow {
        /// Where.
        conversation: ConversationId,
        /// What waits.
        id: u64,
    },
    /// Remind the person of a message, by [`crate::event::later::Event::Due`].
    Remind {
        /// Where it stands.
        conversation: ConversationId,
        /// The message.
        item: ItemId,
        /// When.
        at: Timestamp,
    },
    /// Forget something that waits, or a reminder.
    Drop {
        /// Where.
        conversation: ConversationId,
        /// What waits.
        id: u64,
    },
}

impl Command {
    /// Which conversation it is about.
    pub(crate) fn conversation(&self) -> ConversationId {
        match self {
            Self::Say { conversation, .. }
            | Self::Change { conversation, .. }
            | Self::SayNow { conversation, .. }
            | Self::Remind { conversation, .. }
            | Self::Drop { conversation, .. } => *conversation,
        }
    }
}
