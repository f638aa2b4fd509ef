//! What kind of picture some bytes are, and how large it is, by their first bytes: enough to refuse
//! what would be gigabytes once it is drawn, without drawing it.

/// A kind of picture that people are shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// ISO/IEC 15948.
    Png,
    /// ISO/IEC 10918.
    Jpeg,
    /// Graphics Interchange Format.
    Gif,
    /// RFC 9649.
    WebP,
}

/// Kind and sides of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What it is.
    pub kind: Kind,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// No side of a face needs more pixels: it is shown with some hundred.
const LONGEST: u32 = 4_096;

/// A JPEG has some dozen segments before its frame.
const MAX_SEGMENTS: usize = 1_000;

impl Kind {
    /// The kind with this media type.
    #[must_use]
    pub fn of(media_type: &str) -> Option<Self> {
        Some(match media_type {
            "image/png" => Self::Png,
            "image/jpeg" => Self::Jpeg,
            "image/gif" => Self::Gif,
            "image/webp" => Self::WebP,
            _ => return None,
        })
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}

/// The shape of a picture; `None` where it is no known kind, or where a side is out of bounds.
#[must_use]
pub fn of(bytes: &[u8]) -> Option<Shape> {
    let (kind, (width, height)) = match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => (Kind::Png, png(bytes)?),
        [0xff, 0xd8, 0xff, ..] => (Kind::Jpeg, jpeg(bytes)?),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => (Kind::Gif, gif(bytes)?),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => (Kind::WebP, webp(bytes)?),
        _ => return None,
    };
    let sane = |side: u32| (1..=LONGEST).contains(&side);
    (sane(width) && sane(height)).then_some(Shape {
        kind,
        width,
        height,
    })
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// The first chunk is the header (§11.2.1).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    if array(bytes, 12)? != *b"IHDR" {
        return None;
    }
    let width = u32::from_be_bytes(array(bytes, 16)?);
    Some((width, u32::from_be_bytes(array(bytes, 20)?)))
}

/// The screen that its frames are put on.
fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at| Some(u32::from(u16::from_le_bytes(array(bytes, at)?)));
    Some((side(6)?, side(8)?))
}

/// The header of the frame, behind any number of segments (Annex B.2.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2_usize;
    for _ in 0..MAX_SEGMENTS {
        let [0xff, marker] = array(bytes, at)? else {
            return None;
        };
        match marker {
            // Something to fill the gap.
            0xff => at = at.checked_add(1)?,
            // Without a length.
            0x01 | 0xd0..=0xd7 => at = at.checked_add(2)?,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let height = u16::from_be_bytes(array(bytes, at.checked_add(5)?)?);
                let width = u16::from_be_bytes(array(bytes, at.checked_add(7)?)?);
                return Some((width.into(), height.into()));
            }
            0xd8..=0xda => return None,
            _ => {
                let length = u16::from_be_bytes(array(bytes, at.checked_add(2)?)?);
                at = at.checked_add(2)?.checked_add(length.max(2).into())?;
            }
        }
    }
    None
}

/// By the kind of its first chunk (RFC 9649 §2.5 to §2.7).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match &array::<4>(bytes, 12)? {
        b"VP8 " => {
            if array(bytes, 23)? != [0x9d, 0x01, 0x2a] {
                return None;
            }
            let side = |at| Some(u32::from(u16::from_le_bytes(array(bytes, at)?) & 0x3fff));
            Some((side(26)?, side(28)?))
        }
        b"VP8L" => {
            if array(bytes, 20)? != [0x2f] {
                return None;
            }
            let bits = u32::from_le_bytes(array(bytes, 21)?);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let side = |at| {
                let [low, middle, high] = array(bytes, at)?;
                Some(u32::from_le_bytes([low, middle, high, 0]) + 1)
            };
            Some((side(24)?, side(27)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(bytes: &[u8]) -> Option<(Kind, u32, u32)> {
        of(bytes).map(|shape| (shape.kind, shape.width, shape.height))
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn jpeg(before: &[u8], width: u16, height: u16) -> Vec<u8> {
        let mut bytes = [&[0xff, 0xd8], before, &[0xff, 0xc2, 0, 17, 8]].concat();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    fn webp(chunk: &[u8]) -> Vec<u8> {
        [b"RIFF\x20\0\0\0WEBP", chunk].concat()
    }

    #[test]
    fn the_sides_of_every_kind_are_read() {
        assert_eq!(shape(&png(192, 96)), Some((Kind::Png, 192, 96)));
        assert_eq!(
            shape(b"GIF89a\x10\0\x20\0\0\0\0"),
            Some((Kind::Gif, 16, 32))
        );
        // EXIF and a filled gap before the frame.
        let before = [0xff, 0xe1, 0, 4, 1, 2, 0xff];
        assert_eq!(
            shape(&jpeg(&before, 300, 200)),
            Some((Kind::Jpeg, 300, 200))
        );
        let lossy = b"VP8 \x10\0\0\0\0\0\0\x9d\x01\x2a\x40\0\x30\0";
        assert_eq!(shape(&webp(lossy)), Some((Kind::WebP, 64, 48)));
        let bits = (63_u32 | 47 << 14).to_le_bytes();
        let lossless = [&b"VP8L\x10\0\0\0\x2f"[..], &bits].concat();
        assert_eq!(shape(&webp(&lossless)), Some((Kind::WebP, 64, 48)));
        let extended = b"VP8X\x0a\0\0\0\x02\0\0\0\x3f\0\0\x2f\0\0";
        assert_eq!(shape(&webp(extended)), Some((Kind::WebP, 64, 48)));
    }

    #[test]
    fn bombs_are_seen_by_their_header() {
        assert_eq!(shape(&png(50_000, 50_000)), None);
        assert_eq!(shape(&png(LONGEST + 1, 1)), None);
        assert_eq!(shape(&png(0, 5)), None);
        assert_eq!(shape(&jpeg(&[], 50_000, 50_000)), None);
        assert_eq!(shape(b"GIF89a\xff\xff\xff\xff\0\0\0"), None);
        assert!(shape(&png(LONGEST, LONGEST)).is_some());
    }

    #[test]
    fn what_is_no_picture_has_no_shape() {
        let endless = [&[0xff, 0xd8][..], &[0xff; 10_000]].concat();
        let no_frame = [0xff, 0xd8, 0xff, 0xda, 0, 2];
        for odd in [
            &b""[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"\x89PNG",
            b"GIF89a",
            b"RIFF\0\0\0\0WEBPVP8 ",
            b"RIFF\0\0\0\0WEBPJUNK",
            b"BM",
            &endless,
            &no_frame,
        ] {
            assert_eq!(shape(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_header_cut_anywhere_breaks_nothing() {
        let whole = jpeg(&[0xff, 0xe0, 0, 6, 1, 2, 3, 4], 10, 10);
        for end in 0..whole.len() {
            assert_eq!(shape(&whole[..end]), None);
        }
        // A segment without a length goes on behind it, not in a circle.
        assert_eq!(shape(&[0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0]), None);
    }
}
