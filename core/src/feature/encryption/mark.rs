//! Whether what is stored is a copy: somebody else may have gone on with its sessions, and two that go on with the same
//! lose what is said without a word.
//!
//! How often the keys were opened stands in the keyring, where there is one: that is known before there is a connection.
//! It also stands in a mark on the server, which all copies see, wherever they are and however they were made. A copy
//! becomes a device of its own.

use std::time::{Duration, Instant};

use omemo_rs::account::{Account as Machine, Mark};
use omemo_rs::{DeviceId, stanza};
use waxwing_proto::pep;
use waxwing_proto::stanza_error::Condition;

use super::Encryption;
use crate::Event;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::encryption::Event as Told;
use crate::feature::book::{Outcome, Unanswered};

/// What is left on the server, and when.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// It was asked for at the beginning of this session, and nothing is encrypted before it is there, or until then.
    awaited: Option<Instant>,
    /// This session has not got so far yet.
    unknown: bool,
    /// Our device is shown after that.
    shows: bool,
    /// It was asked for since the program was started.
    looked: bool,
    /// It was asked for.
    asked: bool,
    /// Sessions have gone on: a new one is left then.
    due: Option<Instant>,
    /// So long they go on before that.
    pause: Duration,
}

impl Marks {
    pub(super) fn every(pause: Duration) -> Self {
        Self {
            pause,
            ..Self::default()
        }
    }

    /// Something of the sessions has changed.
    pub(super) fn stir(&mut self) {
        self.due.get_or_insert_with(|| Instant::now() + self.pause);
    }

    pub(super) fn forget_session(&mut self) {
        self.awaited = None;
        self.asked = false;
        self.shows = false;
        self.unknown = true;
    }

    /// There is no place for it.
    pub(super) fn need_not_be_known(&mut self) {
        self.unknown = false;
    }

    /// It may still turn out that somebody else has gone on with our sessions.
    pub(super) fn is_awaited(&self) -> bool {
        self.unknown || self.awaited.is_some()
    }

    pub(super) fn next_wake(&self) -> Option<Instant> {
        let due = self.due.filter(|_| !self.asked);
        self.awaited.into_iter().chain(due).min()
    }

    fn later(&mut self) {
        self.due = Some(Instant::now() + self.pause);
    }
}

impl Encryption {
    /// What is stored is a copy from before, with whose sessions others have gone on: this becomes a device of its own.
    /// Whether it was one.
    fn renew_if_copied(&mut self, turn: &mut Turn) -> bool {
        let Some(known) = self.outside else {
            return false;
        };
        let copied = |machine: &Machine| machine.generation() <= known;
        let copied = self.machine.as_ref().is_some_and(copied);
        if copied {
            self.renew(known, turn);
        }
        copied
    }

    fn renew(&mut self, known: u64, turn: &mut Turn) {
        tracing::warn!("the keys are a copy from before: this is a new device");
        let renewed = self.step(turn, |machine, moment| {
            let renewed = machine.renew(moment, known);
            let keeps = renewed.is_ok();
            (renewed, keeps)
        });
        if let Some(Err(error)) = renewed {
            // Sessions that others have gone on with would lose what is said.
            tracing::error!(%error, "no device of its own");
            self.machine = None;
            self.wanted = false;
        }
    }
}

impl Account {
    /// What stands outside of the store, as far as it is known at the beginning.
    pub(super) fn compare_generations(&mut self, turn: &mut Turn) {
        if self.encryption.renew_if_copied(turn) {
            self.be_another(turn);
        }
    }

    /// The keyring has said how often the keys were opened, or was waited for long enough. Until then nothing is
    /// written there, or it would be compared with itself.
    pub(crate) fn learn_generation(&mut self, generation: Option<u64>, turn: &mut Turn) {
        self.encryption.outside = generation.filter(|_| !self.encryption.lost);
        self.compare_generations(turn);
        self.note_generation(turn);
    }

    /// Has it written down outside of the store how often the keys were opened, once that is stored.
    pub(super) fn note_generation(&self, turn: &mut Turn) {
        let machine = self.encryption.machine.as_ref();
        turn.generation = machine.map(Machine::generation);
    }

    /// Our device is another one by now.
    fn be_another(&mut self, turn: &mut Turn) {
        let account = self.record.id;
        self.tell(Event::Encryption(Told::Renewed { account }));
        self.be_another_client(turn);
    }

    /// A session without a past begins: the mark of our device is looked at before anything is shown or encrypted.
    pub(super) fn look_for_mark(&mut self, turn: &mut Turn) {
        let machine = self.encryption.machine.as_ref();
        let Some(device) = machine.map(Machine::device) else {
            self.encryption.marks.need_not_be_known();
            return self.show_device(turn);
        };
        self.await_mark(device, true, turn);
    }

    /// The same in a session that another process has begun. That may have been the one that this is a copy of.
    pub(super) fn look_for_mark_resumed(&mut self, turn: &mut Turn) {
        let machine = self.encryption.machine.as_ref();
        if let Some(device) = machine.map(Machine::device)
            && !self.encryption.marks.looked
        {
            self.await_mark(device, false, turn);
        }
    }

