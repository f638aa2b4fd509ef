//! What stands in the list, line by line: all contacts in one, or divided by the groups they are in.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use waxwing_core::ConversationId;

use super::found::Found;
use crate::world::World;

/// A group among the lines; the one of those who are in none has a name that no group can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKey(u64);

impl GroupKey {
    fn of(name: Option<&str>) -> Self {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// What a line is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// The name of a group.
    Heading(GroupKey),
    /// A contact, once in each of its groups.
    Contact(Option<GroupKey>, ConversationId),
    /// What was found.
    Found(Found),
}

/// The name of a group, above those who are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    /// Which one.
    pub(super) key: GroupKey,
    /// Its name; `None` for those who are in no group.
    pub(super) name: Option<&'a str>,
    /// So many are in it.
    pub(super) count: usize,
    /// So many messages of theirs were not seen.
    pub(super) unread: u32,
    /// Those who are in it are shown.
    pub(super) open: bool,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// The name of a group.
    Heading(Heading<'a>),
    /// A contact.
    Contact(Option<GroupKey>, ConversationId),
    /// What was found.
    Found(Found),
}

impl Line<'_> {
    /// What it is known by.
    pub(super) fn key(&self) -> Key {
        match self {
            Self::Heading(heading) => Key::Heading(heading.key),
            Self::Contact(group, id) => Key::Contact(*group, *id),
            Self::Found(found) => Key::Found(*found),
        }
    }
}

/// The rows one below the other.
pub(super) fn plain(rows: &[ConversationId]) -> Vec<Line<'static>> {
    rows.iter().map(|id| Line::Contact(None, *id)).collect()
}

/// The rows below the names of their groups, those in none at the end; of `folded` groups only the name.
pub(super) fn grouped<'a>(
    world: &'a World,
    rows: &[ConversationId],
    folded: &BTreeSet<GroupKey>,
) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for (name, inside) in groups(world, rows) {
        let key = GroupKey::of(name);
        let open = !folded.contains(&key);
        let unread = inside.iter().filter_map(|id| world.conversation(*id));
        lines.push(Line::Heading(Heading {
            key,
            name,
            count: inside.len(),
            unread: unread.fold(0, |sum, entry| sum.saturating_add(entry.unread)),
            open,
        }));
        if open {
            let inside = inside.into_iter();
            lines.extend(inside.map(|id| Line::Contact(Some(key), id)));
        }
    }
    lines
}

/// The rows in the order in which they stand below their groups, each once.
pub(super) fn order(world: &World, rows: &[ConversationId]) -> Vec<ConversationId> {
    let mut seen = HashSet::new();
    let all = groups(world, rows)
        .into_iter()
        .flat_map(|(_, inside)| inside);
    all.filter(|id| seen.insert(*id)).collect()
}

/// The groups by their names, each with those who are in it.
fn groups<'a>(
    world: &'a World,
    rows: &[ConversationId],
) -> Vec<(Option<&'a str>, Vec<ConversationId>)> {
    let mut groups: BTreeMap<(String, &str), Vec<ConversationId>> = BTreeMap::new();
    let mut others = Vec::new();
    for id in rows {
        let names = world.conversation(*id).map(|entry| entry.groups.as_slice());
        let names = names.unwrap_or_default();
        if names.is_empty() {
            others.push(*id);
        }
        for name in names {
            let place = (name.to_lowercase(), name.as_str());
            let inside = groups.entry(place).or_default();
            // A server may name a group twice.
            if inside.last() != Some(id) {
                inside.push(*id);
            }
        }
    }
    let mut all: Vec<_> = groups
        .into_iter()
        .map(|((_, name), inside)| (Some(name), inside))
        .collect();
    if !others.is_empty() {
        all.push((None, others));
    }
    all
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sample;

    fn world() -> World {
        let mut world = World::default();
        for (id, name, minute, groups) in [
            (1, "Ana", 5, &["choir", "Work"][..]),
            (2, "Ben", 9, &["Work", "Work"]),
            (3, "Cleo", 7, &[]),
            (4, "Dan", 1, &["Work"]),
        ] {
            let mut one = sample::conversation(id, name, Some(minute));
            one.groups = groups.iter().map(|group| (*group).to_owned()).collect();
            one.unread = id;
            world.put(Arc::new(one));
        }
        world.sort();
        world
    }

    fn shown(lines: &[Line<'_>]) -> Vec<String> {
        lines
            .iter()
            .map(|line| match line {
                Line::Heading(one) => {
                    let name = one.name.unwrap_or("-");
                    format!("{name} {} {} {}", one.count, one.unread, one.open)
                }
                Line::Contact(_, id) => id.0.to_string(),
                Line::Found(found) => format!("{found:?}"),
            })
            .collect()
    }

    #[test]
    fn groups_stand_by_name_and_those_in_none_at_the_end() {
        let world = world();
        let lines = grouped(&world, world.order(), &BTreeSet::new());
        let expected = [
            "choir 1 1 true",
            "1",
            "Work 3 7 true",
            "4",
            "1",
            "2",
            "- 1 3 true",
            "3",
        ];
        assert_eq!(shown(&lines), expected);
        let keys: HashSet<_> = lines.iter().map(Line::key).collect();
        assert_eq!(keys.len(), lines.len(), "a contact in two groups has two");
        let order: Vec<_> = order(&world, world.order()).iter().map(|id| id.0).collect();
        assert_eq!(order, [1, 4, 2, 3]);
    }

    #[test]
    fn of_a_folded_group_the_name_stays() {
        let world = world();
        let folded = BTreeSet::from([GroupKey::of(Some("Work")), GroupKey::of(None)]);
        let lines = grouped(&world, world.order(), &folded);
        let expected = ["choir 1 1 true", "1", "Work 3 7 false", "- 1 3 false"];
        assert_eq!(shown(&lines), expected);
    }
}
