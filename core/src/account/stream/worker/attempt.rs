//! One try to get a session.

use waxwing_proto::login::{LoginConfig, Session as LoggedIn};

use super::super::login::{Refusal, log_in};
use super::{Interrupt, Worker};
use crate::Failure;
use crate::account::connect::{Encrypted, Place, Road, Socket, within};
use crate::account::wire::Wire;
use crate::model::{Secret, Step, Transport};

/// A login that came to pass.
pub(super) struct Online {
    pub(super) wire: Wire<Socket>,
    pub(super) session: LoggedIn,
    pub(super) place: Place,
    pub(super) transport: Transport,
    pub(super) tls: String,
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
        let Some(password) = &config.password else {
            return Attempt::Failed(Failure::NoPassword.into());
        };
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
            match self.log_in(encrypted, password).await {
                Ok(Ok(online)) => return Attempt::Online(Box::new(online)),
                Ok(Err(refusal)) if refusal.is_of_this_place() => road.failed(refusal.failure),
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

    async fn log_in(
        &mut self,
        encrypted: Encrypted,
        password: &Secret,
    ) -> Result<Result<Online, Refusal>, Interrupt> {
        let Encrypted {
            socket,
            place,
            transport,
            tls,
        } = encrypted;
        let nonce = match nonce() {
            Ok(nonce) => nonce,
            Err(failure) => return Ok(Err(failure.into())),
        };
        let config = LoginConfig {
            jid: self.config.jid.clone(),
            password: password.reveal().to_owned().into(),
            nonce,
            resource: Some(self.resource.clone()),
            allow_plain: self.config.settings.allow_plain,
            resume: self.session.suspend(),
        };
        let (events, lang) = (self.events.clone(), self.config.lang.clone());
        let login = async move {
            let framing = socket.framing();
            let mut wire = Wire::framed(socket, framing);
            let session = log_in(&mut wire, config, &lang, &events).await?;
            Ok(Online {
                wire,
                session,
                place,
                transport,
                tls,
            })
        };
        let login = within(self.limits.login, Step::Authenticate, login);
        self.meanwhile(login).await
    }
}

/// What makes a login unrepeatable (RFC 5802 §5.1): printable, without a comma, 192 bits.
fn nonce() -> Result<String, Failure> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Protocol {
        detail: format!("no random numbers: {error}"),
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
