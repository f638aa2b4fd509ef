//! Commands about one conversation.

use serde::{Deserialize, Serialize};

use crate::model::{ChatState, Level, LinkPreview};
use crate::{BareJid, ConversationId, ItemId, Timestamp};

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
        /// The message of this conversation that it answers (XEP-0461).
        #[serde(default)]
        reply_to: Option<ItemId>,
        /// Show it only to who asks for it (XEP-0382): a hint at what it is about, may be empty.
        #[serde(default)]
        spoiler: Option<String>,
        /// What to tell of links in it (XEP-0511); what is told of others is left out.
        #[serde(default)]
        previews: Vec<LinkPreview>,
        /// Say it to this occupant of a room alone (XEP-0045 §7.5), by nick. What answers something that
        /// was said so is said so, too.
        #[serde(default)]
        private: Option<String>,
    },
    /// Say something in return to a message, where its notice is answered: to whomever it was said to.
    Respond {
        /// The message.
        item: ItemId,
        /// What to say.
        text: String,
    },
    /// Say something else instead of what was said (XEP-0308). What no server has yet is changed
    /// before it goes out; a failed message is tried again with it.
    Correct {
        /// A message of ours.
        item: ItemId,
        /// What to say instead.
        text: String,
    },
    /// Take a message of ours back (XEP-0424): nothing of it stays here, and the other side is asked
    /// to forget it, too.
    Retract {
        /// A message of ours.
        item: ItemId,
    },
    /// Delete messages on this machine: nothing of them stays here, nobody else hears of it, and they
    /// don't come back from the server.
    Forget {
        /// The messages.
        items: Vec<ItemId>,
    },
    /// React to a message, of theirs or of ours (XEP-0444).
    React {
        /// The message.
        item: ItemId,
        /// All that we feel about it from now on, one emoji each; nothing takes back what was there.
        emojis: Vec<String>,
    },
    /// Say these messages again in other conversations, oldest first: their texts, in words of ours.
    Forward {
        /// Messages of this conversation.
        items: Vec<ItemId>,
        /// Where to; may be a conversation of another account.
        to: Vec<ConversationId>,
    },
    /// Try a failed message again, or the change of it that failed.
    Resend {
        /// The failed message.
        item: ItemId,
    },
    /// Try every failed message of the conversation again, in the order in which they were said.
    ResendAll,
    /// Encrypt for the others although these people have no device that could read it, from now on, and try again what
    /// was not sent for that. As soon as they have one, they read along.
    LeaveOut {
        /// Who, as [`crate::model::Encryption::without`] names them.
        people: Vec<BareJid>,
    },
    /// Throw a failed or waiting message away, or give a change of it up that failed or waits.
    Discard {
        /// The failed or waiting message.
        item: ItemId,
    },
    /// Tell what a message said before it was corrected, and what it says from now on; `None`: of
    /// none any more. One is told of at a time.
    Versions {
        /// Which message.
        item: Option<ItemId>,
    },
    /// Tell what happened to a message of ours on its way, and what happens to it from now on;
    /// `None`: of none any more. One is followed at a time.
    Follow {
        /// Which message.
        item: Option<ItemId>,
    },
    /// Tell the other side what we are doing (XEP-0085); repeated calls cost nothing.
    Compose(ChatState),
    /// Keep what is being written, in place of what was kept; nothing but space is nothing. Told after a
    /// pause and when the conversation is left, and empty as soon as it was said.
    Draft {
        /// All of it.
        text: String,
    },
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
    /// Encrypt what is said in it from now on, or don't: that stays so until the person says otherwise.
    SetEncrypted {
        /// It is encrypted; what can't be is not sent.
        on: bool,
    },
    /// Put it under a label.
    SetFolder {
        /// The label; empty for none.
        name: String,
    },
}

impl Command {
    /// Say something that answers nothing and hides nothing.
    #[must_use]
    pub fn say(text: impl Into<String>) -> Self {
        Self::Send {
            text: text.into(),
            reply_to: None,
            spoiler: None,
            previews: Vec::new(),
            private: None,
        }
    }
}
