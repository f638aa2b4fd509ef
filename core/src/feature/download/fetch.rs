//! One file on its way to us: its bytes go to the disk as they come, are hashed on the way, and count
//! only when they are what was promised.
//!
//! The network is read here, the disk is written on a thread of its own, and what is written is made
//! durable beside that: so a file comes as fast as both can, and a crash costs the last second.

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval};
use waxwing_media::sniff::HEAD;

use super::kept::Progress;
use super::nature::claims_media;
use super::open::{Closed, Lock};
use super::queue::Key;
use crate::files::{Files, Kept, Part};
use crate::http::{Answer, Client, Resume};
use crate::model::{TransferFailure, TransferStep};

/// So many bytes may come where nobody has said how many there are; nearly every server does.
const UNSAID: u64 = 256 * 1024 * 1024;

/// So much of the disk is left to others.
const FLOOR: u64 = 64 * 1024 * 1024;

/// So many pieces wait for the disk.
const AHEAD: usize = 16;

/// How often progress is told.
const TELL: Duration = Duration::from_millis(100);

/// That nothing comes is told too, after so many of them.
const STILL: u32 = 10;

/// How often what has come is made durable: so often that little is left to do at the end.
const SYNC: Duration = Duration::from_millis(250);

/// What is to be fetched.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) key: Key,
    pub(super) number: u64,
    pub(super) client: Client,
    pub(super) files: Files,
    /// What the file is called while it is on its way.
    pub(super) name: String,
    /// Where it comes from, and what opens it.
    pub(super) source: String,
    /// What is here of it.
    pub(super) progress: Progress,
    /// How many bytes it is to have.
    pub(super) size: Option<u64>,
    /// What it is to be.
    pub(super) sha256: Option<String>,
    pub(super) media_type: String,
    /// How many bytes may come at most; `None`: somebody has asked for it.
    pub(super) most: Option<u64>,
    /// Nothing more is to come as soon as its other end is dropped.
    pub(super) halt: watch::Receiver<()>,
    pub(super) told: mpsc::UnboundedSender<Told>,
}

/// What a job tells.
#[derive(Debug)]
pub(crate) struct Told {
    pub(super) key: Key,
    pub(super) number: u64,
    pub(super) what: What,
}

/// What has happened.
#[derive(Debug)]
pub(super) enum What {
    /// It does this, and so many bytes are here, of so many.
    Moves {
        step: TransferStep,
        done: u64,
        total: Option<u64>,
    },
    /// So much is here for sure.
    Progress(Progress),
    /// It is over.
    Ended(Result<Fetched, Trouble>),
}

/// A file that is here.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) kept: Kept,
    /// How it begins.
    pub(super) head: Vec<u8>,
}

/// Why a file is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is larger than what comes by itself: so large, if its server said so.
    Large(Option<u64>),
    /// It can't be had.
    Failed(TransferFailure),
}

impl Fetched {
    fn new(kept: Kept) -> io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        File::open(&kept.path)?
            .take(HEAD as u64)
            .read_to_end(&mut head)?;
        Ok(Self { kept, head })
    }
}

impl From<TransferFailure> for Trouble {
    fn from(failure: TransferFailure) -> Self {
        Self::Failed(failure)
    }
}

impl Job {
    /// Does it.
    pub(super) async fn run(mut self) {
        let mut outcome = self.fetch().await;
        if let Err(Trouble::Failed(TransferFailure::Altered | TransferFailure::Length)) = outcome
            && self.progress.synced > 0
        {
            // What was here already may have been the false part.
            self.progress = self.anew();
            outcome = self.fetch().await;
        }
        self.tell(What::Ended(outcome));
    }

