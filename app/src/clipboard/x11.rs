//! Pictures and files on the clipboard of an X11 display (ICCCM §2), XWayland's among them: read, and
//! offered. iced and winit keep the connection of the window to themselves, so this is one of its own,
//! open for as long as it is needed.

mod offer;

pub(super) use offer::offer;

use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use x11rb::connection::Connection as _;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt as _, CreateWindowAux, EventMask, GetPropertyReply, Property,
    Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;

use super::look::{Found, MOST, Want};

/// Who owns the clipboard has so long to say what it offers. Who pastes waits for it.
const PATIENCE: Duration = Duration::from_millis(700);

/// And so long for each part of what is wanted: pictures are made when they are asked for.
const SLOWEST: Duration = Duration::from_secs(5);

/// Kinds of content that are looked through; nobody offers more.
const MOST_TARGETS: u32 = 1024;

/// Why the clipboard could not be read or taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error("no X11 display: {0}")]
    NoDisplay(#[from] ConnectError),
    #[error("the display: {0}")]
    Display(#[from] ConnectionError),
    #[error("the display refused: {0}")]
    Refused(#[from] ReplyError),
    #[error("the display refused: {0}")]
    NoId(#[from] ReplyOrIdError),
    #[error("no answer from who owns it")]
    NoAnswer,
    #[error("larger than what is taken")]
    TooLarge,
    #[error("the system: {0}")]
    System(#[from] rustix::io::Errno),
}

x11rb::atom_manager! {
    /// The names that are used.
    pub(super) Names: NameCookies {
        CLIPBOARD,
        TARGETS,
        INCR,
        WAXWING_CLIPBOARD,
    }
}

/// A connection with a window that nobody sees.
pub(super) struct Seat {
    display: RustConnection,
    window: Window,
    names: Names,
}

/// What stands there.
pub(super) fn look() -> Result<Found, Trouble> {
    if std::env::var_os("DISPLAY").is_none() {
        return Ok(Found::Words);
    }
    let seat = Seat::take()?;
    let owner = seat.display.get_selection_owner(seat.names.CLIPBOARD)?;
    if owner.reply()?.owner == x11rb::NONE {
        return Ok(Found::Words);
    }
    let Some(targets) = seat.convert(seat.names.TARGETS, PATIENCE)? else {
        return Ok(Found::Words);
    };
    let targets: Vec<Atom> = targets.value32().into_iter().flatten().collect();
    let names = seat.spell(&targets)?;
    let Some(want) = Want::among(names.iter().map(String::as_str)) else {
        return Ok(Found::Words);
    };
    let place = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(want.media_type()));
    let Some(target) = place.and_then(|place| targets.get(place)) else {
        return Ok(Found::Words);
    };
    match seat.convert(*target, SLOWEST)? {
        None => Ok(Found::Words),
        Some(reply) if reply.type_ == seat.names.INCR => Ok(want.found(seat.gather()?)),
        Some(reply) => Ok(want.found(reply.value)),
    }
}

impl Seat {
    pub(super) fn take() -> Result<Self, Trouble> {
        let (display, screen) = x11rb::connect(None)?;
        let names = Names::new(&display)?.reply()?;
        let window = display.generate_id()?;
        let root = display.setup().roots.get(screen).map(|screen| screen.root);
        display.create_window(
            x11rb::COPY_FROM_PARENT as u8,
            window,
            root.unwrap_or(x11rb::NONE),
            0,
            0,
            1,
            1,
            0,
            WindowClass::INPUT_OUTPUT,
            x11rb::COPY_FROM_PARENT,
            &CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE),
        )?;
        Ok(Self {
            display,
            window,
            names,
        })
    }

    /// What types are called.
    fn spell(&self, atoms: &[Atom]) -> Result<Vec<String>, Trouble> {
        let asked: Vec<_> = atoms
            .iter()
            .map(|atom| self.display.get_atom_name(*atom))
            .collect::<Result<_, _>>()?;
        let spelt = asked.into_iter().map(|asked| {
            // What can't be spelt keeps its place.
            let name = asked.reply().map(|reply| reply.name).unwrap_or_default();
            String::from_utf8_lossy(&name).into_owned()
        });
        Ok(spelt.collect())
    }

    /// Has the owner put the content of this type down, and picks it up; `None` where it has none.
    fn convert(
        &self,
        target: Atom,
        patience: Duration,
    ) -> Result<Option<GetPropertyReply>, Trouble> {
        let place = self.names.WAXWING_CLIPBOARD;
        self.display.delete_property(self.window, place)?.check()?;
        self.display.convert_selection(
            self.window,
            self.names.CLIPBOARD,
            target,
            place,
            x11rb::CURRENT_TIME,
        )?;
        self.display.flush()?;
        let end = Instant::now() + patience;
        loop {
            match self.next(end)? {
                Event::SelectionNotify(told) if told.property == x11rb::NONE => return Ok(None),
                Event::SelectionNotify(told) if told.requestor == self.window => break,
                _ => {}
            }
        }
        self.pick_up(target).map(Some)
    }

    /// Takes what lies there, which for a content in parts lets the next one come.
    fn pick_up(&self, target: Atom) -> Result<GetPropertyReply, Trouble> {
        let most = match target == self.names.TARGETS {
            true => MOST_TARGETS,
            false => u32::try_from(MOST / 4).unwrap_or(u32::MAX),
        };
        let place = self.names.WAXWING_CLIPBOARD;
        let asked = self
            .display
            .get_property(true, self.window, place, AtomEnum::ANY, 0, most)?;
        let reply = asked.reply()?;
        match reply.bytes_after {
            0 => Ok(reply),
            _ if target == self.names.TARGETS => Ok(reply),
            _ => Err(Trouble::TooLarge),
        }
    }

    /// A content that comes in parts (ICCCM §2.7.2), until an empty one ends it.
    fn gather(&self) -> Result<Vec<u8>, Trouble> {
        let mut all = Vec::new();
        loop {
            let end = Instant::now() + SLOWEST;
            loop {
                match self.next(end)? {
                    Event::PropertyNotify(told)
                        if told.atom == self.names.WAXWING_CLIPBOARD
                            && told.state == Property::NEW_VALUE =>
                    {
                        break;
                    }
                    _ => {}
                }
            }
            let part = self.pick_up(x11rb::NONE)?.value;
            if part.is_empty() {
                return Ok(all);
            }
            all.extend(part);
            if all.len() > MOST {
                return Err(Trouble::TooLarge);
            }
        }
    }

    /// The next thing that happens, if any does before that.
    fn next(&self, end: Instant) -> Result<Event, Trouble> {
        loop {
            if let Some(event) = self.display.poll_for_event()? {
                return Ok(event);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Trouble::NoAnswer);
            }
            let left = Timespec {
                tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: i64::from(left.subsec_nanos()),
            };
            let mut waiting = [PollFd::new(self.display.stream(), PollFlags::IN)];
            poll(&mut waiting, Some(&left))?;
        }
    }
}
