//! Inviting others: links that the server makes (XEP-0401), or links of our own where it makes none
//! (XEP-0379), and letting in whoever comes with one of ours.
//!
//! A token of ours holds once, for a week. It is written down before anybody can see it, and who came
//! with it is written down before they are let in: after a crash the same person is let in again, and
//! nobody else.

mod kept;

use std::sync::Arc;

use jid::BareJid;
use minidom::Element;
use waxwing_proto::command::{self, Reply};
use waxwing_proto::data_form::Form;
use waxwing_proto::invite::{self, Made, Offer, Purpose};
use waxwing_proto::iq::Request;
use waxwing_proto::presence::Presence;
use waxwing_proto::uri::Link;
use waxwing_proto::version;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::invitation::Command;
use crate::event::invitation::Event as Told;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::model::{Invitation, InvitationOffer, InvitationPurpose, Invitations};
use crate::store::{Op, Shelf};
use crate::{Error, Event, RequestId, Timestamp};
use kept::Kept;

/// What is known of the invitations of an account.
#[derive(Debug, Default)]
pub(crate) struct Inviting {
    /// What the server makes; `None` until it was asked in this session.
    offer: Option<Offer>,
    /// The invitations, oldest first; `None` until they were looked up.
    kept: Option<Vec<Kept>>,
    /// Somebody wants to be told.
    listed: bool,
}

/// What is asked about inviting.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Which commands there are; then what waits for that.
    Offer(Option<Wanted>),
    /// To make a link.
    Ordered(Wanted),
    /// To make it with these answers.
    Answered(Wanted),
    /// What the server runs, before a link of its is handed on.
    Judged(Wanted, Box<Made>),
}

/// An invitation that somebody waits for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    request: RequestId,
    purpose: Purpose,
    user: String,
}

impl Account {
    pub(crate) async fn handle_inviting(&mut self, command: Command, turn: &mut Turn) {
        self.load_invitations().await;
        match command {
            Command::List { .. } => {
                self.inviting.listed = true;
                self.tell_invitations();
                if self.is_online() {
                    self.ask_offer(None, turn);
                }
            }
            Command::Make {
                request,
                purpose,
                user,
                ..
            } => {
                let wanted = Wanted {
                    request,
                    purpose: purpose.into(),
                    user: user.trim().to_owned(),
                };
                match self.is_online() {
                    true => self.ask_offer(Some(wanted), turn),
                    false => turn.done.push((request, Err(Error::Offline))),
                }
            }
            Command::Withdraw { request, token, .. } => {
                let outcome = self.withdraw(&token, turn);
                turn.done.push((request, outcome));
            }
        }
    }

    /// The invitations are looked up when they matter for the first time, not at the start.
    pub(crate) async fn load_invitations(&mut self) {
        if self.inviting.kept.is_none() {
            let kept = kept::recall(&self.parts.store, self.record.id).await;
            self.inviting.kept = Some(kept);
        }
    }

    /// What the server makes may be something else in another session.
    pub(crate) fn forget_offer(&mut self) {
        self.inviting.offer = None;
    }

    /// What came of a question about inviting.
    pub(crate) fn learn_inviting(&mut self, asked: Asked, outcome: Outcome, turn: &mut Turn) {
        match asked {
            Asked::Offer(wanted) => {
                match &outcome {
                    Ok(answer) => self.inviting.offer = Some(Offer::of(answer.as_ref())),
                    Err(Unanswered::Refused(_)) => self.inviting.offer = Some(Offer::default()),
                    Err(Unanswered::Silence | Unanswered::Offline) => {}
                }
                match (wanted, outcome) {
                    (Some(wanted), Ok(_)) => self.order_link(wanted, turn),
                    // A server that lists no commands makes no links.
                    (Some(wanted), Err(Unanswered::Refused(_))) => {
                        self.order_link(wanted, turn);
                    }
                    (Some(wanted), Err(error)) => {
                        turn.done.push((wanted.request, Err(error.into())));
                    }
                    (None, _) => {}
                }
                self.tell_invitations();
            }
            Asked::Ordered(wanted) => match replied(outcome, &wanted) {
                Ok(Reply::Asked { session, form }) => {
                    self.fill_in(wanted, session.as_deref(), &form, turn);
                }
                reply => self.take_link(wanted, reply, turn),
            },
            Asked::Answered(wanted) => {
                let reply = replied(outcome, &wanted);
                self.take_link(wanted, reply, turn);
            }
            Asked::Judged(wanted, made) => {
                let said = outcome.ok().flatten();
                let software = said.as_ref().and_then(version::parse);
                match software.is_some_and(|one| invite::loses_guests(&one)) {
                    true => self.make_own(&wanted, turn),
                    false => self.keep_made(&wanted, *made, turn),
                }
            }
        }
    }

