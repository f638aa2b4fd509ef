//! Rooms of the in-memory server (XEP-0045), thin but true: entering, talking, an archive, members and bans.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use std::time::{Duration, Instant};

use chrono::Utc;
use minidom::Element;
use waxwing_proto::avatar::Id;
use waxwing_proto::vcard_avatar;

use super::archive::{Archive, NS as MAM};
use super::hub::{State, bare_of};
use crate::certificate::DOMAIN;
use crate::xml;

const MUC: &str = "http://jabber.org/protocol/muc";
const USER: &str = "http://jabber.org/protocol/muc#user";
const OWNER: &str = "http://jabber.org/protocol/muc#owner";
const ADMIN: &str = "http://jabber.org/protocol/muc#admin";
const VERSIONS: &str = "urn:xmpp:muc:affiliations:0";
const MODERATE: &str = "urn:xmpp:message-moderate:1";
const INFO: &str = "http://jabber.org/protocol/disco#info";
const ITEMS: &str = "http://jabber.org/protocol/disco#items";
const FORM: &str = "jabber:x:data";
const CARD: &str = "vcard-temp";

/// The address of the service.
pub(super) fn service() -> String {
    format!("rooms.{DOMAIN}")
}

/// One room.
#[derive(Debug, Default)]
pub(super) struct Room {
    name: String,
    members_only: bool,
    /// Members may bring others.
    invites: bool,
    /// Everybody sees real addresses.
    open: bool,
    /// It is in the list.
    public: bool,
    subject: Option<(String, String)>,
    /// Sessions by nick, with their last presences.
    occupants: BTreeMap<String, (String, Element)>,
    /// By bare address.
    affiliations: BTreeMap<String, String>,
    /// How they came about, so that each number of changes is a version (XEP-0463).
    ranked: Vec<String>,
    /// Sessions of those who may only listen.
    silent: BTreeSet<String>,
    /// So many more are in it who have no sessions: what they are told goes nowhere.
    crowd: usize,
    card: Option<Element>,
    /// So long everybody but those who run it has to wait (XEP-0500).
    slow: u32,
    /// When who has spoken, by session.
    spoke: BTreeMap<String, Instant>,
    pub(super) archive: Archive,
}

impl Room {
    fn nick_of(&self, full: &str) -> Option<String> {
        let mut all = self.occupants.iter();
        all.find(|(_, (session, _))| session == full)
            .map(|(nick, _)| nick.clone())
    }

    fn affiliation(&self, bare: &str) -> &str {
        self.affiliations.get(bare).map_or("none", String::as_str)
    }

    /// Somebody is something to it from now on. What tells of it from one version to the next.
    fn rank(&mut self, bare: &str, affiliation: &str) -> String {
        let since = self.ranked.len();
        self.ranked.push(bare.to_owned());
        self.affiliations
            .insert(bare.to_owned(), affiliation.to_owned());
        format!(
            "<mav xmlns='{VERSIONS}' since='v{since}' until='v{}'/>",
            since + 1
        )
    }

    /// What is told to whoever knows a version, or none; nothing where they know this one.
    fn changes(&self, known: Option<&str>) -> Option<String> {
        let now = self.ranked.len();
        let known = known.and_then(|known| known.strip_prefix('v')?.parse().ok());
        let known = known.filter(|known| *known <= now);
        let since = known.map_or_else(String::new, |known| format!(" since='v{known}'"));
        let changed: BTreeSet<_> = match known {
            Some(known) if known == now => return None,
            Some(known) => self.ranked[known..].iter().collect(),
            None => self.affiliations.keys().collect(),
        };
        let items = changed.into_iter().map(|jid| {
            let (jid, rank) = (xml::escape(jid), self.affiliation(jid));
            format!("<item jid='{jid}' affiliation='{rank}'/>")
        });
        let items: String = items.collect();
        Some(format!(
            "<mav xmlns='{VERSIONS}'{since} until='v{now}'/>{items}"
        ))
    }

