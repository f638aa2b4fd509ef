//! Push parser.

use minidom::Element;

use super::{Condition, Header};

/// What came over the stream.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    /// The other side opened its stream.
    Open(Header),
    /// One complete child of the stream.
    Element(Element),
    /// The other side closed its stream.
    Close,
}

/// The bounds of a [`Reader`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Nested elements in one stanza, itself included.
    pub depth: usize,
    /// Bytes of XML of one stanza, or of the stream header.
    pub stanza_bytes: usize,
    /// Bytes of memory of the tree built from one stanza.
    pub tree_bytes: usize,
    /// Bytes of one attribute's value.
    pub attribute_bytes: usize,
    /// Attributes (and namespace declarations) of one element.
    pub attributes: usize,
    /// Bytes of an element's or attribute's name, and of a namespace.
    pub name_bytes: usize,
}

/// Why the stream can't be read on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A bound of [`Limits`] was passed; the name of the bound.
    #[error("over the limit of {0}")]
    Limit(&'static str),
}

impl ReadError {
    /// The stream error to send before closing.
    pub fn condition(&self) -> Condition {
        todo!()
    }
}

/// Reads one XML stream.
#[derive(Debug)]
pub struct Reader {}

impl Reader {
    /// A reader before the first byte of a stream.
    pub fn new(limits: Limits) -> Self {
        todo!()
    }
    /// Takes bytes as they came from the network. Call [`next`](Self::next) until `None` after each push.
    pub fn push(&mut self, bytes: &[u8]) {
        todo!()
    }
    /// The next complete frame; `None` until more bytes are pushed. An error is final.
    pub fn next(&mut self) -> Result<Option<Frame>, ReadError> {
        todo!()
    }
}
