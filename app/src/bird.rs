//! The waxwing on the sign-in page and wherever nothing else is to see.
//!
//! It is carried along as a PNG made from `assets/bird.svg`: iced's SVG renderer would read every
//! font of the system a second time for it.

use std::sync::OnceLock;

use iced::widget::image::{Handle, Image};

use crate::widget::Element;

/// The picture, at four times the size of the smallest use.
const PICTURE: &[u8] = include_bytes!("../../assets/bird.png");

/// The bird, so many pixels high. Nothing for screen readers: it decorates.
pub fn view<'a, M: 'a>(height: f32) -> Element<'a, M> {
    static HANDLE: OnceLock<Option<Handle>> = OnceLock::new();
    match HANDLE.get_or_init(|| decode(PICTURE)) {
        Some(handle) => Image::new(handle.clone())
            .width(height)
            .height(height)
            .into(),
        None => iced::widget::space().width(height).height(height).into(),
    }
}

fn decode(file: &[u8]) -> Option<Handle> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file))
        .read_info()
        .ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(info.buffer_size());
    let rgba = (info.color_type, info.bit_depth) == (png::ColorType::Rgba, png::BitDepth::Eight);
    rgba.then(|| Handle::from_rgba(info.width, info.height, pixels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_one() {
        assert!(decode(PICTURE).is_some());
        assert!(decode(b"not a picture").is_none());
    }
}
