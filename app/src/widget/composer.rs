//! Where a message is written: iced's text editor with the keys, the undo and the bounds it lacks.
mod emoji_font;
mod history;
mod keys;
#[cfg(test)]
mod tests;

use super::Element;
use super::accessible::{Role, Text, field};
use crate::font;
use crate::theme::{LINE_HEIGHT, editor, size, space};
use emoji_font::{Marks, Wrong};
use history::{Edit, History, Snapshot};
use iced::advanced::widget::Id;
use iced::widget::text_editor::{self, Content, Cursor, Position};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Longest draft in bytes. Servers close the stream over stanzas of 256 KiB and often less, and a message
/// can be written twice into one (plain and encrypted).
pub const LONGEST: usize = 64 * 1024;
/// Lines shown before the editor scrolls.
const MOST_LINES: f32 = 8.0;
const PADDING: f32 = space::S;
/// What iced is told as the largest height. It takes the padding off once to find how much text is shown,
/// and that must be whole lines: the software renderer draws a line that is cut by the edge beyond it, and
/// never wipes it away again.
const TALLEST: f32 = LINE * MOST_LINES + 2.0 * PADDING;
const LINE: f32 = size::MESSAGE * LINE_HEIGHT;

/// The draft and its history.
#[derive(Default)]
pub struct Composer {
    content: Content,
    history: History,
    wrong: Wrong,
    asks: bool,
}

/// What the editor asks for; hand it to [`Composer::update`].
#[derive(Debug, Clone)]
pub enum Action {
    Edit(text_editor::Action),
    Undo,
    Redo,
    /// Enter.
    Send,
    /// Ctrl+V, where the application wants to look first ([`Composer::that_asks`]).
    Paste,
    Escape,
    /// Arrow up in an empty draft.
    Up,
    /// The same with Shift.
    MarkUp,
    /// Another draft in place of this one; can be undone.
    Replace(String),
    /// A selection in bytes of [`Composer::text`], from an anchor to the caret.
    Select {
        anchor: usize,
        caret: usize,
    },
}

/// What the caller has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Nothing,
    /// The draft is another one now (typing indicator, saved draft).
    Changed,
    /// Send [`Composer::text`], then [`Composer::clear`]. Never told for an empty draft.
    Send,
    /// Look what stands on the clipboard, and [`Composer::insert`] it where that is text.
    Paste,
    /// The caller steps back one layer.
    Escape,
    /// Edit the last message.
    Previous,
    /// Mark messages, the last one first.
    Mark,
    /// The draft would be `bytes` long, more than [`LONGEST`]; nothing was inserted.
    TooLong {
        bytes: usize,
    },
}

impl Composer {
    pub fn new() -> Self {
        Self::default()
    }

    /// A draft that was kept; the cursor stands at its end.
    pub fn with_text(text: &str) -> Self {
        let mut composer = Self::new();
        composer.set_text(text);
        composer
    }

    /// The same, but it leaves pasting to the caller, who may find no text there.
    #[must_use]
    pub fn that_asks(self) -> Self {
        Self { asks: true, ..self }
    }

    /// The draft as it will be sent.
    pub fn text(&self) -> String {
        self.content.text()
    }

    /// Whether there is nothing worth sending.
    pub fn is_blank(&self) -> bool {
        self.content.lines().all(|line| line.text.trim().is_empty())
    }

    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Puts another draft in place; its history starts anew.
    pub fn set_text(&mut self, text: &str) {
        self.content = Content::with_text(&clean(text));
        // Not by a motion: that scrolls an editor which has no height yet, and hides all but its last line.
        let last = self.content.line_count().saturating_sub(1);
        let column = self.content.line(last).map_or(0, |line| line.text.len());
        self.content.move_to(Cursor {
            position: Position { line: last, column },
            selection: None,
        });
        self.history = History::default();
    }

    pub fn clear(&mut self) {
        self.set_text("");
    }

    /// Inserts at the cursor (an emoji, a mention).
    pub fn insert(&mut self, text: &str) -> Outcome {
        let paste = text_editor::Edit::Paste(Arc::new(text.to_owned()));
        self.update(Action::Edit(text_editor::Action::Edit(paste)))
    }

    /// Marks these words as wrong wherever they stand.
    pub fn mark(&mut self, wrong: Arc<BTreeSet<String>>) {
        if self.wrong != wrong {
            self.wrong = wrong;
        }
    }

    /// What is selected.
    pub fn selection(&self) -> Option<String> {
        self.content.selection()
    }

    /// The caret, in bytes of [`Composer::text`].
    pub fn caret(&self) -> usize {
        spoken(&self.content).caret
    }

    /// Puts something in place of a part of the text.
    pub fn replace(&mut self, place: std::ops::Range<usize>, text: &str) -> Outcome {
        self.select(place.start, place.end);
        self.insert(text)
    }

    /// The line of the caret, up to it; `None` while something is selected.
    pub fn before_caret(&self) -> Option<String> {
        let cursor = self.content.cursor();
        if cursor.selection.is_some() {
            return None;
        }
        let line = self.content.line(cursor.position.line)?;
        line.text.get(..cursor.position.column).map(str::to_owned)
    }

    /// Puts something in place of so many bytes before the caret, which stand on its line.
    pub fn complete(&mut self, bytes: usize, text: &str) -> Outcome {
        let position = self.content.cursor().position;
        let start = Position {
            line: position.line,
            column: position.column.saturating_sub(bytes),
        };
        self.content.move_to(Cursor {
            position,
            selection: Some(start),
        });
        self.insert(text)
    }

