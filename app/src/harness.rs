//! Drives a view without a window: events in, messages through `update`, pictures and trees out.
//!
//! Unlike iced's simulator it keeps the widgets' state from round to round (focus, scroll position, text
//! cursors), as the real shell does.
mod find;
mod room;

use crate::theme;
use crate::widget::Element;
use crate::widget::accessible::{self, Node, Role};
use find::{FindId, FindText};
use iced::advanced::widget::operation::{Operation, Outcome};
use iced::advanced::widget::{Id, operation};
use iced::advanced::{clipboard, mouse, renderer};
use iced::keyboard::{self, Key, Location, Modifiers, key};
use iced::{Event, Pixels, Point, Rectangle, Renderer, Size, Theme, time::Instant, window};
use iced_runtime::user_interface::{Cache, UserInterface};
use std::path::Path;
use std::time::Duration;

type Update<S, M> = Box<dyn FnMut(&mut S, M)>;
type View<S, M> = Box<dyn Fn(&S) -> Element<'_, M>>;

/// An application under test: its state, its two functions, and what a window would keep.
pub struct Harness<S, M> {
    state: S,
    update: Update<S, M>,
    view: View<S, M>,
    theme: Theme,
    size: Size,
    cache: Cache,
    renderer: Renderer,
    cursor: mouse::Cursor,
    clipboard: Clipboard,
    modifiers: Modifiers,
    /// Time of update, view and layout of the last round, without drawing.
    spent: Duration,
    redraw: window::RedrawRequest,
    interaction: mouse::Interaction,
}

/// Both clipboards of a desktop.
#[derive(Default)]
pub struct Clipboard {
    pub standard: Option<String>,
    pub primary: Option<String>,
}

impl clipboard::Clipboard for Clipboard {
    fn read(&self, kind: clipboard::Kind) -> Option<String> {
        match kind {
            clipboard::Kind::Standard => self.standard.clone(),
            clipboard::Kind::Primary => self.primary.clone(),
        }
    }

    fn write(&mut self, kind: clipboard::Kind, contents: String) {
        match kind {
            clipboard::Kind::Standard => self.standard = Some(contents),
            clipboard::Kind::Primary => self.primary = Some(contents),
        }
    }
}

/// More rounds of messages than this for one event is a loop.
const MOST_ROUNDS: usize = 32;

