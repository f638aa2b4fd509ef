//! Messages on their way to the archive, as they stand on disk.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Dedup, Flaw, MessageRecord, StoredItem, StoredState, record};
use crate::model::{About, ChangeKind, Direction, Message, Reply};
use crate::{AccountId, ConversationId, Timestamp};

/// What few messages have.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredBeside {
    about: Option<(StoredKind, String)>,
    reply: Option<StoredReply>,
    spoiler: Option<String>,
    retracted_at: Option<i64>,
}

/// Only ever add at the end.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) enum StoredKind {
    Correction,
    Retraction,
    Reaction,
    Place,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredReply {
    of: String,
    to: String,
    quote: String,
    mine: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredMessage {
    account: u32,
    conversation: u32,
    item: StoredItem,
    outgoing: bool,
    sender: String,
    text: String,
    state: StoredState,
    origin_id: String,
    sent_at: Option<i64>,
    delivered_at: Option<i64>,
    delayed: bool,
    dedup: Vec<StoredDedup>,
}

/// Only ever add at the end.
#[derive(Serialize, Deserialize)]
pub(super) enum StoredDedup {
    Stanza { by: String, id: String },
    Origin { from: String, id: String },
    Named { from: String, id: String },
}

impl From<&MessageRecord> for StoredMessage {
    fn from(record: &MessageRecord) -> Self {
        let message = &record.message;
        Self {
            account: record.account.0,
            conversation: record.conversation.0,
            item: message.id.into(),
            outgoing: message.direction == Direction::Outgoing,
            sender: message.sender.clone(),
            text: message.text.clone(),
            state: (&message.state).into(),
            origin_id: message.origin_id.clone(),
            sent_at: message.sent_at.map(|at| at.0),
            delivered_at: message.delivered_at.map(|at| at.0),
            delayed: message.delayed,
            dedup: record.dedup.iter().map(StoredDedup::from).collect(),
        }
    }
}

impl StoredMessage {
    pub(super) fn into_record(
        self,
        displayed_at: Option<i64>,
        stanza_id: String,
    ) -> Result<MessageRecord, Flaw> {
        let dedup = self.dedup.into_iter().map(StoredDedup::into_key);
        Ok(MessageRecord {
            account: AccountId(self.account),
            conversation: ConversationId(self.conversation),
            dedup: dedup.collect::<Result<_, _>>()?,
            message: Arc::new(Message {
                id: self.item.into(),
                direction: if self.outgoing {
                    Direction::Outgoing
                } else {
                    Direction::Incoming
                },
                sender: self.sender,
                text: self.text,
                state: self.state.into(),
                origin_id: self.origin_id,
                sent_at: self.sent_at.map(Timestamp),
                delivered_at: self.delivered_at.map(Timestamp),
                displayed_at: displayed_at.map(Timestamp),
                stanza_id,
                delayed: self.delayed,
                ..Message::default()
            }),
        })
    }
}

/// More than version 4 of the journal knew.
pub(super) fn has_files(message: &Message) -> bool {
    !message.attachments.is_empty() || message.unstyled
}

impl StoredBeside {
    /// `None` for most messages.
    pub(super) fn of(message: &Message) -> Option<Self> {
        let beside = Self::from(message);
        let some = beside.about.is_some()
            || beside.reply.is_some()
            || beside.spoiler.is_some()
            || beside.retracted_at.is_some();
        some.then_some(beside)
    }

    pub(super) fn put_into(self, message: &mut Message) {
        message.about = self.about.map(|(kind, of)| About {
            kind: kind.into(),
            of,
            subject: None,
            hidden: false,
        });
        message.reply = self.reply.map(|reply| Reply {
            of: reply.of,
            to: reply.to,
            item: None,
            quote: reply.quote,
            mine: reply.mine,
        });
        message.spoiler = self.spoiler;
        message.retracted_at = self.retracted_at.map(Timestamp);
    }
}

impl From<&Message> for StoredBeside {
    fn from(message: &Message) -> Self {
        let about = message.about.as_ref();
        Self {
            about: about.map(|about| (about.kind.into(), about.of.clone())),
            reply: message.reply.as_ref().map(|reply| StoredReply {
                of: reply.of.clone(),
                to: reply.to.clone(),
                quote: reply.quote.clone(),
                mine: reply.mine,
            }),
            spoiler: message.spoiler.clone(),
            retracted_at: message.retracted_at.map(|at| at.0),
        }
    }
}

impl From<ChangeKind> for StoredKind {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Correction => Self::Correction,
            ChangeKind::Retraction => Self::Retraction,
            ChangeKind::Reaction => Self::Reaction,
            ChangeKind::Place => Self::Place,
        }
    }
}

impl From<StoredKind> for ChangeKind {
    fn from(stored: StoredKind) -> Self {
        match stored {
            StoredKind::Correction => Self::Correction,
            StoredKind::Retraction => Self::Retraction,
            StoredKind::Reaction => Self::Reaction,
            StoredKind::Place => Self::Place,
        }
    }
}

impl From<&Dedup> for StoredDedup {
    fn from(key: &Dedup) -> Self {
        match key {
            Dedup::Stanza { by, id } => Self::Stanza {
                by: by.to_string(),
                id: id.clone(),
            },
            Dedup::Origin { from, id } => Self::Origin {
                from: from.to_string(),
                id: id.clone(),
            },
            Dedup::Named { from, id } => Self::Named {
                from: from.to_string(),
                id: id.clone(),
            },
        }
    }
}

impl StoredDedup {
    fn into_key(self) -> Result<Dedup, Flaw> {
        Ok(match self {
            Self::Stanza { by, id } => Dedup::Stanza {
                by: record::address(&by)?,
                id,
            },
            Self::Origin { from, id } => Dedup::Origin {
                from: record::address(&from)?,
                id,
            },
            Self::Named { from, id } => Dedup::Named {
                from: record::address(&from)?,
                id,
            },
        })
    }
}
