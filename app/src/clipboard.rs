//! What leaves the window towards the desktop by copying, and what comes from there by pasting.

mod look;
#[cfg(target_os = "linux")]
mod x11;

#[cfg(any(test, feature = "harness"))]
pub use look::pretend;
pub use look::{Found, MOST_FILES, look};

use std::fs::File;
use std::io::Read;
use std::path::Path;

use iced::Task;
use waxwing_media::picture::{Sides, decode};
use waxwing_media::sniff::Format;

/// Puts a text on the clipboard.
pub fn copy<M>(text: String) -> Task<M> {
    iced::clipboard::write(text)
}

/// Puts a picture on the clipboard; whether it stands there now. Only for a thread that may wait.
pub fn copy_picture(media_type: &str, bytes: Vec<u8>) -> bool {
    #[cfg(target_os = "linux")]
    match x11::offer(media_type, bytes) {
        Ok(()) => return true,
        Err(trouble) => tracing::warn!(%trouble, "a picture could not be put on the clipboard"),
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (media_type, bytes);
    false
}

/// Puts the picture in a file on the clipboard; whether it stands there now. Only for a thread that may wait.
pub fn copy_picture_of(path: &Path) -> bool {
    let read = || {
        let mut bytes = Vec::new();
        let file = File::open(path).ok()?;
        file.take(look::MOST as u64 + 1)
            .read_to_end(&mut bytes)
            .ok()?;
        let format = Format::of(&bytes).filter(|format| format.is_shown());
        let format = format.filter(|_| bytes.len() <= look::MOST)?;
        match format {
            Format::Png => Some(bytes),
            // Not every program takes others; all take this one.
            _ => png(&bytes),
        }
    };
    read().is_some_and(|bytes| copy_picture("image/png", bytes))
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let pixels = decode(bytes, Sides::ANY).ok()?;
    let sides = pixels.sides();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, sides.width, sides.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels.rgba()).ok()?;
    writer.finish().ok()?;
    Some(file)
}
