//! What was said, cut into what is drawn: words with their looks, code, quotations.
//!
//! Styling is XEP-0393's, with its signs left in place but quieter, as the XEP recommends; `/me` is
//! XEP-0245's. Only what is shown of a message is looked at, so a message of a megabyte costs no more
//! than its first screen.

use std::borrow::Cow;
use std::ops::Range;

use iced::Color;
use linkify::{LinkFinder, LinkKind};
use waxwing_core::model::{Conversation, Direction, Message};
use waxwing_core::styling::{self, Block, Run};
use waxwing_core::{AccountId, ConversationId};

use crate::ui::room;
use crate::widget::rich_text::{Span, span};
use crate::world::{Crowd, World};
use crate::{opening, tr};

/// What a message begins with that tells what its sender does (XEP-0245 §2).
const ME: &str = "/me ";
/// The signs without which a line is plain.
const SIGNS: [char; 5] = ['*', '_', '~', '`', '>'];
/// Names longer than this are not looked for.
const LONGEST_NAME: usize = 64;

/// Who speaks, and who is spoken of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    /// The other side.
    pub theirs: &'a str,
    /// Our own; empty where none is known.
    pub ours: &'a str,
    /// The address of the other side.
    pub them: &'a str,
    /// Our own.
    pub us: &'a str,
    /// There are many, each known by what stands behind the address.
    pub crowd: bool,
    /// Those of them who are there.
    pub there: Option<&'a Crowd>,
    /// Where that is, and whose it is, where there are many.
    pub room: Option<(AccountId, ConversationId)>,
    /// Everybody there sees who everybody is.
    pub known: bool,
}

impl<'a> Names<'a> {
    /// Those of a conversation.
    pub fn new(entry: &'a Conversation, world: &'a World) -> Self {
        let account = world.account_by(entry.account);
        let ours = entry.room.as_deref().map(|room| room.nick.as_str());
        Self {
            theirs: &entry.name,
            ours: ours.unwrap_or_else(|| world.own_name(entry.account)),
            crowd: entry.room.is_some(),
            there: world.occupants(entry.id),
            room: entry.room.as_ref().map(|_| (entry.account, entry.id)),
            known: entry.room.as_deref().is_some_and(room::is_known),
            them: entry.jid.as_str(),
            us: account.map_or("", |account| account.jid.as_str()),
        }
    }

    /// The name of who has said a message.
    pub fn by<'b>(&self, message: &'b Message) -> &'b str
    where
        'a: 'b,
    {
        match message.speaker() {
            "" => self.of(message.direction),
            nick => nick,
        }
    }

    /// The name of a side.
    pub fn of(&self, direction: Direction) -> &'a str {
        match direction {
            Direction::Incoming => self.theirs,
            Direction::Outgoing => self.ours,
        }
    }
}

impl Names<'_> {
    /// Whether an address is ours.
    pub fn is_us(&self, address: &str) -> bool {
        address.split('/').next() == Some(self.us)
    }

    /// What somebody with this address is called.
    pub fn called(&self, address: &str) -> String {
        if let Some((room, nick)) = address.split_once('/')
            && self.crowd
            && room == self.them
        {
            return match nick == self.ours {
                true => tr!("you"),
                false => nick.to_owned(),
            };
        }
        // Whoever writes may name a device of theirs.
        match address.split('/').next().unwrap_or(address) {
            address if address == self.us => tr!("you"),
            address if address == self.them => self.theirs.to_owned(),
            address => address.to_owned(),
        }
    }
}

/// How the parts of a text differ.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The sender's name, for `/me`.
    pub sender: &'a str,
    /// The name to mark; empty for none.
    pub marked: &'a str,
    /// The colour of signs.
    pub quiet: Color,
    /// Signs are signs, and nothing is styled (XEP-0393 §7).
    pub plain: bool,
}

/// A part of a message that stands below the one before it.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece<'a> {
    /// Lines of words.
    Words(Vec<Span<'a>>),
    /// Lines of code.
    Code {
        /// The language, or whatever the sender calls it; may be empty.
        info: String,
        /// The lines.
        text: String,
    },
    /// A quotation.
    Quote(Vec<Self>),
}

/// Whether a text tells what its sender does.
pub fn is_deed(text: &str) -> bool {
    text.starts_with(ME)
}

