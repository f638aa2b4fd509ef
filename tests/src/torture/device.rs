//! One engine of ours in a process that is killed and started again, and what it has shown.

mod pages;
mod room;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use waxwing_core::command::{account, conversation, encryption};
use waxwing_core::event::encryption::Event as Told;
use waxwing_core::model::{Account, Connection, Direction, State};
use waxwing_core::{Command, ConversationId};

use crate::backend::Login;
use crate::client::{World, copy};
use crate::victim::Victim;

use super::scene::{Cast, folder};
use super::{History, Unread, VOICES, is_room};
use pages::{row, talks, to_the_beginning};

/// So long a page of the history may take.
const PAGE: Duration = Duration::from_secs(20);

/// What a device can be told.
enum Order {
    Say(&'static str, &'static str, String),
    Read(&'static str, &'static str),
    Freeze(bool),
    Kill(oneshot::Sender<()>),
    Start,
    ShutDown(oneshot::Sender<()>),
    Nudge,
    HasReaders(oneshot::Sender<()>),
    Copy(oneshot::Sender<()>),
    Restore(oneshot::Sender<()>),
    Report(oneshot::Sender<Report>),
}

/// So often who comes in the middle tries to sign in, and so long it waits in between.
const TRIES: usize = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// Where an engine without a keyring keeps its secrets.
const VAULT: &str = "vault.json";

/// A copy is made, and put back, when nothing waits to be sent: what waits is sent once, by either. It is waited for so
/// long, for the network may be down.
const CALM: Duration = Duration::from_secs(25);

/// What a device has.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    /// Its whole history, one for each conversation.
    pub(super) histories: Vec<History>,
    /// Whatever it has shown in its life: account, other side, text.
    pub(super) kept: BTreeSet<(String, String, String)>,
    /// How much of each conversation is unread: account, other side, device, count.
    pub(super) unread: Vec<Unread>,
    /// The accounts with the numbers of their devices here.
    pub(super) numbers: Vec<(&'static str, u32)>,
    /// Since when the devices were what they are now, in microseconds since 1970; nothing where that is from the
    /// beginning.
    pub(super) born: Option<i64>,
    /// Devices of the accounts elsewhere, and since when it knows of each, in microseconds since 1970.
    pub(super) learned: BTreeMap<u32, i64>,
    /// What went wrong inside.
    pub(super) troubles: Vec<String>,
}

/// A handle; dropping it ends the process.
pub(super) struct Device {
    orders: mpsc::UnboundedSender<Order>,
    _task: Owned,
}

