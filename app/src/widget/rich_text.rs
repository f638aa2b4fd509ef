//! Text that can be selected. (Being filled in: the signatures are final.)
use super::Element;
use crate::theme::size;
use iced::advanced::widget::Id;
use iced::{Color, Length};
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
}

/// Text made of `spans`; selectable with pointer and keyboard, links can be followed.
pub fn rich_text<'a, M>(spans: Vec<Span<'a>>) -> RichText<'a, M> {
    RichText {
        spans,
        size: size::MESSAGE,
        on_link: None,
    }
}

/// See [`rich_text`].
pub struct RichText<'a, M> {
    spans: Vec<Span<'a>>,
    size: f32,
    on_link: Option<Box<dyn Fn(String) -> M + 'a>>,
}

impl<'a, M> RichText<'a, M> {
    pub fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub fn width(self, _width: impl Into<Length>) -> Self {
        self
    }

    pub fn id(self, _id: impl Into<Id>) -> Self {
        self
    }

    pub fn on_link(mut self, f: impl Fn(String) -> M + 'a) -> Self {
        self.on_link = Some(Box::new(f));
        self
    }
}

impl<'a, M: 'a> From<RichText<'a, M>> for Element<'a, M> {
    fn from(rich: RichText<'a, M>) -> Self {
        let words: String = rich.spans.iter().map(|s| s.text.as_ref()).collect();
        iced::widget::text(words).size(rich.size).into()
    }
}
