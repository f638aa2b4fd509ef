//! Files that wait to be sent, and how they stand on disk: by the `seq` of their messages, so that a
//! restart goes on with them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::task::{AbortHandle, Id, JoinSet};

use super::host::Host;
use super::ready::Ready;
use crate::feature::book;
use crate::model::TransferFailure;
use crate::store::{NoteRecord, Shelf, Store};
use crate::{AccountId, ConversationId, Error, ItemId, Timestamp};

/// The files of an account that wait to be sent, and who takes them.
#[derive(Debug, Default)]
pub(crate) struct Sending {
    /// By the `seq` of their messages.
    pub(super) jobs: BTreeMap<u64, Job>,
    /// What is to be said when all files of a group are away.
    pub(super) words: BTreeMap<u64, Words>,
    pub(super) host: Host,
    pub(super) tasks: JoinSet<Ended>,
    /// It was looked for what has lost its job.
    pub(crate) mended: bool,
    /// Something may be begun.
    pub(crate) due: bool,
    /// Answers of the server about places, to be taken in.
    pub(crate) heard: Vec<(u64, book::Outcome)>,
}

/// A file that waits to be sent. Its message stands in the history.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) conversation: ConversationId,
    pub(super) item: ItemId,
    /// Where it was found; `None` where its name can't be written down, after a restart.
    pub(super) source: Option<PathBuf>,
    pub(super) original: bool,
    /// It is encrypted on its way, since what is said in its conversation is; as it was when a place was asked for.
    pub(super) sealed: bool,
    /// Under which hash it stands in the profile, as it is to be sent.
    pub(super) sha256: Option<String>,
    /// The files that were sent together.
    pub(super) group: u64,
    /// Nothing is done about it until the person says so.
    pub(super) failed: bool,
    pub(super) stage: Stage,
    /// How often in a row it went wrong in a way that may pass.
    pub(super) tries: u32,
    /// Counts what was begun, so that what was given up is not listened to.
    pub(super) round: u64,
}

/// What is being done about a file.
#[derive(Debug)]
pub(super) enum Stage {
    /// Nothing.
    Idle,
    /// Nothing, until then.
    Resting(Instant),
    /// It is being made ready.
    Preparing(AbortHandle),
    /// A place for it is asked for.
    Asking,
    /// It is on its way.
    Moving(AbortHandle),
    /// It can be had from there, and waits for those that were sent before it.
    There(String),
}

/// What is to be said behind files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) conversation: ConversationId,
    pub(super) text: String,
    pub(super) spoiler: Option<String>,
    /// The id that it will carry on the wire.
    pub(super) origin: String,
}

/// Something that was done about a file.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(super) seq: u64,
    pub(super) round: u64,
    pub(super) outcome: Outcome,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was to be made ready.
    Ready(Result<Box<Ready>, TransferFailure>),
    /// It was to be put somewhere: where it can be had from.
    There(Result<String, TransferFailure>),
}

const VERSION: u8 = 1;

/// As it is stored.
#[derive(Serialize, Deserialize)]
enum StoredV1 {
    File {
        conversation: u32,
        item: (i64, u64),
        source: Option<String>,
        original: bool,
        sha256: Option<String>,
        group: u64,
        failed: bool,
    },
    Words {
        conversation: u32,
        group: u64,
        text: String,
        spoiler: Option<String>,
        origin: String,
    },
}

/// What is stored of an account's files that wait.
pub(crate) async fn recall(store: &Store, account: AccountId) -> Sending {
    let notes = store.notes(account, Shelf::Transfer).await;
    let notes = notes
        .inspect_err(|error| tracing::warn!(%error, "files that wait can't be read"))
        .unwrap_or_default();
    Sending::read(&notes)
}

impl Sending {
    /// What the notes say; what is odd among them is left out.
    fn read(notes: &[NoteRecord]) -> Self {
        let mut sending = Self::default();
        for note in notes.iter().filter(|note| note.version == VERSION) {
            match note.read::<StoredV1>() {
                Ok(stored) => sending.take(stored),
                Err(error) => tracing::warn!(%error, "a file that waits can't be read"),
            }
        }
        sending.due = !sending.jobs.is_empty();
        sending
    }

    fn take(&mut self, stored: StoredV1) {
        match stored {
            StoredV1::File {
                conversation,
                item: (at, seq),
                source,
                original,
                sha256,
                group,
                failed,
            } => {
                let at = Timestamp(at);
                let job = Job {
                    original,
                    sha256,
                    failed,
                    ..Job::new(
                        ConversationId(conversation),
                        ItemId { at, seq },
                        source.map(PathBuf::from),
                        group,
                    )
                };
                self.jobs.insert(seq, job);
            }
            StoredV1::Words {
                conversation,
                group,
                text,
                spoiler,
                origin,
            } => {
                let words = Words {
                    conversation: ConversationId(conversation),
                    text,
                    spoiler,
                    origin,
                };
                self.words.insert(group, words);
            }
        }
    }

    /// The next thing that was done; or a task that broke.
    pub(crate) async fn next(&mut self) -> Result<Ended, Id> {
        loop {
            match self.tasks.join_next().await {
                Some(Ok(ended)) => return Ok(ended),
                // Somebody has stopped it.
                Some(Err(error)) if error.is_cancelled() => {}
                Some(Err(error)) => {
                    tracing::error!(%error, "a file got lost on its way");
                    return Err(error.id());
                }
                None => return std::future::pending().await,
            }
        }
    }

    /// When a file has rested.
    pub(crate) fn next_wake(&self) -> Option<Instant> {
        let resting = self.jobs.values().filter_map(|job| match job.stage {
            Stage::Resting(until) => Some(until),
            _ => None,
        });
        resting.min()
    }

