//! The palette over the window: what it offers, and where what was taken leads.

use iced::Task;
use waxwing_core::AccountId;

use super::{App, Message, Screen};
use crate::action::Action;
use crate::screen::palette::{self, Hit, Offers, Outcome};
use crate::screen::settings;

/// So many of the actions that were taken last are remembered.
const REMEMBERED: usize = 8;

impl App {
    /// Shows the palette, instead of the settings and the sheet. A dialog is answered first.
    pub(super) fn toggle_palette(&mut self) -> Task<Message> {
        if self.palette.is_some() {
            return self.close_palette();
        }
        if matches!(&self.screen, Screen::Chat(chat) if chat.has_dialog()) || self.is_recording() {
            return Task::none();
        }
        (self.sheet, self.page) = (None, None);
        self.palette = Some(palette::State::new(&self.offers(), &self.context()));
        palette::State::focus().map(Message::Palette)
    }

    pub(super) fn close_palette(&mut self) -> Task<Message> {
        self.palette = None;
        self.focus_below()
    }

    pub(super) fn update_palette(&mut self, message: palette::Message) -> Task<Message> {
        let Some(mut state) = self.palette.take() else {
            return Task::none();
        };
        match state.update(message, || self.offers(), &self.context()) {
            Outcome::Stay(task) => {
                self.palette = Some(state);
                task.map(Message::Palette)
            }
            Outcome::Close => self.close_palette(),
            Outcome::Take(hit) => {
                let focus = self.focus_below();
                focus.chain(self.take(hit))
            }
        }
    }

    fn take(&mut self, hit: Hit) -> Task<Message> {
        match hit {
            Hit::Conversation(id) => self.with_chat(|chat, context| {
                let uncovered = chat.uncover(context);
                uncovered.and(chat.open(id, context))
            }),
            Hit::Address(address) => self.with_chat(|chat, context| {
                let uncovered = chat.uncover(context);
                uncovered.and(chat.add_contact(address, context))
            }),
            Hit::Setting(entry) => {
                self.page = Some(settings::State::default());
                self.ask_for_usage();
                settings::State::focus_on(entry).map(Message::Settings)
            }
            Hit::Action(action, account) => {
                self.use_action(action);
                let uncovered = self.with_chat(|chat, context| chat.uncover(context));
                uncovered.chain(self.act(action, account))
            }
        }
    }

    /// What was taken comes first the next time.
    fn use_action(&mut self, action: Action) {
        let recent = &mut self.settings.recent_actions;
        recent.retain(|word| word != action.word());
        recent.insert(0, action.word().to_owned());
        recent.truncate(REMEMBERED);
        self.remember();
    }

    /// All that can be done now, but for showing what is shown.
    pub fn offers(&self) -> Offers {
        let several: Vec<AccountId> = match self.world.has_several() {
            true => self.world.accounts().map(|account| account.id).collect(),
            false => Vec::new(),
        };
        let mut actions = Vec::new();
        for action in Action::ALL.iter().copied() {
            let accounts: Vec<Option<AccountId>> = match action.is_of_account() {
                true if !several.is_empty() => several.iter().copied().map(Some).collect(),
                _ => vec![None],
            };
            let can = accounts
                .into_iter()
                .filter(|one| self.applies(action, *one));
            actions.extend(can.map(|account| (action, account)));
        }
        let recent = &self.settings.recent_actions;
        let recent = recent.iter().filter_map(|word| Action::by_word(word));
        Offers {
            actions,
            recent: recent.collect(),
            open: match &self.screen {
                Screen::Chat(chat) => chat.open_id(),
                Screen::Login(_) | Screen::Fault(_) => None,
            },
        }
    }
}