    fn role(&self, full: &str) -> &'static str {
        match self.affiliation(bare_of(full)) {
            "none" | "member" if self.silent.contains(full) => "visitor",
            "owner" | "admin" => "moderator",
            _ => "participant",
        }
    }

    fn item(&self, full: &str, extra: &str) -> String {
        let bare = bare_of(full);
        let jid = match self.open {
            true => format!(" jid='{}'", xml::escape(full)),
            false => String::new(),
        };
        format!(
            "<item affiliation='{}' role='{}'{jid}{extra}/>",
            self.affiliation(bare),
            self.role(full)
        )
    }
}

fn nick_of(number: usize) -> String {
    format!("onlooker {number}")
}

/// As many programs are in use among a crowd, each in some versions.
const PROGRAMS: usize = 20;

/// The presence of one who has no session, with what their program can do (XEP-0115).
fn one_of_the_crowd(room: &str, number: usize, show: &str, to: &str) -> String {
    let nick = nick_of(number);
    let show = match show {
        "" => String::new(),
        show => format!("<show>{show}</show>"),
    };
    format!(
        "<presence from='{room}/{nick}' to='{}'>{show}\
         <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:crowd' ver='v{:027}='/>\
         <x xmlns='{USER}'><item affiliation='none' role='participant'/></x>{}</presence>",
        xml::escape(to),
        number % PROGRAMS,
        occupant_id(room, &nick),
    )
}

fn occupant_id(room: &str, full: &str) -> String {
    let mut hash = DefaultHasher::new();
    (room, bare_of(full)).hash(&mut hash);
    let id = format!("{:016x}", hash.finish());
    format!("<occupant-id xmlns='urn:xmpp:occupant-id:0' id='{id}'/>")
}

impl State {
    /// Takes a stanza to a room or to the service; `false` where it is to somebody else.
    pub(super) fn room_stanza(&mut self, full: &str, to: &str, stanza: &Element) -> bool {
        let room = bare_of(to).to_owned();
        if room == service() {
            if stanza.name() == "iq" {
                self.service_iq(full, stanza);
            }
            return true;
        }
        if !room.ends_with(&format!("@{}", service())) {
            return false;
        }
        let nick = to.split_once('/').map(|(_, nick)| nick.to_owned());
        match (stanza.name(), nick) {
            ("presence", Some(nick)) => self.room_presence(full, &room, &nick, stanza),
            ("message", None) => self.room_message(full, &room, stanza),
            ("message", Some(nick)) => self.whisper(full, &room, &nick, stanza),
            ("iq", Some(nick)) if nick.starts_with("onlooker") => {
                self.counters.asked_onlookers += 1;
                self.refuse(full, stanza, "cancel", "feature-not-implemented");
            }
            ("iq", Some(nick)) if stanza.has_child("vCard", CARD) => {
                self.show_occupants_card(full, &room, &nick, stanza);
            }
            ("iq", Some(_)) => {
                let joined = self.rooms.get(&room);
                match joined.and_then(|room| room.nick_of(full)) {
                    Some(_) => self.answer(full, stanza, ""),
                    None => self.refuse(full, stanza, "cancel", "not-acceptable"),
                }
            }
            ("iq", None) => self.room_iq(full, &room, stanza),
            _ => {}
        }
        true
    }

