//! A server and some clients in memory, for the tests of the machine. What a client reads goes into its store together
//! with what the ratchet did, as in a real one; a commit can be made to fail.

use std::collections::{BTreeMap, VecDeque};

use zeroize::Zeroizing;

use crate::Profile;
use crate::account::{
    Account, Action, EncryptError, Incoming, ListAnswer, Moment, Notice, Outgoing, Plan, ReadError,
    Unreadable,
};
use crate::message::{DeviceList, Message};
use crate::profile::Address;
use crate::random::seeded::Seeded;
use crate::store::{Batch, Memory, Row, Store, StoreError, Transaction};
use crate::x3dh::BundleParts;

/// A store in memory that can be made to fail.
#[derive(Debug, Default)]
pub(super) struct Fragile {
    pub(super) rows: Memory,
    /// The commit that fails, counted down, and whether it takes effect before it does.
    pub(super) fails: Option<(usize, bool)>,
}

impl Store for Fragile {
    fn get(&self, key: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        self.rows.get(key)
    }

    fn scan(&self, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        self.rows.scan(prefix)
    }

    fn commit(&mut self, batch: Batch) -> Result<(), StoreError> {
        match &mut self.fails {
            Some((0, takes_effect)) => {
                let takes_effect = *takes_effect;
                self.fails = None;
                if takes_effect {
                    self.rows.commit(batch)?;
                }
                Err(StoreError::Failed("the power went".to_owned()))
            }
            Some((left, _)) => {
                *left -= 1;
                self.rows.commit(batch)
            }
            None => self.rows.commit(batch),
        }
    }
}

/// The text in what a step gave, which is stored together with it.
type Keep<'k, T> = &'k dyn Fn(&T) -> Option<String>;

/// A message on its way.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) profile: Profile,
    pub(super) from: String,
    pub(super) message: Message,
}

impl Letter {
    pub(super) fn of(from: &str, outgoing: Outgoing) -> Self {
        Self {
            profile: outgoing.profile,
            from: from.to_owned(),
            message: outgoing.message,
        }
    }
}

pub(super) struct Client {
    pub(super) jid: String,
    pub(super) account: Account,
    pub(super) store: Fragile,
    random: Seeded,
    pub(super) inbox: VecDeque<Letter>,
    pub(super) notices: Vec<Notice>,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) crashes: usize,
}

impl Client {
    pub(super) fn new(jid: &str, seed: u64) -> Self {
        let (mut store, mut random) = (Fragile::default(), Seeded::new(seed));
        let mut step = Transaction::new(&store);
        let mut moment = Moment {
            store: &mut step,
            now: 1_000_000,
            random: &mut random,
        };
        let account = Account::open(jid, &mut moment).expect("an account");
        let batch = step.finish();
        store.commit(batch).expect("committed");
        Self {
            jid: jid.to_owned(),
            account,
            store,
            random,
            inbox: VecDeque::new(),
            notices: Vec::new(),
            unreadable: Vec::new(),
            crashes: 0,
        }
    }

    pub(super) fn address(&self) -> Address {
        Address::new(self.jid.clone(), self.account.device())
    }

