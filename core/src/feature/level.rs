//! Of which messages of a conversation the person wants to hear, the same on all of their devices
//! (XEP-0492; [`waxwing_proto::notify`] says where it is kept). A pause of the notices has no place in
//! the XEP and stays on this machine. Of rooms it stands in their bookmarks ([`super::room`]).
//!
//! What our account says holds. What was chosen here is written down as due until our account has
//! it: so it gets there also when it was chosen offline, and wins over what was said before. What was
//! never told to our account is told when somebody signs in with it on this machine.

use std::collections::{BTreeSet, HashMap};

use jid::BareJid;
use serde::{Deserialize, Serialize};
use waxwing_proto::iq::Request;
use waxwing_proto::notify::{self, Notify, Setting};
use waxwing_proto::pep;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::own_node::{OwnNode, Refusal};
use crate::feature::roster::{About, Question};
use crate::model::Level;
use crate::store::{NoteRecord, Op, Shelf, Store};
use crate::{AccountId, ConversationId, Error};

/// What is known of the levels that our account keeps.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    node: OwnNode,
    /// What our account says, by address: others have their words in it, too.
    known: HashMap<BareJid, Notify>,
    /// Chosen here, and not known to be with our account.
    due: BTreeSet<ConversationId>,
    /// What is being published.
    publishing: HashMap<ConversationId, Notify>,
}

/// More than anybody has, beside what is asked for: a bound for what is told.
const MOST: usize = 10_000;

/// As it is stored, under the id of the conversation: what is due is what the conversation says.
#[derive(Serialize, Deserialize)]
struct DueV1 {}

const VERSION: u8 = 1;

fn note(account: AccountId, id: ConversationId) -> Result<NoteRecord, Error> {
    NoteRecord::new(account, Shelf::Level, &id.0.to_string(), VERSION, &DueV1 {})
}

fn read(note: &NoteRecord) -> Option<ConversationId> {
    let known = note.version == VERSION && note.read::<DueV1>().is_ok();
    known.then(|| note.name.parse().ok().map(ConversationId))?
}

/// What an account had not been told when this was closed.
pub(crate) async fn recall(store: &Store, account: AccountId) -> Levels {
    let notes = store.notes(account, Shelf::Level).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "levels can't be read"))
        .unwrap_or_default();
    Levels {
        due: notes.iter().filter_map(read).collect(),
        ..Levels::default()
    }
}

impl Account {
    /// A session without a past: our account is asked, where it can keep them to us.
    pub(super) fn ask_levels(&mut self, offered: bool, turn: &mut Turn) {
        self.levels.node.begin(offered);
        self.levels.publishing.clear();
        if offered {
            let question = Question::About(About::Levels);
            self.ask_of(None, Request::Get(notify::query()), question, turn);
        }
    }

    /// All levels were told. A node that nobody has made yet holds none.
    pub(crate) fn learn_levels(&mut self, outcome: &Outcome, turn: &mut Turn) {
        let told = match outcome {
            Ok(answer) => notify::parse(answer.as_ref()),
            Err(Unanswered::Refused(_)) => Vec::new(),
            Err(Unanswered::Silence | Unanswered::Offline) => return,
        };
        self.levels.known.clear();
        for (with, told) in told {
            self.take_level(with, told, turn);
        }
        self.levels.node.open();
        let untold = self.talks.iter().filter(|(_, talk)| {
            let known = self.levels.known.contains_key(&talk.record.jid);
            talk.record.flags.level.is_some() && !known
        });
        let untold = untold.map(|(id, _)| *id);
        // What rooms have stands in their bookmarks.
        let untold: Vec<ConversationId> = untold.filter(|id| !self.rooms.has(*id)).collect();
        self.levels.due.extend(untold);
        self.publish_levels(turn);
    }

    /// Our account tells of some. The caller knows that it is our account.
    pub(crate) fn hear_levels(&mut self, event: &pep::Event<'_>, turn: &mut Turn) {
        for (with, told) in notify::settings(event.items) {
            self.take_level(with, told, turn);
        }
    }

    fn take_level(&mut self, with: BareJid, told: Notify, turn: &mut Turn) {
        let id = self.by_jid.get(&with).copied();
        // What we are about to say comes after it.
        let waits = id.is_some_and(|id| self.levels.due.contains(&id) || self.rooms.has(id));
        if let Some(id) = id.filter(|_| !waits) {
            let level = told.setting().map(Level::from);
            self.flag(id, turn, |flags| flags.level = level);
        }
        if self.levels.known.len() < MOST || self.levels.known.contains_key(&with) {
            self.levels.known.insert(with, told);
        }
    }

