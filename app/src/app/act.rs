//! What each action does: those of the window here, those of the conversations in `screen/chat/act.rs`.

use iced::Task;
use waxwing_core::AccountId;

use super::{App, Message, Screen};
use crate::action::Action;
use crate::screen::dialog::shortcuts;
use crate::screen::{login, settings};
use crate::settings::Zoom;
use crate::shortcut::{Chord, keymap};

impl App {
    /// Keys were pressed that may be a shortcut.
    pub(super) fn press(&mut self, chord: Chord) -> Task<Message> {
        if self.is_recording() {
            let keys = settings::keys::Message::Recorded(chord);
            return self.update_settings(settings::Message::Keys(keys));
        }
        match keymap::action(chord) {
            Some(action) => self.act(action, None),
            None => Task::none(),
        }
    }

    /// Whether the next keys are recorded instead of doing what they do.
    pub(super) fn is_recording(&self) -> bool {
        let recording = self
            .page
            .as_ref()
            .is_some_and(settings::State::is_recording);
        recording && self.sheet.is_none()
    }

    /// Does something, with an account of ours where it is about one; the most likely one without.
    pub(super) fn act(&mut self, action: Action, account: Option<AccountId>) -> Task<Message> {
        match action {
            Action::Quit => self.quit(),
            Action::PauseNotices => self.toggle_calm(),
            Action::Palette => self.toggle_palette(),
            Action::Sheet if self.palette.is_none() => self.show_sheet(self.sheet.is_none()),
            Action::Larger => self.zoom(self.zoom_in_force().larger()),
            Action::Smaller => self.zoom(self.zoom_in_force().smaller()),
            Action::UsualSize => self.zoom(Some(Zoom::default())),
            Action::Settings if self.sheet.is_none() && self.palette.is_none() => {
                self.show_settings(self.page.is_none())
            }
            // Nothing below a dialog answers.
            _ if self.has_layer() => Task::none(),
            _ => self.with_chat(|chat, context| chat.act(action, account, context)),
        }
    }

    /// Whether something can be done now, once nothing lies over the page any more.
    pub fn applies(&self, action: Action, account: Option<AccountId>) -> bool {
        let zoom = self.zoom_in_force();
        match action {
            Action::Quit | Action::Sheet | Action::Settings | Action::PauseNotices => true,
            Action::Larger => zoom.larger().is_some(),
            Action::Smaller => zoom.smaller().is_some(),
            Action::UsualSize => zoom != Zoom::default(),
            _ => match &self.screen {
                Screen::Chat(chat) => chat.applies(action, account, &self.context()),
                Screen::Login(_) | Screen::Fault(_) => false,
            },
        }
    }

    /// One layer back.
    pub(super) fn back(&mut self) -> Task<Message> {
        if self.palette.is_some() {
            return self.close_palette();
        }
        if let Some(sheet) = &mut self.sheet {
            return match sheet.clear() {
                true => shortcuts::State::focus(),
                false => self.show_sheet(false),
            };
        }
        if self.page.is_some() {
            return self.settings_back();
        }
        match &mut self.screen {
            Screen::Login(login) if login.has_way_back() => {
                self.update_login(login::Message::Cancelled)
            }
            _ => self.with_chat(|chat, context| chat.back(context)),
        }
    }
}
