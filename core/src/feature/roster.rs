//! The contacts: fetching the roster, its pushes, and what a person does to it (RFC 6121 §2, §3).

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::{Duration, Instant};

use jid::BareJid;
use minidom::Element;
use waxwing_proto::Address;
use waxwing_proto::address::parse_typed;
use waxwing_proto::iq::{self, Full, Iq, Request};
use waxwing_proto::presence;
use waxwing_proto::roster::{self, Change, Push, Refused};
use waxwing_proto::stanza_error::StanzaError;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::contact::Command;
use crate::feature::avatar;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::caps::Claim;
use crate::feature::catch_up;
use crate::feature::encryption;
use crate::feature::invitation;
use crate::feature::inviting;
use crate::feature::profile::Asked;
use crate::feature::room;
use crate::feature::server::Inquiry;
use crate::feature::upload;
use crate::model::Card;
use crate::store::{ContactRecord, Op, Subscription};
use crate::{ConversationId, Error, RequestId};

/// What we asked a server, and for whom.
#[derive(Debug)]
pub(crate) enum Question {
    /// The whole roster.
    Roster,
    /// Put somebody on the roster; then ask to see them.
    Add {
        request: RequestId,
        jid: BareJid,
        /// Shows them that they have invited us (XEP-0379).
        token: Option<String>,
    },
    /// Change or remove an entry.
    Change { request: RequestId },
    /// A sign that all requests to see us have been told.
    Requests,
    /// What a program can do that gave this hash for it.
    Caps { from: Address, claim: Claim },
    /// An order about the own account.
    Own,
    /// Something about people that is not on the roster.
    About(About),
}

/// What is asked about people beside the roster.
#[derive(Debug)]
pub(crate) enum About {
    /// What the server can do.
    Server,
    /// Copies of what other devices of ours send and get (XEP-0280).
    Copies,
    /// What the server can do for the account.
    OwnAccount,
    /// How far everything was read (XEP-0490).
    Places,
    /// Publish how far a conversation was read.
    Place(ConversationId),
    /// Make the node for it.
    PlacesMade,
    /// Of which messages of each conversation the person wants to hear (XEP-0492).
    Levels,
    /// Publish that of a conversation.
    Level(ConversationId),
    /// Make the node for it.
    LevelsMade,
    /// Something for end-to-end encryption.
    Omemo(encryption::Asked),
    /// Something for the connection page.
    Inquiry(Inquiry),
    /// A page of the archive.
    Page {
        /// The name of the question there.
        query: String,
    },
    /// Something about rooms.
    Room(room::Asked),
    /// Something about inviting others.
    Inviting(inviting::Asked),
    /// Who takes files.
    Host(upload::Asked),
    /// A place for the file of a message, by the `seq` of that.
    Slot(u64),
    /// By what the archive can be searched.
    ArchiveForm,
    /// What the archive takes in.
    Archiving {
        request: RequestId,
        asked: catch_up::Asked,
    },
    /// Whether the archive takes in everything.
    Whole,
    /// Whom it keeps away.
    Blocklist,
    /// Keep somebody away.
    Block {
        request: RequestId,
        address: Address,
    },
    /// Let somebody through again.
    Unblock {
        request: RequestId,
        address: Address,
    },
    /// One entry of a group that is renamed.
    Group { request: RequestId },
    /// Something for a profile that somebody looks at.
    Profile {
        jid: BareJid,
        resource: Option<String>,
        what: Asked,
    },
    /// Somebody's picture, or our own.
    Avatar(avatar::Asked),
    /// Publish the name we go by.
    Nickname { request: RequestId, name: String },
    /// Our card as it is, before it is changed.
    OldCard { request: RequestId, card: Box<Card> },
    /// Our card as it shall be.
    NewCard { request: RequestId, card: Box<Card> },
}

impl Account {
    /// Asks for the roster: for what has changed since the version at hand, where the server keeps
    /// versions (RFC 6121 §2.6).
    pub(crate) fn ask_roster(&mut self, turn: &mut Turn) {
        let versions = self.book.server.versions;
        let version = versions.then_some(self.record.roster_version.as_str());
        let query = roster::query(version);
        self.ask_of(None, Request::Get(query), Question::Roster, turn);
    }

