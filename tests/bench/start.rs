//! What a start costs, and what it costs to be there: from the start of the process to the first
//! picture, to being signed in and at rest, and then ten seconds in which nobody looks.

use std::time::Duration;

use crate::Stage;
use crate::clock;
use crate::process::Process;
use crate::results::{Results, median, spread};
use crate::screen::{Area, is_painted};
use crate::world::World;

const RUNS: usize = 5;
/// At rest is who has used no CPU for so long.
const QUIET: Duration = Duration::from_secs(1);
const IDLE: Duration = Duration::from_secs(10);
/// Where the window manager puts a new window, there is some of the window here, wherever that is:
/// the middle of a screen of 1280x800, over all its height.
const MIDDLE: Area = Area {
    x: 300,
    y: 60,
    width: 680,
    height: 600,
};
/// How long to wait for a picture after the last drawing.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, Default)]
struct Runs {
    painted_ms: Vec<f64>,
    logged_ms: Vec<f64>,
    start_cpu_s: Vec<f64>,
    rss_mb: Vec<f64>,
    pss_mb: Vec<f64>,
    idle_ticks_s: Vec<f64>,
    idle_exact_ms: Vec<f64>,
}

/// Measures starts and idling.
///
/// # Errors
/// When a run fails; what was found before is kept.
pub(crate) fn measure(
    world: &mut World,
    stage: &Stage,
    results: &mut Results,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut runs = Runs::default();
    // The first brings the program and the fonts into memory, as the login of a desktop does.
    run(world, stage, &mut Runs::default())?;
    let mut outcome = Ok(());
    for _ in 0..RUNS {
        outcome = run(world, stage, &mut runs);
        if outcome.is_err() {
            break;
        }
    }
    if outcome.is_ok() {
        write_down(&runs, results);
    }
    outcome
}

fn run(
    world: &mut World,
    stage: &Stage,
    runs: &mut Runs,
) -> Result<(), Box<dyn std::error::Error>> {
    let screen = &stage.screen;
    screen.rest(MIDDLE, Duration::from_millis(100));
    let process = Process::open(&stage.display, world.profile.path())?;
    let painted = screen.wait_for(MIDDLE, PATIENCE, is_painted)?;
    runs.painted_ms.push(painted - process.started_ms);
    world.wait_presence("available");
    let cpu = process.rest(QUIET)?;
    if let Some(logged) = process.first_logged_frame_ms() {
        runs.logged_ms.push(logged - process.started_ms);
    }
    runs.start_cpu_s.push(cpu);
    runs.rss_mb.push(process.rss_mb()?);
    runs.pss_mb.push(process.pss_mb()?);
    let window = screen.window_of(process.id())?;
    screen.activate(stage.elsewhere)?;
    process.rest(QUIET)?;
    let (ticks, threads) = (process.cpu_s()?, process.threads_ns()?);
    let start = clock::now_ms();
    std::thread::sleep(IDLE);
    let ticks = process.cpu_s()? - ticks;
    // A thread that has ended meanwhile was idle, or it would not have ended.
    let exact: u64 = process
        .threads_ns()?
        .into_iter()
        .map(|(thread, time)| time - threads.get(&thread).copied().unwrap_or_default())
        .sum();
    let scale = IDLE.as_secs_f64() * 1e3 / (clock::now_ms() - start);
    runs.idle_ticks_s.push(ticks * scale);
    runs.idle_exact_ms.push(exact as f64 / 1e6 * scale);
    process.close(screen, window)?;
    world.wait_presence("unavailable");
    Ok(())
}

fn write_down(runs: &Runs, results: &mut Results) {
    let figures = [
        ("first_frame_ms", &runs.painted_ms),
        ("start_cpu_s", &runs.start_cpu_s),
        ("rss_idle_mb", &runs.rss_mb),
        ("idle_cpu_s_per_10s", &runs.idle_ticks_s),
    ];
    for (key, numbers) in figures {
        if let Some(median) = median(numbers) {
            results.set(key, median);
        }
    }
    results.note(format!(
        "first frame: painted on the screen {} ms; the program's own log says {} ms",
        spread(&runs.painted_ms),
        spread(&runs.logged_ms)
    ));
    results.note(format!("start: CPU {} s", spread(&runs.start_cpu_s)));
    results.note(format!(
        "memory at rest: RSS {} MB, PSS {} MB",
        spread(&runs.rss_mb),
        spread(&runs.pss_mb)
    ));
    results.note(format!(
        "10 s unfocused: {} ms of CPU by the threads' own count",
        spread(&runs.idle_exact_ms)
    ));
}
