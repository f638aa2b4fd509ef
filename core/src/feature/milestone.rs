//! What happens to a message of ours on its way: written down as it happens, and told to whoever
//! follows a message (the delivery timeline).
//!
//! The state of a message says how far it got; its milestones say when, where, and by whom. They
//! are worth keeping and nothing more: no message waits for one, and none costs a barrier of its
//! own. What others can bring about (receipts, markers, errors) is bounded for each message.

use std::collections::HashMap;

use waxwing_proto::management::Token;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::conversation::Event as Told;
use crate::model::{Milestone, Stage, State};
use crate::store::{MilestoneRecord, Op};
use crate::{ConversationId, Event, ItemId, Timestamp};

/// What an account keeps in mind about its messages on their way.
#[derive(Debug, Default)]
pub(crate) struct Way {
    /// Not worth a barrier: goes along with the next thing that is stored.
    riding: Vec<Op>,
    /// How often an entry of the outbox was written in this process.
    written: HashMap<u64, u32>,
    /// The message that somebody follows.
    followed: Option<(ConversationId, ItemId)>,
    /// The message whose versions somebody wants to know.
    pub(super) versions: Option<(ConversationId, ItemId)>,
}

impl Way {
    /// It is no longer in the outbox.
    pub(crate) fn forget(&mut self, entry: u64) {
        self.written.remove(&entry);
    }
}

impl Milestone {
    /// Something that happened just now, in one place.
    pub(crate) fn now(stage: Stage, place: impl Into<String>) -> Self {
        Self {
            stage,
            at: Timestamp::now(),
            place: clipped(&place.into(), MAX_PLACE),
            detail: String::new(),
        }
    }

    /// It came back, or was not let go: who says so, the condition and the words.
    pub(crate) fn failed(place: impl Into<String>, condition: &str, text: &str) -> Self {
        let detail = match text.trim() {
            "" => condition.to_owned(),
            text => format!("{condition} {text}"),
        };
        Self {
            detail: clipped(&detail, MAX_DETAIL),
            ..Self::now(Stage::Failed, place)
        }
    }

    /// How far the message is after it.
    pub(crate) fn state(&self) -> Option<State> {
        match self.stage {
            Stage::Queued
            | Stage::Written
            | Stage::Planned
            | Stage::Encrypted
            | Stage::NotEncrypted => None,
            Stage::Retried => Some(State::Pending),
            Stage::Acked | Stage::Archived => Some(State::Sent),
            Stage::Delivered => Some(State::Delivered),
            Stage::Displayed => Some(State::Displayed),
            Stage::Failed => {
                let (condition, text) = self.failure().unwrap_or_default();
                Some(State::Failed {
                    condition: condition.to_owned(),
                    text: text.to_owned(),
                })
            }
        }
    }
}

impl Account {
    /// Something happened to a message of ours: its state moves on, where that leads forward, and
    /// it is written down.
    pub(crate) async fn pass(
        &mut self,
        (conversation, item): (ConversationId, ItemId),
        milestone: Milestone,
        turn: &mut Turn,
    ) {
        if let Some(state) = milestone.state() {
            self.set_state(conversation, item, state, turn).await;
        }
        // What we do ourselves happens no oftener than we do it.
        let ours = matches!(milestone.stage, Stage::Acked | Stage::Retried);
        if ours || self.is_news(conversation, item, &milestone, turn).await {
            Self::note(conversation, item, milestone, turn);
        }
    }

    /// Writes down what needs no look at what is there.
    pub(crate) fn note(
        conversation: ConversationId,
        item: ItemId,
        milestone: Milestone,
        turn: &mut Turn,
    ) {
        turn.ops.push(Op::PutMilestone(MilestoneRecord {
            conversation,
            item,
            milestone,
        }));
    }

    /// The stream worker has written these to the connection.
    pub(crate) fn handle_written(&mut self, tokens: &[Token], turn: &mut Turn) {
        for token in tokens {
            let Some(entry) = self.outbox.get(&token.0) else {
                continue;
            };
            let times = self.way.written.entry(entry.seq).or_default();
            *times += 1;
            if *times > MOST {
                continue;
            }
            let op = Op::PutMilestone(MilestoneRecord {
                conversation: entry.conversation,
                item: entry.item,
                milestone: Milestone::now(Stage::Written, String::new()),
            });
            match self.is_followed(entry.conversation, entry.item) {
                true => turn.ops.push(op),
                false => self.way.riding.push(op),
            }
        }
    }

    /// What was worth no barrier goes along with what is.
    pub(crate) fn ride(&mut self, turn: &mut Turn) {
        if !turn.ops.is_empty() {
            self.settle_riding(turn);
        }
    }

    /// Nothing more may come to ride along with.
    pub(crate) fn settle_riding(&mut self, turn: &mut Turn) {
        turn.ops.append(&mut self.way.riding);
    }

    /// Tells what happened to a message, and what happens to it from now on; or to none any more.
    pub(crate) fn follow(&mut self, id: ConversationId, item: Option<ItemId>, turn: &mut Turn) {
        self.way.followed = item.map(|item| (id, item));
        if item.is_some() {
            turn.followed = true;
            // While the store takes nothing, whoever asks is answered with what it has.
            if !self.is_stuck() {
                self.settle_riding(turn);
            }
        }
    }

    /// Whether a turn changes the message that somebody follows.
    pub(crate) fn concerns_followed(&self, turn: &Turn) -> bool {
        let concerns = |op: &Op| match op {
            Op::PutMilestone(record) => self.is_followed(record.conversation, record.item),
            Op::SetState(set) => self.is_followed(set.conversation, set.item),
            Op::PutMessage(row) => self.is_followed(row.conversation, row.message.id),
            _ => false,
        };
        turn.followed || (self.way.followed.is_some() && turn.ops.iter().any(concerns))
    }

