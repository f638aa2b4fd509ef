//! What the server keeps (XEP-0441): asked when somebody looks, changed when they say so.

use std::sync::Arc;

use waxwing_proto::archive_preferences::{self, Default as Kept, Preferences};
use waxwing_proto::iq::Request;

use super::whole::is_whole;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::history::Event as Told;
use crate::feature::book::Outcome;
use crate::feature::roster::{About, Question};
use crate::model::{Archiving, Keeps};
use crate::{Error, Event, RequestId};

/// What is asked about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// What it is.
    Now,
    /// What it is, to be changed: exceptions have to stay.
    Before(Keeps),
    /// It was changed.
    Changed,
}

impl Account {
    pub(super) fn ask_archiving(&mut self, request: RequestId, turn: &mut Turn) {
        self.ask_preferences(request, Asked::Now, turn);
    }

    pub(super) fn set_archiving(&mut self, request: RequestId, keeps: Keeps, turn: &mut Turn) {
        self.ask_preferences(request, Asked::Before(keeps), turn);
    }

    fn ask_preferences(&mut self, request: RequestId, asked: Asked, turn: &mut Turn) {
        let query = archive_preferences::query();
        let question = Question::About(About::Archiving { request, asked });
        if self.is_online() {
            self.ask_of(None, Request::Get(query), question, turn);
        } else {
            turn.done.push((request, Err(Error::Offline)));
        }
    }

    /// The server has said what it keeps.
    pub(crate) fn learn_archiving(
        &mut self,
        request: RequestId,
        asked: Asked,
        outcome: Outcome,
        turn: &mut Turn,
    ) {
        let answer = match outcome {
            Ok(answer) => answer,
            Err(unanswered) => {
                turn.done.push((request, Err(unanswered.into())));
                return;
            }
        };
        let Some(mut known) = answer.as_ref().and_then(Preferences::parse) else {
            let error = Error::Refused {
                condition: "undefined-condition".to_owned(),
                text: String::new(),
            };
            turn.done.push((request, Err(error)));
            return;
        };
        self.know_whole(is_whole(&known));
        if let Asked::Before(keeps) = asked {
            known.default = keeps.into();
            let Some(wanted) = known.to_element() else {
                turn.done.push((request, Err(Error::NotOffered)));
                return;
            };
            let asked = Asked::Changed;
            let question = Question::About(About::Archiving { request, asked });
            self.ask_of(None, Request::Set(wanted), question, turn);
            return;
        }
        let names =
            |all: &std::collections::BTreeSet<_>| all.iter().map(ToString::to_string).collect();
        let archiving = Archiving {
            account: self.record.id,
            keeps: known.default.into(),
            always: names(&known.always),
            never: names(&known.never),
        };
        self.tell(Event::History(Told::Archiving(Arc::new(archiving))));
        turn.done.push((request, Ok(())));
    }
}

impl From<Keeps> for Kept {
    fn from(keeps: Keeps) -> Self {
        match keeps {
            Keeps::Always => Self::Always,
            Keeps::Contacts => Self::Roster,
            Keeps::Never => Self::Never,
        }
    }
}

impl From<Kept> for Keeps {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Always => Self::Always,
            Kept::Roster => Self::Contacts,
            Kept::Never => Self::Never,
        }
    }
}
