//! The dialog of the protocol crate on a real connection.

use tokio::sync::mpsc;
use tokio::time::timeout;
use waxwing_proto::data_form::Answer as FilledIn;
use waxwing_proto::registration::{Dialog, DialogError, Output, Query};
use waxwing_proto::stanza_error::StanzaError;

use super::{Order, refusal};
use crate::account::connect::{Encrypted, Road, Socket, TimeLimits};
use crate::account::failure;
use crate::account::stream::{FromStream, StreamConfig};
use crate::account::wire::Wire;
use crate::model::Step;
use crate::{Error, Failure};

/// A connection on which an account can be made.
pub(super) struct Line {
    wire: Wire<Socket>,
    dialog: Dialog,
    limits: TimeLimits,
    domain: String,
    lang: String,
}

/// What the server says at last.
pub(super) enum Heard {
    /// It has questions; with what was wrong with the last answers.
    Asked(Box<Query>, Option<StanzaError>),
    /// The account is there.
    Created,
}

impl Line {
    /// Walks along the places of a domain until one of them asks its questions.
    pub(super) async fn reach(
        config: &StreamConfig,
        order: &Order,
        limits: TimeLimits,
        steps: mpsc::Sender<FromStream>,
    ) -> Result<(Self, Query), Error> {
        let mut road = Road::plan(config, limits, None, steps.clone()).await?;
        loop {
            let encrypted = road.next().await?;
            // Not a step of connecting any more.
            let _ = steps.send(FromStream::Closed { told: false }).await;
            let mut line = Self::new(encrypted, config, order, limits);
            match line.listen().await {
                Ok(Heard::Asked(query, _)) => return Ok((line, *query)),
                Ok(Heard::Created) => return Err(protocol("an account that nobody asked for")),
                // Another place of the same domain may do better.
                Err(Error::Failure(
                    failure @ (Failure::Lost { .. } | Failure::Protocol { .. }),
                )) => {
                    road.failed(failure);
                }
                Err(Error::TimedOut) => road.failed(Failure::TimedOut { step: Step::Bind }),
                Err(error) => return Err(error),
            }
        }
    }

    fn new(encrypted: Encrypted, config: &StreamConfig, order: &Order, limits: TimeLimits) -> Self {
        let domain = order.domain.to_string();
        let framing = encrypted.socket.framing();
        Self {
            wire: Wire::framed(encrypted.socket, framing, config.tap.clone()),
            dialog: Dialog::new(&domain, order.token.as_deref()),
            limits,
            domain,
            lang: config.lang.clone(),
        }
    }

    /// Sends the answers, and hears what comes of them.
    pub(super) async fn submit(&mut self, answers: &[FilledIn]) -> Result<Heard, Error> {
        match self.dialog.submit(answers) {
            true => self.listen().await,
            false => Err(Failure::Lost {
                detail: String::new(),
            }
            .into()),
        }
    }

    /// Comes back when the connection is no more; what the server says while a person types is
    /// taken in.
    pub(super) async fn ended(&mut self) {
        loop {
            match self.wire.frame().await {
                Ok(frame) => self.dialog.handle_frame(frame),
                Err(_) => return,
            }
            if let Some(Output::Failed(_)) = self.dialog.poll() {
                return;
            }
        }
    }

    async fn listen(&mut self) -> Result<Heard, Error> {
        // As long as a login: some servers draw pictures first.
        let limit = self.limits.login;
        timeout(limit, self.talk())
            .await
            .unwrap_or(Err(Error::TimedOut))
    }

    async fn talk(&mut self) -> Result<Heard, Error> {
        loop {
            while let Some(output) = self.dialog.poll() {
                match output {
                    Output::Open => {
                        let open = self.wire.open(&self.domain, None, &self.lang);
                        open.await.map_err(Failure::from)?;
                    }
                    Output::Send(element) => {
                        self.wire.send(&element).await.map_err(Failure::from)?;
                    }
                    Output::Asked { query, refused } => return Ok(Heard::Asked(query, refused)),
                    Output::Created => {
                        let parting = self.wire.close(None);
                        let _ = timeout(PARTING, parting).await;
                        return Ok(Heard::Created);
                    }
                    Output::Failed(error) => return Err(told(error)),
                }
            }
            let frame = self.wire.frame().await.map_err(Failure::from)?;
            self.dialog.handle_frame(frame);
        }
    }
}

/// How long a parting word may take.
const PARTING: std::time::Duration = std::time::Duration::from_millis(500);

/// The end of a dialog, in the words of the engine.
fn told(error: DialogError) -> Error {
    match error {
        DialogError::Stream(error) => failure::stream(&error).into(),
        DialogError::Closed => Failure::Lost {
            detail: "the server closed the stream".to_owned(),
        }
        .into(),
        DialogError::NotOffered => Error::NotOffered,
        DialogError::Invitation(error) => Error::Invitation(error.to_string()),
        DialogError::Refused(error) => refusal(error),
        broken @ (DialogError::Form(_) | DialogError::Unexpected { .. }) => {
            protocol(&broken.to_string())
        }
    }
}

fn protocol(detail: &str) -> Error {
    Failure::Protocol {
        detail: detail.to_owned(),
    }
    .into()
}
