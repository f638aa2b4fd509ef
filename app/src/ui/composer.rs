//! Where a message is written, with what it tells the other side meanwhile (XEP-0085 §5).

use std::time::Duration;

use iced::widget::{container, row};
use iced::{Bottom, Fill, Task};
use waxwing_core::model::ChatState;

use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{space, surface};
use crate::tr;
use crate::widget::composer::Outcome;
use crate::widget::{self, Element, focus, icon_button};

/// The editor's name among the widgets.
pub const ID: &str = "composer";

/// Whoever has not typed for so long has paused.
const PAUSE: Duration = Duration::from_secs(5);

/// A draft and what the other side knows of it.
pub struct State {
    editor: widget::Composer,
    told: ChatState,
    /// Counts the changes, so that a timer knows whether anything came after it was set.
    changes: u64,
    timed: bool,
    too_long: bool,
    /// What stands here could not be said.
    unsaid: bool,
}

/// What happens in the composer.
#[derive(Clone, Debug)]
pub enum Message {
    /// The editor wants something.
    Editor(widget::composer::Action),
    /// Put this at the cursor.
    Inserted(String),
    /// The send button was pressed.
    SendPressed,
    /// The time of a pause is over; the count of changes when it began.
    Rested(u64),
}

/// What the conversation has to do.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Tell the other side, and run the task.
    Tell(ChatState, Task<Message>),
    /// Run the task.
    Run(Task<Message>),
    /// Send this text.
    Send(String),
    /// Say something else instead of what was said last.
    Previous,
    /// Begin to mark messages.
    Mark,
    /// One layer back.
    Back,
}

impl State {
    /// A composer that starts with a draft.
    pub fn new(draft: &str) -> Self {
        Self {
            editor: widget::Composer::with_text(draft),
            told: ChatState::Unknown,
            changes: 0,
            timed: false,
            too_long: false,
            unsaid: false,
        }
    }

    /// The draft.
    pub fn text(&self) -> String {
        self.editor.text()
    }

    /// Gives the editor the focus.
    pub fn focus<M: Send + 'static>() -> Task<M> {
        focus::to(ID)
    }

    /// What to tell when the conversation is left in the middle of a sentence.
    pub fn leave(&mut self) -> Option<ChatState> {
        (self.told == ChatState::Composing).then(|| {
            self.told = ChatState::Paused;
            ChatState::Paused
        })
    }

    /// Whether the last paste was refused because the draft would have become too long.
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// Puts a text back that could not be said, before what was typed since.
    pub fn restore(&mut self, text: &str) {
        self.editor = widget::Composer::with_text(&joined(text, &self.editor.text()));
        self.changes += 1;
        self.unsaid = true;
    }

    /// Puts another text in place of the draft.
    pub fn set(&mut self, text: &str) {
        self.editor = widget::Composer::with_text(text);
        self.changes += 1;
        self.unsaid = false;
        self.too_long = false;
    }

    /// Whether what stands here could not be said.
    pub fn is_unsaid(&self) -> bool {
        self.unsaid
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Editor(action) => {
                let outcome = self.editor.update(action);
                self.follow(outcome)
            }
            Message::Inserted(text) => {
                let outcome = self.editor.insert(&text);
                self.follow(outcome)
            }
            Message::SendPressed => self.send(),
            Message::Rested(changes) => self.rested(changes),
        }
    }

    /// The composer: the editor and the button beside it.
    pub fn view(&self, name: &str) -> Element<'_, Message> {
        let editor = self
            .editor
            .view(
                ID,
                &tr!("composer-name", name = name),
                &tr!("composer-placeholder"),
            )
            .map(Message::Editor);
        let ready = !self.is_blank();
        let kind = if ready { Kind::Primary } else { Kind::Quiet };
        let send = icon_button(Icon::Send, tr!("composer-send"))
            .kind(kind)
            .on_press_maybe(ready.then_some(Message::SendPressed));
        container(
            row![container(editor).width(Fill), send]
                .spacing(space::S)
                .align_y(Bottom),
        )
        .padding([space::S, space::M])
        .style(surface::window)
        .into()
    }

    fn follow(&mut self, outcome: Outcome) -> Action {
        if outcome != Outcome::Nothing {
            self.too_long = matches!(outcome, Outcome::TooLong { .. });
        }
        match outcome {
            Outcome::Changed => self.changed(),
            Outcome::Send => self.send(),
            Outcome::Escape => Action::Back,
            Outcome::Previous => Action::Previous,
            Outcome::Mark => Action::Mark,
            Outcome::Nothing | Outcome::TooLong { .. } => Action::None,
        }
    }

    fn is_blank(&self) -> bool {
        self.editor.text().trim().is_empty()
    }

    fn send(&mut self) -> Action {
        if self.is_blank() {
            return Action::None;
        }
        let text = self.editor.text();
        self.unsaid = false;
        self.editor.clear();
        self.changes += 1;
        self.told = ChatState::Active;
        Action::Send(text)
    }

    fn changed(&mut self) -> Action {
        self.changes += 1;
        self.unsaid = false;
        let state = match self.is_blank() {
            true => ChatState::Active,
            false => ChatState::Composing,
        };
        if state == ChatState::Active && self.told == ChatState::Unknown {
            return Action::None;
        }
        let task = match state {
            ChatState::Composing => self.set_timer(),
            _ => Task::none(),
        };
        self.tell(state, task)
    }

    fn rested(&mut self, changes: u64) -> Action {
        self.timed = false;
        if self.told != ChatState::Composing {
            return Action::None;
        }
        if changes == self.changes {
            return self.tell(ChatState::Paused, Task::none());
        }
        Action::Run(self.set_timer())
    }

    fn tell(&mut self, state: ChatState, task: Task<Message>) -> Action {
        if std::mem::replace(&mut self.told, state) == state {
            return Action::Run(task);
        }
        Action::Tell(state, task)
    }

    /// One timer at a time, however fast somebody types.
    fn set_timer(&mut self) -> Task<Message> {
        if std::mem::replace(&mut self.timed, true) {
            return Task::none();
        }
        let changes = self.changes;
        let pause = async { tokio::time::sleep(PAUSE).await };
        Task::perform(pause, move |()| Message::Rested(changes))
    }
}

