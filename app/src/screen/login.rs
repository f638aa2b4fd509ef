//! Signing in: one page for the address and the password, with everything unusual folded away.

mod form;
mod view;

use iced::Task;
use waxwing_core::event::registration;
use waxwing_core::model::{Connection, Secret, Step};
use waxwing_core::{Command, Error, RequestId, command};

pub use form::{Field, Form, is_address, offers_plain};

use super::{Action, Context, register};
use crate::file::{self, Choice};
use crate::ui::failure::Words;
use crate::widget::focus;
use crate::{engine, tr};

/// What the page holds.
#[derive(Debug, Default)]
pub struct State {
    form: Form,
    revealed: bool,
    passphrase_revealed: bool,
    advanced: bool,
    progress: Progress,
    /// Making an account takes the place of signing in.
    register: Option<Box<register::State>>,
}

/// How far signing in has come.
#[derive(Clone, Debug, Default)]
enum Progress {
    /// The person types.
    #[default]
    Typing,
    /// The engine works on it.
    Waiting { request: RequestId },
    /// Something is wrong, told under a field or above the button.
    Wrong { field: Option<Field>, words: Words },
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// A text field was changed.
    Typed(Field, String),
    /// The password was changed.
    PasswordTyped(Secret),
    /// The passphrase of the certificate was changed.
    PassphraseTyped(Secret),
    /// The password is shown, or no longer.
    RevealToggled,
    /// The passphrase is shown, or no longer.
    PassphraseRevealToggled,
    /// Choose a file instead of typing its path.
    ChoosePressed(Field),
    /// A file was chosen, or not.
    Chosen(Field, Choice),
    /// Nobody in particular, or somebody.
    AnonymousToggled,
    /// The unusual settings are shown, or no longer.
    AdvancedToggled,
    /// TLS from the first byte, or not.
    DirectTlsToggled,
    /// The password itself may be sent, or not.
    PlainToggled,
    /// Sign in.
    Submitted,
    /// Give up waiting.
    Cancelled,
    /// Make an account.
    RegisterPressed,
    /// There is an invitation.
    InvitationPressed,
    /// On the page for a new account.
    Register(register::Message),
}

