//! The work on files that come to us: beginning with one, and what becomes of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::timeout_at;

use super::fetch::{Fetched, Job, Told, Trouble, What};
use super::kept::{self, Progress};
use super::queue::{Key, Running, Wanted};
use super::{ended, file_of, nature};
use crate::Event;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::FileName;
use crate::event::file::Event as Announced;
use crate::http::Client;
use crate::model::{Attachment, Held, Place, Transfer, TransferFailure, TransferStep};
use crate::store::Op;
use crate::supervisor::Report;

/// So long the end of an account waits for the disk.
const REST: Duration = Duration::from_secs(1);

impl Account {
    /// When the next file may begin that can't begin yet.
    pub(crate) fn download_wake(&self) -> Option<Instant> {
        match self.may_fetch() {
            true => self.downloads.queue.wake(),
            false => None,
        }
    }

    /// Begins with what may begin. What is wanted was written down before.
    pub(crate) async fn begin_downloads(&mut self, turn: &mut Turn) {
        while self.may_fetch() {
            let Some(wanted) = self.downloads.queue.next(Instant::now()) else {
                return;
            };
            self.begin(wanted, turn).await;
        }
    }

    /// There is a connection again.
    pub(crate) fn hurry_downloads(&mut self) {
        self.downloads.queue.hurry();
    }

    /// A job has told something.
    pub(crate) async fn hear_download(&mut self, told: Told, turn: &mut Turn) {
        let Told { key, number, what } = told;
        let Some(wanted) = self.downloads.queue.running(key, number) else {
            return;
        };
        let place = FileName {
            conversation: key.conversation,
            item: wanted.item,
            index: key.index,
        };
        match what {
            What::Moves { step, done, total } => {
                turn.files.push(moves(place, step, (done, total)));
            }
            What::Progress(progress) => {
                wanted.progress = progress;
                let note = kept::note(self.record.id, wanted);
                // What a crash takes of it is fetched again.
                if let Ok(note) = note {
                    self.parts.store.put(Op::PutNote(note).into());
                }
            }
            What::Ended(outcome) => {
                if let Some(wanted) = self.downloads.queue.ended(key, number) {
                    self.settle_file(place, wanted, outcome, turn).await;
                }
            }
        }
    }

    /// The account's work is over: what has come so far is written down.
    pub(crate) async fn rest_downloads(&mut self) {
        self.downloads.halt();
        let end = tokio::time::Instant::now() + REST;
        while self.downloads.queue.is_busy() && !self.is_stuck() {
            let Ok(Some(told)) = timeout_at(end, self.downloads.told()).await else {
                return;
            };
            let mut turn = Turn::default();
            self.hear_download(told, &mut turn).await;
            self.finish(turn).await;
        }
    }

    async fn begin(&mut self, mut wanted: Wanted, turn: &mut Turn) {
        let place = FileName {
            conversation: wanted.key.conversation,
            item: wanted.item,
            index: wanted.key.index,
        };
        let message = self.now(place.conversation, place.item, turn).await;
        let file = message.as_ref().and_then(|it| file_of(it, place.index));
        let Some(file) = file.filter(|file| file.place == Place::Moving) else {
            // It was taken back, or deleted.
            self.forget_note(wanted.key, turn);
            return;
        };
        let source = match file.sources.contains(&wanted.progress.source) {
            true => Some(wanted.progress.source.clone()),
            false => file.sources.first().cloned(),
        };
        let Some(source) = source else {
            self.forget_note(wanted.key, turn);
            return;
        };
        if source != wanted.progress.source {
            wanted.progress = Progress {
                source: source.clone(),
                ..Progress::default()
            };
        }
        self.downloads.count += 1;
        let job = Job {
            key: wanted.key,
            number: self.downloads.count,
            client: Client::new(self.line.config()),
            files: self.parts.files.clone(),
            name: kept::name(self.record.id, wanted.key),
            source,
            progress: wanted.progress.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
            media_type: file.media_type.clone(),
            most: wanted.most,
            halt: self.downloads.halt.subscribe(),
            told: self.downloads.tells.clone(),
        };
        let number = job.number;
        let task = self.downloads.jobs.spawn(job.run());
        self.downloads.queue.run(Running {
            wanted,
            number,
            task,
        });
    }

    /// What becomes of a file whose job has ended.
    async fn settle_file(
        &mut self,
        place: FileName,
        mut wanted: Wanted,
        outcome: Result<Fetched, Trouble>,
        turn: &mut Turn,
    ) {
        let failure = match outcome {
            Ok(Fetched { kept, head }) => {
                let here = |file: &mut Attachment| {
                    file.place = Place::Here(kept.path);
                    file.size = Some(kept.size);
                    file.sha256 = Some(kept.sha256);
                    nature::take_nature(file, &head);
                };
                let _ = self.parts.reports.send(Report::FileCame);
                return self.close_file(place, here, turn).await;
            }
            // Somebody has asked for it meanwhile.
            Err(Trouble::Large(_)) if wanted.most.is_none() => {
                return self.downloads.queue.want(wanted);
            }
            Err(Trouble::Large(size)) => {
                let large = |file: &mut Attachment| {
                    file.place = Place::Remote(Held::Large);
                    file.size = file.size.or(size);
                };
                return self.close_file(place, large, turn).await;
            }
            Err(Trouble::Failed(failure)) => failure,
        };
        tracing::info!(?failure, "a file did not come");
        if let TransferFailure::Connection(_) = failure {
            if !self.is_online() {
                return self.downloads.queue.want(wanted);
            }
            if self
                .downloads
                .queue
                .want_later(wanted.clone(), Instant::now())
            {
                turn.files.push(moves(
                    place,
                    TransferStep::Waiting,
                    (wanted.progress.synced, None),
                ));
                return;
            }
        }
        if let Some(next) = self.next_source(place, &wanted, turn).await {
            wanted.progress = next;
            wanted.lost = 0;
            return self.downloads.queue.want(wanted);
        }
        let failed = |file: &mut Attachment| file.place = Place::Failed(failure);
        self.close_file(place, failed, turn).await;
    }

    /// Where else a file can be had.
    async fn next_source(&self, place: FileName, wanted: &Wanted, turn: &Turn) -> Option<Progress> {
        let message = self.now(place.conversation, place.item, turn).await?;
        let sources = &file_of(&message, place.index)?.sources;
        let tried = sources
            .iter()
            .position(|it| *it == wanted.progress.source)?;
        let source = sources.get(tried + 1)?.clone();
        Some(Progress {
            source,
            ..Progress::default()
        })
    }

    /// A file is on its way no longer.
    async fn close_file(
        &mut self,
        place: FileName,
        change: impl FnOnce(&mut Attachment),
        turn: &mut Turn,
    ) {
        self.forget_note(Key::of(place), turn);
        self.set_file(place, change, turn).await;
        turn.files.push(ended(place));
    }

    fn may_fetch(&self) -> bool {
        self.is_online() && !self.is_stuck() && !self.is_ending() && !self.read_only
    }
}

fn moves(place: FileName, step: TransferStep, (done, total): (u64, Option<u64>)) -> Event {
    Event::File(Announced::Transfer(Arc::new(Transfer {
        conversation: place.conversation,
        item: place.item,
        index: place.index,
        outgoing: false,
        step,
        done,
        total,
    })))
}
