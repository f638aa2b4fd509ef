//! What an account can do, one noun a file: glue between the pure protocol, the store and the window.

pub(crate) mod attendance;
pub(crate) mod blocking;
pub(crate) mod book;
pub(crate) mod caps;
pub(crate) mod catch_up;
pub(crate) mod chat;
pub(crate) mod console;
pub(crate) mod credentials;
pub(crate) mod discretion;
pub(crate) mod draft;
pub(crate) mod elsewhere;
pub(crate) mod flags;
pub(crate) mod group;
pub(crate) mod invitation;
pub(crate) mod milestone;
pub(crate) mod notice;
pub(crate) mod place;
pub(crate) mod presence;
pub(crate) mod profile;
pub(crate) mod read_place;
pub(crate) mod reading;
pub(crate) mod roster;
pub(crate) mod server;
pub(crate) mod ticking;
pub(crate) mod timeline;
pub(crate) mod unsaid;
