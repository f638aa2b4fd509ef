//! Everything the in-memory server knows, behind one lock that is never held over an await.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use minidom::Element;
use tokio::sync::mpsc::UnboundedSender;

use super::archive::Archive;
use super::management::Management;
use super::person::Person;
use super::policy::{Counters, Policy};
use super::room::Room;
use super::roster::Roster;
use super::second::Token;
use crate::xml;

/// As many lines of the log are kept.
const LOG_LINES: usize = 400;
/// As much of one line is kept.
const LOG_WIDTH: usize = 2000;

/// What a live connection is told by others.
#[derive(Clone, Debug)]
pub(super) enum Out {
    /// Put this on the stream.
    Bytes(Vec<u8>),
    /// Put this on the stream, close it, and forget the session.
    End(String),
    /// Break the connection with an RST; the session stays.
    Cut,
}

/// One account.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) password: String,
    /// By the client's name for itself.
    pub(super) tokens: BTreeMap<String, Token>,
    pub(super) roster: Roster,
    pub(super) person: Person,
    pub(super) archive: Archive,
    /// Messages that came while nobody was there, oldest first.
    pub(super) offline: VecDeque<Element>,
    /// Who takes over what this account says to others.
    pub(super) script: Option<UnboundedSender<Element>>,
}

/// One session, with or without a connection.
#[derive(Debug)]
pub(super) struct Session {
    /// Which connection it is on; tells a late end of an old one from the present one.
    pub(super) connection: u64,
    pub(super) out: Option<UnboundedSender<Out>>,
    pub(super) management: Option<Management>,
    /// It wants copies of what other sessions send and get.
    pub(super) copies: bool,
    /// The last presence without a receiver, while it is available.
    pub(super) presence: Option<Element>,
}

/// What [`Hub`] guards.
#[derive(Debug)]
pub(super) struct State {
    /// By bare address.
    pub(super) accounts: BTreeMap<String, Account>,
    /// By full address.
    pub(super) sessions: BTreeMap<String, Session>,
    /// By address.
    pub(super) rooms: BTreeMap<String, Room>,
    pub(super) policy: Policy,
    pub(super) counters: Counters,
    pub(super) next_id: u64,
    log: VecDeque<String>,
}

/// The shared heart of the server.
#[derive(Debug)]
pub(super) struct Hub {
    state: Mutex<State>,
}

impl Hub {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            state: Mutex::new(State {
                accounts: BTreeMap::new(),
                sessions: BTreeMap::new(),
                rooms: BTreeMap::new(),
                policy,
                counters: Counters::default(),
                next_id: 0,
                log: VecDeque::new(),
            }),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test fails inside the server")
    }

    pub(super) fn register(&self, jid: &str, password: &str) {
        let mut state = self.state();
        let account = state.accounts.entry(jid.to_owned()).or_default();
        password.clone_into(&mut account.password);
    }

    pub(super) fn add_contact(&self, jid: &str, contact: &str, name: &str, subscription: &str) {
        let mut state = self.state();
        let account = state.accounts.get_mut(jid).expect("a registered account");
        account.roster.seed(contact, name, subscription);
    }

    pub(super) fn bend(&self, change: impl FnOnce(&mut Policy)) {
        change(&mut self.state().policy);
    }

    pub(super) fn counters(&self) -> Counters {
        self.state().counters
    }

    pub(super) fn send(&self, jid: &str, stanza: &str) {
        let mut state = self.state();
        for full in state.full_addresses(jid) {
            state.deliver_text(&full, stanza);
        }
    }

    pub(super) fn forget_in_rooms(&self, jid: &str) {
        let mut state = self.state();
        for full in state.full_addresses(jid) {
            state.forget_in_rooms(&full);
        }
    }

    /// Has something done in its rooms.
    pub(super) fn with_rooms(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
    }

    pub(super) fn cut(&self, jid: &str) {
        for session in self.state().sessions_of(jid) {
            session.tell(Out::Cut);
            session.out = None;
        }
    }

    pub(super) fn forget(&self, jid: &str) {
        let mut state = self.state();
        for full in state.full_addresses(jid) {
            if state.sessions[&full].out.is_none() {
                state.drop_session(&full);
            }
        }
    }

    pub(super) fn end(&self, jid: &str, condition: &str) {
        let error = format!(
            "<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\
             </stream:error></stream:stream>"
        );
        self.end_with(jid, &error);
    }

    pub(super) fn close(&self, jid: &str) {
        self.end_with(jid, "</stream:stream>");
    }

    fn end_with(&self, jid: &str, words: &str) {
        let mut state = self.state();
        for full in state.full_addresses(jid) {
            state.sessions[&full].tell(Out::End(words.to_owned()));
            state.drop_session(&full);
        }
    }

    pub(super) fn keep(&self, jid: &str, stanza: &str, ago: std::time::Duration) {
        let at = chrono::Utc::now() - ago;
        self.state().keep(jid, &xml::parse(stanza), at);
    }

    pub(super) fn keep_before(&self, jid: &str, number: usize, stanza: &str) {
        let mut state = self.state();
        state.keep(jid, &xml::parse(stanza), chrono::Utc::now());
        if let Some(account) = state.accounts.get_mut(jid) {
            account.archive.put_before(number);
        }
    }

    pub(super) fn remove(&self, jid: &str, id: &str) {
        if let Some(account) = self.state().accounts.get_mut(jid) {
            account.archive.remove(id);
        }
    }

    pub(super) fn expire(&self, jid: &str, keep: usize) {
        if let Some(account) = self.state().accounts.get_mut(jid) {
            account.archive.expire(keep);
        }
    }

    pub(super) fn asked(&self, jid: &str) -> Vec<Element> {
        self.state().accounts[jid].archive.asked.clone()
    }

    pub(super) fn archived(&self, jid: &str) -> Vec<String> {
        self.state().accounts[jid].archive.ids()
    }

    pub(super) fn note(&self, line: &str) {
        self.state().note(line);
    }

    pub(super) fn log(&self) -> String {
        let state = self.state();
        let lines: Vec<&str> = state.log.iter().map(String::as_str).collect();
        lines.join("\n")
    }
}

