//! How a camera was held (Exif 2.32, tag 0x0112): the pixels lie as the sensor saw them.

use super::pixels::{Pixels, Sides};

/// Entries of a directory that are looked at: cameras write some fifty.
const MOST_ENTRIES: usize = 512;
/// The tag.
const TAG: u16 = 0x0112;

/// What is to be done to the pixels, named as in the standard: where the first row and the first column
/// of what is stored are to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Orientation {
    /// 1: nothing.
    #[default]
    Upright,
    /// 2: left becomes right.
    Mirrored,
    /// 3: upside down.
    Half,
    /// 4: top becomes bottom.
    Flipped,
    /// 5: rows become columns.
    Transposed,
    /// 6: turned to the right.
    Right,
    /// 7: rows become columns, from the other corner.
    Transversed,
    /// 8: turned to the left.
    Left,
}

impl Orientation {
    /// By the standard's number; what is none is upright.
    #[must_use]
    pub fn of(number: u16) -> Self {
        match number {
            2 => Self::Mirrored,
            3 => Self::Half,
            4 => Self::Flipped,
            5 => Self::Transposed,
            6 => Self::Right,
            7 => Self::Transversed,
            8 => Self::Left,
            _ => Self::Upright,
        }
    }

    /// The standard's number.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::Upright => 1,
            Self::Mirrored => 2,
            Self::Half => 3,
            Self::Flipped => 4,
            Self::Transposed => 5,
            Self::Right => 6,
            Self::Transversed => 7,
            Self::Left => 8,
        }
    }

    /// From a TIFF structure, as Exif is one (without its "Exif" in front).
    pub(super) fn from_exif(exif: &[u8]) -> Self {
        Self::of(number(exif).unwrap_or(1))
    }

    /// An Exif that says this and nothing else.
    pub(super) fn to_exif(self) -> Vec<u8> {
        let mut exif = b"MM\0*\0\0\0\x08\0\x01".to_vec();
        exif.extend_from_slice(&TAG.to_be_bytes());
        // One number of sixteen bits, at the left of its four bytes.
        exif.extend_from_slice(&[0, 3, 0, 0, 0, 1]);
        exif.extend_from_slice(&self.number().to_be_bytes());
        exif.extend_from_slice(&[0; 6]);
        exif
    }

    /// The sides after turning.
    pub(super) fn turned(self, sides: Sides) -> Sides {
        match self {
            Self::Upright | Self::Mirrored | Self::Half | Self::Flipped => sides,
            Self::Transposed | Self::Right | Self::Transversed | Self::Left => sides.turned(),
        }
    }

    /// The pixels as they are to be seen.
    pub(super) fn apply(self, pixels: Pixels) -> Pixels {
        if self == Self::Upright {
            return pixels;
        }
        let from = pixels.sides();
        let to = self.turned(from);
        let mut rgba = Vec::with_capacity(pixels.rgba().len());
        let (last_x, last_y) = (from.width.saturating_sub(1), from.height.saturating_sub(1));
        for y in 0..to.height {
            for x in 0..to.width {
                let (x, y) = match self {
                    Self::Upright => (x, y),
                    Self::Mirrored => (last_x - x, y),
                    Self::Half => (last_x - x, last_y - y),
                    Self::Flipped => (x, last_y - y),
                    Self::Transposed => (y, x),
                    Self::Right => (y, last_y - x),
                    Self::Transversed => (last_x - y, last_y - x),
                    Self::Left => (last_x - y, x),
                };
                rgba.extend_from_slice(&pixels.at(x, y).unwrap_or_default());
            }
        }
        Pixels::new(to, rgba).unwrap_or(pixels)
    }
}

fn number(exif: &[u8]) -> Option<u16> {
    let large = match exif.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let bytes = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match large {
            true => u16::from_be_bytes(bytes),
            false => u16::from_le_bytes(bytes),
        })
    };
    let four = |at: usize| {
        let bytes = exif.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match large {
            true => u32::from_be_bytes(bytes),
            false => u32::from_le_bytes(bytes),
        })
    };
    let directory = usize::try_from(four(4)?).ok()?;
    let entries = usize::from(two(directory)?).min(MOST_ENTRIES);
    let first = directory.checked_add(2)?;
    (0..entries).find_map(|index| {
        let at = first.checked_add(index * 12)?;
        (two(at)? == TAG).then(|| two(at.checked_add(8)?)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Orientation; 8] = [
        Orientation::Upright,
        Orientation::Mirrored,
        Orientation::Half,
        Orientation::Flipped,
        Orientation::Transposed,
        Orientation::Right,
        Orientation::Transversed,
        Orientation::Left,
    ];

    #[test]
    fn what_is_written_is_read_back() {
        for (index, orientation) in ALL.into_iter().enumerate() {
            assert_eq!(usize::from(orientation.number()), index + 1);
            assert_eq!(Orientation::from_exif(&orientation.to_exif()), orientation);
        }
        for odd in [
            &b""[..],
            b"MM\0*",
            b"MM\0*\xff\xff\xff\xff",
            b"II*\0\x08\0\0\0\xff\xff",
        ] {
            assert_eq!(Orientation::from_exif(odd), Orientation::Upright);
        }
    }

    /// Two rows of three, by the corner that the standard says is first.
    #[test]
    fn pixels_are_turned_as_the_standard_says() {
        let row = |values: &[u8]| -> Vec<u8> {
            values
                .iter()
                .flat_map(|value| [*value, 0, 0, 255])
                .collect()
        };
        let seen = |orientation: Orientation| -> Vec<u8> {
            let sides = Sides {
                width: 3,
                height: 2,
            };
            let pixels = Pixels::new(sides, row(&[1, 2, 3, 4, 5, 6])).unwrap();
            let turned = orientation.apply(pixels);
            assert_eq!(turned.sides(), orientation.turned(sides));
            turned
                .rgba()
                .chunks_exact(4)
                .map(|pixel| pixel[0])
                .collect()
        };
        let wanted: [&[u8]; 8] = [
            &[1, 2, 3, 4, 5, 6],
            &[3, 2, 1, 6, 5, 4],
            &[6, 5, 4, 3, 2, 1],
            &[4, 5, 6, 1, 2, 3],
            &[1, 4, 2, 5, 3, 6],
            &[4, 1, 5, 2, 6, 3],
            &[6, 3, 5, 2, 4, 1],
            &[3, 6, 2, 5, 1, 4],
        ];
        for (orientation, wanted) in ALL.into_iter().zip(wanted) {
            assert_eq!(seen(orientation), wanted, "{orientation:?}");
        }
    }
}
