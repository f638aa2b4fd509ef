//! How far others have read in a small group (XEP-0333 §4.2): everybody tells everybody, so only where few
//! are in it, who know each other anyway.

use std::collections::HashMap;

use jid::BareJid;
use serde::{Deserialize, Serialize};
use waxwing_proto::markers;
use waxwing_proto::message::Message as Wire;

use super::Room;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::reading::is_further;
use crate::model::{Author, Direction, Message, Seen};
use crate::store::{Dedup, NoteRecord, Op, Owed, Shelf, Store, Unit};
use crate::{AccountId, ConversationId, ItemId, Timestamp};

/// In groups of so many everybody tells.
const SMALL: usize = 30;

/// So many are known, whoever comes and goes.
const MOST: usize = 2 * SMALL;

/// The version of [`SeenV1`].
const VERSION: u8 = 1;

/// One of those as they are stored; all of a room stand under its address.
#[derive(Serialize, Deserialize)]
struct SeenV1 {
    nick: String,
    occupant_id: String,
    jid: Option<String>,
    upto_at: i64,
    upto_seq: u64,
    at: i64,
}

/// How far each has read.
#[derive(Debug, Default)]
pub(super) struct Readers {
    all: Vec<Seen>,
    /// What an archive tells of messages that may be on a page that is yet to come, the newest of each.
    archived: Vec<(Author, String, Timestamp)>,
}

impl Readers {
    /// Somebody has read this far; whether that is news.
    fn read(&mut self, seen: Seen) -> bool {
        let Some(known) = self.all.iter_mut().find(|one| one.by.is(&seen.by)) else {
            if self.all.len() >= MOST {
                let all = self.all.iter().enumerate();
                let oldest = all.min_by_key(|(_, one)| one.at).map(|(index, _)| index);
                self.all.swap_remove(oldest.unwrap_or_default());
            }
            self.all.push(seen);
            return true;
        };
        if seen.upto <= known.upto {
            return false;
        }
        // Where an archive tells only nicks, who it is stays known.
        let nameless = seen.by.jid.is_none() && seen.by.occupant_id.is_empty();
        let by = match nameless {
            true => known.by.clone(),
            false => seen.by,
        };
        *known = Seen { by, ..seen };
        true
    }

    /// A message has another place from now on.
    fn follow(&mut self, old: ItemId, new: ItemId) -> bool {
        let mut moved = false;
        for one in self.all.iter_mut().filter(|one| one.upto.seq == old.seq) {
            moved |= one.upto != new;
            one.upto = new;
        }
        moved
    }

    /// An archive says that somebody had seen a message.
    fn remember(&mut self, by: Author, of: &str, at: Timestamp) {
        let one = (by, of.to_owned(), at);
        if let Some(known) = self.archived.iter_mut().find(|known| known.0.is(&one.0)) {
            // Archives have stamps of seconds, and are in order.
            if known.2 <= at {
                *known = one;
            }
            return;
        }
        if self.archived.len() >= MOST {
            let all = self.archived.iter().enumerate();
            let oldest = all.min_by_key(|(_, one)| one.2).map(|(index, _)| index);
            self.archived.swap_remove(oldest.unwrap_or_default());
        }
        self.archived.push(one);
    }

    /// Those who are to be shown.
    pub(super) fn shown(&self, ignored: &[Author]) -> Vec<Seen> {
        let heard = |one: &&Seen| !ignored.iter().any(|ignored| ignored.is(&one.by));
        self.all.iter().filter(heard).cloned().collect()
    }

    fn stored(&self) -> Vec<SeenV1> {
        let all = self.all.iter().map(|one| SeenV1 {
            nick: one.by.nick.clone(),
            occupant_id: one.by.occupant_id.clone(),
            jid: one.by.jid.as_ref().map(ToString::to_string),
            upto_at: one.upto.at.0,
            upto_seq: one.upto.seq,
            at: one.at.0,
        });
        all.collect()
    }
}

/// How far somebody has read who has said something to everybody.
fn spoken(message: &Message) -> Option<Seen> {
    let theirs = message.direction == Direction::Incoming && message.private.is_none();
    Some(Seen {
        by: message.author.clone().filter(|_| theirs)?,
        upto: message.id,
        at: message.id.at,
    })
}