    async fn fetch(&self) -> Result<Fetched, Trouble> {
        if let Some(here) = self.look().await? {
            return Ok(here);
        }
        let (files, name, keep) = (self.files.clone(), self.name.clone(), self.progress.synced);
        let part = on_disk(move || files.begin(&name, keep)).await?;
        let whole = self
            .progress
            .total
            .is_some_and(|total| total == part.length());
        if whole && part.length() > 0 {
            return self.check(part).await;
        }
        let answer = tokio::select! {
            answer = self.ask(&part) => answer,
            () = self.halted() => Err(halted().into()),
        };
        let (answer, most) = match answer {
            Ok(answer) => answer,
            Err(trouble) => return Err(self.leave(part, trouble).await),
        };
        let part = match answer.from == part.length() {
            true => part,
            false => {
                let again = on_disk(move || {
                    let mut part = part;
                    part.restart().map(|()| part)
                });
                again.await?
            }
        };
        let part = self.pour(part, answer, most).await?;
        self.check(part).await
    }

    /// Asks for what is missing, and whether all of it may come.
    async fn ask(&self, part: &Part) -> Result<(Answer, u64), Trouble> {
        let resume = Resume {
            from: part.length(),
            validator: self.progress.validator.clone(),
        };
        let goes_on = resume.from > 0 && !resume.validator.is_empty();
        let resume = Some(&resume).filter(|_| goes_on);
        let (address, _) = Lock::of(&self.source);
        let answer = self.client.get(&address, resume).await?;
        let most = self.most(&answer)?;
        self.check_room(&answer).await?;
        Ok((answer, most))
    }

    /// What is here stays where another try may go on with it.
    async fn leave(&self, part: Part, trouble: Trouble) -> Trouble {
        let later = matches!(trouble, Trouble::Failed(TransferFailure::Connection(_)));
        if !later || part.length() == 0 {
            self.discard(part).await;
        }
        trouble
    }

    /// Somebody may have sent the same before.
    async fn look(&self) -> Result<Option<Fetched>, Trouble> {
        let Some(sha256) = self.sha256.clone() else {
            return Ok(None);
        };
        let files = self.files.clone();
        let size = self.size;
        let look = move || {
            let here = files.find(&sha256);
            let here = here.filter(|kept| size.is_none_or(|size| size == kept.size));
            here.map(Fetched::new).transpose()
        };
        Ok(on_disk(look).await?)
    }

    /// How many bytes may come, after what the server has said about its file.
    fn most(&self, answer: &Answer) -> Result<u64, Trouble> {
        if claims_media(&self.media_type) && answer.media_type == "text/html" {
            // A page that says something, in the place of the file.
            return Err(TransferFailure::Altered.into());
        }
        match (self.comes(), answer.total, self.most) {
            (Some(size), Some(total), _) if size != total => Err(TransferFailure::Length.into()),
            (None, None, Some(_)) => Err(Trouble::Large(None)),
            (None, Some(total), Some(most)) if total > most => {
                Err(Trouble::Large(Some(total.saturating_sub(self.overhead()))))
            }
            (size, total, _) => Ok(size.or(total).unwrap_or(UNSAID)),
        }
    }

    /// How many bytes are to come.
    fn comes(&self) -> Option<u64> {
        self.size.map(|size| size.saturating_add(self.overhead()))
    }

    fn overhead(&self) -> u64 {
        Lock::overhead(Lock::of(&self.source).1.as_ref())
    }

    async fn check_room(&self, answer: &Answer) -> Result<(), Trouble> {
        let size = self.comes().or(answer.total).unwrap_or_default();
        // What is encrypted is here twice for a moment.
        let opened = if self.overhead() > 0 { size } else { 0 };
        let missing = size.saturating_sub(answer.from).saturating_add(opened);
        let needed = missing.saturating_add(FLOOR);
        let files = self.files.clone();
        let room = on_disk(move || files.room()).await?;
        match room < needed {
            true => Err(disk(&io::ErrorKind::StorageFull.into()).into()),
            false => Ok(()),
        }
    }

