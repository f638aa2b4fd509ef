//! The pictures that are on screen, and those that were a moment ago: read by threads, kept within a
//! bound. It belongs to the thread of the widgets, as the language does.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use iced::widget::image::Handle;
use waxwing_media::picture::{Flaw, Pixels, Sides};

use super::worker::{Done, Inbox, Readers};

/// Bytes of all pictures together. A screen full of them has five million; the renderer has its own copy
/// of what it draws.
const MOST_BYTES: usize = 24 * 1024 * 1024;
/// Pictures that can't be shown are remembered up to this number, and sides of files.
const MOST_KNOWN: usize = 4096;
/// Another attempt at a file that could not be read is made after this: it may have come back.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a picture stands in its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fit {
    /// All of it is seen.
    Inside,
    /// It fills the frame, and what lies outside is cut off.
    Cover,
}

/// A picture as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Its file.
    pub(super) path: Arc<Path>,
    /// Pixels of the screen that it has.
    pub(super) frame: Sides,
    pub(super) fit: Fit,
    /// Of its corners, in the same pixels.
    pub(super) radius: u32,
}

impl Key {
    /// The sides that it is read with.
    pub(super) fn wanted(&self, sides: Sides) -> Sides {
        match self.fit {
            Fit::Inside => self.frame,
            Fit::Cover => {
                let (width, height) = (u64::from(sides.width), u64::from(sides.height));
                let wide = u64::from(self.frame.width);
                let high = u64::from(self.frame.height);
                // The side that would be too short decides.
                let by_width = wide * height >= high * width;
                let longer = |side: u64, frame: u64, other: u64| {
                    u32::try_from((side * frame).div_ceil(other.max(1))).unwrap_or(u32::MAX)
                };
                match by_width {
                    true => Sides {
                        width: self.frame.width,
                        height: longer(height, wide, width),
                    },
                    false => Sides {
                        width: longer(width, high, height),
                        height: self.frame.height,
                    },
                }
            }
        }
    }
}

/// A few bytes as a picture of this size, with corners of this radius.
pub(super) type StandIn = (Vec<u8>, Sides, u32);

/// So many are kept; a screen has fewer.
const MOST_STAND_INS: usize = 24;

/// What there is of a picture.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// It is being read.
    Coming,
    /// This, and when it will be another.
    Ready(Handle, Option<Instant>),
    /// It can't be shown.
    Flawed,
}

struct Entry {
    stand: Stand,
    used: u64,
}

enum Stand {
    Coming,
    Ready {
        handle: Handle,
        bytes: usize,
        reel: Option<Reel>,
    },
    Flawed {
        since: Instant,
    },
}

/// A picture that moves.
#[derive(Default)]
struct Reel {
    /// When what is shown is over.
    until: Option<Instant>,
    /// What is shown after that, and for how long.
    next: Option<(Handle, Duration)>,
    /// The frame after that was asked for.
    asked: bool,
}

/// See the module.
#[derive(Default)]
pub(super) struct Album {
    entries: HashMap<Key, Entry>,
    bytes: usize,
    clock: u64,
    inbox: Arc<Inbox>,
    still: Option<Readers>,
    moving: Option<Readers>,
    sides: HashMap<PathBuf, Result<Sides, Flaw>>,
    /// What stands in for pictures that are not there.
    stand_ins: HashMap<StandIn, Option<Handle>>,
    /// Nobody looks at the window: nothing moves.
    away: bool,
    /// What the threads have done is left where it is.
    #[cfg(test)]
    pub(super) held: bool,
}

thread_local! {
    static ALBUM: RefCell<Album> = RefCell::default();
}

/// Does something with this thread's album.
pub(super) fn with<T>(act: impl FnOnce(&mut Album) -> T) -> T {
    ALBUM.with_borrow_mut(act)
}

impl Album {
    /// From now on this is told when there is something new to be shown.
    pub(super) fn wake_by(&self, wake: impl Fn() + Send + 'static) {
        self.inbox.wake_by(wake);
    }

