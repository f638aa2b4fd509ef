//! What arrives sounds as what was sent, and nothing that arrives does harm.

use proptest::prelude::*;

use super::*;
use crate::sound::fake::{noise_below_tone, tone};
use crate::sound::voice::Writer;

/// A voice message with these samples.
fn voice(samples: &[f32]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), 1).unwrap();
    for piece in samples.chunks(777) {
        writer.write(piece).unwrap();
    }
    writer.finish().unwrap()
}

/// All of a file, one channel.
fn heard(mut sound: Sound) -> Vec<f32> {
    let mut out = Vec::new();
    while sound.next(&mut out).unwrap() {}
    out.chunks_exact(2).map(|both| both[0]).collect()
}

/// A WAV file of 16 bits.
fn wav(rate: u32, channels: u16, samples: &[f32]) -> Vec<u8> {
    let bytes = samples.len() as u32 * 2;
    let mut file = b"RIFF".to_vec();
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16u32.to_le_bytes());
    file.extend(1u16.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * u32::from(channels) * 2).to_le_bytes());
    file.extend((channels * 2).to_le_bytes());
    file.extend(16u16.to_le_bytes());
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    for sample in samples {
        file.extend(((sample * 32767.0) as i16).to_le_bytes());
    }
    file
}

#[test]
fn a_voice_message_is_as_long_and_sounds_as_what_was_said() {
    for length in [1, 959, 960, 48_000, 100_001] {
        let said = tone(RATE, 440.0, 0.5, length);
        let sound = Sound::of_bytes(voice(&said)).unwrap();
        let told = sound.duration_ms().unwrap();
        assert_eq!(told, length as u64 * 1000 / u64::from(RATE), "{length}");
        let heard = heard(sound);
        assert_eq!(heard.len(), length);
        if length > 40_000 {
            let clean = noise_below_tone(&heard[4_800..length - 4_800], 440.0);
            assert!(clean >= 30.0, "{clean} dB");
        }
    }
}

/// Gajim 2.1 records voice messages so; this one has 0.8 seconds.
#[test]
fn a_voice_message_in_mp4_is_heard_from_its_beginning() {
    let file = include_bytes!("../../../tests/sounds/opus.m4a");
    let sound = Sound::of_bytes(&file[..]).unwrap();
    let told = sound.duration_ms().unwrap();
    assert!((780..=800).contains(&told), "{told}");
    let heard = heard(sound);
    assert!((37_500..39_400).contains(&heard.len()), "{}", heard.len());
    let loudest = heard.iter().fold(0.0_f32, |most, one| most.max(one.abs()));
    assert!(loudest > 0.1, "{loudest}");
}

#[test]
fn nothing_is_shifted() {
    let mut said = vec![0.0; RATE as usize];
    said.extend(tone(RATE, 440.0, 0.5, RATE as usize / 2));
    let heard = heard(Sound::of_bytes(voice(&said)).unwrap());
    let begins = heard.iter().position(|one| one.abs() > 0.1).unwrap();
    // Within five milliseconds.
    assert!((47_760..48_240).contains(&begins), "{begins}");
}

#[test]
fn one_goes_to_a_place_and_hears_what_is_there() {
    // Each second another tone.
    let mut said = Vec::new();
    for second in 0..5 {
        said.extend(tone(
            RATE,
            300.0 + 100.0 * f64::from(second),
            0.5,
            RATE as usize,
        ));
    }
    let files = [voice(&said), wav(RATE, 1, &said)];
    for file in files {
        let mut sound = Sound::of_bytes(file).unwrap();
        let mut piece = Vec::new();
        assert!(sound.next(&mut piece).unwrap());
        for second in [3, 0, 4] {
            sound.seek(second * 1000 + 250).unwrap();
            let mut piece = Vec::new();
            while piece.len() < 2 * 24_000 {
                assert!(sound.next(&mut piece).unwrap());
            }
            let mono: Vec<f32> = piece.chunks_exact(2).map(|both| both[0]).collect();
            let clean = noise_below_tone(&mono[..24_000], 300.0 + 100.0 * second as f64);
            // Of another tone there would be more noise than signal.
            assert!(clean > 8.0, "{second}: {clean} dB");
        }
        sound.seek(4_900).unwrap();
        let left = heard(sound).len();
        assert!((4_700..4_900).contains(&left), "{left}");
    }
}

