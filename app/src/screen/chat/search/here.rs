//! The search in one conversation: a bar above the messages, and the hits below it.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::widget::{column, container, row, text, text_input};
use iced::{Center, Fill};

use super::{Message, State, Status, beyond, chips, everywhere, hit};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::{input, size, space, surface, text as words};
use crate::widget::catch::catch_keys;
use crate::widget::virtual_list::{Stick, virtual_list};
use crate::widget::{Element, Role, accessible, direction, field, focus, icon_button};
use crate::{font, tr};

/// The field among the widgets.
pub const FIELD: &str = "search-here";
/// The hits among the widgets.
pub const LIST: &str = "search-here-list";

/// The most room the hits take from the messages.
const HEIGHT: f32 = 264.0;
/// What a row of them needs.
const ROW: f32 = 66.0;

/// The bar and, unless `folded`, the hits.
pub fn view<'a>(state: &'a State, folded: bool, context: Context<'a>) -> Element<'a, Message> {
    let field = catch_keys(line_of(state), |key, modifiers| match key {
        Key::Named(Named::Escape) => Some(Message::Closed),
        Key::Named(Named::Enter) if modifiers == Modifiers::SHIFT => Some(Message::Stepped(-1)),
        Key::Named(Named::Enter) => Some(Message::Stepped(1)),
        Key::Named(Named::ArrowDown) => Some(Message::Stepped(1)),
        Key::Named(Named::ArrowUp) => Some(Message::Stepped(-1)),
        _ => None,
    });
    let some = !state.hits().is_empty() || state.kept().next().is_some();
    let step = |by| some.then_some(Message::Stepped(by));
    let unfold = match folded {
        true => tr!("search-unfold"),
        false => tr!("search-fold"),
    };
    let unfold = icon_button(Icon::Menu, unfold)
        .expanded(!folded)
        .on_press_maybe(some.then_some(Message::Folded));
    let line = row![
        container(field).width(Fill),
        icon_button(Icon::ChevronDown, tr!("search-next")).on_press_maybe(step(1)),
        icon_button(Icon::ChevronUp, tr!("search-previous")).on_press_maybe(step(-1)),
        unfold,
        icon_button(Icon::X, tr!("search-close")).on_press(Message::Closed)
    ]
    .spacing(space::XS)
    .align_y(Center);
    let below = row![
        container(chips::view(state, context)).width(Fill),
        container(count(state)).padding([0.0, space::S])
    ]
    .spacing(space::S)
    .align_y(Center);
    let list: Element<'a, Message> = match (folded, some) {
        (true, _) => iced::widget::space().into(),
        (false, true) => column![list(state, context), foot(state, &context)].into(),
        (false, false) => container(everywhere::condition(state, &context))
            .padding([space::S, 0.0])
            .into(),
    };
    let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
    let bar = column![line, below].spacing(space::XS);
    column![container(bar).padding([space::S, space::L]), list, edge].into()
}

fn line_of<'a>(state: &'a State) -> Element<'a, Message> {
    let name = tr!("search-here");
    let line = text_input(&name, state.text())
        .id(FIELD)
        .on_input(Message::Typed)
        .size(size::LIST)
        .align_x(direction::side_of(state.text()))
        .padding([space::S, space::M])
        .icon(text_input::Icon {
            font: font::ICONS,
            code_point: Icon::Search.code_point(),
            size: Some(16.0.into()),
            spacing: space::S,
            side: text_input::Side::Left,
        })
        .style(input::field);
    field(Role::SearchField, name, state.text(), line)
        .description(Some(tr!("search-syntax")))
        .on_value(Message::Typed)
        .into()
}

/// `3 of 12`, `12 hits`.
pub(super) fn count<'a>(state: &State) -> Element<'a, Message> {
    let label = told(state);
    let shown = text(label.clone()).size(size::CAPTION).style(words::quiet);
    accessible(Role::Status, label, shown).into()
}

fn told(state: &State) -> String {
    if !matches!(state.status(), Status::Answered) || state.hits().is_empty() {
        return String::new();
    }
    let all = u32::try_from(state.hits().len()).unwrap_or(u32::MAX);
    match (state.current(), state.has_more()) {
        (Some(place), false) => tr!("search-place", place = place + 1, count = all),
        (Some(place), true) => tr!("search-place-more", place = place + 1, count = all),
        (None, false) => tr!("search-count", count = all),
        (None, true) => tr!("search-count-more", count = all),
    }
}

/// What is on the server, below the hits.
fn foot<'a>(state: &State, context: &Context<'_>) -> Element<'a, Message> {
    match beyond::view(state, context) {
        Some(more) => container(more).padding([space::S, space::L]).into(),
        None => iced::widget::space().into(),
    }
}

fn list<'a>(state: &'a State, context: Context<'a>) -> Element<'a, Message> {
    let hits = state.hits();
    let kept: Vec<_> = state.kept().collect();
    let (here, all) = (hits.len(), hits.len() + kept.len());
    let current = state.current();
    let list = virtual_list(
        0,
        all,
        move |index| match hits.get(index) {
            Some(hit) => hit.message.id.seq,
            // No row has such a number.
            None => u64::MAX - (index - here) as u64,
        },
        move |row| {
            let hit = hits.iter().position(|hit| hit.message.id.seq == row);
            let behind = usize::try_from(u64::MAX - row).ok().map(|kept| here + kept);
            hit.or(behind.filter(|index| *index < all))
        },
        move |index| match (hits.get(index), kept.get(index.saturating_sub(here))) {
            (Some(hit), _) => hit::view(hit, current == Some(index), false, &context),
            (None, Some(kept)) => beyond::row_of(kept, false, &context),
            (None, None) => iced::widget::space().into(),
        },
    )
    .id(LIST)
    .stick(Stick::Top)
    .on_window(Message::Window);
    let list = accessible(Role::List, tr!("search-hits"), focus::roving(list));
    container(list)
        .width(Fill)
        .height(HEIGHT.min(all as f32 * ROW))
        .into()
}
