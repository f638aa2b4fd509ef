//! What a million messages cost: a profile as a long catch-up would have left it, and one with the
//! same account and conversations and nothing said, through the door of `waxwing engine`.
//!
//! Filling takes a few minutes, so the profiles are kept under `target/bench/` and used again as
//! long as they are of the same kind.

mod text;

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::runtime::Runtime;
use waxwing_core::filling::{Filling, Said};
use waxwing_core::model::Direction;
use waxwing_core::{BareJid, Change, Event, Timestamp, event};

use crate::headless::Headless;
use crate::latency;
use crate::results::{Results, median, percentile, spread};
use crate::world::{self, World, copy_profile};
use crate::yardstick::Numbers;
use text::Texts;

/// How many messages.
const MESSAGES: usize = 1_000_000;
/// In how many conversations; the first ones are longer.
const TALKS: usize = 300;
/// As many as a server gives at a time.
const PAGE: usize = 100;
/// Raise this when what is filled in changes.
const KIND: u32 = 5;
/// Between two messages, in seconds: five years in all.
const STEP: i64 = 160;
/// The newest message: 2026-01-01.
const END: i64 = 1_767_225_600;

/// How often an engine is started with each profile.
const STARTS: usize = 41;
/// How many conversations are opened, each at its end and at a date.
const OPENED: usize = 100;
/// How many questions are asked.
const SEARCHES: usize = 400;
/// So many messages come in while somebody searches.
const CAUGHT_UP: usize = 50_000;
/// A server makes up a page in this time at best.
const BETWEEN: Duration = Duration::from_millis(15);
/// Nobody types faster.
const TYPING: Duration = Duration::from_millis(40);
/// Words that are met in one message of three to one of a few hundred.
const FREQUENT: usize = 1_000;

/// What is kept beside the profiles.
#[derive(Debug, Serialize, Deserialize)]
struct Label {
    kind: u32,
    messages: usize,
    version: String,
    text_bytes: usize,
}

/// Measures everything about a large history.
///
/// # Errors
/// When something fails; what was found before is kept.
pub(crate) fn measure(directory: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let home = directory.join("million");
    let label = prepare(&home)?;
    let (full, bare) = (home.join("full"), home.join("bare"));
    starts(&full, &bare, results)?;
    search_meanwhile(&full, results)?;
    // What is said and read from here on would be in the way of the next run.
    let used = tempfile::tempdir_in(&home)?;
    copy_profile(&full, used.path())?;
    let full = used.path();
    let mut engine = Headless::start(full)?;
    open(&mut engine, results)?;
    search(&mut engine, results)?;
    results.set("rss_1m_mb", engine.rss_mb()?);
    engine.shut_down()?;
    let mut world = World::start_with(Some(full))?;
    latency::measure(&mut world, &crate::stage()?, latency::LARGE, results)?;
    let bytes = std::fs::metadata(full.join("archive.db"))?.len();
    let ratio = bytes as f64 / label.text_bytes as f64;
    results.set("archive_bytes_per_text_byte", ratio);
    results.note(format!(
        "a million messages: {:.0} MB of text, {:.0} MB on disk",
        label.text_bytes as f64 / 1e6,
        bytes as f64 / 1e6
    ));
    Ok(())
}

/// Makes the profiles, or finds them made.
fn prepare(home: &Path) -> Result<Label, Box<dyn Error>> {
    if let Some(label) = read_label(home) {
        return Ok(label);
    }
    let _ = std::fs::remove_dir_all(home);
    std::fs::create_dir_all(home)?;
    let runtime = world::runtime()?;
    let start = Instant::now();
    fill(&runtime, &home.join("bare"), 0)?;
    let label = Label {
        kind: KIND,
        messages: MESSAGES,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        text_bytes: fill(&runtime, &home.join("full"), MESSAGES)?,
    };
    std::fs::write(home.join("label.json"), serde_json::to_string(&label)?)?;
    let seconds = start.elapsed().as_secs_f64();
    eprintln!("bench: a million messages filled in within {seconds:.0} s");
    Ok(label)
}

