//! What is encrypted end to end: by what a message says that it is (XEP-0380), what of a stanza goes into its
//! encrypted part and what stays outside, and what of both is believed when they are put together again.
//!
//! The older OMEMO encrypts a body and nothing else; what a message does to another stands beside it for everybody to
//! see, as all clients have it. The newer one has an envelope (XEP-0420) for all that people say; of what stands
//! beside that nothing is believed but what carriers need.

use minidom::Element;

use crate::message::Message;
use crate::stanza::CLIENT;
use crate::xml::Tree;
use crate::{
    chat_state, correction, delay, fallback, hints, markers, reactions, receipts, reply,
    retraction, sharing, spoiler, stanza_id, styling,
};

/// The namespace that says how something is encrypted.
pub const NS: &str = "urn:xmpp:eme:0";

/// The namespaces of OMEMO, the older first.
pub const OMEMO: [&str; 2] = ["eu.siacs.conversations.axolotl", "urn:xmpp:omemo:2"];

/// A kind of encryption that is not OMEMO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// XEP-0027.
    OpenPgp,
    /// XEP-0373.
    Ox,
    /// Off-the-record messaging.
    Otr,
    /// Something else that the message names.
    Unknown,
}

impl Foreign {
    /// By what a message is encrypted, where that is not OMEMO. A message that says something in plain beside it, and
    /// does not say that this is for others, is read as what it says.
    #[must_use]
    pub fn of(message: &Message) -> Option<Self> {
        if message.payload("x", "jabber:x:encrypted").is_some() {
            return Some(Self::OpenPgp);
        }
        if message.payload("openpgp", "urn:xmpp:openpgp:0").is_some() {
            return Some(Self::Ox);
        }
        let named = message.payload("encryption", NS);
        let named = named.and_then(|one| one.attr("namespace"));
        let body = message.payload("body", CLIENT).map(Element::text);
        let otr = body.is_some_and(|body| is_otr(&body));
        match named {
            _ if otr => Some(Self::Otr),
            Some("jabber:x:encrypted") => Some(Self::OpenPgp),
            Some("urn:xmpp:openpgp:0") => Some(Self::Ox),
            Some("urn:xmpp:otr:0") => Some(Self::Otr),
            Some(ns) if !OMEMO.contains(&ns) => Some(Self::Unknown),
            Some(_) | None => None,
        }
    }
}

/// What a message calls the encryption that it names (XEP-0380 §3), in a line; nothing where it has no name for it.
#[must_use]
pub fn name(message: &Message) -> Option<String> {
    let name = message.payload("encryption", NS)?.attr("name")?;
    let words: Vec<&str> = name.split_whitespace().collect();
    let visible = |char: &char| !char.is_control();
    let name: String = words
        .join(" ")
        .chars()
        .filter(visible)
        .take(LONGEST_NAME)
        .collect();
    (!name.is_empty()).then_some(name)
}

/// A name has so many characters.
const LONGEST_NAME: usize = 40;

/// What OTR writes: data, and the dialog before it. The words around a mere offer are for people.
fn is_otr(body: &str) -> bool {
    let body = body.trim_start();
    ["?OTR:", "?OTR|", "?OTR,", "?OTRv", "?OTR?"]
        .iter()
        .any(|begin| body.starts_with(begin))
}

/// Whether a message has something encrypted by OMEMO, of either version.
#[must_use]
pub fn is_sealed(message: &Message) -> bool {
    OMEMO
        .iter()
        .any(|ns| message.payload("encrypted", ns).is_some())
}

/// What stays outside whatever encrypts: names, and what is for carriers.
const OUTSIDE: &[&str] = &[
    stanza_id::NS,
    receipts::NS,
    markers::NS,
    chat_state::NS,
    hints::NS,
    "http://jabber.org/protocol/muc#user",
];

/// What stands beside an encrypted body in the older version, and is no text.
const BESIDE: &[&str] = &[
    correction::NS,
    reply::NS,
    fallback::NS,
    reactions::NS,
    retraction::NS,
    styling::NS,
];