    fn room_presence(&mut self, full: &str, room: &str, nick: &str, presence: &Element) {
        if presence.attr("type") == Some("unavailable") {
            return self.leave_room(full, room, "");
        }
        let fresh = !self.rooms.contains_key(room);
        if fresh {
            let mut made = Room {
                public: true,
                ..Room::default()
            };
            made.rank(bare_of(full), "owner");
            self.rooms.insert(room.to_owned(), made);
        }
        let known = &self.rooms[room];
        let affiliation = known.affiliation(bare_of(full)).to_owned();
        let taken = known.occupants.get(nick);
        let refusal = match affiliation.as_str() {
            "outcast" => Some("forbidden"),
            "none" if known.members_only => Some("registration-required"),
            _ if taken.is_some_and(|(session, _)| session != full) => Some("conflict"),
            _ => None,
        };
        if let Some(refusal) = refusal {
            return self.refuse(full, presence, "auth", refusal);
        }
        let before = known.nick_of(full);
        if let Some(before) = before.as_deref().filter(|before| *before != nick) {
            let extra = format!(" nick='{}'", xml::escape(nick));
            self.tell_gone(room, before, &extra, "<status code='303'/>");
        }
        let entering = before.is_none();
        let wish = presence.get_child("x", MUC);
        let wish = wish.and_then(|x| x.get_child("mav", VERSIONS));
        if let Some(wish) = wish.filter(|_| entering) {
            self.counters.versions_asked += 1;
            if let Some(changes) = self.rooms[room].changes(wish.attr("since")) {
                let told = format!(
                    "<message from='{}' to='{}'><x xmlns='{USER}'>{changes}</x></message>",
                    xml::escape(room),
                    xml::escape(full)
                );
                self.deliver_text(full, &told);
            }
        }
        if entering {
            for (other, (session, shown)) in self.rooms[room].occupants.clone() {
                self.show_occupant(room, &other, (&session, &shown), full, "");
            }
            for number in 0..self.rooms[room].crowd {
                self.deliver_text(full, &one_of_the_crowd(room, number, "", full));
            }
        }
        let state = self.rooms.get_mut(room).expect("just made");
        let shown = (full.to_owned(), presence.clone());
        state.occupants.insert(nick.to_owned(), shown);
        for (_, (session, _)) in self.rooms[room].occupants.clone() {
            let version = self.rooms[room].ranked.len();
            let version = format!("<mav xmlns='{VERSIONS}' until='v{version}'/>");
            let codes = match session == full {
                true if fresh => format!("<status code='110'/><status code='201'/>{version}"),
                true => format!("<status code='110'/>{version}"),
                false => String::new(),
            };
            self.show_occupant(room, nick, (full, presence), &session, &codes);
        }
        if entering {
            let (by, words) = self.rooms[room].subject.clone().unwrap_or_default();
            self.tell_subject(room, &by, &words, full);
            self.tell_picture(room, full);
        }
    }

    fn show_occupant(
        &mut self,
        room: &str,
        nick: &str,
        (session, shown): (&str, &Element),
        to: &str,
        codes: &str,
    ) {
        let mut copy = shown.clone();
        copy.remove_child("x", MUC);
        copy.remove_child("x", USER);
        xml::set(&mut copy, "from", &format!("{room}/{nick}"));
        xml::set(&mut copy, "to", to);
        let item = self.rooms[room].item(session, "");
        copy.append_child(xml::parse(&format!("<x xmlns='{USER}'>{item}{codes}</x>")));
        copy.append_child(xml::parse(&occupant_id(room, session)));
        self.deliver(to, &copy);
    }

    /// Takes an occupant out of a room, and tells everybody.
    fn tell_gone(&mut self, room: &str, nick: &str, extra: &str, codes: &str) {
        let Some(state) = self.rooms.get_mut(room) else {
            return;
        };
        let Some((session, _)) = state.occupants.remove(nick) else {
            return;
        };
        let item = state
            .item(&session, extra)
            .replace("role='participant'", "role='none'");
        let mut all: Vec<_> = state.occupants.values().map(|(to, _)| to.clone()).collect();
        all.push(session.clone());
        let from = xml::escape(&format!("{room}/{nick}"));
        for to in all {
            let own = if to == session {
                "<status code='110'/>"
            } else {
                ""
            };
            let gone = format!(
                "<presence from='{from}' to='{}' type='unavailable'><x xmlns='{USER}'>{item}{codes}\
                 {own}</x>{}</presence>",
                xml::escape(&to),
                occupant_id(room, &session)
            );
            self.deliver(&to, &xml::parse(&gone));
        }
    }

    /// Tells which picture a room has (XEP-0486 §3.1).
    fn tell_picture(&mut self, room: &str, to: &str) {
        let card = self.rooms[room].card.as_ref();
        let Some(card) = card else { return };
        let id = vcard_avatar::photo(Some(card)).map(|bytes| Id::of(&bytes));
        let id = id.map_or_else(|_| String::new(), |id| id.to_string());
        let told = format!(
            "<presence from='{}' to='{}'><x xmlns='{}'><photo>{id}</photo></x></presence>",
            xml::escape(room),
            xml::escape(to),
            vcard_avatar::NS
        );
        self.deliver_text(to, &told);
    }

