//! End-to-end encryption: drives the machine of `omemo_rs::account`, which knows the rules.
//!
//! Each call to the machine is a step: what it changes goes into the turn's unit, together with the message that was
//! read or is to be sent, so that neither a crash nor a full disk lets one go ahead of the other. All that is stored
//! of the sessions is in memory as well; it is as large as the number of devices one talks with, not as the history.
//!
//! What is to be said is written down as it is and encrypted when it goes out ([`sealing`]), for the devices of then;
//! after that it is never encrypted anew. What comes is read at once ([`opening`]) unless something said before it is
//! yet to come from the archive: then it waits with its stanza and is read in its turn ([`waiting`]), since a session
//! skips no more than a thousand messages.

mod asking;
mod keys;
mod locked;
mod mark;
mod opening;
mod rest;
mod sealing;
mod view;
mod waiting;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jid::BareJid;
use omemo_rs::account::{Account as Machine, Action, Moment, Notice};
use omemo_rs::random::System;
use omemo_rs::store::{Batch, Memory, Row, Store as _, StoreError, Transaction};
use omemo_rs::{Address as Device, Profile};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::event::encryption::Event as Told;
use crate::model::{self, DeviceKeys, Direction, Encryption as View, Message, Trust};
use crate::store::{Op, Seal, Sealed};
use crate::{ConversationId, Error, Event, Timestamp, Tuning};

pub(crate) use asking::Asked;
use asking::{Publication, What};
pub(crate) use opening::{Between, Writer, foreign, has_content, is_sealed, print, wordless};
pub(crate) use rest::{AtRest, make_key};
pub(crate) use sealing::Outcome as Sealing;
pub use sealing::{NO_READER, TOO_MANY, without_reader};
pub(crate) use waiting::PORTION;

/// What an account knows of it.
#[derive(Debug, Default)]
pub(crate) struct Encryption {
    /// Not for guests, and not where a test wants none.
    wanted: bool,
    /// What is stored; `None` where it can't be read, or not yet.
    rows: Option<Memory>,
    /// What it is sealed with where it lies.
    rest: Option<AtRest>,
    /// What is stored, as long as only the keyring could open it.
    locked: Option<Vec<Row>>,
    /// A session has begun meanwhile.
    begun: bool,
    /// What has to be written anew, sealed or not any more.
    rewrite: Vec<Vec<u8>>,
    /// What was stored could not be opened.
    lost: bool,
    machine: Option<Machine>,
    /// The server keeps what has to be published.
    offered: bool,
    /// It has said whether it does.
    settled: bool,
    /// How often the keys were opened, as it stands outside of the store.
    outside: Option<u64>,
    /// What our device has left on the server, to be known from its copies.
    marks: mark::Marks,
    /// Messages may wait to be read.
    behind: bool,
    /// One of them is in a turn that is not stored yet.
    hold: bool,
    /// One of them could perhaps be read after what was said in groups, which is yet to come.
    stalled: bool,
    /// Since when that happens in this session.
    stalls: Option<Instant>,
    /// There is more to be read than a turn takes.
    hurry: bool,
    /// All that was said while we were away was read.
    caught_up: bool,
    /// Who is to be told of what was missed, once it can be read.
    missed_due: bool,
    /// Who could read what is said, by conversation.
    views: HashMap<ConversationId, View>,
    /// What waits to be encrypted is to be tried again.
    release: bool,
    /// People of whose devices more is known by now.
    moved_people: BTreeSet<String>,
    /// When lists of those who don't tell of them are asked for once more, and how often they were.
    rechecks: HashMap<ConversationId, (Instant, usize)>,
    /// When lists of those who don't tell of them were last asked for because somebody wrote.
    freshened: HashMap<ConversationId, Instant>,
    /// Groups to which others belong by now.
    moved: HashSet<ConversationId>,
    /// Whose devices somebody looks at, and what was told of them.
    watched: Option<(BareJid, Option<Arc<DeviceKeys>>)>,
    /// Bundles that are to be asked for, and how many are being asked for.
    bundles: VecDeque<(Profile, Device)>,
    asking: usize,
    /// Something of ours is being published, and what is to be after it.
    publishing: Option<What>,
    publications: VecDeque<Publication>,
    /// They are being handed out: an answer that comes at once hands out no more of them meanwhile.
    handing_out: bool,
    /// When the machine wants to be asked what there is to do.
    wake: Option<Instant>,
    /// When what waits to be encrypted is tried again though nothing has come.
    retry: Option<Instant>,
}