    /// Lets the bytes run to the disk.
    async fn pour(&self, part: Part, mut answer: Answer, most: u64) -> Result<Part, Trouble> {
        let mut syncing = Syncing::of(&part, &answer, &self.source)?;
        let total = self.comes().or(answer.total);
        let mut come = part.length();
        let (disk, writer) = write(part, Arc::clone(&syncing.written));
        let mut ticks = interval(TELL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut told, mut still) = (come, 0);
        let ended = loop {
            let piece = tokio::select! {
                piece = answer.next() => piece,
                () = self.halted() => break Err(halted()),
                _ = ticks.tick() => {
                    let news = come != std::mem::replace(&mut told, come);
                    still += 1;
                    if news || still >= STILL {
                        still = 0;
                        self.moves(TransferStep::Running, come, total);
                    }
                    if let Some(progress) = syncing.look(news) {
                        self.tell(What::Progress(progress));
                    }
                    continue;
                }
            };
            let piece = match piece {
                Ok(Some(piece)) => piece,
                Ok(None) => break Ok(()),
                Err(failure) => break Err(failure),
            };
            come = come.saturating_add(piece.len() as u64);
            if come > most {
                break Err(TransferFailure::Length);
            }
            if disk.send(piece).await.is_err() {
                // What is wrong with it, the writer says.
                break Ok(());
            }
        };
        drop(disk);
        let part = written(writer).await?;
        let short = total.is_some_and(|total| part.length() != total);
        match ended {
            Err(TransferFailure::Length) => Err(self.spoilt(part, TransferFailure::Length).await),
            Err(failure) => {
                if let Some(progress) = syncing.finish().await {
                    self.tell(What::Progress(progress));
                }
                Err(failure.into())
            }
            Ok(()) if short => Err(self.spoilt(part, TransferFailure::Length).await),
            Ok(()) => Ok(part),
        }
    }

    /// Compares what is here with what was promised, and keeps it.
    async fn check(&self, part: Part) -> Result<Fetched, Trouble> {
        let length = part.length();
        self.moves(TransferStep::Checking, length, Some(length));
        if self.comes().is_some_and(|size| size != length) {
            return Err(self.spoilt(part, TransferFailure::Length).await);
        }
        let (part, sealed) = match Lock::of(&self.source).1 {
            Some(lock) => self.unlock(part, lock).await?,
            None => (part, None),
        };
        let altered = |promised: &String| !promised.eq_ignore_ascii_case(&part.sha256());
        if self.sha256.as_ref().is_some_and(altered) {
            let _ = self.spoilt(part, TransferFailure::Altered).await;
            if let Some(sealed) = sealed {
                self.discard(sealed).await;
            }
            return Err(TransferFailure::Altered.into());
        }
        let keep = move || {
            let fetched = Fetched::new(part.finish()?)?;
            if let Some(sealed) = sealed {
                sealed.discard();
            }
            Ok(fetched)
        };
        Ok(on_disk(keep).await?)
    }

    /// Decrypts what is here: what comes of it, and what it was.
    async fn unlock(&self, part: Part, lock: Lock) -> Result<(Part, Option<Part>), Trouble> {
        let (files, name) = (self.files.clone(), format!("{}-open", self.name));
        let halt = self.halt.clone();
        let open = move || {
            let opened = lock.open(&part, (&files, &name), || halt.has_changed().is_err());
            Ok((part, opened))
        };
        let (part, opened) = on_disk(open).await?;
        match opened {
            Ok(opened) => Ok((opened, Some(part))),
            Err(Closed::Altered) => Err(self.spoilt(part, TransferFailure::Altered).await),
            Err(Closed::Halted) => Err(halted().into()),
            Err(Closed::Disk(error)) => Err(disk(&error).into()),
        }
    }

    /// What is here is not what was promised: nothing of it is left.
    async fn spoilt(&self, part: Part, failure: TransferFailure) -> Trouble {
        self.discard(part).await;
        failure.into()
    }

    async fn discard(&self, part: Part) {
        let gone = on_disk(move || {
            part.discard();
            Ok(())
        });
        // It is forgotten anyway.
        let _ = gone.await;
        self.tell(What::Progress(self.anew()));
    }

