//! Scrollbars, ours and iced's.
use super::{Tokens, radius};
use iced::widget::scrollable::{AutoScroll, Rail, Scroller, Status, Style};
use iced::{Background, Border, Color, Theme, border};

/// Width of a scrollbar's thumb at rest.
pub const THUMB_WIDTH: f32 = 6.0;
/// The strip in which the thumb can be caught.
pub const TRACK_WIDTH: f32 = 12.0;

/// The thumb of the virtual list; `strength` fades it from 0 to 1.
pub fn thumb(theme: &Theme, strength: f32, held: bool) -> Color {
    let t = Tokens::of(theme);
    let alpha = if held { t.thumb.a * 1.7 } else { t.thumb.a };
    Color {
        a: (alpha * strength).clamp(0.0, 1.0),
        ..t.thumb
    }
}

/// Style of iced's `scrollable`.
pub fn scrollable(theme: &Theme, status: Status) -> Style {
    let t = Tokens::of(theme);
    let strength = match status {
        Status::Active { .. } => 0.6,
        Status::Hovered { .. } => 0.8,
        Status::Dragged { .. } => 1.0,
    };
    let rail = Rail {
        background: None,
        border: Border::default(),
        scroller: Scroller {
            background: Background::Color(thumb(theme, strength, false)),
            border: border::rounded(radius::PILL),
        },
    };
    Style {
        container: iced::widget::container::Style::default(),
        vertical_rail: rail,
        horizontal_rail: rail,
        gap: None,
        auto_scroll: AutoScroll {
            background: Background::Color(t.surface),
            border: border::rounded(radius::PILL),
            shadow: iced::Shadow::default(),
            icon: t.text,
        },
    }
}

/// The slim scrollbar for iced's `scrollable`, as `Direction::Vertical(list::scrollbar())`.
pub fn scrollbar() -> iced::widget::scrollable::Scrollbar {
    iced::widget::scrollable::Scrollbar::new()
        .width(THUMB_WIDTH)
        .scroller_width(THUMB_WIDTH)
        .margin((TRACK_WIDTH - THUMB_WIDTH) / 2.0)
}
