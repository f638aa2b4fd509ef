//! A screen of our own that nobody sees: Xvfb, with openbox, because a window gets no focus without
//! a window manager. Both end with this program, however it ends.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::deadline::{DEADLINE, poll};
use crate::guardian::Guardian;

/// Room for a window of 1000x700 with its frame.
const SCREEN: &str = "1280x800x24";

/// A running display.
#[derive(Debug)]
pub struct Display {
    name: String,
    directory: TempDir,
    // In this order: what draws goes before what it draws on.
    _window_manager: Guardian,
    _server: Guardian,
}

impl Display {
    /// Starts one.
    ///
    /// # Errors
    /// When a program is missing or does not come up, in words.
    pub fn start() -> Result<Self, String> {
        let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
        let (server, number) = start_server(&folder(directory.path(), "server")?)?;
        let name = format!(":{number}");
        let mut command = Command::new("openbox");
        command
            .args(["--sm-disable"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let home = folder(directory.path(), "openbox")?;
        enter(&mut command, &name, &home);
        let window_manager = Guardian::spawn(command, &home)
            .map_err(|error| format!("no openbox ({error}): scripts/install headless"))?;
        // A window that comes while it is still starting is never taken care of.
        poll(DEADLINE, || is_managed(&name)).ok_or("openbox does not come up")?;
        Ok(Self {
            name,
            directory,
            _window_manager: window_manager,
            _server: server,
        })
    }

    /// What stands in `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// An empty directory below the display's, for a program that is shown on it.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn scratch(&self, name: &str) -> Result<PathBuf, String> {
        folder(self.directory.path(), name)
    }

    /// Lets a program draw on this display, in the software, and reach nothing else of the desktop
    /// that we may run on.
    pub fn show(&self, command: &mut Command, scratch: &Path) {
        enter(command, &self.name, scratch);
        command.env("ICED_BACKEND", "tiny-skia");
    }
}

fn is_managed(display: &str) -> Option<()> {
    let mut ask = Command::new("xdotool");
    ask.arg("get_num_desktops")
        .env("DISPLAY", display)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    ask.status()
        .is_ok_and(|status| status.success())
        .then_some(())
}

fn enter(command: &mut Command, display: &str, home: &Path) {
    command
        .env("DISPLAY", display)
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_CONFIG_HOME", home)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("XAUTHORITY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env_remove("DBUS_SESSION_BUS_ADDRESS");
}

fn folder(parent: &Path, name: &str) -> Result<PathBuf, String> {
    let path = parent.join(name);
    std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

/// Starts Xvfb on a number that nobody uses; it tells which one as soon as it is ready.
fn start_server(scratch: &Path) -> Result<(Guardian, u32), String> {
    let mut command = Command::new("Xvfb");
    command
        .args(["-displayfd", "1", "-screen", "0", SCREEN])
        .args(["-nolisten", "tcp", "-noreset"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut server = Guardian::spawn(command, scratch)
        .map_err(|error| format!("no Xvfb ({error}): scripts/install headless"))?;
    let output = server.child().stdout.take().ok_or("Xvfb has no output")?;
    let mut line = String::new();
    BufReader::new(output)
        .read_line(&mut line)
        .map_err(|error| error.to_string())?;
    let number = line.trim().parse();
    Ok((
        server,
        number.map_err(|_| "Xvfb does not come up".to_owned())?,
    ))
}
