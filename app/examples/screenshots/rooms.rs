//! Groups and channels.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::talk::with_romy_quietly;
use waxwing::sample::{faces, rooms};
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::command::room;
use waxwing_core::model::FoundRoom;
use waxwing_core::{Command, Event, event};

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("room", |mode| rooms::open((1000.0, 700.0), mode)),
    ("room-faces", |mode| rooms::faces((1000.0, 700.0), mode)),
    ("room-slow-narrow", |mode| {
        rooms::open_as((360.0, 700.0), mode, rooms::slowed())
    }),
    ("room-narrow", |mode| rooms::open((360.0, 700.0), mode)),
    ("room-page", |mode| rooms::page((1000.0, 900.0), mode)),
    ("room-page-wide", |mode| rooms::page((1400.0, 900.0), mode)),
    ("room-belong", |mode| {
        rooms::page_of_members((1000.0, 1100.0), mode)
    }),
    ("room-belong-narrow", |mode| {
        rooms::page_of_members((360.0, 1100.0), mode)
    }),
    ("room-inviting", |mode| {
        rooms::inviting((1000.0, 900.0), mode)
    }),
    ("room-removing", |mode| {
        rooms::removing((1000.0, 900.0), mode)
    }),
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
    ("room-new-picture", |mode| {
        faces::group_with_picture((1000.0, 800.0), mode)
    }),
    ("room-join", |mode| asked(tr!("channel-join"), mode)),
    ("room-join-everywhere", everywhere),
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

/// Channels of all servers, found.
fn everywhere(mode: Mode) -> Scene {
    let mut scene = asked(tr!("channel-join"), mode);
    scene.type_text("bird");
    scene.settle();
    scene.sent();
    scene.click_role(Role::Button, &tr!("channel-everywhere", word = "bird"));
    scene.settle();
    let asked = scene.sent().into_iter().find_map(|command| match command {
        Command::Room(room::Command::SearchEverywhere { request, .. }) => Some(request),
        _ => None,
    });
    let one = |jid: &str, name: &str, description: &str, occupants| FoundRoom {
        jid: jid.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        occupants: Some(occupants),
        nature: None,
    };
    scene.tell(asked.map(|request| {
        Event::Room(event::room::Event::Found {
            request,
            service: String::new(),
            rooms: vec![
                one(
                    "birds@rooms.example.org",
                    "Birds",
                    "From the wren to the eagle: who has seen what, and where",
                    112,
                ),
                one("garden@chat.example.net", "Garden birds", "", 31),
                one("owls@rooms.example.com", "", "Night birds only", 4),
            ],
        })
    }));
    scene.settle();
    scene
}
