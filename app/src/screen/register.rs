//! Making an account: which server, what it asks, and done. An invitation skips the first step.

mod filling;
pub(crate) mod picture;
mod provider;
mod view;

use iced::Task;
use waxwing_core::command::registration::Command as Registration;
use waxwing_core::event::registration::Event as Told;
use waxwing_core::model::{ConnectSettings, Step};
use waxwing_core::{Command, Error, Failure, Link, RequestId};

pub use filling::Edit;
use filling::Filling;
pub use provider::Provider;

use super::Action;
use crate::ui::failure::Words;
use crate::widget::focus;
use crate::{engine, tr};

/// The filter of the servers among the widgets.
pub const FILTER: &str = "register-filter";
/// The field for an invitation.
pub const LINK: &str = "register-link";

/// What the page holds.
#[derive(Debug)]
pub struct State {
    stage: Stage,
    providers: Vec<Provider>,
    filter: String,
    link: String,
    settings: ConnectSettings,
    /// What is wrong with the server, the link, or the whole attempt.
    wrong: Option<Words>,
}

/// How far it has come.
#[derive(Debug)]
enum Stage {
    /// Which server.
    Choosing,
    /// Which invitation.
    Inviting,
    /// The server makes accounts on its website.
    Website { domain: String, url: String },
    /// The engine asks the server.
    Asking(Dialog, Progress),
    /// The person fills in.
    Filling(Dialog, Box<Filling>),
    /// The answers are with the server.
    Creating(Dialog, Box<Filling>, Option<Step>),
}

/// A dialog of the engine with a server.
#[derive(Clone, Debug)]
struct Dialog {
    request: RequestId,
    domain: String,
    inviter: Option<String>,
}

/// What the engine does at the moment.
#[derive(Clone, Copy, Debug)]
enum Progress {
    Beginning,
    Step(Step),
    Asking,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// The filter was changed.
    FilterTyped(String),
    /// What stands in the filter is a server.
    ServerSubmitted,
    /// A server was chosen, by its place.
    Chosen(usize),
    /// There is an invitation.
    InvitationPressed,
    /// The invitation was changed.
    LinkTyped(String),
    /// Use the invitation.
    LinkSubmitted,
    /// Open the website of the server.
    WebsitePressed,
    /// Sign in with the account that was made on the website.
    SignInPressed,
    /// A field of the form was changed.
    Edited(usize, Edit),
    /// Make the account.
    Submitted,
    /// One step back.
    BackPressed,
}

/// Where it leads out of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// It does not.
    Stay,
    /// Back to signing in; with the address as far as it is known.
    SignIn(String),
}

impl State {
    /// The list of servers. The settings are for whoever connects in an unusual way.
    pub fn new(settings: ConnectSettings) -> Self {
        Self {
            stage: Stage::Choosing,
            providers: provider::all(),
            filter: String::new(),
            link: String::new(),
            settings,
            wrong: None,
        }
    }

    /// The field for an invitation.
    pub fn invitation(settings: ConnectSettings, link: &str) -> Self {
        Self {
            stage: Stage::Inviting,
            link: link.to_owned(),
            ..Self::new(settings)
        }
    }

    /// What to do first.
    pub fn focus(&self) -> Task<Message> {
        match self.stage {
            Stage::Choosing => focus::to(FILTER),
            Stage::Inviting => focus::to(LINK),
            _ => Task::none(),
        }
    }

