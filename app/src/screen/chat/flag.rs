//! What is laid down for a conversation from its menu or by keyboard: pinned, archived, muted.

use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::Conversation;
use waxwing_core::{Command, Timestamp};

use super::Message;
use crate::moment;
use crate::screen::{Action, Context};

/// Something to lay down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// It stands before all others, or no longer.
    Pinned(bool),
    /// It goes one place up among the pinned, or down.
    Moved(isize),
    /// It stands with the archived, or no longer.
    Archived(bool),
    /// It gives no notice for so long.
    Muted(Pause),
}

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Not any more.
    None,
    /// One hour.
    Hour,
    /// Eight of them.
    Hours,
    /// Until tomorrow morning.
    Tomorrow,
    /// For ever.
    Ever,
}

impl Pause {
    /// Until when.
    pub fn until(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::None => None,
            Self::Hour => Some(moment::in_hours(now, 1)),
            Self::Hours => Some(moment::in_hours(now, 8)),
            Self::Tomorrow => Some(moment::tomorrow(now)),
            Self::Ever => Some(moment::NEVER),
        }
    }
}

/// Whether a conversation gives no notice now.
pub fn is_muted(entry: &Conversation, now: Timestamp) -> bool {
    entry.muted_until.is_some_and(|until| until > now)
}

/// The pinned conversation so many places below another, or above.
pub fn neighbour<'a>(
    entry: &Conversation,
    steps: isize,
    context: &Context<'a>,
) -> Option<&'a Conversation> {
    let pinned = context.world.pinned();
    let place = pinned.iter().position(|one| one.id == entry.id)?;
    pinned.get(place.checked_add_signed(steps)?).copied()
}

/// Lays it down.
pub(super) fn lay_down(flag: Flag, entry: &Conversation, context: &Context<'_>) -> Action<Message> {
    let send = |entry: &Conversation, talk| Action::send(Command::Conversation(entry.id, talk));
    match flag {
        Flag::Pinned(on) => send(entry, Talk::Pin { on, order: None }),
        Flag::Archived(on) => send(entry, Talk::Archive { on }),
        Flag::Muted(pause) => {
            let until = pause.until(context.now);
            send(entry, Talk::Mute { until })
        }
        Flag::Moved(steps) => {
            let Some(other) = neighbour(entry, steps, context) else {
                return Action::none();
            };
            let pin = |order| Talk::Pin {
                on: true,
                order: Some(order),
            };
            // Where both were given the same place, one makes room.
            let apart = i64::from(other.pin_order == entry.pin_order) * steps.signum() as i64;
            let there = other.pin_order.saturating_add(apart);
            send(entry, pin(there)).and(send(other, pin(entry.pin_order)))
        }
    }
}
