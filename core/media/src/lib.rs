//! Pictures and sounds: reading them, making them fit to be sent, showing and playing them.
//!
//! Knows neither XMPP nor a window: bytes in, pixels and samples out. Whatever comes from the network
//! is read within bounds of size and time, and what can't be read is said so, never a reason to stop.

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

pub mod sound;
