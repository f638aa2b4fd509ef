//! What an account keeps about people beside the roster: who is blocked, what they go by, what
//! stands on their cards, what they may know of us.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jid::BareJid;
use minidom::Element;
use serde::{Deserialize, Serialize};
use waxwing_proto::stanza_error::StanzaError;
use waxwing_proto::{Address, roster};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::contact::Event as Announced;
use crate::feature::attendance::Attendance;
use crate::feature::discretion;
use crate::feature::group::Job;
use crate::feature::profile::Open;
use crate::model::{Card, Contacts, Exceptions, Privacy};
use crate::store::{NoteRecord, Op, Shelf, Store, Unit};
use crate::{AccountId, Error, Event, RequestId};

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// What the server can do with a roster.
    pub(crate) server: Server,
    /// Whom the server keeps away.
    pub(crate) blocked: BTreeSet<Address>,
    /// What contacts are told.
    pub(crate) privacy: Privacy,
    /// Who of them is told something else.
    pub(crate) exceptions: HashMap<BareJid, Exceptions>,
    /// The name we go by; may be empty.
    pub(crate) nickname: String,
    /// What contacts tell about themselves.
    pub(crate) people: HashMap<BareJid, Person>,
    /// Profiles that somebody looks at.
    pub(crate) open: BTreeMap<BareJid, Open>,
    /// Groups that are being renamed.
    pub(crate) jobs: HashMap<RequestId, Job>,
    /// Whether somebody looks at the window.
    pub(crate) attendance: Attendance,
    /// The snapshot may be out of date.
    pub(crate) changed: bool,
    told: Option<Arc<Contacts>>,
}

/// What the server can do, as far as it has said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Server {
    /// Keep versions of the roster.
    pub(crate) versions: bool,
    /// Let somebody see us before they ask.
    pub(crate) pre_approval: bool,
    /// Keep a list of the blocked.
    pub(crate) blocking: bool,
    /// Be told why somebody is blocked (XEP-0377).
    pub(crate) reporting: bool,
    /// Take ids out of messages that others gave in its name (XEP-0359 §6).
    pub(crate) stanza_ids: bool,
    /// Keep all that comes while nobody is there in the archive (XEP-0441).
    pub(crate) whole_archive: bool,
}

/// What one contact tells about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    /// The name they go by; may be empty.
    pub(crate) nick: String,
    /// When they were seen last, in microseconds since 1970.
    pub(crate) seen: Option<i64>,
    /// Their card.
    pub(crate) card: Card,
    /// We let them see us before they asked. Some servers keep that, but don't say so in the roster
    /// (Prosody 0.12).
    pub(crate) approved: bool,
}

/// Why there is no answer to a question about people.
#[derive(Clone, Debug)]
pub(crate) enum Unanswered {
    /// It was refused.
    Refused(StanzaError),
    /// Nothing came in time.
    Silence,
    /// The session has ended.
    Offline,
}

/// What comes of a question.
pub(crate) type Outcome = Result<Option<Element>, Unanswered>;

impl From<Unanswered> for Error {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Refused(error) => Self::Refused {
                condition: error.condition.to_string(),
                text: error.text,
            },
            Unanswered::Silence => Self::TimedOut,
            Unanswered::Offline => Self::Offline,
        }
    }
}

/// Everything that an account has written down about people.
pub(crate) async fn notes(store: &Store, account: AccountId) -> Vec<NoteRecord> {
    let mut notes = Vec::new();
    for shelf in [Shelf::Profile, Shelf::Blocked] {
        match store.notes(account, shelf).await {
            Ok(found) => notes.extend(found),
            // They come from the server again.
            Err(error) => tracing::warn!(%error, ?shelf, "notes about people can't be read"),
        }
    }
    notes
}

impl Book {
    /// From what was written down; what can't be read is asked for again.
    pub(crate) fn recall(notes: Vec<NoteRecord>) -> Self {
        let mut book = Self::default();
        for note in notes {
            match (note.shelf, note.name.as_str()) {
                (Shelf::Blocked, _) => book.recall_blocked(&note),
                (Shelf::Profile, OWN) => {
                    if let (1, Ok(own)) = (note.version, note.read::<OwnV1>()) {
                        book.nickname = own.nickname;
                    }
                }
                (Shelf::Profile, PRIVACY) => {
                    if let Some(privacy) = read_privacy(&note) {
                        book.privacy = privacy;
                    }
                }
                (Shelf::Profile, SERVER) => {
                    if let (1, Ok(stored)) = (note.version, note.read::<ServerV1>()) {
                        book.server.stanza_ids = stored.stanza_ids;
                    }
                }
                (Shelf::Profile, ARCHIVE) => {
                    if let (1, Ok(stored)) = (note.version, note.read::<ArchiveV1>()) {
                        book.server.whole_archive = stored.whole;
                    }
                }
                (Shelf::Profile, name) if name.starts_with('/') => {
                    book.exceptions.extend(discretion::recall(&note));
                }
                (Shelf::Profile, name) => {
                    if let (Ok(jid), 1, Ok(stored)) =
                        (BareJid::new(name), note.version, note.read::<PersonV1>())
                    {
                        book.people.insert(jid, stored.into());
                    }
                }
                _ => {}
            }
        }
        book.changed = true;
        book
    }

