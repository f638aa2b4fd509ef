//! The filters of a search as chips: those in force, and menus for the others. Whatever a chip does,
//! it does to the words in the field, so that nothing is hidden and everything can be typed.

use chrono::{Datelike, Days};
use iced::widget::{Row, container, row, text};
use iced::{Center, Theme};
use waxwing_core::query::{Key, Query};

use super::{Message, State};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{HIT_TARGET, Tokens, radius, size, space};
use crate::widget::context_menu::{Item, action, menu_button};
use crate::widget::{Element, focus_button};
use crate::{format, tr};

/// So many people or conversations are offered; any other is typed.
const OFFERED: usize = 8;

/// The chips of a search.
pub(super) fn view<'a>(state: &'a State, context: Context<'a>) -> Element<'a, Message> {
    let everywhere = state.scope().is_none();
    let query = state.query();
    let mut chips = Row::new();
    for (key, value) in in_force(query) {
        chips = chips.push(active(key, value));
    }
    if query.from.is_empty() {
        let items = move || from_items(everywhere, &context);
        chips = chips.push(menu(tr!("search-from"), items));
    }
    if everywhere && query.place.is_empty() {
        chips = chips.push(menu(tr!("search-in"), move || in_items(&context)));
    }
    if query.after.is_none() || query.before.is_none() {
        let items = move || day_items(query, &context);
        chips = chips.push(menu(tr!("search-date"), items));
    }
    if !query.link || !query.file {
        chips = chips.push(menu(tr!("search-has"), move || has_items(query)));
    }
    chips.align_y(Center).wrap().into()
}

/// The filters that are typed or chosen, in words.
fn in_force(query: &Query) -> Vec<(Key, String)> {
    let mut all = Vec::new();
    if !query.from.is_empty() {
        let names = query.from.join(", ");
        all.push((Key::From, tr!("search-chip-from", name = names)));
    }
    if !query.place.is_empty() {
        let names = query.place.join(", ");
        all.push((Key::In, tr!("search-chip-in", name = names)));
    }
    if let Some(day) = query.after {
        let day = format::numbers(day);
        all.push((Key::After, tr!("search-chip-after", day = day)));
    }
    if let Some(day) = query.before {
        let day = format::numbers(day);
        all.push((Key::Before, tr!("search-chip-before", day = day)));
    }
    if query.link {
        all.push((Key::Has, tr!("search-chip-link")));
    }
    if query.file {
        all.push((Key::Has, tr!("search-chip-file")));
    }
    all
}

/// A filter in force: pressing it takes it out.
fn active<'a>(key: Key, label: String) -> Element<'a, Message> {
    let value = match (key, label == tr!("search-chip-link")) {
        (Key::Has, true) => "link",
        (Key::Has, false) => "file",
        _ => "",
    };
    let words = row![
        text(label.clone()).size(size::CAPTION),
        Icon::X.view().size(12.0)
    ]
    .spacing(space::XS)
    .align_y(Center);
    let chip = container(words).padding([3.0, space::S]).style(on);
    focus_button(chip, tr!("search-chip-remove", filter = label))
        .kind(Kind::Quiet)
        .padding((HIT_TARGET - size::TITLE) / 2.0)
        .on_press(Message::Put(key, value.to_owned(), false))
        .into()
}

fn menu<'a>(label: String, items: impl Fn() -> Vec<Item<Message>> + 'a) -> Element<'a, Message> {
    let words = row![
        text(label.clone()).size(size::CAPTION),
        Icon::ChevronDown.view().size(12.0)
    ]
    .spacing(space::XS)
    .align_y(Center);
    let chip = container(words).padding([3.0, space::S]).style(off);
    menu_button(chip, tr!("search-chip-add", filter = label), items)
}

fn put(label: String, key: Key, value: impl Into<String>) -> Item<Message> {
    action(label, Message::Put(key, value.into(), true)).into()
}

fn from_items(everywhere: bool, context: &Context<'_>) -> Vec<Item<Message>> {
    let mut items = vec![
        put(tr!("search-me"), Key::From, "me").with_icon(Icon::User),
        put(tr!("search-them"), Key::From, "them").with_icon(Icon::Users),
    ];
    if everywhere {
        items.push(Item::Separator);
        items.extend(names(context, Key::From));
    }
    items
}

fn in_items(context: &Context<'_>) -> Vec<Item<Message>> {
    names(context, Key::In).collect()
}

fn names(context: &Context<'_>, key: Key) -> impl Iterator<Item = Item<Message>> {
    let world = context.world;
    let entries = world
        .order()
        .iter()
        .filter_map(|id| world.conversation(*id));
    let names = entries.take(OFFERED).map(|entry| entry.name.clone());
    names.map(move |name| put(name.clone(), key, name))
}

fn day_items(query: &Query, context: &Context<'_>) -> Vec<Item<Message>> {
    let today = format::day(context.now);
    let ago = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let mut items = Vec::new();
    if query.after.is_none() && query.before.is_none() {
        items.push(put(tr!("day-today"), Key::On, "today"));
        items.push(put(tr!("day-yesterday"), Key::On, "yesterday"));
    }
    if query.after.is_none() {
        let week = ago(6).to_string();
        let month = ago(29).to_string();
        let year = today.year().to_string();
        items.push(put(tr!("search-week"), Key::After, week));
        items.push(put(tr!("search-month"), Key::After, month));
        items.push(put(tr!("search-year"), Key::After, year));
        items.push(Item::Separator);
        items.push(action(tr!("search-after-day"), Message::DayWanted(Key::After)).into());
    }
    if query.before.is_none() {
        items.push(action(tr!("search-before-day"), Message::DayWanted(Key::Before)).into());
    }
    items
}

fn has_items(query: &Query) -> Vec<Item<Message>> {
    let mut items = Vec::new();
    if !query.link {
        items.push(put(tr!("search-link"), Key::Has, "link").with_icon(Icon::Link));
    }
    if !query.file {
        items.push(put(tr!("search-file"), Key::Has, "file").with_icon(Icon::Paperclip));
    }
    items
}

trait WithIcon {
    fn with_icon(self, icon: Icon) -> Self;
}

impl WithIcon for Item<Message> {
    fn with_icon(self, icon: Icon) -> Self {
        match self {
            Self::Action(action) => Self::Action(action.icon(icon)),
            Self::Separator => Self::Separator,
        }
    }
}

fn on(theme: &Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        text_color: Some(tokens.text),
        background: Some(tokens.selected.into()),
        border: iced::border::rounded(radius::PILL),
        ..container::Style::default()
    }
}

fn off(theme: &Theme) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        text_color: Some(tokens.quiet),
        border: iced::border::rounded(radius::PILL)
            .width(1)
            .color(tokens.control),
        ..container::Style::default()
    }
}
