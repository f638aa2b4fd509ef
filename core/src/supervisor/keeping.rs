//! The files of the profile as a whole: how much room they take, what goes to make room, what the
//! person wants done with them; and looking through them and writing them elsewhere, which needs no
//! account.
//!
//! A file goes in two steps: the messages that have it say that it is gone, and then it goes. A file
//! that no message has any more goes without a word.

mod policy;
mod room;
mod save;

use tokio::task::JoinSet;

use crate::account::ToAccount;
use crate::archive::{FileName, Filter};
use crate::command::file::{Command, FreeUp};
use crate::event::file::Event as Told;
use crate::model::{FilePolicy, FileUsage};
use crate::supervisor::Supervisor;
use crate::{Error, Event, RequestId};

use room::{Chosen, Room};

pub(super) use policy::recall;

/// More of it at once only makes the disk slow.
const AT_ONCE: usize = 16;

/// Work on the files of the profile.
#[derive(Default)]
pub(super) struct Keeping {
    jobs: JoinSet<Outcome>,
    /// Somebody looks whether there is too much.
    looking: bool,
    /// That has to be done once more.
    again: Option<Reason>,
}

/// Why there may be too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// A file has come.
    Came,
    /// A message with files has gone.
    Left,
}

/// What has come of it.
pub(super) enum Outcome {
    Tell(Event),
    Done(RequestId, Result<(), Error>),
    /// What is to go.
    Chosen(Option<RequestId>, Result<Chosen, Error>),
    /// It is gone; so much is left.
    Gone(Option<RequestId>, Result<FileUsage, Error>),
}

impl Keeping {
    /// What has come of something; nothing while nothing is done.
    pub(super) async fn next(&mut self) -> Option<Outcome> {
        self.jobs.join_next().await?.ok()
    }
}

impl Supervisor {
    /// Begins with what concerns no single account.
    pub(super) fn keep_files(&mut self, command: Command) {
        let request = command.request();
        if self.keeping.jobs.len() >= AT_ONCE {
            if let Some(request) = request {
                self.done(request, Err(Error::TimedOut));
            }
            return;
        }
        match command {
            Command::Usage => self.tell_usage(),
            Command::SetPolicy(policy) => self.set_file_policy(policy),
            Command::FreeUp { request, what } => self.free_up(Some(request), what),
            Command::SaveAs {
                request,
                conversation,
                item,
                index,
                to,
                replace,
            } => {
                let archive = self.parts.archive.clone();
                let begun = self.exports.begun.clone();
                let name = FileName {
                    conversation,
                    item,
                    index,
                };
                self.keeping.jobs.spawn(async move {
                    let saved = save::save(&archive, name, (to, replace), begun).await;
                    Outcome::Done(request, saved)
                });
            }
            Command::Gallery {
                request,
                conversation,
                before,
                limit,
                kinds,
            } => {
                let found = self.parts.archive.gallery(Filter {
                    conversation,
                    before,
                    limit,
                    kinds,
                });
                self.keeping.jobs.spawn(async move {
                    match found.await {
                        Ok((files, older)) => Outcome::Tell(Event::File(Told::Gallery {
                            request,
                            conversation,
                            files,
                            older,
                        })),
                        Err(error) => Outcome::Done(request, Err(error)),
                    }
                });
            }
            Command::Send { .. }
            | Command::Cancel { .. }
            | Command::Retry { .. }
            | Command::Offer { .. }
            | Command::Fetch { .. } => {}
        }
    }

    /// There may be too much.
    pub(super) fn look_for_room(&mut self, reason: Reason) {
        if self.keeping.looking {
            self.keeping.again = self.keeping.again.max(Some(reason));
            return;
        }
        let quota = self.parts.file_policy.quota;
        if quota.is_none() && reason == Reason::Came {
            return;
        }
        self.keeping.looking = true;
        let room = self.room();
        self.keeping.jobs.spawn(async move {
            let quota = quota.unwrap_or(u64::MAX);
            let chosen = match reason == Reason::Left || room.is_over(quota).await {
                true => room.choose(FreeUp::Keep(quota)).await,
                false => Ok(Chosen::default()),
            };
            Outcome::Chosen(None, chosen)
        });
    }

    /// What has come of work on the files.
    pub(super) fn hear_kept(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Tell(event) => self.tell(event),
            Outcome::Done(request, outcome) => self.done(request, outcome),
            Outcome::Chosen(request, Err(error)) => {
                self.has_looked(request);
                self.answer(request, Err(error));
            }
            Outcome::Chosen(None, Ok(chosen)) if chosen.is_empty() => self.has_looked(None),
            Outcome::Chosen(request, Ok(chosen)) => self.let_go(request, chosen),
            Outcome::Gone(request, outcome) => {
                self.has_looked(request);
                if let Ok(usage) = &outcome {
                    self.tell(Event::File(Told::Usage(*usage)));
                }
                self.answer(request, outcome.map(|_| ()));
            }
        }
    }

    fn answer(&self, request: Option<RequestId>, outcome: Result<(), Error>) {
        match (request, outcome) {
            (Some(request), outcome) => self.done(request, outcome),
            (None, Err(error)) => tracing::warn!(%error, "no room was made"),
            (None, Ok(())) => {}
        }
    }

    /// Nobody has asked for the last look; there may be a reason for another.
    fn has_looked(&mut self, request: Option<RequestId>) {
        if request.is_some() {
            return;
        }
        self.keeping.looking = false;
        if let Some(reason) = self.keeping.again.take() {
            self.look_for_room(reason);
        }
    }

    fn tell_usage(&mut self) {
        let room = self.room();
        self.keeping.jobs.spawn(async move {
            match room.usage().await {
                Ok(usage) => Outcome::Tell(Event::File(Told::Usage(usage))),
                Err(error) => Outcome::Tell(Event::StoreFailed(error)),
            }
        });
    }

    fn free_up(&mut self, request: Option<RequestId>, what: FreeUp) {
        let room = self.room();
        self.keeping
            .jobs
            .spawn(async move { Outcome::Chosen(request, room.choose(what).await) });
    }

    /// The messages hear that their files go; then they go.
    fn let_go(&mut self, request: Option<RequestId>, chosen: Chosen) {
        for name in &chosen.names {
            if let Some(account) = self.owners.get(&name.conversation) {
                self.pass(*account, ToAccount::FilesGone(vec![*name]));
            }
        }
        let room = self.room();
        self.keeping
            .jobs
            .spawn(async move { Outcome::Gone(request, room.remove(chosen.files).await) });
    }

    fn room(&self) -> Room {
        Room {
            files: self.parts.files.clone(),
            archive: self.parts.archive.clone(),
            store: self.parts.store.clone(),
            accounts: self.accounts.keys().copied().collect(),
        }
    }

    fn set_file_policy(&mut self, policy: FilePolicy) {
        if self.parts.file_policy == policy {
            return;
        }
        match policy::op(&policy) {
            Ok(op) => self.parts.store.put(op.into()),
            Err(error) => self.tell(Event::StoreFailed(error)),
        }
        self.parts.file_policy = policy.clone();
        self.broadcast(|| ToAccount::FilePolicy(policy.clone()));
        self.tell_file_policy();
        self.look_for_room(Reason::Came);
    }

    /// Tells what is done with files.
    pub(super) fn tell_file_policy(&self) {
        let policy = self.parts.file_policy.clone();
        self.tell(Event::File(Told::Policy(policy)));
    }
}
