//! The life of a worker: connect, carry stanzas, wait, and again.

mod attempt;

use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use waxwing_proto::backoff::Backoff;
use waxwing_proto::login::Session as LoggedIn;

use super::connection::{Connection, Surroundings};
use super::end::{Break, End, Stumble};
use super::manners::Manners;
use super::session::Session;
use super::{FIRST_EPOCH, FromStream, SessionName, StreamConfig, ToStream};
use crate::account::connect::{Place, TimeLimits, random};
use crate::model::{Security, Transport};
use crate::{Failure, Retry, Timestamp};
use attempt::{Attempt, Online};

/// How often in a row a server may send us on to another place.
const HOPS: u8 = 3;

/// A connection that lived so long did not fail for what resuming had repeated.
const CALM: Duration = Duration::from_secs(60);

/// Connects an account and keeps it connected.
pub(super) struct Worker {
    config: StreamConfig,
    limits: TimeLimits,
    commands: mpsc::UnboundedReceiver<ToStream>,
    events: mpsc::Sender<FromStream>,
    /// The resource to ask for: the same each time, so that a session of ours which the server
    /// still believes in gives way to the next.
    resource: String,
    backoff: Backoff,
    session: Session,
    /// The number of the last stanza that came in.
    number: u64,
    /// The last trouble, if the connection before the present one ended with it.
    stumble: Option<Stumble>,
    /// Where the server sent us, and how TLS begins there.
    redirect: Option<Place>,
    hops: u8,
    /// When a lost connection was last answered by connecting without any wait.
    hurried_at: Option<Instant>,
    /// How TLS began on the last connection.
    transport: Transport,
    /// The WebSocket that worked where nothing else did: such networks stay as they are.
    web: Option<Place>,
    /// Whether somebody looks.
    attention: bool,
}

/// Why something was broken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Interrupt {
    /// The actor wants an end.
    Close,
    /// There is a reason to begin at once.
    Begin,
}

impl Worker {
    /// A worker that has not begun.
    pub(super) fn new(
        mut config: StreamConfig,
        limits: TimeLimits,
        commands: mpsc::UnboundedReceiver<ToStream>,
        events: mpsc::Sender<FromStream>,
    ) -> Self {
        let resource = match config.settings.resource.trim() {
            "" => format!("waxwing-{:08x}", random() >> 32),
            chosen => chosen.to_owned(),
        };
        let session = match config.earlier.take() {
            Some(earlier) => Session::revived(FIRST_EPOCH, earlier),
            None => Session::default(),
        };
        Self {
            backoff: Backoff::new(config.tuning.first_wait, config.tuning.longest_wait),
            config,
            limits,
            commands,
            events,
            resource,
            session,
            number: 0,
            stumble: None,
            redirect: None,
            hops: 0,
            hurried_at: None,
            transport: Transport::default(),
            web: None,
            attention: true,
        }
    }

    /// Works until told to close, or until nobody listens.
    pub(super) async fn run(mut self) {
        let mut told = false;
        while !self.events.is_closed() {
            let (broken, wait) = match self.attempt().await {
                Attempt::Interrupted(Interrupt::Begin) => continue,
                Attempt::Interrupted(Interrupt::Close) => break,
                Attempt::Failed(refusal) => {
                    let broken = Break {
                        failure: refusal.failure,
                        stumble: None,
                        see_other_host: refusal.see_other_host,
                        acked: false,
                    };
                    (broken, self.backoff.failed(random()))
                }
                Attempt::Online(online) => {
                    let began = Instant::now();
                    let End::Broken(broken) = self.carry(*online).await else {
                        told = true;
                        break;
                    };
                    let now = Instant::now();
                    self.settle(&broken, now - began).await;
                    let wait = self.backoff.disconnected(now.into_std(), random());
                    let hurry = self.hurries(&broken.failure, now);
                    (broken, if hurry { Duration::ZERO } else { wait })
                }
            };
            if self.rest(broken, wait).await == Interrupt::Close {
                break;
            }
        }
        self.drop_session().await;
        self.emit(FromStream::Closed { told }).await;
    }

