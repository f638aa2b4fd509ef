//! A file that is played is heard, at the speed and from the place that one has chosen.

use std::time::Instant;

use super::*;
use crate::sound::fake::{Fake, noise_below_tone, tone};
use crate::sound::voice::Writer;

/// Nothing here takes longer than this unless it hangs.
const PATIENCE: Duration = Duration::from_secs(20);

struct Stage {
    _folder: tempfile::TempDir,
    file: PathBuf,
    fake: Fake,
}

/// A voice message of so many seconds, each with a tone of its own: 300 Hz, 400 Hz and so on.
fn stage(seconds: u32, faster: u32) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("voice.ogg");
    let mut writer = Writer::new(Vec::new(), 1).unwrap();
    for second in 0..seconds {
        let hertz = 300.0 + 100.0 * f64::from(second);
        writer
            .write(&tone(RATE, hertz, 0.5, RATE as usize))
            .unwrap();
    }
    std::fs::write(&file, writer.finish().unwrap()).unwrap();
    Stage {
        _folder: folder,
        file,
        fake: Fake::new(Vec::new(), faster),
    }
}

impl Stage {
    fn play(&self, from: u64, speed: Speed) -> (Player, Receiver<Told>) {
        let (sender, told) = mpsc::channel();
        let devices: Arc<dyn Devices> = Arc::new(self.fake.clone());
        let player = Player::play(
            devices,
            Source::File(self.file.clone()),
            from,
            speed,
            move |one| {
                let _gone = sender.send(one);
            },
        );
        (player, told)
    }

    /// What was played that is not silence, one channel.
    fn heard(&self) -> Vec<f32> {
        let played = self.fake.played();
        let mono: Vec<f32> = played.chunks_exact(2).map(|both| both[0]).collect();
        let loud = |one: &f32| one.abs() > 0.001;
        let first = mono.iter().position(loud).unwrap_or(0);
        let last = mono.iter().rposition(loud).unwrap_or(0);
        mono[first..=last].to_vec()
    }
}

fn until(told: &Receiver<Told>, wanted: impl Fn(&Told) -> bool) -> Vec<Told> {
    let mut all = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let one = told.recv_timeout(PATIENCE).expect("it tells something");
        all.push(one);
        if wanted(&all[all.len() - 1]) {
            return all;
        }
    }
    panic!("it never came: {all:?}");
}

#[test]
fn all_of_it_is_heard_and_told() {
    let stage = stage(2, 4);
    let (_player, told) = stage.play(0, Speed::Usual);
    let all = until(&told, |one| *one == Told::Ended);
    assert_eq!(all[0], Told::Opened(Some(2000)));
    let places: Vec<u64> = all
        .iter()
        .filter_map(|one| match one {
            Told::At(at) => Some(*at),
            _ => None,
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(places.last().is_some_and(|at| *at > 1_500), "{places:?}");
    let heard = stage.heard();
    assert!((95_000..97_000).contains(&heard.len()), "{}", heard.len());
    assert!(noise_below_tone(&heard[5_000..40_000], 300.0) > 30.0);
    assert!(noise_below_tone(&heard[53_000..90_000], 400.0) > 30.0);
    assert_eq!(stage.fake.open(), 0, "the device is let go");
}

#[test]
fn twice_as_fast_from_the_middle() {
    let stage = stage(4, 4);
    let (_player, told) = stage.play(2_000, Speed::Double);
    until(&told, |one| *one == Told::Ended);
    let heard = stage.heard();
    assert!((45_000..52_000).contains(&heard.len()), "{}", heard.len());
    assert!(noise_below_tone(&heard[5_000..10_000], 500.0) > 12.0);
    assert!(noise_below_tone(&heard[35_000..40_000], 600.0) > 12.0);
}

#[test]
fn who_pauses_lets_go_of_the_device_and_goes_on_where_it_was() {
    let stage = stage(4, 1);
    let (player, told) = stage.play(1_000, Speed::Usual);
    until(&told, |one| matches!(one, Told::At(at) if *at > 1_200));
    player.pause();
    let begun = Instant::now();
    while stage.fake.open() > 0 {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::yield_now();
    }
    while told.try_recv().is_ok() {}
    player.seek(3_500);
    player.set_speed(Speed::Faster);
    player.resume();
    let all = until(&told, |one| *one == Told::Ended);
    assert!(
        all.iter()
            .all(|one| !matches!(one, Told::At(at) if *at < 3_500)),
        "{all:?}"
    );
    assert_eq!(stage.fake.open(), 0);
}

#[test]
fn dropped_it_stops() {
    let stage = stage(4, 1);
    let (player, told) = stage.play(0, Speed::Usual);
    until(&told, |one| matches!(one, Told::At(_)));
    drop(player);
    let begun = Instant::now();
    while stage.fake.open() > 0 {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::yield_now();
    }
}

#[test]
fn without_a_device_or_a_file_it_says_so() {
    let mut stage = stage(1, 1);
    stage.fake = Fake::broken(SoundError::NoSystem);
    let (player, told) = stage.play(0, Speed::Usual);
    until(&told, |one| *one == Told::Failed(SoundError::NoSystem));
    // It can be tried again, and fails again.
    player.resume();
    until(&told, |one| *one == Told::Failed(SoundError::NoSystem));
    stage.file = stage.file.with_extension("gone");
    let (_player, told) = stage.play(0, Speed::Usual);
    until(&told, |one| {
        matches!(one, Told::Failed(SoundError::File(_)))
    });
}

#[test]
fn what_is_in_memory_is_played_and_not_printed() {
    let stage = stage(1, 8);
    let bytes: Arc<[u8]> = std::fs::read(&stage.file).unwrap().into();
    let source = Source::Bytes(Arc::clone(&bytes));
    assert_eq!(format!("{source:?}"), format!("Bytes({})", bytes.len()));
    let (sender, told) = mpsc::channel();
    let devices: Arc<dyn Devices> = Arc::new(stage.fake.clone());
    let _player = Player::play(devices, source, 0, Speed::Usual, move |one| {
        let _gone = sender.send(one);
    });
    until(&told, |one| *one == Told::Ended);
    assert!(stage.heard().len() > 40_000);
}

#[test]
fn speeds_go_round() {
    let all = [Speed::Usual, Speed::Faster, Speed::Double];
    let next: Vec<Speed> = all.iter().map(|speed| speed.next()).collect();
    assert_eq!(next, [Speed::Faster, Speed::Double, Speed::Usual]);
}
