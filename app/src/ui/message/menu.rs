//! What can be done with a message, from its menu, by keys, and by the actions about the newest message.

use iced::keyboard::key::{Named, Physical};
use iced::keyboard::{Key, Modifiers};
use waxwing_core::model::{Attachment, AttachmentKind, Direction, Message, Place, State};

use super::attachment::Deed;
use super::{Doing, body, can_retry};
use crate::action::Action;
use crate::icon::Icon;
use crate::widget::context_menu::{self, Item};
use crate::widget::hazard;
use crate::widget::tools::Does;
use crate::{tr, ui};

/// Whether it can be answered or said again somewhere else: it is there, and the other side knows of it
/// or will.
pub fn is_said(message: &Message) -> bool {
    let here = message.retracted_at.is_none() && !message.is_unreadable();
    here && !matches!(message.state, State::Failed { .. })
}

/// Whether one can react to it: the other side knows of it.
pub fn is_known(message: &Message) -> bool {
    is_said(message) && message.state != State::Pending
}

/// Whether we can say something else instead.
pub fn can_edit(message: &Message) -> bool {
    let own = message.direction == Direction::Outgoing && message.retracted_at.is_none();
    own && message.attachments.is_empty() && !message.is_unreadable()
}

/// Whether we can take it back: what never left is only thrown away.
pub fn can_retract(message: &Message) -> bool {
    let own = message.direction == Direction::Outgoing && message.retracted_at.is_none();
    own && !is_here_only(message)
}

/// It is a message of ours that no server has.
pub fn is_here_only(message: &Message) -> bool {
    matches!(message.state, State::Failed { .. } | State::Pending)
}

/// The entries.
pub(super) fn items(message: &Message, moderates: bool, ignored: bool) -> Vec<Item<Doing>> {
    let mut items: Vec<Item<Doing>> = Vec::new();
    let mut apart = false;
    for (action, doing) in offers(message) {
        // What was said to us alone, no room can take back.
        let theirs = moderates && message.direction == Direction::Incoming;
        let theirs = theirs && message.private.is_none();
        let action = match action {
            // The question offers both.
            Action::Forget if theirs => Action::Retract,
            other => other,
        };
        let undoes = matches!(
            action,
            Action::Retry | Action::Discard | Action::Retract | Action::Forget
        );
        if undoes && !std::mem::replace(&mut apart, true) {
            items.extend(ignore(message, ignored));
            items.push(Item::Separator);
        }
        let mut entry = ui::menu::entry(action, doing);
        if let Item::Action(line) = &mut entry {
            line.shortcut = line.shortcut.take().or_else(|| key_of(action));
        }
        let replies = action == Action::Reply;
        items.push(entry);
        if replies && is_anothers(message) {
            let alone = Doing::ReplyAlone(message.id);
            let alone = context_menu::action(tr!("message-reply-alone"), alone);
            items.push(alone.icon(Icon::Lock).into());
        }
    }
    if !apart {
        items.extend(ignore(message, ignored));
    }
    items
}

/// To hear somebody of a group no longer, or again.
fn ignore(message: &Message, ignored: bool) -> Option<Item<Doing>> {
    let author = message.author.as_ref();
    let author = author.filter(|_| message.direction == Direction::Incoming)?;
    let name = hazard::visible(&author.nick).into_owned();
    let label = match ignored {
        true => tr!("message-heed", name = name),
        false => tr!("message-ignore", name = name),
    };
    let doing = Doing::Ignore(author.clone(), !ignored);
    let entry = context_menu::action(label, doing);
    Some(entry.icon(Icon::EyeOff).into())
}

/// Whether it is what somebody else of a group has said to everybody.
fn is_anothers(message: &Message) -> bool {
    let theirs = message.direction == Direction::Incoming && message.private.is_none();
    theirs && message.author.is_some()
}

/// What is beside a message while the pointer is over it.
pub(super) fn at_hand(message: &Message) -> Vec<(Icon, Does<Doing>)> {
    let id = message.id;
    let all = [
        (
            is_known(message),
            Icon::Smile,
            Does::Says(Doing::ReactMore(id)),
        ),
        (is_said(message), Icon::Reply, Does::Says(Doing::Reply(id))),
        (true, Icon::Ellipsis, Does::Menu),
    ];
    let offered = all.into_iter().filter(|(offered, ..)| *offered);
    offered.map(|(_, icon, does)| (icon, does)).collect()
}

