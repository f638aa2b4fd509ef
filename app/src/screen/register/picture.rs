//! The picture of a captcha, from the bytes that a server sent. It is read with limits before
//! anything is made of it: twenty kilobytes can claim to be a picture of gigabytes.

use std::io::Cursor;

use gif::{ColorOutput, DecodeOptions, MemoryLimit};
use iced::widget::image::Handle;
use png::{ColorType, Decoder, Limits, Transformations};
use waxwing_core::model::{Media, Picture};
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Pixels of the longer side; captchas have some hundred.
const LONGEST: u32 = 2_000;

/// The first picture among some media that can be shown, with its size.
pub(super) fn first(media: &[Media]) -> Option<(Handle, f32, f32)> {
    media.iter().find_map(|one| match one {
        Media::Picture(picture) => read(picture),
        Media::Bits { .. } | Media::Link { .. } => None,
    })
}

/// A picture that was read: its sides, and four bytes for each pixel.
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgba: Vec<u8>,
}

/// Reads a picture no side of which is longer than this.
pub(crate) fn pixels(bytes: &[u8], longest: u32) -> Option<Pixels> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes, longest),
        [0xff, 0xd8, 0xff, ..] => jpeg(bytes, longest),
        [b'G', b'I', b'F', b'8', ..] => gif(bytes, longest),
        _ => None,
    }
}

/// What it is, is said by the bytes and not by the server.
fn read(picture: &Picture) -> Option<(Handle, f32, f32)> {
    let Pixels {
        width,
        height,
        rgba,
    } = pixels(&picture.bytes, LONGEST)?;
    #[expect(clippy::cast_precision_loss, reason = "sides are short")]
    let size = (width as f32, height as f32);
    Some((Handle::from_rgba(width, height, rgba), size.0, size.1))
}

/// Whether the sides that a picture claims are those of a picture to be looked at.
fn is_sane(width: u32, height: u32, longest: u32) -> bool {
    width > 0 && height > 0 && width.max(height) <= longest
}

/// Bytes that reading may take: twice what the largest picture has.
fn memory(longest: u32) -> usize {
    let side = usize::try_from(longest).unwrap_or_default();
    side.saturating_mul(side).saturating_mul(8)
}

/// What most servers draw.
fn png(bytes: &[u8], longest: u32) -> Option<Pixels> {
    let limits = Limits {
        bytes: memory(longest),
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let info = reader.info();
    if !is_sane(info.width, info.height, longest) {
        return None;
    }
    let mut bytes = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut bytes).ok()?;
    bytes.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        ColorType::Rgba => bytes,
        ColorType::GrayscaleAlpha => bytes
            .chunks_exact(2)
            .flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]])
            .collect(),
        ColorType::Rgb | ColorType::Grayscale | ColorType::Indexed => return None,
    };
    Some(Pixels {
        width: frame.width,
        height: frame.height,
        rgba,
    })
}

/// What ejabberd's scripts may draw as well.
fn jpeg(bytes: &[u8], longest: u32) -> Option<Pixels> {
    let most = usize::try_from(longest).ok()?;
    let options = DecoderOptions::default()
        .set_max_width(most)
        .set_max_height(most)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(bytes, options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    if !is_sane(width, height, longest) {
        return None;
    }
    let rgba = decoder.decode().ok()?;
    let whole = rgba.len() == 4 * usize::from(info.width) * usize::from(info.height);
    whole.then_some(Pixels {
        width,
        height,
        rgba,
    })
}

/// The first frame of what some old scripts draw.
fn gif(bytes: &[u8], longest: u32) -> Option<Pixels> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    options.set_memory_limit(MemoryLimit::Bytes(
        u64::try_from(memory(longest)).ok()?.try_into().ok()?,
    ));
    options.check_frame_consistency(true);
    let mut decoder = options.read_info(bytes).ok()?;
    if !is_sane(decoder.width().into(), decoder.height().into(), longest) {
        return None;
    }
    let frame = decoder.read_next_frame().ok()??;
    let (width, height) = (u32::from(frame.width), u32::from(frame.height));
    is_sane(width, height, longest).then(|| Pixels {
        width,
        height,
        rgba: frame.buffer.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32, color: ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(color);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(pixels).unwrap();
        writer.finish().unwrap();
        bytes
    }

    fn shown(bytes: Vec<u8>) -> Option<(f32, f32)> {
        let mime = "image/png".to_owned();
        let media = [Media::Picture(Picture { mime, bytes })];
        first(&media).map(|(_, width, height)| (width, height))
    }

    #[test]
    fn pictures_of_every_colour_are_shown() {
        for (color, samples) in [
            (ColorType::Grayscale, 1),
            (ColorType::GrayscaleAlpha, 2),
            (ColorType::Rgb, 3),
            (ColorType::Rgba, 4),
        ] {
            let bytes = png(3, 2, color, &vec![7; 6 * samples]);
            assert_eq!(shown(bytes), Some((3.0, 2.0)), "{color:?}");
        }
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_not() {
        let good = png(3, 2, ColorType::Rgb, &[7; 18]);
        assert_eq!(shown(Vec::new()), None);
        assert_eq!(
            shown(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
            None
        );
        assert_eq!(shown(good[..good.len() / 2].to_vec()), None);
        // The header of a picture of 50 000 x 50 000.
        let mut huge = good.clone();
        huge[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
        huge[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
        assert_eq!(shown(huge), None);
        let wide = png(LONGEST + 1, 1, ColorType::Grayscale, &vec![0; 2_001]);
        assert_eq!(shown(wide), None);
    }

    const JPEG: &[u8] = include_bytes!("picture/captcha.jpg");
    const GIF: &[u8] = include_bytes!("picture/captcha.gif");

    #[test]
    fn photographs_and_old_pictures_are_shown() {
        for bytes in [JPEG, GIF] {
            assert_eq!(shown(bytes.to_vec()), Some((120.0, 40.0)));
            assert_eq!(shown(bytes[..20].to_vec()), None);
        }
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_not_read() {
        let mut gif = GIF.to_vec();
        gif[6..10].copy_from_slice(&[0xff; 4]);
        assert_eq!(shown(gif), None);
        // The height and width behind the marker of the frame.
        let mut jpeg = JPEG.to_vec();
        let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]);
        let sides = frame.unwrap() + 5;
        jpeg[sides..sides + 4].copy_from_slice(&[0xc3, 0x50, 0xc3, 0x50]);
        assert_eq!(shown(jpeg), None);
    }

    /// A server draws what it likes; whatever it is, the window goes on.
    #[test]
    fn a_picture_that_is_broken_anywhere_breaks_nothing() {
        let png = png(3, 2, ColorType::Rgb, &[7; 18]);
        for good in [JPEG, GIF, &png] {
            for place in (0..good.len()).step_by(5) {
                for bits in [0x80, 0xff] {
                    let mut bytes = good.to_vec();
                    bytes[place] ^= bits;
                    let _ = shown(bytes);
                }
                let _ = shown(good[..place].to_vec());
            }
        }
    }
}
