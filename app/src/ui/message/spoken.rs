//! A message as a screen reader says it.

use waxwing_core::model::{Direction, Message};

use super::{Place, body, progress, relation};
use crate::screen::Context;
use crate::ui::file;
use crate::widget::hazard;
use crate::{format, tr};

/// What a screen reader says.
pub(super) fn spoken(message: &Message, place: Place<'_>, context: &Context<'_>) -> String {
    let at = format::moment(message.id.at, context.now);
    let cover = place.cover(message);
    let unreadable = place
        .mark
        .words_of(message)
        .filter(|_| message.is_unreadable());
    let mut said = match (cover.or(unreadable), message.retracted_at) {
        (_, Some(_)) => relation::gone(message),
        (Some(cover), None) => cover,
        _ => match file::line(message) {
            Some(line) => hazard::visible(&line).into_owned(),
            None => body::spoken(&message.text, place.names.by(message)).into_owned(),
        },
    };
    if let Some(reply) = message.reply.as_ref().filter(|_| !place.hushed()) {
        let answered = relation::answered(reply, place.names);
        said = tr!("message-answers", answered = answered, text = said);
    }
    if message.edited_at.is_some() && message.retracted_at.is_none() {
        said = tr!("message-was-edited", text = said);
    }
    if let Some(mark) = place.mark.words().filter(|_| place.mark.is_beside()) {
        said = tr!("mark-spoken", text = said, mark = mark);
    }
    if let Some(nick) = &message.private {
        let nick = hazard::visible(nick).into_owned();
        said = match message.direction {
            Direction::Incoming => tr!("message-only-you", text = said),
            Direction::Outgoing => tr!("message-only-them", name = nick, text = said),
        };
    }
    if let Some(readers) = place.seen.names() {
        said = tr!("message-read-by", text = said, names = readers);
    }
    match message.direction {
        Direction::Incoming if !message.speaker().is_empty() => tr!(
            "message-by",
            name = hazard::visible(message.speaker()).into_owned(),
            time = at,
            text = said
        ),
        Direction::Incoming => tr!("message-theirs", time = at, text = said),
        Direction::Outgoing => tr!(
            "message-ours",
            time = at,
            text = said,
            state = progress(message, true, context)
        ),
    }
}
