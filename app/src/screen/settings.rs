//! The page of the settings: searched as one types, every change in force at once.

mod entry;
pub mod files;
pub mod keys;
mod notices;
mod view;

pub use entry::Entry;

use iced::Task;
use waxwing_core::model::FilePolicy;
use waxwing_core::{AccountId, Command, Error, RequestId};

use crate::i18n::Language;
use crate::settings::{Arrangement, Contrast, Density, Notices, Theme, Zoom};
use crate::ui::privacy::Topic;
use crate::widget::focus;

/// The search field among the widgets.
pub const SEARCH: &str = "settings-search";

/// What the page holds. The settings themselves belong to the window.
#[derive(Clone, Debug, Default)]
pub struct State {
    search: String,
    /// The page of the shortcuts, while it is shown.
    keys: Option<keys::State>,
    freeing: files::Freeing,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something was searched for.
    Searched(String),
    /// Go to the first that was found.
    Submitted,
    /// A setting was changed.
    Changed(Change),
    /// Contacts of an account shall be told something, or not.
    Told(AccountId, Topic, bool),
    /// Do this with files from now on.
    Policy(FilePolicy),
    /// About the room that files take.
    Room(files::Press),
    /// Show the keys and devices of an account.
    OwnKeysPressed(AccountId),
    /// Show the sheet of the shortcuts.
    ShortcutsPressed,
    /// Show the page on which the shortcuts are changed.
    KeysPressed,
    /// On that page.
    Keys(keys::Message),
    /// Leave the page.
    Closed,
}

/// A setting and its new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Light or dark.
    Theme(Theme),
    /// How far colours are apart.
    Contrast(Contrast),
    /// How large everything is.
    Zoom(Zoom),
    /// How close things stand.
    Density(Density),
    /// The order of the contacts.
    Arrangement(Arrangement),
    /// What the window speaks; the system decides without.
    Language(Option<Language>),
    /// What is told of messages that come in, and the tray.
    Notices(Notices),
    /// The program starts with the desktop.
    Autostart(bool),
    /// A shortcut.
    Keys(keys::Change),
    /// Whether what is written is checked.
    Spelling(bool),
}

/// What the window has to do.
#[derive(Debug)]
pub enum Outcome {
    /// Run the task; the page stays.
    Stay(Task<Message>),
    /// Use and keep the new value.
    Change(Change),
    /// Tell the contacts of an account this from now on, or no longer.
    Tell(AccountId, Topic, bool),
    /// The engine has to do this.
    Send(Command),
    /// Show the keys and devices of an account, in place of the page.
    OwnKeys(AccountId),
    /// Show the sheet of the shortcuts.
    Shortcuts,
    /// Close the page.
    Close,
}

impl State {
    /// Gives the search field the focus.
    pub fn focus() -> Task<Message> {
        focus::to(SEARCH)
    }

    /// Gives the first control of a setting the focus.
    pub fn focus_on(entry: Entry) -> Task<Message> {
        focus::to(entry.id())
    }

    /// The page of the shortcuts.
    pub fn shortcuts() -> Self {
        Self {
            keys: Some(keys::State::default()),
            ..Self::default()
        }
    }

