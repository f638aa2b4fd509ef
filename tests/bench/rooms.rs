//! What large rooms cost: one of 2,000 that never rests, a room with a long archive, and a hundred at
//! once after a login. The server is the one in memory, whose own part is small.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use tempfile::TempDir;
use waxwing_core::{Event, RequestId, event};
use waxwing_tests::certificate::DOMAIN;
use waxwing_tests::server::Server;
use waxwing_tests::{Backend, Login, Stage as Servers};

use crate::Stage;
use crate::chat::SIZE;
use crate::headless::Headless;
use crate::process::{Process, cpu_s};
use crate::results::{Results, percentile, spread};
use crate::screen::keys::RETURN;
use crate::world::runtime;

/// How many are in the large room.
const PEOPLE: usize = 2_000;
/// How long it is looked at, and how often somebody speaks meanwhile; every other time somebody goes
/// away or comes back.
const STORM: Duration = Duration::from_secs(30);
const BETWEEN: Duration = Duration::from_millis(50);
/// How many messages the room with the archive has.
const SAID: usize = 5_000;
/// So many rooms are entered at once, each with so many in it.
const ROOMS: usize = 100;
const FEW: usize = 50;
/// For so long after the login it is measured how long a message takes.
const AFTER_LOGIN: Duration = Duration::from_secs(4);
/// The window has settled.
const QUIET: Duration = Duration::from_secs(2);
const SETTLED: Duration = Duration::from_millis(400);

/// Measures all of it.
///
/// # Errors
/// When something can't be done at all.
pub(crate) fn measure(stage: &Stage, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let runtime = runtime()?;
    let servers = runtime.block_on(Servers::on(Backend::Memory));
    let server = servers.server();
    let login = servers.account("mira");
    let profile = tempfile::tempdir()?;
    server.crowd(&address("town"), PEOPLE);
    let mut engine = sign_in(&login, profile.path())?;
    let started = Instant::now();
    join(&mut engine, 10, &address("town"))?;
    results.set("room2000_join_s", started.elapsed().as_secs_f64());
    engine.shut_down()?;
    storm(stage, server, profile.path(), results)?;
    let asked = server.counters().asked_onlookers;
    results.set("disco_queries_per_2000", asked as f64);
    let archivist = servers.account("archivist");
    history(server, &archivist, results)?;
    let joiner = servers.account("joiner");
    many(server, &joiner, results)
}

fn address(name: &str) -> String {
    format!("{name}@rooms.{DOMAIN}")
}

fn sign_in(login: &Login, profile: &Path) -> Result<Headless, String> {
    let mut engine = Headless::start(profile)?;
    engine.sign_in(login.jid.as_str(), &login.password, &login.settings())?;
    Ok(engine)
}

/// Enters a room, and waits until it is in.
fn join(engine: &mut Headless, request: u64, address: &str) -> Result<(), Box<dyn Error>> {
    let request = RequestId(request);
    engine.tell(&json!({ "room": { "join": {
        "request": request, "account": 1, "address": address,
    }}}))?;
    let outcome = engine.wait("to be in the room", |event| match event {
        Event::Done(done, outcome) if done == request => Some(outcome),
        _ => None,
    })?;
    Ok(outcome.map_err(|error| format!("{address}: {error}"))?)
}

