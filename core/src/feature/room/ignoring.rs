//! Whom of a room the person does not want to hear: what they say is kept, counts for nothing and is shown
//! only to who asks. Nobody learns of it, and other devices don't either: no XEP has a place for it.

use std::collections::HashMap;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::model::{Author, Direction, Message};
use crate::store::{NoteRecord, Op, Shelf, Store, Unit};
use crate::{AccountId, ConversationId};

/// More is no list that anybody keeps.
const MOST: usize = 500;

/// The version of [`IgnoredV1`].
const VERSION: u8 = 1;

/// One of those as they are stored; all of a room stand under its address.
#[derive(Serialize, Deserialize)]
struct IgnoredV1 {
    nick: String,
    occupant_id: String,
    jid: Option<String>,
}

/// Those who were ignored when this was closed, by room.
pub(crate) async fn recall(store: &Store, account: AccountId) -> HashMap<BareJid, Vec<Author>> {
    let notes = store.notes(account, Shelf::RoomIgnored).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "who is ignored can't be read"))
        .unwrap_or_default();
    notes.iter().filter_map(read).collect()
}

fn read(note: &NoteRecord) -> Option<(BareJid, Vec<Author>)> {
    let stored: Vec<IgnoredV1> = (note.version == VERSION).then(|| note.read().ok())??;
    let all = stored.into_iter().map(|one| Author {
        nick: one.nick,
        occupant_id: one.occupant_id,
        jid: one.jid.and_then(|jid| BareJid::new(&jid).ok()),
    });
    Some((BareJid::new(&note.name).ok()?, all.collect()))
}

fn stored(all: &[Author]) -> Vec<IgnoredV1> {
    let all = all.iter().map(|one| IgnoredV1 {
        nick: one.nick.clone(),
        occupant_id: one.occupant_id.clone(),
        jid: one.jid.as_ref().map(ToString::to_string),
    });
    all.collect()
}

impl Account {
    /// Those who were ignored are again.
    pub(crate) fn recall_ignored(&mut self, ignored: HashMap<BareJid, Vec<Author>>) {
        for (jid, all) in ignored {
            let room = self.room_of(&jid);
            if let Some(room) = room.and_then(|id| self.rooms.all.get_mut(&id)) {
                room.ignored = all;
            }
        }
    }

    /// Somebody is heard no longer, or again.
    pub(super) fn ignore(&mut self, id: ConversationId, author: Author, on: bool) {
        let Some(jid) = self.room_jid(id) else {
            return;
        };
        let Some(room) = self.rooms.all.get_mut(&id) else {
            return;
        };
        room.ignored.retain(|one| !one.is(&author));
        if on && room.ignored.len() < MOST {
            room.ignored.push(author);
        }
        self.dirty.insert(id);
        let stored = stored(&room.ignored);
        let name = jid.as_str();
        match NoteRecord::new(self.record.id, Shelf::RoomIgnored, name, VERSION, &stored) {
            Ok(note) => self.parts.store.put(Unit::from(Op::PutNote(note))),
            Err(error) => tracing::warn!(%error, "who is ignored can't be kept"),
        }
    }

    /// Whom the person does not want to hear in a room.
    pub(crate) fn ignored(&self, id: ConversationId) -> &[Author] {
        let room = self.rooms.all.get(&id);
        room.map_or(&[], |room| &room.ignored)
    }

    /// Whether a message is of somebody whom the person does not want to hear.
    pub(crate) fn is_ignored(&self, id: ConversationId, message: &Message) -> bool {
        let ignored = self.ignored(id);
        message.direction == Direction::Incoming
            && message.author.as_ref().is_some_and(|author| {
                let mut ignored = ignored.iter();
                ignored.any(|one| one.is(author))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_first_version_is_read() {
        let all = [
            Author {
                nick: "theo".to_owned(),
                occupant_id: "o7".to_owned(),
                jid: None,
            },
            Author {
                nick: "ana".to_owned(),
                occupant_id: String::new(),
                jid: BareJid::new("ana@example.org").ok(),
            },
        ];
        let stored = stored(&all);
        let written = postcard::to_stdvec(&stored).unwrap();
        let hex: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "02047468656f026f370003616e6100010f616e61406578616d706c652e6f7267"
        );
        let name = "plans@rooms.example";
        let note = NoteRecord::new(AccountId(1), Shelf::RoomIgnored, name, VERSION, &stored);
        let note = note.unwrap();
        assert_eq!(
            read(&note),
            Some((BareJid::new(name).unwrap(), all.to_vec()))
        );
        let newer = NoteRecord::new(AccountId(1), Shelf::RoomIgnored, name, 9, &stored).unwrap();
        assert_eq!(read(&newer), None);
    }
}
