//! Delivery receipts (XEP-0184).
//!
//! An answer tells its receiver that we are online. [`acknowledge`] knows the rules about messages;
//! that the sender is somebody who may see our presence (XEP-0184 §8), the caller must know.

use minidom::Element;

use crate::message::Message;

/// The namespace.
pub const NS: &str = "urn:xmpp:receipts";

/// The sender wants to know that the message arrived.
#[must_use]
pub fn requested(_message: &Message) -> bool {
    unimplemented!()
}

/// The id of a message of ours that arrived; the caller compares the sender with whom it was for.
#[must_use]
pub fn received(_message: &Message) -> Option<&str> {
    unimplemented!()
}

/// The payload that asks for a receipt.
#[must_use]
pub fn request() -> Element {
    unimplemented!()
}

/// The receipt for a message, if it asks for one and may have one: it has an id and a sender, and
/// is no error, not said in a room and no receipt itself (XEP-0184 §5.3, §5.5).
///
/// Only to be sent to those who may see our presence. `id` is the new message's own.
#[must_use]
pub fn acknowledge(_message: &Message, _id: &str) -> Option<Element> {
    unimplemented!()
}
