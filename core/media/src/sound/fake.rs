//! Ears and a mouth for tests: a microphone that hears what it is told, and a speaker that remembers.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::device::{Devices, Fill, Stream, Take};
use super::{RATE, SoundError};

/// A device is served so many samples at a time, as real ones are: 10 ms.
const PIECE: usize = (RATE / 100) as usize;

/// Devices that exist in memory only.
#[derive(Clone, Debug)]
pub struct Fake {
    heard_by_microphone: Arc<Vec<f32>>,
    played: Arc<Mutex<Played>>,
    trouble: Option<SoundError>,
    pause: Duration,
}

/// What a speaker has been given.
#[derive(Debug, Default)]
struct Played {
    samples: Vec<f32>,
    open: usize,
}

impl Fake {
    /// Devices whose microphone hears these samples, and silence after them. They are served so many
    /// times faster than real ones.
    pub fn new(heard: Vec<f32>, faster: u32) -> Self {
        Self {
            heard_by_microphone: Arc::new(heard),
            played: Arc::default(),
            trouble: None,
            pause: Duration::from_millis(10) / faster.max(1),
        }
    }

    /// Devices that can't be opened.
    pub fn broken(trouble: SoundError) -> Self {
        Self {
            trouble: Some(trouble),
            ..Self::new(Vec::new(), 1)
        }
    }

    /// What was played so far: two channels in turns.
    pub fn played(&self) -> Vec<f32> {
        self.lock().samples.clone()
    }

    /// How many devices are open.
    pub fn open(&self) -> usize {
        self.lock().open
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Played> {
        self.played.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves a device until it is dropped.
    fn serve(
        &self,
        mut piece: impl FnMut() + Send + 'static,
    ) -> Result<Box<dyn Stream>, SoundError> {
        if let Some(trouble) = &self.trouble {
            return Err(trouble.clone());
        }
        self.lock().open += 1;
        let (end, ended) = mpsc::channel::<()>();
        let pause = self.pause;
        let thread = thread::spawn(move || {
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                piece();
            }
        });
        Ok(Box::new(Open {
            end: Some(end),
            thread: Some(thread),
            devices: self.clone(),
        }))
    }
}

impl Devices for Fake {
    fn speaker(&self, mut fill: Fill) -> Result<Box<dyn Stream>, SoundError> {
        let played = Arc::clone(&self.played);
        self.serve(move || {
            let mut piece = [0.0; 2 * PIECE];
            fill(&mut piece);
            let mut played = played.lock().unwrap_or_else(PoisonError::into_inner);
            played.samples.extend_from_slice(&piece);
        })
    }

    fn microphone(&self, mut take: Take) -> Result<Box<dyn Stream>, SoundError> {
        let heard = Arc::clone(&self.heard_by_microphone);
        let mut at = 0;
        self.serve(move || {
            let piece = heard.iter().skip(at).chain(std::iter::repeat(&0.0));
            let piece: Vec<f32> = piece.take(PIECE).copied().collect();
            at = (at + PIECE).min(heard.len());
            take(&piece);
        })
    }
}

struct Open {
    end: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    devices: Fake,
}

impl Stream for Open {
    fn failure(&self) -> Option<SoundError> {
        None
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.end = None;
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
        self.devices.lock().open -= 1;
    }
}

/// A tone: so many samples of it at a rate.
pub fn tone(rate: u32, hertz: f64, loud: f64, samples: usize) -> Vec<f32> {
    let turn = hertz * std::f64::consts::TAU / f64::from(rate);
    (0..samples)
        .map(|at| (loud * (turn * at as f64).sin()) as f32)
        .collect()
}

/// How far everything else is below a tone, in decibels: wherever the tone begins in its period, and
/// however loud it is.
pub fn noise_below_tone(samples: &[f32], hertz: f64) -> f64 {
    let turn = hertz * std::f64::consts::TAU / f64::from(RATE);
    let waves = || {
        let samples = samples.iter().enumerate();
        samples.map(|(at, sample)| {
            let (sine, cosine) = (turn * at as f64).sin_cos();
            (sine, cosine, f64::from(*sample))
        })
    };
    // The least squares: two equations for how much sine and how much cosine is in it.
    let (mut ss, mut cc, mut sc, mut sy, mut cy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (sine, cosine, sample) in waves() {
        ss += sine * sine;
        cc += cosine * cosine;
        sc += sine * cosine;
        sy += sine * sample;
        cy += cosine * sample;
    }
    let ground = ss * cc - sc * sc;
    let (a, b) = ((sy * cc - cy * sc) / ground, (cy * ss - sy * sc) / ground);
    let (mut tone, mut noise) = (0.0, 1e-20);
    for (sine, cosine, sample) in waves() {
        let expected = a * sine + b * cosine;
        tone += expected * expected;
        noise += (sample - expected) * (sample - expected);
    }
    10.0 * (tone / noise).log10()
}
