//! From a file to what is published: read, cut, made small. All of it on threads of its own.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use futures::channel::oneshot;
use iced::widget::image::Handle;
use waxwing_core::model::Picture;
use waxwing_media::picture::{self, Pixels, Sides};

/// Pixels of the longer side of what is cut from: enough for the closest cut.
const WORKING: u32 = 2_048;

/// Bytes of what is published: every server takes them, and nobody waits for a face.
const MOST_BYTES: usize = 96 * 1024;

/// Pixels of its edge, the best first; what is too many bytes is drawn smaller.
const EDGES: [u32; 4] = [384, 256, 192, 128];

/// How true a photograph is to the pixels.
const QUALITY: u8 = 88;

/// A picture that was read.
#[derive(Clone)]
pub struct Source {
    pixels: Pixels,
    shown: Handle,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?})", self.pixels)
    }
}

impl Source {
    fn new(pixels: Pixels) -> Self {
        let Sides { width, height } = pixels.sides();
        Self {
            shown: Handle::from_rgba(width, height, pixels.rgba().to_vec()),
            pixels,
        }
    }

    /// Width and height.
    pub fn sides(&self) -> (u32, u32) {
        let Sides { width, height } = self.pixels.sides();
        (width, height)
    }

    /// To be drawn.
    pub fn shown(&self) -> &Handle {
        &self.shown
    }

    /// A square of it (its corner and its side), ready to be published.
    pub fn draw(
        &self,
        (x, y, side): (f32, f32, f32),
    ) -> impl Future<Output = Option<Picture>> + use<> {
        let edge = Sides::square((side.round() as u32).max(1));
        let square = self.pixels.cropped(x as u32, y as u32, edge);
        aside(move || encode(&square?))
    }
}

/// Reads the picture in a file.
pub(super) async fn read(path: PathBuf) -> Option<Source> {
    aside(move || open(&path)).await
}

/// Does something on a thread that can be lost.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    let (told, done) = oneshot::channel();
    let thread = std::thread::Builder::new().name("picture".to_owned());
    let work = move || {
        let _ = told.send(work());
    };
    thread.spawn(work).ok()?;
    done.await.ok().flatten()
}

/// The picture in a file, read at once: upright, and as large as it is worked with.
pub fn open(path: &Path) -> Option<Source> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    let most = picture::MOST_BYTES as u64;
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    let pixels = picture::decode(&bytes, Sides::square(WORKING)).ok()?;
    Some(Source::new(pixels))
}

/// As a file that is small enough: PNG where something shines through, or where that is less.
fn encode(square: &Pixels) -> Option<Picture> {
    EDGES.into_iter().find_map(|edge| {
        let pixels = square.shrunk(Sides::square(edge));
        let png = picture::to_png(&pixels).ok()?;
        let jpeg = match pixels.is_opaque() {
            true => picture::to_jpeg(&pixels, QUALITY).ok(),
            false => None,
        };
        let (mime, bytes) = match jpeg {
            Some(jpeg) if jpeg.len() < png.len() => ("image/jpeg", jpeg),
            _ => ("image/png", png),
        };
        (bytes.len() <= MOST_BYTES).then(|| Picture {
            mime: mime.to_owned(),
            bytes,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(edge: u32, alpha: u8) -> Pixels {
        let mut seed = 7_u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let pixels = (0..edge * edge).flat_map(|_| [next(), next(), next(), alpha]);
        Pixels::new(Sides::square(edge), pixels.collect()).unwrap()
    }

    fn read(picture: &Picture) -> Pixels {
        picture::decode(&picture.bytes, Sides::ANY).expect("a picture")
    }

    #[test]
    fn whatever_the_picture_the_file_is_small() {
        // Nothing compresses worse.
        for (alpha, mime) in [(255, "image/jpeg"), (128, "image/png")] {
            let made = encode(&noise(400, alpha)).expect("a file");
            assert_eq!(made.mime, mime);
            assert!(made.bytes.len() <= MOST_BYTES);
            assert!(read(&made).sides().width >= 128);
        }
    }

    #[test]
    fn what_is_flat_stays_as_it_is() {
        let blue = [10, 20, 200, 255].repeat(500 * 500);
        let made = encode(&Pixels::new(Sides::square(500), blue).unwrap()).expect("a file");
        assert_eq!(made.mime, "image/png");
        assert_eq!(read(&made).sides(), Sides::square(384));
        assert_eq!(read(&made).at(5, 5), Some([10, 20, 200, 255]));
    }

    #[test]
    fn a_small_picture_is_not_made_larger_than_it_has_pixels() {
        let made = encode(&noise(100, 255)).expect("a file");
        assert_eq!(read(&made).sides(), Sides::square(100));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for odd in [&b""[..], b"<svg/>", b"\x89PNG\r\n\x1a\nnot one"] {
            std::fs::write(&path, odd).unwrap();
            assert!(open(&path).is_none());
        }
        assert!(open(Path::new("/nowhere/at/all.png")).is_none());
    }
}
