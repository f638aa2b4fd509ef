//! A box to tick, reachable by keyboard.

use iced::widget::{column, container, row, text};
use iced::{Border, Center, Fill};

use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, size, space, text as words};
use crate::widget::{Element, Role, accessible, focus_button};

/// Edge of the box.
const EDGE: f32 = 18.0;

/// A box called `label`; `wrong` is what is wrong with it.
pub fn toggle<'a, M: Clone + 'a>(
    label: String,
    ticked: bool,
    wrong: Option<String>,
    on_press: Option<M>,
) -> Element<'a, M> {
    let sign: Element<'a, M> = match ticked {
        true => Icon::Check.view().size(EDGE - 4.0).into(),
        false => iced::widget::space().into(),
    };
    let square = container(sign)
        .center(EDGE)
        .style(move |theme| square_style(theme, ticked));
    let words = text(label.clone()).size(size::LIST);
    let line = row![square, container(words).width(Fill)]
        .spacing(space::S)
        .align_y(Center);
    let button = focus_button(line, label)
        .kind(Kind::Quiet)
        .role(Role::CheckBox)
        .checked(ticked)
        .width(Fill)
        .padding([space::XS, space::XS])
        .on_press_maybe(on_press);
    let mut parts = column![button].spacing(space::XS);
    if let Some(wrong) = wrong {
        let line = text(wrong.clone()).size(size::CAPTION).style(words::danger);
        parts = parts.push(accessible(Role::Alert, wrong, line));
    }
    parts.into()
}

fn square_style(theme: &iced::Theme, ticked: bool) -> container::Style {
    let tokens = Tokens::of(theme);
    let (ground, border) = match ticked {
        true => (tokens.accent, tokens.accent),
        false => (tokens.surface, tokens.control),
    };
    container::Style {
        text_color: Some(tokens.on_accent),
        background: Some(ground.into()),
        border: Border {
            color: border,
            width: 1.0,
            radius: (radius::CONTROL - 2.0).into(),
        },
        ..container::Style::default()
    }
}
