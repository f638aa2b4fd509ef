//! Who shows which picture, over restarts: a note for each address on the shelf `avatar`, written when
//! another picture is shown. What is told in between is told again in the next session.

use std::collections::HashMap;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::Known;
use crate::AccountId;
use crate::account::Account;
use crate::store::{NoteRecord, Op, Shelf, Store, Unit};

/// As it is stored: names of pictures.
#[derive(Serialize, Deserialize)]
struct KeptV1 {
    published: Option<String>,
    on_card: Option<String>,
    shown: Option<String>,
}

/// The same, and who may see it.
#[derive(Serialize, Deserialize)]
struct KeptV2 {
    first: KeptV1,
    everybody: bool,
}

const VERSION: u8 = 2;

/// What an account knew when it was closed.
pub(crate) async fn recall(store: &Store, account: AccountId) -> HashMap<BareJid, Known> {
    let notes = store.notes(account, Shelf::Avatar).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "pictures are asked for anew"))
        .unwrap_or_default();
    notes.iter().filter_map(read).collect()
}

fn read(note: &NoteRecord) -> Option<(BareJid, Known)> {
    let KeptV2 {
        first: kept,
        everybody,
    } = match note.version {
        1 => KeptV2 {
            first: note.read().ok()?,
            everybody: false,
        },
        VERSION => note.read().ok()?,
        _ => return None,
    };
    let id = |name: Option<String>| name.and_then(|name| name.parse().ok());
    let known = Known {
        published: id(kept.published),
        on_card: id(kept.on_card),
        shown: id(kept.shown),
        everybody,
    };
    Some((BareJid::new(&note.name).ok()?, known))
}

impl From<&Known> for KeptV1 {
    fn from(known: &Known) -> Self {
        let name = |id: &Option<waxwing_proto::avatar::Id>| id.as_ref().map(ToString::to_string);
        Self {
            published: name(&known.published),
            on_card: name(&known.on_card),
            shown: name(&known.shown),
        }
    }
}

impl From<&Known> for KeptV2 {
    fn from(known: &Known) -> Self {
        Self {
            first: known.into(),
            everybody: known.everybody,
        }
    }
}

impl Account {
    /// Writes down what somebody shows; it may be lost in a power cut, and is told again.
    pub(super) fn keep_avatar(&self, jid: &BareJid) {
        let Some(known) = self.avatars.known.get(jid) else {
            return;
        };
        let (account, name) = (self.record.id, jid.to_string());
        if *known == Known::default() {
            let shelf = Shelf::Avatar;
            let gone = Op::RemoveNote {
                account,
                shelf,
                name,
            };
            self.parts.store.put(Unit::from(gone));
            return;
        }
        match NoteRecord::new(account, Shelf::Avatar, &name, VERSION, &KeptV2::from(known)) {
            Ok(note) => self.parts.store.put(Unit::from(Op::PutNote(note))),
            Err(error) => tracing::error!(%error, "whose picture it is can't be written down"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_are_read_and_what_is_odd_is_not() {
        let known = Known {
            published: Some("111f4b3c50d7b0df729d299bc6f8e9ef9066971f".parse().unwrap()),
            on_card: None,
            shown: Some("357a8123a30844a3aa99861b6349264ba67a5694".parse().unwrap()),
            everybody: false,
        };
        let stored = KeptV1::from(&known);
        let written = postcard::to_stdvec(&stored).unwrap();
        let hex: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../../tests/old-store/avatar-v1.hex").trim();
        assert_eq!(hex, sample);
        let jid = BareJid::new("romy@example.org").unwrap();
        let note = |name: &str, version, kept: &KeptV1| {
            NoteRecord::new(AccountId(1), Shelf::Avatar, name, version, kept).unwrap()
        };
        assert_eq!(
            read(&note(jid.as_str(), 1, &stored)),
            Some((jid.clone(), known.clone()))
        );
        let known = Known {
            everybody: true,
            ..known
        };
        let stored_2 = KeptV2::from(&known);
        let written = postcard::to_stdvec(&stored_2).unwrap();
        let hex: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        let sample = include_str!("../../../../tests/old-store/avatar-v2.hex").trim();
        assert_eq!(hex, sample);
        let second =
            NoteRecord::new(AccountId(1), Shelf::Avatar, jid.as_str(), 2, &stored_2).unwrap();
        assert_eq!(read(&second), Some((jid.clone(), known)));
        assert_eq!(read(&note(jid.as_str(), 9, &stored)), None);
        assert_eq!(read(&note("@@", 1, &stored)), None);
        // A name that is none never becomes a path.
        let odd = KeptV1 {
            published: None,
            on_card: None,
            shown: Some("../../../etc/passwd".to_owned()),
        };
        let (_, known) = read(&note(jid.as_str(), 1, &odd)).unwrap();
        assert_eq!(known, Known::default());
    }
}
