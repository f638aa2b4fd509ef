//! What a screen reader gets to know of the window, and what it asks of it.
//!
//! iced 0.14 has no accessibility tree. Our widgets report themselves to operations
//! ([`mod@crate::widget::accessible`]); here that becomes a tree for AccessKit, which speaks AT-SPI on the D-Bus
//! of a Linux desktop. Nothing of this happens while nobody listens: no walk, no wake-up. While somebody
//! does, the widgets are walked after something has happened, at most every `SHORTEST`, and only what has
//! changed is told. What is asked for goes to the widget as an order, which it carries out like a click.

mod announcer;
#[cfg(target_os = "linux")]
mod bus;
#[cfg(any(test, feature = "harness"))]
pub mod check;
mod inbox;
mod request;
mod runs;
#[cfg(test)]
mod tests;
mod tree;

use std::time::{Duration, Instant};

use accesskit::{ActionRequest, Rect, TreeUpdate};
use iced::advanced::widget::operate;
use iced::{Event, Point, Size, Subscription, Task, event, keyboard, mouse, window};

use announcer::Announcer;
pub use announcer::Notice;
use inbox::Inbox;
use tree::Frame;
pub use tree::Tree;

use crate::widget::accessible::{self, Node, Order};
use crate::widget::focus;

/// Between two walks: a screen reader can't say more than twenty things a second.
const SHORTEST: Duration = Duration::from_millis(50);
/// After a change there may be another one that no event tells of: a list that comes to rest.
const SETTLED: Duration = Duration::from_millis(150);

/// Whoever takes our words to the screen reader.
trait Mouth: Send {
    /// Tells the change to whoever listens for the `known`th time, or the whole to somebody new.
    fn say(&mut self, known: u64, whole: &dyn Fn() -> TreeUpdate, change: TreeUpdate);
    /// The window has the keyboard, or has it no more.
    fn focus(&mut self, focused: bool);
    /// Where the window is, in pixels of the screen.
    fn place(&mut self, outer: Rect, inner: Rect);
}

/// What is heard from the screen reader.
#[derive(Clone, Debug)]
pub enum Heard {
    /// It listens, for the so manieth time.
    Listens(u64),
    /// It has gone.
    Gone,
    /// It asks for something.
    Asked(ActionRequest),
}

/// What happens here.
#[derive(Clone, Debug)]
pub enum Message {
    /// The screen reader says something.
    Heard(Heard),
    /// Something happened to the widgets that may have changed them.
    Stirred,
    /// This is on screen.
    Walked(Vec<Node>),
    /// An order was delivered; the next frame carries it out.
    Delivered,
    /// The window is there on the screen, and its pixels are so large.
    Placed(Option<Point>, f32),
}

/// Between the widgets and the screen reader.
pub struct Accessibility {
    inbox: Inbox,
    mouth: Option<Box<dyn Mouth>>,
    /// Somebody listens, for the so manieth time.
    listening: Option<u64>,
    /// What was found last, to understand what is asked.
    found: Vec<Node>,
    /// What they know.
    told: Option<Tree>,
    walk: Walk,
    announcer: Announcer,
    density: f32,
}

/// Where the next walk stands.
#[derive(Clone, Copy, Debug, Default)]
struct Walk {
    /// One is on its way.
    under_way: bool,
    /// Something has happened since it was sent.
    again: bool,
    last: Option<Instant>,
}

/// What the window knows and the widgets don't.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    /// Its number.
    pub id: window::Id,
    /// What stands on it.
    pub title: &'a str,
    /// How much everything is enlarged.
    pub zoom: f32,
    /// Its size, without that.
    pub size: Size,
}

impl Default for Accessibility {
    fn default() -> Self {
        Self {
            inbox: Inbox::new(),
            mouth: None,
            listening: None,
            found: Vec::new(),
            told: None,
            walk: Walk::default(),
            announcer: Announcer::default(),
            density: 1.0,
        }
    }
}

impl Accessibility {
    /// Gets in touch with the desktop, once and after the first frame; waits for nothing.
    #[cfg(target_os = "linux")]
    pub fn start(&mut self, focused: bool) {
        if self.mouth.is_none() {
            let mut bus = bus::Bus::new(self.inbox.sender());
            bus.focus(focused);
            self.mouth = Some(Box::new(bus));
        }
    }

    /// No other system is spoken to yet.
    #[cfg(not(target_os = "linux"))]
    pub fn start(&mut self, _focused: bool) {}

    /// Whether somebody listens.
    pub fn is_heard(&self) -> bool {
        self.listening.is_some()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, window: Window<'_>) -> Task<Message> {
        match message {
            Message::Heard(Heard::Listens(count)) => self.begin(count, window),
            Message::Heard(Heard::Gone) => {
                self.listening = None;
                self.told = None;
                self.found = Vec::new();
                self.announcer.clear();
                Task::none()
            }
            Message::Heard(Heard::Asked(request)) => self.obey(&request),
            Message::Stirred => self.stir(),
            Message::Walked(found) => self.walked(found, window),
            Message::Delivered => self.stir(),
            Message::Placed(at, density) => self.placed(at, density, window),
        }
    }

