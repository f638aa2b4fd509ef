//! Bytes to frames: a push parser that can't be made to use more than its limits.
//!
//! RFC 6120 §11 (what XML may be used) and §13.12 (denial of service). The tokens come from `rxml`;
//! names, namespaces and the tree are ours, because only before the tree exists can a stanza be
//! refused without paying for it. A stanza costs at most [`Limits::stanza_bytes`] of reading and
//! [`Limits::tree_bytes`] of memory. What is too much in it is left out, and the stream goes on: an archive
//! hands out the same stanza with every session. More bytes than that, or no XML, end the stream: after an
//! error nothing is read.

use minidom::Element;
use rxml::error::EndOrError;
use rxml::{Options, Parse, RawParser, WithOptions};

use super::tree::Tree;
use super::{Condition, Header};

/// Bytes handed to the tokenizer at once. It looks at all it is given each time it meets its own
/// limit, so that a small slice keeps reading linear in the number of bytes.
const SLICE_BYTES: usize = 16 * 1024;

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

/// The bounds of a [`Reader`]. [`Limits::default`] is what a client should use.
///
/// Past `stanza_bytes` and `attribute_bytes` the stream ends; past the others, that part of the stanza is left
/// out ([`Reader::take_left_out`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Nested elements in one stanza, itself included.
    pub depth: usize,
    /// Bytes of XML of one stanza, or of the stream header.
    pub stanza_bytes: usize,
    /// Bytes of memory for the tree of one stanza, by a generous estimate.
    pub tree_bytes: usize,
    /// Bytes of one attribute's value.
    pub attribute_bytes: usize,
    /// Attributes of one element, and namespace declarations in force.
    pub attributes: usize,
    /// Bytes of a name or a namespace.
    pub name_bytes: usize,
}

impl Limits {
    /// A forwarded, archived, encrypted message nests about 12 deep; 64 leaves room for whatever
    /// comes, and trees this flat can be walked and dropped by recursion on any thread's stack.
    pub const DEPTH: usize = 64;
    /// Servers refuse stanzas over 64 kB to 512 kB (10 kB is what RFC 6120 §13.12 guarantees), but
    /// rosters and archive pages of their own making grow past that. Four megabytes is a roster of
    /// some 20 000 contacts.
    pub const STANZA_BYTES: usize = 4 * 1024 * 1024;
    /// A tree of tiny elements takes up to a hundred times its XML. 64 MB holds the largest roster
    /// above and is still a size any machine has.
    pub const TREE_BYTES: usize = 64 * 1024 * 1024;
    /// More than any server lets a stranger send in one stanza. Were it less, a single stanza could
    /// end the stream again and again, each time the server delivers it anew.
    pub const ATTRIBUTE_BYTES: usize = 1024 * 1024;
    /// The richest elements in use have about 20.
    pub const ATTRIBUTES: usize = 256;
    /// The longest namespaces in use have about 100 bytes. Each element keeps a copy of its own, so
    /// this bounds the price of a short tag.
    pub const NAME_BYTES: usize = 1024;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: Self::DEPTH,
            stanza_bytes: Self::STANZA_BYTES,
            tree_bytes: Self::TREE_BYTES,
            attribute_bytes: Self::ATTRIBUTE_BYTES,
            attributes: Self::ATTRIBUTES,
            name_bytes: Self::NAME_BYTES,
        }
    }
}

/// Why the stream can't be read on. Always final.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A bound of [`Limits`] was passed: which.
    #[error("over the limit of {0}")]
    Limit(&'static str),
    /// XML that XMPP forbids (RFC 6120 §11.1): a DTD, an entity, a comment, a processing instruction.
    #[error("forbidden XML: {0}")]
    Restricted(String),
    /// Not XML, or not namespace-well-formed.
    #[error("not well-formed: {0}")]
    NotWellFormed(String),
    /// Not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// The root is not a `<stream:stream>` in `jabber:client`.
    #[error("not a client's stream")]
    Namespace,
    /// Text where only stanzas may be.
    #[error("text between stanzas")]
    Text,
}

impl ReadError {
    /// The stream error to send before closing.
    pub fn condition(&self) -> Condition {
        match self {
            Self::Limit(_) => Condition::PolicyViolation,
            Self::Restricted(_) => Condition::RestrictedXml,
            Self::NotWellFormed(_) => Condition::NotWellFormed,
            Self::Encoding => Condition::UnsupportedEncoding,
            Self::Namespace => Condition::InvalidNamespace,
            Self::Text => Condition::InvalidXml,
        }
    }
}

