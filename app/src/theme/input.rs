//! Single-line fields.
use super::{RING, Tokens, radius};
use iced::widget::text_input::{Status, Style};
use iced::{Background, Border, Theme};

pub fn field(theme: &Theme, status: Status) -> Style {
    style(theme, status, false)
}

/// A field whose content is wrong.
pub fn invalid(theme: &Theme, status: Status) -> Style {
    style(theme, status, true)
}

fn style(theme: &Theme, status: Status, invalid: bool) -> Style {
    let t = Tokens::of(theme);
    let (color, width) = match status {
        Status::Focused { .. } => (t.accent, RING),
        _ if invalid => (t.danger, 1.0),
        Status::Hovered => (t.text, 1.0),
        Status::Active | Status::Disabled => (t.control, 1.0),
    };
    Style {
        background: Background::Color(if matches!(status, Status::Disabled) {
            t.sidebar
        } else {
            t.surface
        }),
        border: Border {
            color,
            width,
            radius: radius::CONTROL.into(),
        },
        icon: t.quiet,
        placeholder: t.quiet,
        value: t.text,
        selection: t.selection,
    }
}
