//! A list of any length that lays out only what is seen.
//!
//! The position is a row's key and where its top stands in the viewport, never an offset from the start:
//! older rows arriving above, a picture growing late, a new width — nothing moves what is being read.
//! Rows are made by a closure when they come near the viewport; what they remember (shaped text,
//! selections) is parked for a while when they leave, so that scrolling back costs nothing.
mod bar;
mod jump;
mod parked;
mod place;
mod state;
#[cfg(test)]
mod tests;

use super::Element;
use super::accessible::{Row, Set};
use super::focus::holds_focus;
use crate::theme::{list, radius};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::{Id, Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, mouse, overlay, renderer};
use iced::keyboard::{self, Key as KeyboardKey, key::Named};
use iced::time::Instant;
use iced::{Event, Length, Rectangle, Renderer, Size, Theme, Vector, border, window};
pub use jump::{Deliver, end, jump, jump_to, jump_to_end};

use state::{Anchor, Laid, State};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Keys of rows: small, stable, never reused.
pub trait Key: Copy + Eq + Hash + Send + 'static {}
impl<T: Copy + Eq + Hash + Send + 'static> Key for T {}

/// What is on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub first: usize,
    pub last: usize,
    pub at_bottom: bool,
}

/// Where [`jump_to`] puts a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Top,
    Centre,
    Bottom,
}

/// Which end a list starts at and stays at while it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stick {
    /// A conversation: newest below, short content at the bottom.
    #[default]
    Bottom,
    /// A list of things: starts at its top.
    Top,
}

/// How far beyond the viewport rows are kept ready, so that the next one can take the focus.
const OVERSCAN: f32 = 120.0;
/// A notch of the wheel.
const NOTCH: f32 = 60.0;
/// Part of the viewport a page key moves.
const PAGE: f32 = 0.9;

/// See [`virtual_list`].
pub struct VirtualList<'a, K, M> {
    feed: u64,
    count: usize,
    key_of: Box<dyn Fn(usize) -> K + 'a>,
    index_of: Box<dyn Fn(K) -> Option<usize> + 'a>,
    view: Box<dyn Fn(usize) -> Element<'a, M> + 'a>,
    on_window: Option<Box<dyn Fn(Window) -> M + 'a>>,
    id: Option<Id>,
    start: Option<K>,
    stick: Stick,
    unfinished: bool,
    motion: bool,
    /// The rows laid out last, in order; their trees are the children of ours.
    rows: Vec<Element<'a, M>>,
}

/// A list of `count` rows of the feed `feed` (the position is remembered per feed). `key_of` and
/// `index_of` are each other's inverse; `view` makes the row at an index.
pub fn virtual_list<'a, K: Key, M: 'a>(
    feed: u64,
    count: usize,
    key_of: impl Fn(usize) -> K + 'a,
    index_of: impl Fn(K) -> Option<usize> + 'a,
    view: impl Fn(usize) -> Element<'a, M> + 'a,
) -> VirtualList<'a, K, M> {
    VirtualList {
        feed,
        count,
        key_of: Box::new(key_of),
        index_of: Box::new(index_of),
        view: Box::new(view),
        on_window: None,
        id: None,
        start: None,
        stick: Stick::default(),
        unfinished: false,
        motion: false,
        rows: Vec::new(),
    }
}

