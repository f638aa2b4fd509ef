//! What is said about encryption has room.

use iced::theme::Mode;
use waxwing::sample::encryption;

use super::has_room;

const WINDOW: ((f32, f32), Mode) = ((1000.0, 700.0), Mode::Light);

#[test]
fn what_is_said_about_encryption_has_room() {
    has_room("the lock", || {
        encryption::lock(WINDOW, encryption::undecided())
    });
    has_room("the lock of a group", || encryption::lock_of_group(WINDOW));
    has_room("switching off", || encryption::switching_off(WINDOW));
    has_room("what can't be read", || encryption::trouble(WINDOW));
    has_room("why it can't", || encryption::explained(WINDOW));
    has_room("nothing is encrypted", || encryption::plain(WINDOW));
    has_room("one by one", || encryption::unfolded(WINDOW));
    has_room("another key than before", || {
        encryption::banner(WINDOW, true)
    });
}

#[test]
fn keys_have_room() {
    has_room("somebody's keys", || encryption::keys(WINDOW));
    has_room("our own keys", || encryption::keys_of_ours(WINDOW));
    has_room("another name", || encryption::naming(WINDOW));
    has_room("the settings", || encryption::settings(WINDOW));
    has_room("a key to compare", || encryption::verifying(WINDOW));
    has_room("a code", || encryption::verifying_by_code(WINDOW));
}
