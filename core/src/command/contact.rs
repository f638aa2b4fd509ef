//! Commands about the contacts of an account (RFC 6121 §2 and §3).

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::{AccountId, RequestId};

/// About a contact of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Put somebody on the roster and ask to see their presence.
    Add {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// The address, as typed; `xmpp:` in front is accepted.
        address: String,
        /// The name to show; empty for none.
        name: String,
    },
    /// Let somebody who asked see our presence, and ask for theirs.
    Accept {
        /// Which account.
        account: AccountId,
        /// Who asked.
        jid: BareJid,
    },
    /// Refuse somebody who asked.
    Decline {
        /// Which account.
        account: AccountId,
        /// Who asked.
        jid: BareJid,
    },
    /// Change the name shown for a contact.
    Rename {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// Which contact.
        jid: BareJid,
        /// The new name; empty for none.
        name: String,
    },
    /// Take a contact off the roster, in both directions. The history stays.
    Remove {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// Which contact.
        jid: BareJid,
    },
}