    /// Whether somebody looks at the window.
    pub(super) fn attend(&mut self, looks: bool) {
        self.away = !looks;
    }

    /// How large the picture in a file is, or why it can't be shown; `None` until it was read.
    pub(super) fn known(&mut self, path: &Path) -> Option<&Result<Sides, Flaw>> {
        self.take_in();
        self.sides.get(path)
    }

    /// Bytes of all that is kept.
    #[cfg(any(test, feature = "harness"))]
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// What there is of a picture at a moment; it is asked for where that is nothing.
    pub(super) fn show(&mut self, key: &Key, now: Instant) -> Shown {
        self.take_in();
        self.clock += 1;
        let clock = self.clock;
        let away = self.away;
        let Some(entry) = self.entries.get_mut(key) else {
            self.ask(key);
            return Shown::Coming;
        };
        entry.used = clock;
        match &mut entry.stand {
            Stand::Coming => Shown::Coming,
            Stand::Flawed { since } if now.saturating_duration_since(*since) > PATIENCE => {
                self.ask(key);
                Shown::Coming
            }
            Stand::Flawed { .. } => Shown::Flawed,
            Stand::Ready { handle, reel, .. } => {
                let Some(reel) = reel.as_mut().filter(|_| !away) else {
                    return Shown::Ready(handle.clone(), None);
                };
                let (until, wanted) = reel.turn(handle, now);
                let shown = Shown::Ready(handle.clone(), until);
                if wanted {
                    let inbox = &self.inbox;
                    let moving = self.moving.get_or_insert_with(|| Readers::moving(inbox));
                    moving.ask(key.clone());
                }
                shown
            }
        }
    }

    /// A picture as it was shown last, where it is still there.
    pub(super) fn current(&self, key: &Key) -> Option<Handle> {
        match &self.entries.get(key)?.stand {
            Stand::Ready { handle, .. } => Some(handle.clone()),
            Stand::Coming | Stand::Flawed { .. } => None,
        }
    }

    /// What stands in for a picture, made where it is not there.
    pub(super) fn stand_in(
        &mut self,
        which: StandIn,
        make: impl FnOnce(&StandIn) -> Option<Handle>,
    ) -> Option<Handle> {
        if !self.stand_ins.contains_key(&which) && self.stand_ins.len() >= MOST_STAND_INS {
            self.stand_ins.clear();
        }
        let kept = self.stand_ins.entry(which);
        kept.or_insert_with_key(make).clone()
    }

    fn ask(&mut self, key: &Key) {
        let entry = Entry {
            stand: Stand::Coming,
            used: self.clock,
        };
        self.entries.insert(key.clone(), entry);
        let inbox = &self.inbox;
        let still = self.still.get_or_insert_with(|| Readers::still(inbox));
        still.ask(key.clone());
    }

    /// Takes in what the threads have done.
    pub(super) fn take_in(&mut self) {
        #[cfg(test)]
        if self.held {
            return;
        }
        for done in self.inbox.take() {
            match done {
                Done::Read(key, read) => self.keep(key, read),
                Done::Frame(key, frame) => self.frame(&key, frame),
                Done::Forgotten(key) => self.forget(&key),
            }
        }
        self.make_room();
    }

    fn keep(&mut self, key: Key, read: Result<(Pixels, Sides, bool), Flaw>) {
        if self.sides.len() >= MOST_KNOWN {
            self.sides.clear();
        }
        let told = read.as_ref().map(|(_, sides, _)| *sides);
        self.sides
            .insert(key.path.to_path_buf(), told.map_err(Clone::clone));
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        entry.stand = match read {
            Ok((pixels, _, moves)) => {
                let bytes = pixels.rgba().len();
                self.bytes += bytes;
                Stand::Ready {
                    handle: handle(pixels),
                    bytes,
                    reel: moves.then(Reel::default),
                }
            }
            Err(flaw) => {
                tracing::debug!(%flaw, "a picture is not shown");
                Stand::Flawed {
                    since: Instant::now(),
                }
            }
        };
    }

