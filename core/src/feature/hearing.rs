//! What comes in beside plain words: corrections, retractions, reactions, replies, spoilers and files,
//! of others and of our other devices.
//!
//! What changes another message is a row of its own (see the archive's `relation`), hidden where its
//! subject is here and may be changed so. What is not accepted and has words is a message of its
//! own: nothing that was said is lost.

use std::sync::Arc;

use jid::BareJid;
use waxwing_proto::content::{Act, Content};
use waxwing_proto::message::Message as Wire;
use waxwing_proto::{delay, reply, stanza_id};

use crate::account::turn::Turn;
use crate::account::{Account, preview};
use crate::archive::{Beside, Doer};
use crate::event::conversation::Event as Told;
use crate::feature::encryption;
use crate::feature::file::heard_of;
use crate::feature::link;
use crate::model::{
    About, Attachment, Author, ChangeKind, Direction, Message, Reply, Sealing, State, Unreadable,
};
use crate::store::{Dedup, MessageRecord, Op};
use crate::{Change, ConversationId, Event, ItemId, Timestamp};

/// What the history keeps of a message.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Its words; the emoji of reactions, one a line.
    pub(crate) text: String,
    /// What else there is to it.
    pub(crate) beside: Beside,
    /// There is something to show, whatever becomes of the rest.
    pub(crate) speaks: bool,
    /// The words by which it is known again; of a file, its address.
    pub(crate) known_by: String,
}

impl Heard {
    /// Something of somebody's in a room, whose words are not known.
    pub(crate) fn of(author: Author) -> Self {
        Self {
            text: String::new(),
            beside: Beside {
                author: Some(author),
                ..Beside::default()
            },
            speaks: true,
            known_by: String::new(),
        }
    }

    /// It says anew what was said before.
    pub(crate) fn corrects(&self) -> bool {
        let about = self.beside.about.as_ref();
        about.is_some_and(|about| about.kind == ChangeKind::Correction)
    }
}

/// What becomes of something that was said.
enum Fate {
    /// It changes this message.
    Changes(Arc<Message>),
    /// It waits for its message, unseen.
    Waits,
    /// It is a message of its own.
    Stands,
}

impl Account {
    /// What is in a message for the history; `None` where there is nothing.
    pub(crate) fn heard(&self, wire: &Wire) -> Option<Heard> {
        if let Some(why) = encryption::foreign(wire) {
            let mut heard = encryption::wordless(wire, Sealing::Unreadable(why));
            if why == Unreadable::Unknown {
                // In place of words that are not known: by what they are hidden.
                heard.text = waxwing_proto::encryption::name(wire).unwrap_or_default();
            }
            return Some(heard);
        }
        let content = Content::of(wire, &self.parts.language);
        let speaks = match &content.act {
            Some(Act::React { .. }) => false,
            _ => {
                !content.text.is_empty() || content.tombstone.is_some() || !content.files.is_empty()
            }
        };
        if !speaks && content.act.is_none() {
            return None;
        }
        let about = content.act.as_ref().map(|act| About {
            kind: match act {
                Act::Correct { .. } => ChangeKind::Correction,
                Act::Retract { .. } => ChangeKind::Retraction,
                Act::React { .. } => ChangeKind::Reaction,
                Act::Place { .. } => ChangeKind::Place,
            },
            of: act.target().to_owned(),
            subject: None,
            hidden: false,
        });
        let now = Timestamp::now();
        let attachments: Vec<Attachment> = content.files.into_iter().map(heard_of).collect();
        let text = match content.act {
            Some(Act::React { emojis, .. }) => emojis.join("\n"),
            _ => content.text,
        };
        let previews = match &about {
            Some(About {
                kind: ChangeKind::Retraction | ChangeKind::Reaction,
                ..
            }) => Vec::new(),
            _ => link::heard(wire, &text),
        };
        let mut sources = attachments.iter().flat_map(|file| &file.sources);
        let known_by = match sources.next() {
            Some(source) if text.is_empty() => source.clone(),
            _ => text.clone(),
        };
        Some(Heard {
            text,
            known_by,
            beside: Beside {
                about,
                reply: content
                    .reply
                    .map(|(reply, quote)| self.answer_to(reply, quote)),
                spoiler: content.spoiler,
                retracted_at: content.tombstone.map(|stamp| {
                    stamp.map_or(now, |stamp| Timestamp(delay::believable(stamp, now.0)))
                }),
                unstyled: content.unstyled,
                attachments,
                previews,
                ..Beside::default()
            },
            speaks,
        })
    }

    fn answer_to(&self, reply: reply::Reply, quote: String) -> Reply {
        let author = reply.to.split('/').next().unwrap_or_default();
        Reply {
            mine: author == self.record.jid.as_str(),
            of: reply.of,
            to: reply.to,
            item: None,
            quote,
        }
    }

