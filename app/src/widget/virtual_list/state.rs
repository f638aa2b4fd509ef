//! What a list remembers between views.
use super::parked::Parked;
use super::{Key, Place, Stick, Window};
use crate::theme::MOTION;
use iced::time::{Duration, Instant};
use iced::window::RedrawRequest;
use std::collections::VecDeque;

/// What stays where it is when the rows around it change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Anchor<K> {
    Top,
    Bottom,
    /// The top of row `key` stands at `y` in the viewport.
    At {
        key: K,
        y: f32,
    },
}

/// A request from outside, carried out by the next layout.
#[derive(Debug, Clone, Copy)]
pub(super) enum Order<K> {
    Row(K, Place),
    End,
}

/// A row as laid out last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Laid<K> {
    pub(super) key: K,
    pub(super) index: usize,
    pub(super) y: f32,
    pub(super) height: f32,
}

impl<K> Laid<K> {
    pub(super) fn bottom(&self) -> f32 {
        self.y + self.height
    }
}

/// The part of the list in the viewport, in rows and fractions of rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) first: f32,
    pub(super) shown: f32,
    pub(super) at_bottom: bool,
}

/// Positions remembered. Nobody comes back to more conversations and expects each where it was.
const MOST_FEEDS: usize = 64;
/// Without movement for this long the list is at rest.
const REST: Duration = Duration::from_millis(150);
/// The thumb goes after this.
const THUMB_STAYS: Duration = Duration::from_millis(1200);
/// While scrolling the window is reported when it moved by this many rows.
const STRIDE: usize = 8;
/// Nearer to an end than this, every change is reported: somebody has to fetch more.
const NEAR_END: usize = 20;
/// Time constant of the eased wheel: two thirds of the way in this time.
const EASE: f32 = 0.030;

pub(super) struct State<K> {
    pub(super) feed: u64,
    pub(super) stick: Stick,
    pub(super) anchor: Anchor<K>,
    pub(super) rows: Vec<Laid<K>>,
    pub(super) height: f32,
    /// Changes whenever rows moved: see [`State::hair`].
    pub(super) turned: bool,
    pub(super) parked: Parked<K>,
    pub(super) order: Option<Order<K>>,
    /// The row that a feed began with last, see [`super::VirtualList::start`].
    pub(super) started: Option<(u64, K)>,
    /// A row that got the focus and must be seen.
    pub(super) reveal: Option<K>,
    /// Where in the thumb it is held.
    pub(super) grip: Option<f32>,
    /// The pointer is where the thumb is.
    pub(super) near: bool,
    pub(super) window: Option<Window>,
    reported: Option<(u64, Window)>,
    saved: VecDeque<(u64, Anchor<K>)>,
    touched: Option<Instant>,
    glide: Option<Glide>,
}

/// What is left of a wheel movement.
struct Glide {
    left: f32,
    since: Instant,
}

impl<K: Key> State<K> {
    pub(super) fn new(feed: u64, stick: Stick) -> Self {
        Self {
            feed,
            stick,
            anchor: home(stick),
            rows: Vec::new(),
            height: 0.0,
            turned: false,
            parked: Parked::default(),
            order: None,
            started: None,
            reveal: None,
            grip: None,
            near: false,
            window: None,
            reported: None,
            saved: VecDeque::new(),
            touched: None,
            glide: None,
        }
    }

    /// By how much the clip of the rows is shorter. The software renderer compares frames piece by piece
    /// and repaints around each piece that moved; overlapping pieces cost many times the whole. A clip
    /// that differs by less than a pixel makes it repaint the list once instead.
    pub(super) fn hair(&self) -> f32 {
        if self.turned { 0.01 } else { 0.0 }
    }

    /// Shows another feed, where it was left.
    pub(super) fn turn_to(&mut self, feed: u64) {
        self.saved.retain(|(saved, _)| *saved != self.feed);
        self.saved.push_back((self.feed, self.anchor));
        if self.saved.len() > MOST_FEEDS {
            self.saved.pop_front();
        }
        let known = self.saved.iter().find(|(saved, _)| *saved == feed);
        self.anchor = known.map_or(home(self.stick), |(_, anchor)| *anchor);
        self.feed = feed;
        self.glide = None;
        self.grip = None;
        self.reveal = None;
        self.touched = None;
    }

    pub(super) fn key_at(&self, row: usize) -> Option<K> {
        self.rows.get(row).map(|row| row.key)
    }

    /// Moves the content by `by` (down if positive); the next layout stops at the ends.
    pub(super) fn scroll(&mut self, by: f32) {
        let at_end = (self.anchor == Anchor::Bottom && by <= 0.0)
            || (self.anchor == Anchor::Top && by >= 0.0);
        if at_end {
            return;
        }
        if let Some(row) = self.steady_row() {
            self.anchor = Anchor::At {
                key: row.key,
                y: row.y + by,
            };
        }
    }

