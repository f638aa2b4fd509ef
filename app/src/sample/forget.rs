//! Deleting on this machine, in the small world.

use iced::theme::Mode;
use waxwing_core::command::history;
use waxwing_core::{Command, Event, RequestId, event};

use crate::sample::saying::{changed, changed_talk, choose};
use crate::sample::talk::with_romy_quietly;
use crate::scene::Scene;
use crate::screen::chat;
use crate::screen::chat::profile_menu::Link;
use crate::tr;
use crate::widget::Role;

/// The last question how many messages that would be.
pub fn asked(scene: &mut Scene) -> Option<RequestId> {
    let sent = scene.sent().into_iter().rev();
    sent.into_iter().find_map(|command| match command {
        Command::History(history::Command::Count { request, .. }) => Some(request),
        _ => None,
    })
}

/// The engine has counted.
pub fn counted(request: RequestId, messages: u64) -> Event {
    Event::History(event::history::Event::Counted { request, messages })
}

/// The question about the history of Romy's conversation, counted.
pub fn clearing((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, height, mode);
    scene.sent();
    scene.click_role(Role::Button, &tr!("conversation-more"));
    scene.click_role(Role::MenuItem, &tr!("action-clear"));
    scene.settle();
    if let Some(request) = asked(&mut scene) {
        scene.tell([counted(request, 1_204)]);
    }
    scene
}

/// The question about messages of both sides.
pub fn mixed((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = changed((width, height), mode);
    let talk = changed_talk();
    choose(&mut scene, &talk[0].text, &tr!("message-select"));
    let mut boxes = scene.roles(Role::CheckBox).into_iter();
    let other = boxes.find(|one| one.report.checked != Some(true));
    if let Some(other) = other {
        scene.click_at(other.bounds.center());
        scene.settle();
    }
    scene.click_role(Role::Button, &tr!("message-delete"));
    scene.settle();
    scene
}

/// The page of the history of our account, at its end.
pub fn history_page(mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(1000.0, 900.0, mode);
    let link = Link::History(crate::sample::ACCOUNT);
    let pressed = chat::profile_menu::Message::Opened(link);
    scene.message(crate::app::Message::Chat(chat::Message::MenuToggled));
    scene.message(crate::app::Message::Chat(chat::Message::Menu(pressed)));
    scene
}
