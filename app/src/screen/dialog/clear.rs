//! Deletes what was said from this machine: all of it, or what is older than a time, in one conversation
//! or in all of an account. It says how many messages that is before anything happens.

use chrono::Months;
use iced::widget::{column, text};
use waxwing_core::command::history as command;
use waxwing_core::model::{Account, Conversation};
use waxwing_core::{AccountId, Command, ConversationId, RequestId, Timestamp};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::choices::choices;
use crate::widget::{Element, Role, accessible};
use crate::{engine, format, moment, tr};

/// What is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everything.
    All,
    /// What is older than so many months.
    Older(u32),
}

/// What can be chosen.
const REACHES: [Reach; 5] = [
    Reach::Older(12),
    Reach::Older(6),
    Reach::Older(3),
    Reach::Older(1),
    Reach::All,
];

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    conversation: Option<ConversationId>,
    /// Whose history it is.
    name: String,
    now: Timestamp,
    reach: Reach,
    /// The question that is on its way.
    asked: RequestId,
    /// How many messages that is.
    count: Option<u64>,
    /// How far it has come.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Something else shall be deleted.
    Chosen(Reach),
    /// Delete it.
    Confirmed,
    /// Don't, or don't wait.
    Cancelled,
}

impl State {
    /// About a conversation.
    pub fn of(entry: &Conversation, now: Timestamp) -> Self {
        let (account, name) = (entry.account, entry.name.clone());
        Self::new((account, Some(entry.id)), name, now)
    }

    /// About everything of an account.
    pub fn of_account(account: &Account, now: Timestamp) -> Self {
        Self::new((account.id, None), account.jid.to_string(), now)
    }

    fn new(
        (account, conversation): (AccountId, Option<ConversationId>),
        name: String,
        now: Timestamp,
    ) -> Self {
        Self {
            account,
            conversation,
            name,
            now,
            reach: match conversation {
                Some(_) => Reach::All,
                None => Reach::Older(12),
            },
            asked: engine::request(),
            count: None,
            progress: Progress::Idle,
        }
    }

    /// Its name.
    pub fn title(&self) -> String {
        tr!("clear-title", name = self.name.as_str())
    }

    /// Asks how many messages that is.
    pub fn ask(&self) -> Command {
        Command::History(command::Command::Count {
            request: self.asked,
            account: self.account,
            conversation: self.conversation,
            before: self.before(),
        })
    }

    /// Takes in how many messages that is.
    pub fn counted(&mut self, request: RequestId, messages: u64) {
        if request == self.asked {
            self.count = Some(messages);
        }
    }

    fn before(&self) -> Timestamp {
        let Reach::Older(months) = self.reach else {
            return moment::NEVER;
        };
        let day = format::day(self.now);
        let day = day.checked_sub_months(Months::new(months)).unwrap_or(day);
        format::start_of(day)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Cancelled => Outcome::Close,
            _ if self.progress.is_waiting() => Outcome::Stay(Action::none()),
            Message::Chosen(reach) => {
                self.reach = reach;
                self.asked = engine::request();
                self.count = None;
                Outcome::Stay(Action::send(self.ask()))
            }
            Message::Confirmed if self.count.is_none_or(|count| count == 0) => {
                Outcome::Stay(Action::none())
            }
            Message::Confirmed => {
                let request = engine::request();
                self.progress = Progress::Waiting(request);
                let clear = command::Command::Clear {
                    request,
                    account: self.account,
                    conversation: self.conversation,
                    before: self.before(),
                };
                Outcome::Stay(Action::send(Command::History(clear)))
            }
        }
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let waiting = self.progress.is_waiting();
        let reaches = REACHES.map(|reach| (reach, name(reach)));
        let chosen = choices(None, self.reach, reaches, Message::Chosen);
        let count = match (waiting, self.count) {
            (true, _) => tr!("clear-working"),
            (false, None) => tr!("clear-counting"),
            (false, Some(0)) => tr!("clear-nothing"),
            (false, Some(count)) => {
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                tr!("clear-count", count = count)
            }
        };
        let shown = text(count.clone()).size(size::LIST);
        let hint = text(tr!("clear-hint")).size(size::LIST).style(words::quiet);
        let mut parts = column![
            heading(self.title()),
            chosen,
            accessible(Role::Status, count, shown),
            hint
        ];
        if let Some(wrong) = self.progress.wrong() {
            parts = parts.push(complaint(wrong));
        }
        let ready = !waiting && self.count.is_some_and(|count| count > 0);
        let submit = (Kind::Danger, tr!("clear-submit"));
        parts
            .push(buttons(
                Message::Cancelled,
                submit,
                ready.then_some(Message::Confirmed),
            ))
            .spacing(space::L)
            .into()
    }
}

fn name(reach: Reach) -> String {
    match reach {
        Reach::All => tr!("clear-all"),
        Reach::Older(12) => tr!("clear-year"),
        Reach::Older(months) => tr!("clear-months", count = months),
    }
}
