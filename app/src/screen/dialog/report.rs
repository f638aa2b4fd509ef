//! Blocking somebody, and telling the own server why (XEP-0377): what it is told is chosen here, and
//! nothing else is.

use iced::widget::{column, text};
use waxwing_core::command::contact::Command as C;
use waxwing_core::model::{Cited, Conversation, Report, ReportReason};
use waxwing_core::{AccountId, BareJid, Command, RequestId};

use super::{Action, Outcome, Progress, buttons, complaint, heading};
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{size, space};
use crate::ui::choices::choices;
use crate::ui::toggle::toggle;
use crate::widget::{Element, text_field};
use crate::{engine, tr};

/// The words longer than this are not typed on; the engine takes 4,000 bytes.
const LONGEST: usize = 1_000;

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    jid: BareJid,
    name: String,
    /// Our own.
    server: String,
    /// They have written something.
    has_written: bool,
    /// Why they are reported; `None`: they are only blocked.
    reason: Option<ReportReason>,
    text: String,
    cites: bool,
    to_origin: bool,
    to_third_parties: bool,
    /// How far it has come.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Why they are reported, if they are.
    Chosen(Option<ReportReason>),
    /// Other words.
    Typed(String),
    /// Their messages are named, or not.
    CitesToggled,
    /// Their server may learn of it, or not.
    OriginToggled,
    /// Those who keep lists may learn of it, or not.
    ThirdPartiesToggled,
    /// Do it.
    Confirmed,
    /// Don't.
    Cancelled,
}

impl State {
    /// Asks whether somebody shall be blocked, and reported for this reason.
    pub fn new(entry: &Conversation, reason: Option<ReportReason>, context: &Context<'_>) -> Self {
        let own = context.world.account_by(entry.account);
        Self {
            server: own.map_or_else(String::new, |own| own.jid.domain().to_string()),
            account: entry.account,
            jid: entry.jid.clone(),
            name: entry.name.clone(),
            has_written: entry.last.is_some(),
            reason,
            text: String::new(),
            cites: true,
            to_origin: false,
            to_third_parties: false,
            progress: Progress::Idle,
        }
    }

    /// Its heading.
    pub fn title(&self) -> String {
        tr!("block-title", name = self.name.as_str())
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Cancelled => return Outcome::Close,
            _ if self.progress.is_waiting() => {}
            Message::Chosen(reason) => self.reason = reason,
            Message::Typed(words) => self.text = words.chars().take(LONGEST).collect(),
            Message::CitesToggled => self.cites = !self.cites,
            Message::OriginToggled => self.to_origin = !self.to_origin,
            Message::ThirdPartiesToggled => self.to_third_parties = !self.to_third_parties,
            Message::Confirmed => {
                let request = engine::request();
                self.progress = Progress::Waiting(request);
                return Outcome::Stay(Action::send(Command::Contact(self.command(request))));
            }
        }
        Outcome::Stay(Action::none())
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let who = super::confirm::who(&self.name, &self.jid);
        let body = text(tr!("block-body", who = who)).size(size::LIST);
        let reasons = [
            (None, tr!("report-not")),
            (Some(ReportReason::Spam), tr!("report-spam")),
            (Some(ReportReason::Abuse), tr!("report-abuse")),
        ];
        let reasons = choices(None, self.reason, reasons, Message::Chosen);
        let mut parts = column![heading(self.title()), body, reasons].spacing(space::L);
        let label = match self.reason {
            None => tr!("block-submit"),
            Some(_) => {
                parts = parts.push(self.details());
                tr!("report-submit")
            }
        };
        if let Some(words) = self.progress.wrong() {
            parts = parts.push(complaint(words));
        }
        let press = (!self.progress.is_waiting()).then_some(Message::Confirmed);
        parts
            .push(buttons(Message::Cancelled, (Kind::Danger, label), press))
            .into()
    }

    fn details(&self) -> Element<'_, Message> {
        let about = tr!("report-about", server = self.server.as_str());
        let field = text_field(tr!("report-text"), &self.text)
            .on_input(Message::Typed)
            .on_submit(Message::Confirmed)
            .hint(about);
        let mut parts = column![field].spacing(space::S);
        let tick = |label: String, ticked, message| toggle(label, ticked, None, Some(message));
        if self.has_written {
            parts = parts.push(tick(tr!("report-cite"), self.cites, Message::CitesToggled));
        }
        let theirs = self.jid.domain().as_str();
        if theirs != self.server {
            let label = tr!("report-origin", server = theirs);
            parts = parts.push(tick(label, self.to_origin, Message::OriginToggled));
        }
        let label = tr!("report-third-parties");
        let ticked = self.to_third_parties;
        parts
            .push(tick(label, ticked, Message::ThirdPartiesToggled))
            .into()
    }

    fn command(&self, request: RequestId) -> C {
        let (account, address) = (self.account, self.jid.to_string());
        let Some(reason) = self.reason else {
            return C::Block {
                request,
                account,
                address,
            };
        };
        C::Report {
            request,
            account,
            address,
            report: Report {
                reason,
                text: self.text.trim().to_owned(),
                cite: match self.cites && self.has_written {
                    true => Cited::Newest,
                    false => Cited::Nothing,
                },
                to_origin: self.to_origin,
                to_third_parties: self.to_third_parties,
            },
        }
    }
}
