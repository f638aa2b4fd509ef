//! Words that appear beside a thing after the pointer rests on it.
use super::Element;
use crate::theme::{size, space, surface};
use iced::widget::{container, text};
use std::time::Duration;

/// Long enough not to flicker along with a moving pointer.
const DELAY: Duration = Duration::from_millis(500);
/// Wider tooltips wrap.
const WIDEST: f32 = 320.0;

/// Shows `words` above `content`.
pub fn tooltip<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    words: impl Into<String>,
) -> Element<'a, M> {
    let label = container(text(words.into()).size(size::CAPTION))
        .max_width(WIDEST)
        .padding([space::XS, space::S])
        .style(surface::tooltip);
    iced::widget::tooltip(content, label, iced::widget::tooltip::Position::Top)
        .delay(DELAY)
        .gap(space::XS)
        .into()
}
