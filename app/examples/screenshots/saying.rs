//! What is said, and what is done with it.

use waxwing::sample::saying;

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
];
