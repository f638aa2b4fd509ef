//! Writer.

use minidom::Element;

use super::Header;

/// The header a client opens its stream with.
pub fn open(to: &str, from: Option<&str>, lang: Option<&str>) -> Vec<u8> {
    todo!()
}

/// Any header, from either side.
pub fn header(header: &Header) -> Vec<u8> {
    todo!()
}

/// Appends one child of the stream.
pub fn element(element: &Element, out: &mut Vec<u8>) {
    todo!()
}

/// The end of our stream.
pub fn close() -> &'static [u8] {
    b"</stream:stream>"
}
