//! Groups have room.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample::rooms;
use waxwing::sample::talk::signed_in;
use waxwing::tr;

use super::has_room;

#[test]
fn groups_have_room() {
    has_room("a group", || rooms::open((1000.0, 700.0), Mode::Light));
    has_room("a group where somebody asks to write", || {
        rooms::asked((1000.0, 700.0), Mode::Light)
    });
    has_room("a group where somebody is being named", || {
        rooms::naming((1000.0, 700.0), Mode::Light)
    });
    has_room("a group with something for one alone", || {
        rooms::alone((1000.0, 700.0), Mode::Light)
    });
    has_room("a slow group", || {
        rooms::open_as((1000.0, 700.0), Mode::Light, rooms::slowed())
    });
    has_room("a group that was left", || {
        rooms::thrown_out((1000.0, 700.0), Mode::Light)
    });
    has_room("the page of an open group", || {
        rooms::way_in((1000.0, 700.0), Mode::Light)
    });
    has_room("the page of a group", || {
        rooms::page((1000.0, 700.0), Mode::Light)
    });
}

#[test]
fn ways_into_groups_have_room() {
    for title in [|| tr!("group-new"), || tr!("channel-join")] {
        has_room("a way into a group", || {
            let mut scene = signed_in(1000.0, 700.0, Mode::Light);
            scene.ctrl("k");
            scene.settle();
            scene.type_text(&title());
            scene.key(Named::Enter);
            scene
        });
    }
    has_room("an invitation", || rooms::invited(Mode::Light));
}
