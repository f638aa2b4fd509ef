//! GIF (89a).

use std::io::Cursor;
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use ::gif::{ColorOutput, DecodeOptions, Decoder, DisposalMethod, MemoryLimit};

use super::animation::{Canvas, Patch};
use super::orientation::Orientation;
use super::pixels::{Pixels, Sides};
use super::{Flaw, MOST_PIXELS, broken};

fn decoder<B: AsRef<[u8]>>(bytes: B) -> Result<Decoder<Cursor<B>>, Flaw> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    let most = NonZeroU64::new(MOST_PIXELS * 4).unwrap_or(NonZeroU64::MIN);
    options.set_memory_limit(MemoryLimit::Bytes(most));
    // No frame is larger than the picture.
    options.check_frame_consistency(true);
    options.read_info(Cursor::new(bytes)).map_err(broken)
}

fn sides<B: AsRef<[u8]>>(decoder: &Decoder<Cursor<B>>) -> Sides {
    Sides {
        width: decoder.width().into(),
        height: decoder.height().into(),
    }
}

/// How large it is, and whether there is a second frame.
pub(super) fn probe(bytes: &[u8]) -> Result<(Sides, Orientation, bool), Flaw> {
    let mut decoder = decoder(bytes)?;
    let sides = sides(&decoder);
    let mut frames = 0;
    while frames < 2 && matches!(decoder.next_frame_info(), Ok(Some(_))) {
        frames += 1;
    }
    Ok((sides, Orientation::Upright, frames > 1))
}

/// The first frame.
pub(super) fn decode(bytes: &[u8], to: Sides) -> Result<Pixels, Flaw> {
    let mut frames = Frames {
        bytes: Arc::from([]),
        decoder: decoder(bytes)?,
    };
    let sides = sides(&frames.decoder).bounded(MOST_PIXELS)?;
    let mut canvas = Canvas::new(sides);
    frames.draw(&mut canvas)?;
    canvas.into_shown(to).ok_or_else(|| broken("no picture"))
}

/// The frames of one that moves.
pub(super) struct Frames<B: AsRef<[u8]> = Arc<[u8]>> {
    bytes: Arc<[u8]>,
    decoder: Decoder<Cursor<B>>,
}

impl Frames {
    pub(super) fn new(bytes: Arc<[u8]>) -> Result<(Self, Sides), Flaw> {
        let decoder = decoder(Arc::clone(&bytes))?;
        let sides = sides(&decoder);
        Ok((Self { bytes, decoder }, sides))
    }

    pub(super) fn rewind(&mut self) -> Result<(), Flaw> {
        self.decoder = decoder(Arc::clone(&self.bytes))?;
        Ok(())
    }
}

impl<B: AsRef<[u8]>> Frames<B> {
    /// Draws the next frame; `None` after the last.
    pub(super) fn draw(&mut self, canvas: &mut Canvas) -> Result<Option<Duration>, Flaw> {
        let Some(frame) = self.decoder.read_next_frame().map_err(broken)? else {
            return Ok(None);
        };
        canvas.draw(&Patch {
            x: frame.left.into(),
            y: frame.top.into(),
            sides: Sides {
                width: frame.width.into(),
                height: frame.height.into(),
            },
            rgba: &frame.buffer,
            over: true,
            cleared: frame.dispose == DisposalMethod::Background,
            restored: frame.dispose == DisposalMethod::Previous,
        });
        Ok(Some(Duration::from_millis(u64::from(frame.delay) * 10)))
    }
}
