//! What the window tells a screen reader besides what is on it.

use std::sync::Arc;

use iced::Task;
use waxwing_core::model::{Message as Item, State};
use waxwing_core::{Change, ConversationId};

use super::{App, Message, Screen};
use crate::accessibility::{self, Notice, Window};

impl App {
    pub(super) fn update_accessibility(
        &mut self,
        message: accessibility::Message,
    ) -> Task<Message> {
        let title = self.title();
        let window = Window {
            id: self.window.id,
            title: &title,
            zoom: self.scale(),
            size: self.window.size,
        };
        let task = self.accessibility.update(message, window);
        task.map(Message::Accessibility)
    }

    /// Tells of a message that came in: its words where the conversation is open and somebody is there,
    /// who wrote in any case.
    pub(super) fn announce(&mut self, conversation: ConversationId, text: String) {
        let open = match &self.screen {
            Screen::Chat(chat) => chat.open_id() == Some(conversation),
            Screen::Login(_) | Screen::Fault(_) => false,
        };
        let entry = self.world.conversation(conversation);
        let read = open && self.window.focused;
        self.accessibility.notice(|| {
            let entry = entry?;
            let name = entry.name.clone();
            Some(match read {
                true => Notice::Message { name, text },
                false => Notice::Elsewhere {
                    name,
                    unread: entry.unread,
                },
            })
        });
    }

    /// Tells of messages that did not arrive.
    pub(super) fn announce_failures(&mut self, change: &Change) {
        let Change::Upserted(items) = change else {
            return;
        };
        let failed = |item: &&Arc<Item>| matches!(item.state, State::Failed { .. });
        for item in items.iter().filter(failed) {
            self.accessibility.notice(|| {
                Some(Notice::Failed {
                    text: item.text.clone(),
                })
            });
        }
    }
}
