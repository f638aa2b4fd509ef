//! Takes out of pictures what is not seen: where and when they were taken and by which camera (Exif, XMP,
//! IPTC), comments, previews, and whatever is hung on behind the end. The pixels stay as they are, byte
//! for byte; so do colour profiles, for without them the colours are others. How a photograph was held
//! is kept, as the only thing that Exif then says.

use std::borrow::Cow;

use super::jpeg::Segments;
use super::orientation::Orientation;
use super::webp;
use super::{Facts, Flaw, probe};
use crate::sniff::Format;

/// The picture without what is not seen.
///
/// # Errors
/// It is none that is known well enough to say what that is.
pub fn strip(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Flaw> {
    let facts = probe(bytes)?;
    let stripped = stripped(bytes, &facts);
    let stripped =
        stripped.ok_or_else(|| Flaw::Broken("its parts don't fit together".to_owned()))?;
    // What was taken out must not be missed.
    let again = probe(&stripped)?;
    if again.sides != facts.sides || again.moves != facts.moves {
        return Err(Flaw::Broken("it needs what was taken out".to_owned()));
    }
    match stripped == bytes {
        true => Ok(Cow::Borrowed(bytes)),
        false => Ok(Cow::Owned(stripped)),
    }
}

fn stripped(bytes: &[u8], facts: &Facts) -> Option<Vec<u8>> {
    match facts.format {
        Format::Jpeg => jpeg(bytes, facts.orientation),
        Format::Png => png(bytes, facts.orientation),
        Format::Gif => gif(bytes),
        _ => webp(bytes, facts.orientation),
    }
}

/// An Exif that says how it was held, where that has to be said.
fn exif(orientation: Orientation) -> Option<Vec<u8>> {
    (orientation != Orientation::Upright).then(|| orientation.to_exif())
}

/// Keeps the segments that say how to read the pixels, and of the others JFIF, colours and Adobe's.
fn jpeg(bytes: &[u8], orientation: Orientation) -> Option<Vec<u8>> {
    let mut kept = vec![0xff, 0xd8];
    let mut put = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).ok()?;
        kept.extend_from_slice(&[0xff, marker]);
        kept.extend_from_slice(&length.to_be_bytes());
        kept.extend_from_slice(body);
        Some(())
    };
    let mut segments = Segments::of(bytes);
    let mut held = exif(orientation);
    for segment in segments.by_ref() {
        let body = segment.body;
        match segment.marker {
            0xe0 if body.starts_with(b"JFIF\0") => {
                // Its preview stands behind fourteen bytes, the last two of which say how large it is.
                let mut head = body.get(..14)?.to_vec();
                head.truncate(12);
                head.extend_from_slice(&[0, 0]);
                put(0xe0, &head)?;
            }
            0xee if body.starts_with(b"Adobe") => put(0xee, body)?,
            0xe2 if segment.is_icc() => put(0xe2, body)?,
            0xe0..=0xef | 0xfe | 0x01 | 0xd0..=0xd8 => {}
            marker => {
                if let Some(exif) = held.take() {
                    put(0xe1, &[b"Exif\0\0".as_slice(), &exif].concat())?;
                }
                put(marker, body)?;
            }
        }
    }
    let rest = bytes.get(segments.at()..)?;
    kept.extend_from_slice(rest.get(..end_of_scans(rest))?);
    if !kept.ends_with(&[0xff, 0xd9]) {
        kept.extend_from_slice(&[0xff, 0xd9]);
    }
    Some(kept)
}

/// Where the picture ends: there cameras hang on films and further pictures. Tables and further scans
/// stand between scans; a marker in them begins with a byte that is never followed so in a scan.
fn end_of_scans(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let Some(rest) = bytes.get(at..) else {
            return bytes.len();
        };
        let Some(found) = rest.windows(2).position(is_marker) else {
            return bytes.len();
        };
        let begin = at + found;
        if bytes.get(begin + 1) == Some(&0xd9) {
            return begin + 2;
        }
        let length = bytes.get(begin + 2..begin + 4);
        let length = length.and_then(|two| two.try_into().ok());
        let length = length.map_or(2, u16::from_be_bytes);
        at = begin + 2 + usize::from(length.max(2));
    }
}

/// A marker other than what may stand in a scan: escaped bytes, restarts, filling.
fn is_marker(two: &[u8]) -> bool {
    matches!(two, [0xff, marker] if !matches!(marker, 0x00 | 0x01 | 0xd0..=0xd7 | 0xff))
}

