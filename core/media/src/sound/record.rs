//! Records a voice message: a microphone at one end, an Opus file in memory at the other.
//!
//! A recorder is a thread with the microphone. What is said stays in memory (a quarter of a megabyte
//! a minute) until the person has decided about it: what is thrown away was never on a disk.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender, TrySendError};
use std::thread;
use std::time::Duration;

use super::device::Devices;
use super::voice::Writer;
use super::waveform::{self, Waveform};
use super::{RATE, SoundError};

/// A voice message ends by itself after this long: half an hour is a lecture, and nine megabytes.
pub const LONGEST_MS: u64 = 30 * 60 * 1000;
/// What is shorter was a slip of the finger.
pub const SHORTEST_MS: u64 = 500;
/// Pieces that may wait to be encoded: more than five seconds, if the machine is that busy.
const WAITING: usize = 512;
/// How often the level is told.
const TICK: Duration = Duration::from_millis(50);
/// A microphone that gives nothing for this long does not work.
const SILENCE: Duration = Duration::from_secs(4);

/// What a recorder tells, on its thread.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// It hears: for how long, in milliseconds, and how loud it is just now, from 0 to 1.
    Hears {
        /// How long it is by now.
        duration_ms: u64,
        /// How loud it is.
        level: f32,
    },
    /// It has ended, as it was told to or because it was long enough, and this was said.
    Ended(Recorded),
    /// It has ended because of this, and before anything was said.
    Failed(SoundError),
}

/// What was said.
#[derive(Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The file, as [`voice::MEDIA_TYPE`](super::voice::MEDIA_TYPE) says.
    pub file: Vec<u8>,
    /// How long it plays, in milliseconds.
    pub duration_ms: u64,
    /// How loud it is from its beginning to its end.
    pub waveform: Vec<u8>,
}

impl std::fmt::Debug for Recorded {
    // Not the bytes: this is printed with messages of the window.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorded")
            .field("bytes", &self.file.len())
            .field("duration_ms", &self.duration_ms)
            .finish_non_exhaustive()
    }
}

/// A recording under way; dropped, it ends and nothing is left of it.
#[derive(Debug)]
pub struct Recorder {
    end: Sender<()>,
}

impl Recorder {
    /// Opens the microphone and records.
    pub fn record(devices: Arc<dyn Devices>, tell: impl FnMut(Told) + Send + 'static) -> Self {
        let (end, ended) = mpsc::channel();
        let mut tell: Box<dyn FnMut(Told) + Send> = Box::new(tell);
        let thread = thread::Builder::new().name("recorder".to_owned());
        let spawned = thread.spawn(move || {
            match hear(&*devices, &ended, &mut *tell) {
                Ok(Some(recorded)) => tell(Told::Ended(recorded)),
                Ok(None) => {}
                Err(error) => tell(Told::Failed(error)),
            };
        });
        drop(spawned);
        Self { end }
    }

    /// Ends the recording; what was said is told.
    pub fn finish(&self) {
        // Who has ended by itself has told already.
        let _ended = self.end.send(());
    }
}

