//! How the picker looks: the search, the parts, the grid, the tones of skin.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::widget::{Row as Line, column, container, row, text};
use iced::{Center, Fill, Shrink, Size};

use super::rows::{self, Row};
use super::{COLUMNS, GRID, Message, SEARCH, State, TONES, names, recent};
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, surface, text as words};
use crate::widget::catch::catch_keys;
use crate::widget::focus_button::FocusButton;
use crate::widget::virtual_list::{Stick, virtual_list};
use crate::widget::{
    Element, Role, accessible, direction, focus, focus_button, icon_button, text_field,
};
use crate::{font, tr};

/// Edge of the place of an emoji.
const CELL: f32 = 40.0;
/// The size of an emoji.
const EMOJI: f32 = 24.0;
/// Edge of what stands for a part, or for a tone.
const SMALL: f32 = 32.0;
/// With less room than this there are only the search and the grid.
const ROOMY: Size = Size::new(360.0, 340.0);
/// The height of the card.
const HEIGHT: f32 = 400.0;

impl State {
    /// The picker on its card, in a place of this size.
    pub fn view(&self, place: Size) -> Element<'_, Message> {
        let tight = place.width < ROOMY.width || place.height < ROOMY.height;
        let search = text_field(tr!("emoji-search"), &self.search)
            .id(SEARCH)
            .on_input(Message::Searched)
            .on_submit(Message::Submitted);
        let close = icon_button(Icon::X, tr!("close")).on_press(Message::Closed);
        let head = row![container(search).width(Fill), close]
            .spacing(space::XS)
            .align_y(iced::Bottom);
        let parts = rows::parts().into_iter().enumerate();
        let parts = parts.map(|(place, (sign, title))| {
            small(sign, title)
                .on_press(Message::PartPressed(place))
                .into()
        });
        let parts: Element<'_, Message> = match tight {
            true => iced::widget::space().into(),
            false => focus::roving(Line::with_children(parts)).into(),
        };
        let tones = match tight {
            true => iced::widget::space().into(),
            false => tones(),
        };
        let width = CELL * COLUMNS as f32 + theme::list::TRACK_WIDTH;
        let content = column![
            head,
            parts,
            container(self.grid()).width(Fill).height(Fill),
            tones
        ]
        .spacing(space::XS);
        let walking = self.walking || self.search.is_empty();
        let content = catch_keys(content, move |key, modifiers| {
            meaning(key, modifiers, walking)
        });
        let card = container(content)
            .width(width + 2.0 * space::S)
            .max_height(HEIGHT)
            .padding(space::S)
            .style(surface::raised);
        accessible(Role::Dialog, tr!("emoji-title"), iced::widget::opaque(card)).into()
    }

    fn grid(&self) -> Element<'_, Message> {
        let count = self.rows.len();
        if count == 0 {
            let label = tr!("emoji-none", words = self.search.trim());
            let shown = text(label.clone()).size(size::LIST).style(words::quiet);
            let shown = container(shown).padding(space::M);
            return accessible(Role::Status, label, shown).into();
        }
        let list = virtual_list(
            0,
            count,
            |index| index,
            move |index| (index < count).then_some(index),
            move |index| self.line(index),
        )
        .id(GRID)
        .stick(Stick::Top)
        .on_window(Message::Window);
        accessible(Role::List, tr!("emoji-list"), focus::roving(list)).into()
    }

    fn line(&self, index: usize) -> Element<'_, Message> {
        match self.rows.row(index) {
            Some(Row::Heading(title)) => {
                let shown = text(title.clone()).size(size::CAPTION).font(font::SEMIBOLD);
                let heading = accessible(Role::Heading, title, shown.style(words::quiet));
                container(heading).padding([space::XS, space::S]).into()
            }
            Some(Row::Line { first, count }) => {
                let cells = (*first..first + count).filter_map(|place| {
                    let emoji = self.rows.emoji(place)?;
                    let marked = place == self.marked && (self.walking || !self.search.is_empty());
                    Some(cell(emoji, marked))
                });
                Line::with_children(cells).wrap().into()
            }
            None => iced::widget::space().into(),
        }
    }
}

fn cell<'a>(emoji: &'static str, marked: bool) -> Element<'a, Message> {
    let name = names::name(emoji);
    let shown = text(emoji).size(EMOJI).line_height(1.0).font(font::EMOJI);
    focus_button(container(shown).center(CELL), name.clone())
        .kind(Kind::Quiet)
        .padding(0.0)
        .selected(marked)
        .tooltip(name)
        .on_press(Message::Pressed(emoji))
        .into()
}

fn small<'a>(emoji: &'static str, name: String) -> FocusButton<'a, Message> {
    let shown = text(emoji).size(18.0).line_height(1.0).font(font::EMOJI);
    focus_button(container(shown).center(SMALL), name.clone())
        .kind(Kind::Quiet)
        .padding(0.0)
        .tooltip(name)
}

/// A hand in each tone.
fn tones<'a>() -> Element<'a, Message> {
    let hand = emojis::get("✋");
    let hands = TONES.iter().enumerate().filter_map(|(place, tone)| {
        let toned = hand?.with_skin_tone(*tone)?;
        let chosen = place == recent::tone();
        Some(
            small(toned.as_str(), tr!("emoji-tone", place = place))
                .selected(chosen)
                .checked(chosen)
                .on_press(Message::TonePressed(place))
                .into(),
        )
    });
    let hands = focus::roving(Line::with_children(hands).width(Shrink));
    let group = accessible(Role::Group, tr!("emoji-tones"), hands);
    container(group).align_right(Fill).align_y(Center).into()
}

/// What the arrows do in the search field: left and right are its own while somebody types.
fn meaning(key: &Key, modifiers: Modifiers, walking: bool) -> Option<Message> {
    if !modifiers.is_empty() {
        return None;
    }
    let right = if direction::is_rtl() { -1 } else { 1 };
    Some(match key {
        Key::Named(Named::ArrowDown) => Message::Moved(0, 1),
        Key::Named(Named::ArrowUp) => Message::Moved(0, -1),
        Key::Named(Named::PageDown) => Message::Moved(0, 5),
        Key::Named(Named::PageUp) => Message::Moved(0, -5),
        Key::Named(Named::ArrowRight) if walking => Message::Moved(right, 0),
        Key::Named(Named::ArrowLeft) if walking => Message::Moved(-right, 0),
        Key::Named(Named::Escape) => Message::Closed,
        _ => return None,
    })
}