    /// The card of an occupant is that of their account.
    fn show_occupants_card(&mut self, full: &str, room: &str, nick: &str, iq: &Element) {
        let occupants = self.rooms.get(room).map(|room| &room.occupants);
        let session = occupants.and_then(|all| all.get(nick));
        match session.map(|(session, _)| bare_of(session).to_owned()) {
            Some(of) => self.show_card(full, iq, &of),
            None => self.refuse(full, iq, "cancel", "item-not-found"),
        }
    }

    fn leave_room(&mut self, full: &str, room: &str, codes: &str) {
        let state = self.rooms.get(room);
        if let Some(nick) = state.and_then(|state| state.nick_of(full)) {
            self.tell_gone(room, &nick, "", codes);
        }
    }

    /// All rooms lose a session without a word.
    pub(super) fn forget_in_rooms(&mut self, full: &str) {
        for room in self.rooms.values_mut() {
            room.occupants.retain(|_, (session, _)| session != full);
        }
    }

    /// A session is over: it is in no room any more.
    pub(super) fn leave_rooms(&mut self, full: &str) {
        for room in self.rooms.keys().cloned().collect::<Vec<_>>() {
            self.leave_room(full, &room, "");
        }
    }

    fn tell_subject(&mut self, room: &str, by: &str, words: &str, to: &str) {
        let from = match by {
            "" => room.to_owned(),
            by => format!("{room}/{by}"),
        };
        let subject = format!(
            "<message from='{}' to='{}' type='groupchat'><subject>{}</subject></message>",
            xml::escape(&from),
            xml::escape(to),
            xml::escape(words)
        );
        self.deliver(to, &xml::parse(&subject));
    }

    /// Makes a room that everybody may enter, with so many in it who only look on.
    pub(super) fn crowd(&mut self, room: &str, people: usize) {
        let state = self.rooms.entry(room.to_owned()).or_default();
        (state.public, state.crowd) = (true, people);
    }

    /// One of the crowd goes away or comes back.
    pub(super) fn stir(&mut self, room: &str, number: usize, show: &str) {
        let state = &self.rooms[room];
        let all: Vec<_> = state.occupants.values().map(|(to, _)| to.clone()).collect();
        for to in all {
            self.deliver_text(&to, &one_of_the_crowd(room, number, show, &to));
        }
    }

    /// One of the crowd says something.
    pub(super) fn speak(&mut self, room: &str, number: usize, body: &str) {
        let id = self.next_id();
        let said = format!(
            "<message xmlns='jabber:client' from='{room}/{}' type='groupchat' id='c{id}'>\
             <body>{}</body><origin-id xmlns='urn:xmpp:sid:0' id='c{id}'/>{}</message>",
            nick_of(number),
            xml::escape(body),
            occupant_id(room, &nick_of(number)),
        );
        self.say_in_room(room, xml::parse(&said));
    }

    fn room_message(&mut self, full: &str, room: &str, message: &Element) {
        let nick = self.rooms.get(room).and_then(|state| state.nick_of(full));
        if message.attr("type") == Some("error") {
            return;
        }
        let Some(nick) = nick else {
            return self.refuse(full, message, "cancel", "not-acceptable");
        };
        if let Some(invite) = message
            .get_child("x", USER)
            .and_then(|x| x.get_child("invite", USER))
        {
            let state = &self.rooms[room];
            let owner = state.affiliation(bare_of(full)) == "owner";
            return match !state.members_only || state.invites || owner {
                true => self.pass_invitation(full, room, &invite.clone()),
                false => self.refuse(full, message, "auth", "forbidden"),
            };
        }
        if message.attr("type") != Some("groupchat") {
            if message.has_child("x", FORM) {
                self.pass_voice_request(room, &nick);
            }
            return;
        }
        if self.is_too_fast(full, room, message) {
            return self.refuse(full, message, "wait", "policy-violation");
        }
        if self.rooms[room].role(full) == "visitor" {
            return self.refuse(full, message, "auth", "forbidden");
        }
        let subject = message.get_child("subject", "jabber:client");
        let body = message.has_child("body", "jabber:client");
        if let Some(words) = subject.filter(|_| !body).map(Element::text) {
            let state = self.rooms.get_mut(room).expect("a room");
            state.subject = Some((nick.clone(), words.clone()));
            for (_, (to, _)) in self.rooms[room].occupants.clone() {
                self.tell_subject(room, &nick, &words, &to);
            }
            return;
        }
        let mut copy = message.clone();
        copy.remove_child("stanza-id", "urn:xmpp:sid:0");
        copy.remove_child("occupant-id", "urn:xmpp:occupant-id:0");
        copy.remove_child("x", USER);
        xml::set(&mut copy, "from", &format!("{room}/{nick}"));
        copy.append_child(xml::parse(&occupant_id(room, full)));
        self.say_in_room(room, copy);
    }

