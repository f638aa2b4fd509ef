//! The history of an account: how much of what the server keeps is here, how much shall be, and what the
//! server keeps at all (XEP-0313, XEP-0441).

mod view;

use std::sync::Arc;

use waxwing_core::command::history::Command as C;
use waxwing_core::model::{Archiving, Keeps, Limit};
use waxwing_core::{AccountId, Command, Error, RequestId};

use crate::engine;
use crate::screen::Action;

/// What the page holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    /// What the server keeps, once it has said so.
    archiving: Option<Arc<Archiving>>,
    /// What is being asked.
    request: Option<RequestId>,
    /// What was chosen and is not known to be in force.
    wanted: Option<Keeps>,
    /// Why the server has not said so, or has not done so.
    error: Option<Error>,
}

/// What happens on the page.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// Fetch nothing older for now.
    PausePressed,
    /// Go on.
    ResumePressed,
    /// How far back.
    LimitChosen(Limit),
    /// What the server shall keep.
    KeepsChosen(Keeps),
    /// Delete something of it here; the page does it.
    ClearPressed,
}

impl State {
    /// The page of an account, which asks at once.
    pub fn open(account: AccountId) -> (Self, Action<Message>) {
        let request = engine::request();
        let state = Self {
            account,
            archiving: None,
            request: Some(request),
            wanted: None,
            error: None,
        };
        (state, send(C::AskArchiving { request, account }))
    }

    /// Whose page it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Takes in what a server keeps.
    pub fn show(&mut self, archiving: &Arc<Archiving>) {
        if archiving.account == self.account {
            self.archiving = Some(Arc::clone(archiving));
        }
    }

    /// Takes in the end of a request.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) {
        if self.request == Some(request) {
            self.request = None;
            self.wanted = None;
            self.error = result.as_ref().err().cloned();
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        let account = self.account;
        match message {
            Message::ClearPressed => Action::none(),
            Message::PausePressed => send(C::Pause { account }),
            Message::ResumePressed => send(C::Resume { account }),
            Message::LimitChosen(limit) => send(C::SetLimit { account, limit }),
            Message::KeepsChosen(keeps) => {
                let request = engine::request();
                self.request = Some(request);
                self.wanted = Some(keeps);
                self.error = None;
                send(C::SetArchiving {
                    request,
                    account,
                    keeps,
                })
            }
        }
    }
}

fn send<M>(command: C) -> Action<M> {
    Action::send(Command::History(command))
}