impl<S, M: 'static> Harness<S, M> {
    /// A window of 1000x700, light theme. Tasks returned by a screen's `update` are the caller's to drop
    /// or to run; see [`Harness::operate`] for those that only touch widgets.
    pub fn new(
        state: S,
        update: impl FnMut(&mut S, M) + 'static,
        view: impl Fn(&S) -> Element<'_, M> + 'static,
    ) -> Self {
        crate::font::load();
        let mut harness = Self {
            state,
            update: Box::new(update),
            view: Box::new(view),
            theme: theme::light(),
            size: Size::new(1000.0, 700.0),
            cache: Cache::new(),
            renderer: software_renderer(),
            cursor: mouse::Cursor::Unavailable,
            clipboard: Clipboard::default(),
            modifiers: Modifiers::empty(),
            spent: Duration::ZERO,
            redraw: window::RedrawRequest::Wait,
            interaction: mouse::Interaction::None,
        };
        harness.frame();
        harness
    }

    pub fn with_size(mut self, width: f32, height: f32) -> Self {
        self.resize(width, height);
        self
    }

    pub fn with_theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    pub fn state(&self) -> &S {
        &self.state
    }

    /// For changes that come from outside; the next round shows them.
    pub fn state_mut(&mut self) -> &mut S {
        &mut self.state
    }

    pub fn clipboard(&mut self) -> &mut Clipboard {
        &mut self.clipboard
    }

    /// Time of update, view and layout of the last round.
    pub fn spent(&self) -> Duration {
        self.spent
    }

    /// Whether the widgets asked for another frame in the last round.
    pub fn wants_redraw(&self) -> bool {
        self.redraw != window::RedrawRequest::Wait
    }

    pub fn interaction(&self) -> mouse::Interaction {
        self.interaction
    }

    /// Sends `message` as if it came from the engine.
    pub fn message(&mut self, message: M) {
        let start = Instant::now();
        (self.update)(&mut self.state, message);
        self.round(&[]);
        self.spent = start.elapsed();
    }

    /// Shows one frame: redraw handlers run, their messages too.
    pub fn frame(&mut self) {
        self.frame_at(Instant::now());
    }

    /// Shows the frame of the moment `at` (animations).
    pub fn frame_at(&mut self, at: Instant) {
        self.event(Event::Window(window::Event::RedrawRequested(at)));
    }

    /// One event, then everything that follows from it.
    pub fn event(&mut self, event: Event) {
        self.events(&[event]);
    }

    pub fn events(&mut self, events: &[Event]) {
        let start = Instant::now();
        let mut messages = self.round(events);
        let (mut redraw, interaction) = (self.redraw, self.interaction);
        let mut rounds = 0;
        while !messages.is_empty() {
            rounds += 1;
            assert!(rounds < MOST_ROUNDS, "messages without end");
            for message in messages {
                (self.update)(&mut self.state, message);
            }
            messages = self.round(&[]);
            redraw = redraw.min(self.redraw);
        }
        self.redraw = redraw;
        if rounds == 0 {
            self.interaction = interaction;
        }
        self.spent = start.elapsed();
    }

    fn round(&mut self, events: &[Event]) -> Vec<M> {
        let mut messages = Vec::new();
        let cache = std::mem::take(&mut self.cache);
        let view = (self.view)(&self.state);
        let mut ui = UserInterface::build(view, self.size, cache, &mut self.renderer);
        let (state, _) = ui.update(
            events,
            self.cursor,
            &mut self.renderer,
            &mut self.clipboard,
            &mut messages,
        );
        if let iced_runtime::user_interface::State::Updated {
            redraw_request,
            mouse_interaction,
            ..
        } = state
        {
            self.redraw = redraw_request;
            self.interaction = mouse_interaction;
        }
        self.cache = ui.into_cache();
        messages
    }

    /// Runs an operation over every widget, overlays included, and returns its outcome.
    pub fn operate<T: 'static>(&mut self, operation: impl Operation<T> + 'static) -> Option<T> {
        let cache = std::mem::take(&mut self.cache);
        let view = (self.view)(&self.state);
        let mut ui = UserInterface::build(view, self.size, cache, &mut self.renderer);
        let mut current: Box<dyn Operation<T>> = Box::new(operation);
        let outcome = loop {
            ui.operate(&self.renderer, &mut operation::black_box(current.as_mut()));
            match current.finish() {
                Outcome::None => break None,
                Outcome::Some(outcome) => break Some(outcome),
                Outcome::Chain(next) => current = next,
            }
        };
        self.cache = ui.into_cache();
        outcome
    }

    /// Everything that tells a role, as a tree.
    pub fn tree(&mut self) -> Vec<Node> {
        self.operate(accessible::collect()).unwrap_or_default()
    }

    /// The first widget with this role and name.
    pub fn role(&mut self, role: Role, name: &str) -> Option<Node> {
        let tree = self.tree();
        tree.iter()
            .flat_map(Node::walk)
            .find(|node| node.report.role == role && node.report.name == name)
            .cloned()
    }

    /// Every widget of this role, in order.
    pub fn roles(&mut self, role: Role) -> Vec<Node> {
        let tree = self.tree();
        tree.iter()
            .flat_map(Node::walk)
            .filter(|node| node.report.role == role)
            .cloned()
            .collect()
    }

    /// The widget that has the focus.
    pub fn focused(&mut self) -> Option<Node> {
        let tree = self.tree();
        tree.iter()
            .flat_map(Node::walk)
            .find(|node| node.focused)
            .cloned()
    }

    /// Where `text` (all of a label) stands; names count too.
    pub fn find(&mut self, text: &str) -> Option<Rectangle> {
        let said = self.operate(FindText::new(text));
        said.or_else(|| {
            let tree = self.tree();
            tree.iter()
                .flat_map(Node::walk)
                .find(|node| node.report.name == text)
                .map(|node| node.bounds)
        })
    }

    /// What is cut off, out of reach or lies over other words, in words.
    pub fn without_room(&mut self) -> Vec<String> {
        let room = room::Room::new(self.size);
        self.operate(room).unwrap_or_default()
    }

    /// Where the container or focusable `id` stands.
    pub fn find_id(&mut self, id: impl Into<Id>) -> Option<Rectangle> {
        self.operate(FindId::new(id.into()))
    }

    /// Clicks the middle of `text`.
    ///
    /// # Panics
    /// When it is not on screen.
    #[track_caller]
    pub fn click(&mut self, text: &str) {
        let Some(bounds) = self.find(text) else {
            panic!("{text:?} is not on screen: {:#?}", self.tree());
        };
        self.click_at(bounds.center());
    }

    /// Clicks the middle of a widget found by role and name.
    ///
    /// # Panics
    /// When it is not on screen.
    #[track_caller]
    pub fn click_role(&mut self, role: Role, name: &str) {
        let Some(node) = self.role(role, name) else {
            panic!("no {role:?} called {name:?}: {:#?}", self.tree());
        };
        self.click_at(node.bounds.center());
    }

    /// Tabs until the widget has the focus.
    ///
    /// # Panics
    /// When a whole round of Tab does not reach it.
    #[track_caller]
    pub fn focus_role(&mut self, role: Role, name: &str) {
        /// More stops than any screen has.
        const MOST_STOPS: usize = 200;
        for _ in 0..MOST_STOPS {
            self.operate(operation::focusable::focus_next::<()>());
            let focused = self.focused();
            if focused.is_some_and(|n| n.report.role == role && n.report.name == name) {
                return;
            }
        }
        panic!("Tab does not reach {role:?} {name:?}");
    }

    pub fn move_to(&mut self, at: Point) {
        self.cursor = mouse::Cursor::Available(at);
        self.event(Event::Mouse(mouse::Event::CursorMoved { position: at }));
        self.frame();
    }

    pub fn press_at(&mut self, at: Point) {
        self.button_at(at, mouse::Button::Left, true);
    }

    pub fn release(&mut self) {
        self.event(Event::Mouse(mouse::Event::ButtonReleased(
            mouse::Button::Left,
        )));
        self.frame();
    }

    pub fn click_at(&mut self, at: Point) {
        self.press_at(at);
        self.release();
    }

    pub fn right_click_at(&mut self, at: Point) {
        self.button_at(at, mouse::Button::Right, true);
        self.button_at(at, mouse::Button::Right, false);
    }

    fn button_at(&mut self, at: Point, button: mouse::Button, down: bool) {
        self.move_to(at);
        self.event(Event::Mouse(if down {
            mouse::Event::ButtonPressed(button)
        } else {
            mouse::Event::ButtonReleased(button)
        }));
        self.frame();
    }

    /// Turns the wheel by `lines` (positive: up) where the pointer is, or in the middle of the window.
    pub fn wheel(&mut self, lines: f32) {
        if self.cursor == mouse::Cursor::Unavailable {
            let middle = Point::new(self.size.width / 2.0, self.size.height / 2.0);
            self.cursor = mouse::Cursor::Available(middle);
        }
        self.event(Event::Mouse(mouse::Event::WheelScrolled {
            delta: mouse::ScrollDelta::Lines { x: 0.0, y: lines },
        }));
    }

    pub fn key(&mut self, named: key::Named) {
        self.key_with(Key::Named(named), Modifiers::empty());
    }

    /// A key with modifiers held; characters carry their text only without command keys, as in a window.
    pub fn key_with(&mut self, key: Key, modifiers: Modifiers) {
        self.hold(modifiers);
        let text = match &key {
            Key::Character(c) => Some(c.clone()),
            Key::Named(key::Named::Space) => Some(" ".into()),
            Key::Named(key::Named::Enter) => Some("\r".into()),
            _ => None,
        };
        self.event(Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key.clone(),
            physical_key: key::Physical::Unidentified(key::NativeCode::Unidentified),
            location: Location::Standard,
            modifiers,
            text,
            repeat: false,
        }));
        self.event(Event::Keyboard(keyboard::Event::KeyReleased {
            key: key.clone(),
            modified_key: key,
            physical_key: key::Physical::Unidentified(key::NativeCode::Unidentified),
            location: Location::Standard,
            modifiers,
        }));
        self.hold(Modifiers::empty());
        self.frame();
    }

    /// Holds exactly these modifiers until told otherwise.
    pub fn hold(&mut self, modifiers: Modifiers) {
        if self.modifiers != modifiers {
            self.modifiers = modifiers;
            self.event(Event::Keyboard(keyboard::Event::ModifiersChanged(
                modifiers,
            )));
        }
    }

    /// A character with Ctrl held.
    pub fn ctrl(&mut self, character: &str) {
        self.key_with(Key::Character(character.into()), Modifiers::CTRL);
    }

    /// Types letter by letter into whatever has the focus.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' => self.key(key::Named::Enter),
                ' ' => self.key(key::Named::Space),
                c => self.key_with(Key::Character(c.to_string().into()), Modifiers::empty()),
            }
        }
    }

    /// Lays out for another size and draws in another theme, as a shell does whose scale or theme has
    /// changed: no event tells of it.
    pub fn fit(&mut self, size: Size, theme: Theme) {
        let same = self.size == size && theme == self.theme;
        (self.size, self.theme) = (size, theme);
        if !same {
            self.frame();
        }
    }

    pub fn size(&self) -> Size {
        self.size
    }

    pub fn resize(&mut self, width: f32, height: f32) {
        self.size = Size::new(width, height);
        self.event(Event::Window(window::Event::Resized(self.size)));
        let first = self.spent;
        self.frame();
        self.spent += first;
    }

    /// What a window of this size would show, as RGBA; `scale` is the zoom or the screen's density.
    pub fn pixels(&mut self, scale: f32) -> (Vec<u8>, Size<u32>) {
        let cache = std::mem::take(&mut self.cache);
        let view = (self.view)(&self.state);
        let mut ui = UserInterface::build(view, self.size, cache, &mut self.renderer);
        let now = Event::Window(window::Event::RedrawRequested(Instant::now()));
        let mut ignored = Vec::new();
        ui.update(
            &[now],
            self.cursor,
            &mut self.renderer,
            &mut self.clipboard,
            &mut ignored,
        );
        let base = iced::theme::Base::base(&self.theme);
        let style = renderer::Style {
            text_color: base.text_color,
        };
        ui.draw(&mut self.renderer, &self.theme, &style, self.cursor);
        self.cache = ui.into_cache();
        let physical = Size::new(
            (self.size.width * scale).round() as u32,
            (self.size.height * scale).round() as u32,
        );
        let pixels = renderer::Headless::screenshot(
            &mut self.renderer,
            physical,
            scale,
            base.background_color,
        );
        (pixels, physical)
    }

    /// Writes [`Harness::pixels`] as a PNG.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn screenshot(&mut self, path: impl AsRef<Path>, scale: f32) -> std::io::Result<()> {
        let (pixels, size) = self.pixels(scale);
        let file = std::io::BufWriter::new(std::fs::File::create(path)?);
        let mut encoder = png::Encoder::new(file, size.width, size.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(std::io::Error::other)?;
        writer
            .write_image_data(&pixels)
            .map_err(std::io::Error::other)
    }
}

/// A renderer without a display.
pub(crate) fn software_renderer() -> Renderer {
    let new = <Renderer as renderer::Headless>::new(
        crate::font::INTER,
        Pixels(theme::size::LIST),
        Some("tiny-skia"),
    );
    // The software renderer is there at once: nothing to wait for.
    match futures::FutureExt::now_or_never(new) {
        Some(Some(renderer)) => renderer,
        _ => panic!("no software renderer in this build"),
    }
}
