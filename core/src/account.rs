//! The account actor: one loop that owns everything about one login of ours.
//!
//! Commands, stanzas and timers come in; each turn of the loop decides what follows and
//! [`Turn`] carries it out in the order that loses nothing. Nothing here is shared, so nothing is
//! locked: the window sees snapshots, the stream worker gets stanzas, the store gets units.

pub(crate) mod access;
mod announce;
pub(crate) mod connect;
mod dispatch;
mod failure;
mod inbox;
pub(crate) mod line;
mod outbox;
pub(crate) mod preview;
pub(crate) mod registration;
pub(crate) mod standing;
pub(crate) mod stream;
pub(crate) mod talk;
pub(crate) mod tap;
pub(crate) mod turn;
mod wire;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jid::BareJid;
use tokio::sync::mpsc;
use waxwing_proto::Address;
use waxwing_proto::caps;
use waxwing_proto::disco::Info;
use waxwing_proto::iq::Pending;
use waxwing_proto::uri::Link;
use waxwing_proto::version::Software;

use crate::account::access::Access;
use crate::account::line::{Line, Switch};
use crate::account::standing::Standing;
use crate::account::stream::{FromStream, StreamConfig, ToStream};
use crate::account::talk::Talk;
use crate::account::turn::Turn;
use crate::archive::{Archive, FileName};
use crate::command::{
    avatar, console, contact, conversation, encryption, file, history, invitation, later, link,
    room,
};
use crate::feature::avatar::{Avatars, Known};
use crate::feature::book::Book;
use crate::feature::caps::KnownCaps;
use crate::feature::catch_up::{Backlog, Choice};
use crate::feature::console::Console;
use crate::feature::credentials::Deed;
use crate::feature::discretion::own_info;
use crate::feature::download::Downloads;
use crate::feature::elsewhere::Elsewhere;
use crate::feature::encryption::Encryption;
use crate::feature::forget::Floors;
use crate::feature::inviting::Inviting;
use crate::feature::later::Agenda;
use crate::feature::level::Levels;
use crate::feature::link::Pages;
use crate::feature::milestone::Way;
use crate::feature::reading::Telling;
use crate::feature::room::{Kept, Rooms, Waiting};
use crate::feature::roster::Question;
use crate::feature::server::Inspection;
use crate::feature::ticking::Ticking;
use crate::feature::upload::Sending;
use crate::files::Files;
use crate::model::{Attachment, Connection, FilePolicy, OwnPresence, Secret, SecretPlace, Step};
use crate::store::{
    AccountRecord, ContactRecord, Contents, ConversationRecord, NoteRecord, OutboxRecord, Store,
};
use crate::supervisor::Report;
use crate::{ConversationId, Event, Failure, RequestId, Timestamp, Tuning};