    /// Whether the engine works on it.
    pub fn is_waiting(&self) -> bool {
        self.dialog().is_some()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> (Action<Message>, Leaving) {
        let action = match message {
            Message::FilterTyped(text) => {
                self.filter = text;
                self.wrong = None;
                Action::none()
            }
            Message::LinkTyped(text) => {
                self.link = text;
                self.wrong = None;
                Action::none()
            }
            Message::ServerSubmitted => self.submit_server(),
            Message::Chosen(place) => self.choose(place),
            Message::InvitationPressed => self.go(Stage::Inviting),
            Message::LinkSubmitted => self.submit_link(),
            Message::WebsitePressed => self.open_website(),
            Message::SignInPressed => return self.sign_in(),
            Message::Edited(place, edit) => {
                if let Stage::Filling(_, filling) = &mut self.stage {
                    filling.edit(place, edit);
                }
                Action::none()
            }
            Message::Submitted => self.submit(),
            Message::BackPressed => return self.back(),
        };
        (action, Leaving::Stay)
    }

    /// Takes in how a dialog goes on.
    pub fn hear(&mut self, request: RequestId, told: Told) -> Action<Message> {
        let Some(dialog) = self.dialog().filter(|one| one.request == request).cloned() else {
            return Action::none();
        };
        match told {
            Told::Connecting { step } => match &mut self.stage {
                Stage::Creating(_, _, now) => *now = Some(step),
                stage => *stage = Stage::Asking(dialog, Progress::Step(step)),
            },
            Told::Asking => {
                if let Stage::Asking(_, progress) = &mut self.stage {
                    *progress = Progress::Asking;
                }
            }
            Told::Asked {
                form,
                web,
                complete,
                refused,
            } => {
                return self.asked(dialog, |before| {
                    Filling::new(form, web, complete, refused.as_ref(), before)
                });
            }
            Told::Creating => {}
        }
        Action::none()
    }

    /// Takes in the end of a request. `true` where the account is there.
    pub fn finish(
        &mut self,
        request: RequestId,
        result: Result<(), Error>,
    ) -> (bool, Action<Message>) {
        let Some(dialog) = self.dialog().filter(|one| one.request == request).cloned() else {
            return (false, Action::none());
        };
        let Err(error) = result else {
            return (true, Action::none());
        };
        self.wrong = Some(words_of(&error));
        self.stage = match dialog.inviter.is_some() || !self.link.is_empty() {
            true => Stage::Inviting,
            false => Stage::Choosing,
        };
        (false, Action::run(self.focus()))
    }

    fn dialog(&self) -> Option<&Dialog> {
        match &self.stage {
            Stage::Asking(dialog, _) | Stage::Filling(dialog, _) | Stage::Creating(dialog, ..) => {
                Some(dialog)
            }
            Stage::Choosing | Stage::Inviting | Stage::Website { .. } => None,
        }
    }

    fn go(&mut self, stage: Stage) -> Action<Message> {
        self.wrong = None;
        self.stage = stage;
        Action::run(self.focus())
    }

    /// Enter in the filter: the only server that fits, or the one whose name was typed.
    fn submit_server(&mut self) -> Action<Message> {
        let typed = self.filter.trim().to_lowercase();
        let exact = self.providers.iter().position(|one| one.domain == typed);
        let fitting: Vec<usize> = self.shown().map(|(place, _)| place).collect();
        match (exact, fitting.as_slice()) {
            (Some(place), _) => self.choose(place),
            (None, [place]) => self.choose(*place),
            _ if self.is_server() => self.start(typed.clone(), typed, None),
            _ => Action::none(),
        }
    }

    fn choose(&mut self, place: usize) -> Action<Message> {
        let Some(provider) = self.providers.get(place) else {
            return Action::none();
        };
        let domain = provider.domain.clone();
        match provider.web.clone() {
            Some(url) => self.go(Stage::Website { domain, url }),
            None => self.start(domain.clone(), domain, None),
        }
    }

    fn submit_link(&mut self) -> Action<Message> {
        let typed = self.link.trim().to_owned();
        let link = Link::parse_invitation(&typed).ok();
        let usable = link
            .as_ref()
            .and_then(|link| link.registers_at().map(|(at, _)| (link, at)));
        match usable {
            Some((link, domain)) => {
                let inviter = link.inviter().map(ToString::to_string);
                self.start(typed, domain.to_owned(), inviter)
            }
            None => {
                let said = match link {
                    Some(_) => tr!("register-link-other"),
                    None => tr!("register-link-invalid"),
                };
                self.wrong = Some(Words::new(said));
                Action::run(focus::to(LINK))
            }
        }
    }

    fn start(
        &mut self,
        server: String,
        domain: String,
        inviter: Option<String>,
    ) -> Action<Message> {
        let request = engine::request();
        self.wrong = None;
        let dialog = Dialog {
            request,
            domain,
            inviter,
        };
        self.stage = Stage::Asking(dialog, Progress::Beginning);
        Action::send(Command::Registration(Registration::Start {
            request,
            server,
            settings: self.settings.clone(),
        }))
    }

    fn asked(
        &mut self,
        dialog: Dialog,
        filling: impl FnOnce(Option<&Filling>) -> Filling,
    ) -> Action<Message> {
        let before = match &self.stage {
            Stage::Filling(_, before) | Stage::Creating(_, before, _) => Some(before.as_ref()),
            _ => None,
        };
        let filling = filling(before);
        let domain = dialog.domain.clone();
        if let (false, Some(url)) = (filling.complete, filling.web.clone()) {
            let request = dialog.request;
            let cancel = Command::Registration(Registration::Cancel { request });
            return Action::send(cancel).and(self.go(Stage::Website { domain, url }));
        }
        let place = filling
            .wrong
            .keys()
            .min()
            .copied()
            .or_else(|| filling.first_empty());
        self.stage = Stage::Filling(dialog, Box::new(filling));
        Action::run(place.map_or_else(Task::none, |place| focus::to(view::field_id(place))))
    }

    fn submit(&mut self) -> Action<Message> {
        let Stage::Filling(dialog, filling) = &mut self.stage else {
            return Action::none();
        };
        let answers = match filling.check() {
            Ok(answers) => answers,
            Err(place) => return Action::run(focus::to(view::field_id(place))),
        };
        let request = dialog.request;
        let stage = std::mem::replace(&mut self.stage, Stage::Choosing);
        if let Stage::Filling(dialog, filling) = stage {
            self.stage = Stage::Creating(dialog, filling, None);
        }
        Action::send(Command::Registration(Registration::Submit {
            request,
            answers,
        }))
    }

    fn open_website(&self) -> Action<Message> {
        let url = match &self.stage {
            Stage::Website { url, .. } => Some(url.clone()),
            Stage::Filling(_, filling) => filling.web.clone(),
            _ => None,
        };
        url.map_or_else(Action::none, Action::open)
    }

    fn sign_in(&mut self) -> (Action<Message>, Leaving) {
        let address = match &self.stage {
            Stage::Website { domain, .. } => format!("@{domain}"),
            _ => String::new(),
        };
        (Action::none(), Leaving::SignIn(address))
    }

    fn back(&mut self) -> (Action<Message>, Leaving) {
        let cancel = match self.dialog() {
            Some(dialog) => {
                let request = dialog.request;
                Action::send(Command::Registration(Registration::Cancel { request }))
            }
            None => Action::none(),
        };
        let came_by_link = !self.link.trim().is_empty();
        match &self.stage {
            Stage::Choosing => (cancel, Leaving::SignIn(String::new())),
            Stage::Inviting => (cancel, Leaving::SignIn(String::new())),
            _ if came_by_link => (cancel.and(self.go(Stage::Inviting)), Leaving::Stay),
            _ => (cancel.and(self.go(Stage::Choosing)), Leaving::Stay),
        }
    }

    /// The servers that fit the filter, with their places.
    fn shown(&self) -> impl Iterator<Item = (usize, &Provider)> {
        let all = self.providers.iter().enumerate();
        all.filter(|(_, provider)| provider.fits(&self.filter))
    }

    /// Whether what stands in the filter could be the name of a server.
    fn is_server(&self) -> bool {
        let typed = self.filter.trim();
        let named = typed.contains('.') || typed == "localhost";
        named && waxwing_core::BareJid::new(typed).is_ok_and(|jid| jid.node().is_none())
    }
}

/// Why no account came about.
fn words_of(error: &Error) -> Words {
    let detail = |condition: &str, text: &str| match text {
        "" => condition.to_owned(),
        text => text.to_owned(),
    };
    let (what, fact) = match error {
        Error::NotOffered => (tr!("register-not-offered"), String::new()),
        Error::Invitation(said) => (tr!("register-invitation-invalid"), said.clone()),
        Error::InvalidAddress(_) => (tr!("register-server-invalid"), String::new()),
        Error::TimedOut => (tr!("register-again"), String::new()),
        // The name was free when it was asked for, and is somebody's now.
        Error::Failure(Failure::WrongPassword) => (tr!("register-lost"), String::new()),
        Error::Refused { condition, text } => match condition.as_str() {
            "resource-constraint" | "policy-violation" => {
                (tr!("register-too-fast"), detail(condition, text))
            }
            _ => (tr!("register-refused"), detail(condition, text)),
        },
        other => return Words::of_error(other),
    };
    let mut words = Words::new(what);
    if !fact.is_empty() {
        words.facts.push((tr!("fact-detail"), fact));
    }
    words
}
