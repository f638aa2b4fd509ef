//! The picture of a captcha, from the bytes that a server sent. It is read with limits before
//! anything is made of it: twenty kilobytes can claim to be a picture of gigabytes.

use std::io::Cursor;

use iced::widget::image::Handle;
use png::{ColorType, Decoder, Limits, Transformations};
use waxwing_core::model::{Media, Picture};

/// Pixels of the longer side; captchas have some hundred.
const LONGEST: u32 = 2_000;

/// Bytes that reading may take.
const MEMORY: usize = 32 * 1024 * 1024;

/// The first picture among some media that can be shown, with its size.
pub(super) fn first(media: &[Media]) -> Option<(Handle, f32, f32)> {
    media.iter().find_map(|one| match one {
        Media::Picture(picture) => read(picture),
        Media::Bits { .. } | Media::Link { .. } => None,
    })
}

/// PNG only: it is what servers draw, and each further format is one more to be attacked through.
fn read(picture: &Picture) -> Option<(Handle, f32, f32)> {
    let limits = Limits { bytes: MEMORY };
    let mut decoder = Decoder::new_with_limits(Cursor::new(&picture.bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let info = reader.info();
    if info.width.max(info.height) > LONGEST || info.width == 0 || info.height == 0 {
        return None;
    }
    let mut bytes = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut bytes).ok()?;
    bytes.truncate(frame.buffer_size());
    let pixels = match frame.color_type {
        ColorType::Rgba => bytes,
        ColorType::GrayscaleAlpha => bytes
            .chunks_exact(2)
            .flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]])
            .collect(),
        ColorType::Rgb | ColorType::Grayscale | ColorType::Indexed => return None,
    };
    #[expect(clippy::cast_precision_loss, reason = "sides are short")]
    let size = (frame.width as f32, frame.height as f32);
    Some((
        Handle::from_rgba(frame.width, frame.height, pixels),
        size.0,
        size.1,
    ))
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
}
