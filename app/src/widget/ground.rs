//! The colour behind a large part of the window, painted in tiles.
//!
//! The software renderer repaints only what has changed, but a quad that reaches beyond that is worked out
//! pixel by pixel in its whole size and then masked: one large quad costs more than all that stands on it.
//! Of tiles, those beside the change are left out at once, and those inside need no mask.

use super::Element;
use crate::theme::Tokens;
use iced::advanced::widget::Tree;
use iced::advanced::{Layout, Renderer as _, Widget, mouse, renderer};
use iced::{Color, Rectangle, Renderer, Theme};

/// The edge of a tile: about the height of a row in a list.
const TILE: f32 = 48.0;
/// Tiles reach so far into the next ones: where an edge falls between two pixels, no seam may show.
const OVERLAP: f32 = 2.0;

/// `content` on a ground of one opaque colour.
pub fn ground<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    color: fn(&Tokens) -> Color,
) -> Element<'a, M> {
    Element::new(Ground {
        content: content.into(),
        color,
    })
}

struct Ground<'a, M> {
    content: Element<'a, M>,
    color: fn(&Tokens) -> Color,
}

impl<M> Widget<M, Theme, Renderer> for Ground<'_, M> {
    pass_on_identity!();
    pass_on!(tree => tree, tree);
    pass_on_operate!(tree => tree);
    pass_on_update!(tree => tree);
    pass_on_overlay!(tree => tree);

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        if let Some(bounds) = layout.bounds().intersection(viewport) {
            let color = (self.color)(Tokens::of(theme));
            for bounds in tiles(bounds) {
                let quad = renderer::Quad {
                    bounds,
                    ..renderer::Quad::default()
                };
                renderer.fill_quad(quad, color);
            }
        }
        let content = self.content.as_widget();
        content.draw(tree, renderer, theme, style, layout, cursor, viewport);
    }
}

/// What covers an area.
fn tiles(area: Rectangle) -> impl Iterator<Item = Rectangle> {
    let steps = |length: f32| (length / TILE).ceil() as u16;
    let (across, down) = (steps(area.width), steps(area.height));
    (0..down).flat_map(move |row| {
        (0..across).map(move |column| {
            let (x, y) = (f32::from(column) * TILE, f32::from(row) * TILE);
            Rectangle {
                x: area.x + x,
                y: area.y + y,
                width: (TILE + OVERLAP).min(area.width - x),
                height: (TILE + OVERLAP).min(area.height - y),
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::theme;

    #[test]
    fn an_area_is_covered_to_its_edges_and_no_further() {
        for (width, height) in [(300.0, 700.0), (48.0, 48.0), (1.0, 95.5), (0.0, 10.0)] {
            let area = Rectangle {
                x: 7.5,
                y: 3.0,
                width,
                height,
            };
            let all: Vec<Rectangle> = tiles(area).collect();
            let covered = all.iter().copied().reduce(|sum, tile| sum.union(&tile));
            match width > 0.0 {
                true => assert_eq!(covered, Some(area)),
                false => assert_eq!(covered, None),
            }
            for tile in &all {
                assert!(tile.is_within(&area), "{tile:?}");
                let next = |other: &&Rectangle| other.x > tile.x && other.y == tile.y;
                if let Some(next) = all.iter().find(next) {
                    assert!(next.x < tile.x + tile.width, "no gap");
                }
            }
        }
    }

    /// Also where an edge falls between two pixels.
    #[test]
    fn no_seam_shows_between_tiles() {
        let mut harness = Harness::new(
            (),
            |(), ()| {},
            |()| {
                let space = iced::widget::space().width(iced::Fill).height(iced::Fill);
                ground(space, |tokens| tokens.danger)
            },
        )
        .with_size(211.0, 173.0)
        .with_theme(theme::light());
        for scale in [1.0, 1.1, 1.3, 1.5, 2.3] {
            let (pixels, size) = harness.pixels(scale);
            let first = &pixels[..4];
            // The last row and column may be cut in the middle of a pixel.
            let (wide, high) = (size.width as usize, size.height as usize);
            // Two layers of one colour may round to one step beside it.
            let same = |pixel: &[u8]| pixel.iter().zip(first).all(|(a, b)| a.abs_diff(*b) <= 1);
            for (row, line) in pixels.chunks(wide * 4).take(high - 1).enumerate() {
                let odd = line[..(wide - 1) * 4]
                    .chunks(4)
                    .enumerate()
                    .find(|(_, pixel)| !same(pixel));
                assert_eq!(odd, None, "{scale}, row {row}");
            }
        }
    }
}