/// How far others had read when this was closed, by room.
pub(crate) async fn recall(store: &Store, account: AccountId) -> HashMap<BareJid, Vec<Seen>> {
    let notes = store.notes(account, Shelf::RoomSeen).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "how far others have read can't be read"))
        .unwrap_or_default();
    notes.iter().filter_map(read).collect()
}

fn read(note: &NoteRecord) -> Option<(BareJid, Vec<Seen>)> {
    let stored: Vec<SeenV1> = (note.version == VERSION).then(|| note.read().ok())??;
    let all = stored.into_iter().take(MOST).map(|one| Seen {
        by: Author {
            nick: one.nick,
            occupant_id: one.occupant_id,
            jid: one.jid.and_then(|jid| BareJid::new(&jid).ok()),
        },
        upto: ItemId {
            at: Timestamp(one.upto_at),
            seq: one.upto_seq,
        },
        at: Timestamp(one.at),
    });
    Some((BareJid::new(&note.name).ok()?, all.collect()))
}

impl Room {
    /// Few are in it or belong to it, and all of them know each other.
    pub(super) fn is_small_group(&self) -> bool {
        self.is_private() && self.occupants.len() <= SMALL && self.members.are_few(SMALL)
    }
}

impl Account {
    /// What was known of others' reading is again.
    pub(crate) fn recall_seen(&mut self, seen: HashMap<BareJid, Vec<Seen>>) {
        for (jid, all) in seen {
            let room = self.room_of(&jid);
            if let Some(room) = room.and_then(|id| self.rooms.all.get_mut(&id)) {
                room.readers.all = all;
            }
        }
    }

    /// Whether those in a room tell each other what they have seen; `None` where we are not in it, and
    /// can't say.
    pub(crate) fn tells_in_room(&self, id: ConversationId) -> Option<bool> {
        let room = self.rooms.all.get(&id).filter(|room| room.is_joined())?;
        Some(room.is_small_group() && self.book.privacy.markers)
    }

    /// Whether what we say in a room asks everybody to tell that they have seen it.
    pub(crate) fn asks_room(&self, room: &BareJid) -> bool {
        let room = self.room_of(room).and_then(|id| self.rooms.all.get(&id));
        room.is_some_and(|room| room.is_joined() && room.is_small_group())
    }

    /// A message to everybody wants to be marked.
    pub(super) fn owe_in_room(&mut self, id: ConversationId, wire: &Wire, name: &str, at: i64) {
        // In small groups some programs mark without having been asked, and don't ask. Whether anybody is told
        // is known when somebody looks.
        let small = self.rooms.all.get(&id).is_some_and(Room::is_small_group);
        let words = small && wire.body(&self.parts.language).is_some();
        if name.is_empty() || !(words || markers::asks_in_room(wire)) {
            return;
        }
        if let Some(talk) = self.talks.get_mut(&id) {
            let owed = &mut talk.record.reading.owed;
            if owed.as_ref().is_none_or(|owed| owed.at <= at) {
                *owed = Some(Owed {
                    id: name.to_owned(),
                    at,
                    seen: false,
                });
            }
        }
    }

    /// Somebody in a room has seen everything up to a message, or we have on another device.
    pub(super) async fn hear_seen(
        &mut self,
        of: &str,
        (id, by, ours): (ConversationId, Author, bool),
        turn: &mut Turn,
    ) {
        let room = self.rooms.all.get(&id);
        let Some(room) = room.filter(|room| room.is_small_group()) else {
            return;
        };
        if !ours && by.occupant_id.is_empty() && by.nick == room.kept.nick {
            // Told before we came, by whoever had the nick then: most likely by us.
            return;
        }
        let at = Timestamp::now();
        let Some(upto) = self.find_in_room(id, of, turn).await else {
            // It may be on a page that is under way.
            if let Some(room) = self.rooms.all.get_mut(&id).filter(|_| !ours) {
                room.readers.remember(by, of, at);
            }
            return;
        };
        if !ours {
            return self.have_read(id, [Seen { by, upto, at }]);
        }
        if let Some(talk) = self.talks.get_mut(&id) {
            // Whoever is there has been told.
            talk.record.reading.owed.take_if(|owed| owed.id == of);
        }
        if is_further(self.read_now(id).await, upto) {
            self.read_elsewhere(id, upto, turn).await;
        }
    }

