//! Searching while pages of an archive come in: on a connection and a thread of its own, so that who
//! types waits for nothing that is being written.
//!
//! It sees what was written before the question, which is enough while more comes all the time. When
//! nothing comes in, or something was just said, the archive's own thread answers, which brings the
//! search index up to date first. The thread begins with the archive and sleeps until it is asked;
//! its connection is opened with the first question.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::history::Answer;
use super::{Hits, Read, Search, Trouble, connection, reader};
use crate::Error;
use crate::store::{Faults, profile};

/// Asks the thread. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Searcher {
    questions: mpsc::Sender<Question>,
    open: Arc<AtomicBool>,
}

/// Owns the thread, and says when it may be asked.
#[derive(Debug)]
pub(super) struct Desk {
    searcher: Searcher,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Question {
    Search(Search, Answer<Hits>),
    End,
}

/// What the thread has.
struct Clerk {
    profile: PathBuf,
    faults: Faults,
    db: Option<Connection>,
}

impl Searcher {
    /// Whether a search would wait with the archive's own thread, and need not.
    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// Looks for something.
    pub(super) fn search(&self, search: Search, answer: Answer<Hits>) {
        let _ = self.questions.send(Question::Search(search, answer));
    }
}

impl Desk {
    /// Begins the thread.
    pub(super) fn begin(profile: &Path, faults: &Faults) -> Result<Self, Error> {
        let (questions, asked) = mpsc::channel();
        let clerk = Clerk {
            profile: profile.to_owned(),
            faults: faults.clone(),
            db: None,
        };
        let thread = thread::Builder::new().name("searcher".to_owned());
        let thread = thread.spawn(move || clerk.run(&asked));
        Ok(Self {
            searcher: Searcher {
                questions,
                open: Arc::new(AtomicBool::new(false)),
            },
            thread: Some(thread.map_err(|error| profile::failed(profile, &error))?),
        })
    }

    /// For whoever asks.
    pub(super) fn searcher(&self) -> Searcher {
        self.searcher.clone()
    }

    /// Whether it is to be asked from now on.
    pub(super) fn set_open(&self, open: bool) {
        self.searcher.open.store(open, Ordering::Release);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.set_open(false);
        let _ = self.searcher.questions.send(Question::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Clerk {
    fn run(mut self, questions: &mpsc::Receiver<Question>) {
        while let Ok(Question::Search(search, answer)) = questions.recv() {
            if self.db.is_none() {
                match connection::open_to_read(&self.profile) {
                    Ok(db) => self.db = Some(db),
                    Err(trouble) => {
                        let _ = answer.send(Err(Error::from(trouble)));
                        continue;
                    }
                }
            }
            let Some(db) = &self.db else {
                continue;
            };
            if let Some(how) = reader::answer(db, Read::Search { search, answer }) {
                connection::report(&self.profile, &mut self.faults, Trouble::Broken(how));
            }
        }
    }
}
