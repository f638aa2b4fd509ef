//! Between the window and the engine: the only file that touches the engine's channels.
//!
//! The engine starts on a thread of its own while the window opens, so that the first frame never
//! waits for the disk. What it tells comes in batches: one message per batch, however many events
//! there are, because each message makes iced lay the whole window out again.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures::channel::oneshot;
use futures::stream::{self, Stream};
use iced::Subscription;
use waxwing_core::{Command, Config, Engine, Error, Event, Events, RequestId};

/// The most events in one batch, so that a flood still lets frames through.
const LARGEST_BATCH: usize = 512;

/// The way commands take to the engine.
#[derive(Clone)]
pub struct Commands(Arc<dyn Fn(Command) + Send + Sync>);

/// What the engine's side has to say.
#[derive(Clone, Debug)]
pub enum Update {
    /// It runs and takes commands.
    Started(Commands),
    /// It could not start.
    Refused(Error),
    /// It told something.
    Told(Vec<Event>),
    /// It has ended; everything is written down.
    Ended,
}

/// An engine on its way, to be listened to once.
#[derive(Clone, Debug)]
pub struct Source {
    starting: Arc<Mutex<Option<Starting>>>,
    refused: Arc<OnceLock<Error>>,
}

type Starting = oneshot::Receiver<Result<(Engine, Events), Error>>;

/// Where the stream of updates stands.
enum Stage {
    Starting(Starting),
    Running(Events),
    Over,
}

/// A name for a request that nobody has used yet.
pub fn request() -> RequestId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    RequestId(NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Commands {
    /// Commands that are handed to a function.
    pub fn new(take: impl Fn(Command) + Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }

    /// Hands a command over; never blocks.
    pub fn send(&self, command: Command) {
        (self.0)(command);
    }
}

impl std::fmt::Debug for Commands {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Commands")
    }
}

impl Source {
    /// Begins to start an engine and returns at once.
    pub fn start(config: Config) -> Self {
        let (started, starting) = oneshot::channel();
        let refused = Arc::<OnceLock<Error>>::default();
        let refusal = Arc::clone(&refused);
        let thread = std::thread::Builder::new()
            .name("engine start".to_owned())
            .spawn(move || {
                let outcome = Engine::start(config);
                if let Err(error) = &outcome {
                    let _ = refusal.set(error.clone());
                }
                // Nobody listens only when the window is gone already.
                let _ = started.send(outcome);
            });
        if let Err(error) = thread {
            tracing::error!(%error, "no thread for the engine");
        }
        Self {
            starting: Arc::new(Mutex::new(Some(starting))),
            refused,
        }
    }

    /// No engine at all; whoever drives the application speaks for it.
    #[cfg(any(test, feature = "harness"))]
    pub fn silent() -> Self {
        Self {
            starting: Arc::default(),
            refused: Arc::default(),
        }
    }

    /// Why the engine did not start: what the program ends with.
    pub fn refusal(&self) -> Option<Error> {
        self.refused.get().cloned()
    }

    /// What the engine tells, in batches.
    pub fn subscription(&self) -> Subscription<Update> {
        Subscription::run_with(self.clone(), Self::updates)
    }

    fn updates(&self) -> impl Stream<Item = Update> + use<> {
        let starting = self
            .starting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let stage = starting.map_or(Stage::Over, Stage::Starting);
        stream::unfold(stage, Stage::step)
    }
}

// One window listens to one engine: every source is the same subscription.
impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "engine".hash(state);
    }
}

impl Stage {
    async fn step(self) -> Option<(Update, Self)> {
        match self {
            Self::Starting(starting) => Some(match starting.await {
                Ok(Ok((engine, events))) => (
                    Update::Started(Commands::new(move |command| engine.send(command))),
                    Self::Running(events),
                ),
                Ok(Err(error)) => (Update::Refused(error), Self::Over),
                Err(_) => (
                    Update::Refused(Error::Store("the engine did not start".to_owned())),
                    Self::Over,
                ),
            }),
            Self::Running(mut events) => Some(match events.next().await {
                Some(first) => {
                    let batch = batch(first, || events.try_next());
                    (Update::Told(batch), Self::Running(events))
                }
                None => (Update::Ended, Self::Over),
            }),
            Self::Over => None,
        }
    }
}

/// The first event and what is there already behind it.
fn batch(first: Event, mut next: impl FnMut() -> Option<Event>) -> Vec<Event> {
    let mut batch = vec![first];
    while batch.len() < LARGEST_BATCH {
        let Some(event) = next() else { break };
        batch.push(event);
    }
    batch
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures::{StreamExt, executor::block_on};

    use super::*;

    #[test]
    fn a_batch_takes_what_is_there_and_no_more_than_its_bound() {
        let left = Cell::new(2_u32);
        let next = || {
            left.set(left.get().checked_sub(1)?);
            Some(Event::Ready)
        };
        assert_eq!(batch(Event::Ready, next).len(), 3);
        assert_eq!(
            batch(Event::Ready, || Some(Event::Ready)).len(),
            LARGEST_BATCH
        );
    }

    #[test]
    fn a_profile_that_cannot_be_opened_is_told_once() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let below_a_file = file.path().join("profile");
        let source = Source::start(Config::new(below_a_file));
        let updates: Vec<Update> = block_on(source.updates().collect());
        assert!(
            matches!(updates.as_slice(), [Update::Refused(Error::Store(_))]),
            "{updates:?}"
        );
        assert!(matches!(source.refusal(), Some(Error::Store(_))));
        let again: Vec<Update> = block_on(source.updates().collect());
        assert!(again.is_empty(), "listened to once");
    }

    #[test]
    fn an_engine_ends_after_shutdown() {
        let profile = tempfile::tempdir().unwrap();
        let source = Source::start(Config::new(profile.path()));
        let mut updates = Box::pin(source.updates());
        block_on(async {
            let Some(Update::Started(commands)) = updates.next().await else {
                panic!("it starts")
            };
            commands.send(Command::Shutdown);
            let rest: Vec<Update> = updates.collect().await;
            assert!(matches!(rest.last(), Some(Update::Ended)));
        });
    }
}
