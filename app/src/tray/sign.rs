//! What the tray shows: the bird, and on it how much is unread.

use iced::Color;
use ksni::Icon;

use crate::icon::bird;
use crate::theme::palette;
use crate::widget::avatar::avatar;

/// The edges that are offered, in pixels: what panels show on usual and on dense screens.
const EDGES: [u32; 2] = [24, 48];

/// The sign in all its sizes.
pub(super) fn pixels(unread: u32) -> Vec<Icon> {
    EDGES.into_iter().map(|edge| icon(edge, unread)).collect()
}

fn icon(edge: u32, unread: u32) -> Icon {
    let mut rgba = bird(edge);
    if unread > 0 {
        // More than half of it, or nobody could read the number.
        let size = edge * 5 / 8;
        let words = match unread {
            1..=9 => unread.to_string(),
            _ => "9+".to_owned(),
        };
        let badge = avatar("", palette::LIGHT.accent);
        let badge = badge.words(words).size(size as f32);
        if let Some(badge) = badge.pixels(Color::WHITE) {
            lay(&mut rgba, edge, &badge, size);
        }
    }
    let side = i32::try_from(edge).unwrap_or_default();
    Icon {
        width: side,
        height: side,
        data: argb(&rgba),
    }
}

/// Lays a smaller picture over the lower right corner of another.
fn lay(ground: &mut [u8], edge: u32, picture: &[u8], size: u32) {
    let corner = edge - size;
    for (place, over) in (0..size * size).zip(picture.chunks_exact(4)) {
        let (x, y) = (place % size + corner, place / size + corner);
        let start = ((y * edge + x) * 4) as usize;
        if let Some(under) = ground.get_mut(start..start + 4) {
            blend(under, over);
        }
    }
}

fn blend(under: &mut [u8], over: &[u8]) {
    let alpha = u32::from(over[3]);
    for (below, above) in under.iter_mut().zip(over).take(3) {
        let mixed = u32::from(*above) * alpha + u32::from(*below) * (255 - alpha);
        *below = u8::try_from(mixed / 255).unwrap_or(u8::MAX);
    }
    under[3] = under[3].max(over[3]);
}

/// Opacity first, as the bus wants it.
fn argb(rgba: &[u8]) -> Vec<u8> {
    let pixels = rgba.chunks_exact(4);
    pixels
        .flat_map(|pixel| [pixel[3], pixel[0], pixel[1], pixel[2]])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_has_a_number_where_there_is_something_unread() {
        crate::font::load();
        let (none, some, many) = (pixels(0), pixels(3), pixels(70));
        for ((none, some), many) in none.iter().zip(&some).zip(&many) {
            assert_eq!(none.data.len(), (none.width * none.height * 4) as usize);
            assert_ne!(none.data, some.data);
            assert_ne!(some.data, many.data);
            // The upper left corner is the bird's.
            assert_eq!(none.data[..32], some.data[..32]);
        }
    }
}
