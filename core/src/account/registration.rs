//! Making an account on a server (XEP-0077), before there is anything to log in with: a connection
//! of its own, the pure dialog of the protocol crate on it, and a person in between.
//!
//! People take longer than servers wait: Prosody hangs up after five minutes, ejabberd after two.
//! That is no failure. The connection is made anew when the person is done, and where the server
//! still asks the same, the answers go out as if nothing had happened.

mod line;

use jid::BareJid;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use waxwing_proto::data_form::{Answer as FilledIn, Form};
use waxwing_proto::registration::Query;
use waxwing_proto::stanza_error::{Condition, StanzaError};

use super::access::Access;
use super::connect::{Isolation, TimeLimits};
use super::stream::{EVENTS, FromStream, StreamConfig};
use super::tap::Tap;
use crate::event::registration::Event as Told;
use crate::model::{Answer, ConnectSettings, Secret};
use crate::supervisor::Report;
use crate::{Error, Event, Failure, RequestId};
use line::{Heard, Line};

/// The fields by which an account is known (XEP-0077 §14.1).
const USERNAME: &str = "username";
const PASSWORD: &str = "password";

/// Which account to make, and how to get there.
#[derive(Debug)]
pub(crate) struct Order {
    /// Names the dialog.
    pub(crate) request: RequestId,
    /// The server.
    pub(crate) domain: BareJid,
    /// The name that an invitation proposes.
    pub(crate) user: Option<String>,
    /// What lets in.
    pub(crate) token: Option<String>,
    /// Where and how to connect.
    pub(crate) settings: ConnectSettings,
    /// The DNS server to ask instead of the system's.
    pub(crate) nameserver: Option<std::net::SocketAddr>,
    /// What only tests change.
    pub(crate) tuning: crate::Tuning,
    /// The language in which the server should ask.
    pub(crate) language: String,
}

/// An account that is there, as far as anybody can tell.
#[derive(Debug)]
pub(crate) struct NewAccount {
    /// Its address.
    pub(crate) jid: BareJid,
    /// Its password.
    pub(crate) password: Secret,
    /// The server has said so. If not, its answer was lost, and the name is taken now: only a login
    /// can tell by whom.
    pub(crate) certain: bool,
}

/// A dialog at work; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Registration {
    answers: mpsc::UnboundedSender<Vec<Answer>>,
    task: JoinHandle<()>,
}

