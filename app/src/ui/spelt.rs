//! What is known of the spelling of a draft: which words were checked, which are wrong, and what was meant.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use crate::spelling::words::{is_in_script_of, places, plain};
use crate::spelling::{self, Installed, Verdict, choice};

/// A longer text is not checked: it was pasted.
const LONGEST: usize = 16 * 1024;
/// So many words are asked about at once.
const MOST_ASKED: usize = 200;
/// So many are remembered; then it begins anew.
const MOST_KNOWN: usize = 20_000;

/// See the module.
#[derive(Debug, Default)]
pub struct Spelt {
    conversation: u32,
    dictionary: Option<Installed>,
    looked: bool,
    right: HashSet<String>,
    wrong: BTreeMap<String, Vec<String>>,
    asking: bool,
}

/// What a dictionary says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The conversation whose draft it is about.
    pub conversation: u32,
    /// The file of the dictionary.
    pub dictionary: PathBuf,
    /// About each word, in the order of the question.
    pub verdicts: Vec<Verdict>,
}

/// A word of the draft that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its place in the text, in bytes.
    pub place: std::ops::Range<usize>,
    /// The word.
    pub word: String,
    /// What might have been meant.
    pub suggestions: Vec<String>,
}

impl Spelt {
    /// The spelling of the draft of a conversation. Nothing is looked for or loaded before something is typed.
    pub fn new(conversation: u32) -> Self {
        Self {
            conversation,
            ..Self::default()
        }
    }

    /// The conversation whose language it is.
    pub fn conversation(&self) -> u32 {
        self.conversation
    }

    /// Asks about the words that nobody knows yet, but for the one that ends at the caret: it is still
    /// being written. One question at a time.
    pub fn ask(
        &mut self,
        text: &str,
        caret: Option<usize>,
    ) -> Option<impl Future<Output = Answer> + use<>> {
        if self.asking || text.len() > LONGEST {
            return None;
        }
        if !std::mem::replace(&mut self.looked, true) {
            self.dictionary = choice::of(self.conversation);
        }
        let dictionary = self.dictionary.clone()?;
        if self.right.len() + self.wrong.len() > MOST_KNOWN {
            self.right.clear();
            self.wrong.clear();
        }
        let mut words: Vec<String> = Vec::new();
        for place in places(text) {
            let word = plain(&text[place.clone()]);
            let known = self.right.contains(&word) || self.wrong.contains_key(&word);
            let begun = caret == Some(place.end);
            let other = !is_in_script_of(&word, &dictionary.language);
            if known || begun || other || words.contains(&word) || words.len() >= MOST_ASKED {
                continue;
            }
            match choice::is_own_word(&word) {
                true => drop(self.right.insert(word)),
                false => words.push(word),
            }
        }
        if words.is_empty() {
            return None;
        }
        self.asking = true;
        let conversation = self.conversation;
        Some(async move {
            Answer {
                conversation,
                dictionary: dictionary.path.clone(),
                verdicts: spelling::check(dictionary.path, words).await,
            }
        })
    }

    /// Takes in an answer, but for one about another conversation, which was left since, or from the
    /// dictionary of another language, which was given up since.
    pub fn told(&mut self, answer: Answer) {
        let other = |ours: &Installed| ours.path != answer.dictionary;
        if answer.conversation != self.conversation || self.dictionary.as_ref().is_some_and(other) {
            return;
        }
        let verdicts = answer.verdicts;
        self.asking = false;
        if verdicts.is_empty() {
            // It can't be read: don't ask at every letter.
            self.dictionary = None;
        }
        for verdict in verdicts {
            match verdict.wrong {
                Some(suggestions) => drop(self.wrong.insert(verdict.word, suggestions)),
                None => drop(self.right.insert(verdict.word)),
            }
        }
    }

    /// A word is right from now on.
    pub fn add(&mut self, word: &str) {
        choice::add_word(word);
        self.wrong.remove(word);
        self.right.insert(word.to_owned());
    }