/// One login of ours, at work.
pub(crate) struct Account {
    pub(crate) parts: Parts,
    pub(crate) record: AccountRecord,
    /// The record is in the store; not so before the first login of a new account.
    pub(crate) kept: bool,
    /// Where its password is kept.
    pub(crate) password_kept: Option<SecretPlace>,
    pub(crate) connection: Connection,
    /// Since when there has been no connection.
    pub(crate) lost: Timestamp,
    /// Our address in this session.
    pub(crate) own: Address,
    /// Our presence has changed since it was told.
    pub(crate) presence_due: bool,
    pub(crate) contacts: HashMap<BareJid, ContactRecord>,
    pub(crate) talks: HashMap<ConversationId, Talk>,
    pub(crate) by_jid: HashMap<BareJid, ConversationId>,
    pub(crate) outbox: BTreeMap<u64, OutboxRecord>,
    /// The session as we count it.
    pub(crate) standing: Standing,
    /// Decisions that the store could not take yet, oldest first; nothing comes in meanwhile.
    stuck: VecDeque<Turn>,
    /// When the store is tried again.
    retry_at: Option<Instant>,
    /// Entries of the outbox that the stream worker has.
    pub(crate) handed: BTreeSet<u64>,
    /// What happens to messages on their way.
    pub(crate) way: Way,
    /// What is to happen later.
    pub(crate) agenda: Agenda,
    /// Files that wait to be sent.
    pub(crate) sending: Sending,
    /// Files that come to us.
    pub(crate) downloads: Downloads,
    /// Pages that are being looked at.
    pub(crate) pages: Pages,
    /// Up to where conversations were cleared.
    pub(crate) floors: Floors,
    /// Nothing can be stored, and nothing said.
    pub(crate) read_only: bool,
    pub(crate) questions: Pending<Question>,
    pub(crate) info: Info,
    /// What the programs of others can do, by the hash they give for it.
    pub(crate) known_caps: KnownCaps,
    /// What is kept about people beside the roster.
    pub(crate) book: Book,
    /// Who shows which picture.
    pub(crate) avatars: Avatars,
    /// What our other devices do.
    pub(crate) elsewhere: Elsewhere,
    pub(crate) levels: Levels,
    /// What is encrypted end to end, and for whom.
    pub(crate) encryption: Encryption,
    /// What opens the keys of encryption, until it has.
    pub(crate) rest_key: Option<Secret>,
    /// What is fetched from the archive of the server.
    pub(crate) backlog: Backlog,
    /// What we have seen, on its way to those who want to know.
    pub(crate) telling: Vec<Telling>,
    /// The rooms that we know.
    pub(crate) rooms: Rooms,
    /// What is being done to the account on the server.
    pub(crate) deed: Option<Deed>,
    /// Whose invitation made the account, until they are a contact.
    pub(crate) invitation: Option<Link>,
    /// Whom we invite.
    pub(crate) inviting: Inviting,
    pub(crate) dirty: BTreeSet<ConversationId>,
    pub(crate) ticking: Ticking,
    flushed: Instant,
    commands: mpsc::UnboundedReceiver<ToAccount>,
    /// The way to the server.
    pub(crate) line: Line,
    /// What is told of the wire.
    pub(crate) console: Console,
    /// What can be told of the connection that is just being made.
    pub(crate) facts: connect::Facts,
    /// What is known of the server.
    pub(crate) server: Inspection,
    /// The account's work is to end.
    ending: bool,
    /// The longest stanza that the server takes.
    pub(crate) max_bytes: Option<usize>,
    /// Tokens of stanzas that have no place in the outbox count down from the end.
    loose: u64,
}

/// What every account is given.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) archive: Archive,
    pub(crate) files: Files,
    /// What the person wants done with files.
    pub(crate) file_policy: FilePolicy,
    pub(crate) events: mpsc::UnboundedSender<Event>,
    pub(crate) reports: mpsc::UnboundedSender<Report>,
    pub(crate) software: Software,
    pub(crate) language: String,
    pub(crate) nameserver: Option<std::net::SocketAddr>,
    pub(crate) tuning: Tuning,
    /// Where pictures of people are kept.
    pub(crate) avatars: PathBuf,
}

