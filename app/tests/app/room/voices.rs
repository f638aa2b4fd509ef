//! Voice messages have room, heard and spoken.

use iced::theme::Mode;
use waxwing::sample::voices;

use super::has_room;

const SIZE: (f32, f32) = (1000.0, 700.0);

#[test]
fn voice_messages_have_room() {
    has_room("voices", || voices::listening(SIZE, Mode::Light));
    has_room("voices without sound", || voices::deaf(SIZE, Mode::Light));
}

#[test]
fn recordings_have_room() {
    has_room("speaking", || voices::speaking(SIZE, Mode::Light));
    has_room("spoken", || voices::spoken_out(SIZE, Mode::Light));
    has_room("no microphone", || voices::mute(SIZE, Mode::Light));
}
