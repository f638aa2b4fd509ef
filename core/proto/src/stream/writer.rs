//! Frames to bytes, such that nothing we send can break the stream.
//!
//! Stanzas are written in the scope our own header opens (RFC 6120 §4.8.3): `jabber:client` is the
//! default namespace and `stream` a prefix, neither is declared again. What XML can't carry (RFC
//! 6120 §11.1: control characters, U+FFFE, U+FFFF) is left out of texts and values; an element whose
//! name is no XML name, or whose namespace is XML's own, is left out altogether.

use minidom::{Element, Node};
use rxml::{NcName, XMLNS_XML, XMLNS_XMLNS};

use super::{CLIENT, Header, STREAMS};

/// The header a client opens its stream with. `from` tells the account to a server that may only see
/// it after TLS.
pub fn open(to: &str, from: Option<&str>, lang: Option<&str>) -> Vec<u8> {
    header(&Header {
        id: None,
        from: from.map(str::to_owned),
        to: Some(to.to_owned()),
        version: Some("1.0".to_owned()),
        lang: lang.map(str::to_owned),
    })
}

/// Any header, from either side.
pub fn header(header: &Header) -> Vec<u8> {
    let mut out = String::from("<?xml version='1.0'?><stream:stream");
    attribute("xmlns", CLIENT, &mut out);
    attribute("xmlns:stream", STREAMS, &mut out);
    let attributes = [
        ("id", &header.id),
        ("from", &header.from),
        ("to", &header.to),
        ("version", &header.version),
        ("xml:lang", &header.lang),
    ];
    for (name, value) in attributes {
        if let Some(value) = value {
            attribute(name, value, &mut out);
        }
    }
    out.push('>');
    out.into_bytes()
}

/// Appends one child of the stream.
pub fn element(element: &Element, out: &mut Vec<u8>) {
    let mut text = String::new();
    write(element, CLIENT, &mut text);
    out.extend_from_slice(text.as_bytes());
}

/// Appends an element that stands for itself, with all its namespaces declared (RFC 7395 §3.3.3).
pub fn standalone(element: &Element, out: &mut Vec<u8>) {
    let mut text = String::new();
    write(element, "", &mut text);
    out.extend_from_slice(text.as_bytes());
}

/// The end of our stream.
pub fn close() -> &'static [u8] {
    b"</stream:stream>"
}

/// Writes an element where `default` is the default namespace.
fn write(element: &Element, default: &str, out: &mut String) {
    let namespace = carried(&element.ns());
    let reserved = [XMLNS_XML, XMLNS_XMLNS].contains(&namespace.as_str());
    if reserved || NcName::try_from(element.name()).is_err() {
        return;
    }
    let (prefix, inner) = if namespace == STREAMS && default == CLIENT {
        ("stream:", default)
    } else {
        ("", namespace.as_str())
    };
    out.push('<');
    out.push_str(prefix);
    out.push_str(element.name());
    if inner != default {
        attribute("xmlns", inner, out);
    }
    attributes(element, out);
    if element.nodes().len() == 0 {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for node in element.nodes() {
        match node {
            Node::Element(child) => write(child, inner, out),
            Node::Text(text) => escape(text, false, out),
        }
    }
    out.push_str("</");
    out.push_str(prefix);
    out.push_str(element.name());
    out.push('>');
}

/// Writes the attributes; a namespaced one brings a prefix of its own.
fn attributes(element: &Element, out: &mut String) {
    let mut prefixes = 0_u32;
    for ((namespace, name), value) in element.attrs() {
        if namespace.is_none() {
            // As an attribute this would be a declaration, and a false one.
            if *name != "xmlns" {
                attribute(name, value, out);
            }
        } else if *namespace == XMLNS_XML {
            attribute(&format!("xml:{name}"), value, out);
        } else {
            let namespace = carried(namespace);
            if !namespace.is_empty() && namespace != XMLNS_XMLNS {
                attribute(&format!("xmlns:a{prefixes}"), &namespace, out);
                attribute(&format!("a{prefixes}:{name}"), value, out);
                prefixes += 1;
            }
        }
    }
}

pub(super) fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("='");
    escape(value, true, out);
    out.push('\'');
}

/// A namespace without what XML can't carry.
fn carried(namespace: &str) -> String {
    namespace
        .chars()
        .filter(|char| !is_forbidden(*char))
        .collect()
}

fn is_forbidden(char: char) -> bool {
    let space = matches!(char, '\t' | '\n' | '\r');
    (char < ' ' && !space) || matches!(char, '\u{fffe}' | '\u{ffff}')
}

/// Writes text, or a value in single quotes. A parser would turn line ends and tabs in a value into
/// spaces, and `\r` anywhere into `\n`: these are written as references.
fn escape(text: &str, value: bool, out: &mut String) {
    for char in text.chars() {
        match char {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\'' if value => out.push_str("&apos;"),
            '"' if value => out.push_str("&quot;"),
            '\r' => out.push_str("&#xd;"),
            '\n' if value => out.push_str("&#xa;"),
            '\t' if value => out.push_str("&#x9;"),
            _ if is_forbidden(char) => {}
            _ => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests;