    /// In a slow room somebody speaks before it is time (XEP-0500 §5).
    fn is_too_fast(&mut self, full: &str, room: &str, message: &Element) -> bool {
        let state = self.rooms.get_mut(room).expect("a room");
        let limited = !matches!(state.affiliation(bare_of(full)), "owner" | "admin");
        if state.slow == 0 || !limited || !message.has_child("body", "jabber:client") {
            return false;
        }
        let pause = Duration::from_secs(state.slow.into());
        let last = state.spoke.get(full);
        if last.is_some_and(|last| last.elapsed() < pause) {
            return true;
        }
        state.spoke.insert(full.to_owned(), Instant::now());
        false
    }

    /// A room is slow from now on, and says so.
    pub(super) fn slow_down(&mut self, room: &str, seconds: u32) {
        self.rooms.get_mut(room).expect("a room").slow = seconds;
        let told = format!(
            "<message from='{}' type='groupchat'><x xmlns='{USER}'><status code='104'/></x></message>",
            xml::escape(room)
        );
        self.say_in_room(room, xml::parse(&told));
    }

    /// Somebody wants to speak: those who can let them learn of it (XEP-0045 §8.6).
    fn pass_voice_request(&mut self, room: &str, nick: &str) {
        let state = &self.rooms[room];
        let all = state.occupants.values().map(|(session, _)| session.clone());
        let decide: Vec<_> = all
            .filter(|session| state.role(session) == "moderator")
            .collect();
        for to in decide {
            let form = format!(
                "<message from='{}' to='{}'><x xmlns='{FORM}' type='form'>\
                 <field var='FORM_TYPE' type='hidden'><value>{MUC}#request</value></field>\
                 <field var='muc#role' type='text-single'><value>participant</value></field>\
                 <field var='muc#roomnick' type='text-single'><value>{}</value></field>\
                 <field var='muc#request_allow' type='boolean'><value>false</value></field>\
                 </x></message>",
                xml::escape(room),
                xml::escape(&to),
                xml::escape(nick),
            );
            self.deliver(&to, &xml::parse(&form));
        }
    }

    /// Lets somebody speak, or no longer.
    fn set_voice(&mut self, room: &str, nick: &str, speaks: bool) {
        let state = self.rooms.get_mut(room).expect("a room");
        let Some((session, shown)) = state.occupants.get(nick).cloned() else {
            return;
        };
        match speaks {
            true => state.silent.remove(&session),
            false => state.silent.insert(session.clone()),
        };
        for (_, (other, _)) in state.occupants.clone() {
            self.show_occupant(room, nick, (&session, &shown), &other, "");
        }
    }

    /// Keeps something that was said in a room, and hands it out.
    pub(super) fn say_in_room(&mut self, room: &str, mut message: Element) {
        let id = format!("r{:x}", self.next_id().wrapping_mul(0x9e37_79b9));
        let Some(state) = self.rooms.get_mut(room) else {
            return;
        };
        state.archive.put(&id, Utc::now(), &message);
        let all: Vec<_> = state.occupants.values().map(|(to, _)| to.clone()).collect();
        let by = xml::escape(room);
        let name = format!("<stanza-id xmlns='urn:xmpp:sid:0' id='{id}' by='{by}'/>");
        message.append_child(xml::parse(&name));
        for to in all {
            xml::set(&mut message, "to", &to);
            self.deliver(&to, &message);
        }
    }

    fn pass_invitation(&mut self, full: &str, room: &str, invite: &Element) {
        let Some(whom) = invite.attr("to").map(str::to_owned) else {
            return;
        };
        let state = self.rooms.get_mut(room).expect("a room");
        if state.members_only && state.affiliation(&whom) == "none" {
            let step = state.rank(&whom, "member");
            self.tell_rank(room, &whom, &step);
        }
        let reason = invite.get_child("reason", USER).map(Element::text);
        let told = format!(
            "<message from='{}' to='{}'><x xmlns='{USER}'><invite from='{}'><reason>{}</reason>\
             </invite></x></message>",
            xml::escape(room),
            xml::escape(&whom),
            xml::escape(full),
            xml::escape(&reason.unwrap_or_default())
        );
        self.message(&xml::parse(&told), &whom);
    }

