//! The notification daemon of a Linux desktop, on a thread of its own that may wait for it.
//!
//! `zbus` is spoken directly: it is in the program anyway, and an answer typed into a notice
//! (`inline-reply`, the signal `NotificationReplied`) is more than libraries for notices pass on.
//! Where there is no bus or no daemon, a notice is not shown, and the next one is tried again.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures::channel::mpsc;
use futures::future::{self, Either};
use futures::stream::{BoxStream, StreamExt, select};
use zbus::message::Type;
use zbus::zvariant::Value;
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::{Card, Heard, Key, Order, Picture, Sound, markup};
use crate::app::APPLICATION_ID;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const BUS: &str = "org.freedesktop.DBus";

/// A daemon that works answers sooner; one that is started first, too.
const CALL: Duration = Duration::from_secs(10);

/// Where there is no bus, it is looked for again after so long, and only when there is a notice.
const RETRY: Duration = Duration::from_secs(30);

/// A longer answer is no answer.
const LONGEST_REPLY: usize = 20_000;

/// The daemon decides how long a notice stays.
const USUAL_TIME: i32 = -1;

const OPEN: &str = "default";
const READ: &str = "mark-read";
const REPLY: &str = "inline-reply";

/// A connection with the daemon's signals.
struct Daemon {
    connection: Connection,
    signals: BoxStream<'static, zbus::Result<Message>>,
    /// What it can do, once it was asked.
    able: Option<Vec<String>>,
    /// What is on the desktop, by the daemon's numbers.
    shown: HashMap<Key, u32>,
}

/// Starts the thread; what people do with notices goes to `tell`.
pub(super) fn begin(tell: impl Fn(Heard) + Send + 'static) -> impl Fn(Order) + Send {
    let (orders, todo) = mpsc::unbounded();
    let thread = std::thread::Builder::new()
        .name("notices".to_owned())
        .spawn(
            move || match tokio::runtime::Builder::new_current_thread().build() {
                Ok(runtime) => runtime.block_on(run(todo, tell)),
                Err(error) => tracing::warn!(%error, "no runtime"),
            },
        );
    if let Err(error) = thread {
        tracing::warn!(%error, "no thread for notices");
    }
    move |order| {
        let _ = orders.unbounded_send(order);
    }
}

async fn run(mut todo: mpsc::UnboundedReceiver<Order>, tell: impl Fn(Heard)) {
    let mut daemon: Option<Daemon> = None;
    let mut tried: Option<Instant> = None;
    loop {
        let next = match &mut daemon {
            Some(daemon) => {
                let both = future::select(todo.next(), daemon.signals.next()).await;
                match both {
                    Either::Left((order, _)) => Either::Left(order),
                    Either::Right((signal, _)) => Either::Right(signal),
                }
            }
            None => Either::Left(todo.next().await),
        };
        match next {
            Either::Left(None) => return,
            Either::Left(Some(order)) => {
                if daemon.is_none() && tried.is_none_or(|at| at.elapsed() > RETRY) {
                    tried = Some(Instant::now());
                    daemon = Daemon::connect().await;
                }
                if let Some(daemon) = &mut daemon {
                    daemon.carry_out(order).await;
                }
            }
            Either::Right(Some(Ok(signal))) => {
                let daemon = daemon.as_mut();
                daemon.and_then(|daemon| daemon.hear(&signal)).map(&tell);
            }
            Either::Right(Some(Err(error))) => tracing::debug!(%error, "a signal"),
            // The bus is gone.
            Either::Right(None) => daemon = None,
        }
    }
}

impl Daemon {
    async fn connect() -> Option<Self> {
        match Self::try_connect().await {
            Ok(daemon) => Some(daemon),
            Err(error) => {
                tracing::info!(%error, "no notices: no session bus");
                None
            }
        }
    }

    async fn try_connect() -> zbus::Result<Self> {
        let builder = zbus::connection::Builder::session()?.method_timeout(CALL);
        let connection = builder.build().await?;
        let own = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(NAME)?
            .path(PATH)?
            .interface(NAME)?
            .build();
        let owner = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(BUS)?
            .interface(BUS)?
            .member("NameOwnerChanged")?
            .arg(0, NAME)?
            .build();
        let own = MessageStream::for_match_rule(own, &connection, None).await?;
        let owner = MessageStream::for_match_rule(owner, &connection, None).await?;
        Ok(Self {
            connection,
            signals: select(own, owner).boxed(),
            able: None,
            shown: HashMap::new(),
        })
    }

