//! Writes pictures: JPEG for photographs, PNG for everything that must stay as it is.

use jpeg_encoder::{ColorType, Encoder};

use super::pixels::Pixels;
use super::{Flaw, broken};

/// Bytes of a colour profile that is carried over.
const MOST_PROFILE: usize = 64 * 1024;

/// As JPEG, of a quality up to 100; what is clear becomes white.
///
/// # Errors
/// A side is longer than JPEG can say (65,535).
pub fn to_jpeg(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, Flaw> {
    jpeg(pixels, quality, None)
}

/// As PNG.
///
/// # Errors
/// It is too large for one.
pub fn to_png(pixels: &Pixels) -> Result<Vec<u8>, Flaw> {
    png(pixels, None)
}

pub(super) fn jpeg(pixels: &Pixels, quality: u8, profile: Option<&[u8]>) -> Result<Vec<u8>, Flaw> {
    let sides = pixels.sides();
    let too_large = |_| Flaw::TooLarge {
        width: sides.width,
        height: sides.height,
    };
    let width = u16::try_from(sides.width).map_err(too_large)?;
    let height = u16::try_from(sides.height).map_err(too_large)?;
    let mut rgb = Vec::with_capacity(pixels.rgba().len() / 4 * 3);
    for pixel in pixels.rgba().chunks_exact(4) {
        if let &[red, green, blue, alpha] = pixel {
            rgb.extend([red, green, blue].map(|colour| on_white(colour, alpha)));
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality.clamp(1, 100));
    // Optimised tables would make it smaller by some hundredths, but in a scan for each component, which
    // not everybody reads (zune-jpeg 0.4, for one).
    if let Some(profile) = profile.filter(|it| it.len() <= MOST_PROFILE) {
        encoder.add_icc_profile(profile).map_err(broken)?;
    }
    let kind = ColorType::Rgb;
    encoder.encode(&rgb, width, height, kind).map_err(broken)?;
    Ok(bytes)
}

pub(super) fn png(pixels: &Pixels, profile: Option<&[u8]>) -> Result<Vec<u8>, Flaw> {
    let sides = pixels.sides();
    let mut info = ::png::Info::with_size(sides.width, sides.height);
    info.bit_depth = ::png::BitDepth::Eight;
    info.color_type = ::png::ColorType::Rgba;
    let profile = profile.filter(|it| it.len() <= MOST_PROFILE);
    info.icc_profile = profile.map(|profile| profile.to_vec().into());
    let opaque = pixels.is_opaque();
    let mut rgb = Vec::new();
    if opaque {
        info.color_type = ::png::ColorType::Rgb;
        let colours = pixels.rgba().chunks_exact(4);
        rgb = colours
            .flat_map(|pixel| pixel.iter().take(3).copied())
            .collect();
    }
    let mut bytes = Vec::new();
    let encoder = ::png::Encoder::with_info(&mut bytes, info).map_err(broken)?;
    let mut writer = encoder.write_header().map_err(broken)?;
    let samples = if opaque { &rgb } else { pixels.rgba() };
    writer.write_image_data(samples).map_err(broken)?;
    writer.finish().map_err(broken)?;
    Ok(bytes)
}

fn on_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u16::from(colour), u16::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}
