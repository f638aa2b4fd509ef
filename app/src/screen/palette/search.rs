//! What the palette finds, and in which order.

use std::cmp::Reverse;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use waxwing_core::BareJid;
use waxwing_core::model::Conversation;

use super::{Hit, MOST, Offers};
use crate::screen::Context;
use crate::screen::settings::Entry;

/// Before anything is typed so many of the newest conversations come first.
const NEWEST: usize = 6;
/// Nobody types more than this; a pasted book would take its time.
const LONGEST: usize = 100;
/// The newest of so many conversations are preferred, the more the newer they are.
const PREFERRED: usize = 24;
/// What was done from here before goes so far before what was not.
const USED: u32 = 24;

/// What is found with these words, best first.
pub(super) fn hits(words: &str, offers: &Offers, context: &Context<'_>) -> Vec<Hit> {
    let words: String = words.trim().chars().take(LONGEST).collect();
    match words.is_empty() {
        true => first(offers, context),
        false => best(&words, offers, context),
    }
}

/// Where one probably goes: the newest conversations, what was done from here before, all that can be done.
fn first(offers: &Offers, context: &Context<'_>) -> Vec<Hit> {
    let order = context.world.order().iter();
    let others = order.filter(|id| Some(**id) != offers.open);
    let newest = others.take(NEWEST).map(|id| Hit::Conversation(*id));
    let used = offers.recent.iter().flat_map(|recent| {
        let again = offers.actions.iter().filter(move |(one, _)| one == recent);
        again.copied()
    });
    let others = offers.actions.iter().copied();
    let others = others.filter(|(action, _)| !offers.recent.contains(action));
    let actions = used.chain(others);
    newest
        .chain(actions.map(|(action, account)| Hit::Action(action, account)))
        .take(MOST)
        .collect()
}

fn best(words: &str, offers: &Offers, context: &Context<'_>) -> Vec<Hit> {
    let mut scale = Scale::new(words);
    let mut found: Vec<(u32, Hit)> = Vec::new();
    for (place, id) in context.world.order().iter().enumerate() {
        let Some(entry) = context.world.conversation(*id) else {
            continue;
        };
        if let Some(score) = scale.conversation(entry) {
            let newer = PREFERRED.saturating_sub(place);
            let score = score + u32::try_from(newer).unwrap_or_default();
            found.push((score, Hit::Conversation(*id)));
        }
    }
    for (action, account) in &offers.actions {
        let title = action.title();
        let besides = [action.group().title(), action.word().replace('-', " ")];
        if let Some(score) = scale.words(&title, &besides) {
            let used = if offers.recent.contains(action) {
                USED
            } else {
                0
            };
            found.push((score + used, Hit::Action(*action, *account)));
        }
    }
    for entry in Entry::ALL {
        if let Some(score) = scale.words(&entry.title(), &[entry.words()]) {
            found.push((score, Hit::Setting(entry)));
        }
    }
    // Stable: equally good ones stay in their order, conversations first.
    found.sort_by_key(|(score, _)| Reverse(*score));
    let mut hits: Vec<Hit> = found.into_iter().map(|(_, hit)| hit).take(MOST).collect();
    hits.extend(unknown(words, context));
    hits
}

/// A whole address that none of our conversations has.
fn unknown(words: &str, context: &Context<'_>) -> Option<Hit> {
    let jid = BareJid::new(words).ok()?;
    jid.node()?;
    let mut accounts = context.world.accounts().peekable();
    accounts.peek()?;
    let known = accounts.any(|one| context.world.with(one.id, &jid).is_some());
    (!known).then(|| Hit::Address(jid.to_string()))
}

/// How well something fits.
struct Scale {
    matcher: Matcher,
    pattern: Pattern,
    buffer: Vec<char>,
    address: bool,
}

impl Scale {
    fn new(words: &str) -> Self {
        let mut config = Config::DEFAULT;
        config.prefer_prefix = true;
        Self {
            matcher: Matcher::new(config),
            pattern: Pattern::new(
                words,
                CaseMatching::Ignore,
                Normalization::Smart,
                nucleo_matcher::pattern::AtomKind::Fuzzy,
            ),
            buffer: Vec::new(),
            address: words.contains('@'),
        }
    }

    fn score(&mut self, text: &str) -> Option<u32> {
        let text = Utf32Str::new(text, &mut self.buffer);
        self.pattern.score(text, &mut self.matcher)
    }

    /// Most contacts share a server, so its name counts only together with what stands before it.
    fn conversation(&mut self, entry: &Conversation) -> Option<u32> {
        let name = self.score(&entry.name);
        let address = match (self.address, entry.jid.node()) {
            (false, Some(node)) => self.score(node.as_str()),
            _ => self.score(entry.jid.as_str()),
        };
        name.max(address)
    }