    pub(crate) async fn handle_contact(&mut self, command: Command, turn: &mut Turn) {
        match command {
            Command::Add {
                request,
                address,
                name,
                ..
            } => {
                self.add_contact(request, &address, &name, turn);
            }
            Command::Accept { jid, .. } => self.let_in(&jid, turn),
            Command::Decline { jid, .. } => self.decline(&jid, turn),
            Command::Rename {
                request, jid, name, ..
            } => self.rename(request, &jid, &name, turn),
            Command::Remove { request, jid, .. } => {
                if self.contacts.contains_key(&jid) {
                    let change = roster::remove(&jid);
                    self.order(request, change, Question::Change { request }, turn);
                } else {
                    turn.done.push((request, Err(Error::NotFound)));
                }
            }
            Command::SetGroups {
                request,
                jid,
                groups,
                ..
            } => self.set_groups(request, &jid, &groups, turn),
            Command::RenameGroup {
                request,
                group,
                name,
                ..
            } => self.rename_group(request, &group, &name, turn),
            Command::Show { jid, shown, .. } => self.show_ourselves(&jid, shown, turn),
            Command::Watch { jid, watched, .. } => self.watch(&jid, watched, turn),
            Command::Block {
                request, address, ..
            } => self.block(request, &address, turn),
            Command::Report {
                request,
                address,
                report,
                ..
            } => {
                self.block_and_report(request, &address, &report, turn)
                    .await;
            }
            Command::Unblock {
                request, address, ..
            } => self.unblock(request, &address, turn),
            Command::OpenProfile { jid, .. } => self.open_profile(&jid, turn),
            Command::CloseProfile { jid, .. } => self.close_profile(&jid),
            Command::OpenNotes { request, .. } => self.open_notes(request, turn),
            Command::SetCard { request, card, .. } => self.set_card(request, card, turn),
            Command::SetNickname {
                request, nickname, ..
            } => self.set_nickname(request, &nickname, turn),
            Command::SetPrivacy { privacy, .. } => self.set_privacy(privacy, turn),
            Command::SetExceptions {
                jid, exceptions, ..
            } => self.set_exceptions(&jid, exceptions, turn),
        }
    }

    fn rename(&mut self, request: RequestId, jid: &BareJid, name: &str, turn: &mut Turn) {
        match self.contacts.get(jid).map(groups) {
            Some(groups) => {
                let change = roster::set(jid, name.trim(), &groups);
                self.order(request, change, Question::Change { request }, turn);
            }
            None => turn.done.push((request, Err(Error::NotFound))),
        }
    }

    fn add_contact(&mut self, request: RequestId, typed: &str, name: &str, turn: &mut Turn) {
        let jid = match parse_typed(typed) {
            Ok(address) => address.into_bare(),
            Err(error) => {
                turn.done
                    .push((request, Err(Error::InvalidAddress(error.to_string()))));
                return;
            }
        };
        if jid == self.record.jid {
            let error = Error::InvalidAddress("the address is your own".to_owned());
            turn.done.push((request, Err(error)));
            return;
        }
        let known = self.contacts.get(&jid);
        let groups = known.map(groups).unwrap_or_default();
        let name = match known {
            Some(known) if name.trim().is_empty() => known.name.clone(),
            _ => name.trim().to_owned(),
        };
        let change = roster::set(&jid, &name, &groups);
        let token = invitation::token(typed);
        let question = Question::Add {
            request,
            jid,
            token,
        };
        self.order(request, change, question, turn);
    }

    /// Somebody unknown is let in: who asked may see us, who only wrote learns nothing.
    fn let_in(&mut self, jid: &BareJid, turn: &mut Turn) {
        if let Some(&id) = self.by_jid.get(jid) {
            self.know(id, turn);
        }
        if self.talk_of(jid).is_none_or(|talk| talk.request) {
            self.accept(jid, turn);
        }
    }

    pub(crate) fn accept(&mut self, jid: &BareJid, turn: &mut Turn) {
        turn.send.push(presence::subscribed(&Address::from(jid)));
        if !self.wants_to_see(jid) {
            turn.send.push(self.subscribe(jid));
        }
        self.answered(jid, turn);
    }

