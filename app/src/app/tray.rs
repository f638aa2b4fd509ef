//! The sign in the tray, and the window that goes there instead of ending.

use iced::{Task, window};
use waxwing_core::{Command, Timestamp};

use super::{App, Message, view};
use crate::screen::settings::Change;
use crate::settings::Notices;
use crate::tr;
use crate::tray::{Heard, Look, Order};
use crate::widget::direction;

impl App {
    /// Puts the sign into the tray, takes it away, or changes it: whatever the settings want.
    pub(super) fn tend_tray(&mut self) {
        // Not before the first frame: it can wait, the person can't.
        let wanted = self.settings.notices.tray && (self.window.drawn || self.window.hidden);
        let look = wanted.then(|| self.look_of_tray());
        if self.in_tray != look {
            let order = look.clone().map_or(Order::End, Order::Show);
            self.in_tray = look;
            self.tray.order(order);
        }
    }

    fn look_of_tray(&self) -> Look {
        let unread = self.world.unread(self.now);
        Look {
            unread,
            calm: self
                .settings
                .notices
                .calm_until
                .is_some_and(|until| until > self.now),
            rtl: direction::is_rtl(),
            hint: match unread {
                0 => String::new(),
                count => tr!("tray-unread", count = count),
            },
            open: tr!("tray-open"),
            calm_name: tr!("tray-calm"),
            quit: tr!("shortcut-quit"),
        }
    }

    /// Somebody has done something in the tray, or the tray came or went.
    pub(super) fn heard_from_tray(&mut self, heard: Heard) -> Task<Message> {
        match heard {
            Heard::There(there) => {
                self.tray_there = there;
                // Nobody shall have a program that can't be reached.
                match there || !self.window.hidden {
                    true => Task::none(),
                    false => self.unhide(),
                }
            }
            Heard::Opened => self.raise(),
            Heard::CalmToggled => self.toggle_calm(),
            Heard::Quit => self.quit(),
        }
    }

    /// No notices until it is pressed again, or notices again.
    pub(super) fn toggle_calm(&mut self) -> Task<Message> {
        let calm = self
            .settings
            .notices
            .calm_until
            .is_some_and(|until| until > self.now);
        let notices = Notices {
            calm_until: (!calm).then_some(Timestamp(i64::MAX)),
            ..self.settings.notices
        };
        self.change(Change::Notices(notices))
    }

    /// The window shall close: it goes into the tray where the person wants that and there is one.
    pub(super) fn close_window(&mut self) -> Task<Message> {
        let stays = self.settings.notices.close_to_tray && self.tray_there && !self.window.closing;
        if !stays {
            return self.quit();
        }
        self.remember();
        self.window.hidden = true;
        self.window.focused = false;
        self.accessibility.set_focused(false);
        self.send(Command::Unattended(Some(self.now)));
        window::close(self.window.id)
    }

    /// Shows the window again.
    pub(super) fn unhide(&mut self) -> Task<Message> {
        self.window.hidden = false;
        let (id, opening) = window::open(view::window_settings(&self.settings, self.scale()));
        self.window.id = id;
        opening.map(Message::Opened).chain(window::gain_focus(id))
    }
}
