//! Grounds: the window's parts, cards, bubbles, menus. Use as `container(..).style(surface::card)`.
use super::palette::LIGHT;
use super::{Tokens, radius};
use iced::widget::container::Style;
use iced::{Background, Border, Color, Theme};

/// The window's own ground. Nothing is painted: the renderer has cleared the window in this colour,
/// and the software renderer pays for each pixel of a large area, however little of it has changed.
pub fn window(theme: &Theme) -> Style {
    Style {
        text_color: Some(Tokens::of(theme).text),
        ..Style::default()
    }
}

/// A framed area inside a page.
pub fn card(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    framed(t.surface, t.border, radius::BUBBLE, t)
}

/// Menus, tooltips' bigger brothers, dialogs: above the window, by a stronger outline. A shadow would
/// grow darker with every partial repaint: the software renderer draws shadows past the part it repaints.
pub fn raised(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    framed(t.surface, t.control, radius::BUBBLE, t)
}

pub fn own_bubble(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    // The tint alone is too faint for who asks for contrast.
    let outline = match t.readable > LIGHT.readable {
        true => t.control,
        false => t.own_bubble,
    };
    framed(t.own_bubble, outline, radius::BUBBLE, t)
}

pub fn other_bubble(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    framed(t.other_bubble, t.border, radius::BUBBLE, t)
}

/// The dark label of a tooltip: the colours of the text, turned round.
pub fn tooltip(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    Style {
        text_color: Some(t.window),
        ..framed(t.text, t.text, radius::CONTROL, t)
    }
}

/// The round ground of a sign that stands where a face would.
pub fn sign(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    Style {
        text_color: Some(t.quiet),
        ..framed(t.skeleton, Color::TRANSPARENT, radius::PILL, t)
    }
}

/// A quiet bar across the window (offline, unread).
pub fn bar(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    flat(t.sidebar, t.quiet)
}

pub fn scrim(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    flat(t.scrim, t.text)
}

/// A one pixel line, to be given its length by the container.
pub fn line(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    flat(t.border, t.text)
}

pub fn code(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    framed(t.code, Color::TRANSPARENT, radius::CONTROL, t)
}

pub fn skeleton(theme: &Theme) -> Style {
    let t = Tokens::of(theme);
    framed(t.skeleton, Color::TRANSPARENT, radius::CONTROL, t)
}

fn flat(background: Color, text: Color) -> Style {
    Style {
        text_color: Some(text),
        background: Some(Background::Color(background)),
        ..Style::default()
    }
}

fn framed(background: Color, border: Color, radius: f32, t: &Tokens) -> Style {
    Style {
        border: Border {
            color: border,
            width: if border.a > 0.0 { 1.0 } else { 0.0 },
            radius: radius.into(),
        },
        ..flat(background, t.text)
    }
}
