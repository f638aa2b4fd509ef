//! A message while several are being marked: all of its row is a box to tick.

use iced::keyboard::Modifiers;
use iced::keyboard::{Key, key::Named};
use iced::widget::{container, row};
use iced::{Border, Center, Fill, Padding, Theme};
use waxwing_core::model::Message;

use super::Doing;
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, space};
use crate::widget::{Element, Role, focus, focus_button, hidden};

/// Edge of the box.
const EDGE: f32 = 20.0;

/// The name of a row among the widgets, for the focus.
pub fn id(seq: u64) -> iced::advanced::widget::Id {
    iced::advanced::widget::Id::from(format!("message-{seq}"))
}

/// The row; what is inside answers nothing.
pub(super) fn line<'a>(
    message: &'a Message,
    line: container::Container<'a, Doing>,
    (marked, said): (bool, String),
    below: Padding,
) -> Element<'a, Doing> {
    let item = message.id;
    let sign: Element<'a, Doing> = match marked {
        true => Icon::Check.view().size(EDGE - 6.0).into(),
        false => iced::widget::space().into(),
    };
    let tick = container(sign)
        .center(EDGE)
        .style(move |theme| tick_style(theme, marked));
    let content = row![tick, hidden::untouchable(line.width(Fill))]
        .spacing(space::M)
        .align_y(Center);
    let button = focus_button(content, said)
        .kind(Kind::Row)
        .role(Role::CheckBox)
        .padding([space::XS, space::S])
        .checked(marked)
        .id(id(item.seq))
        .on_press(Doing::Mark(item));
    let button = focus::keyed(button, move |key, _, modifiers| match key {
        Key::Named(Named::ArrowUp) if modifiers == Modifiers::SHIFT => {
            Some(Doing::MarkOn(item, -1))
        }
        Key::Named(Named::ArrowDown) if modifiers == Modifiers::SHIFT => {
            Some(Doing::MarkOn(item, 1))
        }
        _ => None,
    });
    // Not the ground of a chosen row: our own bubbles have nearly that.
    let ground = container(button).style(move |theme| match marked {
        true => chosen(theme),
        false => container::Style::default(),
    });
    container(ground).padding(below).into()
}

fn chosen(theme: &Theme) -> container::Style {
    container::Style {
        background: Some(Tokens::of(theme).pressed.into()),
        border: iced::border::rounded(radius::CONTROL),
        ..container::Style::default()
    }
}

fn tick_style(theme: &Theme, marked: bool) -> container::Style {
    let t = Tokens::of(theme);
    let (ground, edge) = match marked {
        true => (t.accent, t.accent),
        false => (t.surface, t.control),
    };
    container::Style {
        text_color: Some(t.on_accent),
        background: Some(ground.into()),
        border: Border {
            color: edge,
            width: 1.5,
            radius: radius::PILL.into(),
        },
        ..container::Style::default()
    }
}