impl From<rxml::Error> for ReadError {
    fn from(error: rxml::Error) -> Self {
        use rxml::Error as E;
        match error {
            // The messages of rxml 0.14, held to it by tests: what is over its limit, and `<!` with
            // neither `[CDATA[` nor a comment behind it, which is a DTD or pretends to be one.
            E::RestrictedXml(what) if what.starts_with("long ") => Self::Limit("attribute_bytes"),
            E::InvalidSyntax(what) if what.starts_with("malformed cdata") => {
                Self::Restricted("declaration".to_owned())
            }
            E::RestrictedXml(_) | E::UndeclaredEntity => Self::Restricted(error.to_string()),
            E::InvalidUtf8Byte(_) => Self::Encoding,
            _ => Self::NotWellFormed(error.to_string()),
        }
    }
}

/// Reads one XML stream, from either side. A restarted stream needs a new reader.
#[derive(Debug)]
pub struct Reader {
    parser: RawParser,
    stanza_bytes: usize,
    /// Bytes taken since the last frame.
    used: usize,
    pending: Vec<u8>,
    /// How much of `pending` has been taken.
    taken: usize,
    tree: Tree,
    state: State,
}

#[derive(Debug)]
enum State {
    Reading,
    Closed,
    Failed(ReadError),
}

impl Reader {
    /// A reader before the first byte of a stream.
    pub fn new(limits: Limits) -> Self {
        let mut parser = RawParser::with_options(Options {
            max_token_length: limits.attribute_bytes,
            ..Options::default()
        });
        // Text comes in pieces anyway; unbuffered, a long one is counted while it arrives, and
        // one full of entities isn't copied once for each.
        parser.set_text_buffering(false);
        Self {
            parser,
            stanza_bytes: limits.stanza_bytes,
            used: 0,
            pending: Vec::new(),
            taken: 0,
            tree: Tree::new(limits),
            state: State::Reading,
        }
    }

    /// Takes bytes as they came from the network. Call [`next`](Self::next) until it returns `None`
    /// after each push, else what is waiting grows by what is pushed. After an error or the end of
    /// the stream, bytes are thrown away.
    pub fn push(&mut self, bytes: &[u8]) {
        if matches!(self.state, State::Reading) {
            self.pending.extend_from_slice(bytes);
        }
    }

    /// The next complete frame; `None` until more bytes are pushed. An error is final and is
    /// returned again each time.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator is over after None; this goes on after the next push"
    )]
    pub fn next(&mut self) -> Result<Option<Frame>, ReadError> {
        match &self.state {
            State::Reading => {}
            State::Closed => return Ok(None),
            State::Failed(error) => return Err(error.clone()),
        }
        let result = self.advance();
        match &result {
            Ok(Some(Frame::Close)) => self.finish(State::Closed),
            Ok(_) => {}
            Err(error) => self.finish(State::Failed(error.clone())),
        }
        result
    }

    /// The bound of [`Limits`] for which something of a stanza was left out since this was asked last.
    pub fn take_left_out(&mut self) -> Option<&'static str> {
        self.tree.take_left_out()
    }

    fn advance(&mut self) -> Result<Option<Frame>, ReadError> {
        loop {
            let rest = self.pending.get(self.taken..).unwrap_or_default();
            // One byte over the limit is enough to know.
            let most = (self.stanza_bytes + 1)
                .saturating_sub(self.used)
                .min(SLICE_BYTES);
            let offered = rest.len().min(most);
            let mut slice = rest.get(..offered).unwrap_or_default();
            let event = self.parser.parse(&mut slice, false);
            let taken = offered - slice.len();
            self.taken += taken;
            self.used += taken;
            if self.used > self.stanza_bytes {
                return Err(ReadError::Limit("stanza_bytes"));
            }
            match event {
                Ok(Some(event)) => {
                    let frame = self.tree.handle(event)?;
                    if self.tree.is_between_stanzas() {
                        self.used = 0;
                    }
                    if frame.is_some() {
                        return Ok(frame);
                    }
                }
                Ok(None) => return Ok(None),
                Err(EndOrError::NeedMoreData) if offered == 0 => {
                    self.release();
                    return Ok(None);
                }
                Err(EndOrError::NeedMoreData) if taken == 0 => {
                    return Err(ReadError::NotWellFormed("unreadable".to_owned()));
                }
                Err(EndOrError::NeedMoreData) => {}
                Err(EndOrError::Error(error)) => return Err(error.into()),
            }
        }
    }

    /// Forgets the bytes taken, and the room a large push needed.
    fn release(&mut self) {
        self.pending.clear();
        self.pending.shrink_to(SLICE_BYTES);
        self.taken = 0;
    }

    fn finish(&mut self, state: State) {
        self.state = state;
        self.pending = Vec::new();
        self.taken = 0;
        self.tree.clear();
    }
}

#[cfg(test)]
mod tests;
