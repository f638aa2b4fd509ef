//! How fast 200 photographs of twelve million pixels scroll past in one conversation, and what they take:
//! prints one JSON object.
//!
//!     cargo run --release --features harness --example media
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use iced::theme::Mode;
use waxwing::app::Message;
use waxwing::sample::pictures::{attached, message, photograph};
use waxwing::sample::saying::with;
use waxwing::scene::Scene;
use waxwing::widget::picture;
use waxwing_core::model::Place;
use waxwing_media::picture::Sides;

const PICTURES: u64 = 200;
/// As many that differ; the others are the same in files of their own.
const DIFFERENT: u32 = 8;
const SIDES: Sides = Sides {
    width: 4000,
    height: 3000,
};
const SIZE: (f32, f32) = (1000.0, 700.0);
/// A notch each sixtieth of a second, up and down again: so somebody turns the wheel who looks for one.
const NOTCHES: usize = 900;
const PACE: Duration = Duration::from_millis(16);

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "target/bench/pictures".to_owned()),
    );
    let mut scene = conversation(&folder)?;
    let mut times = Vec::with_capacity(NOTCHES);
    let mut most = resident();
    for notch in 0..NOTCHES {
        let until = Instant::now() + PACE;
        let up = notch < NOTCHES / 2;
        let started = Instant::now();
        scene.wheel(if up { 3.0 } else { -3.0 });
        scene.frame();
        // What the application is told when one has come.
        scene.message(Message::PictureCame);
        scene.frame();
        times.push(started.elapsed());
        if notch % 10 == 0 {
            let _drawn = scene.pixels(1.0);
        }
        most = most.max(resident());
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
    }
    picture::settle();
    times.sort();
    let at = |part: f64| times[((NOTCHES - 1) as f64 * part) as usize].as_secs_f64() * 1000.0;
    println!(
        "{{\"media_scroll_p99_ms\": {:.3}, \"media_scroll_median_ms\": {:.3}, \
         \"media_rss_mb\": {:.1}, \"media_kept_mb\": {:.1}}}",
        at(0.99),
        at(0.5),
        most as f64 / 1e6,
        picture::kept() as f64 / 1e6
    );
    Ok(())
}

fn conversation(folder: &Path) -> std::io::Result<Scene> {
    let mut items = Vec::new();
    for seq in 1..=PICTURES {
        let number = u32::try_from(seq).unwrap_or_default() % DIFFERENT;
        let mut file = attached(folder, number, SIDES);
        let copy = folder.join(format!("copy-{seq}.jpg"));
        if !copy.exists() {
            std::fs::hard_link(photograph(folder, number, SIDES), &copy)?;
        }
        file.place = Place::Here(copy);
        let minutes = i64::try_from(PICTURES - seq).unwrap_or_default();
        items.push(message(seq, minutes, seq % 3 == 0, "", vec![file]));
    }
    let mut scene = with(SIZE, Mode::Light, items);
    scene.settle();
    let _warm = scene.pixels(1.0);
    Ok(scene)
}

/// Bytes that the process has in memory.
fn resident() -> u64 {
    /// The page size of every machine that this is measured on.
    const PAGE: u64 = 4096;
    let told = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = told.split(' ').nth(1).and_then(|it| it.parse().ok());
    pages.unwrap_or(0_u64) * PAGE
}
