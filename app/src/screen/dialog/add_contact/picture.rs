//! Reads the QR code on a picture: a screenshot, a photograph, what somebody has sent.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use futures::channel::oneshot;
use rqrr::PreparedImage;

use waxwing_media::picture::{Pixels, Sides};

use crate::screen::register::picture::pixels;

/// Bytes of a file: a photograph of a good camera.
const MOST: u64 = 24 * 1024 * 1024;

/// Pixels of the longer side: a large screen, a photograph of twelve million pixels.
const LONGEST: u32 = 4_200;

/// What the first code on a picture says. The picture is somebody else's: it is read with bounds, on a
/// thread that can be lost.
pub(in super::super) async fn read(path: std::path::PathBuf) -> Option<String> {
    aside(move || text(&path)).await
}

/// The same for a picture that stands on the clipboard.
pub(in super::super) async fn read_bytes(bytes: Vec<u8>) -> Option<String> {
    aside(move || of_bytes(&bytes)).await
}

async fn aside(read: impl FnOnce() -> Option<String> + Send + 'static) -> Option<String> {
    let (told, reading) = oneshot::channel();
    let thread = std::thread::Builder::new().name("code".to_owned());
    let read = move || {
        let _ = told.send(read());
    };
    thread.spawn(read).ok()?;
    reading.await.ok().flatten()
}

fn text(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MOST + 1).read_to_end(&mut bytes).ok()?;
    of_bytes(&bytes)
}

fn of_bytes(bytes: &[u8]) -> Option<String> {
    if bytes.len() as u64 > MOST {
        return None;
    }
    code(&pixels(bytes, LONGEST)?)
}

fn code(picture: &Pixels) -> Option<String> {
    let Sides { width, height } = picture.sides();
    let width = usize::try_from(width).ok()?;
    let height = usize::try_from(height).ok()?;
    let mut seen = PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        let at = (y * width + x) * 4;
        match picture.rgba().get(at..at + 4) {
            Some([red, green, blue, alpha]) => shade([*red, *green, *blue], *alpha),
            _ => u8::MAX,
        }
    });
    let found = seen.detect_grids();
    found.iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

/// How bright a pixel is on white paper.
fn shade(colours: [u8; 3], alpha: u8) -> u8 {
    let sum: u16 = colours.into_iter().map(u16::from).sum();
    let (light, alpha) = (sum / 3, u16::from(alpha));
    let white = u16::from(u8::MAX);
    u8::try_from((light * alpha + white * (white - alpha)) / white).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::qr::Code;

    fn reading(bytes: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture");
        std::fs::write(&path, bytes).unwrap();
        text(&path)
    }

    #[test]
    fn our_own_codes_are_read_back() {
        for link in [
            "xmpp:mira@example.org",
            "https://example.org/invite/#mzxw6ytbojtg633cmfzgm33p",
        ] {
            let png = Code::of(link).unwrap().png().unwrap();
            assert_eq!(reading(&png).as_deref(), Some(link));
        }
    }

    #[test]
    fn what_is_no_picture_of_a_code_says_nothing() {
        let mut broken = Code::of("xmpp:mira@example.org").unwrap().png().unwrap();
        broken.truncate(broken.len() / 2);
        let plain = [&[0x89][..], b"PNG\r\n\x1a\nnot one"].concat();
        for odd in [&b""[..], b"<svg/>", &plain, &broken] {
            assert_eq!(reading(odd), None);
        }
        assert_eq!(text(Path::new("/nowhere/at/all.png")), None);
    }

    #[test]
    fn transparent_is_white() {
        assert_eq!(shade([0, 0, 0], 0), 255);
        assert_eq!(shade([0, 0, 0], 255), 0);
        assert_eq!(shade([255, 255, 255], 255), 255);
    }
}
