//! Our engine as a test user: commands in, events collected into a [`World`], waiting with a
//! deadline.

mod world;

use std::collections::VecDeque;
use std::path::Path;

use tempfile::TempDir;
use tokio::time::Instant;
use waxwing_core::command::{account, contact, conversation};
use waxwing_core::model::{
    ChatState, ConnectSettings, Connection, Conversation, Message, Secret, State,
};
use waxwing_core::{
    AccountId, Command, Config, ConversationId, Engine, Error, Event, Events, RequestId,
};

pub use world::World;

use crate::backend::Login;
use crate::deadline::{DEADLINE, within};

/// As many events are shown when a test fails.
const RECENT: usize = 60;
/// As much of each is shown.
const WIDTH: usize = 1400;

/// A directory that an engine lives in, and that outlives it.
#[derive(Debug)]
pub struct Profile(TempDir);

impl Profile {
    /// An empty one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// As it lies there.
    ///
    /// # Panics
    /// Where it can't be copied.
    #[must_use]
    pub fn copy(&self) -> Self {
        let to = Self::new();
        copy(self.path(), to.path());
        to
    }
}

/// Copies a directory, as a profile is one.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory");
    for entry in std::fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(std::fs::copy(entry.path(), to).expect("a copy")),
        }
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::new()
    }
}

/// A running engine and what it has told.
#[derive(Debug)]
pub struct Client {
    engine: Engine,
    events: Events,
    recent: VecDeque<String>,
    next_request: u64,
    /// What it has told.
    pub world: World,
    // Last, so that it goes away after the engine.
    profile: Profile,
}

impl Client {
    /// An engine in a profile of its own.
    pub async fn start() -> Self {
        Self::open(Profile::new()).await
    }

    /// An engine in a profile that may have been used before; everything stored has been told.
    pub async fn open(profile: Profile) -> Self {
        Self::open_with(profile, |_| ()).await
    }

    /// The same with another configuration.
    pub async fn open_with(profile: Profile, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new(profile.path());
        // What most scenarios are about can be seen on the wire then.
        config.tuning.encryption = false;
        change(&mut config);
        let (engine, events) = Engine::start(config).expect("the engine starts");
        let mut client = Self {
            engine,
            events,
            recent: VecDeque::new(),
            next_request: 1,
            world: World::default(),
            profile,
        };
        client
            .wait("the engine is ready", |world| world.ready.then_some(()))
            .await;
        client
    }

    /// An engine that is signed in.
    pub async fn signed_in(login: &Login) -> Self {
        let mut client = Self::start().await;
        client.sign_in(login).await.expect("the login is right");
        client.wait_online().await;
        client
    }

    /// The same, with end-to-end encryption.
    pub async fn signed_in_sealed(login: &Login) -> Self {
        let mut client = Self::open_sealed(Profile::new()).await;
        client.sign_in(login).await.expect("the login is right");
        client.wait_online().await;
        client
    }

    /// An engine in a profile that may have been used before, with end-to-end encryption.
    pub async fn open_sealed(profile: Profile) -> Self {
        Self::open_with(profile, |config| config.tuning.encryption = true).await
    }

    /// Adds an account and waits for its first outcome.
    pub async fn sign_in(&mut self, login: &Login) -> Result<(), Error> {
        let request = self.begin_sign_in(login);
        self.wait_done(request).await
    }

    /// Adds an account and goes on.
    pub fn begin_sign_in(&mut self, login: &Login) -> RequestId {
        self.begin_sign_in_with(login, login.settings())
    }

    /// Adds an account with other settings than the stage's, and goes on.
    pub fn begin_sign_in_with(&mut self, login: &Login, settings: ConnectSettings) -> RequestId {
        let request = self.request();
        self.send(Command::Account(account::Command::SignIn {
            request,
            address: login.jid.to_string(),
            password: Secret::from(login.password.as_str()),
            passphrase: Secret::default(),
            settings,
        }));
        request
    }

    /// A new name for a command whose outcome matters.
    pub fn request(&mut self) -> RequestId {
        self.next_request += 1;
        RequestId(self.next_request)
    }

    /// Gives the engine a command.
    pub fn send(&self, command: Command) {
        self.engine.send(command);
    }

    /// Waits for something in the world.
    ///
    /// # Panics
    /// When it is not there in time; the words name `what` and show what was told last.
    pub async fn wait<T>(&mut self, what: &str, mut look: impl FnMut(&World) -> Option<T>) -> T {
        let end = Instant::now() + DEADLINE;
        loop {
            if let Some(seen) = look(&self.world) {
                return seen;
            }
            match tokio::time::timeout_at(end, self.events.next()).await {
                Ok(Some(event)) => self.take(event),
                Ok(None) => panic!("the engine has ended before {what}\n{}", self.story()),
                Err(_) => panic!("not within {DEADLINE:?}: {what}\n{}", self.story()),
            }
        }
    }

