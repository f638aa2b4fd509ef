//! Pictures have room.

use iced::theme::Mode;
use waxwing::sample::pictures::{gallery, lightbox, talk};

use super::has_room;

#[test]
fn pictures_in_rows_have_room() {
    has_room("pictures", || talk((1000.0, 700.0), Mode::Light));
}

#[test]
fn a_picture_looked_at_closely_has_room() {
    has_room("a picture", || lightbox((1000.0, 700.0), Mode::Light));
}

#[test]
fn a_gallery_has_room() {
    has_room("a gallery", || gallery((1000.0, 700.0), Mode::Light));
}