/// What is stored of one account.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) account: AccountRecord,
    pub(crate) kept: bool,
    /// Where its password is kept.
    pub(crate) password_kept: Option<SecretPlace>,
    /// Why it does not connect although it is switched on.
    pub(crate) read_only: Option<Failure>,
    /// Its secrets are yet to come; see [`ToAccount::Unlock`].
    pub(crate) locked: bool,
    pub(crate) contacts: Vec<ContactRecord>,
    pub(crate) conversations: Vec<ConversationRecord>,
    pub(crate) outbox: Vec<OutboxRecord>,
    pub(crate) notes: Vec<NoteRecord>,
    pub(crate) access: Access,
    /// The levels that the account is yet to be told.
    pub(crate) levels: Levels,
    /// How often those were opened, as it stands outside of the store.
    pub(crate) generation: Option<u64>,
    /// The keys and sessions of encryption.
    pub(crate) keys: Result<Vec<omemo_rs::store::Row>, crate::Error>,
    /// What those are sealed with; `None` where only the keyring knows.
    pub(crate) rest_key: Option<Secret>,
    /// Who shows which picture.
    pub(crate) avatars: HashMap<BareJid, Known>,
    /// Rooms, by address.
    pub(crate) rooms: HashMap<BareJid, Kept>,
    /// Invitations into rooms that nobody has answered.
    pub(crate) invited: Vec<Waiting>,
    /// Whom of its rooms it does not hear.
    pub(crate) ignored: HashMap<BareJid, Vec<crate::model::Author>>,
    /// How far others have read in its rooms.
    pub(crate) seen: HashMap<BareJid, Vec<crate::model::Seen>>,
    /// Who belongs to its private groups.
    pub(crate) members: HashMap<BareJid, crate::feature::room::MembersV1>,
    /// What was begun to be written.
    pub(crate) drafts: HashMap<ConversationId, String>,
    /// What is to happen later.
    pub(crate) agenda: Agenda,
    /// Files that wait to be sent.
    pub(crate) sending: Sending,
    /// Files that were to come to us.
    pub(crate) wanted: Vec<NoteRecord>,
    /// Up to where conversations were cleared.
    pub(crate) floors: Floors,
    /// What the person wants of the history.
    pub(crate) choice: Choice,
    /// The session that the last process left behind.
    pub(crate) session: Option<NoteRecord>,
}

/// The secrets of an account.
#[derive(Debug, Default)]
pub(crate) struct Unlocked {
    pub(crate) password: Option<Secret>,
    /// What spares the password.
    pub(crate) token: Option<Secret>,
    /// What opens the file with the certificate.
    pub(crate) passphrase: Option<Secret>,
    /// How often its keys were opened, as it stands outside of the store.
    pub(crate) generation: Option<u64>,
    /// What those are sealed with.
    pub(crate) rest_key: Option<Secret>,
}

/// What the supervisor tells an account.
#[derive(Debug)]
pub(crate) enum ToAccount {
    /// Connect now.
    Connect,
    /// Connect anew.
    Reconnect,
    /// The network may be another one.
    NetworkChanged,
    /// These are the secrets it has waited for: it may connect now.
    Unlock(Box<Unlocked>),
    /// This opens the keys of encryption, which were opened so often, as it stands outside of the store.
    RestKey(Secret, Option<u64>),
    /// Use this password.
    SetPassword(Secret),
    /// Use this for the file with the certificate.
    SetPassphrase(Secret),
    /// Forget how strong earlier logins were, and connect.
    ForgetLogins,
    /// Have this password from now on, on the server too.
    ChangePassword(RequestId, Secret),
    /// This password may be the right one, too.
    DoubtPassword(Secret),
    /// Delete the account on the server.
    DeleteOnServer(RequestId),
    /// Somebody's invitation made the account.
    Invited(Link),
    /// Show another presence.
    SetPresence(OwnPresence),
    /// Connect, and stay connected, or be switched off.
    SetEnabled(bool),
    /// Its place among the accounts.
    SetOrder(u32),
    /// Its colour; `None` for the one its place gives it.
    SetColour(Option<u8>),
    /// About a contact.
    Contact(contact::Command),
    /// About our picture.
    Avatar(avatar::Command),
    /// About the history that the server keeps.
    History(history::Command),
    /// About what is to happen later.
    Later(later::Command),
    /// About files.
    File(file::Command),
    /// About links.
    Link(link::Command),
    /// Do this with files from now on.
    FilePolicy(FilePolicy),
    /// These files were removed to free up space.
    FilesGone(Vec<FileName>),
    /// Say a file once more that is somewhere already.
    Share(ConversationId, Box<Attachment>),
    /// About rooms.
    Room(Box<room::Command>),
    /// About the invitations it makes.
    Inviting(invitation::Command),
    /// About the devices and keys of people.
    Encryption(encryption::Command),
    /// About the console.
    Console(console::Command),
    /// Tell what is known of the server, and ask it.
    Inspect,
    /// Ask the status page of the server.
    CheckStatus,
    /// About a conversation.
    Conversation(ConversationId, conversation::Command),
    /// Since when nobody has looked at the window; `None`: somebody does.
    Unattended(Option<Timestamp>),
    /// The first login was seen: keep the account, and tell whoever waits once it is stored.
    Keep(RequestId),
    /// Its password is kept there now.
    PasswordKept(Option<SecretPlace>),
    /// Close the stream in order, and end.
    Close,
}

