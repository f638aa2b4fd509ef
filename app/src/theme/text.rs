//! Colours of words. Use as `text(..).style(theme::text::quiet)`.
use super::Tokens;
use iced::Theme;
use iced::widget::text::Style;

pub fn normal(theme: &Theme) -> Style {
    color(Tokens::of(theme).text)
}

pub fn quiet(theme: &Theme) -> Style {
    color(Tokens::of(theme).quiet)
}

pub fn accent(theme: &Theme) -> Style {
    color(Tokens::of(theme).accent)
}

pub fn danger(theme: &Theme) -> Style {
    color(Tokens::of(theme).danger)
}

pub fn success(theme: &Theme) -> Style {
    color(Tokens::of(theme).success)
}

fn color(color: iced::Color) -> Style {
    Style { color: Some(color) }
}
