//! XML that a person typed: exactly one element, as it could stand in our stream (RFC 6120 §4.1).
//!
//! It is read by the reader of the stream itself, with a header of ours before it, so nothing can be typed
//! that would not be one element on the wire as well: no end of the stream, no second stanza, no DTD.

use minidom::Element;

use crate::stream::{Frame, Limits, ReadError, Reader, writer};

/// Longer than anything that is typed; servers refuse most stanzas above (RFC 6120 §13.12).
pub const MAX_BYTES: usize = 256 * 1024;

/// Why typed XML can't be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FragmentError {
    /// There is no element.
    #[error("no element")]
    Empty,
    /// It is longer than [`MAX_BYTES`].
    #[error("too long")]
    TooLong,
    /// An element is not closed.
    #[error("an element is not closed")]
    Unfinished,
    /// Something follows the element.
    #[error("something follows the first element")]
    MoreThanOne,
    /// It would end the stream.
    #[error("it would end the stream")]
    Closing,
    /// It can't be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
}

/// Reads one element. Without an `xmlns` it is of `jabber:client`, as on the wire.
///
/// # Errors
/// Anything but one well-formed element.
pub fn parse(xml: &str) -> Result<Element, FragmentError> {
    if xml.len() > MAX_BYTES {
        return Err(FragmentError::TooLong);
    }
    let mut reader = Reader::new(Limits::default());
    reader.push(&writer::open("localhost", None, None));
    reader.next()?;
    reader.push(xml.trim().as_bytes());
    let mut found = None;
    while let Some(frame) = reader.next()? {
        match frame {
            Frame::Element(element) if found.is_none() => found = Some(element),
            Frame::Element(_) | Frame::Open(_) => return Err(FragmentError::MoreThanOne),
            Frame::Close => return Err(FragmentError::Closing),
        }
    }
    if let Some(which) = reader.take_left_out() {
        return Err(ReadError::Limit(which).into());
    }
    // The stream can be closed if and only if nothing is left open.
    reader.push(writer::close());
    match (reader.next(), found) {
        (Ok(Some(Frame::Close)), Some(element)) => Ok(element),
        (Ok(Some(Frame::Close)), None) => Err(FragmentError::Empty),
        (_, Some(_)) => Err(FragmentError::MoreThanOne),
        (_, None) => Err(FragmentError::Unfinished),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_element_is_read_as_on_the_wire() {
        let element = parse(" <message to='a@b'><body>x</body></message>\n").unwrap();
        assert!(element.is("message", "jabber:client"));
        assert!(parse("<r xmlns='urn:xmpp:sm:3'/>").is_ok());
        let prefixed = parse("<x:iq xmlns:x='jabber:client' type='get'/>").unwrap();
        assert!(prefixed.is("iq", "jabber:client"));
    }

    #[test]
    fn nothing_gets_past_the_one_element() {
        use FragmentError as E;
        for (xml, error) in [
            ("", E::Empty),
            ("   ", E::Empty),
            ("<message>", E::Unfinished),
            ("<message><body></message>", E::Unfinished),
            ("<message", E::Unfinished),
            ("<presence/><presence/>", E::MoreThanOne),
            ("<presence/><presence>", E::MoreThanOne),
            ("<presence/><", E::MoreThanOne),
            ("</stream:stream>", E::Closing),
            ("</stream:stream><presence/>", E::Closing),
        ] {
            let found = parse(xml);
            let unreadable = matches!(found, Err(E::Unreadable(_)));
            assert!(found == Err(error) || unreadable, "{xml}: {found:?}");
            assert!(found.is_err());
        }
        for xml in [
            "hello",
            "<presence/>hello",
            "<message>&nbsp;</message>",
            "<message>&#0;</message>",
            "<message a='1' a='2'/>",
            "<message><?php x?></message>",
            "<!-- x --><presence/>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
            "<?xml version='1.0'?><presence/>",
            "<m:message/>",
            "<message>\u{ffff}</message>",
        ] {
            let found = parse(xml);
            assert!(matches!(found, Err(E::Unreadable(_))), "{xml}: {found:?}");
        }
        let deep = "<a>".repeat(100_000);
        assert!(matches!(parse(&deep), Err(E::TooLong | E::Unreadable(_))));
        assert!(matches!(parse(&deep[..30_000]), Err(E::Unreadable(_))));
    }
}