/// A text that came back, and what was typed since.
pub fn joined(text: &str, typed: &str) -> String {
    match typed.trim() {
        "" => text.to_owned(),
        _ => [text, typed].join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use iced::widget::text_editor::{self, Edit};

    use super::*;

    fn typed(state: &mut State, letter: char) -> Action {
        let insert = text_editor::Action::Edit(Edit::Insert(letter));
        state.update(Message::Editor(widget::composer::Action::Edit(insert)))
    }

    #[test]
    fn the_other_side_is_told_once_per_change_of_mind() {
        let mut state = State::new("");
        assert!(matches!(
            typed(&mut state, 'a'),
            Action::Tell(ChatState::Composing, _)
        ));
        assert!(matches!(typed(&mut state, 'b'), Action::Run(_)));
        assert!(matches!(state.update(Message::Rested(1)), Action::Run(_)));
        assert!(matches!(
            state.update(Message::Rested(2)),
            Action::Tell(ChatState::Paused, _)
        ));
        assert!(matches!(
            typed(&mut state, 'c'),
            Action::Tell(ChatState::Composing, _)
        ));
        assert!(matches!(state.leave(), Some(ChatState::Paused)));
        assert!(state.leave().is_none());
    }

    #[test]
    fn sending_empties_the_draft() {
        let mut state = State::new("hello\nyou");
        assert!(matches!(
            state.update(Message::SendPressed),
            Action::Send(text) if text == "hello\nyou"
        ));
        assert_eq!(state.text(), "");
        assert!(matches!(state.update(Message::SendPressed), Action::None));
        assert!(matches!(state.update(Message::Rested(0)), Action::None));
    }

    #[test]
    fn what_could_not_be_said_comes_back_before_what_was_typed_since() {
        let mut state = State::new("hello");
        state.update(Message::SendPressed);
        state.update(Message::Inserted("and".to_owned()));
        state.restore("hello");
        assert_eq!(state.text(), "hello\nand");
        assert!(state.is_unsaid());
        typed(&mut state, 'x');
        assert!(!state.is_unsaid());
    }

    #[test]
    fn nothing_but_space_is_not_sent() {
        let mut state = State::new(" \n ");
        assert!(matches!(state.update(Message::SendPressed), Action::None));
        assert_eq!(state.text().trim(), "");
    }
}
