//! The window: one screen at a time, the engine's news in, commands out. A router and nothing else.

mod act;
mod frame;
mod later;
mod link;
mod look;
mod notify;
mod pace;
mod palette;
mod room;
mod spoken;
mod tray;
mod trouble;
mod view;

pub use look::{System, Wishes};
pub use view::{APPLICATION_ID, listen};

use std::path::PathBuf;
use std::time::{Duration, Instant};

use iced::theme::Mode;
use iced::{Size, Task, window};
use waxwing_core::{AccountId, Command, Error, Event, RequestId, Timestamp, event};

use crate::accessibility::{self, Accessibility};
use crate::action;
use crate::engine::{self, Commands, Source};
use crate::i18n::Language;
use crate::mailbox::Mailbox;
use crate::notification::{self, Desktop, Notices};
use crate::opening::Opened;
use crate::screen::chat::files::Message as Files;
use crate::screen::dialog::shortcuts;
use crate::screen::{Action, Context, chat, fault, login, settings};
use crate::settings::{Arrangement, Contrast, Settings};
use crate::shortcut::Chord;
use crate::spelling::choice;
use crate::tray::{self as sign, Look, Tray};
use crate::ui::emoji_picker::recent;
use crate::ui::faces;
use crate::widget::picture;
use crate::world::World;

/// Below this width there is room for one column only.
const NARROW: f32 = 720.0;

/// Below this width there is room for what one writes, and for little beside it.
const TIGHT: f32 = 260.0;

/// From this width on there is room for a person's page beside their conversation.
const WIDE: f32 = 1100.0;

/// The engine has so long to close its streams in order when the window is closed.
const PATIENCE: Duration = Duration::from_millis(2500);

/// What the window is started with.
#[derive(Clone, Debug)]
pub struct Startup {
    /// Where the engine comes from.
    pub source: Source,
    /// What was remembered.
    pub settings: Settings,
    /// Where to remember it, if anywhere.
    pub settings_file: Option<PathBuf>,
    /// The directory of the profile, where a second start looks for this window.
    pub profile: Option<PathBuf>,
    /// What has to be said at once.
    pub notes: Vec<String>,
    /// What the command line has chosen.
    pub wishes: Wishes,
    /// What the system speaks.
    pub language: Language,
    /// When the process started.
    pub started: Instant,
    /// Where the present comes from.
    pub clock: fn() -> Timestamp,
}

/// The application.
pub struct App {
    startup: Startup,
    window: Window,
    system: System,
    wishes: Wishes,
    settings: Settings,
    /// The settings as they are in their file.
    remembered: Settings,
    now: Timestamp,
    commands: Option<Commands>,
    world: World,
    screen: Screen,
    /// The settings, while they are shown.
    page: Option<settings::State>,
    /// The palette, while it is shown.
    palette: Option<crate::screen::palette::State>,
    /// The sheet of the shortcuts, while it is shown.
    sheet: Option<shortcuts::State>,
    notes: Vec<String>,
    /// What was told of a profile in trouble.
    trouble: trouble::Trouble,
    /// A link that waits to be asked about.
    link: Option<String>,
    /// Who has started the program again.
    bell: Mailbox<String>,
    /// Pictures of people were read.
    faces: Mailbox<()>,
    accessibility: Accessibility,
    notices: Notices,
    desktop: Desktop,
    tray: Tray,
    /// How the sign in the tray looks, where it is wanted.
    in_tray: Option<Look>,
    /// There is a tray that shows it.
    tray_there: bool,
    pace: pace::Pace,
    /// Pictures that have come.
    pictures: Mailbox<()>,
}

/// What is known of the window.
#[derive(Clone, Copy, Debug)]
struct Window {
    id: window::Id,
    size: Size,
    focused: bool,
    drawn: bool,
    closing: bool,
    /// Pixels of the screen for each of the window's, without zoom.
    density: f32,
    /// There is none; the program is in the tray.
    hidden: bool,
}

/// The screen that is shown.
enum Screen {
    /// Nobody is signed in.
    Login(Box<login::State>),
    /// The conversations.
    Chat(Box<chat::State>),
    /// The profile can't be opened.
    Fault(fault::State),
}

