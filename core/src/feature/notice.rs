//! Which messages are worth a notice, and which notices are over.
//!
//! A notice is for somebody's message that nobody has seen yet. Strangers give none, whatever they
//! write: a flood of them would be one of notices; they wait with the requests. What was read here or
//! on another device is over, and whoever shows notices is told so.

use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::conversation::Event as Announced;
use crate::model::{Direction, Level, Message, Sealing};
use crate::store::Flags;
use crate::{ConversationId, Event, ItemId, Timestamp};

/// What came in a conversation while nobody was here.
#[derive(Clone, Debug)]
pub(crate) struct Missed {
    newest: ItemId,
    text: String,
    author: String,
    private: bool,
    count: u32,
    mention: bool,
}

/// The notices of a conversation that were told and are not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Noticed {
    oldest: ItemId,
    newest: ItemId,
}

/// A message is worth a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Worth {
    /// It names us.
    pub(crate) mention: bool,
}

impl Account {
    /// Whether a message of theirs is worth a notice. One that is brings its conversation back from
    /// the archived.
    pub(crate) fn weigh(
        &mut self,
        id: ConversationId,
        text: &str,
        turn: &mut Turn,
    ) -> Option<Worth> {
        let record = &self.talks.get(&id)?.record;
        let with = &record.jid;
        // Nobody is in a room who did not want to.
        let known = record.known || self.contacts.contains_key(with) || self.rooms.has(id);
        let stranger = !known;
        if stranger || self.book.is_blocked(with) {
            return None;
        }
        let own = self.record.jid.node();
        let there = self.rooms.nick(id);
        let names = [
            self.book.nickname.as_str(),
            there.unwrap_or_else(|| own.map_or("", |node| node.as_str())),
        ];
        let mention = names_one_of(text, &names);
        let mut flags = record.flags.clone();
        if there.is_some() && !self.rooms.is_private(id) {
            // In a room of strangers only what names us is worth a notice, until the person wants more.
            flags.level = flags.level.or(Some(Level::Mentions));
        }
        if is_quiet(&flags, mention, Timestamp::now()) {
            return None;
        }
        self.bring_back(id, turn);
        Some(Worth { mention })
    }

    /// A message that has just come in, or was held back for a moment while a connection was mended.
    pub(crate) fn notice(&mut self, id: ConversationId, message: &Message, turn: &mut Turn) {
        let Some(Worth { mention }) = self.weigh(id, &message.text, turn) else {
            return;
        };
        turn.notices.push(Announced::Notice {
            conversation: id,
            item: message.id,
            text: message.aloud().to_owned(),
            author: message.speaker().to_owned(),
            private: false,
            count: 1,
            mention,
            missed: message.delayed,
        });
    }

    /// The same in a room, where what is said to us alone is like a mention.
    pub(crate) fn notice_in_room(
        &mut self,
        id: ConversationId,
        message: &Message,
        private: bool,
        turn: &mut Turn,
    ) {
        if !private {
            return self.notice(id, message, turn);
        }
        let names = self.rooms.nick(id).unwrap_or_default().to_owned();
        if self.weigh(id, &names, turn).is_some() {
            turn.notices.push(Announced::Notice {
                conversation: id,
                item: message.id,
                text: message.aloud().to_owned(),
                author: message.speaker().to_owned(),
                private,
                count: 1,
                mention: true,
                missed: message.delayed,
            });
        }
    }

    /// A message of theirs that came while nobody was here: the last of them is worth a notice.
    pub(crate) fn miss(&mut self, id: ConversationId, message: &Message, turn: &mut Turn) {
        let behind = match self.rooms.has(id) {
            true => self.rooms.behind,
            false => self.backlog.is_behind(),
        };
        // Of what can't be read yet it is not known whether anybody is to hear of it.
        let news = message.direction == Direction::Incoming
            && behind
            && message.sealing != Some(Sealing::Waiting);
        if news {
            self.miss_late(id, message, turn);
        }
    }

    /// The same, whenever it came.
    pub(crate) fn miss_late(&mut self, id: ConversationId, message: &Message, turn: &mut Turn) {
        if self.is_ignored(id, message) {
            return;
        }
        let Some(Worth { mention }) = self.weigh(id, &message.text, turn) else {
            return;
        };
        if self.talks.get(&id).is_some_and(|talk| talk.open.is_some()) {
            return;
        }
        let missed = self.backlog.missed.entry(id).or_insert_with(|| Missed {
            newest: message.id,
            text: String::new(),
            author: String::new(),
            private: false,
            count: 0,
            mention: false,
        });
        missed.count = missed.count.saturating_add(1);
        missed.mention |= mention;
        if missed.newest <= message.id {
            missed.newest = message.id;
            missed.text = message.aloud().to_owned();
            message.speaker().clone_into(&mut missed.author);
            missed.private = message.private.is_some();
        }
    }

    /// One notice for each conversation in which something unread came meanwhile.
    pub(crate) fn tell_missed(&mut self, turn: &mut Turn) {
        for (conversation, missed) in std::mem::take(&mut self.backlog.missed) {
            let unread = self.talks.get(&conversation);
            let unread = unread.map_or(0, |talk| talk.record.unread);
            if unread > 0 {
                turn.notices.push(Announced::Notice {
                    conversation,
                    item: missed.newest,
                    text: missed.text,
                    author: missed.author,
                    private: missed.private,
                    // Some may have been read elsewhere.
                    count: missed.count.min(unread),
                    mention: missed.mention,
                    missed: true,
                });
            }
        }
    }

