//! The whole window without a window and without an engine: events are fed by hand, commands are
//! caught, widget tasks run. For screen tests and for the pictures in the documentation.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use futures::{FutureExt, StreamExt};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::theme::Mode;
use iced::{Event, Length, Rectangle, Renderer, Size, Task, Theme, Vector, event, window};
use iced_runtime::{clipboard, task};
use waxwing_core::Command;
use waxwing_media::sound::fake::Fake;

use crate::accessibility::check;
use crate::app::{App, Message, Startup, Wishes, listen};
use crate::engine::{Commands, Source, Update};
use crate::harness::Harness;
use crate::i18n;
use crate::notification::{self, Desktop};
use crate::sample;
use crate::screen::palette::Offers;
use crate::screen::settings::Change;
use crate::settings::Settings;
use crate::tray::Tray;
use crate::widget::Element;

/// More rounds of tasks than this after one event is a loop.
const MOST_ROUNDS: usize = 64;

/// A task lets others go first before it begins, and again at each of its maps.
const LOOKS: usize = 16;

/// The application and what a window and an engine would have got from it.
pub struct Scene {
    harness: Harness<Stage, Message>,
    /// The size of the window on the screen, without zoom.
    size: Size,
    sent: Arc<Mutex<Vec<Command>>>,
    notices: Arc<Mutex<Vec<notification::Order>>>,
    runtime: tokio::runtime::Runtime,
    over: bool,
}

/// The application and the tasks that have not been run.
pub struct Stage {
    app: App,
    tasks: Vec<Task<Message>>,
}

impl Scene {
    /// A window of this size over an engine that has just started.
    ///
    /// # Panics
    /// Where the system gives no runtime.
    pub fn new(width: f32, height: f32, mode: Mode) -> Self {
        let settings = Settings {
            width,
            height,
            ..Settings::default()
        };
        let mode = Some(mode);
        let wishes = Wishes {
            mode,
            ..Wishes::default()
        };
        Self::with(settings, None, wishes)
    }

    /// A window with these settings, which are kept in this file, if at all. The system speaks what this thread does.
    ///
    /// # Panics
    /// Where the system gives no runtime.
    pub fn with(settings: Settings, settings_file: Option<PathBuf>, wishes: Wishes) -> Self {
        let size = Size::new(settings.width, settings.height);
        let startup = Startup {
            source: Source::silent(),
            settings,
            settings_file,
            profile: None,
            notes: Vec::new(),
            wishes,
            language: i18n::language(),
            started: Instant::now(),
            clock: || sample::NOW,
        };
        // No test opens anybody's microphone.
        crate::ui::sound::pretend(Arc::new(Fake::new(Vec::new(), 1)));
        let mut app = App::new(startup, window::Id::unique());
        let notices: Arc<Mutex<Vec<notification::Order>>> = Arc::default();
        let kept = Arc::clone(&notices);
        let keep = move |order| {
            kept.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(order);
        };
        app.pretend(Desktop::pretended(keep), Tray::pretended(|_| {}));
        // Nobody's own clipboard is looked at.
        crate::clipboard::pretend(crate::clipboard::Found::Words);
        let tasks = Vec::new();
        let stage = Stage { app, tasks };
        let update = |stage: &mut Stage, message| stage.tasks.push(stage.app.update(message));
        let harness = Harness::new(stage, update, |stage: &Stage| {
            Element::new(Listener {
                content: stage.app.view(),
            })
        });
        let mut scene = Self {
            harness,
            size,
            sent: Arc::default(),
            notices,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .expect("a runtime"),
            over: false,
        };
        let sent = Arc::clone(&scene.sent);
        let commands = Commands::new(move |command| {
            sent.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(command);
        });
        scene.fit();
        scene.message(Message::Engine(Update::Started(commands)));
        scene
    }

    /// The engine tells something.
    pub fn tell(&mut self, events: impl IntoIterator<Item = waxwing_core::Event>) {
        let events = events.into_iter().collect();
        self.message(Message::Engine(Update::Told(events)));
    }

    /// Something happens in the application.
    pub fn message(&mut self, message: Message) {
        self.harness.message(message);
        self.settle();
    }

    /// A setting is changed.
    pub fn change(&mut self, change: Change) {
        let stage = self.harness.state_mut();
        let task = stage.app.change(change);
        stage.tasks.push(task);
        self.harness.frame();
        self.settle();
    }

