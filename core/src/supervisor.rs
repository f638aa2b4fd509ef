//! The supervisor: owns the list of accounts, routes commands to them, and ends them in order.
//!
//! Each account is a task of its own that owns all of its state; the supervisor only knows which
//! conversation belongs to whom. A conversation is reported here before any event names it, and
//! reports are taken before commands, so a command about it always finds its account.

mod credentials;
mod export;
mod file;
mod keeping;
mod locked;
mod reading;
mod registration;
mod room;
mod search;
mod start;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jid::BareJid;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use waxwing_proto::address::parse_typed;
use waxwing_proto::version::Software;

use crate::account::access::{Access, new_resource};
use crate::account::registration::NewAccount;
use crate::account::{Account, Opening, Parts, ToAccount};
use crate::command::{account, encryption};
use crate::feature::credentials::Changed;
use crate::feature::encryption::make_key;
use crate::files::Files;
use crate::model::{ConnectSettings, FilePolicy, OwnPresence, Secret};
use crate::network::Network;
use crate::store::{self, AccountRecord, Op, Store, Unit};
use crate::vault::{Change, Slot, Told, Vault};
use registration::Registering;

use crate::{
    AccountId, Command, Config, ConversationId, Error, Event, Recovered, RequestId, Timestamp,
    event,
};

/// Owns the accounts.
pub(crate) struct Supervisor {
    parts: Parts,
    vault: Vault,
    /// The keyring of the desktop is asked.
    keyring: bool,
    /// Why nothing can be stored.
    read_only: Option<Error>,
    opening: Vec<Opening>,
    recovered: Vec<Recovered>,
    /// Accounts that wait for the keyring.
    locked: start::Locked,
    /// Who waits for what opens the keys of an account.
    asked: Vec<(RequestId, AccountId)>,
    accounts: BTreeMap<AccountId, Running>,
    owners: HashMap<ConversationId, AccountId>,
    registrations: HashMap<RequestId, Registering>,
    reported: mpsc::UnboundedReceiver<Report>,
    /// Failures of the store that nobody waits for.
    faults: mpsc::UnboundedReceiver<Error>,
    /// Since when nobody looks.
    unattended: Option<Timestamp>,
    /// Accounts that are to be forgotten as soon as their streams are closed.
    leaving: JoinSet<(RequestId, AccountId)>,
    searches: JoinSet<search::Searched>,
    exports: export::Exports,
    keeping: keeping::Keeping,
}

/// An account at work.
struct Running {
    jid: BareJid,
    /// Its place among the accounts.
    order: u32,
    commands: mpsc::UnboundedSender<ToAccount>,
    task: JoinHandle<()>,
    /// The sign-in that waits for the first login.
    sign_in: Option<SignIn>,
}

/// A first login that somebody waits for.
struct SignIn {
    request: RequestId,
    /// What is kept if it succeeds.
    secrets: BTreeMap<Slot, Secret>,
}

impl SignIn {
    /// A sign-in by a password.
    fn with_password(request: RequestId, password: Secret) -> Self {
        Self {
            request,
            secrets: BTreeMap::from([(Slot::Password, password)]),
        }
    }
}

/// What an account tells the supervisor.
#[derive(Debug)]
pub(crate) enum Report {
    /// It has a conversation of this name from now on.
    Conversation(ConversationId, AccountId),
    /// Something is to be said elsewhere, maybe by another account.
    Say(ConversationId, crate::command::conversation::Command),
    /// A file is to be shared elsewhere, maybe by another account.
    Share(ConversationId, crate::model::Attachment),
    /// A file has come.
    FileCame,
    /// Messages have gone that may have had files.
    FilesLeft,
    /// It no longer has this conversation.
    Gone(ConversationId),
    /// Its first login ended.
    SignedIn(AccountId, Result<(), Error>),
    /// Its keys for encryption were opened so often by now.
    Generation(AccountId, u64),
    /// The token that spares it the password is now this, or none.
    Token(AccountId, Option<Secret>),
    /// A dialog for a new account ended.
    Registered(RequestId, Result<NewAccount, Error>),
    /// A change of its password ended.
    PasswordChanged(AccountId, Changed),
    /// It is gone on the server.
    DeletedOnServer(AccountId, RequestId),
}

