//! What the pages about an account are made of: cards with a heading, and quiet lines in them.

use iced::Fill;
use iced::widget::{column, container, text};

use crate::font;
use crate::theme::{size, space, surface, text as words};
use crate::widget::{Element, Role, accessible};

/// A card with a heading.
pub fn card<'a, M: 'a>(title: String, content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    let heading = text(title.clone()).size(size::LIST).font(font::SEMIBOLD);
    let heading = accessible(Role::Heading, title, heading);
    container(column![heading, content.into()].spacing(space::M))
        .padding(space::L)
        .width(Fill)
        .style(surface::card)
        .into()
}

/// A line that explains, and asks for no attention.
pub fn quiet<'a, M: 'a>(said: String) -> Element<'a, M> {
    text(said).size(size::LIST).style(words::quiet).into()
}
