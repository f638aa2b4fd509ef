//! How fast 100,000 messages are: prints one JSON object.
//!
//!     cargo run --release --example list            # without a window
//!     cargo run --release --example list -- window  # opens one, to be scrolled and watched from outside
#[path = "support/conversation.rs"]
mod conversation;

use conversation::{Conversation, view};
use iced::time::{Duration, Instant};
use waxwing::harness::Harness;
use waxwing::widget::virtual_list::Window;

const ROWS: usize = 100_000;
const ROUNDS: usize = 300;
/// What the goals are told for.
const SIZE: (f32, f32) = (1000.0, 700.0);

fn main() -> iced::Result {
    if std::env::args().any(|argument| argument == "window") {
        return window();
    }
    let mut list =
        Harness::new(Conversation::new(ROWS), |_, _: Window| {}, view).with_size(SIZE.0, SIZE.1);
    let open = opening(&mut list);
    let wheel = runs(&mut list, |list, round| {
        list.wheel(if round % 250 < 200 { 1.0 } else { -1.0 });
        let spent = list.spent();
        list.frame();
        spent
    });
    let resize = runs(&mut list, |list, round| {
        list.resize(700.0 + (round % 60) as f32 * 5.0, SIZE.1);
        list.spent()
    });
    list.resize(SIZE.0, SIZE.1);
    let prepend = runs(&mut list, |list, _| {
        list.state_mut().first -= 50;
        list.state_mut().count += 50;
        list.frame();
        list.spent()
    });
    let raster = runs(&mut list, |list, _| {
        list.wheel(1.0);
        let start = Instant::now();
        let _pixels = list.pixels(1.0);
        start.elapsed()
    });
    println!(
        "{{\"list100k_open_ms\": {open:.2}, \"list100k_wheel_p99_ms\": {:.3}, \
         \"list100k_resize_p99_ms\": {:.3}, \"list100k_prepend_p99_ms\": {:.3}, \
         \"list100k_wheel_median_ms\": {:.3}, \"list100k_raster_median_ms\": {:.2}}}",
        wheel.1, resize.1, prepend.1, wheel.0, raster.0
    );
    Ok(())
}

/// Median time from turning to a conversation nobody opened yet to its first picture, fonts warm.
fn opening(list: &mut Harness<Conversation, Window>) -> f64 {
    let _warm = list.pixels(1.0);
    p99(7, |round| {
        let start = Instant::now();
        list.state_mut().feed = 2 + round as u64;
        list.frame();
        let _pixels = list.pixels(1.0);
        start.elapsed()
    })
    .0
}

/// Medians of five runs, each in a conversation whose rows were never seen before.
fn runs(
    list: &mut Harness<Conversation, Window>,
    mut measure: impl FnMut(&mut Harness<Conversation, Window>, usize) -> Duration,
) -> (f64, f64) {
    let mut results: Vec<_> = (0..5)
        .map(|_| {
            list.state_mut().feed += 1000;
            list.frame();
            p99(ROUNDS, |round| measure(list, round))
        })
        .collect();
    results.sort_by(|a, b| a.1.total_cmp(&b.1));
    results[2]
}

/// Median and 99th percentile in milliseconds.
fn p99(rounds: usize, mut measure: impl FnMut(usize) -> Duration) -> (f64, f64) {
    let mut times: Vec<_> = (0..rounds).map(&mut measure).collect();
    times.sort();
    let at = |part: f64| times[((rounds - 1) as f64 * part) as usize].as_secs_f64() * 1000.0;
    (at(0.5), at(0.99))
}

fn window() -> iced::Result {
    waxwing::font::warm();
    iced::application(
        || Conversation::new(ROWS),
        |_: &mut Conversation, _: Window| {},
        view,
    )
    .title("list")
    .theme(|state: &Conversation| state.theme.clone())
    .settings(iced::Settings {
        fonts: waxwing::font::files(),
        default_font: waxwing::font::INTER,
        default_text_size: iced::Pixels(waxwing::theme::size::LIST),
        ..iced::Settings::default()
    })
    .window_size(SIZE)
    .run()
}
