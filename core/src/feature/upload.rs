//! Sending files over the server's web server (XEP-0363).
//!
//! The message of a file is in the history at once. A job (a note of the account, so it outlives
//! restarts) makes the file ready, asks for a place and puts it there; the stanza goes into the outbox in
//! the same unit that removes the job, so that nothing is sent twice or forgotten. Meanwhile everything
//! else goes out. A file that was cut off begins anew with another place: a place is good once.

mod job;
mod ready;
mod service;

use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;
use waxwing_proto::iq::Request;
use waxwing_proto::upload::{self, Refusal, Slot};
use waxwing_proto::{file_name, media_type};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::file::Outgoing;
use crate::event::file::Event as Told;
use crate::feature::book::{self, Unanswered};
use crate::feature::chat::Words;
use crate::feature::roster::{About, Question};
use crate::feature::saying::tidy;
use crate::http;
use crate::model::{
    Attachment, AttachmentKind, Direction, Message, Milestone, Place, Reply, Stage, State,
    Transfer, TransferFailure, TransferStep,
};
use crate::store::{Dedup, Op, Shelf};
use crate::{ConversationId, Event, ItemId, Timestamp};

pub(crate) use job::{Ended, Sending, recall};
pub(crate) use service::Asked;

use job::{Job, Outcome, Stage as Doing, Words as Behind};
use ready::{Raw, Ready};
use service::Service;

/// The condition of a message whose file could not be sent; a server never gives it (RFC 6120 §8.3.3
/// has no such). Why, is told by the file.
pub const NOT_UPLOADED: &str = "not-uploaded";

/// Files that are sent at once: one would waste the line while it waits for a place.
const AT_ONCE: usize = 2;

/// Files that are made ready at once: pictures take a core each, and memory.
const READY_AT_ONCE: usize = 1;

/// More than anybody picks at once.
const MOST_FILES: usize = 200;

impl Account {
    /// Puts the messages of files into the history, and begins to send them.
    pub(crate) async fn send_files(
        &mut self,
        id: ConversationId,
        files: Vec<Outgoing>,
        said: (String, Option<ItemId>, Option<String>),
        turn: &mut Turn,
    ) {
        let (text, reply_to, spoiler) = said;
        let text = tidy(&text);
        let Some(jid) = self.talks.get(&id).map(|talk| talk.record.jid.clone()) else {
            return;
        };
        if self.is_stuck() || text.len() > self.longest_stanza() {
            return self.refuse_to_say(id, &text);
        }
        if files.is_empty() {
            let words = Words {
                text: &text,
                reply_to,
                spoiler,
                ..Words::default()
            };
            return self.say(id, words, turn).await;
        }
        let mut reply = self.answering(id, reply_to, turn).await;
        self.ensure_talk(&jid, true, turn);
        self.know(id, turn);
        let hint = spoiler.map(|hint| waxwing_proto::spoiler::line(&hint));
        let group = self.parts.store.next_seq();
        let alone = files.len() == 1;
        for file in files.into_iter().take(MOST_FILES) {
            let mut attachment = given(&file);
            if alone && attachment.description.is_empty() {
                attachment.description.clone_from(&text);
            }
            let (reply, spoiler) = (reply.take(), hint.clone());
            let item = self.say_file(id, vec![attachment], (reply, spoiler), turn);
            let job = Job {
                original: file.original,
                ..Job::new(id, item, Some(file.path), group)
            };
            self.keep_job(&job, turn);
            self.sending.jobs.insert(item.seq, job);
            self.tell_step((id, item), TransferStep::Waiting, None);
        }
        if !text.is_empty() {
            let words = Behind {
                conversation: id,
                text,
                spoiler: hint,
                origin: Uuid::new_v4().to_string(),
            };
            self.put_job_note(words.note(group, self.record.id), turn);
            self.sending.words.insert(group, words);
        }
        self.sending.due = true;
    }

    /// A message of ours that is nothing but files, as it stands in the history.
    pub(crate) fn say_file(
        &mut self,
        id: ConversationId,
        attachments: Vec<Attachment>,
        (reply, spoiler): (Option<Reply>, Option<String>),
        turn: &mut Turn,
    ) -> ItemId {
        let message = Message {
            id: self.next_item(id, Timestamp::now()),
            direction: Direction::Outgoing,
            sender: self.own.to_string(),
            state: State::Pending,
            origin_id: Uuid::new_v4().to_string(),
            reply,
            spoiler,
            attachments,
            ..Message::default()
        };
        let dedup = vec![Dedup::Origin {
            from: self.record.jid.clone(),
            id: message.origin_id.clone(),
        }];
        let item = message.id;
        self.read_by_writing(id, item);
        self.put_message(id, message, dedup, turn);
        Self::note(id, item, Milestone::now(Stage::Queued, String::new()), turn);
        item
    }

