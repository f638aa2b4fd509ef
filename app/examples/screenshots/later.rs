//! What is to happen later, and what is deleted here.

use iced::theme::Mode;
use waxwing::sample::forget;
use waxwing::sample::later::planned;
use waxwing::sample::talk::with_romy_quietly;
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("later-time", |mode| time(1000.0, mode)),
    ("later-time-narrow", |mode| time(360.0, mode)),
    ("later-waiting", |mode| waiting(1000.0, mode)),
    ("later-waiting-narrow", |mode| waiting(360.0, mode)),
    ("later-bar", |mode| planned((1000.0, 700.0), mode)),
    ("later-rewrite", rewrite),
    ("later-reminders", reminders),
    ("forget-mixed", |mode| forget::mixed((1000.0, 800.0), mode)),
    ("forget-clear", |mode| {
        forget::clearing((1000.0, 700.0), mode)
    }),
    ("forget-clear-narrow", |mode| {
        forget::clearing((360.0, 700.0), mode)
    }),
    ("forget-history-page", forget::history_page),
];

fn time(width: f32, mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, 800.0, mode);
    scene.type_text("Happy birthday");
    scene.click_role(Role::Button, &tr!("composer-more"));
    scene.click_role(Role::MenuItem, &tr!("action-send-later"));
    scene.settle();
    scene
}

fn waiting(width: f32, mode: Mode) -> Scene {
    let mut scene = planned((width, 700.0), mode);
    scene.click_role(Role::Button, &tr!("waiting-show"));
    scene.settle();
    scene
}

fn rewrite(mode: Mode) -> Scene {
    let mut scene = waiting(1000.0, mode);
    scene.click_role(Role::Button, &tr!("message-edit"));
    scene.settle();
    scene
}

fn reminders(mode: Mode) -> Scene {
    let mut scene = planned((1000.0, 700.0), mode);
    scene.ctrl("k");
    scene.settle();
    scene.type_text(&tr!("reminders-title"));
    scene.key(iced::keyboard::key::Named::Enter);
    scene.settle();
    scene
}