    /// Whether a message waits for its file.
    pub(crate) fn has(&self, seq: u64) -> bool {
        self.jobs.contains_key(&seq)
    }

    /// Files whose bytes are needed.
    pub(crate) fn needed(&self) -> impl Iterator<Item = &str> {
        self.jobs.values().filter_map(|job| job.sha256.as_deref())
    }

    /// Whether files of a group wait, failed ones too.
    pub(super) fn waits(&self, group: u64) -> bool {
        self.jobs.values().any(|job| job.group == group)
    }

    /// The job that a task worked for.
    pub(super) fn of_task(&self, id: Id) -> Option<u64> {
        let is = |job: &Job| match &job.stage {
            Stage::Preparing(task) | Stage::Moving(task) => task.id() == id,
            _ => false,
        };
        let mut jobs = self.jobs.iter();
        jobs.find(|(_, job)| is(job)).map(|(seq, _)| *seq)
    }
}

impl Job {
    pub(super) fn new(
        conversation: ConversationId,
        item: ItemId,
        source: Option<PathBuf>,
        group: u64,
    ) -> Self {
        Self {
            conversation,
            item,
            source,
            original: false,
            sealed: false,
            sha256: None,
            group,
            failed: false,
            stage: Stage::Idle,
            tries: 0,
            round: 0,
        }
    }

    /// Its name on the shelf.
    pub(super) fn name(seq: u64) -> String {
        format!("{seq:020}")
    }

    /// As it is to be kept.
    pub(super) fn note(&self, account: AccountId) -> Result<NoteRecord, Error> {
        let stored = StoredV1::File {
            conversation: self.conversation.0,
            item: (self.item.at.0, self.item.seq),
            source: self
                .source
                .as_ref()
                .and_then(|path| path.to_str())
                .map(str::to_owned),
            original: self.original,
            sha256: self.sha256.clone(),
            group: self.group,
            failed: self.failed,
        };
        let name = Self::name(self.item.seq);
        NoteRecord::new(account, Shelf::Transfer, &name, VERSION, &stored)
    }

    /// Nobody works for it any more.
    pub(super) fn stop(&mut self) {
        if let Stage::Preparing(task) | Stage::Moving(task) = &self.stage {
            task.abort();
        }
        self.stage = Stage::Idle;
        self.round += 1;
    }

    /// It went wrong in a way that may pass: it rests, unless that happened too often.
    pub(super) fn rest(&mut self, now: Instant) -> bool {
        self.stop();
        let Some(seconds) = RESTS.get(self.tries as usize) else {
            return false;
        };
        self.tries += 1;
        self.stage = Stage::Resting(now + Duration::from_secs(*seconds));
        true
    }
}

impl Words {
    /// Their name on the shelf.
    pub(super) fn name(group: u64) -> String {
        format!("words {group:020}")
    }

    /// As they are to be kept.
    pub(super) fn note(&self, group: u64, account: AccountId) -> Result<NoteRecord, Error> {
        let stored = StoredV1::Words {
            conversation: self.conversation.0,
            group,
            text: self.text.clone(),
            spoiler: self.spoiler.clone(),
            origin: self.origin.clone(),
        };
        let name = Self::name(group);
        NoteRecord::new(account, Shelf::Transfer, &name, VERSION, &stored)
    }
}

/// How long a file rests after each failure that may pass, in seconds; then the person is asked.
const RESTS: [u64; 3] = [2, 10, 30];

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        let item = ItemId {
            at: Timestamp(5),
            seq: 12,
        };
        Job {
            original: true,
            sha256: Some("ab".to_owned()),
            failed: true,
            ..Job::new(ConversationId(7), item, Some("/home/mira/a.png".into()), 3)
        }
    }

    fn words() -> Words {
        Words {
            conversation: ConversationId(7),
            text: "look".to_owned(),
            spoiler: Some("hint".to_owned()),
            origin: "o1".to_owned(),
        }
    }

    #[test]
    fn the_samples_of_the_first_version_are_read_and_what_is_odd_is_not() {
        let samples = include_str!("../../../../tests/old-store/transfer-v1.hex");
        let notes = [
            job().note(AccountId(1)).unwrap(),
            words().note(3, AccountId(1)).unwrap(),
        ];
        assert_eq!(samples.lines().count(), notes.len());
        for (note, sample) in notes.iter().zip(samples.lines()) {
            let stored: StoredV1 = note.read().unwrap();
            let written = postcard::to_stdvec(&stored).unwrap();
            let written: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(written, sample);
        }
        let read = Sending::read(&notes);
        assert_eq!(read.words, BTreeMap::from([(3, words())]));
        let again = read.jobs[&12].note(AccountId(1)).unwrap();
        assert_eq!(again, notes[0]);
        assert!(read.waits(3) && !read.waits(4) && read.has(12));
        assert_eq!(read.needed().collect::<Vec<_>>(), ["ab"]);
        let newer = NoteRecord::new(AccountId(1), Shelf::Transfer, "7", 9, &1_u8).unwrap();
        let broken = NoteRecord::new(AccountId(1), Shelf::Transfer, "7", 1, &99_u8).unwrap();
        assert!(Sending::read(&[newer, broken]).jobs.is_empty());
    }

    #[test]
    fn a_file_rests_longer_each_time_and_not_for_ever() {
        let (mut job, now) = (job(), Instant::now());
        let mut rests = Vec::new();
        while job.rest(now) {
            let Stage::Resting(until) = job.stage else {
                panic!("{job:?}");
            };
            rests.push((until - now).as_secs());
        }
        assert_eq!(rests, RESTS);
    }
}
