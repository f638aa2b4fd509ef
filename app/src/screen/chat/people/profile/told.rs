//! What one contact is told of us: as all contacts, or otherwise.

use iced::widget::{Row, column, row, text};
use iced::{Center, Fill};
use waxwing_core::model::{Conversation, Profile, Subscription};

use super::Message;
use super::view::section;
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::privacy::Topic;
use crate::widget::{Element, Role, accessible, focus, focus_button};
use crate::{font, tr};

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
    let buttons = options.into_iter().map(|(value, name)| {
        let is_chosen = value == chosen;
        let mut label = row![].spacing(space::XS).align_y(Center);
        if is_chosen {
            label = label.push(Icon::Check.view().size(16.0));
        }
        label = label.push(text(name.clone()).size(size::LIST).font(font::MEDIUM));
        focus_button(label, name)
            .kind(Kind::Secondary)
            .selected(is_chosen)
            .checked(is_chosen)
            .on_press(Message::Excepted(topic.except(profile.exceptions, value)))
            .into()
    });
    let buttons = Row::with_children(buttons).spacing(space::S).wrap();
    let buttons = focus::roving(buttons.vertical_spacing(space::S));
    let title = topic.title();
    let shown = text(title.clone()).size(size::LIST);
    let content = column![shown, buttons].spacing(space::XS).width(Fill);
    accessible(Role::Group, title, content).into()
}