    /// Something has happened: the widgets have to be looked at again.
    pub fn stir(&mut self) -> Task<Message> {
        if self.listening.is_none() {
            return Task::none();
        }
        if self.walk.under_way {
            self.walk.again = true;
            return Task::none();
        }
        let passed = self.walk.last.map_or(SHORTEST, |last| last.elapsed());
        self.send(SHORTEST.saturating_sub(passed))
    }

    /// A message came in that was not ours.
    pub fn notice(&mut self, notice: impl FnOnce() -> Option<Notice>) {
        if self.listening.is_some()
            && let Some(notice) = notice()
        {
            self.announcer.put(notice);
        }
    }

    /// The window got the keyboard, or lost it.
    pub fn set_focused(&mut self, focused: bool) {
        if let Some(mouth) = &mut self.mouth {
            mouth.focus(focused);
        }
    }

    /// What is heard, and, while somebody listens, whatever may change a widget without a message: the
    /// caret of a field, the chosen entry of a menu.
    pub fn subscription(&self) -> Subscription<Message> {
        let heard = self.inbox.subscription().map(Message::Heard);
        match self.listening {
            Some(_) => Subscription::batch([heard, event::listen_with(stirs)]),
            None => heard,
        }
    }

    fn begin(&mut self, count: u64, window: Window<'_>) -> Task<Message> {
        self.listening = Some(count);
        self.told = None;
        let place = place_of(window.id);
        Task::batch([place, self.stir()])
    }

    fn send(&mut self, wait: Duration) -> Task<Message> {
        self.walk.under_way = true;
        self.walk.again = false;
        let walk = operate(accessible::collect()).map(Message::Walked);
        match wait.is_zero() {
            true => walk,
            false => Task::future(async move { tokio::time::sleep(wait).await })
                .discard()
                .chain(walk),
        }
    }

    fn walked(&mut self, found: Vec<Node>, window: Window<'_>) -> Task<Message> {
        self.walk.under_way = false;
        let now = Instant::now();
        self.walk.last = Some(now);
        let Some(listening) = self.listening else {
            return Task::none();
        };
        let tree = Tree::new(
            &found,
            &Frame {
                title: window.title,
                scale: window.zoom * self.density,
                said: self.announcer.saying(now),
                before: self.told.as_ref(),
            },
        );
        self.found = found;
        let changed = self.tell(listening, tree);
        let next = match (self.walk.again, changed) {
            (true, _) => Some(SHORTEST),
            (false, true) => Some(SETTLED),
            (false, false) => None,
        };
        let saying = self.announcer.wait(now);
        let next = next.into_iter().chain(saying).min();
        next.map_or_else(Task::none, |wait| self.send(wait.max(SHORTEST)))
    }

    /// Whether there was anything to tell.
    fn tell(&mut self, listening: u64, tree: Tree) -> bool {
        let change = match &self.told {
            Some(before) => tree.since(before),
            None => Some(tree.whole()),
        };
        let Some(change) = change else {
            return false;
        };
        if let Some(mouth) = &mut self.mouth {
            mouth.say(listening, &|| tree.whole(), change);
        }
        self.told = Some(tree);
        true
    }

    fn obey(&mut self, asked: &ActionRequest) -> Task<Message> {
        match request::understood(asked, &self.found) {
            Some((to, order)) => {
                let focus = order == Order::Focus;
                let done = operate(accessible::deliver(to, order)).map(|_| Message::Delivered);
                match focus {
                    true => done.chain(focus::scroll_to_it()),
                    false => done,
                }
            }
            None => {
                tracing::debug!(action = ?asked.action, "a screen reader asks for what is not there");
                Task::none()
            }
        }
    }

    fn placed(&mut self, at: Option<Point>, density: f32, window: Window<'_>) -> Task<Message> {
        self.density = density;
        if let (Some(mouth), Some(at)) = (&mut self.mouth, at) {
            let scale = density * window.zoom;
            let corner = (f64::from(at.x * density), f64::from(at.y * density));
            let size = (
                f64::from(window.size.width * scale),
                f64::from(window.size.height * scale),
            );
            // iced does not tell how wide the frame around the window is.
            let inner = Rect::from_origin_size(corner, size);
            mouth.place(inner, inner);
        }
        self.stir()
    }
}

/// Asks where the window is; on Wayland nobody knows.
fn place_of(id: window::Id) -> Task<Message> {
    window::scale_factor(id)
        .then(move |density| window::position(id).map(move |at| Message::Placed(at, density)))
}

/// So many bytes of a text at most, and only whole letters.
fn beginning(text: &str, most: usize) -> &str {
    let mut ends = (0..=most.min(text.len())).rev();
    let end = ends.find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

fn stirs(event: Event, _status: event::Status, _window: window::Id) -> Option<Message> {
    match event {
        Event::Keyboard(
            keyboard::Event::KeyPressed { .. } | keyboard::Event::KeyReleased { .. },
        )
        | Event::Mouse(
            mouse::Event::ButtonPressed(_)
            | mouse::Event::ButtonReleased(_)
            | mouse::Event::WheelScrolled { .. },
        )
        | Event::Touch(_)
        | Event::InputMethod(_) => Some(Message::Stirred),
        _ => None,
    }
}
