//! Cuts a face out of a picture: its middle, as a disc. iced can't cut one round.

use waxwing_media::picture::{self, Pixels, Sides};

/// A picture of a tower or a train is not read larger than so many times its shorter side.
const SLIMMEST: u32 = 8;

/// The middle of a picture as a disc with this many pixels across, and nothing around it.
pub(super) fn read(bytes: &[u8], edge: u32) -> Option<Vec<u8>> {
    let sides = picture::probe(bytes).ok()?.sides;
    let (short, long) = (sides.width.min(sides.height), sides.width.max(sides.height));
    let times = long.div_ceil(short.max(1)).min(SLIMMEST);
    let whole = picture::decode(bytes, Sides::square(edge.saturating_mul(times))).ok()?;
    disc(&whole, edge)
}

fn disc(whole: &Pixels, edge: u32) -> Option<Vec<u8>> {
    let Sides { width, height } = whole.sides();
    let side = width.min(height);
    let (left, top) = ((width - side) / 2, (height - side) / 2);
    let square = whole.cropped(left, top, Sides::square(side))?;
    let mut pixels = square.shrunk(Sides::square(edge));
    let across = pixels.sides().width;
    let radius = across as f32 / 2.0;
    for (at, pixel) in pixels.rgba_mut().chunks_exact_mut(4).enumerate() {
        let centre = |at: usize| at as f32 + 0.5 - radius;
        let across = across as usize;
        let far = centre(at % across).hypot(centre(at / across));
        let inside = (radius - far + 0.5).clamp(0.0, 1.0);
        pixel[3] = (f32::from(pixel[3]) * inside).round() as u8;
    }
    Some(pixels.into_rgba())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red on the left, blue on the right.
    fn flag(width: u32, height: u32) -> Pixels {
        let pixel = |at: u32| match at % width < width / 2 {
            true => [255, 0, 0, 255],
            false => [0, 0, 255, 255],
        };
        let rgba = (0..width * height).flat_map(pixel).collect();
        Pixels::new(Sides { width, height }, rgba).unwrap()
    }

    #[test]
    fn a_face_is_the_middle_and_round() {
        for (width, height) in [(64, 48), (48, 64), (200, 40)] {
            let bytes = picture::to_png(&flag(width, height)).unwrap();
            let pixels = read(&bytes, 32).unwrap();
            assert_eq!(pixels.len(), 32 * 32 * 4);
            let at = |x: usize, y: usize| &pixels[(y * 32 + x) * 4..][..4];
            assert_eq!((at(0, 0)[3], at(31, 31)[3]), (0, 0));
            assert_eq!(at(4, 16), [255, 0, 0, 255]);
            assert_eq!(at(27, 16), [0, 0, 255, 255]);
        }
    }

    #[test]
    fn a_small_picture_is_shown_as_large_as_it_is() {
        let bytes = picture::to_png(&flag(8, 8)).unwrap();
        assert_eq!(read(&bytes, 72).unwrap().len(), 8 * 8 * 4);
        assert_eq!(read(b"<svg/>", 72), None);
    }
}
