//! What an engine has told, as a window would hold it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use waxwing_core::event::{
    account, console, contact, conversation, encryption, export, file, history, invitation, later,
    link, registration, room, search,
};
use waxwing_core::model::{
    Account, Archiving, Connection, Contacts, Conversation, DeviceKeys, FileOffer, FilePolicy,
    FileUsage, Filed, Form, FoundRoom, Invitation, Invitations, Later, LinkPreview, Member,
    Message, Milestone, Occupant, OccupantsChange, Profile, Reminder, RoomInvitations, Server,
    Transfer, TransferFailure, Version,
};
use waxwing_core::{
    AccountId, Change, ConversationId, Error, Event, ItemId, Recovered, RequestId, Timeline,
    Timestamp,
};

/// As much of each text is shown when a test fails.
const WIDTH: usize = 80;

/// Everything told so far.
#[derive(Debug, Default)]
pub struct World {
    /// Everything stored has been told.
    pub ready: bool,
    /// The accounts.
    pub accounts: BTreeMap<AccountId, Arc<Account>>,
    /// The conversations.
    pub conversations: BTreeMap<ConversationId, Arc<Conversation>>,
    /// The open ones among them.
    pub timelines: BTreeMap<ConversationId, Timeline>,
    /// What each account keeps about its contacts.
    pub contacts: BTreeMap<AccountId, Arc<Contacts>>,
    /// The profiles that were looked at, by address, as last told.
    pub profiles: BTreeMap<String, Arc<Profile>>,
    /// The outcomes of commands.
    pub done: HashMap<RequestId, Result<(), Error>>,
    /// How dialogs for new accounts went on, oldest first.
    pub registrations: HashMap<RequestId, Vec<registration::Event>>,
    /// The message that is followed, and what happened to it.
    pub followed: Option<(Arc<Message>, Vec<Milestone>)>,
    /// What the message that was asked about has said.
    pub versions: Vec<Version>,
    /// What could not be thrown away any more, oldest first.
    pub too_late: Vec<ItemId>,
    /// What could not be said, oldest first.
    pub unsaid: Vec<(ConversationId, String)>,
    /// The texts of notices, oldest first.
    pub notices: Vec<(ConversationId, String)>,
    /// How many messages each of them stands for.
    pub noticed: Vec<(ConversationId, u32)>,
    /// What messages of notices say since; nothing where they were taken back. Oldest first.
    pub notices_changed: Vec<(ConversationId, Option<String>)>,
    /// In which conversations notices were over, oldest first.
    pub notices_over: Vec<ConversationId>,
    /// The keys of those who were watched, by address.
    pub keys: HashMap<String, Arc<DeviceKeys>>,
    /// What else was told of devices, oldest first.
    pub devices_told: Vec<encryption::Event>,
    /// What is to happen later.
    pub later: BTreeMap<AccountId, Arc<Later>>,
    /// The reminders whose time has come, oldest first.
    pub due: Vec<Arc<Reminder>>,
    /// When that was to be said which was said late.
    pub said_late: Vec<Timestamp>,
    /// What searches have found.
    pub found: HashMap<RequestId, Vec<search::Hit>>,
    /// What servers have found, and what comes after it.
    pub kept: HashMap<RequestId, (Vec<history::Kept>, Option<String>)>,
    /// How far conversations are on their way into files: how many messages are written.
    pub exported: HashMap<RequestId, u64>,
    /// Files on their way, as each was told, oldest first.
    pub transfers: Vec<Arc<Transfer>>,
    /// Files that are no longer on their way, oldest first.
    pub ended: Vec<(ConversationId, ItemId, u32)>,
    /// How much room the files take.
    pub usage: Option<FileUsage>,
    /// What is done with files.
    pub file_policy: Option<FilePolicy>,
    /// The files of conversations that were asked for, and whether there are older ones.
    pub galleries: HashMap<RequestId, (Vec<Filed>, bool)>,
    /// What files the servers take.
    pub offers: BTreeMap<AccountId, FileOffer>,
    /// What pages behind links say of themselves, by the addresses.
    pub previews: HashMap<String, Result<Option<LinkPreview>, TransferFailure>>,
    /// What is known of the servers that somebody asked about.
    pub servers: BTreeMap<AccountId, Arc<Server>>,
    /// What servers keep, where somebody asked.
    pub archiving: BTreeMap<AccountId, Arc<Archiving>>,
    /// The invitations of accounts that were asked about.
    pub invitations: BTreeMap<AccountId, Arc<Invitations>>,
    /// The invitations that were asked for.
    pub invited: HashMap<RequestId, Arc<Invitation>>,
    /// Who came with an invitation of ours, oldest first.
    pub taken: Vec<String>,
    /// How many messages would be deleted, where somebody asked.
    pub counted: HashMap<RequestId, u64>,
    /// What went over the wire while a console was open, oldest first.
    pub console: Vec<console::Entry>,
    /// Every state a connection went through, oldest first.
    pub connections: Vec<Connection>,
    /// Who is in the rooms that are followed, by nick.
    pub occupants: HashMap<ConversationId, BTreeMap<String, Occupant>>,
    /// How often that was told.
    pub occupants_told: u32,
    /// The rooms of commands that make or enter one.
    pub entered: HashMap<RequestId, ConversationId>,
    /// Who is something to a room, where somebody asked.
    pub members: HashMap<RequestId, Vec<Member>>,
    /// How rooms can be configured, where somebody asked.
    pub configs: HashMap<RequestId, Form>,
    /// Rooms that were found.
    pub rooms: HashMap<RequestId, Vec<FoundRoom>>,
    /// Invitations into rooms that nobody has answered.
    pub room_invitations: Option<Arc<RoomInvitations>>,
    /// What went wrong with the store.
    pub store_failures: Vec<Error>,
    /// Parts of the profile that were broken and kept aside.
    pub recovered: Vec<Recovered>,
}