    /// Some have read this far.
    fn have_read(&mut self, id: ConversationId, seen: impl IntoIterator<Item = Seen>) {
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        let mut news = false;
        for seen in seen {
            news |= room.readers.read(seen);
        }
        if news {
            self.dirty.insert(id);
            self.keep_seen(id);
        }
    }

    /// Whoever speaks has read what stands above.
    pub(super) fn read_by_speaking(&mut self, id: ConversationId, message: &Message) {
        let room = self.rooms.all.get(&id);
        if room.is_some_and(Room::is_small_group) {
            self.have_read(id, spoken(message));
        }
    }

    /// The archive of a room says that somebody had seen a message.
    pub(super) fn remember_seen(
        &mut self,
        id: ConversationId,
        wire: &Wire,
        by: Author,
        stamp: Option<i64>,
    ) {
        let Some(of) = markers::displayed_in_room(wire) else {
            return;
        };
        if let Some(room) = self.rooms.all.get_mut(&id).filter(|room| room.is_private()) {
            let at = Timestamp(stamp.unwrap_or_default());
            room.readers.remember(by, of, at);
        }
    }

    /// A page of a room's archive is here: who had seen what is on it, and who has spoken.
    pub(super) async fn seen_in_page(
        &mut self,
        id: ConversationId,
        new: &[(ConversationId, std::sync::Arc<Message>)],
        moved: &[(ItemId, ItemId)],
        turn: &Turn,
    ) {
        let Some(room) = self.rooms.all.get_mut(&id).filter(|room| room.is_private()) else {
            return;
        };
        let mut moves = false;
        for (old, new) in moved {
            moves |= room.readers.follow(*old, *new);
        }
        let archived = std::mem::take(&mut room.readers.archived);
        let small = room.is_small_group();
        let new = new
            .iter()
            .filter(|(conversation, message)| small && *conversation == id && !message.is_hidden());
        let mut seen: Vec<_> = new.filter_map(|(_, message)| spoken(message)).collect();
        let mut unknown = Vec::new();
        for (by, of, at) in archived {
            match self.find_in_room(id, &of, turn).await {
                Some(upto) => seen.push(Seen { by, upto, at }),
                None => unknown.push((by, of, at)),
            }
        }
        if let Some(room) = self.rooms.all.get_mut(&id) {
            room.readers.archived = unknown;
        }
        if moves {
            self.dirty.insert(id);
            self.keep_seen(id);
        }
        self.have_read(id, seen);
    }

    /// The message that a room calls so, or, where the room names none, its sender.
    async fn find_in_room(&self, id: ConversationId, of: &str, turn: &Turn) -> Option<ItemId> {
        let jid = self.room_jid(id)?;
        let of = of.to_owned();
        let key = match self.rooms.all.get(&id)?.names_messages() {
            true => Dedup::Stanza { by: jid, id: of },
            false => Dedup::Named { from: jid, id: of },
        };
        if let Some((conversation, item)) = turn.find(&key) {
            return (conversation == id).then_some(item);
        }
        let found = self.parts.archive.find(self.record.id, vec![key]).await;
        let found = found.ok().flatten()?;
        (found.conversation == id).then_some(found.item)
    }

