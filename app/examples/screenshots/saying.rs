//! What is said, and what is done with it.

use iced::theme::Mode;
use waxwing::sample::saying::{self, changed, choose};
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("saying-styled", |mode| {
        saying::styled((1000.0, 900.0), mode)
    }),
    ("saying-styled-narrow", |mode| {
        saying::styled((360.0, 1000.0), mode)
    }),
    ("saying-hostile", |mode| {
        saying::hostile((1000.0, 700.0), mode)
    }),
    ("saying-changed", |mode| changed((1000.0, 800.0), mode)),
    ("saying-changed-narrow", |mode| {
        changed((360.0, 900.0), mode)
    }),
    ("saying-menu", menu),
    ("saying-answer", |mode| chosen(0, "message-reply", mode)),
    ("saying-edit", |mode| chosen(1, "message-edit", mode)),
    ("saying-versions", |mode| {
        saying::versions((1000.0, 800.0), mode)
    }),
    ("saying-delete", |mode| chosen(1, "message-retract", mode)),
    ("saying-forward", |mode| chosen(0, "message-forward", mode)),
    ("saying-react", |mode| chosen(0, "message-react", mode)),
    ("saying-react-more", react_more),
    ("saying-marked", |mode| marked(1000.0, mode)),
    ("saying-marked-narrow", |mode| marked(360.0, mode)),
    ("saying-cover", cover),
];

fn menu(mode: Mode) -> Scene {
    let mut scene = changed((1000.0, 800.0), mode);
    let text = saying::changed_talk()[1].text.clone();
    saying::open_menu(&mut scene, &text);
    scene
}

/// Something of the menu of a message.
fn chosen(place: usize, entry: &str, mode: Mode) -> Scene {
    let mut scene = changed((1000.0, 800.0), mode);
    let text = saying::changed_talk()[place].text.clone();
    let entry = waxwing::i18n::text(entry, None);
    choose(&mut scene, &text, &entry);
    scene
}

fn marked(width: f32, mode: Mode) -> Scene {
    let mut scene = changed((width, 800.0), mode);
    let talk = saying::changed_talk();
    choose(&mut scene, &talk[6].text, &tr!("message-select"));
    let boxes = scene.roles(Role::CheckBox);
    let above = boxes.iter().rev().nth(2).expect("a message above");
    let at = above.bounds.center();
    scene.click_at(at);
    scene
}

fn cover(mode: Mode) -> Scene {
    let mut scene = changed((1000.0, 700.0), mode);
    scene.type_text("It was the butler");
    scene.click_role(Role::Button, &tr!("composer-more"));
    scene.click_role(Role::MenuItem, &tr!("composer-cover"));
    scene
}

fn react_more(mode: Mode) -> Scene {
    let mut scene = chosen(0, "message-react", mode);
    scene.click_role(Role::Button, &tr!("react-more"));
    scene
}
