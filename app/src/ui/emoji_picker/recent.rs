//! The emoji that were used last, and the tone of skin. They belong to the thread of the widgets, as the
//! language does; the window keeps them with its settings.

use std::cell::{Cell, RefCell};

use super::TONES;

/// Two rows and a bit: older ones are found by their name.
const MOST: usize = 24;

thread_local! {
    static RECENT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static TONE: Cell<usize> = const { Cell::new(0) };
    static CHANGED: Cell<bool> = const { Cell::new(false) };
}

/// What was kept.
pub fn set(recent: &[String], tone: usize) {
    let known = recent.iter().filter(|emoji| emojis::get(emoji).is_some());
    RECENT.set(known.take(MOST).cloned().collect());
    TONE.set(tone.min(TONES.len() - 1));
}

/// One was used: it comes first.
pub fn used(emoji: &str) {
    RECENT.with_borrow_mut(|recent| {
        recent.retain(|one| one != emoji);
        recent.insert(0, emoji.to_owned());
        recent.truncate(MOST);
    });
    CHANGED.set(true);
}

/// Those that were used last, newest first.
pub fn all() -> Vec<String> {
    RECENT.with_borrow(Clone::clone)
}

/// The place of the tone of skin among [`TONES`].
pub fn tone() -> usize {
    TONE.get()
}

/// Another tone of skin.
pub fn set_tone(tone: usize) {
    TONE.set(if tone < TONES.len() { tone } else { 0 });
    CHANGED.set(true);
}

/// Whether there is something to keep since the last look.
pub fn take_changed() -> bool {
    CHANGED.replace(false)
}
