//! The composer's text area.
use super::{RING, Tokens, radius};
use iced::widget::text_editor::{Status, Style};
use iced::{Background, Border, Theme};

pub fn composer(theme: &Theme, status: Status) -> Style {
    let t = Tokens::of(theme);
    let (color, width) = match status {
        Status::Focused { .. } => (t.accent, RING),
        Status::Hovered => (t.text, 1.0),
        Status::Active | Status::Disabled => (t.control, 1.0),
    };
    Style {
        background: Background::Color(t.surface),
        border: Border {
            color,
            width,
            radius: radius::BUBBLE.into(),
        },
        placeholder: t.quiet,
        value: t.text,
        selection: t.selection,
    }
}