    /// One step, as the program does it: the changes are committed, or the program starts again.
    pub(super) fn step<T, E: From<StoreError>>(
        &mut self,
        now: u64,
        step: impl FnOnce(&mut Account, &mut Moment<'_, '_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.step_and_keep(now, None, step)
    }

    fn step_and_keep<T, E: From<StoreError>>(
        &mut self,
        now: u64,
        keep: Option<Keep<'_, T>>,
        step: impl FnOnce(&mut Account, &mut Moment<'_, '_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut transaction = Transaction::new(&self.store);
        let mut moment = Moment {
            store: &mut transaction,
            now,
            random: &mut self.random,
        };
        let result = step(&mut self.account, &mut moment);
        let mut batch = transaction.finish();
        if let (Some(keep), Ok(value)) = (keep, &result)
            && let Some(text) = keep(value)
        {
            let number = u32::try_from(self.texts().len()).expect("few texts");
            let key = [b"text".as_slice(), &number.to_be_bytes()].concat();
            batch
                .writes
                .insert(key, Some(Zeroizing::new(text.into_bytes())));
        }
        if let Err(error) = self.store.commit(batch) {
            self.crashes += 1;
            self.restart(now);
            return Err(error.into());
        }
        result
    }

    /// The connection is cut, and nothing that was sent got an answer.
    pub(super) fn reconnect(&mut self, _: u64) {
        self.account.disconnected();
    }

    /// The program starts anew, with what the store has.
    pub(super) fn restart(&mut self, now: u64) {
        let mut step = Transaction::new(&self.store);
        let mut moment = Moment {
            store: &mut step,
            now,
            random: &mut self.random,
        };
        self.account = Account::open(&self.jid, &mut moment).expect("an account");
        let batch = step.finish();
        self.store.rows.commit(batch).expect("committed");
    }

    /// What was read, in order; it is in the store.
    pub(super) fn texts(&self) -> Vec<String> {
        let rows = self.store.scan(b"text").expect("rows");
        rows.into_iter()
            .map(|(_, text)| String::from_utf8_lossy(&text).into_owned())
            .collect()
    }

    /// Reads one message.
    pub(super) fn read(&mut self, now: u64, letter: &Letter) -> Result<Vec<Action>, StoreError> {
        let keep = |read: &crate::account::Read| {
            let text = read.plaintext.as_ref()?;
            Some(String::from_utf8_lossy(text).into_owned())
        };
        let incoming = Incoming {
            profile: letter.profile,
            from: &letter.from,
            message: &letter.message,
        };
        let result = self.step_and_keep(now, Some(&keep), |account, moment| {
            account.decrypt(moment, &incoming)
        });
        match result {
            Ok(read) => Ok(read.actions),
            Err(ReadError::Unreadable(why, actions)) => {
                if letter.message.payload.is_some() {
                    self.unreadable.push(why);
                }
                Ok(actions)
            }
            Err(ReadError::Store(error)) => Err(error),
        }
    }
}

/// What the server has, and who is there.
pub(super) struct World {
    pub(super) clients: Vec<Client>,
    pub(super) lists: BTreeMap<(Profile, String), DeviceList>,
    pub(super) bundles: BTreeMap<(Profile, Address), BundleParts>,
    pub(super) now: u64,
    /// Every question is answered with an error.
    pub(super) failing: bool,
    /// Every list that was ever published.
    pub(super) published: Vec<(Profile, String, DeviceList)>,
    pub(super) questions: usize,
}

impl World {
    /// Clients of these addresses, all online, caught up, and on their lists.
    pub(super) fn new(jids: &[&str]) -> Self {
        let mut world = Self::empty();
        for (at, jid) in jids.iter().enumerate() {
            world.clients.push(Client::new(jid, 1000 + at as u64));
            world.log_in(at);
        }
        world
    }

    pub(super) fn empty() -> Self {
        Self {
            clients: Vec::new(),
            lists: BTreeMap::new(),
            bundles: BTreeMap::new(),
            now: 1_000_000,
            failing: false,
            published: Vec::new(),
            questions: 0,
        }
    }

    pub(super) fn log_in(&mut self, at: usize) {
        self.connect(at);
        self.do_step(at, |account, moment| account.caught_up(moment));
    }

    pub(super) fn connect(&mut self, at: usize) {
        self.do_step(at, |account, moment| account.connected(moment));
    }

    /// A step of a client, with all that follows from it. After a crash it is connected again, and does it once more.
    pub(super) fn do_step(
        &mut self,
        at: usize,
        step: impl Fn(&mut Account, &mut Moment<'_, '_>) -> Result<Vec<Action>, StoreError>,
    ) {
        let now = self.now;
        for _ in 0..3 {
            if let Ok(actions) = self.clients[at].step(now, &step) {
                self.act(at, actions);
                return;
            }
            if let Ok(actions) = self.clients[at].step(now, Account::connected) {
                self.act(at, actions);
            }
            if let Ok(actions) = self.clients[at].step(now, Account::caught_up) {
                self.act(at, actions);
            }
        }
        panic!("a step fails again and again");
    }

    pub(super) fn act(&mut self, at: usize, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::FetchList { profile, jid } => {
                    self.questions += 1;
                    let answer = self.list_answer(profile, &jid);
                    self.do_step(at, |account, moment| {
                        account.list(moment, profile, &jid, answer.clone())
                    });
                }
                Action::FetchBundle { profile, of } => {
                    self.questions += 1;
                    let found = self
                        .bundles
                        .get(&(profile, of.clone()))
                        .cloned()
                        .filter(|_| !self.failing);
                    self.do_step(at, |account, moment| {
                        account.bundle(moment, profile, &of, found.as_ref())
                    });
                }
                Action::PublishBundle { profile, parts } => {
                    let of = self.clients[at].address();
                    if !self.failing {
                        self.bundles.insert((profile, of), parts);
                    }
                    let succeeded = !self.failing;
                    self.do_step(at, |account, moment| {
                        account.bundle_published(moment, profile, succeeded)
                    });
                }
                Action::PublishList { profile, list } => self.publish(at, profile, list),
                Action::SendEmpty {
                    profile,
                    to,
                    message,
                } => {
                    let from = self.clients[at].jid.clone();
                    self.post(
                        at,
                        &to,
                        Letter {
                            profile,
                            from,
                            message,
                        },
                    );
                }
                Action::Tell(notice) => self.clients[at].notices.push(notice),
            }
        }
    }