impl State {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// What to do first: the address has the focus.
    pub fn focus(&self) -> Task<Message> {
        focus::to(Field::Address.id())
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::Typed(field, text) => self.type_text(field, text),
            Message::PasswordTyped(secret) => {
                self.form.password = secret;
                self.forget(Some(Field::Password));
            }
            Message::PassphraseTyped(secret) => {
                self.form.passphrase = secret;
                self.forget(Some(Field::Passphrase));
            }
            Message::RevealToggled => self.revealed = !self.revealed,
            Message::PassphraseRevealToggled => {
                self.passphrase_revealed = !self.passphrase_revealed;
            }
            Message::ChoosePressed(field) => return Action::run(choose(field)),
            Message::Chosen(field, choice) => return self.take(field, choice),
            Message::AnonymousToggled => {
                self.form.anonymous = !self.form.anonymous;
                self.forget(Some(Field::Anonymous));
                self.forget(Some(Field::Address));
            }
            Message::AdvancedToggled => self.advanced = !self.advanced,
            Message::DirectTlsToggled => self.form.direct_tls = !self.form.direct_tls,
            Message::PlainToggled => {
                self.form.allow_plain = !self.form.allow_plain;
                self.forget(Some(Field::AllowPlain));
            }
            Message::Submitted => return self.submit(),
            Message::Cancelled => return self.cancel(),
            Message::RegisterPressed => {
                return self.register(register::State::new(self.form.settings()));
            }
            Message::InvitationPressed => return self.invite(""),
            Message::Register(message) => return self.update_register(message),
        }
        Action::none()
    }

    /// Takes in the end of a request. `true` when it was the sign-in and it went well.
    pub fn finish(
        &mut self,
        request: RequestId,
        result: Result<(), Error>,
    ) -> (bool, Action<Message>) {
        if let Some(register) = &mut self.register {
            let (there, action) = register.finish(request, result);
            return (there, action.map(Message::Register));
        }
        match self.progress {
            Progress::Waiting { request: ours } if ours == request => {}
            _ => return (false, Action::none()),
        }
        self.progress = Progress::Typing;
        match result {
            Ok(()) => (true, Action::none()),
            Err(error) => {
                let field = form::concerned(&error, &self.form);
                (false, self.complain(field, Words::of_error(&error)))
            }
        }
    }

    /// Whether there is something to leave: a page of making an account, or an attempt.
    pub fn has_way_back(&self) -> bool {
        self.register.is_some() || self.is_waiting()
    }

    /// Whether the engine works on a sign-in.
    pub fn is_waiting(&self) -> bool {
        let registering = self.register.as_ref().is_some_and(|one| one.is_waiting());
        registering || matches!(self.progress, Progress::Waiting { .. })
    }

    /// Takes in how the dialog for a new account goes on.
    pub fn hear(&mut self, request: RequestId, told: registration::Event) -> Action<Message> {
        match &mut self.register {
            Some(register) => register.hear(request, told).map(Message::Register),
            None => Action::none(),
        }
    }

    /// Asks for an invitation, or begins with one.
    pub fn invite(&mut self, link: &str) -> Action<Message> {
        self.register(register::State::invitation(self.form.settings(), link))
    }

    fn register(&mut self, register: register::State) -> Action<Message> {
        let focus = register.focus().map(Message::Register);
        self.register = Some(Box::new(register));
        Action::run(focus)
    }

    fn update_register(&mut self, message: register::Message) -> Action<Message> {
        let Some(register) = &mut self.register else {
            return Action::none();
        };
        let (action, leaving) = register.update(message);
        let action = action.map(Message::Register);
        match leaving {
            register::Leaving::Stay => action,
            register::Leaving::SignIn(address) => {
                self.register = None;
                if !address.is_empty() {
                    self.form.address = address;
                }
                action.and(Action::run(self.focus()))
            }
        }
    }

    fn type_text(&mut self, field: Field, text: String) {
        *self.form.text_mut(field) = text;
        self.forget(Some(field));
    }

    /// What was said about a field does not hold for its new content.
    fn forget(&mut self, changed: Option<Field>) {
        if let Progress::Wrong { field, .. } = &self.progress
            && (field.is_none() || *field == changed)
        {
            self.progress = Progress::Typing;
        }
    }

    fn submit(&mut self) -> Action<Message> {
        if self.is_waiting() {
            return Action::none();
        }
        match self.form.check() {
            Err((field, words)) => self.complain(Some(field), words),
            Ok(settings) => {
                let request = engine::request();
                self.progress = Progress::Waiting { request };
                Action::send(Command::Account(command::account::Command::SignIn {
                    request,
                    address: self.form.address.trim().to_owned(),
                    password: match self.form.anonymous {
                        true => Secret::default(),
                        false => self.form.password.clone(),
                    },
                    passphrase: match settings.client_certificate.is_empty() {
                        true => Secret::default(),
                        false => self.form.passphrase.clone(),
                    },
                    settings,
                }))
                .and(Action::run(show_foot()))
            }
        }
    }

    fn cancel(&mut self) -> Action<Message> {
        if self.register.is_some() {
            return self.update_register(register::Message::BackPressed);
        }
        let Progress::Waiting { request } = self.progress else {
            return Action::none();
        };
        self.progress = Progress::Typing;
        Action::send(Command::Account(command::account::Command::CancelSignIn {
            request,
        }))
        .and(Action::run(focus::to(Field::Password.id())))
    }

    /// Takes in the file that was chosen for a field.
    fn take(&mut self, field: Field, choice: Choice) -> Action<Message> {
        match choice {
            Choice::File(path) => self.type_text(field, path.to_string_lossy().into_owned()),
            Choice::Nothing => {}
            Choice::NoDialog => {
                let words = Words::new(tr!("choose-no-dialog"));
                return self.complain(Some(field), words);
            }
        }
        Action::none()
    }

    fn complain(&mut self, field: Option<Field>, words: Words) -> Action<Message> {
        self.advanced |= field.is_some_and(Field::is_advanced);
        self.progress = Progress::Wrong { field, words };
        let focused = field.filter(|field| field.is_text());
        Action::run(match (focused, field) {
            (Some(field), _) => focus::to(field.id()),
            (None, Some(_)) => Task::none(),
            (None, None) => show_foot(),
        })
    }

    /// The words under a field.
    fn wrong(&self, asked: Field) -> Option<&Words> {
        match &self.progress {
            Progress::Wrong {
                field: Some(field),
                words,
            } if *field == asked => Some(words),
            _ => None,
        }
    }
}

/// Lets a file be chosen in the system's own way.
fn choose(field: Field) -> Task<Message> {
    let (title, kinds) = match field {
        Field::ClientCertificate => (tr!("choose-client-certificate"), file::CERTIFICATE_AND_KEY),
        _ => (tr!("choose-ca-file"), file::CERTIFICATES),
    };
    let chosen = file::choose(title, tr!("choose-kind-certificates"), kinds);
    Task::perform(chosen, move |path| Message::Chosen(field, path))
}

/// Scrolls down to where it is told how the sign-in goes on, or why it does not.
fn show_foot() -> Task<Message> {
    iced::widget::operation::snap_to_end(view::PAGE)
}

