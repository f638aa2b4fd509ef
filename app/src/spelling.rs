//! The system's dictionaries (hunspell's) and what they say about words.
//!
//! A dictionary takes ten megabytes and some tenths of a second to load: it is loaded by a thread of its own
//! when the first word is to be checked, never at the start, and by the same thread words are checked. Where none
//! is installed nothing is loaded and nothing is said to be wrong.

pub mod choice;
mod dictionary;
pub mod words;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{OnceLock, mpsc};

use futures::channel::oneshot;

pub use dictionary::{Installed, installed};

/// Suggestions are made for so many words at once: they take long.
const MOST_SUGGESTED: usize = 4;
/// So many suggestions are made for a word.
pub const SUGGESTIONS: usize = 5;

/// What a dictionary says about a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The word.
    pub word: String,
    /// It is wrong, and these might have been meant; `None` where it is right.
    pub wrong: Option<Vec<String>>,
}

/// What is asked for.
struct Question {
    dictionary: PathBuf,
    words: Vec<String>,
    answer: oneshot::Sender<Vec<Verdict>>,
}

/// Asks the dictionary at a path (without its ending) about words. Where it can't be read nothing is wrong.
pub async fn check(dictionary: PathBuf, words: Vec<String>) -> Vec<Verdict> {
    static THREAD: OnceLock<mpsc::Sender<Question>> = OnceLock::new();
    let (answer, answered) = oneshot::channel();
    let question = Question {
        dictionary,
        words,
        answer,
    };
    let sent = THREAD.get_or_init(start).send(question);
    match sent {
        Ok(()) => answered.await.unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn start() -> mpsc::Sender<Question> {
    let (sender, questions) = mpsc::channel();
    let thread = std::thread::Builder::new().name("spelling".to_owned());
    if let Err(error) = thread.spawn(move || answer_all(&questions)) {
        tracing::warn!(%error, "there is no thread for the spelling");
    }
    sender
}

/// One dictionary is kept at a time for each language that is written; few people write more than two.
const MOST_KEPT: usize = 2;

fn answer_all(questions: &mpsc::Receiver<Question>) {
    let mut kept: HashMap<PathBuf, Option<spellbook::Dictionary>> = HashMap::new();
    for question in questions.iter() {
        if !kept.contains_key(&question.dictionary) && kept.len() >= MOST_KEPT {
            kept.clear();
        }
        let path = question.dictionary.clone();
        let loaded = kept.entry(path).or_insert_with_key(|path| {
            dictionary::load(path)
                .inspect_err(|error| tracing::warn!(?path, error, "a dictionary can't be used"))
                .ok()
        });
        let verdicts = match loaded {
            Some(dictionary) => judge(dictionary, question.words),
            None => Vec::new(),
        };
        // Whoever asked may be gone.
        let _ = question.answer.send(verdicts);
    }
}

fn judge(dictionary: &spellbook::Dictionary, words: Vec<String>) -> Vec<Verdict> {
    let mut suggested = 0;
    let mut verdicts: Vec<Verdict> = Vec::new();
    // The last ones are those that are being written.
    for word in words.into_iter().rev() {
        let wrong = (!dictionary.check(&word)).then(|| {
            let mut suggestions = Vec::new();
            if suggested < MOST_SUGGESTED {
                suggested += 1;
                dictionary.suggest(&word, &mut suggestions);
                suggestions.truncate(SUGGESTIONS);
            }
            suggestions
        });
        verdicts.push(Verdict { word, wrong });
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_of_its_own_answers_and_a_missing_dictionary_finds_nothing_wrong() {
        let directory = tempfile::tempdir().unwrap();
        let path = dictionary::tests::sample(directory.path(), "en_US");
        let words = ["hello", "worlds", "helo"].map(str::to_owned).to_vec();
        let verdicts = futures::executor::block_on(check(path, words));
        let wrong: Vec<_> = verdicts.iter().filter(|one| one.wrong.is_some()).collect();
        assert_eq!(wrong.len(), 1);
        assert_eq!(wrong[0].word, "helo");
        assert!(
            wrong[0]
                .wrong
                .as_ref()
                .unwrap()
                .contains(&"hello".to_owned())
        );
        let nowhere = directory.path().join("none");
        let verdicts = futures::executor::block_on(check(nowhere, vec!["helo".to_owned()]));
        assert_eq!(verdicts, []);
    }
}
