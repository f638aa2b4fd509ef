//! Links with what is said of them, in the small world.

use iced::theme::Mode;
use waxwing_core::command;
use waxwing_core::event::{link, search};
use waxwing_core::model::{LinkPreview, Message, TransferFailure};
use waxwing_core::{Command, Event};

use super::saying::{ours, theirs, with};
use super::talk::{ROMY, people};
use crate::i18n::{self, Language};
use crate::sample;
use crate::scene::Scene;
use crate::tr;
use crate::widget::Role;

/// A page by the sea.
pub const PIER: &str = "https://example.org/pier";

/// What it says of itself.
pub fn preview() -> LinkPreview {
    let arabic = i18n::language() == Language::Arabic;
    let (title, description) = match arabic {
        true => ("الرصيف القديم", "سمك طازج كل يوم، وأجمل غروب على الساحل."),
        false => (
            "The old pier",
            "Fish and chips from eleven to late, and the best sunset of the whole coast.",
        ),
    };
    LinkPreview {
        url: PIER.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        site: "Seaside".to_owned(),
    }
}

/// A talk about places, from both sides.
pub fn talk() -> Vec<Message> {
    let mut place = theirs(1, 40, &format!("What about this? {PIER}"));
    place.previews = vec![preview()];
    let long = "https://news.example/2026/11/where-to-eat-when-it-rains";
    let mut other = ours(2, 38, long);
    other.previews = vec![LinkPreview {
        url: long.to_owned(),
        title: "Where to eat when it rains: forty places under a roof that are worth the walk"
            .to_owned(),
        description: "We have tried them all. ".repeat(20),
        site: String::new(),
    }];
    let mut odd = theirs(3, 30, "https://bank.example@evil.test/login");
    odd.previews = vec![LinkPreview {
        url: "https://bank.example@evil.test/login".to_owned(),
        title: "Your \u{202e}knaB".to_owned(),
        ..LinkPreview::default()
    }];
    vec![place, other, odd]
}

/// Romy's conversation with that.
pub fn cards(size: (f32, f32), mode: Mode) -> Scene {
    with(size, mode, talk())
}

/// Somebody writes of the pier, and wants its preview to go along.
pub fn asks(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = with(size, mode, talk());
    scene.click_role(Role::TextArea, &tr!("composer-name", name = "Romy Keller"));
    scene.type_text(&format!("Look: {PIER}"));
    scene.settle();
    scene.sent();
    scene.click_role(Role::Button, &tr!("composer-more"));
    scene.settle();
    scene.click_role(Role::MenuItem, &tr!("link-preview-attach"));
    scene.settle();
    scene
}

/// What the page says has come.
pub fn told(scene: &mut Scene, outcome: Result<Option<LinkPreview>, TransferFailure>) {
    let account = sample::account(sample::online()).id;
    scene.tell([Event::Link(link::Event::Preview {
        account,
        url: PIER.to_owned(),
        outcome,
    })]);
    scene.settle();
}

/// The composer with a preview.
pub fn attached(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = asks(size, mode);
    told(&mut scene, Ok(Some(preview())));
    scene
}

/// The links of a conversation.
pub fn gallery(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = with(size, mode, talk());
    super::pictures::asked(&mut scene, 0, false);
    scene.click_role(Role::Tab, &tr!("gallery-links"));
    scene.settle();
    let asked = scene.sent().into_iter().find_map(|command| match command {
        Command::Search(command::search::Command::Messages { request, .. }) => Some(request),
        _ => None,
    });
    let account = people().remove(0).account;
    let hit = |message: Message| search::Hit {
        account,
        conversation: ROMY,
        message: message.into(),
        excerpt: Vec::new(),
    };
    scene.tell([Event::Search(search::Event::Found {
        request: asked.expect("it asks"),
        hits: talk().into_iter().map(hit).collect(),
        older: None,
        incomplete: false,
    })]);
    scene.settle();
    scene
}