    /// Says a file of another message once more: it is where it is already.
    pub(crate) fn share_file(&mut self, id: ConversationId, file: Attachment, turn: &mut Turn) {
        let Some(jid) = self.talks.get(&id).map(|talk| talk.record.jid.clone()) else {
            return;
        };
        if self.is_stuck() {
            return self.refuse_to_say(id, file.sources.first().map_or("", String::as_str));
        }
        self.ensure_talk(&jid, true, turn);
        self.know(id, turn);
        let item = self.say_file(id, vec![file], (None, None), turn);
        if let Some(message) = turn.row(id, item) {
            self.hand_file(id, &message, turn);
        }
    }

    /// Stops a file on its way out; `false` where there is none such.
    pub(crate) async fn cancel_file(&mut self, seq: u64, turn: &mut Turn) -> bool {
        let waits = self.sending.jobs.get(&seq).is_some_and(|job| !job.failed);
        if waits {
            self.fail_file(seq, TransferFailure::Cancelled, turn).await;
        }
        waits
    }

    /// Tries a file again; `false` where there is none to be tried.
    pub(crate) async fn retry_file(
        &mut self,
        id: ConversationId,
        item: ItemId,
        turn: &mut Turn,
    ) -> bool {
        let seq = item.seq;
        if !self.sending.has(seq)
            && let Some(job) = self.lost_job(id, item, turn).await
        {
            self.sending.jobs.insert(seq, job);
        }
        let stuck = self.is_stuck();
        let Some(job) = self.sending.jobs.get_mut(&seq) else {
            return false;
        };
        if !job.failed || stuck {
            return true;
        }
        job.failed = false;
        job.tries = 0;
        let place = (job.conversation, job.item);
        self.keep_job_of(seq, turn);
        let back = |file: &mut Attachment| file.place = Place::Moving;
        self.renew_file(place, 0, back, turn).await;
        let retried = Milestone::now(Stage::Retried, String::new());
        self.pass(place, retried, turn).await;
        self.tell_step(place, TransferStep::Waiting, None);
        self.sending.due = true;
        true
    }

    /// A job for a message whose file never got anywhere, and whose job is lost.
    async fn lost_job(&self, id: ConversationId, item: ItemId, turn: &Turn) -> Option<Job> {
        let message = self.now(id, item, turn).await?;
        let file = message.attachments.first()?;
        let failed = matches!(message.state, State::Failed { .. });
        let ours = message.direction == Direction::Outgoing;
        (failed && ours && file.sources.is_empty()).then(|| Job {
            sha256: file.sha256.clone(),
            failed: true,
            ..Job::new(id, message.id, None, 0)
        })
    }

    /// The message of a file is no more: nothing is left to be sent.
    pub(crate) async fn drop_file(&mut self, seq: u64, turn: &mut Turn) {
        let Some(mut job) = self.sending.jobs.remove(&seq) else {
            return;
        };
        job.stop();
        self.remove_note(Job::name(seq), turn);
        self.tell_ended(&job);
        self.say_behind(job.group, turn).await;
    }

