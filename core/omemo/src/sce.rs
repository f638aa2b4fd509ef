//! The envelope that omemo:2 encrypts (XEP-0420), with the profile of XEP-0384 §5.5.1.
//!
//! The envelope says who wrote it to whom; what the stanza around it says must agree, or a server has moved it. What comes
//! out of it is only what people say to each other: nothing that servers say, and nothing that has to stay outside.

use minidom::Element;
use minidom::rxml::{Namespace, NcName, RawReader};
use minidom::tree_builder::TreeBuilder;

use crate::random::{self, NoRandom, Random};

/// The namespace.
pub const NS: &str = "urn:xmpp:sce:1";

/// Longest envelope that is read. Stanzas have some 256 KiB at most.
pub const MAX_BYTES: usize = 512 * 1024;

/// How deep elements may lie in each other. Replies with a file in them have eight.
const MAX_DEPTH: usize = 24;

/// So many elements of one envelope are read.
const MAX_ELEMENTS: usize = 4096;

/// Envelopes are filled up to this length at least, so that "yes" looks like "no".
const MIN_BYTES: usize = 256;

/// On top come up to so many more (XEP-0420 §4).
const MAX_PADDING: u32 = 200;

/// What padding is made of.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What may come out of an envelope: what people say, by namespace. Nothing in it is acted on by servers.
const ALLOWED: &[&str] = &[
    "urn:xmpp:message-correct:0",
    "urn:xmpp:message-retract:1",
    "urn:xmpp:reactions:0",
    "urn:xmpp:reply:0",
    "urn:xmpp:fallback:0",
    "urn:xmpp:receipts",
    "urn:xmpp:chat-markers:0",
    "http://jabber.org/protocol/chatstates",
    "urn:xmpp:sfs:0",
    "urn:xmpp:esfs:0",
    "urn:xmpp:file:metadata:0",
    "urn:xmpp:thumbs:1",
    "urn:xmpp:message-attaching:1",
    "jabber:x:oob",
    "urn:xmpp:reference:0",
    "urn:xmpp:spoiler:0",
    "urn:xmpp:styling:0",
    "urn:xmpp:markup:0",
    "urn:xmpp:jingle-message:0",
    "urn:xmpp:sticker:0",
    "http://jabber.org/protocol/geoloc",
    "jabber:x:conference",
    "urn:xmpp:tm:1",
    // What is told of links (XEP-0511).
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "urn:xmpp:omemo:2",
];

/// Why an envelope can't be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// No XML, too deep, too long, or something else.
    #[error("no envelope")]
    Malformed,
    /// It says it is from somebody else: whom.
    #[error("the envelope is from {0}")]
    From(String),
    /// It says it is for somebody else, or, in a room, for nobody: whom.
    #[error("the envelope is for {0:?}")]
    To(Option<String>),
}

/// What the stanza around an envelope says.
#[derive(Debug, Clone, Copy)]
pub struct Outer<'a> {
    /// The bare address of the sender; in a room the real one.
    pub from: &'a str,
    /// The bare address it was sent to; in a room the room's.
    pub to: &'a str,
    /// It was said in a room: then the envelope must name it.
    pub room: bool,
}

/// What is said, and by whom to whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// What is said.
    pub content: Vec<Element>,
    /// The bare address of the sender.
    pub from: Option<String>,
    /// The bare address of the receiver, or of the room.
    pub to: Option<String>,
    /// When it was written (XEP-0082).
    pub time: Option<String>,
}

impl Envelope {
    /// Writes it, with padding.
    ///
    /// # Errors
    ///
    /// [`NoRandom`].
    pub fn seal(&self, random: &mut dyn Random) -> Result<Vec<u8>, NoRandom> {
        let mut content = Element::bare("content", NS);
        for element in &self.content {
            content.append_child(element.clone());
        }
        let mut envelope = Element::bare("envelope", NS);
        envelope.append_child(content);
        let affixes = [
            ("time", "stamp", &self.time),
            ("to", "jid", &self.to),
            ("from", "jid", &self.from),
        ];
        for (name, attribute, value) in affixes {
            if let (Some(value), Ok(attribute)) = (value, NcName::try_from(attribute)) {
                let mut affix = Element::bare(name, NS);
                affix
                    .attrs_mut()
                    .insert(Namespace::NONE, attribute, value.clone());
                envelope.append_child(affix);
            }
        }
        let missing = MIN_BYTES.saturating_sub(String::from(&envelope).len());
        let more = usize::try_from(random::below(random, MAX_PADDING + 1)?).unwrap_or(0);
        let mut padding = Element::bare("rpad", NS);
        padding.append_text_node(letters(missing + more, random)?);
        envelope.append_child(padding);
        Ok(String::from(&envelope).into_bytes())
    }

