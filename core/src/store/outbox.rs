//! What was said while it was not yet known to be with the server, by account and order.

use serde::{Deserialize, Serialize};

use super::journal::StoredItem;
use super::record::{self, Flaw, Record};
use super::{key, tree::Tree};
use crate::{AccountId, ConversationId, ItemId};

/// A stanza to send until the server has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutboxRecord {
    /// Who sends it.
    pub(crate) account: AccountId,
    /// Its place in the order of sending; given by [`super::Store::next_seq`].
    pub(crate) seq: u64,
    /// The conversation it belongs to.
    pub(crate) conversation: ConversationId,
    /// The message it carries.
    pub(crate) item: ItemId,
    /// Whom it goes to.
    pub(crate) to: String,
    /// The stanza as XML; sent again as it is, never made anew.
    pub(crate) stanza: String,
    /// It was written to a connection at least once, so the server may have it.
    pub(crate) written: bool,
}

#[derive(Serialize, Deserialize)]
struct V1 {
    conversation: u32,
    item: StoredItem,
    to: String,
    stanza: String,
    written: bool,
}

impl Record for OutboxRecord {
    const TREE: Tree = Tree::Outbox;
    const VERSION: u8 = 1;

    fn key(&self) -> Vec<u8> {
        key::outbox(self.account, self.seq)
    }

    fn encode(&self) -> Result<Vec<u8>, Flaw> {
        record::to_bytes(&V1 {
            conversation: self.conversation.0,
            item: self.item.into(),
            to: self.to.clone(),
            stanza: self.stanza.clone(),
            written: self.written,
        })
    }

    fn decode(key: &[u8], version: u8, bytes: &[u8]) -> Result<Self, Flaw> {
        let account = AccountId(key::read_u32(key, 0)?);
        let seq = key::read_u64(key, 4)?;
        match version {
            1 => {
                let stored: V1 = record::from_bytes(bytes)?;
                Ok(Self {
                    account,
                    seq,
                    conversation: ConversationId(stored.conversation),
                    item: stored.item.into(),
                    to: stored.to,
                    stanza: stored.stanza,
                    written: stored.written,
                })
            }
            _ => Err(Flaw::TooNew),
        }
    }
}
