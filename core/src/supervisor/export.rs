//! Conversations on their way into files: each has a thread of its own, for a disk may be slow, and
//! none outlives the engine.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;
use tokio::task::JoinSet;

use crate::command::export::Command;
use crate::export::{self, Begun, Source, Wanted};
use crate::supervisor::Supervisor;
use crate::{Error, RequestId};

/// Those that are on their way.
pub(super) struct Exports {
    /// What was begun, for the next start.
    pub(super) begun: Begun,
    jobs: JoinSet<(RequestId, Result<(), Error>)>,
    /// Whether each is still wanted.
    given_up: HashMap<RequestId, Arc<AtomicBool>>,
}

/// Nobody waits for more of them at once, and each holds a thread and a file.
const AT_ONCE: usize = 4;

impl Exports {
    /// None yet, of the profile in this directory.
    pub(super) fn new(profile: &Path) -> Self {
        Self {
            begun: Begun::new(profile),
            jobs: JoinSet::new(),
            given_up: HashMap::new(),
        }
    }

    /// Takes away what a killed program has left. What is left is looked up at once, before anything is
    /// begun anew.
    pub(super) fn take_away_left(&self) {
        let left = self.begun.left();
        if !left.is_empty() {
            // A disk that hangs keeps nobody waiting.
            tokio::task::spawn_blocking(move || export::take_away(left));
        }
    }

    /// The next one that came to its end; nothing while there is none.
    pub(super) async fn next(&mut self) -> Option<(RequestId, Result<(), Error>)> {
        let (request, outcome) = self.jobs.join_next().await?.ok()?;
        self.given_up.remove(&request);
        Some((request, outcome))
    }

    /// Gives all of them up, and waits until nothing of them is left.
    pub(super) async fn close(&mut self) -> Vec<(RequestId, Result<(), Error>)> {
        for given_up in self.given_up.values() {
            given_up.store(true, Ordering::Relaxed);
        }
        let mut ended = Vec::new();
        while let Some(job) = self.jobs.join_next().await {
            ended.extend(job);
        }
        ended
    }

    fn start(&mut self, request: RequestId, wanted: Wanted, source: Source) {
        let given_up = Arc::clone(&source.given_up);
        self.given_up.insert(request, given_up);
        let runtime = Handle::current();
        self.jobs.spawn_blocking(move || {
            let outcome = runtime.block_on(export::run(&wanted, &source));
            (request, outcome)
        });
    }
}

impl Supervisor {
    /// Begins one, or gives one up.
    pub(super) fn export(&mut self, command: Command) {
        match command {
            Command::Start {
                request,
                conversation,
                path,
                format,
                replace,
                names,
                words,
            } => {
                let known = self.owners.contains_key(&conversation);
                let twice = self.exports.given_up.contains_key(&request);
                if !known || twice {
                    return self.done(request, Err(Error::NotFound));
                }
                if self.exports.given_up.len() >= AT_ONCE {
                    return self.done(request, Err(Error::TimedOut));
                }
                let wanted = Wanted {
                    request,
                    conversation,
                    path: path.into(),
                    format,
                    replace,
                    names,
                    words: *words,
                };
                let source = Source {
                    archive: self.parts.archive.clone(),
                    begun: self.exports.begun.clone(),
                    events: self.parts.events.clone(),
                    given_up: Arc::default(),
                };
                self.exports.start(request, wanted, source);
            }
            Command::Cancel { request } => {
                if let Some(given_up) = self.exports.given_up.get(&request) {
                    given_up.store(true, Ordering::Relaxed);
                }
            }
        }
    }
}
