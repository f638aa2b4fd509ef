//! Reading what a device shows.

use waxwing_core::command::conversation;
use waxwing_core::model::{Direction, Message, Sealing, State};
use waxwing_core::{Command, ConversationId};

use crate::client::World;
use crate::victim::Victim;

use super::super::Row;
use super::super::scene::Cast;

/// Turns the pages of a conversation back to its beginning.
pub(super) async fn to_the_beginning(victim: &mut Victim, id: ConversationId) {
    loop {
        let Some(timeline) = victim.world.timelines.get(&id) else {
            if !victim.next().await {
                return;
            }
            continue;
        };
        if !timeline.has_older() {
            return;
        }
        let before = timeline.items().first().map(|item| item.id);
        let Some(before) = before else {
            return;
        };
        let older = conversation::Command::LoadOlder { before };
        victim.send(&Command::Conversation(id, older)).await;
        loop {
            if !victim.next().await {
                return;
            }
            let timeline = &victim.world.timelines[&id];
            if !timeline.has_older() || timeline.items().first().map(|item| item.id) != Some(before)
            {
                break;
            }
        }
    }
}

/// A message as the verdict sees it.
pub(super) fn row(message: &Message) -> Row {
    Row {
        text: message.text.clone(),
        own: message.direction == Direction::Outgoing,
        unsettled: matches!(message.state, State::Pending | State::Failed { .. }),
        id: message.origin_id.clone(),
        unreadable: match message.sealing {
            Some(Sealing::Waiting) => Some("Waiting".to_owned()),
            Some(Sealing::Unreadable(why)) => Some(format!("{why:?}")),
            Some(Sealing::Read(_)) | None => None,
        },
        ..Row::default()
    }
}

/// The conversations that belong to the play, with the names of both sides.
pub(super) fn talks(
    world: &World,
    cast: &Cast,
) -> Vec<(ConversationId, &'static str, &'static str)> {
    let all = world.conversations.values().filter_map(|conversation| {
        let account = world.accounts.get(&conversation.account)?;
        let ours = cast.name(account.jid.as_str())?;
        let theirs = cast.name(conversation.jid.as_str())?;
        Some((conversation.id, ours, theirs))
    });
    all.collect()
}
