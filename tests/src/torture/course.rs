//! The course of a run: playing the plan, and then waiting for everything to be made good.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::JoinSet;

use crate::backend::{Backend, Stage};
use crate::proxy::{Flow, Proxy, Way};

use super::device::Device;
use super::partner::Partner;
use super::plan::{Act, Fault, Plan, Step, Weather};
use super::scene::{Scene, folder};
use super::verdict::{Birth, Evidence, History, Row, Verdict};
use super::words::Words;
use super::{ACCOUNTS, ENGINES, LATE, ROOM, ROOMS, Settings, VOICES, Voice, is_room};

/// Between two looks at whether everything has been made good.
const LOOK: Duration = Duration::from_secs(2);

/// A server that ends may lose what it got so shortly before, in microseconds; Prosody's stamps are whole
/// seconds.
const END: i64 = 1_500_000;

/// ejabberd 23.01 goes on with what it has read of a connection for so long, in microseconds, after it
/// has handed the session over to the next one and told how far it had come (XEP-0198 §5): what is
/// sent again then, as has to be, it archives again (seen: within 13 ms). No history shows it twice,
/// since it has one id; how often it happened is told.
const HAND_OVER: i64 = 100_000;

/// So long after a device stands on its list everybody knows of it, in microseconds, whatever the network does: it keeps
/// things back for twelve seconds, and then somebody has to notice and to sign in again.
const NEWS: i64 = 20_000_000;

/// So long after it has come a device stands on its list, if nobody tells that it does: one that is cut off, killed and cut
/// off again has no time to ask the server what it has to know for that (seen: after 40 s).
const LISTED: i64 = 20_000_000;

/// As much is said in the end by nobody: what fills a message up to its size.
const FILLER: &str =
    "calm seas & <fair> winds; \u{201c}grüße\u{201d} \u{1f30a} مرحبا\nsecond line ";

/// A run that has begun.
pub(super) struct Course<'a> {
    settings: &'a Settings,
    tell: &'a dyn Fn(&str),
    begun: Instant,
    scene: Scene,
    /// Those that have come, in the order of [`ENGINES`].
    engines: Vec<Arc<OnceLock<Device>>>,
    words: Words,
    /// When the trouble has ended, in microseconds since 1970.
    calm: i64,
    partner: Partner,
    /// How much each voice has said in each talk.
    numbers: BTreeMap<(usize, usize), usize>,
    /// When each text was given to its device, in microseconds since 1970.
    said: BTreeMap<String, i64>,
    /// Faults that pass, engines that come back, a server that is down.
    pending: JoinSet<()>,
    /// When the server ended, in microseconds since 1970.
    ends: Vec<i64>,
    log: File,
}

impl<'a> Course<'a> {
    /// Sets the scene, in peace.
    pub(super) async fn begin(settings: &'a Settings, tell: &'a dyn Fn(&str)) -> Self {
        let place = &settings.folder;
        assert!(
            !place.exists(),
            "{}: here was a run before",
            place.display()
        );
        folder(place);
        let scene = Scene::set(Stage::alone_on(settings.backend).await).await;
        let engines: Vec<Arc<OnceLock<Device>>> = ENGINES.map(|_| Arc::default()).into();
        for engine in (0..ENGINES.len()).filter(|engine| *engine != LATE) {
            join(settings, &scene, engine, Arc::clone(&engines[engine])).await;
        }
        // Whoever was there first has to have heard of the devices of the others.
        for engine in engines.iter().filter_map(|engine| engine.get()) {
            engine.has_readers().await;
        }
        let log = File::create(place.join("peer.log")).expect("a log file");
        let heard = File::create(place.join("peer-events.log")).expect("a log file");
        let mut partner = Partner::start(log, heard);
        for voice in VOICES.iter().filter(|voice| !voice.is_ours()) {
            let room = scene.cast.room(ROOM).filter(|_| voice.talks_with(ROOM));
            partner.device(voice, scene.login(voice), room).await;
        }
        Self {
            settings,
            tell,
            begun: Instant::now(),
            scene,
            engines,
            words: Words::default(),
            calm: i64::MAX,
            partner,
            numbers: BTreeMap::new(),
            said: BTreeMap::new(),
            pending: JoinSet::new(),
            ends: Vec::new(),
            log: File::create(place.join("course.log")).expect("a log file"),
        }
    }

