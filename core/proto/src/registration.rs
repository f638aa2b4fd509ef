//! In-band registration (XEP-0077): making an account, changing its password, deleting it; with
//! captchas (XEP-0158) and invitations (XEP-0445).
//!
//! [`Dialog`] makes an account before any login. Like [`Login`](crate::login::Login) it must run
//! inside TLS only.

mod dialog;
mod query;

pub use dialog::{Dialog, DialogError, Output};
pub use query::Query;

use minidom::Element;

use crate::xml::Tree;

/// The namespace of registration.
pub const NS: &str = "jabber:iq:register";

/// The stream feature of a server that takes new accounts.
const FEATURE: &str = "http://jabber.org/features/iq-register";

/// The stream feature of a server that takes invitations (XEP-0445 §4).
const TOKEN_FEATURE: &str = "urn:xmpp:ibr-token:0";

/// The namespace of tokens (XEP-0379, XEP-0445).
pub(crate) const PARS: &str = "urn:xmpp:pars:0";

/// Whether `<stream:features/>` say that new accounts are taken.
#[must_use]
pub fn is_offered(features: &Element) -> bool {
    features.has_child("register", FEATURE)
}

/// Whether `<stream:features/>` say that invitations are taken.
#[must_use]
pub fn takes_tokens(features: &Element) -> bool {
    features.has_child("register", TOKEN_FEATURE)
}

/// The token of an invitation: an iq's child towards a server, a presence's towards a person.
#[must_use]
pub fn preauth(token: &str) -> Element {
    Element::bare("preauth", PARS).with_attr("token", token)
}

/// The order to change the own password (XEP-0077 §3.3).
#[must_use]
pub fn change_password(user: &str, password: &str) -> Element {
    Element::bare("query", NS)
        .with(Element::bare("username", NS).with_text(user))
        .with(Element::bare("password", NS).with_text(password))
}

/// The order to delete the own account (XEP-0077 §3.2).
#[must_use]
pub fn delete_account() -> Element {
    Element::bare("query", NS).with(Element::bare("remove", NS))
}

#[cfg(test)]
mod tests;
