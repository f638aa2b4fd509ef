//! A conversation as its account knows it: what is stored of it, and what only lives while we look.

use std::sync::Arc;

use jid::BareJid;
use waxwing_proto::chat_state::{ChatState as Told, Composer, Incoming};
use waxwing_proto::presence::{self, Resources};

use crate::feature::notice::Noticed;
use crate::model::{Avatar, ChatState, Conversation, Room, Show, Subscription};
use crate::store::{self, ContactRecord, ConversationRecord};
use crate::{ItemId, Timestamp};

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
    /// The oldest row there was when the window had all of them.
    pub(crate) first: Option<ItemId>,
    /// What was begun to be written; empty for nothing.
    pub(crate) draft: String,
    /// The notices that were told and are not over.
    pub(crate) noticed: Option<Noticed>,
    /// The newest place that was given to what is not shown.
    pub(crate) latest: Timestamp,
    /// Something came for a message that was not there.
    pub(crate) awaits: bool,
}

impl Talk {
    /// One that has a row in the store.
    pub(crate) fn stored(record: ConversationRecord) -> Self {
        Self {
            stored: true,
            ..Self::new(record)
        }
    }

    /// A row is shown: where a window has everything and had nothing yet, that is its first one.
    /// Without it, a page that settles other rows would pass for all that the window has.
    pub(crate) fn shows(&mut self, item: ItemId) {
        if self.open == Some(ItemId::default()) {
            self.first.get_or_insert(item);
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
            first: None,
            draft: String::new(),
            noticed: None,
            latest: Timestamp::default(),
            awaits: false,
        }
    }

    /// What the window sees.
    pub(crate) fn snapshot(&self, around: &Around<'_>) -> Conversation {
        let contact = around.contact;
        let here = around.online && !around.blocked;
        let best = if here { self.resources.best() } else { None };
        let flags = &self.record.flags;
        let told = self.record.last.is_some() || self.request;
        Conversation {
            id: self.record.id,
            account: self.record.account,
            jid: self.record.jid.clone(),
            name: self.name(around),
            show: best.map_or(Show::Offline, |best| show(best.show)),
            status: best.map_or_else(String::new, |best| best.status.clone()),
            resources: if here {
                u32::try_from(self.resources.len()).unwrap_or(u32::MAX)
            } else {
                0
            },
            subscription: contact.map_or(Subscription::Stranger, subscription),
            request: self.request,
            last: self.record.last.clone(),
            unread: self.record.unread,
            marked_unread: self.record.reading.marked,
            wants_displayed: self.record.reading.is_owed(),
            chat_state: self.incoming.state().map_or(ChatState::Unknown, heard),
            groups: contact.map(|one| one.groups.clone()).unwrap_or_default(),
            approved: contact.is_some_and(|one| one.approved || around.approved),
            blocked: around.blocked,
            knocks: told && contact.is_none() && !self.record.known && around.room.is_none(),
            idle_since: if here { self.idle() } else { None },
            pinned: flags.pinned.is_some(),
            pin_order: flags.pinned.unwrap_or_default(),
            archived: flags.archived,
            muted_until: flags.muted_until,
            level: flags.level,
            folder: flags.folder.clone(),
            draft: self.draft.clone(),
            notes: self.record.jid == *around.own,
            avatar: around.avatar.clone(),
            room: around.room.clone(),
            encryption: around.encryption.clone(),
        }
    }

    /// Since when nothing of theirs was touched; `None` while anything is in use.
    fn idle(&self) -> Option<Timestamp> {
        let all: Option<Vec<i64>> = self.resources.iter().map(|one| one.idle).collect();
        all?.into_iter().max().map(Timestamp)
    }

    fn name(&self, around: &Around<'_>) -> String {
        let address = self.record.jid.to_string();
        match around.contact {
            _ if !around.room_name.is_empty() => around.room_name.clone(),
            Some(contact) if !contact.name.is_empty() => contact.name.clone(),
            Some(_) if !around.nick.is_empty() => around.nick.to_owned(),
            None if !self.nick.is_empty() => format!("{} ({address})", self.nick),
            _ => address,
        }
    }
}

/// What a conversation is seen with.
#[derive(Clone, Debug)]
pub(crate) struct Around<'a> {
    /// The address of the account.
    pub(crate) own: &'a BareJid,
    /// The other side on the roster.
    pub(crate) contact: Option<&'a ContactRecord>,
    /// The name it goes by; may be empty.
    pub(crate) nick: &'a str,
    /// It was let see us before it asked.
    pub(crate) approved: bool,
    /// Nothing of it gets through.
    pub(crate) blocked: bool,
    /// There is a connection.
    pub(crate) online: bool,
    /// Its picture.
    pub(crate) avatar: Option<Avatar>,
    /// What it is, where it is a room.
    pub(crate) room: Option<Arc<Room>>,
    /// The name of that; may be empty.
    pub(crate) room_name: String,
    /// Whether what is said is encrypted.
    pub(crate) encryption: crate::model::Encryption,
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

/// An availability as the window knows it.
pub(crate) fn show(show: presence::Show) -> Show {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, ConversationId};

    #[test]
    fn a_window_that_had_nothing_begins_with_what_comes_in_first() {
        let item = |at| ItemId {
            at: Timestamp(at),
            seq: 1,
        };
        let record = ConversationRecord {
            id: ConversationId(1),
            account: AccountId(1),
            jid: BareJid::new("theo@example.org").unwrap(),
            unread: 0,
            last: None,
            read_upto: None,
            known: true,
            reading: store::Reading::default(),
            flags: store::Flags::default(),
            sealing: store::Sealed::default(),
            left_out: std::collections::BTreeSet::new(),
            opted_out: None,
        };
        let mut talk = Talk::new(record);
        talk.shows(item(5));
        assert_eq!(talk.first, None, "nobody looks");
        talk.open = Some(ItemId::default());
        talk.shows(item(6));
        talk.shows(item(7));
        assert_eq!(talk.first, Some(item(6)));
        talk.open = Some(item(3));
        talk.first = None;
        talk.shows(item(8));
        assert_eq!(talk.first, None, "it has only the newest page");
    }
}
