//! Sound in words: how long, and what is wrong.

use waxwing_media::sound::SoundError;

use crate::tr;

/// Which way the sound was to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the person.
    Out,
    /// From the person.
    In,
}

/// A length of time as players show it: `0:07`, `12:40`, `1:02:09`.
pub fn length(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// What is wrong, and what to do about it.
pub fn trouble(error: &SoundError, direction: Direction) -> String {
    match (error, direction) {
        (SoundError::NoSystem, _) => tr!("sound-no-system"),
        (SoundError::NoDevice(_), Direction::Out) => tr!("sound-no-speaker"),
        (SoundError::NoDevice(_), Direction::In) => tr!("sound-no-microphone"),
        (SoundError::Refused(_), Direction::Out) => tr!("sound-refused-speaker"),
        (SoundError::Refused(_), Direction::In) => tr!("sound-refused-microphone"),
        (SoundError::Lost(_), Direction::Out) => tr!("sound-lost-speaker"),
        (SoundError::Lost(_), Direction::In) => tr!("sound-lost-microphone"),
        (SoundError::Unsupported(_), _) => tr!("sound-unsupported"),
        (SoundError::Damaged, _) => tr!("sound-damaged"),
        (SoundError::File(detail), _) => tr!("sound-file", detail = detail.as_str()),
    }
}
