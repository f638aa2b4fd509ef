//! Notices on the desktop: who has written, and what can be done about it there and then.
//!
//! `notices` decides what is on the desktop, `words` what it says; both are pure. `desk` talks
//! to the notification daemon (Desktop Notifications Specification 1.2) over the session's bus, on a
//! thread of its own that begins with the first notice. Nothing of it runs before.

#[cfg(target_os = "linux")]
mod desk;
#[cfg(target_os = "linux")]
mod markup;
mod notices;
mod sound;
mod words;

pub use notices::{Heap, Key, Notices, Stir};
pub use words::{Picture, card, reminder};

use std::path::PathBuf;

use iced::Subscription;

use crate::mailbox::Mailbox;

/// What the desktop shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which one it is: it takes the place of the one before.
    pub key: Key,
    /// Its first line; never read as markup.
    pub title: String,
    /// What stands below, as plain text.
    pub body: String,
    /// The face beside it.
    pub picture: Option<Picture>,
    /// It may be marked as read, and answered, by these words.
    pub deeds: Option<Deeds>,
    /// The name of what a click does.
    pub open: String,
    /// How it sounds.
    pub sound: Sound,
}

/// What can be done with the messages of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deeds {
    /// "Mark as read".
    pub read: String,
    /// "Reply".
    pub reply: String,
    /// What stands in the empty field for the answer.
    pub placeholder: String,
}

/// How a notice sounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Not at all.
    Silent,
    /// As this file.
    File(PathBuf),
    /// As the desktop has it for messages.
    Usual,
}

/// What the desktop shall do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Show this, in place of what has the same key.
    Show(Box<Card>),
    /// Take it away.
    Close(Key),
    /// Take everything away.
    Clear,
}

/// What a person does with a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// They want to see it.
    Opened(Key),
    /// They have seen enough.
    Read(Key),
    /// They answer.
    Replied(Key, String),
    /// It is not on the desktop any more.
    Closed(Key),
}

/// The desktop, as far as notices go.
pub struct Desktop {
    mailbox: Mailbox<Heard>,
    way: Option<Way>,
}

/// How orders get there.
type Way = Box<dyn Fn(Order) + Send>;

impl Default for Desktop {
    fn default() -> Self {
        Self {
            mailbox: Mailbox::new("notices"),
            way: None,
        }
    }
}

impl Desktop {
    /// Orders that are handed to a function instead of the desktop.
    #[cfg(any(test, feature = "harness"))]
    pub fn pretended(take: impl Fn(Order) + Send + 'static) -> Self {
        Self {
            way: Some(Box::new(take)),
            ..Self::default()
        }
    }

    /// Hands an order over; never waits.
    pub fn order(&mut self, order: Order) {
        // What was never shown need not be taken away.
        if self.way.is_none() && !matches!(order, Order::Show(_)) {
            return;
        }
        let mailbox = &self.mailbox;
        let way = self.way.get_or_insert_with(|| begin(mailbox));
        way(order);
    }

    /// What people do with notices.
    pub fn subscription(&self) -> Subscription<Heard> {
        self.mailbox.subscription()
    }
}

/// The sound of a notice, as the settings have it.
pub fn sound(on: bool) -> Sound {
    match (on, on.then(sound::file).flatten()) {
        (false, _) => Sound::Silent,
        (true, Some(file)) => Sound::File(file),
        (true, None) => Sound::Usual,
    }
}

#[cfg(target_os = "linux")]
fn begin(mailbox: &Mailbox<Heard>) -> Way {
    Box::new(desk::begin(mailbox.sender()))
}

/// No other system is spoken to yet.
#[cfg(not(target_os = "linux"))]
fn begin(_mailbox: &Mailbox<Heard>) -> Way {
    Box::new(|_| {})
}
