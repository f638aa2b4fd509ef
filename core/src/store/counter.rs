//! Ids that never come twice.
//!
//! Handing one out is an addition in memory. Before a unit that may carry it is written, the
//! store's thread puts a bound above it into the same transaction; the next start begins there. So
//! an id that was ever stored is never given again, and one that was not has left no trace.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::record::{self, Flaw, Value, Write};
use super::tree::Tree;
use crate::{AccountId, ConversationId};

/// What is handed out next.
#[derive(Debug)]
pub(super) struct Counters {
    seq: AtomicU64,
    account: AtomicU32,
    conversation: AtomicU32,
}

/// The first ids that no stored thing has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Free {
    pub(crate) seq: u64,
    pub(crate) account: u32,
    pub(crate) conversation: u32,
}

pub(super) const KEY: &[u8] = b"counters";
const VERSION: u8 = 1;

/// So many are set aside at a time, to write the bound seldom.
const AHEAD: u64 = 1_024;

impl Counters {
    pub(super) fn new(free: Free) -> Self {
        Self {
            seq: AtomicU64::new(free.seq),
            account: AtomicU32::new(free.account),
            conversation: AtomicU32::new(free.conversation),
        }
    }

    pub(super) fn next_seq(&self) -> u64 {
        self.seq.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn next_account(&self) -> AccountId {
        AccountId(self.account.fetch_add(1, Ordering::Relaxed))
    }

    pub(super) fn next_conversation(&self) -> ConversationId {
        ConversationId(self.conversation.fetch_add(1, Ordering::Relaxed))
    }

    /// The bound to write before anything handed out so far, unless the written one will do.
    pub(super) fn bound_above(&self, written: Free) -> Option<Free> {
        let seq = self.seq.load(Ordering::Relaxed);
        let account = self.account.load(Ordering::Relaxed);
        let conversation = self.conversation.load(Ordering::Relaxed);
        let enough = seq <= written.seq
            && account <= written.account
            && conversation <= written.conversation;
        (!enough).then_some(Free {
            seq: seq.saturating_add(AHEAD),
            account,
            conversation,
        })
    }
}

impl Default for Free {
    fn default() -> Self {
        Self {
            seq: 1,
            account: 1,
            conversation: 1,
        }
    }
}

impl Free {
    /// What is free on both sides.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            seq: self.seq.max(other.seq),
            account: self.account.max(other.account),
            conversation: self.conversation.max(other.conversation),
        }
    }

    /// Whether nothing of the other is above.
    pub(super) fn covers(self, other: Self) -> bool {
        self.and(other) == self
    }

    pub(super) fn write(self) -> Result<Write, Flaw> {
        Ok(Write::Put {
            tree: Tree::Meta,
            key: KEY.to_vec(),
            value: Value {
                version: VERSION,
                bytes: record::to_bytes(&self)?,
            },
        })
    }

    pub(super) fn read(value: &Value) -> Result<Self, Flaw> {
        match value.version {
            VERSION => record::from_bytes(&value.bytes),
            _ => Err(Flaw::TooNew),
        }
    }
}