    /// Another language from now on; none checks nothing.
    pub fn choose(&mut self, language: Option<&str>) {
        choice::choose(self.conversation, language);
        *self = Self::new(self.conversation);
    }

    /// All words that are wrong.
    pub fn marks(&self) -> Arc<BTreeSet<String>> {
        Arc::new(self.wrong.keys().cloned().collect())
    }

    /// The wrong word in which the caret is, or the next one before it, or else the first one.
    pub fn at(&self, text: &str, caret: usize) -> Option<Wrong> {
        let wrong: Vec<Wrong> = places(text)
            .into_iter()
            .filter_map(|place| {
                let word = plain(&text[place.clone()]);
                let suggestions = self.wrong.get(&word)?.clone();
                Some(Wrong {
                    place,
                    word,
                    suggestions,
                })
            })
            .collect();
        let before = wrong.iter().rposition(|one| one.place.start <= caret);
        wrong.into_iter().nth(before.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt() -> Spelt {
        Spelt {
            dictionary: Some(Installed {
                language: "en_US".to_owned(),
                path: "nowhere".into(),
            }),
            looked: true,
            ..Spelt::new(7)
        }
    }

    fn wrong(word: &str, suggestions: &[&str]) -> Verdict {
        Verdict {
            word: word.to_owned(),
            wrong: Some(suggestions.iter().map(|one| (*one).to_owned()).collect()),
        }
    }

    fn answer(verdicts: Vec<Verdict>) -> Answer {
        Answer {
            conversation: 7,
            dictionary: "nowhere".into(),
            verdicts,
        }
    }

    #[test]
    fn an_answer_about_another_draft_or_in_another_language_is_not_taken() {
        let mut spelt = spelt();
        let other = |conversation, dictionary: &str| Answer {
            conversation,
            dictionary: dictionary.into(),
            verdicts: vec![wrong("world", &["Welt"])],
        };
        spelt.told(other(7, "elsewhere"));
        spelt.told(other(8, "nowhere"));
        assert!(spelt.marks().is_empty());
        spelt.told(answer(vec![wrong("world", &["word"])]));
        assert!(spelt.marks().contains("world"));
    }

    #[test]
    fn the_word_that_is_being_written_is_not_asked_about() {
        let mut spelt = spelt();
        assert!(spelt.ask("wrold", Some(5)).is_none());
        assert!(spelt.ask("wrold ", Some(6)).is_some());
        assert!(
            spelt.ask("wrold here ", Some(11)).is_none(),
            "one question at a time"
        );
        spelt.told(answer(vec![wrong("wrold", &["world"])]));
        assert!(spelt.marks().contains("wrold"));
        assert!(spelt.ask("wrold ", Some(6)).is_none(), "it is known");
        assert!(
            spelt.ask("wrold مرحبا ", None).is_none(),
            "not in this script"
        );
    }

    #[test]
    fn the_wrong_word_at_the_caret_is_found() {
        let mut spelt = spelt();
        spelt.told(answer(vec![wrong("aaa", &["a"]), wrong("bbb", &[])]));
        let text = "aaa ok bbb ok";
        let at = |caret| spelt.at(text, caret).map(|one| (one.place, one.word));
        assert_eq!(at(1), Some((0..3, "aaa".to_owned())));
        assert_eq!(at(5), Some((0..3, "aaa".to_owned())));
        assert_eq!(at(13), Some((7..10, "bbb".to_owned())));
        assert_eq!(spelt.at("ok", 0), None);
    }

    #[test]
    fn a_word_that_was_added_is_right() {
        let mut spelt = spelt();
        spelt.told(answer(vec![wrong("Waxwing", &[])]));
        spelt.add("Waxwing");
        assert!(spelt.marks().is_empty());
        assert!(choice::take_changed() && choice::is_own_word("Waxwing"));
        spelt.told(answer(Vec::new()));
        assert!(
            spelt.ask("more words ", None).is_none(),
            "a dictionary that can't be read"
        );
    }
}
