//! What lies over the window while files are held over it: who would get them.

use iced::widget::{center, column, container, text};
use iced::{Border, Center, Fill, Theme};

use super::{Message, State};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::{Tokens, radius, size, space};
use crate::widget::{Element, Role, accessible};
use crate::{font, tr};

/// How wide the edge is.
const EDGE: f32 = 2.0;
/// Size of the sign.
const SIGN: f32 = 40.0;

impl State {
    /// The zone; nothing while no files are there.
    pub(super) fn drop_zone<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        if !self.is_hovered() {
            return iced::widget::space().into();
        }
        let receiver = self.receiver(context);
        let name = receiver.and_then(|id| context.world.conversation(id));
        let words = match name {
            Some(entry) => tr!("files-drop", name = entry.name.as_str()),
            None => tr!("files-nowhere"),
        };
        let shown = text(words.clone())
            .size(size::TITLE)
            .font(font::SEMIBOLD)
            .align_x(Center);
        let content = column![Icon::Paperclip.view().size(SIGN), shown]
            .spacing(space::M)
            .align_x(Center);
        let can = name.is_some();
        let card = container(center(accessible(Role::Status, words, content)))
            .padding(space::XL)
            .style(move |theme| zone(theme, can));
        container(card)
            .width(Fill)
            .height(Fill)
            .padding(space::L)
            .into()
    }
}

fn zone(theme: &Theme, can: bool) -> container::Style {
    let tokens = Tokens::of(theme);
    let colour = if can { tokens.accent } else { tokens.quiet };
    container::Style {
        text_color: Some(colour),
        background: Some(tokens.surface.into()),
        border: Border {
            color: colour,
            width: EDGE,
            radius: radius::BUBBLE.into(),
        },
        ..container::Style::default()
    }
}
