//! What stands below a message that did not arrive, or whose change did not.

use iced::Right;
use iced::widget::{row, text};
use waxwing_core::model::{ChangeKind, Message, State};
use waxwing_core::{TOO_LONG, without_reader};

use super::{Doing, menu};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as colours};
use crate::tr;
use crate::ui::failure;
use crate::widget::{Element, Role, accessible, focus_button, tooltip};

/// What went wrong with it, if anything did. `others`: it is for a group, some of whom could read it.
pub(super) fn line(message: &Message, others: bool) -> Option<Element<'_, Doing>> {
    let (kind, state) = match &message.change {
        Some(change) => (Some(change.kind), &change.state),
        None => (None, &message.state),
    };
    match state {
        // The card of its file says it.
        State::Failed { .. } if kind.is_none() && menu::is_not_uploaded(message) => None,
        State::Failed { condition, text } => Some(failed(message, kind, (condition, text), others)),
        _ => None,
    }
}

/// Why it failed, and what can be done.
fn failed<'a>(
    message: &'a Message,
    kind: Option<ChangeKind>,
    (condition, said): (&str, &str),
    others: bool,
) -> Element<'a, Doing> {
    let why = failure::undelivered(condition, said);
    let what = why.what.clone();
    let label = match kind {
        None | Some(ChangeKind::Place) => tr!("message-failed", why = what),
        Some(ChangeKind::Correction) => tr!("correction-failed", why = what),
        Some(ChangeKind::Retraction) => tr!("retraction-failed", why = what),
        Some(ChangeKind::Reaction) => tr!("reaction-failed", why = what),
    };
    let mut details = why.sentence();
    for (_, fact) in &why.facts {
        details = format!("{details} ({fact})");
    }
    let words = text(label.clone())
        .size(size::CAPTION)
        .style(colours::danger);
    let link = |label: String, doing| {
        focus_button(text(label.clone()).size(size::CAPTION), label)
            .kind(Kind::Link)
            .on_press(doing)
    };
    let mut links = row![].spacing(space::M);
    let missed = without_reader(condition, said);
    if others && !missed.is_empty() {
        links = links.push(link(tr!("held-send"), Doing::LeaveOut(missed)));
    }
    if condition != TOO_LONG {
        links = links.push(link(tr!("message-try-again"), Doing::Resend(message.id)));
    }
    let text = match (&message.change, kind) {
        (Some(change), Some(ChangeKind::Correction)) => change.text.clone(),
        _ => message.text.clone(),
    };
    if !text.is_empty() && kind != Some(ChangeKind::Reaction) {
        links = links.push(link(tr!("message-copy"), Doing::Copy(text)));
    }
    let give_up = match kind {
        None => tr!("message-delete"),
        Some(_) => tr!("change-give-up"),
    };
    let links = links.push(link(give_up, Doing::Discard(message.id)));
    let words = tooltip(accessible(Role::Alert, label, words), details);
    row![words, links]
        .spacing(space::M)
        .wrap()
        .vertical_spacing(space::XS)
        .align_x(Right)
        .into()
}

/// Whether trying again could help.
pub fn can_retry(state: &State) -> bool {
    matches!(state, State::Failed { condition, .. } if condition != TOO_LONG)
}
