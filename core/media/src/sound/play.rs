//! Plays a sound file: as fast as one likes, from where one likes.
//!
//! A player is a thread with one file. It reads a little ahead of the speaker, and has the speaker
//! open only while it plays: who pauses lets go of the device, and a player that pauses does nothing
//! at all. Dropped, it stops.

use std::collections::VecDeque;
use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::device::{Devices, Stream};
use super::read::Sound;
use super::stretch::Stretch;
use super::{RATE, SoundError};

/// So much is kept ready for the speaker, in samples of each channel: two seconds, so that a machine that
/// is busy with something else still plays without a gap.
const AHEAD: usize = (2 * RATE) as usize;
/// How often it looks while it plays.
const TICK: Duration = Duration::from_millis(50);
/// What a speaker may still have to play when we have given it everything.
const LATENCY: Duration = Duration::from_millis(200);

/// How fast something is played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// As it was spoken.
    #[default]
    Usual,
    /// Half as fast again.
    Faster,
    /// Twice as fast.
    Double,
}

impl Speed {
    /// By what the usual speed is multiplied.
    pub fn factor(self) -> f64 {
        match self {
            Self::Usual => 1.0,
            Self::Faster => 1.5,
            Self::Double => 2.0,
        }
    }

    /// The one after it, in a circle.
    pub fn next(self) -> Self {
        match self {
            Self::Usual => Self::Faster,
            Self::Faster => Self::Double,
            Self::Double => Self::Usual,
        }
    }
}

/// What is played.
#[derive(Clone, PartialEq, Eq)]
pub enum Source {
    /// A file on this machine.
    File(PathBuf),
    /// What is in memory: a recording that nobody has decided about.
    Bytes(Arc<[u8]>),
}

impl fmt::Debug for Source {
    // Not the bytes: this is printed with messages of the window.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Bytes(bytes) => f.debug_tuple("Bytes").field(&bytes.len()).finish(),
        }
    }
}

/// What a player tells, on its thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The file is open: how long it plays, in milliseconds, where that is known.
    Opened(Option<u64>),
    /// It plays, and is here: milliseconds from the beginning.
    At(u64),
    /// It has played to the end.
    Ended,
    /// It can't go on. After the loss of a device it can be told to, when there is one again.
    Failed(SoundError),
}

/// What a player is told.
enum Order {
    Play,
    Pause,
    Seek(u64),
    Speed(Speed),
}

/// Something that plays, or pauses.
#[derive(Debug)]
pub struct Player {
    orders: Sender<Order>,
}

impl Player {
    /// Begins to play something from a place, in milliseconds.
    pub fn play(
        devices: Arc<dyn Devices>,
        source: Source,
        from: u64,
        speed: Speed,
        tell: impl FnMut(Told) + Send + 'static,
    ) -> Self {
        let (orders, inbox) = mpsc::channel();
        let mut tell: Box<dyn FnMut(Told) + Send> = Box::new(tell);
        let thread = thread::Builder::new().name("player".to_owned());
        let spawned = thread.spawn(move || {
            match Worker::open(devices, source, from, speed) {
                Ok(mut worker) => worker.run(&inbox, &mut *tell),
                Err(error) => tell(Told::Failed(error)),
            };
        });
        // Without a thread nothing listens to the orders, and nobody is told: as if it were paused.
        drop(spawned);
        Self { orders }
    }

    /// Plays on.
    pub fn resume(&self) {
        self.order(Order::Play);
    }

    /// Stops for now.
    pub fn pause(&self) {
        self.order(Order::Pause);
    }

    /// Goes to a place, in milliseconds.
    pub fn seek(&self, to: u64) {
        self.order(Order::Seek(to));
    }

    /// Plays at another speed from now on.
    pub fn set_speed(&self, speed: Speed) {
        self.order(Order::Speed(speed));
    }

    fn order(&self, order: Order) {
        // Who has ended takes no orders any more.
        let _ended = self.orders.send(order);
    }
}

/// A piece that is ready to be played.
struct Piece {
    /// Two channels in turns.
    samples: Vec<f32>,
    /// How many of `samples` were played.
    played: usize,
    /// Where it begins in the file, in milliseconds.
    at: f64,
    /// How much of the file one sample of each channel is, in milliseconds.
    each: f64,
}

/// What both the player and its speaker look at.
#[derive(Default)]
struct Queue {
    pieces: VecDeque<Piece>,
    /// Where the last sample was that the speaker took.
    at: f64,
}

impl Queue {
    /// Fills a piece of sound; silence where nothing is ready.
    fn fill(&mut self, mut out: &mut [f32]) {
        while let Some(piece) = self.pieces.front_mut() {
            let ready = piece.samples.get(piece.played..).unwrap_or_default();
            let count = ready.len().min(out.len());
            let (now, later) = std::mem::take(&mut out).split_at_mut(count);
            now.copy_from_slice(ready.get(..count).unwrap_or_default());
            out = later;
            piece.played += count;
            self.at = piece.at + (piece.played / 2) as f64 * piece.each;
            if piece.played < piece.samples.len() {
                return;
            }
            self.pieces.pop_front();
        }
        out.fill(0.0);
    }