/// What servers add, and what of a stanza is for them.
const ADDED: &[&str] = &[
    delay::NS,
    "urn:xmpp:occupant-id:0",
    "http://jabber.org/protocol/muc",
    "http://jabber.org/protocol/address",
];

/// A stanza in the two parts of the newer version: what is left outside, and what goes into the envelope.
#[must_use]
pub fn part(stanza: &Element) -> (Element, Vec<Element>) {
    let (outside, inside): (Vec<&Element>, Vec<&Element>) = stanza
        .children()
        .partition(|child| OUTSIDE.contains(&child.ns().as_str()));
    (
        shell(stanza, &outside),
        inside.into_iter().cloned().collect(),
    )
}

/// A stanza in the two parts of the older version: what is left outside, and the text, if it has one. What says more
/// than that goes.
#[must_use]
pub fn part_older(stanza: &Element) -> (Element, Option<String>) {
    let body = stanza.get_child("body", CLIENT).map(Element::text);
    let stays = |child: &&Element| {
        let ns = child.ns();
        // Nothing is said of a file but its link, and that link is no stand-in for anything.
        let of_file = ns == fallback::NS && child.attr("for") == Some(sharing::NS);
        OUTSIDE.contains(&ns.as_str()) || BESIDE.contains(&ns.as_str()) && !of_file
    };
    let mut outside: Vec<&Element> = stanza.children().filter(stays).collect();
    // Its hint would say in plain what is hidden.
    let hidden = spoiler::element("");
    if stanza.get_child("spoiler", spoiler::NS).is_some() {
        outside.push(&hidden);
    }
    (shell(stanza, &outside), body)
}

/// A stanza without what is in it, and with these instead.
fn shell(stanza: &Element, inside: &[&Element]) -> Element {
    let mut shell = Element::bare(stanza.name(), stanza.ns());
    for name in ["id", "to", "type"] {
        if let Some(value) = stanza.attr(name) {
            shell = shell.with_attr(name, value);
        }
    }
    for child in inside {
        shell.append_child((*child).clone());
    }
    shell
}

/// A message of the newer version as if it had not been encrypted: what was in the envelope, and of what stood beside
/// it only what carriers need.
#[must_use]
pub fn join(message: &Message, inside: Vec<Element>) -> Message {
    let believed = |payload: &&Element| {
        let ns = payload.ns();
        OUTSIDE.contains(&ns.as_str()) || ADDED.contains(&ns.as_str())
    };
    let mut payloads: Vec<Element> = message.payloads.iter().filter(believed).cloned().collect();
    payloads.extend(inside);
    Message {
        payloads,
        ..message.clone()
    }
}

/// A message of the older version as if it had not been encrypted.
#[must_use]
pub fn join_older(message: &Message, body: &str) -> Message {
    let believed = |payload: &&Element| {
        let ns = payload.ns();
        let ns = ns.as_str();
        OUTSIDE.contains(&ns) || ADDED.contains(&ns) || BESIDE.contains(&ns) || ns == spoiler::NS
    };
    let mut payloads: Vec<Element> = message.payloads.iter().filter(believed).cloned().collect();
    payloads.push(Element::bare("body", CLIENT).with_text(body));
    Message {
        payloads,
        ..message.clone()
    }
}

