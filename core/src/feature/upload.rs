//! Sending files over the server's web server (XEP-0363).
//!
//! The message of a file is in the history at once. A job (a note of the account, so it outlives
//! restarts) makes the file ready, asks for a place and puts it there; the stanza goes into the outbox in
//! the same unit that removes the job, so that nothing is sent twice or forgotten. Meanwhile everything
//! else goes out. A file that was cut off begins anew with another place: a place is good once.

mod host;
mod job;
mod ready;
mod road;
mod seal;

use std::sync::Arc;

use uuid::Uuid;
use waxwing_proto::{file_name, media_type, sealed_file};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::file::Outgoing;
use crate::event::file::Event as Told;
use crate::feature::chat::Words;
use crate::feature::saying::tidy;
use crate::model::{
    Attachment, AttachmentKind, Direction, Message, Milestone, Place, Stage, State, Transfer,
    TransferFailure, TransferStep,
};
use crate::store::{Dedup, NoteRecord, Op, OutboxRecord, Shelf};
use crate::{ConversationId, Error, Event, ItemId, Timestamp};

pub(crate) use host::Asked;
pub(crate) use job::{Sending, recall};

use job::{Job, Words as Behind};

/// The condition of a message whose file could not be sent; a server never gives it (RFC 6120 §8.3.3
/// has no such). Why, is told by the file.
pub const NOT_UPLOADED: &str = "not-uploaded";

/// More than anybody picks at once.
const MOST_FILES: usize = 200;

impl Account {
    /// Puts the messages of files into the history, and begins to send them.
    pub(crate) async fn send_files(
        &mut self,
        id: ConversationId,
        files: Vec<Outgoing>,
        words: Words<'_>,
        turn: &mut Turn,
    ) {
        let mut text = tidy(words.text);
        let Some(jid) = self.talks.get(&id).map(|talk| talk.record.jid.clone()) else {
            return;
        };
        if self.is_stuck() || text.len() > self.longest_stanza() {
            return self.refuse_to_say(id, &text);
        }
        if files.is_empty() {
            return self.say(id, words, turn).await;
        }
        let answered = self.replied_to(id, words.reply_to, turn).await;
        let Ok(private) = self.confidant(id, words.private.clone(), answered.as_deref()) else {
            // It must not reach anybody else.
            return self.refuse_to_say(id, &text);
        };
        let spoiler = words.spoiler.clone();
        let mut reply = self.answering(id, answered.as_deref());
        if private.is_some() && !text.is_empty() {
            // What waits for its files does not know whom alone it is for.
            reply = None;
            text.clear();
            self.say(id, words, turn).await;
        }
        self.ensure_talk(&jid, true, turn);
        self.know(id, turn);
        let hint = spoiler.map(|hint| waxwing_proto::spoiler::line(&hint));
        let group = self.parts.store.next_seq();
        let alone = files.len() == 1;
        let sealed = self.own_sealing(id, private.as_ref()).is_some();
        for file in files.into_iter().take(MOST_FILES) {
            let mut attachment = given(&file);
            if sealed {
                // One version of what is encrypted says nothing of a file but where it is.
                text = joined(text, &std::mem::take(&mut attachment.description));
            } else if alone && attachment.description.is_empty() {
                attachment.description.clone_from(&text);
            }
            let beside = Message {
                reply: reply.take(),
                spoiler: hint.clone(),
                private: private.clone(),
                ..Message::default()
            };
            let item = self.say_file(id, vec![attachment], beside, turn);
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
            self.write_job(words.note(group, self.record.id), turn);
            self.sending.words.insert(group, words);
        }
        self.sending.due = true;
    }

    /// A message of ours that is nothing but files, as it stands in the history.
    /// `beside`: what else there is to it.
    pub(crate) fn say_file(
        &mut self,
        id: ConversationId,
        attachments: Vec<Attachment>,
        beside: Message,
        turn: &mut Turn,
    ) -> ItemId {
        let message = Message {
            id: self.next_item(id, Timestamp::now()),
            direction: Direction::Outgoing,
            sealing: self.own_sealing(id, beside.private.as_ref()),
            sender: self.own.to_string(),
            state: State::Pending,
            origin_id: Uuid::new_v4().to_string(),
            author: self.own_author(id),
            attachments,
            ..beside
        };
        let dedup = vec![Dedup::Origin {
            from: self.record.jid.clone(),
            id: message.origin_id.clone(),
        }];
        let item = message.id;
        self.read_by_writing(id, item);
        let queued = self.queued(id, &message);
        self.put_message(id, message, dedup, turn);
        Self::note(id, item, queued, turn);
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
        let here = file
            .sha256
            .clone()
            .filter(|_| matches!(file.place, Place::Here(_)));
        let readable = !is_sealed(&file) || self.own_sealing(id, None).is_some();
        let item = match here.filter(|_| !readable) {
            // Who gets it in plain may not know what to do with something encrypted.
            Some(sha256) => {
                let file = Attachment {
                    sources: Vec::new(),
                    place: Place::Moving,
                    ..file
                };
                let item = self.say_file(id, vec![file], Message::default(), turn);
                return self.put_anew((id, item), sha256, turn);
            }
            None => self.say_file(id, vec![file], Message::default(), turn),
        };
        if let Some(message) = turn.row(id, item) {
            self.hand_file(id, &message, turn);
        }
    }

