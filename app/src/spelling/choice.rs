//! Which dictionary is asked for which conversation, and the words that somebody has added. As the language it
//! belongs to the thread of the widgets; the window keeps it with its settings.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::dictionary::{Installed, installed};
use crate::i18n;

/// What somebody has chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Nothing is checked anywhere.
    pub off: bool,
    /// The language of a conversation, by its number; empty where nothing is checked.
    pub languages: BTreeMap<u32, String>,
    /// Words that are right.
    pub words: BTreeSet<String>,
}

/// More words than these are a mistake in the file.
const MOST_WORDS: usize = 10_000;

thread_local! {
    static CURRENT: RefCell<Choice> = RefCell::new(Choice::default());
    static CHANGED: Cell<bool> = const { Cell::new(false) };
    static INSTALLED: OnceCell<Vec<Installed>> = const { OnceCell::new() };
}

impl Choice {
    /// What the settings file says.
    pub fn read(value: &Value) -> Option<Self> {
        let fields = value.as_object()?;
        let languages = fields.get("conversations").and_then(Value::as_object);
        let languages = languages
            .into_iter()
            .flatten()
            .filter_map(|(id, language)| Some((id.parse().ok()?, language.as_str()?.to_owned())));
        let words = fields.get("words").and_then(Value::as_array);
        let words = words.into_iter().flatten().filter_map(Value::as_str);
        Some(Self {
            off: fields
                .get("off")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            languages: languages.collect(),
            words: words.take(MOST_WORDS).map(str::to_owned).collect(),
        })
    }

    /// What is written into the file.
    pub fn value(&self) -> Value {
        let languages = self.languages.iter();
        let languages: Map<String, Value> = languages
            .map(|(id, language)| (id.to_string(), language.as_str().into()))
            .collect();
        json!({"off": self.off, "conversations": languages, "words": self.words})
    }
}

/// What was kept.
pub fn set(choice: Choice) {
    CURRENT.set(choice);
}

/// What was chosen.
pub fn current() -> Choice {
    CURRENT.with_borrow(Clone::clone)
}

/// Whether there is something to keep since the last look.
pub fn take_changed() -> bool {
    CHANGED.replace(false)
}

/// A word is right from now on.
pub fn add_word(word: &str) {
    CURRENT.with_borrow_mut(|choice| {
        if choice.words.len() < MOST_WORDS {
            choice.words.insert(word.to_owned());
        }
    });
    CHANGED.set(true);
}

/// Another language for a conversation; none checks nothing.
pub fn choose(conversation: u32, language: Option<&str>) {
    CURRENT.with_borrow_mut(|choice| {
        let language = language.unwrap_or_default().to_owned();
        choice.languages.insert(conversation, language);
    });
    CHANGED.set(true);
}

/// Whether somebody has called a word right.
pub fn is_own_word(word: &str) -> bool {
    CURRENT.with_borrow(|choice| choice.words.contains(word))
}

/// The dictionaries that are installed; the disk is looked at once, when first needed.
pub fn dictionaries() -> Vec<Installed> {
    INSTALLED.with(|all| all.get_or_init(installed).clone())
}

/// The dictionary for a conversation, if anything is to be checked in it.
pub fn of(conversation: u32) -> Option<Installed> {
    let chosen = CURRENT.with_borrow(|choice| match choice.off {
        true => Some(String::new()),
        false => choice.languages.get(&conversation).cloned(),
    });
    let all = dictionaries();
    match chosen {
        Some(language) => all.into_iter().find(|one| one.language == language),
        None => usual(&all, sys_locale::get_locales()),
    }
}

/// The first wish of the system for which there is a dictionary, else one for the language of the window.
fn usual(all: &[Installed], wishes: impl Iterator<Item = String>) -> Option<Installed> {
    let wishes = wishes.chain([i18n::language().code().to_owned()]);
    let found = wishes.map(|wish| {
        let wish = wish.replace('-', "_");
        let wish = wish.split(['.', '@']).next().unwrap_or_default().to_owned();
        let code = wish.split('_').next().unwrap_or_default().to_owned();
        let exact = all.iter().find(|one| one.language == wish);
        exact.or_else(|| {
            all.iter()
                .find(|one| one.language.split(['_', '-']).next() == Some(&code))
        })
    });
    found.flatten().next().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(languages: &[&str]) -> Vec<Installed> {
        let one = |language: &&str| Installed {
            language: (*language).to_owned(),
            path: (*language).into(),
        };
        languages.iter().map(one).collect()
    }

    #[test]
    fn the_wishes_of_the_system_go_first_then_the_language_of_the_window() {
        let usual = |installed: &[&str], wishes: &[&str]| {
            let wishes = wishes.iter().map(|wish| (*wish).to_owned());
            super::usual(&all(installed), wishes).map(|one| one.language)
        };
        let both = ["de_AT", "de_DE", "en_GB", "en_US"];
        assert_eq!(usual(&both, &["de-DE"]).as_deref(), Some("de_DE"));
        assert_eq!(usual(&both, &["de_CH.UTF-8"]).as_deref(), Some("de_AT"));
        assert_eq!(usual(&both, &["C"]).as_deref(), Some("en_GB"));
        assert_eq!(usual(&["pl_PL"], &["fr"]), None);
        assert_eq!(usual(&[], &["de"]), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut choice = Choice {
            off: true,
            ..Choice::default()
        };
        choice.languages.insert(7, "de_DE".to_owned());
        choice.words.insert("Waxwing".to_owned());
        assert_eq!(Choice::read(&choice.value()), Some(choice));
        let odd = json!({"off": 7, "conversations": {"x": 1}, "words": [1, "ok"]});
        assert_eq!(Choice::read(&odd).unwrap().words.len(), 1);
        assert_eq!(Choice::read(&json!([])), None);
    }
}
