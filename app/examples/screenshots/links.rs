//! What links lead to.

use waxwing::sample::links::{asks, attached, cards, gallery};

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("links-cards", |mode| cards((1000.0, 700.0), mode)),
    ("links-cards-narrow", |mode| cards((360.0, 800.0), mode)),
    ("links-fetching", |mode| asks((1000.0, 700.0), mode)),
    ("links-attached", |mode| attached((1000.0, 700.0), mode)),
    ("links-attached-narrow", |mode| {
        attached((360.0, 700.0), mode)
    }),
    ("links-gallery", |mode| gallery((1000.0, 700.0), mode)),
    ("links-gallery-narrow", |mode| gallery((360.0, 640.0), mode)),
];
