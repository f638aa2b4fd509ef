//! The open menu.
use super::{Action, Item, Open, State};
use crate::theme::{HIT_TARGET, Tokens, radius, size, space};
use crate::widget::accessible::{Report, Role};
use crate::widget::{direction, focus};
use crate::{font, tr};
use iced::advanced::layout::{Layout, Node};
use iced::advanced::text::{self, Paragraph as _, Renderer as _};
use iced::advanced::widget::Operation;
use iced::advanced::{Clipboard, Overlay, Renderer as _, Shell, graphics, mouse, renderer};
use iced::alignment::Vertical;
use iced::keyboard::{self, Key, Modifiers, key::Named};
use iced::{
    Border, Color, Event, Font, Pixels, Point, Rectangle, Renderer, Size, Theme, border, touch,
    window,
};

/// A separator with the air around it.
const SEPARATOR: f32 = 9.0;
const NARROWEST: f32 = 180.0;
const WIDEST: f32 = 360.0;
/// From the window's edge.
const MARGIN: f32 = space::XS;
const ICON: f32 = 16.0;

/// The overlay over an [`Open`] menu; emptying `slot` closes it.
pub(super) struct Popup<'a, M> {
    pub(super) slot: &'a mut Option<Open<M>>,
    pub(super) at: Point,
}

impl<M> Open<M> {
    fn heights(&self) -> impl Iterator<Item = f32> {
        self.items.iter().map(|item| match item {
            Item::Action(_) => HIT_TARGET,
            Item::Separator => SEPARATOR,
        })
    }

    fn action(&self, index: usize) -> Option<&Action<M>> {
        match self.items.get(index) {
            Some(Item::Action(action)) => Some(action),
            _ => None,
        }
    }

    /// The entry that shows this letter as its key.
    fn by_letter(&self, letter: char) -> Option<usize> {
        let shows = |item: &Item<M>| match item {
            Item::Action(action) => action.shortcut.as_deref().is_some_and(|keys| {
                let mut keys = keys.chars();
                let first = keys.next().filter(|_| keys.next().is_none());
                first.is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
            }),
            Item::Separator => false,
        };
        self.items.iter().position(shows)
    }

    /// The entry that shows these keys.
    fn by_keys(&self, keys: &str) -> Option<usize> {
        let shows = |item: &Item<M>| match item {
            Item::Action(action) => action.shortcut.as_deref() == Some(keys),
            Item::Separator => false,
        };
        self.items.iter().position(shows)
    }

    /// The next entry that can be chosen in a direction, around the ends.
    pub(super) fn step(&mut self, by: isize) {
        let count = self.items.len();
        let start = match self.chosen {
            Some(at) => at,
            None if by > 0 => count - 1,
            None => 0,
        };
        let step = if by > 0 { 1 } else { count - 1 };
        let mut at = start;
        for _ in 0..count {
            at = (at + step) % count;
            if self.action(at).is_some_and(|action| action.enabled) {
                self.chosen = Some(at);
                return;
            }
        }
    }

    /// The entry at `y` below the upper edge.
    fn entry_at(&self, y: f32) -> Option<usize> {
        let mut top = space::XS;
        for (index, height) in self.heights().enumerate() {
            if y >= top && y < top + height {
                return self.action(index).filter(|a| a.enabled).map(|_| index);
            }
            top += height;
        }
        None
    }

    fn width(&self) -> f32 {
        let measure =
            |words: &str, size: f32| measured(&label(words, size, font::INTER, Size::INFINITE));
        let widest = self.items.iter().map(|item| match item {
            Item::Separator => 0.0,
            Item::Action(action) => {
                let keys = action.shortcut.as_deref();
                let keys = keys.map_or(0.0, |keys| measure(keys, size::CAPTION) + space::XL);
                measure(&action.label, size::LIST) + keys
            }
        });
        let signs = self
            .items
            .iter()
            .any(|item| matches!(item, Item::Action(Action { icon: Some(_), .. })));
        let sign = if signs { ICON + space::S } else { 0.0 };
        let content = widest.fold(0.0, f32::max) + sign;
        (content + 2.0 * (space::M + space::XS)).clamp(NARROWEST, WIDEST)
    }
}

/// Words as `fill_text` wants them, vertically centred.
fn label(words: &str, size: f32, font: Font, bounds: Size) -> text::Text {
    text::Text {
        content: words.to_owned(),
        bounds,
        size: Pixels(size),
        line_height: text::LineHeight::Relative(1.2),
        font,
        align_x: text::Alignment::Left,
        align_y: Vertical::Center,
        shaping: text::Shaping::Advanced,
        wrapping: text::Wrapping::None,
    }
}

