//! The page for a profile that can't be opened: what is wrong, what to do, and the way out.

use iced::widget::{center, column, container, text};
use iced::{Center, Fill};
use waxwing_core::Error;

use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{size, space, surface, text as words};
use crate::tr;
use crate::ui::failure::Words;
use crate::widget::{Element, Role, accessible, text_button};

/// What is shown.
#[derive(Clone, Debug)]
pub struct State {
    words: Words,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Close the window.
    QuitPressed,
}

impl State {
    /// A page about this error.
    pub fn new(error: &Error) -> Self {
        Self {
            words: Words::of_error(error),
        }
    }

    /// The page.
    pub fn view(&self) -> Element<'_, Message> {
        let said = &self.words;
        let title = text(said.what.clone())
            .size(size::TITLE)
            .font(crate::font::SEMIBOLD)
            .width(Fill)
            .align_x(Center);
        let mut page = column![
            Icon::Warning.view().size(40.0),
            accessible(Role::Alert, said.sentence(), title)
        ]
        .spacing(space::L)
        .align_x(Center)
        .max_width(400);
        if !said.advice.is_empty() {
            page = page.push(text(said.advice.clone()).size(size::LIST).align_x(Center));
        }
        for (name, fact) in &said.facts {
            let line = tr!("fact-line", name = name.as_str(), fact = fact.as_str());
            page = page.push(text(line).size(size::CAPTION).style(words::quiet));
        }
        page = page.push(
            text_button(tr!("fault-quit"))
                .kind(Kind::Primary)
                .on_press(Message::QuitPressed),
        );
        center(container(page).padding(space::XL))
            .style(surface::window)
            .into()
    }
}
