//! Everything on its way to the archive, in the order in which it was committed.
//!
//! Applying the end of the journal again, however much of it, leads to the same archive: a message
//! replaces itself, a state only moves forward, and what is gone stays gone.

mod file;
mod message;
mod preview;
mod room;
mod sealed;

use std::sync::Arc;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::record::{self, Flaw};
use file::StoredFile;
pub(crate) use file::{AttachmentRecord, HERE, MOVING, StoredPlace, kind_code, kind_of};
use message::{StoredBeside, StoredMessage, has_files};
pub(crate) use preview::{PreviewsRecord, StoredPreview};
pub(crate) use room::NameRecord;
use room::StoredRoomMessage;
use sealed::SealedMessage;
pub(crate) use sealed::{sealing_code, sealing_of};

use crate::model::{Attachment, LinkPreview, Message, Milestone, Stage, State};
use crate::{AccountId, ConversationId, ItemId, Timestamp};

/// A message for the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MessageRecord {
    /// The account it belongs to.
    pub(crate) account: AccountId,
    /// The conversation it stands in.
    pub(crate) conversation: ConversationId,
    /// The message; its `id.seq` was given by [`super::Store::next_seq`].
    pub(crate) message: Arc<Message>,
    /// By what it is known again; where another message has a key already, that one keeps it.
    pub(crate) dedup: Vec<Dedup>,
}

/// By what a message is known again when it comes a second time, or when a receipt names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Dedup {
    /// The id that an archive gave it (XEP-0359 `<stanza-id/>`), and whose archive.
    Stanza {
        /// Who gave it.
        by: BareJid,
        /// The id.
        id: String,
    },
    /// The id that its sender gave it (XEP-0359 `<origin-id/>`, else the `id` attribute).
    Origin {
        /// The sender; we ourselves for what we said.
        from: BareJid,
        /// The id.
        id: String,
    },
    /// The `id` attribute, where it is not what it is known again by: corrections and the like name
    /// it so. It need not be unique, so nothing is known again by it.
    Named {
        /// The sender; we ourselves for what we said.
        from: BareJid,
        /// The id.
        id: String,
    },
}

/// A message got further, or won't arrive.
///
/// Only forward: pending → sent → delivered → displayed, where any may be left out, and failed only
/// before delivered; failed → pending (sent again) is allowed. What does not fit changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SetState {
    /// The conversation it stands in.
    pub(crate) conversation: ConversationId,
    /// Which message.
    pub(crate) item: ItemId,
    /// How far it got.
    pub(crate) state: State,
    /// When; becomes `sent_at`, `delivered_at` or `displayed_at`.
    pub(crate) at: Timestamp,
}

/// Something happened to a message of ours on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MilestoneRecord {
    /// The conversation it stands in.
    pub(crate) conversation: ConversationId,
    /// Which message.
    pub(crate) item: ItemId,
    /// What, when and where.
    pub(crate) milestone: Milestone,
}

/// One thing for the archive to take in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// An account exists. For finding its history again should the state be lost.
    Account { id: AccountId, jid: BareJid },
    /// A conversation exists.
    Conversation {
        id: ConversationId,
        account: AccountId,
        jid: BareJid,
    },
    /// A message is new or has changed.
    Message(MessageRecord),
    /// A message got further.
    State(SetState),
    /// Something happened to a message of ours on its way.
    Milestone(MilestoneRecord),
    /// More is known of a file of a message, or it is somewhere else.
    Attachment(AttachmentRecord),
    /// A room has given a message of ours a name.
    Named(NameRecord),
    /// What is said of the links of a message: it follows the message, each time.
    Previews(PreviewsRecord),
    /// The person has deleted a message.
    ForgetItem {
        conversation: ConversationId,
        item: ItemId,
    },
    /// A message is gone.
    RemoveItem {
        conversation: ConversationId,
        item: ItemId,
    },
    /// A conversation is gone, with its history.
    RemoveConversation(ConversationId),
    /// An account is gone, with its history.
    RemoveAccount(AccountId),
}

