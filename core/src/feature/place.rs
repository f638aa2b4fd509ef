//! An account among the others: switched on or off, its place, its colour.

use crate::account::stream::ToStream;
use crate::account::turn::Turn;
use crate::account::{Account, Unlocked};
use crate::model::{Connection, Step};
use crate::store::Op;

impl Account {
    /// Switches the account on or off. Off, it keeps its history and takes what is written; that
    /// goes out when it is on again.
    pub(crate) fn set_enabled(&mut self, enabled: bool, turn: &mut Turn) {
        // Before its first login it is the sign-in that can be given up.
        if !self.kept || self.record.enabled == enabled {
            return;
        }
        self.record.enabled = enabled;
        if !enabled && self.line.is_off() {
            self.set_connection(Connection::Offline, turn);
        } else if !enabled {
            self.line.send(ToStream::Close);
        } else if self.line.is_off() {
            self.switch_on(turn);
        }
        self.keep_record(turn);
    }

    /// The secrets are there: whoever waited for them connects.
    pub(crate) fn unlock(&mut self, secrets: Unlocked, turn: &mut Turn) {
        let (generation, key) = (secrets.generation, secrets.rest_key.clone());
        self.line.unlock(secrets);
        if let Some(key) = key {
            self.learn_rest_key(&key, generation, turn);
        }
        self.learn_generation(generation, turn);
        // Whether the keyring has kept them is known now.
        turn.account = true;
        self.dirty.extend(self.talks.keys());
        let stopped = matches!(self.connection, Connection::Stopped { .. });
        if self.record.enabled && !stopped {
            self.line.open();
        }
    }

    /// Closes the stream and opens another, or opens one at once.
    pub(crate) fn reconnect(&mut self) {
        let message = match self.is_online() {
            true => ToStream::Close,
            false => ToStream::ConnectNow,
        };
        self.line.send(message);
    }

    /// Puts the account at another place.
    pub(crate) fn set_order(&mut self, order: u32, turn: &mut Turn) {
        if self.record.order != order {
            self.record.order = order;
            self.keep_record(turn);
        }
    }

    /// Gives the account another colour.
    pub(crate) fn set_colour(&mut self, colour: Option<u8>, turn: &mut Turn) {
        if self.record.colour != colour {
            self.record.colour = colour;
            self.keep_record(turn);
        }
    }

    /// The stream worker has ended, as it was told to.
    pub(crate) fn handle_closed(&mut self, told: bool, turn: &mut Turn) {
        self.fail_questions(turn);
        if told {
            self.forget_session(turn);
        }
        // Whoever would have liked to know what is stored is gone.
        turn.handled = None;
        self.line.ended();
        if self.is_ending() {
            turn.over = true;
        } else if self.record.enabled {
            self.switch_on(turn);
        } else {
            self.set_connection(Connection::Offline, turn);
        }
    }

    fn switch_on(&mut self, turn: &mut Turn) {
        self.line.open();
        let since = self.lost;
        let step = Step::Resolve;
        self.set_connection(Connection::Connecting { step, since }, turn);
    }

    pub(crate) fn keep_record(&self, turn: &mut Turn) {
        if self.kept {
            turn.ops.push(Op::PutAccount(self.record.clone()));
        }
        turn.account = true;
    }
}