impl<'a, K: Key, M: 'a> VirtualList<'a, K, M> {
    /// For [`jump_to`] and its neighbours.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The row at the top when the feed is first shown with it, whatever position is remembered: the first
    /// one that is new.
    pub fn start(mut self, row: Option<K>) -> Self {
        self.start = row;
        self
    }

    pub fn stick(mut self, stick: Stick) -> Self {
        self.stick = stick;
        self
    }

    /// There is more behind the last row: who stands there does not follow what comes.
    pub fn unfinished(mut self, unfinished: bool) -> Self {
        self.unfinished = unfinished;
        self
    }

    /// Told which rows are on screen: at once when an end comes near or the bottom is reached or left,
    /// every few rows while scrolling, and exactly when it comes to rest.
    pub fn on_window(mut self, f: impl Fn(Window) -> M + 'a) -> Self {
        self.on_window = Some(Box::new(f));
        self
    }

    /// Eases the wheel over a few frames. Off by default: a frame of the software renderer costs
    /// milliseconds, and some people ask their system for less motion.
    pub fn motion(mut self, motion: bool) -> Self {
        self.motion = motion;
        self
    }

    /// Where the thumb is, if there is more than the viewport shows.
    fn thumb(&self, state: &State<K>, bounds: Rectangle) -> Option<Rectangle> {
        bar::thumb(bounds, self.count, state.extent())
    }

    /// The row in which something has the focus.
    fn focused_row(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
    ) -> Option<usize> {
        let rows = self.rows.iter_mut().zip(&mut tree.children);
        rows.zip(layout.children())
            .position(|((row, tree), layout)| holds_focus(row, tree, layout, renderer))
    }

    fn scroll(state: &mut State<K>, by: f32, shell: &mut Shell<'_, M>) {
        state.scroll(by);
        state.touched(Instant::now());
        moved(shell);
    }

    fn wheel(&self, state: &mut State<K>, delta: mouse::ScrollDelta, shell: &mut Shell<'_, M>) {
        let by = match delta {
            mouse::ScrollDelta::Lines { y, .. } => y * NOTCH,
            mouse::ScrollDelta::Pixels { y, .. } => y,
        };
        let eased = self.motion && matches!(delta, mouse::ScrollDelta::Lines { .. });
        if eased {
            state.push(by, Instant::now());
            shell.request_redraw();
        } else {
            Self::scroll(state, by, shell);
        }
        shell.capture_event();
    }

    fn bar(
        &self,
        state: &mut State<K>,
        event: mouse::Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, M>,
    ) {
        let thumb = self.thumb(state, bounds);
        match event {
            mouse::Event::ButtonPressed(mouse::Button::Left) => {
                let (Some(thumb), Some(at)) = (thumb, cursor.position_over(bounds)) else {
                    return;
                };
                if at.x >= bounds.x + bounds.width - list::TRACK_WIDTH {
                    let held = thumb.y <= at.y && at.y <= thumb.y + thumb.height;
                    let grip = if held {
                        at.y - thumb.y
                    } else {
                        thumb.height / 2.0
                    };
                    state.grip = Some(grip);
                    if !held {
                        self.drag(state, bounds, thumb, at.y - grip);
                    }
                    moved(shell);
                    shell.capture_event();
                }
            }
            mouse::Event::ButtonReleased(mouse::Button::Left) if state.grip.take().is_some() => {
                state.touched(Instant::now());
                shell.request_redraw();
                shell.capture_event();
            }
            mouse::Event::CursorMoved { position } => {
                if let (Some(grip), Some(thumb)) = (state.grip, thumb) {
                    self.drag(state, bounds, thumb, position.y - grip);
                    moved(shell);
                    shell.capture_event();
                }
            }
            _ => {}
        }
    }

    /// Moves the top of the thumb to `y`.
    fn drag(&self, state: &mut State<K>, bounds: Rectangle, thumb: Rectangle, y: f32) {
        state.touched(Instant::now());
        state.anchor = match bar::index_at(bounds, thumb, self.count, y) {
            bar::Target::Row(index) => Anchor::At {
                key: (self.key_of)(index),
                y: 0.0,
            },
            bar::Target::Top => Anchor::Top,
            bar::Target::Bottom => Anchor::Bottom,
        };
    }

    fn key(state: &mut State<K>, key: &KeyboardKey, height: f32, shell: &mut Shell<'_, M>) {
        match key {
            KeyboardKey::Named(Named::PageUp) => Self::scroll(state, height * PAGE, shell),
            KeyboardKey::Named(Named::PageDown) => Self::scroll(state, -height * PAGE, shell),
            KeyboardKey::Named(Named::Home) => state.anchor = Anchor::Top,
            KeyboardKey::Named(Named::End) => state.anchor = Anchor::Bottom,
            _ => return,
        }
        state.touched(Instant::now());
        moved(shell);
        shell.capture_event();
    }

    /// Everything that has to do with time happens here, and asks for the next frame only if needed.
    fn frame(&self, state: &mut State<K>, now: Instant, shell: &mut Shell<'_, M>) {
        if state.order.is_some() || state.reveal.is_some() {
            moved(shell);
        }
        if let Some(by) = state.ease(now) {
            state.scroll(by);
            state.touched(now);
            moved(shell);
        }
        if let Some(f) = &self.on_window
            && let Some(window) = state.report(now, self.count)
        {
            shell.publish(f(window));
        }
        if let Some(wake) = state.next_wake(now, self.motion) {
            shell.request_redraw_at(wake);
        }
    }
}

/// What a screen reader gets to know of a row, whatever is in it.
fn told<K: Key>(feed: u64, row: &Laid<K>, count: usize) -> Row {
    let mut hasher = DefaultHasher::new();
    (feed, row.key).hash(&mut hasher);
    Row {
        key: hasher.finish(),
        set: Set {
            position: row.index,
            size: count,
        },
        end: false,
        reveal: false,
    }
}

/// The rows have to be laid out again and shown.
fn moved<M>(shell: &mut Shell<'_, M>) {
    shell.invalidate_layout();
    shell.request_redraw();
}