/// The same text as others should see it: with the name in place of `/me`.
pub fn spoken<'a>(text: &'a str, sender: &str) -> Cow<'a, str> {
    match text.strip_prefix(ME) {
        Some(deed) => Cow::Owned(format!("{sender} {deed}")),
        None => Cow::Borrowed(text),
    }
}

/// The parts of a text.
pub fn pieces<'a>(said: Cow<'a, str>, look: &Look<'_>) -> Vec<Piece<'a>> {
    match said {
        Cow::Borrowed(said) => cut(said, look),
        Cow::Owned(said) => cut(&said, look).into_iter().map(Piece::keep).collect(),
    }
}

fn cut<'a>(said: &'a str, look: &Look<'_>) -> Vec<Piece<'a>> {
    let marks = marks(said, look.marked);
    if !said.contains(SIGNS) && !is_deed(said) {
        let mut spans = Vec::new();
        push(&mut spans, said, 0..said.len(), &marks, |span| span);
        return vec![Piece::Words(spans)];
    }
    let cutter = Cutter {
        said,
        look,
        marks,
        deed: is_deed(said),
    };
    if look.plain {
        let all = Run {
            range: 0..said.len(),
            style: styling::Style::default(),
            directive: false,
        };
        return cutter.pieces(&[Block::Plain(vec![all])]);
    }
    cutter.pieces(&styling::blocks(said))
}

impl<'a> Piece<'a> {
    /// The same, independent of the text it was cut from.
    fn keep<'b>(self) -> Piece<'b> {
        match self {
            Self::Words(spans) => Piece::Words(spans.into_iter().map(Span::into_owned).collect()),
            Self::Code { info, text } => Piece::Code { info, text },
            Self::Quote(inside) => Piece::Quote(inside.into_iter().map(Piece::keep).collect()),
        }
    }
}

/// A stretch of the text that is a link, or our name.
struct Mark {
    range: Range<usize>,
    link: Option<String>,
}

struct Cutter<'a, 'l> {
    said: &'a str,
    look: &'l Look<'l>,
    marks: Vec<Mark>,
    deed: bool,
}

impl<'a> Cutter<'a, '_> {
    fn pieces(&self, blocks: &[Block]) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut lines: Vec<&[Run]> = Vec::new();
        for block in blocks {
            let piece = match block {
                Block::Plain(runs) => {
                    lines.push(runs);
                    continue;
                }
                Block::Preformatted { info, lines } => {
                    let part = |range: &Range<usize>| self.said.get(range.clone()).unwrap_or("");
                    let lines: Vec<&str> = lines.iter().map(part).collect();
                    Piece::Code {
                        info: part(info).trim().to_owned(),
                        text: lines.join("\n"),
                    }
                }
                Block::Quote(inside) => Piece::Quote(self.pieces(inside)),
            };
            self.words(&lines, &mut pieces, true);
            lines.clear();
            pieces.push(piece);
        }
        self.words(&lines, &mut pieces, false);
        pieces
    }

    /// Lines in a row. Empty ones beside a box are not shown: it stands apart as it is.
    fn words(&self, mut lines: &[&[Run]], pieces: &mut Vec<Piece<'a>>, box_below: bool) {
        while let ([[], rest @ ..], false) = (lines, pieces.is_empty()) {
            lines = rest;
        }
        while let ([rest @ .., []], true) = (lines, box_below) {
            lines = rest;
        }
        if lines.is_empty() {
            return;
        }
        let mut spans = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            if place > 0 {
                spans.push(span("\n"));
            }
            for run in joined(line) {
                self.run(&run, &mut spans);
            }
        }
        pieces.push(Piece::Words(spans));
    }

    fn run(&self, run: &Run, spans: &mut Vec<Span<'a>>) {
        let mut range = run.range.clone();
        if self.deed && range.start == 0 {
            range.start = ME.len();
            spans.push(span(format!("* {} ", self.look.sender)).bold());
        }
        let style = run.style;
        let sign = run.directive && !style.mono;
        push(spans, self.said, range, &self.marks, |mut span| {
            span.bold |= style.strong;
            span.italic |= style.emphasis || self.deed;
            span.strike |= style.strike;
            span.mono |= style.mono;
            match sign {
                true => span.color(self.look.quiet),
                false => span,
            }
        });
    }
}

