//! The history of an account in words: how far it is, and what stands in its way.

use waxwing_core::model::{Fault, History, Limit, Progress};

use crate::{format, tr};

/// Every limit, in the order of choice.
pub const LIMITS: [Limit; 4] = [
    Limit::Everything,
    Limit::Year,
    Limit::ThreeMonths,
    Limit::Month,
];

/// How far it is, in a sentence.
pub fn progress(history: &History) -> String {
    let date = history.reached.map(format::full_date);
    match (&history.progress, date) {
        (Progress::Idle, _) => tr!("history-idle"),
        (Progress::NotOffered, _) => tr!("history-not-offered"),
        (Progress::News, _) => tr!("history-news"),
        (Progress::Older, Some(date)) => tr!("history-older", date = date),
        (Progress::Older, None) => tr!("history-beginning"),
        (Progress::Paused, Some(date)) => tr!("history-paused", date = date),
        (Progress::Paused, None) => tr!("history-paused-empty"),
        (Progress::Complete, Some(date)) => tr!("history-complete", date = date),
        (Progress::Complete, None) => tr!("history-empty"),
        (Progress::Failed { fault, .. }, _) => failure(*fault),
    }
}

/// The same in a few words, for the foot of the list; nothing where nobody has to know.
pub fn brief(history: &History) -> Option<String> {
    let date = history.reached.map(format::full_date);
    match (&history.progress, date) {
        (Progress::Older, Some(date)) => Some(tr!("history-brief-older", date = date)),
        (Progress::Older, None) => Some(tr!("history-brief-beginning")),
        (Progress::Paused, _) => Some(tr!("history-brief-paused")),
        (Progress::Failed { .. }, _) => Some(tr!("history-brief-failed")),
        _ => None,
    }
}

/// What went wrong.
pub fn failure(fault: Fault) -> String {
    match fault {
        Fault::Silence => tr!("history-fault-silence"),
        Fault::Refused => tr!("history-fault-refused"),
        Fault::Nonsense => tr!("history-fault-nonsense"),
        Fault::Unreadable => tr!("history-fault-unreadable"),
        Fault::Store => tr!("history-fault-store"),
    }
}

/// How far back.
pub fn limit(limit: Limit) -> String {
    match limit {
        Limit::Everything => tr!("history-limit-everything"),
        Limit::Year => tr!("history-limit-year"),
        Limit::ThreeMonths => tr!("history-limit-three-months"),
        Limit::Month => tr!("history-limit-month"),
    }
}
