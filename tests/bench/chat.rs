//! The window with a conversation open in it: how the bench gets there, and where it looks.

use std::time::Duration;

use x11rb::protocol::xproto::Window;

use crate::Stage;
use crate::clock;
use crate::process::Process;
use crate::screen::keys::RETURN;
use crate::screen::{Area, Change, Screen};

/// The size that the lists are measured at.
pub(crate) const SIZE: (u16, u16) = (1000, 700);
/// No drawing for so long: the window has done what it was told. Longer than a caret's blink, which
/// is outside of what is looked at, would be needless.
pub(crate) const QUIET: Duration = Duration::from_millis(250);
/// At rest is who has used no CPU for so long.
const REST: Duration = Duration::from_secs(1);

/// A window in front, with the focus.
#[derive(Debug)]
pub(crate) struct Chat<'a> {
    pub(crate) process: Process,
    screen: &'a Screen,
    window: Window,
    /// Where the window is.
    pub(crate) whole: Area,
    /// Where messages are: not the list of conversations, the header, the composer.
    pub(crate) messages: Area,
}

impl<'a> Chat<'a> {
    /// Starts the program and brings its window into place.
    ///
    /// # Errors
    /// When it does not come up.
    pub(crate) fn open(
        stage: &'a Stage,
        profile: &std::path::Path,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let screen = &stage.screen;
        let process = Process::open(&stage.display, profile)?;
        let window = screen.window_of(process.id())?;
        let (width, height) = SIZE;
        let whole = screen.place(window, width, height)?;
        screen.activate(window)?;
        process.rest(REST)?;
        Ok(Self {
            process,
            screen,
            window,
            whole,
            messages: whole.part(312, 66, 676, 570),
        })
    }

    /// Opens the only conversation that the filter finds, and says when Enter was pressed and what
    /// was seen where the messages are.
    ///
    /// # Errors
    /// When nothing comes up.
    pub(crate) fn open_conversation(
        &self,
        filter: &str,
    ) -> Result<(f64, Change), Box<dyn std::error::Error>> {
        let screen = self.screen;
        screen.press('k'.into(), true)?;
        screen.rest(self.whole, QUIET);
        screen.enter_text(filter)?;
        screen.rest(self.whole, QUIET);
        let before = screen.grab(self.messages)?;
        let pressed = clock::now_ms();
        screen.press(RETURN, false)?;
        let change = screen.change(self.messages, &before, QUIET)?;
        Ok((pressed, change))
    }

    /// Closes the window and waits for the end of the process.
    ///
    /// # Errors
    /// When it does not end.
    pub(crate) fn close(self) -> Result<(), String> {
        self.process.close(self.screen, self.window)
    }
}
