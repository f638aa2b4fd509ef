//! What stands in a field, and where the caret is.
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::widget::{Tree, tree};
use iced::widget::text_input;
use unicode_segmentation::UnicodeSegmentation;

/// Stands for a letter that nobody shall read.
const DOT: &str = "•";

/// A content and a selection in it, both ends in bytes. Without a selection the ends are the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    pub value: String,
    /// Where the selection began.
    pub anchor: usize,
    /// Where the caret is.
    pub caret: usize,
}

/// What iced keeps for a line of input.
type Line = text_input::State<Paragraph>;

impl Text {
    /// A content with the caret at its end.
    pub fn new(value: impl Into<String>) -> Self {
        let value = value.into();
        let end = value.len();
        Self {
            value,
            anchor: end,
            caret: end,
        }
    }

    /// What the line of input with this state shows of `value`; dots where it is secret.
    pub(super) fn of_line(tree: &Tree, value: &str, secret: bool) -> Self {
        let shown = match secret {
            true => DOT.repeat(value.graphemes(true).count()),
            false => value.to_owned(),
        };
        let Some((anchor, caret)) = line(tree).map(|line| ends(line, value)) else {
            return Self::new(shown);
        };
        let offset = |graphemes| byte_offset(&shown, graphemes);
        let (anchor, caret) = (offset(anchor), offset(caret));
        Self {
            value: shown,
            anchor,
            caret,
        }
    }

    /// Selects in the line of input with this state; the ends are bytes of what is shown.
    pub(super) fn select_in_line(&self, tree: &mut Tree, anchor: usize, caret: usize) {
        if tree.tag != tree::Tag::of::<Line>() {
            return;
        }
        let graphemes = |end: usize| {
            let before = self.value.grapheme_indices(true);
            before.take_while(|(at, _)| *at < end).count()
        };
        let state = tree.state.downcast_mut::<Line>();
        match (graphemes(anchor), graphemes(caret)) {
            (anchor, caret) if anchor == caret => state.move_cursor_to(caret),
            (anchor, caret) => state.select_range(anchor, caret),
        }
    }
}

fn line(tree: &Tree) -> Option<&Line> {
    (tree.tag == tree::Tag::of::<Line>()).then(|| tree.state.downcast_ref())
}

/// Both ends of the selection, in graphemes.
fn ends(line: &Line, value: &str) -> (usize, usize) {
    match line.cursor().state(&text_input::Value::new(value)) {
        text_input::cursor::State::Index(at) => (at, at),
        text_input::cursor::State::Selection { start, end } => (start, end),
    }
}

fn byte_offset(text: &str, graphemes: usize) -> usize {
    let mut starts = text.grapheme_indices(true).map(|(at, _)| at);
    starts.nth(graphemes).unwrap_or(text.len())
}
