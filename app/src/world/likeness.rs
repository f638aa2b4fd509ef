//! Who looks like somebody else by their name: letters of other scripts that look the same, and letters that are
//! not seen at all (UTS #39 §4). In a group anybody may take any name that nobody else has there.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use unicode_security::skeleton;
use waxwing_core::model::{Author, Conversation, Subscription};
use waxwing_core::{AccountId, BareJid, ConversationId};

use super::World;

/// As much of a name counts: nobody sees more.
const MOST: usize = 128;

/// What a name looks like: the same for names that can be taken for each other.
pub(super) fn look(name: &str) -> String {
    let seen = name.chars().filter(|letter| !is_unseen(*letter));
    let seen: String = seen.take(MOST).collect();
    // A capital I is taken for a small l, so letters are compared as they are written first.
    let written: String = skeleton(&seen).collect();
    skeleton(&written.to_lowercase()).collect()
}

/// Nothing is drawn for it.
fn is_unseen(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Names by what they look like.
#[derive(Clone, Debug)]
pub(super) struct Looks<K> {
    looks: HashMap<K, (String, String)>,
    keys: HashMap<String, BTreeSet<K>>,
}

impl<K> Default for Looks<K> {
    fn default() -> Self {
        Self {
            looks: HashMap::new(),
            keys: HashMap::new(),
        }
    }
}

impl<K: Clone + Ord + std::hash::Hash> Looks<K> {
    /// Somebody is called so from now on.
    pub(super) fn put(&mut self, key: &K, name: &str) {
        if self.looks.get(key).is_some_and(|(known, _)| known == name) {
            return;
        }
        self.remove(key);
        let look = look(name);
        if look.is_empty() {
            return;
        }
        self.keys
            .entry(look.clone())
            .or_default()
            .insert(key.clone());
        self.looks.insert(key.clone(), (name.to_owned(), look));
    }

    /// Somebody is gone.
    pub(super) fn remove(&mut self, key: &K) {
        let Some((_, look)) = self.looks.remove(key) else {
            return;
        };
        if let Some(keys) = self.keys.get_mut(&look) {
            keys.remove(key);
            if keys.is_empty() {
                self.keys.remove(&look);
            }
        }
    }

    /// What somebody's name looks like.
    pub(super) fn look_of<Q: std::hash::Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&str>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.looks.get(key).map(|(_, look)| look.as_str())
    }

    /// All who look so.
    pub(super) fn of(&self, look: &str) -> impl Iterator<Item = &K> {
        self.keys.get(look).into_iter().flatten()
    }
}

/// Whether somebody's name is one that the person knows.
fn is_known(entry: &Conversation) -> bool {
    entry.room.is_none() && !entry.notes && entry.subscription != Subscription::Stranger
}

impl World {
    /// A conversation is there, or another by now.
    pub(super) fn note_look(&mut self, entry: &Conversation) {
        match &mut self.looks {
            Some(looks) if is_known(entry) => looks.put(&entry.id, &entry.name),
            Some(looks) => looks.remove(&entry.id),
            None => {}
        }
    }

    /// Somebody looks at a room: from now on it is known what the names of contacts look like. Not before,
    /// for they may be thousands.
    pub(super) fn know_looks(&mut self) {
        if self.looks.is_some() {
            return;
        }
        let mut looks = Looks::default();
        for entry in self.conversations.values().filter(|entry| is_known(entry)) {
            looks.put(&entry.id, &entry.name);
        }
        self.looks = Some(looks);
    }

    /// For whom somebody in a room can be taken by their name, and is perhaps not: a contact, or another who is
    /// there. Nobody where their address says who they are.
    pub fn resembles(
        &self,
        (account, room): (AccountId, ConversationId),
        who: &Author,
    ) -> Option<&str> {
        let (nick, jid) = (who.nick.as_str(), who.jid.as_ref());
        let there = self.occupants(room);
        let look = match there.and_then(|there| there.look_of(nick)) {
            Some(look) => Cow::Borrowed(look),
            None => Cow::Owned(look(nick)),
        };
        let contacts = self.looks.iter().flat_map(|looks| looks.of(&look));
        let mut contacts = contacts.filter_map(|id| self.conversation(*id));
        let contact = contacts.find(|entry| entry.account == account);
        let others = there.into_iter().flat_map(|there| there.looking(&look));
        // Who goes by another nick now, or by two, is still themselves.
        let mut others = others.filter(|other| {
            let one = there.and_then(|there| there.get(other)).map(Author::from);
            *other != nick && one.is_none_or(|one| !one.is(who))
        });
        let like = contact.map(|contact| contact.name.as_str());
        let like = like.or_else(|| others.next())?;
        let is_ours = |jid: &BareJid| self.account_by(account).is_some_and(|own| own.jid == *jid);
        let is_contact = |jid: &BareJid| {
            let entry = self.with(account, jid);
            let entry = entry.and_then(|id| self.conversation(id));
            entry.is_some_and(|entry| is_known(entry))
        };
        (!jid.is_some_and(|jid| is_ours(jid) || is_contact(jid))).then_some(like)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (one, other) in [
            ("Ana", "Аna"),
            ("Ana", "A\u{200b}na"),
            ("Ana Bauer", "AnaBauer"),
            ("lena", "Iena"),
            ("romy", "r0my"),
            ("ana", "ANA"),
        ] {
            assert_eq!(look(one), look(other), "{one} {other}");
        }
        assert_ne!(look("Ana"), look("Anna"));
        assert_ne!(look("山田"), look("山本"));
        assert_eq!(look("\u{200b}"), "");
        let marks = "\u{301}".repeat(1_500);
        assert!(look(&format!("a{marks}")).chars().count() < 1_000);
    }

    #[test]
    fn names_come_and_go() {
        let mut looks = Looks::default();
        looks.put(&1, "Ana");
        looks.put(&2, "Аna");
        looks.put(&2, "Аna");
        let all = |looks: &Looks<i32>, name: &str| -> Vec<i32> {
            looks.of(&look(name)).copied().collect()
        };
        assert_eq!(all(&looks, "ana"), [1, 2]);
        looks.put(&1, "Theo");
        assert_eq!(all(&looks, "ana"), [2]);
        looks.remove(&2);
        assert!(looks.keys.len() == 1 && all(&looks, "ana").is_empty());
    }
}
