//! A conversation as its account knows it: what is stored of it, and what only lives while we look.

use waxwing_proto::chat_state::{ChatState as Told, Composer, Incoming};
use waxwing_proto::presence::{self, Resources};

use crate::ItemId;
use crate::model::{ChatState, Conversation, Show, Subscription};
use crate::store::{self, ContactRecord, ConversationRecord};

/// A conversation with one address.
#[derive(Debug)]
pub(crate) struct Talk {
    pub(crate) record: ConversationRecord,
    /// It has a row in the store; one that only shows a stranger's request has none.
    pub(crate) stored: bool,
    /// The other side asked to see our presence.
    pub(crate) request: bool,
    /// The request is from an earlier session; the server tells it anew if it still stands.
    pub(crate) unconfirmed: bool,
    /// The name the asker goes by (XEP-0172); may be empty.
    pub(crate) nick: String,
    /// Their devices.
    pub(crate) resources: Resources,
    /// What they are doing.
    pub(crate) incoming: Incoming,
    /// What we are doing, as far as we tell.
    pub(crate) composer: Composer,
    /// The oldest row the window has, while it looks.
    pub(crate) open: Option<ItemId>,
}

impl Talk {
    /// One that has a row in the store.
    pub(crate) fn stored(record: ConversationRecord) -> Self {
        Self {
            stored: true,
            ..Self::new(record)
        }
    }

    /// One that lives in memory only, so far.
    pub(crate) fn new(record: ConversationRecord) -> Self {
        Self {
            record,
            stored: false,
            request: false,
            unconfirmed: false,
            nick: String::new(),
            resources: Resources::default(),
            incoming: Incoming::default(),
            composer: Composer::new(false),
            open: None,
        }
    }

    /// What the window sees.
    pub(crate) fn snapshot(&self, contact: Option<&ContactRecord>, online: bool) -> Conversation {
        let best = if online { self.resources.best() } else { None };
        Conversation {
            id: self.record.id,
            account: self.record.account,
            jid: self.record.jid.clone(),
            name: self.name(contact),
            show: best.map_or(Show::Offline, |best| show(best.show)),
            status: best.map_or_else(String::new, |best| best.status.clone()),
            resources: if online {
                u32::try_from(self.resources.len()).unwrap_or(u32::MAX)
            } else {
                0
            },
            subscription: contact.map_or(Subscription::Stranger, subscription),
            request: self.request,
            last: self.record.last.clone(),
            unread: self.record.unread,
            chat_state: self.incoming.state().map_or(ChatState::Unknown, heard),
        }
    }

    fn name(&self, contact: Option<&ContactRecord>) -> String {
        match contact {
            Some(contact) if !contact.name.is_empty() => contact.name.clone(),
            None if !self.nick.is_empty() => format!("{} ({})", self.nick, self.record.jid),
            _ => self.record.jid.to_string(),
        }
    }
}

fn subscription(contact: &ContactRecord) -> Subscription {
    match contact.subscription {
        store::Subscription::None if contact.ask => Subscription::Asked,
        store::Subscription::None => Subscription::None,
        store::Subscription::To => Subscription::To,
        store::Subscription::From => Subscription::From,
        store::Subscription::Both => Subscription::Both,
    }
}

fn show(show: presence::Show) -> Show {
    match show {
        presence::Show::Chat => Show::Chat,
        presence::Show::Online => Show::Online,
        presence::Show::Away => Show::Away,
        presence::Show::ExtendedAway => Show::ExtendedAway,
        presence::Show::DoNotDisturb => Show::DoNotDisturb,
    }
}

fn heard(state: Told) -> ChatState {
    match state {
        Told::Active => ChatState::Active,
        Told::Composing => ChatState::Composing,
        Told::Paused => ChatState::Paused,
        Told::Inactive => ChatState::Inactive,
        Told::Gone => ChatState::Gone,
    }
}