/// The version byte of the entries below.
pub(super) const VERSION: u8 = 7;

/// What stands on disk. Only ever add at the end; version 2 added what comes after `RemoveAccount`,
/// version 3 what comes after `Milestone`, and `StoredDedup::Named`, version 4 `StoredStage::Planned`
/// and what comes after `RichMessage`, version 5 what comes after `ForgetItem`, version 6 what comes after
/// `Attachment`, version 7 `StoredStage::Encrypted` and what comes after `Previews`.
#[derive(Serialize, Deserialize)]
enum Stored {
    Account {
        id: u32,
        jid: String,
    },
    Conversation {
        id: u32,
        account: u32,
        jid: String,
    },
    Message(StoredMessage),
    State {
        conversation: u32,
        item: StoredItem,
        state: StoredState,
        at: i64,
    },
    RemoveItem {
        conversation: u32,
        item: StoredItem,
    },
    RemoveConversation(u32),
    RemoveAccount(u32),
    WholeMessage {
        first: StoredMessage,
        displayed_at: Option<i64>,
        stanza_id: String,
    },
    Milestone {
        conversation: u32,
        item: StoredItem,
        stage: StoredStage,
        at: i64,
        place: String,
        detail: String,
    },
    RichMessage {
        first: StoredMessage,
        displayed_at: Option<i64>,
        stanza_id: String,
        beside: StoredBeside,
    },
    ForgetItem {
        conversation: u32,
        item: StoredItem,
    },
    FileMessage {
        first: StoredMessage,
        displayed_at: Option<i64>,
        stanza_id: String,
        beside: StoredBeside,
        unstyled: bool,
        files: Vec<StoredFile>,
    },
    Attachment {
        conversation: u32,
        item: StoredItem,
        index: u32,
        file: StoredFile,
    },
    RoomMessage(Box<StoredRoomMessage>),
    Named {
        account: u32,
        conversation: u32,
        item: StoredItem,
        by: String,
        id: String,
    },
    Previews {
        conversation: u32,
        item: StoredItem,
        previews: Vec<StoredPreview>,
    },
    SealedMessage(Box<SealedMessage>),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct StoredItem {
    at: i64,
    seq: u64,
}

/// Only ever add at the end.
#[derive(Serialize, Deserialize)]
pub(super) enum StoredState {
    Received,
    Pending,
    Sent,
    Delivered,
    Failed { condition: String, text: String },
    Displayed,
}

/// Only ever add at the end.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum StoredStage {
    Queued,
    Written,
    Acked,
    Archived,
    Delivered,
    Displayed,
    Failed,
    Retried,
    Planned,
    Encrypted,
    NotEncrypted,
}

impl Entry {
    /// As it stands on disk, without the version byte.
    pub(super) fn encode(&self) -> Result<Vec<u8>, Flaw> {
        record::to_bytes(&Stored::from(self))
    }

    /// From what stands on disk.
    pub(super) fn decode(version: u8, bytes: &[u8]) -> Result<Self, Flaw> {
        match version {
            1..=7 => record::from_bytes::<Stored>(bytes)?.into_entry(),
            _ => Err(Flaw::TooNew),
        }
    }
}