impl<M: Clone> Popup<'_, M> {
    fn close(&mut self, shell: &mut Shell<'_, M>) {
        *self.slot = None;
        shell.capture_event();
        shell.invalidate_layout();
        shell.request_redraw();
    }

    fn choose(&mut self, index: Option<usize>, shell: &mut Shell<'_, M>) {
        let open = self.slot.as_ref();
        let action = index.and_then(|index| open.and_then(|open| open.action(index)));
        if let Some(message) = action.filter(|a| a.enabled).map(|a| a.message.clone()) {
            shell.publish(message);
            self.close(shell);
        }
    }

    fn key(&mut self, key: &Key, letter: Option<char>, shell: &mut Shell<'_, M>) {
        let Some(open) = self.slot.as_mut() else {
            return;
        };
        if let Some(index) = letter.and_then(|letter| open.by_letter(letter)) {
            self.choose(Some(index), shell);
            return shell.capture_event();
        }
        match key {
            Key::Named(Named::ArrowDown) => open.step(1),
            Key::Named(Named::ArrowUp) => open.step(-1),
            Key::Named(Named::Home) => {
                open.chosen = None;
                open.step(1);
            }
            Key::Named(Named::End) => {
                open.chosen = None;
                open.step(-1);
            }
            Key::Named(Named::Enter | Named::Space) => {
                let chosen = open.chosen;
                self.choose(chosen, shell);
            }
            Key::Named(Named::Escape | Named::Tab) => return self.close(shell),
            Key::Named(Named::Delete) => {
                if let Some(index) = open.by_keys(&tr!("key-delete")) {
                    self.choose(Some(index), shell);
                }
            }
            _ => {}
        }
        // No key reaches what lies below an open menu.
        shell.capture_event();
        shell.request_redraw();
    }

    fn draw_entry(
        renderer: &mut Renderer,
        tokens: &Tokens,
        action: &Action<M>,
        bounds: Rectangle,
        chosen: bool,
    ) {
        if chosen {
            fill(renderer, bounds, tokens.hover, radius::CONTROL);
        }
        let strong = if action.destructive {
            tokens.danger
        } else {
            tokens.text
        };
        let color = if action.enabled {
            strong
        } else {
            Color { a: 0.5, ..strong }
        };
        let mut inset = space::M;
        if let Some(icon) = action.icon {
            let sign = icon.code_point().to_string();
            let sign = label(&sign, ICON, icon.font(), Size::new(ICON, ICON));
            let x = from_start(bounds, inset, ICON);
            renderer.fill_text(sign, Point::new(x, bounds.center_y()), color, bounds);
            inset += ICON + space::S;
        }
        let room = Size::new(bounds.width - inset - space::M, bounds.height);
        let words = fitted(label(&action.label, size::LIST, font::INTER, room));
        let x = from_start(bounds, inset, words.bounds.width);
        renderer.fill_text(words, Point::new(x, bounds.center_y()), color, bounds);
        if let Some(keys) = &action.shortcut {
            let keys = fitted(label(keys, size::CAPTION, font::INTER, room));
            let width = keys.bounds.width;
            let x = from_start(bounds, bounds.width - space::M - width, width);
            renderer.fill_text(keys, Point::new(x, bounds.center_y()), tokens.quiet, bounds);
        }
    }
}

/// Where something `width` wide begins on screen that stands so far from the side where lines begin.
fn from_start(bounds: Rectangle, inset: f32, width: f32) -> f32 {
    match direction::is_rtl() {
        true => bounds.x + bounds.width - inset - width,
        false => bounds.x + inset,
    }
}

/// Words with no more room than they need: those that run from right to left stand at its far end.
fn fitted(words: text::Text) -> text::Text {
    let width = measured(&words).min(words.bounds.width);
    let bounds = Size::new(width, words.bounds.height);
    text::Text { bounds, ..words }
}

fn measured(words: &text::Text) -> f32 {
    let shaped = graphics::text::Paragraph::with_text(words.as_ref());
    shaped.min_bounds().width
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color, radius: f32) {
    let quad = renderer::Quad {
        bounds,
        border: border::rounded(radius),
        ..renderer::Quad::default()
    };
    renderer.fill_quad(quad, color);
}

/// Ground and ring of a button that opens a menu.
pub(super) fn draw_button<M>(
    renderer: &mut Renderer,
    theme: &Theme,
    bounds: Rectangle,
    state: &State<M>,
    over: bool,
) {
    let tokens = Tokens::of(theme);
    if state.open.is_some() || over {
        let tint = if state.open.is_some() {
            tokens.pressed
        } else {
            tokens.hover
        };
        fill(renderer, bounds, tint, radius::CONTROL);
    }
    if state.focus.is_visible() {
        focus::ring(renderer, tokens, bounds, radius::CONTROL);
    }
}