fn read_label(home: &Path) -> Option<Label> {
    let text = std::fs::read_to_string(home.join("label.json")).ok()?;
    let label: Label = serde_json::from_str(&text).ok()?;
    let fits = label.kind == KIND
        && label.messages == MESSAGES
        && label.version == env!("CARGO_PKG_VERSION");
    fits.then_some(label)
}

/// Fills a profile backwards, as a catch-up does. How many bytes of text are in it.
fn fill(runtime: &Runtime, profile: &Path, messages: usize) -> Result<usize, Box<dyn Error>> {
    let own: BareJid = "collector@example.org".parse()?;
    let with = (0..TALKS).map(|number| format!("friend{number}@example.org").parse());
    let with = with.collect::<Result<Vec<BareJid>, _>>()?;
    let mut texts = Texts::new();
    let mut numbers = Numbers(0x1234_5678_9abc_def0);
    let mut bytes = 0;
    runtime.block_on(async {
        let mut filling = Filling::begin(profile, own, with).await?;
        let mut done = 0;
        while done < messages {
            let mut page: Vec<Said> = (done..messages.min(done + PAGE))
                .map(|number| said(number, &mut texts, &mut numbers))
                .collect();
            done += page.len();
            bytes += page.iter().map(|said| said.text.len()).sum::<usize>();
            page.reverse();
            filling.page(page, done == messages).await?;
        }
        filling.finish().await
    })?;
    Ok(bytes)
}

/// The message that is so far from the newest.
fn said(number: usize, texts: &mut Texts, numbers: &mut Numbers) -> Said {
    let seconds = END - number as i64 * STEP;
    let talk = numbers.below(TALKS).min(numbers.below(TALKS));
    Said {
        talk,
        direction: match numbers.below(2) {
            0 => Direction::Incoming,
            _ => Direction::Outgoing,
        },
        text: texts.next_text(),
        at: Timestamp(seconds * 1_000_000 + numbers.below(1_000_000) as i64),
    }
}

/// By turns, so that both meet the same weather.
fn starts(full: &Path, bare: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let mut times = [Vec::new(), Vec::new()];
    // The first brings the program into memory.
    start(bare)?;
    start(full)?;
    for _ in 0..STARTS {
        for (profile, times) in [full, bare].into_iter().zip(&mut times) {
            times.push(start(profile)?);
        }
    }
    let [full, bare] = &times;
    let ratio = median(full).ok_or("no starts")? / median(bare).ok_or("no starts")?;
    results.set("start_ratio_1m", ratio);
    results.note(format!(
        "the engine is ready with a million messages after {} ms, with none after {} ms",
        spread(full),
        spread(bare)
    ));
    Ok(())
}

fn start(profile: &Path) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let engine = Headless::start(profile)?;
    let ready = start.elapsed().as_secs_f64() * 1e3;
    engine.shut_down()?;
    Ok(ready)
}

/// The slowest of all: any conversation opens within this.
fn open(engine: &mut Headless, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let mut numbers = Numbers(0x0dd_ba11);
    let (mut ends, mut dates) = (Vec::new(), Vec::new());
    for _ in 0..OPENED {
        let id = 1 + numbers.below(TALKS);
        let back = numbers.below(MESSAGES) as i64 * STEP;
        let at = (END - back) * 1_000_000;
        ends.push(ask_page(engine, id, &json!("open"))?);
        dates.push(ask_page(engine, id, &json!({ "open_at": { "at": at } }))?);
        engine.tell(&json!({ "conversation": [id, "close"] }))?;
    }
    let all = ends.iter().chain(&dates).copied();
    let slowest = all.fold(0.0, f64::max);
    results.set("open_1m_ms", slowest);
    results.note(format!(
        "opening a conversation: at its end {} ms, at a date {} ms",
        spread(&ends),
        spread(&dates)
    ));
    Ok(())
}

