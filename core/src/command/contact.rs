//! Commands about the contacts of an account (RFC 6121 §2 and §3).

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::model::{Card, Exceptions, Privacy, Report};
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
    /// Let somebody who asked see our presence, and ask for theirs. Somebody unknown who only wrote
    /// leaves the requests with it and learns nothing.
    Accept {
        /// Which account.
        account: AccountId,
        /// Who asked.
        jid: BareJid,
    },
    /// Refuse somebody who asked. What somebody unknown wrote goes with it.
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
    /// Put a contact into these groups, and into no others.
    SetGroups {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// Which contact.
        jid: BareJid,
        /// All of its groups.
        groups: Vec<String>,
    },
    /// Give a group another name, at all who are in it; without one the group is no more.
    RenameGroup {
        /// Answered with `Done` when the server has accepted it for all of them.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// Which group.
        group: String,
        /// Its new name; empty for none.
        name: String,
    },
    /// Let somebody see our presence, asked or in advance, or no longer.
    Show {
        /// Which account.
        account: AccountId,
        /// Whom.
        jid: BareJid,
        /// They may.
        shown: bool,
    },
    /// Ask to see somebody's presence, or see it no longer.
    Watch {
        /// Which account.
        account: AccountId,
        /// Whose.
        jid: BareJid,
        /// We want to.
        watched: bool,
    },
    /// Let nothing through any more, in neither direction (XEP-0191).
    Block {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// An address as typed, or a whole server.
        address: String,
    },
    /// The same, and tell our server why (XEP-0377), where it wants to know
    /// ([`crate::model::Contacts::reporting`]).
    Report {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// An address as typed, or a whole server.
        address: String,
        /// What it is told.
        report: Report,
    },
    /// Let somebody through again.
    Unblock {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// As it stands in the list.
        address: String,
    },
    /// Tell what is known of somebody, ask for more, and tell changes until it is closed. Our own
    /// address gives our own card.
    OpenProfile {
        /// Which account.
        account: AccountId,
        /// Who.
        jid: BareJid,
    },
    /// Tell no more of it.
    CloseProfile {
        /// Which account.
        account: AccountId,
        /// Who.
        jid: BareJid,
    },
    /// Have a conversation with ourselves, for notes.
    OpenNotes {
        /// Answered with `Done` when it has been told.
        request: RequestId,
        /// Which account.
        account: AccountId,
    },
    /// Change what we tell about ourselves; pictures and whatever else stands on our card stay.
    SetCard {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// The card.
        card: Card,
    },
    /// Change the name we go by; empty for none.
    SetNickname {
        /// Answered with `Done` when the server has accepted it.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// The name.
        nickname: String,
    },
    /// Change what contacts are told.
    SetPrivacy {
        /// Which account.
        account: AccountId,
        /// From now on.
        privacy: Privacy,
    },
    /// Tell one contact something else than all the others.
    SetExceptions {
        /// Which account.
        account: AccountId,
        /// Which contact.
        jid: BareJid,
        /// From now on.
        exceptions: Exceptions,
    },
}

impl Command {
    /// Which account it is about, and who waits for its outcome.
    pub(crate) fn route(&self) -> (AccountId, Option<RequestId>) {
        match self {
            Self::Accept { account, .. }
            | Self::Decline { account, .. }
            | Self::Show { account, .. }
            | Self::Watch { account, .. }
            | Self::OpenProfile { account, .. }
            | Self::CloseProfile { account, .. }
            | Self::SetPrivacy { account, .. }
            | Self::SetExceptions { account, .. } => (*account, None),
            Self::Add {
                account, request, ..
            }
            | Self::Rename {
                account, request, ..
            }
            | Self::Remove {
                account, request, ..
            }
            | Self::SetGroups {
                account, request, ..
            }
            | Self::RenameGroup {
                account, request, ..
            }
            | Self::Block {
                account, request, ..
            }
            | Self::Report {
                account, request, ..
            }
            | Self::Unblock {
                account, request, ..
            }
            | Self::OpenNotes { account, request }
            | Self::SetCard {
                account, request, ..
            }
            | Self::SetNickname {
                account, request, ..
            } => (*account, Some(*request)),
        }
    }
}