impl State {
    /// Writes into the log.
    pub(super) fn note(&mut self, line: &str) {
        if self.log.len() == LOG_LINES {
            self.log.pop_front();
        }
        self.log.push_back(line.chars().take(LOG_WIDTH).collect());
    }

    pub(super) fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// The full addresses of the sessions of a bare one.
    pub(super) fn full_addresses(&self, bare: &str) -> Vec<String> {
        let of_bare = |full: &&String| bare_of(full) == bare;
        self.sessions.keys().filter(of_bare).cloned().collect()
    }

    pub(super) fn sessions_of(&mut self, bare: &str) -> impl Iterator<Item = &mut Session> {
        self.sessions
            .iter_mut()
            .filter(move |(full, _)| bare_of(full) == bare)
            .map(|(_, session)| session)
    }

    /// Gives a stanza to one session; `false` when there is none.
    pub(super) fn deliver(&mut self, full: &str, stanza: &Element) -> bool {
        let text = xml::write(stanza);
        self.note(&format!("> {full}: {text}"));
        let Some(session) = self.sessions.get_mut(full) else {
            return false;
        };
        session.send(text);
        true
    }

    /// Gives the text of a stanza, which may be too odd for a tree, to one session.
    pub(super) fn deliver_text(&mut self, full: &str, text: &str) {
        self.note(&format!("> {full}: {text}"));
        if let Some(session) = self.sessions.get_mut(full) {
            session.send(text.to_owned());
        }
    }

    /// Ends a session for good: the contacts see it leave, what it has not acknowledged goes to
    /// the offline store.
    pub(super) fn drop_session(&mut self, full: &str) {
        self.leave_rooms(full);
        let Some(session) = self.sessions.remove(full) else {
            return;
        };
        if session.presence.is_some() {
            let gone = format!("<presence from='{full}' type='unavailable'/>");
            self.broadcast(full, &xml::parse(&gone));
        }
        if let Some(account) = self.accounts.get_mut(bare_of(full)) {
            account.person.left = Some(std::time::Instant::now());
        }
        let Some(management) = session.management else {
            return;
        };
        for text in management.unacked() {
            if let Ok(stanza) = xml::read(text)
                && stanza.name() == "message"
            {
                self.message(&stanza, bare_of(full));
            }
        }
    }
}

impl Session {
    /// Tells its connection something, if it has one.
    pub(super) fn tell(&self, out: Out) {
        if let Some(sender) = &self.out {
            let _ = sender.send(out);
        }
    }

    fn send(&mut self, text: String) {
        let mut bytes = text.clone().into_bytes();
        if let Some(management) = &mut self.management {
            management.sent(text);
            bytes.extend_from_slice(b"<r xmlns='urn:xmpp:sm:3'/>");
        }
        self.tell(Out::Bytes(bytes));
    }
}

/// A full address without its resource.
pub(super) fn bare_of(full: &str) -> &str {
    full.split('/').next().unwrap_or(full)
}