/// What is told to whoever can't read it.
#[must_use]
pub fn excuse() -> Element {
    let words = "This message is encrypted with OMEMO, which this program can't read.";
    Element::bare("body", CLIENT).with_text(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' id='m'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    #[test]
    fn what_is_not_known_has_the_name_that_it_gives_itself() {
        let of = |attributes: &str| name(&message(&format!("<encryption {attributes}/>")));
        let named = |name: &str| format!("xmlns='{NS}' namespace='urn:x:future' name='{name}'");
        assert_eq!(of(&named(" Fu&#10;ture ")).as_deref(), Some("Fu ture"));
        assert_eq!(of(&named(&"x".repeat(1000))).map(|it| it.len()), Some(40));
        assert_eq!(of(&named(" ")), None);
        assert_eq!(of(&format!("xmlns='{NS}' namespace='urn:x:future'")), None);
    }

    #[test]
    fn what_others_encrypt_with_is_known() {
        let of = |inside: &str| Foreign::of(&message(inside));
        assert_eq!(
            of("<body>sent encrypted</body><x xmlns='jabber:x:encrypted'>hQ</x>"),
            Some(Foreign::OpenPgp)
        );
        assert_eq!(
            of("<openpgp xmlns='urn:xmpp:openpgp:0'>hQ</openpgp>"),
            Some(Foreign::Ox)
        );
        assert_eq!(of("<body>?OTR:AAMC.</body>"), Some(Foreign::Otr));
        assert_eq!(
            of("<body>?OTRv23? Alice wants to</body>"),
            Some(Foreign::Otr)
        );
        assert_eq!(of("<body>what is ?OTR: then</body>"), None);
        let eme = |ns: &str| format!("<body>b</body><encryption xmlns='{NS}' namespace='{ns}'/>");
        assert_eq!(of(&eme("urn:x:future")), Some(Foreign::Unknown));
        assert_eq!(of(&eme(OMEMO[0])), None);
        assert_eq!(of(&format!("<encryption xmlns='{NS}'/>")), None);
    }

    #[test]
    fn nothing_that_is_said_stays_outside() {
        let stanza: Element = "<message xmlns='jabber:client' id='m' to='a@b' type='chat' from='x@y'>\
            <body>secret</body><origin-id xmlns='urn:xmpp:sid:0' id='m'/><request xmlns='urn:xmpp:receipts'/>\
            <spoiler xmlns='urn:xmpp:spoiler:0'>the end</spoiler>\
            <replace xmlns='urn:xmpp:message-correct:0' id='o'/>\
            <x xmlns='jabber:x:oob'><url>https://secret</url></x></message>"
            .parse()
            .unwrap();
        let (outside, inside) = part(&stanza);
        assert_eq!(
            String::from(&outside),
            "<message xmlns='jabber:client' id='m' to='a@b' type='chat'>\
             <origin-id xmlns='urn:xmpp:sid:0' id='m'/><request xmlns='urn:xmpp:receipts'/></message>"
        );
        assert_eq!(inside.len(), 4);
        let (outside, body) = part_older(&stanza);
        assert_eq!(body.as_deref(), Some("secret"));
        let outside = String::from(&outside);
        assert!(
            !outside.contains("secret") && !outside.contains("the end"),
            "{outside}"
        );
        assert!(
            outside.contains("replace") && outside.contains("<spoiler"),
            "{outside}"
        );
    }

    #[test]
    fn what_stands_beside_an_envelope_is_not_believed() {
        let came = message(
            "<body>forged</body><replace xmlns='urn:xmpp:message-correct:0' id='o'/>\
             <reactions xmlns='urn:xmpp:reactions:0' id='o'><reaction>x</reaction></reactions>\
             <retract xmlns='urn:xmpp:message-retract:1' id='o'/><x xmlns='jabber:x:oob'><url>u</url></x>\
             <stanza-id xmlns='urn:xmpp:sid:0' id='s' by='a@b'/><delay xmlns='urn:xmpp:delay' stamp='x'/>",
        );
        let inside: Element = "<body xmlns='jabber:client'>true</body>".parse().unwrap();
        let whole = join(&came, vec![inside]);
        let names: Vec<_> = whole.payloads.iter().map(Element::name).collect();
        assert_eq!(names, ["stanza-id", "delay", "body"]);
        assert_eq!(whole.body("").as_deref(), Some("true"));
        let older = join_older(&came, "true");
        assert_eq!(older.body("").as_deref(), Some("true"));
        assert!(older.payload("replace", correction::NS).is_some());
        assert!(older.payload("x", "jabber:x:oob").is_none());
    }
}
