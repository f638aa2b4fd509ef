//! Catching up: a new device's window reads an archive of 50,000 messages, beside slixmpp, which
//! pages through the same archive on the same server and keeps nothing.

pub(crate) mod archive;
mod reference;

use std::error::Error;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use waxwing_tests::certificate::DOMAIN;
use waxwing_tests::prosody::Prosody;
use waxwing_tests::{Login, Stage as Server};

use crate::Stage;
use crate::chat::SIZE;
use crate::headless::Headless;
use crate::kept::texts;
use crate::process::{Process, cpu_s};
use crate::results::{Results, median, percentile, spread};
use crate::screen::keys::RETURN;
use crate::world::{contacts, copy_profile, runtime};
use archive::{Archive, MESSAGES};
use reference::Cost;

const RUNS: usize = 3;
/// Nothing new for so long: it will not get further.
const STALLED: Duration = Duration::from_secs(30);
/// At rest is who has used no CPU for so long.
const QUIET: Duration = Duration::from_secs(2);
/// In another run somebody searches meanwhile: so many words, a letter each so often.
const WORDS: usize = 24;
/// Nobody types faster.
const TYPING: Duration = Duration::from_millis(60);
/// Between one step and the next of opening a conversation; the window is never still meanwhile.
const SETTLED: Duration = Duration::from_millis(200);
/// Finds the contact with the most messages, whose conversation is open meanwhile.
const FILTER: &str = "contact0";

/// A server with the archive, and a device that has not seen any of it.
struct World {
    prosody: &'static Prosody,
    login: Login,
    archive: Archive,
    /// Signed in before there was an archive; copied for each run.
    profile: TempDir,
    _server: Server,
}

/// What one run of the window has cost.
struct Run {
    cost: Cost,
    rss_mb: f64,
    peak_mb: f64,
    updates_ms: Vec<f64>,
    messages: usize,
    complete: bool,
}

/// Measures both.
///
/// # Errors
/// When one of them can't be run; an archive that is not complete is a number.
pub(crate) fn measure(stage: &Stage, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let world = World::start()?;
    // The yardstick takes much longer and varies less: once before and once after.
    let mut references = vec![world.refer()?];
    let runs = (0..RUNS).map(|_| world.run(stage, &[]));
    let runs = runs.collect::<Result<Vec<_>, _>>()?;
    references.push(world.refer()?);
    write_down(&references, &runs, results);
    let searched = (0..RUNS).map(|_| world.run(stage, &world.words()));
    let searched = searched.collect::<Result<Vec<_>, _>>()?;
    let slow = searched
        .iter()
        .filter_map(|run| percentile(&run.updates_ms, 99.0));
    let slow: Vec<f64> = slow.collect();
    if let Some(slow) = median(&slow) {
        results.set("search_ui_p99_ms", slow);
    }
    let all: Vec<f64> = searched
        .into_iter()
        .flat_map(|run| run.updates_ms)
        .collect();
    results.note(format!(
        "updates of the window while somebody searches and the history comes in: {}, {} ms each, p99 {}",
        all.len(),
        spread(&all),
        spread(&slow)
    ));
    results.note(format!(
        "catch-up: {MESSAGES} messages of {} bytes in {} stanzas, a conversation open meanwhile",
        world.archive.texts.iter().map(String::len).sum::<usize>() / MESSAGES,
        world.archive.stanzas
    ));
    Ok(())
}

impl World {
    fn start() -> Result<Self, Box<dyn Error>> {
        let runtime = runtime()?;
        let prosody = Prosody::with_large_archives();
        let server = Server::on_prosody(prosody);
        let login = server.account("newcomer");
        for (jid, name) in contacts() {
            server.contact(&login, &jid, &name, "both");
        }
        let profile = tempfile::tempdir()?;
        let mut engine = Headless::start(profile.path())?;
        engine.sign_in(login.jid.as_str(), &login.password, &login.settings())?;
        let first = format!("{FILTER}@{DOMAIN}");
        engine.wait_conversation("the roster", |entry| entry.jid.as_str() == first)?;
        engine.shut_down()?;
        drop(runtime);
        let archive = archive::write(&prosody.archive_file(), &login)?;
        prosody.load("mam");
        Ok(Self {
            prosody,
            login,
            archive,
            profile,
            _server: server,
        })
    }

    fn refer(&self) -> Result<Cost, String> {
        let server = self.prosody.process();
        reference::run(&self.login, server, self.archive.stanzas)
    }

    /// Words that were said, all over the archive.
    fn words(&self) -> Vec<&str> {
        let texts = self.archive.texts.iter();
        let plain =
            |word: &&str| word.len() > 3 && word.bytes().all(|letter| letter.is_ascii_lowercase());
        texts
            .step_by(MESSAGES / WORDS)
            .filter_map(|text| text.split(' ').find(plain))
            .collect()
    }

