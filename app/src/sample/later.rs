//! What is to happen later, in the small world.

use std::sync::Arc;

use iced::theme::Mode;
use waxwing_core::model::{Later, Reminder, Waiting};
use waxwing_core::{ConversationId, Event, ItemId, Timestamp, event};

use crate::i18n::{self, Language};
use crate::sample::talk::{ROMY, with_romy};
use crate::sample::{ACCOUNT, NOW};
use crate::scene::Scene;

/// So many minutes from now.
pub fn ahead(minutes: i64) -> Timestamp {
    Timestamp(NOW.0 + minutes * 60_000_000)
}

/// A message that waits in Romy's conversation.
pub fn waiting(id: u64, minutes: i64, text: &str) -> Waiting {
    Waiting {
        id,
        conversation: ROMY,
        text: text.to_owned(),
        reply_to: None,
        spoiler: None,
        at: ahead(minutes),
    }
}

/// A reminder of a message.
pub fn reminder(id: u64, conversation: ConversationId, item: ItemId, minutes: i64) -> Reminder {
    Reminder {
        id,
        conversation,
        item,
        text: match i18n::language() {
            Language::Arabic => "هل موعدنا الليلة قائم؟".to_owned(),
            _ => "Are we still on for tonight?".to_owned(),
        },
        at: ahead(minutes),
        told: minutes <= 0,
    }
}

/// All of it is told.
pub fn told(waiting: Vec<Waiting>, reminders: Vec<Reminder>) -> Event {
    Event::Later(event::later::Event::Changed(Arc::new(Later {
        account: ACCOUNT,
        waiting: waiting.into_iter().map(Arc::new).collect(),
        reminders: reminders.into_iter().map(Arc::new).collect(),
    })))
}

/// Romy's conversation, in which messages wait, and of which there are reminders.
pub fn planned((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy(width, height, mode);
    let texts = match i18n::language() {
        Language::Arabic => ["عيد ميلاد سعيد! 🎂", "لا تنسي المظلة"],
        _ => ["Happy birthday, Romy! 🎂", "Don’t forget the umbrella"],
    };
    let waits = vec![waiting(31, 95, texts[0]), waiting(32, 60 * 26, texts[1])];
    let item = ItemId {
        at: NOW,
        seq: u64::MAX,
    };
    let reminders = vec![
        reminder(33, ROMY, item, -20),
        reminder(34, ConversationId(2), item, 600),
    ];
    scene.tell([told(waits, reminders)]);
    scene.sent();
    scene
}
