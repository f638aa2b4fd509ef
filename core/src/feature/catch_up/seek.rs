//! Having the server look for words in everything that it keeps (XEP-0431): for what is not here. Nothing
//! of what it finds is kept, for what stands around it is missing.
//!
//! Of what else is asked for, dates and a single person narrow its search down (XEP-0313 §4.1); the rest, who
//! said it and whether it has a link or a file, is looked at here.

use waxwing_proto::archive::search::Within;
use waxwing_proto::archive::{Entry, Fin, search};
use waxwing_proto::iq::Request;
use waxwing_proto::result_set::Range;

use super::aside::nonsense;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::{Archived, excerpt, has_links};
use crate::command::search::{Filter, Sender};
use crate::event::history::{Event as Told, Kept};
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};
use crate::model::Direction;
use crate::{BareJid, ConversationId, Error, Event, RequestId, Timestamp};

/// What somebody looks for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) words: String,
    /// In this conversation only.
    pub(super) conversation: Option<ConversationId>,
    pub(super) filter: Filter,
}

/// What is looked for, and what was found.
#[derive(Debug)]
pub(super) struct Seek {
    request: RequestId,
    wanted: Wanted,
    /// What of that the server is told.
    within: Within,
    range: Range,
    /// The name of the question that is open; empty before it went out.
    query: String,
    /// So many pages had nothing that fits.
    vain: u32,
    /// Oldest first.
    found: Vec<Kept>,
}

/// So many are asked for at a time: what any server gives at once, and a few screens.
const FOUND: u32 = 50;

/// So many pages without anything that fits are gone over at once; then it is time to answer.
const IN_VAIN: u32 = 5;

impl Account {
    /// Has the server look for something, also beyond an earlier answer.
    pub(super) fn seek(
        &mut self,
        request: RequestId,
        wanted: Wanted,
        before: Option<String>,
        turn: &mut Turn,
    ) {
        // Whoever asks anew does not want the answer to the question before.
        self.end_seek(Err(Error::TimedOut), turn);
        let unknown = wanted
            .conversation
            .is_some_and(|id| !self.talks.contains_key(&id));
        if !self.is_online() {
            turn.done.push((request, Err(Error::Offline)));
            return;
        }
        if wanted.words.trim().is_empty() || unknown {
            turn.done.push((request, Err(Error::NotFound)));
            return;
        }
        let Some(within) = self.narrowed(&wanted) else {
            // All of it is to be in conversations of other accounts.
            self.tell_sought(request, Vec::new(), None);
            return;
        };
        self.backlog.seek = Some(Seek {
            request,
            wanted,
            within,
            range: before.map_or(Range::Last, Range::Before),
            query: String::new(),
            vain: 0,
            found: Vec::new(),
        });
        self.ask_words(turn);
    }

