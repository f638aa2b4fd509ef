//! Files have room.

use iced::theme::Mode;
use waxwing::sample::files::{held_over, preview_in_trouble, states, usage};
use waxwing::sample::talk::signed_in;
use waxwing::tr;

use super::has_room;

#[test]
fn files_in_messages_have_room() {
    has_room("files", || states((1000.0, 1000.0), Mode::Light));
}

#[test]
fn files_about_to_be_sent_have_room() {
    has_room("files to be sent", || {
        preview_in_trouble((1000.0, 800.0), Mode::Light)
    });
    has_room("files over the window", || {
        held_over((1000.0, 700.0), Mode::Light)
    });
}

#[test]
fn the_settings_of_files_have_room() {
    let opened = |words: String| {
        let mut scene = signed_in(1000.0, 900.0, Mode::Light);
        scene.ctrl(",");
        scene.settle();
        scene.type_text(&words);
        scene.tell([usage()]);
        scene
    };
    has_room("files in the settings", || opened(tr!("settings-files")));
    has_room("freeing space", || {
        let mut scene = opened(tr!("setting-files-room"));
        scene.click(&tr!("files-free"));
        scene
    });
}
