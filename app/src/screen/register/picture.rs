//! The picture of a captcha, from the bytes that a server sent. It is read with limits before
//! anything is made of it: twenty kilobytes can claim to be a picture of gigabytes.

use iced::widget::image::Handle;
use waxwing_core::model::{Media, Picture};
use waxwing_media::picture::{Pixels, Sides, decode, probe};

/// Pixels of the longer side; captchas have some hundred.
const LONGEST: u32 = 2_000;

/// The first picture among some media that can be shown, with its size.
pub(super) fn first(media: &[Media]) -> Option<(Handle, f32, f32)> {
    media.iter().find_map(|one| match one {
        Media::Picture(picture) => read(picture),
        Media::Bits { .. } | Media::Link { .. } => None,
    })
}

/// Reads a picture no side of which is longer than this. What it is, is said by its bytes.
pub(crate) fn pixels(bytes: &[u8], longest: u32) -> Option<Pixels> {
    let sides = probe(bytes).ok()?.sides;
    match sides.width.max(sides.height) <= longest {
        true => decode(bytes, Sides::ANY).ok(),
        false => None,
    }
}

fn read(picture: &Picture) -> Option<(Handle, f32, f32)> {
    let pixels = pixels(&picture.bytes, LONGEST)?;
    let Sides { width, height } = pixels.sides();
    let size = (width as f32, height as f32);
    let handle = Handle::from_rgba(width, height, pixels.into_rgba());
    Some((handle, size.0, size.1))
}

#[cfg(test)]
mod tests {
    use png::ColorType;

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