    /// Carries the session until the connection ends.
    async fn carry(&mut self, online: Online) -> End {
        let Online {
            wire,
            session: login,
            place,
            transport,
            tls,
            facts,
        } = online;
        self.remember(&login).await;
        self.web = (transport == Transport::WebSocket).then_some(place);
        self.backoff.connected(Instant::now().into_std());
        let again = match self.begin(&login).await {
            Ok(again) => again,
            Err(end) => return end,
        };
        let manners = Manners::of(&login.features);
        // Where a session is resumed along with the login, none are sent: those of before hold.
        if login.features.children().next().is_some() {
            self.emit(FromStream::Features(login.features)).await;
        }
        self.emit(FromStream::Facts(Box::new(facts))).await;
        self.emit(FromStream::Online {
            jid: login.jid,
            resumed: login.resumed.is_some(),
            session: SessionName {
                epoch: self.session.epoch(),
                id: self.session.id().map(str::to_owned),
                location: self.session.location().map(str::to_owned),
                counted: self.session.is_managed(),
            },
            security: Security {
                transport,
                tls,
                mechanism: login.mechanism.to_owned(),
                binding: login.binding.into(),
            },
            max_bytes: manners.max_bytes,
        })
        .await;
        // These came before the server began to count.
        for stanza in login.early {
            self.number += 1;
            let number = self.number;
            self.emit(FromStream::Stanza {
                number,
                count: None,
                stanza,
            })
            .await;
        }
        let around = Surroundings {
            session: &mut self.session,
            number: &mut self.number,
            config: &mut self.config,
            attention: &mut self.attention,
            commands: &mut self.commands,
            events: &self.events,
        };
        Connection::new(wire, &again, manners, around).run().await
    }

    /// Takes up the old session or begins another; gives what is to be sent again.
    async fn begin(&mut self, login: &LoggedIn) -> Result<Vec<minidom::Element>, End> {
        let told = login.resumed.or(login.refused_resume_h);
        if let Some(h) = told
            && self.session.take_revived()
        {
            self.emit(FromStream::Settled { h }).await;
        }
        let Some(h) = login.resumed else {
            if let Some(h) = login.refused_resume_h {
                // A count that can't be true settles nothing; the actor decides on all of it.
                let acked = self.session.handle_ack(h).unwrap_or_default();
                self.emit(FromStream::Acked(acked)).await;
            }
            self.drop_session().await;
            self.session = Session::new(
                self.session.epoch() + 1,
                login.jid.clone(),
                login.management.clone(),
            );
            return Ok(Vec::new());
        };
        match self.session.resume(h) {
            Ok((acked, again)) => {
                self.emit(FromStream::Acked(acked)).await;
                Ok(again)
            }
            Err(error) => Err(End::Broken(Break {
                failure: Failure::Protocol {
                    detail: error.to_string(),
                },
                stumble: Some(Stumble::Miscounted),
                see_other_host: None,
                acked: false,
            })),
        }
    }

    /// Decides whether the session of a lost connection is worth resuming.
    async fn settle(&mut self, broken: &Break, lived: Duration) {
        if lived >= CALM {
            self.hops = 0;
        }
        // A server that has acknowledged something in between is not silent, and a stanza that was
        // the trouble would have been the first to come again.
        let calm = match broken.stumble {
            Some(Stumble::Silent) => broken.acked,
            _ => lived >= CALM,
        };
        let again = !calm && broken.stumble.is_some() && broken.stumble == self.stumble;
        self.stumble = broken.stumble.clone();
        let hopeless = again
            || matches!(broken.stumble, Some(Stumble::Miscounted))
            || matches!(broken.failure, Failure::Conflict)
            || !self.session.can_resume();
        if hopeless {
            self.drop_session().await;
        }
    }

