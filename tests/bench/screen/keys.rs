//! Keys, the pointer and the wheel through XTEST.

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, Keycode, MOTION_NOTIFY_EVENT, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::Result;

pub(crate) const RETURN: u32 = 0xff0d;
const SHIFT: u32 = 0xffe1;
const CONTROL: u32 = 0xffe3;
/// The wheel turned away from the user.
const WHEEL_UP: u8 = 4;
/// XTEST's word for "whichever device".
const ANY_DEVICE: u8 = 0;
/// XTEST's word for "at once".
const AT_ONCE: u32 = 0;

/// Which keysyms are on which key.
#[derive(Debug)]
pub(crate) struct Keys {
    first: Keycode,
    per_key: usize,
    keysyms: Vec<u32>,
}

impl Keys {
    /// Asks the display.
    pub(crate) fn load(connection: &RustConnection) -> Result<Self> {
        let (first, last) = (
            connection.setup().min_keycode,
            connection.setup().max_keycode,
        );
        let mapping = connection
            .get_keyboard_mapping(first, last - first + 1)?
            .reply()?;
        Ok(Self {
            first,
            per_key: mapping.keysyms_per_keycode.into(),
            keysyms: mapping.keysyms,
        })
    }

    /// Presses and lets go a key, with Control held down or not; Shift as needed.
    pub(crate) fn press(
        &self,
        connection: &RustConnection,
        root: Window,
        keysym: u32,
        control: bool,
    ) -> Result<()> {
        let (key, shifted) = self.find(keysym)?;
        let mut held = Vec::new();
        if control {
            held.push(self.find(CONTROL)?.0);
        }
        if shifted {
            held.push(self.find(SHIFT)?.0);
        }
        held.push(key);
        for &key in &held {
            fake(connection, root, KEY_PRESS_EVENT, key, (0, 0))?;
        }
        for &key in held.iter().rev() {
            fake(connection, root, KEY_RELEASE_EVENT, key, (0, 0))?;
        }
        connection.flush()?;
        Ok(())
    }

    /// The key, and whether it takes Shift.
    fn find(&self, keysym: u32) -> Result<(Keycode, bool)> {
        // The first two columns are a key alone and with Shift.
        for column in 0..self.per_key.min(2) {
            let mut keys = self.keysyms.chunks(self.per_key);
            if let Some(index) = keys.position(|key| key[column] == keysym) {
                return Ok((self.first + u8::try_from(index)?, column == 1));
            }
        }
        Err(format!("no key has the keysym {keysym:#x}").into())
    }
}

pub(crate) fn point(connection: &RustConnection, root: Window, x: i16, y: i16) -> Result<()> {
    fake(connection, root, MOTION_NOTIFY_EVENT, 0, (x, y))?;
    connection.flush()?;
    Ok(())
}

pub(crate) fn wheel_up(connection: &RustConnection, root: Window) -> Result<()> {
    fake(connection, root, BUTTON_PRESS_EVENT, WHEEL_UP, (0, 0))?;
    fake(connection, root, BUTTON_RELEASE_EVENT, WHEEL_UP, (0, 0))?;
    connection.flush()?;
    Ok(())
}

fn fake(
    connection: &RustConnection,
    root: Window,
    kind: u8,
    detail: u8,
    (x, y): (i16, i16),
) -> Result<()> {
    connection.xtest_fake_input(kind, detail, AT_ONCE, root, x, y, ANY_DEVICE)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_keys_with_and_without_shift() {
        let keys = Keys {
            first: 8,
            per_key: 2,
            keysyms: vec![0x61, 0x41, 0x31, 0x21],
        };
        assert_eq!(keys.find(0x61).unwrap(), (8, false));
        assert_eq!(keys.find(0x21).unwrap(), (9, true));
        assert!(keys.find(RETURN).is_err());
    }
}
