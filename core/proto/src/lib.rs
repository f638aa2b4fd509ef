//! XMPP as pure functions and state machines.
//!
//! No socket, no clock, no store: bytes, stanzas and the time come in as arguments, bytes, stanzas
//! and outputs go out. One RFC part or XEP per file, and each file names its own. Types of
//! `xmpp-parsers` are used where they fit, always behind a lenient first look at the plain
//! [`minidom::Element`], so that one bad payload never costs a stanza.

#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

pub mod address;
pub mod answer;
pub mod archive;
pub mod archive_preferences;
pub mod avatar;
pub mod backoff;
pub mod blocking;
pub mod bob;
pub mod bookmarks;
pub mod caps;
pub mod carbons;
pub mod channel_search;
pub mod chat_state;
pub mod command;
pub mod contact_addresses;
pub mod content;
pub mod correction;
pub mod csi;
pub mod data_form;
pub mod delay;
pub mod disco;
pub mod ecaps2;
pub mod encryption;
pub mod fallback;
pub mod file_metadata;
pub mod file_name;
pub mod fragment;
pub mod hashes;
pub mod hints;
pub mod host_meta;
pub mod idle;
pub mod invite;
pub mod iq;
pub mod link_metadata;
pub mod login;
pub mod management;
pub mod markers;
pub mod mds;
pub mod media_type;
pub mod message;
pub mod nick;
pub mod notify;
pub mod oob;
pub mod outage;
pub mod page_head;
pub mod pep;
pub mod ping;
pub mod presence;
pub mod reactions;
pub mod receipts;
pub mod redact;
pub mod registration;
pub mod reply;
pub mod reporting;
pub mod result_set;
pub mod retraction;
pub mod room;
pub mod roster;
pub mod sasl;
pub mod sealed_file;
pub mod sharing;
pub mod socks;
pub mod spoiler;
pub mod srv;
pub mod stanza;
pub mod stanza_error;
pub mod stanza_id;
pub mod stream;
pub mod stream_limits;
pub mod styling;
pub mod time;
pub mod upload;
pub mod uri;
pub mod vcard;
pub mod vcard4;
pub mod vcard_avatar;
pub mod version;
pub mod xml;

pub use address::Address;
pub use jid;
pub use minidom;
