//! Microphone and speaker, as the rest of this crate wants them.

use std::fmt;
use std::path::PathBuf;

use super::SoundError;

/// Fills a piece of sound that is about to be played: two channels in turns. It is called on a thread
/// of the device, and should be quick.
pub type Fill = Box<dyn FnMut(&mut [f32]) + Send>;

/// Takes a piece of sound that was heard: one channel. It is called on a thread of the device, and
/// should be quick.
pub type Take = Box<dyn FnMut(&[f32]) + Send>;

/// What can hear and play. Opening may take a moment: not for the thread of a window.
pub trait Devices: fmt::Debug + Send + Sync {
    /// Begins to play what `fill` gives, on the device that the person has chosen for it in their
    /// system, until the answer is dropped.
    ///
    /// # Errors
    ///
    /// There is no such device, or it may not be used.
    fn speaker(&self, fill: Fill) -> Result<Box<dyn Stream>, SoundError>;

    /// Begins to hear, with the microphone that the person has chosen in their system, until the
    /// answer is dropped.
    ///
    /// # Errors
    ///
    /// There is no such device, or it may not be used.
    fn microphone(&self, take: Take) -> Result<Box<dyn Stream>, SoundError>;
}

/// A device in use; dropped, it is closed.
pub trait Stream: Send {
    /// Why it does not work any more, if it does not.
    fn failure(&self) -> Option<SoundError>;
}

/// The devices of this machine.
#[derive(Clone, Debug, Default)]
pub struct System {
    /// Where the sound system listens; where the environment says, if it is not named.
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "only Linux has a socket for it")
    )]
    socket: Option<PathBuf>,
}

impl System {
    /// The devices of the sound system that listens at this socket.
    pub fn at(socket: PathBuf) -> Self {
        Self {
            socket: Some(socket),
        }
    }
}

#[cfg(target_os = "linux")]
impl Devices for System {
    fn speaker(&self, fill: Fill) -> Result<Box<dyn Stream>, SoundError> {
        super::pulse::speaker(self.socket.clone(), fill)
    }

    fn microphone(&self, take: Take) -> Result<Box<dyn Stream>, SoundError> {
        super::pulse::microphone(self.socket.clone(), take)
    }
}

#[cfg(not(target_os = "linux"))]
impl Devices for System {
    fn speaker(&self, _fill: Fill) -> Result<Box<dyn Stream>, SoundError> {
        Err(SoundError::NoSystem)
    }

    fn microphone(&self, _take: Take) -> Result<Box<dyn Stream>, SoundError> {
        Err(SoundError::NoSystem)
    }
}
