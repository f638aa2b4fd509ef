//! What the engine tells of rooms.

use iced::Task;
use waxwing_core::event::room::Event;

use super::{App, Message};

impl App {
    /// Takes in what changed about rooms.
    pub(super) fn told_room(&mut self, event: Event) -> Task<Message> {
        match event {
            Event::Occupants {
                conversation,
                change,
            } => self.world.put_occupants(conversation, change),
            Event::Invitations(told) => self.world.put_room_invitations(told),
            event => return self.with_chat(|chat, _| chat.told_room(&event)),
        }
        Task::none()
    }
}