    /// A name, or the name together with what else it is called: that counts half.
    fn words(&mut self, title: &str, besides: &[String]) -> Option<u32> {
        let direct = self.score(title);
        let besides = besides.join(" ");
        let whole = self.score(&[title, &besides].join(" "));
        direct.max(whole.map(|score| score / 2))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use waxwing_core::{ConversationId, event};

    use super::*;
    use crate::action::Action;
    use crate::sample;
    use crate::theme::palette;
    use crate::world::World;

    fn world(names: &[&str]) -> World {
        let mut world = World::default();
        let account = sample::account(sample::online());
        world.apply_account(event::account::Event::Changed(Arc::new(account)));
        for (place, name) in names.iter().enumerate() {
            let id = u32::try_from(place).unwrap() + 1;
            world.put(Arc::new(sample::conversation(
                id,
                name,
                Some(i64::from(id)),
            )));
        }
        world.sort();
        world
    }

    fn found(words: &str, world: &World, offers: &Offers) -> Vec<Hit> {
        let context = Context {
            world,
            now: sample::NOW,
            tokens: &palette::LIGHT,
            focused: true,
            narrow: false,
            wide: false,
            by_groups: false,
            tight: false,
        };
        hits(words, offers, &context)
    }

    fn offers() -> Offers {
        Offers {
            actions: Action::ALL.iter().map(|one| (*one, None)).collect(),
            recent: vec![Action::Console],
            open: None,
        }
    }

    fn person(id: u32) -> Hit {
        Hit::Conversation(ConversationId(id))
    }

    #[test]
    fn letters_in_order_find_names_across_accents_and_case() {
        let world = world(&["Romy Keller", "José Ávila", "Ana Bauer", "日本太郎", "محمد"]);
        let offers = Offers::default();
        assert_eq!(found("rkel", &world, &offers)[0], person(1));
        assert_eq!(found("jose av", &world, &offers)[0], person(2));
        assert_eq!(found("本太", &world, &offers), [person(4)]);
        assert_eq!(found("محم", &world, &offers), [person(5)]);
        assert!(found("zzqx", &world, &offers).is_empty());
    }

    #[test]
    fn of_equals_the_newer_conversation_comes_first() {
        let world = world(&["Ana Maria", "Ana Maria", "Ben"]);
        let both = found("ana", &world, &Offers::default());
        assert_eq!(both[..2], [person(1), person(2)]);
    }

    #[test]
    fn the_beginning_of_a_name_goes_before_letters_strewn_over_another() {
        let world = world(&["Sebastian Ettinger", "Settimo"]);
        assert_eq!(found("sett", &world, &offers())[0], person(2));
        assert_eq!(
            found("settings", &world, &offers())[0],
            Hit::Action(Action::Settings, None)
        );
    }

    #[test]
    fn settings_and_what_actions_are_called_in_the_file_are_found() {
        let world = world(&["Ana"]);
        let night = found("night", &world, &offers());
        assert!(night.contains(&Hit::Setting(Entry::Theme)), "{night:?}");
        crate::i18n::speak(crate::i18n::Language::Arabic);
        let console = found("console", &world, &offers());
        assert_eq!(console[0], Hit::Action(Action::Console, None));
    }

    #[test]
    fn before_anything_is_typed_the_newest_come_and_what_was_done_before() {
        let world = world(&["A", "B", "C", "D", "E", "F", "G", "H"]);
        let offers = Offers {
            open: Some(ConversationId(1)),
            ..offers()
        };
        let hits = found(" ", &world, &offers);
        assert_eq!(hits[0], person(2));
        assert_eq!(hits[NEWEST], Hit::Action(Action::Console, None));
        assert_eq!(hits.len(), MOST);
    }

    #[test]
    fn an_address_that_nobody_has_can_be_added() {
        let world = world(&["Ana"]);
        let hits = found("nadia@example.net", &world, &Offers::default());
        assert_eq!(hits, [Hit::Address("nadia@example.net".to_owned())]);
        let known = world
            .conversation(ConversationId(1))
            .unwrap()
            .jid
            .to_string();
        assert_eq!(found(&known, &world, &Offers::default()), [person(1)]);
    }

    #[test]
    fn hostile_words_and_ten_thousand_contacts_give_a_screenful() {
        let mut world = World::default();
        for id in 1..=10_000 {
            let name = format!("Person {id} {}", "\u{202e}ab\u{301}".repeat(3));
            world.put(Arc::new(sample::conversation(id, &name, None)));
        }
        world.sort();
        for words in [
            "pers 99",
            "!^$'\\ |",
            "\u{202e}\u{0}",
            &"a b ".repeat(50_000),
        ] {
            assert!(found(words, &world, &offers()).len() <= MOST + 1);
        }
    }
}
