//! What filters and their values are called in somebody's language, beside their English names, which
//! always count.

use super::Key;

/// Other names of filters and of what stands behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    keys: Vec<(String, Key)>,
    values: Vec<(String, &'static str)>,
}

impl Names {
    /// Values that have names: days, and what can be in a message.
    pub const VALUES: [&'static str; 4] = ["today", "yesterday", "link", "file"];

    /// None but the English ones.
    #[must_use]
    pub fn english() -> Self {
        Self::default()
    }

    /// These words stand for a filter, too. Several are separated by spaces.
    #[must_use]
    pub fn with_key(mut self, key: Key, words: &str) -> Self {
        let words = words.split_whitespace();
        self.keys
            .extend(words.map(|word| (word.to_lowercase(), key)));
        self
    }

    /// These words stand for one of [`Names::VALUES`], too.
    #[must_use]
    pub fn with_value(mut self, value: &'static str, words: &str) -> Self {
        let words = words.split_whitespace();
        self.values
            .extend(words.map(|word| (word.to_lowercase(), value)));
        self
    }

    /// The filter that is called so.
    pub(super) fn key(&self, word: &str) -> Option<Key> {
        let english = Key::ALL.into_iter();
        let mut english = english.filter(|key| word.eq_ignore_ascii_case(key.word()));
        english.next().or_else(|| {
            let word = word.to_lowercase();
            let own = self.keys.iter().find(|(name, _)| *name == word);
            own.map(|(_, key)| *key)
        })
    }

    /// A value by its English name, where it has another one.
    pub(super) fn value<'a>(&self, word: &'a str) -> &'a str {
        let lower = word.to_lowercase();
        let own = self.values.iter().find(|(name, _)| *name == lower);
        own.map_or(word, |(_, value)| value)
    }
}