    /// A conversation is no more, with its files.
    pub(crate) fn drop_files(&mut self, id: ConversationId, turn: &mut Turn) {
        let jobs = self.sending.jobs.iter();
        let jobs = jobs.filter(|(_, job)| job.conversation == id);
        for seq in jobs.map(|(seq, _)| *seq).collect::<Vec<_>>() {
            if let Some(mut job) = self.sending.jobs.remove(&seq) {
                job.stop();
                self.remove_note(Job::name(seq), turn);
            }
        }
        let words = self.sending.words.iter();
        let words = words.filter(|(_, words)| words.conversation == id);
        for group in words.map(|(group, _)| *group).collect::<Vec<_>>() {
            self.sending.words.remove(&group);
            self.remove_note(Behind::name(group), turn);
        }
    }

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
                self.ready_file(seq, turn).await;
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
    async fn ready_file(&mut self, seq: u64, turn: &mut Turn) {
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
            outcome: Outcome::Ready(ready::prepare(&files, raw)),
        });
        self.set_stage(seq, Doing::Preparing(task));
        self.tell_step(place, TransferStep::Preparing, None);
    }

    /// Asks the server for a place for a file, or first for who has some.
    async fn ask_place(&mut self, seq: u64, turn: &mut Turn) {
        let (to, most) = match self.sending.service.clone() {
            Service::Unknown => return self.find_service(turn),
            Service::Looking(_) => return,
            Service::Nobody => {
                return self.fail_file(seq, TransferFailure::NoService, turn).await;
            }
            Service::At(to, most) => (to, most),
        };
        let Some(file) = self.file_of(seq, turn).await else {
            return self.drop_file(seq, turn).await;
        };
        let size = file.size.unwrap_or_default();
        if most.is_some_and(|most| size > most) {
            return self
                .fail_file(seq, TransferFailure::TooLarge(most), turn)
                .await;
        }
        let request = Request::Get(upload::request(&file.name, size, &file.media_type));
        self.set_stage(seq, Doing::Asking);
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
        let (round, place) = (job.round, (job.conversation, job.item));
        let hash = job.sha256.clone().unwrap_or_default();
        let path = self.parts.files.path(&hash);
        let opened = path.map(std::fs::File::open);
        let Some(Ok(bytes)) = opened else {
            return self.prepare_again(seq, turn).await;
        };
        let size = file.size.unwrap_or_default();
        let mut headers = slot.headers;
        if !file.media_type.is_empty() {
            headers.push(("Content-Type".to_owned(), file.media_type));
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
                outcome: Outcome::There(put.map(|()| slot.get)),
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
                    Outcome::Ready(Ok(ready)) => self.file_ready(ended.seq, ready, turn).await,
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

    /// A file can be had from there: its message goes out, in the unit that ends its job.
    async fn file_there(&mut self, seq: u64, url: String, turn: &mut Turn) {
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
            self.hand_file(job.conversation, &message, turn);
        }
        self.say_behind(job.group, turn).await;
    }

    /// Puts the stanza of a message whose files are there into the outbox.
    pub(crate) fn hand_file(&mut self, id: ConversationId, message: &Message, turn: &mut Turn) {
        let Some(mut stanza) = self.stanza_of(id, message) else {
            return;
        };
        if let Some(jid) = self.talks.get(&id).map(|talk| talk.record.jid.clone()) {
            self.ask_for_marker(&jid, &mut stanza);
        }
        self.put_outbox(id, message, &stanza, turn);
    }

    /// Says what was to be said behind the files of a group, if all are away.
    async fn say_behind(&mut self, group: u64, turn: &mut Turn) {
        if self.sending.waits(group) {
            return;
        }
        let Some(words) = self.sending.words.remove(&group) else {
            return;
        };
        self.remove_note(Behind::name(group), turn);
        let said = Words {
            text: &words.text,
            spoiler: words.spoiler,
            origin: Some(words.origin),
            ..Words::default()
        };
        self.say(words.conversation, said, turn).await;
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
    async fn fail_file(&mut self, seq: u64, failure: TransferFailure, turn: &mut Turn) {
        let Some(job) = self.sending.jobs.get_mut(&seq) else {
            return;
        };
        job.stop();
        job.failed = true;
        self.sending.due = true;
        let place = (job.conversation, job.item);
        self.keep_job_of(seq, turn);
        self.show_failed(place, failure, turn).await;
        if let Some(job) = self.sending.jobs.get(&seq) {
            self.tell_ended(job);
        }
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

    fn set_stage(&mut self, seq: u64, stage: Doing) {
        if let Some(job) = self.sending.jobs.get_mut(&seq) {
            job.stage = stage;
        }
    }

    fn keep_job_of(&self, seq: u64, turn: &mut Turn) {
        if let Some(job) = self.sending.jobs.get(&seq) {
            self.keep_job(job, turn);
        }
    }

    fn keep_job(&self, job: &Job, turn: &mut Turn) {
        self.put_job_note(job.note(self.record.id), turn);
    }

    fn put_job_note(&self, note: Result<crate::store::NoteRecord, crate::Error>, turn: &mut Turn) {
        match note {
            Ok(note) => turn.ops.push(Op::PutNote(note)),
            Err(error) => turn.failed = Some(error),
        }
    }

    fn remove_note(&self, name: String, turn: &mut Turn) {
        turn.ops.push(Op::RemoveNote {
            account: self.record.id,
            shelf: Shelf::Transfer,
            name,
        });
    }

    fn tell_step(&self, place: (ConversationId, ItemId), doing: TransferStep, total: Option<u64>) {
        self.tell(step(place, doing, 0, total));
    }

    fn tell_ended(&self, job: &Job) {
        self.tell(Event::File(Told::Ended {
            conversation: job.conversation,
            item: job.item,
            index: 0,
        }));
    }
}

fn is_under_way(doing: &Doing) -> bool {
    matches!(doing, Doing::Asking | Doing::Moving(_))
}

fn step(
    (conversation, item): (ConversationId, ItemId),
    step: TransferStep,
    done: u64,
    total: Option<u64>,
) -> Event {
    Event::File(Told::Transfer(Arc::new(Transfer {
        conversation,
        item,
        index: 0,
        outgoing: true,
        step,
        done,
        total,
    })))
}

/// What is known of a file before anybody has looked at it.
fn given(file: &Outgoing) -> Attachment {
    let name = match file.name.trim().is_empty() {
        false => file.name.clone(),
        true => file
            .path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
    };
    let name = file_name::clean(&name);
    let given = file.media_type.as_deref().map(media_type::clean);
    let media_type = given.filter(|given| !given.is_empty());
    let media_type = media_type.unwrap_or_else(|| media_type::by_name(&name).to_owned());
    let voice = file.voice.as_ref();
    Attachment {
        kind: match voice {
            Some(_) => AttachmentKind::Voice,
            None => AttachmentKind::of(&media_type),
        },
        name,
        media_type,
        duration_ms: voice.map(|voice| voice.duration_ms),
        waveform: voice.map_or_else(Vec::new, |voice| {
            voice.waveform.iter().copied().take(WAVEFORM).collect()
        }),
        description: tidy(&file.description),
        place: Place::Moving,
        ..Attachment::default()
    }
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

/// As many values as a line of sound is drawn with.
const WAVEFORM: usize = 128;