impl Registration {
    /// Begins. Must be called inside a tokio runtime.
    pub(crate) fn start(
        order: Order,
        events: mpsc::UnboundedSender<Event>,
        reports: mpsc::UnboundedSender<Report>,
    ) -> Self {
        let (answers, inbox) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let request = order.request;
            let outcome = Dialog::new(order, events, inbox).run().await;
            let _ = reports.send(Report::Registered(request, outcome));
        });
        Self { answers, task }
    }

    /// The person has answered.
    pub(crate) fn submit(&self, answers: Vec<Answer>) {
        let _ = self.answers.send(answers);
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Dialog {
    order: Order,
    config: StreamConfig,
    limits: TimeLimits,
    events: mpsc::UnboundedSender<Event>,
    inbox: mpsc::UnboundedReceiver<Vec<Answer>>,
}

impl Dialog {
    fn new(
        order: Order,
        events: mpsc::UnboundedSender<Event>,
        inbox: mpsc::UnboundedReceiver<Vec<Answer>>,
    ) -> Self {
        let config = StreamConfig {
            jid: order.domain.clone(),
            password: None,
            access: Access::default(),
            settings: order.settings.clone(),
            nameserver: order.nameserver,
            tuning: order.tuning,
            isolation: Isolation::new(),
            lang: order.language.clone(),
            tap: Tap::closed(),
            earlier: None,
            whole_archive: false,
        };
        Self {
            order,
            config,
            limits: TimeLimits::default(),
            events,
            inbox,
        }
    }

    async fn run(mut self) -> Result<NewAccount, Error> {
        let (mut line, mut query) = self.reach().await?;
        self.show(&query, None);
        // An account that may be there already: the answer about it was lost.
        let mut doubt: Option<BareJid> = None;
        loop {
            let (mut lost, answers) = self.wait_for_answers(&mut line).await?;
            let answers = self.tidy(&answers);
            let Some(account) = self.account(&answers) else {
                let error = Error::InvalidAddress("the name can't be one".to_owned());
                self.show(&query, Some(error));
                continue;
            };
            loop {
                if lost {
                    let asked;
                    (line, asked) = self.reach().await?;
                    let same = query.asks_the_same(&asked);
                    query = asked;
                    if !same {
                        self.show(&query, Some(Error::TimedOut));
                        break;
                    }
                }
                self.tell(Told::Creating);
                match line.submit(&answers).await {
                    Ok(Heard::Created) => return Ok(account),
                    // Taken, by ourselves as it seems: a login will tell.
                    Ok(Heard::Asked(_, Some(refused)))
                        if refused.condition == Condition::Conflict
                            && doubt.as_ref() == Some(&account.jid) =>
                    {
                        let certain = false;
                        return Ok(NewAccount { certain, ..account });
                    }
                    Ok(Heard::Asked(next, refused)) => {
                        query = *next;
                        self.show(&query, refused.map(refusal));
                        break;
                    }
                    Err(Error::Failure(Failure::Lost { .. }) | Error::TimedOut)
                        if doubt.is_none() =>
                    {
                        doubt = Some(account.jid.clone());
                        lost = true;
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Connects, and asks what the server wants to know.
    async fn reach(&self) -> Result<(Line, Query), Error> {
        let (steps, mut told) = mpsc::channel(EVENTS);
        let reaching = Line::reach(&self.config, &self.order, self.limits, steps);
        let mut reaching = std::pin::pin!(reaching);
        loop {
            tokio::select! {
                biased;
                Some(event) = told.recv() => match event {
                    FromStream::Connecting { step } => self.tell(Told::Connecting { step }),
                    _ => self.tell(Told::Asking),
                },
                reached = &mut reaching => return reached,
            }
        }
    }

    /// Waits for the person; tells whether the connection was lost meanwhile.
    async fn wait_for_answers(&mut self, line: &mut Line) -> Result<(bool, Vec<Answer>), Error> {
        let mut lost = false;
        loop {
            tokio::select! {
                answers = self.inbox.recv() => {
                    return Ok((lost, answers.ok_or(Error::NotFound)?));
                }
                () = line.ended(), if !lost => lost = true,
            }
        }
    }

    /// People write their whole address where a server asks for the first half of it.
    fn tidy(&self, answers: &[Answer]) -> Vec<FilledIn> {
        let mut tidy: Vec<FilledIn> = answers.iter().map(Answer::filled_in).collect();
        let end = format!("@{}", self.order.domain);
        for value in tidy
            .iter_mut()
            .filter(|one| one.var == USERNAME)
            .flat_map(|one| &mut one.values)
        {
            let name = value.trim();
            let name = name.strip_suffix(&end).unwrap_or(name).to_owned();
            *value = name.into();
        }
        tidy
    }

    /// The account that these answers make; `None` where the name can't be one.
    fn account(&self, answers: &[FilledIn]) -> Option<NewAccount> {
        let value = |var| {
            let answer = answers.iter().find(|answer| answer.var == var)?;
            answer.values.first().map(|value| value.as_str())
        };
        let jid = format!("{}@{}", value(USERNAME)?, self.order.domain);
        Some(NewAccount {
            jid: jid
                .parse()
                .ok()
                .filter(|jid: &BareJid| jid.node().is_some())?,
            password: Secret::from(value(PASSWORD)?),
            certain: true,
        })
    }

    fn show(&self, query: &Query, refused: Option<Error>) {
        let mut form: Form = query.form.visible();
        let name = form.fields.iter_mut().find(|field| field.var == USERNAME);
        if let (Some(field), Some(user)) = (name, &self.order.user) {
            field.values = vec![user.clone()];
        }
        self.tell(Told::Asked {
            form: form.into(),
            web: query.web.clone(),
            complete: query.is_complete(),
            refused,
        });
    }

    fn tell(&self, event: Told) {
        let _ = self
            .events
            .send(Event::Registration(self.order.request, event));
    }
}

/// A refusal of the server, in the words of the engine.
fn refusal(error: StanzaError) -> Error {
    Error::Refused {
        condition: error.condition.to_string(),
        text: error.text,
    }
}
