//! A picture from a file, as large as it is told to be: so nothing jumps when it comes. Until then a small
//! one of a few bytes stands in (ThumbHash), or a quiet ground. It is read by threads with as many pixels
//! as the screen shows and kept while it may be seen again; it moves only while it is on screen and
//! somebody looks at the window.
mod album;
mod worker;

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::Element;
use crate::theme::Tokens;
pub use album::Fit;
use album::{Key, Shown, StandIn};
use iced::advanced::image::{FilterMethod, Handle, Image, Renderer as _};
use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, mouse, renderer};
use iced::{Event, Length, Point, Rectangle, Renderer, Size, Theme, border, window};
pub use waxwing_media::picture::{Flaw, Sides};
use waxwing_media::picture::{Pixels, from_thumbhash};

/// The finest screen that is provided for.
const FINEST: f32 = 4.0;
/// Pixels of a side of what stands in, on the finest screen.
const STAND_IN: u32 = 1440;

thread_local! {
    static FINENESS: Cell<f32> = const { Cell::new(1.0) };
}

/// Pixels of the screen for each of the window's.
pub fn fineness() -> f32 {
    FINENESS.get()
}

/// Says how fine the screen is.
pub fn set_fineness(pixels: f32) {
    let sane = if pixels.is_finite() { pixels } else { 1.0 };
    FINENESS.set(sane.clamp(0.5, FINEST));
}

/// From now on this is told, from any thread, when a picture of this thread's widgets has come.
pub fn wake_by(wake: impl Fn() + Send + 'static) {
    album::with(|album| album.wake_by(wake));
}

/// Whether somebody looks at the window; where nobody does, nothing moves.
pub fn attend(looks: bool) {
    album::with(|album| album.attend(looks));
}

/// How large the picture in a file is, or why it can't be shown; `None` until a widget has shown it.
pub fn known(path: &Path) -> Option<Result<Sides, Flaw>> {
    album::with(|album| album.known(path).cloned())
}

/// Waits until all pictures that were asked for have come: for tests and screenshots.
///
/// # Panics
/// When that takes long.
#[cfg(any(test, feature = "harness"))]
pub fn settle() {
    let settled = album::with(|album| album.settle(std::time::Duration::from_secs(60)));
    assert!(settled, "pictures don't come");
}

/// Bytes of the pictures that are kept.
#[cfg(any(test, feature = "harness"))]
pub fn kept() -> usize {
    album::with(|album| album.bytes())
}

/// The picture in a file, in a frame of this size. Where there is less room it becomes smaller.
pub fn picture(path: impl AsRef<Path>, frame: Size) -> Picture {
    Picture {
        path: Some(path.as_ref().into()),
        frame,
        fit: Fit::Inside,
        radius: 0.0,
        hash: Vec::new(),
    }
}

/// What stands in for a picture that is not here.
pub fn stand_in(hash: &[u8], frame: Size) -> Picture {
    Picture {
        path: None,
        frame,
        fit: Fit::Cover,
        radius: 0.0,
        hash: hash.to_vec(),
    }
}

/// See [`picture`].
#[derive(Clone, Debug)]
pub struct Picture {
    path: Option<Arc<Path>>,
    frame: Size,
    fit: Fit,
    radius: f32,
    hash: Vec<u8>,
}

impl Picture {
    /// What stands in until it has come.
    pub fn hash(mut self, hash: &[u8]) -> Self {
        self.hash = hash.to_vec();
        self
    }

    /// How it stands in its frame.
    pub fn fit(self, fit: Fit) -> Self {
        Self { fit, ..self }
    }

    /// Round corners.
    pub fn radius(self, radius: f32) -> Self {
        Self { radius, ..self }
    }

    fn stand_in(&self, bounds: Rectangle) -> Option<Handle> {
        if self.hash.is_empty() {
            return None;
        }
        let fine = fineness();
        let side = |side: f32| ((side * fine).round().max(1.0) as u32).min(STAND_IN);
        let sides = Sides {
            width: side(bounds.width),
            height: side(bounds.height),
        };
        let radius = (self.radius * fine).round().max(0.0) as u32;
        let which = (self.hash.clone(), sides, radius);
        album::with(|album| album.stand_in(which, small))
    }

    fn key(&self, bounds: Rectangle) -> Option<Key> {
        let fine = fineness();
        let pixels = |side: f32| (side * fine).round().max(1.0) as u32;
        Some(Key {
            path: Arc::clone(self.path.as_ref()?),
            frame: Sides {
                width: pixels(bounds.width),
                height: pixels(bounds.height),
            },
            fit: self.fit,
            radius: (self.radius * fine).round().max(0.0) as u32,
        })
    }
}

/// What was found at the last frame. The pictures themselves belong to the album: rows that are parked
/// hold none.
#[derive(Default)]
struct State {
    key: Option<Key>,
    /// The same picture in another size, until the right one has come.
    before: Option<Key>,
}