impl From<&Entry> for Stored {
    fn from(entry: &Entry) -> Self {
        match entry {
            Entry::Account { id, jid } => Self::Account {
                id: id.0,
                jid: jid.to_string(),
            },
            Entry::Conversation { id, account, jid } => Self::Conversation {
                id: id.0,
                account: account.0,
                jid: jid.to_string(),
            },
            Entry::Message(record) if record.message.sealing.is_some() => {
                Self::SealedMessage(Box::new(record.into()))
            }
            Entry::Message(record) if room::is_of_room(&record.message) => {
                Self::RoomMessage(Box::new(record.into()))
            }
            Entry::Named(record) => Self::Named {
                account: record.account.0,
                conversation: record.conversation.0,
                item: record.item.into(),
                by: record.by.to_string(),
                id: record.id.clone(),
            },
            Entry::Message(record) if has_files(&record.message) => Self::FileMessage {
                first: record.into(),
                displayed_at: record.message.displayed_at.map(|at| at.0),
                stanza_id: record.message.stanza_id.clone(),
                beside: StoredBeside::from(record.message.as_ref()),
                unstyled: record.message.unstyled,
                files: record
                    .message
                    .attachments
                    .iter()
                    .map(StoredFile::from)
                    .collect(),
            },
            Entry::Attachment(record) => Self::Attachment {
                conversation: record.conversation.0,
                item: record.item.into(),
                index: record.index,
                file: (&record.attachment).into(),
            },
            Entry::Previews(record) => Self::Previews {
                conversation: record.conversation.0,
                item: record.item.into(),
                previews: record.previews.iter().map(StoredPreview::from).collect(),
            },
            Entry::Message(record) if StoredBeside::of(&record.message).is_some() => {
                Self::RichMessage {
                    first: record.into(),
                    displayed_at: record.message.displayed_at.map(|at| at.0),
                    stanza_id: record.message.stanza_id.clone(),
                    beside: StoredBeside::from(record.message.as_ref()),
                }
            }
            Entry::Message(record) => Self::WholeMessage {
                first: record.into(),
                displayed_at: record.message.displayed_at.map(|at| at.0),
                stanza_id: record.message.stanza_id.clone(),
            },
            Entry::Milestone(record) => Self::Milestone {
                conversation: record.conversation.0,
                item: record.item.into(),
                stage: record.milestone.stage.into(),
                at: record.milestone.at.0,
                place: record.milestone.place.clone(),
                detail: record.milestone.detail.clone(),
            },
            Entry::State(set) => Self::State {
                conversation: set.conversation.0,
                item: set.item.into(),
                state: (&set.state).into(),
                at: set.at.0,
            },
            Entry::ForgetItem { conversation, item } => Self::ForgetItem {
                conversation: conversation.0,
                item: (*item).into(),
            },
            Entry::RemoveItem { conversation, item } => Self::RemoveItem {
                conversation: conversation.0,
                item: (*item).into(),
            },
            Entry::RemoveConversation(id) => Self::RemoveConversation(id.0),
            Entry::RemoveAccount(id) => Self::RemoveAccount(id.0),
        }
    }
}

impl Stored {
    fn into_entry(self) -> Result<Entry, Flaw> {
        Ok(match self {
            Self::Account { id, jid } => Entry::Account {
                id: AccountId(id),
                jid: record::address(&jid)?,
            },
            Self::Conversation { id, account, jid } => Entry::Conversation {
                id: ConversationId(id),
                account: AccountId(account),
                jid: record::address(&jid)?,
            },
            Self::Message(stored) => Entry::Message(stored.into_record(None, String::new())?),
            Self::WholeMessage {
                first,
                displayed_at,
                stanza_id,
            } => Entry::Message(first.into_record(displayed_at, stanza_id)?),
            Self::RichMessage {
                first,
                displayed_at,
                stanza_id,
                beside,
            } => {
                let mut record = first.into_record(displayed_at, stanza_id)?;
                beside.put_into(Arc::make_mut(&mut record.message));
                Entry::Message(record)
            }
            Self::FileMessage {
                first,
                displayed_at,
                stanza_id,
                beside,
                unstyled,
                files,
            } => {
                let mut record = first.into_record(displayed_at, stanza_id)?;
                let message = Arc::make_mut(&mut record.message);
                beside.put_into(message);
                message.unstyled = unstyled;
                message.attachments = files.into_iter().map(Attachment::from).collect();
                Entry::Message(record)
            }
            Self::RoomMessage(stored) => Entry::Message(stored.into_record()?),
            Self::SealedMessage(stored) => Entry::Message(stored.into_record()?),
            Self::Named {
                account,
                conversation,
                item,
                by,
                id,
            } => Entry::Named(NameRecord {
                account: AccountId(account),
                conversation: ConversationId(conversation),
                item: item.into(),
                by: record::address(&by)?,
                id,
            }),
            Self::Attachment {
                conversation,
                item,
                index,
                file,
            } => Entry::Attachment(AttachmentRecord {
                conversation: ConversationId(conversation),
                item: item.into(),
                index,
                attachment: file.into(),
            }),
            Self::Previews {
                conversation,
                item,
                previews,
            } => Entry::Previews(PreviewsRecord {
                conversation: ConversationId(conversation),
                item: item.into(),
                previews: previews.into_iter().map(LinkPreview::from).collect(),
            }),
            Self::Milestone {
                conversation,
                item,
                stage,
                at,
                place,
                detail,
            } => Entry::Milestone(MilestoneRecord {
                conversation: ConversationId(conversation),
                item: item.into(),
                milestone: Milestone {
                    stage: stage.into(),
                    at: Timestamp(at),
                    place,
                    detail,
                },
            }),
            Self::State {
                conversation,
                item,
                state,
                at,
            } => Entry::State(SetState {
                conversation: ConversationId(conversation),
                item: item.into(),
                state: state.into(),
                at: Timestamp(at),
            }),
            Self::ForgetItem { conversation, item } => Entry::ForgetItem {
                conversation: ConversationId(conversation),
                item: item.into(),
            },
            Self::RemoveItem { conversation, item } => Entry::RemoveItem {
                conversation: ConversationId(conversation),
                item: item.into(),
            },
            Self::RemoveConversation(id) => Entry::RemoveConversation(ConversationId(id)),
            Self::RemoveAccount(id) => Entry::RemoveAccount(AccountId(id)),
        })
    }
}

