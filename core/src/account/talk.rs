//! A conversation as its account knows it: what is stored of it, and what only lives while we look.

use jid::BareJid;
use waxwing_proto::chat_state::{Composer, Incoming};
use waxwing_proto::presence::Resources;

use crate::model::{Conversation, Preview, Show, Subscription};
use crate::store::{ContactRecord, ConversationRecord};
use crate::{AccountId, ConversationId, ItemId, Timestamp};

/// A conversation with one address.
#[derive(Debug)]
pub(crate) struct Talk {
    pub(crate) record: ConversationRecord,
    /// It has a row in the store; one that only shows a stranger's request has none.
    pub(crate) stored: bool,
    /// The other side asked to see our presence.
    pub(crate) request: bool,
    /// Their devices.
    pub(crate) resources: Resources,
    /// What they are doing.
    pub(crate) incoming: Incoming,
    /// What we are doing, as far as we tell.
    pub(crate) composer: Composer,
    /// The oldest row the window has, while it looks.
    pub(crate) open: Option<ItemId>,
}
