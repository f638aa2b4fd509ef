//! The sign in the tray of a Linux desktop (StatusNotifierItem): how much is unread, and a menu.
//!
//! `ksni` speaks for it, on a thread of its own that begins when the sign is wanted for the first
//! time. Desktops without a tray are many: there it waits for one to come, and costs nothing.

#[cfg(target_os = "linux")]
mod item;
#[cfg(target_os = "linux")]
mod sign;

use iced::Subscription;

use crate::mailbox::Mailbox;

/// How the sign looks, and the words of its menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// So many messages were not seen.
    pub unread: u32,
    /// There are no notices, as the person wants it.
    pub calm: bool,
    /// The menu is read from right to left.
    pub rtl: bool,
    /// What it says about itself. No word of others': trays read it as HTML.
    pub hint: String,
    /// "Open Waxwing".
    pub open: String,
    /// "Do not disturb".
    pub calm_name: String,
    /// "Quit".
    pub quit: String,
}

/// What the tray shall do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Show the sign so.
    Show(Look),
    /// Show none.
    End,
}

/// What happens in the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// There is a tray with our sign in it, or none.
    There(bool),
    /// The sign was pressed.
    Opened,
    /// "Do not disturb" was pressed.
    CalmToggled,
    /// "Quit" was pressed.
    Quit,
}

/// The tray.
pub struct Tray {
    mailbox: Mailbox<Heard>,
    way: Option<Way>,
}

/// How orders get there.
type Way = Box<dyn Fn(Order) + Send>;

impl Default for Tray {
    fn default() -> Self {
        Self {
            mailbox: Mailbox::new("tray"),
            way: None,
        }
    }
}

impl Tray {
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
        if self.way.is_none() && order == Order::End {
            return;
        }
        let mailbox = &self.mailbox;
        let way = self.way.get_or_insert_with(|| begin(mailbox));
        way(order);
    }

    /// What happens in it.
    pub fn subscription(&self) -> Subscription<Heard> {
        self.mailbox.subscription()
    }
}

#[cfg(target_os = "linux")]
fn begin(mailbox: &Mailbox<Heard>) -> Way {
    Box::new(item::begin(mailbox.sender()))
}

/// No other system has one that we speak to.
#[cfg(not(target_os = "linux"))]
fn begin(mailbox: &Mailbox<Heard>) -> Way {
    mailbox.sender()(Heard::There(false));
    Box::new(|_| {})
}
