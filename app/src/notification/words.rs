//! What a notice says: as much as the person wants others to see on their screen.

use waxwing_core::ConversationId;
use waxwing_core::model::Reminder;

use super::{Card, Deeds, Heap, Key, Sound};
use crate::settings::Told;
use crate::theme::contact;
use crate::theme::palette;
use crate::tr;
use crate::ui::faces;
use crate::ui::file;
use crate::widget::avatar::avatar;
use crate::widget::hazard;
use crate::world::World;

/// The edge of a face, in pixels: what daemons show is smaller.
const EDGE: u32 = 96;

/// As much of a text as a notice has room for.
const LONGEST: usize = 300;

/// So many names stand in one notice.
const NAMES: usize = 4;

/// A picture of pixels.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its width and height.
    pub edge: u32,
    /// Red, green, blue, opacity, line by line.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} px)", self.edge)
    }
}

/// A notice about messages of these conversations.
pub fn card(
    key: Key,
    heaps: &[(ConversationId, Heap)],
    told: Told,
    world: &World,
    sound: Sound,
) -> Card {
    let counts = heaps.iter().map(|(_, heap)| heap.count);
    let count = counts.fold(0, u32::saturating_add);
    let (title, body) = match (told, heaps) {
        (Told::Nothing, _) => (tr!("window-title"), tr!("notice-new", count = count)),
        (_, [(id, heap)]) => {
            let name = name(*id, world);
            let title = match count {
                0 | 1 => name,
                count => format!("{name} ({count})"),
            };
            match told {
                Told::Text if heap.text.is_empty() && is_unreadable(*id, world) => {
                    (title, tr!("preview-unreadable"))
                }
                Told::Text if heap.text.is_empty() => (title, tr!("message-deleted")),
                Told::Text => (title, shortened(&by(heap, said(*id, &heap.text, world)))),
                _ => (title, tr!("notice-new", count = count)),
            }
        }
        _ => (together(count, heaps.len()), names(heaps, world)),
    };
    let single = match (key, heaps) {
        (Key::Conversation(_), [(id, _)]) if told != Told::Nothing => Some(*id),
        _ => None,
    };
    Card {
        key,
        title,
        body,
        picture: single.and_then(|id| face(id, world)),
        deeds: single.map(|id| Deeds {
            read: tr!("mark-read"),
            reply: tr!("notice-reply"),
            placeholder: tr!("notice-reply-to", name = name(id, world)),
        }),
        open: tr!("notice-open"),
        sound,
    }
}

/// A notice about something that one wanted to be reminded of.
pub fn reminder(reminder: &Reminder, told: Told, world: &World, sound: Sound) -> Card {
    let id = reminder.conversation;
    let title = match told {
        Told::Nothing => tr!("reminder-notice"),
        _ => tr!("reminder-notice-of", name = name(id, world)),
    };
    let body = match told {
        Told::Text => shortened(&reminder.text),
        _ => String::new(),
    };
    Card {
        key: Key::Reminder(reminder.id),
        title,
        body,
        picture: (told != Told::Nothing).then(|| face(id, world)).flatten(),
        deeds: None,
        open: tr!("notice-open"),
        sound,
    }
}

/// What was said; of a message that is nothing but a file, its kind.
fn said(id: ConversationId, text: &str, world: &World) -> String {
    let last = world.conversation(id).and_then(|entry| entry.last.as_ref());
    match last.and_then(|last| last.file.filter(|_| last.text == text)) {
        Some(kind) => file::excerpt(kind, text),
        None => text.to_owned(),
    }
}

/// Whether the newest of a conversation has no words because nobody can read it here.
fn is_unreadable(id: ConversationId, world: &World) -> bool {
    let last = world.conversation(id).and_then(|entry| entry.last.as_ref());
    last.is_some_and(|last| last.unreadable)
}

/// With who of a group has said it.
fn by(heap: &Heap, said: String) -> String {
    let name = match (heap.author.as_str(), heap.private) {
        ("", _) => return said,
        (nick, true) => tr!("room-only-you", name = hazard::visible(nick).into_owned()),
        (nick, false) => hazard::visible(nick).into_owned(),
    };
    tr!("preview-by", name = name, text = said)
}

fn together(messages: u32, conversations: usize) -> String {
    let conversations = u32::try_from(conversations).unwrap_or(u32::MAX);
    let messages = tr!("notice-messages", count = messages);
    let places = tr!("notice-places", count = conversations);
    tr!("notice-together", messages = messages, places = places)
}

fn names(heaps: &[(ConversationId, Heap)], world: &World) -> String {
    let shown: Vec<String> = heaps
        .iter()
        .take(NAMES)
        .map(|(id, _)| name(*id, world))
        .collect();
    let shown = shown.join(&tr!("list-separator"));
    match heaps.len().saturating_sub(NAMES) {
        0 => shown,
        more => tr!(
            "notice-names-more",
            names = shown,
            count = u32::try_from(more).unwrap_or(u32::MAX)
        ),
    }
}

