//! The ring around what has the focus: the same wherever it is drawn.
use crate::theme::{RING, Tokens};
use iced::advanced::{Renderer as _, renderer};
use iced::border::{self, Radius};
use iced::{Color, Rectangle, Renderer};

/// Draws the ring inside `bounds`; whoever wants it around a thing expands them by [`RING`] first.
pub fn ring(
    renderer: &mut Renderer,
    tokens: &Tokens,
    bounds: Rectangle,
    radius: impl Into<Radius>,
) {
    let ring = renderer::Quad {
        bounds,
        border: border::rounded(radius).width(RING).color(tokens.accent),
        ..renderer::Quad::default()
    };
    renderer.fill_quad(ring, Color::TRANSPARENT);
}
