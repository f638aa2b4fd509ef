//! What is to happen later has room.

use iced::theme::Mode;
use waxwing::sample::later::planned;
use waxwing::sample::talk::with_romy_quietly;
use waxwing::tr;
use waxwing::widget::Role;

use super::has_room;

#[test]
fn choosing_a_time_has_room() {
    has_room("a time", || {
        let mut scene = with_romy_quietly(1000.0, 800.0, Mode::Light);
        scene.type_text("Happy birthday");
        scene.click_role(Role::Button, &tr!("composer-more"));
        scene.click_role(Role::MenuItem, &tr!("action-send-later"));
        scene
    });
}

#[test]
fn what_waits_has_room() {
    has_room("what waits", || {
        let mut scene = planned((1000.0, 700.0), Mode::Light);
        scene.click_role(Role::Button, &tr!("waiting-show"));
        scene
    });
    has_room("the bar of what waits", || {
        planned((1000.0, 700.0), Mode::Light)
    });
}