impl<'a, K: Key, M: 'a> Widget<M, Theme, Renderer> for VirtualList<'a, K, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State<K>>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::<K>::new(self.feed, self.stick))
    }

    /// Rows are compared with their trees in `layout`, which knows which ones there are.
    fn diff(&self, _tree: &mut Tree) {}

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        self.place(tree, renderer, limits.max())
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let bounds = layout.bounds();
        let before = self.focused_row(tree, layout, renderer);
        let state = tree.state.downcast_mut::<State<K>>();
        operation.custom(self.id.as_ref(), bounds, &mut state.order);
        operation.container(self.id.as_ref(), bounds);
        let mut asked = None;
        operation.traverse(&mut |operation| {
            let rows = self.rows.iter_mut().zip(&mut tree.children);
            for (((row, tree), layout), laid) in rows.zip(layout.children()).zip(&state.rows) {
                let mut told = told(self.feed, laid, self.count);
                operation.custom(None, layout.bounds(), &mut told);
                operation.traverse(&mut |operation| {
                    row.as_widget_mut()
                        .operate(tree, layout, renderer, operation);
                });
                told.end = true;
                operation.custom(None, layout.bounds(), &mut told);
                asked = told.reveal.then_some(laid.key).or(asked);
            }
        });
        let after = self.focused_row(tree, layout, renderer);
        let state = tree.state.downcast_mut::<State<K>>();
        if after != before {
            state.reveal = after.and_then(|row| state.key_at(row));
        }
        state.reveal = asked.or(state.reveal);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let over = cursor.is_over(bounds) && cursor.is_over(*viewport);
        let Some(clip) = bounds.intersection(viewport) else {
            return;
        };
        let state = tree.state.downcast_mut::<State<K>>();
        if let Event::Mouse(event) = event {
            self.bar(state, *event, bounds, cursor, shell);
            if shell.is_event_captured() {
                return;
            }
        }
        let inner = if over {
            cursor
        } else {
            mouse::Cursor::Unavailable
        };
        let rows = self.rows.iter_mut().zip(&mut tree.children);
        for ((row, tree), layout) in rows.zip(layout.children()) {
            row.as_widget_mut().update(
                tree, event, layout, inner, renderer, clipboard, shell, &clip,
            );
        }
        let state = tree.state.downcast_mut::<State<K>>();
        match event {
            Event::Window(window::Event::RedrawRequested(now)) => self.frame(state, *now, shell),
            _ if shell.is_event_captured() => {}
            Event::Mouse(mouse::Event::WheelScrolled { delta }) if over => {
                self.wheel(state, *delta, shell);
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                let track = bounds.x + bounds.width - list::TRACK_WIDTH;
                let near = over && cursor.position().is_some_and(|at| at.x >= track);
                if state.near != near {
                    state.near = near;
                    state.touched(Instant::now());
                    shell.request_redraw();
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. })
                if modifiers.is_empty()
                    && (over || self.focused_row(tree, layout, renderer).is_some()) =>
            {
                let state = tree.state.downcast_mut::<State<K>>();
                Self::key(state, key, bounds.height, shell);
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else {
            return;
        };
        let inner = if cursor.is_over(clip) {
            cursor
        } else {
            mouse::Cursor::Unavailable
        };
        let state = tree.state.downcast_ref::<State<K>>();
        let layer = Rectangle {
            height: (clip.height - state.hair()).max(0.0),
            ..clip
        };
        renderer.with_layer(layer, |renderer| {
            let rows = self.rows.iter().zip(&tree.children);
            for ((row, tree), layout) in rows.zip(layout.children()) {
                if layout.bounds().intersects(&clip) {
                    row.as_widget()
                        .draw(tree, renderer, theme, style, layout, inner, &clip);
                }
            }
        });
        let Some(thumb) = self.thumb(state, bounds) else {
            return;
        };
        // A layer of its own, because within one words are drawn over areas; always there, because a
        // layer that comes or goes makes the renderer repaint all that follow.
        let track = Rectangle {
            x: bounds.x + bounds.width - list::TRACK_WIDTH,
            width: list::TRACK_WIDTH,
            ..bounds
        };
        renderer.with_layer(track.intersection(&clip).unwrap_or(clip), |renderer| {
            let strength = state.strength(Instant::now(), self.motion);
            if strength > 0.0 {
                let quad = renderer::Quad {
                    bounds: thumb,
                    border: border::rounded(radius::PILL.min(thumb.width / 2.0)),
                    ..renderer::Quad::default()
                };
                renderer.fill_quad(quad, list::thumb(theme, strength, state.grip.is_some()));
            }
        });
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let bounds = layout.bounds();
        let state = tree.state.downcast_ref::<State<K>>();
        if state.grip.is_some() || !cursor.is_over(bounds) {
            return mouse::Interaction::None;
        }
        let clip = bounds.intersection(viewport).unwrap_or(bounds);
        let rows = self.rows.iter().zip(&tree.children);
        rows.zip(layout.children())
            .map(|((row, tree), layout)| {
                row.as_widget()
                    .mouse_interaction(tree, layout, cursor, &clip, renderer)
            })
            .max()
            .unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        overlay::from_children(
            &mut self.rows,
            tree,
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, K: Key, M: 'a> From<VirtualList<'a, K, M>> for Element<'a, M> {
    fn from(list: VirtualList<'a, K, M>) -> Self {
        Self::new(list)
    }
}
