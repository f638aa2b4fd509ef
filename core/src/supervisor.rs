//! The supervisor: owns the list of accounts, routes commands to them, and ends them in order.
//!
//! Each account is a task of its own that owns all of its state; the supervisor only knows which
//! conversation belongs to whom. A conversation is reported here before any event names it, and
//! reports are taken before commands, so a command about it always finds its account.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jid::BareJid;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use uuid::Uuid;
use waxwing_proto::address::parse_typed;
use waxwing_proto::version::Software;

use crate::account::{Account, Opening, Parts, ToAccount};
use crate::command::{account, contact};
use crate::model::{ConnectSettings, OwnPresence, Secret};
use crate::network::Network;
use crate::store::{self, AccountRecord, Op, Shelf, Store, Unit};
use crate::vault::Vault;
use crate::{
    AccountId, Command, Config, ConversationId, Error, Event, Recovered, RequestId, event,
};

/// Owns the accounts.
pub(crate) struct Supervisor {
    parts: Parts,
    vault: Vault,
    opening: Vec<Opening>,
    recovered: Vec<Recovered>,
    accounts: BTreeMap<AccountId, Running>,
    owners: HashMap<ConversationId, AccountId>,
    reported: mpsc::UnboundedReceiver<Report>,
    /// Failures of the store that nobody waits for.
    faults: mpsc::UnboundedReceiver<Error>,
    /// Somebody looks.
    attention: bool,
    /// Accounts that are to be forgotten as soon as their streams are closed.
    leaving: JoinSet<(RequestId, AccountId)>,
}

/// An account at work.
struct Running {
    jid: BareJid,
    commands: mpsc::UnboundedSender<ToAccount>,
    task: JoinHandle<()>,
    /// The sign-in that waits for the first login, with the password to keep.
    sign_in: Option<(RequestId, Secret)>,
}

/// What an account tells the supervisor.
#[derive(Debug)]
pub(crate) enum Report {
    /// It has a conversation of this name from now on.
    Conversation(ConversationId, AccountId),
    /// It no longer has this conversation.
    Gone(ConversationId),
    /// Its first login ended.
    SignedIn(AccountId, Result<(), Error>),
}

impl Supervisor {
    /// Opens the profile.
    pub(crate) fn open(
        config: Config,
        events: mpsc::UnboundedSender<Event>,
    ) -> Result<Self, Error> {
        let (store, archive, mut stored) = Store::open(&config.directory)?;
        let (mut vault, lost) = Vault::open(&config.directory)?;
        // What a crash between the vault and the store left behind; not where accounts may be
        // missing because the store was damaged.
        if stored.notices.is_empty()
            && let Err(error) = vault.retain(|id| stored.accounts.iter().any(|one| one.id == id))
        {
            tracing::warn!(%error, "the vault was not cleaned");
        }
        stored.notices.extend(lost);
        let recovered = stored.notices.iter().map(Recovered::from).collect();
        let (_, none) = mpsc::unbounded_channel();
        let faults = std::mem::replace(&mut stored.faults, none);
        let (reports, reported) = mpsc::unbounded_channel();
        let software = Software {
            name: config.software.name,
            version: config.software.version,
            os: Some(std::env::consts::OS.to_owned()),
        };
        let parts = Parts {
            store,
            archive,
            events,
            reports,
            software,
            language: config.language,
            nameserver: config.nameserver,
            tuning: config.tuning,
        };
        Ok(Self {
            parts,
            vault,
            opening: Opening::from_contents(stored),
            recovered,
            accounts: BTreeMap::new(),
            owners: HashMap::new(),
            reported,
            faults,
            attention: true,
            leaving: JoinSet::new(),
        })
    }

