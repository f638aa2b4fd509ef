//! What is done about files that wait, one step after the other: making them ready, asking for a place,
//! putting them there. Everything is driven from one place, at the end of a turn, so that whatever
//! makes it worth a look only has to say so.

use std::io::Read as _;
use std::time::Instant;

use waxwing_proto::iq::Request;
use waxwing_proto::upload::{self, Refusal, Slot};

use super::host::Host;
use super::job::{Ended, Job, Outcome, Stage as Doing};
use super::ready::{self, Raw, Ready};
use super::seal;
use super::{NOT_UPLOADED, step};
use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{self, Unanswered};
use crate::feature::roster::{About, Question};
use crate::http;
use crate::model::{Attachment, Direction, Milestone, Place, TransferFailure, TransferStep};
use crate::{ConversationId, ItemId};

/// Files that are sent at once: one would waste the line while it waits for a place.
const AT_ONCE: usize = 2;

/// Files that are made ready at once: pictures take a core each, and memory.
const READY_AT_ONCE: usize = 1;

impl Account {
    /// Takes in what was answered, and begins what can be begun.
    pub(crate) async fn drive_files(&mut self, turn: &mut Turn) {
        for (seq, outcome) in std::mem::take(&mut self.sending.heard) {
            self.hear_place(seq, outcome, turn).await;
        }
        if !self.sending.mended && self.is_online() {
            self.sending.mended = true;
            self.mend_files(turn).await;
        }
        if self.sending.due && !self.is_stuck() && !self.is_ending() && !self.read_only {
            self.sending.due = false;
            self.feed_files(turn).await;
        }
    }

    /// What is said to be on its way out, and has lost its job with a state that went back, is not.
    async fn mend_files(&mut self, turn: &mut Turn) {
        self.drop_cleared_files(turn).await;
        for name in self.parts.archive.moving().await.unwrap_or_default() {
            let ours = self.talks.contains_key(&name.conversation);
            if !ours || self.sending.has(name.item.seq) || self.downloads.is_wanted(name) {
                continue;
            }
            let place = (name.conversation, name.item);
            let message = self.now(place.0, place.1, turn).await;
            if message.is_some_and(|message| message.direction == Direction::Outgoing) {
                self.show_failed(place, TransferFailure::Gone, turn).await;
            }
        }
    }

    async fn feed_files(&mut self, turn: &mut Turn) {
        let idle = |job: &&mut Job| !job.failed && matches!(job.stage, Doing::Idle);
        let waiting = self.sending.jobs.values_mut().filter(idle);
        let waiting: Vec<_> = waiting.map(|job| job.item.seq).collect();
        for seq in waiting {
            let Some(job) = self.sending.jobs.get(&seq) else {
                continue;
            };
            let is_ready = job.sha256.is_some();
            if !is_ready && self.count(|doing| matches!(doing, Doing::Preparing(_))) < READY_AT_ONCE
            {
                self.prepare_file(seq, turn).await;
            } else if is_ready && self.is_online() && self.count(is_under_way) < AT_ONCE {
                self.ask_place(seq, turn).await;
            }
        }
    }

    fn count(&self, is: impl Fn(&Doing) -> bool) -> usize {
        let jobs = self.sending.jobs.values();
        jobs.filter(|job| is(&job.stage)).count()
    }

    /// Has a file copied and made smaller.
    async fn prepare_file(&mut self, seq: u64, turn: &mut Turn) {
        let Some(job) = self.sending.jobs.get(&seq) else {
            return;
        };
        let place = (job.conversation, job.item);
        let (source, original, round) = (job.source.clone(), job.original, job.round);
        let message = self.now(place.0, place.1, turn).await;
        let Some(message) = message.filter(|message| !message.is_hidden()) else {
            return self.drop_file(seq, turn).await;
        };
        let (Some(path), Some(known)) = (source, message.attachments.first().cloned()) else {
            return self.fail_file(seq, TransferFailure::Gone, turn).await;
        };
        let raw = Raw {
            path,
            original,
            known,
            part: format!("out-{seq}"),
        };
        let files = self.parts.files.clone();
        let task = self.sending.tasks.spawn_blocking(move || Ended {
            seq,
            round,
            outcome: Outcome::Ready(ready::prepare(&files, raw).map(Box::new)),
        });
        self.set_stage(seq, Doing::Preparing(task));
        self.tell_step(place, TransferStep::Preparing, None);
    }