    /// What of all that is wanted the server can tell; nothing where this account has none of it.
    fn narrowed(&self, wanted: &Wanted) -> Option<Within> {
        let filter = &wanted.filter;
        let jid = |id: &ConversationId| self.talks.get(id).map(|talk| talk.record.jid.clone());
        let here: Vec<BareJid> = filter.among.iter().filter_map(jid).collect();
        if here.is_empty() && !filter.among.is_empty() {
            return None;
        }
        let own = &self.record.jid;
        // Whoever is not we has said it to us, in the conversation with them.
        let theirs = match filter.from.as_slice() {
            [Sender::Address(address)] => address
                .split('/')
                .next()
                .and_then(|bare| BareJid::new(bare).ok())
                .filter(|bare| bare != own),
            _ => None,
        };
        let only = match here.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let with = wanted.conversation.as_ref().and_then(jid);
        Some(Within {
            with: with.or(only).or(theirs),
            start: filter.since.map(|at| at.0),
            end: filter.until.map(|at| at.0),
        })
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
        let words = (field, seek.wanted.words.as_str());
        let element = search::query(&query, words, &seek.within, &seek.range, FOUND);
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
            let said = Said {
                conversation,
                direction,
                sender: &sender,
                at: Timestamp(stamp),
            };
            let filter = &seek.wanted.filter;
            let with_file = !beside.attachments.is_empty();
            if !said.fits(filter) || !has_links(filter, &text, with_file) {
                return;
            }
            // What is hidden by a hint is not shown by a search.
            let text = beside.spoiler.unwrap_or(text);
            seek.found.push(Kept {
                conversation,
                id: entry.id,
                at: Timestamp(stamp),
                sender,
                direction,
                excerpt: excerpt(&text, &seek.wanted.words),
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
        let Some(seek) = &mut self.backlog.seek else {
            return;
        };
        let first = seek.found.first().map(|kept| kept.id.clone());
        let oldest = fin.set.first.or(first).filter(|_| !fin.complete);
        if let Some(oldest) = &oldest
            && seek.found.is_empty()
            && seek.vain < IN_VAIN
        {
            seek.vain += 1;
            seek.range = Range::Before(oldest.clone());
            self.ask_words(turn);
            return;
        }
        if let Some(seek) = self.backlog.seek.take() {
            self.tell_sought(seek.request, seek.found, oldest);
        }
    }

    /// Tells what was found, oldest first.
    fn tell_sought(&self, request: RequestId, found: Vec<Kept>, older: Option<String>) {
        self.tell(Event::History(Told::Found {
            request,
            account: self.record.id,
            hits: found.into_iter().rev().collect(),
            older,
        }));
    }

    fn end_seek(&mut self, how: Result<(), Error>, turn: &mut Turn) {
        let seek = self.backlog.seek.take();
        turn.done.extend(seek.map(|seek| (seek.request, how)));
    }
}

/// Who has said something, where and when.
struct Said<'a> {
    conversation: ConversationId,
    direction: Direction,
    sender: &'a str,
    at: Timestamp,
}

impl Said<'_> {
    /// Servers may not know what narrows a search down, so all of it is looked at once more.
    fn fits(&self, filter: &Filter) -> bool {
        let there = filter.among.is_empty() || filter.among.contains(&self.conversation);
        let since = filter.since.is_none_or(|since| self.at >= since);
        let until = filter.until.is_none_or(|until| self.at < until);
        let by = filter.from.is_empty() || filter.from.iter().any(|from| self.is_by(from));
        there && since && until && by
    }

    fn is_by(&self, sender: &Sender) -> bool {
        let address = match sender {
            Sender::Me => return self.direction == Direction::Outgoing,
            Sender::Them => return self.direction == Direction::Incoming,
            Sender::Address(address) => address,
        };
        let bare = |address: &str| address.split('/').next().map(str::to_lowercase);
        match address.contains('/') {
            true => address == self.sender,
            false => bare(address) == bare(self.sender),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: ConversationId = ConversationId(7);

    fn said() -> Said<'static> {
        Said {
            conversation: HERE,
            direction: Direction::Incoming,
            sender: "theo@example.org/Phone",
            at: Timestamp(100),
        }
    }

    fn from(senders: &[Sender]) -> Filter {
        Filter {
            from: senders.to_vec(),
            ..Filter::default()
        }
    }

    fn by(address: &str) -> Sender {
        Sender::Address(address.to_owned())
    }

    #[test]
    fn who_has_said_it_is_looked_at() {
        assert!(said().fits(&Filter::default()));
        assert!(said().fits(&from(&[Sender::Them])));
        assert!(!said().fits(&from(&[Sender::Me])));
        assert!(said().fits(&from(&[Sender::Me, by("Theo@example.org")])));
        assert!(said().fits(&from(&[by("theo@example.org/Phone")])));
        assert!(!said().fits(&from(&[by("theo@example.org/desk")])));
        assert!(!said().fits(&from(&[by("june@example.org")])));
    }

    #[test]
    fn where_and_when_it_was_said_is_looked_at_once_more() {
        let among = |id| Filter {
            among: vec![ConversationId(id)],
            ..Filter::default()
        };
        assert!(said().fits(&among(7)));
        assert!(!said().fits(&among(8)));
        let time = |since, until| Filter {
            since: Some(Timestamp(since)),
            until: Some(Timestamp(until)),
            ..Filter::default()
        };
        assert!(said().fits(&time(100, 101)));
        assert!(!said().fits(&time(101, 200)));
        assert!(!said().fits(&time(0, 100)), "earlier than then");
    }
}
