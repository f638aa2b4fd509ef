//! What the application shows and listens to.

use std::time::Duration;

use chrono::{Local, TimeDelta};
use iced::keyboard::{self, Key, key::Named};
use iced::widget::{column, container};
use iced::{Event, Fill, Subscription, event, window};

use super::{App, Message, Screen};
use crate::action::Action;
use crate::icon::{self, Icon};
use crate::screen::chat::{self, files::Message as Files};
use crate::screen::dialog::shortcuts;
use crate::screen::{palette, settings};
use crate::settings::{SMALLEST, Settings};
use crate::shortcut::Chord;
use crate::signal;
use crate::theme::space;
use crate::tr;
use crate::widget::toast::{self, Toast};
use crate::widget::{Element, direction, focus, icon_button, modal, zoom};

/// The name of the desktop file, by which a desktop finds the icon of the window.
pub const APPLICATION_ID: &str = "im.waxwing.Waxwing";

/// Edge of the icon of the window.
const ICON: u32 = 64;

impl App {
    /// The title of the window.
    pub fn title(&self) -> String {
        match self.world.unread(self.now) {
            0 => tr!("window-title"),
            count => tr!("window-title-unread", count = count),
        }
    }

    /// The window.
    pub fn view(&self) -> Element<'_, Message> {
        self.pace.view();
        let page: Element<'_, Message> = match &self.screen {
            Screen::Login(login) => {
                let page = login.view(&self.context()).map(Message::Login);
                column![settings_corner(), page].into()
            }
            Screen::Chat(chat) => chat.view(self.context()).map(Message::Chat),
            Screen::Fault(fault) => fault.view().map(Message::Fault),
        };
        let notes: Vec<Toast<Message>> = self.notes.iter().map(|words| note(words)).collect();
        let page = toast::over(page, &notes);
        let page = match &self.page {
            Some(settings) => modal::wide(
                page,
                tr!("settings-title"),
                settings
                    .view(&self.settings, self.zoom_in_force(), &self.world, self.now)
                    .map(Message::Settings),
                Message::Settings(settings::Message::Closed),
            ),
            None => iced::widget::stack![page].into(),
        };
        let page = match &self.palette {
            Some(palette) => modal::panel(
                page,
                tr!("palette-title"),
                palette.view(self.context()).map(Message::Palette),
                Message::Palette(palette::Message::Closed),
            ),
            None => iced::widget::stack![page].into(),
        };
        let page = match &self.sheet {
            Some(sheet) => modal::wide(
                page,
                tr!("shortcuts-title"),
                sheet.view().map(Message::Sheet),
                Message::Sheet(shortcuts::Message::Closed),
            ),
            None => iced::widget::stack![page].into(),
        };
        direction::mirrored(zoom::zooming(focus::scope(page), Message::Zoomed))
    }

    /// What wakes the application up. While nothing happens and nobody looks, nothing does.
    pub fn subscription(&self) -> Subscription<Message> {
        let mut sources = vec![
            self.startup.source.subscription().map(Message::Engine),
            event::listen_with(listen),
            iced::system::theme_changes().map(Message::Mode),
            midnight().map(|()| Message::Tick),
            self.accessibility
                .subscription()
                .map(Message::Accessibility),
            self.desktop.subscription().map(Message::Heard),
            self.tray.subscription().map(Message::Tray),
            self.bell.subscription().map(Message::Rung),
            self.faces.subscription().map(|()| Message::FacesRead),
            self.pictures.subscription().map(|()| Message::PictureCame),
            Subscription::run(signal::end).map(|()| Message::Signal),
        ];
        if !self.window.drawn {
            sources.push(window::frames().map(|_| Message::FirstFrame));
        }
        if self.window.focused && self.counts_down() {
            let second = iced::time::every(Duration::from_secs(1));
            sources.push(second.map(|_| Message::Tick));
        }
        Subscription::batch(sources)
    }

    fn counts_down(&self) -> bool {
        match &self.screen {
            Screen::Chat(chat) => chat.counts_down(&self.context()),
            Screen::Login(_) | Screen::Fault(_) => false,
        }
    }
}