    /// Asks the server for a place for a file, or first for who has some.
    async fn ask_place(&mut self, seq: u64, turn: &mut Turn) {
        let (to, most) = match self.sending.host.clone() {
            Host::Unknown => return self.find_host(turn),
            Host::Looking(_) => return,
            Host::Nobody => {
                return self.fail_file(seq, TransferFailure::NoService, turn).await;
            }
            Host::At(to, most) => (to, most),
        };
        let Some(file) = self.file_of(seq, turn).await else {
            return self.drop_file(seq, turn).await;
        };
        let sealed = self.seals_file(seq, turn).await;
        let told = match sealed {
            // Neither its name nor what it is concerns the server.
            true => Attachment {
                name: seal::name(&file.name),
                size: file.size.map(seal::sealed),
                media_type: seal::MEDIA_TYPE.to_owned(),
                ..file
            },
            false => file,
        };
        let size = told.size.unwrap_or_default();
        if most.is_some_and(|most| size > most) {
            return self
                .fail_file(seq, TransferFailure::TooLarge(most), turn)
                .await;
        }
        let request = Request::Get(upload::request(&told.name, size, &told.media_type));
        self.set_stage(seq, Doing::Asking);
        if let Some(job) = self.sending.jobs.get_mut(&seq) {
            job.sealed = sealed;
        }
        self.ask_of(Some(&to), request, Question::About(About::Slot(seq)), turn);
    }

    /// The server has named a place, or said why there is none.
    async fn hear_place(&mut self, seq: u64, outcome: book::Outcome, turn: &mut Turn) {
        let asked = |job: &Job| matches!(job.stage, Doing::Asking);
        if !self.sending.jobs.get(&seq).is_some_and(asked) {
            return;
        }
        let refused = match outcome {
            Ok(answer) => match answer.as_ref().and_then(upload::slot) {
                Some(slot) => {
                    self.put_file(seq, slot, turn).await;
                    return;
                }
                None => TransferFailure::Insecure,
            },
            Err(Unanswered::Offline) => {
                self.set_stage(seq, Doing::Idle);
                return;
            }
            Err(Unanswered::Silence) => {
                return self.rest_file(seq, unanswered(), turn).await;
            }
            Err(Unanswered::Refused(error)) => match upload::refusal(&error) {
                Refusal::TooLarge(most) => TransferFailure::TooLarge(most),
                Refusal::Quota(until) => TransferFailure::Quota(until),
                Refusal::Refused(words) => TransferFailure::Refused(words),
                Refusal::Later(words) => {
                    let refused = TransferFailure::Refused(words);
                    return self.rest_file(seq, refused, turn).await;
                }
            },
        };
        self.fail_file(seq, refused, turn).await;
    }

    /// Puts a file where the server said.
    async fn put_file(&mut self, seq: u64, slot: Slot, turn: &mut Turn) {
        let Some(file) = self.file_of(seq, turn).await else {
            return self.drop_file(seq, turn).await;
        };
        let Some(job) = self.sending.jobs.get(&seq) else {
            return;
        };
        let (round, place, sealed) = (job.round, (job.conversation, job.item), job.sealed);
        let hash = job.sha256.clone().unwrap_or_default();
        let path = self.parts.files.path(&hash);
        let opened = path.map(std::fs::File::open);
        let Some(Ok(bytes)) = opened else {
            return self.prepare_again(seq, turn).await;
        };
        let whole = file.size.unwrap_or_default();
        let (bytes, size, link, media_type) = match sealed {
            true => {
                let Some((bytes, link)) = seal::seal(bytes.take(whole), slot.get) else {
                    return self.fail_file(seq, TransferFailure::Insecure, turn).await;
                };
                let media_type = seal::MEDIA_TYPE.to_owned();
                (bytes, seal::sealed(whole), link, media_type)
            }
            false => (seal::plain(bytes), whole, slot.get, file.media_type),
        };
        let mut headers = slot.headers;
        if !media_type.is_empty() {
            headers.push(("Content-Type".to_owned(), media_type));
        }
        let client = http::Client::new(self.line.config());
        let events = self.parts.events.clone();
        let task = self.sending.tasks.spawn(async move {
            let progress = |done| {
                let running = step(place, TransferStep::Running, done, Some(size));
                let _ = events.send(running);
            };
            let put = client.put(&slot.put, &headers, bytes, size, progress).await;
            Ended {
                seq,
                round,
                outcome: Outcome::There(put.map(|()| link)),
            }
        });
        self.set_stage(seq, Doing::Moving(task));
        self.tell_step(place, TransferStep::Running, Some(size));
    }

