//! Waxwing as a person or a program meets it: keys and clicks in, words and commands out.

mod accounts;
mod actions;
mod again;
mod chat;
mod connection;
mod console;
mod contacts;
mod delivery;
#[cfg(target_os = "linux")]
mod desktop;
mod encryption;
mod export;
mod files;
mod forget;
mod inviting;
mod later;
mod links;
mod login;
mod notices;
mod offline;
mod pictures;
mod program;
mod protocol;
#[cfg(target_os = "linux")]
mod reader;
mod register;
mod room;
mod rooms;
mod saying;
mod search;
#[cfg(target_os = "linux")]
mod secrets;
mod settings;
mod voices;
mod writing;