/// The way to the settings for who has no account yet, and may not read the language that is spoken.
fn settings_corner<'a>() -> Element<'a, Message> {
    let button = icon_button(Icon::Settings, tr!("settings-title"))
        .on_press(Message::Wanted(Action::Settings, None));
    container(button).align_right(Fill).padding(space::S).into()
}

/// The window to open.
pub(super) fn window_settings(settings: &Settings, scale: f32) -> window::Settings {
    window::Settings {
        // iced multiplies the size with the scale, but not the smallest one.
        size: iced::Size::new(settings.width, settings.height) * (1.0 / scale),
        min_size: Some(iced::Size::new(SMALLEST.0, SMALLEST.1)),
        exit_on_close_request: false,
        icon: window::icon::from_rgba(icon::bird(ICON), ICON, ICON).ok(),
        #[cfg(target_os = "linux")]
        platform_specific: window::settings::PlatformSpecific {
            application_id: APPLICATION_ID.to_owned(),
            ..window::settings::PlatformSpecific::default()
        },
        ..window::Settings::default()
    }
}

fn note(words: &str) -> Toast<Message> {
    Toast {
        words: words.to_owned(),
        action: None,
        close: (tr!("close"), Message::NoteClosed),
    }
}

/// What reaches the application whatever has the focus.
pub fn listen(event: Event, status: event::Status, _window: window::Id) -> Option<Message> {
    match event {
        Event::Keyboard(keyboard::Event::KeyPressed {
            key,
            modified_key,
            physical_key,
            modifiers,
            text,
            ..
        }) => {
            let taken = status == event::Status::Captured;
            let chord = Chord::of(&key, &modified_key, physical_key, modifiers);
            match (chord.filter(|chord| chord.is_for_window()), key) {
                (Some(Chord::ESCAPE), _) if taken => Some(Message::EscapeTaken),
                (Some(Chord::ESCAPE), _) => Some(Message::Back),
                (Some(chord), _) => Some(Message::Pressed(chord)),
                (None, Key::Named(Named::ArrowDown)) if !taken => Some(Message::Arrow(1)),
                (None, Key::Named(Named::ArrowUp)) if !taken => Some(Message::Arrow(-1)),
                _ if !taken && !modifiers.command() && !modifiers.alt() => text
                    .filter(|text| !text.contains(char::is_control))
                    .map(|text| Message::Typed(text.to_string())),
                _ => None,
            }
        }
        Event::Window(window::Event::FileHovered(_)) => Some(files(Files::Hovered)),
        Event::Window(window::Event::FilesHoveredLeft) => Some(files(Files::Left)),
        Event::Window(window::Event::FileDropped(path)) => Some(files(Files::Dropped(path))),
        Event::Window(
            event @ (window::Event::Resized(_)
            | window::Event::Focused
            | window::Event::Unfocused
            | window::Event::Rescaled(_)
            | window::Event::CloseRequested),
        ) => Some(Message::Window(event)),
        _ => None,
    }
}

fn files(message: Files) -> Message {
    Message::Chat(chat::Message::Files(message))
}

/// Tells when "today" has become "yesterday".
fn midnight() -> Subscription<()> {
    Subscription::run(|| {
        futures::stream::unfold((), |()| async {
            tokio::time::sleep(until_midnight()).await;
            Some(((), ()))
        })
    })
}

/// The time left of this day, and a moment more.
fn until_midnight() -> Duration {
    /// Where the clock is set back at midnight the day is an hour longer; looking again does no harm.
    const LONGEST: Duration = Duration::from_secs(24 * 3600);
    let now = Local::now();
    let tomorrow = (now + TimeDelta::days(1)).date_naive().and_hms_opt(0, 0, 1);
    tomorrow
        .and_then(|midnight| (midnight - now.naive_local()).to_std().ok())
        .unwrap_or(LONGEST)
        .min(LONGEST)
}