fn ask_page(
    engine: &mut Headless,
    id: usize,
    question: &serde_json::Value,
) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    engine.tell(&json!({ "conversation": [id, question] }))?;
    let items = engine.wait("a page", |event| match event {
        Event::Conversation(event::conversation::Event::Timeline(
            of,
            Change::Reset { items, .. } | Change::Around { items, .. },
        )) if of.0 as usize == id => Some(items),
        _ => None,
    })?;
    if items.is_empty() {
        return Err(format!("conversation {id} is empty").into());
    }
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

/// Two words each: both frequent, or one of them rare, or the second not typed to its end.
fn search(engine: &mut Headless, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let mut texts = Texts::new();
    let mut times = Vec::new();
    let mut hits = 0;
    for number in 0..SEARCHES {
        let first = texts.frequent(FREQUENT);
        let second = texts.frequent(if number % 2 == 0 {
            FREQUENT
        } else {
            20 * FREQUENT
        });
        let typed = match number % 4 {
            0 => second.chars().count().div_ceil(2).max(3),
            _ => usize::MAX,
        };
        let second: String = second.chars().take(typed).collect();
        let question = json!({ "search": { "messages": {
            "request": number, "words": format!("{first} {second}"),
        }}});
        let start = Instant::now();
        engine.tell(&question)?;
        let found = engine.wait("hits", |event| match event {
            Event::Search(event::search::Event::Found { request, hits, .. })
                if request.0 as usize == number =>
            {
                Some(hits.len())
            }
            _ => None,
        })?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        hits += found;
    }
    if hits == 0 {
        return Err("nothing was found at all".into());
    }
    let slow = percentile(&times, 95.0).ok_or("no searches")?;
    results.set("search_1m_p95_ms", slow);
    results.note(format!(
        "a search of two words: {} ms, {} hits each",
        spread(&times),
        hits / SEARCHES
    ));
    Ok(())
}

/// The same while pages of an archive come in as fast as a server has ever given them, and with the
/// search index behind: as many messages as in the other measure of a catch-up.
fn search_meanwhile(full: &Path, results: &mut Results) -> Result<(), Box<dyn Error>> {
    let home = tempfile::tempdir_in(full.parent().unwrap_or(full))?;
    copy_profile(full, home.path())?;
    let runtime = world::runtime()?;
    let mut times = Vec::new();
    let pages = runtime.block_on(async {
        let mut filling = Filling::resume(home.path())?;
        let finder = filling.finder();
        let comes_in = tokio::spawn(async move {
            let mut texts = Texts::new();
            let mut numbers = Numbers(0x05ee_d0fc_a7c4);
            let mut slowest: f64 = 0.0;
            for page in 0..CAUGHT_UP / PAGE {
                let rows = (0..PAGE).map(|row| {
                    let number = page * PAGE + row;
                    let mut said = said(number, &mut texts, &mut numbers);
                    said.at.0 += CAUGHT_UP as i64 * STEP * 1_000_000;
                    said
                });
                let mut rows: Vec<Said> = rows.collect();
                rows.reverse();
                let start = Instant::now();
                filling.page(rows, false).await?;
                slowest = slowest.max(start.elapsed().as_secs_f64() * 1e3);
                tokio::time::sleep(BETWEEN).await;
            }
            filling.leave().await;
            Ok::<f64, waxwing_core::Error>(slowest)
        });
        let mut texts = Texts::new();
        while !comes_in.is_finished() {
            let words = format!("{} {}", texts.frequent(FREQUENT), texts.frequent(FREQUENT));
            let start = Instant::now();
            // Its end closes the history.
            let Ok(found) = finder.search(&words).await else {
                break;
            };
            times.push(start.elapsed().as_secs_f64() * 1e3);
            std::hint::black_box(found);
            tokio::time::sleep(TYPING).await;
        }
        drop(finder);
        Ok::<_, Box<dyn Error>>(comes_in.await??)
    })?;
    let slow = percentile(&times, 95.0).ok_or("no searches")?;
    results.set("search_during_catchup_p95_ms", slow);
    results.note(format!(
        "a search of two words while {CAUGHT_UP} messages come in: {} ms; the slowest page took {pages:.1} ms",
        spread(&times)
    ));
    Ok(())
}
