//! The XML stream (RFC 6120 §4): bytes in, frames out, and back.
//!
//! Own reader and writer instead of a library's, because the limits are the point: depth, sizes and
//! the memory of a stanza are bounded here, before anything else looks at it (RFC 6120 §13.12).

pub mod error;
pub mod framing;
pub mod header;
pub mod reader;
pub mod starttls;
mod tree;
pub mod writer;

pub use error::{Condition, StreamError};
pub use framing::Framing;
pub use header::Header;
pub use reader::{Frame, Limits, ReadError, Reader};

/// Namespace of `<stream/>`, `<features/>` and `<error/>` (RFC 6120 §4.8.1).
pub const STREAMS: &str = "http://etherx.jabber.org/streams";

/// The content namespace of a client's stream (RFC 6120 §4.8.2).
pub const CLIENT: &str = "jabber:client";
