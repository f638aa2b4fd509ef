//! Invitations that an account of ours has made.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Timestamp};

/// What an account can invite to, and its invitations that still hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitations {
    /// Which account.
    pub account: AccountId,
    /// What the server makes; `None` until it has said so in this session.
    pub offer: Option<InvitationOffer>,
    /// Those that still hold, the newest first.
    pub open: Vec<Invitation>,
}

/// What a server makes (XEP-0401). Where it makes no links for contacts, we make them ourselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationOffer {
    /// Links for contacts.
    pub contacts: bool,
    /// Links for new accounts: for those who run the server, as a rule.
    pub accounts: bool,
}

/// An invitation, for one person and once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// What tells it from others.
    pub token: String,
    /// What for.
    pub purpose: InvitationPurpose,
    /// The `xmpp:` link.
    pub link: String,
    /// A page that says how to follow it, where the server has one.
    pub page: Option<String>,
    /// The link also makes an account on our server.
    pub registers: bool,
    /// The server knows it and lets whoever has it in by itself. Otherwise we do, while we are online.
    pub by_server: bool,
    /// When it was made.
    pub made: Timestamp,
    /// Until when it holds; `None` for ever.
    pub expires: Option<Timestamp>,
}

/// What an invitation is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationPurpose {
    /// Whoever has it becomes our contact.
    #[default]
    Contact,
    /// Whoever has it gets an account on our server.
    Account,
}
