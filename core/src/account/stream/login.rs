//! Runs a login: the pure machine of the protocol crate on a real connection.

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use waxwing_proto::login::{self, Credential, Login, LoginConfig, LoginError, Output, Session};
use waxwing_proto::sasl::Token;
use waxwing_proto::stream::StreamError;

use super::FromStream;
use crate::Failure;
use crate::account::failure;
use crate::account::wire::{Wire, WireError};
use crate::model::Step;

/// How long a parting word may take.
const PARTING: std::time::Duration = std::time::Duration::from_millis(500);

/// A login that did not come to pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Why.
    pub(super) failure: Failure,
    /// Where the server would have us go instead (RFC 6120 §4.9.3.19).
    pub(super) see_other_host: Option<String>,
}

impl Refusal {
    /// Whether another place of the same domain may do better: the trouble is with this server or
    /// the way to it, not with us.
    pub(super) fn is_of_this_place(&self) -> bool {
        let may_be_better = matches!(
            self.failure,
            Failure::Lost { .. }
                | Failure::Protocol { .. }
                | Failure::Stream { .. }
                | Failure::TimedOut { .. }
        );
        may_be_better && self.see_other_host.is_none()
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            see_other_host: None,
        }
    }
}

impl From<LoginError> for Refusal {
    fn from(error: LoginError) -> Self {
        let see_other_host = match &error {
            LoginError::Stream(error) => error.see_other_host.clone(),
            _ => None,
        };
        Self {
            failure: failure::login(error),
            see_other_host,
        }
    }
}

/// Logs in and binds or resumes a session; after a refusal the stream is closed. What becomes of the
/// token goes to `tokens`, whatever becomes of the login.
pub(super) async fn log_in<S>(
    wire: &mut Wire<S>,
    config: LoginConfig,
    lang: &str,
    steps: &mpsc::Sender<FromStream>,
    tokens: &mpsc::UnboundedSender<Option<Token>>,
) -> Result<Session, Refusal>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (refusal, said) = match dialog(wire, config, lang, steps, tokens).await {
        Ok(session) => return Ok(session),
        Err(Broken::Refused(refusal)) => (refusal, None),
        Err(Broken::Wire(error)) => {
            let said = match &error {
                WireError::Read(error) => Some(StreamError::new(error.condition()).build()),
                WireError::Lost(_) => None,
            };
            (Refusal::from(Failure::from(error)), said)
        }
    };
    // Nobody waits for a server that does not listen.
    let _ = timeout(PARTING, wire.close(said.as_ref())).await;
    Err(refusal)
}

/// Where a dialog broke off.
enum Broken {
    Refused(Refusal),
    Wire(WireError),
}

impl From<WireError> for Broken {
    fn from(error: WireError) -> Self {
        Self::Wire(error)
    }
}

async fn dialog<S>(
    wire: &mut Wire<S>,
    config: LoginConfig,
    lang: &str,
    steps: &mpsc::Sender<FromStream>,
    tokens: &mpsc::UnboundedSender<Option<Token>>,
) -> Result<Session, Broken>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let domain = config.jid.domain().to_string();
    let us = match &config.credential {
        Credential::Account { .. } => Some(config.jid.to_string()),
        // The server says who we are.
        Credential::Anonymous => None,
    };
    let mut login = Login::new(config);
    loop {
        while let Some(output) = login.poll() {
            match output {
                Output::Open => wire.open(&domain, us.as_deref(), lang).await?,
                Output::Send(element) => wire.send(&element).await?,
                Output::Derive(derivation) => {
                    let keys = spawn_blocking(move || derivation.run()).await;
                    login.handle_keys(keys.map_err(stopped)?);
                }
                Output::Token(token) => {
                    let _ = tokens.send(token);
                }
                Output::Step(step) => {
                    let step = told(step);
                    let _ = steps.send(FromStream::Connecting { step }).await;
                }
                Output::Done(session) => return Ok(*session),
                Output::Failed(error) => return Err(Broken::Refused(error.into())),
            }
        }
        login.handle_frame(wire.frame().await?);
    }
}

fn told(step: login::Step) -> Step {
    match step {
        login::Step::Authenticate => Step::Authenticate,
        login::Step::Bind => Step::Bind,
    }
}

fn stopped(error: tokio::task::JoinError) -> Broken {
    Broken::Wire(WireError::Lost(error.to_string()))
}
