//! Pieces of screens that know what a conversation is; `widget` holds the ones that don't.

pub mod account;
pub mod bird;
pub mod card;
pub mod choices;
pub mod completion;
pub mod composer;
pub mod emoji_picker;
pub mod excerpt;
pub mod faces;
pub mod failure;
pub mod file;
pub mod history;
pub mod menu;
pub mod message;
pub mod offline;
pub mod page_head;
pub mod picture;
pub mod presence;
pub mod privacy;
pub mod recording;
pub mod sound;
pub mod spelt;
pub mod strength;
pub mod timeline;
pub mod toggle;
pub mod xml;
