//! Makes a picture small, evenly: each pixel is the mean of those it stands for. iced would pick single
//! ones, and can't cut a picture round.

use crate::screen::register::picture::Pixels;

/// A square of a picture, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) side: f32,
}

impl Area {
    /// The largest in the middle of a picture.
    pub(crate) fn middle(picture: &Pixels) -> Self {
        let (width, height) = (picture.width as f32, picture.height as f32);
        let side = width.min(height);
        Self {
            x: (width - side) / 2.0,
            y: (height - side) / 2.0,
            side,
        }
    }
}

/// The middle of a picture as a disc with this many pixels across, and nothing around it.
pub(crate) fn round(picture: &Pixels, edge: u32) -> Vec<u8> {
    let mut pixels = shrink(picture, Area::middle(picture), edge);
    let radius = edge as f32 / 2.0;
    let across = usize::try_from(edge).unwrap_or_default().max(1);
    for (at, pixel) in pixels.chunks_exact_mut(4).enumerate() {
        let centre = |at: usize| at as f32 + 0.5 - radius;
        let far = centre(at % across).hypot(centre(at / across));
        let inside = (radius - far + 0.5).clamp(0.0, 1.0);
        pixel[3] = (f32::from(pixel[3]) * inside).round() as u8;
    }
    pixels
}

/// The part of a picture in a square, as a square of this many pixels.
pub(crate) fn shrink(picture: &Pixels, area: Area, edge: u32) -> Vec<u8> {
    let columns = spans(area.x, area.side, edge, picture.width);
    let rows = spans(area.y, area.side, edge, picture.height);
    let width = usize::try_from(picture.width).unwrap_or_default();
    let mut pixels = Vec::with_capacity(columns.len() * rows.len() * 4);
    for row in &rows {
        for column in &columns {
            let mut sum = [0.0_f32; 4];
            let mut whole = 0.0;
            for (y, tall) in row.parts() {
                let line = &picture.rgba[y * width * 4..(y + 1) * width * 4];
                for (x, wide) in column.parts() {
                    let weight = tall * wide;
                    let alpha = f32::from(line[x * 4 + 3]) * weight;
                    for (sum, value) in sum.iter_mut().zip(&line[x * 4..x * 4 + 3]) {
                        *sum += f32::from(*value) * alpha;
                    }
                    sum[3] += alpha;
                    whole += weight;
                }
            }
            let [red, green, blue, alpha] = sum;
            // What can't be seen has no colour.
            let of = |sum: f32| (sum / alpha.max(f32::EPSILON)).round() as u8;
            let seen = (alpha / f32::max(whole, f32::EPSILON)).round() as u8;
            pixels.extend([of(red), of(green), of(blue), seen]);
        }
    }
    pixels
}

/// What one pixel stands for in one direction: the first it covers, and how much of each.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

impl Span {
    fn parts(&self) -> impl Iterator<Item = (usize, f32)> {
        (self.first..).zip(self.weights.iter().copied())
    }
}

fn spans(start: f32, side: f32, edge: u32, limit: u32) -> Vec<Span> {
    let step = side / edge.max(1) as f32;
    let last = limit.saturating_sub(1) as f32;
    let of = |at: u32| {
        let from = (start + at as f32 * step).clamp(0.0, last);
        let to = (from + step).min(limit as f32).max(from + f32::EPSILON);
        let first = from.floor();
        let end = to.ceil().min(limit as f32).max(first + 1.0);
        let weights = (first as usize..end as usize).map(|pixel| {
            let pixel = pixel as f32;
            (to.min(pixel + 1.0) - from.max(pixel)).max(f32::EPSILON)
        });
        Span {
            first: first as usize,
            weights: weights.collect(),
        }
    };
    (0..edge).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red on the left, blue on the right, and a column between that can be seen through.
    fn flag(width: u32, height: u32) -> Pixels {
        let pixel = |at: u32| match (at % width).cmp(&(width / 2)) {
            std::cmp::Ordering::Less => [255, 0, 0, 255],
            std::cmp::Ordering::Equal => [0, 255, 0, 0],
            std::cmp::Ordering::Greater => [0, 0, 255, 255],
        };
        Pixels {
            width,
            height,
            rgba: (0..width * height).flat_map(pixel).collect(),
        }
    }

    fn at(pixels: &[u8], edge: usize, x: usize, y: usize) -> &[u8] {
        &pixels[(y * edge + x) * 4..][..4]
    }

    #[test]
    fn a_pixel_is_the_mean_of_what_it_stands_for() {
        let picture = Pixels {
            width: 2,
            height: 2,
            rgba: [[0, 0, 0, 255], [200, 0, 0, 255]].concat().repeat(2),
        };
        assert_eq!(
            shrink(&picture, Area::middle(&picture), 1),
            [100, 0, 0, 255]
        );
        // A third of each of its neighbours.
        let row = shrink(&flag(9, 9), Area::middle(&flag(9, 9)), 3);
        assert_eq!(at(&row, 3, 0, 0), [255, 0, 0, 255]);
        assert_eq!(at(&row, 3, 2, 2), [0, 0, 255, 255]);
        let [red, green, blue, alpha] = *at(&row, 3, 1, 1) else {
            panic!("four");
        };
        assert_eq!((red, green, blue), (128, 0, 128), "no green shines through");
        assert_eq!(alpha, 170);
    }

    #[test]
    fn a_part_is_taken_and_may_be_made_larger() {
        let wide = flag(20, 4);
        let left = Area {
            x: 0.0,
            y: 0.0,
            side: 4.0,
        };
        let all_red = shrink(&wide, left, 8);
        assert_eq!(all_red.len(), 8 * 8 * 4);
        assert!(all_red.chunks(4).all(|pixel| pixel == [255, 0, 0, 255]));
        // A square that hangs over the end breaks nothing.
        let over = Area {
            x: 18.5,
            y: -3.0,
            side: 9.0,
        };
        assert_eq!(shrink(&wide, over, 5).len(), 5 * 5 * 4);
    }

    #[test]
    fn a_face_is_round() {
        let pixels = round(&flag(64, 48), 32);
        assert_eq!(at(&pixels, 32, 0, 0)[3], 0);
        assert_eq!(at(&pixels, 32, 31, 31)[3], 0);
        assert_eq!(at(&pixels, 32, 4, 16), [255, 0, 0, 255]);
        assert_eq!(at(&pixels, 32, 27, 16), [0, 0, 255, 255]);
    }
}
