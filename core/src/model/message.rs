//! What was said.

use serde::{Deserialize, Serialize};

use super::{About, Attachment, Author, LinkPreview, OwnChange, Reaction, Reply, Sealing};
use crate::{ItemId, Timestamp};

/// What was said, by us or by them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Where it stands in its conversation.
    pub id: ItemId,
    /// Whose it is.
    pub direction: Direction,
    /// The address it came from, with its resource; ours for outgoing ones.
    pub sender: String,
    /// The text as it is by now; lines are separated by `\n`. Empty where it was retracted.
    pub text: String,
    /// How far it got.
    pub state: State,
    /// The id it carries on the wire (XEP-0359 origin-id, else the id attribute).
    pub origin_id: String,
    /// When the server had it.
    pub sent_at: Option<Timestamp>,
    /// When a device of the other side had it.
    pub delivered_at: Option<Timestamp>,
    /// When the other side was shown it (XEP-0333).
    #[serde(default)]
    pub displayed_at: Option<Timestamp>,
    /// The id that our server's archive gave it (XEP-0359 stanza-id); empty while it is not known.
    #[serde(default)]
    pub stanza_id: String,
    /// It was held back by a server before it reached us (XEP-0203).
    pub delayed: bool,
    /// When its author corrected it last (XEP-0308).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// When its author took it back (XEP-0424): nothing of it is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retracted_at: Option<Timestamp>,
    /// What it answers (XEP-0461).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
    /// It is shown only to who asks for it (XEP-0382): the hint at what it is about, may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<String>,
    /// Its signs are signs: nothing in it is to be styled (XEP-0393 §7).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unstyled: bool,
    /// The files that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What its sender says of the links in it (XEP-0511).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub previews: Vec<LinkPreview>,
    /// What people feel about it (XEP-0444), in the order of first use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// The last change of ours to it, while that is on its way or where it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<OwnChange>,
    /// Who of a room has said it; of ours, who we were there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// Of a room: it was said between two, and is read by nobody else (XEP-0045 §7.5): the nick of the
    /// other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<String>,
    /// A moderator took it back (XEP-0425): who, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moderated: Option<Moderated>,
    /// How it came through end-to-end encryption; `None` where it was not encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealing: Option<Sealing>,
    /// What it does to another message: only inside the engine.
    #[serde(skip)]
    pub about: Option<About>,
    /// The stanza of one that waits to be read: only inside the engine.
    #[serde(skip)]
    pub sealed: Option<String>,
}

impl Message {
    /// What can be read out to everybody: of a spoiler its hint.
    #[must_use]
    pub fn aloud(&self) -> &str {
        match self.spoiler.as_deref() {
            Some("") => "…",
            Some(hint) => hint,
            None => self.words(),
        }
    }

    /// What it says; of a message that is nothing but files, the name of the first.
    #[must_use]
    pub fn words(&self) -> &str {
        match self.attachments.first() {
            Some(file) if self.text.is_empty() => &file.name,
            _ => &self.text,
        }
    }

    /// Who of a room has said it; empty for us, and where there are only two.
    #[must_use]
    pub fn speaker(&self) -> &str {
        match (&self.author, self.direction) {
            (Some(author), Direction::Incoming) => &author.nick,
            _ => "",
        }
    }

    /// It is encrypted, and can't be read (yet).
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(
            self.sealing,
            Some(Sealing::Waiting | Sealing::Unreadable(_))
        )
    }

    /// What it says stands in another message, which it changes.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.about.as_ref().is_some_and(|about| about.hidden)
    }
}

/// A moderator took a message back (XEP-0425).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moderated {
    /// Who: a nick; may be empty.
    pub by: String,
    /// Why; may be empty.
    pub reason: String,
}

/// Whose a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the other side.
    #[default]
    Incoming,
    /// From us.
    Outgoing,
}

/// How far a message got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Theirs; it is here.
    #[default]
    Received,
    /// Ours; stored here, not yet known to be with the server.
    Pending,
    /// Ours; the server has it.
    Sent,
    /// Ours; a device of the other side has it.
    Delivered,
    /// Ours; the other side has seen it.
    Displayed,
    /// Ours; it won't arrive: the condition of RFC 6120 §8.3.3 and what was said about it.
    Failed {
        /// The condition, as `service-unavailable`.
        condition: String,
        /// The words of the other side; may be empty.
        text: String,
    },
}

/// One thing that happened to a message of ours on its way: when, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// What happened.
    pub stage: Stage,
    /// When, by our clock; by the server's for [`Stage::Archived`].
    pub at: Timestamp,
    /// Where: the server, or the full address of a device; for [`Stage::Failed`] who refused it.
    /// May be empty.
    pub place: String,
    /// The condition and the words of a failure, with a space between them; may be empty.
    pub detail: String,
}

impl Milestone {
    /// The condition and the words of a failure.
    #[must_use]
    pub fn failure(&self) -> Option<(&str, &str)> {
        (self.stage == Stage::Failed)
            .then(|| self.detail.split_once(' ').unwrap_or((&self.detail, "")))
    }
}

/// What can happen to a message of ours on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It was stored here, to be sent. Of what is for one of a room alone, the place says who that is: the real address and
    /// the occupant id, as far as they are told, with a space between.
    Queued,
    /// It was written to the connection.
    Written,
    /// The server has taken it over (XEP-0198).
    Acked,
    /// It stands in the server's archive (XEP-0313).
    Archived,
    /// A device of the other side has it (XEP-0184).
    Delivered,
    /// The other side was shown it (XEP-0333).
    Displayed,
    /// It came back.
    Failed,
    /// The person had it sent once more.
    Retried,
    /// It was to be said then: its time had come, or was over.
    Planned,
    /// It was encrypted for devices: whose and which (`jid/number`), with a space between.
    Encrypted,
    /// It was not encrypted for devices, told in the same way: the detail says why, as `undecided`, `distrusted`, `unreachable`
    /// or `other-version`.
    NotEncrypted,
}