    /// Tells the message that somebody follows, whole.
    pub(crate) async fn tell_followed(&mut self) {
        let Some((conversation, item)) = self.way.followed else {
            return;
        };
        let message = self.parts.archive.get(conversation, item).await;
        let Ok(Some(message)) = message else {
            return;
        };
        let milestones = self.parts.archive.milestones(conversation, item).await;
        self.tell(Event::Conversation(Told::Milestones {
            conversation,
            message,
            milestones: in_order(milestones.unwrap_or_default()),
        }));
    }

    /// Whether this is the message that somebody follows, wherever it stands by now.
    pub(crate) fn is_followed(&self, conversation: ConversationId, item: ItemId) -> bool {
        let followed = self.way.followed;
        followed.is_some_and(|(its, other)| its == conversation && other.seq == item.seq)
    }

    /// Whether it is worth writing down: it is not known, and not one of too many.
    async fn is_news(
        &self,
        conversation: ConversationId,
        item: ItemId,
        milestone: &Milestone,
        turn: &Turn,
    ) -> bool {
        let stored = self.parts.archive.milestones(conversation, item).await;
        let stored = stored.unwrap_or_default();
        let decided = turn.ops.iter().filter_map(|op| match op {
            Op::PutMilestone(record) if record.item.seq == item.seq => Some(&record.milestone),
            _ => None,
        });
        is_new(stored.iter().chain(decided), milestone)
    }
}

/// Whether a milestone is worth writing down beside those that are known.
fn is_new<'a>(known: impl Iterator<Item = &'a Milestone>, milestone: &Milestone) -> bool {
    let alike: Vec<_> = known.filter(|one| one.stage == milestone.stage).collect();
    // A device has a message once, however often it says so.
    let once = matches!(
        milestone.stage,
        Stage::Archived | Stage::Delivered | Stage::Displayed
    );
    let said = once && alike.iter().any(|one| one.place == milestone.place);
    !said && alike.len() < MOST as usize
}

/// The archive's clock is another one, and often goes by whole seconds: what stands in the archive was
/// sent before.
fn in_order(milestones: Vec<Milestone>) -> Vec<Milestone> {
    let (archived, mut all): (Vec<_>, Vec<_>) = milestones
        .into_iter()
        .partition(|one| one.stage == Stage::Archived);
    let sent = |one: &Milestone| matches!(one.stage, Stage::Queued | Stage::Written | Stage::Acked);
    for one in archived {
        let sending = all.iter().take_while(|other| sent(other)).count();
        let before = all.iter().filter(|other| other.at <= one.at).count();
        all.insert(sending.max(before), one);
    }
    all
}

fn clipped(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// More devices than anybody has, and more tries than anybody reads: no message has more milestones
/// of a kind, whatever the other side sends.
const MOST: u32 = 16;

/// The longest address (RFC 7622 §3.1: three parts of 1,023 bytes) is shown shortened anyway.
pub(crate) const MAX_PLACE: usize = 512;

/// Servers put a sentence into their errors.
const MAX_DETAIL: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_keeps_its_condition_and_its_words() {
        let failed = Milestone::failed("example.org", "gone", " moved away\nfor good ");
        assert_eq!(failed.failure(), Some(("gone", "moved away\nfor good")));
        assert_eq!(
            Milestone::failed("", "gone", "").failure(),
            Some(("gone", ""))
        );
        assert_eq!(Milestone::now(Stage::Acked, "x").failure(), None);
        let long = Milestone::failed("x".repeat(9_000), "gone", &"é".repeat(9_000));
        assert_eq!(long.place.len(), MAX_PLACE);
        assert_eq!(long.detail.chars().count(), MAX_DETAIL);
    }

    #[test]
    fn what_is_archived_was_sent_before() {
        let at = |stage, at| Milestone {
            at: Timestamp(at),
            ..Milestone::now(stage, "")
        };
        let stages = |all: Vec<Milestone>| -> Vec<Stage> {
            in_order(all).into_iter().map(|one| one.stage).collect()
        };
        let told = vec![
            at(Stage::Archived, 1_000_000),
            at(Stage::Queued, 1_400_000),
            at(Stage::Written, 1_400_100),
            at(Stage::Acked, 1_410_000),
            at(Stage::Delivered, 1_500_000),
        ];
        assert_eq!(
            stages(told.clone()),
            [
                Stage::Queued,
                Stage::Written,
                Stage::Acked,
                Stage::Archived,
                Stage::Delivered
            ]
        );
        let mut late = told;
        late.push(at(Stage::Failed, 2_000_000));
        late[0].at = Timestamp(3_000_000);
        assert_eq!(stages(late).last(), Some(&Stage::Archived));
    }

    #[test]
    fn a_flood_of_receipts_adds_no_more_than_a_few() {
        let mut known: Vec<Milestone> = Vec::new();
        for n in 0..10_000 {
            let device = format!("romy@example.org/{n}");
            for place in [device.as_str(), device.as_str(), "romy@example.org/0"] {
                let one = Milestone::now(Stage::Delivered, place);
                if is_new(known.iter(), &one) {
                    known.push(one);
                }
            }
        }
        assert_eq!(known.len(), MOST as usize);
        let seen = Milestone::now(Stage::Displayed, "romy@example.org/0");
        assert!(is_new(known.iter(), &seen), "of another kind");
    }
}