    /// Whether somebody who asks to see us has come with an invitation of ours that holds; if so it is
    /// theirs from now on.
    pub(crate) fn is_invited(
        &mut self,
        from: &BareJid,
        presence: &Presence,
        turn: &mut Turn,
    ) -> bool {
        let Some(token) = invite::shown_token(&presence.payloads) else {
            return false;
        };
        let now = Timestamp::now();
        let kept = self.inviting.kept.iter_mut().flatten();
        let mut fitting = kept.filter(|one| one.lets_in(token, from, now));
        let Some(one) = fitting.next() else {
            tracing::info!("somebody came with an invitation that does not hold");
            return false;
        };
        let new = one.taken.replace(from.clone()).is_none();
        match one.note(self.record.id) {
            Ok(note) => turn.ops.push(Op::PutNote(note)),
            Err(error) => turn.failed = Some(error),
        }
        if new {
            turn.invited.push(Told::Taken {
                account: self.record.id,
                jid: from.clone(),
            });
        }
        true
    }

    fn ask_offer(&mut self, wanted: Option<Wanted>, turn: &mut Turn) {
        match (self.inviting.offer, wanted) {
            (Some(_), Some(wanted)) => self.order_link(wanted, turn),
            (Some(_), None) => {}
            (None, wanted) => {
                let query = Request::Get(command::list_query());
                self.ask_inviting(query, Asked::Offer(wanted), turn);
            }
        }
    }

    fn order_link(&mut self, wanted: Wanted, turn: &mut Turn) {
        let offer = self.inviting.offer.unwrap_or_default();
        match wanted.purpose {
            Purpose::Contact if !offer.contact => self.make_own(&wanted, turn),
            Purpose::Account if !offer.account => {
                turn.done.push((wanted.request, Err(Error::NotOffered)));
            }
            purpose => {
                let order = Request::Set(invite::make(purpose));
                self.ask_inviting(order, Asked::Ordered(wanted), turn);
            }
        }
    }

    fn fill_in(&mut self, wanted: Wanted, session: Option<&str>, form: &Form, turn: &mut Turn) {
        match invite::answers(form, &wanted.user) {
            Ok(answers) => {
                let order = command::complete(wanted.purpose.node(), session, answers);
                self.ask_inviting(Request::Set(order), Asked::Answered(wanted), turn);
            }
            Err(question) => {
                let error = Error::Refused {
                    condition: "not-acceptable".to_owned(),
                    text: question,
                };
                turn.done.push((wanted.request, Err(error)));
            }
        }
    }

    fn ask_inviting(&mut self, request: Request, asked: Asked, turn: &mut Turn) {
        let server = invite::server(&self.record.jid);
        let question = Question::About(About::Inviting(asked));
        self.ask_of(server.as_ref(), request, question, turn);
    }

    /// The server has made a link, or has not: then we make one of our own, where we can
    /// (XEP-0401 §6.1).
    fn take_link(&mut self, wanted: Wanted, reply: Result<Reply, Error>, turn: &mut Turn) {
        let made = match &reply {
            Ok(Reply::Done { form: Some(form) }) => {
                Made::read(form, wanted.purpose, &self.record.jid)
            }
            _ => None,
        };
        match (made, reply, wanted.purpose) {
            (Some(made), _, Purpose::Contact) if made.link.registers_at().is_none() => {
                let query = Request::Get(version::query());
                self.ask_inviting(query, Asked::Judged(wanted, Box::new(made)), turn);
            }
            (Some(made), ..) => self.keep_made(&wanted, made, turn),
            (None, Err(error @ (Error::TimedOut | Error::Offline)), _) => {
                turn.done.push((wanted.request, Err(error)));
            }
            (None, reply, Purpose::Contact) => {
                tracing::info!(?reply, "the server made no link; this one is our own");
                self.make_own(&wanted, turn);
            }
            (None, Err(error), Purpose::Account) => turn.done.push((wanted.request, Err(error))),
            (None, Ok(reply), Purpose::Account) => {
                let text = match reply {
                    Reply::Failed { said } => said,
                    Reply::Asked { .. } | Reply::Done { .. } => String::new(),
                };
                let condition = "undefined-condition".to_owned();
                let error = Error::Refused { condition, text };
                turn.done.push((wanted.request, Err(error)));
            }
        }
    }

    fn make_own(&mut self, wanted: &Wanted, turn: &mut Turn) {
        let mut chance = [0; invite::TOKEN_BYTES];
        if getrandom::fill(&mut chance).is_err() {
            let error = Error::Store("no randomness".to_owned());
            turn.done.push((wanted.request, Err(error)));
            return;
        }
        let token = invite::token(chance);
        let link = invite::own(&self.record.jid, &self.book.nickname, &token);
        self.keep_invitation(wanted, &link, None, turn);
    }

