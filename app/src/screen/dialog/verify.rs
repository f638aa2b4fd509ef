//! Whether a key is who it seems to be: by comparing digits, or by a code that the other side shows.

mod view;

use iced::Task;
use waxwing_core::command::encryption as command;
use waxwing_core::model::Trust;
use waxwing_core::{AccountId, BareJid, Command, Error, RequestId};

use super::add_contact::picture;
use super::{Action, Outcome, Progress};
use crate::clipboard::{self, Found};
use crate::screen::Context;
use crate::ui::failure::Words;
use crate::widget::focus;
use crate::widget::qr::Code;
use crate::{engine, file, tr};

/// The field for the link among the widgets.
pub const LINK: &str = "verify-link";

/// How a picture that can be read may end.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif"];

/// How it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Digit by digit.
    Eye,
    /// By a code.
    Code,
}

/// Whose key it is, and how far one has come.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    jid: BareJid,
    /// What its owner is called; nothing where it is ours.
    name: Option<String>,
    /// The key; nothing where only a code can say which.
    fingerprint: Option<String>,
    sheet: Sheet,
    /// Our keys as a link, in the way that most read, and in the one of XEP-0434.
    uris: [String; 2],
    /// The second of them is shown.
    other_form: bool,
    /// What others scan: one of these.
    uri: String,
    code: Option<Code>,
    /// The key of this device.
    ours: Option<String>,
    link: String,
    /// The digits are not the same.
    differs: bool,
    /// A code named another key.
    mismatch: bool,
    /// How far it has come.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Compare in another way.
    SheetChosen(Sheet),
    /// The digits are the same.
    MatchPressed,
    /// They are not.
    DifferPressed,
    /// Refuse the key.
    RefusePressed,
    /// Put our link on the clipboard.
    CopyPressed,
    /// Show our keys in the other way of writing.
    FormPressed,
    /// Their link is typed.
    LinkTyped(String),
    /// Verify what stands there.
    Submitted,
    /// Look for a picture.
    PicturePressed,
    /// A picture was chosen, or none.
    Chosen(file::Choice),
    /// Look at the clipboard.
    ClipboardPressed,
    /// This stands there.
    Looked(Found),
    /// A code was read, or none.
    CodeRead(Option<String>),
    /// Close.
    Closed,
}

impl State {
    /// About a key of somebody, or about whatever their code says.
    pub fn new(
        (account, jid): (AccountId, BareJid),
        name: Option<&str>,
        fingerprint: Option<String>,
    ) -> Self {
        let sheet = match fingerprint {
            Some(_) => Sheet::Eye,
            None => Sheet::Code,
        };
        Self {
            account,
            jid,
            name: name.map(str::to_owned),
            fingerprint,
            sheet,
            uris: [String::new(), String::new()],
            other_form: false,
            uri: String::new(),
            code: None,
            ours: None,
            link: String::new(),
            differs: false,
            mismatch: false,
            progress: Progress::Idle,
        }
    }

    /// Takes in what our own keys are by now.
    pub fn learn(&mut self, context: &Context<'_>) {
        let us = context.world.account_by(self.account);
        let keys = us.and_then(|us| context.world.keys(self.account, &us.jid));
        let Some(keys) = keys else {
            return;
        };
        let uris = [&keys.uri, &keys.trust_uri];
        if self.uris.each_ref() != uris {
            self.uris = uris.map(String::clone);
            self.show_form();
        }
        let this = keys.keys.iter().find(|key| key.this);
        self.ours = this.map(|key| key.fingerprint.clone());
    }

    fn show_form(&mut self) {
        let [usual, other] = &self.uris;
        self.uri
            .clone_from(if self.other_form { other } else { usual });
        self.code = Code::of(&self.uri);
    }

    /// Makes the engine tell of our own keys.
    pub fn ask(&self, context: &Context<'_>) -> Option<Command> {
        let us = context.world.account_by(self.account)?;
        Some(Command::Encryption(command::Command::Watch {
            account: self.account,
            jid: Some(us.jid.clone()),
        }))
    }

    /// Its name.
    pub fn title(&self) -> String {
        match &self.name {
            Some(name) => tr!("verify-title", name = name.as_str()),
            None => tr!("verify-title-own"),
        }
    }

