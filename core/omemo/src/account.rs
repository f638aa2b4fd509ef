//! One account's device: what to publish, whom to encrypt to, what can be read, and what has to be done about it.
//!
//! A machine without I/O. What happened comes in as calls; what has to be done comes out as [`Action`]s, and every answer to
//! one comes in again. Each call gets a [`Moment`]: a transaction of the store, the time, and random bytes. Commit the
//! transaction before the actions are done, and before what was read is acknowledged. Where a commit fails, drop the machine
//! and open it again: what it remembers besides the store are questions under way, which it asks anew.
//!
//! The rules are those of XEP-0384 §7, and what experience has added to them:
//!
//! - A list of devices is never published after it could not be fetched: that is how lists are wiped.
//! - A one-time key that was used is published no more, and thrown away a day later, when the archive has been read.
//! - Errors begin no new session by themselves more than once a day, and none while catching up.
//! - Nothing is ever sent to a key that is not trusted, except empty messages, which say nothing.
//!
//! # An example
//!
//! A device comes online for the first time. Every other call goes the same way: a transaction, the call, the commit, and
//! then what has to be done.
//!
//! ```
//! use omemo_rs::account::{Account, Action, Moment};
//! use omemo_rs::random::System;
//! use omemo_rs::store::{Memory, Store, Transaction};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut store = Memory::new();
//! let mut step = Transaction::new(&store);
//! let mut moment = Moment {
//!     store: &mut step,
//!     now: 1_700_000_000,
//!     random: &mut System,
//! };
//! let mut account = Account::open("alice@example.org", &mut moment)?;
//! let actions = account.connected(&mut moment)?;
//! let batch = step.finish();
//! store.commit(batch)?;
//!
//! let (mut asked, mut published) = (0, 0);
//! for action in actions {
//!     match action {
//!         // An IQ to the account; the answer goes to `Account::list`.
//!         Action::FetchList { jid, .. } => asked += usize::from(jid == "alice@example.org"),
//!         // An IQ with `stanza::write_bundle`; how it ended goes to `Account::bundle_published`.
//!         Action::PublishBundle { parts, .. } => published += usize::from(parts.prekeys.len() == 100),
//!         other => panic!("{other:?}"),
//!     }
//! }
//! assert_eq!((asked, published), (2, 2), "our list and our bundle, in both wire versions");
//! # Ok(())
//! # }
//! ```
//!
//! To write, [`Account::plan`] says whom a message would reach and what has to be asked before, and [`Account::encrypt`] makes
//! it; to read, [`Account::decrypt`] gives what was said, or says why it can't be read.

mod keys;
mod lists;
mod mark;
mod own;
mod plan;
mod receive;
mod send;
mod telling;
mod unreadable;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::Profile;
use crate::identity::IdentityKey;
use crate::message::{DeviceList, Message};
use crate::profile::{Address, DeviceId};
use crate::random::Random;
use crate::store::{Own, StoreError, Transaction};
use crate::trust::Trust;
use crate::x3dh::{Bundle, BundleParts};

pub use keys::KnownKey;
pub use lists::ListAnswer;
pub use mark::{Mark, RUN};
pub use plan::{Plan, Reach};
pub use receive::{Incoming, Read};
pub use send::{EncryptError, Outgoing};
pub use telling::Telling;
pub use unreadable::{ReadError, Unreadable};

/// A bundle or a list that could not be had is asked for again after so many seconds, then after twice as many, and so on.
const FIRST_RETRY: u64 = 5;

/// But at least once in so many seconds.
const LAST_RETRY: u64 = 6 * 3600;

/// A message waits for what could not be had as long as that is asked for again within so many seconds: a server that
/// begins anew, or a device that shows its list before its bundle, costs nobody a message.
const PATIENT: u64 = 40;

/// A bundle that was asked for is waited for as long as not so many seconds pass without any answer: on a slow connection
/// many take their time, one after another ...
const SILENCE: u64 = 15;

/// ... but no longer than so many seconds in all, where others can be reached.
const LONGEST: u64 = 90;

/// An answer can still come so many seconds after the question; it is not asked again before that.
const ANSWER: u64 = 30;

/// Our bundle is published at most once in so many seconds: it has ten kilobytes, and anybody can use up a key of it.
const PUBLICATION: u64 = 10;

/// How long [`Account::next_wake`] waits where there is nothing to do: keys get old in days.
const IDLE: u64 = 3600;

/// Everything a call needs from outside.
pub struct Moment<'a, 's> {
    /// What is read and changed.
    pub store: &'a mut Transaction<'s>,
    /// The time, in seconds since 1970.
    pub now: u64,
    /// Random bytes.
    pub random: &'a mut dyn Random,
}