    /// What was to go out encrypted goes out in plain after all, so its file is put there once more: what is there
    /// can be read only with a key. `false` where the entry is of no such file.
    pub(crate) async fn put_in_plain(&mut self, entry: &OutboxRecord, turn: &mut Turn) -> bool {
        let place = (entry.conversation, entry.item);
        let message = self.now(place.0, place.1, turn).await;
        let file = message
            .as_ref()
            .and_then(|message| message.attachments.first());
        let file = file.filter(|file| is_sealed(file) && matches!(file.place, Place::Here(_)));
        let Some(sha256) = file.and_then(|file| file.sha256.clone()) else {
            return false;
        };
        let moving = |file: &mut Attachment| {
            file.sources.clear();
            file.place = Place::Moving;
        };
        self.renew_file(place, 0, moving, turn).await;
        self.put_anew(place, sha256, turn);
        true
    }

    /// Begins to send a file that is here already.
    fn put_anew(&mut self, place: (ConversationId, ItemId), sha256: String, turn: &mut Turn) {
        let job = Job {
            sha256: Some(sha256),
            ..Job::new(place.0, place.1, None, place.1.seq)
        };
        self.keep_job(&job, turn);
        self.sending.jobs.insert(place.1.seq, job);
        self.tell_step(place, TransferStep::Waiting, None);
        self.sending.due = true;
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

    /// A job for a message whose file never got anywhere, and whose job is lost; or whose file is where it is of no
    /// use, because nothing is encrypted any more.
    async fn lost_job(&self, id: ConversationId, item: ItemId, turn: &Turn) -> Option<Job> {
        let message = self.now(id, item, turn).await?;
        let file = message.attachments.first()?;
        let failed = matches!(message.state, State::Failed { .. });
        let ours = message.direction == Direction::Outgoing;
        let useless = is_sealed(file) && self.own_sealing(id, message.private.as_ref()).is_none();
        (failed && ours && (file.sources.is_empty() || useless)).then(|| Job {
            sha256: file.sha256.clone(),
            failed: true,
            ..Job::new(id, message.id, None, message.id.seq)
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
        self.send_in_order(job.group, turn).await;
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

    /// Messages were cleared away: a file that had failed is not tried again without its message.
    pub(crate) async fn drop_cleared_files(&mut self, turn: &mut Turn) {
        let jobs = self.sending.jobs.values().filter(|job| job.failed);
        let failed: Vec<_> = jobs.map(|job| (job.conversation, job.item)).collect();
        for (id, item) in failed {
            let there = self.now(id, item, turn).await;
            if there.is_none_or(|message| message.is_hidden()) {
                self.drop_file(item.seq, turn).await;
            }
        }
    }

    /// Puts the stanza of a message whose files are there into the outbox.
    pub(crate) fn hand_file(&mut self, id: ConversationId, message: &Message, turn: &mut Turn) {
        let Some(mut stanza) = self.stanza_of(id, message) else {
            return;
        };
        if let Some(jid) = self.talks.get(&id).map(|talk| talk.record.jid.clone()) {
            self.ask_for_marker(&jid, message, &mut stanza);
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

    fn keep_job_of(&self, seq: u64, turn: &mut Turn) {
        if let Some(job) = self.sending.jobs.get(&seq) {
            self.keep_job(job, turn);
        }
    }

    fn keep_job(&self, job: &Job, turn: &mut Turn) {
        self.write_job(job.note(self.record.id), turn);
    }

    fn write_job(&self, note: Result<NoteRecord, Error>, turn: &mut Turn) {
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

/// Whether only those who have the key can read what is there of a file.
fn is_sealed(file: &Attachment) -> bool {
    file.sources
        .first()
        .is_some_and(|source| sealed_file::is_link(source))
}

/// One text of two.
fn joined(text: String, more: &str) -> String {
    match (text.is_empty(), more.is_empty()) {
        (_, true) => text,
        (true, _) => more.to_owned(),
        _ => format!("{text}\n{more}"),
    }
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

/// As many values as a line of sound is drawn with.
const WAVEFORM: usize = 128;