/// Everything that can happen.
#[derive(Clone, Debug)]
pub enum Message {
    /// The engine tells something.
    Engine(engine::Update),
    /// On the sign-in page.
    Login(login::Message),
    /// On the main page.
    Chat(chat::Message),
    /// On the page for a profile that can't be opened.
    Fault(fault::Message),
    /// On the page of the settings.
    Settings(settings::Message),
    /// A picture has come that was asked for.
    PictureCame,
    /// So many pixels the screen has for each of the window's.
    Fineness(f32),
    /// The wheel was turned with Ctrl held: up (positive) or down.
    Zoomed(f32),
    /// A link was given to the program.
    LinkOpened(String),
    /// The program was started again, with a link or without.
    Rung(String),
    /// Pictures of people were read.
    FacesRead,
    /// Keys were pressed that may be a shortcut.
    Pressed(Chord),
    /// Something shall be done, with an account of ours where it is about one.
    Wanted(action::Action, Option<AccountId>),
    /// Escape was pressed: one layer back.
    Back,
    /// Escape was pressed, and a widget has made use of it.
    EscapeTaken,
    /// An arrow key was pressed that no widget wanted.
    Arrow(isize),
    /// Something was typed that no widget wanted.
    Typed(String),
    /// In the palette.
    Palette(crate::screen::palette::Message),
    /// On the sheet of the shortcuts.
    Sheet(shortcuts::Message),
    /// A note was read.
    NoteClosed,
    /// A link was handed to the desktop: what came of it.
    LinkLeft(String, Opened),
    /// Something happened to the window.
    Window(window::Event),
    /// The window is there.
    Opened(window::Id),
    /// The first frame is about to be drawn.
    FirstFrame,
    /// The system prefers light or dark.
    Mode(Mode),
    /// The system wants more contrast, or does not.
    SystemContrast(bool),
    /// Time has passed that is on screen.
    Tick,
    /// The engine has had its time.
    PatienceOver,
    /// Something is done with a notice on the desktop.
    Heard(notification::Heard),
    /// Notices were collected for long enough.
    NoticesDue,
    /// Something happens in the tray.
    Tray(sign::Heard),
    /// With the screen reader.
    Accessibility(accessibility::Message),
    /// The process shall end.
    Signal,
}

impl App {
    /// The application and its window.
    pub fn open(startup: Startup) -> (Self, Task<Message>) {
        let scale = startup.wishes.scale;
        let scale = scale.unwrap_or_else(|| startup.settings.zoom.factor());
        let hidden = startup.settings.notices.start_hidden && startup.settings.notices.tray;
        let (id, opening) = match hidden {
            true => (window::Id::unique(), Task::none()),
            false => window::open(view::window_settings(&startup.settings, scale)),
        };
        let mut app = Self::new(startup, id);
        app.window.hidden = hidden;
        app.window.focused = !hidden;
        app.tend_tray();
        let tasks = Task::batch([
            opening.map(Message::Opened),
            iced::system::theme().map(Message::Mode),
        ]);
        let tasks = match app.settings.contrast {
            Contrast::System => Task::batch([tasks, Self::ask_for_contrast()]),
            Contrast::Off | Contrast::On => tasks,
        };
        (app, tasks)
    }

    /// The application with a window that somebody else opens.
    pub fn new(startup: Startup, id: window::Id) -> Self {
        let size = Size::new(startup.settings.width, startup.settings.height);
        let mut app = Self {
            window: Window {
                id,
                size,
                focused: true,
                drawn: false,
                closing: false,
                density: 1.0,
                hidden: false,
            },
            system: System {
                mode: Mode::None,
                contrast: false,
                language: startup.language,
            },
            wishes: startup.wishes,
            settings: startup.settings.clone(),
            remembered: startup.settings.clone(),
            now: (startup.clock)(),
            commands: None,
            world: World::default(),
            screen: Screen::Chat(Box::default()),
            page: None,
            palette: None,
            sheet: None,
            notes: startup.notes.clone(),
            trouble: trouble::Trouble::default(),
            link: None,
            bell: Mailbox::new("doorbell"),
            faces: Mailbox::new("faces"),
            accessibility: Accessibility::default(),
            notices: Notices::default(),
            desktop: Desktop::default(),
            tray: Tray::default(),
            in_tray: None,
            tray_there: false,
            pace: pace::Pace::default(),
            pictures: Mailbox::new("pictures"),
            startup,
        };
        let stir = app.faces.sender();
        faces::listen(move || stir(()));
        app.window.size = app.window.size * (1.0 / app.scale());
        app.settle_down();
        let told = app.pictures.sender();
        picture::wake_by(move || told(()));
        app
    }

