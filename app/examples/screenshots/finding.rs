//! What was looked for, and found.

use waxwing::sample::finding;

use super::Shot;

const SIZE: (f32, f32) = (1000.0, 700.0);
const NARROW: (f32, f32) = (360.0, 700.0);

pub(super) const SHOTS: &[Shot] = &[
    ("search-everywhere", |mode| {
        finding::found_everywhere(SIZE, mode)
    }),
    ("search-everywhere-narrow", |mode| {
        finding::found_everywhere(NARROW, mode)
    }),
    ("search-people", |mode| {
        finding::people_and_messages(SIZE, mode)
    }),
    ("search-here", |mode| finding::found_here(SIZE, mode)),
    ("search-here-narrow", |mode| {
        finding::found_here(NARROW, mode)
    }),
    ("search-hit", |mode| finding::hit_shown(SIZE, mode)),
    ("search-server", |mode| finding::on_server(SIZE, mode)),
    ("search-server-narrow", |mode| {
        finding::on_server(NARROW, mode)
    }),
    ("search-nothing", |mode| finding::nothing(SIZE, mode)),
    ("go-to-date-fetching", |mode| finding::reaching(SIZE, mode)),
    ("go-to-date", |mode| finding::calendar(SIZE, mode)),
    ("go-to-date-narrow", |mode| finding::calendar(NARROW, mode)),
];