    /// Samples of each channel that are ready.
    fn ready(&self) -> usize {
        let left = |piece: &Piece| (piece.samples.len() - piece.played) / 2;
        self.pieces.iter().map(left).sum()
    }
}

struct Worker {
    devices: Arc<dyn Devices>,
    sound: Sound,
    stretch: Stretch,
    speed: Speed,
    queue: Arc<Mutex<Queue>>,
    stream: Option<Box<dyn Stream>>,
    /// Where the next samples of the file are, in milliseconds.
    read_to: f64,
    /// All of the file was read.
    read_out: bool,
}

impl Worker {
    fn open(
        devices: Arc<dyn Devices>,
        source: Source,
        from: u64,
        speed: Speed,
    ) -> Result<Self, SoundError> {
        let mut worker = Self {
            devices,
            sound: match source {
                Source::File(path) => Sound::open(&path)?,
                Source::Bytes(bytes) => Sound::of_bytes(bytes)?,
            },
            stretch: Stretch::new(speed.factor()),
            speed,
            queue: Arc::default(),
            stream: None,
            read_to: 0.0,
            read_out: false,
        };
        if from > 0 {
            worker.seek(from)?;
        }
        Ok(worker)
    }

    fn run(&mut self, inbox: &Receiver<Order>, tell: &mut dyn FnMut(Told)) {
        tell(Told::Opened(self.sound.duration_ms()));
        if let Err(error) = self.start() {
            tell(Told::Failed(error));
        }
        let mut patience = TICK;
        loop {
            let order = match self.stream {
                Some(_) => inbox.recv_timeout(patience),
                // Who pauses sleeps until somebody wants something.
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let done = match order {
                Ok(order) => self.follow(order),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) if patience == LATENCY => {
                    self.stream = None;
                    return tell(Told::Ended);
                }
                Err(RecvTimeoutError::Timeout) => Ok(()),
            };
            patience = TICK;
            match done.and_then(|()| self.go_on()) {
                Ok(true) if self.stream.is_some() => tell(Told::At(self.at())),
                Ok(true) => {}
                // What the speaker still has is heard before anybody hears of the end.
                Ok(false) => patience = LATENCY,
                Err(error) => {
                    self.stream = None;
                    tell(Told::Failed(error));
                }
            }
        }
    }

    fn follow(&mut self, order: Order) -> Result<(), SoundError> {
        match order {
            Order::Play => self.start(),
            Order::Pause => {
                self.stream = None;
                Ok(())
            }
            Order::Seek(to) => self.seek(to),
            Order::Speed(speed) => {
                let at = self.at();
                self.speed = speed;
                self.seek(at)
            }
        }
    }

    /// Opens the speaker, if it is not.
    fn start(&mut self) -> Result<(), SoundError> {
        if self.stream.is_some() {
            return Ok(());
        }
        self.read_ahead()?;
        let queue = Arc::clone(&self.queue);
        let fill = Box::new(move |out: &mut [f32]| locked(&queue).fill(out));
        self.stream = Some(self.devices.speaker(fill)?);
        Ok(())
    }

    /// Whether there is anything left to play, after what it needs was made ready.
    fn go_on(&mut self) -> Result<bool, SoundError> {
        let Some(stream) = &self.stream else {
            return Ok(true);
        };
        if let Some(failure) = stream.failure() {
            return Err(failure);
        }
        self.read_ahead()?;
        Ok(!self.read_out || locked(&self.queue).ready() > 0)
    }

    fn read_ahead(&mut self) -> Result<(), SoundError> {
        while !self.read_out && locked(&self.queue).ready() < AHEAD {
            let mut read = Vec::new();
            let mut samples = Vec::new();
            match self.sound.next(&mut read) {
                Ok(true) => self.stretch.push(&read, &mut samples),
                Ok(false) => {
                    self.read_out = true;
                    self.stretch.finish(&mut samples);
                }
                // What was read up to here is played; then it has ended.
                Err(_) if self.read_to > 0.0 => self.read_out = true,
                Err(error) => return Err(error),
            }
            let at = self.read_to;
            self.read_to += (read.len() / 2) as f64 * 1000.0 / f64::from(RATE);
            if samples.is_empty() {
                continue;
            }
            let each = self.speed.factor() * 1000.0 / f64::from(RATE);
            locked(&self.queue).pieces.push_back(Piece {
                samples,
                played: 0,
                at,
                each,
            });
        }
        Ok(())
    }

    fn seek(&mut self, to: u64) -> Result<(), SoundError> {
        self.sound.seek(to)?;
        self.stretch = Stretch::new(self.speed.factor());
        self.read_to = to as f64;
        self.read_out = false;
        let mut queue = locked(&self.queue);
        queue.pieces.clear();
        queue.at = to as f64;
        Ok(())
    }

    fn at(&self) -> u64 {
        let at = locked(&self.queue).at.max(0.0) as u64;
        self.sound.duration_ms().map_or(at, |end| at.min(end))
    }
}

fn locked(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
