//! Small rounded labels: unread counts, "muted", a mention.
use super::Element;
use crate::font;
use crate::theme::palette::contrast;
use crate::theme::{Tokens, radius, size, space};
use iced::widget::{container, text};
use iced::{Background, Border, Theme};

/// How loud a pill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Unread.
    Accent,
    /// Unread but muted; plain labels.
    Quiet,
    /// Wants attention.
    Attention,
}

/// Edge of a dot: as high as the small letters of the line it stands on.
const DOT: f32 = 10.0;

/// Counts above are shown as "999+": a pill is a glance, not a statistic.
const MOST: usize = 999;

/// A label in a pill.
pub fn pill<'a, M: 'a>(label: impl Into<String>, tone: Tone) -> Element<'a, M> {
    let label = text(label.into()).size(size::CAPTION).font(font::SEMIBOLD);
    container(label.line_height(1.2))
        .padding([1.5, space::S - 2.0])
        .center_x(iced::Shrink)
        .style(move |theme| style(theme, tone))
        .into()
}

/// A pill without a label: something is unread, whatever it is.
pub fn dot<'a, M: 'a>(tone: Tone) -> Element<'a, M> {
    let space = iced::widget::space().width(DOT).height(DOT);
    container(space)
        .style(move |theme| style(theme, tone))
        .into()
}

/// An unread count.
pub fn count<'a, M: 'a>(count: usize, tone: Tone) -> Element<'a, M> {
    pill(count_label(count), tone)
}

fn count_label(count: usize) -> String {
    if count > MOST {
        format!("{MOST}+")
    } else {
        count.to_string()
    }
}

fn style(theme: &Theme, tone: Tone) -> container::Style {
    let t = Tokens::of(theme);
    let (ground, words) = match tone {
        Tone::Accent => (t.accent, t.on_accent),
        Tone::Quiet => (t.quiet, t.window),
        Tone::Attention => {
            let dark = if t.dark { t.window } else { t.text };
            let words = if contrast(dark, t.attention) >= contrast(t.surface, t.attention) {
                dark
            } else {
                t.surface
            };
            (t.attention, words)
        }
    };
    container::Style {
        text_color: Some(words),
        background: Some(Background::Color(ground)),
        border: Border {
            radius: radius::PILL.into(),
            ..Border::default()
        },
        ..container::Style::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_are_cut() {
        assert_eq!(count_label(7), "7");
        assert_eq!(count_label(1000), "999+");
    }

    #[test]
    fn every_tone_can_be_read_in_every_theme() {
        use crate::theme::{dark, high_contrast_dark, high_contrast_light, light};
        for theme in [light(), dark(), high_contrast_dark(), high_contrast_light()] {
            for tone in [Tone::Accent, Tone::Quiet, Tone::Attention] {
                let style = style(&theme, tone);
                let (Some(words), Some(Background::Color(ground))) =
                    (style.text_color, style.background)
                else {
                    panic!("a pill has both colours");
                };
                assert!(contrast(words, ground) >= 4.5, "{theme} {tone:?}");
            }
        }
    }
}
