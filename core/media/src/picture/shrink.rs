//! Makes pictures smaller row by row: each pixel becomes the mean of the area that it stands for, weighed
//! by opacity. The rows above are needed no more once they were counted in.

use super::pixels::{Pixels, Sides};

/// A picture that is being made smaller.
pub(super) struct Shrink {
    from: Sides,
    to: Sides,
    /// Where each pixel of a row goes: into this one and, with what is left over, into the next.
    columns: Vec<Share>,
    /// Sums for the row that is being made: red, green, blue (times opacity), opacity.
    sums: Vec<[f32; 4]>,
    /// Those of the next row, which the last row has begun.
    next: Vec<[f32; 4]>,
    /// So many rows came in.
    taken: u32,
    rgba: Vec<u8>,
}

/// A pixel's part in two of the smaller picture.
#[derive(Clone, Copy)]
struct Share {
    at: usize,
    here: f32,
    beyond: f32,
}

/// Where the pixel `at` of `from` lies among `to` pixels.
fn share(at: u32, from: u32, to: u32) -> Share {
    let (at, from, to) = (u64::from(at), u64::from(from.max(1)), u64::from(to));
    // In parts of `from`: the pixel covers `to` of them, each of the new ones `from`.
    let begin = at * to;
    let place = begin / from;
    let until = (place + 1) * from;
    let here = until.saturating_sub(begin).min(to);
    let part = |length: u64| length as f32 / from as f32;
    Share {
        at: usize::try_from(place).unwrap_or(usize::MAX),
        here: part(here),
        beyond: part(to - here),
    }
}

impl Shrink {
    /// `to` must not be larger than `from` on any side.
    pub(super) fn new(from: Sides, to: Sides) -> Self {
        let (width, height) = to.as_usize();
        let same = from == to;
        let sums = if same { 0 } else { width };
        let columns = match same {
            true => Vec::new(),
            false => (0..from.width)
                .map(|x| share(x, from.width, to.width))
                .collect(),
        };
        Self {
            from,
            to,
            columns,
            sums: vec![[0.0; 4]; sums],
            next: vec![[0.0; 4]; sums],
            taken: 0,
            rgba: Vec::with_capacity(width.saturating_mul(height).saturating_mul(4)),
        }
    }

    /// Takes the next row in: four bytes for each pixel.
    pub(super) fn push(&mut self, row: &[u8]) {
        if self.taken >= self.from.height {
            return;
        }
        if self.columns.is_empty() {
            self.taken += 1;
            self.rgba.extend_from_slice(row);
            return;
        }
        let share = share(self.taken, self.from.height, self.to.height);
        self.taken += 1;
        add(&mut self.sums, &self.columns, row, share.here);
        if share.beyond > 0.0 {
            add(&mut self.next, &self.columns, row, share.beyond);
        }
        let following = u64::from(self.taken) * u64::from(self.to.height);
        let done = following / u64::from(self.from.height.max(1));
        if done > share.at as u64 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        for sum in &self.sums {
            self.rgba.extend_from_slice(&mean(*sum));
        }
        std::mem::swap(&mut self.sums, &mut self.next);
        self.next.fill([0.0; 4]);
    }

    /// What came out; where rows were missing, nothing is seen.
    pub(super) fn finish(mut self) -> Pixels {
        let (width, height) = self.to.as_usize();
        self.rgba.resize(width * height * 4, 0);
        match Pixels::new(self.to, self.rgba) {
            Some(pixels) => pixels,
            // Sides that have no pixels don't come here; one that nothing is seen of is no lie.
            None => Pixels::clear(),
        }
    }
}

/// Adds a row, weighed, to sums.
fn add(sums: &mut [[f32; 4]], columns: &[Share], row: &[u8], weight: f32) {
    for (pixel, share) in row.chunks_exact(4).zip(columns) {
        let &[red, green, blue, alpha] = pixel else {
            return;
        };
        let alpha = f32::from(alpha);
        let values = [
            f32::from(red) * alpha,
            f32::from(green) * alpha,
            f32::from(blue) * alpha,
            alpha,
        ];
        let mut put = |at: usize, weight: f32| {
            if let Some(sum) = sums.get_mut(at) {
                for (sum, value) in sum.iter_mut().zip(values) {
                    *sum += value * weight;
                }
            }
        };
        put(share.at, share.here * weight);
        if share.beyond > 0.0 {
            put(share.at + 1, share.beyond * weight);
        }
    }
}

fn mean([red, green, blue, alpha]: [f32; 4]) -> [u8; 4] {
    if alpha <= f32::EPSILON {
        return [0; 4];
    }
    // A conversion to bytes rounds down and never overflows.
    let colour = |sum: f32| (sum / alpha + 0.5) as u8;
    [
        colour(red),
        colour(green),
        colour(blue),
        (alpha + 0.5) as u8,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(width: u32, height: u32) -> Sides {
        Sides { width, height }
    }

    #[test]
    fn one_colour_stays_one_colour_whatever_the_sides() {
        let colour = [200, 100, 50, 255];
        for (from, to) in [
            (sides(7, 5), sides(3, 2)),
            (sides(100, 100), sides(33, 67)),
            (sides(10, 10), sides(10, 3)),
            (sides(4, 4), sides(1, 1)),
            (sides(3, 3), sides(3, 3)),
            (sides(1, 1000), sides(1, 999)),
        ] {
            let rgba = colour.repeat(from.count() as usize);
            let small = Pixels::new(from, rgba).unwrap().shrunk(to);
            assert_eq!(small.sides(), to);
            for pixel in small.rgba().chunks_exact(4) {
                for (is, was) in pixel.iter().zip(colour) {
                    assert!(is.abs_diff(was) <= 1, "{from:?} {to:?}: {pixel:?}");
                }
            }
        }
    }

    #[test]
    fn halves_are_means_and_what_is_clear_has_no_colour() {
        let row = [0, 0, 0, 255, 255, 255, 255, 255];
        let pixels = Pixels::new(sides(2, 1), row.to_vec()).unwrap();
        let mean = pixels.shrunk(sides(1, 1));
        assert_eq!(mean.rgba(), [128, 128, 128, 255]);
        let row = [255, 0, 0, 255, 0, 255, 0, 0];
        let pixels = Pixels::new(sides(2, 1), row.to_vec()).unwrap();
        let mean = pixels.shrunk(sides(1, 1));
        assert_eq!(mean.rgba(), [255, 0, 0, 128]);
    }

    #[test]
    fn rows_that_are_missing_are_clear() {
        let mut shrink = Shrink::new(sides(2, 4), sides(1, 2));
        shrink.push(&[9, 9, 9, 255, 9, 9, 9, 255]);
        let pixels = shrink.finish();
        assert_eq!(pixels.sides(), sides(1, 2));
        assert_eq!(pixels.at(0, 1), Some([0, 0, 0, 0]));
    }
}
