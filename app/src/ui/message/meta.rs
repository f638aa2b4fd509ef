//! The small line in a bubble: that it was edited, when it was said, how far it got.

use iced::Center;
use iced::widget::{container, row, text};
use waxwing_core::model::{Direction, Message, State};

use super::{Doing, Place};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{Tokens, size, space, text as colours};
use crate::widget::{Element, Role, accessible, focus_button, tooltip};
use crate::{format, tr};

/// Edge of the sign that says how far a message got.
const SIGN: f32 = 14.0;

/// Edited, time and state; `None` where the next bubble says it for both.
pub(super) fn line<'a>(
    message: &Message,
    place: Place<'_>,
    context: &Context<'_>,
) -> Option<Element<'a, Doing>> {
    // How far its words got is nobody's to know where they can't be read.
    let told = !message.is_unreadable();
    let state = if told {
        state_of(message)
    } else {
        &State::Received
    };
    let unusual = matches!(state, State::Pending | State::Failed { .. });
    let edited = message.edited_at.is_some() && message.retracted_at.is_none();
    if !place.last && !unusual && !edited {
        return None;
    }
    let mut line = row![].spacing(space::XS).align_y(Center);
    if place.last {
        let time = text(format::time(message.id.at)).size(size::CAPTION);
        line = line.push(time.style(colours::quiet));
    }
    if let Some(sign) = sign(state) {
        let failed = matches!(state, State::Failed { .. });
        let read = *state == State::Displayed;
        let style = move |theme: &iced::Theme| {
            let tokens = Tokens::of(theme);
            container::Style {
                text_color: Some(match (failed, read) {
                    (true, _) => tokens.danger,
                    (_, true) => tokens.accent,
                    _ => tokens.quiet,
                }),
                ..container::Style::default()
            }
        };
        line = line.push(container(sign.view().size(SIGN)).style(style));
    }
    if !place.last && !unusual {
        return Some(versions(message));
    }
    let words = match &message.change {
        Some(change) if change.state == State::Pending => tr!("state-change-sending"),
        _ => progress(message, place.online, context),
    };
    let line = tooltip(accessible(Role::Label, words.clone(), line), words);
    if !edited {
        return Some(line);
    }
    let line = row![versions(message), line].spacing(space::S);
    Some(line.align_y(Center).into())
}

/// That it was edited; a press shows what it said before.
fn versions<'a>(message: &Message) -> Element<'a, Doing> {
    let mark = text(tr!("message-edited"))
        .size(size::CAPTION)
        .style(colours::quiet);
    focus_button(mark, tr!("message-edited-spoken"))
        .kind(Kind::Link)
        .role(Role::Button)
        .tooltip(tr!("message-versions"))
        .on_press(Doing::Versions(message.id))
        .into()
}

/// How far the message got, or the last change of it.
fn state_of(message: &Message) -> &State {
    let change = message.change.as_ref().map(|change| &change.state);
    change.unwrap_or(&message.state)
}

fn sign(state: &State) -> Option<Icon> {
    match state {
        State::Received => None,
        State::Pending => Some(Icon::Clock),
        State::Sent => Some(Icon::Check),
        State::Delivered | State::Displayed => Some(Icon::CheckCheck),
        State::Failed { .. } => Some(Icon::Error),
    }
}

/// How far a message got, in words.
pub fn progress(message: &Message, online: bool, context: &Context<'_>) -> String {
    let said = |at| format::moment(at, context.now);
    let sent = message.sent_at.unwrap_or(message.id.at);
    // Its time is all that is told of what another device of ours has said and this one can't read.
    if message.is_unreadable() && message.direction == Direction::Outgoing {
        return tr!("state-sent", sent = said(sent));
    }
    match (&message.state, message.delivered_at) {
        (State::Received, _) if message.delayed => {
            tr!("state-received-late", time = said(message.id.at))
        }
        (State::Received, _) => tr!("state-received", time = said(message.id.at)),
        (State::Pending, _) if online => tr!("state-sending"),
        (State::Pending, _) => tr!("state-waiting"),
        (State::Delivered, Some(delivered)) => tr!(
            "state-delivered",
            sent = said(sent),
            delivered = said(delivered)
        ),
        (State::Displayed, _) => {
            let displayed = message.displayed_at.or(message.delivered_at);
            tr!(
                "state-displayed",
                sent = said(sent),
                displayed = said(displayed.unwrap_or(sent))
            )
        }
        (State::Sent | State::Delivered, _) => tr!("state-sent", sent = said(sent)),
        (State::Failed { .. }, _) => tr!("state-failed"),
    }
}
