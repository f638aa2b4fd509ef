//! Who takes the files of an account: found once in each session, when somebody wants to know.
//!
//! The domain itself is asked and what it names as its own (XEP-0363 §3), nobody else.

use std::time::{Duration, Instant};

use waxwing_proto::disco::{self, Info, Items};
use waxwing_proto::iq::Request;
use waxwing_proto::{Address, upload};

use crate::Event;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::file::Event as Told;
use crate::feature::book::Outcome;
use crate::feature::roster::{About, Question};
use crate::model::FileOffer;

/// What is known of who takes files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Host {
    /// Nothing.
    #[default]
    Unknown,
    /// So many answers are awaited.
    Looking(usize),
    /// Nobody does.
    Nobody,
    /// Who, and the largest that they take, where they say so.
    At(Address, Option<u64>),
}

/// What is asked to find them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// What belongs to the server.
    Items,
    /// Whether this is the one.
    Info(Address),
}

impl Host {
    fn offer(&self) -> FileOffer {
        match self {
            Self::Unknown | Self::Looking(_) => FileOffer::Unknown,
            Self::Nobody => FileOffer::Nothing,
            Self::At(_, most) => FileOffer::Files(*most),
        }
    }
}

impl Account {
    /// Tells what files the server takes, and asks it where that is not known.
    pub(crate) fn offer_files(&mut self, turn: &mut Turn) {
        self.find_host(turn);
        self.tell_offer();
    }

    /// A new session: what its server takes is to be found anew.
    pub(crate) fn forget_host(&mut self) {
        self.sending.host = Host::Unknown;
        self.sending.due = true;
    }

    /// Asks who takes files, unless that is known or being asked.
    pub(super) fn find_host(&mut self, turn: &mut Turn) {
        if !self.is_online() || self.sending.host != Host::Unknown {
            return;
        }
        let Ok(server) = self.own.domain().parse::<Address>() else {
            return;
        };
        self.sending.host = Host::Looking(2);
        let items = Request::Get(disco::items_query(None));
        self.ask_host(&server, items, Asked::Items, turn);
        let info = Request::Get(disco::info_query(None));
        self.ask_host(&server, info, Asked::Info(server.clone()), turn);
    }

    fn ask_host(&mut self, to: &Address, request: Request, what: Asked, turn: &mut Turn) {
        let question = Question::About(About::Host(what));
        let deadline = Instant::now() + PATIENCE;
        match self
            .questions
            .request(Some(to), request, question, deadline)
        {
            Ok(stanza) => turn.send.push(stanza),
            Err(_) => self.count_answer(),
        }
    }

    /// Somebody has said what they are, or what belongs to them.
    pub(crate) fn learn_host(&mut self, asked: Asked, outcome: Outcome, turn: &mut Turn) {
        let Host::Looking(awaited) = self.sending.host else {
            return;
        };
        let answer = outcome.ok().flatten();
        match (asked, answer) {
            (Asked::Items, Some(answer)) => {
                let items = Items::parse(&answer).unwrap_or_default().items;
                let items: Vec<_> = items.into_iter().take(MOST).collect();
                self.sending.host = Host::Looking(awaited + items.len());
                for item in items {
                    let info = Request::Get(disco::info_query(item.node.as_deref()));
                    self.ask_host(&item.jid.clone(), info, Asked::Info(item.jid), turn);
                }
            }
            (Asked::Info(who), Some(answer)) => {
                let info = Info::parse(&answer);
                if let Some(most) = info.as_ref().and_then(upload::service) {
                    self.sending.host = Host::At(who, most);
                    self.sending.due = true;
                    self.tell_offer();
                    return;
                }
            }
            (_, None) => {}
        }
        self.count_answer();
    }

    fn count_answer(&mut self) {
        if let Host::Looking(awaited) = &mut self.sending.host {
            *awaited = awaited.saturating_sub(1);
            if *awaited == 0 {
                self.sending.host = match self.is_online() {
                    true => Host::Nobody,
                    false => Host::Unknown,
                };
                self.sending.due = true;
                self.tell_offer();
            }
        }
    }

    fn tell_offer(&self) {
        self.tell(Event::File(Told::Offer {
            account: self.record.id,
            offer: self.sending.host.offer(),
        }));
    }
}

/// Components that are asked; servers have a dozen.
const MOST: usize = 40;

/// A component that is down keeps no file waiting for longer.
const PATIENCE: Duration = Duration::from_secs(10);
