//! Played and recorded by a real PulseAudio, whose loudspeaker is its microphone.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use waxwing_media::sound::fake::{noise_below_tone, tone};
use waxwing_media::sound::voice::Writer;
use waxwing_media::sound::{
    Player, RATE, Recorder, Sound, SoundError, Source, Speed, System, play, record,
};

/// Nothing here takes longer than this unless it hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// A piece in which a tone is looked for: 50 ms.
const PIECE: usize = RATE as usize / 20;

/// A sound system of its own, that ends with the test.
struct Pulse {
    process: Child,
    socket: PathBuf,
}

impl Pulse {
    fn start(folder: &Path) -> Self {
        let socket = folder.join("native");
        let listen = format!(
            "module-native-protocol-unix socket={} auth-anonymous=1",
            socket.display()
        );
        let process = Command::new("pulseaudio")
            .args([
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--disable-shm=yes",
            ])
            .args([
                "--exit-idle-time=-1",
                "--log-target=stderr",
                "--log-level=error",
            ])
            .args([
                "-L",
                "module-null-sink sink_name=speaker rate=48000",
                "-L",
                &listen,
            ])
            .env("HOME", folder)
            .env("XDG_RUNTIME_DIR", folder)
            .env("PULSE_RUNTIME_PATH", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pulseaudio is installed");
        let pulse = Self { process, socket };
        let begun = Instant::now();
        while std::os::unix::net::UnixStream::connect(&pulse.socket).is_err() {
            assert!(begun.elapsed() < PATIENCE, "pulseaudio does not listen");
            thread::yield_now();
        }
        pulse
    }

    fn devices(&self) -> Arc<System> {
        Arc::new(System::at(self.socket.clone()))
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _ended = self.process.wait();
    }
}

#[test]
fn what_is_played_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let pulse = Pulse::start(folder.path());
    let file = folder.path().join("tone.ogg");
    let mut writer = Writer::new(Vec::new(), 1).unwrap();
    writer
        .write(&tone(RATE, 440.0, 0.5, 2 * RATE as usize))
        .unwrap();
    fs::write(&file, writer.finish().unwrap()).unwrap();

    let (sender, heard) = mpsc::channel();
    let recorder = Recorder::record(pulse.devices(), move |one| {
        let _gone = sender.send(one);
    });
    assert!(matches!(
        heard.recv_timeout(PATIENCE),
        Ok(record::Told::Hears { .. })
    ));
    let (sender, told) = mpsc::channel();
    let source = Source::File(file);
    let player = Player::play(pulse.devices(), source, 0, Speed::Usual, move |one| {
        let _gone = sender.send(one);
    });
    loop {
        match told.recv_timeout(PATIENCE).expect("it plays") {
            play::Told::Ended => break,
            play::Told::Failed(error) => panic!("{error}"),
            play::Told::Opened(_) | play::Told::At(_) => {}
        }
    }
    drop(player);
    recorder.finish();
    let recorded = loop {
        match heard.recv_timeout(PATIENCE).expect("it ends") {
            record::Told::Ended(recorded) => break recorded,
            record::Told::Failed(error) => panic!("{error}"),
            record::Told::Hears { .. } => {}
        }
    };
    assert!(recorded.duration_ms >= 2_000, "{recorded:?}");
    let mut sound = Sound::of_bytes(recorded.file).unwrap();
    let mut both = Vec::new();
    while sound.next(&mut both).unwrap() {}
    let mono: Vec<f32> = both.chunks_exact(2).map(|both| both[0]).collect();
    // A machine that is busy may leave gaps, so most of it counts and not all.
    let clean = mono
        .chunks_exact(PIECE)
        .filter(|piece| piece.iter().any(|one| one.abs() > 0.2))
        .filter(|piece| noise_below_tone(piece, 440.0) > 15.0)
        .count();
    assert!(clean >= 30, "{clean} of 40 pieces are the tone");
}

#[test]
fn a_sound_system_that_goes_away_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut pulse = Pulse::start(folder.path());
    let (sender, heard) = mpsc::channel();
    let _recorder = Recorder::record(pulse.devices(), move |one| {
        let _gone = sender.send(one);
    });
    assert!(matches!(
        heard.recv_timeout(PATIENCE),
        Ok(record::Told::Hears { .. })
    ));
    pulse.process.kill().unwrap();
    // What was said until then is kept, if it was enough to be something.
    let last = heard.iter().last().expect("it tells how it ended");
    assert!(
        matches!(
            &last,
            record::Told::Ended(_) | record::Told::Failed(SoundError::Lost(_))
        ),
        "{last:?}"
    );
}
