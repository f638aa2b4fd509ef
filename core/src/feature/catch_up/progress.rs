//! What is told about how far the history is.

use std::time::{Duration, Instant};

use waxwing_proto::archive::{PageError, Stage};
use waxwing_proto::stanza_error::{Condition, Kind};

use super::Backlog;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::model::{Fault, History, Progress};

/// Whether it may work a little later.
pub(super) fn is_worth_another_try(error: &PageError) -> bool {
    match error {
        PageError::Poison => false,
        PageError::Refused(_) => !is_not_offered(error),
        _ => true,
    }
}

/// Whether it may work in the next moment: a server that is just starting, or short of breath.
pub(super) fn is_momentary(error: &PageError) -> bool {
    match error {
        PageError::Silence => true,
        PageError::Refused(error) => {
            let own = [
                Condition::InternalServerError,
                Condition::ResourceConstraint,
                Condition::UndefinedCondition,
            ];
            error.kind == Kind::Wait || own.contains(&error.condition)
        }
        _ => false,
    }
}

fn is_not_offered(error: &PageError) -> bool {
    matches!(error, PageError::Refused(error) if matches!(
        error.condition,
        Condition::FeatureNotImplemented | Condition::ServiceUnavailable
    ))
}

impl Backlog {
    /// How far the history is.
    pub(crate) fn snapshot(&self) -> History {
        let retry_at = self.retry_at.map(|(_, at)| at);
        let failed = |fault, detail| Progress::Failed {
            fault,
            detail,
            retry_at,
        };
        let progress = match self.stage() {
            _ if self.fault.is_some() => {
                let detail = self.fault.as_ref().map(ToString::to_string);
                failed(Fault::Store, detail.unwrap_or_default())
            }
            Stage::Idle => Progress::Idle,
            Stage::Looking => Progress::News,
            Stage::Filling => Progress::Older,
            Stage::Paused => Progress::Paused,
            Stage::Done => Progress::Complete,
            Stage::Failed(error) if is_not_offered(&error) => Progress::NotOffered,
            Stage::Failed(PageError::Refused(error)) => failed(Fault::Refused, error.to_string()),
            Stage::Failed(PageError::Silence) => failed(Fault::Silence, String::new()),
            Stage::Failed(PageError::Poison) => failed(Fault::Unreadable, String::new()),
            Stage::Failed(error) => failed(Fault::Nonsense, error.to_string()),
        };
        History {
            progress,
            fetched: self.fetched,
            reached: self.spans.first().map(|span| span.oldest.at),
            limit: self.choice.limit,
            paused: self.choice.paused,
            left_out: self.choice.left_out,
        }
    }
}

impl Account {
    /// Tells where the work has come to, if it has come to another stage.
    pub(super) fn tell_stage(&mut self) {
        let now = self.backlog.snapshot();
        let told = self.backlog.told.as_ref();
        if told.is_some_and(|told| told.progress != now.progress) {
            self.backlog.told = Some(now);
            self.announce_account();
        }
    }

    /// Has the account's snapshot told where the person would see a difference.
    pub(super) fn note_progress(&mut self, turn: &mut Turn) {
        let now = self.backlog.snapshot();
        let told = self.backlog.told.as_ref();
        let same_stage = told.is_some_and(|told| told.progress == now.progress);
        let lately = self.backlog.told_at.is_some_and(|at| at.elapsed() < CALM);
        if told == Some(&now) || (same_stage && lately) {
            return;
        }
        self.backlog.told = Some(now);
        self.backlog.told_at = Some(Instant::now());
        turn.account = true;
    }
}

/// How often the person sees a number grow.
const CALM: Duration = Duration::from_millis(250);
