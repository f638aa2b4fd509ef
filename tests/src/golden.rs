//! A conversation printed as text and compared with a committed file.
//!
//! `WAXWING_BLESS=1 cargo test -p waxwing-tests` writes the files anew; look at the difference
//! before committing it.

use std::path::Path;
use std::sync::Arc;

use waxwing_core::model::{Direction, Message, State};

/// Set, it writes the files instead of comparing with them.
const BLESS: &str = "WAXWING_BLESS";

/// One line for each message: who, how far it got, what was said. Addresses are replaced by the
/// names given for them, since every test has accounts of its own; times are left out.
pub fn print(messages: &[Arc<Message>], names: &[(&str, &str)]) -> String {
    messages
        .iter()
        .map(|message| line(message, names))
        .collect()
}

fn line(message: &Message, names: &[(&str, &str)]) -> String {
    let bare = message.sender.split('/').next().unwrap_or_default();
    let named = names.iter().find(|(jid, _)| *jid == bare);
    let who = named.map_or(bare, |(_, name)| name);
    let arrow = match message.direction {
        Direction::Incoming => "<",
        Direction::Outgoing => ">",
    };
    let state = match &message.state {
        State::Received => "received".to_owned(),
        State::Pending => "pending".to_owned(),
        State::Sent => "sent".to_owned(),
        State::Delivered => "delivered".to_owned(),
        State::Displayed => "displayed".to_owned(),
        State::Failed { condition, .. } => format!("failed: {condition}"),
    };
    let delayed = if message.delayed { ", delayed" } else { "" };
    format!("{arrow} {who} ({state}{delayed}): {:?}\n", message.text)
}

/// Compares with `tests/golden/NAME.txt`.
///
/// # Panics
/// When they differ, or the file is missing.
pub fn assert(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(format!("{name}.txt"));
    assert_file(&path, actual);
}

/// Compares with any file.
///
/// # Panics
/// When they differ, or the file is missing.
pub fn assert_file(path: &Path, actual: &str) {
    if std::env::var_os(BLESS).is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the golden folder");
        std::fs::write(path, actual).expect("write the golden file");
        return;
    }
    let expected = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}; {BLESS}=1 writes it", path.display()));
    assert_eq!(actual, expected, "{} differs", path.display());
}
