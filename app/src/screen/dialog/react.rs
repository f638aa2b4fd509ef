//! What to feel about a message: the usual six at once, and all others one step further.

use iced::widget::{Row, column, container};
use iced::{Center, Fill, Size};
use waxwing_core::command::conversation as command;
use waxwing_core::model::Message as Said;
use waxwing_core::{Command, ConversationId};

use super::{Action, CANCEL, Outcome, heading};
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::chat::conversation::doing::toggled;
use crate::theme::button::Kind;
use crate::theme::space;
use crate::tr;
use crate::ui::emoji_picker;
use crate::widget::{
    Element, Role, accessible, focus, focus_button, icon_button, one_line, text_button,
};

/// The first of them among the widgets.
pub const FIRST: &str = "react-first";
/// What people feel most.
const USUAL: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🎉"];
/// Size of an emoji.
const LARGE: f32 = 26.0;
/// Edge of its button.
const EDGE: f32 = 44.0;

/// The room of the picker, and on a narrow window.
const ROOM: Size = Size::new(400.0, 400.0);
const NARROW: Size = Size::new(300.0, 300.0);

/// The message that it is about.
#[derive(Debug)]
pub struct State {
    conversation: ConversationId,
    message: std::sync::Arc<Said>,
    /// All emoji, once they were asked for.
    picker: Option<emoji_picker::State>,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Feel so, or no longer.
    Chosen(String),
    /// Show all of them.
    MorePressed,
    /// Among all of them.
    Picker(emoji_picker::Message),
    /// Close.
    Closed,
}

impl State {
    /// About this message.
    pub fn new(conversation: ConversationId, message: std::sync::Arc<Said>) -> Self {
        Self {
            conversation,
            message,
            picker: None,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Closed => Outcome::Close,
            Message::Chosen(emoji) => self.choose(emoji),
            Message::MorePressed => {
                self.picker = Some(emoji_picker::State::new());
                Outcome::Stay(Action::run(emoji_picker::State::focus()))
            }
            Message::Picker(message) => {
                let Some(picker) = &mut self.picker else {
                    return Outcome::Stay(Action::none());
                };
                match picker.update(message) {
                    emoji_picker::Outcome::Stay(task) => {
                        let wrap = |inside| super::Message::React(Message::Picker(inside));
                        Outcome::Stay(Action::run(task.map(wrap)))
                    }
                    emoji_picker::Outcome::Pick(emoji) => self.choose(emoji),
                    emoji_picker::Outcome::Close => Outcome::Close,
                }
            }
        }
    }

    fn choose(&self, emoji: String) -> Outcome {
        let react = command::Command::React {
            item: self.message.id,
            emojis: toggled(&self.message, emoji),
        };
        Outcome::Done(Action::send(Command::Conversation(
            self.conversation,
            react,
        )))
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        if let Some(picker) = &self.picker {
            let room = if context.narrow { NARROW } else { ROOM };
            let picker = picker.view(room).map(Message::Picker);
            let picker = container(picker).center_x(Fill).height(room.height);
            return column![heading(tr!("react-title")), picker]
                .spacing(space::M)
                .into();
        }
        let ours = self.message.reactions.iter().filter(|one| one.mine);
        let ours: Vec<&str> = ours.map(|one| one.emoji.as_str()).collect();
        let mut offered = USUAL.to_vec();
        offered.extend(ours.iter().filter(|one| !USUAL.contains(*one)));
        let row = offered.into_iter().enumerate().map(|(place, emoji)| {
            let sign = container(one_line(emoji).size(LARGE).width(iced::Shrink))
                .center_x(EDGE)
                .center_y(EDGE);
            let mut button = focus_button(sign, emoji)
                .kind(Kind::Quiet)
                .padding(0.0)
                .checked(ours.contains(&emoji))
                .selected(ours.contains(&emoji))
                .on_press(Message::Chosen(emoji.to_owned()));
            if place == 0 {
                button = button.id(FIRST);
            }
            Element::from(button)
        });
        let more = icon_button(Icon::Ellipsis, tr!("react-more"))
            .height(EDGE)
            .width(EDGE)
            .on_press(Message::MorePressed);
        let row = Row::with_children(row).push(more).align_y(Center).wrap();
        let row = accessible(Role::Group, tr!("react-usual"), focus::roving(row));
        let close = text_button(tr!("cancel"))
            .id(CANCEL)
            .on_press(Message::Closed);
        column![
            heading(tr!("react-title")),
            row,
            container(close).width(Fill).align_x(iced::Right)
        ]
        .spacing(space::L)
        .into()
    }
}
