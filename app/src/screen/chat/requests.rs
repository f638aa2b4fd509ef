//! People who ask to see when we are there: quiet rows above the conversations.

use std::time::Duration;

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::model::Conversation;
use waxwing_core::{Command, ConversationId, command};

use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{size, space, surface, text as words};
use crate::ui::presence;
use crate::widget::{Element, Role, accessible, focus_button};
use crate::{font, tr};

/// More requests than this are only counted, so that a flood leaves room for the conversations.
const SHOWN: usize = 3;

/// Longer than between the clicks of a double click, shorter than reading the next request takes.
pub const CALM: Duration = Duration::from_millis(700);

/// What happens in the requests.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// Let them.
    Accepted(ConversationId),
    /// Don't.
    Declined(ConversationId),
}

/// Takes in what happened.
pub fn update<M>(message: Message, context: &Context<'_>) -> Action<M> {
    let (Message::Accepted(id) | Message::Declined(id)) = message;
    let Some(entry) = context.world.conversation(id) else {
        return Action::none();
    };
    let (account, jid) = (entry.account, entry.jid.clone());
    Action::send(Command::Contact(match message {
        Message::Accepted(_) => command::contact::Command::Accept { account, jid },
        Message::Declined(_) => command::contact::Command::Decline { account, jid },
    }))
}

/// The rows; `None` while nobody asks.
pub fn view<'a>(context: &Context<'a>) -> Option<Element<'a, Message>> {
    let requests = context.world.requests();
    if requests.is_empty() {
        return None;
    }
    let more = requests.len().saturating_sub(SHOWN);
    let mut rows = column![].spacing(space::M);
    for entry in requests.into_iter().take(SHOWN) {
        rows = rows.push(request(entry, context));
    }
    if more > 0 {
        let label = tr!("requests-more", count = more);
        rows = rows.push(text(label).size(size::CAPTION).style(words::quiet));
    }
    let card = container(rows)
        .padding(space::M)
        .width(Fill)
        .style(surface::card);
    Some(container(card).padding([space::XS, space::S]).into())
}

fn request<'a>(entry: &'a Conversation, context: &Context<'a>) -> Element<'a, Message> {
    let label = tr!("request-words", name = entry.name.as_str());
    let name = text(entry.name.as_str())
        .size(size::LIST)
        .font(font::MEDIUM);
    let mut lines = column![name].spacing(2.0);
    if entry.name != entry.jid.as_str() {
        lines = lines.push(
            text(entry.jid.as_str())
                .size(size::CAPTION)
                .style(words::quiet),
        );
    }
    lines = lines.push(
        text(tr!("request-caption"))
            .size(size::CAPTION)
            .style(words::quiet),
    );
    let head = row![
        presence::face(entry, context.tokens, 32.0),
        lines.width(Fill)
    ]
    .spacing(space::M)
    .align_y(Center);
    let name = entry.name.as_str();
    let button = |label: String, spoken: String| {
        focus_button(text(label).size(size::LIST).font(font::MEDIUM), spoken)
    };
    let accept = button(
        tr!("request-accept"),
        tr!("request-accept-spoken", name = name),
    )
    .kind(Kind::Primary)
    .on_press(Message::Accepted(entry.id));
    let decline = button(
        tr!("request-decline"),
        tr!("request-decline-spoken", name = name),
    )
    .on_press(Message::Declined(entry.id));
    let buttons = row![accept.width(Fill), decline.width(Fill)].spacing(space::S);
    accessible(Role::Group, label, column![head, buttons].spacing(space::S)).into()
}