/// The window with the large room open, while people come, go and speak.
fn storm(
    stage: &Stage,
    server: &Server,
    profile: &Path,
    results: &mut Results,
) -> Result<(), Box<dyn Error>> {
    let process = Process::open_watched(&stage.display, profile)?;
    let screen = &stage.screen;
    let window = screen.window_of(process.id())?;
    screen.place(window, SIZE.0, SIZE.1)?;
    screen.activate(window)?;
    process.rest(QUIET)?;
    screen.press('k'.into(), true)?;
    std::thread::sleep(SETTLED);
    screen.enter_text("town")?;
    std::thread::sleep(SETTLED);
    screen.press(RETURN, false)?;
    process.rest(QUIET)?;
    let _ = process.updates_ms();
    let (cpu, rss) = (process.cpu_s()?, process.rss_mb()?);
    let (room, started) = (address("town"), Instant::now());
    let mut number = 0;
    while started.elapsed() < STORM {
        let body = format!("this is number {number} of what is said here");
        server.speak(&room, number % PEOPLE, &body);
        if number % 2 == 0 {
            let show = if number % 4 == 0 { "away" } else { "" };
            server.stir(&room, number % PEOPLE, show);
        }
        number += 1;
        let next = BETWEEN * u32::try_from(number)?;
        std::thread::sleep(next.saturating_sub(started.elapsed()));
    }
    let spent = process.cpu_s()? - cpu;
    let updates = process.updates_ms();
    results.set(
        "room2000_cpu_share",
        spent / started.elapsed().as_secs_f64(),
    );
    results.set("room2000_rss_growth_mb", process.rss_mb()? - rss);
    let slow = percentile(&updates, 99.0).ok_or("the window did nothing")?;
    results.set("room2000_ui_p99_ms", slow);
    results.note(format!(
        "a room of {PEOPLE} with {number} messages in {} s: {} updates of the window, {} ms each; RSS before {rss:.1} MB",
        STORM.as_secs(),
        updates.len(),
        spread(&updates)
    ));
    process.close(screen, window)?;
    Ok(())
}

/// A room is entered in which much was said before.
fn history(server: &Server, login: &Login, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let room = address("chronicle");
    server.crowd(&room, FEW);
    for number in 0..SAID {
        let body =
            format!("entry {number} of a chronicle in which there are some words to be found");
        server.speak(&room, number % FEW, &body);
    }
    let profile = tempfile::tempdir()?;
    let mut engine = sign_in(login, profile.path())?;
    let before = cpu_s(engine.id())?;
    join(&mut engine, 10, &room)?;
    engine.wait("all that was said", |event| match event {
        Event::Conversation(event::conversation::Event::Changed(entry)) => {
            let here = entry.room.as_deref()?;
            (entry.jid.as_str() == room && entry.last.is_some() && !here.fetching).then_some(())
        }
        _ => None,
    })?;
    std::thread::sleep(QUIET);
    let spent = cpu_s(engine.id())? - before;
    engine.shut_down()?;
    let found = count(&profile)?;
    if found != SAID {
        return Err(format!("{found} of {SAID} messages of the room are there").into());
    }
    let each = spent * 1e3 / SAID as f64;
    results.set("room_history_cpu_ms_per_message", each);
    Ok(())
}

/// How many messages a profile has.
fn count(profile: &TempDir) -> Result<usize, Box<dyn Error>> {
    let file = profile.path().join("archive.db");
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(db.query_row("SELECT count(*) FROM message", [], |row| row.get(0))?)
}

/// A login after which many rooms are entered: how long what somebody says to us takes meanwhile.
fn many(server: &Server, login: &Login, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let friend = format!("friend@{DOMAIN}");
    server.add_contact(login.jid.as_str(), &friend, "", "both");
    let profile = tempfile::tempdir()?;
    let mut engine = sign_in(login, profile.path())?;
    for number in 0..ROOMS {
        let room = address(&format!("circle{number}"));
        server.crowd(&room, FEW);
        join(&mut engine, 10 + u64::try_from(number)?, &room)?;
    }
    engine.shut_down()?;
    let mut engine = Headless::start(profile.path())?;
    engine.wait_online()?;
    let started = Instant::now();
    let mut delays = Vec::new();
    while started.elapsed() < AFTER_LOGIN {
        let body = format!("message {}", delays.len());
        let said = Instant::now();
        server.send(
            login.jid.as_str(),
            &format!(
                "<message from='{friend}/desk' to='{}' type='chat' id='m{}'><body>{body}</body></message>",
                login.jid,
                delays.len()
            ),
        );
        engine.wait("the message", |event| match event {
            Event::Conversation(event::conversation::Event::Changed(entry)) => {
                let last = entry.last.as_ref()?;
                (last.text == body).then_some(())
            }
            _ => None,
        })?;
        delays.push(said.elapsed().as_secs_f64() * 1e3);
        std::thread::sleep(BETWEEN / 5);
    }
    engine.shut_down()?;
    let slowest = delays.iter().copied().fold(0.0, f64::max);
    results.set("autojoin100_max_delay_ms", slowest);
    results.note(format!(
        "messages while {ROOMS} rooms of {FEW} are entered: {} ms",
        spread(&delays)
    ));
    Ok(())
}
