//! A voice message while it is spoken, and until somebody has decided about it.

mod file;
#[cfg(test)]
mod tests;
mod view;

use std::path::PathBuf;
use std::sync::Arc;

use futures::channel::mpsc;
use iced::Task;
use waxwing_core::Timestamp;
use waxwing_media::sound::record::{SHORTEST_MS, Told};
use waxwing_media::sound::{Devices, Recorded, Recorder, SoundError, Source};

use crate::widget::focus;
use crate::widget::hold::Held;

pub use file::put;

/// So many of the latest levels are drawn.
const LEVELS: usize = 64;
/// The buttons' names among the widgets.
const STOP: &str = "recording-stop";
const SEND: &str = "recording-send";

/// What is being recorded in a conversation, or was.
#[derive(Debug)]
pub struct State {
    turn: u64,
    stand: Stand,
}

#[derive(Debug)]
enum Stand {
    /// Somebody speaks.
    Hears {
        recorder: Recorder,
        duration_ms: u64,
        /// How loud it was lately, 0 to 255.
        levels: Vec<u8>,
        /// It was said that it shall go as soon as it is complete.
        send: bool,
        /// How somebody holds the button to speak, where they do.
        hold: Hold,
    },
    /// It was spoken, and waits.
    Done {
        recorded: Recorded,
        file: Arc<[u8]>,
        /// It is being written down, to be sent.
        sending: bool,
        /// Why it could not be written down.
        wrong: Option<String>,
    },
    /// It was too short to be meant.
    Short,
    /// Nothing could be heard.
    Failed(SoundError),
}

/// Whether the button is held to speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hold {
    /// It was pressed, and let go.
    #[default]
    Not,
    /// It shall go when it is let go now.
    Near,
    /// Nothing of it shall be kept when it is let go now.
    Away,
}

/// What happens with it.
#[derive(Clone, Debug)]
pub enum Message {
    /// The recorder of this turn tells something.
    Told(u64, Told),
    /// Enough was said.
    StopPressed,
    /// The button is held to speak, or is let go.
    Held(Held),
    /// It shall go.
    SendPressed,
    /// It shall not be kept.
    DiscardPressed,
    /// It shall be listened to, or no longer.
    Listen(crate::ui::sound::Act),
    /// It was written down, or could not be.
    Stored(u64, Result<PathBuf, String>),
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Action {
    /// Nothing but this.
    Run(Task<Message>),
    /// It is over, and nothing is left of it.
    Gone,
    /// It is written down here, and shall be sent.
    Send(PathBuf, Recorded),
    /// Something is done with what can be listened to.
    Listen(crate::ui::sound::Act),
}

impl State {
    /// Begins to record. The turn tells this recording from those before it.
    pub fn begin(turn: u64, devices: Arc<dyn Devices>) -> (Self, Task<Message>) {
        let (sender, told) = mpsc::unbounded();
        let recorder = Recorder::record(devices, move |one| {
            // Nobody listens any more: it is about to be dropped.
            let _gone = sender.unbounded_send(one);
        });
        let state = Self {
            turn,
            stand: Stand::Hears {
                recorder,
                duration_ms: 0,
                levels: vec![0; LEVELS],
                send: false,
                hold: Hold::Not,
            },
        };
        let heard = Task::run(told, move |one| Message::Told(turn, one));
        (state, Task::batch([heard, focus::to(STOP)]))
    }

    /// Whether the microphone is open.
    pub fn hears(&self) -> bool {
        matches!(self.stand, Stand::Hears { .. })
    }

    /// It was begun by holding a button, and ends when that is let go.
    pub fn hold(&mut self) {
        if let Stand::Hears { hold, .. } = &mut self.stand {
            *hold = Hold::Near;
        }
    }

    /// Ends the recording; what was said waits.
    pub fn finish(&self) {
        if let Stand::Hears { recorder, .. } = &self.stand {
            recorder.finish();
        }
    }

    /// What there is to listen to.
    pub fn source(&self) -> Option<(Source, u64)> {
        match &self.stand {
            Stand::Done { recorded, file, .. } => {
                Some((Source::Bytes(Arc::clone(file)), recorded.duration_ms))
            }
            _ => None,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, now: Timestamp) -> Action {
        match message {
            Message::Told(turn, told) if turn == self.turn => self.told(told, now),
            Message::StopPressed => {
                self.finish();
                Action::Run(Task::none())
            }
            Message::Held(held) => self.held(held, now),
            Message::SendPressed => self.send(now),
            Message::DiscardPressed => Action::Gone,
            Message::Listen(act) => Action::Listen(act),
            Message::Stored(turn, stored) if turn == self.turn => self.stored(stored),
            Message::Told(..) | Message::Stored(..) => Action::Run(Task::none()),
        }
    }

    fn held(&mut self, held: Held, now: Timestamp) -> Action {
        let Stand::Hears { hold, .. } = &mut self.stand else {
            return Action::Run(Task::none());
        };
        *hold = match held {
            Held::Moved { away: true } => Hold::Away,
            Held::Moved { away: false } => Hold::Near,
            Held::Missed => Hold::Not,
            Held::LetGo { away: true } => return Action::Gone,
            Held::LetGo { away: false } => {
                *hold = Hold::Not;
                return self.send(now);
            }
        };
        Action::Run(Task::none())
    }

    fn told(&mut self, told: Told, now: Timestamp) -> Action {
        let Stand::Hears {
            duration_ms,
            levels,
            send,
            ..
        } = &mut self.stand
        else {
            return Action::Run(Task::none());
        };
        match told {
            Told::Hears {
                duration_ms: heard,
                level,
            } => {
                *duration_ms = heard;
                levels.remove(0);
                levels.push((level.clamp(0.0, 1.0) * 255.0) as u8);
                Action::Run(Task::none())
            }
            Told::Failed(error) => {
                self.stand = Stand::Failed(error);
                Action::Run(Task::none())
            }
            Told::Ended(recorded) if recorded.duration_ms < SHORTEST_MS => {
                self.stand = Stand::Short;
                Action::Run(Task::none())
            }
            Told::Ended(mut recorded) => {
                let send = *send;
                let file = std::mem::take(&mut recorded.file).into();
                self.stand = Stand::Done {
                    recorded,
                    file,
                    sending: false,
                    wrong: None,
                };
                match send {
                    true => self.send(now),
                    false => Action::Run(focus::to(SEND)),
                }
            }
        }
    }

    fn send(&mut self, now: Timestamp) -> Action {
        match &mut self.stand {
            Stand::Hears { recorder, send, .. } => {
                *send = true;
                recorder.finish();
                Action::Run(Task::none())
            }
            Stand::Done {
                file,
                sending,
                wrong,
                ..
            } if !*sending => {
                (*sending, *wrong) = (true, None);
                let (file, turn) = (Arc::clone(file), self.turn);
                let stored = Task::future(async move { put(&file, now) });
                Action::Run(stored.map(move |stored| Message::Stored(turn, stored)))
            }
            _ => Action::Run(Task::none()),
        }
    }

    fn stored(&mut self, stored: Result<PathBuf, String>) -> Action {
        let Stand::Done {
            recorded,
            sending,
            wrong,
            ..
        } = &mut self.stand
        else {
            return Action::Run(Task::none());
        };
        match stored {
            Ok(path) => Action::Send(path, recorded.clone()),
            Err(detail) => {
                (*sending, *wrong) = (false, Some(detail));
                Action::Run(Task::none())
            }
        }
    }
}