impl World {
    /// Takes an event in.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Ready => self.ready = true,
            Event::Account(account::Event::Changed(account)) => {
                if self.connections.last() != Some(&account.connection) {
                    self.connections.push(account.connection.clone());
                }
                self.accounts.insert(account.id, account);
            }
            Event::Account(account::Event::Server(server)) => {
                self.servers.insert(server.account, server);
            }
            Event::Account(account::Event::Removed(id)) => {
                self.accounts.remove(&id);
            }
            Event::Contact(contact::Event::Changed(contacts)) => {
                self.contacts.insert(contacts.account, contacts);
            }
            Event::Contact(contact::Event::Profile(profile)) => {
                self.profiles.insert(profile.jid.to_string(), profile);
            }
            Event::Conversation(event) => self.apply_conversation(event),
            Event::Console(console::Event::Entries(batch)) => {
                self.console.extend(batch.entries.iter().cloned());
            }
            Event::Search(search::Event::Found { request, hits, .. }) => {
                self.found.insert(request, hits);
            }
            Event::Export(export::Event::Progress {
                request, messages, ..
            }) => {
                self.exported.insert(request, messages);
            }
            Event::File(event) => self.apply_file(event),
            Event::Link(link::Event::Preview { url, outcome, .. }) => {
                self.previews.insert(url, outcome);
            }
            Event::History(history::Event::Counted { request, messages }) => {
                self.counted.insert(request, messages);
            }
            Event::History(history::Event::Archiving(archiving)) => {
                self.archiving.insert(archiving.account, archiving);
            }
            Event::History(history::Event::Found {
                request,
                hits,
                older,
                ..
            }) => {
                self.kept.insert(request, (hits, older));
            }
            Event::Later(later::Event::Changed(later)) => {
                self.later.insert(later.account, later);
            }
            Event::Later(later::Event::Due(reminder)) => self.due.push(reminder),
            Event::Later(later::Event::SaidLate { meant, .. }) => self.said_late.push(meant),
            Event::Encryption(encryption::Event::Keys(keys)) => {
                self.keys.insert(keys.jid.to_string(), keys);
            }
            Event::Encryption(told) => self.devices_told.push(told),
            Event::Invitation(event) => self.apply_invitation(event),
            Event::Room(event) => self.apply_room(event),
            Event::Done(request, outcome) => {
                self.done.insert(request, outcome);
            }
            Event::Registration(request, event) => {
                self.registrations.entry(request).or_default().push(event);
            }
            Event::StoreFailed(error) => self.store_failures.push(error),
            Event::Recovered(recovered) => self.recovered.push(recovered),
        }
    }

    fn apply_file(&mut self, event: file::Event) {
        match event {
            file::Event::Transfer(transfer) => self.transfers.push(transfer),
            file::Event::Ended {
                conversation,
                item,
                index,
            } => self.ended.push((conversation, item, index)),
            file::Event::Usage(usage) => self.usage = Some(usage),
            file::Event::Policy(policy) => self.file_policy = Some(policy),
            file::Event::Gallery {
                request,
                files,
                older,
                ..
            } => {
                self.galleries.insert(request, (files, older));
            }
            file::Event::Offer { account, offer } => {
                self.offers.insert(account, offer);
            }
        }
    }

    fn apply_room(&mut self, event: room::Event) {
        match event {
            room::Event::Occupants {
                conversation,
                change,
            } => {
                self.occupants_told += 1;
                let all = self.occupants.entry(conversation).or_default();
                let (upserted, removed) = match change {
                    OccupantsChange::Reset(now) => {
                        all.clear();
                        (now, Vec::new())
                    }
                    OccupantsChange::Changed { upserted, removed } => (upserted, removed),
                };
                all.extend(upserted.into_iter().map(|one| (one.nick.clone(), one)));
                for nick in removed {
                    all.remove(&nick);
                }
            }
            room::Event::Entered {
                request,
                conversation,
            } => {
                self.entered.insert(request, conversation);
            }
            room::Event::Members {
                request, members, ..
            } => {
                self.members.insert(request, members);
            }
            room::Event::Config { request, form, .. } => {
                self.configs.insert(request, form);
            }
            room::Event::Found { request, rooms, .. } => {
                self.rooms.insert(request, rooms);
            }
            room::Event::Invitations(all) => self.room_invitations = Some(all),
        }
    }

    fn apply_invitation(&mut self, event: invitation::Event) {
        match event {
            invitation::Event::Changed(all) => {
                self.invitations.insert(all.account, all);
            }
            invitation::Event::Made(request, made) => {
                self.invited.insert(request, made);
            }
            invitation::Event::Taken { jid, .. } => self.taken.push(jid.to_string()),
        }
    }

    fn apply_conversation(&mut self, event: conversation::Event) {
        match event {
            conversation::Event::Changed(conversation) => {
                self.conversations.insert(conversation.id, conversation);
            }
            conversation::Event::Removed(id) => {
                self.conversations.remove(&id);
                self.timelines.remove(&id);
            }
            conversation::Event::Timeline(id, change) => {
                // What was told before somebody began to look anew is of no use to them.
                let begins = matches!(change, Change::Reset { .. } | Change::Around { .. });
                if begins || self.timelines.contains_key(&id) {
                    self.timelines.entry(id).or_default().apply(change);
                }
            }
            conversation::Event::Milestones {
                message,
                milestones,
                ..
            } => self.followed = Some((message, milestones)),
            conversation::Event::Versions { versions, .. } => self.versions = versions,
            conversation::Event::Unsaid { conversation, text } => {
                self.unsaid.push((conversation, text));
            }
            conversation::Event::TooLate { item, .. } => self.too_late.push(item),
            conversation::Event::Notice {
                conversation,
                text,
                count,
                ..
            } => {
                self.notices.push((conversation, text));
                self.noticed.push((conversation, count));
            }
            conversation::Event::NoticeChanged {
                conversation, text, ..
            } => self.notices_changed.push((conversation, text)),
            conversation::Event::NoticesOver { conversation, .. } => {
                self.notices_over.push(conversation);
            }
        }
    }

    /// The only account.
    pub fn account(&self) -> Option<&Account> {
        self.accounts.values().next().map(AsRef::as_ref)
    }

    /// The conversation with somebody.
    pub fn conversation(&self, with: &str) -> Option<&Conversation> {
        let mut all = self.conversations.values();
        all.find(|conversation| conversation.jid.as_str() == with)
            .map(AsRef::as_ref)
    }

    /// The messages of an open conversation, oldest first.
    pub fn messages(&self, conversation: ConversationId) -> &[Arc<Message>] {
        self.timelines
            .get(&conversation)
            .map_or(&[], |timeline| timeline.items())
    }

    /// The texts of an open conversation, oldest first.
    pub fn texts(&self, conversation: ConversationId) -> Vec<&str> {
        let messages = self.messages(conversation).iter();
        messages.map(|message| message.text.as_str()).collect()
    }

    /// The newest message with this text in an open conversation.
    pub fn message(&self, conversation: ConversationId, text: &str) -> Option<&Message> {
        let mut messages = self.messages(conversation).iter().rev();
        messages
            .find(|message| message.text == text)
            .map(AsRef::as_ref)
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for account in self.accounts.values() {
            writeln!(f, "{}: {:?}", account.jid, account.connection)?;
            writeln!(f, "  {:?}", account.history)?;
        }
        for conversation in self.conversations.values() {
            writeln!(
                f,
                "{} {:?} {:?} unread {}",
                conversation.jid, conversation.subscription, conversation.show, conversation.unread
            )?;
            for message in self.messages(conversation.id) {
                let text: String = message.text.chars().take(WIDTH).collect();
                writeln!(f, "  {:?} {:?} {text:?}", message.direction, message.state)?;
            }
        }
        Ok(())
    }
}
