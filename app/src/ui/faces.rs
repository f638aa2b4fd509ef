//! The pictures that people show of themselves, as they are drawn: round and small. A thread of its own
//! reads them when they are seen first; until then, and where one can't be read, letters stand in their
//! place. They belong to the thread of the widgets, as the language does.
//!
//! Of moving pictures the first frame is shown; under the pointer they move (`widget::avatar`).

mod round;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use iced::widget::image::Handle;
use waxwing_core::model::Avatar;

/// Pixels of what is kept for each of the window's: sharp on fine screens, and halved evenly on others.
const FINENESS: f32 = 2.0;

/// Bytes of pixels that are kept: some two hundred faces of the list.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// What can't be read is remembered for no more than so many.
const MOST_KEPT: usize = 2_000;

/// More than any picture has that the engine keeps.
const MOST_FILE: u64 = 1024 * 1024;

/// What could not be read is tried again then: it may have been fetched anew.
const AGAIN: Duration = Duration::from_secs(60);

/// A picture in one size: its name, and the pixels of its edge.
type Key = (String, u32);

enum Kept {
    Awaited,
    Shown {
        handle: Handle,
        bytes: usize,
        used: u64,
    },
    Broken(Instant),
}

/// What the thread has read.
type Outcome = (Key, Option<Vec<u8>>);

#[derive(Default)]
struct Faces {
    kept: HashMap<Key, Kept>,
    bytes: usize,
    /// Counts how often anything was looked at.
    looks: u64,
    reader: Option<mpsc::Sender<(Key, PathBuf)>>,
    read: Arc<Mutex<Vec<Outcome>>>,
    stir: Option<Arc<dyn Fn() + Send + Sync>>,
    at_once: bool,
}

thread_local! {
    static FACES: RefCell<Faces> = RefCell::default();
}

/// Whom to tell that there is something to [`take_in`].
pub fn listen(stir: impl Fn() + Send + Sync + 'static) {
    FACES.with_borrow_mut(|faces| faces.stir = Some(Arc::new(stir)));
}

/// Everything is read while it is asked for: for pictures of the window, and tests.
#[cfg(any(test, feature = "harness"))]
pub fn read_at_once() {
    FACES.with_borrow_mut(|faces| faces.at_once = true);
}

/// A picture to be drawn this wide, if it is here; it is read where it is not.
pub fn picture(avatar: &Avatar, diameter: f32) -> Option<Handle> {
    let edge = (diameter * FINENESS).round().clamp(1.0, 1_024.0) as u32;
    FACES.with_borrow_mut(|faces| faces.look((avatar.id.clone(), edge), &avatar.path))
}

/// A picture in whatever size it is here.
pub fn any_size(avatar: &Avatar) -> Option<Handle> {
    FACES.with_borrow(|faces| {
        let all = faces.kept.iter().filter(|((id, _), _)| *id == avatar.id);
        let shown = all.filter_map(|((_, edge), kept)| match kept {
            Kept::Shown { handle, .. } => Some((*edge, handle)),
            Kept::Awaited | Kept::Broken(_) => None,
        });
        let largest = shown.max_by_key(|(edge, _)| *edge);
        largest.map(|(_, handle)| handle.clone())
    })
}

/// Takes in what was read.
pub fn take_in() {
    FACES.with_borrow_mut(|faces| {
        let read = std::mem::take(&mut *faces.read.lock().unwrap_or_else(PoisonError::into_inner));
        for (key, pixels) in read {
            faces.keep(key, pixels);
        }
    });
}

impl Faces {
    fn look(&mut self, key: Key, path: &Path) -> Option<Handle> {
        self.looks += 1;
        match self.kept.get_mut(&key) {
            Some(Kept::Shown { handle, used, .. }) => {
                *used = self.looks;
                return Some(handle.clone());
            }
            Some(Kept::Awaited) => return None,
            Some(Kept::Broken(since)) if since.elapsed() < AGAIN => return None,
            Some(Kept::Broken(_)) | None => {}
        }
        if self.at_once {
            let pixels = read(path, key.1);
            self.keep(key.clone(), pixels);
            return match self.kept.get(&key) {
                Some(Kept::Shown { handle, .. }) => Some(handle.clone()),
                _ => None,
            };
        }
        let asked = self.reader().send((key.clone(), path.to_owned()));
        let state = match asked {
            Ok(()) => Kept::Awaited,
            Err(_) => Kept::Broken(Instant::now()),
        };
        self.kept.insert(key, state);
        None
    }

    /// The thread that reads, which sleeps while nothing is asked for.
    fn reader(&mut self) -> mpsc::Sender<(Key, PathBuf)> {
        if let Some(reader) = &self.reader {
            return reader.clone();
        }
        let (sender, asked) = mpsc::channel::<(Key, PathBuf)>();
        let (told, stir) = (Arc::clone(&self.read), self.stir.clone());
        let work = move || {
            for (key, path) in asked {
                let pixels = read(&path, key.1);
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                told.push((key, pixels));
                drop(told);
                if let Some(stir) = &stir {
                    stir();
                }
            }
        };
        let thread = std::thread::Builder::new().name("faces".to_owned());
        if let Err(error) = thread.spawn(work) {
            tracing::warn!(%error, "pictures of people can't be read");
        }
        self.reader = Some(sender.clone());
        sender
    }

    fn keep(&mut self, key: Key, pixels: Option<Vec<u8>>) {
        let Some(pixels) = pixels else {
            if self.kept.len() >= MOST_KEPT {
                self.kept.retain(|_, kept| !matches!(kept, Kept::Broken(_)));
            }
            self.kept.insert(key, Kept::Broken(Instant::now()));
            return;
        };
        self.bytes += pixels.len();
        let shown = Kept::Shown {
            bytes: pixels.len(),
            handle: square(pixels),
            used: self.looks,
        };
        self.kept.insert(key, shown);
        while self.bytes > MOST_BYTES && self.drop_oldest() {}
    }

    /// Forgets what was looked at least recently; `false` where there is only one left.
    fn drop_oldest(&mut self) -> bool {
        let shown = self.kept.iter().filter_map(|(key, kept)| match kept {
            Kept::Shown { used, .. } => Some((*used, key.clone())),
            Kept::Awaited | Kept::Broken(_) => None,
        });
        let mut shown: Vec<(u64, Key)> = shown.collect();
        if shown.len() < 2 {
            return false;
        }
        shown.sort_unstable();
        let (_, key) = shown.swap_remove(0);
        if let Some(Kept::Shown { bytes, .. }) = self.kept.remove(&key) {
            self.bytes = self.bytes.saturating_sub(bytes);
        }
        true
    }
}

/// Pixels of a square.
fn square(pixels: Vec<u8>) -> Handle {
    let edge = (pixels.len() / 4).isqrt();
    let edge = u32::try_from(edge).unwrap_or_default();
    Handle::from_rgba(edge, edge, pixels)
}

/// Reads a picture that somebody else has made: with bounds, and on a thread that can be lost.
fn read(path: &Path, edge: u32) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MOST_FILE).read_to_end(&mut bytes).ok()?;
    round::read(&bytes, edge)
}

#[cfg(test)]
mod tests;
