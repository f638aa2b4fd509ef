//! Why a file is not here or did not go out, and what can be done about it.

use waxwing_core::Timestamp;
use waxwing_core::model::{Held, TransferFailure};

use super::size;
use crate::widget::hazard;
use crate::{format, tr};

/// Words of a server or of the system that are shown; nobody reads more of them in a row.
const MOST_SAID: usize = 200;

/// A failure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub what: String,
    /// What can be done about it; may be empty.
    pub advice: String,
    /// Whether trying again could help.
    pub again: bool,
}

impl Trouble {
    /// All of it in one line.
    pub fn sentence(&self) -> String {
        match self.advice.as_str() {
            "" => self.what.clone(),
            advice => [self.what.as_str(), advice].join(" "),
        }
    }
}

/// What went wrong with a file on its way from us, or to us.
pub fn trouble(failure: &TransferFailure, outgoing: bool, now: Timestamp) -> Trouble {
    let again = |what: String, advice: String| Trouble {
        what,
        advice,
        again: true,
    };
    let never = |what: String, advice: String| Trouble {
        what,
        advice,
        again: false,
    };
    match failure {
        TransferFailure::NoService => {
            again(tr!("trouble-no-service"), tr!("trouble-no-service-advice"))
        }
        TransferFailure::TooLarge(Some(most)) => never(
            tr!("trouble-too-large", most = size(*most)),
            tr!("trouble-too-large-advice"),
        ),
        TransferFailure::TooLarge(None) if outgoing => never(
            tr!("trouble-too-large-unknown"),
            tr!("trouble-too-large-advice"),
        ),
        TransferFailure::TooLarge(None) => never(tr!("trouble-too-large-here"), String::new()),
        TransferFailure::Quota(until) => again(
            tr!("trouble-quota"),
            match until {
                Some(until) => {
                    let time = format::upcoming(Timestamp(*until), now);
                    tr!("trouble-quota-until", time = time)
                }
                None => tr!("trouble-quota-advice"),
            },
        ),
        TransferFailure::Refused(said) => again(refused(said), String::new()),
        TransferFailure::Unreadable(said) => again(
            tr!("trouble-unreadable", why = bounded(said)),
            tr!("trouble-unreadable-advice"),
        ),
        TransferFailure::Gone if outgoing => never(tr!("trouble-gone-ours"), String::new()),
        TransferFailure::Gone => again(tr!("trouble-gone"), tr!("trouble-gone-advice")),
        TransferFailure::Status(404 | 410) if !outgoing => {
            again(tr!("trouble-gone"), tr!("trouble-gone-advice"))
        }
        TransferFailure::Status(number) => again(
            tr!("trouble-status", number = number.to_string()),
            String::new(),
        ),
        TransferFailure::Connection(said) => again(
            tr!("trouble-connection", why = bounded(said)),
            String::new(),
        ),
        TransferFailure::Insecure => never(tr!("trouble-insecure"), String::new()),
        TransferFailure::Length => again(tr!("trouble-length"), tr!("trouble-altered-advice")),
        TransferFailure::Altered => again(tr!("trouble-altered"), tr!("trouble-altered-advice")),
        TransferFailure::Disk(said) => again(
            tr!("trouble-disk", why = bounded(said)),
            tr!("trouble-disk-advice"),
        ),
        TransferFailure::Cancelled if outgoing => again(tr!("trouble-stopped-ours"), String::new()),
        TransferFailure::Cancelled => again(tr!("trouble-stopped"), String::new()),
    }
}

/// Why a file was not fetched by itself.
pub fn held(held: Held) -> String {
    match held {
        Held::Asked => tr!("held-asked"),
        Held::Stranger => tr!("held-stranger"),
        Held::Large => tr!("held-large"),
        Held::Freed => tr!("held-freed"),
    }
}

fn refused(said: &str) -> String {
    match said.trim() {
        "" => tr!("trouble-refused"),
        said => tr!("trouble-refused-said", words = bounded(said)),
    }
}

/// Foreign words as far as they can be shown in a line.
fn bounded(said: &str) -> String {
    let (part, _) = hazard::excerpt_within(said.trim(), MOST_SAID, 1);
    hazard::visible(part).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::NOW;

    fn all() -> Vec<TransferFailure> {
        use TransferFailure as F;
        vec![
            F::NoService,
            F::TooLarge(Some(10_000_000)),
            F::TooLarge(None),
            F::Quota(None),
            F::Quota(Some(NOW.0 + 3_600_000_000)),
            F::Refused(String::new()),
            F::Refused("not today".to_owned()),
            F::Unreadable("Permission denied".to_owned()),
            F::Gone,
            F::Status(404),
            F::Status(503),
            F::Connection("timed out".to_owned()),
            F::Insecure,
            F::Length,
            F::Altered,
            F::Disk("No space left on device".to_owned()),
            F::Cancelled,
        ]
    }

    #[test]
    fn every_failure_has_words_of_its_own() {
        for outgoing in [false, true] {
            let mut said = std::collections::BTreeSet::new();
            for failure in all() {
                let trouble = trouble(&failure, outgoing, NOW);
                assert!(trouble.what.ends_with('.'), "{failure:?}: {trouble:?}");
                assert!(!trouble.sentence().contains("trouble-"), "{trouble:?}");
                said.insert(trouble.sentence());
            }
            // What is gone says so whichever way that was found out.
            let same = if outgoing { 0 } else { 1 };
            assert_eq!(said.len(), all().len() - same);
        }
    }

    #[test]
    fn what_a_server_says_is_bounded_and_made_visible() {
        let said = format!("no\u{202e}pe\nsecond line {}", "x".repeat(10_000));
        let words = trouble(&TransferFailure::Refused(said), true, NOW).what;
        assert!(words.len() < 400 && !words.contains('\u{202e}') && !words.contains('\n'));
    }
}
