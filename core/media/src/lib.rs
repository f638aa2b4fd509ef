//! Pictures and sound: what strangers' files are, and how they are shown, played and made.
//!
//! Knows neither XMPP nor a window: bytes go in, pixels and samples come out, and what can't be read is
//! refused with a reason. All of it blocks, so it belongs on threads of its own. Whatever the bytes are,
//! nothing here panics, and nothing takes more memory than the bounds that each module names.

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

pub mod picture;
pub mod sniff;
pub mod sound;
