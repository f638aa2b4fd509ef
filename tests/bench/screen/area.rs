//! Parts of the screen, and whether there is anything in them.

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) x: i16,
    pub(crate) y: i16,
    pub(crate) width: u16,
    pub(crate) height: u16,
}

impl Area {
    /// A part of it, from its upper left corner.
    pub(crate) fn part(self, x: i16, y: i16, width: u16, height: u16) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
            width,
            height,
        }
    }

    /// Whether they share pixels.
    pub(super) fn meets(self, other: Self) -> bool {
        let meets = |start: i16, length: u16, other: i16, other_length: u16| {
            i32::from(start) < i32::from(other) + i32::from(other_length)
                && i32::from(other) < i32::from(start) + i32::from(length)
        };
        meets(self.x, self.width, other.x, other.width)
            && meets(self.y, self.height, other.y, other.height)
    }
}

/// Whether pixels are more than one colour: something has been painted on the background.
pub(crate) fn is_painted(pixels: &[u8]) -> bool {
    const BYTES_PER_PIXEL: usize = 4;
    let mut pixels = pixels.chunks_exact(BYTES_PER_PIXEL);
    let first = pixels.next();
    pixels.any(|pixel| Some(pixel) != first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_meet_where_they_share_pixels() {
        let area = Area {
            x: 10,
            y: 10,
            width: 10,
            height: 10,
        };
        assert!(area.meets(area.part(9, 9, 5, 5)));
        assert!(!area.meets(area.part(10, 0, 5, 5)));
        assert!(!area.meets(area.part(0, -5, 5, 5)));
    }

    #[test]
    fn one_colour_is_no_picture() {
        assert!(!is_painted(&[7; 16]));
        assert!(is_painted(&[7, 7, 7, 7, 7, 7, 7, 8]));
        assert!(!is_painted(&[]));
    }
}