    pub fn update(&mut self, action: Action) -> Outcome {
        match action {
            Action::Edit(text_editor::Action::Edit(edit)) => self.edit(edit),
            Action::Edit(action) => {
                if !matches!(action, text_editor::Action::Scroll { .. }) {
                    self.history.pause();
                }
                self.content.perform(action);
                Outcome::Nothing
            }
            Action::Undo => self.travel(History::undo),
            Action::Redo => self.travel(History::redo),
            Action::Send if self.is_blank() => Outcome::Nothing,
            Action::Send => Outcome::Send,
            Action::Paste => Outcome::Paste,
            Action::Escape => Outcome::Escape,
            Action::Up => Outcome::Previous,
            Action::MarkUp => Outcome::Mark,
            Action::Replace(text) => {
                self.content.perform(text_editor::Action::SelectAll);
                self.insert(&text)
            }
            Action::Select { anchor, caret } => {
                self.select(anchor, caret);
                Outcome::Nothing
            }
        }
    }

    fn select(&mut self, anchor: usize, caret: usize) {
        let position = self.position(caret);
        let selection = (anchor != caret).then(|| self.position(anchor));
        self.content.move_to(Cursor {
            position,
            selection,
        });
    }

    /// The place of a byte of the text.
    fn position(&self, byte: usize) -> Position {
        let mut left = byte;
        let mut end = Position { line: 0, column: 0 };
        for (line, text) in self.content.lines().enumerate() {
            let length = text.text.len();
            let column = left.min(length);
            let column = (0..=column)
                .rev()
                .find(|at| text.text.is_char_boundary(*at));
            end = Position {
                line,
                column: column.unwrap_or(0),
            };
            if left <= length {
                break;
            }
            left -= length + 1;
        }
        end
    }

    /// The draft and its caret, as it is told to a screen reader.
    fn edit(&mut self, edit: text_editor::Edit) -> Outcome {
        use text_editor::Edit as E;
        let (edit, kind, added) = match edit {
            E::Paste(text) => {
                let text = clean(&text);
                let added = text.len();
                (E::Paste(Arc::new(text)), Edit::Whole, added)
            }
            E::Insert(c) => (E::Insert(c), Edit::typed(c), c.len_utf8()),
            E::Enter => (E::Enter, Edit::Whole, 1),
            E::Backspace | E::Delete => (edit, Edit::Erase, 0),
            E::Indent | E::Unindent => (edit, Edit::Whole, 0),
        };
        let before = self.snapshot();
        let replaced = self.content.selection().map_or(0, |words| words.len());
        let bytes = (before.text.len() + added).saturating_sub(replaced);
        if added > 0 && bytes > LONGEST {
            return Outcome::TooLong { bytes };
        }
        let whole = replaced > 0;
        self.content.perform(text_editor::Action::Edit(edit));
        if self.content.text() == before.text {
            return Outcome::Nothing;
        }
        self.history
            .record(before, if whole { Edit::Whole } else { kind });
        Outcome::Changed
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            text: self.content.text(),
            cursor: self.content.cursor(),
        }
    }

    fn travel(&mut self, way: fn(&mut History, Snapshot) -> Option<Snapshot>) -> Outcome {
        let now = self.snapshot();
        let Some(then) = way(&mut self.history, now) else {
            return Outcome::Nothing;
        };
        self.content = Content::with_text(&then.text);
        self.content.move_to(then.cursor);
        Outcome::Changed
    }

    /// The editor, called `name`; [`super::focus::to`] finds it by `id`.
    pub fn view(&self, id: impl Into<Id>, name: &str, placeholder: &str) -> Element<'_, Action> {
        let state = keys::Draft {
            empty: self.content.is_empty(),
            selected: self.content.selection().is_some(),
            asks: self.asks,
        };
        let area = text_editor::TextEditor::new(&self.content)
            .id(id)
            .placeholder(placeholder.to_owned())
            .font(font::INTER)
            .size(size::MESSAGE)
            .line_height(LINE_HEIGHT)
            .padding([PADDING, space::M])
            .min_height(LINE)
            .max_height(TALLEST)
            .on_action(Action::Edit)
            .key_binding(move |press| keys::binding(press, state))
            .style(editor::composer)
            .highlight_with::<Marks>(Arc::clone(&self.wrong), emoji_font::format);
        field(Role::TextArea, name, "", area)
            .text(spoken(&self.content))
            .placeholder(placeholder)
            .on_value(Action::Replace)
            .on_select(|anchor, caret| Action::Select { anchor, caret })
            .into()
    }
}

/// What is written is nobody's business.
impl std::fmt::Debug for Composer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Composer").finish_non_exhaustive()
    }
}

/// What stands in an editor, and where its caret is, for a screen reader.
pub fn spoken(content: &Content) -> Text {
    let lines: Vec<_> = content.lines().map(|line| line.text).collect();
    let byte = |at: Position| {
        let before: usize = lines.iter().take(at.line).map(|line| line.len() + 1).sum();
        before + at.column
    };
    let cursor = content.cursor();
    let caret = byte(cursor.position);
    let anchor = cursor.selection.map_or(caret, byte);
    Text {
        value: lines.join("\n"),
        anchor,
        caret,
    }
}

/// One kind of line end, and none of the control characters that no XML stream can carry (XML 1.0 §2.2).
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}
