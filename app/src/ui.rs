//! Pieces of screens that know what a conversation is; `widget` holds the ones that don't.

pub mod bird;
pub mod composer;
pub mod failure;
pub mod message;
pub mod offline;
pub mod presence;
pub mod timeline;
pub mod toggle;
