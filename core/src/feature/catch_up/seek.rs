//! Having the server look for words in everything that it keeps (XEP-0431): for what is not here. Nothing
//! of what it finds is kept, for what stands around it is missing.

use waxwing_proto::archive::{Entry, Fin, search};
use waxwing_proto::iq::Request;
use waxwing_proto::result_set::Range;

use super::aside::nonsense;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::{Archived, excerpt};
use crate::event::history::{Event as Told, Kept};
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::{BareJid, ConversationId, Error, Event, RequestId, Timestamp};

/// What is looked for, and what was found.
#[derive(Debug)]
pub(super) struct Seek {
    request: RequestId,
    words: String,
    with: Option<BareJid>,
    range: Range,
    /// The name of the question that is open; empty before it went out.
    query: String,
    /// Oldest first.
    found: Vec<Kept>,
}

impl Account {
    /// Has the server look for words, in one conversation or in all, and beyond an earlier answer.
    pub(super) fn seek(
        &mut self,
        request: RequestId,
        words: String,
        (conversation, before): (Option<ConversationId>, Option<String>),
        turn: &mut Turn,
    ) {
        // Whoever asks anew does not want the answer to the question before.
        self.end_seek(Err(Error::TimedOut), turn);
        let talk = conversation.map(|id| self.talks.get(&id));
        if !self.is_online() {
            turn.done.push((request, Err(Error::Offline)));
        } else if words.trim().is_empty() || talk.is_some_and(|talk| talk.is_none()) {
            turn.done.push((request, Err(Error::NotFound)));
        } else {
            let with = talk.flatten().map(|talk| talk.record.jid.clone());
            self.backlog.seek = Some(Seek {
                request,
                words,
                with,
                range: before.map_or(Range::Last, Range::Before),
                query: String::new(),
                found: Vec::new(),
            });
            self.ask_words(turn);
        }
    }

    /// Asks by what the archive can be searched, or has it searched.
    fn ask_words(&mut self, turn: &mut Turn) {
        let Some(known) = self.backlog.words_field else {
            let question = Question::About(About::ArchiveForm);
            return self.ask_of(None, Request::Get(search::ask()), question, turn);
        };
        let Some(field) = known else {
            self.end_seek(Err(Error::NotOffered), turn);
            return;
        };
        let Some(seek) = &mut self.backlog.seek else {
            return;
        };
        let query = format!("find-{}", uuid::Uuid::new_v4().simple());
        seek.query.clone_from(&query);
        let words = (field, seek.words.as_str());
        let element = search::query(&query, words, seek.with.as_ref(), &seek.range, FOUND);
        let question = Question::About(About::Page { query });
        self.ask_of(None, Request::Set(element), question, turn);
    }

    /// The server has said by what its archive can be searched.
    pub(crate) fn learn_form(&mut self, outcome: Outcome, turn: &mut Turn) {
        match outcome {
            Ok(answer) => self.backlog.words_field = Some(search::field(answer.as_ref())),
            Err(Unanswered::Refused(_)) => self.backlog.words_field = Some(None),
            Err(unanswered) => {
                self.end_seek(Err(unanswered.into()), turn);
                return;
            }
        }
        let unasked = |seek: &Seek| seek.query.is_empty();
        if self.backlog.seek.as_ref().is_some_and(unasked) {
            self.ask_words(turn);
        }
    }

    /// Whether a result or an answer belongs to it.
    pub(super) fn expects_found(&self, query: &str) -> bool {
        let seek = self.backlog.seek.as_ref();
        seek.is_some_and(|seek| seek.query == query)
    }

    /// Takes in what was found.
    pub(super) fn take_found(&mut self, entry: Entry, turn: &mut Turn) {
        let (Some(message), Some(stamp)) = (&entry.message, entry.stamp) else {
            return;
        };
        let room = |seek: &Seek| seek.found.len() < FOUND as usize;
        if !self.backlog.seek.as_ref().is_some_and(room) {
            return;
        }
        let content = self.archived(message, &entry.id, turn);
        if let Archived::Message {
            conversation,
            direction,
            sender,
            text,
            beside,
            ..
        } = content
            && beside.about.is_none()
            && !text.is_empty()
            && let Some(seek) = &mut self.backlog.seek
        {
            // What is hidden by a hint is not shown by a search.
            let text = beside.spoiler.unwrap_or(text);
            seek.found.push(Kept {
                conversation,
                id: entry.id,
                at: Timestamp(stamp),
                sender,
                direction,
                excerpt: excerpt(&text, &seek.words),
            });
        }
    }

    /// The page of what was found came to its end, or didn't.
    pub(super) fn hear_found(&mut self, outcome: Outcome, turn: &mut Turn) {
        let fin = match outcome {
            Ok(answer) => Fin::parse(answer.as_ref()).ok_or_else(nonsense),
            Err(unanswered) => Err(unanswered.into()),
        };
        let fin = match fin {
            Ok(fin) => fin,
            Err(error) => {
                self.end_seek(Err(error), turn);
                return;
            }
        };
        if let Some(seek) = self.backlog.seek.take() {
            let first = seek.found.first().map(|kept| kept.id.clone());
            let oldest = fin.set.first.or(first);
            self.tell(Event::History(Told::Found {
                request: seek.request,
                account: self.record.id,
                hits: seek.found.into_iter().rev().collect(),
                older: oldest.filter(|_| !fin.complete),
            }));
        }
    }

    fn end_seek(&mut self, how: Result<(), Error>, turn: &mut Turn) {
        let seek = self.backlog.seek.take();
        turn.done.extend(seek.map(|seek| (seek.request, how)));
    }
}

/// So many are asked for at a time: what any server gives at once, and a few screens.
const FOUND: u32 = 50;
