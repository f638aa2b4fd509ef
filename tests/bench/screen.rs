//! Eyes and hands on a display: keys and the wheel through XTEST, pixels through `GetImage`, and
//! through DAMAGE the moment they change. Nothing is spawned between a key and a clock.

mod area;
pub(crate) mod keys;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use waxwing_tests::deadline::{DEADLINE, poll};
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::damage::{ConnectionExt as _, ReportLevel};
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux,
    EventMask, ImageFormat, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::clock;
pub(crate) use area::{Area, is_painted};
use keys::Keys;

/// A window manager that is at work takes a new window much sooner.
const OVERLOOKED: Duration = Duration::from_millis(500);

/// Any failure to talk to the display; a run can only give up.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What was seen after something had been done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    /// When the pixels began to differ.
    pub(crate) first_ms: f64,
    /// When they changed for the last time before it became quiet.
    pub(crate) last_ms: f64,
}

/// A connection to a display.
#[derive(Debug)]
pub(crate) struct Screen {
    connection: Arc<RustConnection>,
    root: Window,
    keys: Keys,
    /// Every drawing on the display, with the moment we heard of it.
    drawn: Receiver<(f64, Area)>,
}

impl Screen {
    /// Connects, and watches everything that is drawn from now on.
    ///
    /// # Errors
    /// When the display or one of the extensions is missing.
    pub(crate) fn connect(display: &str) -> Result<Self> {
        let (connection, number) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots[number].root;
        let keys = Keys::load(&connection)?;
        connection.damage_query_version(1, 1)?.reply()?;
        let damage = connection.generate_id()?;
        connection
            .damage_create(damage, root, ReportLevel::RAW_RECTANGLES)?
            .check()?;
        let connection = Arc::new(connection);
        let (sender, drawn) = channel();
        let listener = Arc::clone(&connection);
        // Ends with the display: then there are no more events.
        std::thread::spawn(move || {
            while let Ok(event) = listener.wait_for_event() {
                if let Event::DamageNotify(event) = event {
                    let area = Area {
                        x: event.area.x,
                        y: event.area.y,
                        width: event.area.width,
                        height: event.area.height,
                    };
                    if sender.send((clock::now_ms(), area)).is_err() {
                        return;
                    }
                }
            }
        });
        Ok(Self {
            connection,
            root,
            keys,
            drawn,
        })
    }

    /// The window of a process, as soon as the window manager shows it.
    ///
    /// # Errors
    /// When there is none in time.
    pub(crate) fn window_of(&self, process: u32) -> Result<Window> {
        let found = poll(DEADLINE, || {
            let windows = self.cardinals(self.root, "_NET_CLIENT_LIST").ok()?;
            windows.into_iter().find(|&window| {
                self.cardinals(window, "_NET_WM_PID")
                    .is_ok_and(|pids| pids == [process])
            })
        });
        found.ok_or_else(|| "the program shows no window".into())
    }

    /// Waits until there is a window manager at work, by showing it a small window of our own; gives
    /// that back, for the focus to go to.
    ///
    /// # Errors
    /// When no window manager takes it.
    pub(crate) fn wait_for_window_manager(&self) -> Result<Window> {
        let there = poll(DEADLINE, || {
            let check = self.cardinals(self.root, "_NET_SUPPORTING_WM_CHECK").ok()?;
            (!check.is_empty()).then_some(())
        });
        there.ok_or("no window manager comes up")?;
        let window = self.own_window()?;
        // What is mapped while openbox comes up may be overlooked for ever, so it is shown again.
        let taken = poll(DEADLINE, || {
            self.connection.unmap_window(window).ok()?.check().ok()?;
            self.connection.map_window(window).ok()?.check().ok()?;
            poll(OVERLOOKED, || {
                let windows = self.cardinals(self.root, "_NET_CLIENT_LIST").ok()?;
                windows.contains(&window).then_some(window)
            })
        });
        taken.ok_or_else(|| "the window manager takes no window".into())
    }

    /// Gives a window the focus.
    ///
    /// # Errors
    /// When it does not get it in time.
    pub(crate) fn activate(&self, window: Window) -> Result<()> {
        const BY_A_PAGER: u32 = 2;
        let active = poll(DEADLINE, || {
            self.ask(window, "_NET_ACTIVE_WINDOW", [BY_A_PAGER, 0, 0, 0, 0])
                .ok()?;
            let active = self.cardinals(self.root, "_NET_ACTIVE_WINDOW").ok()?;
            (active == [window]).then_some(())
        });
        active.ok_or_else(|| "the window does not get the focus".into())
    }

    /// Closes a window as its close button does.
    ///
    /// # Errors
    /// When the display is gone.
    pub(crate) fn close(&self, window: Window) -> Result<()> {
        self.ask(window, "_NET_CLOSE_WINDOW", [0; 5])
    }

    /// Puts a window into the upper left corner, in this size, and says where its contents are.
    ///
    /// # Errors
    /// When it does not take the size in time.
    pub(crate) fn place(&self, window: Window, width: u16, height: u16) -> Result<Area> {
        let wanted = ConfigureWindowAux::new()
            .x(0)
            .y(0)
            .width(u32::from(width))
            .height(u32::from(height));
        self.connection.configure_window(window, &wanted)?.check()?;
        let placed = poll(DEADLINE, || {
            let geometry = self.connection.get_geometry(window).ok()?.reply().ok()?;
            ((geometry.width, geometry.height) == (width, height)).then_some(())
        });
        placed.ok_or("the window does not take its size")?;
        let origin = self
            .connection
            .translate_coordinates(window, self.root, 0, 0)?
            .reply()?;
        Ok(Area {
            x: origin.dst_x,
            y: origin.dst_y,
            width,
            height,
        })
    }

