//! The roster as the server told it last, by account and address.

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::record::{self, Flaw, Record};
use super::{key, tree::Tree};
use crate::AccountId;

/// A contact on the roster of an account (RFC 6121 §2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContactRecord {
    /// Whose contact.
    pub(crate) account: AccountId,
    /// Their address.
    pub(crate) jid: BareJid,
    /// The name given to them; may be empty.
    pub(crate) name: String,
    /// Who sees whose presence.
    pub(crate) subscription: Subscription,
    /// We asked to see them and wait for an answer.
    pub(crate) ask: bool,
    /// We said in advance that they may see us (RFC 6121 §3.4).
    pub(crate) approved: bool,
    /// The groups they are in.
    pub(crate) groups: Vec<String>,
}

/// Who sees whose presence, as the roster says it (RFC 6121 §2.1.2.5). Only ever add at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Subscription {
    /// Neither.
    #[default]
    None,
    /// We see them.
    To,
    /// They see us.
    From,
    /// Each sees the other.
    Both,
}

#[derive(Serialize, Deserialize)]
struct V1 {
    name: String,
    subscription: Subscription,
    ask: bool,
    approved: bool,
    groups: Vec<String>,
}

impl Record for ContactRecord {
    const TREE: Tree = Tree::Contact;
    const VERSION: u8 = 1;

    fn key(&self) -> Vec<u8> {
        key::contact(self.account, &self.jid)
    }

    fn encode(&self) -> Result<Vec<u8>, Flaw> {
        record::to_bytes(&V1 {
            name: self.name.clone(),
            subscription: self.subscription,
            ask: self.ask,
            approved: self.approved,
            groups: self.groups.clone(),
        })
    }

    fn decode(key: &[u8], version: u8, bytes: &[u8]) -> Result<Self, Flaw> {
        let account = AccountId(key::read_u32(key, 0)?);
        let jid = record::address(key::read_text(key, 4)?)?;
        match version {
            1 => {
                let stored: V1 = record::from_bytes(bytes)?;
                Ok(Self {
                    account,
                    jid,
                    name: stored.name,
                    subscription: stored.subscription,
                    ask: stored.ask,
                    approved: stored.approved,
                    groups: stored.groups,
                })
            }
            _ => Err(Flaw::TooNew),
        }
    }
}
