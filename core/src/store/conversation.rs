//! Conversations and their counters, by account and id.

use std::collections::BTreeSet;

use jid::BareJid;
use serde::{Deserialize, Serialize};

use super::flags::{Flags, StoredFlags};
use super::journal::{StoredItem, StoredState, kind_code, kind_of};
use super::record::{self, Flaw, Record};
use super::{key, tree::Tree};
use crate::model::{Direction, Preview};
use crate::{AccountId, ConversationId, ItemId, Timestamp};

/// A conversation, without its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConversationRecord {
    /// Given by [`super::Store::next_conversation`].
    pub(crate) id: ConversationId,
    /// The account it belongs to.
    pub(crate) account: AccountId,
    /// The address of the other side.
    pub(crate) jid: BareJid,
    /// Messages not seen yet.
    pub(crate) unread: u32,
    /// The newest message, for the list.
    pub(crate) last: Option<Preview>,
    /// Everything up to this one was seen.
    pub(crate) read_upto: Option<ItemId>,
    /// The person knows whom this is with: a contact, or somebody they wrote to or let in.
    pub(crate) known: bool,
    /// What follows from its having been read, or not.
    pub(crate) reading: Reading,
    /// What the person has laid down for it.
    pub(crate) flags: Flags,
    /// Whether what is said in it is encrypted.
    pub(crate) sealing: Sealed,
    /// People of a group without whom it is encrypted if need be.
    pub(crate) left_out: BTreeSet<BareJid>,
    /// The other side has asked for what is not encrypted, for this reason, and the person has not decided yet.
    pub(crate) opted_out: Option<String>,
}

/// Whether what is said in a conversation is encrypted; once it is, it stays so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sealed {
    /// As soon as it can be.
    #[default]
    Whenever,
    /// It is: it was before, or the person wants it.
    Always,
    /// The person does not want it.
    Never,
}

/// What follows from a conversation's having been read, or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The person wants it to look unread, although everything was seen.
    pub(crate) marked: bool,
    /// The newest of their messages that asks to be told when it was seen.
    pub(crate) owed: Option<Owed>,
    /// Up to which message our account says that it was read (XEP-0490), by the archive's id; empty
    /// where it says nothing.
    pub(crate) place: String,
    /// We have read further than our account says.
    pub(crate) due: bool,
    /// Messages of a room that name us and were not seen.
    pub(crate) mentions: u32,
}

impl Reading {
    /// Whether somebody waits for us to look.
    pub(crate) fn is_owed(&self) -> bool {
        self.owed.as_ref().is_some_and(|owed| !owed.seen)
    }
}

/// A message that asks to be told when it was seen (XEP-0333).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owed {
    /// The id that it carries on the wire.
    pub(crate) id: String,
    /// When it was said, in microseconds since 1970.
    pub(crate) at: i64,
    /// It was seen; there was no connection to tell so.
    pub(crate) seen: bool,
}

/// Version 10 knows whom the person leaves out, and who does not want it encrypted.
#[derive(Serialize, Deserialize)]
struct V10 {
    ninth: V9,
    left_out: Vec<String>,
    opted_out: Option<String>,
}

/// Version 9 knows what is encrypted.
#[derive(Serialize, Deserialize)]
struct V9 {
    eighth: V8,
    unreadable: bool,
    sealing: Sealed,
}

/// Version 8 knows what is of rooms.
#[derive(Serialize, Deserialize)]
struct V8 {
    seventh: V7,
    mentions: u32,
    author: String,
}

/// Version 7 knows whether the newest message has a file.
#[derive(Serialize, Deserialize)]
struct V7 {
    sixth: V6,
    file: Option<u8>,
}

/// Version 6 knows more of the newest message.
#[derive(Serialize, Deserialize)]
struct V6 {
    fifth: V5,
    retracted: bool,
    spoiler: bool,
}

#[derive(Serialize, Deserialize)]
struct V5 {
    fourth: V4,
    flags: StoredFlags,
}

#[derive(Serialize, Deserialize)]
struct V4 {
    second: V2,
    marked: bool,
    owed: Option<Owed>,
    place: String,
    due: bool,
}

#[derive(Serialize, Deserialize)]
struct V2 {
    first: V1,
    known: bool,
}

#[derive(Serialize, Deserialize)]
struct V1 {
    jid: String,
    unread: u32,
    last: Option<StoredPreview>,
    read_upto: Option<StoredItem>,
}

#[derive(Serialize, Deserialize)]
struct StoredPreview {
    text: String,
    at: i64,
    outgoing: bool,
    state: StoredState,
}

impl Record for ConversationRecord {
    const TREE: Tree = Tree::Conversation;
    const VERSION: u8 = 10;

    fn key(&self) -> Vec<u8> {
        key::conversation(self.account, self.id)
    }

