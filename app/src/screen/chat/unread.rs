//! Counting a conversation as read or unread, whatever was seen of it.

use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::{Command, ConversationId};

use super::conversation::view::is_unread;
use super::{Message, State};
use crate::screen::{Action, Context};

impl State {
    /// Counts everything as seen.
    pub(super) fn mark_read(&mut self, id: ConversationId) -> Action<Message> {
        if let Some(open) = self.open.as_mut().filter(|open| open.id() == id) {
            open.release();
        }
        Action::send(Command::Conversation(id, Talk::MarkRead))
    }

    /// Lets a conversation look unread. The open one stays so until something new is said in it, or
    /// it is opened again.
    pub(super) fn mark_unread(&mut self, id: ConversationId) -> Action<Message> {
        if let Some(open) = self.open.as_mut().filter(|open| open.id() == id) {
            open.hold();
        }
        Action::send(Command::Conversation(id, Talk::MarkUnread))
    }

    /// The shortcut: the open conversation looks unread, or no longer.
    pub fn toggle_unread(&mut self, context: &Context<'_>) -> Action<Message> {
        let open = self.open_id().and_then(|id| context.world.conversation(id));
        match open {
            Some(entry) if is_unread(entry) => self.mark_read(entry.id),
            Some(entry) if entry.last.is_some() => self.mark_unread(entry.id),
            _ => Action::none(),
        }
    }
}