    fn frame(&mut self, key: &Key, frame: Result<(Pixels, Duration), Flaw>) {
        let Some(entry) = self.entries.get_mut(key) else {
            return;
        };
        if let Stand::Ready { reel, .. } = &mut entry.stand {
            match (frame, reel.as_mut()) {
                (Ok((pixels, delay)), Some(reel)) => {
                    reel.asked = false;
                    reel.next = Some((handle(pixels), delay));
                }
                // What was good so far stays.
                _ => *reel = None,
            }
        }
    }

    fn forget(&mut self, key: &Key) {
        match self.entries.get_mut(key).map(|entry| &mut entry.stand) {
            Some(Stand::Coming) => {
                self.entries.remove(key);
            }
            Some(Stand::Ready {
                reel: Some(reel), ..
            }) => reel.asked = false,
            _ => {}
        }
    }

    /// Drops what was not shown for the longest time.
    fn make_room(&mut self) {
        while self.bytes > MOST_BYTES || self.entries.len() > MOST_KNOWN {
            // What was shown last stays, however large it is: or it would be read again at once.
            let newest = self.entries.values().map(|entry| entry.used).max();
            let idle = self.entries.iter();
            let idle = idle.filter(|(_, entry)| {
                !matches!(entry.stand, Stand::Coming) && Some(entry.used) != newest
            });
            let oldest = idle.min_by_key(|(_, entry)| entry.used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else {
                return;
            };
            if let Some(Entry {
                stand: Stand::Ready { bytes, .. },
                ..
            }) = self.entries.remove(&key)
            {
                self.bytes = self.bytes.saturating_sub(bytes);
            }
        }
    }

    /// Whether something is being read.
    #[cfg(any(test, feature = "harness"))]
    fn is_waiting(&self) -> bool {
        let mut entries = self.entries.values();
        entries.any(|entry| match &entry.stand {
            Stand::Coming => true,
            Stand::Ready { reel, .. } => reel.as_ref().is_some_and(|reel| reel.asked),
            Stand::Flawed { .. } => false,
        })
    }

    /// Waits until nothing is being read any more; whether it came to that.
    #[cfg(any(test, feature = "harness"))]
    pub(super) fn settle(&mut self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        loop {
            self.take_in();
            let left = until.saturating_duration_since(Instant::now());
            match (self.is_waiting(), left.is_zero()) {
                (false, _) => return true,
                (true, true) => return false,
                (true, false) => self.inbox.wait(left),
            }
        }
    }
}

impl Reel {
    /// Goes on to the frame of this moment: when the next one is due, and whether one has to be asked for.
    fn turn(&mut self, shown: &mut Handle, now: Instant) -> (Option<Instant>, bool) {
        let due = self.until.is_none_or(|until| until <= now);
        if due && let Some((next, delay)) = self.next.take() {
            *shown = next;
            self.until = Some(now + delay);
        }
        let wanted = self.next.is_none() && !self.asked;
        self.asked |= wanted;
        // Where it is not there in time, its arrival wakes the window.
        (self.until.filter(|until| *until > now), wanted)
    }
}

fn handle(pixels: Pixels) -> Handle {
    let Sides { width, height } = pixels.sides();
    Handle::from_rgba(width, height, pixels.into_rgba())
}

#[cfg(test)]
mod tests {
    use waxwing_media::picture::to_png;

    use super::*;

    fn key(path: &Path, edge: u32) -> Key {
        Key {
            path: path.into(),
            frame: Sides::square(edge),
            fit: Fit::Inside,
            radius: 0,
        }
    }

    fn picture(folder: &Path, name: &str, width: u32, height: u32) -> PathBuf {
        let sides = Sides { width, height };
        let pixels = Pixels::new(sides, vec![200; sides.count() as usize * 4]).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, to_png(&pixels).unwrap()).unwrap();
        path
    }

    fn settled(album: &mut Album) {
        assert!(album.settle(Duration::from_secs(20)));
    }