    fn decline(&mut self, jid: &BareJid, turn: &mut Turn) {
        if self.talk_of(jid).is_none_or(|talk| talk.request) {
            turn.send.push(presence::unsubscribed(&Address::from(jid)));
        }
        self.answered(jid, turn);
        let unknown = self.talk_of(jid).filter(|talk| !talk.record.known);
        if let Some(id) = unknown.map(|talk| talk.record.id)
            && !self.contacts.contains_key(jid)
        {
            self.drop_talk(id, turn);
        }
    }

    /// Somebody may see us, asked or in advance (RFC 6121 §3.1, §3.4), or no longer (§3.2).
    fn show_ourselves(&mut self, jid: &BareJid, shown: bool, turn: &mut Turn) {
        let address = Address::from(jid);
        let asked = self.talk_of(jid).is_some_and(|talk| talk.request);
        if !shown {
            turn.send.push(presence::unsubscribed(&address));
            self.set_approved(jid, false);
            self.answered(jid, turn);
        } else if asked || self.book.server.pre_approval {
            turn.send.push(presence::subscribed(&address));
            self.set_approved(jid, !asked && !self.may_see_us(jid));
            self.answered(jid, turn);
        }
    }

    /// We want to see somebody, or no longer.
    fn watch(&mut self, jid: &BareJid, watched: bool, turn: &mut Turn) {
        turn.send.push(if watched {
            self.subscribe(jid)
        } else {
            presence::unsubscribe(&Address::from(jid))
        });
    }

    /// A request of ours, with the name we go by (XEP-0172 §4.3).
    fn subscribe(&self, jid: &BareJid) -> Element {
        let nick = Some(self.book.nickname.as_str()).filter(|nick| !nick.is_empty());
        presence::subscribe(&Address::from(jid), nick)
    }

    pub(crate) fn order(
        &mut self,
        request: RequestId,
        order: Element,
        question: Question,
        turn: &mut Turn,
    ) {
        if self.is_online() {
            self.ask_of(None, Request::Set(order), question, turn);
        } else {
            turn.done.push((request, Err(Error::Offline)));
        }
    }

    /// Asks somebody; the own account where nobody is named.
    pub(crate) fn ask_of(
        &mut self,
        to: Option<&Address>,
        request: Request,
        question: Question,
        turn: &mut Turn,
    ) {
        let deadline = Instant::now() + PATIENCE;
        match self.questions.request(to, request, question, deadline) {
            Ok(stanza) => turn.send.push(stanza),
            Err(Full(Question::Roster | Question::Requests)) => {
                tracing::warn!("too many open questions");
            }
            Err(Full(question)) => self.handle_silence(question, turn),
        }
    }

    pub(crate) fn handle_answer(
        &mut self,
        question: Question,
        outcome: Result<Option<Element>, StanzaError>,
        turn: &mut Turn,
    ) {
        match (question, outcome) {
            (Question::Roster, Ok(payload)) => self.take_roster(payload.as_ref(), turn),
            (Question::Caps { from, claim }, outcome) => self.learn_caps(&from, &claim, outcome),
            (Question::Own, outcome) => {
                self.hear_own(outcome.map_err(Unanswered::Refused), turn);
            }
            (Question::About(about), outcome) => {
                self.hear_about(about, outcome.map_err(Unanswered::Refused), turn);
            }
            // An error is an answer as good as another.
            (Question::Requests, _) => self.drop_doubted_requests(turn),
            (Question::Roster, Err(error)) => tracing::warn!(?error, "no roster"),
            (
                Question::Add {
                    request,
                    jid,
                    token,
                },
                Ok(_),
            ) => {
                let wanted = self.contacts.get(&jid).is_none_or(|one| {
                    matches!(one.subscription, Subscription::None | Subscription::From)
                });
                if wanted {
                    let asking = self.subscribe(&jid);
                    turn.send
                        .push(invitation::with_token(asking, token.as_deref()));
                }
                if self.talk_of(&jid).is_some_and(|talk| talk.request) {
                    self.accept(&jid, turn);
                }
                turn.done.push((request, Ok(())));
            }
            (Question::Change { request }, Ok(_)) => turn.done.push((request, Ok(()))),
            (Question::Add { request, .. } | Question::Change { request }, Err(error)) => {
                let error = Error::Refused {
                    condition: error.condition.to_string(),
                    text: error.text,
                };
                turn.done.push((request, Err(error)));
            }
        }
    }