    /// A conversation that was not there before: our account may have said something about it.
    pub(crate) fn known_level(&self, with: &BareJid) -> Option<Level> {
        let known = self.levels.known.get(with)?;
        known.setting().map(Level::from)
    }

    /// Another level was chosen here.
    pub(super) fn level_chosen(&mut self, id: ConversationId, turn: &mut Turn) {
        if self.rooms.has(id) {
            return self.tell_bookmark(id, turn);
        }
        match note(self.record.id, id) {
            Ok(note) => turn.ops.push(Op::PutNote(note)),
            Err(error) => turn.failed = Some(error),
        }
        self.levels.due.insert(id);
        self.publish_levels(turn);
    }

    /// Tells our account what it does not know yet, one order at a time for each conversation.
    fn publish_levels(&mut self, turn: &mut Turn) {
        if !self.levels.node.is_open() || !self.is_online() {
            return;
        }
        for id in self.levels.due.clone() {
            let room = self.rooms.has(id);
            let Some(talk) = self.talks.get(&id).filter(|_| !room) else {
                self.level_told(id, turn);
                continue;
            };
            if self.levels.publishing.contains_key(&id) {
                continue;
            }
            let with = talk.record.jid.clone();
            let before = self.levels.known.get(&with).cloned();
            let notify = before
                .clone()
                .unwrap_or_default()
                .with(talk.record.flags.level.map(Setting::from));
            if before.as_ref() == Some(&notify) {
                self.level_told(id, turn);
                continue;
            }
            let order = notify::publish(&with, &notify, self.levels.node.needs_options());
            self.levels.publishing.insert(id, notify);
            let question = Question::About(About::Level(id));
            self.ask_of(None, Request::Set(order), question, turn);
        }
    }

    /// An order to publish a level has come to its end.
    pub(crate) fn level_published(
        &mut self,
        id: ConversationId,
        outcome: &Outcome,
        turn: &mut Turn,
    ) {
        let Some(told) = self.levels.publishing.remove(&id) else {
            return;
        };
        match outcome {
            Ok(_) => {
                if let Some(talk) = self.talks.get(&id) {
                    let now = talk.record.flags.level;
                    self.levels
                        .known
                        .insert(talk.record.jid.clone(), told.clone());
                    if told.setting().map(Level::from) == now {
                        self.level_told(id, turn);
                    }
                }
                self.publish_levels(turn);
            }
            Err(Unanswered::Refused(error)) => match self.levels.node.refused() {
                Refusal::Make => {
                    let question = Question::About(About::LevelsMade);
                    self.ask_of(None, Request::Set(notify::create()), question, turn);
                }
                Refusal::Wait => {}
                Refusal::Never => tracing::warn!(?error, "the server does not keep levels"),
            },
            Err(Unanswered::Silence | Unanswered::Offline) => {}
        }
    }

    /// The node is there, or was before.
    pub(crate) fn levels_made(&mut self, outcome: &Outcome, turn: &mut Turn) {
        if !matches!(outcome, Err(Unanswered::Offline)) {
            self.levels.node.open();
            self.publish_levels(turn);
        }
    }

    /// Nothing is left to be told about a conversation.
    fn level_told(&mut self, id: ConversationId, turn: &mut Turn) {
        self.levels.due.remove(&id);
        turn.ops.push(Op::RemoveNote {
            account: self.record.id,
            shelf: Shelf::Level,
            name: id.0.to_string(),
        });
    }
}

impl From<Setting> for Level {
    fn from(setting: Setting) -> Self {
        match setting {
            Setting::Always => Self::All,
            Setting::OnMention => Self::Mentions,
            Setting::Never => Self::Nothing,
        }
    }
}

impl From<Level> for Setting {
    fn from(level: Level) -> Self {
        match level {
            Level::All => Self::Always,
            Level::Mentions => Self::OnMention,
            Level::Nothing => Self::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_first_version_is_read_and_what_is_odd_is_not() {
        let written = postcard::to_stdvec(&DueV1 {}).unwrap();
        let sample = include_str!("../../../tests/old-store/level-due-v1.hex").trim();
        let hex: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, sample);
        let kept = note(AccountId(1), ConversationId(7)).unwrap();
        assert_eq!(read(&kept), Some(ConversationId(7)));
        let newer = NoteRecord::new(AccountId(1), Shelf::Level, "7", 9, &DueV1 {}).unwrap();
        let odd = NoteRecord::new(AccountId(1), Shelf::Level, "x", 1, &DueV1 {}).unwrap();
        assert_eq!((read(&newer), read(&odd)), (None, None));
    }
}