impl State {
    fn shown(&self) -> Option<Handle> {
        let find = |key: &Option<Key>| {
            let key = key.as_ref()?;
            album::with(|album| album.current(key))
        };
        find(&self.key).or_else(|| find(&self.before))
    }
}

/// A few bytes as a picture that fills the frame pixel by pixel: the renderer puts what it has to enlarge
/// where a whole pixel of it begins, and that is far off for one so small.
fn small((hash, sides, radius): &StandIn) -> Option<Handle> {
    let small = from_thumbhash(hash)?;
    let sides = *sides;
    let mut rgba = Vec::with_capacity(sides.count() as usize * 4);
    let columns: Vec<_> = (0..sides.width)
        .map(|x| between(x, sides.width, small.sides().width))
        .collect();
    for y in 0..sides.height {
        let (above, below, down) = between(y, sides.height, small.sides().height);
        for &(left, right, across) in &columns {
            let at = |x, y| small.at(x, y).unwrap_or_default();
            let top = mixed(at(left, above), at(right, above), across);
            let bottom = mixed(at(left, below), at(right, below), across);
            rgba.extend(mixed(top, bottom, down));
        }
    }
    let mut pixels = Pixels::new(sides, rgba)?;
    worker::round(&mut pixels, *radius);
    let rgba = pixels.into_rgba();
    Some(Handle::from_rgba(sides.width, sides.height, rgba))
}

/// The two pixels of `few` that the pixel `at` of `many` lies between, and how near to the second.
fn between(at: u32, many: u32, few: u32) -> (u32, u32, f32) {
    let place = (at as f32 + 0.5) * few as f32 / many.max(1) as f32 - 0.5;
    let first = place.max(0.0) as u32;
    let last = few.saturating_sub(1);
    let part = (place - first as f32).clamp(0.0, 1.0);
    (first.min(last), (first + 1).min(last), part)
}

fn mixed(one: [u8; 4], other: [u8; 4], part: f32) -> [u8; 4] {
    let mix = |one: u8, other: u8| f32::from(one) * (1.0 - part) + f32::from(other) * part;
    [0, 1, 2, 3].map(|index| mix(one[index], other[index]) as u8)
}

impl<M> Widget<M, Theme, Renderer> for Picture {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Shrink, Length::Shrink)
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &Limits) -> Node {
        let most = limits.max();
        let wide = (most.width / self.frame.width.max(1.0)).min(1.0);
        let high = match self.fit {
            Fit::Inside => (most.height / self.frame.height.max(1.0)).min(1.0),
            Fit::Cover => wide,
        };
        let scale = wide.min(high);
        Node::new(Size::new(
            (self.frame.width * scale).round().max(1.0),
            (self.frame.height * scale).round().max(1.0),
        ))
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        let Event::Window(window::Event::RedrawRequested(now)) = event else {
            return;
        };
        let bounds = layout.bounds();
        if !bounds.intersects(viewport) {
            return;
        }
        let state = tree.state.downcast_mut::<State>();
        let key = self.key(bounds);
        if state.key != key {
            state.before = state.key.take();
            let same = |before: &Key| key.as_ref().is_some_and(|key| before.path == key.path);
            state.before = state.before.take().filter(same);
        }
        if let Some(key) = &key
            && let Shown::Ready(_, until) = album::with(|album| album.show(key, *now))
        {
            state.before = None;
            if let Some(until) = until {
                shell.request_redraw_at(window::RedrawRequest::At(until));
            }
        }
        state.key = key;
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        if !bounds.intersects(viewport) {
            return;
        }
        let state = tree.state.downcast_ref::<State>();
        let shown = state.shown().or_else(|| self.stand_in(bounds));
        if let Some(handle) = &shown {
            draw(renderer, handle, bounds, *viewport);
        } else {
            let ground = renderer::Quad {
                bounds,
                border: border::rounded(self.radius),
                ..renderer::Quad::default()
            };
            renderer.fill_quad(ground, Tokens::of(theme).skeleton);
        }
    }
}

/// The picture in a file with at most these pixels, once it is there, and when it will be another.
pub(super) fn album_show(
    path: &Arc<Path>,
    frame: Sides,
    now: Instant,
) -> (Option<Handle>, Option<Instant>) {
    let key = Key {
        path: Arc::clone(path),
        frame,
        fit: Fit::Inside,
        radius: 0,
    };
    match album::with(|album| album.show(&key, now)) {
        Shown::Ready(handle, until) => (Some(handle), until),
        Shown::Coming | Shown::Flawed => (None, None),
    }
}

/// A picture as a disc that moves, where it is one that does: for faces.
pub(super) struct Disc(Key);

