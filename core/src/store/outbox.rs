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
    /// When it was handed over last, if it was.
    pub(crate) handed: Option<Handed>,
    /// Whether it is to be encrypted before that.
    pub(crate) seal: Seal,
}

/// Whether a stanza is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Seal {
    /// It is sent as it is.
    #[default]
    None,
    /// It has to be encrypted before it is sent, and must not go out otherwise.
    Due,
    /// That was done.
    Done,
}

/// The place of a stanza among all that were sent in a session (XEP-0198 §4). With the server's
/// count, the next process knows whether it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Handed {
    /// Our name for the session.
    pub(crate) session: u64,
    /// The first stanza has 1.
    pub(crate) count: u32,
}

#[derive(Serialize, Deserialize)]
struct V1 {
    conversation: u32,
    item: StoredItem,
    to: String,
    stanza: String,
    #[allow(
        dead_code,
        reason = "it is there in what version 1 wrote, and never meant anything"
    )]
    written: bool,
}

#[derive(Serialize, Deserialize)]
struct V2 {
    conversation: u32,
    item: StoredItem,
    to: String,
    stanza: String,
    handed: Option<Handed>,
}

#[derive(Serialize, Deserialize)]
struct V3 {
    second: V2,
    seal: Seal,
}

impl Record for OutboxRecord {
    const TREE: Tree = Tree::Outbox;
    const VERSION: u8 = 3;

    fn key(&self) -> Vec<u8> {
        key::outbox(self.account, self.seq)
    }

    fn encode(&self) -> Result<Vec<u8>, Flaw> {
        let second = V2 {
            conversation: self.conversation.0,
            item: self.item.into(),
            to: self.to.clone(),
            stanza: self.stanza.clone(),
            handed: self.handed,
        };
        record::to_bytes(&V3 {
            second,
            seal: self.seal,
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
                    // Nobody had counted.
                    handed: None,
                    seal: Seal::None,
                })
            }
            2 | 3 => {
                let (stored, seal): (V2, Seal) = match version {
                    2 => (record::from_bytes(bytes)?, Seal::None),
                    _ => {
                        let stored: V3 = record::from_bytes(bytes)?;
                        (stored.second, stored.seal)
                    }
                };
                Ok(Self {
                    account,
                    seq,
                    conversation: ConversationId(stored.conversation),
                    item: stored.item.into(),
                    to: stored.to,
                    stanza: stored.stanza,
                    handed: stored.handed,
                    seal,
                })
            }
            _ => Err(Flaw::TooNew),
        }
    }
}
