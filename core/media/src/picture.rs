//! Pictures of strangers: what they are, and their pixels, within bounds.
//!
//! JPEG, PNG, GIF and WebP are shown, moving or not; everything else is refused with its name. How large
//! a picture claims to be is read before anything is made of it: twenty kilobytes can claim to be
//! gigabytes. PNG is read row by row, so that a large one shown small takes little memory.

mod animation;
mod encode;
mod gif;
mod jpeg;
mod orientation;
mod outgoing;
mod pixels;
mod png;
mod shrink;
mod strip;
#[cfg(test)]
mod tests;
mod webp;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::sniff::Format;

pub use animation::{Animation, Frame};
pub use encode::{to_jpeg, to_png};
pub use orientation::Orientation;
pub use outgoing::{LONGEST, Prepared, QUALITY, prepare};
pub use pixels::{Pixels, Sides};
pub use strip::strip;

/// Pixels that a picture may have: those of a very good camera. Four bytes each, they fit into 200 MB.
pub const MOST_PIXELS: u64 = 50_000_000;

/// Bytes that the file of a picture may have.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Pixels that the picture of an animation may have: each frame takes them anew.
pub const MOST_MOVING_PIXELS: u64 = 8_000_000;

/// Bytes of a ThumbHash: the longest that the algorithm makes has 25.
pub const MOST_THUMBHASH: usize = 64;

/// Why a picture is not shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is no picture.
    #[error("this is no picture")]
    NoPicture,
    /// It is a picture of a kind that is not shown.
    #[error("pictures of the kind {} are not shown", .0.media_type())]
    Unsupported(Format),
    /// It claims to be larger than what is shown.
    #[error("a picture of {width} x {height} pixels is too large")]
    TooLarge {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// Its file is larger than what is read.
    #[error("a picture in {0} bytes is too large")]
    TooLong(usize),
    /// It breaks the rules of its kind, or ends too early.
    #[error("the picture is damaged: {0}")]
    Broken(String),
}

/// What is known of a picture without reading its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub format: Format,
    /// Its sides, as it is to be shown.
    pub sides: Sides,
    /// How its pixels have to be turned.
    pub orientation: Orientation,
    /// It has several frames.
    pub moves: bool,
}

/// Looks at a picture without reading its pixels.
///
/// # Errors
/// It is none, or one that is not shown.
pub fn probe(bytes: &[u8]) -> Result<Facts, Flaw> {
    guarded(|| {
        let format = known(bytes)?;
        let (stored, orientation, moves) = match format {
            Format::Jpeg => jpeg::probe(bytes)?,
            Format::Png => png::probe(bytes)?,
            Format::Gif => gif::probe(bytes)?,
            _ => webp::probe(bytes)?,
        };
        stored.bounded(MOST_PIXELS)?;
        Ok(Facts {
            format,
            sides: orientation.turned(stored),
            orientation,
            moves: moves && stored.count() <= MOST_MOVING_PIXELS,
        })
    })
}

/// Reads a picture (of a moving one the first frame), upright, made smaller to fit into `within`.
///
/// # Errors
/// It is none, one that is not shown, or damaged.
pub fn decode(bytes: &[u8], within: Sides) -> Result<Pixels, Flaw> {
    let facts = probe(bytes)?;
    // The rows come as they are stored; they are turned when there are few of them.
    let wanted = facts.orientation.turned(facts.sides.within(within));
    let stored = guarded(|| match facts.format {
        Format::Jpeg => jpeg::decode(bytes, wanted),
        Format::Png => png::decode(bytes, wanted),
        Format::Gif => gif::decode(bytes, wanted),
        _ => webp::decode(bytes, wanted),
    })?;
    Ok(facts.orientation.apply(stored))
}

/// A picture of a few bytes, to be shown until the picture is here.
#[must_use]
pub fn thumbhash(pixels: &Pixels) -> Vec<u8> {
    /// The algorithm takes no larger ones.
    const LARGEST: Sides = Sides {
        width: 100,
        height: 100,
    };
    let small = pixels.shrunk(pixels.sides().within(LARGEST));
    let (width, height) = small.sides().as_usize();
    thumbhash::rgba_to_thumb_hash(width, height, small.rgba())
}

/// What such bytes show; `None` where they are none. At most 32 pixels to a side.
#[must_use]
pub fn from_thumbhash(hash: &[u8]) -> Option<Pixels> {
    if hash.len() > MOST_THUMBHASH {
        return None;
    }
    let read = guarded(|| thumbhash::thumb_hash_to_rgba(hash).map_err(|()| Flaw::NoPicture));
    let (width, height, rgba) = read.ok()?;
    let width = u32::try_from(width).ok()?;
    let height = u32::try_from(height).ok()?;
    Pixels::new(Sides { width, height }, rgba)
}

/// The kind of a picture, where it is one that is shown.
fn known(bytes: &[u8]) -> Result<Format, Flaw> {
    if bytes.len() > MOST_BYTES {
        return Err(Flaw::TooLong(bytes.len()));
    }
    let head = bytes.get(..crate::sniff::HEAD).unwrap_or(bytes);
    match Format::of(head) {
        Some(format) if format.is_shown() => Ok(format),
        Some(format) if format.family() == crate::sniff::Family::Picture => {
            Err(Flaw::Unsupported(format))
        }
        _ => Err(Flaw::NoPicture),
    }
}

/// The decoders are others' and meant not to panic; should one do so all the same, the picture is broken
/// and nothing else is.
fn guarded<T>(read: impl FnOnce() -> Result<T, Flaw>) -> Result<T, Flaw> {
    let caught = catch_unwind(AssertUnwindSafe(read));
    caught.unwrap_or_else(|_| Err(Flaw::Broken("its decoder gave up".to_owned())))
}

/// What a decoder said.
fn broken(error: impl std::fmt::Debug) -> Flaw {
    let mut words = format!("{error:?}");
    /// Some decoders tell all that they know.
    const MOST_WORDS: usize = 200;
    if let Some((end, _)) = words.char_indices().nth(MOST_WORDS) {
        words.truncate(end);
    }
    Flaw::Broken(words)
}
