//! Pictures that move, frame by frame: only the frame that is shown is in memory.

use std::sync::Arc;
use std::time::Duration;

use super::pixels::{Pixels, Sides};
use super::{Facts, Flaw, gif, guarded, png, probe, webp};
use crate::sniff::Format;

/// What a frame that says nothing useful is shown for, as browsers do.
const USUAL_DELAY: Duration = Duration::from_millis(100);
/// Shorter ones are mistakes.
const SHORTEST_DELAY: Duration = Duration::from_millis(20);
/// Longer ones are a picture that stands still; somebody may wait for the end.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// A frame, whole, and how long it is shown.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What is seen.
    pub pixels: Pixels,
    /// For how long.
    pub delay: Duration,
}

/// A picture that moves.
pub struct Animation {
    frames: Frames,
    canvas: Canvas,
    to: Sides,
    facts: Facts,
}

impl std::fmt::Debug for Animation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Animation")
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

enum Frames {
    Gif(Box<gif::Frames>),
    Png(Box<png::Frames>),
    WebP(Box<webp::Frames>),
}

impl Animation {
    /// Opens one; its frames are made smaller to fit into `within`.
    ///
    /// # Errors
    /// It is no picture, or it doesn't move.
    pub fn open(bytes: Arc<[u8]>, within: Sides) -> Result<Self, Flaw> {
        let facts = probe(&bytes)?;
        if !facts.moves {
            return Err(Flaw::Unsupported(facts.format));
        }
        let to = facts.orientation.turned(facts.sides.within(within));
        guarded(|| {
            let (frames, sides) = match facts.format {
                Format::Gif => {
                    let (frames, sides) = gif::Frames::new(bytes)?;
                    (Frames::Gif(Box::new(frames)), sides)
                }
                Format::Png => {
                    let (frames, sides) = png::Frames::new(bytes)?;
                    (Frames::Png(Box::new(frames)), sides)
                }
                _ => {
                    let (frames, sides) = webp::Frames::new(bytes)?;
                    (Frames::WebP(Box::new(frames)), sides)
                }
            };
            // WebP's decoder has a canvas of its own.
            let canvas = match frames {
                Frames::WebP(_) => Canvas::new(Sides::square(1)),
                Frames::Gif(_) | Frames::Png(_) => Canvas::new(sides),
            };
            Ok(Self {
                frames,
                canvas,
                to,
                facts,
            })
        })
    }

    /// What is known of it.
    #[must_use]
    pub fn facts(&self) -> Facts {
        self.facts
    }

    /// The next frame; after the last one the first.
    ///
    /// # Errors
    /// It is damaged; the frames before it were good.
    pub fn next_frame(&mut self) -> Result<Frame, Flaw> {
        let Self {
            frames,
            canvas,
            to,
            facts,
        } = self;
        let frame = guarded(|| {
            if let Some(frame) = frames.draw(canvas, *to)? {
                return Ok(frame);
            }
            frames.rewind(canvas)?;
            let first = frames.draw(canvas, *to)?;
            first.ok_or_else(|| Flaw::Broken("it has no frames".to_owned()))
        });
        let (pixels, delay) = frame?;
        Ok(Frame {
            pixels: facts.orientation.apply(pixels),
            delay: match delay < SHORTEST_DELAY {
                true => USUAL_DELAY,
                false => delay.min(LONGEST_DELAY),
            },
        })
    }
}

impl Frames {
    fn draw(&mut self, canvas: &mut Canvas, to: Sides) -> Result<Option<(Pixels, Duration)>, Flaw> {
        let delay = match self {
            Self::Gif(frames) => frames.draw(canvas)?,
            Self::Png(frames) => frames.draw(canvas)?,
            Self::WebP(frames) => return frames.draw(to),
        };
        Ok(delay.and_then(|delay| Some((canvas.shown(to)?, delay))))
    }

    fn rewind(&mut self, canvas: &mut Canvas) -> Result<(), Flaw> {
        canvas.clear();
        match self {
            Self::Gif(frames) => frames.rewind(),
            Self::Png(frames) => frames.rewind(),
            Self::WebP(frames) => {
                frames.rewind();
                Ok(())
            }
        }
    }
}