    /// Reads one, compares it with the stanza around it, and leaves out what has no business in it.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`].
    pub fn open(bytes: &[u8], outer: &Outer<'_>) -> Result<Self, EnvelopeError> {
        let root = read(bytes).ok_or(EnvelopeError::Malformed)?;
        if !root.is("envelope", NS) {
            return Err(EnvelopeError::Malformed);
        }
        let affix = |name: &str, attribute: &str| {
            let child = root.get_child(name, NS)?;
            Some(child.attr(attribute).unwrap_or_default().to_owned())
        };
        let (from, to) = (affix("from", "jid"), affix("to", "jid"));
        if let Some(from) = from.as_deref().filter(|from| !same(from, outer.from)) {
            return Err(EnvelopeError::From(from.to_owned()));
        }
        let to_fits = to.as_deref().map_or(!outer.room, |to| same(to, outer.to));
        if !to_fits {
            return Err(EnvelopeError::To(to));
        }
        let content = root
            .get_child("content", NS)
            .ok_or(EnvelopeError::Malformed)?;
        Ok(Self {
            content: content
                .children()
                .filter(|it| may_be_inside(it))
                .cloned()
                .collect(),
            from,
            to,
            time: affix("time", "stamp"),
        })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Option<String> {
        let is_body = |element: &&Element| element.is("body", "jabber:client");
        self.content.iter().find(is_body).map(Element::text)
    }

    /// Its sender asks for what is not encrypted, for this reason, which may be empty. Nothing may be sent then until a
    /// person has agreed. Source: XEP-0384 §5.7.
    #[must_use]
    pub fn opt_out(&self) -> Option<String> {
        const OMEMO: &str = "urn:xmpp:omemo:2";
        let mut content = self.content.iter();
        let opt_out = content.find(|element| element.is("opt-out", OMEMO))?;
        let reason = opt_out.get_child("reason", OMEMO);
        Some(reason.map_or_else(String::new, |reason| reason.text().trim().to_owned()))
    }
}

/// Whether an element may be in an envelope.
#[must_use]
pub fn may_be_inside(element: &Element) -> bool {
    let namespace = element.ns();
    match namespace.as_str() {
        "jabber:client" => matches!(element.name(), "body" | "subject" | "thread"),
        // The id that the writer gave; the other one is the server's.
        "urn:xmpp:sid:0" => element.name() == "origin-id",
        // Of omemo:2, what is said about it and nothing encrypted again.
        "urn:xmpp:omemo:2" => element.name() == "opt-out",
        namespace => ALLOWED.contains(&namespace),
    }
}

/// Whether two addresses are of the same person, whatever device of theirs is named.
fn same(inside: &str, bare: &str) -> bool {
    let inside = inside.split('/').next().unwrap_or_default();
    !inside.is_empty() && inside.to_lowercase() == bare.to_lowercase()
}

/// Random letters.
fn letters(count: usize, random: &mut dyn Random) -> Result<String, NoRandom> {
    let mut bytes = vec![0; count];
    random.fill(&mut bytes)?;
    Ok(bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte % 64)))
        .map(|letter| char::from(*letter))
        .collect())
}