    fn recall_blocked(&mut self, note: &NoteRecord) {
        let (1, Ok(stored)) = (note.version, note.read::<BlockedV1>()) else {
            return;
        };
        self.server.blocking = true;
        let all = stored.addresses.iter();
        self.blocked = all.filter_map(|one| one.parse().ok()).collect();
    }

    /// The name somebody goes by; may be empty.
    pub(crate) fn nick(&self, jid: &BareJid) -> &str {
        self.people.get(jid).map_or("", |person| &person.nick)
    }

    /// We let somebody see us before they asked, whatever the roster says.
    pub(crate) fn is_approved(&self, jid: &BareJid) -> bool {
        self.people.get(jid).is_some_and(|person| person.approved)
    }

    /// Nothing of theirs shall get through: they or their server are blocked.
    pub(crate) fn is_blocked(&self, jid: &BareJid) -> bool {
        if self.blocked.is_empty() {
            return false;
        }
        let domain = jid.domain().as_str().parse::<Address>();
        self.blocked.contains(&Address::from(jid))
            || domain.is_ok_and(|domain| self.blocked.contains(&domain))
    }
}

impl Account {
    /// What the server says of itself on this connection.
    pub(crate) fn take_features(&mut self, features: &Element) {
        self.book.server.versions = roster::keeps_versions(features);
        self.book.server.pre_approval = roster::allows_in_advance(features);
        self.book.changed = true;
    }

    /// Tells the snapshot, if it has changed.
    pub(crate) fn announce_book(&mut self) {
        if !std::mem::take(&mut self.book.changed) {
            return;
        }
        let groups: BTreeSet<&String> =
            self.contacts.values().flat_map(|one| &one.groups).collect();
        let blocked = self.book.blocked.iter().map(ToString::to_string);
        let contacts = Arc::new(Contacts {
            account: self.record.id,
            groups: groups.into_iter().cloned().collect(),
            blocked: self.book.server.blocking.then(|| blocked.collect()),
            reporting: self.book.server.reporting && self.book.server.blocking,
            pre_approval: self.book.server.pre_approval,
            nickname: self.book.nickname.clone(),
            privacy: self.book.privacy,
        });
        if self.book.told.as_ref() != Some(&contacts) {
            self.book.told = Some(Arc::clone(&contacts));
            self.tell(Event::Contact(Announced::Changed(contacts)));
        }
    }

    /// Writes down what a contact tells; it may be lost in a power cut, and is told again.
    pub(crate) fn keep_person(&self, jid: &BareJid) {
        let Some(person) = self.book.people.get(jid) else {
            return;
        };
        if self.contacts.contains_key(jid) {
            let stored = PersonV1::from(person);
            self.put_note(Shelf::Profile, jid.as_str(), &stored);
        }
    }

    /// We let a contact see us before they ask, or no longer do.
    pub(crate) fn set_approved(&mut self, jid: &BareJid, approved: bool) {
        if self.book.is_approved(jid) == approved || !self.contacts.contains_key(jid) {
            return;
        }
        self.book.people.entry(jid.clone()).or_default().approved = approved;
        self.keep_person(jid);
        self.dirty.extend(self.by_jid.get(jid));
    }

    /// Somebody is no contact any more.
    pub(crate) fn forget_person(&mut self, jid: &BareJid, turn: &mut Turn) {
        self.forget_exceptions(jid, turn);
        self.forget_avatar(jid, turn);
        if self.book.people.remove(jid).is_some() {
            turn.ops.push(Op::RemoveNote {
                account: self.record.id,
                shelf: Shelf::Profile,
                name: jid.to_string(),
            });
        }
    }

    /// Writes down whom the server keeps away.
    pub(crate) fn keep_blocked(&self) {
        let stored = BlockedV1 {
            addresses: self.book.blocked.iter().map(ToString::to_string).collect(),
        };
        self.put_note(Shelf::Blocked, "", &stored);
    }

    /// Writes down the name we go by.
    pub(crate) fn keep_nickname(&self) {
        let nickname = self.book.nickname.clone();
        self.put_note(Shelf::Profile, OWN, &OwnV1 { nickname });
    }