impl Opening {
    /// Sorts what a profile holds by account.
    pub(crate) fn from_contents(contents: Contents) -> Vec<Self> {
        let mut openings: Vec<Self> = contents
            .accounts
            .into_iter()
            .map(|account| Self::new(account, true))
            .collect();
        for contact in contents.contacts {
            if let Some(one) = openings
                .iter_mut()
                .find(|one| one.account.id == contact.account)
            {
                one.contacts.push(contact);
            }
        }
        for conversation in contents.conversations {
            if let Some(one) = openings
                .iter_mut()
                .find(|one| one.account.id == conversation.account)
            {
                one.conversations.push(conversation);
            }
        }
        for entry in contents.outbox {
            if let Some(one) = openings
                .iter_mut()
                .find(|one| one.account.id == entry.account)
            {
                one.outbox.push(entry);
            }
        }
        openings
    }

    /// An account of which nothing but its record is known.
    pub(crate) fn new(account: AccountRecord, kept: bool) -> Self {
        Self {
            account,
            kept,
            password_kept: None,
            read_only: None,
            locked: false,
            contacts: Vec::new(),
            conversations: Vec::new(),
            outbox: Vec::new(),
            notes: Vec::new(),
            access: Access::default(),
            levels: Levels::default(),
            generation: None,
            keys: Ok(Vec::new()),
            rest_key: None,
            avatars: HashMap::new(),
            rooms: HashMap::new(),
            invited: Vec::new(),
            ignored: HashMap::new(),
            seen: HashMap::new(),
            members: HashMap::new(),
            drafts: HashMap::new(),
            agenda: Agenda::default(),
            sending: Sending::default(),
            wanted: Vec::new(),
            floors: Floors::default(),
            choice: Choice::default(),
            session: None,
        }
    }
}

