//! What is to happen later, as lists: the messages of a conversation that wait, and the reminders.

use std::sync::Arc;

use iced::widget::{Column, Row, column, container, scrollable, text};
use iced::{Fill, Right};
use waxwing_core::command::later as command;
use waxwing_core::model::{Reminder, Waiting};
use waxwing_core::{Command, ConversationId};

use super::{Action, CANCEL, Outcome, heading, time};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::{self, size, space, surface, text as words};
use crate::widget::rich_text::{rich_text, span};
use crate::widget::{Element, Role, accessible, hazard, icon_button, text_button};
use crate::{format, tr};

/// Longer lists scroll.
const TALLEST: f32 = 420.0;

/// So many lines of a message are shown.
const LINES: f32 = 6.0;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What waits in a conversation.
    Waiting(ConversationId),
    /// All reminders.
    Reminders,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Write something else.
    Edited(Arc<Waiting>),
    /// Another time.
    Moved(ConversationId, u64),
    /// Do not wait any longer.
    SaidNow(ConversationId, u64),
    /// Forget it.
    Dropped(ConversationId, u64),
    /// Go to the message.
    Gone(Arc<Reminder>),
    /// Close the dialog.
    Closed,
}

/// What the page has to do.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Let this be written anew in its conversation.
    Edit(Arc<Waiting>),
    /// Ask for a time.
    Time(time::Purpose),
    /// Lead to what one is reminded of.
    Lead(Arc<Reminder>),
}

impl State {
    /// Its name.
    pub fn title(self) -> String {
        match self {
            Self::Waiting(_) => tr!("waiting-title"),
            Self::Reminders => tr!("reminders-title"),
        }
    }

    /// Whether there is nothing in the list.
    pub fn is_empty(self, context: &Context<'_>) -> bool {
        match self {
            Self::Waiting(id) => context.world.waiting(id).is_empty(),
            Self::Reminders => context.world.reminders().is_empty(),
        }
    }

    /// What the page has to do when this happens.
    pub fn wish(self, message: &Message) -> Option<Wish> {
        Some(match message {
            Message::Edited(waiting) => Wish::Edit(Arc::clone(waiting)),
            Message::Moved(conversation, id) => Wish::Time(time::Purpose::Move(*conversation, *id)),
            Message::Gone(reminder) => Wish::Lead(Arc::clone(reminder)),
            Message::SaidNow(..) | Message::Dropped(..) | Message::Closed => return None,
        })
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        let command = match message {
            Message::SaidNow(conversation, id) => command::Command::SayNow { conversation, id },
            Message::Dropped(conversation, id) => command::Command::Drop { conversation, id },
            Message::Closed => return Outcome::Close,
            // The page does them, and closes the dialog.
            Message::Edited(_) | Message::Moved(..) | Message::Gone(_) => {
                return Outcome::Stay(Action::none());
            }
        };
        Outcome::Stay(Action::send(Command::Later(command)))
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let rows: Vec<Element<'a, Message>> = match self {
            Self::Waiting(id) => {
                let all = context.world.waiting(*id).into_iter();
                all.map(|it| waiting(it, context)).collect()
            }
            Self::Reminders => {
                let all = context.world.reminders().into_iter();
                all.map(|it| reminder(it, context)).collect()
            }
        };
        let list = Column::with_children(rows).spacing(space::L).width(Fill);
        let list = scrollable(list)
            .direction(scrollable::Direction::Vertical(theme::list::scrollbar()))
            .style(theme::list::scrollable);
        let list = container(list).max_height(TALLEST);
        let close = text_button(tr!("close"))
            .id(CANCEL)
            .on_press(Message::Closed);
        column![
            heading(self.title()),
            accessible(Role::List, self.title(), list),
            container(close).width(Fill).align_x(Right)
        ]
        .spacing(space::L)
        .into()
    }
}

fn waiting<'a>(it: &'a Arc<Waiting>, context: &Context<'_>) -> Element<'a, Message> {
    let when = match it.at <= context.now {
        true => tr!("waiting-for-connection"),
        false => format::upcoming(it.at, context.now),
    };
    let (place, id) = (it.conversation, it.id);
    let deeds = [
        deed(
            Icon::Pencil,
            tr!("message-edit"),
            Message::Edited(Arc::clone(it)),
        ),
        deed(Icon::Clock, tr!("time-move"), Message::Moved(place, id)),
        deed(Icon::Send, tr!("waiting-now"), Message::SaidNow(place, id)),
        deed(
            Icon::Trash,
            tr!("waiting-drop"),
            Message::Dropped(place, id),
        ),
    ];
    line(when, &it.text, deeds)
}

fn reminder<'a>(it: &'a Arc<Reminder>, context: &Context<'a>) -> Element<'a, Message> {
    let when = match it.told {
        true => tr!("reminder-due", time = format::moment(it.at, context.now)),
        false => format::upcoming(it.at, context.now),
    };
    let name = context.world.conversation(it.conversation);
    let name = name.map_or("", |entry| entry.name.as_str());
    let head = [name, when.as_str()].join(&tr!("separator"));
    let (place, id) = (it.conversation, it.id);
    let deeds = [
        deed(
            Icon::Message,
            tr!("reminder-go"),
            Message::Gone(Arc::clone(it)),
        ),
        deed(Icon::Clock, tr!("time-move"), Message::Moved(place, id)),
        deed(
            Icon::Trash,
            tr!("reminder-drop"),
            Message::Dropped(place, id),
        ),
    ];
    line(head, &it.text, deeds)
}

fn deed<'a>(icon: Icon, name: String, message: Message) -> Element<'a, Message> {
    icon_button(icon, name).on_press(message).into()
}

/// When, what, and what can be done with it.
fn line<'a, const DEEDS: usize>(
    head: String,
    said: &'a str,
    deeds: [Element<'a, Message>; DEEDS],
) -> Element<'a, Message> {
    let (part, whole) = hazard::excerpt(said);
    let mut shown = hazard::visible(part);
    if !whole {
        shown.to_mut().push('…');
    }
    if shown.is_empty() {
        shown = tr!("reminder-gone").into();
    }
    let spoken = [head.as_str(), shown.as_ref()].join(": ");
    let head = text(hazard::visible(&head).into_owned())
        .size(size::CAPTION)
        .style(words::quiet);
    let height = size::MESSAGE * theme::LINE_HEIGHT * LINES;
    let words = container(rich_text(vec![span(shown)]))
        .max_height(height)
        .clip(true);
    let card = container(words)
        .width(Fill)
        .padding([space::S, space::M])
        .style(surface::card);
    let deeds = Row::with_children(deeds).spacing(space::XS);
    let deeds = container(deeds).width(Fill).align_x(Right);
    let content = column![head, card, deeds].spacing(space::XS);
    accessible(Role::ListItem, spoken, content).into()
}
