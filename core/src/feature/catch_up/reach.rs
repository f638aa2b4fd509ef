//! Going further back than the limit says, because somebody wants to see something older now.

use waxwing_proto::archive::{Bounds, PageError, Stage};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::Span;
use crate::feature::book::Unanswered;
use crate::{Error, RequestId, Timestamp};

/// How far back, and who waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// Nobody, where all that was wanted is here, and the gap above it is closed.
    request: Option<RequestId>,
    until: Timestamp,
}

impl Reach {
    /// The bounds that hold until everything is here.
    pub(super) fn widen(self, bounds: Bounds) -> Bounds {
        let horizon = match bounds {
            // What would go on anyway goes on.
            Bounds {
                horizon: None,
                paused: false,
            } => None,
            Bounds {
                horizon: Some(horizon),
                paused: false,
            } => Some(horizon.min(self.until.0)),
            Bounds { paused: true, .. } => Some(self.until.0),
        };
        Bounds {
            horizon,
            paused: false,
        }
    }
}

impl Account {
    /// Fetches everything back to a time.
    pub(super) fn reach_back(&mut self, request: RequestId, until: Timestamp, turn: &mut Turn) {
        self.end_reach(Ok(()), turn);
        if !self.is_online() {
            turn.done.push((request, Err(Error::Offline)));
            return;
        }
        self.backlog.reach = Some(Reach {
            request: Some(request),
            until,
        });
        self.try_again(turn);
        turn.account = true;
    }

    /// Has what is missing between now and a time fetched, with nobody waiting for it.
    pub(super) fn close_gap(&mut self, until: Timestamp, turn: &mut Turn) {
        let reached = |span: &Span| span.whole || span.oldest.at <= until;
        if self.backlog.reach.is_none() && !self.backlog.spans.first().is_none_or(reached) {
            self.backlog.reach = Some(Reach {
                request: None,
                until,
            });
            self.try_again(turn);
            turn.account = true;
        }
    }

    /// The usual bounds hold again, and who waits is told; whether anybody did.
    pub(super) fn end_reach(&mut self, how: Result<(), Error>, turn: &mut Turn) -> bool {
        let Some(reach) = self.backlog.reach.take() else {
            return false;
        };
        turn.done
            .extend(reach.request.map(|request| (request, how)));
        let bounds = self.backlog.bounds();
        if let Some(machine) = &mut self.backlog.machine {
            machine.set_bounds(bounds);
        }
        true
    }

    /// Tells who waits when everything is here, or can't be.
    pub(super) fn conclude_reach(&mut self, stage: &Stage, turn: &mut Turn) {
        let Some(reach) = self.backlog.reach else {
            return;
        };
        let newest = self.backlog.spans.first();
        let here = newest.is_some_and(|span| span.whole || span.oldest.at <= reach.until);
        let ended = match stage {
            Stage::Failed(PageError::Refused(error)) => {
                let refused = Unanswered::Refused(error.clone());
                Some(Err(Error::from(refused)))
            }
            Stage::Failed(_) => Some(Err(Error::TimedOut)),
            _ if !self.is_online() => Some(Err(Error::Offline)),
            Stage::Done => Some(Ok(())),
            Stage::Filling | Stage::Paused if here => Some(Ok(())),
            _ => None,
        };
        if let Some(how) = ended {
            self.end_reach(how, turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_go_no_further_than_wanted() {
        let reach = Reach {
            request: Some(RequestId(1)),
            until: Timestamp(50),
        };
        let widen = |horizon, paused| {
            let bounds = reach.widen(Bounds { horizon, paused });
            assert!(!bounds.paused);
            bounds.horizon
        };
        assert_eq!(widen(None, false), None);
        assert_eq!(widen(None, true), Some(50));
        assert_eq!(widen(Some(90), false), Some(50));
        assert_eq!(widen(Some(20), false), Some(20));
        assert_eq!(widen(Some(20), true), Some(50));
    }
}