/// The step of a sign-in, as far as the engine has told.
fn step(form: &Form, context: &Context<'_>) -> Option<Step> {
    let address = form.address.trim();
    let mut accounts = context.world.accounts();
    let account = accounts.find(|account| account.jid.as_str().eq_ignore_ascii_case(address))?;
    match &account.connection {
        Connection::Connecting { step, .. } => Some(*step),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use waxwing_core::Failure;
    use waxwing_core::model::Transport;

    use super::*;

    fn filled() -> State {
        let mut state = State::new();
        let _ = state.update(Message::Typed(
            Field::Address,
            "mira@example.org".to_owned(),
        ));
        let _ = state.update(Message::PasswordTyped("secret".into()));
        state
    }

    fn told(state: &State, field: Field) -> String {
        state
            .wrong(field)
            .map(|words| words.what.clone())
            .unwrap_or_default()
    }

    #[test]
    fn a_good_form_is_sent_once() {
        let mut state = filled();
        for (field, text) in [
            (Field::Host, " xmpp.example.org "),
            (Field::Port, "5223"),
            (Field::Resource, "desk"),
        ] {
            let _ = state.update(Message::Typed(field, text.to_owned()));
        }
        let _ = state.update(Message::DirectTlsToggled);
        let sent = state.update(Message::Submitted).commands;
        let [
            Command::Account(command::account::Command::SignIn {
                address, settings, ..
            }),
        ] = sent.as_slice()
        else {
            panic!("{sent:?}")
        };
        assert_eq!(address, "mira@example.org");
        assert_eq!(settings.host, "xmpp.example.org");
        assert_eq!(settings.port, Some(5223));
        assert_eq!(settings.transport, Transport::DirectTls);
        assert!(state.update(Message::Submitted).commands.is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_before_anything_is_sent() {
        for (field, text, words) in [
            (Field::Address, "", "address"),
            (Field::Address, "mira", "name@example.org"),
            (Field::Address, "mira@", "name@example.org"),
            (Field::Address, "mira@example.org/desk", "name@example.org"),
            (Field::Port, "70000", "65535"),
            (Field::Port, "0", "65535"),
            (Field::Port, "5222", "host"),
        ] {
            let mut state = filled();
            let _ = state.update(Message::Typed(field, text.to_owned()));
            assert!(state.update(Message::Submitted).commands.is_empty());
            let said = told(&state, field);
            assert!(said.contains(words), "{text:?}: {said}");
            assert_eq!(state.advanced, field == Field::Port);
        }
        let mut state = State::new();
        let _ = state.update(Message::Typed(
            Field::Address,
            "mira@example.org".to_owned(),
        ));
        assert!(state.update(Message::Submitted).commands.is_empty());
        assert!(!told(&state, Field::Password).is_empty());
    }

    #[test]
    fn a_failure_stands_at_the_field_it_concerns_until_that_changes() {
        let mut state = filled();
        let _ = state.update(Message::Submitted);
        let Progress::Waiting { request } = state.progress else {
            panic!("it waits")
        };
        let stranger = RequestId(request.0 + 1);
        assert!(!state.finish(stranger, Ok(())).0);
        assert!(state.is_waiting());
        let wrong = Err(Error::Failure(Failure::WrongPassword));
        assert!(!state.finish(request, wrong).0);
        assert!(!told(&state, Field::Password).is_empty());
        let _ = state.update(Message::PasswordTyped("other".into()));
        assert!(told(&state, Field::Password).is_empty());
    }

    #[test]
    fn giving_up_tells_the_engine_and_keeps_the_form() {
        let mut state = filled();
        let _ = state.update(Message::Submitted);
        let sent = state.update(Message::Cancelled).commands;
        assert!(matches!(
            sent.as_slice(),
            [Command::Account(
                command::account::Command::CancelSignIn { .. }
            )]
        ));
        assert!(!state.is_waiting());
        assert_eq!(state.form.address, "mira@example.org");
        assert!(state.update(Message::Cancelled).commands.is_empty());
    }

    #[test]
    fn a_dialog_that_is_not_there_is_told_at_its_field() {
        let mut state = filled();
        let field = Field::ClientCertificate;
        let _ = state.update(Message::Chosen(field, Choice::Nothing));
        assert!(told(&state, field).is_empty());
        let _ = state.update(Message::Chosen(field, Choice::NoDialog));
        assert!(told(&state, field).contains("Write the path"));
        let _ = state.update(Message::Chosen(field, Choice::File("/me.p12".into())));
        assert!(told(&state, field).is_empty());
    }

    #[test]
    fn no_password_shows_in_logs() {
        assert!(!format!("{:?}", filled()).contains("secret"));
        let message = Message::PasswordTyped("secret".into());
        assert!(!format!("{message:?}").contains("secret\""));
    }
}