    /// Not worth a barrier: after a power cut somebody reads on.
    fn keep_seen(&self, id: ConversationId) {
        let (Some(room), Some(jid)) = (self.rooms.all.get(&id), self.room_jid(id)) else {
            return;
        };
        let stored = room.readers.stored();
        let (account, name) = (self.record.id, jid.as_str());
        match NoteRecord::new(account, Shelf::RoomSeen, name, VERSION, &stored) {
            Ok(note) => self.parts.store.put(Unit::from(Op::PutNote(note))),
            Err(error) => tracing::warn!(%error, "how far others have read can't be kept"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author(nick: &str, id: &str) -> Author {
        Author {
            nick: nick.to_owned(),
            occupant_id: id.to_owned(),
            jid: None,
        }
    }

    fn item(at: i64, seq: u64) -> ItemId {
        ItemId {
            at: Timestamp(at),
            seq,
        }
    }

    fn seen(nick: &str, id: &str, at: i64) -> Seen {
        Seen {
            by: author(nick, id),
            upto: item(at, 1),
            at: Timestamp(at),
        }
    }

    #[test]
    fn reading_only_goes_on_and_follows_the_person() {
        let mut readers = Readers::default();
        assert!(readers.read(seen("ana", "o1", 5)));
        assert!(!readers.read(seen("ana", "o1", 4)), "nobody reads back");
        assert!(!readers.read(seen("ana", "o1", 5)));
        assert!(readers.read(seen("anna", "o1", 7)), "under another nick");
        assert!(readers.read(seen("theo", "o2", 3)));
        let shown = readers.shown(&[]);
        assert_eq!(shown.len(), 2);
        assert_eq!((shown[0].by.nick.as_str(), shown[0].upto.at.0), ("anna", 7));
        let heard = readers.shown(&[author("x", "o1")]);
        assert_eq!(heard.len(), 1, "who is ignored is not shown");
    }

    #[test]
    fn a_crowd_fills_no_memory() {
        let mut readers = Readers::default();
        for number in 0..5000 {
            readers.read(seen("n", &format!("o{number}"), number));
            readers.remember(author("n", &format!("o{number}")), "7", Timestamp(1));
        }
        assert_eq!(readers.all.len(), MOST);
        assert!(readers.all.iter().any(|one| one.upto.at.0 == 4999));
        assert_eq!(readers.archived.len(), MOST);
    }

    #[test]
    fn who_it_is_stays_known_where_an_archive_tells_only_a_nick() {
        let mut readers = Readers::default();
        let ana = Seen {
            by: Author {
                jid: BareJid::new("ana@example.org").ok(),
                ..author("ana", "")
            },
            ..seen("ana", "", 5)
        };
        readers.read(ana.clone());
        assert!(readers.read(seen("ana", "", 7)));
        let shown = readers.shown(&[]);
        assert_eq!((&shown[0].by, shown[0].upto.at.0), (&ana.by, 7));
    }

    #[test]
    fn a_message_that_moves_takes_its_readers_along() {
        let mut readers = Readers::default();
        readers.read(Seen {
            upto: item(5, 9),
            ..seen("ana", "o1", 5)
        });
        assert!(readers.follow(item(5, 9), item(3, 9)));
        assert!(!readers.follow(item(5, 8), item(4, 8)));
        assert_eq!(readers.shown(&[])[0].upto, item(3, 9));
    }

    #[test]
    fn the_newest_of_an_archive_counts() {
        let mut readers = Readers::default();
        for (of, at) in [("b", 5), ("d", 9), ("c", 9), ("a", 2)] {
            readers.remember(author("ana", "o1"), of, Timestamp(at));
        }
        assert_eq!(
            readers.archived,
            [(author("ana", "o1"), "c".to_owned(), Timestamp(9))]
        );
    }

    #[test]
    fn the_sample_of_the_first_version_is_read() {
        let readers = Readers {
            all: vec![Seen {
                by: Author {
                    jid: BareJid::new("ana@example.org").ok(),
                    ..author("ana", "o7")
                },
                upto: item(3, 4),
                at: Timestamp(5),
            }],
            archived: Vec::new(),
        };
        let stored = readers.stored();
        let written = postcard::to_stdvec(&stored).unwrap();
        let hex: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "0103616e61026f37010f616e61406578616d706c652e6f726706040a"
        );
        let name = "plans@rooms.example";
        let note = NoteRecord::new(AccountId(1), Shelf::RoomSeen, name, VERSION, &stored);
        let note = note.unwrap();
        assert_eq!(
            read(&note),
            Some((BareJid::new(name).unwrap(), readers.all.clone()))
        );
        let newer = NoteRecord::new(AccountId(1), Shelf::RoomSeen, name, 9, &stored).unwrap();
        assert_eq!(read(&newer), None);
    }
}