impl fmt::Debug for Moment<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moment({}, {:?})", self.now, self.store)
    }
}

/// What has to be done. None has to be remembered over a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Ask an account for its list; the answer goes to [`Account::list`].
    FetchList {
        /// Which list.
        profile: Profile,
        /// Whose.
        jid: String,
    },
    /// Ask for a device's bundle; the answer goes to [`Account::bundle`].
    FetchBundle {
        /// Which one.
        profile: Profile,
        /// Whose.
        of: Address,
    },
    /// Publish our bundle, open to everybody (XEP-0384 §5.3.2); how it ended goes to [`Account::bundle_published`].
    PublishBundle {
        /// Which one.
        profile: Profile,
        /// What.
        parts: BundleParts,
    },
    /// Publish our account's list, open to everybody; how it ended goes to [`Account::list_published`].
    PublishList {
        /// Which one.
        profile: Profile,
        /// What.
        list: DeviceList,
    },
    /// Send a message without content, with the hint to store it (XEP-0334) and no body.
    SendEmpty {
        /// In which wire version.
        profile: Profile,
        /// To whom.
        to: String,
        /// What.
        message: Message,
    },
    /// Tell the person.
    Tell(Notice),
}

/// What a person should hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Somebody, or we ourselves, has a device that was not seen before.
    NewDevice {
        /// Which one.
        of: Address,
        /// Its key.
        identity: IdentityKey,
        /// What it got.
        trust: Trust,
    },
    /// A device has another key than before. It is not trusted.
    IdentityChanged {
        /// Which one.
        of: Address,
        /// The key before.
        before: IdentityKey,
        /// The key now.
        now: IdentityKey,
    },
    /// Another client keeps taking us off the list; we have stopped putting us on it for a while.
    ListFight {
        /// Which list.
        profile: Profile,
    },
}

/// A question under way, or its answer.
#[derive(Debug, Clone)]
enum BundleState {
    /// `wait`: so long was waited before, where it could not be had then.
    Asked {
        since: u64,
        wait: u64,
    },
    Ready(Box<Bundle>),
    /// `bad`: there is something, and it can't be used.
    Failed {
        until: u64,
        wait: u64,
        bad: bool,
    },
}

/// A list that was asked for since the connection was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListState {
    Asked,
    Known,
    Failed { until: u64, wait: u64 },
}

/// One account's device.
#[derive(Debug)]
pub struct Account {
    jid: String,
    own: Own,
    /// Made when the store was opened, see [`Mark`].
    run: [u8; RUN],
    online: bool,
    catching_up: bool,
    lists: BTreeMap<(Profile, String), ListState>,
    bundles: BTreeMap<(Profile, Address), BundleState>,
    /// When a bundle was last answered for.
    answered: u64,
    /// When a list was last asked for again because somebody wrote from a device that is not on it.
    doubts: BTreeMap<(Profile, String), u64>,
    /// When the server last said what is on our lists.
    heard: BTreeMap<Profile, u64>,
    /// Lists that were there before, and how often in a row the server has said that there is none.
    missed: BTreeMap<(Profile, String), u8>,
    /// Devices that get an empty message as soon as that may be sent.
    owed: BTreeSet<(Profile, Address)>,
    /// Bundles of ours that the server has, since the connection was made.
    published: BTreeSet<Profile>,
    /// The bundles that were sent to the server, which has not said yet that it has them. Until then they are stale: who
    /// has no connection any more, or is ended, publishes them again.
    unconfirmed: BTreeSet<Profile>,
    /// Something of the bundle has changed since it was last sent.
    changed: bool,
    /// When our bundle was last published.
    last_publication: Option<u64>,
    /// So often in a row a bundle of ours could not be published: of each, for one may be refused for ever and the other
    /// never.
    failures: BTreeMap<Profile, u32>,
    /// Lists of ours on which we were seen since the store was opened.
    listed: BTreeSet<Profile>,
    /// When we come back onto lists of ours that we were taken off.
    returns: BTreeMap<Profile, u64>,
    /// When our list was published, to notice another client that takes us off.
    announcements: Vec<u64>,
}