    /// Tells a notice, and keeps in mind that it was told.
    pub(crate) fn tell_notice(&mut self, notice: Announced) {
        if let Announced::Notice {
            conversation, item, ..
        } = &notice
            && let Some(talk) = self.talks.get_mut(conversation)
        {
            let noticed = talk.noticed.get_or_insert(Noticed {
                oldest: *item,
                newest: *item,
            });
            noticed.oldest = noticed.oldest.min(*item);
            noticed.newest = noticed.newest.max(*item);
            // It may have been read in the same breath.
            self.dirty.insert(*conversation);
        }
        self.tell(Event::Conversation(notice));
    }

    /// A message says something else, or was taken back: a notice of it does not say the old.
    pub(super) fn change_notice(&mut self, id: ConversationId, message: &Message) {
        let changed = message.edited_at.is_some() || message.retracted_at.is_some();
        if !changed || message.direction != Direction::Incoming {
            return;
        }
        let stays = message.retracted_at.is_none();
        if let Some(missed) = self.backlog.missed.get_mut(&id)
            && missed.newest.seq == message.id.seq
        {
            message.aloud().clone_into(&mut missed.text);
        }
        let noticed = self.talks.get(&id).and_then(|talk| talk.noticed);
        if noticed.is_some_and(|told| (told.oldest..=told.newest).contains(&message.id)) {
            self.tell(Event::Conversation(Announced::NoticeChanged {
                conversation: id,
                item: message.id,
                text: stays.then(|| message.aloud().to_owned()),
            }));
        }
    }

    /// A row has another place: a notice about it has, too.
    pub(super) fn move_notice(&mut self, id: ConversationId, from: ItemId, to: ItemId) {
        let talk = self.talks.get_mut(&id);
        if let Some(noticed) = talk.and_then(|talk| talk.noticed.as_mut()) {
            for end in [&mut noticed.oldest, &mut noticed.newest] {
                if *end == from {
                    *end = to;
                }
            }
        }
    }

    /// Tells which notices of a conversation are over, if any are.
    pub(crate) fn tell_over(&mut self, id: ConversationId) {
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        let Some(noticed) = talk.noticed else {
            return;
        };
        let read = talk.record.read_upto;
        let upto = match read {
            _ if talk.record.unread == 0 => None,
            Some(read) if read >= noticed.newest => None,
            Some(read) if read >= noticed.oldest => Some(read),
            _ => return,
        };
        talk.noticed = upto.map(|read| Noticed {
            oldest: ItemId {
                seq: read.seq.saturating_add(1),
                ..read
            },
            ..noticed
        });
        self.tell(Event::Conversation(Announced::NoticesOver {
            conversation: id,
            upto,
        }));
    }
}

/// Whether a conversation gives no notice of a message.
fn is_quiet(flags: &Flags, mention: bool, now: Timestamp) -> bool {
    let muted = flags.muted_until.is_some_and(|until| until > now);
    muted
        || match flags.level {
            Some(Level::Nothing) => true,
            Some(Level::Mentions) => !mention,
            Some(Level::All) | None => false,
        }
}

/// Whether one of the names stands in a text as a word of its own, in capital letters or not.
pub(crate) fn names_one_of(text: &str, names: &[&str]) -> bool {
    let text = text.to_lowercase();
    let mut names = names.iter().map(|name| name.trim().to_lowercase());
    names.any(|name| {
        !name.is_empty()
            && text.match_indices(&name).any(|(at, found)| {
                let (before, rest) = text.split_at_checked(at).unwrap_or((&text, ""));
                let behind = rest.strip_prefix(found).unwrap_or_default();
                let part = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
                !part(before.chars().next_back()) && !part(behind.chars().next())
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_as_a_word_of_its_own() {
        let named = |text| names_one_of(text, &["Mira Vogel", "mira"]);
        assert!(named("MIRA, are you there?"));
        assert!(named("@mira: look"));
        assert!(named("was it (mira)?"));
        assert!(!named("admirable"));
        assert!(!named("miracle"));
        assert!(!names_one_of("anything", &["", " "]));
        assert!(
            names_one_of("İstanbul mira", &["mira"]),
            "letters that grow"
        );
        assert!(!names_one_of(&"mi".repeat(100_000), &["mira"]));
    }

    #[test]
    fn quiet_is_for_a_time_or_by_level() {
        let now = Timestamp(1_000);
        let quiet = |until: Option<i64>, level, mention| {
            let flags = Flags {
                muted_until: until.map(Timestamp),
                level,
                ..Flags::default()
            };
            is_quiet(&flags, mention, now)
        };
        assert!(!quiet(None, None, false));
        assert!(quiet(Some(i64::MAX), None, true), "for ever");
        assert!(!quiet(Some(1_000), None, false), "it is over");
        assert!(quiet(None, Some(Level::Mentions), false));
        assert!(!quiet(None, Some(Level::Mentions), true));
        assert!(quiet(None, Some(Level::Nothing), true));
        assert!(quiet(Some(2_000), Some(Level::All), true));
    }
}
