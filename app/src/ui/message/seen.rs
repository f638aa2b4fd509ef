//! Who of a small group has read up to a message: their faces below it, and their names.

use iced::Center;
use iced::widget::{Row, text};
use waxwing_core::ItemId;
use waxwing_core::model::{Author, Direction, Message, Room, Seen};

use super::{Doing, Place};
use crate::screen::Context;
use crate::theme::{size, space, text as words};
use crate::ui::room;
use crate::widget::{Element, Role, accessible, hazard, tooltip};
use crate::{format, tr};

/// Edge of a reader's face.
const FACE: f32 = 16.0;
/// So many faces are shown; of the others how many there are.
const MOST_FACES: usize = 5;

/// Those who have read up to a message and not to the next one.
#[derive(Clone, Copy, Debug)]
pub struct SeenHere<'a> {
    /// How far everybody has read.
    pub all: &'a [Seen],
    /// The message.
    pub from: ItemId,
    /// The next one, where there is one.
    pub before: Option<ItemId>,
    /// Who has said it: nobody needs to be told that they have read it.
    pub author: Option<&'a Author>,
}

impl<'a> SeenHere<'a> {
    fn readers(self) -> impl Iterator<Item = &'a Seen> {
        let here = move |one: &&Seen| {
            one.upto >= self.from
                && self.before.is_none_or(|before| one.upto < before)
                && self.author.is_none_or(|author| !author.is(&one.by))
        };
        self.all.iter().filter(here)
    }

    /// Their names, for who can't see their faces.
    pub(super) fn names(self) -> Option<String> {
        let names: Vec<_> = self.readers().map(name).collect();
        (!names.is_empty()).then(|| names.join(&tr!("list-separator")))
    }
}

fn name(one: &Seen) -> String {
    hazard::visible(&one.by.nick).into_owned()
}

/// Who else has read a message, and since when; the last one to read first.
pub fn readers<'a>(message: &Message, room: &'a Room) -> Vec<&'a Seen> {
    if message.private.is_some() || message.direction == Direction::Incoming {
        return Vec::new();
    }
    let mut all: Vec<_> = room.seen.iter().collect();
    all.retain(|one| one.upto >= message.id);
    all.sort_by_key(|one| std::cmp::Reverse(one.at));
    all
}

/// The faces of those who have read up to here.
pub(super) fn faces<'a>(place: Place<'a>, context: &Context<'a>) -> Option<Element<'a, Doing>> {
    let mut readers: Vec<_> = place.seen.readers().collect();
    if readers.is_empty() {
        return None;
    }
    readers.sort_by_key(|one| std::cmp::Reverse(one.at));
    let more = readers.len().saturating_sub(MOST_FACES);
    let mut line = Row::new().spacing(space::XS).align_y(Center);
    for one in readers.iter().take(MOST_FACES) {
        line = line.push(room::speaker_face(
            &one.by,
            (place.names.there, place.names.known),
            context.tokens,
            FACE,
        ));
    }
    if more > 0 {
        let more = format::count(u32::try_from(more).unwrap_or(u32::MAX));
        let more = tr!("message-readers-more", count = more);
        line = line.push(text(more).size(size::CAPTION).style(words::quiet));
    }
    let names = place.seen.names().unwrap_or_default();
    let told = tr!("message-readers", names = names);
    let line = accessible(Role::Group, told.clone(), line).quiet();
    Some(tooltip(line, told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use waxwing_core::Timestamp;

    fn item(seq: u64) -> ItemId {
        ItemId {
            at: Timestamp(i64::try_from(seq).unwrap()),
            seq,
        }
    }

    fn seen(nick: &str, upto: u64) -> Seen {
        Seen {
            by: Author {
                nick: nick.to_owned(),
                ..Author::default()
            },
            upto: item(upto),
            at: Timestamp(9),
        }
    }

    #[test]
    fn everybody_stands_at_the_last_message_they_have_read() {
        let all = [seen("ana", 2), seen("theo", 3), seen("pia", 7)];
        let pia = all[2].by.clone();
        let by = |author, from, before: Option<u64>| {
            SeenHere {
                all: &all,
                from: item(from),
                before: before.map(item),
                author,
            }
            .names()
        };
        let here = |from, before| by(None, from, before);
        assert_eq!(here(1, Some(2)), None);
        // What stands between two that are shown counts for the first.
        assert_eq!(here(2, Some(4)), Some("ana, theo".to_owned()));
        assert_eq!(here(4, None), Some("pia".to_owned()));
        assert_eq!(by(Some(&pia), 4, None), None, "she has said it");
    }

    #[test]
    fn who_has_read_one_of_ours() {
        let room = Room {
            seen: vec![seen("ana", 2), seen("theo", 5)],
            ..Room::default()
        };
        let mut message = Message {
            id: item(4),
            direction: Direction::Outgoing,
            ..Message::default()
        };
        let names = |message: &Message| -> Vec<String> {
            let readers = readers(message, &room).into_iter();
            readers.map(|one| one.by.nick.clone()).collect()
        };
        assert_eq!(names(&message), ["theo"]);
        message.private = Some("theo".to_owned());
        assert!(names(&message).is_empty());
    }
}