    /// What was made ready is gone: it is made ready again, where the person's own file is there.
    async fn prepare_again(&mut self, seq: u64, turn: &mut Turn) {
        let Some(job) = self.sending.jobs.get_mut(&seq) else {
            return;
        };
        job.stop();
        job.sha256 = None;
        let gone = job.source.as_ref().is_none_or(|path| !path.is_file());
        self.keep_job_of(seq, turn);
        if gone {
            self.fail_file(seq, TransferFailure::Gone, turn).await;
        }
    }

    /// Something was done about a file.
    pub(crate) async fn hear_file(
        &mut self,
        ended: Result<Ended, tokio::task::Id>,
        turn: &mut Turn,
    ) {
        match ended {
            Ok(ended) => {
                let round = self.sending.jobs.get(&ended.seq).map(|job| job.round);
                if round != Some(ended.round) {
                    return;
                }
                match ended.outcome {
                    Outcome::Ready(Ok(ready)) => self.file_ready(ended.seq, *ready, turn).await,
                    Outcome::There(Ok(url)) => self.file_there(ended.seq, url, turn).await,
                    Outcome::Ready(Err(failure)) => {
                        self.fail_file(ended.seq, failure, turn).await;
                    }
                    Outcome::There(Err(failure)) => {
                        self.rest_file(ended.seq, failure, turn).await;
                    }
                }
            }
            Err(task) => {
                if let Some(seq) = self.sending.of_task(task) {
                    let broken = TransferFailure::Unreadable(String::new());
                    self.fail_file(seq, broken, turn).await;
                }
            }
        }
        self.sending.due = true;
    }

    async fn file_ready(&mut self, seq: u64, ready: Ready, turn: &mut Turn) {
        let Some(job) = self.sending.jobs.get_mut(&seq) else {
            return;
        };
        job.stage = Doing::Idle;
        job.sha256.clone_from(&ready.attachment.sha256);
        let place = (job.conversation, job.item);
        let size = ready.attachment.size;
        self.keep_job_of(seq, turn);
        let known = |file: &mut Attachment| {
            let words = std::mem::take(&mut file.description);
            *file = Attachment {
                description: words,
                place: Place::Moving,
                ..ready.attachment
            };
        };
        self.renew_file(place, 0, known, turn).await;
        self.tell_step(place, TransferStep::Waiting, size);
    }

    /// A file can be had from there.
    async fn file_there(&mut self, seq: u64, url: String, turn: &mut Turn) {
        let sealed = self.seals_file(seq, turn).await;
        let Some(job) = self.sending.jobs.get_mut(&seq) else {
            return;
        };
        if job.sealed != sealed {
            // Encryption was switched on or off meanwhile: it is put there once more, as is wanted now.
            return job.stop();
        }
        job.stage = Doing::There(url);
        let (place, group) = ((job.conversation, job.item), job.group);
        self.tell_step(place, TransferStep::Waiting, None);
        self.send_in_order(group, turn).await;
    }

    /// Files that were sent together go out in their order, however long each has taken.
    pub(super) async fn send_in_order(&mut self, group: u64, turn: &mut Turn) {
        loop {
            let jobs = self.sending.jobs.iter();
            let mut waiting = jobs.filter(|(_, job)| job.group == group && !job.failed);
            let Some((seq, url)) = waiting.next().and_then(|(seq, job)| match &job.stage {
                Doing::There(url) => Some((*seq, url.clone())),
                _ => None,
            }) else {
                return;
            };
            self.send_there(seq, url, turn).await;
        }
    }