    /// One run, in which somebody searches for these words in everything.
    fn run(&self, stage: &Stage, words: &[&str]) -> Result<Run, Box<dyn Error>> {
        let profile = tempfile::tempdir()?;
        copy_profile(self.profile.path(), profile.path())?;
        let server = cpu_s(self.prosody.process())?;
        let started = Instant::now();
        let process = Process::open_watched(&stage.display, profile.path())?;
        let screen = &stage.screen;
        let window = screen.window_of(process.id())?;
        screen.place(window, SIZE.0, SIZE.1)?;
        screen.activate(window)?;
        // The stored contacts have to be there, and what is typed has to find one: Enter is for that.
        std::thread::sleep(SETTLED);
        screen.press('k'.into(), true)?;
        std::thread::sleep(SETTLED);
        screen.enter_text(FILTER)?;
        std::thread::sleep(SETTLED);
        screen.press(RETURN, false)?;
        std::thread::sleep(SETTLED);
        if !words.is_empty() {
            screen.press('F'.into(), true)?;
        }
        for word in words {
            screen.press('a'.into(), true)?;
            for letter in word.chars() {
                screen.press(letter.into(), false)?;
                std::thread::sleep(TYPING);
            }
        }
        let (arrived, _) = process.wait_history(STALLED).ok_or("nothing is fetched")?;
        let cost = Cost {
            wall_s: arrived.duration_since(started).as_secs_f64(),
            server_s: cpu_s(self.prosody.process())? - server,
            client_s: 0.0,
        };
        // The first one is the start.
        let updates_ms = process.updates_ms().into_iter().skip(1).collect();
        let client_s = process.rest(QUIET)?;
        let (rss_mb, peak_mb) = (process.rss_mb()?, process.peak_mb()?);
        process.close(screen, window)?;
        let texts = texts(profile.path())?;
        Ok(Run {
            cost: Cost { client_s, ..cost },
            rss_mb,
            peak_mb,
            updates_ms,
            messages: texts.len(),
            complete: texts == self.archive.texts,
        })
    }
}

fn write_down(references: &[Cost], runs: &[Run], results: &mut Results) {
    let each = |seconds: f64| seconds * 1e3 / MESSAGES as f64;
    let of_references = |number: fn(&Cost) -> f64| references.iter().map(number).collect();
    let of_runs = |number: fn(&Run) -> f64| runs.iter().map(number).collect::<Vec<_>>();
    let reference: Vec<f64> = of_references(|cost| cost.client_s);
    let (ours, server) = (
        of_runs(|run| run.cost.client_s),
        of_runs(|run| run.cost.server_s),
    );
    let updates = |percent| {
        let all = runs
            .iter()
            .filter_map(|run| percentile(&run.updates_ms, percent));
        all.collect::<Vec<f64>>()
    };
    let figures = [
        ("catchup_messages", of_runs(|run| run.messages as f64)),
        (
            "catchup_complete",
            of_runs(|run| f64::from(u8::from(run.complete))),
        ),
        (
            "catchup_cpu_ms_per_message",
            ours.iter().map(|&s| each(s)).collect(),
        ),
        (
            "catchup_server_cpu_ms_per_message",
            server.iter().map(|&s| each(s)).collect(),
        ),
        (
            "catchup_reference_cpu_ms_per_message",
            reference.iter().map(|&s| each(s)).collect(),
        ),
        ("catchup_ui_p99_ms", updates(99.0)),
        ("catchup_rss_mb", of_runs(|run| run.rss_mb)),
    ];
    for (key, numbers) in figures {
        if let Some(median) = median(&numbers) {
            results.set(key, median);
        }
    }
    let wall = of_runs(|run| run.cost.wall_s);
    let reference_wall: Vec<f64> = of_references(|cost| cost.wall_s);
    if let (Some(ours), Some(reference)) = (median(&wall), median(&reference_wall)) {
        results.set("catchup_wall_ratio", ours / reference);
    }
    results.note(format!(
        "catch-up: {} s, CPU {} s, RSS {} MB at the end and {} at its most; slixmpp {} s, CPU {} s; \
         the server's CPU {} s with us, {} with slixmpp",
        spread(&wall),
        spread(&ours),
        spread(&of_runs(|run| run.rss_mb)),
        spread(&of_runs(|run| run.peak_mb)),
        spread(&reference_wall),
        spread(&reference),
        spread(&server),
        spread(&of_references(|cost| cost.server_s)),
    ));
    results.note(format!(
        "updates of the window meanwhile: {}, CPU of its thread {} ms each, p99 {}, most {}",
        spread(&of_runs(|run| run.updates_ms.len() as f64)),
        spread(&updates(50.0)),
        spread(&updates(99.0)),
        spread(&updates(100.0)),
    ));
}