    async fn halted(&self) {
        // Nothing is ever sent.
        let _ = self.halt.clone().changed().await;
    }

    /// Nothing is here.
    fn anew(&self) -> Progress {
        Progress {
            source: self.source.clone(),
            ..Progress::default()
        }
    }

    fn moves(&self, step: TransferStep, done: u64, total: Option<u64>) {
        self.tell(What::Moves { step, done, total });
    }

    fn tell(&self, what: What) {
        let _ = self.told.send(Told {
            key: self.key,
            number: self.number,
            what,
        });
    }
}

/// Makes what is written durable now and then, beside the writing.
struct Syncing {
    file: Arc<File>,
    /// How far the writing is.
    written: Arc<AtomicU64>,
    progress: Progress,
    last: Instant,
    jobs: JoinSet<io::Result<u64>>,
}

impl Syncing {
    fn of(part: &Part, answer: &Answer, source: &str) -> Result<Self, TransferFailure> {
        Ok(Self {
            file: Arc::new(part.handle().map_err(|error| disk(&error))?),
            written: Arc::new(AtomicU64::new(part.length())),
            progress: Progress {
                source: source.to_owned(),
                validator: answer.validator.clone().unwrap_or_default(),
                total: answer.total,
                synced: part.length(),
            },
            last: Instant::now(),
            jobs: JoinSet::new(),
        })
    }

    /// What is durable by now, where that is news. While nothing comes, there is time for it.
    fn look(&mut self, moves: bool) -> Option<Progress> {
        let news = self.jobs.try_join_next().and_then(|done| self.take(done));
        let due = !moves || self.last.elapsed() >= SYNC;
        let more = self.written.load(Ordering::Acquire) > self.progress.synced;
        if due && more && self.jobs.is_empty() && self.is_useful() {
            self.begin();
        }
        news
    }

    /// Makes all of it durable.
    async fn finish(mut self) -> Option<Progress> {
        if !self.is_useful() {
            return None;
        }
        while let Some(done) = self.jobs.join_next().await {
            self.take(done);
        }
        self.begin();
        let done = self.jobs.join_next().await?;
        self.take(done)
    }

    /// Whether somebody could go on with it.
    fn is_useful(&self) -> bool {
        !self.progress.validator.is_empty()
    }

    fn begin(&mut self) {
        self.last = Instant::now();
        let (file, length) = (Arc::clone(&self.file), self.written.load(Ordering::Acquire));
        self.jobs
            .spawn_blocking(move || file.sync_data().map(|()| length));
    }

    fn take(&mut self, done: Result<io::Result<u64>, tokio::task::JoinError>) -> Option<Progress> {
        // A disk that can't say so is no reason to stop: less is here for sure.
        let length = done.ok()?.ok()?;
        self.progress.synced = length;
        Some(self.progress.clone())
    }
}

/// Writes what comes, until nothing comes any more.
fn write(
    mut part: Part,
    reached: Arc<AtomicU64>,
) -> (mpsc::Sender<Bytes>, JoinHandle<io::Result<Part>>) {
    let (queue, mut pieces) = mpsc::channel::<Bytes>(AHEAD);
    let writer = spawn_blocking(move || {
        while let Some(piece) = pieces.blocking_recv() {
            part.write(&piece)?;
            reached.store(part.length(), Ordering::Release);
        }
        Ok(part)
    });
    (queue, writer)
}

async fn written<T>(work: JoinHandle<io::Result<T>>) -> Result<T, TransferFailure> {
    match work.await {
        Ok(done) => done.map_err(|error| disk(&error)),
        Err(stopped) => Err(TransferFailure::Disk(stopped.to_string())),
    }
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, TransferFailure> {
    written(spawn_blocking(work)).await
}

fn halted() -> TransferFailure {
    TransferFailure::Connection("it was stopped".to_owned())
}

fn disk(error: &io::Error) -> TransferFailure {
    TransferFailure::Disk(error.to_string())
}