    fn await_mark(&mut self, device: DeviceId, shows: bool, turn: &mut Turn) {
        let marks = &mut self.encryption.marks;
        marks.awaited = Some(Instant::now() + PATIENCE);
        marks.asked = true;
        marks.looked = true;
        marks.shows = shows;
        self.ask_for_mark(device, turn);
    }

    /// What was waited for is there, or was waited for long enough.
    fn go_on(&mut self, turn: &mut Turn) {
        let marks = &mut self.encryption.marks;
        marks.awaited = None;
        marks.unknown = false;
        match std::mem::take(&mut marks.shows) {
            true => self.show_device(turn),
            false => self.encryption.release = true,
        }
    }

    /// The mark that our device has left is there, or is not.
    pub(super) fn hear_mark(&mut self, outcome: Outcome, turn: &mut Turn) {
        let first = self.encryption.marks.awaited.is_some();
        self.encryption.marks.asked = false;
        if matches!(outcome, Err(Unanswered::Offline)) {
            // The next session asks again.
            return self.encryption.marks.later();
        }
        let machine = self.encryption.machine.as_ref();
        let Some(device) = machine.map(Machine::device) else {
            return;
        };
        let answered = match &outcome {
            Ok(_) => true,
            Err(Unanswered::Refused(error)) => error.condition == Condition::ItemNotFound,
            Err(_) => false,
        };
        let answer = outcome.ok().flatten();
        let item = device.to_string();
        let found = pep::parse_item(answer.as_ref(), stanza::MARKS_NODE, &item);
        let found = found.and_then(stanza::read_mark);
        let is = |what: fn(&Machine, &Mark) -> bool| {
            found
                .as_ref()
                .zip(machine)
                .is_some_and(|(mark, machine)| what(machine, mark))
        };
        if is(Machine::is_copy) {
            // What is on its way now would be taken for the new device's.
            if self.encryption.publishing.is_some() {
                self.encryption.marks.due = Some(Instant::now() + SOON);
                return;
            }
            let known = found.map(|mark| mark.generation).unwrap_or_default();
            self.encryption.renew(known, turn);
            self.note_generation(turn);
            // It is shown in a session of its own, and encrypts nothing before that.
            self.encryption.marks.forget_session();
            return self.be_another(turn);
        }
        let left = is(Machine::has_left);
        if first {
            self.go_on(turn);
        }
        let fresh = self.encryption.machine.as_ref();
        let fresh = fresh.is_some_and(|machine| machine.generation() == 1);
        match answered {
            true if first && left => {}
            // Nobody has a copy of what was just made, and getting onto the lists comes first.
            true if first && fresh => {
                let marks = &mut self.encryption.marks;
                marks.due = Some(Instant::now() + SETTLED.min(marks.pause));
            }
            true => {
                if !first {
                    self.advance(turn);
                }
                self.leave_mark(turn);
            }
            // It is of no use to overwrite what one could not look at.
            false => self.encryption.marks.later(),
        }
    }

    /// Begins a new generation: who copies what is stored while it is open has an old one.
    fn advance(&mut self, turn: &mut Turn) {
        let advanced = self.encryption.step(turn, |machine, moment| {
            let advanced = machine.advance(moment);
            let keeps = advanced.is_ok();
            (advanced, keeps)
        });
        if let Some(Err(error)) = advanced {
            tracing::error!(%error, "no new generation");
        }
        self.note_generation(turn);
    }

    /// Leaves the mark of our device; what it tells of is stored before it goes out.
    fn leave_mark(&mut self, turn: &mut Turn) {
        let made = self.encryption.step(turn, |machine, moment| {
            let mark = machine.mark(moment);
            (mark.map(|mark| (machine.device(), mark)), false)
        });
        self.encryption.marks.due = None;
        match made {
            Some(Ok((device, mark))) => self.publish_mark(device, &mark, turn),
            Some(Err(error)) => tracing::error!(%error, "no mark"),
            None => {}
        }
    }

    /// Time has passed.
    pub(super) fn tick_mark(&mut self, turn: &mut Turn) {
        let (marks, now) = (&mut self.encryption.marks, Instant::now());
        if marks.awaited.is_some_and(|until| until <= now) {
            marks.awaited = None;
            // It can still come.
            if self.is_online() {
                self.go_on(turn);
            }
            return;
        }
        if marks.next_wake().is_none_or(|due| due > now) {
            return;
        }
        let machine = self.encryption.machine.as_ref();
        let online = self.is_online() && self.encryption.offered;
        match machine.map(Machine::device).filter(|_| online) {
            Some(device) => {
                self.encryption.marks.asked = true;
                self.ask_for_mark(device, turn);
            }
            None => self.encryption.marks.later(),
        }
    }
}

/// So long nothing is encrypted before a server has said which mark there is.
const PATIENCE: Duration = Duration::from_secs(5);

/// A new device is on its lists by then.
const SETTLED: Duration = Duration::from_secs(30);

/// A publication is done by then.
const SOON: Duration = Duration::from_secs(5);
