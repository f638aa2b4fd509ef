//! Unique and stable stanza ids (XEP-0359).

use jid::BareJid;
use minidom::Element;

use crate::message::Message;

/// The namespace.
pub const NS: &str = "urn:xmpp:sid:0";

/// The payload that names a message for its author's devices.
#[must_use]
pub fn origin_id(_id: &str) -> Element {
    unimplemented!()
}

/// The id the author's device gave the message: the origin-id, else the id attribute.
#[must_use]
pub fn origin(_message: &Message) -> Option<&str> {
    unimplemented!()
}

/// The id that `by` gave the message.
///
/// Only for `by` of whom the caller knows that it announces the feature and so takes out ids in its
/// name that others forged (XEP-0359 §6): the own account, or the room the message came from.
#[must_use]
pub fn stanza_id<'a>(_message: &'a Message, _by: &BareJid) -> Option<&'a str> {
    unimplemented!()
}