impl<M: Clone> Overlay<M, Theme, Renderer> for Popup<'_, M> {
    /// One child per line; the whole stays inside the window.
    fn layout(&mut self, _renderer: &Renderer, window: Size) -> Node {
        let Some(open) = self.slot.as_ref() else {
            return Node::default();
        };
        let width = open.width().min(window.width - 2.0 * MARGIN);
        let mut y = space::XS;
        let mut lines = Vec::with_capacity(open.items.len());
        for height in open.heights() {
            let line = Node::new(Size::new(width - 2.0 * space::XS, height));
            lines.push(line.move_to(Point::new(space::XS, y)));
            y += height;
        }
        let size = Size::new(width, y + space::XS);
        let inside = |at: f32, length: f32, room: f32| at.min(room - length - MARGIN).max(MARGIN);
        let start = match direction::is_rtl() {
            true => self.at.x - size.width,
            false => self.at.x,
        };
        let at = Point::new(
            inside(start, size.width, window.width),
            inside(self.at.y, size.height, window.height),
        );
        Node::with_children(size, lines).move_to(at)
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
    ) {
        let Some(open) = self.slot.as_ref() else {
            return;
        };
        let tokens = Tokens::of(theme);
        let card = renderer::Quad {
            bounds: layout.bounds(),
            border: Border {
                color: tokens.control,
                width: 1.0,
                radius: radius::BUBBLE.into(),
            },
            ..renderer::Quad::default()
        };
        renderer.fill_quad(card, tokens.surface);
        for (index, (item, line)) in open.items.iter().zip(layout.children()).enumerate() {
            let bounds = line.bounds();
            match item {
                Item::Action(action) => {
                    let chosen = open.chosen == Some(index);
                    Self::draw_entry(renderer, tokens, action, bounds, chosen);
                }
                Item::Separator => {
                    let line = Rectangle {
                        y: bounds.center_y().floor(),
                        height: 1.0,
                        ..bounds
                    };
                    fill(renderer, line, tokens.border, 0.0);
                }
            }
        }
    }

    fn operate(&mut self, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        let Some(open) = self.slot.as_mut() else {
            return;
        };
        let mut menu = Report::new(Role::Menu, "");
        menu.active = open.chosen.is_none();
        operation.custom(None, layout.bounds(), &mut menu);
        let mut asked = None;
        operation.traverse(&mut |operation| {
            for (index, (item, line)) in open.items.iter().zip(layout.children()).enumerate() {
                if let Item::Action(action) = item {
                    let mut report = Report::new(Role::MenuItem, action.label.clone());
                    report.disabled = !action.enabled;
                    report.pressable = true;
                    report.selected = open.chosen == Some(index);
                    report.active = report.selected;
                    report.description.clone_from(&action.shortcut);
                    operation.custom(None, line.bounds(), &mut report);
                    operation.text(None, line.bounds(), &action.label);
                    asked = report.take_press().then_some(index).or(asked);
                }
            }
        });
        open.asked = asked.or(open.asked);
    }

    fn update(
        &mut self,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
    ) {
        let Some(open) = self.slot.as_mut() else {
            return;
        };
        let over = cursor.position_in(layout.bounds());
        match event {
            Event::Keyboard(keyboard::Event::KeyPressed {
                key,
                modified_key,
                physical_key,
                modifiers,
                ..
            }) => {
                let plain = (*modifiers - Modifiers::SHIFT).is_empty();
                let latin = key.to_latin(*physical_key);
                let typed = match modified_key {
                    Key::Character(typed) => typed.chars().next(),
                    _ => None,
                };
                // What is on the key goes first: "+" is nowhere on a Latin one.
                let letter = typed.filter(|typed| open.by_letter(*typed).is_some());
                self.key(key, letter.or(latin).filter(|_| plain), shell);
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                let chosen = over.and_then(|at| open.entry_at(at.y));
                if over.is_some() && chosen != open.chosen {
                    open.chosen = chosen;
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(_))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                open.pressed = over.is_some();
                if over.is_none() {
                    self.close(shell);
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonReleased(_))
            | Event::Touch(touch::Event::FingerLifted { .. }) => {
                if std::mem::take(&mut open.pressed)
                    && let Some(at) = over
                {
                    let entry = open.entry_at(at.y);
                    self.choose(entry, shell);
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::WheelScrolled { .. }) => shell.capture_event(),
            Event::Window(window::Event::RedrawRequested(_)) => {
                if let Some(entry) = open.asked.take() {
                    self.choose(Some(entry), shell);
                }
            }
            _ => {}
        }
    }

    fn mouse_interaction(
        &self,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let Some(at) = cursor.position_in(layout.bounds()) else {
            return mouse::Interaction::None;
        };
        match self.slot.as_ref().and_then(|open| open.entry_at(at.y)) {
            Some(_) => mouse::Interaction::Pointer,
            None => mouse::Interaction::Idle,
        }
    }
}
