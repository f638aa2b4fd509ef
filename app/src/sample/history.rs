//! The history of an account on its way.

use iced::theme::Mode;
use waxwing_core::model::{Archiving, Fault, History, Keeps, Limit, Progress};
use waxwing_core::{Command, Error, Event, Timestamp, command, event};

use super::talk::{signed_in, with_romy_quietly};
use crate::sample::{self, NOW};
use crate::scene::Scene;
use crate::tr;
use crate::widget::Role;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// So far.
pub fn history(progress: Progress, fetched: u64, days: i64) -> History {
    History {
        progress,
        fetched,
        left_out: false,
        reached: Some(Timestamp(NOW.0 - days * DAY)),
        limit: Limit::Everything,
        paused: false,
    }
}

/// Our account with that much of its history, as an event.
pub fn told(history: History) -> Event {
    let account = waxwing_core::model::Account {
        history,
        ..sample::account(sample::online())
    };
    Event::Account(event::account::Event::Changed(std::sync::Arc::new(account)))
}

/// A server that does not answer when it is asked for the history.
pub fn silent() -> Progress {
    Progress::Failed {
        fault: Fault::Silence,
        detail: String::new(),
        retry_at: Some(Timestamp(NOW.0 + 4 * 60 * 1_000_000)),
    }
}

/// Romy's conversation while older messages are fetched.
pub fn fetching(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, height, mode);
    scene.tell([told(history(Progress::Older, 12_450, 400))]);
    scene
}

/// The page of the history; the server keeps this, or says why not.
pub fn page(
    (width, height): (f32, f32),
    mode: Mode,
    history: History,
    keeps: Result<Keeps, Error>,
) -> Scene {
    let mut scene = signed_in(width, height, mode);
    scene.tell([told(history)]);
    scene.click(&tr!("profile-menu"));
    let spoken = tr!(
        "account-spoken",
        address = "mira@example.org",
        state = tr!("show-online")
    );
    scene.click_role(Role::Button, &spoken);
    scene.click(&tr!("account-history"));
    let asked = scene.sent().into_iter().find_map(|command| match command {
        Command::History(command::history::Command::AskArchiving { request, account }) => {
            Some((request, account))
        }
        _ => None,
    });
    let (request, account) = asked.expect("the page asks");
    match keeps {
        Ok(keeps) => {
            let archiving = Archiving {
                account,
                keeps,
                always: vec!["romy@example.org".to_owned()],
                never: Vec::new(),
            };
            let told = event::history::Event::Archiving(std::sync::Arc::new(archiving));
            scene.tell([Event::History(told), Event::Done(request, Ok(()))]);
        }
        Err(error) => scene.tell([Event::Done(request, Err(error))]),
    }
    scene
}
