//! The resources a contact is online with, and the one that stands for the contact.

use crate::caps::Caps;
use crate::presence::{Kind, Presence, Show};
use crate::{ecaps2, idle};

/// Nobody has that many devices; the one not heard of for the longest time makes room.
pub const MAX_RESOURCES: usize = 64;

/// One device of a contact, as far as its presence tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its name; `None` for a gateway or server that sends presence from a bare JID.
    pub name: Option<String>,
    /// How available it is.
    pub show: Show,
    /// Its status message; may be empty.
    pub status: String,
    /// Its priority.
    pub priority: i8,
    /// What its software can do, in short.
    pub caps: Option<Caps>,
    /// The same in the second version (XEP-0390).
    pub ecaps2: Option<ecaps2::Hash>,
    /// Since when nobody has touched it (XEP-0319), in microseconds since 1970.
    pub idle: Option<i64>,
    seen: u64,
}

/// Every resource one contact is online with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    all: Vec<Resource>,
    seen: u64,
}

impl Resource {
    fn says_the_same(&self, other: &Self) -> bool {
        self.show == other.show
            && self.status == other.status
            && self.priority == other.priority
            && self.caps == other.caps
            && self.ecaps2 == other.ecaps2
            && self.idle == other.idle
    }
}

impl Resources {
    /// Takes over a presence of this contact; `false` if nothing changed.
    ///
    /// The caller has looked whose presence it is. `lang` chooses among status messages. An error
    /// means that the contact, or that resource, can't be reached: it counts as unavailable. `now`
    /// is in microseconds since 1970: nobody has been idle since a later moment.
    pub fn handle(&mut self, presence: &Presence, lang: &str, now: i64) -> bool {
        let Some(from) = presence.from.address() else {
            return false;
        };
        match presence.kind {
            Kind::Available => self.insert(from.resource(), presence, lang, now),
            Kind::Unavailable | Kind::Error => self.remove(from.resource()),
            _ => false,
        }
    }

    fn insert(&mut self, name: Option<&str>, presence: &Presence, lang: &str, now: i64) -> bool {
        let best_before = self.best().and_then(|best| best.name.clone());
        self.seen += 1;
        let new = Resource {
            name: name.map(str::to_owned),
            show: presence.show,
            status: presence.status(lang).unwrap_or_default(),
            priority: presence.priority,
            caps: presence.caps(),
            ecaps2: presence.ecaps2(),
            idle: idle::find(&presence.payloads, now),
            seen: self.seen,
        };
        match self.all.iter_mut().find(|one| one.name == new.name) {
            Some(old) => {
                let same = new.says_the_same(old);
                *old = new;
                !same || best_before != self.best().and_then(|best| best.name.clone())
            }
            None => {
                self.make_room();
                self.all.push(new);
                true
            }
        }
    }

    fn make_room(&mut self) {
        while self.all.len() >= MAX_RESOURCES {
            let oldest = self.all.iter().map(|one| one.seen).min();
            self.all.retain(|one| Some(one.seen) != oldest);
        }
    }

    /// From a bare JID it speaks for all of them (RFC 6121 §4.5).
    fn remove(&mut self, name: Option<&str>) -> bool {
        let before = self.all.len();
        match name {
            Some(name) => self.all.retain(|one| one.name.as_deref() != Some(name)),
            None => self.all.clear(),
        }
        self.all.len() != before
    }

    /// The one that stands for the contact: by priority, then by availability, then the newest.
    #[must_use]
    pub fn best(&self) -> Option<&Resource> {
        self.all
            .iter()
            .max_by_key(|one| (one.priority, one.show, one.seen))
    }

    /// All of them, in no order that means something.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.all.iter()
    }

    /// The one of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Resource> {
        self.all
            .iter()
            .find(|one| one.name.as_deref() == Some(name))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The contact is offline, or we may not see it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Forgets all, as after the connection was lost.
    pub fn clear(&mut self) {
        self.all.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 17 November 2026.
    const NOW: i64 = 1_794_908_460_000_000;

    fn hear(resources: &mut Resources, from: &str, attributes: &str, inside: &str) -> bool {
        let xml = format!(
            "<presence xmlns='jabber:client' from='{from}' {attributes}>{inside}</presence>"
        );
        resources.handle(&Presence::parse(xml.parse().unwrap()), "en", NOW)
    }

    fn best(resources: &Resources) -> Option<&str> {
        resources.best().and_then(|best| best.name.as_deref())
    }

    #[test]
    fn the_best_resource_is_by_priority_then_availability_then_age() {
        let mut romy = Resources::default();
        assert!(hear(
            &mut romy,
            "r@x/phone",
            "",
            "<priority>1</priority><show>xa</show>"
        ));
        assert!(hear(&mut romy, "r@x/desk", "", "<show>chat</show>"));
        assert_eq!(best(&romy), Some("phone"));
        assert!(hear(&mut romy, "r@x/phone", "", ""));
        assert_eq!(best(&romy), Some("desk"));
        assert!(hear(&mut romy, "r@x/desk", "", ""));
        assert_eq!(best(&romy), Some("desk"));
        assert!(
            hear(&mut romy, "r@x/phone", "", ""),
            "the newest is another one now"
        );
        assert_eq!(best(&romy), Some("phone"));
        assert!(!hear(&mut romy, "r@x/phone", "", ""));
        assert_eq!(romy.len(), 2);
    }

    #[test]
    fn resources_leave_one_by_one_or_together() {
        let mut romy = Resources::default();
        hear(&mut romy, "r@x/a", "", "<status>hi</status>");
        hear(&mut romy, "r@x/😀", "", "");
        assert_eq!(romy.get("a").unwrap().status, "hi");
        assert!(hear(&mut romy, "r@x/😀", "type='unavailable'", ""));
        assert!(!hear(&mut romy, "r@x/😀", "type='unavailable'", ""));
        assert_eq!(romy.iter().count(), 1);
        hear(&mut romy, "r@x/b", "", "");
        assert!(hear(&mut romy, "r@x", "type='unavailable'", ""));
        assert!(romy.is_empty());
        assert!(hear(&mut romy, "r@x", "", ""));
        assert_eq!(romy.best().unwrap().name, None);
        assert!(hear(&mut romy, "r@x", "type='error'", ""));
        assert!(romy.is_empty());
    }

    #[test]
    fn what_is_no_availability_changes_nothing() {
        let mut romy = Resources::default();
        for kind in ["subscribe", "subscribed", "unsubscribed", "probe", "weird"] {
            assert!(
                !hear(&mut romy, "r@x/a", &format!("type='{kind}'"), ""),
                "{kind}"
            );
        }
        assert!(!hear(&mut romy, "@@", "", ""));
        assert!(romy.is_empty());
    }

    #[test]
    fn who_has_gone_for_a_walk_is_idle_and_who_comes_back_is_not() {
        let mut romy = Resources::default();
        let idle = "<idle xmlns='urn:xmpp:idle:1' since='2026-11-17T09:40:00Z'/>";
        assert!(hear(&mut romy, "r@x/a", "", idle));
        assert_eq!(romy.get("a").unwrap().idle, Some(NOW - 60_000_000));
        assert!(hear(&mut romy, "r@x/a", "", ""));
        assert_eq!(romy.get("a").unwrap().idle, None);
    }

    #[test]
    fn a_flood_of_resources_keeps_the_newest() {
        let mut romy = Resources::default();
        for number in 0..10_000 {
            hear(&mut romy, &format!("r@x/{number}"), "", "");
        }
        assert_eq!(romy.len(), MAX_RESOURCES);
        assert_eq!(best(&romy), Some("9999"));
    }
}
