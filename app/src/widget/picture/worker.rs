//! Threads that read pictures: what is asked for last is read first, for it is what somebody looks at now.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use waxwing_media::picture::{self, Animation, Flaw, MOST_BYTES, Pixels, Sides};

use super::album::{Fit, Key};

/// More than so many are not waited for: the window has gone on, and asks again if it comes back.
const MOST_WAITING: usize = 48;
/// So many pictures move at once; each has its file and a frame in memory.
const MOST_MOVING: usize = 6;
/// Threads: pictures are large while they are read.
const MOST_THREADS: usize = 2;

/// What a thread has done.
pub(super) enum Done {
    /// A picture, how large it is in its file, and whether it moves.
    Read(Key, Result<(Pixels, Sides, bool), Flaw>),
    /// The next frame of one that moves.
    Frame(Key, Result<(Pixels, Duration), Flaw>),
    /// Others were before it.
    Forgotten(Key),
}

/// Where the threads put what they have done, and whom they tell.
#[derive(Default)]
pub(super) struct Inbox {
    done: Mutex<Vec<Done>>,
    arrived: Condvar,
    told: AtomicBool,
    wake: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl Inbox {
    /// From now on this is told when something has arrived.
    pub(super) fn wake_by(&self, wake: impl Fn() + Send + 'static) {
        *lock(&self.wake) = Some(Box::new(wake));
    }

    /// What has arrived.
    pub(super) fn take(&self) -> Vec<Done> {
        self.told.store(false, Ordering::Release);
        std::mem::take(&mut *lock(&self.done))
    }

    /// Waits until something has arrived, or for so long.
    #[cfg(any(test, feature = "harness"))]
    pub(super) fn wait(&self, patience: Duration) {
        let done = lock(&self.done);
        let waited = self
            .arrived
            .wait_timeout_while(done, patience, |done| done.is_empty());
        drop(waited);
    }

    fn put(&self, done: Done) {
        lock(&self.done).push(done);
        self.arrived.notify_all();
        // Once is enough until somebody has looked.
        if !self.told.swap(true, Ordering::AcqRel)
            && let Some(wake) = &*lock(&self.wake)
        {
            wake();
        }
    }
}

/// A queue of pictures and who reads them; ends with whoever holds it.
pub(super) struct Readers {
    queue: Arc<Queue>,
    inbox: Arc<Inbox>,
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    bell: Condvar,
}

#[derive(Default)]
struct Waiting {
    keys: VecDeque<Key>,
    over: bool,
}

impl Readers {
    /// Threads that read still pictures.
    pub(super) fn still(inbox: &Arc<Inbox>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // One core is left to whoever looks at them.
        let threads = cores.saturating_sub(1).clamp(1, MOST_THREADS);
        Self::start(inbox, "pictures", threads, read_all)
    }

    /// A thread that plays those that move.
    pub(super) fn moving(inbox: &Arc<Inbox>) -> Self {
        Self::start(inbox, "animations", 1, play_all)
    }

    fn start(inbox: &Arc<Inbox>, name: &str, threads: usize, work: fn(&Queue, &Inbox)) -> Self {
        let queue = Arc::new(Queue::default());
        for _ in 0..threads {
            let (queue, inbox) = (Arc::clone(&queue), Arc::clone(inbox));
            let thread = std::thread::Builder::new().name(name.to_owned());
            if let Err(error) = thread.spawn(move || work(&queue, &inbox)) {
                tracing::warn!(%error, "there is no thread for pictures");
            }
        }
        let inbox = Arc::clone(inbox);
        Self { queue, inbox }
    }

