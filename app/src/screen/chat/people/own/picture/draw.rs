//! From a file to what is published: read, cut, made small. All of it on threads of its own.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::channel::oneshot;
use iced::widget::image::Handle;
use waxwing_core::model::Picture;

use crate::screen::register::picture::{Pixels, pixels};
use crate::ui::faces::{Area, shrink};

/// Bytes of a file: a photograph of a good camera.
const MOST_FILE: u64 = 32 * 1024 * 1024;

/// Pixels of the longer side of a file: a photograph of a good camera.
const LONGEST: u32 = 8_200;

/// Pixels of the longer side of what is cut from: enough for the closest cut.
const WORKING: u32 = 2_048;

/// Bytes of what is published: every server takes them, and nobody waits for a face.
const MOST_BYTES: usize = 96 * 1024;

/// Pixels of its edge, the best first; what is too many bytes is drawn smaller.
const EDGES: [u32; 5] = [384, 256, 192, 128, 96];

/// A picture that was read.
#[derive(Clone)]
pub struct Source {
    picture: Arc<Pixels>,
    shown: Handle,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Source({} x {})",
            self.picture.width, self.picture.height
        )
    }
}

impl Source {
    fn new(picture: Pixels) -> Self {
        let (width, height) = (picture.width, picture.height);
        Self {
            shown: Handle::from_rgba(width, height, picture.rgba.clone()),
            picture: Arc::new(picture),
        }
    }

    /// Width and height.
    pub fn sides(&self) -> (u32, u32) {
        (self.picture.width, self.picture.height)
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
        let picture = Arc::clone(&self.picture);
        aside(move || encode(&picture, Area { x, y, side }))
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

/// The picture in a file, read at once.
pub fn open(path: &Path) -> Option<Source> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MOST_FILE + 1).read_to_end(&mut bytes).ok()?;
    let fits = bytes.len() as u64 <= MOST_FILE;
    let picture = pixels(&bytes, LONGEST).filter(|_| fits)?;
    Some(Source::new(workable(picture)))
}

/// As large as it is worked with.
fn workable(picture: Pixels) -> Pixels {
    let longest = picture.width.max(picture.height);
    if longest <= WORKING {
        return picture;
    }
    // Each pixel stands for a whole number of them, so that both sides stay in proportion.
    let by = longest.div_ceil(WORKING);
    let (width, height) = ((picture.width / by).max(1), (picture.height / by).max(1));
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height {
        for x in 0..width {
            rgba.extend(mean(&picture, x * by, y * by, by));
        }
    }
    Pixels {
        width,
        height,
        rgba,
    }
}

/// The mean of a small square.
fn mean(picture: &Pixels, x: u32, y: u32, side: u32) -> [u8; 4] {
    let (right, bottom) = (
        (x + side).min(picture.width),
        (y + side).min(picture.height),
    );
    let mut sum = [0_u64; 4];
    for y in y..bottom {
        let line = (y * picture.width) as usize * 4;
        let pixels = &picture.rgba[line + x as usize * 4..line + right as usize * 4];
        for pixel in pixels.chunks_exact(4) {
            let alpha = u64::from(pixel[3]);
            for (sum, value) in sum.iter_mut().zip(&pixel[..3]) {
                *sum += u64::from(*value) * alpha;
            }
            sum[3] += alpha;
        }
    }
    let count = u64::from(right - x) * u64::from(bottom - y);
    let of = |sum: u64, all: u64| u8::try_from(sum / all.max(1)).unwrap_or(u8::MAX);
    let [red, green, blue, alpha] = sum;
    [
        of(red, alpha),
        of(green, alpha),
        of(blue, alpha),
        of(alpha, count),
    ]
}

/// As a file that is small enough.
fn encode(picture: &Pixels, area: Area) -> Option<Picture> {
    EDGES.into_iter().find_map(|edge| {
        // Nothing is gained by more pixels than there are.
        let useful = (area.side.ceil() as u32).max(EDGES[EDGES.len() - 1]);
        let edge = edge.min(useful);
        let bytes = png(&shrink(picture, area, edge), edge)?;
        (bytes.len() <= MOST_BYTES).then(|| Picture {
            mime: "image/png".to_owned(),
            bytes,
        })
    })
}

fn png(rgba: &[u8], edge: u32) -> Option<Vec<u8>> {
    let opaque = rgba.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, edge, edge);
    encoder.set_compression(png::Compression::High);
    encoder.set_color(match opaque {
        true => png::ColorType::Rgb,
        false => png::ColorType::Rgba,
    });
    let mut writer = encoder.write_header().ok()?;
    let written = match opaque {
        true => {
            let rgb = rgba.chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied();
            writer.write_image_data(&rgb.collect::<Vec<u8>>())
        }
        false => writer.write_image_data(rgba),
    };
    written.and_then(|()| writer.finish()).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: u32, height: u32) -> Pixels {
        let mut seed = 7_u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let pixels = (0..width * height).flat_map(|_| [next(), next(), next(), 255]);
        Pixels {
            width,
            height,
            rgba: pixels.collect(),
        }
    }

    #[test]
    fn whatever_the_picture_the_file_is_small_and_square() {
        // Nothing compresses worse.
        let picture = noise(600, 400);
        let area = Area {
            x: 100.0,
            y: 0.0,
            side: 400.0,
        };
        let made = encode(&picture, area).expect("a file");
        assert!(made.bytes.len() <= MOST_BYTES);
        let read = pixels(&made.bytes, 1_000).expect("a picture");
        assert_eq!(read.width, read.height);
        assert!(read.width >= 128, "{}", read.width);
    }

    #[test]
    fn a_small_picture_is_not_made_larger_than_it_has_pixels() {
        let area = Area {
            x: 0.0,
            y: 0.0,
            side: 100.0,
        };
        let made = encode(&noise(100, 100), area).expect("a file");
        assert_eq!(pixels(&made.bytes, 1_000).unwrap().width, 100);
    }

    #[test]
    fn a_large_picture_is_worked_with_small_and_keeps_its_shape() {
        let small = workable(noise(4_100, 1_000));
        assert_eq!((small.width, small.height), (1_366, 333));
        assert_eq!(small.rgba.len(), 1_366 * 333 * 4);
        let kept = workable(noise(40, 30));
        assert_eq!((kept.width, kept.height), (40, 30));
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
