//! What is said in rooms, on its way to the archive.

use std::sync::Arc;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::MessageRecord;
use super::file::StoredFile;
use super::message::{StoredBeside, StoredMessage};
use crate::model::{Attachment, Author, Message, Moderated};
use crate::store::record::Flaw;
use crate::{AccountId, ConversationId, ItemId};

/// A room has given a message of ours a name (XEP-0359).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameRecord {
    /// The account it belongs to.
    pub(crate) account: AccountId,
    /// The conversation it stands in.
    pub(crate) conversation: ConversationId,
    /// Which message.
    pub(crate) item: ItemId,
    /// Who gave it.
    pub(crate) by: BareJid,
    /// The name.
    pub(crate) id: String,
}

/// A message of a room, as it stands on disk.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredRoomMessage {
    first: StoredMessage,
    displayed_at: Option<i64>,
    stanza_id: String,
    beside: StoredBeside,
    unstyled: bool,
    files: Vec<StoredFile>,
    author: Option<StoredAuthor>,
    private: Option<String>,
    moderated: Option<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct StoredAuthor {
    nick: String,
    occupant_id: String,
    jid: Option<String>,
}

/// More than version 5 of the journal knew.
pub(super) fn is_of_room(message: &Message) -> bool {
    message.author.is_some() || message.private.is_some() || message.moderated.is_some()
}

impl From<&MessageRecord> for StoredRoomMessage {
    fn from(record: &MessageRecord) -> Self {
        let message = record.message.as_ref();
        let moderated = message.moderated.as_ref();
        Self {
            first: record.into(),
            displayed_at: message.displayed_at.map(|at| at.0),
            stanza_id: message.stanza_id.clone(),
            beside: StoredBeside::from(message),
            unstyled: message.unstyled,
            files: message.attachments.iter().map(StoredFile::from).collect(),
            author: message.author.as_ref().map(|author| StoredAuthor {
                nick: author.nick.clone(),
                occupant_id: author.occupant_id.clone(),
                jid: author.jid.as_ref().map(ToString::to_string),
            }),
            private: message.private.clone(),
            moderated: moderated.map(|one| (one.by.clone(), one.reason.clone())),
        }
    }
}

impl StoredRoomMessage {
    pub(super) fn into_record(self) -> Result<MessageRecord, Flaw> {
        let mut record = self.first.into_record(self.displayed_at, self.stanza_id)?;
        let message = Arc::make_mut(&mut record.message);
        self.beside.put_into(message);
        message.unstyled = self.unstyled;
        message.attachments = self.files.into_iter().map(Attachment::from).collect();
        message.author = self.author.map(|author| Author {
            nick: author.nick,
            occupant_id: author.occupant_id,
            // One that can't be read is one that we don't know.
            jid: author.jid.and_then(|jid| BareJid::new(&jid).ok()),
        });
        message.private = self.private;
        message.moderated = self.moderated.map(|(by, reason)| Moderated { by, reason });
        Ok(record)
    }
}
