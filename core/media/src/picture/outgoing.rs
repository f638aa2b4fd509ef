//! Makes a picture ready to be sent: small enough for a screen, upright, and without what is not seen.

use std::borrow::Cow;

use super::pixels::{Pixels, Sides};
use super::{Facts, Flaw, Orientation, decode, encode, jpeg, png, probe, strip, thumbhash};
use crate::sniff::Format;

/// Pixels of the longer side: those of a large screen.
pub const LONGEST: u32 = 2560;
/// The quality of photographs that are made smaller.
pub const QUALITY: u8 = 85;

/// A picture that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared<'a> {
    /// Its file.
    pub bytes: Cow<'a, [u8]>,
    /// What the file is: another kind than before, where that is much smaller.
    pub format: Format,
    /// How large it is shown.
    pub sides: Sides,
    /// A picture of it in a few bytes.
    pub thumbhash: Vec<u8>,
    /// It has fewer pixels than it had.
    pub smaller: bool,
}

/// Makes a picture ready. With `original` every pixel stays as it is; what is not seen goes all the same.
///
/// # Errors
/// It is none, one that is not known here, or damaged: whoever sends it then sends it as a file.
pub fn prepare(bytes: &[u8], original: bool) -> Result<Prepared<'_>, Flaw> {
    let facts = probe(bytes)?;
    let stripped = strip::strip(bytes)?;
    let large = facts.sides.width.max(facts.sides.height) > LONGEST;
    let turned = facts.orientation != Orientation::Upright;
    // Each frame of one that moves would have to be made anew.
    let moves = facts.moves || facts.format == Format::Gif;
    if original || moves || !(large || turned) {
        let small = decode(&stripped, Sides::square(100))?;
        return Ok(Prepared {
            bytes: stripped,
            format: facts.format,
            sides: facts.sides,
            thumbhash: thumbhash(&small),
            smaller: false,
        });
    }
    let pixels = decode(bytes, Sides::square(LONGEST))?;
    let thumbhash = thumbhash(&pixels);
    let (made, format) = write(bytes, &facts, &pixels)?;
    // A drawing of few colours can be larger after it was made smaller: then it stays as it was.
    let worth = made.len() < stripped.len() || turned;
    Ok(Prepared {
        smaller: worth && large,
        format: if worth { format } else { facts.format },
        sides: if worth { pixels.sides() } else { facts.sides },
        bytes: if worth { Cow::Owned(made) } else { stripped },
        thumbhash,
    })
}

fn write(bytes: &[u8], facts: &Facts, pixels: &Pixels) -> Result<(Vec<u8>, Format), Flaw> {
    match facts.format {
        Format::Png => {
            let profile = png::profile(bytes);
            let made = encode::png(pixels, profile.as_deref())?;
            Ok((made, Format::Png))
        }
        Format::Jpeg => {
            let profile = jpeg::profile(bytes);
            let made = encode::jpeg(pixels, QUALITY, profile.as_deref())?;
            Ok((made, Format::Jpeg))
        }
        _ if pixels.is_opaque() => Ok((encode::to_jpeg(pixels, QUALITY)?, Format::Jpeg)),
        _ => Ok((encode::to_png(pixels)?, Format::Png)),
    }
}
