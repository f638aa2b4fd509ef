//! Voice messages, from the microphone of one machine to the loudspeaker of another: what is heard is
//! what was said.

use std::path::PathBuf;
use std::process::Command as Process;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use waxwing_core::command::file::Outgoing;
use waxwing_core::model::{AttachmentKind, Place, Voice};
use waxwing_media::sound::fake::{Fake, noise_below_tone, tone};
use waxwing_media::sound::voice::MEDIA_TYPE;
use waxwing_media::sound::{
    Player, RATE, Recorded, Recorder, Sound, Source, Speed, play, record, waveform,
};
use waxwing_tests::Stage;

use crate::upload::{Folder, came, meet, send, wait_file};

scenarios!(what_was_said_is_heard, a_tone_is_heard_as_a_tone);

/// Nothing here takes longer than this unless it hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// Times faster than people speak.
const FASTER: u32 = 8;

/// What a machine says that reads this aloud, one channel.
fn speech() -> Vec<f32> {
    let said = Process::new("espeak-ng")
        .args(["--stdout", "-s", "150"])
        .arg("I am standing under the big clock, and the waxwings are back in the trees.")
        .output()
        .expect("espeak-ng");
    assert!(said.status.success(), "espeak-ng speaks");
    let mut sound = Sound::of_bytes(said.stdout).expect("a WAV file");
    let mut both = Vec::new();
    while sound.next(&mut both).expect("it can be read") {}
    both.chunks_exact(2).map(|both| both[0]).collect()
}

/// Records what a microphone hears.
fn recorded(heard: Vec<f32>) -> Recorded {
    let length = heard.len() as u64 * 1000 / u64::from(RATE);
    let (sender, told) = mpsc::channel();
    let recorder = Recorder::record(Arc::new(Fake::new(heard, FASTER)), move |one| {
        let _gone = sender.send(one);
    });
    loop {
        match told.recv_timeout(PATIENCE).expect("it hears") {
            record::Told::Hears { duration_ms, .. } if duration_ms > length => recorder.finish(),
            record::Told::Hears { .. } => {}
            record::Told::Ended(recorded) => return recorded,
            record::Told::Failed(error) => panic!("{error}"),
        }
    }
}

/// What a loudspeaker plays of a file, one channel.
fn played(file: PathBuf) -> Vec<f32> {
    let fake = Fake::new(Vec::new(), FASTER);
    let (sender, told) = mpsc::channel();
    let devices = Arc::new(fake.clone());
    let _player = Player::play(devices, Source::File(file), 0, Speed::Usual, move |one| {
        let _gone = sender.send(one);
    });
    loop {
        match told.recv_timeout(PATIENCE).expect("it plays") {
            play::Told::Ended => break,
            play::Told::Failed(error) => panic!("{error}"),
            play::Told::Opened(_) | play::Told::At(_) => {}
        }
    }
    fake.played().chunks_exact(2).map(|both| both[0]).collect()
}

/// Says something into a microphone here, sends it, and hears it there.
async fn sent_and_heard(stage: &Stage, said: Vec<f32>) -> Vec<f32> {
    stage.takes_files().await;
    let mut pair = meet(stage).await;
    let recorded = recorded(said);
    let folder = Folder::new();
    let voice = Voice {
        duration_ms: recorded.duration_ms,
        waveform: recorded.waveform.clone(),
    };
    let file = Outgoing {
        media_type: Some(MEDIA_TYPE.to_owned()),
        original: true,
        voice: Some(voice),
        ..folder.file("voice.ogg", &recorded.file)
    };
    send(&pair.romy, pair.to_june, vec![file], "");
    // June knows Romy, so it comes by itself.
    let (_, file) = wait_file(
        &mut pair.june,
        pair.to_romy,
        "voice.ogg",
        |message, file| came(message, file) && matches!(file.place, Place::Here(_)),
    )
    .await;
    assert_eq!(file.kind, AttachmentKind::Voice);
    assert_eq!(file.duration_ms, Some(recorded.duration_ms));
    assert_eq!(file.waveform, recorded.waveform);
    assert!(file.waveform.len() <= waveform::MOST && file.waveform.contains(&255));
    let Place::Here(path) = file.place else {
        panic!("it is here");
    };
    assert_eq!(std::fs::read(&path).expect("the file"), recorded.file);
    played(path)
}

async fn what_was_said_is_heard(stage: &Stage) {
    let said = speech();
    let heard = sent_and_heard(stage, said.clone()).await;
    let alike = most_alike(&said, &heard);
    assert!(alike >= 0.95, "correlation {alike}");
}

async fn a_tone_is_heard_as_a_tone(stage: &Stage) {
    let said = tone(RATE, 440.0, 0.5, 2 * RATE as usize);
    let heard = sent_and_heard(stage, said).await;
    let clean = noise_below_tone(&heard[RATE as usize / 2..RATE as usize * 3 / 2], 440.0);
    assert!(clean >= 30.0, "{clean} dB");
}

/// The correlation of two sounds, where they fit best within ten milliseconds.
fn most_alike(said: &[f32], heard: &[f32]) -> f64 {
    let loud = |sound: &[f32]| sound.iter().position(|one| one.abs() > 0.02);
    let reach = RATE as usize / 100;
    // What comes a little too early is found, too.
    let heard = &[vec![0.0; reach].as_slice(), heard].concat();
    let (begins, arrives) = (loud(said).expect("words"), loud(heard).expect("words"));
    let from = |shift: usize| (arrives + shift).checked_sub(begins + reach);
    let second = &said[..said.len().min(begins + RATE as usize)];
    let best = (0..2 * reach)
        .filter_map(|shift| {
            Some((
                from(shift)?,
                correlation(second, heard.get(from(shift)?..)?),
            ))
        })
        .max_by(|(_, one), (_, other)| one.total_cmp(other));
    let (place, _) = best.expect("a place where they fit");
    correlation(said, &heard[place..])
}

fn correlation(one: &[f32], other: &[f32]) -> f64 {
    let (mut product, mut ours, mut theirs) = (0.0, 1e-9, 1e-9);
    for (one, other) in one.iter().zip(other) {
        let (one, other) = (f64::from(*one), f64::from(*other));
        product += one * other;
        ours += one * one;
        theirs += other * other;
    }
    product / f64::sqrt(ours * theirs)
}
