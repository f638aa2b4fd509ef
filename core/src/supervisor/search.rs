//! Finding what was said, in all accounts at once.

use crate::archive::{Hits, Search};
use crate::command::search::Command;
use crate::event::search::{Event as Told, Hit};
use crate::supervisor::Supervisor;
use crate::{Error, Event, RequestId};

/// A search that came to its end.
pub(super) type Searched = (RequestId, Result<Hits, Error>);

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
        } = command;
        if self.searches.len() >= AT_ONCE {
            self.done(request, Err(Error::TimedOut));
            return;
        }
        let found = self.parts.archive.search(Search {
            account,
            conversation,
            words,
            limit,
            before: before.map(u64::cast_signed),
        });
        self.searches.spawn(async move { (request, found.await) });
    }

    /// Tells what was found, where it still is.
    pub(super) fn tell_found(&self, (request, found): Searched) {
        let found = match found {
            Ok(found) => found,
            Err(error) => return self.done(request, Err(error)),
        };
        let hits = found
            .found
            .into_iter()
            .filter_map(|(conversation, message)| {
                let account = *self.owners.get(&conversation)?;
                Some(Hit {
                    account,
                    conversation,
                    message,
                })
            });
        self.tell(Event::Search(Told::Found {
            request,
            hits: hits.collect(),
            older: found.more.map(i64::cast_unsigned),
        }));
    }
}