/// Keeps the chunks that are needed to show it right, and those of animations.
fn png(bytes: &[u8], orientation: Orientation) -> Option<Vec<u8>> {
    const KEPT: &[&[u8]] = &[
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
        b"mDCV", b"cLLI", b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut kept = bytes.get(..8)?.to_vec();
    let mut rest = bytes.get(8..)?;
    let mut held = exif(orientation);
    loop {
        let length = rest.get(..4)?.try_into().map(u32::from_be_bytes).ok()?;
        // The length, the name and the check sum besides.
        let whole = usize::try_from(length).ok()?.checked_add(12)?;
        let chunk = rest.get(..whole)?;
        rest = rest.get(whole..)?;
        let name = chunk.get(4..8)?;
        if name == b"IDAT"
            && let Some(exif) = held.take()
        {
            put_chunk(&mut kept, *b"eXIf", &exif)?;
        }
        if KEPT.contains(&name) {
            kept.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            return Some(kept);
        }
    }
}

fn put_chunk(kept: &mut Vec<u8>, name: [u8; 4], body: &[u8]) -> Option<()> {
    kept.extend_from_slice(&u32::try_from(body.len()).ok()?.to_be_bytes());
    kept.extend_from_slice(&name);
    kept.extend_from_slice(body);
    kept.extend_from_slice(&check_sum(&name, body).to_be_bytes());
    Some(())
}

/// PNG's check sum (W3C PNG, annex D), for a few bytes.
fn check_sum(name: &[u8], body: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| match sum & 1 {
            1 => 0xedb8_8320 ^ (sum >> 1),
            _ => sum >> 1,
        })
    };
    !name.iter().chain(body).fold(u32::MAX, step)
}

/// Keeps frames, how they are shown, and how often.
fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let flags = *bytes.get(10)?;
    let head = 13 + table(flags);
    let mut kept = bytes.get(..head)?.to_vec();
    let mut at = head;
    loop {
        let end = match bytes.get(at) {
            Some(0x2c) => {
                let body = at + 10 + table(*bytes.get(at + 9)?) + 1;
                blocks(bytes, body)?
            }
            Some(0x21) => blocks(bytes, at + 2)?,
            // The end, or what no program reads on at.
            _ => {
                kept.push(0x3b);
                return Some(kept);
            }
        };
        let part = bytes.get(at..end)?;
        let plays = |name: &[u8]| part.get(3..14) == Some(name);
        let needed = match part.get(..2) {
            // How a frame is shown.
            Some([0x21, 0xf9]) => true,
            // How often, in the two ways that are written.
            Some([0x21, 0xff]) => plays(b"NETSCAPE2.0") || plays(b"ANIMEXTS1.0"),
            Some([0x21, _]) => false,
            _ => true,
        };
        if needed {
            kept.extend_from_slice(part);
        }
        at = end;
    }
}

/// Bytes of the table of colours that flags tell of.
fn table(flags: u8) -> usize {
    match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    }
}

/// Where a row of blocks that begins here ends.
fn blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            length => at += 1 + usize::from(length),
        }
    }
}

/// Keeps the chunks of pixels, frames and colours, and says in the first one that the others are gone.
fn webp(bytes: &[u8], orientation: Orientation) -> Option<Vec<u8>> {
    /// Flags of the chunk VP8X (§2.7): there is Exif; there is XMP.
    const EXIF: u8 = 0x08;
    const XMP: u8 = 0x04;
    const KEPT: &[&[u8]] = &[b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    let held = exif(orientation);
    let mut kept = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut put = |name: &[u8], body: &[u8]| {
        kept.extend_from_slice(name);
        kept.extend_from_slice(&u32::try_from(body.len()).ok()?.to_le_bytes());
        kept.extend_from_slice(body);
        kept.resize(kept.len() + body.len() % 2, 0);
        Some(())
    };
    let mut extended = false;
    for chunk in webp::chunks(bytes) {
        if chunk.name == b"VP8X" {
            let mut body = chunk.body.to_vec();
            let flags = body.first_mut()?;
            *flags &= !(EXIF | XMP);
            if held.is_some() {
                *flags |= EXIF;
            }
            extended = true;
            put(chunk.name, &body)?;
        } else if KEPT.contains(&chunk.name) {
            put(chunk.name, chunk.body)?;
        }
    }
    if let Some(exif) = held.filter(|_| extended) {
        put(b"EXIF", &exif)?;
    }
    let length = u32::try_from(kept.len().checked_sub(8)?).ok()?;
    kept.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(kept)
}
