//! The elements of a login: SASL (RFC 6120 §6.4), resource binding (§7), session (RFC 3921 §3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jid::BareJid;
use minidom::Element;
use rxml::NcName;
use zeroize::Zeroizing;

use super::BindError;
use super::offer::Profile;
use crate::sasl::{SASL, SASL2, ScramError};
use crate::stream::CLIENT;
use crate::stream::error::shortened;

const BIND: &str = "urn:ietf:params:xml:ns:xmpp-bind";
const SESSION: &str = "urn:ietf:params:xml:ns:xmpp-session";
const STANZA_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

/// The ids of our two requests; nothing else is under way that they could be mistaken for.
pub(super) const BIND_ID: &str = "bind";
pub(super) const SESSION_ID: &str = "session";

/// Longest full address (RFC 7622 §3.1): three parts of 1023 bytes and what separates them.
const JID_BYTES: usize = 3071;

pub(super) fn auth(mechanism: &str, message: &[u8]) -> Element {
    let mut auth = Element::bare("auth", SASL);
    set(&mut auth, "mechanism", mechanism);
    // One `=` stands for "empty", as against "none" (RFC 6120 §6.4.2).
    auth.append_text(match message.is_empty() {
        true => "=".to_owned(),
        false => encoded(message),
    });
    auth
}

pub(super) fn response(profile: Profile, message: &[u8]) -> Element {
    let mut response = Element::bare(
        "response",
        match profile {
            Profile::First => SASL,
            Profile::Second => SASL2,
        },
    );
    if !message.is_empty() {
        response.append_text(encoded(message));
    }
    response
}

pub(super) fn encoded(message: &[u8]) -> String {
    BASE64.encode(message)
}

/// The bytes in a `<challenge/>`; `None` if the element is something else.
pub(super) fn challenge(element: &Element) -> Option<Result<Zeroizing<Vec<u8>>, ScramError>> {
    let is_challenge = element.is("challenge", SASL) || element.is("challenge", SASL2);
    is_challenge.then(|| decoded(element))
}

/// The bytes in a `<success/>`; `None` if the element is something else.
pub(super) fn success(element: &Element) -> Option<Result<Zeroizing<Vec<u8>>, ScramError>> {
    element.is("success", SASL).then(|| decoded(element))
}

pub(super) fn decoded(element: &Element) -> Result<Zeroizing<Vec<u8>>, ScramError> {
    let text = element.text();
    let text = match text.trim() {
        "=" => "",
        text => text,
    };
    BASE64
        .decode(text)
        .map(Zeroizing::new)
        .map_err(|_| ScramError::Malformed("not base64"))
}

pub(super) fn offers_bind(features: &Element) -> bool {
    features.has_child("bind", BIND)
}

/// Whether the server wants the request of RFC 3921, which means nothing any more.
pub(super) fn wants_session(features: &Element) -> bool {
    features
        .get_child("session", SESSION)
        .is_some_and(|session| !session.has_child("optional", SESSION))
}

pub(super) fn bind(resource: Option<&str>) -> Element {
    let mut bind = Element::bare("bind", BIND);
    if let Some(resource) = resource {
        let mut element = Element::bare("resource", BIND);
        element.append_text(resource);
        bind.append_child(element);
    }
    set_iq(BIND_ID, bind)
}

pub(super) fn session() -> Element {
    set_iq(SESSION_ID, Element::bare("session", SESSION))
}

fn set_iq(id: &str, payload: Element) -> Element {
    let mut iq = Element::bare("iq", CLIENT);
    set(&mut iq, "type", "set");
    set(&mut iq, "id", id);
    iq.append_child(payload);
    iq
}

/// The answer to one of our requests; `None` if the element is something else.
pub(super) fn answer<'a>(id: &str, element: &'a Element) -> Option<Result<&'a Element, BindError>> {
    if !element.is("iq", CLIENT) || element.attr("id") != Some(id) {
        return None;
    }
    match element.attr("type")? {
        "result" => Some(Ok(element)),
        "error" => Some(Err(error(element))),
        _ => None,
    }
}

fn error(iq: &Element) -> BindError {
    let error = iq.get_child("error", CLIENT);
    let children = || error.into_iter().flat_map(Element::children);
    let mut conditions =
        children().filter(|child| child.has_ns(STANZA_ERRORS) && child.name() != "text");
    let condition = conditions
        .next()
        .map_or("undefined-condition", Element::name);
    let text = children().find(|child| child.is("text", STANZA_ERRORS));
    BindError {
        condition: condition.to_owned(),
        text: text.and_then(|text| shortened(&text.text())),
    }
}

/// The full address in the answer to [`bind`]. The resource may be anything; the rest must parse.
pub(super) fn bound_jid(iq: &Element) -> Option<String> {
    full_jid(&iq.get_child("bind", BIND)?.get_child("jid", BIND)?.text())
}

/// An address with a resource.
pub(super) fn full_jid(jid: &str) -> Option<String> {
    let jid = jid.trim();
    let (bare, resource) = jid.split_once('/')?;
    let good = jid.len() <= JID_BYTES && !resource.is_empty() && BareJid::new(bare).is_ok();
    good.then(|| jid.to_owned())
}

/// Sets an attribute whose name is one of ours.
pub(super) fn set(element: &mut Element, name: &str, value: &str) {
    if let Ok(name) = NcName::try_from(name) {
        element.set_attr(rxml::Namespace::NONE, name, value);
    }
}