struct Owned(JoinHandle<()>);

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Device {
    /// Starts one, signs it in and brings it into the rooms. One that is not there from the beginning is `born`.
    pub(super) async fn begin(
        name: &'static str,
        program: PathBuf,
        place: PathBuf,
        cast: Arc<Cast>,
        logins: &[Login],
        born: bool,
    ) -> Self {
        folder(&place);
        let mut actor = Actor {
            name,
            program,
            place,
            cast,
            victim: None,
            frozen: false,
            opened: HashSet::new(),
            waiting: Vec::new(),
            newborn: false,
            report: Report::default(),
        };
        actor.start();
        let victim = actor.victim.as_mut().expect("just started");
        for (index, login) in logins.iter().enumerate() {
            let mut tries = 1;
            while let Err(error) = victim.try_sign_in(login).await {
                // The server may take its time to come back.
                assert!(born && tries < TRIES, "{}: {error}", login.jid);
                tries += 1;
                tokio::time::sleep(PAUSE).await;
            }
            let talks = 2 * (index + 1);
            victim
                .wait("signed in, with the contacts", |world| {
                    let all = world.accounts.len() == index + 1;
                    let contacts = pages::talks(world, &actor.cast);
                    let contacts = contacts.iter().filter(|(_, _, theirs)| !is_room(theirs));
                    (all && contacts.count() >= talks).then_some(())
                })
                .await;
        }
        room::enter(victim, &actor.cast).await;
        if born {
            actor.report.born = Some(chrono::Utc::now().timestamp_micros());
        }
        let (orders, inbox) = mpsc::unbounded_channel();
        let task = Owned(tokio::spawn(actor.live(inbox)));
        Self {
            orders,
            _task: task,
        }
    }

    pub(super) fn say(&self, account: &'static str, with: &'static str, text: String) {
        self.tell(Order::Say(account, with, text));
    }

    /// Marks everything of a talk as read.
    pub(super) fn read(&self, account: &'static str, with: &'static str) {
        self.tell(Order::Read(account, with));
    }

    /// Stops the process, or lets it go on.
    pub(super) fn freeze(&self, freeze: bool) {
        self.tell(Order::Freeze(freeze));
    }

    pub(super) async fn kill(&self) {
        self.ask(Order::Kill).await;
    }

    pub(super) fn start(&self) {
        self.tell(Order::Start);
    }

    pub(super) async fn shut_down(&self) {
        self.ask(Order::ShutDown).await;
    }

    /// Connects now what waits.
    pub(super) fn nudge(&self) {
        self.tell(Order::Nudge);
    }

    /// Waits until others have devices that read what its accounts say in the group.
    pub(super) async fn has_readers(&self) {
        self.ask(Order::HasReaders).await;
    }

    /// Makes a copy of its profile.
    pub(super) async fn copy(&self) {
        self.ask(Order::Copy).await;
    }

    /// Goes on with the copy of its profile.
    pub(super) async fn restore(&self) {
        self.ask(Order::Restore).await;
    }

    pub(super) async fn report(&self) -> Report {
        self.ask(Order::Report).await
    }

    fn tell(&self, order: Order) {
        assert!(self.orders.send(order).is_ok(), "a device has panicked");
    }

    async fn ask<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> Order) -> T {
        let (answer, answered) = oneshot::channel();
        self.tell(order(answer));
        answered.await.expect("a device that has not panicked")
    }
}

struct Actor {
    name: &'static str,
    program: PathBuf,
    place: PathBuf,
    cast: Arc<Cast>,
    victim: Option<Victim>,
    /// It stands still, and reads nothing.
    frozen: bool,
    opened: HashSet<ConversationId>,
    /// What is to be said as soon as the engine is ready.
    waiting: Vec<(&'static str, &'static str, String)>,
    /// It has new devices that have not been online yet.
    newborn: bool,
    report: Report,
}