impl Encryption {
    /// From what is stored; it is of use once [`Encryption::unlock`] was given its key.
    pub(crate) fn recall(stored: Result<Vec<Row>, Error>, wanted: bool, tuning: &Tuning) -> Self {
        let stored = stored
            .inspect_err(|error| tracing::error!(%error, "the keys can't be read"))
            .ok();
        let wanted = wanted && tuning.encryption;
        Self {
            wanted,
            locked: stored.filter(|_| wanted),
            marks: mark::Marks::every(tuning.copied_open),
            behind: true,
            ..Self::default()
        }
    }

    /// With what stands outside of the store.
    pub(crate) fn known_outside(self, generation: Option<u64>) -> Self {
        Self {
            outside: generation,
            ..self
        }
    }

    /// Asks the machine something; what it changes is stored with the turn, unless `work` says `false`.
    fn step<T>(
        &mut self,
        turn: &mut Turn,
        work: impl FnOnce(&mut Machine, &mut Moment<'_, '_>) -> (T, bool),
    ) -> Option<T> {
        let rows = self.rows.as_mut()?;
        let machine = self.machine.as_mut()?;
        let changes = turn.omemo.len();
        let done = step(rows, turn, |transaction| {
            work(
                machine,
                &mut Moment {
                    store: transaction,
                    now: now(),
                    random: &mut System,
                },
            )
        });
        if turn.omemo.len() > changes {
            self.marks.stir();
        }
        Some(done)
    }

    /// The same for what gives things to do.
    fn drive(
        &mut self,
        turn: &mut Turn,
        work: impl FnOnce(&mut Machine, &mut Moment<'_, '_>) -> Result<Vec<Action>, StoreError>,
    ) -> Vec<Action> {
        let done = self.step(turn, |machine, moment| {
            let done = work(machine, moment);
            let keeps = done.is_ok();
            (done, keeps)
        });
        done.unwrap_or(Ok(Vec::new())).unwrap_or_else(|error| {
            tracing::error!(%error, "the keys can't be used");
            Vec::new()
        })
    }

    /// What is stored, or will be with the turns that have changed it, and what it is sealed with there.
    pub(crate) fn kept(&self) -> Option<(&Memory, &AtRest)> {
        self.rows.as_ref().zip(self.rest.as_ref())
    }

    /// Whether there is a device of ours.
    fn is_there(&self) -> bool {
        self.machine.is_some()
    }

    /// There is a device of ours, or one may come.
    fn is_possible(&self) -> bool {
        let has_place = self.rows.is_some() || self.locked.is_some();
        let may_come = self.wanted && has_place && !self.settled;
        self.is_there() || self.is_locked() || may_come
    }

    /// Opens our device where there is one, or where one may be made.
    fn open(&mut self, own: &BareJid, may_make: bool, turn: &mut Turn) {
        let Some(rows) = self.rows.as_mut().filter(|_| self.wanted) else {
            return;
        };
        turn.omemo.extend(std::mem::take(&mut self.rewrite));
        if self.machine.is_some() || (rows.is_empty() && !may_make) {
            return;
        }
        let mut transaction = Transaction::new(rows);
        let opened = Machine::open(
            own.as_str(),
            &mut Moment {
                store: &mut transaction,
                now: now(),
                random: &mut System,
            },
        );
        let batch = transaction.finish();
        match opened {
            Ok(machine) => {
                note_changes(&batch, turn);
                let _ = rows.commit(batch);
                self.machine = Some(machine);
            }
            Err(error) => tracing::error!(%error, "there is no device of ours"),
        }
    }

