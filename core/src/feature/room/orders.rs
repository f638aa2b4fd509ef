//! Orders to a room (XEP-0045 §8–§10): nick and subject, roles and affiliations, configuration, its end.

use jid::BareJid;
use minidom::Element;
use waxwing_proto::Address;
use waxwing_proto::data_form::Answer as FilledIn;
use waxwing_proto::iq::Request;
use waxwing_proto::room::{self, admin, owner};
use waxwing_proto::stanza_error::StanzaError;

use super::Asked;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::room::Command;
use crate::event::room::Event as Told;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::model::{Affiliation, Answer, Member};
use crate::{ConversationId, Error, Event, RequestId};

impl Account {
    /// Commands to a room that we are in.
    pub(super) fn order_room(&mut self, command: Command, turn: &mut Turn) {
        let (way, request) = command.route();
        let crate::command::room::Way::Conversation(id) = way else {
            return;
        };
        let joined = self.rooms.all.get(&id).is_some_and(super::Room::is_joined);
        let Some(jid) = self.room_jid(id).filter(|_| joined && self.is_online()) else {
            let why = match self.rooms.has(id) {
                true => Error::Offline,
                false => Error::NotFound,
            };
            return turn.done.extend(request.map(|request| (request, Err(why))));
        };
        self.order_in_room(id, &jid, command, turn);
    }

    fn order_in_room(
        &mut self,
        id: ConversationId,
        jid: &BareJid,
        command: Command,
        turn: &mut Turn,
    ) {
        match command {
            Command::SetNick { request, nick, .. } => self.set_nick(request, id, &nick, turn),
            Command::SetSubject {
                request, subject, ..
            } => self.set_subject(request, id, subject, turn),
            Command::Invite {
                request,
                jid: whom,
                reason,
                ..
            } => {
                self.invite_to_room(jid, (whom, reason), Some(request), turn);
                self.recheck_members(id, turn);
            }
            Command::SetRole {
                request,
                nick,
                role,
                reason,
                ..
            } => {
                let order = admin::set_role(&nick, role.into(), &reason);
                self.tell_room(request, jid, order, turn);
            }
            Command::SetAffiliation {
                request,
                jid: whom,
                affiliation,
                reason,
                ..
            } => {
                let order = admin::set_affiliation(&whom, affiliation.into(), &reason);
                let question = Question::About(About::Room(Asked::Affiliation(request, id)));
                let to = Address::from(jid);
                self.ask_of(Some(&to), Request::Set(order), question, turn);
            }
            Command::Members {
                request,
                affiliation,
                ..
            } => self.ask_members(request, (id, jid), affiliation, turn),
            Command::AskConfig { request, .. } => {
                let question = Question::About(About::Room(Asked::Config(request, id)));
                let to = Address::from(jid);
                self.ask_of(Some(&to), Request::Get(owner::query()), question, turn);
            }
            Command::Configure {
                request, answers, ..
            } => self.configure_room(request, (id, jid), &answers, turn),
            Command::Destroy {
                request,
                alternative,
                reason,
                ..
            } => {
                let alternative = alternative.as_ref().map(Address::from);
                let order = owner::destroy(alternative.as_ref(), &reason);
                self.tell_room(request, jid, order, turn);
            }
            Command::SetPicture {
                request, picture, ..
            } => self.set_room_picture(request, id, picture, turn),
            Command::AskVoice { .. } => self.ask_voice(id, turn),
            Command::RefuseVoice { nick, .. } => self.refuse_voice(id, &nick),
            Command::Ignore { author, on, .. } => self.ignore(id, author, on),
            _ => {}
        }
    }

    fn tell_room(&mut self, request: RequestId, jid: &BareJid, order: Element, turn: &mut Turn) {
        let question = Question::About(About::Room(Asked::Order(request)));
        let to = Address::from(jid);
        self.ask_of(Some(&to), Request::Set(order), question, turn);
    }

