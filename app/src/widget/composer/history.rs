//! Undo and redo by snapshots, one for each word typed.
use iced::widget::text_editor::Cursor;
use std::collections::VecDeque;

/// A draft at one moment.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    pub(super) text: String,
    pub(super) cursor: Cursor,
}

/// Steps back. Together with [`super::LONGEST`] this bounds the memory: see [`MOST_BYTES`].
const MOST_STEPS: usize = 200;
/// Bytes of all snapshots together; a draft of a few lines keeps all its steps.
const MOST_BYTES: usize = 1024 * 1024;

/// What an edit does, as far as grouping goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// A letter of a word.
    Letter,
    /// A blank after a word: belongs to it, and ends it.
    Blank,
    Erase,
    /// A paste, a line break, a selection replaced: a step of its own.
    Whole,
}

impl Edit {
    pub(super) fn typed(c: char) -> Self {
        if c.is_whitespace() {
            Self::Blank
        } else {
            Self::Letter
        }
    }

    /// Whether this edit goes on with the step that ended with `last`.
    fn continues(self, last: Self) -> bool {
        matches!(
            (last, self),
            (Self::Letter, Self::Letter | Self::Blank)
                | (Self::Blank, Self::Blank)
                | (Self::Erase, Self::Erase)
        )
    }
}

#[derive(Default)]
pub(super) struct History {
    past: VecDeque<Snapshot>,
    future: Vec<Snapshot>,
    last: Option<Edit>,
}

impl History {
    /// Notes an edit that changed `before` into what is there now.
    pub(super) fn record(&mut self, before: Snapshot, edit: Edit) {
        self.future.clear();
        let continues = self.last.is_some_and(|last| edit.continues(last));
        self.last = Some(edit);
        if continues {
            return;
        }
        self.past.push_back(before);
        let mut bytes: usize = self.past.iter().map(|step| step.text.len()).sum();
        while self.past.len() > MOST_STEPS || bytes > MOST_BYTES {
            let Some(oldest) = self.past.pop_front() else {
                break;
            };
            bytes -= oldest.text.len();
        }
    }

    /// The cursor moved: the next edit is a new step.
    pub(super) fn pause(&mut self) {
        self.last = None;
    }

    pub(super) fn undo(&mut self, now: Snapshot) -> Option<Snapshot> {
        self.last = None;
        let then = self.past.pop_back()?;
        self.future.push(now);
        Some(then)
    }

    pub(super) fn redo(&mut self, now: Snapshot) -> Option<Snapshot> {
        self.last = None;
        let then = self.future.pop()?;
        self.past.push_back(now);
        Some(then)
    }
}
