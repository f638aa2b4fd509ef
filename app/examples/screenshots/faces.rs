//! Pictures of people.

use waxwing::sample::faces;

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("faces", |mode| faces::with_pictures((1000.0, 700.0), mode)),
    ("faces-contact", |mode| faces::page((1000.0, 700.0), mode)),
    ("faces-own", |mode| faces::own_page((1000.0, 700.0), mode)),
    ("faces-cut", |mode| faces::cutting((1000.0, 760.0), mode)),
    ("faces-cut-narrow", |mode| {
        let mut scene = faces::cutting((1000.0, 700.0), mode);
        scene.resize(360.0, 700.0);
        scene
    }),
    ("faces-unreadable", |mode| {
        faces::unreadable((1000.0, 700.0), mode)
    }),
];