    /// Plays the plan to its end.
    pub(super) async fn trouble(&mut self) {
        let Settings {
            seed,
            length,
            weather,
            ..
        } = *self.settings;
        self.begun = Instant::now();
        for Step { at, act } in Plan::new(seed, length, weather).0 {
            tokio::time::sleep_until((self.begun + at).into()).await;
            while let Some(done) = self.pending.try_join_next() {
                done.expect("what was begun comes to its end");
            }
            let words = act.to_string();
            match act {
                Act::Say { .. } | Act::Read { .. } => drop(self.write(&words)),
                _ => self.say(&words),
            }
            self.act(act).await;
        }
        tokio::time::sleep_until((self.begun + length).into()).await;
    }

    /// Ends all faults, and looks until every history is what it should be, or until it is too late.
    pub(super) async fn make_good(&mut self) -> (Evidence, Verdict) {
        let said: usize = self.numbers.values().sum();
        self.say(&format!(
            "the trouble ends; {said} messages were given to devices"
        ));
        // A server that is down comes back; so do engines.
        while let Some(done) = self.pending.join_next().await {
            done.expect("what was begun comes to its end");
        }
        for (proxy, _) in &self.scene.roads {
            proxy.refuse(false);
            set(proxy, Flow::Pass);
        }
        self.calm = chrono::Utc::now().timestamp_micros();
        for engine in self.there() {
            engine.start();
            engine.nudge();
        }
        // By then who was cut off without a word has noticed, and everybody knows of all devices.
        if self.settings.weather != Weather::Fair {
            tokio::time::sleep(Duration::from_micros(NEWS.unsigned_abs())).await;
        }
        self.last_words().await;
        let unsent = self.partner.settle(self.settings.patience).await;
        let calm = Instant::now();
        let (mut told, mut told_torn, mut told_repeated) = (String::new(), 0, 0);
        loop {
            let (evidence, mut verdict) = self.look().await;
            if let Err(left) = unsent {
                let words = "messages of the peer did not get to the server";
                verdict.findings.push(format!("{left} {words}"));
            }
            let waited = calm.elapsed();
            if verdict.torn > told_torn {
                told_torn = verdict.torn;
                let words = "messages got into one archive only when the server or a session ended";
                self.say(&format!("{told_torn} {words}"));
            }
            if verdict.repeated > told_repeated {
                told_repeated = verdict.repeated;
                let words = "rows of archives were made twice when a session was handed over";
                self.say(&format!("{told_repeated} {words}"));
            }
            if verdict.is_clean() {
                self.excuses(&verdict);
                self.say(&format!("all is well after {:.1} s", waited.as_secs_f32()));
                return self.confirm(evidence).await;
            }
            if waited > self.settings.patience {
                return (evidence, verdict);
            }
            let now = format!("not yet: {verdict}, misplaced {}", verdict.misplaced);
            if now != told {
                self.say(&now);
                told = now;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What the server has written into its log.
    pub(super) fn server_log(&self) -> String {
        self.scene.stage.log()
    }

    /// Everybody who is there says one more thing wherever they talk: they can still be understood.
    async fn last_words(&mut self) {
        for (voice, one) in VOICES.iter().enumerate() {
            if self.is_there(one) {
                for talk in 0..one.talks.len() {
                    self.speak(voice, talk, 0).await;
                }
            }
        }
        self.say("everybody has said one more thing");
    }

    /// The engines that have come.
    fn there(&self) -> impl Iterator<Item = &Device> {
        self.engines.iter().filter_map(|engine| engine.get())
    }

    /// Whether a voice can be heard by now.
    fn is_there(&self, voice: &Voice) -> bool {
        let engine = ENGINES.iter().position(|name| *name == voice.device);
        engine.is_none_or(|engine| self.engines[engine].get().is_some())
    }

    /// Tells what can't be read, and need not be.
    fn excuses(&self, verdict: &Verdict) {
        let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (place, row) in &verdict.excused {
            all.entry(place).or_default().push(row);
        }
        for (place, rows) in all {
            self.say(&format!("{place}: {}: {}", rows.len(), rows.join(", ")));
        }
        self.say(&format!("{} messages were encrypted", verdict.sealed));
    }

    /// The engines start again, without a network: what they show now comes from their stores alone.
    async fn confirm(&mut self, before: Evidence) -> (Evidence, Verdict) {
        for (proxy, _) in &self.scene.roads {
            proxy.refuse(true);
        }
        for engine in self.there() {
            engine.shut_down().await;
            engine.start();
        }
        let mut evidence = before;
        evidence.devices.clear();
        evidence.unread.clear();
        evidence.births.clear();
        let troubles = self.reports(&mut evidence).await;
        let mut verdict = Verdict::of(&evidence);
        self.complete(&mut verdict, &evidence);
        verdict.findings.extend(troubles);
        let words = if verdict.is_clean() {
            "the same"
        } else {
            "something else"
        };
        self.say(&format!(
            "started again without a network, both engines show {words}"
        ));
        (evidence, verdict)
    }

    async fn look(&mut self) -> (Evidence, Verdict) {
        let mut evidence = Evidence {
            kept: self.partner.kept(),
            nameless: self.settings.backend == Backend::Ejabberd,
            sealing: true,
            ..Evidence::default()
        };
        let mut troubles = self.reports(&mut evidence).await;
        let cast = &self.scene.cast;
        let accounts = ACCOUNTS.map(|account| (account, cast.login(account), None));
        // Who has made a room may read its archive.
        let owner = cast.login(ACCOUNTS[0]);
        let rooms = ROOMS.map(|name| (name, owner, cast.room(name)));
        for (name, login, room) in accounts.into_iter().chain(rooms) {
            match self.partner.archive(login, room).await {
                Some(rows) => {
                    let (archives, repeated) = self.archives(name, &rows);
                    evidence.archives.extend(archives);
                    evidence.repeated += repeated;
                }
                None => troubles.push(format!("the archive of {name} can't be read")),
            }
        }
        let mut verdict = Verdict::of(&evidence);
        self.complete(&mut verdict, &evidence);
        verdict.findings.extend(troubles);
        (evidence, verdict)
    }

    /// What all engines have; what went wrong inside comes back.
    async fn reports(&mut self, evidence: &mut Evidence) -> Vec<String> {
        let mut troubles = Vec::new();
        let mut reports = Vec::new();
        for engine in self.there() {
            reports.push(engine.report().await);
        }
        let learned: Vec<_> = reports
            .iter()
            .map(|report| report.learned.clone())
            .collect();
        for report in reports {
            let device = report.histories.first().map(|it| it.device.clone());
            let born = report.born.into_iter().cycle();
            for ((account, number), born) in report.numbers.iter().zip(born) {
                let told = learned.iter().filter_map(|all| all.get(number)).min();
                let known = self.calm.min(known(account, born, told.copied()));
                evidence.births.push(Birth {
                    device: device.clone().unwrap_or_default(),
                    account: (*account).to_owned(),
                    number: *number,
                    known,
                });
            }
            evidence.devices.extend(report.histories);
            evidence.kept.extend(report.kept);
            evidence.unread.extend(report.unread);
            troubles.extend(report.troubles);
        }
        self.words.learn(&mut evidence.devices);
        troubles
    }

    /// A device that shows no conversation at all is not a clean one.
    fn complete(&self, verdict: &mut Verdict, evidence: &Evidence) {
        let there = VOICES.iter().filter(|voice| self.is_there(voice));
        for voice in there.filter(|voice| voice.is_ours()) {
            for with in voice.talks.iter().copied() {
                let there = evidence.devices.iter().any(|it| {
                    it.device == voice.device && it.account == voice.account && it.with == with
                });
                if !there {
                    verdict
                        .findings
                        .push(format!("{voice}: nothing with {with}"));
                }
            }
        }
    }

    /// An archive of an account, or a room's, taken apart by conversation, and how many rows are left out.
    fn archives(&self, account: &str, rows: &[Value]) -> (Vec<History>, usize) {
        let mut talks: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
        let mut stamps: BTreeMap<(&str, String), i64> = BTreeMap::new();
        let mut repeated = 0;
        let closed = match self.settings.backend {
            Backend::Ejabberd => closed(&self.server_log()),
            _ => Vec::new(),
        };
        for row in rows {
            let bare = |key: &str| {
                let jid = row[key].as_str().unwrap_or_default();
                self.scene
                    .cast
                    .name(jid.split('/').next().unwrap_or_default())
            };
            // In the archive of a room everything is from the room.
            let (of, own) = match (bare("from"), bare("to")) {
                (Some(room), _) if is_room(room) => (room, false),
                (Some(from), Some(to)) if from == account => (to, true),
                (Some(from), Some(_)) => (from, false),
                _ => continue,
            };
            let stamp = row["stamp"].as_str().unwrap_or_default();
            let stamp = chrono::DateTime::parse_from_rfc3339(stamp);
            let stamp = stamp.map_or(0, |stamp| stamp.timestamp_micros());
            let id = row["id"].as_str().unwrap_or_default();
            let readers = row["sealed_for"].as_array().map(|numbers| {
                let numbers = numbers.iter().filter_map(Value::as_u64);
                numbers.filter_map(|it| it.try_into().ok()).collect()
            });
            let text = match &readers {
                Some::<Vec<u32>>(_) => self.words.of(id),
                None => row["body"].as_str().unwrap_or_default().to_owned(),
            };
            if self.settings.backend == Backend::Ejabberd
                && let Some(first) = stamps.get(&(of, text.clone()))
                && stamp - first <= HAND_OVER
            {
                repeated += 1;
                continue;
            }
            stamps.insert((of, text.clone()), stamp);
            talks.entry(of).or_default().push(Row {
                said: self.said.get(&text).copied().unwrap_or(stamp),
                text,
                own,
                unsettled: false,
                at_an_end: self.ends.iter().any(|end| (end - stamp).abs() <= END)
                    || (own && self.is_closing(&closed, of, stamp)),
                id: id.to_owned(),
                sealed_for: readers,
                unreadable: None,
            });
        }
        let histories = talks.into_iter().map(|(with, rows)| History {
            device: "archive".to_owned(),
            account: account.to_owned(),
            with: with.to_owned(),
            rows,
        });
        (histories.collect(), repeated)
    }

    /// Whether a session of somebody's was being closed at that moment.
    fn is_closing(&self, closed: &[(String, i64)], of: &str, stamp: i64) -> bool {
        if is_room(of) {
            return false;
        }
        let jid = self.scene.cast.login(of).jid.as_str();
        let near = |at: &i64| (at - stamp).abs() <= HAND_OVER;
        closed.iter().any(|(whose, at)| whose == jid && near(at))
    }

    async fn act(&mut self, act: Act) {
        match act {
            Act::Say { voice, talk, sizes } => {
                for size in sizes {
                    self.speak(voice, talk, size).await;
                }
            }
            Act::Fault { road, fault } => {
                let proxy = Arc::clone(&self.scene.roads[road].0);
                self.pending.spawn(suffer(proxy, fault));
            }
            Act::Read { voice, talk } => {
                let voice = &VOICES[voice];
                let engine = ENGINES.iter().position(|name| *name == voice.device);
                if let Some(engine) = engine.and_then(|engine| self.engines[engine].get()) {
                    engine.read(voice.account, voice.talks[talk]);
                }
            }
            Act::Freeze { engine, length } => {
                let engine = Arc::clone(&self.engines[engine]);
                if let Some(engine) = engine.get() {
                    engine.freeze(true);
                }
                self.pending.spawn(async move {
                    tokio::time::sleep(length).await;
                    if let Some(engine) = engine.get() {
                        engine.freeze(false);
                    }
                });
            }
            Act::Kill { engine, down } => {
                let engine = Arc::clone(&self.engines[engine]);
                self.pending.spawn(async move {
                    if let Some(engine) = engine.get() {
                        engine.kill().await;
                        tokio::time::sleep(down).await;
                        engine.start();
                    }
                });
            }
            Act::Server { in_order, down } => {
                self.ends.push(chrono::Utc::now().timestamp_micros());
                let stage = Arc::clone(&self.scene.stage);
                self.pending
                    .spawn(async move { stage.restart(in_order, down).await });
            }
            Act::Join { engine } => {
                let place = Arc::clone(&self.engines[engine]);
                self.pending
                    .spawn(join(self.settings, &self.scene, engine, place));
            }
            Act::Copy { engine } => {
                let engine = Arc::clone(&self.engines[engine]);
                self.pending.spawn(async move {
                    if let Some(engine) = engine.get() {
                        engine.copy().await;
                    }
                });
            }
            Act::Restore { engine } => {
                let engine = Arc::clone(&self.engines[engine]);
                self.pending.spawn(async move {
                    if let Some(engine) = engine.get() {
                        engine.restore().await;
                    }
                });
            }
            Act::Rooms => {
                let stage = Arc::clone(&self.scene.stage);
                self.pending
                    .spawn(async move { stage.restart_rooms().await });
            }
        }
    }

    async fn speak(&mut self, voice: usize, talk: usize, size: usize) {
        let number = self.numbers.entry((voice, talk)).or_default();
        *number += 1;
        let voice = &VOICES[voice];
        let with = voice.talks[talk];
        let filler: String = FILLER.chars().cycle().take(size).collect();
        let text = format!("{voice}>{with} {number} {filler}")
            .trim_end()
            .to_owned();
        let now = chrono::Utc::now().timestamp_micros();
        self.said.insert(text.clone(), now);
        match ENGINES.iter().position(|name| *name == voice.device) {
            Some(engine) => {
                if let Some(engine) = self.engines[engine].get() {
                    engine.say(voice.account, with, text);
                }
            }
            None => {
                let cast = &self.scene.cast;
                let to = match with {
                    ROOM => cast.room(ROOM).expect("a room").to_string(),
                    _ => cast.login(with).jid.to_string(),
                };
                self.partner.say(voice, (&to, with), &text).await;
            }
        }
    }

    fn say(&self, words: &str) {
        (self.tell)(&self.write(words));
    }

    /// What is too much to be told goes into a file only.
    fn write(&self, words: &str) -> String {
        let at = self.begun.elapsed().as_secs_f32();
        let line = format!("{at:6.1} s  {words}");
        let clock = chrono::Utc::now().format("%T%.3f");
        let _ = writeln!(&self.log, "{clock} {line}");
        line
    }
}

/// Brings an engine onto the scene.
fn join(
    settings: &Settings,
    scene: &Scene,
    engine: usize,
    place: Arc<OnceLock<Device>>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let name = ENGINES[engine];
    let voices = VOICES.iter().filter(|voice| voice.device == name);
    let logins: Vec<_> = voices.map(|voice| scene.login(voice).clone()).collect();
    let cast = Arc::clone(&scene.cast);
    let program = settings.program.clone();
    let folder = settings.folder.join(name);
    async move {
        let device = Device::begin(name, program, folder, cast, &logins, engine == LATE).await;
        assert!(place.set(device).is_ok(), "{name} comes once");
    }
}

/// Brings a fault over a road, and takes it away again where it passes.
async fn suffer(proxy: Arc<Proxy>, fault: Fault) {
    match fault {
        Fault::Cut => proxy.cut(),
        Fault::Close => proxy.close(),
        Fault::Outage(length) => {
            proxy.refuse(true);
            proxy.cut();
            tokio::time::sleep(length).await;
            proxy.refuse(false);
        }
        Fault::Slow(flow, length) => {
            set(&proxy, flow);
            tokio::time::sleep(length).await;
            set(&proxy, Flow::Pass);
        }
        Fault::Swallow(hold) => proxy.strand(hold),
        Fault::Deaf(way, hold) => proxy.strand_one(way, hold),
        Fault::Overtake(late) => proxy.overtake(late),
    }
}

fn set(proxy: &Proxy, flow: Flow) {
    proxy.set(Way::Up, flow);
    proxy.set(Way::Down, flow);
}

/// Since when everybody knows of a device: it has come, and another of its account was told of it, if there is one.
fn known(account: &str, born: i64, told: Option<i64>) -> i64 {
    let of_account = VOICES
        .iter()
        .filter(|it| it.is_ours() && it.account == account);
    let listed = match (told, of_account.count()) {
        (_, 0 | 1) => born,
        (told, _) => told.map_or(born + LISTED, |told| told.clamp(born, born + LISTED)),
    };
    listed + NEWS
}

/// Whose sessions ejabberd has closed, and when, in microseconds since 1970. What comes to one of them in the same moment
/// it acknowledges and keeps in the archive of who sent it, and nowhere else (seen: 7 ms before).
fn closed(log: &str) -> Vec<(String, i64)> {
    let closed = log.lines().filter_map(|line| {
        let (before, session) = line.split_once("Closing c2s session for ")?;
        let whose = session.split(['/', ':']).next()?;
        let at = before.split(" [").next()?;
        let at = chrono::DateTime::parse_from_str(at, "%Y-%m-%d %H:%M:%S%.f%:z").ok()?;
        Some((whose.to_owned(), at.timestamp_micros()))
    });
    closed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_known_soon_after_it_is_told_of() {
        let second = 1_000_000;
        let told = |at: i64| known("alice", 0, Some(at * second)) / second;
        assert_eq!((told(1), told(-1), told(15), told(90)), (21, 20, 35, 40));
        assert_eq!(known("alice", 0, None) / second, 40);
        assert_eq!(known("carol", 0, None) / second, 20, "she has one engine");
    }

    #[test]
    fn sessions_that_were_closed_are_found_in_the_log() {
        let log = "2026-11-24 02:29:52.575362+00:00 [info] (tls|<0.548.0>) Closing c2s session for \
            carol7@localhost/waxwing-e6a9b443: Stream reset by peer\n\
            2026-11-24 02:29:52.619947+00:00 [info] (tls|<0.552.0>) Closing c2s connection for \
            alice5@localhost/waxwing-22581871: Connection failed: connection closed\n";
        let known = ("carol7@localhost".to_owned(), 1_795_487_392_575_362);
        assert_eq!(closed(log), [known]);
    }
}
