//! What one contact is told of us: as all contacts, or otherwise.

use iced::Fill;
use iced::widget::{column, text};
use waxwing_core::model::{Conversation, Profile, Subscription};

use super::Message;
use super::view::section;
use crate::screen::Context;
use crate::theme::{size, space, text as words};
use crate::tr;
use crate::ui::choices::choices;
use crate::ui::privacy::Topic;
use crate::widget::{Element, Role, accessible};

/// The section; `None` for who does not see us and so is told nothing in any case.
pub(super) fn view<'a>(
    entry: &'a Conversation,
    profile: &'a Profile,
    context: &Context<'a>,
) -> Option<Element<'a, Message>> {
    if !matches!(entry.subscription, Subscription::From | Subscription::Both) {
        return None;
    }
    let usual = context.world.contacts(entry.account)?.privacy;
    let hint = text(tr!("told-hint"))
        .size(size::CAPTION)
        .style(words::quiet);
    let mut lines = column![hint].spacing(space::M);
    for topic in Topic::ALL {
        lines = lines.push(line(topic, topic.of(&usual), profile));
    }
    Some(section(tr!("told-title"), lines))
}

fn line<'a>(topic: Topic, usual: bool, profile: &'a Profile) -> Element<'a, Message> {
    let chosen = topic.exception(&profile.exceptions);
    let as_usual = match usual {
        true => tr!("told-as-all-on"),
        false => tr!("told-as-all-off"),
    };
    let options = [
        (None, as_usual),
        (Some(true), tr!("choice-on")),
        (Some(false), tr!("choice-off")),
    ];
    let buttons = choices(None, chosen, options, |value| {
        Message::Excepted(topic.except(profile.exceptions, value))
    });
    let title = topic.title();
    let shown = text(title.clone()).size(size::LIST);
    let content = column![shown, buttons].spacing(space::XS).width(Fill);
    accessible(Role::Group, title, content).into()
}