    /// The row the eye holds on to: the first whose top is seen.
    pub(super) fn steady_row(&self) -> Option<&Laid<K>> {
        let seen = |row: &&Laid<K>| row.bottom() > 0.0;
        let whole = |row: &&Laid<K>| row.y >= 0.0 && row.y < self.height;
        let mut rows = self.rows.iter();
        rows.clone().find(whole).or_else(|| rows.find(seen))
    }

    pub(super) fn extent(&self) -> Option<Extent> {
        let inside = |row: &&Laid<K>| row.bottom() > 0.0 && row.y < self.height;
        let first = self.rows.iter().find(inside)?;
        let last = self.rows.iter().rev().find(inside)?;
        let part = |above: f32, row: &Laid<K>| (above / row.height.max(1.0)).clamp(0.0, 1.0);
        let start = first.index as f32 + part(-first.y, first);
        let end = last.index as f32 + part(self.height - last.y, last);
        Some(Extent {
            first: start,
            shown: (end - start).max(0.0),
            at_bottom: self.window.is_some_and(|w| w.at_bottom),
        })
    }

    /// Somebody moved the list: the thumb shows, the rest is waited for.
    pub(super) fn touched(&mut self, now: Instant) {
        self.touched = Some(now);
    }

    /// Adds to an eased movement.
    pub(super) fn push(&mut self, by: f32, now: Instant) {
        let glide = self.glide.get_or_insert(Glide {
            left: 0.0,
            since: now,
        });
        glide.left += by;
    }

    /// The part of an eased movement that falls to this frame.
    pub(super) fn ease(&mut self, now: Instant) -> Option<f32> {
        let glide = self.glide.as_mut()?;
        // A first frame at once, and never a jump after a pause.
        let passed = now.saturating_duration_since(glide.since).as_secs_f32();
        let part = 1.0 - (-passed.clamp(0.008, 0.050) / EASE).exp();
        let by = glide.left * part;
        glide.left -= by;
        glide.since = now;
        if glide.left.abs() < 1.0 {
            let rest = glide.left;
            self.glide = None;
            return Some(by + rest);
        }
        Some(by)
    }

    /// The window, if it is time to tell.
    pub(super) fn report(&mut self, now: Instant, count: usize) -> Option<Window> {
        let window = self.window?;
        if self.reported == Some((self.feed, window)) {
            return None;
        }
        let due = match self.reported {
            Some((feed, old)) if feed == self.feed => {
                let near_end = window.first < NEAR_END || window.last + NEAR_END >= count;
                old.at_bottom != window.at_bottom
                    || near_end
                    || old.first.abs_diff(window.first) >= STRIDE
                    || old.last.abs_diff(window.last) >= STRIDE
                    || self.rests(now)
            }
            _ => true,
        };
        due.then(|| {
            self.reported = Some((self.feed, window));
            window
        })
    }

    fn rests(&self, now: Instant) -> bool {
        self.touched
            .is_none_or(|at| now.saturating_duration_since(at) >= REST)
    }

    /// How much of the thumb is seen, 0 to 1.
    pub(super) fn strength(&self, now: Instant, motion: bool) -> f32 {
        if self.near || self.grip.is_some() {
            return 1.0;
        }
        let Some(touched) = self.touched else {
            return 0.0;
        };
        let passed = now.saturating_duration_since(touched);
        match passed.checked_sub(THUMB_STAYS) {
            None => 1.0,
            Some(_) if !motion => 0.0,
            Some(over) => (1.0 - over.as_secs_f32() / MOTION.as_secs_f32()).max(0.0),
        }
    }

    /// When the next frame is needed, if at all.
    pub(super) fn next_wake(&self, now: Instant, motion: bool) -> Option<RedrawRequest> {
        if self.glide.is_some() {
            return Some(RedrawRequest::NextFrame);
        }
        let touched = self.touched?;
        let passed = now.saturating_duration_since(touched);
        let unreported = self.window.map(|window| (self.feed, window)) != self.reported;
        if unreported && passed < REST {
            Some(RedrawRequest::At(touched + REST))
        } else if self.near || self.grip.is_some() {
            None
        } else if passed < THUMB_STAYS {
            Some(RedrawRequest::At(touched + THUMB_STAYS))
        } else if motion && passed < THUMB_STAYS + MOTION {
            Some(RedrawRequest::NextFrame)
        } else {
            None
        }
    }
}

fn home<K>(stick: Stick) -> Anchor<K> {
    match stick {
        Stick::Top => Anchor::Top,
        Stick::Bottom => Anchor::Bottom,
    }
}
