//! Voice messages: heard, spoken, and where that does not work.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::voices;
use waxwing::scene::Scene;

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("voices", |mode| voices::voices((1000.0, 700.0), mode)),
    ("voices-playing", |mode| {
        voices::listening((1000.0, 700.0), mode)
    }),
    ("voices-narrow", |mode| {
        voices::listening((360.0, 700.0), mode)
    }),
    ("voices-focus", focus),
    ("voices-no-sound", |mode| {
        voices::deaf((1000.0, 700.0), mode)
    }),
    ("recording", |mode| voices::speaking((1000.0, 700.0), mode)),
    ("recording-narrow", |mode| {
        voices::speaking((360.0, 700.0), mode)
    }),
    ("recorded", |mode| voices::spoken_out((1000.0, 700.0), mode)),
    ("recorded-narrow", |mode| {
        voices::spoken_out((360.0, 700.0), mode)
    }),
    ("recording-no-microphone", |mode| {
        voices::mute((1000.0, 700.0), mode)
    }),
];

fn focus(mode: Mode) -> Scene {
    let mut scene = voices::listening((1000.0, 700.0), mode);
    // From the speed, that was pressed last, one up.
    scene.key(Named::ArrowUp);
    scene.settle();
    scene
}
