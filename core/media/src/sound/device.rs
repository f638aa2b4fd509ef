//! Microphone and speaker, as the rest of this crate wants them.

use std::fmt;

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
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

#[cfg(target_os = "linux")]
impl Devices for System {
    fn speaker(&self, fill: Fill) -> Result<Box<dyn Stream>, SoundError> {
        super::pulse::speaker(fill)
    }

    fn microphone(&self, take: Take) -> Result<Box<dyn Stream>, SoundError> {
        super::pulse::microphone(take)
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
