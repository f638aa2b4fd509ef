//! Pixels, and how many of them.

use super::Flaw;
use super::shrink::Shrink;

/// How wide and how high something is, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sides {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl Sides {
    /// Whatever it is.
    pub const ANY: Self = Self {
        width: u32::MAX,
        height: u32::MAX,
    };

    /// A square.
    #[must_use]
    pub const fn square(edge: u32) -> Self {
        Self {
            width: edge,
            height: edge,
        }
    }

    /// How many pixels there are.
    #[must_use]
    pub fn count(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// These, made smaller where they don't fit into `frame`; their ratio stays, and no side is 0.
    #[must_use]
    pub fn within(self, frame: Self) -> Self {
        if self.width <= frame.width && self.height <= frame.height {
            return self;
        }
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        let (most_wide, most_high) = (u64::from(frame.width), u64::from(frame.height));
        // The side that is too long by more decides.
        let by_width = width * most_high >= height * most_wide;
        let rounded = |side: u64, most: u64, whole: u64| {
            u32::try_from((side * most + whole / 2) / whole.max(1)).unwrap_or(u32::MAX)
        };
        match by_width {
            true => Self {
                width: frame.width.max(1),
                height: rounded(height, most_wide, width).clamp(1, frame.height.max(1)),
            },
            false => Self {
                width: rounded(width, most_high, height).clamp(1, frame.width.max(1)),
                height: frame.height.max(1),
            },
        }
    }

    /// The other way round.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self {
            width: self.height,
            height: self.width,
        }
    }

    /// Both, to count with.
    #[must_use]
    pub fn as_usize(self) -> (usize, usize) {
        (self.width as usize, self.height as usize)
    }

    /// These, where there are no more pixels than that, and any at all.
    pub(super) fn bounded(self, most: u64) -> Result<Self, Flaw> {
        match self.count() {
            0 => Err(Flaw::Broken("it has no pixels".to_owned())),
            count if count > most => Err(Flaw::TooLarge {
                width: self.width,
                height: self.height,
            }),
            _ => Ok(self),
        }
    }
}

/// A picture in memory: red, green, blue and opacity (not multiplied in), row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    sides: Sides,
    rgba: Vec<u8>,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({} x {})", self.sides.width, self.sides.height)
    }
}

impl Pixels {
    /// Four bytes for each pixel. `None`: there are more or fewer of them, or none.
    #[must_use]
    pub fn new(sides: Sides, rgba: Vec<u8>) -> Option<Self> {
        let fits = sides.count() > 0 && sides.count().checked_mul(4) == Some(rgba.len() as u64);
        fits.then_some(Self { sides, rgba })
    }

    /// One pixel that nothing is seen of.
    pub(super) fn clear() -> Self {
        Self {
            sides: Sides::square(1),
            rgba: vec![0; 4],
        }
    }

    /// How wide and high it is.
    #[must_use]
    pub fn sides(&self) -> Sides {
        self.sides
    }

    /// The bytes.
    #[must_use]
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// The bytes, to be changed in place.
    pub fn rgba_mut(&mut self) -> &mut [u8] {
        &mut self.rgba
    }

    /// The bytes, taken out.
    #[must_use]
    pub fn into_rgba(self) -> Vec<u8> {
        self.rgba
    }

    /// Nothing shines through anywhere.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        let mut pixels = self.rgba.chunks_exact(4);
        pixels.all(|pixel| pixel.last() == Some(&u8::MAX))
    }

    /// One pixel.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> Option<[u8; 4]> {
        let inside = x < self.sides.width && y < self.sides.height;
        let (width, _) = self.sides.as_usize();
        let at = inside.then(|| (y as usize * width + x as usize) * 4)?;
        self.rgba.get(at..at + 4)?.try_into().ok()
    }

    /// The same with other sides, each pixel the mean of those that it stands for. Only smaller: sides
    /// that are larger stay as they are.
    #[must_use]
    pub fn shrunk(&self, to: Sides) -> Self {
        let to = Sides {
            width: to.width.clamp(1, self.sides.width),
            height: to.height.clamp(1, self.sides.height),
        };
        if to == self.sides {
            return self.clone();
        }
        let mut shrink = Shrink::new(self.sides, to);
        for row in self.rgba.chunks_exact(self.sides.width as usize * 4) {
            shrink.push(row);
        }
        shrink.finish()
    }

    /// A part: what lies outside is left out. `None`: nothing is left.
    #[must_use]
    pub fn cropped(&self, x: u32, y: u32, sides: Sides) -> Option<Self> {
        let width = sides.width.min(self.sides.width.checked_sub(x)?);
        let height = sides.height.min(self.sides.height.checked_sub(y)?);
        let (left, wide) = (x as usize * 4, width as usize * 4);
        let rows = self.rgba.chunks_exact(self.sides.width as usize * 4);
        let rows = rows.skip(y as usize).take(height as usize);
        let mut rgba = Vec::with_capacity(wide * height as usize);
        for row in rows {
            rgba.extend_from_slice(row.get(left..left + wide)?);
        }
        Self::new(Sides { width, height }, rgba)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(width: u32, height: u32) -> Sides {
        Sides { width, height }
    }

    #[test]
    fn what_is_too_large_keeps_its_ratio() {
        let frame = sides(360, 360);
        for (given, wanted) in [
            (sides(100, 50), sides(100, 50)),
            (sides(720, 360), sides(360, 180)),
            (sides(4000, 3000), sides(360, 270)),
            (sides(3000, 4000), sides(270, 360)),
            (sides(1, 50_000), sides(1, 360)),
            (sides(50_000, 1), sides(360, 1)),
            (sides(u32::MAX, u32::MAX), sides(360, 360)),
        ] {
            assert_eq!(given.within(frame), wanted, "{given:?}");
        }
        assert_eq!(sides(7, 9).within(Sides::ANY), sides(7, 9));
        assert_eq!(sides(7, 9).within(sides(0, 0)), sides(1, 1));
    }

    #[test]
    fn pixels_have_four_bytes_each() {
        assert!(Pixels::new(sides(2, 2), vec![0; 16]).is_some());
        assert!(Pixels::new(sides(2, 2), vec![0; 15]).is_none());
        assert!(Pixels::new(sides(0, 2), Vec::new()).is_none());
    }

    #[test]
    fn a_part_is_cut_out_and_what_lies_outside_is_left_out() {
        let all = Pixels::new(sides(3, 2), (0..24).collect()).unwrap();
        let part = all.cropped(1, 1, sides(9, 9)).unwrap();
        assert_eq!(part.sides(), sides(2, 1));
        assert_eq!(part.rgba(), [16, 17, 18, 19, 20, 21, 22, 23]);
        assert_eq!(all.cropped(3, 0, sides(1, 1)), None);
        assert_eq!(all.cropped(4, 0, sides(1, 1)), None);
        assert_eq!(all.at(2, 1), Some([20, 21, 22, 23]));
        assert_eq!(all.at(3, 0), None);
    }
}
