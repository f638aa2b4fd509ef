//! How an account is connected: what protects it, whom it talks to, and what is known of the server.

mod facts;
mod feature;
mod view;

use std::collections::HashSet;
use std::sync::Arc;

use waxwing_core::model::{Account, Server};
use waxwing_core::{AccountId, Command, command};

use crate::clipboard;
use crate::screen::{Action, Context};

/// What the page holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    server: Option<Arc<Server>>,
    /// The certificates that are shown with all their facts.
    unfolded: HashSet<usize>,
    /// All features are shown by their names.
    features: bool,
    /// The link that was clicked, until it is said whether it shall be opened.
    asked: Option<String>,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Ask the server again.
    RefreshPressed,
    /// Put all of it on the clipboard.
    ReportPressed,
    /// A certificate is shown with all its facts, or no longer.
    CertificateToggled(usize),
    /// All features are shown, or no longer.
    FeaturesToggled,
    /// A link was clicked.
    LinkPressed(String),
    /// Open it.
    LinkConfirmed,
    /// Don't.
    LinkRefused,
    /// Ask the page that tells of outages.
    StatusPressed,
}

impl State {
    /// The page of an account, which asks at once.
    pub fn open(account: AccountId) -> (Self, Action<Message>) {
        let state = Self {
            account,
            server: None,
            unfolded: HashSet::new(),
            features: false,
            asked: None,
        };
        let action = state.ask();
        (state, action)
    }

    /// Whose page it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Takes in what is known.
    pub fn show(&mut self, server: Arc<Server>) {
        if server.account == self.account {
            self.server = Some(server);
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::RefreshPressed => return self.ask(),
            Message::ReportPressed => {
                let account = context.world.account_by(self.account);
                let report = account.map(|account| self.report(account, context));
                return Action::run(report.map_or_else(iced::Task::none, clipboard::copy));
            }
            Message::CertificateToggled(place) => {
                if !self.unfolded.remove(&place) {
                    self.unfolded.insert(place);
                }
            }
            Message::FeaturesToggled => self.features = !self.features,
            Message::LinkPressed(link) => self.asked = Some(link),
            Message::LinkRefused => self.asked = None,
            Message::LinkConfirmed => {
                return self.asked.take().map_or_else(Action::none, Action::open);
            }
            Message::StatusPressed => {
                let account = self.account;
                let check = command::account::Command::CheckStatus { account };
                return Action::send(Command::Account(check));
            }
        }
        Action::none()
    }

    fn ask(&self) -> Action<Message> {
        let account = self.account;
        let inspect = command::account::Command::Inspect { account };
        Action::send(Command::Account(inspect))
    }

    /// All that the page shows, as text: facts about the connection and the server, and no secret.
    fn report(&self, account: &Account, context: &Context<'_>) -> String {
        let server = self.server.as_deref();
        let mut lines = vec![account.jid.to_string()];
        let mut add = |facts: Vec<(String, String)>| {
            lines.extend(facts.iter().map(|(name, fact)| format!("{name}: {fact}")));
        };
        add(facts::way(account, server, context));
        for certificate in server.iter().flat_map(|server| facts::chain(server)) {
            add(facts::certificate(certificate));
        }
        add(facts::software(server));
        if let Some(server) = server {
            add(facts::contacts(server));
            lines.extend(server.server_features.iter().cloned());
            lines.extend(server.account_features.iter().cloned());
        }
        lines.join("\n")
    }
}