    fn list_answer(&self, profile: Profile, jid: &str) -> ListAnswer {
        match self.lists.get(&(profile, jid.to_owned())) {
            _ if self.failing => ListAnswer::Failed,
            Some(list) => ListAnswer::Is(list.clone()),
            None => ListAnswer::None,
        }
    }

    fn publish(&mut self, at: usize, profile: Profile, list: DeviceList) {
        let (jid, now) = (self.clients[at].jid.clone(), self.now);
        self.published.push((profile, jid.clone(), list.clone()));
        let succeeded = !self.failing;
        self.clients[at]
            .account
            .list_published(now, profile, succeeded);
        if succeeded {
            self.set_list(profile, &jid, list);
        }
    }

    /// A list is published, by whomever: everybody hears of it.
    pub(super) fn set_list(&mut self, profile: Profile, jid: &str, list: DeviceList) {
        self.lists.insert((profile, jid.to_owned()), list.clone());
        for at in 0..self.clients.len() {
            let answer = ListAnswer::Is(list.clone());
            self.do_step(at, |account, moment| {
                account.list(moment, profile, jid, answer.clone())
            });
        }
    }

    /// Into the inboxes of everybody with that address, and of the writer's other devices.
    pub(super) fn post(&mut self, writer: usize, to: &str, letter: Letter) {
        let from = letter.from.clone();
        for (at, client) in self.clients.iter_mut().enumerate() {
            if at != writer && (client.jid == to || client.jid == from) {
                client.inbox.push_back(letter.clone());
            }
        }
    }

    /// A plan, after all questions for it were answered.
    pub(super) fn plan(&mut self, at: usize, people: &[&str]) -> Plan {
        for _ in 0..5 {
            let now = self.now;
            let planned =
                self.clients[at].step(now, |account, moment| account.plan(moment, people));
            let mut plan = planned.unwrap_or_else(|_: StoreError| {
                self.log_in(at);
                self.clients[at]
                    .step(now, |account, moment| account.plan(moment, people))
                    .expect("a plan")
            });
            let actions = std::mem::take(&mut plan.actions);
            if actions.is_empty() {
                return plan;
            }
            self.act(at, actions);
        }
        panic!("questions never end");
    }

    /// Encrypts, as often as it takes where the program is started anew.
    pub(super) fn encrypt(
        &mut self,
        at: usize,
        people: &[&str],
        text: &str,
    ) -> Result<Outgoing, EncryptError> {
        for _ in 0..3 {
            let plan = self.plan(at, people);
            let now = self.now;
            let result = self.clients[at].step(now, |account, moment| {
                account.encrypt(moment, &plan, text.as_bytes())
            });
            match result {
                Err(EncryptError::Store(_)) => self.log_in(at),
                result => return result,
            }
        }
        panic!("encrypting fails again and again");
    }

    /// Writes to somebody; it is on its way then.
    pub(super) fn send(&mut self, at: usize, to: &str, text: &str) -> Outgoing {
        let outgoing = self.encrypt(at, &[to], text).expect("encrypted");
        self.act(at, outgoing.actions.clone());
        let from = self.clients[at].jid.clone();
        let letter = Letter {
            profile: outgoing.profile,
            from,
            message: outgoing.message.clone(),
        };
        self.post(at, to, letter);
        outgoing
    }

    /// Everybody reads everything, in order.
    pub(super) fn deliver(&mut self) {
        for _ in 0..100 {
            let mut quiet = true;
            for at in 0..self.clients.len() {
                while let Some(letter) = self.clients[at].inbox.pop_front() {
                    quiet = false;
                    self.receive(at, &letter);
                }
            }
            if quiet {
                return;
            }
        }
        panic!("messages answer each other for ever");
    }

    /// A client gets a message; where it crashes, the server gives it once more.
    pub(super) fn receive(&mut self, at: usize, letter: &Letter) {
        let now = self.now;
        for _ in 0..3 {
            match self.clients[at].read(now, letter) {
                Ok(actions) => return self.act(at, actions),
                Err(_) => self.log_in(at),
            }
        }
        panic!("reading fails again and again");
    }
}
