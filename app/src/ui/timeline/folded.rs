//! Messages directly after each other that can't be read for the same reason: one line for all of them. It
//! stands where the last of them is, so that no row changes when an older page arrives before it.

use waxwing_core::model::{Message, Sealing, Unreadable};

use super::{Shown, begins_day};

/// The message is folded into the one after it: nothing of it is drawn.
pub(super) fn is_hidden(shown: &Shown<'_>, index: usize) -> bool {
    let items = shown.timeline.items();
    match (items.get(index), items.get(index + 1)) {
        (Some(one), Some(next)) => belong_together(shown, one, next),
        _ => false,
    }
}

/// How many are folded into this one, with it: at least one.
pub(super) fn count(shown: &Shown<'_>, index: usize) -> usize {
    let before = (0..index).rev();
    1 + before.take_while(|at| is_hidden(shown, *at)).count()
}

/// How many were unfolded that end with this one, with it; none where another of them follows.
pub(super) fn unfolded(shown: &Shown<'_>, index: usize) -> usize {
    let items = shown.timeline.items();
    let goes_on = |index: usize| match (items.get(index), items.get(index + 1)) {
        (Some(one), Some(next)) => {
            let why = unfolded_reason(shown, one);
            why.is_some() && why == unfolded_reason(shown, next) && are_beside(shown, one, next)
        }
        _ => false,
    };
    let open = items.get(index).and_then(|one| unfolded_reason(shown, one));
    match open {
        Some(_) if !goes_on(index) => 1 + (0..index).rev().take_while(|at| goes_on(*at)).count(),
        _ => 0,
    }
}

fn belong_together(shown: &Shown<'_>, one: &Message, next: &Message) -> bool {
    let why = reason(shown, one);
    why.is_some() && why == reason(shown, next) && are_beside(shown, one, next)
}

/// Nothing stands between two that follow each other.
fn are_beside(shown: &Shown<'_>, one: &Message, next: &Message) -> bool {
    shown.unread != Some(next.id.seq) && !begins_day(one, next)
}

/// Why it can't be read, where it was unfolded.
fn unfolded_reason(shown: &Shown<'_>, item: &Message) -> Option<Unreadable> {
    let open = shown.marked.is_none() && shown.unfolded.contains(&item.id.seq);
    match item.sealing {
        Some(Sealing::Unreadable(why)) if open && item.retracted_at.is_none() => Some(why),
        _ => None,
    }
}

/// Why it can't be read, where it may be folded.
fn reason(shown: &Shown<'_>, item: &Message) -> Option<Unreadable> {
    let row = item.id.seq;
    let apart = shown.marked.is_some()
        || shown.unfolded.contains(&row)
        || shown.pointed_at == Some(row)
        || item.retracted_at.is_some();
    match item.sealing {
        Some(Sealing::Unreadable(why)) if !apart => Some(why),
        _ => None,
    }
}
