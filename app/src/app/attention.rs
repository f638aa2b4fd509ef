//! Whether the person is at the window, told to the engine so that servers may keep back what can wait.
//!
//! Leaving counts only after a while: who looks something up in another window comes back.

use std::time::Duration;

use iced::Task;
use waxwing_core::Command;

use super::{App, Message};

/// How long the window may be left before nobody is at it.
const LEFT: Duration = Duration::from_secs(30);

/// What is known of the person.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Attention {
    /// How often the window was left or entered.
    turns: u64,
    /// The engine was told that nobody is there.
    away: bool,
}

impl App {
    /// The window was left.
    pub(super) fn left(&mut self) -> Task<Message> {
        self.attention.turns += 1;
        let turn = self.attention.turns;
        Task::perform(async { tokio::time::sleep(LEFT).await }, move |()| {
            Message::LeftForLong(turn)
        })
    }

    /// The window was entered.
    pub(super) fn entered(&mut self) {
        self.attention.turns += 1;
        if std::mem::take(&mut self.attention.away) {
            self.send(Command::Attention(true));
        }
    }

    /// Some time has passed since the window was left for the so-many-th time.
    pub(super) fn left_for_long(&mut self, turn: u64) -> Task<Message> {
        let still = self.attention.turns == turn && !self.window.closing;
        if still && self.commands.is_some() {
            self.attention.away = true;
            self.send(Command::Attention(false));
        }
        Task::none()
    }
}
