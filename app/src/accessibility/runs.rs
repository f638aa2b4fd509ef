//! The text of a field in the pieces that AccessKit wants: lines, cut where they are long, with the length
//! of every character and the beginnings of words.

use std::hash::{DefaultHasher, Hash, Hasher};

use accesskit::{Node, NodeId, Role, TextPosition, TextSelection};
use unicode_segmentation::UnicodeSegmentation;

use crate::widget::accessible::Text;

/// Characters in a piece. Places in a piece are counted in bytes of eight bits.
const LONGEST: usize = 200;
/// Bytes of a character; letters may carry any number of accents, and such a pile is cut up.
const WIDEST: usize = 255;

/// A piece of a text.
struct Run<'a> {
    /// Its place in the text, in bytes.
    start: usize,
    characters: Vec<&'a str>,
    /// The next piece stands on the same line.
    goes_on: bool,
}

/// The pieces of `text`, as nodes below `field`, and the selection in their terms.
pub(super) fn nodes(field: NodeId, text: &Text) -> (Vec<(NodeId, Node)>, TextSelection) {
    let runs = cut(&text.value);
    let selection = TextSelection {
        anchor: place(field, &runs, text.anchor),
        focus: place(field, &runs, text.caret),
    };
    let mut nodes = Vec::with_capacity(runs.len());
    for (index, run) in runs.iter().enumerate() {
        let mut node = run.node();
        if index > 0 && runs[index - 1].goes_on {
            node.set_previous_on_line(id(field, index - 1));
        }
        if run.goes_on {
            node.set_next_on_line(id(field, index + 1));
        }
        nodes.push((id(field, index), node));
    }
    (nodes, selection)
}

/// The byte of `text` at which `place` is; `None` where the text is another one by now.
pub(super) fn byte(field: NodeId, text: &Text, place: TextPosition) -> Option<usize> {
    let runs = cut(&text.value);
    let index = (0..runs.len()).find(|index| id(field, *index) == place.node)?;
    let before = runs[index].characters.iter().take(place.character_index);
    Some(runs[index].start + before.map(|character| character.len()).sum::<usize>())
}

fn id(field: NodeId, index: usize) -> NodeId {
    let mut hasher = DefaultHasher::new();
    (field.0, "run", index).hash(&mut hasher);
    NodeId(hasher.finish())
}

fn place(field: NodeId, runs: &[Run<'_>], byte: usize) -> TextPosition {
    let after = runs.iter().position(|run| run.start > byte);
    let index = after.unwrap_or(runs.len()).saturating_sub(1);
    let mut left = byte - runs[index].start.min(byte);
    let mut character_index = 0;
    for character in &runs[index].characters {
        if left < character.len() {
            break;
        }
        left -= character.len();
        character_index += 1;
    }
    TextPosition {
        node: id(field, index),
        character_index,
    }
}

/// At least one piece; an empty one at the end where the text ends with a line break.
fn cut(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let characters = characters(line);
        let count = characters.chunks(LONGEST).len();
        for (index, piece) in characters.chunks(LONGEST).enumerate() {
            runs.push(Run {
                start,
                characters: piece.to_vec(),
                goes_on: index + 1 < count,
            });
            start += piece.iter().map(|character| character.len()).sum::<usize>();
        }
    }
    if text.is_empty() || text.ends_with('\n') {
        runs.push(Run {
            start,
            characters: Vec::new(),
            goes_on: false,
        });
    }
    runs
}

fn characters(line: &str) -> Vec<&str> {
    let mut characters = Vec::new();
    for grapheme in line.graphemes(true) {
        if grapheme.len() <= WIDEST {
            characters.push(grapheme);
            continue;
        }
        let ends = grapheme
            .char_indices()
            .map(|(at, c)| (at, at + c.len_utf8()));
        characters.extend(ends.map(|(start, end)| &grapheme[start..end]));
    }
    characters
}

impl Run<'_> {
    fn node(&self) -> Node {
        let mut node = Node::new(Role::TextRun);
        node.set_value(self.characters.concat());
        let small = |length: usize| u8::try_from(length).unwrap_or(u8::MAX);
        let lengths = self
            .characters
            .iter()
            .map(|character| small(character.len()));
        node.set_character_lengths(lengths.collect::<Vec<u8>>());
        node.set_word_starts(self.words().into_iter().map(small).collect::<Vec<u8>>());
        node
    }

    /// Where words begin, in characters. What is no word belongs to the one before.
    fn words(&self) -> Vec<usize> {
        let text = self.characters.concat();
        let mut starts = Vec::new();
        let (mut index, mut at) = (0, 0);
        for (start, word) in text.split_word_bound_indices() {
            while at < start && index < self.characters.len() {
                at += self.characters[index].len();
                index += 1;
            }
            if at == start && word.chars().any(char::is_alphanumeric) {
                starts.push(index);
            }
        }
        starts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELD: NodeId = NodeId(7);

    fn text(value: &str, caret: usize) -> Text {
        Text {
            value: value.to_owned(),
            anchor: caret,
            caret,
        }
    }

    fn said(value: &str) -> Vec<String> {
        let (nodes, _) = nodes(FIELD, &text(value, 0));
        let values = nodes
            .iter()
            .map(|(_, node)| node.value().unwrap_or_default());
        values.map(str::to_owned).collect()
    }

    #[test]
    fn lines_keep_their_break_and_the_last_may_be_empty() {
        assert_eq!(said(""), [""]);
        assert_eq!(said("one\ntwo"), ["one\n", "two"]);
        assert_eq!(said("one\n"), ["one\n", ""]);
    }

    #[test]
    fn every_place_is_found_again() {
        let value = format!("héllo wörld\n{}\n👨‍👩‍👧 end", "x".repeat(450));
        for (byte_at, _) in value.grapheme_indices(true) {
            let whole = text(&value, byte_at);
            let (nodes, selection) = nodes(FIELD, &whole);
            assert!(nodes.iter().any(|(id, _)| *id == selection.focus.node));
            assert_eq!(byte(FIELD, &whole, selection.focus), Some(byte_at));
        }
        let whole = text(&value, value.len());
        let (_, selection) = nodes(FIELD, &whole);
        assert_eq!(byte(FIELD, &whole, selection.focus), Some(value.len()));
    }

    #[test]
    fn lengths_add_up_whatever_is_typed() {
        let zalgo = format!("a{}b", "\u{301}".repeat(400));
        for value in [zalgo.as_str(), "🇩🇪🇫🇷\r\n", "\u{200d}\u{200d}", " \t\n\n\n"] {
            let (nodes, _) = nodes(FIELD, &text(value, 0));
            for (_, node) in nodes {
                let lengths: usize = node
                    .character_lengths()
                    .iter()
                    .map(|l| usize::from(*l))
                    .sum();
                assert_eq!(lengths, node.value().unwrap_or_default().len());
                let count = node.character_lengths().len();
                assert!(node.word_starts().iter().all(|at| usize::from(*at) < count));
            }
        }
    }

    #[test]
    fn words_begin_at_letters() {
        let (nodes, _) = nodes(FIELD, &text("to be, or not", 0));
        assert_eq!(nodes[0].1.word_starts(), [0, 3, 7, 10]);
    }
}
