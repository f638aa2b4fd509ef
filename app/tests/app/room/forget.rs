//! Deleting on this machine has room.

use iced::theme::Mode;
use waxwing::sample::forget;

use super::has_room;

#[test]
fn deleting_here_has_room() {
    has_room("a history to delete", || {
        forget::clearing((1000.0, 700.0), Mode::Light)
    });
    has_room("messages to delete", || {
        forget::mixed((1000.0, 800.0), Mode::Light)
    });
}