    fn keep_made(&mut self, wanted: &Wanted, made: Made, turn: &mut Turn) {
        let by_server = Some((made.page, made.expires));
        self.keep_invitation(wanted, &made.link, by_server, turn);
    }

    fn keep_invitation(
        &mut self,
        wanted: &Wanted,
        link: &Link,
        by_server: Option<(Option<String>, Option<i64>)>,
        turn: &mut Turn,
    ) {
        let own = by_server.is_none();
        let (page, expires) = by_server.unwrap_or_default();
        let made = Timestamp::now();
        let expires = match own {
            true => Some(Timestamp(made.0.saturating_add(VALID))),
            false => kept::believable(expires, made),
        };
        let invitation = Invitation {
            token: invite::token_of(link).unwrap_or_default().to_owned(),
            purpose: wanted.purpose.into(),
            link: link.to_string(),
            page,
            registers: link.registers_at().is_some(),
            by_server: !own,
            made,
            expires,
        };
        let kept = Kept::new(invitation.clone());
        match kept.note(self.record.id) {
            Ok(note) => turn.ops.push(Op::PutNote(note)),
            Err(error) => {
                turn.done.push((wanted.request, Err(error)));
                return;
            }
        }
        let all = self.inviting.kept.get_or_insert_default();
        all.retain(|one| one.invitation.token != kept.invitation.token);
        all.push(kept);
        self.tidy_invitations(turn);
        let made = Told::Made(wanted.request, Arc::new(invitation));
        turn.invited.push(made);
        turn.done.push((wanted.request, Ok(())));
    }

    fn withdraw(&mut self, token: &str, turn: &mut Turn) -> Result<(), Error> {
        let all = self.inviting.kept.get_or_insert_default();
        let place = all.iter().position(|one| one.invitation.token == token);
        let place = place.ok_or(Error::NotFound)?;
        let one = all.remove(place);
        turn.ops.push(self.removal(&one.invitation.token));
        self.tell_invitations();
        Ok(())
    }

    /// What has expired goes, and the oldest where there are too many.
    fn tidy_invitations(&mut self, turn: &mut Turn) {
        let now = Timestamp::now();
        let all = self.inviting.kept.get_or_insert_default();
        let surplus = all.len().saturating_sub(MOST);
        let mut place = 0;
        let mut gone = Vec::new();
        all.retain(|one| {
            place += 1;
            let stays = place > surplus && !one.is_over(now);
            if !stays {
                gone.push(one.invitation.token.clone());
            }
            stays
        });
        let removals = gone.iter().map(|token| self.removal(token));
        turn.ops.extend(removals);
    }

    fn removal(&self, token: &str) -> Op {
        Op::RemoveNote {
            account: self.record.id,
            shelf: Shelf::Inviting,
            name: token.to_owned(),
        }
    }

    /// Tells what has come of invitations, once it is stored.
    pub(crate) fn tell_invited(&self, told: Vec<Told>) {
        if told.is_empty() {
            return;
        }
        for event in told {
            self.tell(Event::Invitation(event));
        }
        self.tell_invitations();
    }

    fn tell_invitations(&self) {
        if !self.inviting.listed {
            return;
        }
        let now = Timestamp::now();
        let kept = self.inviting.kept.iter().flatten().rev();
        let open = kept.filter(|one| one.taken.is_none() && !one.is_over(now));
        let invitations = Invitations {
            account: self.record.id,
            offer: self.inviting.offer.map(Into::into),
            open: open.map(|one| one.invitation.clone()).collect(),
        };
        self.tell(Event::Invitation(Told::Changed(Arc::new(invitations))));
    }
}

/// The reply to the command that was ordered.
fn replied(outcome: Outcome, wanted: &Wanted) -> Result<Reply, Error> {
    let answer: Option<Element> = outcome?;
    let reply = command::parse(answer.as_ref(), wanted.purpose.node());
    Ok(reply.unwrap_or_else(|| Reply::Failed {
        said: String::new(),
    }))
}

impl From<InvitationPurpose> for Purpose {
    fn from(purpose: InvitationPurpose) -> Self {
        match purpose {
            InvitationPurpose::Contact => Self::Contact,
            InvitationPurpose::Account => Self::Account,
        }
    }
}

impl From<Purpose> for InvitationPurpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Contact => Self::Contact,
            Purpose::Account => Self::Account,
        }
    }
}

impl From<Offer> for InvitationOffer {
    fn from(offer: Offer) -> Self {
        Self {
            contacts: offer.contact,
            accounts: offer.account,
        }
    }
}

/// How long a token of ours holds, in microseconds: a week (XEP-0379 §5.2).
const VALID: i64 = 7 * 24 * 60 * 60 * 1_000_000;

/// More invitations than anybody has on the way at a time; beyond, the oldest goes.
const MOST: usize = 100;