    /// Hands what is meant for the desktop to functions instead.
    #[cfg(any(test, feature = "harness"))]
    pub fn pretend(&mut self, desktop: Desktop, tray: Tray) {
        (self.desktop, self.tray) = (desktop, tray);
    }

    /// Takes in what happened, and lets a screen reader know where one listens.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        let spoken = matches!(message, Message::Accessibility(_));
        let task = self.take_in(message);
        if recent::take_changed() {
            self.settings.recent_emoji = recent::all();
            self.settings.emoji_tone = recent::tone();
            self.remember();
        }
        if choice::take_changed() {
            self.settings.spelling = choice::current();
            self.remember();
        }
        self.tend_tray();
        match spoken {
            true => task,
            false => Task::batch([task, self.accessibility.stir().map(Message::Accessibility)]),
        }
    }

    fn take_in(&mut self, message: Message) -> Task<Message> {
        self.now = (self.startup.clock)();
        match message {
            Message::Engine(update) => self.update_engine(update),
            Message::Login(message) => self.update_login(message),
            Message::Chat(chat::Message::SettingsWanted) => self.show_settings(true),
            Message::Chat(chat::Message::GroupsToggled) => self.toggle_groups(),
            Message::Chat(chat::Message::Say(words)) => self.say(words),
            Message::Chat(chat::Message::Files(Files::Hovered | Files::Dropped(_)))
                if self.has_layer() =>
            {
                Task::none()
            }
            Message::Chat(message) => self.with_chat(|chat, context| chat.update(message, context)),
            Message::Fault(fault::Message::QuitPressed) => self.quit(),
            Message::Settings(message) => self.update_settings(message),
            Message::Zoomed(by) if by > 0.0 => self.zoom(self.zoom_in_force().larger()),
            Message::Zoomed(_) => self.zoom(self.zoom_in_force().smaller()),
            Message::LinkOpened(link) => {
                self.link = Some(link);
                self.open_link()
            }
            Message::Rung(link) => self.rung(link),
            Message::FacesRead => {
                faces::take_in();
                Task::none()
            }
            Message::Pressed(chord) => self.press(chord),
            Message::Wanted(action, account) => self.act(action, account),
            Message::Back => self.back(),
            Message::EscapeTaken => self.escape_taken(),
            Message::Arrow(_) | Message::Typed(_) if self.has_layer() => Task::none(),
            Message::Arrow(steps) => self.with_chat(|chat, context| chat.mark(steps, context)),
            Message::Typed(text) => self.with_chat(|chat, context| chat.type_text(&text, context)),
            Message::Palette(message) => self.update_palette(message),
            Message::Sheet(message) => self.update_sheet(message),
            Message::NoteClosed => self.close_note(),
            Message::LinkLeft(link, opened) => self.link_left(link, &opened),
            Message::Window(event) => self.update_window(event),
            Message::Opened(id) => self.opened(id),
            Message::FirstFrame => self.drawn(),
            Message::Mode(mode) => self.set_mode(mode),
            Message::SystemContrast(wanted) => {
                self.system.contrast = wanted;
                Task::none()
            }
            // They are drawn by what asked for them.
            Message::Tick | Message::PictureCame => Task::none(),
            Message::Fineness(pixels) => {
                self.window.density = pixels;
                self.settle_down();
                Task::none()
            }
            Message::PatienceOver => self.give_up(),
            Message::Accessibility(message) => self.update_accessibility(message),
            Message::Heard(heard) => self.heard(heard),
            Message::NoticesDue => {
                let stir = self.notices.wake();
                self.show_notices(stir)
            }
            Message::Tray(heard) => self.heard_from_tray(heard),
            Message::Signal => self.quit(),
        }
    }

    /// The present, as last looked at.
    fn context(&self) -> Context<'_> {
        Context {
            world: &self.world,
            now: self.now,
            tokens: self.tokens(),
            focused: self.window.focused,
            narrow: self.window.size.width < NARROW,
            wide: self.window.size.width >= WIDE,
            by_groups: self.settings.arrangement == Arrangement::Groups,
            tight: self.window.size.width < TIGHT,
        }
    }

    /// Lets the main page do something, if it is shown, and carries out what it wants.
    fn with_chat(
        &mut self,
        act: impl FnOnce(&mut chat::State, &Context<'_>) -> Action<chat::Message>,
    ) -> Task<Message> {
        let width = self.window.size.width;
        let (narrow, wide, tight) = (width < NARROW, width >= WIDE, width < TIGHT);
        let tokens = self.tokens();
        let by_groups = self.settings.arrangement == Arrangement::Groups;
        let Screen::Chat(chat) = &mut self.screen else {
            return Task::none();
        };
        let context = Context {
            world: &self.world,
            now: self.now,
            tokens,
            focused: self.window.focused,
            narrow,
            wide,
            by_groups,
            tight,
        };
        let action = act(chat, &context);
        let action = action.and(chat.follow_rooms(&context));
        self.carry_out(action, Message::Chat)
    }

    fn carry_out<M: Send + 'static>(
        &self,
        action: Action<M>,
        wrap: impl FnMut(M) -> Message + Send + 'static,
    ) -> Task<Message> {
        for command in action.commands {
            self.send(command);
        }
        let links = action.links.into_iter().map(link::open);
        Task::batch(links.chain([action.task.map(wrap)]))
    }

    fn send(&self, command: Command) {
        match &self.commands {
            Some(commands) => commands.send(command),
            None => tracing::warn!("a command before the engine has started"),
        }
    }

    fn update_engine(&mut self, update: engine::Update) -> Task<Message> {
        match update {
            engine::Update::Started(commands) => {
                self.commands = Some(commands);
                self.hang_bell();
                Task::none()
            }
            engine::Update::Refused(error) => self.refused(&error),
            engine::Update::Told(events) => {
                let tasks: Vec<_> = events.into_iter().map(|event| self.told(event)).collect();
                self.world.sort();
                let refresh = self.with_chat(|chat, context| chat.refresh(context));
                let link = self.open_link();
                let stir = self.notices.stir();
                let notices = self.show_notices(stir);
                Task::batch(tasks).chain(refresh).chain(link).chain(notices)
            }
            engine::Update::Ended => iced::exit(),
        }
    }

    fn refused(&mut self, error: &Error) -> Task<Message> {
        tracing::error!(%error, "the profile can't be opened");
        if self.window.closing {
            return iced::exit();
        }
        self.screen = Screen::Fault(fault::State::new(error));
        Task::none()
    }

    fn told(&mut self, event: Event) -> Task<Message> {
        use event::conversation::Event as Told;
        match event {
            Event::Ready => {
                self.world.set_ready();
                return self.choose_screen();
            }
            Event::Account(event::account::Event::Server(server)) => {
                return self.with_chat(|chat, _| chat.show_server(server));
            }
            Event::Account(event) => {
                pace::tell_history(&event);
                self.world.apply_account(event);
                return self.choose_screen();
            }
            Event::Contact(event) => self.world.apply_contact(event),
            Event::Conversation(Told::Changed(entry)) => self.world.put(entry),
            Event::Conversation(Told::Removed(id)) => {
                self.world.remove(id);
                self.notices_over(id, None);
            }
            Event::Conversation(Told::Timeline(id, change)) => {
                self.announce_failures(&change);
                return self.with_chat(|chat, _| chat.apply(id, change));
            }
            Event::Conversation(Told::Milestones {
                conversation,
                message,
                milestones,
            }) => {
                return self.with_chat(|chat, _| chat.deliver(conversation, message, milestones));
            }
            Event::Conversation(Told::Versions {
                conversation,
                item,
                versions,
            }) => {
                return self.with_chat(|chat, _| chat.tell_versions(conversation, item, versions));
            }
            Event::Conversation(Told::TooLate { conversation, item }) => {
                return self.with_chat(|chat, _| chat.is_too_late(conversation, item));
            }
            Event::Conversation(Told::Unsaid { conversation, text }) => {
                return self.with_chat(|chat, context| chat.unsay(conversation, text, context));
            }
            Event::Conversation(notice @ Told::Notice { .. }) => self.noticed(notice),
            Event::Conversation(Told::NoticeChanged {
                conversation,
                item,
                text,
            }) => self.notice_changed(conversation, item, text.as_deref()),
            Event::Conversation(Told::NoticesOver { conversation, upto }) => {
                self.notices_over(conversation, upto);
            }
            Event::Registration(request, told) => return self.registering(request, told),
            Event::History(event) => return self.with_chat(|chat, _| chat.show_archiving(&event)),
            Event::Later(event) => self.told_later(event),
            Event::Room(event) => return self.told_room(event),
            Event::Invitation(event) => return self.invited(&event),
            Event::Encryption(event) => self.world.apply_encryption(event),
            Event::Console(event) => return self.with_chat(|chat, _| chat.record(&event)),
            Event::File(gallery @ event::file::Event::Gallery { .. }) => {
                return self.with_chat(|chat, _| chat.show_files(&gallery));
            }
            Event::File(event) => self.world.apply_file(event, self.now),
            Event::Link(event) => return self.with_chat(|chat, _| chat.hear_link(&event)),
            Event::Export(event) => return self.with_chat(|chat, _| chat.exporting(&event)),
            // What became of a file stands in its message.
            Event::Search(event) => {
                return self.with_chat(|chat, context| chat.found(&event, context));
            }
            Event::Done(request, result) => return self.finish(request, result),
            Event::StoreFailed(error) => self.store_failed(&error),
            Event::Recovered(recovered) => self.recovered(&recovered),
        }
        Task::none()
    }

    /// Shows the page that fits what was told: without an account the one to sign in.
    fn choose_screen(&mut self) -> Task<Message> {
        let signed_in = self.world.account().is_some();
        match &self.screen {
            Screen::Chat(_) if self.world.is_ready() && !signed_in => {
                let login = login::State::new();
                let focus = login.focus().map(Message::Login);
                self.screen = Screen::Login(Box::new(login));
                focus
            }
            // A sign-in that is on its way ends with its own answer.
            Screen::Login(login) if signed_in && !login.is_waiting() => {
                self.screen = Screen::Chat(Box::default());
                Task::none()
            }
            _ => Task::none(),
        }
    }

    fn finish(&mut self, request: RequestId, result: Result<(), Error>) -> Task<Message> {
        let page = self.page.as_mut();
        if page.is_some_and(|page| page.finish(request, &result)) {
            self.ask_for_usage();
            return Task::none();
        }
        match &mut self.screen {
            Screen::Login(login) => {
                let (signed_in, action) = login.finish(request, result);
                if signed_in {
                    self.screen = Screen::Chat(Box::default());
                }
                self.carry_out(action, Message::Login)
            }
            Screen::Chat(_) => {
                self.with_chat(|chat, context| chat.finish(request, &result, context))
            }
            Screen::Fault(_) => Task::none(),
        }
    }

    fn update_login(&mut self, message: login::Message) -> Task<Message> {
        let Screen::Login(login) = &mut self.screen else {
            return Task::none();
        };
        let action = login.update(message);
        self.carry_out(action, Message::Login)
    }

    /// A text field gives the focus up on Escape and takes the key; the dialog around it closes all
    /// the same. (A dialog that has closed itself on this key is not there any more.)
    fn escape_taken(&mut self) -> Task<Message> {
        if self.has_layer() {
            return self.back();
        }
        self.with_chat(|chat, context| match chat.has_layer() {
            true => chat.close_layer(context),
            false => Action::none(),
        })
    }

    fn show_sheet(&mut self, shown: bool) -> Task<Message> {
        self.sheet = shown.then(shortcuts::State::default);
        match (shown, &self.page) {
            (true, _) => shortcuts::State::focus(),
            (false, Some(_)) => settings::State::focus().map(Message::Settings),
            (false, None) => self.focus_below(),
        }
    }

    fn update_sheet(&mut self, message: shortcuts::Message) -> Task<Message> {
        let Some(sheet) = &mut self.sheet else {
            return Task::none();
        };
        match sheet.update(message) {
            shortcuts::Outcome::Stay => Task::none(),
            shortcuts::Outcome::Close => self.show_sheet(false),
            shortcuts::Outcome::Change => {
                self.sheet = None;
                self.page = Some(settings::State::shortcuts());
                settings::keys::State::focus()
                    .map(settings::Message::Keys)
                    .map(Message::Settings)
            }
        }
    }

    /// Whether something of the window's own lies over the page.
    fn has_layer(&self) -> bool {
        self.sheet.is_some() || self.page.is_some() || self.palette.is_some()
    }

    /// Gives what lies below a closed layer the focus back.
    fn focus_below(&mut self) -> Task<Message> {
        if let Screen::Login(login) = &self.screen {
            return login.focus().map(Message::Login);
        }
        self.with_chat(|chat, _| match chat.has_layer() {
            true => Action::none(),
            false => chat.focus(),
        })
    }

    /// Tells the person something, once.
    fn say(&mut self, words: String) -> Task<Message> {
        if !self.notes.contains(&words) {
            self.notes.push(words);
        }
        Task::none()
    }

    fn close_note(&mut self) -> Task<Message> {
        if !self.notes.is_empty() {
            self.notes.remove(0);
        }
        Task::none()
    }
}
