//! Message carbons (XEP-0280): what goes to and comes from our other devices, as copies.
//!
//! A copy counts only from the account itself (§11): everybody can wrap a message of anybody's into
//! one, and programs that believed it let strangers put words into the mouths of friends
//! (CVE-2017-5589 and a dozen after it). What is inside can still come from anybody, and is to be
//! looked at as any other message, with one difference: a copy is never answered (§10.4).

use jid::BareJid;
use minidom::Element;

use crate::hints;
use crate::message::{Kind, Message};
use crate::stanza::{CLIENT, Party};
use crate::{delay, pep};

/// The namespace.
pub const NS: &str = "urn:xmpp:carbons:2";

/// The namespace of forwarded stanzas (XEP-0297).
pub const FORWARD: &str = "urn:xmpp:forward:0";

/// The namespace of what comes from an archive (XEP-0313), which is no place for a copy.
const ARCHIVE: &str = "urn:xmpp:mam:2";

/// A message, taken out of what it came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Unwrapped {
    /// It came as it is.
    Plain(Message),
    /// Somebody sent it to us; another device of ours got it.
    Received(Message),
    /// Another device of ours sent it.
    Sent(Message),
    /// A copy that must not be believed.
    Refused(Refused),
}

/// Why a copy is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// It is not the account that sent it.
    #[error("a copy that the account did not send")]
    Foreign,
    /// Copies of what is said in rooms are not made (§6.1), so somebody made it up.
    #[error("a copy of what was said in a room")]
    Groupchat,
    /// A copy of a copy, of something from an archive, or of an event.
    #[error("a copy of what is no message")]
    Nested,
    /// There is no message in it, or more than one.
    #[error("a copy of nothing, or of several things")]
    Empty,
    /// It was not sent by us although it says so, or not to us, or by nobody or to nobody.
    #[error("a copy of what was not said to us or by us")]
    Misdirected,
    /// Its sender wanted no copies (§9).
    #[error("a copy of what was not to be copied")]
    Private,
}

/// Asks the server for copies in this session (§4).
#[must_use]
pub fn enable() -> Element {
    Element::bare("enable", NS)
}

/// Whether a message is a copy, whoever sent it.
#[must_use]
pub fn is_copy(message: &Message) -> bool {
    message.payloads.iter().any(is_wrapper)
}

/// Takes a message out of what it came in. `own` is our bare address.
#[must_use]
pub fn unwrap(message: Message, own: &BareJid) -> Unwrapped {
    if !is_copy(&message) {
        return Unwrapped::Plain(message);
    }
    match open(&message, own) {
        Ok(opened) => opened,
        Err(refused) => Unwrapped::Refused(refused),
    }
}

fn open(outer: &Message, own: &BareJid) -> Result<Unwrapped, Refused> {
    if outer.kind == Kind::Groupchat {
        return Err(Refused::Groupchat);
    }
    if !outer.from.is_account(own) || outer.kind == Kind::Error {
        return Err(Refused::Foreign);
    }
    let wrapper = only(outer.payloads.iter().filter(|one| is_wrapper(one)))?;
    let forwarded = only(
        wrapper
            .children()
            .filter(|one| one.is("forwarded", FORWARD)),
    )?;
    let inside = only(forwarded.children().filter(|one| one.name() == "message"))?;
    if !inside.has_ns(CLIENT) {
        return Err(Refused::Empty);
    }
    let mut message = Message::parse(inside.clone());
    look_inside(&message)?;
    // When it was held back on the way to us is said outside.
    let delays = outer.payloads.iter().chain(forwarded.children());
    let delays = delays.filter(|one| one.is("delay", delay::NS)).cloned();
    message.payloads.extend(delays);
    let ours = |party: &Party| match party {
        Party::Absent => true,
        Party::Known(address) => address.bare() == own,
        Party::Unreadable(_) => false,
    };
    let unreadable = matches!(message.to, Party::Unreadable(_));
    let (to_us, by_us) = (ours(&message.to), ours(&message.from));
    match wrapper.name() {
        "sent" if by_us && !unreadable => Ok(Unwrapped::Sent(message)),
        "received" if to_us && message.from.address().is_some() => Ok(Unwrapped::Received(message)),
        _ => Err(Refused::Misdirected),
    }
}

fn look_inside(message: &Message) -> Result<(), Refused> {
    if message.kind == Kind::Groupchat {
        return Err(Refused::Groupchat);
    }
    let archived = message.payload("result", ARCHIVE).is_some();
    if is_copy(message) || archived || pep::is_event(message) {
        return Err(Refused::Nested);
    }
    let private = message.payload("private", NS).is_some();
    if private || hints::is_not_to_be_copied(message) {
        return Err(Refused::Private);
    }
    Ok(())
}

fn is_wrapper(payload: &Element) -> bool {
    payload.is("received", NS) || payload.is("sent", NS)
}

fn only<'a>(mut all: impl Iterator<Item = &'a Element>) -> Result<&'a Element, Refused> {
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(Refused::Empty),
    }
}

#[cfg(test)]
mod tests;
