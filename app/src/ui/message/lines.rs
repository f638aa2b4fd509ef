//! What stands between messages.

use iced::Fill;
use iced::widget::{container, row, text};

use crate::theme::{self, size, space, text as words};
use crate::tr;
use crate::widget::{Element, Role, accessible};

/// A line between two days.
pub fn day_line<'a, M: 'a>(label: String) -> Element<'a, M> {
    let words = text(label.clone()).size(size::CAPTION).style(words::quiet);
    container(accessible(Role::Heading, label, words))
        .center_x(Fill)
        .padding([space::M, 0.0])
        .into()
}

/// The line above the first message that has not been seen.
pub fn unread_line<'a, M: 'a>() -> Element<'a, M> {
    let line = || container(iced::widget::space().width(Fill).height(1)).style(accent_line);
    let label = tr!("unread-line");
    let words = text(label.clone()).size(size::CAPTION).style(words::accent);
    row![line(), accessible(Role::Heading, label, words), line()]
        .spacing(space::M)
        .padding([space::S, 0.0])
        .align_y(iced::Center)
        .into()
}

fn accent_line(theme: &iced::Theme) -> container::Style {
    container::Style {
        background: Some(theme::Tokens::of(theme).accent.into()),
        ..container::Style::default()
    }
}