/// Reads an element without recursion and within bounds.
fn read(bytes: &[u8]) -> Option<Element> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let mut reader = RawReader::new(bytes);
    let mut builder = TreeBuilder::new();
    let (mut elements, mut depth) = (0, 0);
    while let Some(event) = reader.read().ok()? {
        builder.process_event(event).ok()?;
        if builder.depth() > depth {
            elements += 1;
        }
        depth = builder.depth();
        if elements > MAX_ELEMENTS || depth > MAX_DEPTH {
            return None;
        }
        if let Some(root) = builder.root.take() {
            return Some(root);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::seeded::Seeded;

    const OUTER: Outer<'static> = Outer {
        from: "romeo@montague.lit",
        to: "juliet@capulet.lit",
        room: false,
    };

    fn body(text: &str) -> Element {
        let mut body = Element::bare("body", "jabber:client");
        body.append_text_node(text);
        body
    }

    fn envelope() -> Envelope {
        Envelope {
            content: vec![body("Art thou not Romeo, & a Montague?")],
            from: Some("romeo@montague.lit".to_owned()),
            to: Some("juliet@capulet.lit".to_owned()),
            time: Some("1597-01-01T00:00:00Z".to_owned()),
        }
    }

    fn open(text: &str, outer: &Outer<'_>) -> Result<Envelope, EnvelopeError> {
        Envelope::open(text.as_bytes(), outer)
    }

    #[test]
    fn who_opts_out_may_say_why() {
        let open = |content: &str| {
            let text = format!("<envelope xmlns='{NS}'><content>{content}</content></envelope>");
            open(&text, &OUTER).expect("an envelope").opt_out()
        };
        assert_eq!(open("<body xmlns='jabber:client'>hi</body>"), None);
        assert_eq!(
            open("<opt-out xmlns='urn:xmpp:omemo:2'/>").as_deref(),
            Some("")
        );
        let why = "<opt-out xmlns='urn:xmpp:omemo:2'><reason> for the record </reason></opt-out>";
        assert_eq!(open(why).as_deref(), Some("for the record"));
    }

    #[test]
    fn what_is_sealed_opens() {
        let bytes = envelope().seal(&mut Seeded::new(1)).expect("an envelope");
        assert_eq!(Envelope::open(&bytes, &OUTER), Ok(envelope()));
        assert_eq!(
            envelope().body().as_deref(),
            Some("Art thou not Romeo, & a Montague?")
        );
    }

    #[test]
    fn yes_looks_like_no() {
        let length = |text: &str, seed| {
            let short = Envelope {
                content: vec![body(text)],
                ..envelope()
            };
            short
                .seal(&mut Seeded::new(seed))
                .expect("an envelope")
                .len()
        };
        let lengths: std::collections::BTreeSet<_> =
            (0..50).map(|seed| length("no", seed)).collect();
        assert!(lengths.len() > 20 && lengths.iter().all(|it| (256..600).contains(it)));
        assert_eq!(length("no", 1), length("yes", 1));
    }

    #[test]
    fn an_envelope_that_was_moved_is_refused() {
        let bytes = envelope().seal(&mut Seeded::new(1)).expect("an envelope");
        let other = Outer {
            from: "tybalt@capulet.lit",
            ..OUTER
        };
        assert_eq!(
            Envelope::open(&bytes, &other),
            Err(EnvelopeError::From("romeo@montague.lit".to_owned()))
        );
        let other = Outer {
            to: "nurse@capulet.lit",
            ..OUTER
        };
        assert_eq!(
            Envelope::open(&bytes, &other),
            Err(EnvelopeError::To(Some("juliet@capulet.lit".to_owned())))
        );
        let bytes = Envelope {
            to: None,
            ..envelope()
        }
        .seal(&mut Seeded::new(1))
        .expect("an envelope");
        assert!(Envelope::open(&bytes, &OUTER).is_ok());
        let room = Outer {
            room: true,
            ..OUTER
        };
        assert_eq!(Envelope::open(&bytes, &room), Err(EnvelopeError::To(None)));
        let empty = "<envelope xmlns='urn:xmpp:sce:1'><content/><from/></envelope>";
        assert_eq!(open(empty, &OUTER), Err(EnvelopeError::From(String::new())));
    }

    #[test]
    fn a_full_address_and_long_padding_are_fine() {
        let text = format!(
            "<envelope xmlns='urn:xmpp:sce:1'><rpad>{}</rpad><from jid='Romeo@montague.lit/orchard'/><content/></envelope>",
            "x".repeat(10_000)
        );
        assert!(open(&text, &OUTER).is_ok());
    }

    #[test]
    fn what_only_servers_say_does_not_come_out() {
        let text = "<envelope xmlns='urn:xmpp:sce:1'><content>\
            <body xmlns='jabber:client'>hi</body><delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:00Z'/>\
            <stanza-id xmlns='urn:xmpp:sid:0' id='1' by='a@b'/><origin-id xmlns='urn:xmpp:sid:0' id='2'/>\
            <x xmlns='http://jabber.org/protocol/muc#user'/><sent xmlns='urn:xmpp:carbons:2'/>\
            <encrypted xmlns='urn:xmpp:omemo:2'/><message xmlns='jabber:client'/><error xmlns='jabber:client'/>\
            <event xmlns='http://jabber.org/protocol/pubsub#event'/><opt-out xmlns='urn:xmpp:omemo:2'/>\
            </content></envelope>";
        let names: Vec<_> = open(text, &OUTER)
            .expect("an envelope")
            .content
            .iter()
            .map(|it| it.name().to_owned())
            .collect();
        assert_eq!(names, ["body", "origin-id", "opt-out"]);
    }

    #[test]
    fn deep_long_and_broken_ones_are_refused_without_harm() {
        let deep = format!(
            "<envelope xmlns='urn:xmpp:sce:1'><content>{}",
            "<a>".repeat(100_000)
        );
        assert_eq!(open(&deep, &OUTER), Err(EnvelopeError::Malformed));
        let many = format!(
            "<envelope xmlns='urn:xmpp:sce:1'><content>{}</content></envelope>",
            "<a/>".repeat(5_000)
        );
        assert_eq!(open(&many, &OUTER), Err(EnvelopeError::Malformed));
        for text in [
            "",
            "text",
            "<a/>",
            "<envelope xmlns='urn:xmpp:sce:1'>",
            "<envelope xmlns='urn:xmpp:sce:1'/>",
            "<a:b xmlns='x'/>",
        ] {
            assert_eq!(open(text, &OUTER), Err(EnvelopeError::Malformed), "{text}");
        }
        assert_eq!(
            Envelope::open(&[0xff; 64], &OUTER),
            Err(EnvelopeError::Malformed)
        );
        assert_eq!(
            Envelope::open(&vec![b'<'; MAX_BYTES + 1], &OUTER),
            Err(EnvelopeError::Malformed)
        );
    }
}