    /// No answer came in time.
    pub(crate) fn handle_silence(&mut self, question: Question, turn: &mut Turn) {
        match question {
            Question::Roster => {
                if self.is_online() {
                    self.ask_roster(turn);
                }
            }
            Question::Requests => {}
            Question::Caps { from, claim } => self.known_caps.give_up(&from, &claim),
            Question::Own => self.hear_own(Err(Unanswered::Silence), turn),
            Question::About(about) => self.hear_about(about, Err(Unanswered::Silence), turn),
            Question::Add { request, .. } | Question::Change { request } => {
                turn.done.push((request, Err(Error::TimedOut)));
            }
        }
    }

    /// What came of a question about people.
    fn hear_about(&mut self, about: About, outcome: Outcome, turn: &mut Turn) {
        match about {
            About::Omemo(asked) => self.hear_omemo(asked, outcome, turn),
            About::Inquiry(inquiry) => self.learn_inquiry(inquiry, outcome),
            About::Page { query } => self.hear_archive(&query, outcome, turn),
            About::Room(asked) => self.hear_room_answer(asked, outcome, turn),
            About::ArchiveForm => self.learn_form(outcome, turn),
            About::Archiving { request, asked } => {
                self.learn_archiving(request, asked, outcome, turn);
            }
            About::Inviting(asked) => self.learn_inviting(asked, outcome, turn),
            About::Host(asked) => self.learn_host(asked, outcome, turn),
            About::Slot(seq) => self.sending.heard.push((seq, outcome)),
            About::Whole => self.learn_whole(&outcome),
            About::Server => self.learn_server(outcome, turn),
            About::Copies => self.copies_enabled(outcome),
            About::OwnAccount => self.learn_own_account(outcome, turn),
            About::Places => self.learn_places(&outcome),
            About::PlacesMade => self.places_made(&outcome),
            About::Levels => self.learn_levels(&outcome, turn),
            About::LevelsMade => self.levels_made(&outcome, turn),
            About::Level(id) => self.level_published(id, &outcome, turn),
            About::Place(id) => self.place_published(id, outcome, turn),
            About::Blocklist => self.learn_blocklist(outcome, turn),
            About::Block { request, address } => self.blocked(request, address, outcome, turn),
            About::Unblock { request, address } => {
                self.unblocked(request, &address, outcome, turn);
            }
            About::Group { request } => self.group_changed(request, outcome, turn),
            About::Profile {
                jid,
                resource,
                what,
            } => self.learn_profile(&jid, resource, what, outcome),
            About::Avatar(asked) => self.learn_avatar(asked, outcome, turn),
            About::Nickname { request, name } => self.nickname_set(request, name, outcome, turn),
            About::OldCard { request, card } => self.old_card(request, card, outcome, turn),
            About::NewCard { request, card } => self.card_set(request, *card, outcome, turn),
        }
    }

    /// The session is over; its questions won't be answered.
    pub(crate) fn fail_questions(&mut self, turn: &mut Turn) {
        for question in self.questions.fail_all() {
            match question {
                Question::Roster | Question::Requests => {}
                Question::Caps { .. } => {}
                Question::Own => self.hear_own(Err(Unanswered::Offline), turn),
                Question::About(about) => self.hear_about(about, Err(Unanswered::Offline), turn),
                Question::Add { request, .. } | Question::Change { request } => {
                    turn.done.push((request, Err(Error::Offline)));
                }
            }
        }
        self.known_caps.forget_session();
    }

    fn take_roster(&mut self, payload: Option<&Element>, turn: &mut Turn) {
        let Some(roster) = roster::parse(payload) else {
            return;
        };
        if roster.skipped > 0 {
            tracing::warn!(
                skipped = roster.skipped,
                "roster entries that can't be read"
            );
        }
        let mut old: HashMap<BareJid, ContactRecord> = std::mem::take(&mut self.contacts);
        let mut seen = HashSet::new();
        for item in roster.items {
            if seen.insert(item.jid.clone()) {
                let same = old.remove(&item.jid);
                self.take_item(item, same, turn);
            }
        }
        for jid in old.into_keys() {
            self.forget_contact(&jid, turn);
        }
        self.set_version(roster.version, turn);
    }