    fn whisper(&mut self, full: &str, room: &str, nick: &str, message: &Element) {
        let state = self.rooms.get(room);
        let from = state.and_then(|state| state.nick_of(full));
        let to = state.and_then(|state| state.occupants.get(nick).cloned());
        match (from, to) {
            (Some(from), Some((to, _))) => {
                let mut copy = message.clone();
                xml::set(&mut copy, "from", &format!("{room}/{from}"));
                xml::set(&mut copy, "to", &to);
                self.deliver(&to, &copy);
            }
            (None, _) => self.refuse(full, message, "cancel", "not-acceptable"),
            (_, None) => self.refuse(full, message, "cancel", "item-not-found"),
        }
    }

    fn service_iq(&mut self, full: &str, iq: &Element) {
        let payload = iq.children().next().map(minidom::Element::ns);
        match payload.as_deref() {
            Some(INFO) => self.answer(
                full,
                iq,
                &format!(
                    "<query xmlns='{INFO}'><identity category='conference' type='text' \
                     name='Rooms'/><feature var='{MUC}'/><feature var='{INFO}'/></query>"
                ),
            ),
            Some(ITEMS) => {
                let public = self.rooms.iter().filter(|(_, room)| room.public);
                let items = public.map(|(jid, room)| {
                    let (jid, name) = (xml::escape(jid), xml::escape(&room.name));
                    format!("<item jid='{jid}' name='{name}'/>")
                });
                let items: String = items.collect();
                self.answer(full, iq, &format!("<query xmlns='{ITEMS}'>{items}</query>"));
            }
            _ => self.refuse(full, iq, "cancel", "service-unavailable"),
        }
    }

    fn room_iq(&mut self, full: &str, room: &str, iq: &Element) {
        let Some(payload) = iq.children().next().cloned() else {
            return;
        };
        let set = iq.attr("type") == Some("set");
        let Some(state) = self.rooms.get(room) else {
            return self.refuse(full, iq, "cancel", "item-not-found");
        };
        let rank = state.affiliation(bare_of(full)).to_owned();
        let joined = state.nick_of(full).is_some();
        match payload.ns().as_str() {
            INFO => {
                let info = room_info(state);
                self.answer(full, iq, &info);
            }
            MAM if joined || rank != "none" => self.turn_room_page(full, room, iq, &payload),
            CARD if !set => match state.card.clone() {
                Some(card) => self.answer(full, iq, &xml::write(&card)),
                None => self.refuse(full, iq, "cancel", "item-not-found"),
            },
            CARD if rank == "owner" => {
                let state = self.rooms.get_mut(room).expect("just seen");
                state.card = Some(payload);
                let all: Vec<_> = state.occupants.values().map(|(to, _)| to.clone()).collect();
                self.answer(full, iq, "");
                for to in all {
                    self.tell_picture(room, &to);
                }
            }
            CARD => self.refuse(full, iq, "auth", "forbidden"),
            OWNER if rank != "owner" => self.refuse(full, iq, "auth", "forbidden"),
            OWNER if set => self.own(full, room, iq, &payload),
            OWNER => {
                let form = config(state);
                self.answer(full, iq, &form);
            }
            ADMIN if !may_list(state, &rank, set) => {
                self.refuse(full, iq, "auth", "forbidden");
            }
            ADMIN if set => self.administer(full, room, iq, &payload),
            ADMIN => {
                self.counters.lists_asked += 1;
                let state = &self.rooms[room];
                let wanted = payload.children().next();
                let wanted = wanted
                    .and_then(|item| item.attr("affiliation"))
                    .unwrap_or("");
                let all = state.affiliations.iter().filter(|(_, is)| *is == wanted);
                let items = all.map(|(jid, is)| {
                    format!("<item jid='{}' affiliation='{is}'/>", xml::escape(jid))
                });
                let items: String = items.collect();
                self.answer(full, iq, &format!("<query xmlns='{ADMIN}'>{items}</query>"));
            }
            MODERATE if !matches!(rank.as_str(), "owner" | "admin") => {
                self.refuse(full, iq, "auth", "forbidden");
            }
            MODERATE => {
                let by = state.nick_of(full).unwrap_or_default();
                let reason = payload.get_child("reason", MODERATE).map(Element::text);
                let told = format!(
                    "<message from='{}' type='groupchat'><retract id='{}' \
                     xmlns='urn:xmpp:message-retract:1'><moderated by='{}' xmlns='{MODERATE}'/>\
                     <reason>{}</reason></retract></message>",
                    xml::escape(room),
                    xml::escape(payload.attr("id").unwrap_or_default()),
                    xml::escape(&format!("{room}/{by}")),
                    xml::escape(&reason.unwrap_or_default()),
                );
                self.answer(full, iq, "");
                self.say_in_room(room, xml::parse(&told));
            }
            _ => self.refuse(full, iq, "cancel", "service-unavailable"),
        }
    }