    /// Whether to connect at once: most connections get lost to a change of network, and there is
    /// another already. Not twice in a minute, else a server that throws us out would be hammered.
    fn hurries(&mut self, failure: &Failure, now: Instant) -> bool {
        let lately = self.hurried_at.is_some_and(|at| now < at + CALM);
        let hurry = failure.retry() == Retry::Now && !lately;
        if hurry {
            self.hurried_at = Some(now);
        }
        hurry
    }

    /// Waits after a failure for the next try to be due.
    async fn rest(&mut self, broken: Break, wait: Duration) -> Interrupt {
        if let Some(place) = broken.see_other_host.as_deref()
            && self.hops < HOPS
            && let Some(place) = Place::parse(place, self.transport)
        {
            tracing::info!(%place, "the server sends us on");
            self.hops += 1;
            self.redirect = Some(place);
            return Interrupt::Begin;
        }
        let failure = broken.failure;
        if failure.retry() == Retry::Never {
            self.emit(FromStream::Stopped { failure }).await;
            return self.wait(None).await;
        }
        if wait.is_zero() {
            return Interrupt::Begin;
        }
        let micros = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
        let retry_at = Timestamp(Timestamp::now().0.saturating_add(micros));
        self.emit(FromStream::Waiting { failure, retry_at }).await;
        self.wait(Some(Instant::now() + wait)).await
    }

    async fn wait(&mut self, until: Option<Instant>) -> Interrupt {
        let due = async {
            match until {
                Some(until) => sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        let mut due = pin!(due);
        loop {
            tokio::select! {
                () = &mut due => return Interrupt::Begin,
                command = self.commands.recv() => match command {
                    Some(ToStream::ConnectNow) => {
                        self.backoff.reset();
                        return Interrupt::Begin;
                    }
                    Some(ToStream::NetworkChanged) => {
                        self.web = None;
                        // Without a time to wait for, another network would change nothing.
                        if until.is_some() {
                            self.backoff.reset();
                            return Interrupt::Begin;
                        }
                    }
                    command => if let Some(interrupt) = self.handle_offline(command) {
                        return interrupt;
                    },
                }
            }
        }
    }

    /// Does some work, and serves the actor meanwhile.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Interrupt> {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Ok(done),
                command = self.commands.recv() => {
                    if let Some(interrupt) = self.handle_offline(command) {
                        return Err(interrupt);
                    }
                }
            }
        }
    }

    fn handle_offline(&mut self, command: Option<ToStream>) -> Option<Interrupt> {
        match command {
            Some(ToStream::Send {
                epoch,
                token,
                stanza,
            }) => {
                self.session.push(epoch, token, stanza);
                None
            }
            Some(ToStream::Handled(number)) => {
                self.session.handled(number);
                None
            }
            // Being on the way already is all that can be done.
            Some(ToStream::ConnectNow) => None,
            Some(ToStream::Attention(looks)) => {
                self.attention = looks;
                None
            }
            // What has begun may hang in the old network.
            Some(ToStream::NetworkChanged) => {
                self.web = None;
                Some(Interrupt::Begin)
            }
            Some(ToStream::Close) | None => Some(Interrupt::Close),
            Some(command) => self.config.take_note(&command).then(|| {
                self.backoff.reset();
                Interrupt::Begin
            }),
        }
    }

    /// Gives up the session, and tells what that leaves open.
    async fn drop_session(&mut self) {
        let none = Session::none(self.session.epoch());
        let dropped = std::mem::replace(&mut self.session, none).into_dropped();
        if !dropped.is_empty() {
            self.emit(FromStream::Dropped(dropped)).await;
        }
    }

    async fn emit(&self, event: FromStream) {
        if matches!(&event, FromStream::Acked(tokens) if tokens.is_empty()) {
            return;
        }
        let _ = self.events.send(event).await;
    }
}