impl Account {
    /// Our number.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.own.device
    }

    /// Our identity key; its fingerprint is what others compare.
    #[must_use]
    pub fn identity(&self) -> IdentityKey {
        self.own.identity.identity()
    }

    /// What its owner calls this device; may be empty.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.own.label
    }

    /// How often this store has been opened. Keep it outside of the store, too: a store that says less than that is a
    /// copy from before, whose sessions others have gone on with. Then call [`Self::renew`]. See also [`Self::mark`].
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.own.generation
    }

    /// A new connection. Not for one that was resumed: then nothing was missed.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn connected(&mut self, moment: &mut Moment<'_, '_>) -> Result<Vec<Action>, StoreError> {
        self.online = true;
        self.catching_up = true;
        self.lists.clear();
        self.bundles
            .retain(|_, state| !matches!(state, BundleState::Asked { .. }));
        self.missed.clear();
        self.returns.clear();
        self.published.clear();
        self.failures.clear();
        if !self.unconfirmed.is_empty() {
            // Nobody knows whether it got there, so it was no publication.
            self.last_publication = None;
        }
        let mut actions = Vec::new();
        for profile in Profile::ALL {
            let jid = self.jid.clone();
            self.ask_for_list(profile, &jid, moment.now, &mut actions);
        }
        if self.own.bundle_stale {
            self.publish_bundles(moment, &mut actions)?;
        } else {
            self.published.extend(Profile::ALL);
        }
        Ok(actions)
    }

    /// The connection goes on where it was cut: nothing was missed.
    pub fn resumed(&mut self) {
        self.online = true;
    }

    /// The connection is gone.
    pub fn disconnected(&mut self) {
        self.online = false;
    }

    /// All that was said while we were away has been read.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn caught_up(&mut self, moment: &mut Moment<'_, '_>) -> Result<Vec<Action>, StoreError> {
        self.catching_up = false;
        let mut actions = Vec::new();
        self.throw_away_used(moment)?;
        self.refill(moment)?;
        if self.own.bundle_stale {
            self.publish_bundles(moment, &mut actions)?;
        }
        self.pay(moment, &mut actions)?;
        Ok(actions)
    }

    /// When [`Self::tick`] wants to be called next, in seconds since 1970.
    #[must_use]
    pub fn next_wake(&self, now: u64) -> u64 {
        let idle = now.saturating_add(IDLE);
        if !self.online {
            return idle;
        }
        let publication = (!self.catching_up && self.own.bundle_stale).then(|| {
            self.last_publication
                .map_or(now, |at| at.saturating_add(self.pause()))
        });
        let lists = self.lists.iter();
        let lists = lists.filter_map(|((_, jid), state)| self.is_asked_again(jid, *state));
        lists
            .chain(publication)
            .chain(self.returns.values().copied())
            .min()
            .map_or(idle, |at| at.clamp(now, idle))
    }

    /// When a list that could not be had is asked for by itself: ours always, those of others for a while.
    fn is_asked_again(&self, jid: &str, state: ListState) -> Option<u64> {
        match state {
            ListState::Failed { until, wait } if *jid == self.jid || wait <= PATIENT => Some(until),
            _ => None,
        }
    }

    /// Some time has passed, see [`Self::next_wake`]. Keys get old, and what could not be had may be there now.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn tick(&mut self, moment: &mut Moment<'_, '_>) -> Result<Vec<Action>, StoreError> {
        let mut actions = Vec::new();
        self.rotate(moment)?;
        if !self.online {
            return Ok(actions);
        }
        if !self.catching_up {
            self.throw_away_used(moment)?;
            if self.own.bundle_stale {
                self.publish_bundles(moment, &mut actions)?;
            }
        }
        self.come_back(moment, &mut actions)?;
        let lists = self.lists.iter();
        let due = lists.filter(|((_, jid), state)| self.is_asked_again(jid, **state).is_some());
        let due: Vec<_> = due.map(|(place, _)| place.clone()).collect();
        for (profile, jid) in due {
            self.ask_for_list(profile, &jid, moment.now, &mut actions);
        }
        Ok(actions)
    }

    /// Until when a bundle is waited for that was asked for then.
    fn awaited_until(&self, since: u64) -> u64 {
        let quiet = since.max(self.answered).saturating_add(SILENCE);
        quiet.min(since.saturating_add(LONGEST))
    }

    /// How long at least lies between two publications of our bundle.
    fn pause(&self) -> u64 {
        match self.failures.values().max() {
            None => PUBLICATION,
            // Until it is there nobody can write to this device, so that a while of trouble is not followed by a long one.
            Some(failures @ 0..6) => (FIRST_RETRY << failures).min(PATIENT),
            Some(failures) => (PATIENT << (failures - 5).min(16)).min(LAST_RETRY),
        }
    }

    fn address(&self) -> Address {
        Address::new(self.jid.clone(), self.own.device)
    }
}

/// How long to wait after one more failure.
fn next_wait(wait: u64) -> u64 {
    (wait * 2).clamp(FIRST_RETRY, LAST_RETRY)
}

#[cfg(test)]
mod tests;