#[test]
fn other_rates_and_channels_become_ours() {
    let said = tone(44_100, 440.0, 0.5, 44_100);
    let both: Vec<f32> = said.iter().flat_map(|one| [*one, -*one]).collect();
    let heard = heard(Sound::of_bytes(wav(44_100, 2, &both)).unwrap());
    assert!((heard.len() as i64 - 48_000).abs() < 100, "{}", heard.len());
    let clean = noise_below_tone(&heard[4_800..40_000], 440.0);
    assert!(clean > 50.0, "{clean} dB");
}

#[test]
fn what_is_no_sound_is_refused() {
    for bytes in [&b""[..], b"hello", b"\x89PNG\r\n\x1a\n", &[0; 10_000]] {
        assert!(Sound::of_bytes(bytes.to_vec()).is_err());
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        Sound::open(&folder.path().join("none")),
        Err(SoundError::File(_))
    ));
}

#[test]
fn a_file_that_was_cut_plays_up_to_its_end() {
    let file = voice(&tone(RATE, 440.0, 0.5, 5 * RATE as usize));
    let cut = file[..file.len() * 3 / 5].to_vec();
    let mut sound = Sound::of_bytes(cut).unwrap();
    let mut out = Vec::new();
    while matches!(sound.next(&mut out), Ok(true)) {}
    let seconds = out.len() / 2 / RATE as usize;
    assert!((1..=3).contains(&seconds), "{seconds}");
    assert!(!sound.next(&mut out).unwrap(), "it has ended");
}

#[test]
fn a_waveform_is_read_from_a_file() {
    let mut said = tone(RATE, 440.0, 0.5, RATE as usize);
    said.extend(vec![0.0; RATE as usize]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("said.ogg");
    std::fs::write(&file, voice(&said)).unwrap();
    let (drawn, length) = waveform(&file, 20).unwrap();
    assert_eq!((drawn.len(), length), (20, 2000));
    assert!(drawn[..9].iter().all(|one| *one > 240), "{drawn:?}");
    assert!(drawn[12..].iter().all(|one| *one < 20), "{drawn:?}");
}

/// Reads all that can be read, and goes to places; what counts is that it ends.
fn survive(bytes: Vec<u8>) {
    let Ok(mut sound) = Sound::of_bytes(bytes) else {
        return;
    };
    let mut out = Vec::new();
    for _ in 0..200 {
        out.clear();
        if !matches!(sound.next(&mut out), Ok(true)) {
            break;
        }
        assert!(out.iter().all(|sample| sample.is_finite()));
    }
    let _gone = sound.seek(1_000_000_000_000);
    let _back = sound.seek(500);
    let _more = sound.next(&mut out);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_files_do_no_harm(
        places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        kind in 0..2,
    ) {
        let said = tone(RATE, 440.0, 0.5, 24_000);
        let mut file = match kind {
            0 => voice(&said),
            _ => wav(44_100, 2, &said),
        };
        for (place, byte) in places {
            let at = place.index(file.len());
            file[at] = byte;
        }
        survive(file);
    }

    #[test]
    fn any_bytes_behind_a_known_beginning_do_no_harm(
        kind in 0usize..8,
        rest in proptest::collection::vec(any::<u8>(), 0..4000),
    ) {
        let beginnings: [&[u8]; 8] = [
            b"OggS\0\x02",
            b"RIFF\xff\xff\xff\xffWAVEfmt ",
            b"fLaC\0\0\0\x22",
            b"\xff\xfb\x90\x00",
            b"\xff\xf1\x50\x80",
            b"\0\0\0\x20ftypM4A \0\0\0\0",
            b"\x1a\x45\xdf\xa3",
            b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
        ];
        let mut file = beginnings[kind].to_vec();
        file.extend(rest);
        survive(file);
    }
}
