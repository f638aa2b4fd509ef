//! PNG, and APNG for pictures that move (W3C PNG, third edition).

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use ::png::{BlendOp, ColorType, Decoder, DisposeOp, Limits, Reader, Transformations};

use super::animation::{Canvas, Patch};
use super::orientation::Orientation;
use super::pixels::{Pixels, Sides};
use super::shrink::Shrink;
use super::{Flaw, MOST_PIXELS, broken};

/// Bytes for everything that is no pixel.
const MOST_BESIDES: usize = 2 * 1024 * 1024;

/// A reader that makes eight bits with opacity out of all kinds.
fn reader<B: AsRef<[u8]>>(bytes: B) -> Result<Reader<Cursor<B>>, Flaw> {
    let limits = Limits {
        bytes: MOST_BESIDES,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    decoder.set_ignore_text_chunk(true);
    decoder.read_info().map_err(broken)
}

fn sides<B: AsRef<[u8]>>(reader: &Reader<Cursor<B>>) -> Sides {
    let (width, height) = reader.info().size();
    Sides { width, height }
}

/// How large it is, how it has to be turned, and whether it moves.
pub(super) fn probe(bytes: &[u8]) -> Result<(Sides, Orientation, bool), Flaw> {
    // How large it is stands at a fixed place; so a bomb is known before anything is read.
    let number = |at: usize| {
        let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    };
    let (Some(width), Some(height)) = (number(16), number(20)) else {
        return Err(broken("its header is cut"));
    };
    let sides = Sides { width, height }.bounded(MOST_PIXELS)?;
    let reader = reader(bytes)?;
    let info = reader.info();
    let exif = info.exif_metadata.as_deref();
    let orientation = exif.map(Orientation::from_exif).unwrap_or_default();
    let moves = info.animation_control.is_some_and(|it| it.num_frames > 1);
    Ok((sides, orientation, moves))
}

/// Its colour profile, where there is one.
pub(super) fn profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let reader = reader(bytes).ok()?;
    let profile = reader.info().icc_profile.as_deref();
    profile.map(<[u8]>::to_vec)
}

/// The pixels as they are stored.
pub(super) fn decode(bytes: &[u8], to: Sides) -> Result<Pixels, Flaw> {
    let mut reader = reader(bytes)?;
    let sides = sides(&reader).bounded(MOST_PIXELS)?;
    let mut shrink = Shrink::new(sides, to);
    let mut line = Vec::with_capacity(sides.width as usize * 4);
    let (kind, _) = reader.output_color_type();
    if reader.info().interlaced {
        let length = reader.output_buffer_size();
        let mut all = vec![0; length.ok_or_else(|| broken("its length"))?];
        let frame = reader.next_frame(&mut all).map_err(broken)?;
        for row in all.chunks_exact(frame.line_size.max(1)) {
            spread(row, kind, &mut line)?;
            shrink.push(&line);
        }
        return Ok(shrink.finish());
    }
    while let Some(row) = reader.next_row().map_err(broken)? {
        spread(row.data(), kind, &mut line)?;
        shrink.push(&line);
    }
    Ok(shrink.finish())
}

/// Makes four bytes for each pixel of a row.
fn spread(row: &[u8], kind: ColorType, line: &mut Vec<u8>) -> Result<(), Flaw> {
    line.clear();
    match kind {
        ColorType::Rgba => line.extend_from_slice(row),
        ColorType::GrayscaleAlpha => {
            for pixel in row.chunks_exact(2) {
                if let &[grey, alpha] = pixel {
                    line.extend_from_slice(&[grey, grey, grey, alpha]);
                }
            }
        }
        ColorType::Rgb | ColorType::Grayscale | ColorType::Indexed => {
            return Err(broken("its colours"));
        }
    }
    Ok(())
}

/// The frames of one that moves.
pub(super) struct Frames {
    bytes: Arc<[u8]>,
    reader: Reader<Cursor<Arc<[u8]>>>,
    left: u32,
}

impl Frames {
    pub(super) fn new(bytes: Arc<[u8]>) -> Result<(Self, Sides), Flaw> {
        let reader = reader(Arc::clone(&bytes))?;
        let frames = reader
            .info()
            .animation_control
            .map_or(0, |it| it.num_frames);
        let sides = sides(&reader);
        let frames = Self {
            bytes,
            reader,
            left: frames,
        };
        Ok((frames, sides))
    }

    pub(super) fn rewind(&mut self) -> Result<(), Flaw> {
        let (again, _) = Self::new(Arc::clone(&self.bytes))?;
        *self = again;
        Ok(())
    }

    /// Draws the next frame; `None` after the last.
    pub(super) fn draw(&mut self, canvas: &mut Canvas) -> Result<Option<Duration>, Flaw> {
        if self.left == 0 {
            return Ok(None);
        }
        let length = self.reader.output_buffer_size();
        let mut all = vec![0; length.ok_or_else(|| broken("its length"))?];
        if self.reader.info().frame_control.is_none() {
            // The picture for those who know no animations is not part of this one.
            self.reader.next_frame(&mut all).map_err(broken)?;
        }
        let output = self.reader.next_frame(&mut all).map_err(broken)?;
        self.left -= 1;
        let control = self.reader.info().frame_control;
        let control = control.ok_or_else(|| broken("a frame without a place"))?;
        let mut rgba = Vec::new();
        let mut line = Vec::new();
        let rows = all.chunks_exact(output.line_size.max(1));
        for row in rows.take(output.height as usize) {
            spread(row, output.color_type, &mut line)?;
            rgba.extend_from_slice(&line);
        }
        canvas.draw(&Patch {
            x: control.x_offset,
            y: control.y_offset,
            sides: Sides {
                width: output.width,
                height: output.height,
            },
            rgba: &rgba,
            over: control.blend_op == BlendOp::Over,
            cleared: control.dispose_op == DisposeOp::Background,
            restored: control.dispose_op == DisposeOp::Previous,
        });
        let parts = match control.delay_den {
            0 => 100,
            parts => u64::from(parts),
        };
        let delay = u64::from(control.delay_num) * 1000 / parts;
        Ok(Some(Duration::from_millis(delay)))
    }
}
