//! Catching up on what is encrypted: a device that was away reads an archive of 20,000 encrypted messages, with an engine
//! in a process of its own, whose whole cost counts: stanzas, sessions, both stores, the search index.

mod archive;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use waxwing_core::Command;
use waxwing_core::command::conversation;
use waxwing_tests::certificate::DOMAIN;
use waxwing_tests::prosody::Prosody;
use waxwing_tests::{Login, Stage, Victim};

use crate::kept::{open, texts};
use crate::process::{AT_REST, cpu_s, rss_mb};
use crate::results::{Results, median, spread};
use crate::world::{copy_profile, runtime};
use archive::{CORRESPONDENTS, MESSAGES};

/// Once: a profile that is played a second time is a copy, and becomes a device of its own.
const RUNS: usize = 1;
/// Nothing new for so long: it will not get further.
const STALLED: Duration = Duration::from_secs(30);
/// At rest is who has used no CPU for so long.
const QUIET: Duration = Duration::from_secs(2);
/// So long devices of one account have to hear of each other.
const MEETING: Duration = Duration::from_secs(3);

/// A server with the archive, and a device that has not seen any of it.
struct World {
    runtime: Runtime,
    /// Closed before the rest was said; copied for each run.
    profile: TempDir,
    /// What was said, sorted.
    texts: Vec<String>,
    _server: Stage,
}

/// What one run has cost.
struct Run {
    cpu_s: f64,
    wall_s: f64,
    rss_mb: f64,
    complete: bool,
}

/// Measures it.
///
/// # Errors
/// When it can't be run, or what came of it is not what was said.
pub(crate) fn measure(results: &mut Results) -> Result<(), Box<dyn Error>> {
    let world = World::start()?;
    let runs = (0..RUNS).map(|_| world.run());
    let runs = runs.collect::<Result<Vec<_>, _>>()?;
    if runs.iter().any(|run| !run.complete) {
        return Err("not every message was read, once".into());
    }
    let of = |number: fn(&Run) -> f64| runs.iter().map(number).collect::<Vec<_>>();
    let each: Vec<f64> = of(|run| run.cpu_s * 1e3 / MESSAGES as f64);
    let middle = median(&each).ok_or("no runs")?;
    results.set("omemo_catchup_cpu_ms_per_message", middle);
    results.note(format!(
        "encrypted catch-up: {MESSAGES} messages, {} s, CPU {} s, RSS {} MB",
        spread(&of(|run| run.wall_s)),
        spread(&of(|run| run.cpu_s)),
        spread(&of(|run| run.rss_mb)),
    ));
    Ok(())
}

impl World {
    fn start() -> Result<Self, Box<dyn Error>> {
        let runtime = runtime()?;
        let prosody = Prosody::with_large_archives();
        prosody.load("mam");
        let server = Stage::on_prosody(prosody);
        let login = server.account("away");
        let people: Vec<String> = (0..CORRESPONDENTS)
            .map(|number| format!("correspondent{number}@{DOMAIN}"))
            .collect();
        for jid in &people {
            server.contact(&login, jid, "", "both");
        }
        // The device was here before: what comes is what it has missed, and not all there ever was.
        archive::write_first(&prosody.archive_file(), &login, &people[0])?;
        let (profile, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
        runtime.block_on(meet(&login, profile.path(), other.path()))?;
        let keys = [profile.path(), other.path()];
        let texts = archive::write(&prosody.archive_file(), &login, &people, keys, &runtime)?;
        Ok(Self {
            runtime,
            profile,
            texts,
            _server: server,
        })
    }

    fn run(&self) -> Result<Run, Box<dyn Error>> {
        let profile = tempfile::tempdir()?;
        copy_profile(self.profile.path(), profile.path())?;
        let started = Instant::now();
        self.runtime.block_on(async {
            let mut engine = Victim::start_sealed(&program()?, profile.path());
            let first = format!("correspondent0@{DOMAIN}");
            let open = engine
                .wait("the conversation", |world| {
                    world.conversation(&first).map(|one| one.id)
                })
                .await;
            let open = Command::Conversation(open, conversation::Command::Open);
            engine.send(&open).await;
            let mut news = (0, Instant::now());
            loop {
                engine.listen(Duration::from_millis(250)).await;
                let (read, waiting) = far(profile.path())?;
                if read != news.0 {
                    news = (read, Instant::now());
                }
                if (read > MESSAGES && waiting == 0) || news.1.elapsed() > STALLED {
                    break;
                }
            }
            let wall_s = started.elapsed().as_secs_f64();
            let cpu_s = rest(&mut engine).await?;
            let rss_mb = rss_mb(engine.id())?;
            engine.shut_down().await;
            Ok(Run {
                cpu_s,
                wall_s,
                rss_mb,
                complete: texts(profile.path())? == self.texts,
            })
        })
    }
}

/// Both devices of the account sign in and hear of each other.
async fn meet(login: &Login, one: &Path, other: &Path) -> Result<(), Box<dyn Error>> {
    let mut engines = Vec::new();
    for profile in [one, other] {
        let mut engine = Victim::start_sealed(&program()?, profile);
        engine.sign_in(login).await;
        engines.push(engine);
    }
    for engine in &mut engines {
        engine.listen(MEETING).await;
    }
    for engine in engines {
        engine.shut_down().await;
    }
    Ok(())
}

/// The CPU time until it does nothing any more.
async fn rest(engine: &mut Victim) -> Result<f64, String> {
    let mut last = (cpu_s(engine.id())?, Instant::now());
    while last.1.elapsed() < QUIET {
        engine.listen(Duration::from_millis(100)).await;
        let cpu = cpu_s(engine.id())?;
        if cpu - last.0 > AT_REST * QUIET.as_secs_f64() {
            last = (cpu, Instant::now());
        }
    }
    cpu_s(engine.id())
}

/// How many messages are there, and how many of them wait to be read.
fn far(profile: &Path) -> rusqlite::Result<(usize, usize)> {
    let count =
        "SELECT (SELECT count(*) FROM message WHERE text <> ''), (SELECT count(*) FROM sealed)";
    open(profile)?.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The kit's engine, which `scripts/bench` builds beside this program.
fn program() -> Result<String, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let path: PathBuf = own.with_file_name("waxwing-victim");
    let shown = path.display().to_string();
    match path.is_file() {
        true => Ok(shown),
        false => Err(format!("no {shown}")),
    }
}
