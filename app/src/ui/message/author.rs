//! Who of many has said something: the name above the first of their messages, and the face beside it.

use iced::padding;
use iced::widget::container;
use waxwing_core::model::{Author, Direction, Message};

use super::{Doing, Place};
use crate::screen::Context;
use crate::theme::{contact, size, space};
use crate::ui::room;
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible};
use crate::{font, tr};

/// Edge of a face beside messages.
const FACE: f32 = 28.0;

/// Who has said it, where that is not clear from the side it stands on.
fn shown(message: &Message) -> Option<&Author> {
    let author = message.author.as_ref();
    author.filter(|_| message.direction == Direction::Incoming)
}

/// Whether two messages come from the same person, under the same name.
pub fn is_same(one: &Message, other: &Message) -> bool {
    let key = |message: &Message| {
        let author = shown(message)?;
        Some((room::key(author, false).to_owned(), author.nick.clone()))
    };
    one.private == other.private && key(one) == key(other)
}

/// The name above a message; nothing where there are only two, and below the first of several.
pub(super) fn name<'a>(
    message: &'a Message,
    place: Place<'a>,
    context: &Context<'a>,
) -> Element<'a, Doing> {
    let author = shown(message);
    let said = match (author, &message.private) {
        _ if !place.first => None,
        (Some(author), Some(_)) => Some(tr!("room-only-you", name = author.nick.as_str())),
        (Some(author), None) => {
            let there = place.names.room;
            let like = there.and_then(|there| {
                let world = context.world;
                world.resembles(there, author)
            });
            let nick = author.nick.clone();
            Some(match like {
                Some(like) => [nick, room::likeness(like)].join(&tr!("separator")),
                None => nick,
            })
        }
        (None, Some(nick)) => Some(tr!("room-only-them", name = nick.as_str())),
        (None, None) => None,
    };
    let Some(said) = said else {
        return iced::widget::space().into();
    };
    let colour = match author {
        Some(author) => contact::colour(room::key(author, place.names.known), context.tokens),
        None => context.tokens.accent,
    };
    let shown = one_line(said.clone())
        .size(size::CAPTION + 1.0)
        .font(font::SEMIBOLD)
        .width(iced::Shrink);
    let shown = container(shown).style(move |_| container::Style {
        text_color: Some(colour),
        ..container::Style::default()
    });
    // The message itself says it to who can't see it.
    accessible(Role::Group, said, shown).quiet().into()
}

/// The face beside the first of somebody's messages. As wide where it is missing.
pub(super) fn face<'a>(
    message: &'a Message,
    place: Place<'a>,
    context: &Context<'a>,
) -> Element<'a, Doing> {
    let Some(author) = shown(message) else {
        return iced::widget::space().into();
    };
    let face: Element<'a, Doing> = match place.first {
        true => {
            let there = (place.names.there, place.names.known);
            room::speaker_face(author, there, context.tokens, FACE).into()
        }
        false => iced::widget::space().width(FACE).into(),
    };
    container(face).padding(padding::right(space::S)).into()
}
