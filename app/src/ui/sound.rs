//! What is listened to: one thing at a time, whatever conversation is on screen.
//!
//! The sound itself is on a thread of `waxwing_media` that ends with what it plays. Here is only what
//! it tells: how far it is, and how long it goes on.

pub mod player;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use futures::channel::{mpsc, oneshot};
use iced::Task;
use waxwing_core::ConversationId;
use waxwing_media::sound::play::Told;
use waxwing_media::sound::waveform::MOST;
use waxwing_media::sound::{Devices, Player, SoundError, Source, Speed, System, read};

pub use words::{Direction, length, trouble};

/// So many shapes of files that don't tell theirs are kept; a shape is a hundred bytes.
const MOST_SHAPES: usize = 500;

/// What can be listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A file of a message: the number of its row, which stays, and its place in the message.
    File(ConversationId, u64, u32),
    /// What was recorded for a conversation and is not sent.
    Draft(ConversationId),
}

/// What is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It shall play, or pause.
    Toggle,
    /// It shall go on at a place, in thousandths of all of it.
    Seek(u16),
    /// It shall play at the next speed.
    Speed,
    /// Its shape shall be read, for it has come without one.
    Measure,
}

/// What comes back.
#[derive(Clone, Debug)]
pub enum Message {
    /// The player of this turn tells something.
    Told(u64, Told),
    /// The shape of a file was read.
    Measured(What, Option<Shape>),
}

/// How loud a file is from its beginning to its end, and how long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Values as attachments have them.
    pub waveform: Vec<u8>,
    /// Milliseconds.
    pub duration_ms: u64,
}

/// What is known of what is listened to.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// It plays just now.
    pub playing: bool,
    /// How far it is, in milliseconds.
    pub at: u64,
    /// How long it is, in milliseconds, where the player has found out.
    pub duration: Option<u64>,
    /// How fast it plays.
    pub speed: Speed,
    /// Why it does not play.
    pub failure: Option<&'a SoundError>,
}

/// The one thing that is listened to, and what is needed for the next.
#[derive(Debug)]
pub struct State {
    devices: Arc<dyn Devices>,
    speed: Speed,
    current: Option<Current>,
    turns: u64,
    /// Those that were read here; `None` while one is being read, and where none could be.
    shapes: HashMap<What, Option<Shape>>,
}

#[derive(Debug)]
struct Current {
    what: What,
    turn: u64,
    player: Player,
    playing: bool,
    at: u64,
    duration: Option<u64>,
    failure: Option<SoundError>,
}

impl Default for State {
    fn default() -> Self {
        #[cfg(any(test, feature = "harness"))]
        if let Some(devices) = PRETENDED.with_borrow(Clone::clone) {
            return Self::with(devices);
        }
        Self::with(Arc::new(System::default()))
    }
}

#[cfg(any(test, feature = "harness"))]
thread_local! {
    /// What windows of this thread use instead of the devices of the machine.
    static PRETENDED: std::cell::RefCell<Option<Arc<dyn Devices>>> =
        const { std::cell::RefCell::new(None) };
}

/// Windows that are opened on this thread from now on use these devices.
#[cfg(any(test, feature = "harness"))]
pub fn pretend(devices: Arc<dyn Devices>) {
    PRETENDED.set(Some(devices));
}

impl State {
    /// Nothing is listened to; these devices are used when something is.
    pub fn with(devices: Arc<dyn Devices>) -> Self {
        Self {
            devices,
            speed: Speed::default(),
            current: None,
            turns: 0,
            shapes: HashMap::new(),
        }
    }

    /// What hears and plays.
    pub fn devices(&self) -> Arc<dyn Devices> {
        Arc::clone(&self.devices)
    }

