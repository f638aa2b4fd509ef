//! What text is made of.
use iced::Color;
use std::borrow::Cow;

/// A run of text with one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Span<'a> {
    pub text: Cow<'a, str>,
    pub bold: bool,
    pub italic: bool,
    pub mono: bool,
    pub strike: bool,
    pub underline: bool,
    /// On a ground of its own, as with a marker pen.
    pub marked: bool,
    pub color: Option<Color>,
    pub link: Option<Cow<'a, str>>,
}

/// A run of plain text.
pub fn span<'a>(text: impl Into<Cow<'a, str>>) -> Span<'a> {
    Span {
        text: text.into(),
        bold: false,
        italic: false,
        mono: false,
        strike: false,
        underline: false,
        marked: false,
        color: None,
        link: None,
    }
}

impl<'a> Span<'a> {
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub fn italic(self) -> Self {
        Self {
            italic: true,
            ..self
        }
    }

    pub fn mono(self) -> Self {
        Self { mono: true, ..self }
    }

    pub fn strike(self) -> Self {
        Self {
            strike: true,
            ..self
        }
    }

    pub fn underline(self) -> Self {
        Self {
            underline: true,
            ..self
        }
    }

    pub fn marked(self) -> Self {
        Self {
            marked: true,
            ..self
        }
    }

    pub fn color(self, color: Color) -> Self {
        Self {
            color: Some(color),
            ..self
        }
    }

    pub fn link(self, target: impl Into<Cow<'a, str>>) -> Self {
        Self {
            link: Some(target.into()),
            ..self
        }
    }

    /// The same, independent of what its words were borrowed from.
    pub fn into_owned<'b>(self) -> Span<'b> {
        Span {
            text: Cow::Owned(self.text.into_owned()),
            link: self.link.map(|link| Cow::Owned(link.into_owned())),
            bold: self.bold,
            italic: self.italic,
            mono: self.mono,
            strike: self.strike,
            underline: self.underline,
            marked: self.marked,
            color: self.color,
        }
    }
}