    fn encode(&self) -> Result<Vec<u8>, Flaw> {
        let first = V1 {
            jid: self.jid.to_string(),
            unread: self.unread,
            last: self.last.as_ref().map(StoredPreview::from),
            read_upto: self.read_upto.map(StoredItem::from),
        };
        let second = V2 {
            first,
            known: self.known,
        };
        let reading = self.reading.clone();
        let fourth = V4 {
            second,
            marked: reading.marked,
            owed: reading.owed,
            place: reading.place,
            due: reading.due,
        };
        let flags = StoredFlags::from(&self.flags);
        let last = self.last.as_ref();
        let sixth = V6 {
            fifth: V5 { fourth, flags },
            retracted: last.is_some_and(|last| last.retracted),
            spoiler: last.is_some_and(|last| last.spoiler),
        };
        let file = last.and_then(|last| last.file).map(kind_code);
        let eighth = V8 {
            seventh: V7 { sixth, file },
            mentions: reading.mentions,
            author: last.map_or_else(String::new, |last| last.author.clone()),
        };
        let ninth = V9 {
            eighth,
            unreadable: last.is_some_and(|last| last.unreadable),
            sealing: self.sealing,
        };
        let left_out = self.left_out.iter().map(ToString::to_string).collect();
        record::to_bytes(&V10 {
            ninth,
            left_out,
            opted_out: self.opted_out.clone(),
        })
    }

    fn decode(key: &[u8], version: u8, bytes: &[u8]) -> Result<Self, Flaw> {
        let account = AccountId(key::read_u32(key, 0)?);
        let id = ConversationId(key::read_u32(key, 4)?);
        let nothing = Reading::default;
        let (mut retracted, mut spoiler, mut file) = (false, false, None);
        let (mut mentions, mut author) = (0, String::new());
        let (mut unreadable, mut sealing) = (false, Sealed::default());
        let (mut left_out, mut opted_out) = (BTreeSet::new(), None);
        let (second, mut reading, flags) = match version {
            // Before there were requests everybody stood in the list.
            1 => {
                let first = record::from_bytes::<V1>(bytes)?;
                (V2 { first, known: true }, nothing(), Flags::default())
            }
            // Version 3 knows one state more.
            2 | 3 => (
                record::from_bytes::<V2>(bytes)?,
                nothing(),
                Flags::default(),
            ),
            4 => {
                let (second, reading) = record::from_bytes::<V4>(bytes)?.parts();
                (second, reading, Flags::default())
            }
            5 => {
                let stored: V5 = record::from_bytes(bytes)?;
                let (second, reading) = stored.fourth.parts();
                (second, reading, stored.flags.into())
            }
            6 => {
                let stored: V6 = record::from_bytes(bytes)?;
                (retracted, spoiler) = (stored.retracted, stored.spoiler);
                let (second, reading) = stored.fifth.fourth.parts();
                (second, reading, stored.fifth.flags.into())
            }
            7..=10 => {
                let stored = V10::read(version, bytes)?;
                let jids = stored.left_out.iter();
                left_out = jids.filter_map(|jid| jid.parse().ok()).collect();
                opted_out = stored.opted_out;
                let ninth = stored.ninth;
                (unreadable, sealing) = (ninth.unreadable, ninth.sealing);
                let eighth = ninth.eighth;
                (mentions, author) = (eighth.mentions, eighth.author);
                file = eighth.seventh.file.map(kind_of);
                let sixth = eighth.seventh.sixth;
                (retracted, spoiler) = (sixth.retracted, sixth.spoiler);
                let (second, reading) = sixth.fifth.fourth.parts();
                (second, reading, sixth.fifth.flags.into())
            }
            _ => return Err(Flaw::TooNew),
        };
        reading.mentions = mentions;
        let V2 {
            first: stored,
            known,
        } = second;
        Ok(Self {
            id,
            account,
            jid: record::address(&stored.jid)?,
            unread: stored.unread,
            last: stored.last.map(|last| Preview {
                retracted,
                spoiler,
                file,
                author,
                unreadable,
                ..last.into()
            }),
            read_upto: stored.read_upto.map(ItemId::from),
            known,
            reading,
            flags,
            sealing,
            left_out,
            opted_out,
        })
    }
}

impl V10 {
    /// What versions 7 to 10 have written.
    fn read(version: u8, bytes: &[u8]) -> Result<Self, Flaw> {
        let ninth = match version {
            10 => return record::from_bytes(bytes),
            9 => record::from_bytes(bytes)?,
            _ => V9 {
                eighth: match version {
                    8 => record::from_bytes(bytes)?,
                    _ => V8 {
                        seventh: record::from_bytes(bytes)?,
                        mentions: 0,
                        author: String::new(),
                    },
                },
                unreadable: false,
                sealing: Sealed::default(),
            },
        };
        Ok(Self {
            ninth,
            left_out: Vec::new(),
            opted_out: None,
        })
    }
}

impl V4 {
    fn parts(self) -> (V2, Reading) {
        let reading = Reading {
            marked: self.marked,
            owed: self.owed,
            place: self.place,
            due: self.due,
            mentions: 0,
        };
        (self.second, reading)
    }
}

impl From<&Preview> for StoredPreview {
    fn from(preview: &Preview) -> Self {
        Self {
            text: preview.text.clone(),
            at: preview.at.0,
            outgoing: preview.direction == Direction::Outgoing,
            state: StoredState::from(&preview.state),
        }
    }
}

impl From<StoredPreview> for Preview {
    fn from(stored: StoredPreview) -> Self {
        Self {
            text: stored.text,
            at: Timestamp(stored.at),
            direction: if stored.outgoing {
                Direction::Outgoing
            } else {
                Direction::Incoming
            },
            state: stored.state.into(),
            ..Self::default()
        }
    }
}