    fn own(&mut self, full: &str, room: &str, iq: &Element, query: &Element) {
        if let Some(destroy) = query.get_child("destroy", OWNER) {
            let told = xml::write(destroy).replace(OWNER, USER);
            let nicks: Vec<_> = self.rooms[room].occupants.keys().cloned().collect();
            for nick in nicks {
                self.tell_gone(room, &nick, "", &told);
            }
            self.rooms.remove(room);
            return self.answer(full, iq, "");
        }
        let state = self.rooms.get_mut(room).expect("a room");
        for field in query
            .get_child("x", FORM)
            .into_iter()
            .flat_map(Element::children)
        {
            let value = field.get_child("value", FORM).map(Element::text);
            let value = value.unwrap_or_default();
            match field.attr("var").unwrap_or_default() {
                "muc#roomconfig_roomname" => state.name = value,
                "muc#roomconfig_membersonly" => state.members_only = value == "1",
                "muc#roomconfig_publicroom" => state.public = value == "1",
                "muc#roomconfig_allowinvites" => state.invites = value == "1",
                "muc#roomconfig_whois" => state.open = value == "anyone",
                _ => {}
            }
        }
        self.answer(full, iq, "");
        let told = format!(
            "<message from='{}' type='groupchat'><x xmlns='{USER}'><status code='104'/></x></message>",
            xml::escape(room)
        );
        let mut told = xml::parse(&told);
        for (_, (to, _)) in self.rooms[room].occupants.clone() {
            xml::set(&mut told, "to", &to);
            self.deliver(&to, &told);
        }
    }

    fn administer(&mut self, full: &str, room: &str, iq: &Element, query: &Element) {
        self.answer(full, iq, "");
        for item in query.children().filter(|item| item.name() == "item") {
            let by = self.rooms[room].nick_of(full).unwrap_or_default();
            let why = item.get_child("reason", ADMIN).map(Element::text);
            let why = xml::escape(&why.unwrap_or_default());
            if let (Some(nick), Some("none")) = (item.attr("nick"), item.attr("role")) {
                self.throw_out(room, nick, (&by, &why), "307");
            }
            if let (Some(nick), Some(role @ ("visitor" | "participant"))) =
                (item.attr("nick"), item.attr("role"))
            {
                self.set_voice(room, nick, role == "participant");
            }
            if let (Some(jid), Some(to)) = (item.attr("jid"), item.attr("affiliation")) {
                let (jid, to) = (jid.to_owned(), to.to_owned());
                let state = self.rooms.get_mut(room).expect("a room");
                let step = state.rank(&jid, &to);
                let there: Vec<_> = state
                    .occupants
                    .iter()
                    .filter(|(_, (session, _))| bare_of(session) == jid)
                    .map(|(nick, (session, shown))| (nick.clone(), session.clone(), shown.clone()))
                    .collect();
                if there.is_empty() {
                    self.tell_rank(room, &jid, &step);
                }
                for (nick, session, shown) in there {
                    if to == "outcast" {
                        self.throw_out(room, &nick, (&by, &why), "301");
                        continue;
                    }
                    for (_, (other, _)) in self.rooms[room].occupants.clone() {
                        self.show_occupant(room, &nick, (&session, &shown), &other, &step);
                    }
                }
            }
        }
    }