    fn set_nick(&mut self, request: RequestId, id: ConversationId, nick: &str, turn: &mut Turn) {
        let nick = nick.trim();
        let Some(to) = self.occupant(id, nick) else {
            return turn.done.push((request, Err(Error::InvalidText)));
        };
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        if room.kept.nick == nick {
            return turn.done.push((request, Ok(())));
        }
        if room.occupants.has(nick)
            && !room
                .occupants
                .of(&self.record.jid)
                .any(|one| one.nick == nick)
        {
            let error = Error::Refused {
                condition: "conflict".to_owned(),
                text: String::new(),
            };
            return turn.done.push((request, Err(error)));
        }
        if let Some(before) = room.renaming.replace(request) {
            turn.done.push((before, Err(Error::TimedOut)));
        }
        turn.send.push(room::showing(self.own_presence(), &to));
    }

    /// Goes by another nick, as our other devices do.
    pub(super) fn ask_nick(&mut self, id: ConversationId, nick: &str, turn: &mut Turn) {
        if let Some(to) = self.occupant(id, nick) {
            turn.send.push(room::showing(self.own_presence(), &to));
        }
    }

    fn set_subject(
        &mut self,
        request: RequestId,
        id: ConversationId,
        subject: String,
        turn: &mut Turn,
    ) {
        let subject = subject.trim().to_owned();
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let name = uuid::Uuid::new_v4().to_string();
        turn.send
            .push(room::subject(&Address::from(&jid), &name, &subject));
        if let Some(room) = self.rooms.all.get_mut(&id) {
            if room.kept.subject == subject {
                return turn.done.push((request, Ok(())));
            }
            if let Some((before, _)) = room.subjecting.replace((request, subject)) {
                turn.done.push((before, Err(Error::TimedOut)));
            }
        }
    }

    /// A room does not take something of ours: it may be a subject.
    pub(crate) fn hear_room_bounce(
        &mut self,
        (id, from): (&str, &BareJid),
        error: &StanzaError,
        turn: &mut Turn,
    ) {
        if self.hear_refusal(id, from, error) {
            return;
        }
        let Some(talk) = self.room_of(from) else {
            return;
        };
        self.voice_bounced(talk, id);
        let Some(room) = self.rooms.all.get_mut(&talk) else {
            return;
        };
        if let Some((request, _)) = room.subjecting.take() {
            let error = Unanswered::Refused(error.clone());
            turn.done.push((request, Err(error.into())));
        }
    }

    fn ask_members(
        &mut self,
        request: RequestId,
        (id, jid): (ConversationId, &BareJid),
        affiliation: Affiliation,
        turn: &mut Turn,
    ) {
        let question = Question::About(About::Room(Asked::Members(request, id)));
        let query = Request::Get(admin::list(affiliation.into()));
        self.ask_of(Some(&Address::from(jid)), query, question, turn);
    }

    pub(super) fn learn_members(
        &mut self,
        request: RequestId,
        id: ConversationId,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        match outcome {
            Ok(answer) => {
                let items = admin::parse(answer.as_ref()).into_iter();
                let members = items.filter_map(|item| {
                    Some(Member {
                        jid: item.jid?.into_bare(),
                        affiliation: item.affiliation.into(),
                        nick: item.nick,
                        reason: item.reason,
                    })
                });
                self.tell(Event::Room(Told::Members {
                    request,
                    conversation: id,
                    members: members.collect(),
                }));
                turn.done.push((request, Ok(())));
            }
            Err(unanswered) => turn.done.push((request, Err(unanswered.into()))),
        }
    }

    pub(super) fn learn_config(
        &mut self,
        request: RequestId,
        id: ConversationId,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let form = match outcome {
            Ok(answer) => owner::parse(answer.as_ref()).ok().flatten(),
            Err(unanswered) => return turn.done.push((request, Err(unanswered.into()))),
        };
        let Some(form) = form else {
            return turn.done.push((request, Err(Error::NotOffered)));
        };
        self.tell(Event::Room(Told::Config {
            request,
            conversation: id,
            form: form.visible(),
        }));
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.form = Some(form);
        }
        turn.done.push((request, Ok(())));
    }

    fn configure_room(
        &mut self,
        request: RequestId,
        (id, jid): (ConversationId, &BareJid),
        answers: &[Answer],
        turn: &mut Turn,
    ) {
        let room = self.rooms.all.get(&id);
        let Some(form) = room.and_then(|room| room.form.as_ref()) else {
            return turn.done.push((request, Err(Error::NotFound)));
        };
        let answers: Vec<FilledIn> = answers.iter().map(Answer::filled_in).collect();
        let order = owner::configure(form.submit(&answers));
        self.tell_room(request, jid, order, turn);
    }
}
