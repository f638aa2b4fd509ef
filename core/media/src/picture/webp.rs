//! WebP (RFC 9649), still and moving.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use image_webp::WebPDecoder;

use super::orientation::Orientation;
use super::pixels::{Pixels, Sides};
use super::shrink::Shrink;
use super::{Flaw, MOST_PIXELS, broken};

/// Where the first chunk begins: behind "RIFF", a length and "WEBP".
pub(super) const FIRST: usize = 12;
/// Bytes of a frame's place and time, before the chunks with its pixels (§2.7.1.1).
const FRAME_HEAD: usize = 16;

/// A chunk of the file, or of a frame.
#[derive(Clone, Copy)]
pub(super) struct Chunk<'a> {
    pub(super) name: &'a [u8],
    pub(super) body: &'a [u8],
}

/// The chunks of a file.
pub(super) fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    inside(bytes.get(FIRST..).unwrap_or_default())
}

fn inside(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let name = rest.get(..4)?;
        let length = rest.get(4..8)?.try_into().map(u32::from_le_bytes).ok()?;
        let length = usize::try_from(length).ok()?;
        let body = rest.get(8..length.checked_add(8)?)?;
        // Each begins at an even place.
        let padded = length.checked_add(length & 1)?.checked_add(8)?;
        rest = rest.get(padded..).unwrap_or_default();
        Some(Chunk { name, body })
    })
}

/// The sides that the pixels of a chunk claim: each decoder believes its own.
fn claimed(chunk: Chunk<'_>) -> Option<Sides> {
    let sixteen = |at: usize| {
        let bytes = chunk.body.get(at..at + 2)?.try_into().ok()?;
        Some(u32::from(u16::from_le_bytes(bytes) & 0x3fff))
    };
    match chunk.name {
        b"VP8 " => Some(Sides {
            width: sixteen(6)?,
            height: sixteen(8)?,
        }),
        b"VP8L" => {
            let bits = chunk.body.get(1..5)?.try_into().ok()?;
            let bits = u32::from_le_bytes(bits);
            Some(Sides {
                width: (bits & 0x3fff) + 1,
                height: (bits >> 14 & 0x3fff) + 1,
            })
        }
        _ => None,
    }
}

fn decoder<B: AsRef<[u8]>>(bytes: B) -> Result<WebPDecoder<Cursor<B>>, Flaw> {
    /// Bytes of metadata that are read.
    const MOST_BESIDES: usize = 2 * 1024 * 1024;
    for chunk in chunks(bytes.as_ref()) {
        let within = match chunk.name {
            b"ANMF" => chunk.body.get(FRAME_HEAD..).unwrap_or_default(),
            _ => &[],
        };
        for claimed in [chunk]
            .into_iter()
            .chain(inside(within))
            .filter_map(claimed)
        {
            if claimed.count() > MOST_PIXELS {
                claimed.bounded(MOST_PIXELS)?;
            }
        }
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    decoder.set_memory_limit(MOST_BESIDES);
    sides(&decoder).bounded(MOST_PIXELS)?;
    Ok(decoder)
}

fn sides<B: AsRef<[u8]>>(decoder: &WebPDecoder<Cursor<B>>) -> Sides {
    let (width, height) = decoder.dimensions();
    Sides { width, height }
}

/// How large it is, how it has to be turned, and whether it moves.
pub(super) fn probe(bytes: &[u8]) -> Result<(Sides, Orientation, bool), Flaw> {
    let decoder = decoder(bytes)?;
    let exif = chunks(bytes).find(|chunk| chunk.name == b"EXIF");
    let exif = exif.map(|chunk| chunk.body.strip_prefix(b"Exif\0\0").unwrap_or(chunk.body));
    let orientation = exif.map(Orientation::from_exif).unwrap_or_default();
    let moves = decoder.is_animated() && decoder.num_frames() > 1;
    Ok((sides(&decoder), orientation, moves))
}

/// The pixels as they are stored; of one that moves the first frame.
pub(super) fn decode(bytes: &[u8], to: Sides) -> Result<Pixels, Flaw> {
    let mut decoder = decoder(bytes)?;
    let length = decoder.output_buffer_size();
    let mut all = vec![0; length.ok_or_else(|| broken("its length"))?];
    decoder.read_image(&mut all).map_err(broken)?;
    Ok(shown(&all, sides(&decoder), decoder.has_alpha(), to))
}

fn shown(all: &[u8], sides: Sides, alpha: bool, to: Sides) -> Pixels {
    let (width, _) = sides.as_usize();
    let mut shrink = Shrink::new(sides, to);
    if alpha {
        for row in all.chunks_exact(width * 4) {
            shrink.push(row);
        }
        return shrink.finish();
    }
    let mut line = Vec::with_capacity(width * 4);
    for row in all.chunks_exact(width * 3) {
        line.clear();
        for pixel in row.chunks_exact(3) {
            line.extend_from_slice(pixel);
            line.push(u8::MAX);
        }
        shrink.push(&line);
    }
    shrink.finish()
}

/// The frames of one that moves.
pub(super) struct Frames {
    decoder: WebPDecoder<Cursor<Arc<[u8]>>>,
    buffer: Vec<u8>,
    left: u32,
}

impl Frames {
    pub(super) fn new(bytes: Arc<[u8]>) -> Result<(Self, Sides), Flaw> {
        let decoder = decoder(bytes)?;
        let length = decoder.output_buffer_size();
        let length = length.ok_or_else(|| broken("its length"))?;
        let sides = sides(&decoder);
        let left = match decoder.is_animated() {
            true => decoder.num_frames(),
            false => 0,
        };
        let frames = Self {
            decoder,
            buffer: vec![0; length],
            left,
        };
        Ok((frames, sides))
    }

    pub(super) fn rewind(&mut self) {
        self.decoder.reset_animation();
        self.left = self.decoder.num_frames();
    }

    /// The next frame, made smaller; `None` after the last.
    pub(super) fn draw(&mut self, to: Sides) -> Result<Option<(Pixels, Duration)>, Flaw> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let delay = self.decoder.read_frame(&mut self.buffer).map_err(broken)?;
        let alpha = self.decoder.has_alpha();
        let pixels = shown(&self.buffer, sides(&self.decoder), alpha, to);
        Ok(Some((pixels, Duration::from_millis(delay.into()))))
    }
}