    async fn carry_out(&mut self, order: Order) {
        let outcome = match order {
            Order::Show(card) => self.show(&card).await,
            Order::Close(key) => self.close(key).await,
            Order::Clear => {
                let keys: Vec<_> = self.shown.keys().copied().collect();
                let mut outcome = Ok(());
                for key in keys {
                    outcome = outcome.and(self.close(key).await);
                }
                outcome
            }
        };
        if let Err(error) = outcome {
            tracing::info!(%error, "the notification daemon");
        }
    }

    async fn show(&mut self, card: &Card) -> zbus::Result<()> {
        if self.able.is_none() {
            let answer = self.call("GetCapabilities", &()).await?;
            self.able = Some(answer.body().deserialize()?);
        }
        let able = self.able.as_deref().unwrap_or_default();
        let can = |what: &str| able.iter().any(|one| one == what);
        let mut actions = vec![];
        if can("actions") {
            actions.extend([OPEN, card.open.as_str()]);
            if let Some(deeds) = &card.deeds {
                if can(REPLY) {
                    actions.extend([REPLY, deeds.reply.as_str()]);
                }
                actions.extend([READ, deeds.read.as_str()]);
            }
        }
        let body = markup::body(&card.body, can("body-markup"));
        let replaced = self.shown.get(&card.key).copied().unwrap_or_default();
        let notice = (
            "Waxwing",
            replaced,
            APPLICATION_ID,
            card.title.as_str(),
            body,
            actions,
            hints(card),
            USUAL_TIME,
        );
        let answer = self.call("Notify", &notice).await?;
        self.shown.insert(card.key, answer.body().deserialize()?);
        Ok(())
    }

    async fn close(&mut self, key: Key) -> zbus::Result<()> {
        match self.shown.remove(&key) {
            Some(number) => self.call("CloseNotification", &number).await.map(|_| ()),
            None => Ok(()),
        }
    }

    async fn call(
        &self,
        method: &str,
        body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> zbus::Result<Message> {
        let connection = &self.connection;
        connection
            .call_method(Some(NAME), PATH, Some(NAME), method, body)
            .await
    }

    /// What a signal means; numbers that are not ours are somebody else's notices.
    fn hear(&mut self, signal: &Message) -> Option<Heard> {
        let header = signal.header();
        let body = signal.body();
        match header.member()?.as_str() {
            // Another daemon knows neither our notices nor what the last one could.
            "NameOwnerChanged" => {
                self.able = None;
                // One that our first notice has started has shown it.
                let change: Result<(String, String, String), _> = body.deserialize();
                if change.map_or(true, |(_, before, _)| !before.is_empty()) {
                    self.shown.clear();
                }
                None
            }
            "ActionInvoked" => {
                let (number, action): (u32, String) = body.deserialize().ok()?;
                let key = self.key(number)?;
                match action.as_str() {
                    OPEN => Some(Heard::Opened(key)),
                    READ => Some(Heard::Read(key)),
                    _ => None,
                }
            }
            "NotificationReplied" => {
                let (number, text): (u32, String) = body.deserialize().ok()?;
                let key = self.key(number)?;
                let fits = !text.trim().is_empty() && text.len() <= LONGEST_REPLY;
                fits.then_some(Heard::Replied(key, text))
            }
            "NotificationClosed" => {
                let (number, _reason): (u32, u32) = body.deserialize().ok()?;
                let key = self.key(number)?;
                self.shown.remove(&key);
                Some(Heard::Closed(key))
            }
            _ => None,
        }
    }

    fn key(&self, number: u32) -> Option<Key> {
        let mut shown = self.shown.iter();
        shown.find(|(_, one)| **one == number).map(|(key, _)| *key)
    }
}

fn hints(card: &Card) -> HashMap<&'static str, Value<'_>> {
    let mut hints = HashMap::from([
        ("desktop-entry", Value::from(APPLICATION_ID)),
        ("category", Value::from("im.received")),
        ("urgency", Value::from(1_u8)),
    ]);
    match &card.sound {
        Sound::Silent => hints.insert("suppress-sound", Value::from(true)),
        Sound::File(file) => {
            let file = file.to_string_lossy().into_owned();
            hints.insert("sound-file", Value::from(file))
        }
        Sound::Usual => hints.insert("sound-name", Value::from("message-new-instant")),
    };
    if let Some(deeds) = &card.deeds {
        let placeholder = Value::from(deeds.placeholder.as_str());
        hints.insert("x-kde-reply-placeholder-text", placeholder);
    }
    if let Some(picture) = &card.picture {
        hints.insert("image-data", image(picture));
    }
    hints
}

/// Width, height, bytes of a line, has opacity, bits of a sample, samples of a pixel, the pixels.
fn image(picture: &Picture) -> Value<'static> {
    let edge = i32::try_from(picture.edge).unwrap_or_default();
    Value::from((edge, edge, edge * 4, true, 8, 4, picture.rgba.clone()))
}
