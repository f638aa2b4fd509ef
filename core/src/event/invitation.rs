//! What changed about inviting others.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use waxwing_proto::jid::BareJid;

use crate::model::{Invitation, Invitations};
use crate::{AccountId, RequestId};

/// About invitations that we make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// What an account can invite to, or its invitations: replace what you had.
    Changed(Arc<Invitations>),
    /// The invitation that was asked for.
    Made(RequestId, Arc<Invitation>),
    /// Somebody has come with an invitation of ours, and is a contact now.
    Taken {
        /// Whose contact.
        account: AccountId,
        /// Who.
        jid: BareJid,
    },
}
