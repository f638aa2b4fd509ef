//! Files that come to us: which of them come by themselves, how far they are, and what became of them.
//!
//! What arrives over the stream is decided on as it arrives; what comes of the archive is decided on
//! when somebody looks at it, so that a history of years does not draw all its pictures. A file that is
//! wanted is written down in the transaction that says so in its message, and goes on after a restart.
//! Without a connection of the account nothing is fetched.

mod fetch;
mod kept;
mod nature;
mod open;
mod places;
mod policy;
mod queue;
mod work;

use std::path::PathBuf;
use std::sync::Arc;

use jid::BareJid;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::FileName;
use crate::event::file::Event as Announced;
use crate::model::{Attachment, Direction, FilePolicy, Held, Message, Place, TransferFailure};
use crate::store::{NoteRecord, Op, Shelf};
use crate::{ConversationId, Event, ItemId};

use fetch::Told;
use kept::Progress;
use queue::{Key, Queue, Wanted};

/// The files of an account that come to us.
#[derive(Debug)]
pub(crate) struct Downloads {
    policy: FilePolicy,
    queue: Queue,
    jobs: JoinSet<()>,
    /// How many jobs there were.
    count: u64,
    /// Dropped, it stops all jobs there are.
    halt: watch::Sender<()>,
    tells: mpsc::UnboundedSender<Told>,
    told: mpsc::UnboundedReceiver<Told>,
}

impl Downloads {
    /// What is to come after the last process, by what it has written down.
    pub(crate) fn recall(policy: FilePolicy, notes: &[NoteRecord]) -> Self {
        let (tells, told) = mpsc::unbounded_channel();
        let mut queue = Queue::default();
        for wanted in kept::wanted(notes) {
            queue.want(wanted);
        }
        Self {
            policy,
            queue,
            jobs: JoinSet::new(),
            count: 0,
            halt: watch::channel(()).0,
            tells,
            told,
        }
    }

    /// Stops all jobs; what has come so far stays, and is gone on with when there is a connection.
    pub(crate) fn halt(&mut self) {
        self.halt = watch::channel(()).0;
    }

    /// Whether a file is to come.
    pub(crate) fn is_wanted(&self, name: FileName) -> bool {
        self.queue.has(Key::of(name))
    }

    /// What a job tells next.
    pub(crate) async fn told(&mut self) -> Option<Told> {
        while self.jobs.try_join_next().is_some() {}
        self.told.recv().await
    }
}

impl Account {
    /// What is done with files from now on.
    pub(crate) fn set_file_policy(&mut self, policy: FilePolicy) {
        self.downloads.policy = policy;
    }

    /// Decides on the files of a message that has just come: what is to come by itself is wanted from
    /// now on.
    pub(crate) fn want_files(
        &mut self,
        conversation: ConversationId,
        message: &mut Message,
        from: &BareJid,
        turn: &mut Turn,
    ) {
        let trusted = self.is_trusted((conversation, from), message.direction);
        let item = message.id;
        for (index, file) in (0..).zip(&mut message.attachments) {
            if !matches!(file.place, Place::Remote(_)) {
                continue;
            }
            let place = FileName {
                conversation,
                item,
                index,
            };
            file.place = match policy::most(&self.downloads.policy, trusted, file) {
                Ok(most) if self.want(place, Some(most), turn) => Place::Moving,
                Ok(_) => Place::Remote(Held::Asked),
                Err(held) => Place::Remote(held),
            };
        }
    }

    /// Somebody looks at these messages: what is to come by itself does.
    pub(crate) async fn want_seen(
        &mut self,
        conversation: ConversationId,
        messages: &[Arc<Message>],
        turn: &mut Turn,
    ) {
        if self.read_only || self.is_stuck() {
            return;
        }
        let Some(talk) = self.talks.get(&conversation) else {
            return;
        };
        let with = talk.record.jid.clone();
        for message in messages {
            let trusted = self.is_trusted((conversation, &with), message.direction);
            for (index, file) in (0..).zip(&message.attachments) {
                if !may_have_changed(file) {
                    continue;
                }
                let place = FileName {
                    conversation,
                    item: message.id,
                    index,
                };
                match policy::most(&self.downloads.policy, trusted, file) {
                    Ok(most) if self.want(place, Some(most), turn) => {
                        self.set_file(place, |file| file.place = Place::Moving, turn)
                            .await;
                    }
                    _ => {}
                }
            }
        }
    }

    /// The person wants a file.
    pub(crate) async fn fetch_file(&mut self, place: FileName, turn: &mut Turn) {
        let Some(message) = self.now(place.conversation, place.item, turn).await else {
            return;
        };
        let place = FileName {
            item: message.id,
            ..place
        };
        let Some(file) = file_of(&message, place.index) else {
            return;
        };
        if file.sources.is_empty() || is_here(file) {
            return;
        }
        let moves = file.place == Place::Moving;
        if moves
            && message.direction == Direction::Outgoing
            && !self.downloads.queue.has(Key::of(place))
        {
            // It is on its way from us.
            return;
        }
        if self.want(place, None, turn) && !moves {
            self.set_file(place, |file| file.place = Place::Moving, turn)
                .await;
        }
    }