    /// What is known of something; `None` where something else is listened to, or nothing.
    pub fn heard(&self, what: What) -> Option<Heard<'_>> {
        let current = self.current.as_ref().filter(|one| one.what == what)?;
        Some(Heard {
            playing: current.playing,
            at: current.at,
            duration: current.duration,
            speed: self.speed,
            failure: current.failure.as_ref(),
        })
    }

    /// The shape of a file that came without one, where it was read.
    pub fn shape(&self, what: What) -> Option<&Shape> {
        self.shapes.get(&what)?.as_ref()
    }

    /// Does something with what can be listened to. `duration` is how long it is said to be.
    pub fn act(
        &mut self,
        what: What,
        act: Act,
        source: Source,
        duration: Option<u64>,
    ) -> Task<Message> {
        let duration = duration.or_else(|| self.shape(what).map(|shape| shape.duration_ms));
        match act {
            Act::Toggle => self.toggle(what, source, duration),
            Act::Seek(part) => self.seek(what, part, source, duration),
            Act::Speed => {
                self.speed = self.speed.next();
                if let Some(current) = &self.current {
                    current.player.set_speed(self.speed);
                }
                Task::none()
            }
            Act::Measure => match source {
                Source::File(path) => self.measure(what, path),
                Source::Bytes(_) => Task::none(),
            },
        }
    }

    /// Pauses, whatever it is: somebody begins to speak.
    pub fn pause(&mut self) {
        if let Some(current) = self.current.as_mut().filter(|one| one.playing) {
            current.player.pause();
            current.playing = false;
        }
    }

    /// Stops this, if it is listened to.
    pub fn stop(&mut self, what: What) {
        self.current.take_if(|one| one.what == what);
    }

    /// Takes in what came back; what has played to its end, if something has.
    pub fn update(&mut self, message: Message) -> Option<What> {
        match message {
            Message::Told(turn, told) => self.told(turn, told),
            Message::Measured(what, shape) => {
                self.shapes.insert(what, shape);
                None
            }
        }
    }

    /// Begins to play something from its beginning.
    pub fn play(&mut self, what: What, source: Source, duration: Option<u64>) -> Task<Message> {
        self.begin(what, source, 0, duration)
    }

    fn toggle(&mut self, what: What, source: Source, duration: Option<u64>) -> Task<Message> {
        match self.current.as_mut().filter(|one| one.what == what) {
            // What has failed may work now: another device, another file at the same place.
            Some(current) if current.failure.is_some() => {
                let at = current.at;
                self.begin(what, source, at, duration)
            }
            Some(current) if current.playing => {
                current.player.pause();
                current.playing = false;
                Task::none()
            }
            Some(current) => {
                current.player.resume();
                current.playing = true;
                Task::none()
            }
            None => self.begin(what, source, 0, duration),
        }
    }

    fn seek(
        &mut self,
        what: What,
        part: u16,
        source: Source,
        duration: Option<u64>,
    ) -> Task<Message> {
        let place =
            |duration: Option<u64>| duration.unwrap_or(0) * u64::from(part.min(1000)) / 1000;
        match self.current.as_mut().filter(|one| one.what == what) {
            Some(current) if current.failure.is_none() => {
                let at = place(current.duration.or(duration));
                current.player.seek(at);
                current.at = at;
                Task::none()
            }
            _ => self.begin(what, source, place(duration), duration),
        }
    }

    fn begin(
        &mut self,
        what: What,
        source: Source,
        at: u64,
        duration: Option<u64>,
    ) -> Task<Message> {
        // The one before is dropped first: it lets go of the device.
        self.current = None;
        self.turns += 1;
        let turn = self.turns;
        let (sender, told) = mpsc::unbounded();
        let player = Player::play(self.devices(), source, at, self.speed, move |one| {
            // Nobody listens any more: it is about to be dropped.
            let _gone = sender.unbounded_send(one);
        });
        self.current = Some(Current {
            what,
            turn,
            player,
            playing: true,
            at,
            duration,
            failure: None,
        });
        Task::run(told, move |one| Message::Told(turn, one))
    }

    fn told(&mut self, turn: u64, told: Told) -> Option<What> {
        let current = self.current.as_mut().filter(|one| one.turn == turn)?;
        match told {
            Told::Opened(duration) => current.duration = duration.or(current.duration),
            // What was told before it paused is from where it was.
            Told::At(at) if current.playing => current.at = at,
            Told::At(_) => {}
            Told::Failed(failure) => {
                current.playing = false;
                current.failure = Some(failure);
            }
            Told::Ended => {
                let what = current.what;
                self.current = None;
                return Some(what);
            }
        }
        None
    }

    /// Reads the shape of a file that came without one, on a thread of its own.
    fn measure(&mut self, what: What, path: PathBuf) -> Task<Message> {
        if self.shapes.contains_key(&what) {
            return Task::none();
        }
        if self.shapes.len() >= MOST_SHAPES {
            self.shapes.clear();
        }
        self.shapes.insert(what, None);
        let (answer, answered) = oneshot::channel();
        let thread = std::thread::Builder::new().name("waveform".to_owned());
        let spawned = thread.spawn(move || {
            let shape = read::waveform(&path, MOST).ok();
            let shape = shape.map(|(waveform, duration_ms)| Shape {
                waveform,
                duration_ms,
            });
            let _gone = answer.send(shape);
        });
        if let Err(error) = spawned {
            tracing::info!(%error, "no thread to read a sound");
        }
        Task::perform(answered, move |shape| {
            Message::Measured(what, shape.ok().flatten())
        })
    }
}
