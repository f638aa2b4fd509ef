//! What a message said before it was corrected, the newest first. It follows the message while it is open.

use iced::Fill;
use iced::widget::{Column, column, container, scrollable, text};
use waxwing_core::command::conversation as command;
use waxwing_core::model::{Message as Said, Version};
use waxwing_core::{Command, ConversationId, ItemId};

use super::{CANCEL, Outcome, heading};
use crate::screen::Context;
use crate::theme::{self, size, space, surface, text as words};
use crate::widget::rich_text::{rich_text, span};
use crate::widget::{Element, Role, accessible, hazard, text_button};
use crate::{format, tr};

/// Longer lists scroll.
const TALLEST: f32 = 420.0;

/// The message that is followed.
#[derive(Clone, Debug)]
pub struct State {
    conversation: ConversationId,
    item: ItemId,
    /// What the engine has told, the oldest first; at first what the conversation shows.
    versions: Vec<Version>,
}

/// What happens in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Close.
    Closed,
}

impl State {
    /// About this message.
    pub fn new(conversation: ConversationId, message: &Said) -> Self {
        let now = Version {
            text: message.text.clone(),
            at: message.edited_at.unwrap_or(message.id.at),
        };
        Self {
            conversation,
            item: message.id,
            versions: vec![now],
        }
    }

    /// What makes the engine tell, and go on telling.
    pub fn follow(&self) -> Command {
        let item = Some(self.item);
        Command::Conversation(self.conversation, command::Command::Versions { item })
    }

    /// What makes it stop.
    pub fn leave(&self) -> Command {
        Command::Conversation(self.conversation, command::Command::Versions { item: None })
    }

    /// Takes in what the engine has told.
    pub fn told(&mut self, conversation: ConversationId, item: ItemId, versions: Vec<Version>) {
        if conversation == self.conversation && item.seq == self.item.seq {
            self.versions = versions;
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Closed => Outcome::Close,
        }
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let rows = self.versions.iter().enumerate().rev();
        let rows = rows.map(|(place, version)| self.version(place, version, context));
        let list = Column::with_children(rows).spacing(space::M).width(Fill);
        let list = scrollable(list)
            .direction(scrollable::Direction::Vertical(theme::list::scrollbar()))
            .style(theme::list::scrollable);
        let list = container(list).max_height(TALLEST);
        let close = text_button(tr!("close"))
            .id(CANCEL)
            .on_press(Message::Closed);
        column![
            heading(tr!("versions-title")),
            accessible(Role::List, tr!("versions-title"), list),
            container(close).width(Fill).align_x(iced::Right)
        ]
        .spacing(space::L)
        .into()
    }

    fn version<'a>(
        &self,
        place: usize,
        version: &'a Version,
        context: &Context<'_>,
    ) -> Element<'a, Message> {
        let at = format::moment(version.at, context.now);
        let newest = place + 1 == self.versions.len();
        let label = match (newest, place) {
            (true, 0) => at,
            (true, _) => tr!("versions-now", time = at),
            (false, 0) => tr!("versions-first", time = at),
            (false, _) => at,
        };
        let (part, whole) = hazard::excerpt(&version.text);
        let mut shown = hazard::visible(part);
        if !whole {
            shown.to_mut().push('…');
        }
        let said = tr!(
            "versions-spoken",
            time = label.as_str(),
            text = shown.as_ref()
        );
        let head = text(label).size(size::CAPTION).style(words::quiet);
        let card = container(rich_text(vec![span(shown)]).width(Fill))
            .width(Fill)
            .padding([space::S, space::M])
            .style(surface::card);
        accessible(Role::ListItem, said, column![head, card].spacing(space::XS)).into()
    }
}