    /// Takes in what has been told already, without waiting.
    pub fn catch_up(&mut self) {
        while let Some(event) = self.events.try_next() {
            self.take(event);
        }
    }

    /// Waits for the outcome of a command.
    pub async fn wait_done(&mut self, request: RequestId) -> Result<(), Error> {
        self.wait(&format!("the end of {request:?}"), |world| {
            world.done.get(&request).cloned()
        })
        .await
    }

    /// Waits until the only account is online.
    pub async fn wait_online(&mut self) {
        self.wait_connection("online", |connection| {
            matches!(connection, Connection::Online { .. })
        })
        .await;
    }

    /// The person switches the only account off, and it is.
    pub async fn switch_off(&mut self) {
        self.switch(false);
        self.wait_connection("off", |connection| *connection == Connection::Offline)
            .await;
    }

    /// The person switches the only account on again.
    pub fn switch_on(&self) {
        self.switch(true);
    }

    fn switch(&self, enabled: bool) {
        let account = self.account();
        self.send(Command::Account(account::Command::SetEnabled {
            account,
            enabled,
        }));
    }

    /// Waits for a state of the only account's connection.
    pub async fn wait_connection(
        &mut self,
        what: &str,
        fits: impl Fn(&Connection) -> bool,
    ) -> Connection {
        self.wait(what, |world| {
            let connection = &world.account()?.connection;
            fits(connection).then(|| connection.clone())
        })
        .await
    }

    /// Waits until the conversation with somebody fits.
    pub async fn wait_conversation(
        &mut self,
        with: &str,
        what: &str,
        fits: impl Fn(&Conversation) -> bool,
    ) -> Conversation {
        self.wait(&format!("{with}: {what}"), |world| {
            let conversation = world.conversation(with)?;
            fits(conversation).then(|| conversation.clone())
        })
        .await
    }

    /// Opens the conversation with somebody, as soon as there is one.
    pub async fn open_conversation(&mut self, with: &str) -> ConversationId {
        let conversation = self.wait_conversation(with, "is there", |_| true).await;
        self.tell(conversation.id, conversation::Command::Open);
        self.wait("the newest page", |world| {
            world.timelines.contains_key(&conversation.id).then_some(())
        })
        .await;
        conversation.id
    }

    /// Gives a command about a conversation.
    pub fn tell(&self, conversation: ConversationId, command: conversation::Command) {
        self.send(Command::Conversation(conversation, command));
    }

    /// Says something.
    pub fn say(&self, conversation: ConversationId, text: &str) {
        let text = text.to_owned();
        self.tell(conversation, conversation::Command::say(text));
    }

    /// Tells what we are doing.
    pub fn compose(&self, conversation: ConversationId, state: ChatState) {
        self.tell(conversation, conversation::Command::Compose(state));
    }

    /// Waits for a message with this text in an open conversation.
    pub async fn wait_message(&mut self, conversation: ConversationId, text: &str) -> Message {
        self.wait(&format!("the message {text:?}"), |world| {
            world.message(conversation, text).cloned()
        })
        .await
    }

    /// Waits until a message of ours has come so far.
    pub async fn wait_state(
        &mut self,
        conversation: ConversationId,
        text: &str,
        state: &State,
    ) -> Message {
        self.wait(&format!("{text:?} is {state:?}"), |world| {
            let message = world.message(conversation, text)?;
            (message.state == *state).then(|| message.clone())
        })
        .await
    }

    /// The directory it lives in.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The only account.
    ///
    /// # Panics
    /// When there is none.
    pub fn account(&self) -> AccountId {
        self.world.account().expect("an account").id
    }

    /// Adds a contact and waits until the server has it.
    pub async fn add_contact(&mut self, jid: &str, name: &str) -> Result<(), Error> {
        let request = self.request();
        self.send(Command::Contact(contact::Command::Add {
            request,
            account: self.account(),
            address: jid.to_owned(),
            name: name.to_owned(),
        }));
        self.wait_done(request).await
    }

    /// Shuts the engine down in order and gives back its profile.
    pub async fn shut_down(mut self) -> Profile {
        self.send(Command::Shutdown);
        let end = async {
            while let Some(event) = self.events.next().await {
                self.world.apply(event);
            }
        };
        within("the engine shuts down", end).await;
        self.profile
    }

    /// What was told last and what the world looks like, for the words of a failed test.
    pub fn story(&self) -> String {
        let recent: Vec<&str> = self.recent.iter().map(String::as_str).collect();
        format!("told last:\n{}\n{}", recent.join("\n"), self.world)
    }

    fn take(&mut self, event: Event) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        let line: String = format!("{event:?}").chars().take(WIDTH).collect();
        self.recent.push_back(line);
        self.world.apply(event);
    }
}