impl Actor {
    async fn live(mut self, mut inbox: mpsc::UnboundedReceiver<Order>) {
        loop {
            let told = async {
                match &mut self.victim {
                    Some(victim) => victim.next().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                order = inbox.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => return,
                },
                alive = told => if alive {
                    self.tend().await;
                } else {
                    self.report.troubles.push(format!("{} ended by itself", self.name));
                    self.victim = None;
                    self.start();
                },
            }
        }
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Say(account, with, text) => {
                if self.victim.is_some() {
                    self.waiting.push((account, with, text));
                    self.tend().await;
                }
            }
            Order::Read(account, with) => self.mark_read(account, with).await,
            Order::Freeze(freeze) => {
                if let Some(victim) = &self.victim {
                    victim.freeze(freeze);
                    self.frozen = freeze;
                }
                self.tend().await;
            }
            Order::Kill(answer) => {
                self.note();
                self.waiting.clear();
                if let Some(victim) = self.victim.take() {
                    victim.kill().await;
                }
                let _ = answer.send(());
            }
            Order::Start if self.victim.is_none() => self.start(),
            Order::Start => {}
            Order::ShutDown(answer) => {
                self.note();
                if let Some(victim) = self.victim.take() {
                    victim.shut_down().await;
                }
                let _ = answer.send(());
            }
            Order::Nudge => self.nudge().await,
            Order::HasReaders(answer) => {
                let victim = self.victim.as_mut().expect("an engine in peace");
                room::wait_readers(victim, &self.cast).await;
                let _ = answer.send(());
            }
            Order::Copy(answer) => {
                self.close_calmly().await;
                copy(&self.place.join("profile"), &self.place.join("copy"));
                self.start();
                let _ = answer.send(());
            }
            Order::Restore(answer) => {
                self.close_calmly().await;
                let profile = self.place.join("profile");
                // The secrets are where no copy of a profile reaches, as in a keyring.
                let vault = std::fs::read(profile.join(VAULT)).expect("secrets");
                std::fs::remove_dir_all(&profile).expect("a profile");
                copy(&self.place.join("copy"), &profile);
                std::fs::write(profile.join(VAULT), vault).expect("secrets");
                self.newborn = true;
                self.start();
                let _ = answer.send(());
            }
            Order::Report(answer) => {
                self.read_all().await;
                let _ = answer.send(self.report.clone());
            }
        }
    }

    /// Ends the engine in order once nothing waits to be sent.
    async fn close_calmly(&mut self) {
        if self.victim.is_none() {
            self.start();
        }
        self.waiting.clear();
        let Some(victim) = &mut self.victim else {
            return;
        };
        if std::mem::take(&mut self.frozen) {
            victim.freeze(false);
        }
        let calm = tokio::time::timeout(CALM, async {
            while !(victim.world.ready && is_calm(&victim.world, &self.cast)) {
                if !victim.next().await {
                    return;
                }
                for (id, ..) in talks(&victim.world, &self.cast) {
                    if self.opened.insert(id) {
                        let open = conversation::Command::Open;
                        victim.send(&Command::Conversation(id, open)).await;
                    }
                }
            }
        });
        if calm.await.is_err() {
            let trouble = format!("{}: something waits to be sent for too long", self.name);
            self.report.troubles.push(trouble);
        }
        self.note();
        if let Some(victim) = self.victim.take() {
            victim.shut_down().await;
        }
    }

    fn start(&mut self) {
        let file = |name: &str| {
            let mut open = File::options();
            let file = open.create(true).append(true).open(self.place.join(name));
            file.expect("a log file")
        };
        let (log, events) = (file("log"), file("events"));
        let profile = self.place.join("profile");
        folder(&profile);
        let mut victim = Victim::impatient(&self.program, &profile, log);
        victim.write_down(events);
        self.victim = Some(victim);
        self.opened.clear();
        self.frozen = false;
    }

    /// Opens the conversations that are there now, and says what waits.
    async fn tend(&mut self) {
        let Some(victim) = &mut self.victim else {
            return;
        };
        if !victim.world.ready || self.frozen {
            return;
        }
        for told in &victim.world.devices_told {
            if let Told::OwnDevice { device, .. } = told {
                let learned = self.report.learned.entry(*device);
                learned.or_insert_with(|| chrono::Utc::now().timestamp_micros());
            }
        }
        let mut accounts = victim.world.accounts.values();
        if self.newborn && accounts.all(|it| matches!(it.connection, Connection::Online { .. })) {
            self.newborn = false;
            self.report.born = Some(chrono::Utc::now().timestamp_micros());
        }
        for (id, ..) in talks(&victim.world, &self.cast) {
            if self.opened.insert(id) {
                let open = conversation::Command::Open;
                victim.send(&Command::Conversation(id, open)).await;
            }
        }
        for (account, with, text) in std::mem::take(&mut self.waiting) {
            let mut all = talks(&victim.world, &self.cast).into_iter();
            let found = all.find(|(_, ours, theirs)| *ours == account && *theirs == with);
            match found {
                Some((id, ..)) => {
                    let send = conversation::Command::say(text);
                    victim.send(&Command::Conversation(id, send)).await;
                }
                None => self.waiting.push((account, with, text)),
            }
        }
    }

    async fn mark_read(&mut self, account: &str, with: &str) {
        let Some(victim) = self.victim.as_mut().filter(|_| !self.frozen) else {
            return;
        };
        let mut all = talks(&victim.world, &self.cast).into_iter();
        let found = all.find(|(_, ours, theirs)| *ours == account && *theirs == with);
        if let Some((id, ..)) = found {
            let read = conversation::Command::MarkRead;
            victim.send(&Command::Conversation(id, read)).await;
        }
    }

    async fn nudge(&mut self) {
        if let Some(victim) = &mut self.victim {
            let accounts: Vec<_> = victim.world.accounts.keys().copied().collect();
            for account in accounts {
                let connect = account::Command::Connect { account };
                victim.send(&Command::Account(connect)).await;
            }
        }
    }

    /// Remembers all that it has shown until now.
    fn note(&mut self) {
        let Some(victim) = &self.victim else {
            return;
        };
        for (id, account, with) in talks(&victim.world, &self.cast) {
            let messages = victim.world.messages(id).iter();
            let readable = messages.filter(|it| !it.is_unreadable());
            let shown = readable.map(|it| (account.to_owned(), with.to_owned(), it.text.clone()));
            self.report.kept.extend(shown);
        }
        for error in &victim.world.store_failures {
            self.report.troubles.push(format!("{}: {error}", self.name));
        }
        for recovered in &victim.world.recovered {
            let trouble = format!("{}: recovered {recovered:?}", self.name);
            self.report.troubles.push(trouble);
        }
    }

    /// Learns the numbers of its devices.
    async fn count_devices(&mut self) {
        let Some(victim) = &mut self.victim else {
            return;
        };
        self.report.numbers.clear();
        let accounts: Vec<_> = victim.world.accounts.values().cloned().collect();
        for account in accounts {
            let watch = encryption::Command::Watch {
                account: account.id,
                jid: Some(account.jid.clone()),
            };
            victim.send(&Command::Encryption(watch)).await;
            let number = tokio::time::timeout(PAGE, async {
                loop {
                    let keys = victim.world.keys.get(account.jid.as_str());
                    let own = keys.and_then(|keys| keys.keys.iter().find(|key| key.this));
                    if let Some(number) = own.and_then(|own| own.devices.first()) {
                        return Some(*number);
                    }
                    if !victim.next().await {
                        return None;
                    }
                }
            });
            let name = self.cast.name(account.jid.as_str());
            match name.zip(number.await.ok().flatten()) {
                Some((name, number)) => self.report.numbers.push((name, number)),
                None => {
                    let trouble = format!("{}: it has no device of {}", self.name, account.jid);
                    self.report.troubles.push(trouble);
                }
            }
        }
    }

    /// Turns the pages of every conversation back to its beginning, and makes histories of them.
    async fn read_all(&mut self) {
        self.report.histories.clear();
        self.report
            .troubles
            .retain(|it| !it.contains("recovered") && !it.contains("no device"));
        let here = VOICES.iter().filter(|it| it.device == self.name);
        let expected: usize = here.map(|voice| voice.talks.len()).sum();
        let read = tokio::time::timeout(PAGE, async {
            while let Some(victim) = &mut self.victim
                && (talks(&victim.world, &self.cast).len() < expected || !victim.world.ready)
                && victim.next().await
            {
                self.tend().await;
            }
            self.tend().await;
            if let Some(victim) = &mut self.victim {
                for (id, ..) in talks(&victim.world, &self.cast) {
                    to_the_beginning(victim, id).await;
                }
            }
        });
        if read.await.is_err() {
            let trouble = format!("{}: its history can't be read", self.name);
            self.report.troubles.push(trouble);
        }
        self.note();
        self.count_devices().await;
        let Some(victim) = &self.victim else {
            return;
        };
        self.report.unread.clear();
        for (id, account, with) in talks(&victim.world, &self.cast) {
            let unread = victim.world.conversations[&id].unread;
            self.report.unread.push(Unread {
                account,
                with,
                device: self.name,
                unread,
            });
            let messages = victim.world.messages(id).iter();
            self.report.histories.push(History {
                device: self.name.to_owned(),
                account: account.to_owned(),
                with: with.to_owned(),
                rows: messages.map(|message| row(message)).collect(),
            });
        }
    }
}

/// Whether everything of ours is with the server.
fn is_calm(world: &World, cast: &Cast) -> bool {
    let online = |it: &Account| matches!(it.connection, Connection::Online { .. });
    let ours = talks(world, cast);
    let waits = |id| {
        let messages = world.messages(id).iter();
        let mut ours = messages.filter(|it| it.direction == Direction::Outgoing);
        ours.any(|it| it.state == State::Pending)
    };
    world.accounts.values().all(|it| online(it))
        && ours
            .iter()
            .all(|(id, ..)| world.timelines.contains_key(id) && !waits(*id))
}
