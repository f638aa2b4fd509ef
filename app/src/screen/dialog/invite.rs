//! Our address as a code, and invitations for others (XEP-0401, XEP-0379): made, shown, copied, saved and
//! withdrawn.

mod view;

use std::path::PathBuf;
use std::sync::Arc;

use iced::Task;
use waxwing_core::command::invitation::Command as Order;
use waxwing_core::event::invitation::Event as Told;
use waxwing_core::model::{Invitation, InvitationPurpose, Invitations};
use waxwing_core::{AccountId, BareJid, Command, Error, Link, LinkAction, RequestId, Timestamp};

use super::add_contact::Choice;
use super::{Action, Outcome, Progress};
use crate::file::{self, Choice as Chosen};
use crate::ui::failure::Words;
use crate::widget::qr::Code;
use crate::{clipboard, engine, tr};

/// The field for the name of an account among the widgets.
pub(super) const USER: &str = "invite-user";

/// The button that makes an invitation among the widgets.
const MAKE: &str = "invite-make";

/// What the dialog shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Our address.
    Own,
    /// Invitations.
    Invite(InvitationPurpose),
}

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    accounts: Vec<Choice>,
    chosen: usize,
    sheet: Sheet,
    /// The name of the account that somebody is invited to.
    user: String,
    /// What the engine knows of the chosen account's invitations.
    known: Option<Arc<Invitations>>,
    /// The invitation that is shown.
    shown: Option<Arc<Invitation>>,
    /// The code of what is shown.
    code: Option<Code>,
    /// How far the making or withdrawing has come.
    progress: Progress,
    /// What came of copying or saving.
    said: Option<Result<String, String>>,
    now: Timestamp,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something else shall be shown.
    SheetChosen(Sheet),
    /// Another account was chosen.
    AccountChosen(usize),
    /// The name of the account was changed.
    UserTyped(String),
    /// Make an invitation.
    MakePressed,
    /// Show an invitation that was made before.
    Opened(Arc<Invitation>),
    /// Let an invitation hold no longer.
    WithdrawPressed(String),
    /// Put this on the clipboard.
    CopyPressed(String),
    /// Save the code as a picture.
    SavePressed,
    /// A place for the picture was chosen.
    Chosen(Chosen),
    /// The picture is there, or why it is not.
    Saved(PathBuf, Option<String>),
    /// Close the dialog.
    Closed,
}

impl Sheet {
    /// Invitations for contacts.
    pub const CONTACT: Self = Self::Invite(InvitationPurpose::Contact);
}

impl State {
    /// A dialog that shows this of an account, and what it has the engine do.
    pub fn open(
        accounts: Vec<Choice>,
        chosen: usize,
        sheet: Sheet,
        now: Timestamp,
    ) -> (Self, Vec<Command>) {
        let mut state = Self {
            accounts,
            chosen,
            sheet,
            user: String::new(),
            known: None,
            shown: None,
            code: None,
            progress: Progress::Idle,
            said: None,
            now,
        };
        state.encode();
        let asked = state.ask();
        (state, asked.into_iter().collect())
    }

    /// Where the focus goes first.
    pub fn first(&self) -> &'static str {
        match self.sheet {
            Sheet::Own => super::CANCEL,
            Sheet::Invite(InvitationPurpose::Contact) => MAKE,
            Sheet::Invite(InvitationPurpose::Account) => USER,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        if !matches!(message, Message::Saved(..) | Message::Chosen(_)) {
            self.said = None;
        }
        let action = match message {
            Message::Closed => return Outcome::Close,
            Message::SheetChosen(sheet) => self.turn_to(sheet),
            Message::AccountChosen(place) => self.choose(place),
            Message::UserTyped(user) => {
                self.user = user;
                self.forget();
                Action::none()
            }
            Message::MakePressed => self.make(),
            Message::Opened(invitation) => {
                self.show(invitation);
                Action::none()
            }
            Message::WithdrawPressed(token) => self.withdraw(token),
            Message::CopyPressed(text) => {
                self.said = Some(Ok(tr!("invite-copied")));
                Action::run(clipboard::copy(text))
            }
            Message::SavePressed => Action::run(self.choose_place()),
            Message::Chosen(chosen) => self.save(chosen),
            Message::Saved(path, problem) => {
                self.said = Some(match problem {
                    None => Ok(tr!("invite-saved", path = path.display().to_string())),
                    Some(detail) => Err(tr!("invite-save-failed", detail = detail)),
                });
                Action::none()
            }
        };
        Outcome::Stay(action)
    }

    /// Takes in what the engine tells of invitations.
    pub fn hear(&mut self, told: &Told) {
        match told {
            Told::Changed(known) if Some(known.account) == self.account() => {
                // What somebody has taken meanwhile need not be shown any more.
                let gone = self.shown.as_ref().is_some_and(|shown| {
                    let mut open = known.open.iter();
                    !shown.by_server && !open.any(|one| one.token == shown.token)
                });
                if gone {
                    self.shown = None;
                    self.encode();
                }
                self.known = Some(Arc::clone(known));
            }
            Told::Made(request, made) if self.waits_for(*request) => self.show(Arc::clone(made)),
            Told::Changed(_) | Told::Made(..) | Told::Taken { .. } => {}
        }
    }

