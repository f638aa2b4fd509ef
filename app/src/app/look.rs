//! How everything looks and what it speaks: the settings as they are in force, and how they change.
//!
//! What the command line asks for goes before what is stored, until the person chooses something else.

use iced::theme::Mode;
use iced::{Task, Theme};
use waxwing_core::command::{contact, file};
use waxwing_core::{AccountId, Command};

use super::{App, Message};
use crate::action::Action;
use crate::autostart;
use crate::i18n::{self, Language};
use crate::screen::settings::{self, Change, Outcome};
use crate::settings::{Arrangement, Contrast, Density, Settings, Theme as Choice, Zoom};
use crate::shortcut::keymap;
use crate::spelling::choice;
use crate::theme::{self, Tokens, density};
use crate::tr;
use crate::ui::emoji_picker::recent;
use crate::ui::privacy::Topic;
use crate::widget::picture;

/// What the command line has chosen for this run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// Light or dark.
    pub mode: Option<Mode>,
    /// How large everything is.
    pub scale: Option<f32>,
    /// What is spoken.
    pub language: Option<Language>,
}

/// What the system prefers, as far as it has told.
#[derive(Clone, Copy, Debug)]
pub struct System {
    /// Light or dark.
    pub mode: Mode,
    /// It asks for more contrast.
    pub contrast: bool,
    /// What it speaks.
    pub language: Language,
}

impl App {
    /// The theme in force.
    pub fn theme(&self) -> Theme {
        theme::of(self.is_dark(), self.has_contrast())
    }

    /// How large everything is.
    pub fn scale(&self) -> f32 {
        self.wishes
            .scale
            .unwrap_or_else(|| self.settings.zoom.factor())
    }