impl From<ItemId> for StoredItem {
    fn from(item: ItemId) -> Self {
        Self {
            at: item.at.0,
            seq: item.seq,
        }
    }
}

impl From<StoredItem> for ItemId {
    fn from(stored: StoredItem) -> Self {
        Self {
            at: Timestamp(stored.at),
            seq: stored.seq,
        }
    }
}

impl From<&State> for StoredState {
    fn from(state: &State) -> Self {
        match state {
            State::Received => Self::Received,
            State::Pending => Self::Pending,
            State::Sent => Self::Sent,
            State::Delivered => Self::Delivered,
            State::Displayed => Self::Displayed,
            State::Failed { condition, text } => Self::Failed {
                condition: condition.clone(),
                text: text.clone(),
            },
        }
    }
}

impl From<StoredState> for State {
    fn from(stored: StoredState) -> Self {
        match stored {
            StoredState::Received => Self::Received,
            StoredState::Pending => Self::Pending,
            StoredState::Sent => Self::Sent,
            StoredState::Delivered => Self::Delivered,
            StoredState::Displayed => Self::Displayed,
            StoredState::Failed { condition, text } => Self::Failed { condition, text },
        }
    }
}

impl From<Stage> for StoredStage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Queued => Self::Queued,
            Stage::Written => Self::Written,
            Stage::Acked => Self::Acked,
            Stage::Archived => Self::Archived,
            Stage::Delivered => Self::Delivered,
            Stage::Displayed => Self::Displayed,
            Stage::Failed => Self::Failed,
            Stage::Retried => Self::Retried,
            Stage::Planned => Self::Planned,
            Stage::Encrypted => Self::Encrypted,
            Stage::NotEncrypted => Self::NotEncrypted,
        }
    }
}

impl From<StoredStage> for Stage {
    fn from(stored: StoredStage) -> Self {
        match stored {
            StoredStage::Queued => Self::Queued,
            StoredStage::Written => Self::Written,
            StoredStage::Acked => Self::Acked,
            StoredStage::Archived => Self::Archived,
            StoredStage::Delivered => Self::Delivered,
            StoredStage::Displayed => Self::Displayed,
            StoredStage::Failed => Self::Failed,
            StoredStage::Retried => Self::Retried,
            StoredStage::Planned => Self::Planned,
            StoredStage::Encrypted => Self::Encrypted,
            StoredStage::NotEncrypted => Self::NotEncrypted,
        }
    }
}