impl Account {
    /// Tells everything that is stored of the account, then starts its work.
    pub(crate) fn start(
        parts: Parts,
        opening: Opening,
        password: Option<Secret>,
        commands: mpsc::UnboundedReceiver<ToAccount>,
    ) -> tokio::task::JoinHandle<()> {
        let enabled = opening.account.enabled;
        let switch = match enabled && opening.read_only.is_none() {
            _ if opening.locked => Switch::Locked,
            true => Switch::On,
            false => Switch::Off,
        };
        let (tap, listener) = tap::pair();
        let standing = Standing::of_note(opening.session.as_ref());
        let book = Book::recall(opening.notes);
        let config = StreamConfig {
            jid: opening.account.jid.clone(),
            password,
            access: opening.access,
            settings: opening.account.settings.clone(),
            nameserver: parts.nameserver,
            isolation: connect::Isolation::new(),
            tuning: parts.tuning,
            lang: parts.language.clone(),
            tap,
            earlier: standing.earlier(),
            whole_archive: book.server.whole_archive,
        };
        let guest = opening.account.settings.anonymous;
        let encryption = Encryption::recall(opening.keys, !guest, &parts.tuning);
        let encryption = encryption.known_outside(opening.generation);
        let info = own_info(&parts.software.name, book.privacy, parts.tuning.encryption);
        let mut seed = [0; 32];
        // Without randomness no login would come about either; the ids stay unguessable enough.
        let _ = getrandom::fill(&mut seed);
        let now = Timestamp::now();
        let read_only = opening.read_only.is_some();
        let connection = connection_at_start(opening.read_only, enabled, now);
        let outbox = opening.outbox.into_iter();
        let mut account = Self {
            own: Address::from(&opening.account.jid),
            record: opening.account,
            kept: opening.kept,
            password_kept: opening.password_kept,
            connection,
            lost: now,
            presence_due: false,
            contacts: HashMap::new(),
            talks: HashMap::new(),
            by_jid: HashMap::new(),
            outbox: outbox.map(|entry| (entry.seq, entry)).collect(),
            standing,
            stuck: VecDeque::new(),
            retry_at: None,
            handed: BTreeSet::new(),
            way: Way::default(),
            agenda: opening.agenda,
            sending: opening.sending,
            downloads: Downloads::recall(parts.file_policy.clone(), &opening.wanted),
            pages: Pages::default(),
            floors: opening.floors,
            read_only,
            questions: Pending::new(seed),
            info,
            known_caps: KnownCaps::default(),
            book,
            avatars: Avatars::new(parts.avatars.clone(), opening.avatars),
            elsewhere: Elsewhere::default(),
            levels: opening.levels,
            encryption,
            rest_key: opening.rest_key,
            backlog: Backlog::new(opening.choice),
            telling: Vec::new(),
            rooms: Rooms::default(),
            deed: None,
            invitation: None,
            inviting: Inviting::default(),
            dirty: BTreeSet::new(),
            ticking: Ticking::default(),
            flushed: Instant::now(),
            commands,
            line: Line::new(config, switch),
            console: Console::new(listener),
            facts: connect::Facts::default(),
            server: Inspection::default(),
            ending: false,
            max_bytes: None,
            loose: u64::MAX,
            parts,
        };
        account.recall(opening.contacts, opening.conversations);
        account.recall_rooms(opening.rooms);
        account.recall_ignored(opening.ignored);
        account.recall_seen(opening.seen);
        account.recall_members(opening.members);
        account.recall_room_invitations(opening.invited);
        account.recall_drafts(opening.drafts);
        account.announce_account();
        account.announce_talks();
        tokio::spawn(account.run())
    }

    fn recall(&mut self, contacts: Vec<ContactRecord>, conversations: Vec<ConversationRecord>) {
        for record in conversations {
            self.by_jid.insert(record.jid.clone(), record.id);
            self.report(record.id);
            self.dirty.insert(record.id);
            self.talks.insert(record.id, Talk::stored(record));
        }
        self.contacts = contacts
            .into_iter()
            .map(|contact| (contact.jid.clone(), contact))
            .collect();
        let ids: Vec<_> = self.talks.keys().copied().collect();
        for id in ids {
            self.allow_states(id);
        }
    }

    fn recall_drafts(&mut self, drafts: HashMap<ConversationId, String>) {
        for (id, text) in drafts {
            if let Some(talk) = self.talks.get_mut(&id) {
                talk.draft = text;
            }
        }
        let talks = &self.talks;
        self.agenda.keep_of(|id| talks.contains_key(&id));
    }

