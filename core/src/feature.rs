//! What an account can do, one noun a file: glue between the pure protocol, the store and the window.

pub(crate) mod caps;
pub(crate) mod chat;
pub(crate) mod presence;
pub(crate) mod roster;
pub(crate) mod ticking;
pub(crate) mod timeline;
