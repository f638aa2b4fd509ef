//! A picture of ours on the clipboard. Whoever offers something has to be there when it is asked for: a
//! thread waits for that, and ends when something else is put there.

use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt as _, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent,
};
use x11rb::wrapper::ConnectionExt as _;

use super::{Seat, Trouble};

/// Room for what stands before a picture in a request.
const HEAD: usize = 1024;

/// A picture that is offered.
struct Offered {
    seat: Seat,
    /// The name of its media type.
    target: Atom,
    bytes: Vec<u8>,
}

/// Offers a picture of this media type.
pub(in crate::clipboard) fn offer(media_type: &str, bytes: Vec<u8>) -> Result<(), Trouble> {
    let seat = Seat::take()?;
    if bytes.len() + HEAD > seat.display.maximum_request_bytes() {
        return Err(Trouble::TooLarge);
    }
    let target = seat.display.intern_atom(false, media_type.as_bytes())?;
    let target = target.reply()?.atom;
    let names = seat.names;
    seat.display
        .set_selection_owner(seat.window, names.CLIPBOARD, x11rb::CURRENT_TIME)?;
    let owner = seat.display.get_selection_owner(names.CLIPBOARD)?.reply()?;
    if owner.owner != seat.window {
        return Err(Trouble::NoAnswer);
    }
    let offered = Offered {
        seat,
        target,
        bytes,
    };
    let thread = std::thread::Builder::new().name("clipboard".to_owned());
    let serve = move || {
        if let Err(trouble) = offered.serve() {
            tracing::debug!(%trouble, "the clipboard was lost");
        }
    };
    // Without a thread the connection is dropped, and with it what was offered.
    thread
        .spawn(serve)
        .map(|_| ())
        .map_err(|_| Trouble::NoAnswer)
}

impl Offered {
    fn serve(&self) -> Result<(), Trouble> {
        loop {
            match self.seat.display.wait_for_event()? {
                Event::SelectionClear(_) => return Ok(()),
                Event::SelectionRequest(asked) => self.answer(&asked)?,
                _ => {}
            }
        }
    }

    fn answer(&self, asked: &SelectionRequestEvent) -> Result<(), Trouble> {
        let (display, names) = (&self.seat.display, self.seat.names);
        // Very old programs name no property (ICCCM §2.2).
        let place = match asked.property {
            x11rb::NONE => asked.target,
            place => place,
        };
        let done = match asked.target {
            target if target == names.TARGETS => {
                let offered = [names.TARGETS, self.target];
                let put = display.change_property32(
                    PropMode::REPLACE,
                    asked.requestor,
                    place,
                    AtomEnum::ATOM,
                    &offered,
                );
                put?.check().is_ok()
            }
            target if target == self.target => {
                let put = display.change_property8(
                    PropMode::REPLACE,
                    asked.requestor,
                    place,
                    self.target,
                    &self.bytes,
                );
                put?.check().is_ok()
            }
            _ => false,
        };
        let told = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property: if done { place } else { x11rb::NONE },
        };
        display.send_event(false, asked.requestor, EventMask::NO_EVENT, told)?;
        display.flush()?;
        Ok(())
    }
}
