//! How the kinds of [`focus_button`](mod@crate::widget::focus_button) look.
use super::{Tokens, radius};
use iced::widget::button::{Status, Style};
use iced::{Background, Border, Color, Theme};

/// What a button stands for; its colours follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// The one thing to do here.
    Primary,
    /// The same, round: it starts and stops something.
    Round,
    /// Another thing to do: outlined.
    #[default]
    Secondary,
    /// Only a label or a sign; shows itself under the pointer.
    Quiet,
    /// Destroys something.
    Danger,
    /// A row of a list.
    Row,
    /// Words that lead elsewhere.
    Link,
    /// Nothing but the ring: the content draws itself (bubbles, quotes, avatars).
    Bare,
}

impl Kind {
    pub fn style(self, theme: &Theme, status: Status, selected: bool) -> Style {
        let t = Tokens::of(theme);
        let mut style = match self {
            Self::Primary => filled(t.accent, t.on_accent),
            Self::Round => Style {
                border: iced::border::rounded(radius::PILL),
                ..filled(t.accent, t.on_accent)
            },
            Self::Danger => filled(t.danger, t.on_danger),
            Self::Secondary => Style {
                border: border(t.control, 1.0),
                ..plain(t.surface, t.text)
            },
            Self::Quiet => plain(Color::TRANSPARENT, t.text),
            Self::Row => plain(Color::TRANSPARENT, t.text),
            Self::Link => plain(Color::TRANSPARENT, t.accent),
            Self::Bare => plain(Color::TRANSPARENT, t.text),
        };
        if selected && self != Self::Bare {
            style.background = Some(Background::Color(t.selected));
        }
        self.shade(t, status, selected, &mut style);
        style
    }

    fn shade(self, t: &Tokens, status: Status, selected: bool, style: &mut Style) {
        let solid = matches!(self, Self::Primary | Self::Round | Self::Danger);
        match status {
            Status::Hovered | Status::Pressed if self == Self::Bare || self == Self::Link => {}
            Status::Hovered | Status::Pressed => {
                let pressed = status == Status::Pressed;
                let tint = if pressed { t.pressed } else { t.hover };
                let tint = if solid {
                    Color {
                        a: if pressed { 0.20 } else { 0.10 },
                        ..t.on_accent
                    }
                } else {
                    tint
                };
                let under = match style.background {
                    Some(Background::Color(color)) => color,
                    _ => Color::TRANSPARENT,
                };
                if !selected || pressed {
                    style.background = Some(Background::Color(over(tint, under)));
                }
            }
            Status::Disabled => {
                style.text_color = Color {
                    a: 0.55,
                    ..if solid { t.text } else { style.text_color }
                };
                if solid {
                    style.background = Some(Background::Color(t.skeleton));
                }
            }
            Status::Active => {}
        }
    }
}

fn plain(background: Color, text: Color) -> Style {
    Style {
        background: Some(Background::Color(background)),
        text_color: text,
        border: border(Color::TRANSPARENT, 0.0),
        ..Style::default()
    }
}

fn filled(background: Color, text: Color) -> Style {
    plain(background, text)
}

fn border(color: Color, width: f32) -> Border {
    Border {
        color,
        width,
        radius: radius::CONTROL.into(),
    }
}

/// `top` painted over `under`, which may itself let the ground through.
fn over(top: Color, under: Color) -> Color {
    let a = top.a + under.a * (1.0 - top.a);
    if a <= 0.0 {
        return Color::TRANSPARENT;
    }
    let mix = |t: f32, u: f32| (t * top.a + u * under.a * (1.0 - top.a)) / a;
    Color {
        r: mix(top.r, under.r),
        g: mix(top.g, under.g),
        b: mix(top.b, under.b),
        a,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::light;

    #[test]
    fn every_kind_answers_the_pointer_except_bare_and_links() {
        for kind in [
            Kind::Primary,
            Kind::Round,
            Kind::Secondary,
            Kind::Quiet,
            Kind::Danger,
            Kind::Row,
        ] {
            let rest = kind.style(&light(), Status::Active, false).background;
            let hover = kind.style(&light(), Status::Hovered, false).background;
            let pressed = kind.style(&light(), Status::Pressed, false).background;
            assert_ne!(rest, hover, "{kind:?}");
            assert_ne!(hover, pressed, "{kind:?}");
        }
    }

    #[test]
    fn painting_over_nothing_keeps_the_tint() {
        let tint = Color {
            a: 0.5,
            ..Color::BLACK
        };
        assert_eq!(over(tint, Color::TRANSPARENT), tint);
        assert_eq!(over(tint, Color::WHITE), Color::from_rgb(0.5, 0.5, 0.5));
    }
}
