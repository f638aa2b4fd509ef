//! Notices on the desktop: whether this one, and what happens when somebody does something with it.

use chrono::{Local, TimeZone};
use iced::{Task, window};
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::{Command, ConversationId, ItemId, event};

use super::{App, Message, Screen};
use crate::clipboard;
use crate::notification::{self, Heap, Heard, Key, Order, Stir};
use crate::settings::Wanted;
use crate::tr;

impl App {
    /// Whether there are no notices at the moment, because the person wants it so.
    pub(super) fn is_calm(&self) -> bool {
        let local = Local.timestamp_micros(self.now.0).earliest();
        let notices = &self.settings.notices;
        local.is_some_and(|local| notices.is_calm(self.now, local.naive_local()))
    }

    /// The engine finds a message worth a notice.
    pub(super) fn noticed(&mut self, notice: event::conversation::Event) {
        let event::conversation::Event::Notice {
            conversation,
            item,
            text,
            author,
            private,
            count,
            mention,
            missed,
        } = notice
        else {
            return;
        };
        self.announce(conversation, text.clone());
        let level = self.world.conversation(conversation);
        let wanted = match (
            level.and_then(|entry| entry.level),
            self.settings.notices.wanted,
        ) {
            (Some(_), _) | (None, Wanted::All) => true,
            (None, Wanted::Mentions) => mention,
            (None, Wanted::Nothing) => false,
        };
        if wanted && !self.is_looked_at(conversation) && !self.is_calm() {
            let heap = Heap {
                item,
                text,
                author,
                private,
                count,
                missed,
            };
            self.notices.put(conversation, heap);
        }
    }

    /// A message of which a notice was told says something else, or was taken back.
    pub(super) fn notice_changed(
        &mut self,
        conversation: ConversationId,
        item: ItemId,
        text: Option<&str>,
    ) {
        if let Some(key) = self.notices.change(conversation, item, text) {
            self.desktop.order(Order::Close(key));
        }
    }

    /// Whether the person sees what is said in a conversation as it comes.
    fn is_looked_at(&self, conversation: ConversationId) -> bool {
        let open = match &self.screen {
            Screen::Chat(chat) => chat.open_id(),
            Screen::Login(_) | Screen::Fault(_) => None,
        };
        self.window.focused && !self.window.hidden && open == Some(conversation)
    }

    /// Notices of a conversation are over.
    pub(super) fn notices_over(&mut self, conversation: ConversationId, upto: Option<ItemId>) {
        let left = self.world.conversation(conversation);
        let left = left.map_or(0, |entry| entry.unread);
        for key in self.notices.over(conversation, upto, left) {
            self.desktop.order(Order::Close(key));
        }
    }

    /// All that came at once was taken in: shows what there is to show.
    pub(super) fn show_notices(&mut self, stir: Stir) -> Task<Message> {
        let (shown, wait) = match stir {
            Stir::Rest => return Task::none(),
            Stir::Wait(wait) => (Vec::new(), wait),
            Stir::Show(shown, wait) => (shown, wait),
        };
        let mut sound = notification::sound(self.settings.notices.sound);
        for (key, heaps) in shown {
            let told = self.settings.notices.told;
            let card = notification::card(key, &heaps, told, &self.world, sound);
            // Several at once are one sound.
            sound = notification::Sound::Silent;
            self.desktop.order(Order::Show(Box::new(card)));
        }
        for (key, heaps) in self.notices.mended() {
            let told = self.settings.notices.told;
            let silent = notification::Sound::Silent;
            let card = notification::card(key, &heaps, told, &self.world, silent);
            self.desktop.order(Order::Show(Box::new(card)));
        }
        let sleep = async move { tokio::time::sleep(wait).await };
        Task::perform(sleep, |()| Message::NoticesDue)
    }

    /// Somebody has done something with a notice.
    pub(super) fn heard(&mut self, heard: Heard) -> Task<Message> {
        match heard {
            Heard::Opened(key) => {
                if let Key::Reminder(id) = key {
                    let shown = self.open_reminder(id);
                    return Task::batch([self.raise(), shown]);
                }
                let about = self.notices.about(key);
                self.end_notice(key);
                let shown = match about.as_slice() {
                    [(id, item)] => self.show_message(*id, *item),
                    _ => Task::none(),
                };
                Task::batch([self.raise(), shown])
            }
            Heard::Read(key) => {
                for (id, _) in self.notices.about(key) {
                    self.send(Command::Conversation(id, Talk::MarkRead));
                }
                self.end_notice(key);
                Task::none()
            }
            Heard::Replied(key, text) => {
                let about = self.notices.about(key).pop();
                self.end_notice(key);
                let Key::Conversation(id) = key else {
                    return Task::none();
                };
                let room = self
                    .world
                    .conversation(id)
                    .is_some_and(|one| one.room.is_some());
                let say = match about {
                    Some((_, item)) => Talk::Respond { item, text },
                    None if !room => Talk::say(text),
                    // What was meant for one must not reach all.
                    None => {
                        let said = self.say(tr!("notice-reply-late"));
                        return said.chain(clipboard::copy(text));
                    }
                };
                self.send(Command::Conversation(id, say));
                self.send(Command::Conversation(id, Talk::MarkRead));
                Task::none()
            }
            Heard::Closed(key) => {
                self.notices.closed(key);
                Task::none()
            }
        }
    }

    fn end_notice(&mut self, key: Key) {
        self.notices.closed(key);
        self.desktop.order(Order::Close(key));
    }

    pub(super) fn show_message(&mut self, id: ConversationId, item: ItemId) -> Task<Message> {
        self.palette = None;
        let settings = match self.page.is_some() || self.sheet.is_some() {
            true => {
                self.sheet = None;
                self.show_settings(false)
            }
            false => Task::none(),
        };
        let open = self.with_chat(|chat, context| chat.open_told(id, item, context));
        settings.chain(open)
    }

    /// Brings the window before the person, wherever it is.
    pub(super) fn raise(&mut self) -> Task<Message> {
        if self.window.closing {
            return Task::none();
        }
        if self.window.hidden {
            return self.unhide();
        }
        let id = self.window.id;
        Task::batch([window::minimize(id, false), window::gain_focus(id)])
    }
}
