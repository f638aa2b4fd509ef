//! What the names and days of a query stand for here.

use waxwing_core::command::search::{Filter, Sender};
use waxwing_core::query::Query;
use waxwing_core::{ConversationId, model::Conversation};

use crate::screen::Context;
use crate::{format, tr};

/// More than a name stands for, as a rule.
const MOST: usize = 32;

/// The filter of a query; the name that stands for nothing, where there is one.
pub(super) fn filter(query: &Query, context: &Context<'_>) -> Result<Filter, String> {
    let mut filter = Filter {
        since: query.after.map(format::start_of),
        until: query.before.map(format::start_of),
        link: query.link,
        file: query.file,
        ..Filter::default()
    };
    for name in &query.from {
        match name.to_lowercase().as_str() {
            "me" => filter.from.push(Sender::Me),
            "them" => filter.from.push(Sender::Them),
            lower if *lower == tr!("search-me").to_lowercase() => filter.from.push(Sender::Me),
            lower if *lower == tr!("search-them").to_lowercase() => filter.from.push(Sender::Them),
            lower if lower.contains('@') => filter.from.push(Sender::Address(name.clone())),
            lower => {
                let all = called(lower, context);
                if all.is_empty() {
                    return Err(name.clone());
                }
                let addresses = all.iter().map(|entry| entry.jid.to_string());
                filter.from.extend(addresses.map(Sender::Address));
            }
        }
    }
    for name in &query.place {
        let all = called(&name.to_lowercase(), context);
        if all.is_empty() {
            return Err(name.clone());
        }
        let ids = all.iter().map(|entry| entry.id);
        filter.among.extend(ids.collect::<Vec<ConversationId>>());
    }
    Ok(filter)
}

/// The conversations with this name; else those whose name or address begins with it or has it.
fn called<'a>(name: &str, context: &Context<'a>) -> Vec<&'a Conversation> {
    let world = context.world;
    let ids = world.matching(name).into_iter();
    let all: Vec<&Conversation> = ids
        .filter_map(|id| world.conversation(id))
        .map(AsRef::as_ref)
        .collect();
    let exact =
        |entry: &&Conversation| entry.name.to_lowercase() == name || entry.jid.as_str() == name;
    let same: Vec<&Conversation> = all.iter().copied().filter(exact).collect();
    let found = if same.is_empty() { all } else { same };
    found.into_iter().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sample;
    use crate::theme::palette;
    use crate::world::World;

    #[test]
    fn names_stand_for_people_and_conversations() {
        let mut world = World::default();
        for (id, name) in [(1, "Romy Keller"), (2, "Romy"), (3, "Team")] {
            world.put(Arc::new(sample::conversation(id, name, None)));
        }
        world.sort();
        let context = Context {
            world: &world,
            now: sample::NOW,
            tokens: &palette::LIGHT,
            focused: true,
            narrow: false,
            wide: false,
            by_groups: false,
            tight: false,
        };
        let read = |text: &str| filter(&Query::parse(text, format::day(sample::NOW)), &context);
        let jid = |id: u32| {
            world
                .conversation(ConversationId(id))
                .unwrap()
                .jid
                .to_string()
        };
        let romy = read("from:Romy in:team has:link").unwrap();
        assert_eq!(romy.from, [Sender::Address(jid(2))], "the whole name wins");
        assert_eq!(romy.among, [ConversationId(3)]);
        assert!(romy.link && !romy.file);
        let both = read("in:rom").unwrap();
        assert_eq!(both.among.len(), 2);
        assert_eq!(read("from:zoe"), Err("zoe".to_owned()));
        assert_eq!(read("from:ME").unwrap().from, [Sender::Me]);
        let day = read("on:today").unwrap();
        let length = day.until.unwrap().0 - day.since.unwrap().0;
        assert!((23..=25).contains(&(length / 3_600_000_000)));
    }
}
