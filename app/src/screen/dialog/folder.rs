//! The folder of a conversation: a name of one's own, or one of those that are there.

use iced::widget::column;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::model::Conversation;
use waxwing_core::{Command, ConversationId};

use super::{Action, Outcome, buttons, heading};
use crate::theme::button::Kind;
use crate::theme::space;
use crate::tr;
use crate::ui::choices::choices;
use crate::widget::{Element, text_field};

/// The field among the widgets.
pub const NAME: &str = "folder-name";

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    id: ConversationId,
    whose: String,
    name: String,
    /// Those that are there.
    all: Vec<String>,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// The name was changed.
    Typed(String),
    /// One of those that are there.
    Chosen(usize),
    /// Use the name.
    Submitted,
    /// Close the dialog.
    Cancelled,
}

impl State {
    /// A dialog that starts with the present folder.
    pub fn new(entry: &Conversation, all: Vec<String>) -> Self {
        Self {
            id: entry.id,
            whose: entry.name.clone(),
            name: entry.folder.clone(),
            all,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Typed(text) => self.name = text,
            Message::Chosen(place) => {
                self.name = self.all.get(place).cloned().unwrap_or_default();
            }
            Message::Cancelled => return Outcome::Close,
            Message::Submitted => {
                let name = self.name.trim().to_owned();
                let command = Command::Conversation(self.id, Talk::SetFolder { name });
                return Outcome::Done(Action::send(command));
            }
        }
        Outcome::Stay(Action::none())
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let field = text_field(tr!("folder-name", name = self.whose.as_str()), &self.name)
            .id(NAME)
            .hint(tr!("folder-hint"))
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        let mut parts = column![heading(tr!("folder-title")), field].spacing(space::L);
        if !self.all.is_empty() {
            let chosen = self.all.iter().position(|one| *one == self.name.trim());
            let options = self.all.iter().cloned().enumerate();
            let options = options.map(|(place, name)| (Some(place), name));
            parts = parts.push(choices(None, chosen, options, |place| {
                Message::Chosen(place.unwrap_or_default())
            }));
        }
        parts
            .push(buttons(
                Message::Cancelled,
                (Kind::Primary, tr!("folder-save")),
                Some(Message::Submitted),
            ))
            .into()
    }
}
