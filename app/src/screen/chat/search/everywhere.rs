//! The search over everything: in the list of conversations, below the people and conversations
//! whose names have what is typed.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::event::search::Hit;
use waxwing_core::{AccountId, event::history::Kept};

use super::{Message, State, Status, beyond, chips, here, hit};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::{size, space, text as words};
use crate::widget::{Element, Role, accessible, skeleton, text_button};
use crate::{font, format, tr};

/// The filters below the field.
pub fn filters<'a>(state: &'a State, context: Context<'a>) -> Element<'a, Message> {
    container(chips::view(state, context))
        .padding(iced::padding::horizontal(space::XS))
        .into()
}

/// A heading between two parts of the list.
pub fn heading<'a, M: 'a>(label: String) -> Element<'a, M> {
    let shown = text(label.clone())
        .size(size::CAPTION)
        .font(font::SEMIBOLD)
        .style(words::quiet);
    let heading = accessible(Role::Heading, label, shown);
    container(heading).padding([space::S, space::L]).into()
}

/// The heading of the messages, with their number.
pub fn messages<'a>(state: &'a State) -> Element<'a, Message> {
    let words = row![
        container(heading::<Message>(tr!("search-messages"))).width(Fill),
        container(here::count(state)).padding([0.0, space::L])
    ];
    words.align_y(Center).into()
}

/// The row of a hit.
pub fn row_of<'a>(hit: &'a Hit, chosen: bool, context: &Context<'a>) -> Element<'a, Message> {
    hit::view(hit, chosen, true, context)
}

/// The row of something that a server has found.
pub fn kept_row<'a>(kept: &'a (AccountId, Kept), context: &Context<'a>) -> Element<'a, Message> {
    beyond::row_of(kept, true, context)
}

/// What stands where there are no hits, or below them: waiting, nothing found, what went wrong.
pub fn condition<'a>(state: &'a State, context: &Context<'_>) -> Element<'a, Message> {
    let none = state.hits().is_empty();
    let said = match state.status() {
        Status::Idle => state
            .query()
            .wrong
            .first()
            .map(|wrong| tr!("search-wrong", filter = wrong.as_str())),
        Status::Looking => return skeleton::rows(2),
        Status::Unknown(name) => Some(tr!("search-unknown", name = name.as_str())),
        Status::Failed(words) => {
            let label = tr!("search-failed", why = words.sentence());
            let shown = text(label.clone()).size(size::LIST).style(words::danger);
            let parts = column![
                accessible(Role::Alert, label, shown),
                text_button(tr!("search-retry")).on_press(Message::Retried)
            ];
            return container(parts.spacing(space::S)).padding(space::L).into();
        }
        Status::Answered => match state.query().wrong.first() {
            Some(wrong) => Some(tr!("search-wrong", filter = wrong.as_str())),
            None if none => Some(tr!("search-nothing")),
            None => None,
        },
    };
    let mut parts = column![].spacing(space::S);
    if let Some(label) = said {
        let sign = container(Icon::Search.view().size(16.0)).style(quiet);
        let shown = text(label.clone()).size(size::LIST).style(words::quiet);
        let line = row![sign, shown].spacing(space::S).align_y(Center);
        parts = parts.push(accessible(Role::Status, label, line));
    }
    if state.is_incomplete() && matches!(state.status(), Status::Answered) {
        let label = tr!("search-incomplete");
        let shown = text(label.clone()).size(size::CAPTION).style(words::quiet);
        parts = parts.push(accessible(Role::Status, label, shown).quiet());
    }
    if let Some(label) = older(context).filter(|_| matches!(state.status(), Status::Answered)) {
        let shown = text(label.clone()).size(size::CAPTION).style(words::quiet);
        parts = parts.push(accessible(Role::Status, label, shown).quiet());
    }
    if let Some(more) = beyond::view(state, context) {
        parts = parts.push(more);
    }
    container(parts).padding([space::S, space::L]).into()
}

/// What can't be found because it is still on the server.
fn older(context: &Context<'_>) -> Option<String> {
    let accounts = context.world.accounts();
    let partial = accounts.filter(|account| beyond::is_partial(account));
    let since = partial.filter_map(|account| account.history.reached).max();
    since.map(|since| tr!("search-older", day = format::full_date(since)))
}

fn quiet(theme: &iced::Theme) -> container::Style {
    container::Style {
        text_color: Some(crate::theme::Tokens::of(theme).quiet),
        ..container::Style::default()
    }
}
