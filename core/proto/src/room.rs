//! Rooms (XEP-0045): how one enters them, and what their presence and messages say beside words.
//!
//! Everything is read item by item. A status code nobody knows, a real address without a resource or
//! a nick of emoji costs nothing but itself. Nothing here believes anybody: whether it was the room that
//! spoke, the caller knows by the address it came from.

pub mod admin;
pub mod affiliations;
pub mod info;
pub mod invitation;
pub mod moderation;
pub mod owner;
mod place;
mod status;
mod user;
pub mod voice;

use minidom::Element;

pub use place::{Affiliation, Role};
pub use status::Status;
pub use user::{Destroyed, Item, User};

use crate::stanza::CLIENT;
use crate::xml::{self, Tree};
use crate::{Address, delay};

/// The namespace of entering, and of rooms in what services say of themselves.
pub const NS: &str = "http://jabber.org/protocol/muc";

/// The namespace of what a room says to occupants.
pub const USER: &str = "http://jabber.org/protocol/muc#user";

/// The namespace of occupant ids (XEP-0421).
pub const OCCUPANT_ID: &str = "urn:xmpp:occupant-id:0";

/// The namespace of hats (XEP-0317).
const HATS: &str = "urn:xmpp:hats:0";

/// XEP-0421 §4.1.
const MAX_OCCUPANT_ID: usize = 128;

/// More hats than fit beside a name.
const MAX_HATS: usize = 8;

/// A hat has a word or two on it.
const MAX_HAT: usize = 60;

/// A subject is a line or two; whoever sends more fills no window with it.
const MAX_SUBJECT: usize = 2_000;

/// What a room shall send of what was said before we came (XEP-0045 §7.2.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Past {
    /// Nothing: it comes from the archive.
    Nothing,
    /// At most so many messages.
    Last(u32),
    /// What was said since then, in microseconds since 1970, at most so many messages.
    Since(i64, u32),
}

/// A presence as one that enters a room (XEP-0045 §7.2). `members`: what [`affiliations::wish`] makes, where
/// the room understands that.
#[must_use]
pub fn entering(
    presence: Element,
    to: &Address,
    past: Past,
    password: Option<&str>,
    members: Option<Element>,
) -> Element {
    let mut x = Element::bare("x", NS);
    if let Some(members) = members {
        x.append_child(members);
    }
    if let Some(password) = password {
        x.append_child(Element::bare("password", NS).with_text(password));
    }
    let history = Element::bare("history", NS);
    x.append_child(match past {
        Past::Nothing => history.with_attr("maxstanzas", "0"),
        Past::Last(most) => history.with_attr("maxstanzas", &most.to_string()),
        Past::Since(since, most) => history
            .with_attr("since", &delay::format_stamp(since))
            .with_attr("maxstanzas", &most.to_string()),
    });
    presence.with_attr("to", &to.to_string()).with(x)
}

/// A presence for those in a room, which we are in already.
#[must_use]
pub fn showing(presence: Element, to: &Address) -> Element {
    presence.with_attr("to", &to.to_string())
}

/// Leaves a room.
#[must_use]
pub fn leaving(to: &Address, words: &str) -> Element {
    let presence = Element::bare("presence", CLIENT)
        .with_attr("to", &to.to_string())
        .with_attr("type", "unavailable");
    if words.is_empty() {
        return presence;
    }
    presence.with(Element::bare("status", CLIENT).with_text(words))
}

/// Gives a room another subject; an empty one takes it away (XEP-0045 §8.1).
#[must_use]
pub fn subject(room: &Address, id: &str, subject: &str) -> Element {
    Element::bare("message", CLIENT)
        .with_attr("to", &room.to_string())
        .with_attr("id", id)
        .with_attr("type", "groupchat")
        .with(Element::bare("subject", CLIENT).with_text(subject))
}

/// The subject that a message gives a room: such a message has a subject, and neither words nor a thread
/// (XEP-0045 §8.1). Empty: it has none any more.
#[must_use]
pub fn subject_of(payloads: &[Element]) -> Option<String> {
    let is = |one: &Element, name: &str| one.is(name, CLIENT);
    let subject = payloads.iter().find(|one| is(one, "subject"))?;
    let talks = payloads
        .iter()
        .any(|one| is(one, "body") || is(one, "thread"));
    let words = xml::unix_lines(subject.text().trim());
    (!talks).then(|| xml::cut(&words, MAX_SUBJECT))
}

/// The id that a room gives whoever speaks (XEP-0421). Counts only where the room announces that it
/// gives such, for otherwise anybody could have written it.
#[must_use]
pub fn occupant_id(payloads: &[Element]) -> Option<&str> {
    let mut all = payloads
        .iter()
        .filter(|one| one.is("occupant-id", OCCUPANT_ID));
    let id = all.next()?.attr("id")?;
    let usable = !id.is_empty() && id.chars().count() <= MAX_OCCUPANT_ID;
    // A room gives one; two are not from it alone.
    (usable && all.next().is_none()).then_some(id)
}

/// What an occupant is in a room beside its role (XEP-0317), in words.
#[must_use]
pub fn hats(payloads: &[Element]) -> Vec<String> {
    let Some(hats) = xml::find(payloads, "hats", HATS) else {
        return Vec::new();
    };
    let titles = hats.children().filter(|one| one.is("hat", HATS));
    let titles = titles.filter_map(|hat| hat.attr("title"));
    let titles = titles.map(|title| xml::cut(&one_line(title), MAX_HAT));
    titles
        .filter(|title| !title.is_empty())
        .take(MAX_HATS)
        .collect()
}

/// A name without what would break its line.
pub(crate) fn one_line(text: &str) -> String {
    let line = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    line.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests;
