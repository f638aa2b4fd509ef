//! The XML console of an account: what goes over the wire, both ways, and a box to send something by hand.

mod log;
mod save;
mod template;
mod view;

use std::path::PathBuf;

use iced::Task;
use waxwing_core::event::console::{Batch, Entry};
use waxwing_core::{AccountId, Command, Error, RequestId, Timestamp, command};

use crate::clipboard;
use crate::engine;
use crate::screen::Action;
use crate::tr;
use crate::ui::failure::Words;
use crate::widget::composer::{self, Outcome};
use crate::widget::{Composer, focus};

pub use log::{Family, Filter, Log, MOST};
pub use template::Template;

/// The box's name among the widgets.
const BOX: &str = "console-box";
/// The path's name among the widgets.
const PATH: &str = "console-path";
/// The list's name among the widgets.
const LIST: &str = "console-list";

/// What the page holds.
pub struct State {
    account: AccountId,
    log: Log,
    editor: Composer,
    sending: Sending,
    saving: Option<Saving>,
    /// How many templates were put in: each gets an id of its own.
    templates: u32,
}

/// How far sending has come.
#[derive(Clone, Debug, Default)]
enum Sending {
    /// The person types.
    #[default]
    Idle,
    /// The engine has it.
    Waiting(RequestId),
    /// It could not be sent.
    Wrong(Words),
}

/// Saving to a file.
#[derive(Clone, Debug)]
struct Saving {
    path: String,
    outcome: Option<Result<String, String>>,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Show nothing new, or again.
    PauseToggled,
    /// Forget what was heard.
    Cleared,
    /// Other words to filter for.
    WordsTyped(String),
    /// Another address to filter for.
    AddressTyped(String),
    /// Show a kind of entries, or hide it.
    FamilyToggled(Family),
    /// Put an entry on the clipboard.
    Copied(u64),
    /// In the box.
    Editor(composer::Action),
    /// Put a template into the box.
    Chosen(Template),
    /// Send what stands in the box.
    SendPressed,
    /// Ask where to save, or no longer.
    SaveToggled,
    /// Another path.
    PathTyped(String),
    /// Save.
    SavePressed,
    /// It is saved, or not.
    Saved(Result<String, String>),
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl State {
    /// The console of an account, which begins to listen.
    pub fn open(account: AccountId) -> (Self, Action<Message>) {
        let state = Self {
            account,
            log: Log::default(),
            editor: Composer::new(),
            sending: Sending::Idle,
            saving: None,
            templates: 0,
        };
        let open = command::console::Command::Open { account };
        (state, Action::send(Command::Console(open)))
    }

    /// Listens no longer.
    pub fn leave(&self) -> Action<Message> {
        let account = self.account;
        let close = command::console::Command::Close { account };
        Action::send(Command::Console(close))
    }

    /// Whose console it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Takes in what went over the wire.
    pub fn record(&mut self, batch: &Batch) {
        if batch.account == self.account {
            self.log.record(batch);
        }
    }

    /// Takes in what happened. `domain` is that of the account, `now` the present.
    pub fn update(&mut self, message: Message, address: &str, now: Timestamp) -> Action<Message> {
        match message {
            Message::PauseToggled => self.log.set_paused(!self.log.is_paused()),
            Message::Cleared => self.log.clear(),
            Message::WordsTyped(words) => self.filter(|filter| filter.words = words),
            Message::AddressTyped(address) => self.filter(|filter| filter.address = address),
            Message::FamilyToggled(family) => self.filter(|filter| toggle(filter, family)),
            Message::Copied(number) => {
                let xml = self.log.entry(number).map(|entry| entry.xml.clone());
                return Action::run(xml.map_or_else(Task::none, clipboard::copy));
            }
            Message::Editor(action) => return self.edit(action),
            Message::Chosen(template) => {
                self.templates += 1;
                self.editor.set_text(&template.xml(address, self.templates));
                self.sending = Sending::Idle;
                return Action::run(focus::to(BOX));
            }
            Message::SendPressed => return self.send(),
            Message::SaveToggled => return self.toggle_saving(now),
            Message::PathTyped(path) => {
                let outcome = None;
                self.saving = Some(Saving { path, outcome });
            }
            Message::SavePressed => return self.save(address),
            Message::Saved(outcome) => {
                if let Some(saving) = &mut self.saving {
                    saving.outcome = Some(outcome);
                }
            }
        }
        Action::none()
    }

    /// Takes in the end of a request.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) {
        if !matches!(self.sending, Sending::Waiting(ours) if ours == request) {
            return;
        }
        self.sending = match result {
            Ok(()) => {
                self.editor.clear();
                Sending::Idle
            }
            Err(error) => Sending::Wrong(Words::of_error(error)),
        };
    }

    fn filter(&mut self, change: impl FnOnce(&mut Filter)) {
        let mut filter = self.log.filter().clone();
        change(&mut filter);
        self.log.set_filter(filter);
    }

    fn edit(&mut self, action: composer::Action) -> Action<Message> {
        match self.editor.update(action) {
            Outcome::Send => return self.send(),
            Outcome::Changed if !matches!(self.sending, Sending::Waiting(_)) => {
                self.sending = Sending::Idle;
            }
            Outcome::TooLong { .. } => {
                let words = Words::new(tr!("composer-too-long"));
                self.sending = Sending::Wrong(words);
            }
            _ => {}
        }
        Action::none()
    }

    fn send(&mut self) -> Action<Message> {
        if matches!(self.sending, Sending::Waiting(_)) || self.editor.is_blank() {
            return Action::none();
        }
        let request = engine::request();
        self.sending = Sending::Waiting(request);
        let (account, xml) = (self.account, self.editor.text());
        Action::send(Command::Console(command::console::Command::Send {
            request,
            account,
            xml,
        }))
    }

    fn toggle_saving(&mut self, now: Timestamp) -> Action<Message> {
        self.saving = match &self.saving {
            Some(_) => None,
            None => Some(Saving {
                path: save::default_path(now).display().to_string(),
                outcome: None,
            }),
        };
        match self.saving {
            Some(_) => Action::run(focus::to(PATH)),
            None => Action::none(),
        }
    }

    fn save(&self, address: &str) -> Action<Message> {
        let Some(saving) = &self.saving else {
            return Action::none();
        };
        let entries: Vec<Entry> = self.log.shown().cloned().collect();
        let (path, address) = (PathBuf::from(saving.path.trim()), address.to_owned());
        let work = async move {
            save::save(&path, &address, &entries)
                .map(|()| path.display().to_string())
                .map_err(|error| error.to_string())
        };
        Action::run(Task::perform(work, Message::Saved))
    }
}

fn toggle(filter: &mut Filter, family: Family) {
    match filter.hidden.iter().position(|one| *one == family) {
        Some(place) => {
            filter.hidden.remove(place);
        }
        None => filter.hidden.push(family),
    }
}