/// Records until the end; `None` where nobody wants it any more.
fn hear(
    devices: &dyn Devices,
    ended: &Receiver<()>,
    tell: &mut dyn FnMut(Told),
) -> Result<Option<Recorded>, SoundError> {
    let (sender, pieces) = mpsc::sync_channel(WAITING);
    let microphone = devices.microphone(Box::new(move |piece| hand_over(&sender, piece)))?;
    let mut writer = Writer::new(Vec::new(), serial())?;
    let mut waveform = Waveform::default();
    let mut silent = Duration::ZERO;
    loop {
        match ended.recv_timeout(TICK) {
            Ok(()) => break,
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let heard = take(&pieces, &mut writer, &mut waveform)?;
        silent = match heard {
            Some(_) => Duration::ZERO,
            None => silent + TICK,
        };
        let lost = microphone.failure();
        let lost = lost.or_else(|| (silent >= SILENCE).then(nothing_heard));
        match lost {
            // What was said until the microphone was unplugged is not lost.
            Some(_) if writer.duration_ms() >= SHORTEST_MS => break,
            Some(failure) => return Err(failure),
            None => {}
        }
        if let Some(level) = heard {
            let duration_ms = writer.duration_ms();
            tell(Told::Hears { duration_ms, level });
        }
        if writer.duration_ms() >= LONGEST_MS {
            break;
        }
    }
    take(&pieces, &mut writer, &mut waveform)?;
    drop(microphone);
    let duration_ms = writer.duration_ms();
    Ok(Some(Recorded {
        file: writer.finish()?,
        duration_ms,
        waveform: waveform.finish(waveform::MOST),
    }))
}

/// On the thread of the device: never waits.
fn hand_over(sender: &SyncSender<Vec<f32>>, piece: &[f32]) {
    match sender.try_send(piece.to_vec()) {
        Ok(()) | Err(TrySendError::Disconnected(_)) => {}
        // The machine can't keep up: a gap is better than a device that hangs.
        Err(TrySendError::Full(_)) => {}
    }
}

/// Writes what was heard by now; the level of it, if there was anything.
fn take(
    pieces: &Receiver<Vec<f32>>,
    writer: &mut Writer<Vec<u8>>,
    waveform: &mut Waveform,
) -> Result<Option<f32>, SoundError> {
    let mut level = None;
    // Bounded by the clock: a device gives no more than a second a second.
    let most = LONGEST_MS * u64::from(RATE) / 1000;
    for piece in pieces.try_iter().take(WAITING) {
        if writer.duration_ms() * u64::from(RATE) / 1000 >= most {
            break;
        }
        writer.write(&piece)?;
        waveform.push(&piece);
        level = Some(waveform::level(&piece));
    }
    Ok(level)
}

fn nothing_heard() -> SoundError {
    SoundError::Lost("the microphone gives nothing".to_owned())
}

/// A number for the stream that two recordings don't share.
fn serial() -> u32 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0u8) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::Sound;
    use crate::sound::fake::{Fake, noise_below_tone, tone};

    const PATIENCE: Duration = Duration::from_secs(20);

    fn record(fake: &Fake) -> (Recorder, Receiver<Told>) {
        let (sender, told) = mpsc::channel();
        let recorder = Recorder::record(Arc::new(fake.clone()), move |one| {
            let _gone = sender.send(one);
        });
        (recorder, told)
    }

    fn heard(file: Vec<u8>) -> Vec<f32> {
        let mut sound = Sound::of_bytes(file).unwrap();
        let mut out = Vec::new();
        while sound.next(&mut out).unwrap() {}
        out.chunks_exact(2).map(|both| both[0]).collect()
    }

    /// Waits until it has heard so much, and ends it.
    fn finished(fake: &Fake, after_ms: u64) -> (Vec<(u64, f32)>, Recorded) {
        let (recorder, told) = record(fake);
        let mut levels = Vec::new();
        loop {
            match told.recv_timeout(PATIENCE).expect("it tells something") {
                Told::Hears { duration_ms, level } => {
                    levels.push((duration_ms, level));
                    if duration_ms >= after_ms {
                        recorder.finish();
                    }
                }
                Told::Ended(recorded) => return (levels, recorded),
                Told::Failed(error) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn what_the_microphone_hears_is_in_the_file() {
        let fake = Fake::new(tone(RATE, 440.0, 0.5, 2 * RATE as usize), 10);
        let (levels, recorded) = finished(&fake, 2_500);
        assert!(recorded.duration_ms >= 2_500);
        assert!(levels.iter().any(|(_, level)| *level > 0.7), "{levels:?}");
        assert!(levels.last().is_some_and(|(_, level)| *level < 0.1));
        assert!(recorded.waveform.len() <= waveform::MOST);
        assert_eq!(recorded.waveform.iter().max(), Some(&255));
        assert_eq!(recorded.waveform.last(), Some(&0));
        let heard = heard(recorded.file);
        let clean = noise_below_tone(&heard[4_800..90_000], 440.0);
        assert!(clean >= 30.0, "{clean} dB");
        assert_eq!(fake.open(), 0, "the microphone is closed");
    }

    #[test]
    fn who_drops_it_closes_the_microphone_and_hears_no_more() {
        let fake = Fake::new(tone(RATE, 440.0, 0.5, RATE as usize), 10);
        let (recorder, told) = record(&fake);
        assert!(matches!(
            told.recv_timeout(PATIENCE),
            Ok(Told::Hears { .. })
        ));
        drop(recorder);
        let rest: Vec<Told> = told.iter().collect();
        assert!(rest.iter().all(|one| matches!(one, Told::Hears { .. })));
        assert_eq!(fake.open(), 0);
    }

    #[test]
    fn without_a_microphone_it_says_so() {
        let trouble = SoundError::NoDevice("none".to_owned());
        let (_recorder, told) = record(&Fake::broken(trouble.clone()));
        assert_eq!(told.recv_timeout(PATIENCE), Ok(Told::Failed(trouble)));
        assert!(told.recv_timeout(PATIENCE).is_err(), "and nothing more");
    }
}
