//! What is listened to: voice messages that are recorded here, and sound files that arrive.
//!
//! Inside of this module sound is always the same: 32-bit floats between -1 and 1 at [`RATE`]. From a
//! microphone they come as one channel, to a speaker they go as two, left and right in turns. Devices
//! are behind [`Devices`], so that tests have ears and a mouth of their own; a device is open only
//! while it is used, and nothing here runs on the thread of whoever calls.

pub mod device;
pub mod fake;
mod ogg;
pub mod play;
#[cfg(target_os = "linux")]
mod pulse;
pub mod read;
pub mod record;
mod resample;
mod stretch;
pub mod voice;
pub mod waveform;

pub use device::{Devices, System};
pub use play::{Player, Source, Speed};
pub use read::Sound;
pub use record::{Recorded, Recorder};

/// Samples a second and channel. Opus knows no other, and what devices want is made of it.
pub const RATE: u32 = 48_000;

/// What can go wrong with sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SoundError {
    /// No sound system runs here.
    #[error("there is no sound system")]
    NoSystem,
    /// There is nothing to hear with, or nothing to play on.
    #[error("there is no such device: {0}")]
    NoDevice(String),
    /// The sound system does not let us.
    #[error("the sound system refuses: {0}")]
    Refused(String),
    /// It was there, and is gone.
    #[error("the device was lost: {0}")]
    Lost(String),
    /// No program part here reads such a file.
    #[error("unknown kind of sound: {0}")]
    Unsupported(String),
    /// The file is damaged.
    #[error("the file is damaged")]
    Damaged,
    /// The file can't be read or written.
    #[error("file: {0}")]
    File(String),
}
