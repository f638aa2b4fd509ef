//! A hit in a list: who, where, when, and why it was found.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::event::search::{Hit, Part};
use waxwing_core::model::Direction;
use waxwing_core::{AccountId, ConversationId, Timestamp};

use super::Message;
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{density, size, space, text as words};
use crate::ui::{excerpt, presence};
use crate::widget::one_line::one_line;
use crate::widget::{Element, focus_button};
use crate::{font, format, tr};

/// What is shown of a hit, wherever it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) account: AccountId,
    pub(super) conversation: ConversationId,
    pub(super) sender: &'a str,
    pub(super) ours: bool,
    pub(super) at: Timestamp,
    pub(super) excerpt: &'a [Part],
    /// It is only on the server.
    pub(super) remote: bool,
}

/// The row of a hit; `everywhere` also says in which conversation.
pub(super) fn view<'a>(
    hit: &'a Hit,
    chosen: bool,
    everywhere: bool,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let found = Found {
        account: hit.account,
        conversation: hit.conversation,
        sender: &hit.message.sender,
        ours: hit.message.direction == Direction::Outgoing,
        at: hit.message.id.at,
        excerpt: &hit.excerpt,
        remote: false,
    };
    let press = Message::Pressed(hit.conversation, hit.message.id);
    row_of(found, chosen, everywhere, press, context)
}

/// The row of what was found.
pub(super) fn row_of<'a>(
    hit: Found<'a>,
    chosen: bool,
    everywhere: bool,
    press: Message,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let measures = density::current();
    let entry = context.world.conversation(hit.conversation);
    let name = entry.map_or(hit.sender, |entry| entry.name.as_str());
    let title = match (hit.ours, everywhere) {
        (true, true) => tr!("search-hit-ours", name = name),
        (true, false) => tr!("search-me"),
        (false, _) => name.to_owned(),
    };
    let when = format::brief(hit.at, context.now);
    let mut first = row![
        one_line(title.clone()).size(size::LIST).font(font::MEDIUM),
        text(when).size(size::CAPTION).style(words::quiet)
    ]
    .spacing(space::S)
    .align_y(Center);
    if hit.remote {
        first = first.push(Icon::Download.view().size(14.0));
    }
    let lines = column![first, excerpt::view(hit.excerpt, context)]
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
        time = format::moment(hit.at, context.now),
        text = excerpt::words(hit.excerpt)
    );
    let said = match hit.remote {
        true => tr!("search-server-spoken", hit = said),
        false => said,
    };
    let button = focus_button(content.push(lines), said)
        .kind(Kind::Row)
        .padding([measures.row, space::M])
        .selected(chosen)
        .on_press(press);
    container(button).padding([1.0, space::S]).into()
}