    /// The id attribute, where a message is known again by something else.
    pub(crate) fn named(wire: &Wire, author: &BareJid) -> Option<Dedup> {
        let id = wire.id.as_deref().filter(|id| !id.is_empty())?;
        let strong = wire.payload("origin-id", stanza_id::NS).is_some();
        let same = strong && stanza_id::origin(wire) == Some(id);
        (!same).then(|| Dedup::Named {
            from: author.clone(),
            id: id.to_owned(),
        })
    }

    /// What an encrypted message is known again by where somebody plays it back under other names. Whoever has the keys
    /// says that it was read before; this says whether it is still here.
    pub(crate) fn sealed_key(&self, heard: &Heard) -> Option<Dedup> {
        let sealed = heard.beside.sealing.is_some() && !heard.known_by.is_empty();
        sealed.then(|| self.key_of_print(&heard.known_by))
    }

    /// See [`Self::sealed_key`].
    pub(crate) fn key_of_print(&self, print: &str) -> Dedup {
        Dedup::Named {
            from: self.record.jid.clone(),
            id: format!("sealed {print}"),
        }
    }

    /// Stores what another message of this conversation is changed by; gives back what has to stand
    /// on its own.
    pub(crate) async fn take_act(
        &mut self,
        id: ConversationId,
        mut message: Message,
        (heard, dedup): (&Heard, &[Dedup]),
        turn: &mut Turn,
    ) -> Option<Message> {
        let doer = Doer::from(&message);
        let Some(about) = &mut message.about else {
            self.find_answered(id, &mut message, turn).await;
            return Some(message);
        };
        let found = self.subject(id, &doer, about, turn).await;
        match fate(found, about.kind, heard.speaks) {
            Fate::Changes(subject) => {
                about.subject = Some(subject.id.seq);
                about.hidden = true;
                if about.kind == ChangeKind::Place {
                    self.add_places((id, subject.id), &message.attachments, turn)
                        .await;
                }
                self.put_act(id, message, dedup.to_vec(), turn);
            }
            Fate::Waits => {
                about.hidden = true;
                self.put_act(id, message, dedup.to_vec(), turn);
                self.wait_for_subject(id);
            }
            Fate::Stands => {
                self.wait_for_subject(id);
                turn.renewed.insert((id, message.id.seq));
                return Some(message);
            }
        }
        None
    }

    /// What is answered is quoted as it is here.
    async fn find_answered(&mut self, id: ConversationId, message: &mut Message, turn: &Turn) {
        let Some(reply) = &mut message.reply else {
            return;
        };
        let named = |row: &&Arc<Message>| {
            let of =
                reply.of == row.origin_id || (row.author.is_some() && reply.of == row.stanza_id);
            !row.is_hidden() && of && !reply.of.is_empty()
        };
        let decided = turn.rows(id).find(named).map(Arc::clone);
        let answers = Doer {
            direction: message.direction,
            ..Doer::default()
        };
        let answered = match decided {
            Some(row) => Some(row),
            None => {
                let found = self.parts.archive.subject(id, answers, None, &reply.of);
                found.await.ok().flatten()
            }
        };
        match answered {
            Some(answered) => {
                reply.item = Some(answered.id);
                reply.mine = answered.direction == Direction::Outgoing;
                if !reply.mine {
                    // Whoever answers may name anybody.
                    reply.to.clone_from(&answered.sender);
                }
                let words = answered.spoiler.as_deref().unwrap_or(answered.words());
                reply.quote = reply::quoted(words);
            }
            None => self.wait_for_subject(id),
        }
    }

    /// From now on a message may come for which something waits.
    fn wait_for_subject(&mut self, id: ConversationId) {
        if let Some(talk) = self.talks.get_mut(&id) {
            talk.awaits = true;
        }
    }

    /// The message that is to be changed, as it is.
    async fn subject(
        &self,
        id: ConversationId,
        by: &Doer,
        about: &About,
        turn: &Turn,
    ) -> Option<Arc<Message>> {
        let names = |message: &&Arc<Message>| {
            let named = match message.author.is_some() && message.stanza_id == about.of {
                true => true,
                false => !by.moderates && message.origin_id == about.of,
            };
            named && by.may(about.kind, message)
        };
        let named = turn.rows(id).find(names).map(Arc::clone);
        let found = match named {
            Some(row) if !row.is_hidden() => Some(row),
            Some(row) => self.corrected_by(id, &row, turn).await,
            None => {
                let found = self
                    .parts
                    .archive
                    .subject(id, by.clone(), Some(about.kind), &about.of);
                found.await.ok().flatten()
            }
        };
        let mut found = found?;
        let gone = turn.rows(id).find(|row| {
            let about = row.about.as_ref();
            about.is_some_and(|one| {
                one.kind == ChangeKind::Retraction && one.subject == Some(found.id.seq)
            })
        });
        if let Some(gone) = gone {
            let at = gone.id.at;
            Arc::make_mut(&mut found).retracted_at.get_or_insert(at);
        }
        Some(found)
    }

