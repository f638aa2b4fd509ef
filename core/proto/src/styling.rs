//! Simple styling of plain text (XEP-0393): strong, emphasis, strike, code, quotations.
//!
//! A text is first cut into blocks (§6.1), then each line into runs (§6.2). Nothing is copied: a block
//! names places of the text, so whoever draws keeps one text, and whoever searches it finds the same
//! bytes. What is no styling stays what it is: every visible byte of a line belongs to exactly one run,
//! directives included, because the XEP recommends to show them (§8).
//!
//! The time is linear in the text, whatever stands in it: each kind of directive has a list of the places
//! where it could close, walked through once.

mod span;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::message::Message;

pub use span::{Run, Style};

/// The namespace.
pub const NS: &str = "urn:xmpp:styling:0";

/// Quotations in quotations that are told apart. Deeper ones keep their signs as text: nobody reads
/// them, and each level costs room on screen and one more look at its lines.
pub const DEEPEST_QUOTE: usize = 6;

/// What begins and ends preformatted text (XEP-0393 §6.1.2).
const FENCE: &str = "```";

/// A part of a text that is one or more lines (XEP-0393 §6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// One line, without its end; no runs where it is empty.
    Plain(Vec<Run>),
    /// Lines to be shown as they are, in a monospace font.
    Preformatted {
        /// What stands behind the opening sign, the language in most cases; may be empty.
        info: Range<usize>,
        /// The lines, without their ends.
        lines: Vec<Range<usize>>,
    },
    /// A quotation and what is in it.
    Quote(Vec<Self>),
}

/// The blocks of a text. Lines end with `\n`.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut start = 0;
    let lines = text.split('\n').map(|line| {
        let at = start;
        start += line.len() + 1;
        Line { at, text: line }
    });
    within(&lines.collect::<Vec<_>>(), 0)
}

/// The sender wants its signs to be signs and no styling (XEP-0393 §7).
#[must_use]
pub fn is_unstyled(message: &Message) -> bool {
    message.payload("unstyled", NS).is_some()
}

/// A line, or what is left of it inside a quotation.
#[derive(Clone, Copy)]
struct Line<'a> {
    at: usize,
    text: &'a str,
}

impl Line<'_> {
    fn range(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    /// What follows the sign of a quotation, less one blank (XEP-0393 §6.1.3).
    fn quoted(self) -> Option<Self> {
        let rest = self.text.strip_prefix('>')?;
        let mut chars = rest.chars();
        let text = match chars.next() {
            Some(first) if first.is_whitespace() => chars.as_str(),
            _ => rest,
        };
        let at = self.at + self.text.len() - text.len();
        Some(Line { at, text })
    }
}

fn within(lines: &[Line<'_>], depth: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = lines.iter().copied().peekable();
    while let Some(line) = rest.next() {
        if let Some(info) = line.text.strip_prefix(FENCE) {
            let end = line.range().end;
            let mut inside = Vec::new();
            for line in rest.by_ref() {
                if line.text == FENCE {
                    break;
                }
                inside.push(line.range());
            }
            blocks.push(Block::Preformatted {
                info: end - info.len()..end,
                lines: inside,
            });
            continue;
        }
        match line.quoted().filter(|_| depth < DEEPEST_QUOTE) {
            None => blocks.push(Block::Plain(span::runs(line.text, line.at))),
            Some(first) => {
                let mut inside = vec![first];
                while let Some(next) = rest.peek().and_then(|line| line.quoted()) {
                    inside.push(next);
                    rest.next();
                }
                blocks.push(Block::Quote(within(&inside, depth + 1)));
            }
        }
    }
    blocks
}
