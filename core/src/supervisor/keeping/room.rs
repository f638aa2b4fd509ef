//! How much room the files take, and which of them go to make some.

use std::collections::HashSet;
use std::io;
use std::time::Duration;

use tokio::task::spawn_blocking;

use crate::archive::{Archive, FileName, Filter};
use crate::command::file::FreeUp;
use crate::feature::upload;
use crate::files::{Files, Kept, spare};
use crate::model::{Attachment, FileUsage, Place};
use crate::store::Store;
use crate::{AccountId, ConversationId, Error};

/// A file that has just come belongs to a message that may not be stored yet.
const YOUNG: Duration = Duration::from_secs(10 * 60);

/// So many files of a conversation are looked at at once.
const PAGE: u32 = 200;

/// The files, and who has them.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) files: Files,
    pub(super) archive: Archive,
    pub(super) store: Store,
    /// Whose files these are.
    pub(super) accounts: Vec<AccountId>,
}

/// What is to go.
#[derive(Debug, Default)]
pub(in crate::supervisor) struct Chosen {
    /// The hashes of the files.
    pub(super) files: Vec<String>,
    /// The messages that have them.
    pub(super) names: Vec<FileName>,
}

impl Room {
    /// How much there is.
    pub(super) async fn usage(&self) -> Result<FileUsage, Error> {
        let needed = self.needed().await;
        let all = self.all().await?;
        let bytes = |kept: &Kept| kept.size;
        let free = all.iter().filter(|kept| !needed.contains(&kept.sha256));
        Ok(FileUsage {
            files: all.len() as u64,
            bytes: all.iter().map(bytes).sum(),
            free: free.map(bytes).sum(),
        })
    }

    /// Whether there is more than so many bytes.
    pub(super) async fn is_over(&self, bytes: u64) -> bool {
        let all = self.all().await.unwrap_or_default();
        all.iter().map(|kept| kept.size).sum::<u64>() > bytes
    }

    /// Chooses what goes: what was wanted to go, and what no message has any more.
    pub(super) async fn choose(&self, what: FreeUp) -> Result<Chosen, Error> {
        let mut needed = self.needed().await;
        let all = self.all().await?;
        let mut chosen = Chosen::default();
        let mut left = Vec::new();
        for kept in all {
            let names = self.archive.files_by_hash(&kept.sha256).await?;
            let young = kept.at.elapsed().is_ok_and(|age| age < YOUNG);
            if names.is_empty() && !young && !needed.contains(&kept.sha256) {
                chosen.files.push(kept.sha256);
            } else {
                left.push(kept);
            }
        }
        match what {
            FreeUp::Keep(bytes) => {
                // Whoever has just fetched a file wants to see it.
                let newest = left.iter().max_by_key(|kept| kept.at);
                let young = newest.filter(|kept| kept.at.elapsed().is_ok_and(|age| age < YOUNG));
                needed.extend(young.map(|kept| kept.sha256.clone()));
                for kept in spare(left, &needed, bytes) {
                    let names = self.archive.files_by_hash(&kept.sha256).await?;
                    chosen.add(kept.sha256, names);
                }
            }
            FreeUp::Conversation(id) => {
                for sha256 in self.of(id).await? {
                    let names = self.archive.files_by_hash(&sha256).await?;
                    // What another conversation has as well stays there.
                    let alone = names.iter().all(|name| name.conversation == id);
                    if alone && !needed.contains(&sha256) {
                        chosen.add(sha256, names);
                    }
                }
            }
        }
        Ok(chosen)
    }

    /// Removes files: so much is left.
    pub(super) async fn remove(&self, files: Vec<String>) -> Result<FileUsage, Error> {
        let here = self.files.clone();
        on_disk(move || {
            here.drop_stale_parts();
            files
                .iter()
                .try_for_each(|sha256| here.remove(sha256).map(|_| ()))
        })
        .await?;
        self.usage().await
    }

    /// The hashes of the files of a conversation that are here.
    async fn of(&self, conversation: ConversationId) -> Result<HashSet<String>, Error> {
        let mut hashes = HashSet::new();
        let mut before = None;
        loop {
            let filter = Filter {
                conversation,
                before,
                limit: PAGE,
                kinds: Vec::new(),
            };
            let (files, older) = self.archive.gallery(filter).await?;
            before = files.last().map(|last| last.item);
            let here = files.into_iter().filter_map(|filed| here(filed.attachment));
            hashes.extend(here);
            if !older || before.is_none() {
                return Ok(hashes);
            }
        }
    }

    /// The hashes of what is yet to be sent.
    async fn needed(&self) -> HashSet<String> {
        let mut needed = HashSet::new();
        for account in &self.accounts {
            let sending = upload::recall(&self.store, *account).await;
            needed.extend(sending.needed().map(str::to_owned));
        }
        needed
    }

    async fn all(&self) -> Result<Vec<Kept>, Error> {
        let files = self.files.clone();
        on_disk(move || files.all()).await
    }
}

impl Chosen {
    /// Nothing goes.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    fn add(&mut self, sha256: String, names: Vec<FileName>) {
        self.files.push(sha256);
        self.names.extend(names);
    }
}

fn here(file: Attachment) -> Option<String> {
    match file.place {
        Place::Here(_) => file.sha256,
        _ => None,
    }
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    match spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| Error::Store(error.to_string())),
        Err(stopped) => Err(Error::Store(stopped.to_string())),
    }
}