    /// Moves the pointer.
    ///
    /// # Errors
    /// When the display is gone.
    pub(crate) fn point(&self, x: i16, y: i16) -> Result<()> {
        keys::point(&self.connection, self.root, x, y)
    }

    /// Turns the wheel up by one notch.
    ///
    /// # Errors
    /// When the display is gone.
    pub(crate) fn wheel_up(&self) -> Result<()> {
        keys::wheel_up(&self.connection, self.root)
    }

    /// Presses and lets go a key, by its keysym, with Control held down or not.
    ///
    /// # Errors
    /// When no key has it.
    pub(crate) fn press(&self, keysym: u32, control: bool) -> Result<()> {
        self.keys
            .press(&self.connection, self.root, keysym, control)
    }

    /// Types a text of plain ASCII.
    ///
    /// # Errors
    /// When a letter is on no key.
    pub(crate) fn enter_text(&self, text: &str) -> Result<()> {
        text.chars()
            .try_for_each(|letter| self.press(letter.into(), false))
    }

    /// The pixels of an area.
    ///
    /// # Errors
    /// When it is not on the screen.
    pub(crate) fn grab(&self, area: Area) -> Result<Vec<u8>> {
        let Area {
            x,
            y,
            width,
            height,
        } = area;
        let (format, planes) = (ImageFormat::Z_PIXMAP, !0);
        let image = self
            .connection
            .get_image(format, self.root, x, y, width, height, planes)?
            .reply()?;
        Ok(image.data)
    }

    /// Waits until nothing has been drawn in an area for so long.
    pub(crate) fn rest(&self, area: Area, quiet: Duration) {
        let end = Instant::now() + DEADLINE;
        while Instant::now() < end && self.next_drawing(area, quiet).is_some() {}
    }

    /// Waits until an area looks as wanted, and says when that was drawn.
    ///
    /// # Errors
    /// When it does not for so long after a drawing.
    pub(crate) fn wait_for(
        &self,
        area: Area,
        patience: Duration,
        wanted: impl Fn(&[u8]) -> bool,
    ) -> Result<f64> {
        while let Some(at) = self.next_drawing(area, patience) {
            if wanted(&self.grab(area)?) {
                return Ok(at);
            }
        }
        Err("the screen never looks as expected".into())
    }

    /// Waits until an area looks different from `before`, and then until nothing has changed for
    /// `quiet`.
    ///
    /// # Errors
    /// When nothing changes in time.
    pub(crate) fn change(&self, area: Area, before: &[u8], quiet: Duration) -> Result<Change> {
        let end = Instant::now() + DEADLINE;
        let mut now = before.to_vec();
        let mut change: Option<Change> = None;
        loop {
            let patience = change.map_or(DEADLINE, |_| quiet);
            let Some(at) = self.next_drawing(area, patience) else {
                break;
            };
            let seen = self.grab(area)?;
            if seen != now {
                let first_ms = change.map_or(at, |change| change.first_ms);
                change = Some(Change {
                    first_ms,
                    last_ms: at,
                });
                now = seen;
            }
            if Instant::now() > end {
                break;
            }
        }
        change.ok_or_else(|| "nothing changes on the screen".into())
    }

    /// The next moment at which something was drawn in an area.
    fn next_drawing(&self, area: Area, patience: Duration) -> Option<f64> {
        let end = Instant::now() + patience;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.drawn.recv_timeout(left) {
                Ok((at, drawn)) if drawn.meets(area) => return Some(at),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn own_window(&self) -> Result<Window> {
        let window = self.connection.generate_id()?;
        let (x, y, width, height) = (1100, 700, 100, 50);
        self.connection
            .create_window(
                x11rb::COPY_DEPTH_FROM_PARENT,
                window,
                self.root,
                x,
                y,
                width,
                height,
                0,
                WindowClass::INPUT_OUTPUT,
                x11rb::COPY_FROM_PARENT,
                &CreateWindowAux::new(),
            )?
            .check()?;
        Ok(window)
    }

    fn atom(&self, name: &str) -> Result<u32> {
        let atom = self.connection.intern_atom(false, name.as_bytes())?;
        Ok(atom.reply()?.atom)
    }

    fn cardinals(&self, window: Window, property: &str) -> Result<Vec<u32>> {
        const MOST: u32 = 1024;
        let property = self.atom(property)?;
        let reply = self
            .connection
            .get_property(false, window, property, AtomEnum::ANY, 0, MOST)?
            .reply()?;
        Ok(reply.value32().map(Iterator::collect).unwrap_or_default())
    }

    /// Asks the window manager for something.
    fn ask(&self, window: Window, request: &str, data: [u32; 5]) -> Result<()> {
        let message = ClientMessageEvent::new(32, window, self.atom(request)?, data);
        let mask = EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT;
        self.connection
            .send_event(false, self.root, mask, message)?;
        self.connection.sync()?;
        Ok(())
    }
}