    /// The settings as they are in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn tokens(&self) -> &'static Tokens {
        Tokens::with(self.is_dark(), self.has_contrast())
    }

    fn is_dark(&self) -> bool {
        let mode = match self.settings.theme {
            _ if self.wishes.mode.is_some() => self.wishes.mode.unwrap_or_default(),
            Choice::System => self.system.mode,
            Choice::Light => Mode::Light,
            Choice::Dark => Mode::Dark,
        };
        mode == Mode::Dark
    }

    fn has_contrast(&self) -> bool {
        match self.settings.contrast {
            Contrast::System => self.system.contrast,
            Contrast::Off => false,
            Contrast::On => true,
        }
    }

    /// Has this thread's widgets speak and stand as the settings say.
    pub(super) fn settle_down(&self) {
        let chosen = self.wishes.language.or(self.settings.language);
        i18n::speak(chosen.unwrap_or(self.system.language));
        keymap::set(self.settings.shortcuts.keymap());
        choice::set(self.settings.spelling.clone());
        recent::set(&self.settings.recent_emoji, self.settings.emoji_tone);
        picture::set_fineness(self.scale() * self.window.density);
        density::set(match self.settings.density {
            Density::Comfortable => density::COMFORTABLE,
            Density::Compact => density::COMPACT,
        });
    }

    pub(super) fn update_settings(&mut self, message: settings::Message) -> Task<Message> {
        let Some(page) = &mut self.page else {
            return Task::none();
        };
        match page.update(message) {
            Outcome::Stay(task) => task.map(Message::Settings),
            Outcome::Change(change) => self.change(change),
            Outcome::Tell(account, topic, told) => self.tell_contacts(account, topic, told),
            Outcome::Send(command) => {
                self.send(command);
                Task::none()
            }
            Outcome::OwnKeys(account) => {
                let closed = self.show_settings(false);
                closed.chain(self.act(Action::OwnKeys, Some(account)))
            }
            Outcome::Shortcuts => self.show_sheet(true),
            Outcome::Close => self.show_settings(false),
        }
    }

    /// Contacts of an account are told something from now on, or no longer.
    fn tell_contacts(&mut self, account: AccountId, topic: Topic, told: bool) -> Task<Message> {
        let Some(contacts) = self.world.contacts(account) else {
            return Task::none();
        };
        let privacy = topic.told(contacts.privacy, told);
        self.send(Command::Contact(contact::Command::SetPrivacy {
            account,
            privacy,
        }));
        Task::none()
    }

    pub(super) fn show_settings(&mut self, shown: bool) -> Task<Message> {
        self.page = shown.then(settings::State::default);
        if shown && self.commands.is_some() {
            self.ask_for_usage();
        }
        match shown {
            true => settings::State::focus().map(Message::Settings),
            false => self.focus_below(),
        }
    }

    /// Asks how much room files take.
    pub(super) fn ask_for_usage(&self) {
        self.send(Command::File(file::Command::Usage));
    }

    /// One step back: what was searched for, then the page.
    pub(super) fn settings_back(&mut self) -> Task<Message> {
        match self.page.as_mut().and_then(settings::State::step_back) {
            Some(task) => task.map(Message::Settings),
            None => self.show_settings(false),
        }
    }

    /// Makes everything a step larger, or smaller, or its usual size.
    pub(super) fn zoom(&mut self, to: Option<Zoom>) -> Task<Message> {
        match to {
            Some(zoom) => self.change(Change::Zoom(zoom)),
            None => Task::none(),
        }
    }

    /// The zoom in force, also where the command line has set it.
    pub(super) fn zoom_in_force(&self) -> Zoom {
        let percent = (self.scale() * 100.0).round() as u64;
        Zoom::of(percent).unwrap_or_default()
    }

    /// Divides the list of contacts by groups, or no longer.
    pub(super) fn toggle_groups(&mut self) -> Task<Message> {
        let other = match self.settings.arrangement {
            Arrangement::Newest => Arrangement::Groups,
            Arrangement::Groups => Arrangement::Newest,
        };
        self.change(Change::Arrangement(other))
    }

    /// A setting was changed: it holds at once and is kept at once.
    pub fn change(&mut self, change: Change) -> Task<Message> {
        let before = self.scale();
        match change {
            Change::Theme(theme) => {
                self.settings.theme = theme;
                self.wishes.mode = None;
            }
            Change::Contrast(contrast) => self.settings.contrast = contrast,
            Change::Zoom(zoom) => {
                self.settings.zoom = zoom;
                self.wishes.scale = None;
            }
            Change::Density(density) => self.settings.density = density,
            Change::Notices(notices) => self.settings.notices = notices,
            Change::Autostart(on) => self.set_autostart(on),
            Change::Arrangement(arrangement) => self.settings.arrangement = arrangement,
            Change::Language(language) => {
                self.settings.language = language;
                self.wishes.language = None;
            }
            Change::Spelling(on) => self.settings.spelling.off = !on,
            Change::Keys(change) => self.settings.shortcuts.apply(change),
        }
        // The window keeps its size on the screen and so has room for more or less; nobody tells.
        let factor = before / self.scale();
        self.window.size = self.window.size * factor;
        self.settle_down();
        if matches!(change, Change::Language(_)) {
            self.world.rename();
        }
        self.remember();
        match change {
            Change::Contrast(Contrast::System) => Self::ask_for_contrast(),
            _ => Task::none(),
        }
    }

    /// Has the program start with the desktop, or not any more.
    fn set_autostart(&mut self, on: bool) {
        if let Err(error) = autostart::set(on) {
            tracing::warn!(%error, "no autostart");
            self.notes
                .push(tr!("note-autostart", detail = error.to_string()));
        }
    }

    /// Asks the system whether it wants more contrast; it may take its time.
    pub(super) fn ask_for_contrast() -> Task<Message> {
        let answer = async { tokio::task::spawn_blocking(system_wants_contrast).await };
        Task::perform(answer, |wants| {
            Message::SystemContrast(wants.unwrap_or_default())
        })
    }

    /// Keeps the settings. That they can't be kept is said once.
    pub(super) fn remember(&mut self) {
        // Kept as it is without zoom: the next start must not make the window larger than the screen.
        let size = self.window.size * self.scale();
        (self.settings.width, self.settings.height) = (size.width.round(), size.height.round());
        if self.settings == self.remembered {
            return;
        }
        let Some(file) = &self.startup.settings_file else {
            return;
        };
        match self.settings.save(file) {
            Ok(()) => self.remembered = self.settings.clone(),
            Err(error) => {
                tracing::warn!(%error, "the settings can't be written");
                let note = tr!("note-settings-lost", detail = error.to_string());
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
            }
        }
    }
}

/// Whether the desktop asks for more contrast (the portal's `org.freedesktop.appearance contrast`, or the
/// setting of Windows and macOS).
fn system_wants_contrast() -> bool {
    use mundy::{Contrast, Interest, Preferences};
    /// A portal that has to be started first answers within this; one that never answers costs a thread so
    /// long.
    const PATIENCE: std::time::Duration = std::time::Duration::from_millis(500);
    Preferences::once_blocking(Interest::Contrast, PATIENCE)
        .is_some_and(|preferences| preferences.contrast == Contrast::More)
}
