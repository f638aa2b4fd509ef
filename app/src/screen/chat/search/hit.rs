//! A hit in a list: who, where, when, and why it was found.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::event::search::Hit;
use waxwing_core::model::Direction;

use super::Message;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{density, size, space, text as words};
use crate::ui::{excerpt, presence};
use crate::widget::one_line::one_line;
use crate::widget::{Element, focus_button};
use crate::{font, format, tr};

/// The row of a hit; `everywhere` also says in which conversation.
pub(super) fn view<'a>(
    hit: &'a Hit,
    chosen: bool,
    everywhere: bool,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let measures = density::current();
    let entry = context.world.conversation(hit.conversation);
    let name = entry.map_or(hit.message.sender.as_str(), |entry| entry.name.as_str());
    let ours = hit.message.direction == Direction::Outgoing;
    let title = match (ours, everywhere) {
        (true, true) => tr!("search-hit-ours", name = name),
        (true, false) => tr!("search-me"),
        (false, _) => name.to_owned(),
    };
    let when = format::brief(hit.message.id.at, context.now);
    let first = row![
        one_line(title.clone()).size(size::LIST).font(font::MEDIUM),
        text(when).size(size::CAPTION).style(words::quiet)
    ]
    .spacing(space::S)
    .align_y(Center);
    let lines = column![first, excerpt::view(&hit.excerpt, context)]
        .spacing(2.0)
        .width(Fill);
    let mut content = row![].spacing(space::M).align_y(Center);
    if let Some(mark) = context.world.mark(hit.account).filter(|_| everywhere) {
        content = content.push(mark.bar());
    }
    if let Some(entry) = entry.filter(|_| everywhere) {
        content = content.push(presence::face(entry, context.tokens, measures.list_face));
    }
    let said = tr!(
        "search-hit-spoken",
        name = title,
        time = format::moment(hit.message.id.at, context.now),
        text = excerpt::words(&hit.excerpt)
    );
    let button = focus_button(content.push(lines), said)
        .kind(Kind::Row)
        .padding([measures.row, space::M])
        .selected(chosen)
        .on_press(Message::Pressed(hit.conversation, hit.message.id));
    container(button).padding([1.0, space::S]).into()
}
