//! JPEG (ITU T.81) with the application segments that matter: Exif for the orientation, ICC for colours.

use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::orientation::Orientation;
use super::pixels::{Pixels, Sides};
use super::shrink::Shrink;
use super::{Flaw, MOST_PIXELS, broken};

/// Scans of a progressive picture: encoders write about ten. Each one costs as much as the whole picture.
const MOST_SCANS: usize = 40;

/// What the segment of Exif begins with.
const EXIF: &[u8] = b"Exif\0\0";
/// What a segment with a part of a colour profile begins with.
const ICC: &[u8] = b"ICC_PROFILE\0";
/// Bytes of a colour profile; those for screens have a few thousand.
const MOST_ICC: usize = 512 * 1024;

/// A marker of a header and what belongs to it.
#[derive(Clone, Copy)]
pub(super) struct Segment<'a> {
    /// The marker's second byte.
    pub(super) marker: u8,
    /// What stands behind marker and length.
    pub(super) body: &'a [u8],
}

impl Segment<'_> {
    /// It says how the picture is coded, and how large it is (SOF0 to SOF15 without DHT, JPG and DAC).
    fn is_frame(&self) -> bool {
        matches!(self.marker, 0xc0..=0xcf) && !matches!(self.marker, 0xc4 | 0xc8 | 0xcc)
    }

    /// It is Exif.
    pub(super) fn is_exif(&self) -> bool {
        self.marker == 0xe1 && self.body.starts_with(EXIF)
    }

    /// It is a part of a colour profile.
    pub(super) fn is_icc(&self) -> bool {
        self.marker == 0xe2 && self.body.starts_with(ICC)
    }
}

/// The segments before the pixels.
pub(super) struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    /// Those of a file.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2 }
    }

    /// Where the next one begins; after the last one, where the pixels begin.
    pub(super) fn at(&self) -> usize {
        self.at
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut at = self.at;
        // Before a marker there may be any number of filling bytes.
        while self.bytes.get(at..at.checked_add(2)?)? == [0xff, 0xff] {
            at += 1;
        }
        let [0xff, marker] = *self.bytes.get(at..at + 2)? else {
            return None;
        };
        // The pixels begin, or the picture ends.
        if matches!(marker, 0xda | 0xd9 | 0x00) {
            return None;
        }
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            self.at = at + 2;
            return Some(Segment { marker, body: &[] });
        }
        let length = self.bytes.get(at + 2..at + 4)?.try_into().ok()?;
        let length = usize::from(u16::from_be_bytes(length));
        let end = at.checked_add(2)?.checked_add(length)?;
        let body = self.bytes.get(at + 4..end)?;
        self.at = end;
        Some(Segment { marker, body })
    }
}

/// How large it is as it is stored, and how it has to be turned.
pub(super) fn probe(bytes: &[u8]) -> Result<(Sides, Orientation, bool), Flaw> {
    let mut orientation = None;
    for segment in Segments::of(bytes) {
        if segment.is_exif() && orientation.is_none() {
            let exif = segment.body.get(EXIF.len()..).unwrap_or_default();
            orientation = Some(Orientation::from_exif(exif));
        }
        if segment.is_frame() {
            let &[_, high, low, wide, narrow, ..] = segment.body else {
                break;
            };
            let sides = Sides {
                width: u16::from_be_bytes([wide, narrow]).into(),
                height: u16::from_be_bytes([high, low]).into(),
            };
            // Some write Exif behind it.
            let later = || later_orientation(bytes);
            return Ok((sides, orientation.unwrap_or_else(later), false));
        }
    }
    Err(Flaw::Broken("it has no frame".to_owned()))
}

fn later_orientation(bytes: &[u8]) -> Orientation {
    let found = Segments::of(bytes).find(Segment::is_exif);
    let exif = found.and_then(|segment| segment.body.get(EXIF.len()..));
    exif.map(Orientation::from_exif).unwrap_or_default()
}

/// The colour profile for red, green and blue, where there is one.
pub(super) fn profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let three = Segments::of(bytes).any(|it| it.is_frame() && it.body.get(5) == Some(&3));
    let parts = Segments::of(bytes).filter(Segment::is_icc);
    let mut profile = Vec::new();
    // Behind the name: which part it is, and of how many. Everybody writes them in order.
    for part in parts.filter_map(|segment| segment.body.get(ICC.len() + 2..)) {
        profile.extend_from_slice(part);
        if profile.len() > MOST_ICC {
            return None;
        }
    }
    (three && !profile.is_empty()).then_some(profile)
}

/// Whether the components of a picture that is not progressive come one after the other: the decoder
/// takes that for something else.
fn is_apart(bytes: &[u8]) -> bool {
    let mut segments = Segments::of(bytes);
    let frame = segments.by_ref().filter(Segment::is_frame).last();
    let Some((marker, Some(components))) = frame.map(|it| (it.marker, it.body.get(5))) else {
        return false;
    };
    // How many components the first scan has stands behind its marker and its length.
    let scan = bytes.get(segments.at()..).unwrap_or_default();
    let within = scan.strip_prefix(&[0xff, 0xda]).and_then(|it| it.get(2));
    matches!(marker, 0xc0 | 0xc1) && within.is_some_and(|within| within < components)
}

/// The pixels as they are stored.
pub(super) fn decode(bytes: &[u8], to: Sides) -> Result<Pixels, Flaw> {
    let (stored, ..) = probe(bytes)?;
    let sides = stored.bounded(MOST_PIXELS)?;
    if is_apart(bytes) {
        return Err(broken("its components come one after the other"));
    }
    let (width, height) = sides.as_usize();
    // A second frame in the header can't make it larger.
    let options = DecoderOptions::default()
        .set_max_width(width)
        .set_max_height(height)
        .set_strict_mode(false)
        .jpeg_set_max_scans(MOST_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(bytes, options);
    decoder.decode_headers().map_err(broken)?;
    let info = decoder.info().ok_or_else(|| broken("no header"))?;
    if (u32::from(info.width), u32::from(info.height)) != (sides.width, sides.height) {
        return Err(broken("two frames"));
    }
    let samples = decoder.decode().map_err(broken)?;
    let each = match decoder.get_output_colorspace() {
        Some(ColorSpace::Luma) => 1,
        _ => 3,
    };
    if samples.len() < width.saturating_mul(height).saturating_mul(each) {
        return Err(broken("pixels are missing"));
    }
    let mut shrink = Shrink::new(sides, to);
    let mut line = Vec::with_capacity(width * 4);
    for row in samples.chunks_exact(width * each).take(height) {
        line.clear();
        for sample in row.chunks_exact(each) {
            match *sample {
                [red, green, blue] => line.extend_from_slice(&[red, green, blue, u8::MAX]),
                [grey] => line.extend_from_slice(&[grey, grey, grey, u8::MAX]),
                _ => {}
            }
        }
        shrink.push(&line);
    }
    Ok(shrink.finish())
}
