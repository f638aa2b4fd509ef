//! Groups and channels.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::rooms;
use waxwing::sample::talk::with_romy_quietly;
use waxwing::scene::Scene;
use waxwing::tr;

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("room", |mode| rooms::open((1000.0, 700.0), mode)),
    ("room-faces", |mode| rooms::faces((1000.0, 700.0), mode)),
    ("room-narrow", |mode| rooms::open((360.0, 700.0), mode)),
    ("room-page", |mode| rooms::page((1000.0, 900.0), mode)),
    ("room-page-wide", |mode| rooms::page((1400.0, 900.0), mode)),
    ("room-members", |mode| {
        rooms::members((1000.0, 1500.0), mode)
    }),
    ("room-members-narrow", |mode| {
        rooms::members((360.0, 1500.0), mode)
    }),
    ("room-ignoring-narrow", |mode| {
        rooms::open_as((360.0, 700.0), mode, rooms::ignoring(rooms::room()))
    }),
    ("room-way-in-narrow", |mode| {
        rooms::way_in((360.0, 900.0), mode)
    }),
    ("room-way-in", |mode| rooms::way_in((1000.0, 900.0), mode)),
    ("room-asked", |mode| rooms::asked((1000.0, 700.0), mode)),
    ("room-asked-narrow", |mode| {
        rooms::asked((360.0, 700.0), mode)
    }),
    ("room-alone-narrow", |mode| {
        rooms::alone((360.0, 700.0), mode)
    }),
    ("room-naming", |mode| rooms::naming((1000.0, 700.0), mode)),
    ("room-alone", |mode| rooms::alone((1000.0, 700.0), mode)),
    ("room-moderate", rooms::moderating),
    ("room-out", |mode| rooms::thrown_out((1000.0, 700.0), mode)),
    ("room-invited", rooms::invited),
    ("room-new", |mode| asked(tr!("group-new"), mode)),
    ("room-join", |mode| asked(tr!("channel-join"), mode)),
];

/// A dialog that the palette leads to.
fn asked(title: String, mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.ctrl("k");
    scene.settle();
    scene.type_text(&title);
    scene.key(Named::Enter);
    scene.settle();
    scene
}