    /// Takes in the end of a request; `false` where it is not ours.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        if !self.waits_for(request) {
            return false;
        }
        self.progress = match result {
            Ok(()) => Progress::Idle,
            Err(error) => Progress::Wrong(Words::of_error(error)),
        };
        true
    }

    fn waits_for(&self, request: RequestId) -> bool {
        matches!(self.progress, Progress::Waiting(ours) if ours == request)
    }

    fn account(&self) -> Option<AccountId> {
        self.accounts.get(self.chosen).map(|one| one.id)
    }

    fn own(&self) -> Option<BareJid> {
        self.accounts.get(self.chosen)?.address.parse().ok()
    }

    fn turn_to(&mut self, sheet: Sheet) -> Action<super::Message> {
        if self.progress.is_waiting() {
            return Action::none();
        }
        self.sheet = sheet;
        self.shown = None;
        self.forget();
        self.encode();
        Action::none()
    }

    fn choose(&mut self, place: usize) -> Action<super::Message> {
        self.chosen = place;
        (self.known, self.shown) = (None, None);
        self.forget();
        self.encode();
        self.ask().map_or_else(Action::none, Action::send)
    }

    /// Has the engine tell what there is.
    fn ask(&self) -> Option<Command> {
        let account = self.account()?;
        Some(Command::Invitation(Order::List { account }))
    }

    fn forget(&mut self) {
        if self.progress.wrong().is_some() {
            self.progress = Progress::Idle;
        }
    }

    fn make(&mut self) -> Action<super::Message> {
        let (Some(account), Sheet::Invite(purpose)) = (self.account(), self.sheet) else {
            return Action::none();
        };
        if self.progress.is_waiting() {
            return Action::none();
        }
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        let user = match purpose {
            InvitationPurpose::Contact => String::new(),
            InvitationPurpose::Account => self.user.trim().to_owned(),
        };
        Action::send(Command::Invitation(Order::Make {
            request,
            account,
            purpose,
            user,
        }))
    }

    fn withdraw(&mut self, token: String) -> Action<super::Message> {
        let Some(account) = self.account().filter(|_| !self.progress.is_waiting()) else {
            return Action::none();
        };
        if self.shown.as_ref().is_some_and(|one| one.token == token) {
            self.shown = None;
            self.encode();
        }
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        Action::send(Command::Invitation(Order::Withdraw {
            request,
            account,
            token,
        }))
    }

    fn show(&mut self, invitation: Arc<Invitation>) {
        self.sheet = Sheet::Invite(invitation.purpose);
        self.shown = Some(invitation);
        self.encode();
    }

    /// The link that is shown.
    fn link(&self) -> Option<String> {
        match (self.sheet, &self.shown) {
            (Sheet::Own, _) => Some(Link::to(&self.own()?, LinkAction::Show).to_string()),
            (Sheet::Invite(_), shown) => Some(shown.as_ref()?.link.clone()),
        }
    }

    /// The address of a page that says what to do with it, where there is one. The code leads there
    /// (XEP-0401 §5.1): it helps those who have no program for links yet.
    fn page(&self) -> Option<String> {
        match self.sheet {
            Sheet::Own => None,
            Sheet::Invite(_) => self.shown.as_ref()?.page.clone(),
        }
    }

    fn encode(&mut self) {
        let text = self.page().or_else(|| self.link());
        self.code = text.as_deref().and_then(Code::of);
    }

    fn choose_place(&self) -> Task<super::Message> {
        let kind = (tr!("choose-kind-pictures"), PICTURE);
        let chosen = file::save(tr!("invite-save-title"), PathBuf::from(FILE), kind);
        Task::perform(chosen, |chosen| {
            super::Message::Invite(Message::Chosen(chosen))
        })
    }

    fn save(&mut self, chosen: Chosen) -> Action<super::Message> {
        let Some(code) = self.code.clone() else {
            return Action::none();
        };
        match chosen {
            Chosen::Nothing => Action::none(),
            Chosen::NoDialog => {
                self.said = Some(Err(tr!("choose-no-save-dialog")));
                Action::none()
            }
            Chosen::File(path) => Action::run(Task::perform(
                async move {
                    let problem = write(&code, &path).err();
                    (path, problem)
                },
                |(path, problem)| super::Message::Invite(Message::Saved(path, problem)),
            )),
        }
    }
}

fn write(code: &Code, path: &std::path::Path) -> Result<(), String> {
    let picture = code.png().map_err(|error| error.to_string())?;
    std::fs::write(path, picture).map_err(|error| error.to_string())
}

/// How files with pictures end.
const PICTURE: &str = "png";

/// What the file is called unless somebody wants another name.
const FILE: &str = "xmpp.png";

#[cfg(test)]
mod tests;
