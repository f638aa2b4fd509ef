//! The runs of one line (XEP-0393 §6.2).

use std::ops::Range;

/// A stretch of a line that looks the same all along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// How it looks.
    pub style: Style,
    /// It is the sign that begins or ends a span; it looks like what it stands around.
    pub directive: bool,
}

/// How a run looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// `*bold*`
    pub strong: bool,
    /// `_italic_`
    pub emphasis: bool,
    /// `~struck through~`
    pub strike: bool,
    /// `` `monospace` ``
    pub mono: bool,
}

/// The four directives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Strong,
    Emphasis,
    Strike,
    Mono,
}

impl Kind {
    fn of(c: char) -> Option<Self> {
        match c {
            '*' => Some(Self::Strong),
            '_' => Some(Self::Emphasis),
            '~' => Some(Self::Strike),
            '`' => Some(Self::Mono),
            _ => None,
        }
    }
}

impl Style {
    fn with(mut self, kind: Kind) -> Self {
        match kind {
            Kind::Strong => self.strong = true,
            Kind::Emphasis => self.emphasis = true,
            Kind::Strike => self.strike = true,
            Kind::Mono => self.mono = true,
        }
        self
    }
}

/// Places where directives of one kind could close, in order. Openings are looked at from left to right,
/// so what was passed never counts again: all of them together are walked through once.
#[derive(Default)]
struct Closings {
    places: Vec<usize>,
    next: usize,
}

impl Closings {
    /// The first one behind `at`.
    fn after(&mut self, at: usize) -> Option<usize> {
        loop {
            let place = self.places.get(self.next).copied()?;
            if place > at {
                return Some(place);
            }
            self.next += 1;
        }
    }
}

/// The lists, one for each kind.
#[derive(Default)]
struct AllClosings {
    strong: Closings,
    emphasis: Closings,
    strike: Closings,
    mono: Closings,
}

impl AllClosings {
    /// No blank stands before a closing directive.
    fn of(line: &str) -> Self {
        let mut all = Self::default();
        let mut blank = true;
        for (at, c) in line.char_indices() {
            if let Some(kind) = Kind::of(c).filter(|_| !blank) {
                all.list(kind).places.push(at);
            }
            blank = c.is_whitespace();
        }
        all
    }

    fn list(&mut self, kind: Kind) -> &mut Closings {
        match kind {
            Kind::Strong => &mut self.strong,
            Kind::Emphasis => &mut self.emphasis,
            Kind::Strike => &mut self.strike,
            Kind::Mono => &mut self.mono,
        }
    }
}

/// A span that was opened: where it closes, and how it looked before.
struct Open {
    closes: usize,
    mono: bool,
    before: Style,
}

/// The runs so far.
struct Runs {
    done: Vec<Run>,
    /// Where the line stands in the text.
    base: usize,
    /// Where the run that is not closed yet begins in the line.
    start: usize,
}

impl Runs {
    fn text_until(&mut self, end: usize, style: Style) {
        self.push(end, style, false);
    }

    fn directive_at(&mut self, at: usize, style: Style) {
        // Each of the four is one byte long.
        self.push(at + 1, style, true);
    }

    fn push(&mut self, end: usize, style: Style, directive: bool) {
        if end > self.start {
            self.done.push(Run {
                range: self.base + self.start..self.base + end,
                style,
                directive,
            });
            self.start = end;
        }
    }
}

/// The runs of a line that begins at `base` of the text. Spans nest four deep at most: inside a span
/// there is no other of its kind, for that would have closed it.
pub(super) fn runs(line: &str, base: usize) -> Vec<Run> {
    let mut runs = Runs {
        done: Vec::new(),
        base,
        start: 0,
    };
    let mut closings = AllClosings::of(line);
    let mut open: Vec<Open> = Vec::new();
    let mut style = Style::default();
    // A span can begin here: at the start, after a blank, after another opening directive.
    let mut may_open = true;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if let Some(span) = open.pop_if(|span| span.closes == at) {
            runs.text_until(at, style);
            runs.directive_at(at, style);
            style = span.before;
            may_open = false;
            continue;
        }
        let (limit, mono) = open
            .last()
            .map_or((line.len(), false), |span| (span.closes, span.mono));
        let blank_follows = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        let kind = Kind::of(c).filter(|_| may_open && !mono && !blank_follows);
        may_open = c.is_whitespace();
        let Some(kind) = kind else {
            continue;
        };
        // With nothing between the two neither of them counts.
        let closes = closings.list(kind).after(at);
        if let Some(closes) = closes.filter(|closes| *closes > at + 1 && *closes < limit) {
            runs.text_until(at, style);
            open.push(Open {
                closes,
                mono: kind == Kind::Mono,
                before: style,
            });
            style = style.with(kind);
            runs.directive_at(at, style);
            may_open = true;
        }
    }
    runs.text_until(line.len(), style);
    runs.done
}