/// What can be done with a message, in the order of its menu.
pub fn offers(message: &Message) -> Vec<(Action, Doing)> {
    let id = message.id;
    let here = message.retracted_at.is_none();
    // Nothing can be done with words that nobody can read.
    let read = here && !message.is_unreadable();
    let own = message.direction == Direction::Outgoing;
    let links = body::links(&message.text).next();
    let sources = message.attachments.first().map(|file| &file.sources);
    // A link to an encrypted file has its key in it.
    let open = |source: &&String| source.starts_with("https:");
    let link = links.or_else(|| sources?.iter().find(open).cloned());
    let all = [
        (is_said(message), Action::Reply, Doing::Reply(id)),
        (is_known(message), Action::React, Doing::ReactMore(id)),
        (can_edit(message), Action::Edit, Doing::Edit(id)),
        (
            read && !message.text.is_empty(),
            Action::CopyMessage,
            Doing::Copy(message.text.clone()),
        ),
        (
            read && link.is_some(),
            Action::CopyLink,
            Doing::Copy(link.unwrap_or_default()),
        ),
        (is_said(message), Action::Forward, Doing::Forward(id)),
        (read, Action::Remind, Doing::Remind(id)),
        (here, Action::Mark, Doing::Mark(id)),
        (
            read && message.edited_at.is_some(),
            Action::Versions,
            Doing::Versions(id),
        ),
        (own, Action::Delivery, Doing::Delivery(id)),
        (
            can_retry(&message.state) && !is_not_uploaded(message),
            Action::Retry,
            Doing::Resend(id),
        ),
        (
            own && is_here_only(message),
            Action::Discard,
            Doing::Discard(id),
        ),
        (can_retract(message), Action::Retract, Doing::Retract(id)),
        (!is_here_only(message), Action::Forget, Doing::Forget(id)),
    ];
    let offered = all.into_iter().filter(|(offered, ..)| *offered);
    let about_file = of_file(message).into_iter().filter(|_| read);
    let rest = offered.map(|(_, action, doing)| (action, doing));
    about_file.chain(rest).collect()
}

/// Whether it failed because its file did: what is tried again is the file.
pub(super) fn is_not_uploaded(message: &Message) -> bool {
    let failed = |file: &Attachment| matches!(file.place, Place::Failed(_));
    message.direction == Direction::Outgoing && message.attachments.iter().any(failed)
}

/// What can be done with its file; with the first, where there are several.
fn of_file(message: &Message) -> Vec<(Action, Doing)> {
    let Some(file) = message.attachments.first() else {
        return Vec::new();
    };
    let own = message.direction == Direction::Outgoing;
    let deeds: &[(Action, Deed)] = match &file.place {
        Place::Here(_) if file.kind == AttachmentKind::Picture => &[
            (Action::OpenFile, Deed::Open),
            (Action::ShowFile, Deed::Show),
            (Action::SaveFile, Deed::Save),
            (Action::CopyPicture, Deed::CopyPicture),
        ],
        Place::Here(_) => &[
            (Action::OpenFile, Deed::Open),
            (Action::ShowFile, Deed::Show),
            (Action::SaveFile, Deed::Save),
        ],
        Place::Moving => &[(Action::StopFile, Deed::Stop)],
        Place::Failed(_) if own => &[(Action::Retry, Deed::Again)],
        Place::Remote(_) | Place::Failed(_) => &[(Action::FetchFile, Deed::Fetch)],
    };
    let which = (message.id, 0);
    let deeds = deeds.iter();
    deeds
        .map(|(action, deed)| (*action, Doing::File(which, *deed)))
        .collect()
}

/// The key that does it while the message has the focus, in words.
fn key_of(action: Action) -> Option<String> {
    let letter = match action {
        Action::Reply => "R",
        Action::React => "+",
        Action::Edit => "E",
        Action::CopyMessage => "C",
        Action::Forward => "F",
        Action::OpenFile | Action::FetchFile => "O",
        Action::SaveFile => "S",
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
            'o' => &[Action::OpenFile, Action::FetchFile],
            's' => &[Action::SaveFile],
            _ => return None,
        },
        _ => return None,
    };
    let mut offers = offers(message).into_iter();
    offers
        .find(|(action, _)| wanted.contains(action))
        .map(|(_, doing)| doing)
}
