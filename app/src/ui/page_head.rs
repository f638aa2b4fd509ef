//! The head of a page that lies over the conversations: the way back, and what the page is.

use iced::widget::{column, container, row};
use iced::{Center, Fill};

use crate::icon::Icon;
use crate::theme::{size, space, surface, text as words};
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible, icon_button};
use crate::{font, tr};

/// The height of the head, as that of a conversation's.
const HEIGHT: f32 = 60.0;

/// The head of a page called `title`; `about` is what it is about, and may be empty.
pub fn page_head<'a, M: Clone + 'a>(
    title: String,
    about: String,
    back: M,
    actions: Option<Element<'a, M>>,
) -> Element<'a, M> {
    let name = one_line(title.clone())
        .size(size::MESSAGE)
        .font(font::SEMIBOLD);
    let mut lines = column![accessible(Role::Heading, title, name)].spacing(2.0);
    if !about.is_empty() {
        lines = lines.push(one_line(about).size(size::CAPTION).style(words::quiet));
    }
    let mut parts = row![
        icon_button(Icon::ArrowLeft, tr!("page-back")).on_press(back),
        lines.width(Fill)
    ]
    .spacing(space::S)
    .align_y(Center);
    if let Some(actions) = actions {
        parts = parts.push(actions);
    }
    let head = container(parts)
        .padding([0.0, space::M])
        .height(HEIGHT)
        .center_y(HEIGHT);
    let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
    column![head, edge].into()
}