    /// Everybody learns what somebody who is not there is to a room.
    fn tell_rank(&mut self, room: &str, jid: &str, step: &str) {
        let state = &self.rooms[room];
        let item = format!(
            "<item jid='{}' affiliation='{}'/>",
            xml::escape(jid),
            state.affiliation(jid)
        );
        let all: Vec<_> = state.occupants.values().map(|(to, _)| to.clone()).collect();
        for to in all {
            let told = format!(
                "<message from='{}' to='{}'><x xmlns='{USER}'>{step}{item}</x></message>",
                xml::escape(room),
                xml::escape(&to)
            );
            self.deliver_text(&to, &told);
        }
    }

    fn throw_out(&mut self, room: &str, nick: &str, (by, why): (&str, &str), code: &str) {
        let Some(state) = self.rooms.get_mut(room) else {
            return;
        };
        let Some((session, _)) = state.occupants.remove(nick) else {
            return;
        };
        let mut all: Vec<_> = state.occupants.values().map(|(to, _)| to.clone()).collect();
        all.push(session.clone());
        for to in all {
            let own = if to == session {
                "<status code='110'/>"
            } else {
                ""
            };
            let gone = format!(
                "<presence from='{}' to='{}' type='unavailable'><x xmlns='{USER}'>\
                 <item affiliation='none' role='none'><actor nick='{}'/><reason>{why}</reason></item>\
                 <status code='{code}'/>{own}</x></presence>",
                xml::escape(&format!("{room}/{nick}")),
                xml::escape(&to),
                xml::escape(by),
            );
            self.deliver(&to, &xml::parse(&gone));
        }
    }
}

/// Who belongs to a room is told to members where they see each other anyway.
fn may_list(room: &Room, rank: &str, set: bool) -> bool {
    match rank {
        "owner" | "admin" => true,
        "member" => room.open && !set,
        _ => false,
    }
}

fn room_info(room: &Room) -> String {
    let flag = |on: bool, yes: &str, no: &str| {
        let var = if on { yes } else { no };
        format!("<feature var='{var}'/>")
    };
    format!(
        "<query xmlns='{INFO}'><identity category='conference' type='text' name='{}'/>\
         <feature var='{MUC}'/><feature var='{MAM}'/><feature var='urn:xmpp:sid:0'/>\
         <feature var='urn:xmpp:occupant-id:0'/><feature var='{MODERATE}'/>\
         <feature var='{VERSIONS}'/>\
         <feature var='http://jabber.org/protocol/muc#self-ping-optimization'/>\
         <feature var='muc_persistent'/><x xmlns='{FORM}' type='result'>\
         <field var='FORM_TYPE' type='hidden'><value>{MUC}#roominfo</value></field>\
         <field var='muc#roominfo_slow_mode_duration'><value>{}</value></field></x>{}{}{}</query>",
        xml::escape(&room.name),
        room.slow,
        flag(room.members_only, "muc_membersonly", "muc_open"),
        flag(room.open, "muc_nonanonymous", "muc_semianonymous"),
        flag(room.public, "muc_public", "muc_hidden"),
    )
}

fn config(room: &Room) -> String {
    let field = |var: &str, kind: &str, value: &str| {
        format!("<field var='{var}' type='{kind}' label='{var}'><value>{value}</value></field>")
    };
    let bit = |on: bool| if on { "1" } else { "0" };
    format!(
        "<query xmlns='{OWNER}'><x xmlns='{FORM}' type='form'>{}{}{}{}{}{}</x></query>",
        field(
            "FORM_TYPE",
            "hidden",
            "http://jabber.org/protocol/muc#roomconfig"
        ),
        field(
            "muc#roomconfig_roomname",
            "text-single",
            &xml::escape(&room.name)
        ),
        field(
            "muc#roomconfig_membersonly",
            "boolean",
            bit(room.members_only)
        ),
        field("muc#roomconfig_publicroom", "boolean", bit(room.public)),
        field("muc#roomconfig_allowinvites", "boolean", bit(room.invites)),
        field(
            "muc#roomconfig_whois",
            "list-single",
            if room.open { "anyone" } else { "moderators" }
        ),
    )
}