impl Disc {
    /// The middle of a picture, as large as this square.
    pub(super) fn of(path: &Arc<Path>, bounds: Rectangle) -> Self {
        let edge = (bounds.width * fineness()).round().max(1.0) as u32;
        Self(Key {
            path: Arc::clone(path),
            frame: Sides::square(edge),
            fit: Fit::Cover,
            radius: edge / 2,
        })
    }

    /// When it will be another, where it moves. `None` also until it is here.
    pub(super) fn step(&self, now: Instant) -> Option<Instant> {
        match album::with(|album| album.show(&self.0, now)) {
            Shown::Ready(_, until) => until,
            Shown::Coming | Shown::Flawed => None,
        }
    }

    /// As it is now.
    pub(super) fn current(&self) -> Option<Handle> {
        album::with(|album| album.current(&self.0))
    }
}

/// Draws a picture into the middle of its frame, as large as it fits.
pub(super) fn draw(renderer: &mut Renderer, handle: &Handle, frame: Rectangle, view: Rectangle) {
    let Handle::Rgba { width, height, .. } = handle else {
        return;
    };
    let (width, height) = (*width as f32, *height as f32);
    let fine = fineness();
    let fits = (frame.width / width).min(frame.height / height);
    // Pixel by pixel, where it was read for this frame.
    let exact = (fits * fine - 1.0).abs() < 0.02;
    let scale = if exact { 1.0 / fine } else { fits };
    let size = Size::new(width * scale, height * scale);
    let corner = Point::new(
        frame.x + (frame.width - size.width) / 2.0,
        frame.y + (frame.height - size.height) / 2.0,
    );
    let filter = match exact {
        true => FilterMethod::Nearest,
        false => FilterMethod::Linear,
    };
    let snapped = |place: f32| (place * fine).round() / fine;
    let corner = Point::new(snapped(corner.x), snapped(corner.y));
    let image = Image::new(handle.clone()).filter_method(filter);
    renderer.draw_image(image, Rectangle::new(corner, size), view);
}

impl<'a, M: 'a> From<Picture> for Element<'a, M> {
    fn from(picture: Picture) -> Self {
        Self::new(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use iced::widget::column;
    use waxwing_media::picture::to_png;

    fn red(folder: &Path) -> std::path::PathBuf {
        let sides = Sides {
            width: 400,
            height: 200,
        };
        let rgba = [200, 0, 0, 255].repeat(sides.count() as usize);
        let path = folder.join("red.png");
        let pixels = Pixels::new(sides, rgba).unwrap();
        std::fs::write(&path, to_png(&pixels).unwrap()).unwrap();
        path
    }

    fn at(harness: &mut Harness<(), ()>, x: u32, y: u32) -> [u8; 3] {
        let (pixels, size) = harness.pixels(1.0);
        let at = (y * size.width + x) as usize * 4;
        [pixels[at], pixels[at + 1], pixels[at + 2]]
    }

    #[test]
    fn its_place_is_kept_and_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let path = red(folder.path());
        let mut harness = Harness::new(
            (),
            |(), ()| {},
            move |()| column![picture(&path, Size::new(200.0, 100.0)).radius(12.0)].into(),
        );
        // However quick the threads are.
        album::with(|album| album.held = true);
        harness.frame();
        let [red, green, _] = at(&mut harness, 100, 50);
        assert!(red.abs_diff(green) < 20, "a quiet ground");
        album::with(|album| album.held = false);
        settle();
        harness.frame();
        assert_eq!(at(&mut harness, 100, 50), [200, 0, 0]);
        assert_ne!(at(&mut harness, 0, 0), [200, 0, 0], "a round corner");
        assert_ne!(at(&mut harness, 201, 50), [200, 0, 0]);
        assert!(!harness.wants_redraw());
    }

    #[test]
    fn a_few_bytes_stand_in() {
        let sides = Sides::square(20);
        let green = [0, 200, 0, 255].repeat(400);
        let pixels = Pixels::new(sides, green).unwrap();
        let hash = waxwing_media::picture::thumbhash(&pixels);
        let mut harness = Harness::new(
            (),
            |(), ()| {},
            move |()| column![stand_in(&hash, Size::new(100.0, 100.0))].into(),
        );
        harness.frame();
        let [red, green, _] = at(&mut harness, 50, 50);
        assert!(green > 150 && red < 60);
        assert_eq!(small(&(vec![1, 2], sides, 4)), None);
    }

    #[test]
    fn what_is_not_on_screen_is_not_read() {
        let mut harness = Harness::new(
            (),
            |(), ()| {},
            |()| {
                let away = iced::widget::space().height(5000);
                column![away, picture("/nowhere", Size::new(100.0, 100.0))].into()
            },
        );
        harness.frame();
        settle();
        assert_eq!(known(Path::new("/nowhere")), None);
    }
}
