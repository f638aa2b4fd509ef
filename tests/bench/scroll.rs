//! A conversation with 100,000 messages in a real window: opening it, and turning the wheel.

use std::time::Duration;

use crate::Stage;
use crate::chat::{Chat, SIZE};
use crate::history::History;
use crate::results::{Results, median, spread};
use crate::screen::Screen;

const RUNS: usize = 5;
const NOTCHES: u32 = 60;
/// As fast as a finger turns a wheel: no notch is so close to the next that a frame could swallow
/// both, which would flatter us.
const BETWEEN_NOTCHES: Duration = Duration::from_millis(30);
/// Longer than the scrollbar's thumb stays, whose going is painted as well.
const QUIET: Duration = Duration::from_secs(2);

/// Measures opening and scrolling, each time in a new process, so that nothing is warm that would
/// not be for a person.
///
/// # Errors
/// When the window does not do what it is told.
pub(crate) fn measure(
    history: &History,
    stage: &Stage,
    results: &mut Results,
) -> Result<(), Box<dyn std::error::Error>> {
    let (mut first, mut last, mut notch) = (Vec::new(), Vec::new(), Vec::new());
    let mut memory = Vec::new();
    for _ in 0..RUNS {
        let chat = Chat::open(stage, &history.profile)?;
        let (pressed, change) = chat.open_conversation(history.filter())?;
        first.push(change.first_ms - pressed);
        last.push(change.last_ms - pressed);
        notch.push(scroll(&chat, &stage.screen)?);
        memory.push(chat.process.rss_mb()?);
        chat.close()?;
    }
    let figures = [
        ("list100k_open_ms", &first),
        ("scroll_cpu_ms_per_notch", &notch),
    ];
    for (key, numbers) in figures {
        if let Some(median) = median(numbers) {
            results.set(key, median);
        }
    }
    results.note(format!(
        "100,000 messages: Enter to first paint {} ms, to the last change {} ms",
        spread(&first),
        spread(&last)
    ));
    let (width, height) = SIZE;
    results.note(format!(
        "{NOTCHES} notches in {width}x{height}, {} ms apart: CPU {} ms each; RSS then {} MB",
        BETWEEN_NOTCHES.as_millis(),
        spread(&notch),
        spread(&memory)
    ));
    Ok(())
}

/// CPU of the process for one notch, in milliseconds, from the first notch until it is at rest.
fn scroll(chat: &Chat<'_>, screen: &Screen) -> Result<f64, Box<dyn std::error::Error>> {
    let area = chat.messages;
    let (half_width, half_height) = ((area.width / 2) as i16, (area.height / 2) as i16);
    screen.point(area.x + half_width, area.y + half_height)?;
    chat.process.rest(QUIET)?;
    let before = (chat.process.cpu_s()?, screen.grab(area)?);
    for _ in 0..NOTCHES {
        screen.wheel_up()?;
        std::thread::sleep(BETWEEN_NOTCHES);
    }
    let after = chat.process.rest(QUIET)?;
    if screen.grab(area)? == before.1 {
        return Err("the wheel moves nothing".into());
    }
    Ok((after - before.0) * 1e3 / f64::from(NOTCHES))
}
