//! Everything has room: on small windows and large ones, at every zoom, in every language.

mod encryption;
mod files;
mod forget;
mod later;
mod pages;
mod pictures;
mod rooms;
mod voices;

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::action::Action;
use waxwing::app::Message;
use waxwing::i18n::{self, Language};
use waxwing::sample::accounts::three;
use waxwing::sample::talk::{signed_in, stranger, with_romy};
use waxwing::sample::{self, NOW};
use waxwing::scene::Scene;
use waxwing::screen::settings::Change;
use waxwing::settings::{Density, Zoom};
use waxwing::tr;
use waxwing_core::model::Connection;
use waxwing_core::{Event, Failure, Timestamp};

/// The sizes of windows on the screen.
const SIZES: [(f32, f32); 4] = [
    (360.0, 480.0),
    (360.0, 640.0),
    (1000.0, 700.0),
    (2560.0, 1440.0),
];

/// Lays a scene out in every size, zoom and density, in every language; `make` makes it for a window of
/// a usual size.
fn has_room(name: &str, make: impl Fn() -> Scene) {
    let mut said = Vec::new();
    for language in Language::ALL {
        i18n::speak(language);
        let mut scene = make();
        scene.settle();
        for (percent, density) in [
            (75, Density::Comfortable),
            (100, Density::Compact),
            (100, Density::Comfortable),
            (200, Density::Comfortable),
        ] {
            scene.change(Change::Density(density));
            scene.change(Change::Zoom(Zoom::of(percent).unwrap()));
            for (width, height) in SIZES {
                scene.resize(width, height);
                scene.frame();
                let here = format!(
                    "{name}, {}, {width}x{height} at {percent} %",
                    language.code()
                );
                let complaints = scene.without_room();
                said.extend(complaints.into_iter().map(|line| format!("{here}: {line}")));
            }
        }
    }
    assert!(
        said.is_empty(),
        "{} complaints\n{}",
        said.len(),
        said.join("\n")
    );
}

fn sign_in() -> Scene {
    let mut scene = Scene::new(1000.0, 700.0, Mode::Light);
    scene.tell([Event::Ready]);
    scene
}

#[test]
fn signing_in_has_room() {
    has_room("sign in", sign_in);
}

#[test]
fn the_unusual_ways_to_sign_in_have_room() {
    has_room("advanced", || {
        let mut scene = sign_in();
        scene.click(&tr!("login-advanced"));
        scene
    });
}

#[test]
fn an_empty_list_has_room() {
    has_room("nobody", || {
        let mut scene = Scene::new(1000.0, 700.0, Mode::Light);
        scene.tell([sample::told_account(sample::online()), Event::Ready]);
        scene
    });
}

#[test]
fn the_list_has_room() {
    has_room("list", || {
        let mut scene = signed_in(1000.0, 700.0, Mode::Light);
        scene.tell([sample::told(stranger())]);
        scene
    });
}

#[test]
fn a_conversation_has_room() {
    has_room("chat", || with_romy(1000.0, 700.0, Mode::Light));
}

#[test]
fn being_offline_has_room() {
    has_room("offline", || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        scene.tell([sample::told_account(Connection::Waiting {
            failure: Failure::NoRoute {
                host: "xmpp.example.org:5222".to_owned(),
                detail: "Connection refused (os error 111)".to_owned(),
            },
            since: NOW,
            retry_at: Timestamp(NOW.0 + 12_000_000),
        })]);
        scene.click(&tr!("offline-show-details"));
        scene
    });
}

#[test]
fn the_account_menu_has_room() {
    has_room("menu", || {
        let mut scene = three(1000.0, 700.0, Mode::Light);
        scene.click(&tr!("profile-menu"));
        scene
    });
}

#[test]
fn dialogs_have_room() {
    has_room("add a contact", || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        scene.ctrl("n");
        scene.settle();
        scene.type_text("nadia");
        scene.key(Named::Enter);
        scene
    });
    has_room("shortcuts", || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        scene.key(Named::F1);
        scene
    });
    has_room("palette", || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        scene.ctrl("k");
        scene
    });
    has_room("emoji", || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        scene.ctrl(".");
        scene
    });
    has_room("changing shortcuts", || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        scene.key(Named::F1);
        scene.settle();
        scene.click(&tr!("shortcuts-change"));
        scene
    });
}

#[test]
fn what_is_laid_down_has_room() {
    let laid_down = || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        let mut people = sample::talk::people();
        (people[0].pinned, people[0].unread) = (true, 120);
        people[0].muted_until = Some(waxwing::moment::NEVER);
        "A folder with a long name".clone_into(&mut people[0].folder);
        people[1].archived = true;
        scene.tell(people.into_iter().map(sample::told));
        scene.tell([sample::contacts::told_contacts(sample::contacts::contacts())]);
        scene
    };
    has_room("laid down", laid_down);
    for deed in [
        Action::Notices,
        Action::Folder,
        Action::Export,
        Action::Report,
    ] {
        has_room(deed.word(), || {
            let mut scene = laid_down();
            scene.message(Message::Wanted(deed, None));
            scene
        });
    }
}

#[test]
fn the_settings_of_notices_have_room() {
    has_room("settings of notices", || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        let mut notices = scene.settings().notices;
        notices.quiet.on = true;
        notices.calm_until = Some(Timestamp(NOW.0 + 60_000_000));
        scene.change(Change::Notices(notices));
        scene.ctrl(",");
        scene.settle();
        scene.type_text(&tr!("settings-notices"));
        scene
    });
}

#[test]
fn the_settings_have_room() {
    has_room("settings", || {
        let mut scene = with_romy(1000.0, 700.0, Mode::Light);
        scene.ctrl(",");
        scene
    });
}