    /// The person does not want a file any more. `false`: it is not on its way to us.
    pub(crate) async fn stop_fetching(&mut self, place: FileName, turn: &mut Turn) -> bool {
        if !self.forget_wanted(Key::of(place), turn) && !self.is_left_behind(place, turn).await {
            return false;
        }
        let stopped = |file: &mut Attachment| {
            file.place = Place::Failed(TransferFailure::Cancelled);
        };
        self.set_file(place, stopped, turn).await;
        turn.files.push(ended(place));
        true
    }

    /// Whether a message says that a file comes, and nobody knows of it any more.
    async fn is_left_behind(&self, place: FileName, turn: &Turn) -> bool {
        let message = self.now(place.conversation, place.item, turn).await;
        let incoming = message.filter(|message| message.direction == Direction::Incoming);
        let file = incoming.as_ref().and_then(|it| file_of(it, place.index));
        file.is_some_and(|file| file.place == Place::Moving)
    }

    /// The conversation is no more, or is being cleared: nothing of it comes any more.
    pub(crate) fn stop_all_fetching(
        &mut self,
        conversation: ConversationId,
        is_gone: impl Fn(ItemId) -> bool,
        turn: &mut Turn,
    ) {
        for (key, item) in self.downloads.queue.of(conversation) {
            if is_gone(item) {
                self.forget_wanted(key, turn);
            }
        }
    }

    /// These files were removed to free up space.
    pub(crate) async fn lose_files(&mut self, places: Vec<FileName>, turn: &mut Turn) {
        for place in places {
            let gone = |file: &mut Attachment| {
                if matches!(file.place, Place::Here(_)) {
                    file.place = Place::Remote(Held::Freed);
                }
            };
            self.set_file(place, gone, turn).await;
        }
    }

    /// Wants a file, and writes it down. `false`: too many are wanted.
    fn want(&mut self, place: FileName, most: Option<u64>, turn: &mut Turn) -> bool {
        let key = Key::of(place);
        if !self.downloads.queue.has(key) && !self.downloads.queue.has_room() {
            return false;
        }
        let wanted = Wanted {
            key,
            item: place.item,
            most,
            progress: Progress::default(),
            lost: 0,
            after: None,
        };
        if !self.downloads.queue.has(key) {
            match kept::note(self.record.id, &wanted) {
                Ok(note) => turn.ops.push(Op::PutNote(note)),
                Err(error) => turn.failed = Some(error),
            }
        }
        self.downloads.queue.want(wanted);
        true
    }

    /// Nothing of a file is wanted any more. `false`: nothing was.
    fn forget_wanted(&mut self, key: Key, turn: &mut Turn) -> bool {
        if !self.downloads.queue.drop(key) {
            return false;
        }
        self.forget_note(key, turn);
        let (files, name) = (self.parts.files.clone(), kept::name(self.record.id, key));
        tokio::task::spawn_blocking(move || files.drop_part(&name));
        true
    }

    fn forget_note(&self, key: Key, turn: &mut Turn) {
        turn.ops.push(Op::RemoveNote {
            account: self.record.id,
            shelf: Shelf::Fetch,
            name: kept::name(self.record.id, key),
        });
    }

    /// Changes what is known of a file, in the store and for whoever looks.
    async fn set_file(
        &mut self,
        place: FileName,
        change: impl FnOnce(&mut Attachment),
        turn: &mut Turn,
    ) {
        let item = (place.conversation, place.item);
        self.renew_file(item, place.index, change, turn).await;
    }

    /// Whether somebody's files may come by themselves: our own, a contact's, and those of the members
    /// of a private group.
    fn is_trusted(&self, (id, with): (ConversationId, &BareJid), direction: Direction) -> bool {
        direction == Direction::Outgoing
            || *with == self.record.jid
            || self.contacts.contains_key(with)
            || self.rooms.is_private(id)
    }
}

fn file_of(message: &Message, index: u32) -> Option<&Attachment> {
    message.attachments.get(usize::try_from(index).ok()?)
}

/// Whether what was decided on a file when it came may be decided otherwise by now. What was freed on
/// purpose stays away until somebody asks for it.
fn may_have_changed(file: &Attachment) -> bool {
    match file.place {
        Place::Remote(Held::Asked | Held::Stranger) => true,
        // Where nobody has said how large it is, nobody will.
        Place::Remote(Held::Large) => file.size.is_some(),
        _ => false,
    }
}

/// A file may have been removed behind our back.
fn is_here(file: &Attachment) -> bool {
    matches!(&file.place, Place::Here(path) if PathBuf::from(path).is_file())
}

fn ended(place: FileName) -> Event {
    Event::File(Announced::Ended {
        conversation: place.conversation,
        item: place.item,
        index: place.index,
    })
}
