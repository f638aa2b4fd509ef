//! A conversation on its way into a file, and somebody who is reported.

use waxwing::sample::keeping;

use super::Shot;

const SIZE: (f32, f32) = (1000.0, 700.0);
const NARROW: (f32, f32) = (360.0, 640.0);

pub(super) const SHOTS: &[Shot] = &[
    ("export", |mode| keeping::ready(SIZE, mode)),
    ("export-narrow", |mode| keeping::ready(NARROW, mode)),
    ("export-writing", |mode| keeping::writing(SIZE, mode)),
    ("export-done", |mode| keeping::exported(SIZE, mode)),
    ("report", |mode| keeping::reporting(SIZE, mode)),
    ("report-narrow", |mode| keeping::reporting(NARROW, mode)),
];