    /// Works until told to stop, or until nobody is left to tell.
    pub(crate) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        self.start_stored().await;
        let mut network = Network::watch();
        loop {
            tokio::select! {
                biased;
                Some(report) = self.reported.recv() => self.handle_report(report).await,
                Some(error) = self.faults.recv() => self.tell(Event::StoreFailed(error)),
                Some(Ok((request, id))) = self.leaving.join_next() => {
                    let outcome = self.forget(id).await;
                    self.done(request, outcome);
                }
                () = network.changed() => self.broadcast(|| ToAccount::NetworkChanged),
                command = inbox.recv() => match command {
                    None | Some(Command::Shutdown) => break,
                    Some(command) => self.handle_command(command).await,
                },
            }
        }
        self.close().await;
    }

    async fn start_stored(&mut self) {
        for recovered in std::mem::take(&mut self.recovered) {
            self.tell(Event::Recovered(recovered));
        }
        for mut opening in std::mem::take(&mut self.opening) {
            let notes = self.parts.store.notes(opening.account.id, Shelf::Session);
            opening.session = notes.await.unwrap_or_default().pop();
            let password = self.vault.get(opening.account.id).cloned();
            self.start(opening, password, None);
        }
        self.tell(Event::Ready);
    }

    fn start(
        &mut self,
        opening: Opening,
        password: Option<Secret>,
        sign_in: Option<(RequestId, Secret)>,
    ) {
        let (commands, inbox) = mpsc::unbounded_channel();
        let (id, jid) = (opening.account.id, opening.account.jid.clone());
        if !self.attention {
            let _ = commands.send(ToAccount::Attention(false));
        }
        let task = Account::start(self.parts.clone(), opening, password, inbox);
        self.accounts.insert(
            id,
            Running {
                jid,
                commands,
                task,
                sign_in,
            },
        );
    }

    async fn handle_report(&mut self, report: Report) {
        match report {
            Report::Conversation(conversation, account) => {
                self.owners.insert(conversation, account);
            }
            Report::Gone(conversation) => {
                self.owners.remove(&conversation);
            }
            Report::SignedIn(id, outcome) => self.handle_first_login(id, outcome).await,
        }
    }

    async fn handle_first_login(&mut self, id: AccountId, outcome: Result<(), Error>) {
        let Some(running) = self.accounts.get_mut(&id) else {
            return;
        };
        let Some((request, password)) = running.sign_in.take() else {
            return;
        };
        let outcome = outcome.and_then(|()| self.vault.set(id, password));
        match outcome {
            Ok(()) => {
                if running.commands.send(ToAccount::Keep(request)).is_err() {
                    self.done(request, Err(Error::NotFound));
                }
            }
            Err(error) => {
                self.end_account(id).await;
                self.done(request, Err(error));
            }
        }
    }

    async fn handle_command(&mut self, command: Command) {
        match command {
            Command::Account(command) => self.handle_account(command).await,
            Command::Contact(command) => self.route_contact(command),
            Command::Conversation(id, command) => {
                if let Some(account) = self.owners.get(&id) {
                    self.pass(*account, ToAccount::Conversation(id, command));
                }
            }
            Command::Attention(looks) => self.attend(looks),
            Command::Shutdown => {}
        }
    }

    async fn handle_account(&mut self, command: account::Command) {
        use account::Command as C;
        match command {
            C::SignIn {
                request,
                address,
                password,
                settings,
            } => {
                if let Err(error) = self.sign_in(request, &address, password, settings) {
                    self.done(request, Err(error));
                }
            }
            C::CancelSignIn { request } => self.cancel_sign_in(request).await,
            C::SetPassword { account, password } => self.set_password(account, password),
            C::Connect { account } => self.pass(account, ToAccount::Connect),
            C::SetPresence { account, presence } => {
                self.pass(account, ToAccount::SetPresence(presence));
            }
            C::Remove { request, account } => {
                if let Err(error) = self.remove(request, account) {
                    self.done(request, Err(error));
                }
            }
        }
    }

    fn attend(&mut self, looks: bool) {
        self.attention = looks;
        self.broadcast(|| ToAccount::Attention(looks));
    }

    fn broadcast(&self, message: impl Fn() -> ToAccount) {
        for running in self.accounts.values() {
            let _ = running.commands.send(message());
        }
    }

    fn sign_in(
        &mut self,
        request: RequestId,
        address: &str,
        password: Secret,
        mut settings: ConnectSettings,
    ) -> Result<(), Error> {
        let address =
            parse_typed(address).map_err(|error| Error::InvalidAddress(error.to_string()))?;
        let jid = address.bare().clone();
        if self.accounts.values().any(|running| running.jid == jid) {
            return Err(Error::AccountExists);
        }
        if settings.resource.trim().is_empty() {
            // Kept with the account: a session that outlives a crash of ours gives way to the next
            // one at once, and what waited in it is not held back until its time is over.
            settings.resource = format!("waxwing-{:08x}", Uuid::new_v4().as_fields().0);
        }
        let record = AccountRecord {
            id: self.parts.store.next_account(),
            jid,
            settings,
            presence: OwnPresence::default(),
            enabled: true,
            order: u32::try_from(self.accounts.len()).unwrap_or(u32::MAX),
            roster_version: String::new(),
            colour: None,
        };
        let opening = Opening::new(record, false);
        self.start(opening, Some(password.clone()), Some((request, password)));
        Ok(())
    }

    async fn cancel_sign_in(&mut self, request: RequestId) {
        let found = self
            .accounts
            .iter()
            .find(|(_, one)| {
                one.sign_in
                    .as_ref()
                    .is_some_and(|(waiting, _)| *waiting == request)
            })
            .map(|(id, _)| *id);
        if let Some(id) = found {
            self.end_account(id).await;
            self.done(request, Err(Error::NotFound));
        }
    }

    fn set_password(&mut self, account: AccountId, password: Secret) {
        let Some(running) = self.accounts.get_mut(&account) else {
            return;
        };
        if let Some((_, kept)) = &mut running.sign_in {
            *kept = password.clone();
        } else if let Err(error) = self.vault.set(account, password.clone()) {
            self.tell(Event::StoreFailed(error));
        }
        self.pass(account, ToAccount::SetPassword(password));
    }

    /// Begins to remove an account; nobody else has to wait until its server has answered.
    fn remove(&mut self, removal: RequestId, id: AccountId) -> Result<(), Error> {
        let mut running = self.accounts.remove(&id).ok_or(Error::NotFound)?;
        if let Some((request, _)) = running.sign_in.take() {
            self.done(request, Err(Error::NotFound));
        }
        self.leaving.spawn(async move {
            close(running).await;
            (removal, id)
        });
        Ok(())
    }

    /// Forgets an account whose stream is closed.
    async fn forget(&mut self, id: AccountId) -> Result<(), Error> {
        self.parts
            .store
            .commit(Unit::from(Op::RemoveAccount(id)))
            .await?;
        if let Err(error) = self.vault.remove(id) {
            self.tell(Event::StoreFailed(error));
        }
        self.owners.retain(|_, owner| *owner != id);
        self.tell(Event::Account(event::account::Event::Removed(id)));
        Ok(())
    }

    /// Ends an account that was never kept.
    async fn end_account(&mut self, id: AccountId) {
        if let Some(running) = self.accounts.remove(&id) {
            running.task.abort();
            let _ = running.task.await;
        }
        // What came with its roster may be stored already.
        let gone = Unit::from(Op::RemoveAccount(id));
        if let Err(error) = self.parts.store.commit(gone).await {
            self.tell(Event::StoreFailed(error));
        }
        self.owners.retain(|_, owner| *owner != id);
        self.tell(Event::Account(event::account::Event::Removed(id)));
    }

    fn route_contact(&self, command: contact::Command) {
        use contact::Command as C;
        let (account, request) = match &command {
            C::Accept { account, .. } | C::Decline { account, .. } => (*account, None),
            C::Add {
                account, request, ..
            }
            | C::Rename {
                account, request, ..
            }
            | C::Remove {
                account, request, ..
            } => (*account, Some(*request)),
        };
        if !self.pass_known(account, ToAccount::Contact(command))
            && let Some(request) = request
        {
            self.done(request, Err(Error::NotFound));
        }
    }

    fn pass(&self, account: AccountId, message: ToAccount) {
        self.pass_known(account, message);
    }

    fn pass_known(&self, account: AccountId, message: ToAccount) -> bool {
        self.accounts
            .get(&account)
            .is_some_and(|running| running.commands.send(message).is_ok())
    }

    async fn close(mut self) {
        let mut unanswered = Vec::new();
        for running in self.accounts.values_mut() {
            unanswered.extend(running.sign_in.take().map(|(request, _)| request));
            let _ = running.commands.send(ToAccount::Close);
        }
        for request in unanswered {
            self.done(request, Err(Error::NotFound));
        }
        for (_, running) in std::mem::take(&mut self.accounts) {
            close(running).await;
        }
        while let Some(left) = self.leaving.join_next().await {
            if let Ok((request, id)) = left {
                let outcome = self.forget(id).await;
                self.done(request, outcome);
            }
        }
        self.parts.store.close().await;
    }

    fn done(&self, request: RequestId, outcome: Result<(), Error>) {
        self.tell(Event::Done(request, outcome));
    }

    fn tell(&self, event: Event) {
        let _ = self.parts.events.send(event);
    }
}

impl From<&store::Recovered> for Recovered {
    fn from(recovered: &store::Recovered) -> Self {
        Self {
            part: recovered.part,
            moved_to: recovered
                .moved_to
                .as_ref()
                .map(|path| path.display().to_string()),
        }
    }
}

/// Lets an account close its stream in order, for as long as anybody would wait.
async fn close(running: Running) {
    let _ = running.commands.send(ToAccount::Close);
    let mut task = running.task;
    if timeout(CLOSING, &mut task).await.is_err() {
        task.abort();
        let _ = task.await;
    }
}

/// Two seconds for the stream, and a moment for the last turn.
const CLOSING: Duration = Duration::from_millis(2_500);