/// A name on one line; contacts choose their own.
fn name(id: ConversationId, world: &World) -> String {
    let entry = world.conversation(id);
    let name = entry.map_or("", |entry| entry.name.as_str());
    let visible = name.chars().filter(|char| !is_hidden(*char));
    let name: String = visible.take(100).collect();
    match name.trim() {
        "" => tr!("window-title"),
        name => name.to_owned(),
    }
}

/// What fits, without what would turn the desktop's own words around.
fn shortened(text: &str) -> String {
    let visible = |char: &char| *char == '\n' || !is_hidden(*char);
    let mut short: String = text.trim().chars().filter(visible).take(LONGEST).collect();
    if short.len() < text.trim().len() && short.chars().count() == LONGEST {
        short.push('…');
    }
    short
}

/// Controls, and those of the direction of writing (UAX #9).
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn face(id: ConversationId, world: &World) -> Option<Picture> {
    let entry = world.conversation(id)?;
    let tokens = &palette::LIGHT;
    let disc = contact::disc(entry.jid.as_str(), tokens);
    let mut face = avatar(&entry.name, disc).size(EDGE as f32);
    if let Some(picture) = entry.avatar.as_ref().and_then(faces::any_size) {
        face = face.picture(picture);
    }
    let rgba = face.pixels(contact::letter(tokens))?;
    Some(Picture { edge: EDGE, rgba })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use waxwing_core::{ItemId, Timestamp};

    use super::*;
    use crate::sample;

    fn world() -> World {
        let mut world = World::default();
        for (id, name) in [
            (1, "Romy"),
            (2, "Theo\n<b>\u{202e}X"),
            (3, "C"),
            (4, "D"),
            (5, "E"),
        ] {
            let mut entry = sample::conversation(id, "somebody", Some(1));
            entry.name = name.to_owned();
            world.put(Arc::new(entry));
        }
        world
    }

    fn heap(id: u32, count: u32, text: &str) -> (ConversationId, Heap) {
        let item = ItemId {
            at: Timestamp(1),
            seq: 1,
        };
        let text = text.to_owned();
        let missed = false;
        (
            ConversationId(id),
            Heap {
                item,
                text,
                author: String::new(),
                private: false,
                count,
                missed,
            },
        )
    }

    fn said(heaps: &[(ConversationId, Heap)], told: Told) -> (String, String, bool, bool) {
        let key = match heaps {
            [(id, _)] => Key::Conversation(*id),
            _ => Key::Together,
        };
        let card = card(key, heaps, told, &world(), Sound::Silent);
        (
            card.title,
            card.body,
            card.picture.is_some(),
            card.deeds.is_some(),
        )
    }

    #[test]
    fn a_notice_says_as_much_as_it_may() {
        let one = [heap(1, 1, "Are we on?")];
        let words =
            |title: &str, body: &str, face, deeds| (title.to_owned(), body.to_owned(), face, deeds);
        assert_eq!(
            said(&one, Told::Text),
            words("Romy", "Are we on?", true, true)
        );
        assert_eq!(
            said(&one, Told::Sender),
            words("Romy", "New message", true, true)
        );
        assert_eq!(
            said(&one, Told::Nothing),
            words("Waxwing", "New message", false, false)
        );
        let more = [heap(1, 3, "Hello?")];
        assert_eq!(
            said(&more, Told::Text),
            words("Romy (3)", "Hello?", true, true)
        );
        let all = [heap(1, 9, "a"), heap(3, 2, "b"), heap(4, 1, "c")];
        assert_eq!(
            said(&all, Told::Text),
            words("12 messages in 3 conversations", "Romy, C, D", false, false)
        );
    }

    #[test]
    fn what_others_chose_stays_in_its_place() {
        let (title, body, ..) = said(&[heap(2, 1, "a\u{202e}b\u{0}c\nd")], Told::Text);
        assert_eq!((title.as_str(), body.as_str()), ("Theo<b>X", "abc\nd"));
        let (_, body, ..) = said(&[heap(1, 1, &"é".repeat(10_000))], Told::Text);
        assert_eq!(body.chars().count(), LONGEST + 1);
        let all: Vec<_> = (1..=5).map(|id| heap(id, 1, "x")).collect();
        let (_, body, ..) = said(&all, Told::Sender);
        assert_eq!(body, "Romy, Theo<b>X, C, D and 1 more");
    }

    #[test]
    fn of_a_group_it_says_who_spoke() {
        let (_, mut heap) = heap(1, 1, "hello");
        assert_eq!(by(&heap, "hello".to_owned()), "hello");
        heap.author = "Bob".to_owned();
        assert_eq!(by(&heap, "hello".to_owned()), "Bob: hello");
        heap.private = true;
        assert_eq!(by(&heap, "hello".to_owned()), "Bob · only to you: hello");
    }
}
