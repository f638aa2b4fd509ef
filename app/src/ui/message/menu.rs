//! What can be done with a message, from its menu, by keys, and by the actions about the newest message.

use iced::keyboard::key::{Named, Physical};
use iced::keyboard::{Key, Modifiers};
use waxwing_core::model::{Direction, Message, State};

use super::{Doing, body, can_retry};
use crate::action::Action;
use crate::widget::context_menu::Item;
use crate::{tr, ui};

/// Whether it can be answered or said again somewhere else: it is there, and the other side knows of it
/// or will.
pub fn is_said(message: &Message) -> bool {
    message.retracted_at.is_none() && !matches!(message.state, State::Failed { .. })
}

/// Whether one can react to it: the other side knows of it.
pub fn is_known(message: &Message) -> bool {
    is_said(message) && message.state != State::Pending
}

/// Whether we can say something else instead.
pub fn can_edit(message: &Message) -> bool {
    message.direction == Direction::Outgoing && message.retracted_at.is_none()
}

/// Whether we can take it back: what never left is only thrown away.
pub fn can_retract(message: &Message) -> bool {
    can_edit(message) && !is_here_only(message)
}

/// It is a message of ours that no server has.
pub fn is_here_only(message: &Message) -> bool {
    matches!(message.state, State::Failed { .. } | State::Pending)
}

/// The entries.
pub(super) fn items(message: &Message) -> Vec<Item<Doing>> {
    let mut items: Vec<Item<Doing>> = Vec::new();
    let mut apart = false;
    for (action, doing) in offers(message) {
        let undoes = matches!(
            action,
            Action::Retry | Action::Discard | Action::Retract | Action::Forget
        );
        if undoes && !std::mem::replace(&mut apart, true) {
            items.push(Item::Separator);
        }
        let mut entry = ui::menu::entry(action, doing);
        if let Item::Action(line) = &mut entry {
            line.shortcut = line.shortcut.take().or_else(|| key_of(action));
        }
        items.push(entry);
    }
    items
}

/// What can be done with a message, in the order of its menu.
pub fn offers(message: &Message) -> Vec<(Action, Doing)> {
    let id = message.id;
    let here = message.retracted_at.is_none();
    let own = message.direction == Direction::Outgoing;
    let link = body::links(&message.text).next();
    let all = [
        (is_said(message), Action::Reply, Doing::Reply(id)),
        (is_known(message), Action::React, Doing::ReactMore(id)),
        (can_edit(message), Action::Edit, Doing::Edit(id)),
        (here, Action::CopyMessage, Doing::Copy(message.text.clone())),
        (
            here && link.is_some(),
            Action::CopyLink,
            Doing::Copy(link.unwrap_or_default()),
        ),
        (is_said(message), Action::Forward, Doing::Forward(id)),
        (here, Action::Remind, Doing::Remind(id)),
        (here, Action::Mark, Doing::Mark(id)),
        (
            here && message.edited_at.is_some(),
            Action::Versions,
            Doing::Versions(id),
        ),
        (own, Action::Delivery, Doing::Delivery(id)),
        (can_retry(&message.state), Action::Retry, Doing::Resend(id)),
        (
            own && is_here_only(message),
            Action::Discard,
            Doing::Discard(id),
        ),
        (can_retract(message), Action::Retract, Doing::Retract(id)),
        (!is_here_only(message), Action::Forget, Doing::Forget(id)),
    ];
    let offered = all.into_iter().filter(|(offered, ..)| *offered);
    offered.map(|(_, action, doing)| (action, doing)).collect()
}

/// The key that does it while the message has the focus, in words.
fn key_of(action: Action) -> Option<String> {
    let letter = match action {
        Action::Reply => "R",
        Action::React => "+",
        Action::Edit => "E",
        Action::CopyMessage => "C",
        Action::Forward => "F",
        Action::Mark => return Some(tr!("key-space")),
        Action::Discard | Action::Retract => return Some(tr!("key-delete")),
        _ => return None,
    };
    Some(letter.to_owned())
}

/// What a key means while the message has the focus.
pub(super) fn pressed(
    message: &Message,
    key: &Key,
    physical: Physical,
    modifiers: Modifiers,
) -> Option<Doing> {
    let plain = modifiers.is_empty();
    let wanted: &[Action] = match key {
        Key::Named(Named::Delete) if plain => &[Action::Discard, Action::Retract, Action::Forget],
        Key::Named(Named::Space) if plain => &[Action::Mark],
        Key::Character(sign) if sign == "+" && !modifiers.command() => &[Action::React],
        key if plain => match key.to_latin(physical)? {
            'r' => &[Action::Reply],
            'e' => &[Action::Edit],
            'c' => &[Action::CopyMessage],
            'f' => &[Action::Forward],
            _ => return None,
        },
        _ => return None,
    };
    let mut offers = offers(message).into_iter();
    offers
        .find(|(action, _)| wanted.contains(action))
        .map(|(_, doing)| doing)
}
