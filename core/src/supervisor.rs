//! The supervisor: owns the list of accounts, routes commands to them, and ends them in order.
//!
//! Each account is a task of its own that owns all of its state; the supervisor only knows which
//! conversation belongs to whom. A conversation is reported here before any event names it, and
//! reports are taken before commands, so a command about it always finds its account.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jid::BareJid;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use waxwing_proto::Address;

use crate::account::{Account, Opening, Parts, ToAccount};
use crate::archive::Archive;
use crate::command::{account, contact};
use crate::model::{ConnectSettings, Secret};
use crate::store::{AccountRecord, Contents, Op, Store, Unit};
use crate::vault::Vault;
use crate::{AccountId, Command, Config, ConversationId, Error, Event, RequestId, event};

/// Owns the accounts.
pub(crate) struct Supervisor {
    config: Config,
    store: Store,
    archive: Archive,
    vault: Vault,
    contents: Option<Contents>,
    events: mpsc::UnboundedSender<Event>,
    accounts: BTreeMap<AccountId, Running>,
    owners: HashMap<ConversationId, AccountId>,
    reports: mpsc::UnboundedSender<Report>,
    reported: mpsc::UnboundedReceiver<Report>,
}

/// An account at work.
struct Running {
    jid: BareJid,
    commands: mpsc::UnboundedSender<ToAccount>,
    task: JoinHandle<()>,
    /// The sign-in that waits for the first login.
    sign_in: Option<(RequestId, Secret)>,
}

/// What an account tells the supervisor.
#[derive(Debug)]
pub(crate) enum Report {
    /// It has a conversation of this name from now on.
    Conversation(ConversationId, AccountId),
    /// Its first login ended.
    SignedIn(AccountId, Result<(), Error>),
    /// It uses another password from now on.
    Password(AccountId, Secret),
}

impl Supervisor {
    /// Opens the profile.
    pub(crate) fn open(
        config: Config,
        events: mpsc::UnboundedSender<Event>,
    ) -> Result<Self, Error> {
        let (store, archive, contents) = Store::open(&config.directory)?;
        let vault = Vault::open(&config.directory)?;
        let (reports, reported) = mpsc::unbounded_channel();
        Ok(Self {
            config,
            store,
            archive,
            vault,
            contents: Some(contents),
            events,
            accounts: BTreeMap::new(),
            owners: HashMap::new(),
            reports,
            reported,
        })
    }

    /// Works until told to stop, or until nobody is left to tell.
    pub(crate) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        self.start_stored().await;
        loop {
            tokio::select! {
                biased;
                Some(report) = self.reported.recv() => self.handle_report(report).await,
                command = inbox.recv() => match command {
                    None | Some(Command::Shutdown) => break,
                    Some(command) => self.handle_command(command).await,
                },
            }
        }
        self.close().await;
    }

    async fn start_stored(&mut self) {
        let Some(contents) = self.contents.take() else { return };
        for recovered in contents.recovered.iter().cloned().chain(self.vault.recovered()) {
            self.tell(Event::Recovered(recovered));
        }
        for opening in Opening::from_contents(contents) {
            let password = self.vault.password(opening.account.id);
            self.start(opening, password, None);
        }
        // Every account tells what it has stored before it does anything else.
        while self.accounts.values().any(|running| !running.commands.is_closed())
            && self.untold > 0
        {
            match self.reported.recv().await {
                Some(report) => self.handle_report(report).await,
                None => break,
            }
        }
        self.tell(Event::Ready);
    }
}