    /// The message of a file goes out, in the unit that ends its job.
    async fn send_there(&mut self, seq: u64, url: String, turn: &mut Turn) {
        let Some(job) = self.sending.jobs.remove(&seq) else {
            return;
        };
        self.remove_note(Job::name(seq), turn);
        self.tell_ended(&job);
        let path = job
            .sha256
            .as_deref()
            .and_then(|hash| self.parts.files.path(hash));
        let place = (job.conversation, job.item);
        let there = |file: &mut Attachment| {
            file.sources = vec![url];
            file.place = path.map_or(Place::Moving, Place::Here);
        };
        if let Some(message) = self.renew_file(place, 0, there, turn).await {
            match self
                .reaches_the_same(job.conversation, &message, turn)
                .await
            {
                true => self.hand_file(job.conversation, &message, turn),
                false => self.pass(place, self.not_there(), turn).await,
            }
        }
        self.say_behind(job.group, turn).await;
    }

    /// It went wrong in a way that may pass, or not.
    async fn rest_file(&mut self, seq: u64, failure: TransferFailure, turn: &mut Turn) {
        let online = self.is_online();
        let Some(job) = self.sending.jobs.get_mut(&seq) else {
            return;
        };
        let place = (job.conversation, job.item);
        // Without a connection nothing was tried; with the next one it is.
        if may_pass(&failure) && (!online || job.rest(Instant::now())) {
            if !online {
                job.stop();
            }
            self.sending.due = true;
            self.tell_step(place, TransferStep::Waiting, None);
            return;
        }
        self.fail_file(seq, failure, turn).await;
    }

    /// It can't be sent: the person sees why, and decides.
    pub(super) async fn fail_file(&mut self, seq: u64, failure: TransferFailure, turn: &mut Turn) {
        let Some(job) = self.sending.jobs.get_mut(&seq) else {
            return;
        };
        job.stop();
        job.failed = true;
        self.sending.due = true;
        let place = (job.conversation, job.item);
        self.keep_job_of(seq, turn);
        self.show_failed(place, failure, turn).await;
        let Some(job) = self.sending.jobs.get(&seq) else {
            return;
        };
        let group = job.group;
        self.tell_ended(job);
        self.send_in_order(group, turn).await;
    }

    async fn show_failed(
        &mut self,
        place: (ConversationId, ItemId),
        failure: TransferFailure,
        turn: &mut Turn,
    ) {
        let failed = |file: &mut Attachment| file.place = Place::Failed(failure);
        self.renew_file(place, 0, failed, turn).await;
        let by = self.own.domain().to_owned();
        let failed = Milestone::failed(by, NOT_UPLOADED, "");
        self.pass(place, failed, turn).await;
    }

    /// What has rested goes on.
    pub(crate) fn tick_files(&mut self, now: Instant) {
        for job in self.sending.jobs.values_mut() {
            if matches!(job.stage, Doing::Resting(until) if until <= now) {
                job.stage = Doing::Idle;
                self.sending.due = true;
            }
        }
    }

    /// What is known of the file of a job.
    async fn file_of(&self, seq: u64, turn: &Turn) -> Option<Attachment> {
        let job = self.sending.jobs.get(&seq)?;
        let message = self.now(job.conversation, job.item, turn).await?;
        message.attachments.first().cloned()
    }

    /// Whether the file of a job is to be encrypted.
    async fn seals_file(&self, seq: u64, turn: &Turn) -> bool {
        let Some(job) = self.sending.jobs.get(&seq) else {
            return false;
        };
        let message = self.now(job.conversation, job.item, turn).await;
        let private = message
            .as_ref()
            .and_then(|message| message.private.as_ref());
        self.own_sealing(job.conversation, private).is_some()
    }

    fn set_stage(&mut self, seq: u64, stage: Doing) {
        if let Some(job) = self.sending.jobs.get_mut(&seq) {
            job.stage = stage;
        }
    }
}

fn is_under_way(doing: &Doing) -> bool {
    matches!(doing, Doing::Asking | Doing::Moving(_))
}

/// Whether trying again without being asked may help: another place, another connection.
fn may_pass(failure: &TransferFailure) -> bool {
    match failure {
        TransferFailure::Connection(_) | TransferFailure::Refused(_) => true,
        TransferFailure::Status(status) => matches!(status, 408 | 425 | 429 | 500..=599),
        _ => false,
    }
}

fn unanswered() -> TransferFailure {
    TransferFailure::Connection("the server does not answer".to_owned())
}
