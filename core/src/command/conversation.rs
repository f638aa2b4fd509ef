//! Commands about one conversation.

use serde::{Deserialize, Serialize};

use crate::model::{ChatState, Level};
use crate::{ItemId, Timestamp};

/// About one conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Send changes of its timeline from now on, beginning with the newest page.
    Open,
    /// Send changes of its timeline from now on, beginning with the page around a time.
    OpenAt {
        /// The time.
        at: Timestamp,
    },
    /// Send no more changes of its timeline.
    Close,
    /// Send the page before this item.
    LoadOlder {
        /// The oldest item the caller has.
        before: ItemId,
    },
    /// Send the page after this item, where one was opened in the midst.
    LoadNewer {
        /// The newest item the caller has.
        after: ItemId,
    },
    /// Say something. It is stored before this machine tries to send it; what can't be stored comes
    /// back as [`crate::event::conversation::Event::Unsaid`].
    Send {
        /// What to say; lines are separated by `\n`.
        text: String,
    },
    /// Try a failed message again.
    Resend {
        /// The failed message.
        item: ItemId,
    },
    /// Throw a failed or waiting message away.
    Discard {
        /// The failed or waiting message.
        item: ItemId,
    },
    /// Tell what happened to a message of ours on its way, and what happens to it from now on;
    /// `None`: of none any more. One is followed at a time.
    Follow {
        /// Which message.
        item: Option<ItemId>,
    },
    /// Tell the other side what we are doing (XEP-0085); repeated calls cost nothing.
    Compose(ChatState),
    /// Everything so far was seen: nothing is unread.
    MarkRead,
    /// Show it as unread until it is looked at again; on this machine only.
    MarkUnread,
    /// Put it before all others, or back among them.
    Pin {
        /// It is pinned.
        on: bool,
        /// Its place among the pinned of all accounts, the smallest first; without, behind them.
        #[serde(default)]
        order: Option<i64>,
    },
    /// Put it with the archived, or back. A message worth a notice brings it back too.
    Archive {
        /// It is archived.
        on: bool,
    },
    /// Give no notice of what is said in it.
    Mute {
        /// Until then; the end of time for ever; `None`: not any more.
        until: Option<Timestamp>,
    },
    /// Say which of its messages are worth a notice.
    SetLevel {
        /// `None`: as the person has it everywhere.
        level: Option<Level>,
    },
    /// Put it under a label.
    SetFolder {
        /// The label; empty for none.
        name: String,
    },
}