    /// Asks for one, before all others.
    pub(super) fn ask(&self, key: Key) {
        let mut waiting = lock(&self.queue.waiting);
        waiting.keys.push_front(key);
        let forgotten = match waiting.keys.len() > MOST_WAITING {
            true => waiting.keys.pop_back(),
            false => None,
        };
        drop(waiting);
        self.queue.bell.notify_one();
        if let Some(key) = forgotten {
            self.inbox.put(Done::Forgotten(key));
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        lock(&self.queue.waiting).over = true;
        self.queue.bell.notify_all();
    }
}

impl Queue {
    /// The next one; `None` at the end.
    fn next(&self) -> Option<Key> {
        let waiting = lock(&self.waiting);
        let idle = |waiting: &mut Waiting| !waiting.over && waiting.keys.is_empty();
        let waited = self.bell.wait_while(waiting, idle);
        let mut waiting = waited.unwrap_or_else(PoisonError::into_inner);
        match waiting.over {
            true => None,
            false => waiting.keys.pop_front(),
        }
    }
}

/// A thread that has broken off holds nothing that could be half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read_all(queue: &Queue, inbox: &Inbox) {
    while let Some(key) = queue.next() {
        let read = read(&key);
        inbox.put(Done::Read(key, read));
    }
}

fn read(key: &Key) -> Result<(Pixels, Sides, bool), Flaw> {
    let bytes = file(&key.path)?;
    let facts = picture::probe(&bytes)?;
    let pixels = picture::decode(&bytes, key.wanted(facts.sides))?;
    Ok((dressed(pixels, key), facts.sides, facts.moves))
}

/// The bytes of a file, as far as a picture can have them.
fn file(path: &Path) -> Result<Vec<u8>, Flaw> {
    let broken = |error: std::io::Error| Flaw::Broken(error.to_string());
    let file = File::open(path).map_err(broken)?;
    let told = file.metadata().map_err(broken)?;
    if !told.is_file() {
        return Err(Flaw::NoPicture);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(told.len()).unwrap_or(0).min(MOST_BYTES));
    let most = MOST_BYTES as u64 + 1;
    file.take(most).read_to_end(&mut bytes).map_err(broken)?;
    Ok(bytes)
}

fn play_all(queue: &Queue, inbox: &Inbox) {
    let mut open: Vec<(Key, Animation)> = Vec::new();
    while let Some(key) = queue.next() {
        let frame = play(&mut open, &key);
        inbox.put(Done::Frame(key, frame));
    }
}

/// The next frame; those that were asked for last stay open.
fn play(open: &mut Vec<(Key, Animation)>, key: &Key) -> Result<(Pixels, Duration), Flaw> {
    let found = open.iter().position(|(one, _)| one == key);
    let mut animation = match found {
        Some(index) => open.remove(index).1,
        None => {
            let bytes = file(&key.path)?;
            let facts = picture::probe(&bytes)?;
            Animation::open(bytes.into(), key.wanted(facts.sides))?
        }
    };
    let frame = animation.next_frame()?;
    open.insert(0, (key.clone(), animation));
    open.truncate(MOST_MOVING);
    Ok((dressed(frame.pixels, key), frame.delay))
}

/// Cut and rounded as it is shown.
fn dressed(pixels: Pixels, key: &Key) -> Pixels {
    let mut pixels = match key.fit {
        Fit::Inside => pixels,
        Fit::Cover => covering(pixels, key.frame),
    };
    // What is smaller than its frame is shown larger.
    let scale = match key.fit {
        Fit::Inside => 1.0,
        Fit::Cover => pixels.sides().width as f32 / key.frame.width.max(1) as f32,
    };
    round(&mut pixels, (key.radius as f32 * scale).round() as u32);
    pixels
}

/// The middle of a picture, in the ratio of its frame.
fn covering(pixels: Pixels, frame: Sides) -> Pixels {
    let sides = pixels.sides();
    let part = Sides {
        width: frame.width.max(1),
        height: frame.height.max(1),
    };
    // As large as fits in, where the picture is smaller than the frame.
    let grown = match part.width <= sides.width && part.height <= sides.height {
        true => part,
        false => Sides {
            width: part.width.saturating_mul(1 << 10),
            height: part.height.saturating_mul(1 << 10),
        }
        .within(sides),
    };
    let x = (sides.width - grown.width.min(sides.width)) / 2;
    let y = (sides.height - grown.height.min(sides.height)) / 2;
    pixels.cropped(x, y, grown).unwrap_or(pixels)
}

/// Makes the corners clear: the software renderer can't.
pub(super) fn round(pixels: &mut Pixels, radius: u32) {
    let Sides { width, height } = pixels.sides();
    let radius = (radius as f32).min(width.min(height) as f32 / 2.0);
    if radius < 1.0 {
        return;
    }
    let edge = (radius.ceil() as u32).min(width).min(height);
    let row = width as usize * 4;
    let rgba = pixels.rgba_mut();
    for y in 0..edge {
        for x in 0..edge {
            let (dx, dy) = (radius - x as f32 - 0.5, radius - y as f32 - 0.5);
            let inside = (radius - dx.hypot(dy) + 0.5).clamp(0.0, 1.0);
            for (x, y) in [
                (x, y),
                (width - 1 - x, y),
                (x, height - 1 - y),
                (width - 1 - x, height - 1 - y),
            ] {
                let at = y as usize * row + x as usize * 4 + 3;
                if inside < 1.0
                    && let Some(alpha) = rgba.get_mut(at)
                {
                    *alpha = (f32::from(*alpha) * inside) as u8;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(width: u32, height: u32) -> Pixels {
        let sides = Sides { width, height };
        Pixels::new(sides, vec![255; sides.count() as usize * 4]).unwrap()
    }

    #[test]
    fn the_middle_fills_its_frame() {
        let frame = Sides::square(50);
        assert_eq!(covering(plain(100, 50), frame).sides(), frame);
        let small = covering(plain(30, 20), frame);
        assert_eq!(small.sides(), Sides::square(20));
        let wide = Sides {
            width: 100,
            height: 20,
        };
        let small = covering(plain(50, 50), wide);
        assert_eq!((small.sides().width, small.sides().height), (50, 10));
    }

    #[test]
    fn corners_are_clear_and_edges_are_not() {
        let mut pixels = plain(40, 30);
        round(&mut pixels, 8);
        for (x, y) in [(0, 0), (39, 0), (0, 29), (39, 29)] {
            assert_eq!(pixels.at(x, y).unwrap()[3], 0, "{x} {y}");
        }
        for (x, y) in [(20, 0), (0, 15), (39, 15), (20, 29), (9, 9)] {
            assert_eq!(pixels.at(x, y).unwrap()[3], 255, "{x} {y}");
        }
        // Smaller than its corners.
        round(&mut plain(1, 1), 8);
    }

    #[test]
    fn what_is_no_file_is_no_picture() {
        assert_eq!(file(Path::new("/")), Err(Flaw::NoPicture));
        assert!(matches!(file(Path::new("/nowhere")), Err(Flaw::Broken(_))));
    }
}
