//! The answer to every question that no feature took (RFC 6120 §8.2.3: there must be one).

use minidom::Element;

use crate::Address;
use crate::disco::Info;
use crate::iq::Iq;
use crate::time::EntityTime;
use crate::version::Software;

/// What the answers are made of.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The full address of this session.
    pub own: &'a Address,
    /// The sender may know that we are online: a contact who sees our presence, or an occupant of a
    /// room we are in. The own account and server may in any case.
    pub familiar: bool,
    /// What we are and can do.
    pub info: &'a Info,
    /// What our caps were made with.
    pub caps_node: &'a str,
    /// What runs here; `None` keeps it to ourselves.
    pub software: Option<&'a Software>,
    /// What our clock shows; `None` keeps it to ourselves.
    pub time: Option<EntityTime>,
}

/// The reply to a get or set. `None` for results, errors, and what has no id.
#[must_use]
pub fn answer(_iq: &Iq, _context: &Context<'_>) -> Option<Element> {
    unimplemented!()
}
