//! The same stream in two dresses: one long XML document over TCP (RFC 6120 §4), or a message for
//! each element over a WebSocket (RFC 7395 §3.3).
//!
//! [`Framing`] writes both. What a WebSocket brings is turned into the document that it would have
//! been over TCP, so that one reader with one set of limits reads either.

use super::header::Header;
use super::reader::{Frame, Limits, ReadError, Reader};
use super::writer;
use minidom::Element;

/// Namespace of `<open/>` and `<close/>`.
pub const FRAMING: &str = "urn:ietf:params:xml:ns:xmpp-framing";

/// The WebSocket subprotocol (RFC 7395 §3.1).
pub const SUBPROTOCOL: &str = "xmpp";

/// Follows each message that is written for a WebSocket, so that a buffer of several can be taken
/// apart again. XML has no such byte.
pub const END: u8 = 0;

/// An `<open/>` is an element with five short attributes.
const OPEN_BYTES: usize = 16 * 1024;

/// How elements become bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// Parts of one XML document.
    #[default]
    Document,
    /// Messages, each ended by [`END`].
    WebSocket,
}

impl Framing {
    /// The beginning of a stream.
    pub fn open(self, to: &str, from: Option<&str>, lang: Option<&str>) -> Vec<u8> {
        match self {
            Self::Document => writer::open(to, from, lang),
            Self::WebSocket => {
                let mut text = String::from("<open");
                writer::attribute("xmlns", FRAMING, &mut text);
                writer::attribute("to", to, &mut text);
                if let Some(from) = from {
                    writer::attribute("from", from, &mut text);
                }
                writer::attribute("version", "1.0", &mut text);
                if let Some(lang) = lang {
                    writer::attribute("xml:lang", lang, &mut text);
                }
                text.push_str("/>\0");
                text.into_bytes()
            }
        }
    }

    /// Appends one child of the stream.
    pub fn element(self, element: &Element, out: &mut Vec<u8>) {
        match self {
            Self::Document => writer::element(element, out),
            Self::WebSocket => {
                writer::standalone(element, out);
                out.push(END);
            }
        }
    }

    /// The end of our stream.
    pub fn close(self) -> &'static [u8] {
        match self {
            Self::Document => writer::close(),
            Self::WebSocket => b"<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>\0",
        }
    }
}

/// The part of a document that a message of a WebSocket stands for.
///
/// # Errors
/// A message that is neither an element of the stream nor its frame. Elements themselves are left
/// to the reader of the document.
pub fn received(message: &str) -> Result<Vec<u8>, ReadError> {
    let text = message.trim_start();
    if !text.starts_with('<') {
        return Err(ReadError::Text);
    }
    if !is_named(text, "open") && !is_named(text, "close") {
        return Ok(message.as_bytes().to_vec());
    }
    if text.len() > OPEN_BYTES {
        return Err(ReadError::Limit("stanza_bytes"));
    }
    let element = alone(text)?;
    if element.ns() != FRAMING {
        return Err(ReadError::Namespace);
    }
    Ok(match element.name() {
        "open" => writer::header(&Header::parse(&element)),
        _ => writer::close().to_vec(),
    })
}

fn is_named(text: &str, name: &str) -> bool {
    let rest = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_prefix(name));
    rest.is_some_and(|rest| rest.starts_with([' ', '\t', '\r', '\n', '/', '>']))
}

/// Reads a document of one element, within the limits of a stanza.
pub(crate) fn alone(text: &str) -> Result<Element, ReadError> {
    let mut reader = Reader::new(Limits::default());
    // Without a default namespace, an element must say which one it is in.
    reader.push(&writer::header(&Header::default()));
    reader.push(text.as_bytes());
    while let Some(frame) = reader.next()? {
        if let Frame::Element(element) = frame {
            return Ok(element);
        }
    }
    Err(ReadError::NotWellFormed("an unfinished element".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader makes of messages.
    fn read(messages: &[&str]) -> Vec<Frame> {
        let mut reader = Reader::new(Limits::default());
        let mut frames = Vec::new();
        for message in messages {
            reader.push(&received(message).unwrap());
            while let Some(frame) = reader.next().unwrap() {
                frames.push(frame);
            }
        }
        frames
    }

    const OPEN: &str = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='a.example' \
        id='7' version='1.0' xml:lang='en'/>";

    #[test]
    fn messages_become_the_document_they_stand_for() {
        let frames = read(&[
            OPEN,
            "<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>",
            "<message xmlns='jabber:client'><body>hello</body></message>",
            "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>",
        ]);
        let [
            Frame::Open(header),
            Frame::Element(features),
            Frame::Element(message),
            Frame::Close,
        ] = frames.as_slice()
        else {
            panic!("{frames:?}");
        };
        assert_eq!(header.from.as_deref(), Some("a.example"));
        assert_eq!(header.id.as_deref(), Some("7"));
        assert_eq!(header.lang.as_deref(), Some("en"));
        assert!(header.has_features());
        assert!(features.is("features", super::super::STREAMS));
        assert!(message.is("message", super::super::CLIENT));
    }

    #[test]
    fn elements_say_their_namespaces() {
        let mut out = Vec::new();
        let message: Element = "<message xmlns='jabber:client' to='a'><body>x</body></message>"
            .parse()
            .unwrap();
        Framing::WebSocket.element(&message, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<message xmlns='jabber:client' to='a'><body>x</body></message>\0"
        );
        let mut out = Vec::new();
        Framing::Document.element(&message, &mut out);
        assert!(!out.contains(&END));
        let error = super::super::StreamError::new(super::super::Condition::PolicyViolation);
        let mut out = Vec::new();
        Framing::WebSocket.element(&error.build(), &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("<error xmlns='http://etherx.jabber.org/streams'>"));
    }

    #[test]
    fn what_we_open_can_be_opened() {
        let bytes = Framing::WebSocket.open("a.example", Some("b@a.example"), Some("en"));
        let text = String::from_utf8(bytes).unwrap();
        let text = text.strip_suffix('\0').unwrap();
        let frames = read(&[text]);
        let [Frame::Open(header)] = frames.as_slice() else {
            panic!("{frames:?}");
        };
        assert_eq!(header.to.as_deref(), Some("a.example"));
    }

    #[test]
    fn frames_of_somebody_else_are_refused() {
        for bad in [
            "",
            "hello",
            "\u{feff}<open/>",
            "<open/>",
            "<open xmlns='x'/>",
            "<close xmlns='jabber:client'/>",
            "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'",
        ] {
            assert!(received(bad).is_err(), "{bad}");
        }
        let deep = format!("<open>{}", "<a>".repeat(5000));
        assert!(received(&deep).is_err());
        let long = format!("<open xmlns='{FRAMING}' id='{}'/>", "x".repeat(OPEN_BYTES));
        assert_eq!(received(&long), Err(ReadError::Limit("stanza_bytes")));
    }

    #[test]
    fn elements_with_similar_names_are_left_alone() {
        for text in ["<opener xmlns='x'/>", "<closed xmlns='x'/>"] {
            assert_eq!(received(text).unwrap(), text.as_bytes());
        }
    }
}