    async fn run(mut self) {
        self.clear_what_is_left();
        self.open_device().await;
        loop {
            let mut turn = Turn::default();
            let wake = self.next_wake();
            tokio::select! {
                command = self.commands.recv() => match command {
                    Some(command) => self.handle_command(command, &mut turn).await,
                    None => self.end(&mut turn),
                },
                // While the store takes nothing, nothing may come in that would be acknowledged.
                event = self.line.recv(), if self.stuck.is_empty() || self.ending => match event {
                    Some(event) if self.stuck.is_empty() => {
                        self.handle_batch(event, &mut turn).await;
                    }
                    Some(event) => turn.over = matches!(event, FromStream::Closed { .. }),
                    None => turn.over = true,
                },
                () = wait_until(self.retry_at) => {
                    self.unstick().await;
                    continue;
                }
                done = self.backlog.done() => self.hear_history(done, &mut turn).await,
                done = self.avatars.done() => self.avatar_done(done, &mut turn),
                entry = self.console.recv() => self.console.take(entry),
                status = self.server.fetched() => self.learn_status(status),
                ended = self.sending.next(), if self.stuck.is_empty() => {
                    self.hear_file(ended, &mut turn).await;
                }
                Some(told) = self.downloads.told(), if self.stuck.is_empty() => {
                    self.hear_download(told, &mut turn).await;
                }
                Some(cleared) = self.floors.next(), if self.stuck.is_empty() => {
                    self.hear_cleared(cleared, &mut turn).await;
                }
                () = wait_until(wake) => self.handle_time(Instant::now(), &mut turn).await,
            }
            self.drive_files(&mut turn).await;
            self.drive_rooms(&mut turn).await;
            self.drive_encryption(&mut turn).await;
            self.begin_downloads(&mut turn).await;
            let over = turn.over;
            self.finish(turn).await;
            if over {
                self.rest_downloads().await;
                return;
            }
        }
    }

    /// Takes what has come in until now, up to a bound: one barrier for all of it.
    async fn handle_batch(&mut self, first: FromStream, turn: &mut Turn) {
        self.handle_stream(first, turn).await;
        for _ in 1..BATCH {
            match self.line.try_recv() {
                Some(event) => self.handle_stream(event, turn).await,
                None => return,
            }
        }
    }

    /// Closes the stream in order, and then the account's work is over.
    pub(crate) fn end(&mut self, turn: &mut Turn) {
        self.ending = true;
        turn.over |= self.line.is_off();
        self.line.send(ToStream::Close);
    }

    /// The store takes nothing.
    pub(crate) fn is_stuck(&self) -> bool {
        !self.stuck.is_empty()
    }

    /// The stream has ended.
    pub(crate) fn is_ending(&self) -> bool {
        self.ending
    }

    fn next_wake(&mut self) -> Option<Instant> {
        let tick = self.next_tick();
        tick.into_iter()
            .chain(self.questions.next_wake())
            .chain(self.book.attendance.next_wake())
            .chain(
                self.encryption
                    .next_wake()
                    .filter(|_| self.stuck.is_empty()),
            )
            .chain(self.console.next_wake())
            .chain(self.backlog.next_wake())
            .chain(self.agenda_wake())
            .chain(self.sending.next_wake())
            .chain(self.download_wake())
            .chain(self.rooms.next_wake(self.parts.tuning.room_silence))
            .min()
    }

    /// The caps node by which others may remember what this program can do (XEP-0115 §4).
    pub(crate) fn caps(&self) -> minidom::Element {
        caps::element(CAPS_NODE, &self.info)
    }

    pub(crate) fn is_online(&self) -> bool {
        matches!(self.connection, Connection::Online { .. })
    }

    pub(crate) fn report(&self, conversation: ConversationId) {
        let _ = self
            .parts
            .reports
            .send(Report::Conversation(conversation, self.record.id));
    }
}

/// What is told of the connection before anything was done about it.
fn connection_at_start(stopped: Option<Failure>, enabled: bool, since: Timestamp) -> Connection {
    match (stopped, enabled) {
        (Some(failure), _) => Connection::Stopped { failure, since },
        (None, true) => Connection::Connecting {
            step: Step::Resolve,
            since,
        },
        (None, false) => Connection::Offline,
    }
}

async fn wait_until(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake.into()).await,
        None => std::future::pending().await,
    }
}

/// Where the program's home is; part of XEP-0115's `<c/>`.
pub(crate) const CAPS_NODE: &str = "https://waxwing.im";

/// How many inbound stanzas share a barrier: enough to make its cost vanish, few enough that the
/// window never waits for it.
const BATCH: usize = 64;

/// While stanzas pour in, snapshots are told at most this often.
const CALM: Duration = Duration::from_millis(50);