    /// Takes in the end of a request; whether it was one of the page.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        self.freeing.finish(request, result)
    }

    /// Whether the next keys are recorded instead of doing what they do.
    pub fn is_recording(&self) -> bool {
        self.keys.as_ref().is_some_and(keys::State::is_recording)
    }

    /// One step back within the page; `None` where there is none.
    pub fn step_back(&mut self) -> Option<Task<Message>> {
        if let Some(keys) = &mut self.keys {
            let recorded = keys.is_recording();
            return Some(match keys.step_back() {
                true if recorded => Task::none(),
                true => keys::State::focus().map(Message::Keys),
                false => self.leave_keys(),
            });
        }
        self.clear().then(Self::focus)
    }

    fn leave_keys(&mut self) -> Task<Message> {
        self.keys = None;
        focus::to(Entry::Shortcuts.id())
    }

    /// Shows everything again; false where nothing was searched for.
    fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.search).is_empty()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Searched(words) => {
                self.search = words;
                Outcome::Stay(Task::none())
            }
            Message::Submitted => {
                let first = self.found().next();
                Outcome::Stay(first.map_or_else(Task::none, |entry| focus::to(entry.id())))
            }
            Message::Changed(change) => Outcome::Change(change),
            Message::Told(account, topic, told) => Outcome::Tell(account, topic, told),
            Message::Policy(policy) => {
                let set = waxwing_core::command::file::Command::SetPolicy(policy);
                Outcome::Send(Command::File(set))
            }
            Message::Room(press) => match self.freeing.press(press) {
                Some(command) => Outcome::Send(command),
                // The question takes more room than its button: its way out has to be in sight.
                None => Outcome::Stay(focus::to(files::Topic::Room.id())),
            },
            Message::OwnKeysPressed(account) => Outcome::OwnKeys(account),
            Message::ShortcutsPressed => Outcome::Shortcuts,
            Message::KeysPressed => {
                self.keys = Some(keys::State::default());
                Outcome::Stay(keys::State::focus().map(Message::Keys))
            }
            Message::Keys(message) => self.update_keys(message),
            Message::Closed => Outcome::Close,
        }
    }

    fn update_keys(&mut self, message: keys::Message) -> Outcome {
        let Some(keys) = &mut self.keys else {
            return Outcome::Stay(Task::none());
        };
        match keys.update(message) {
            keys::Outcome::Stay(task) => Outcome::Stay(task.map(Message::Keys)),
            keys::Outcome::Change(change) => Outcome::Change(Change::Keys(change)),
            keys::Outcome::Back => Outcome::Stay(self.leave_keys()),
        }
    }

    /// The settings in which every word that was typed stands, in their order.
    fn found(&self) -> impl Iterator<Item = Entry> {
        let wanted = self.search.to_lowercase();
        Entry::ALL.into_iter().filter(move |entry| {
            let said = entry.words().to_lowercase();
            wanted.split_whitespace().all(|word| said.contains(word))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n;

    fn found(words: &str) -> Vec<Entry> {
        let search = words.to_owned();
        let state = State {
            search,
            ..State::default()
        };
        state.found().collect()
    }

    #[test]
    fn every_word_counts_in_any_order_and_case() {
        assert_eq!(found(" "), Entry::ALL);
        assert_eq!(found("night"), [Entry::Theme, Entry::Quiet]);
        assert_eq!(found("Dark COLOUR"), [Entry::Theme]);
        assert_eq!(found("larger"), [Entry::Zoom]);
        assert_eq!(found("dark nothing"), []);
    }

    #[test]
    fn our_own_keys_are_found_by_what_people_may_call_them() {
        for (language, all) in [
            (
                Language::English,
                &["encr", "keys", "device", "omemo", "fingerprint", "verify"][..],
            ),
            (
                Language::Polish,
                &["szyfr", "klucz", "urządz", "omemo", "odcisk", "weryf"][..],
            ),
            (
                Language::Arabic,
                &["تشفير", "مفتاح", "أجهزة", "omemo", "بصمة", "تحقق"][..],
            ),
        ] {
            i18n::speak(language);
            for words in all {
                let found = found(words);
                assert!(found.contains(&Entry::Keys), "{words}: {found:?}");
            }
        }
    }

    #[test]
    fn words_of_the_language_are_found_and_so_are_names_of_languages() {
        i18n::speak(Language::Polish);
        assert_eq!(found("ciemny"), [Entry::Theme]);
        // Where a dictionary of it is installed, the spelling is found as well.
        assert_eq!(found("العربية").first(), Some(&Entry::Language));
        i18n::speak(Language::Arabic);
        assert_eq!(found("داكن"), [Entry::Theme]);
        assert_eq!(found("language"), [Entry::Language], "whoever is lost");
    }
}
