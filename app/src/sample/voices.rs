//! Voice messages and music, and somebody who speaks.

use std::path::PathBuf;

use iced::theme::Mode;
use waxwing_core::model::{Attachment, AttachmentKind, Direction, Message, Place};
use waxwing_media::sound::play::Told as Played;
use waxwing_media::sound::record::Told as Recorded;
use waxwing_media::sound::{self as media, SoundError};

use super::talk::{ROMY, messages, signed_in};
use crate::app;
use crate::i18n::{self, Language};
use crate::sample;
use crate::scene::Scene;
use crate::screen::chat::{self, sound};
use crate::tr;
use crate::ui::{recording, sound as heard};
use crate::widget::Role;

/// Silence of that length, in a file: what is told of it by hand is true.
///
/// # Panics
/// Where it can't be written.
fn silence(seconds: u64) -> PathBuf {
    const RATE: u32 = 8_000;
    let path = sample::folder().join(format!("silence-{seconds}.wav"));
    if path.exists() {
        return path;
    }
    let bytes = u32::try_from(seconds).expect("a short one") * RATE * 2;
    let mut file = Vec::with_capacity(44 + bytes as usize);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // Plain numbers, one channel of 16 bits.
    for number in [1_u16, 1] {
        file.extend(number.to_le_bytes());
    }
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    for number in [2_u16, 16] {
        file.extend(number.to_le_bytes());
    }
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    file.resize(44 + bytes as usize, 0);
    sample::keep(&path, &file);
    path
}

/// How loud somebody is who says three sentences.
pub fn spoken() -> Vec<u8> {
    let value = |at: usize| {
        let word = (at as f32 * 0.55).sin().abs() * (at as f32 * 0.21).cos().abs();
        let pause = matches!(at % 32, 28..=31);
        if pause { 6 } else { 30 + (word * 220.0) as u8 }
    };
    (0..96).map(value).collect()
}

/// A voice message that is here.
pub fn voice(seconds: u64, waveform: Vec<u8>) -> Attachment {
    Attachment {
        name: format!("voice-{seconds}.ogg"),
        media_type: "audio/ogg".to_owned(),
        kind: AttachmentKind::Voice,
        size: Some(seconds * 4_000),
        duration_ms: Some(seconds * 1000),
        waveform,
        place: Place::Here(silence(seconds)),
        ..Attachment::default()
    }
}

/// A talk with two voice messages in a row, one of ours, and a song.
pub fn talk() -> Vec<Message> {
    let arabic = i18n::language() == Language::Arabic;
    let says = match arabic {
        true => "أسمعني صوتك، يداي مشغولتان",
        false => "Tell me, my hands are full of flour",
    };
    let song = match arabic {
        true => "مطر على السطح.mp3",
        false => "Rain on the roof.mp3",
    };
    let with = |mut message: Message, file: Attachment| {
        message.attachments = vec![file];
        message
    };
    let theirs = |seq, minutes| sample::message(seq, minutes, Direction::Incoming, "");
    vec![
        sample::message(1, 12, Direction::Incoming, says),
        with(
            sample::message(2, 9, Direction::Outgoing, ""),
            voice(42, spoken()),
        ),
        with(theirs(3, 7), voice(19, spoken())),
        with(theirs(4, 6), voice(7, spoken().into_iter().rev().collect())),
        with(
            theirs(5, 3),
            Attachment {
                name: song.to_owned(),
                kind: AttachmentKind::Audio,
                duration_ms: Some(222_000),
                waveform: Vec::new(),
                ..voice(222, Vec::new())
            },
        ),
    ]
}

/// Romy's conversation with that talk.
pub fn voices(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = signed_in(size.0, size.1, mode);
    scene.click("Romy Keller");
    scene.settle();
    scene.tell([messages(talk(), false)]);
    scene.settle();
    scene.sent();
    scene
}

/// The player tells something of what was pressed so many plays ago, counted from 1.
pub fn plays(scene: &mut Scene, turn: u64, told: Played) {
    let message = sound::Message::Heard(heard::Message::Told(turn, told));
    scene.message(app::Message::Chat(chat::Message::Sound(message)));
    scene.settle();
}

/// One of the voice messages plays, faster than it was spoken.
pub fn listening(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = voices(size, mode);
    let buttons = scene.roles(Role::Button);
    let name = tr!("sound-play-voice");
    let second = buttons.iter().filter(|one| one.report.name == name).nth(1);
    let at = second.expect("a voice message").bounds.center();
    scene.click_at(at);
    scene.settle();
    plays(&mut scene, 1, Played::Opened(Some(19_000)));
    plays(&mut scene, 1, Played::At(7_400));
    let speed = tr!("sound-speed", speed = tr!("sound-speed-usual"));
    scene.click_role(Role::Button, &speed);
    scene.settle();
    scene
}

/// There is nothing to play on.
pub fn deaf(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = voices(size, mode);
    scene.click_role(Role::Button, &tr!("sound-play-voice"));
    scene.settle();
    plays(&mut scene, 1, Played::Failed(SoundError::NoSystem));
    scene
}

/// The recorder tells something, of the first recording.
pub fn records(scene: &mut Scene, told: Recorded) {
    let message = recording::Message::Told(1, told);
    let message = sound::Message::Recording(ROMY, message);
    scene.message(app::Message::Chat(chat::Message::Sound(message)));
    scene.settle();
}

/// Somebody speaks.
pub fn speaking(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = voices(size, mode);
    scene.click_role(Role::Button, &tr!("voice-record"));
    scene.settle();
    for (at, level) in (1..).zip(spoken()) {
        let duration_ms = at * 80;
        let level = f32::from(level) / 255.0;
        records(&mut scene, Recorded::Hears { duration_ms, level });
    }
    scene
}

/// What was said is listened to before it goes.
pub fn spoken_out(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = speaking(size, mode);
    scene.click_role(Role::Button, &tr!("voice-stop"));
    scene.settle();
    let recorded = media::Recorded {
        file: b"OggS".to_vec(),
        duration_ms: 7_680,
        waveform: spoken(),
    };
    records(&mut scene, Recorded::Ended(recorded));
    scene
}

/// There is no microphone.
pub fn mute(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = voices(size, mode);
    scene.click_role(Role::Button, &tr!("voice-record"));
    scene.settle();
    let trouble = SoundError::NoDevice(String::new());
    records(&mut scene, Recorded::Failed(trouble));
    scene
}
