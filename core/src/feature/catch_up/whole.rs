//! Whether the archive has all that comes while nobody is there. Where it has, a server may drop what it
//! keeps for those who are away, which Bind 2 makes it do (XEP-0386 §3.2); where it has not, that would
//! be lost, so the resource is bound the old way, and what waited comes by itself.

use waxwing_proto::archive_preferences::{self, Default as Kept, Preferences};
use waxwing_proto::iq::Request;

use crate::account::Account;
use crate::account::stream::ToStream;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};

impl Account {
    /// A new session: others may have chosen something else since. `offered`: there is an archive.
    pub(crate) fn ask_whether_whole(&mut self, offered: bool, turn: &mut Turn) {
        if offered {
            let query = Request::Get(archive_preferences::query());
            self.ask_of(None, query, Question::About(About::Whole), turn);
        } else {
            self.know_whole(false);
        }
    }

    /// The server has said what it keeps, or does not say.
    pub(crate) fn learn_whole(&mut self, outcome: &Outcome) {
        match outcome {
            Ok(answer) => {
                let told = answer.as_ref().and_then(Preferences::parse);
                self.know_whole(told.is_some_and(|told| is_whole(&told)));
            }
            Err(Unanswered::Refused(_)) => self.know_whole(false),
            Err(Unanswered::Silence | Unanswered::Offline) => {}
        }
    }

    /// What counts from the next login on, and after a restart.
    pub(super) fn know_whole(&mut self, whole: bool) {
        if self.book.server.whole_archive != whole {
            self.book.server.whole_archive = whole;
            self.line.send(ToStream::WholeArchive(whole));
            self.keep_whole_archive();
        }
    }
}

/// Nothing that somebody says is left out.
pub(super) fn is_whole(told: &Preferences) -> bool {
    told.default == Kept::Always && told.never.is_empty() && !told.cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_with_exceptions_is_not_whole() {
        let whole = |prefs: &str| {
            let prefs = format!("<prefs xmlns='urn:xmpp:mam:2' {prefs}</prefs>");
            is_whole(&Preferences::parse(&prefs.parse().unwrap()).unwrap())
        };
        assert!(whole("default='always'><always/><never/>"));
        assert!(whole("default='always'>"));
        assert!(!whole("default='roster'><always/><never/>"));
        assert!(!whole("default='never'>"));
        let never = "default='always'><never><jid>theo@example.org</jid></never>";
        assert!(!whole(never));
        // Nobody knows who that would have been.
        assert!(!whole("default='always'><never><jid>@@</jid></never>"));
    }
}
