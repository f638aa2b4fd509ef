//! The palette, the shortcuts, the emoji, and what is being written.

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::app::Message;
use waxwing::sample;
use waxwing::sample::talk::{people, with_romy_quietly};
use waxwing::scene::Scene;
use waxwing::screen::chat;
use waxwing::screen::chat::conversation;
use waxwing::spelling::Verdict;
use waxwing::tr;
use waxwing::ui::composer;
use waxwing::ui::spelt::Answer;
use waxwing::widget::Role;

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("palette", |mode| palette(1000.0, "", mode)),
    ("palette-found", |mode| palette(1000.0, "con", mode)),
    ("palette-narrow", |mode| palette(360.0, "", mode)),
    ("sheet", |mode| sheet(mode)),
    ("shortcuts-change", changing),
    ("emoji", |mode| emoji(1000.0, "", mode)),
    ("emoji-found", |mode| emoji(1000.0, "heart", mode)),
    ("emoji-narrow", |mode| emoji(360.0, "", mode)),
    ("emoji-completion", |mode| written("well :hear", mode)),
    ("draft", draft),
    ("spelling", spelling),
];

fn palette(width: f32, words: &str, mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, 700.0, mode);
    scene.ctrl("k");
    scene.settle();
    scene.type_text(words);
    scene.settle();
    scene
}

fn sheet(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.key(Named::F1);
    scene.settle();
    scene
}

fn changing(mode: Mode) -> Scene {
    let mut scene = sheet(mode);
    scene.click(&tr!("shortcuts-change"));
    scene.settle();
    let buttons = scene.roles(Role::Button);
    let second = buttons
        .iter()
        .filter(|one| one.report.name.contains("Ctrl"));
    let at = second.clone().nth(1).expect("a shortcut").bounds.center();
    scene.click_at(at);
    scene.settle();
    scene.ctrl("n");
    scene.settle();
    scene
}

fn emoji(width: f32, words: &str, mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, 700.0, mode);
    scene.ctrl(".");
    scene.settle();
    scene.type_text(words);
    scene.key(Named::ArrowDown);
    scene.settle();
    scene
}

fn written(text: &str, mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    scene.type_text(text);
    scene.settle();
    scene
}

fn draft(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 700.0, mode);
    let mut ana = people().swap_remove(1);
    ana.draft = "I have not seen them yet, but".to_owned();
    scene.tell([sample::told(ana)]);
    scene
}

fn spelling(mode: Mode) -> Scene {
    let mut scene = written("See you at teh station tomorow ", mode);
    let wrong = |word: &str, meant: &[&str]| Verdict {
        word: word.to_owned(),
        wrong: Some(meant.iter().map(|one| (*one).to_owned()).collect()),
    };
    let checked = composer::Message::Checked(Answer {
        conversation: people().swap_remove(0).id.0,
        dictionary: "en_US.dic".into(),
        verdicts: vec![
            wrong("teh", &["the", "tech", "eh"]),
            wrong("tomorow", &["tomorrow", "tomorrows"]),
        ],
    });
    let inside = conversation::Message::Composer(checked);
    scene.message(Message::Chat(chat::Message::Conversation(inside)));
    scene.key(Named::ContextMenu);
    scene.settle();
    scene
}
