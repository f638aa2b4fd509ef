//! Inviting others, and our address as a code.

use waxwing::sample::inviting;
use waxwing_core::model::InvitationOffer;

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("code", |mode| inviting::code((1000.0, 700.0), mode)),
    ("invite", |mode| {
        inviting::dialog((1000.0, 700.0), InvitationOffer::default(), mode)
    }),
    ("invite-made", |mode| {
        inviting::made(
            (1000.0, 760.0),
            &inviting::own("mzxw6ytbojtg633cmfzgm33p"),
            mode,
        )
    }),
    ("invite-made-by-server", |mode| {
        let made = inviting::of_server("mzxw6ytbojtg633c");
        inviting::made((1000.0, 760.0), &made, mode)
    }),
    ("invite-made-narrow", |mode| {
        let made = inviting::of_server("mzxw6ytbojtg633c");
        inviting::made((360.0, 640.0), &made, mode)
    }),
];