/// What frames are drawn onto, one over the other.
pub(super) struct Canvas {
    sides: Sides,
    rgba: Vec<u8>,
    /// What is to be done to it before the next frame.
    after: After,
}

enum After {
    Nothing,
    Clear { x: u32, y: u32, sides: Sides },
    Restore(Vec<u8>),
}

/// A part of a picture that changes.
pub(super) struct Patch<'a> {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) sides: Sides,
    pub(super) rgba: &'a [u8],
    /// What is there is seen through it; without it is replaced.
    pub(super) over: bool,
    /// After it has been shown, nothing is there.
    pub(super) cleared: bool,
    /// After it has been shown, there is what was there before.
    pub(super) restored: bool,
}

impl Canvas {
    /// An empty one.
    pub(super) fn new(sides: Sides) -> Self {
        let (width, height) = sides.as_usize();
        Self {
            sides,
            rgba: vec![0; width.saturating_mul(height).saturating_mul(4)],
            after: After::Nothing,
        }
    }

    fn clear(&mut self) {
        self.rgba.fill(0);
        self.after = After::Nothing;
    }

    /// Draws a frame.
    pub(super) fn draw(&mut self, patch: &Patch<'_>) {
        match std::mem::replace(&mut self.after, After::Nothing) {
            After::Nothing => {}
            After::Clear { x, y, sides } => self.rows(x, y, sides, |_, row| row.fill(0)),
            After::Restore(before) => self.rgba = before,
        }
        if patch.restored {
            self.after = After::Restore(self.rgba.clone());
        } else if patch.cleared {
            self.after = After::Clear {
                x: patch.x,
                y: patch.y,
                sides: patch.sides,
            };
        }
        let width = patch.sides.width as usize * 4;
        self.rows(patch.x, patch.y, patch.sides, |index, row| {
            let from = index.saturating_mul(width);
            let given = patch.rgba.get(from..).unwrap_or_default();
            let pairs = row.chunks_exact_mut(4).zip(given.chunks_exact(4));
            for (below, above) in pairs {
                match patch.over {
                    true => blend(below, above),
                    false => below.copy_from_slice(above),
                }
            }
        });
    }

    /// Visits the rows of a part, as far as they lie inside.
    fn rows(&mut self, x: u32, y: u32, sides: Sides, mut visit: impl FnMut(usize, &mut [u8])) {
        let left = x.min(self.sides.width);
        let wide = sides.width.min(self.sides.width - left) as usize * 4;
        let left = left as usize * 4;
        let width = (self.sides.width as usize * 4).max(1);
        let rows = self.rgba.chunks_exact_mut(width).skip(y as usize);
        for (index, row) in rows.take(sides.height as usize).enumerate() {
            if let Some(part) = row.get_mut(left..left + wide) {
                visit(index, part);
            }
        }
    }

    /// What is seen, made smaller.
    fn shown(&self, to: Sides) -> Option<Pixels> {
        let mut shrink = super::shrink::Shrink::new(self.sides, to);
        let width = (self.sides.width as usize).checked_mul(4)?.max(1);
        for row in self.rgba.chunks_exact(width) {
            shrink.push(row);
        }
        Some(shrink.finish())
    }

    /// What is seen, made smaller, where nothing more is drawn.
    pub(super) fn into_shown(self, to: Sides) -> Option<Pixels> {
        match self.sides == to {
            true => Pixels::new(self.sides, self.rgba),
            false => self.shown(to),
        }
    }
}

/// One pixel over another.
fn blend(below: &mut [u8], above: &[u8]) {
    let (&mut [red, green, blue, alpha], &[r, g, b, a]) = (&mut *below, above) else {
        return;
    };
    match (a, alpha) {
        (u8::MAX, _) | (_, 0) => below.copy_from_slice(above),
        (0, _) => {}
        _ => {
            let (over, under) = (u32::from(a), u32::from(alpha) * (255 - u32::from(a)) / 255);
            let sum = (over + under).max(1);
            let mix = |above: u8, below: u8| {
                let mixed = (u32::from(above) * over + u32::from(below) * under) / sum;
                u8::try_from(mixed).unwrap_or(u8::MAX)
            };
            let all = u8::try_from(sum).unwrap_or(u8::MAX);
            below.copy_from_slice(&[mix(r, red), mix(g, green), mix(b, blue), all]);
        }
    }
}