/// The signs of code are code, too: one stretch with one ground.
fn joined(line: &[Run]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(line.len());
    for run in line {
        match runs.last_mut() {
            Some(last) if run.style.mono && last.style == run.style => {
                last.range.end = run.range.end;
            }
            _ => runs.push(run.clone()),
        }
    }
    runs
}

/// Adds a stretch of the text, cut at links and names.
fn push<'a>(
    spans: &mut Vec<Span<'a>>,
    said: &'a str,
    range: Range<usize>,
    marks: &[Mark],
    dress: impl Fn(Span<'a>) -> Span<'a>,
) {
    let mut at = range.start;
    let first = marks.partition_point(|mark| mark.range.end <= range.start);
    let inside = marks.iter().skip(first);
    for mark in inside.take_while(|mark| mark.range.start < range.end) {
        let (start, end) = (mark.range.start.max(at), mark.range.end.min(range.end));
        add(spans, said, at..start, &dress);
        if let Some(words) = said.get(start..end) {
            let words = dress(span(words));
            spans.push(match &mark.link {
                Some(link) => words.link(link.clone()),
                None => words.bold().marked(),
            });
        }
        at = end;
    }
    add(spans, said, at..range.end, &dress);
}

fn add<'a>(
    spans: &mut Vec<Span<'a>>,
    said: &'a str,
    range: Range<usize>,
    dress: impl Fn(Span<'a>) -> Span<'a>,
) {
    if let Some(words) = said.get(range).filter(|words| !words.is_empty()) {
        spans.push(dress(span(words)));
    }
}

/// The links of a text that may be opened, and where a name stands, in order.
fn marks(said: &str, name: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = found(said)
        .map(|(range, link)| Mark {
            range,
            link: Some(link),
        })
        .collect();
    let links = marks.len();
    for range in mentions(said, name) {
        let before = marks[..links].partition_point(|link| link.range.end <= range.start);
        let free = marks[..links]
            .get(before)
            .is_none_or(|link| range.end <= link.range.start);
        if free {
            marks.push(Mark { range, link: None });
        }
    }
    marks.sort_by_key(|mark| mark.range.start);
    marks
}

/// The links of a text that may be opened.
pub fn links(said: &str) -> impl Iterator<Item = String> + '_ {
    found(said).map(|(_, link)| link)
}

fn found(said: &str) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    let links: Vec<_> = LinkFinder::new().links(said).collect();
    links.into_iter().filter_map(|link| {
        let words = link.as_str();
        // What closes a span is not part of the address before it: *https://example.org*
        let before = said
            .get(..link.start())
            .and_then(|before| before.chars().next_back());
        let words = match before.filter(|sign| "*_~`".contains(*sign)) {
            Some(sign) => words.strip_suffix(sign).unwrap_or(words),
            None => words,
        };
        let target = target(words, link.kind());
        let range = link.start()..link.start() + words.len();
        opening::is_harmless(&target).then_some((range, target))
    })
}

fn target(link: &str, kind: &LinkKind) -> String {
    match kind {
        LinkKind::Email => format!("mailto:{link}"),
        _ => link.to_owned(),
    }
}

/// Where a name stands as a word of its own, in whatever case.
fn mentions(said: &str, name: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let mut found = Vec::new();
    if wanted.len() < 2 || wanted.len() > LONGEST_NAME {
        return found;
    }
    let (mut within, mut free) = (false, 0);
    for (at, c) in said.char_indices() {
        let begins = !within && at >= free;
        within = c.is_alphanumeric();
        if !begins {
            continue;
        }
        if let Some(end) = said.get(at..).and_then(|rest| matching(rest, &wanted)) {
            found.push(at..at + end);
            free = at + end;
        }
    }
    found
}

/// How many bytes of `rest` are the name and end with a word.
fn matching(rest: &str, wanted: &[char]) -> Option<usize> {
    let mut left = wanted;
    let mut chars = rest.char_indices();
    while !left.is_empty() {
        let (_, c) = chars.next()?;
        for lower in c.to_lowercase() {
            left = left.strip_prefix(&[lower])?;
        }
    }
    let rest_of_word = chars
        .clone()
        .next()
        .is_some_and(|(_, c)| c.is_alphanumeric());
    (!rest_of_word).then(|| chars.next().map_or(rest.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests;