impl Supervisor {
    /// Opens the profile.
    pub(crate) fn open(
        config: Config,
        events: mpsc::UnboundedSender<Event>,
    ) -> Result<Self, Error> {
        let (store, archive, mut stored) = Store::open(&config.directory)?;
        let read_only = stored.read_only.take();
        let (mut vault, lost) = match read_only {
            Some(_) => (Vault::empty(&config.directory), None),
            None => Vault::open(&config.directory)?,
        };
        // What a crash between the vault and the store left behind; not where accounts may be
        // missing because the store was damaged.
        if stored.notices.is_empty()
            && read_only.is_none()
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
            files: Files::new(&config.directory),
            file_policy: FilePolicy::default(),
            store,
            archive,
            events,
            reports,
            software,
            language: config.language,
            nameserver: config.nameserver,
            tuning: config.tuning,
            avatars: config.directory.join(AVATARS),
        };
        Ok(Self {
            parts,
            vault,
            keyring: config.keyring && read_only.is_none(),
            read_only,
            opening: Opening::from_contents(stored),
            recovered,
            locked: start::Locked::default(),
            asked: Vec::new(),
            accounts: BTreeMap::new(),
            owners: HashMap::new(),
            registrations: HashMap::new(),
            reported,
            faults,
            unattended: None,
            leaving: JoinSet::new(),
            searches: JoinSet::new(),
            exports: export::Exports::new(&config.directory),
            keeping: keeping::Keeping::default(),
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
                Some(told) = self.vault.told() => self.handle_keyring(told),
                () = self.locked.over() => self.unlock(),
                Some(error) = self.faults.recv() => self.tell(Event::StoreFailed(error)),
                Some(Ok((request, id))) = self.leaving.join_next() => {
                    let outcome = self.forget(id).await;
                    self.done(request, outcome);
                }
                Some(Ok(searched)) = self.searches.join_next() => self.tell_found(searched),
                Some(outcome) = self.keeping.next() => self.hear_kept(outcome),
                Some((request, outcome)) = self.exports.next() => self.done(request, outcome),
                () = network.changed() => self.broadcast(|| ToAccount::NetworkChanged),
                command = inbox.recv() => match command {
                    None | Some(Command::Shutdown) => break,
                    Some(command) if self.read_only.is_some() => self.read(command),
                    Some(command) => self.handle_command(command).await,
                },
            }
        }
        self.close().await;
    }

    fn start(&mut self, opening: Opening, password: Option<Secret>, sign_in: Option<SignIn>) {
        let (commands, inbox) = mpsc::unbounded_channel();
        let (id, jid) = (opening.account.id, opening.account.jid.clone());
        let order = opening.account.order;
        if self.unattended.is_some() {
            let _ = commands.send(ToAccount::Unattended(self.unattended));
        }
        let task = Account::start(self.parts.clone(), opening, password, inbox);
        self.accounts.insert(
            id,
            Running {
                jid,
                order,
                commands,
                task,
                sign_in,
            },
        );
    }

    /// The keyring has answered.
    fn handle_keyring(&mut self, told: Told) {
        let over = Self::ends_wait(&told);
        for change in self.vault.take(told) {
            let (Change::Known(place) | Change::Moved(place)) = change;
            let (account, slot) = place;
            if slot == Slot::EncryptionKey {
                self.pass_rest_key(account);
            }
            if slot != Slot::Password {
                continue;
            }
            if change == Change::Known(place)
                && let Some(password) = self.vault.get(account, Slot::Password).cloned()
            {
                self.pass(account, ToAccount::SetPassword(password));
            }
            self.tell_place(account);
        }
        if over {
            self.unlock();
            self.tell_asked();
        }
    }

    /// Lets an account tell where its password is kept.
    fn tell_place(&self, account: AccountId) {
        self.pass(account, ToAccount::PasswordKept(self.vault.home(account)));
    }

    async fn handle_report(&mut self, report: Report) {
        match report {
            Report::Say(conversation, command) => {
                if let Some(account) = self.owners.get(&conversation) {
                    self.pass(*account, ToAccount::Conversation(conversation, command));
                }
            }
            Report::Share(conversation, file) => {
                if let Some(account) = self.owners.get(&conversation) {
                    let file = Box::new(file);
                    self.pass(*account, ToAccount::Share(conversation, file));
                }
            }
            Report::FileCame => self.look_for_room(keeping::Reason::Came),
            Report::FilesLeft => self.look_for_room(keeping::Reason::Left),
            Report::Conversation(conversation, account) => {
                self.owners.insert(conversation, account);
            }
            Report::Gone(conversation) => {
                self.owners.remove(&conversation);
            }
            Report::SignedIn(id, outcome) => self.handle_first_login(id, outcome).await,
            Report::Generation(id, times) => {
                let times = Secret::from(times.to_string().as_str());
                self.keep_secret(id, Slot::Generation, Some(times));
            }
            Report::Token(id, token) => self.keep_secret(id, Slot::FastToken, token),
            Report::Registered(request, outcome) => self.handle_registered(request, outcome).await,
            Report::PasswordChanged(id, changed) => self.handle_password(id, changed),
            Report::DeletedOnServer(id, request) => self.handle_deleted(id, request),
        }
    }

    async fn handle_first_login(&mut self, id: AccountId, outcome: Result<(), Error>) {
        let Some(running) = self.accounts.get_mut(&id) else {
            return;
        };
        let Some(SignIn { request, secrets }) = running.sign_in.take() else {
            return;
        };
        self.vault.name(id, running.jid.as_str());
        let mut secrets = secrets.into_iter();
        let keep = |()| secrets.try_for_each(|(slot, secret)| self.vault.set(id, slot, secret));
        let outcome = outcome.and_then(keep);
        match outcome {
            Ok(()) => {
                let place = self.vault.home(id);
                let _ = running.commands.send(ToAccount::PasswordKept(place));
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
            Command::Registration(command) => self.handle_registration(command).await,
            Command::Contact(command) => self.route(command.route(), ToAccount::Contact(command)),
            Command::Avatar(command) => self.route(command.route(), ToAccount::Avatar(command)),
            Command::Console(command) => self.route(command.route(), ToAccount::Console(command)),
            Command::History(command) => self.route(command.route(), ToAccount::History(command)),
            Command::Invitation(command) => {
                self.route(command.route(), ToAccount::Inviting(command));
            }
            Command::Room(command) => self.route_room(command),
            Command::Conversation(id, command) => {
                if let Some(account) = self.owners.get(&id) {
                    self.pass(*account, ToAccount::Conversation(id, command));
                }
            }
            Command::Later(command) => {
                if let Some(account) = self.owners.get(&command.conversation()) {
                    self.pass(*account, ToAccount::Later(command));
                }
            }
            Command::Encryption(encryption::Command::Unlock { request, account }) => {
                self.ask_for_key(request, account);
            }
            Command::Encryption(encryption::Command::MakeNewKeys { request, account }) => {
                let outcome = self.make_new_keys(account);
                self.done(request, outcome);
            }
            Command::Encryption(command) => {
                self.route(command.route(), ToAccount::Encryption(command));
            }
            Command::Unattended(since) => {
                self.unattended = since;
                self.broadcast(|| ToAccount::Unattended(since));
            }
            Command::Search(command) => self.search(command),
            Command::Export(command) => self.export(command),
            Command::File(command) => self.route_file(command),
            Command::Link(command) => {
                self.pass_known(command.account(), ToAccount::Link(command));
            }
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
                passphrase,
                settings,
            } => {
                let given = [(Slot::Password, password), (Slot::Certificate, passphrase)];
                let secrets = given
                    .into_iter()
                    .filter(|(_, secret)| !secret.reveal().is_empty());
                let sign_in = SignIn {
                    request,
                    secrets: secrets.collect(),
                };
                if let Err(error) = self.sign_in(sign_in, &address, settings) {
                    self.done(request, Err(error));
                }
            }
            C::CancelSignIn { request } => self.cancel_sign_in(request).await,
            C::SetPassword { account, password } => self.set_password(account, password),
            C::SetPassphrase {
                account,
                passphrase,
            } => {
                self.keep_secret(account, Slot::Certificate, Some(passphrase.clone()));
                self.pass(account, ToAccount::SetPassphrase(passphrase));
            }
            C::AcceptWeaker { account } => self.pass(account, ToAccount::ForgetLogins),
            C::ChangePassword {
                request,
                account,
                new,
            } => self.change_password(request, account, new),
            C::DeleteOnServer { request, account } => {
                self.route((account, Some(request)), ToAccount::DeleteOnServer(request));
            }
            C::Connect { account } => self.pass(account, ToAccount::Connect),
            C::Reconnect { account } => self.pass(account, ToAccount::Reconnect),
            C::SetPresence { account, presence } => {
                self.pass(account, ToAccount::SetPresence(presence));
            }
            C::SetEnabled { account, enabled } => {
                self.pass(account, ToAccount::SetEnabled(enabled));
            }
            C::Inspect { account } => self.pass(account, ToAccount::Inspect),
            C::CheckStatus { account } => self.pass(account, ToAccount::CheckStatus),
            C::SetOrder(wanted) => self.set_order(&wanted),
            C::SetColour { account, colour } => self.pass(account, ToAccount::SetColour(colour)),
            C::Remove { request, account } => {
                if let Err(error) = self.remove(request, account) {
                    self.done(request, Err(error));
                }
            }
        }
    }

    fn broadcast(&self, message: impl Fn() -> ToAccount) {
        for running in self.accounts.values() {
            let _ = running.commands.send(message());
        }
    }

    fn sign_in(
        &mut self,
        mut sign_in: SignIn,
        address: &str,
        mut settings: ConnectSettings,
    ) -> Result<(), Error> {
        let jid = typed(address, settings.anonymous)?;
        if self.accounts.values().any(|running| running.jid == jid) {
            return Err(Error::AccountExists);
        }
        if settings.resource.trim().is_empty() {
            // Kept with the account: a session that outlives a crash of ours gives way to the next
            // one at once, and what waited in it is not held back until its time is over.
            settings.resource = new_resource();
        }
        let record = AccountRecord {
            id: self.parts.store.next_account(),
            jid,
            settings,
            presence: OwnPresence::default(),
            enabled: true,
            order: self.next_order(),
            roster_version: String::new(),
            colour: None,
        };
        let mut opening = Opening::new(record, false);
        if self.parts.tuning.encryption && !opening.account.settings.anonymous {
            // Kept with the other secrets before anything is sealed with it.
            let key = make_key()?;
            opening.rest_key = Some(key.clone());
            sign_in.secrets.insert(Slot::EncryptionKey, key);
        }
        let secret = |slot| sign_in.secrets.get(&slot).cloned();
        opening.access = Access::new(secret(Slot::Certificate));
        self.start(opening, secret(Slot::Password), Some(sign_in));
        Ok(())
    }

    async fn cancel_sign_in(&mut self, request: RequestId) {
        let found = self
            .accounts
            .iter()
            .find(|(_, one)| {
                one.sign_in
                    .as_ref()
                    .is_some_and(|waiting| waiting.request == request)
            })
            .map(|(id, _)| *id);
        if let Some(id) = found {
            self.end_account(id).await;
            self.done(request, Err(Error::NotFound));
        }
    }

    /// The place after all others.
    fn next_order(&self) -> u32 {
        let last = self.accounts.values().map(|running| running.order).max();
        last.map_or(0, |last| last.saturating_add(1))
    }

    /// Puts the accounts named first, in that order, and the others after them.
    fn set_order(&mut self, wanted: &[AccountId]) {
        let mut places: Vec<_> = self
            .accounts
            .iter()
            .map(|(id, running)| {
                let named = wanted.iter().position(|one| one == id);
                (named.unwrap_or(usize::MAX), running.order, *id)
            })
            .collect();
        places.sort_unstable();
        for (order, (_, _, id)) in (0..).zip(places) {
            if let Some(running) = self.accounts.get_mut(&id) {
                running.order = order;
            }
            self.pass(id, ToAccount::SetOrder(order));
        }
    }

    fn set_password(&mut self, account: AccountId, password: Secret) {
        self.keep_secret(account, Slot::Password, Some(password.clone()));
        // It was given for the password before.
        self.keep_secret(account, Slot::FastToken, None);
        self.pass(account, ToAccount::SetPassword(password));
    }

    /// Keeps or forgets a secret; that of an account that waits for its first login, with it.
    fn keep_secret(&mut self, account: AccountId, slot: Slot, secret: Option<Secret>) {
        let Some(running) = self.accounts.get_mut(&account) else {
            return;
        };
        let outcome = match (&mut running.sign_in, secret) {
            (Some(sign_in), Some(secret)) => {
                sign_in.secrets.insert(slot, secret);
                Ok(())
            }
            (Some(sign_in), None) => {
                sign_in.secrets.remove(&slot);
                Ok(())
            }
            (None, Some(secret)) => self.vault.set(account, slot, secret),
            (None, None) => self.vault.forget(account, slot),
        };
        if let Err(error) = outcome {
            self.tell(Event::StoreFailed(error));
        }
        self.tell_place(account);
    }

    /// Begins to remove an account; nobody else has to wait until its server has answered.
    fn remove(&mut self, removal: RequestId, id: AccountId) -> Result<(), Error> {
        let mut running = self.accounts.remove(&id).ok_or(Error::NotFound)?;
        if let Some(SignIn { request, .. }) = running.sign_in.take() {
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
        if self.accounts.is_empty() {
            // Nobody is left who knows the people on them; otherwise what is not shown goes with time.
            let _ = std::fs::remove_dir_all(&self.parts.avatars);
        }
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

    /// Hands a command to its account; who waits for it is told where there is none.
    fn route(&self, (account, request): (AccountId, Option<RequestId>), message: ToAccount) {
        if !self.pass_known(account, message)
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
        for (request, outcome) in self.exports.close().await {
            self.done(request, outcome);
        }
        let mut unanswered: Vec<_> = self.registrations.drain().map(|(id, _)| id).collect();
        for running in self.accounts.values_mut() {
            unanswered.extend(running.sign_in.take().map(|waiting| waiting.request));
            let _ = running.commands.send(ToAccount::Close);
        }
        for request in unanswered {
            self.done(request, Err(Error::NotFound));
        }
        // Side by side: each may take its time, and nobody waits for their sum.
        let all = std::mem::take(&mut self.accounts).into_values();
        let mut closing: JoinSet<()> = all.map(close).collect();
        while closing.join_next().await.is_some() {}
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
            backup: recovered.backup,
        }
    }
}

/// The address that was typed; a domain alone where the server gives the rest.
fn typed(address: &str, anonymous: bool) -> Result<BareJid, Error> {
    let wrong = |error: &dyn std::fmt::Display| Error::InvalidAddress(error.to_string());
    if !anonymous {
        let address = parse_typed(address).map_err(|error| wrong(&error))?;
        return Ok(address.bare().clone());
    }
    let jid = BareJid::new(address.trim()).map_err(|error| wrong(&error))?;
    match jid.node() {
        Some(_) => Err(wrong(&"the server gives the name")),
        None => Ok(jid),
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

/// The folder with pictures of people; what is in it can be had again.
const AVATARS: &str = "avatars";

/// Two seconds for the stream, and a moment for the last turn.
const CLOSING: Duration = Duration::from_millis(2_500);
