//! What is on the wire, without what must stay secret: passwords, the messages of SASL, tokens and the keys
//! in links. For the console and the files it writes (RFC 6120 §13, XEP-0484 §9, XEP-0077 §9).
//!
//! Where a whole namespace is about proving who one is, only what is known to be harmless is left; elsewhere
//! what is known to be a secret is taken out. Who reads the rest sees that something was there.

use minidom::{Element, Node};

/// Stands where a secret was.
pub const REMOVED: &str = "[removed]";

/// RFC 6120 §6.
const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
/// XEP-0388.
const SASL2: &str = "urn:xmpp:sasl:2";
/// XEP-0480 and the tasks it defines: what a password is made into.
const UPGRADE: &[&str] = &["urn:xmpp:sasl:upgrade:", "urn:xmpp:scram-upgrade:"];
/// XEP-0078.
const AUTH: &str = "jabber:iq:auth";
/// XEP-0077.
const REGISTER: &str = "jabber:iq:register";
/// XEP-0363.
const UPLOAD: &str = "urn:xmpp:http:upload:0";
/// XEP-0004.
const FORM: &str = "jabber:x:data";

/// The texts of SASL that say nothing of a secret.
const HARMLESS: &[&str] = &[
    "mechanism",
    "text",
    "authorization-identifier",
    "software",
    "device",
];
/// Attributes that are secrets wherever they stand: MUC invitations, TURN credentials, FAST tokens,
/// invitations to register.
const ATTRIBUTES: &[&str] = &["password", "passwd", "pass", "pwd", "secret", "token"];
/// The only headers that a slot may name, but for `Expires` (XEP-0363 §5).
const HEADERS: &[&str] = &["authorization", "cookie"];
/// Parts of the names of form fields that hold secrets.
const FIELDS: &[&str] = &["password", "passwd", "secret", "token"];
/// A link whose fragment is the key of what it leads to (XEP-0454 §3).
const ENCRYPTED_LINK: &str = "aesgcm://";
/// The part of an invitation that is worth an account (XEP-0379, XEP-0445).
const PREAUTH: &str = "preauth=";

/// The element, with [`REMOVED`] in place of every secret.
#[must_use]
pub fn redact(element: &Element) -> Element {
    let mut copy = element.clone();
    scrub(&mut copy, false);
    copy
}

/// Takes the secrets out of an element; `all` texts where something around it is one.
///
/// Elements come from our own reader and builders, which bound their depth.
fn scrub(element: &mut Element, all: bool) {
    let (name, ns) = (element.name().to_ascii_lowercase(), element.ns());
    let all = all || is_secret(element, &name, &ns);
    scrub_attributes(element, &name, &ns);
    for node in element.nodes_mut() {
        match node {
            Node::Element(child) => scrub(child, all && !is_harmless(child)),
            Node::Text(text) if text.trim().is_empty() => {}
            Node::Text(text) if all => REMOVED.clone_into(text),
            Node::Text(text) => scrub_links(text),
        }
    }
}

fn is_secret(element: &Element, name: &str, ns: &str) -> bool {
    match ns {
        SASL | SASL2 => !is_harmless(element),
        AUTH => matches!(name, "password" | "digest" | "hash" | "token" | "sequence"),
        REGISTER => matches!(name, "password" | "key"),
        UPLOAD if name == "header" => {
            let header = element.attr("name").unwrap_or_default();
            HEADERS.contains(&header.to_ascii_lowercase().as_str())
        }
        FORM if name == "field" => is_secret_field(element),
        _ if UPGRADE.iter().any(|upgrade| ns.starts_with(upgrade)) => true,
        _ => name == "password",
    }
}

fn is_harmless(element: &Element) -> bool {
    let ns = element.ns();
    (ns == SASL || ns == SASL2) && HARMLESS.contains(&element.name())
}

fn is_secret_field(field: &Element) -> bool {
    let var = field.attr("var").unwrap_or_default().to_ascii_lowercase();
    field.attr("type") == Some("text-private") || FIELDS.iter().any(|part| var.contains(part))
}

fn scrub_attributes(element: &mut Element, name: &str, ns: &str) {
    let slot = ns == UPLOAD && name == "put";
    let names: Vec<_> = element
        .attrs()
        .into_iter()
        .map(|((space, name), value)| (space.clone(), name.clone(), value.clone()))
        .collect();
    for (space, key, mut value) in names {
        let before = value.len();
        let plain = key.to_ascii_lowercase();
        if ATTRIBUTES.contains(&plain.as_str()) {
            REMOVED.clone_into(&mut value);
        } else if slot && plain == "url" {
            cut(&mut value, "?");
        } else {
            scrub_links(&mut value);
        }
        if value.len() != before || value == REMOVED {
            element.attrs_mut().insert(space, key, value);
        }
    }
}

/// Takes the keys out of links.
fn scrub_links(text: &mut String) {
    if text.contains(ENCRYPTED_LINK) {
        cut(text, "#");
    }
    if text.contains(PREAUTH) {
        cut(text, PREAUTH);
    }
}

/// Takes out what follows every `mark`, up to where a link ends.
fn cut(text: &mut String, mark: &str) {
    let mut parts = text.split(mark);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | '<' | '"'));
        kept.push_str(mark);
        kept.push_str(REMOVED);
        kept.push_str(end.and_then(|end| part.get(end..)).unwrap_or_default());
    }
    *text = kept;
}

#[cfg(test)]
mod tests;