    #[test]
    fn a_picture_comes_once_and_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = picture(folder.path(), "a.png", 400, 200);
        let mut album = Album::default();
        let key = key(&path, 100);
        let now = Instant::now();
        assert!(matches!(album.show(&key, now), Shown::Coming));
        settled(&mut album);
        let Shown::Ready(handle, None) = album.show(&key, now) else {
            panic!("it is not there");
        };
        assert!(matches!(
            handle,
            Handle::Rgba {
                width: 100,
                height: 50,
                ..
            }
        ));
        let sides = album.known(&path).unwrap().clone();
        assert_eq!(
            sides,
            Ok(Sides {
                width: 400,
                height: 200
            })
        );
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(album.show(&key, now), Shown::Ready(..)));
    }

    #[test]
    fn what_can_t_be_shown_is_tried_again_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let mut album = Album::default();
        let key = key(&path, 100);
        album.show(&key, Instant::now());
        settled(&mut album);
        let now = Instant::now();
        assert!(matches!(album.show(&key, now), Shown::Flawed));
        assert!(matches!(album.known(&path), Some(Err(Flaw::Broken(_)))));
        picture(folder.path(), "a.png", 10, 10);
        let later = now + PATIENCE + Duration::from_secs(1);
        assert!(matches!(album.show(&key, later), Shown::Coming));
        settled(&mut album);
        assert!(matches!(album.show(&key, later), Shown::Ready(..)));
    }

    #[test]
    fn no_more_is_kept_than_the_bound() {
        let folder = tempfile::tempdir().unwrap();
        let mut album = Album::default();
        for number in 0..20 {
            let path = picture(folder.path(), &format!("{number}.png"), 1000, 1000);
            album.show(&key(&path, 1000), Instant::now());
            settled(&mut album);
            assert!(album.bytes() <= MOST_BYTES);
        }
        let last = folder.path().join("19.png");
        let first = folder.path().join("0.png");
        let now = Instant::now();
        assert!(matches!(
            album.show(&key(&last, 1000), now),
            Shown::Ready(..)
        ));
        assert!(matches!(album.show(&key(&first, 1000), now), Shown::Coming));
    }

    #[test]
    fn who_scrolls_past_does_not_wait_for_what_is_past() {
        let folder = tempfile::tempdir().unwrap();
        let path = picture(folder.path(), "a.png", 600, 600);
        let mut album = Album::default();
        for edge in 1..400 {
            album.show(&key(&path, edge), Instant::now());
        }
        settled(&mut album);
        let shown = album.show(&key(&path, 399), Instant::now());
        assert!(matches!(shown, Shown::Ready(..)));
        assert!(album.entries.len() < 399);
    }

    #[test]
    fn pictures_move_only_while_somebody_looks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.gif");
        let moving = include_bytes!("../../../../core/media/tests/pictures/moving.gif");
        std::fs::write(&path, moving).unwrap();
        let mut album = Album::default();
        let key = key(&path, 24);
        let mut now = Instant::now();
        album.show(&key, now);
        settled(&mut album);
        album.attend(false);
        let Shown::Ready(first, None) = album.show(&key, now) else {
            panic!("it moves");
        };
        album.attend(true);
        let mut seen = vec![first.id()];
        for _ in 0..4 {
            album.show(&key, now);
            settled(&mut album);
            let Shown::Ready(frame, until) = album.show(&key, now) else {
                panic!("it is gone");
            };
            seen.push(frame.id());
            now = until.expect("it goes on");
        }
        seen.dedup();
        assert_eq!(seen.len(), 5, "each frame is another picture");
    }

    #[test]
    fn the_frame_is_filled_whatever_the_ratio() {
        let cover = |width, height| Key {
            path: Path::new("/").into(),
            frame: Sides { width, height },
            fit: Fit::Cover,
            radius: 0,
        };
        for (width, height) in [(100, 100), (300, 50), (50, 300)] {
            for sides in [(4000, 3000), (3000, 4000), (9000, 10), (10, 9000)] {
                let sides = Sides {
                    width: sides.0,
                    height: sides.1,
                };
                let wanted = cover(width, height).wanted(sides);
                assert!(
                    wanted.width >= width && wanted.height >= height,
                    "{wanted:?}"
                );
            }
        }
    }
}
