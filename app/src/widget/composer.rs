//! Where a message is written. (Being filled in: the signatures are final.)
use super::Element;
use iced::advanced::widget::Id;
use iced::widget::text_editor::{self, Content};

/// The draft and its history.
#[derive(Default)]
pub struct Composer {
    content: Content,
    id: Option<Id>,
}

/// What the editor asks for; hand it to [`Composer::update`].
#[derive(Debug, Clone)]
pub enum Action {
    Edit(text_editor::Action),
    Undo,
    Redo,
    Send,
    Escape,
    /// Arrow up in an empty draft.
    Up,
}

/// What the caller has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Nothing,
    /// The draft is another one now (typing indicator, saved draft).
    Changed,
    /// Enter: send [`Composer::text`], then [`Composer::clear`].
    Send,
    /// Escape: the caller steps back one layer.
    Escape,
    /// Arrow up in an empty draft: edit the last message.
    Previous,
    /// The paste would make the draft longer than [`LONGEST`]; nothing was inserted.
    TooLong {
        bytes: usize,
    },
}

/// Longest draft in bytes. Servers close streams over stanzas beyond 256 KiB or less; nobody types this.
pub const LONGEST: usize = 64 * 1024;

impl Composer {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with_text(text: &str) -> Self {
        Self {
            content: Content::with_text(text),
            id: None,
        }
    }

    /// The draft as it will be sent.
    pub fn text(&self) -> String {
        self.content.text().trim_end_matches('\n').to_owned()
    }

    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Puts another draft in place; its history starts anew.
    pub fn set_text(&mut self, text: &str) {
        self.content = Content::with_text(text);
    }

    pub fn clear(&mut self) {
        self.set_text("");
    }

    /// Inserts at the cursor (an emoji, a mention).
    pub fn insert(&mut self, text: &str) -> Outcome {
        self.update(Action::Edit(text_editor::Action::Edit(
            text_editor::Edit::Paste(std::sync::Arc::new(text.to_owned())),
        )))
    }

    pub fn update(&mut self, action: Action) -> Outcome {
        match action {
            Action::Edit(action) => {
                let changed = action.is_edit();
                self.content.perform(action);
                if changed {
                    Outcome::Changed
                } else {
                    Outcome::Nothing
                }
            }
            Action::Undo | Action::Redo => Outcome::Nothing,
            Action::Send => Outcome::Send,
            Action::Escape => Outcome::Escape,
            Action::Up => Outcome::Previous,
        }
    }

    /// The editor, called `name`; `id` lets [`super::focus::to`] find it.
    pub fn view(&self, id: impl Into<Id>, name: &str, placeholder: &str) -> Element<'_, Action> {
        let _ = (name, &self.id);
        iced::widget::text_editor(&self.content)
            .id(id)
            .placeholder(placeholder.to_owned())
            .on_action(Action::Edit)
            .into()
    }
}
