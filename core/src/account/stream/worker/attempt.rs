//! One try to get a session.

use tokio::sync::mpsc;
use waxwing_proto::login::{Agent, Credential, LoginConfig, Session as LoggedIn};
use waxwing_proto::sasl::{Bindings, Token};

use super::super::login::{Refusal, log_in};
use super::{FromStream, Interrupt, Worker};
use crate::account::access::{Memory, seal};
use crate::account::connect::{Encrypted, Facts, Place, Road, Socket, within};
use crate::account::wire::Wire;
use crate::model::{Step, Transport};
use crate::{Failure, Timestamp};

/// The name of the program, for servers.
const SOFTWARE: &str = "Waxwing";

/// A login that came to pass.
pub(super) struct Online {
    pub(super) wire: Wire<Socket>,
    pub(super) session: LoggedIn,
    pub(super) place: Place,
    pub(super) transport: Transport,
    pub(super) tls: String,
    pub(super) facts: Facts,
}

/// How a try to connect ended.
pub(super) enum Attempt {
    Online(Box<Online>),
    Failed(Refusal),
    Interrupted(Interrupt),
}

impl Worker {
    /// Tries to get a session, at all places of the domain.
    pub(super) async fn attempt(&mut self) -> Attempt {
        let config = self.config.clone();
        if !self.can_prove_something() {
            return Attempt::Failed(Failure::NoPassword.into());
        }
        let plan = Road::plan(
            &config,
            self.limits,
            self.first_place(),
            self.events.clone(),
        );
        let mut road = match self.meanwhile(plan).await {
            Ok(Ok(road)) => road,
            Ok(Err(failure)) => return Attempt::Failed(failure.into()),
            Err(interrupt) => return Attempt::Interrupted(interrupt),
        };
        loop {
            let encrypted = match self.meanwhile(road.next()).await {
                Ok(Ok(encrypted)) => encrypted,
                Ok(Err(failure)) => return Attempt::Failed(failure.into()),
                Err(interrupt) => return Attempt::Interrupted(interrupt),
            };
            self.transport = encrypted.transport;
            match self.log_in(encrypted).await {
                Ok(Ok(online)) => return Attempt::Online(Box::new(online)),
                Ok(Err(refusal)) if refusal.is_of_this_place() => road.failed(refusal.failure),
                // Where it sends us, somebody else is: that says more than being sent there again.
                Ok(Err(Refusal {
                    see_other_host: Some(_),
                    failure,
                })) if road.has_bad_certificate() => {
                    road.failed(failure);
                    return Attempt::Failed(road.end().into());
                }
                Ok(Err(refusal)) => return Attempt::Failed(refusal),
                Err(interrupt) => return Attempt::Interrupted(interrupt),
            }
        }
    }

    /// Where to go before anywhere else: where the server sent us, or would like us to come back.
    fn first_place(&mut self) -> Option<Place> {
        let back = || Place::parse(self.session.location()?, self.transport);
        let redirect = self.redirect.take().or_else(back);
        redirect.or_else(|| self.web.clone())
    }

    fn can_prove_something(&self) -> bool {
        let config = &self.config;
        config.settings.anonymous
            || config.password.is_some()
            || config.access.token.is_some()
            || !config.settings.client_certificate.is_empty()
    }

    async fn log_in(&mut self, encrypted: Encrypted) -> Result<Result<Online, Refusal>, Interrupt> {
        let Encrypted {
            socket,
            place,
            transport,
            tls,
            bindings,
            facts,
            certificate,
        } = encrypted;
        let config = match self.login_config(bindings, certificate) {
            Ok(config) => config,
            Err(failure) => return Ok(Err(failure.into())),
        };
        let hasty = config.shortcut.is_some() && config.token.is_some();
        let (tokens, mut told) = mpsc::unbounded_channel();
        let (events, lang) = (self.events.clone(), self.config.lang.clone());
        let tap = self.config.tap.clone();
        let most = self.config.tuning.stanza_bytes;
        let login = async move {
            let framing = socket.framing();
            let wire = Wire::framed(socket, framing, tap);
            let mut wire = wire.within(most);
            let session = log_in(&mut wire, config, &lang, &events, &tokens).await?;
            Ok(Online {
                wire,
                session,
                place,
                transport,
                tls,
                facts,
            })
        };
        let login = within(self.limits.login, Step::Authenticate, login);
        let outcome = self.meanwhile(login).await;
        // It holds whatever became of the login.
        while let Ok(token) = told.try_recv() {
            self.keep_token(token).await;
        }
        if hasty && matches!(outcome, Ok(Err(_))) {
            // The server may have changed, and not like what came before it had said so.
            self.config.access.memory.shortcut = None;
        }
        outcome
    }

    fn login_config(
        &mut self,
        bindings: Bindings,
        certificate: Option<waxwing_proto::login::Certificate>,
    ) -> Result<LoginConfig, Failure> {
        let config = &self.config;
        let tuning = &config.tuning;
        let memory = &config.access.memory;
        let credential = match config.settings.anonymous {
            true => Credential::Anonymous,
            false => Credential::Account {
                certificate,
                password: config
                    .password
                    .as_ref()
                    .map(|password| password.reveal().to_owned().into()),
                allow_plain: config.settings.allow_plain,
            },
        };
        Ok(LoginConfig {
            jid: config.jid.clone(),
            credential,
            nonces: [nonce()?, nonce()?],
            bindings: bindings.only(tuning.bindings),
            hashes: tuning.hashes,
            remembered: memory.remembered,
            agent: tuning.second_profile.then(|| Agent {
                id: memory.agent.clone(),
                software: SOFTWARE.to_owned(),
            }),
            token: config.access.token(),
            shortcut: memory.shortcut,
            now: Timestamp::now().0,
            resource: Some(self.resource.clone()),
            // With Bind 2 a server forgets what came while nobody was there: the archive has it
            // (XEP-0386 §3.2), and is read. Where it may not have all of it, that must not happen.
            tag: config.whole_archive.then(|| self.tag().to_owned()),
            inactive: !self.attention,
            resume: self.session.suspend(),
        })
    }

    /// What our resource begins with where the server makes it up.
    fn tag(&self) -> &str {
        match self.config.settings.resource.trim() {
            "" => TAG,
            chosen => chosen,
        }
    }

    async fn keep_token(&mut self, token: Option<Token>) {
        let token = token.as_ref().and_then(seal);
        self.config.access.token = token.clone();
        self.emit(FromStream::Token(token)).await;
    }

    /// Writes down what a login has shown.
    pub(super) async fn remember(&mut self, login: &LoggedIn) {
        let before = &self.config.access.memory;
        let memory = Memory {
            agent: before.agent.clone(),
            remembered: login.remembered,
            shortcut: login.shortcut,
        };
        if memory != *before {
            self.config.access.memory = memory.clone();
            self.emit(FromStream::Remember(memory)).await;
        }
    }
}

/// What names our sessions where nothing else was chosen: a resource is seen by others, and must not
/// name a person or a machine (XEP-0386 §5).
const TAG: &str = "waxwing";

/// What makes a login unrepeatable (RFC 5802 §5.1): printable, without a comma, 192 bits.
fn nonce() -> Result<String, Failure> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Protocol {
        detail: format!("no random numbers: {error}"),
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
