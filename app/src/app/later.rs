//! What is to happen later: what the engine tells of it, and reminders on the desktop.

use iced::Task;
use waxwing_core::event::later::Event;
use waxwing_core::model::Reminder;

use super::{App, Message};
use crate::notification::{self, Key, Order, Sound};

impl App {
    /// Takes in what the engine tells of what is to happen later.
    pub(super) fn told_later(&mut self, event: Event) {
        match event {
            Event::Changed(later) => {
                let before = self.world.reminders();
                let before: Vec<u64> = before.into_iter().map(|it| it.id).collect();
                self.world.put_later(later);
                let now = self.world.reminders();
                let gone = |id: &u64| now.iter().all(|it| it.id != *id);
                let over: Vec<u64> = before.into_iter().filter(gone).collect();
                for id in over {
                    self.desktop.order(Order::Close(Key::Reminder(id)));
                }
            }
            Event::Due(reminder) => self.remind(&reminder),
            Event::SaidLate {
                conversation,
                item,
                meant,
            } => self.world.put_said_late(conversation, item, meant),
        }
    }

    /// The time of a reminder has come. It is shown whatever is quiet: the person has asked for it.
    fn remind(&mut self, reminder: &Reminder) {
        let sound = match self.is_calm() {
            true => Sound::Silent,
            false => notification::sound(self.settings.notices.sound),
        };
        self.announce(reminder.conversation, reminder.text.clone());
        let told = self.settings.notices.told;
        let card = notification::reminder(reminder, told, &self.world, sound);
        self.desktop.order(Order::Show(Box::new(card)));
    }

    /// Somebody wants to see what they were reminded of.
    pub(super) fn open_reminder(&mut self, id: u64) -> Task<Message> {
        let all = self.world.reminders();
        let found = all.into_iter().find(|it| it.id == id).cloned();
        let Some(reminder) = found else {
            return Task::none();
        };
        let shown = self.show_message(reminder.conversation, reminder.item);
        let led = self.with_chat(|chat, context| chat.lead_to(&reminder, context));
        shown.chain(led)
    }
}
