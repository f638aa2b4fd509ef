//! Whatever opens in the sidebar, as seen from outside.

use std::sync::Arc;

use jid::BareJid;
use serde::{Deserialize, Serialize};
use waxwing_proto::reply;

use crate::model::{
    AttachmentKind, Avatar, Direction, Encryption, Level, Message, Room, Show, State,
};
use crate::{AccountId, ConversationId, Timestamp};

/// A conversation with one contact; contacts without messages have one too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its name in commands and events.
    pub id: ConversationId,
    /// The account it belongs to.
    pub account: AccountId,
    /// The address of the other side.
    pub jid: BareJid,
    /// The name to show; the address where there is none.
    pub name: String,
    /// Availability of the contact's most available resource.
    pub show: Show,
    /// The contact's status message; may be empty.
    pub status: String,
    /// How many resources the contact is online with.
    pub resources: u32,
    /// Who sees whose presence.
    pub subscription: Subscription,
    /// The other side has asked to see our presence and waits for an answer.
    pub request: bool,
    /// The newest message, for the list.
    pub last: Option<Preview>,
    /// Messages not seen yet.
    pub unread: u32,
    /// The person wants it to look unread, although everything was seen.
    #[serde(default)]
    pub marked_unread: bool,
    /// Something of theirs asks to be told once it was seen (XEP-0333), and was not: a message, or
    /// the correction of one that was seen before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wants_displayed: bool,
    /// What the other side is doing, as far as it tells.
    pub chat_state: ChatState,
    /// The groups the contact is in.
    #[serde(default)]
    pub groups: Vec<String>,
    /// The contact may see us as soon as it asks (RFC 6121 §3.4).
    #[serde(default)]
    pub approved: bool,
    /// Nothing of theirs gets through to us, and nothing of ours to them (XEP-0191).
    #[serde(default)]
    pub blocked: bool,
    /// Somebody unknown asks or writes, and nobody has answered: to be shown with the requests.
    #[serde(default)]
    pub knocks: bool,
    /// Since when the contact has not touched any of its machines (XEP-0319).
    #[serde(default)]
    pub idle_since: Option<Timestamp>,
    /// It stands before all that are not pinned.
    #[serde(default)]
    pub pinned: bool,
    /// Its place among the pinned of all accounts: the smallest comes first.
    #[serde(default)]
    pub pin_order: i64,
    /// It stands with the archived.
    #[serde(default)]
    pub archived: bool,
    /// It gives no notice until then; the end of time for ever.
    #[serde(default)]
    pub muted_until: Option<Timestamp>,
    /// Which messages are worth a notice; `None`: as the person has it everywhere.
    #[serde(default)]
    pub level: Option<Level>,
    /// The label it stands under; empty for none.
    #[serde(default)]
    pub folder: String,
    /// What was begun to be written in it; empty for nothing.
    #[serde(default)]
    pub draft: String,
    /// It is with ourselves.
    #[serde(default)]
    pub notes: bool,
    /// The picture that the other side shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Avatar>,
    /// It is with many (XEP-0045): in what room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Arc<Room>>,
    /// Whether what is said is encrypted end to end, and who can read it.
    #[serde(default)]
    pub encryption: Encryption,
}

/// Who sees whose presence (RFC 6121 §2.1.2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subscription {
    /// Not on the roster.
    #[default]
    Stranger,
    /// On the roster; neither sees the other.
    None,
    /// On the roster; we asked to see them and wait for an answer.
    Asked,
    /// We see them.
    To,
    /// They see us.
    From,
    /// Each sees the other.
    Both,
}

/// The newest message of a conversation, in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The beginning of its text, on one line.
    pub text: String,
    /// When it was said.
    pub at: Timestamp,
    /// Whose it is.
    pub direction: Direction,
    /// How far it got.
    pub state: State,
    /// It was taken back (XEP-0424): there is no text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retracted: bool,
    /// It is shown only to who asks for it (XEP-0382): the text is its hint, and may be empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spoiler: bool,
    /// It has a file: what that is to people. Where nothing is said beside it, the text is its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<AttachmentKind>,
    /// Who of a room has said it: the nick; empty for us, and for the other of two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// It is encrypted, and can't be read (yet): there is no text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreadable: bool,
}

impl Preview {
    /// What a list shows of a message.
    pub(crate) fn of(message: &Message) -> Self {
        let words = message.spoiler.as_deref().unwrap_or(message.words());
        Self {
            text: one_line(reply::own_words(words)),
            at: message.id.at,
            direction: message.direction,
            state: message.state.clone(),
            retracted: message.retracted_at.is_some(),
            spoiler: message.spoiler.is_some(),
            file: message.attachments.first().map(|file| file.kind),
            author: message.speaker().to_owned(),
            unreadable: message.is_unreadable(),
        }
    }
}

/// More than the widest list shows, in characters; of each conversation it is read at the start.
const SHOWN: usize = 100;

fn one_line(text: &str) -> String {
    let shown = text.chars().take(SHOWN);
    let mut line: String = shown
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect();
    line.truncate(line.trim_end().len());
    line
}

/// What somebody is doing in a conversation (XEP-0085).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatState {
    /// Not known.
    #[default]
    Unknown,
    /// Looking at it.
    Active,
    /// Typing.
    Composing,
    /// Was typing, and stopped.
    Paused,
    /// Has not looked at it for a while.
    Inactive,
    /// Has closed it.
    Gone,
}
