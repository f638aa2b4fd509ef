//! What the person wants of the history: how far back, and whether now.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::model::Limit;
use crate::store::{NoteRecord, Op, Shelf, Store};
use crate::{AccountId, Timestamp};

/// What was chosen, and where the history of this machine begins.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Choice {
    /// How far back.
    pub(super) limit: Limit,
    /// Nothing older for now.
    pub(super) paused: bool,
    /// What was said before this machine first looked is not news.
    pub(super) began: Option<Timestamp>,
    /// Messages of strangers were left where they are: too many strangers have written.
    pub(super) left_out: bool,
}

/// The version of [`ChoiceV2`].
const VERSION: u8 = 2;

/// Only ever add at the end of what a number means.
#[derive(Serialize, Deserialize)]
struct ChoiceV1 {
    limit: u8,
    paused: bool,
    began: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct ChoiceV2 {
    first: ChoiceV1,
    left_out: bool,
}

/// What was chosen earlier.
pub(crate) async fn recall(store: &Store, account: AccountId) -> Choice {
    let notes = store.notes(account, Shelf::History).await;
    let note = notes.ok().and_then(|mut notes| notes.pop());
    let stored = note.and_then(|note| match note.version {
        1 => note.read::<ChoiceV1>().ok().map(Choice::from),
        VERSION => note.read::<ChoiceV2>().ok().map(Choice::from),
        _ => None,
    });
    stored.unwrap_or_default()
}

impl Choice {
    /// What is older than this is left where it is.
    pub(super) fn horizon(self, now: Timestamp) -> Option<i64> {
        let days = match self.limit {
            Limit::Everything => return None,
            Limit::Year => 365,
            Limit::ThreeMonths => 92,
            Limit::Month => 31,
        };
        Some(now.0.saturating_sub(days * DAY))
    }
}

impl Account {
    /// Writes down what was chosen, once the account is kept at all.
    pub(crate) fn keep_choice(&self, turn: &mut Turn) {
        turn.ops.extend(self.note_of_choice());
    }

    /// The first session on this machine begins; what was said before is not news.
    pub(super) fn mark_beginning(&mut self, turn: &mut Turn) {
        if self.backlog.choice.began.is_none() {
            // Servers that stamp by whole seconds put what comes from now on at the second's beginning.
            let now = Timestamp::now().0;
            let before = now.saturating_sub(now.rem_euclid(SECOND)).saturating_sub(1);
            self.backlog.choice.began = Some(Timestamp(before));
            self.backlog.newcomer = true;
            self.keep_choice(turn);
        }
    }

    /// What was said up to then is not news.
    pub(super) fn set_beginning(&mut self, began: Timestamp, turn: &mut Turn) {
        self.backlog.choice.began = Some(began);
        self.keep_choice(turn);
    }

    /// Something that a stranger said was not taken in, for want of room: that is told, and stays told.
    pub(crate) fn leave_out(&mut self, turn: &mut Turn) {
        if !std::mem::replace(&mut self.backlog.choice.left_out, true) {
            tracing::warn!("too many conversations; what strangers say starts no new one");
            self.keep_choice(turn);
            turn.account = true;
        }
    }

    fn note_of_choice(&self) -> Option<Op> {
        if !self.kept {
            return None;
        }
        let stored = ChoiceV2::from(self.backlog.choice);
        match NoteRecord::new(self.record.id, Shelf::History, "", VERSION, &stored) {
            Ok(note) => Some(Op::PutNote(note)),
            Err(error) => {
                tracing::error!(%error, "what was chosen can't be written down");
                None
            }
        }
    }
}

impl From<ChoiceV1> for Choice {
    fn from(stored: ChoiceV1) -> Self {
        Self {
            limit: match stored.limit {
                1 => Limit::Year,
                2 => Limit::ThreeMonths,
                3 => Limit::Month,
                _ => Limit::Everything,
            },
            paused: stored.paused,
            began: stored.began.map(Timestamp),
            left_out: false,
        }
    }
}

impl From<ChoiceV2> for Choice {
    fn from(stored: ChoiceV2) -> Self {
        Self {
            left_out: stored.left_out,
            ..Self::from(stored.first)
        }
    }
}

impl From<Choice> for ChoiceV2 {
    fn from(choice: Choice) -> Self {
        Self {
            first: ChoiceV1::from(choice),
            left_out: choice.left_out,
        }
    }
}

impl From<Choice> for ChoiceV1 {
    fn from(choice: Choice) -> Self {
        Self {
            limit: match choice.limit {
                Limit::Everything => 0,
                Limit::Year => 1,
                Limit::ThreeMonths => 2,
                Limit::Month => 3,
            },
            paused: choice.paused,
            began: choice.began.map(|at| at.0),
        }
    }
}

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// In microseconds.
const SECOND: i64 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_comes_back() {
        for limit in [
            Limit::Everything,
            Limit::Year,
            Limit::ThreeMonths,
            Limit::Month,
        ] {
            let choice = Choice {
                limit,
                paused: true,
                began: Some(Timestamp(7)),
                left_out: true,
            };
            let back = Choice::from(ChoiceV2::from(choice));
            assert_eq!(back.limit, limit);
            assert_eq!((back.paused, back.began), (true, Some(Timestamp(7))));
            assert!(back.left_out);
        }
    }

    #[test]
    fn the_samples_are_as_they_were() {
        fn bytes(stored: &impl Serialize) -> String {
            let bytes = postcard::to_stdvec(stored).unwrap();
            bytes.iter().map(|byte| format!("{byte:02x}")).collect()
        }
        let choice = Choice {
            limit: Limit::ThreeMonths,
            paused: true,
            began: Some(Timestamp(1_795_268_195_547_585)),
            left_out: true,
        };
        let first = include_str!("../../../../tests/old-store/history-v1.hex");
        assert_eq!(first.trim(), bytes(&ChoiceV1::from(choice)));
        let second = include_str!("../../../../tests/old-store/history-v2.hex");
        assert_eq!(second.trim(), bytes(&ChoiceV2::from(choice)));
    }

    #[test]
    fn a_limit_is_a_time() {
        let choice = Choice {
            limit: Limit::Month,
            ..Choice::default()
        };
        assert_eq!(choice.horizon(Timestamp(40 * DAY)), Some(9 * DAY));
        assert_eq!(Choice::default().horizon(Timestamp(0)), None);
    }
}