    /// Takes in the end of a request; whether it is ours and the dialog stays.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        let ours = matches!(&self.progress, Progress::Waiting(own) if *own == request);
        self.mismatch = ours && matches!(result, Err(Error::Mismatch));
        if self.mismatch {
            self.progress = Progress::Idle;
        }
        self.mismatch
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Closed => Outcome::Close,
            Message::SheetChosen(sheet) => {
                self.sheet = sheet;
                Outcome::Stay(Action::none())
            }
            Message::MatchPressed => self.decide(Trust::Verified),
            Message::RefusePressed => self.decide(Trust::Distrusted),
            Message::DifferPressed => {
                self.differs = true;
                Outcome::Stay(Action::none())
            }
            Message::FormPressed => {
                self.other_form = !self.other_form;
                self.show_form();
                Outcome::Stay(Action::none())
            }
            Message::CopyPressed => Outcome::Stay(Action::run(clipboard::copy(self.uri.clone()))),
            Message::LinkTyped(link) => {
                self.link = link;
                self.begin_anew();
                Outcome::Stay(Action::none())
            }
            Message::Submitted => Outcome::Stay(self.submit()),
            Message::PicturePressed => Outcome::Stay(Action::run(choose())),
            Message::Chosen(choice) => Outcome::Stay(self.look(choice)),
            Message::ClipboardPressed => {
                let look = Task::perform(clipboard::look(), Message::Looked);
                Outcome::Stay(Action::run(look.map(super::Message::Verify)))
            }
            Message::Looked(found) => Outcome::Stay(Self::read(found)),
            Message::CodeRead(text) => Outcome::Stay(self.take(text)),
        }
    }

    fn decide(&self, trust: Trust) -> Outcome {
        let Some(fingerprint) = self.fingerprint.clone() else {
            return Outcome::Close;
        };
        let decide = command::Command::Decide {
            account: self.account,
            jid: self.jid.clone(),
            fingerprint,
            trust,
        };
        Outcome::Done(Action::send(Command::Encryption(decide)))
    }

    fn begin_anew(&mut self) {
        self.mismatch = false;
        if self.progress.wrong().is_some() {
            self.progress = Progress::Idle;
        }
    }

    fn look(&mut self, choice: file::Choice) -> Action<super::Message> {
        match choice {
            file::Choice::Nothing => Action::none(),
            file::Choice::NoDialog => {
                self.progress = Progress::Wrong(Words::new(tr!("code-no-dialog")));
                Action::none()
            }
            file::Choice::File(path) => Action::run(Task::perform(picture::read(path), told)),
        }
    }

    /// Reads what stands on the clipboard: a picture of a code, or the link itself.
    fn read(found: Found) -> Action<super::Message> {
        Action::run(match found {
            Found::Words => iced::clipboard::read().map(told),
            Found::Picture { bytes, .. } => Task::perform(picture::read_bytes(bytes), told),
            Found::Files(paths) => match paths.into_iter().next() {
                Some(path) => Task::perform(picture::read(path), told),
                None => Task::done(told(None)),
            },
        })
    }

    /// Takes over what a code says. Nothing is verified by that alone: the person sees it first.
    fn take(&mut self, text: Option<String>) -> Action<super::Message> {
        if self.progress.is_waiting() {
            return Action::none();
        }
        self.begin_anew();
        match text.map(|text| text.trim().to_owned()) {
            Some(text) if is_link(&text) => self.link = text,
            _ => self.progress = Progress::Wrong(Words::new(tr!("verify-no-code"))),
        }
        Action::run(focus::to(LINK))
    }

    fn submit(&mut self) -> Action<super::Message> {
        let uri = self.link.trim().to_owned();
        if self.progress.is_waiting() {
            return Action::none();
        }
        if !is_link(&uri) {
            self.progress = Progress::Wrong(Words::new(tr!("verify-not-a-link")));
            return Action::run(focus::to(LINK));
        }
        self.mismatch = false;
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        Action::send(Command::Encryption(command::Command::Verify {
            request,
            account: self.account,
            uri,
        }))
    }
}

/// What a link with keys looks like; the engine looks closer.
fn is_link(text: &str) -> bool {
    let start = text.get(..5).unwrap_or_default();
    start.eq_ignore_ascii_case("xmpp:")
}

fn told(text: Option<String>) -> super::Message {
    super::Message::Verify(Message::CodeRead(text))
}

/// Lets a picture be chosen.
fn choose() -> Task<super::Message> {
    let chosen = file::choose(tr!("code-choose"), tr!("choose-kind-pictures"), PICTURES);
    Task::perform(chosen, |choice| {
        super::Message::Verify(Message::Chosen(choice))
    })
}
