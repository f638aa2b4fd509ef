//! The two ends of a running engine: commands in, events out.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread;

use tokio::sync::mpsc;

use crate::supervisor::Supervisor;
use crate::{Command, Error, Event, Tuning};

/// How to start an [`Engine`].
#[derive(Clone, Debug)]
pub struct Config {
    /// The profile: everything the engine stores is below it. Made where it is missing.
    pub directory: PathBuf,
    /// The DNS server to ask instead of the system's.
    pub nameserver: Option<SocketAddr>,
    /// Passwords are kept in the keyring of the desktop, where there is one; else, and without
    /// this, in a sealed file of the profile.
    pub keyring: bool,
    /// How the program calls itself towards others (XEP-0092).
    pub software: Software,
    /// The language of the person, as `en` or `pt-BR`: servers word their errors in it.
    pub language: String,
    /// Times and ports, for tests.
    pub tuning: Tuning,
}

/// The name of the program on top of the engine.
#[derive(Clone, Debug)]
pub struct Software {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Takes commands for a running engine. Cheap to clone; when the last clone is dropped the engine
/// ends as after [`Command::Shutdown`].
#[derive(Clone, Debug)]
pub struct Engine {
    commands: mpsc::UnboundedSender<Command>,
}

/// What a running engine tells, in order.
#[derive(Debug)]
pub struct Events {
    events: mpsc::UnboundedReceiver<Event>,
}

impl Config {
    /// A configuration with the defaults of this crate.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            nameserver: None,
            keyring: false,
            software: Software {
                name: "Waxwing".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            language: "en".to_owned(),
            tuning: Tuning::default(),
        }
    }
}

impl Engine {
    /// Opens the profile and starts working, on threads of its own.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::ProfileInUse`] or [`Error::ProfileTooNew`] where the profile
    /// can't be opened.
    pub fn start(config: Config) -> Result<(Self, Events), Error> {
        let (commands, inbox) = mpsc::unbounded_channel();
        let (outbox, events) = mpsc::unbounded_channel();
        // First what may fail: dropping a runtime inside of another panics.
        let supervisor = Supervisor::open(config, outbox)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Store(error.to_string()))?;
        thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || {
                runtime.block_on(supervisor.run(inbox));
                // A name look-up may hang for longer than anybody waits.
                runtime.shutdown_background();
            })
            .map_err(|error| Error::Store(error.to_string()))?;
        Ok((Self { commands }, Events { events }))
    }

    /// Hands a command over. Never blocks; after the end of the engine it does nothing.
    pub fn send(&self, command: Command) {
        let _ = self.commands.send(command);
    }
}

impl Events {
    /// The next event; `None` when the engine has ended and everything was told.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    /// The next event if there is one already.
    pub fn try_next(&mut self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    /// The next event, blocking this thread; not for use inside an async runtime.
    pub fn blocking_next(&mut self) -> Option<Event> {
        self.events.blocking_recv()
    }
}
