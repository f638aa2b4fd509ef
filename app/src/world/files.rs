//! What was told of files: how far each on its way is and how fast it goes, what servers take, what is
//! fetched unasked, and how much room all of it takes.

use std::collections::HashMap;
use std::sync::Arc;

use waxwing_core::event::file::Event;
use waxwing_core::model::{FileOffer, FilePolicy, FileUsage, Transfer};
use waxwing_core::{AccountId, ItemId, Timestamp};

use super::World;

/// A file of a message: the number of its row, which stays, and its place in the message.
type Key = (u64, u32);

/// How fast it goes is looked at so often, in microseconds.
const LOOK: i64 = 1_000_000;

/// What is known of files.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    moving: HashMap<Key, Moving>,
    offers: HashMap<AccountId, FileOffer>,
    policy: FilePolicy,
    usage: Option<FileUsage>,
}

/// A file on its way.
#[derive(Clone, Debug)]
struct Moving {
    transfer: Arc<Transfer>,
    /// When its speed was looked at last, and how far it was then.
    looked: (Timestamp, u64),
    speed: Option<u64>,
    /// Nothing came when it was looked at last.
    still: bool,
}

impl World {
    /// Takes in what changed about files; a gallery is for who has asked.
    pub fn apply_file(&mut self, event: Event, now: Timestamp) {
        match event {
            Event::Transfer(transfer) => self.moved(transfer, now),
            Event::Ended { item, index, .. } => {
                self.files.moving.remove(&(item.seq, index));
            }
            Event::Usage(usage) => self.files.usage = Some(usage),
            Event::Policy(policy) => self.files.policy = policy,
            Event::Offer { account, offer } => {
                self.files.offers.insert(account, offer);
            }
            Event::Gallery { .. } => {}
        }
    }

    fn moved(&mut self, transfer: Arc<Transfer>, now: Timestamp) {
        let key = (transfer.item.seq, transfer.index);
        let moving = self.files.moving.entry(key).or_insert_with(|| Moving {
            transfer: Arc::clone(&transfer),
            looked: (now, transfer.done),
            speed: None,
            still: false,
        });
        moving.take(transfer, now);
    }

    /// How far a file is, and how many bytes come in a second.
    pub fn transfer(&self, item: ItemId, index: u32) -> Option<(&Transfer, Option<u64>)> {
        let moving = self.files.moving.get(&(item.seq, index))?;
        Some((&moving.transfer, moving.speed))
    }

    /// What files the server of an account takes.
    pub fn file_offer(&self, account: AccountId) -> FileOffer {
        let told = self.files.offers.get(&account).copied();
        told.unwrap_or(FileOffer::Unknown)
    }

    /// What is done with files unasked.
    pub fn file_policy(&self) -> &FilePolicy {
        &self.files.policy
    }

    /// How much room files take, where that was asked.
    pub fn file_usage(&self) -> Option<FileUsage> {
        self.files.usage
    }
}

impl Moving {
    fn take(&mut self, transfer: Arc<Transfer>, now: Timestamp) {
        let (at, done) = self.looked;
        let passed = now.0.saturating_sub(at.0);
        // It has begun anew.
        if transfer.done < done {
            self.looked = (now, transfer.done);
            self.speed = None;
        } else if passed >= LOOK {
            let bytes = u128::from(transfer.done - done) * 1_000_000;
            let speed = bytes / u128::from(passed.unsigned_abs());
            let speed = u64::try_from(speed).unwrap_or(u64::MAX);
            // Not every jolt: half of it is what it was before.
            let before = self.speed.unwrap_or(speed);
            let still = std::mem::replace(&mut self.still, bytes == 0);
            // It stands: no speed says more than one that was.
            self.speed = (!still || bytes > 0).then_some(before / 2 + speed / 2);
            self.looked = (now, transfer.done);
        }
        self.transfer = transfer;
    }
}

#[cfg(test)]
mod tests {
    use waxwing_core::ConversationId;
    use waxwing_core::model::TransferStep;

    use super::*;

    fn told(world: &mut World, seconds: i64, done: u64) -> Option<u64> {
        let item = ItemId {
            at: Timestamp(0),
            seq: 7,
        };
        let transfer = Transfer {
            conversation: ConversationId(1),
            item,
            index: 0,
            outgoing: false,
            step: TransferStep::Running,
            done,
            total: None,
        };
        let now = Timestamp(seconds * 1_000_000);
        world.apply_file(Event::Transfer(Arc::new(transfer)), now);
        world.transfer(item, 0).unwrap().1
    }

    #[test]
    fn speed_is_what_came_in_a_second_without_jolts() {
        let mut world = World::default();
        assert_eq!(told(&mut world, 0, 100), None);
        assert_eq!(told(&mut world, 2, 2_100), Some(1000));
        assert_eq!(told(&mut world, 3, 2_100), Some(500));
        assert_eq!(told(&mut world, 4, 2_100), None, "it stands");
        assert_eq!(told(&mut world, 5, 2_100), None);
        assert_eq!(told(&mut world, 6, 2_600), Some(500), "it goes on");
        assert_eq!(told(&mut world, 6, 0), None, "from the beginning");
        assert_eq!(told(&mut world, 2, u64::MAX), None, "a clock set back");
        let item = ItemId {
            at: Timestamp(9),
            seq: 7,
        };
        assert!(world.transfer(item, 0).is_some(), "settled elsewhere");
        let ended = Event::Ended {
            conversation: ConversationId(1),
            item,
            index: 0,
        };
        world.apply_file(ended, Timestamp(0));
        assert!(world.transfer(item, 0).is_none());
    }
}
