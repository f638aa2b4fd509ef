//! What is to happen later: asking for a time, and the lists of what waits.

use waxwing_core::command::later as command;
use waxwing_core::model::Reminder;
use waxwing_core::{Command, ConversationId, ItemId, Timestamp};

use super::{Message, State};
use crate::screen::dialog::plans::{self, Wish};
use crate::screen::dialog::{Dialog, time};
use crate::screen::{Action, Context};

impl State {
    /// Asks when what is written shall be said.
    pub(super) fn ask_when(&mut self, context: &Context<'_>) -> Action<Message> {
        let open = self.open.as_ref().filter(|open| open.can_plan());
        match open.map(super::conversation::State::id) {
            Some(id) => self.ask_time(time::Purpose::Say(id), context),
            None => Action::none(),
        }
    }

    /// Asks when to be reminded of a message.
    pub(super) fn ask_reminder(
        &mut self,
        id: ConversationId,
        item: ItemId,
        context: &Context<'_>,
    ) -> Action<Message> {
        self.ask_time(time::Purpose::Remind(id, item), context)
    }

    fn ask_time(&mut self, purpose: time::Purpose, context: &Context<'_>) -> Action<Message> {
        self.show(Dialog::Time(time::State::new(purpose, context.now)))
    }

    /// A time was chosen.
    pub(super) fn time_chosen(&mut self, purpose: time::Purpose, at: Timestamp) -> Action<Message> {
        match purpose {
            time::Purpose::Say(id) => {
                let open = self.open.as_mut().filter(|open| open.id() == id);
                let said = open.map_or_else(Action::none, |open| open.plan(at));
                said.map(Message::Conversation)
            }
            time::Purpose::Remind(conversation, item) => later(command::Command::Remind {
                conversation,
                item,
                at,
            }),
            time::Purpose::Move(conversation, id) => later(command::Command::Change {
                conversation,
                id,
                text: None,
                at: Some(at),
            }),
        }
    }

    /// Shows what waits in a conversation.
    pub(super) fn show_waiting(&mut self, id: ConversationId) -> Action<Message> {
        self.show(Dialog::Plans(plans::State::Waiting(id)))
    }

    /// Shows the reminders.
    pub(super) fn show_reminders(&mut self) -> Action<Message> {
        self.show(Dialog::Plans(plans::State::Reminders))
    }

    pub(super) fn fulfil_plan(&mut self, wish: Wish, context: &Context<'_>) -> Action<Message> {
        match wish {
            Wish::Time(purpose) => self.ask_time(purpose, context),
            Wish::Lead(reminder) => self.lead_to(&reminder, context),
            Wish::Edit(waiting) => {
                let opened = self.open(waiting.conversation, context);
                let open = self.open.as_mut();
                let edited = open.map_or_else(Action::none, |open| open.rewrite(waiting));
                opened.and(edited.map(Message::Conversation))
            }
        }
    }

    /// Goes to what one is reminded of; that is over then.
    pub fn lead_to(&mut self, reminder: &Reminder, context: &Context<'_>) -> Action<Message> {
        let place = reminder.conversation;
        let over = later(command::Command::Drop {
            conversation: place,
            id: reminder.id,
        });
        let opened = self.open_over(place, context);
        opened
            .and(self.show_found(place, reminder.item, context))
            .and(over)
    }

    /// Closes a list that has become empty.
    pub(super) fn close_empty_list(&mut self, context: &Context<'_>) -> Action<Message> {
        match &self.dialog {
            Some(Dialog::Plans(list)) if list.is_empty(context) => self.close_dialog(),
            _ => Action::none(),
        }
    }
}

fn later(command: command::Command) -> Action<Message> {
    Action::send(Command::Later(command))
}