    /// Others belong to a group by now.
    pub(crate) fn crowd_moved(&mut self, id: ConversationId) {
        self.moved.insert(id);
    }

    /// When there is something to do without being asked.
    pub(crate) fn next_wake(&self) -> Option<Instant> {
        let soon = self.hurry.then(Instant::now);
        let rechecks = self.rechecks.values();
        let rechecks = rechecks.filter(|(_, times)| *times < RECHECKS.len());
        let rechecks = rechecks.map(|(at, _)| *at);
        let times = soon.into_iter().chain(self.wake).chain(self.retry);
        let times = times.chain(self.marks.next_wake());
        let stalls = self.stalls.filter(|_| self.stalled);
        let times = times.chain(stalls.map(|since| since + waiting::STALLED));
        times.chain(rechecks).min()
    }

    /// What waits to be encrypted is tried again then (in seconds since 1970), if nothing comes before.
    fn retry_at(&mut self, at: u64) {
        let at = Instant::now() + Duration::from_secs(at.saturating_sub(now()));
        self.retry = Some(self.retry.map_or(at, |before| before.min(at)));
    }
}

/// A step: what it changes is in memory at once, and stored with the turn, unless `work` says `false`.
pub(crate) fn step<T>(
    rows: &mut Memory,
    turn: &mut Turn,
    work: impl FnOnce(&mut Transaction<'_>) -> (T, bool),
) -> T {
    let mut transaction = Transaction::new(rows);
    let (done, keeps) = work(&mut transaction);
    let batch = transaction.finish();
    if keeps && !batch.is_empty() {
        note_changes(&batch, turn);
        // In memory nothing can fail.
        let _ = rows.commit(batch);
    }
    done
}

/// What a step has changed is stored with the turn, as it is by then: a session that was used for a hundred messages
/// is written once.
fn note_changes(batch: &Batch, turn: &mut Turn) {
    for key in batch.writes.keys() {
        if !turn.omemo.contains(key) {
            turn.omemo.insert(key.clone());
        }
    }
}

/// In seconds since 1970.
fn now() -> u64 {
    u64::try_from(Timestamp::now().0 / 1_000_000).unwrap_or_default()
}

impl Account {
    /// The account's server has said what it can do: in a session without a past our device shows itself.
    pub(crate) fn begin_encryption(&mut self, offered: bool, turn: &mut Turn) {
        let was_there = self.encryption.is_there();
        let encryption = &mut self.encryption;
        encryption.offered = offered;
        encryption.begun = true;
        if encryption.is_locked() {
            // What comes waits to be read, and what is said waits to be encrypted.
            return;
        }
        encryption.open(&self.record.jid, offered && self.kept, turn);
        encryption.settled = true;
        if !offered {
            encryption.marks.need_not_be_known();
            return self.release_sealed(None, turn);
        }
        if !was_there {
            // Also where the archive was read before there was a device.
            self.encryption.caught_up = false;
            self.note_generation(turn);
        }
        // What follows comes when it is known whether somebody else has gone on with our sessions.
        self.look_for_mark(turn);
    }

    /// Our device is the only one of its kind, as far as one knows: it shows itself.
    fn show_device(&mut self, turn: &mut Turn) {
        let encryption = &mut self.encryption;
        // The archive may have been read before this: then the device is told so once more.
        encryption.caught_up = false;
        encryption.hurry = true;
        let actions = encryption.drive(turn, Machine::connected);
        self.dirty.extend(self.talks.keys());
        self.act(actions, turn);
        self.survey_open(turn);
        self.release_sealed(None, turn);
    }

    /// The server does not say what it can do.
    pub(crate) fn begin_encryption_unasked(&mut self, turn: &mut Turn) {
        let locked = self.encryption.locked.as_ref();
        let was_there = locked.is_some_and(|rows| !rows.is_empty());
        self.begin_encryption(was_there || self.encryption.is_there(), turn);
    }

    /// A new account is one from now on: the server may have been quicker than that.
    pub(crate) fn begin_encryption_late(&mut self, turn: &mut Turn) {
        if self.encryption.settled && !self.encryption.is_there() {
            self.begin_encryption(self.encryption.offered, turn);
        }
    }

    /// A session without a past: what was asked in the last one has no answer any more.
    pub(crate) fn forget_encryption_session(&mut self) {
        let encryption = &mut self.encryption;
        encryption.bundles.clear();
        encryption.asking = 0;
        encryption.publications.clear();
        encryption.publishing = None;
        encryption.marks.forget_session();
        encryption.begun = false;
        encryption.stalled = false;
        encryption.stalls = None;
        encryption.caught_up = false;
        if let Some(machine) = &mut encryption.machine {
            machine.disconnected();
        }
    }

    /// The session goes on where it was cut.
    pub(crate) fn resume_encryption(&mut self, turn: &mut Turn) {
        if let Some(machine) = self
            .encryption
            .machine
            .as_mut()
            .filter(|_| self.encryption.offered)
        {
            machine.resumed();
        }
        if !self.encryption.settled && self.encryption.begun {
            // The keys were not to be opened when it began.
            return self.begin_encryption(self.encryption.offered, turn);
        }
        self.look_for_mark_resumed(turn);
    }

    /// Does what the machine wants done.
    fn act(&mut self, actions: Vec<Action>, turn: &mut Turn) {
        for action in actions {
            match action {
                // Nobody learns that we are there by writing to us.
                Action::FetchList { profile, jid } if !self.may_hear_of_us(&jid) => {
                    self.leave_unasked(profile, &jid, None);
                }
                Action::FetchBundle { profile, of } if !self.may_hear_of_us(&of.jid) => {
                    self.leave_unasked(profile, &of.jid, Some(of.device));
                }
                Action::SendEmpty { to, .. } if !self.may_hear_of_us(&to) => {}
                Action::FetchList { profile, jid } => self.ask_for_list(profile, &jid, turn),
                Action::FetchBundle { profile, of } => {
                    self.encryption.bundles.push_back((profile, of));
                }
                Action::PublishBundle { profile, parts } => {
                    self.publish_bundle(profile, &parts, turn);
                }
                Action::PublishList { profile, list } => self.publish_list(profile, &list, turn),
                Action::SendEmpty {
                    profile,
                    to,
                    message,
                } => turn.send.extend(sealing::empty(profile, &to, &message)),
                Action::Tell(notice) => self.tell_of_device(notice),
            }
        }
        self.ask_for_bundles(turn);
        self.set_wake();
    }

    /// Whoever we have to do with: contacts, those whom the person has answered, and the members of our groups.
    fn may_hear_of_us(&self, jid: &str) -> bool {
        let Ok(bare) = BareJid::new(jid) else {
            return false;
        };
        let talk = self.by_jid.get(&bare).and_then(|id| self.talks.get(id));
        bare == self.record.jid
            || self.contacts.contains_key(&bare)
            || talk.is_some_and(|talk| talk.record.known)
            || self.is_of_our_groups(&bare)
    }

    fn leave_unasked(&mut self, profile: Profile, jid: &str, device: Option<omemo_rs::DeviceId>) {
        if let Some(machine) = &mut self.encryption.machine {
            machine.unasked(profile, jid, device);
        }
    }

    fn set_wake(&mut self) {
        let now = now();
        let machine = self.encryption.machine.as_ref();
        self.encryption.wake = machine.map(|machine| {
            let wait = machine.next_wake(now).saturating_sub(now);
            Instant::now() + Duration::from_secs(wait)
        });
    }

    fn tell_of_device(&self, notice: Notice) {
        let account = self.record.id;
        let told = match notice {
            Notice::NewDevice { of, trust, .. } if of.jid == self.record.jid.as_str() => {
                let _ = trust;
                Some(Told::OwnDevice {
                    account,
                    device: of.device.get(),
                })
            }
            Notice::NewDevice { of, trust, .. } => {
                let undecided = trust == omemo_rs::trust::Trust::Undecided;
                undecided.then(|| self.undecided(&of.jid, false)).flatten()
            }
            Notice::IdentityChanged { of, .. } => self.undecided(&of.jid, true),
            Notice::ListFight { profile } => {
                tracing::warn!(?profile, "another program takes this device off the list");
                None
            }
        };
        if let Some(told) = told {
            self.tell(Event::Encryption(told));
        }
    }

    fn undecided(&self, jid: &str, changed: bool) -> Option<Told> {
        Some(Told::Undecided {
            account: self.record.id,
            jid: BareJid::new(jid).ok()?,
            changed,
        })
    }

    /// Time has passed, or something has come in.
    pub(crate) async fn drive_encryption(&mut self, turn: &mut Turn) {
        let ready = self.encryption.is_there() || self.encryption.settled;
        if !ready || self.is_stuck() {
            return;
        }
        self.read_waiting(turn).await;
        if let Some(retry) = self.encryption.retry
            && retry <= Instant::now()
        {
            self.encryption.retry = None;
            self.release_sealed(None, turn);
        }
        self.follow_devices(turn);
        self.recheck_lists(turn);
        self.tick_mark(turn);
        if self
            .encryption
            .wake
            .is_some_and(|wake| wake <= Instant::now())
        {
            let actions = self.encryption.drive(turn, Machine::tick);
            self.act(actions, turn);
        }
    }

    /// The people that something said in a conversation is for, beside us.
    fn readers(&self, id: ConversationId) -> Readers {
        let Some(talk) = self.talks.get(&id) else {
            return Readers::Anybody;
        };
        if self.rooms.has(id) {
            return self.members_to_encrypt_for(id);
        }
        match &talk.record.jid {
            jid if *jid == self.record.jid => Readers::Anybody,
            jid => Readers::These(vec![jid.to_string()]),
        }
    }

    /// What is said in a conversation from now on has to be encrypted, if it can be.
    pub(crate) fn seals(&self, id: ConversationId) -> bool {
        let sealing = self.talks.get(&id).map(|talk| talk.record.sealing);
        match sealing {
            None | Some(Sealed::Never) => false,
            Some(Sealed::Always) => true,
            Some(Sealed::Whenever) => {
                self.encryption.is_possible() && self.readers(id) != Readers::Anybody
            }
        }
    }

    /// Looks at who could read what is said in a conversation, and asks what has to be known for that; whoever is about
    /// to write asks for everything.
    pub(crate) fn survey(&mut self, id: ConversationId, writes: bool, turn: &mut Turn) {
        let Readers::These(people) = self.readers(id) else {
            return;
        };
        if !self.encryption.offered {
            return;
        }
        let known = self.talks.get(&id).is_some_and(|talk| talk.record.known);
        let knows =
            |jid: &String| BareJid::new(jid).is_ok_and(|jid| self.contacts.contains_key(&jid));
        if !known && !people.iter().any(knows) && !self.rooms.has(id) {
            // Asking would tell a stranger's server that we look.
            return;
        }
        let own = self.record.jid.to_string();
        let done = self.encryption.step(turn, |machine, moment| {
            let people: Vec<&str> = people.iter().map(String::as_str).collect();
            let plan = match writes {
                true => machine.plan(moment, &people),
                false => machine.survey(moment, &people),
            };
            let done = plan.map(|plan| (view::view_of(&plan, &own, moment), plan.actions));
            let keeps = done.is_ok();
            (done, keeps)
        });
        if let Some(Ok((view, actions))) = done {
            self.put_view(id, view, turn);
            self.act(actions, turn);
        }
    }

    /// Somebody looks. Where it is not encrypted yet, it is to be as soon as all can read it, so that is found out.
    pub(crate) fn survey_on_opening(&mut self, id: ConversationId, turn: &mut Turn) {
        let sealing = self.talks.get(&id).map(|talk| talk.record.sealing);
        self.survey(id, sealing == Some(Sealed::Whenever), turn);
    }

    /// The person writes: what is missing is asked for once in a while.
    pub(crate) fn survey_before_writing(&mut self, id: ConversationId, turn: &mut Turn) {
        if self.seals(id) && self.encryption.asking == 0 {
            self.freshen_lists(id);
            self.survey(id, true, turn);
        }
    }

    /// Something is to be encrypted: lists of people who don't tell of them are asked for once more, if that is some time
    /// ago, or their new devices could not read it.
    fn freshen_lists(&mut self, id: ConversationId) {
        let every = match self.rooms.has(id) {
            true => FRESH_GROUP,
            false => FRESH,
        };
        let now = Instant::now();
        let last = self.encryption.freshened.get(&id);
        if !self.is_online() || last.is_some_and(|last| now.duration_since(*last) < every) {
            return;
        }
        self.encryption.freshened.insert(id, now);
        self.forget_silent(id);
    }

    /// The lists of those in a conversation who don't tell of them count as unknown.
    fn forget_silent(&mut self, id: ConversationId) {
        let Readers::These(people) = self.readers(id) else {
            return;
        };
        let silent = people
            .iter()
            .filter(|jid| BareJid::new(jid).is_ok_and(|jid| !self.shows_us(&jid)));
        let silent: Vec<String> = silent.cloned().collect();
        if let Some(machine) = &mut self.encryption.machine {
            silent.iter().for_each(|jid| machine.forget_lists(jid));
        }
    }

    /// Somebody has written what only some can read: what is answered is not for everybody either, also where their
    /// device is on no list and nobody could be answered so.
    pub(crate) fn answer_alike(&mut self, id: ConversationId, message: &Message, turn: &mut Turn) {
        let sealing = self.talks.get(&id).map(|talk| talk.record.sealing);
        let age = Timestamp::now().0.saturating_sub(message.id.at.0);
        if message.direction == Direction::Incoming
            && matches!(message.sealing, Some(model::Sealing::Read(_)))
            && age < RECENT
            && !self.rooms.has(id)
            && sealing == Some(Sealed::Whenever)
        {
            self.keep_sealing(id, Sealed::Always, turn);
        }
    }

    /// Whoever looks at a conversation with people of whom no device is known sees when they have one: of contacts one is
    /// told, others are asked a few times.
    fn plan_recheck(&mut self, id: ConversationId, complete: bool) {
        let open = self.talks.get(&id).is_some_and(|talk| talk.open.is_some());
        if complete || !open {
            self.encryption.rechecks.remove(&id);
            return;
        }
        let first = (Instant::now() + RECHECKS[0], 0);
        self.encryption.rechecks.entry(id).or_insert(first);
    }

    fn recheck_lists(&mut self, turn: &mut Turn) {
        let now = Instant::now();
        let rechecks = self.encryption.rechecks.iter();
        let due = rechecks.filter(|(_, (at, times))| *at <= now && *times < RECHECKS.len());
        let due: Vec<ConversationId> = due.map(|(id, _)| *id).collect();
        for id in due {
            if let Some((at, times)) = self.encryption.rechecks.get_mut(&id) {
                *times += 1;
                *at = now + RECHECKS.get(*times).copied().unwrap_or_default();
            }
            self.forget_silent(id);
            self.survey(id, false, turn);
        }
    }

    fn survey_open(&mut self, turn: &mut Turn) {
        let open = self.talks.iter().filter(|(_, talk)| talk.open.is_some());
        let open: Vec<ConversationId> = open.map(|(id, _)| *id).collect();
        for id in open {
            self.survey_on_opening(id, turn);
        }
    }

    /// More is known of somebody's devices: what follows from it follows once a turn.
    fn devices_moved(&mut self, jid: &str) {
        if self.encryption.moved_people.len() < MOST_MOVED {
            self.encryption.moved_people.insert(jid.to_owned());
        } else {
            // Everybody, then.
            self.encryption.release = true;
        }
    }

    /// Looks at everything that devices, or people of groups, have to do with which are others by now.
    fn follow_devices(&mut self, turn: &mut Turn) {
        let people = std::mem::take(&mut self.encryption.moved_people);
        let groups = std::mem::take(&mut self.encryption.moved);
        let all = std::mem::take(&mut self.encryption.release);
        if people.is_empty() && groups.is_empty() && !all {
            return;
        }
        let own = people.contains(self.record.jid.as_str());
        let concerns = |id: &ConversationId| match self.readers(*id) {
            _ if all || own || groups.contains(id) => true,
            Readers::These(readers) => readers.iter().any(|one| people.contains(one)),
            Readers::Anybody | Readers::Unknown | Readers::TooMany => false,
        };
        let known = self.encryption.views.keys().chain(&groups).copied();
        let concerned: BTreeSet<ConversationId> = known.filter(concerns).collect();
        let due = self.outbox.values().filter(|entry| entry.seal == Seal::Due);
        let due = due.filter(|entry| concerns(&entry.conversation));
        turn.outbox.extend(due.map(|entry| entry.seq));
        for id in concerned {
            // Whoever looks is told of every device whether it can read along.
            let open = self.talks.get(&id).is_some_and(|talk| talk.open.is_some());
            self.survey(id, open, turn);
        }
        self.fetch_watched(turn);
        self.tell_what_is_due(turn);
        self.tell_keys();
    }

    /// What is to be encrypted can't be now: soon.
    pub(crate) fn seal_later(&mut self) {
        self.encryption.release = true;
    }

    /// What waits to be encrypted is tried again.
    fn release_sealed(&self, jid: Option<&str>, turn: &mut Turn) {
        let due = self.outbox.values().filter(|entry| entry.seal == Seal::Due);
        let concerned = due.filter(|entry| {
            let own = jid.is_none_or(|jid| jid == self.record.jid.as_str());
            own || self.rooms.has(entry.conversation) || jid == Some(entry.to.as_str())
        });
        turn.outbox.extend(concerned.map(|entry| entry.seq));
    }

    /// The person wants what is said to be encrypted, or not.
    pub(crate) fn set_encrypted(&mut self, id: ConversationId, on: bool, turn: &mut Turn) {
        let sealing = match on {
            true => Sealed::Always,
            false => Sealed::Never,
        };
        if let Some(talk) = self.talks.get_mut(&id)
            && talk.record.opted_out.take().is_some()
        {
            talk.stored = true;
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            self.dirty.insert(id);
        }
        self.keep_sealing(id, sealing, turn);
        self.survey(id, true, turn);
        self.release_sealed(None, turn);
    }

    /// From now on it is encrypted, or not, until somebody says otherwise.
    fn keep_sealing(&mut self, id: ConversationId, sealing: Sealed, turn: &mut Turn) {
        let Some(talk) = self.talks.get_mut(&id) else {
            return;
        };
        if talk.record.sealing != sealing {
            talk.record.sealing = sealing;
            talk.stored = true;
            turn.ops.push(Op::PutConversation(talk.record.clone()));
            self.dirty.insert(id);
        }
    }
}

/// So many people are looked at one by one.
const MOST_MOVED: usize = 64;

/// So long the lists of somebody who does not tell of them are taken for what they were, while one writes to them.
const FRESH: Duration = Duration::from_secs(20);

/// The same in a group, which has many lists.
const FRESH_GROUP: Duration = Duration::from_secs(120);

/// Somebody who has encrypted something in the last day, in microseconds, does so still.
const RECENT: i64 = 24 * 60 * 60 * 1_000_000;

/// How long lists of people who don't tell of them are taken for what they were, while somebody looks.
const RECHECKS: [Duration; 4] = [
    Duration::from_secs(3),
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(600),
];

/// Whom something is for, beside us.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Nobody in particular: it can't be encrypted.
    Anybody,
    /// Certain people, who are yet to be told.
    Unknown,
    /// These, by address.
    These(Vec<String>),
    /// More of a private group than a message has room for keys.
    TooMany,
}

/// Trust as it is shown.
fn shown(trust: omemo_rs::trust::Trust) -> Trust {
    use omemo_rs::trust::Trust as T;
    match trust {
        T::Undecided => Trust::Undecided,
        T::Blind => Trust::Blind,
        T::Verified => Trust::Verified,
        T::Distrusted => Trust::Distrusted,
    }
}
