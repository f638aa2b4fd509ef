//! `make bench`: what Waxwing costs, measured from outside, in release, with the software renderer,
//! on a screen of its own, against a Prosody of its own.
//!
//! Writes `target/bench/results.json`, one flat object, and prints a table with our goals beside.
//! What could not be measured is `null` and is said; the exit code is then 1. The numbers judge
//! nothing here: they depend on the machine, for which the yardstick stands.

mod catchup;
mod chat;
mod clock;
mod files;
mod headless;
mod history;
mod kept;
mod latency;
mod list;
mod million;
mod omemo;
mod process;
mod prose;
mod reconnect;
mod results;
mod rooms;
mod screen;
mod scroll;
mod sealed;
mod start;
mod world;
mod yardstick;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use history::History;
use results::{Results, median, spread};
use screen::Screen;
use waxwing_tests::display::Display;
use world::World;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    let directory = match directory() {
        Ok(directory) => directory,
        Err(error) => {
            eprintln!("bench: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut results = Results::default();
    for (name, part) in PARTS {
        if is_wanted(name) {
            eprintln!("bench: {name}");
            attempt(name, *part, &directory, &mut results);
        }
    }
    let path = directory.join("results.json");
    if let Err(error) = std::fs::write(&path, format!("{:#}\n", results.json())) {
        eprintln!("bench: {}: {error}", path.display());
        return ExitCode::FAILURE;
    }
    print!("{}", results.table());
    println!("in {}", path.display());
    if results.is_complete() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

type Part = fn(&Path, &mut Results) -> Result<(), Box<dyn Error>>;

/// What is measured, in this order; words on the command line choose some.
const PARTS: &[(&str, Part)] = &[
    ("yardstick", yardstick),
    ("binary", binary),
    ("list", |directory, results| {
        Ok(list::measure(directory, results)?)
    }),
    ("media", |directory, results| {
        Ok(list::take_over(
            directory,
            "media.json",
            &list::MEDIA,
            results,
        )?)
    }),
    ("omemo", omemo::measure),
    ("sealed", |_, results| sealed::measure(results)),
    ("start", start),
    ("latency", latency),
    ("reconnect", |_, results| reconnect::measure(results)),
    ("files", |_, results| files::measure(results)),
    ("scroll", scroll),
    ("million", million::measure),
    ("catchup", |_, results| catchup::measure(&stage()?, results)),
    ("rooms", |_, results| rooms::measure(&stage()?, results)),
];

/// A part that fails, also by a panic in the test kit, leaves its numbers out and no more.
fn attempt(name: &str, part: Part, directory: &Path, results: &mut Results) {
    let outcome = catch_unwind(AssertUnwindSafe(|| part(directory, results)));
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(error)) => results.note(format!("{name} was not measured: {error}")),
        Err(_) => results.note(format!("{name} was not measured, see above")),
    }
}

fn yardstick(_: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let runs = yardstick::measure();
    results.set("yardstick_ms", median(&runs).ok_or("no runs")?);
    results.note(format!("yardstick: {} ms", spread(&runs)));
    Ok(())
}

fn binary(_: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::metadata(process::program()?)?.len();
    results.set("binary_mb", bytes as f64 / 1e6);
    Ok(())
}

fn start(_: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let mut world = World::start()?;
    let stage = stage()?;
    start::measure(&mut world, &stage, results)
}

fn latency(_: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let mut world = World::start()?;
    let stage = stage()?;
    latency::measure(&mut world, &stage, latency::SMALL, results)
}

fn scroll(directory: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let runtime = world::runtime()?;
    let history = History::open(&runtime, directory)?;
    let stage = stage()?;
    scroll::measure(&history, &stage, results)
}

/// A display with a window manager at work, watched.
struct Stage {
    display: Display,
    screen: Screen,
    /// A window of ours, for the focus to go to.
    elsewhere: u32,
}

fn stage() -> Result<Stage, Box<dyn Error>> {
    let display = Display::start()?;
    let screen = Screen::connect(display.name())?;
    let elsewhere = screen.wait_for_window_manager()?;
    Ok(Stage {
        display,
        screen,
        elsewhere,
    })
}

/// `target/bench`, beside the folder that this program was built into.
fn directory() -> Result<PathBuf, Box<dyn Error>> {
    let own = std::env::current_exe()?;
    let target = own.parent().and_then(Path::parent);
    let directory = target.ok_or("no target directory")?.join("bench");
    std::fs::create_dir_all(&directory)?;
    Ok(directory)
}