    /// Which roster we hold, from now on. It is written behind what it names, so that a crash
    /// between the two only means that something is told again.
    fn set_version(&mut self, version: Option<String>, turn: &mut Turn) {
        let version = version.filter(|version| version.len() <= MAX_VERSION);
        let version = version.unwrap_or_default();
        if self.record.roster_version == version {
            return;
        }
        self.record.roster_version = version;
        if self.kept {
            turn.ops.push(Op::PutAccount(self.record.clone()));
        }
    }

    pub(crate) fn handle_push(
        &mut self,
        iq: &Iq,
        push: Result<Push, Refused>,
        turn: &mut Turn,
    ) -> Option<Element> {
        match push {
            Ok(push) => {
                match push.change {
                    Change::Updated(item) => {
                        let old = self.contacts.remove(&item.jid);
                        self.take_item(item, old, turn);
                    }
                    Change::Removed(jid) => {
                        self.contacts.remove(&jid);
                        self.forget_contact(&jid, turn);
                    }
                }
                self.set_version(push.version, turn);
                iq::result(iq, None)
            }
            Err(refused) => {
                tracing::warn!(%refused, "roster push");
                iq::error_reply(iq, &refused.to_error())
            }
        }
    }

    /// An entry of the roster is new or may have changed; `old` is what was known of it.
    fn take_item(&mut self, item: roster::Item, old: Option<ContactRecord>, turn: &mut Turn) {
        let record = ContactRecord {
            account: self.record.id,
            jid: item.jid,
            name: item.name,
            subscription: match item.subscription {
                roster::Subscription::None => Subscription::None,
                roster::Subscription::To => Subscription::To,
                roster::Subscription::From => Subscription::From,
                roster::Subscription::Both => Subscription::Both,
            },
            ask: item.ask,
            approved: item.approved,
            groups: item.groups.into_iter().collect(),
        };
        self.contacts.insert(record.jid.clone(), record.clone());
        let id = self.ensure_talk(&record.jid, true, turn);
        self.know(id, turn);
        if old.as_ref() != Some(&record) {
            self.book.changed = true;
            turn.ops.push(Op::PutContact(record.clone()));
            self.dirty.insert(id);
        }
        if matches!(record.subscription, Subscription::From | Subscription::Both) {
            self.request_is_over(id);
            self.set_approved(&record.jid, false);
        }
        if matches!(record.subscription, Subscription::None | Subscription::From)
            && let Some(talk) = self.talks.get_mut(&id)
        {
            talk.resources.clear();
        }
        self.allow_states(id);
    }

    fn forget_contact(&mut self, jid: &BareJid, turn: &mut Turn) {
        turn.ops.push(Op::RemoveContact {
            account: self.record.id,
            jid: jid.clone(),
        });
        self.forget_person(jid, turn);
        self.book.changed = true;
        let Some(&id) = self.by_jid.get(jid) else {
            return;
        };
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.resources.clear();
        talk.composer.allow(false);
        self.dirty.insert(id);
        if talk.record.last.is_none() && !talk.request {
            self.drop_talk(id, turn);
        }
    }

    /// We see this address, or have asked to.
    pub(crate) fn wants_to_see(&self, jid: &BareJid) -> bool {
        self.contacts.get(jid).is_some_and(|one| {
            one.ask || matches!(one.subscription, Subscription::To | Subscription::Both)
        })
    }

    /// This address shows us what it publishes; to have asked for that is not enough.
    pub(crate) fn shows_us(&self, jid: &BareJid) -> bool {
        self.contacts
            .get(jid)
            .is_some_and(|one| matches!(one.subscription, Subscription::To | Subscription::Both))
    }

    /// This address may see our presence.
    pub(crate) fn may_see_us(&self, jid: &BareJid) -> bool {
        self.contacts
            .get(jid)
            .is_some_and(|one| matches!(one.subscription, Subscription::From | Subscription::Both))
    }
}

/// All of them: setting an entry replaces what it had.
fn groups(contact: &ContactRecord) -> BTreeSet<String> {
    contact.groups.iter().cloned().collect()
}

/// How long a server may take to answer. Rosters of thousands of entries take seconds on a slow line.
const PATIENCE: Duration = Duration::from_secs(30);

/// Versions are digests or counters; a longer one is not worth keeping.
const MAX_VERSION: usize = 1024;