    /// The settings as they are in force.
    pub fn settings(&self) -> &Settings {
        self.harness.state().app.settings()
    }

    /// What the palette has to offer now.
    pub fn offers(&self) -> Offers {
        self.harness.state().app.offers()
    }

    /// What the shell does between two frames: theme and size follow the application.
    fn fit(&mut self) {
        let app = &self.harness.state().app;
        let (theme, size) = (app.theme(), self.size * (1.0 / app.scale()));
        self.harness.fit(size, theme);
    }

    /// The window gets this size on the screen.
    pub fn resize(&mut self, width: f32, height: f32) {
        self.size = Size::new(width, height);
        let size = self.size * (1.0 / self.harness.state().app.scale());
        self.harness.resize(size.width, size.height);
        self.settle();
    }

    /// What the engine was told since the last look.
    pub fn sent(&mut self) -> Vec<Command> {
        self.settle();
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *sent)
    }

    /// What the desktop was told of notices since the last look.
    pub fn notices(&mut self) -> Vec<notification::Order> {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *notices)
    }

    /// The title of the window.
    pub fn title(&self) -> String {
        self.harness.state().app.title()
    }

    /// Whether the application has asked for its end.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Runs every task that can go on without waiting, and shows what follows.
    ///
    /// # Panics
    /// Where tasks make tasks without end.
    pub fn settle(&mut self) {
        for _ in 0..MOST_ROUNDS {
            let tasks = std::mem::take(&mut self.harness.state_mut().tasks);
            if tasks.is_empty() {
                self.fit();
                return self.check_spoken();
            }
            for task in tasks {
                self.run(task);
            }
            self.harness.frame();
        }
        panic!("tasks without end");
    }

    /// A screen reader could make sense of what is shown.
    fn check_spoken(&mut self) {
        let faults = check::faults(&self.harness.tree());
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// What waits (a timer) is dropped.
    fn run(&mut self, task: Task<Message>) {
        let Some(mut stream) = task::into_stream(task) else {
            return;
        };
        loop {
            let next = {
                let _inside = self.runtime.enter();
                (0..LOOKS)
                    .find_map(|_| stream.next().now_or_never())
                    .flatten()
            };
            match next {
                None => return,
                Some(iced_runtime::Action::Output(message)) => self.harness.message(message),
                Some(iced_runtime::Action::Widget(operation)) => {
                    self.harness.operate(operation);
                }
                Some(iced_runtime::Action::Clipboard(clipboard::Action::Write {
                    contents,
                    ..
                })) => self.harness.clipboard().standard = Some(contents),
                Some(iced_runtime::Action::Clipboard(clipboard::Action::Read {
                    channel, ..
                })) => {
                    let _ = channel.send(self.harness.clipboard().standard.clone());
                }
                Some(iced_runtime::Action::Exit) => self.over = true,
                Some(_) => {}
            }
        }
    }
}

impl Deref for Scene {
    type Target = Harness<Stage, Message>;

    fn deref(&self) -> &Self::Target {
        &self.harness
    }
}

impl DerefMut for Scene {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.harness
    }
}

/// Does what the application's subscription does in a real window: it hears every event after the
/// widgets, and knows whether one of them has taken it.
struct Listener<'a> {
    content: Element<'a, Message>,
}

impl Widget<Message, Theme, Renderer> for Listener<'_> {
    fn tag(&self) -> tree::Tag {
        self.content.as_widget().tag()
    }

    fn state(&self) -> tree::State {
        self.content.as_widget().state()
    }

    fn children(&self) -> Vec<Tree> {
        self.content.as_widget().children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.content.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.content.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content
            .as_widget_mut()
            .operate(tree, layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        self.content.as_widget_mut().update(
            tree, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        let status = match shell.is_event_captured() {
            true => event::Status::Captured,
            false => event::Status::Ignored,
        };
        if let Some(message) = listen(event.clone(), status, window::Id::unique()) {
            shell.publish(message);
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
        self.content
            .as_widget()
            .draw(tree, renderer, theme, style, layout, cursor, viewport);
    }

    fn overlay<'a>(
        &'a mut self,
        tree: &'a mut Tree,
        layout: Layout<'a>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'a, Message, Theme, Renderer>> {
        self.content
            .as_widget_mut()
            .overlay(tree, layout, renderer, viewport, translation)
    }
}
