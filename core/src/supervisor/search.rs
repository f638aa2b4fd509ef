//! Finding what was said, in all accounts at once.

use crate::archive::{Hits, Search, excerpt};
use crate::command::search::Command;
use crate::event::search::{Event as Told, Hit};
use crate::supervisor::Supervisor;
use crate::{Error, Event, RequestId};

/// A search that came to its end.
pub(super) type Searched = (RequestId, String, Result<Hits, Error>);

/// Whoever types faster than this many searches end only wants the last ones.
const AT_ONCE: usize = 8;

impl Supervisor {
    /// Asks the history; the answer comes when it comes.
    pub(super) fn search(&mut self, command: Command) {
        let Command::Messages {
            request,
            words,
            account,
            conversation,
            limit,
            before,
            filter,
        } = command;
        if self.searches.len() >= AT_ONCE {
            self.done(request, Err(Error::TimedOut));
            return;
        }
        let found = self.parts.archive.search(Search {
            account,
            conversation,
            words: words.clone(),
            filter,
            limit,
            before: before.map(u64::cast_signed),
        });
        self.searches
            .spawn(async move { (request, words, found.await) });
    }

    /// Tells what was found, where it still is.
    pub(super) fn tell_found(&self, (request, words, found): Searched) {
        let found = match found {
            Ok(found) => found,
            Err(error) => return self.done(request, Err(error)),
        };
        let hits = found
            .found
            .into_iter()
            .filter_map(|(conversation, message)| {
                let account = *self.owners.get(&conversation)?;
                let excerpt = excerpt(&message.text, &words);
                Some(Hit {
                    account,
                    conversation,
                    message,
                    excerpt,
                })
            });
        self.tell(Event::Search(Told::Found {
            request,
            hits: hits.collect(),
            older: found.more.map(i64::cast_unsigned),
            incomplete: found.incomplete,
        }));
    }
}
