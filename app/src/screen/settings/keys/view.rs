//! How the list of the shortcuts looks: a row for each action, its keys as a button that records others.

use iced::keyboard::{Key, Modifiers};
use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Center, Fill, Shrink, padding};

use super::{Message, SEARCH, State};
use crate::action::{Action, Group};
use crate::icon::Icon;
use crate::settings::Shortcuts;
use crate::shortcut::Chord;
use crate::shortcut::keymap::Conflict;
use crate::theme::button::Kind;
use crate::theme::{list, size, space, text as words};
use crate::widget::catch::catch_keys;
use crate::widget::{
    Element, Role, accessible, direction, focus_button, icon_button, text_button, text_field,
};
use crate::{font, tr};

/// The width of the keys, so that they stand below each other.
const KEYS: f32 = 148.0;

impl State {
    /// The page.
    pub fn view<'a>(&'a self, shortcuts: &'a Shortcuts) -> Element<'a, Message> {
        let title = tr!("shortcuts-page");
        let heading = text(title.clone()).size(size::TITLE).font(font::SEMIBOLD);
        let head = row![
            icon_button(Icon::ArrowLeft, tr!("shortcuts-back")).on_press(Message::BackPressed),
            container(accessible(Role::Heading, title, heading)).width(Fill),
        ]
        .spacing(space::S)
        .align_y(Center);
        let search = text_field(tr!("shortcuts-search"), &self.search)
            .id(SEARCH)
            .on_input(Message::Searched);
        let rows = responsive(move |size| self.list(shortcuts, size.width < TIGHT));
        let recording = self.is_recording();
        let page = column![head, search, rows].spacing(space::M);
        catch_keys(page, move |key, modifiers| match key {
            Key::Character(text) if recording && is_plain(modifiers) => {
                Some(Message::Recorded(Chord::typed(text)))
            }
            _ => None,
        })
    }

    fn list<'a>(&'a self, shortcuts: &Shortcuts, tight: bool) -> Element<'a, Message> {
        // The scrollbar's: it stands at the right in every language.
        let bar = match direction::is_rtl() {
            true => padding::left(list::TRACK_WIDTH),
            false => padding::right(list::TRACK_WIDTH),
        };
        let rows = container(self.rows(shortcuts, tight)).padding(bar.vertical(space::S));
        scrollable(rows)
            .direction(scrollable::Direction::Vertical(list::scrollbar()))
            .style(list::scrollable)
            .width(Fill)
            .height(Fill)
            .into()
    }

    fn rows<'a>(&'a self, shortcuts: &Shortcuts, tight: bool) -> Element<'a, Message> {
        let changed = !shortcuts.chosen.is_empty();
        let reset = text_button(tr!("shortcuts-reset-all"))
            .on_press_maybe(changed.then_some(Message::ResetAllPressed));
        let mut page = column![reset].spacing(space::XS).width(Fill);
        let mut group: Option<Group> = None;
        for action in self.found() {
            if group.replace(action.group()) != Some(action.group()) {
                let title = action.group().title();
                let shown = text(title.clone()).size(size::CAPTION).font(font::SEMIBOLD);
                let heading = accessible(Role::Heading, title, shown.style(words::quiet));
                page = page.push(container(heading).padding(padding::top(space::M)));
            }
            page = page.push(self.row(action, shortcuts, tight));
            if let Some(refused) = self.refused.filter(|refused| refused.action == action) {
                let label = refused.words();
                let shown = text(label.clone()).size(size::CAPTION).style(words::danger);
                let mut line = column![accessible(Role::Alert, label, shown)].spacing(space::XS);
                if matches!(refused.why, Conflict::Has(_)) {
                    line = line
                        .push(text_button(tr!("shortcuts-take")).on_press(Message::TakePressed));
                }
                page = page.push(line);
            }
        }
        if group.is_none() {
            let label = tr!("shortcuts-none", words = self.search.trim());
            let shown = text(label.clone()).size(size::LIST).style(words::quiet);
            page = page.push(accessible(Role::Status, label, shown));
        }
        page.into()
    }

    fn row<'a>(
        &'a self,
        action: Action,
        shortcuts: &Shortcuts,
        tight: bool,
    ) -> Element<'a, Message> {
        let title = action.title();
        let keys = action.keys();
        let recording = self.recording == Some(action);
        let shown = match (&keys, recording) {
            (_, true) => tr!("shortcuts-press"),
            (Some(keys), _) => keys.clone(),
            (None, _) => tr!("shortcuts-without"),
        };
        let name = tr!(
            "shortcuts-spoken",
            action = title.as_str(),
            keys = shown.as_str()
        );
        let label = text(shown).size(size::CAPTION).font(font::MEDIUM);
        let record = focus_button(
            container(label).center_x(if tight { Shrink } else { KEYS.into() }),
            name,
        )
        .kind(Kind::Secondary)
        .selected(recording)
        .id(format!("keys-{}", action.word()))
        .on_press(Message::RecordPressed(action));
        let changed = shortcuts.chosen.contains_key(&action);
        let remove = icon_button(Icon::X, tr!("shortcuts-remove", action = title.as_str()))
            .on_press_maybe(keys.is_some().then_some(Message::RemovePressed(action)));
        let reset = icon_button(Icon::Undo, tr!("shortcuts-reset", action = title.as_str()))
            .on_press_maybe(changed.then_some(Message::ResetPressed(action)));
        let words = container(text(title).size(size::LIST)).width(Fill);
        let controls = row![record, remove, reset]
            .spacing(space::XS)
            .align_y(Center);
        match tight {
            true => column![words, controls.wrap().vertical_spacing(space::XS)]
                .spacing(space::XS)
                .into(),
            false => row![words, controls]
                .spacing(space::S)
                .align_y(Center)
                .into(),
        }
    }
}

/// Such a key types something.
fn is_plain(modifiers: Modifiers) -> bool {
    !modifiers.command() && !modifiers.alt()
}

/// Below this width the keys stand under the name of what they do.
const TIGHT: f32 = 400.0;
