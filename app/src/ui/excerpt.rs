//! A part of a message that shows why it was found.

use iced::widget::{container, rich_text, span, text};
use iced::{Fill, Font};
use waxwing_core::event::search::Part;

use crate::font;
use crate::screen::Context;
use crate::theme::{LINE_HEIGHT, size};
use crate::widget::{Element, emoji, hazard};

/// So many lines are shown.
const LINES: f32 = 2.0;

/// The excerpt: what was looked for stands out.
pub fn view<'a, M: 'a>(parts: &'a [Part], context: &Context<'_>) -> Element<'a, M> {
    let (quiet, accent) = (context.tokens.quiet, context.tokens.accent);
    let mut spans: Vec<text::Span<'a, (), Font>> = Vec::new();
    for part in parts {
        let (color, plain) = match part.found {
            true => (accent, font::SEMIBOLD),
            false => (quiet, font::INTER),
        };
        let said = hazard::visible(&part.text).into_owned();
        for (run, is_emoji) in emoji::split(&said) {
            let font = if is_emoji { font::EMOJI } else { plain };
            spans.push(span(run.to_owned()).font(font).color(color));
        }
    }
    let words = rich_text(spans)
        .size(size::CAPTION + 1.0)
        .line_height(LINE_HEIGHT);
    container(words)
        .width(Fill)
        .max_height((size::CAPTION + 1.0) * LINE_HEIGHT * LINES)
        .clip(true)
        .into()
}

/// The same in one piece, for screen readers.
pub fn words(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}