    /// Writes down what contacts are told: before it is in force.
    pub(crate) fn keep_privacy(&self, turn: &mut Turn) {
        let stored = PrivacyV2::from(self.book.privacy);
        match NoteRecord::new(self.record.id, Shelf::Profile, PRIVACY, 2, &stored) {
            Ok(note) => turn.ops.push(Op::PutNote(note)),
            Err(error) => tracing::error!(%error, "privacy can't be written down"),
        }
    }

    /// Writes down what the server promises; it says so again in every session.
    pub(crate) fn keep_server(&self) {
        let stanza_ids = self.book.server.stanza_ids;
        self.put_note(Shelf::Profile, SERVER, &ServerV1 { stanza_ids });
    }

    /// Writes down whether the archive takes in everything.
    pub(crate) fn keep_whole_archive(&self) {
        let whole = self.book.server.whole_archive;
        self.put_note(Shelf::Profile, ARCHIVE, &ArchiveV1 { whole });
    }

    fn put_note(&self, shelf: Shelf, name: &str, stored: &impl Serialize) {
        match NoteRecord::new(self.record.id, shelf, name, 1, stored) {
            Ok(note) => self.parts.store.put(Unit::from(Op::PutNote(note))),
            Err(error) => tracing::error!(%error, ?shelf, "a note can't be written down"),
        }
    }
}

/// The names of our own notes; no address has a slash in front.
const OWN: &str = "/own";
const PRIVACY: &str = "/privacy";
const SERVER: &str = "/server";
const ARCHIVE: &str = "/archive";

fn read_privacy(note: &NoteRecord) -> Option<Privacy> {
    match note.version {
        1 => note.read::<PrivacyV1>().ok().map(Privacy::from),
        2 => note.read::<PrivacyV2>().ok().map(Privacy::from),
        _ => None,
    }
}

#[derive(Serialize, Deserialize)]
struct OwnV1 {
    nickname: String,
}

#[derive(Serialize, Deserialize)]
struct BlockedV1 {
    addresses: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct PrivacyV1 {
    receipts: bool,
    typing: bool,
    last_seen: bool,
    version: bool,
}

#[derive(Serialize, Deserialize)]
struct PrivacyV2 {
    first: PrivacyV1,
    markers: bool,
}

#[derive(Serialize, Deserialize)]
struct ServerV1 {
    stanza_ids: bool,
}

#[derive(Serialize, Deserialize)]
struct ArchiveV1 {
    whole: bool,
}

#[derive(Serialize, Deserialize)]
struct PersonV1 {
    nick: String,
    seen: Option<i64>,
    full_name: String,
    card_nick: String,
    organisation: String,
    title: String,
    phones: Vec<String>,
    mails: Vec<String>,
    webs: Vec<String>,
    birthday: String,
    note: String,
    approved: bool,
}

impl From<Privacy> for PrivacyV1 {
    fn from(privacy: Privacy) -> Self {
        Self {
            receipts: privacy.receipts,
            typing: privacy.typing,
            last_seen: privacy.last_seen,
            version: privacy.version,
        }
    }
}

impl From<Privacy> for PrivacyV2 {
    fn from(privacy: Privacy) -> Self {
        Self {
            first: privacy.into(),
            markers: privacy.markers,
        }
    }
}

impl From<PrivacyV2> for Privacy {
    fn from(stored: PrivacyV2) -> Self {
        Self {
            markers: stored.markers,
            ..stored.first.into()
        }
    }
}

impl From<PrivacyV1> for Privacy {
    /// Whoever wanted no receipts then would want no markers either.
    fn from(stored: PrivacyV1) -> Self {
        Self {
            markers: stored.receipts,
            receipts: stored.receipts,
            typing: stored.typing,
            last_seen: stored.last_seen,
            version: stored.version,
        }
    }
}

impl From<&Person> for PersonV1 {
    fn from(person: &Person) -> Self {
        let card = person.card.clone();
        Self {
            nick: person.nick.clone(),
            seen: person.seen,
            full_name: card.full_name,
            card_nick: card.nick,
            organisation: card.organisation,
            title: card.title,
            phones: card.phones,
            mails: card.mails,
            webs: card.webs,
            birthday: card.birthday,
            note: card.note,
            approved: person.approved,
        }
    }
}

impl From<PersonV1> for Person {
    fn from(stored: PersonV1) -> Self {
        Self {
            nick: stored.nick,
            seen: stored.seen,
            card: Card {
                full_name: stored.full_name,
                nick: stored.card_nick,
                organisation: stored.organisation,
                title: stored.title,
                phones: stored.phones,
                mails: stored.mails,
                webs: stored.webs,
                birthday: stored.birthday,
                note: stored.note,
            },
            approved: stored.approved,
        }
    }
}

#[cfg(test)]
mod tests;
