//! Pictures: in rows, closely.

use iced::theme::Mode;
use waxwing::sample::pictures::{come, gallery, lightbox, talk};
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("pictures", |mode| talk((1000.0, 900.0), mode)),
    ("pictures-narrow", |mode| talk((360.0, 760.0), mode)),
    ("pictures-gallery", |mode| gallery((1000.0, 700.0), mode)),
    ("pictures-gallery-narrow", |mode| {
        gallery((360.0, 640.0), mode)
    }),
    ("pictures-lightbox", |mode| lightbox((1000.0, 700.0), mode)),
    ("pictures-lightbox-narrow", |mode| {
        lightbox((360.0, 640.0), mode)
    }),
    ("pictures-lightbox-close", closely),
];

fn closely(mode: Mode) -> Scene {
    let mut scene = lightbox((1000.0, 700.0), mode);
    for _ in 0..2 {
        scene.click_role(Role::Button, &tr!("lightbox-larger"));
    }
    come(scene)
}