    /// What a correction of this turn corrects: whoever names the correction means that.
    async fn corrected_by(
        &self,
        id: ConversationId,
        row: &Message,
        turn: &Turn,
    ) -> Option<Arc<Message>> {
        let about = row.about.as_ref()?;
        let item = ItemId {
            at: Timestamp::default(),
            seq: about
                .subject
                .filter(|_| matches!(about.kind, ChangeKind::Correction | ChangeKind::Place))?,
        };
        match turn.row(id, item) {
            Some(message) => Some(message),
            None => self.parts.archive.get(id, item).await.ok().flatten(),
        }
    }

    /// Stores a row that is not shown: what it changes is shown anew.
    pub(crate) fn put_act(
        &mut self,
        id: ConversationId,
        message: Message,
        dedup: Vec<Dedup>,
        turn: &mut Turn,
    ) {
        let about = message.about.as_ref();
        turn.frees |= about.is_some_and(|about| about.kind == ChangeKind::Retraction);
        let message = Arc::new(message);
        turn.ops.push(Op::PutMessage(MessageRecord {
            account: self.record.id,
            conversation: id,
            message: Arc::clone(&message),
            dedup,
        }));
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        talk.latest = talk.latest.max(message.id.at);
        turn.renew(id, &message);
        self.backlog.stir(id, false, self.rooms.has(id));
        self.audit_history(turn);
    }

    /// Shows messages as they are by now that were changed by others; the list, too.
    pub(crate) async fn show_renewed(&mut self, renewed: Vec<(ConversationId, u64)>) {
        for (id, seq) in renewed {
            let item = ItemId {
                at: Timestamp::default(),
                seq,
            };
            let Ok(Some(message)) = self.parts.archive.get(id, item).await else {
                continue;
            };
            self.backlog.retell(id, &message);
            if message.is_hidden() {
                // The history knew better. A row is gone only from where it stands, and a page may have
                // given it another place meanwhile: it moves there first.
                let gone = Change::Removed(vec![message.id]);
                for change in [Change::Upserted(vec![message]), gone] {
                    self.tell(Event::Conversation(Told::Timeline(id, change)));
                }
                continue;
            }
            self.renew_reminder(id, &message);
            self.change_notice(id, &message);
            let answers = self.parts.archive.answers(id, item).await;
            let Some(talk) = self.talks.get_mut(&id) else {
                continue;
            };
            let open = talk.open;
            if preview::change(&mut talk.record, &message) {
                self.dirty.insert(id);
                self.keep_talk(id);
            }
            self.tell_versions_of(id, message.id).await;
            let mut rows = answers.unwrap_or_default();
            rows.push(message);
            rows.retain(|row| open.is_some_and(|open| row.id >= open));
            if !rows.is_empty() {
                let change = Change::Upserted(rows);
                self.tell(Event::Conversation(Told::Timeline(id, change)));
            }
        }
        if !self.dirty.is_empty() {
            self.announce_talks();
        }
    }

    /// A message of somebody's, as it came.
    pub(crate) fn row_of(
        &self,
        wire: &Wire,
        (id, author): (ConversationId, &BareJid),
        heard: &Heard,
    ) -> Message {
        let delay = self.delay(wire);
        let now = Timestamp::now();
        let at = delay
            .as_ref()
            .map_or(now, |held| Timestamp(delay::believable(held.stamp, now.0)));
        let ours = *author == self.record.jid;
        let message = Message {
            id: self.next_item(id, at),
            direction: if ours {
                Direction::Outgoing
            } else {
                Direction::Incoming
            },
            sender: wire.from.text().unwrap_or_else(|| author.to_string()),
            text: heard.text.clone(),
            state: if ours { State::Sent } else { State::Received },
            origin_id: stanza_id::origin(wire).unwrap_or_default().to_owned(),
            sent_at: ours.then_some(at),
            stanza_id: self.archive_id(wire).unwrap_or_default().to_owned(),
            delayed: delay.is_some(),
            ..Message::default()
        };
        heard.beside.clone().put_to(message)
    }
}

/// What becomes of what is to change `found`.
fn fate(found: Option<Arc<Message>>, kind: ChangeKind, speaks: bool) -> Fate {
    match found {
        // What comes after the retraction was not taken back with it.
        Some(subject) if kind == ChangeKind::Correction && subject.retracted_at.is_some() => {
            Fate::Stands
        }
        // What has no files and never had any is not what was meant.
        Some(subject)
            if kind == ChangeKind::Place
                && subject.attachments.is_empty()
                && subject.retracted_at.is_none() =>
        {
            Fate::Stands
        }
        Some(subject) => Fate::Changes(subject),
        None if speaks => Fate::Stands,
        None => Fate::Waits,
    }
}
