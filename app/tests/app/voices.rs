//! Voice messages as a person meets them: with keys and clicks, and with a machine that has no ears.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::app;
use waxwing::sample::talk::ROMY;
use waxwing::sample::voices::{self, plays, records, spoken_out, voices};
use waxwing::scene::Scene;
use waxwing::screen::chat::{self, sound};
use waxwing::ui::recording;
use waxwing::widget::Role;
use waxwing_core::Command;
use waxwing_core::command::file;
use waxwing_media::sound::play::Told as Played;
use waxwing_media::sound::record::Told as Recorded;

const SIZE: (f32, f32) = (1000.0, 700.0);

fn buttons(scene: &mut Scene, name: &str) -> usize {
    let all = scene.roles(Role::Button);
    all.iter().filter(|one| one.report.name == name).count()
}

fn sliders(scene: &mut Scene) -> Vec<String> {
    let all = scene.roles(Role::Slider);
    all.into_iter().map(|one| one.report.name).collect()
}

#[test]
fn one_is_played_and_the_next_one_after_it() {
    let mut scene = voices(SIZE, Mode::Light);
    assert_eq!(buttons(&mut scene, "Play the voice message"), 3);
    let names = sliders(&mut scene);
    assert_eq!(names[1], "Position: at the beginning, 0:19 in all");
    let mut scene = voices::listening(SIZE, Mode::Light);
    assert_eq!(buttons(&mut scene, "Pause the voice message"), 1);
    assert_eq!(sliders(&mut scene)[1], "Position: 0:07 of 0:19");
    assert!(scene.role(Role::Button, "Speed: 1.5×").is_some());
    plays(&mut scene, 1, Played::Ended);
    // The third began by itself, and the song after it does not.
    let names = sliders(&mut scene);
    assert_eq!(names[1], "Position: at the beginning, 0:19 in all");
    assert_eq!(names[2], "Position: 0:00 of 0:07");
    assert_eq!(buttons(&mut scene, "Pause the voice message"), 1);
    plays(&mut scene, 2, Played::Ended);
    assert_eq!(buttons(&mut scene, "Pause the voice message"), 0);
    assert_eq!(buttons(&mut scene, "Pause Rain on the roof.mp3"), 0);
}

#[test]
fn keys_play_and_go_on() {
    let mut scene = voices(SIZE, Mode::Light);
    scene.focus_role(Role::Slider, "Position: at the beginning, 0:19 in all");
    scene.key(Named::Space);
    scene.settle();
    assert_eq!(buttons(&mut scene, "Pause the voice message"), 1);
    plays(&mut scene, 1, Played::Opened(Some(19_000)));
    scene.key(Named::ArrowRight);
    scene.settle();
    assert_eq!(sliders(&mut scene)[1], "Position: 0:04 of 0:19");
    scene.key(Named::Space);
    scene.settle();
    assert_eq!(buttons(&mut scene, "Pause the voice message"), 0);
}

#[test]
fn what_was_spoken_is_listened_to_and_sent() {
    let mut scene = spoken_out(SIZE, Mode::Light);
    let focused = scene.focused().expect("the send button").report.name;
    assert_eq!(focused, "Send the voice message");
    assert!(
        scene
            .role(Role::TextArea, "Message to Romy Keller")
            .is_none()
    );
    scene.sent();
    scene.key(Named::Enter);
    scene.settle();
    let sent = scene.sent();
    let [
        Command::File(file::Command::Send {
            conversation,
            files,
            text,
            ..
        }),
    ] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    assert_eq!((*conversation, text.as_str()), (ROMY, ""));
    let voice = files[0].voice.as_ref().expect("it is a voice message");
    assert_eq!(
        (voice.duration_ms, &voice.waveform),
        (7_680, &voices::spoken())
    );
    assert_eq!(std::fs::read(&files[0].path).unwrap(), b"OggS");
    std::fs::remove_file(&files[0].path).unwrap();
    assert!(
        scene
            .role(Role::TextArea, "Message to Romy Keller")
            .is_some()
    );
}

#[test]
fn what_was_spoken_waits_in_its_conversation_or_goes() {
    let mut scene = spoken_out(SIZE, Mode::Light);
    scene.click("Ana Bauer");
    scene.settle();
    assert!(scene.role(Role::Button, "Send the voice message").is_none());
    scene.click("Romy Keller");
    scene.settle();
    assert!(scene.role(Role::Button, "Send the voice message").is_some());
    scene.click_role(Role::Button, "Delete the recording");
    scene.settle();
    assert!(scene.role(Role::Button, "Send the voice message").is_none());
    let focused = scene.focused().expect("the composer").report.role;
    assert_eq!(focused, Role::TextArea);
}

#[test]
fn a_slip_and_a_full_disk_are_said_so() {
    let mut scene = voices::speaking(SIZE, Mode::Light);
    let slip = waxwing_media::sound::Recorded {
        file: Vec::new(),
        duration_ms: 80,
        waveform: Vec::new(),
    };
    records(&mut scene, Recorded::Ended(slip));
    let said = "That was too short for a message, and was not kept.";
    assert!(scene.role(Role::Alert, said).is_some());
    scene.click_role(Role::Button, "Close");
    scene.settle();
    assert!(scene.role(Role::Alert, said).is_none());
    let mut scene = spoken_out(SIZE, Mode::Light);
    let failed = recording::Message::Stored(1, Err("no space left".to_owned()));
    let failed = sound::Message::Recording(ROMY, failed);
    scene.message(app::Message::Chat(chat::Message::Sound(failed)));
    scene.settle();
    let alerts = scene.roles(Role::Alert);
    assert!(alerts[0].report.name.contains("no space left"));
    assert!(scene.role(Role::Button, "Send the voice message").is_some());
}

#[test]
fn without_ears_or_mouth_there_are_words() {
    let mut scene = voices::deaf(SIZE, Mode::Light);
    assert!(scene.roles(Role::Alert)[0].report.name.contains("PipeWire"));
    let mut scene = voices::mute(SIZE, Mode::Light);
    let words = "There is no microphone. Connect one and try again.";
    assert!(scene.role(Role::Alert, words).is_some());
}

#[test]
fn who_writes_sends_and_who_does_not_may_speak() {
    let mut scene = voices(SIZE, Mode::Light);
    assert!(scene.role(Role::Button, "Send").is_none());
    assert!(scene.role(Role::Button, "Record a voice message").is_some());
    scene.type_text("hello");
    assert!(scene.role(Role::Button, "Send").is_some());
    assert!(scene.role(Role::Button, "Record a voice message").is_none());
}
