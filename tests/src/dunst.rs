//! A notification daemon that none of us wrote: dunst, on a display and a D-Bus session of the test's
//! own. It writes down all that it shows.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::deadline::{DEADLINE, poll};
use crate::display::Display;
use crate::guardian::Guardian;
use crate::reader::Reader;

const INSTALL: &str = "the notification daemon needs dunst: scripts/install test";

/// Every notice becomes a line: its number, its title, its body as it came over the bus.
const SCRIPT: &str = "#!/bin/sh
printf '%s\\t%s\\t%s\\n' \"$DUNST_ID\" \"$DUNST_SUMMARY\" \"$DUNST_BODY\" >> \"$(dirname \"$0\")/shown\"
";

/// What takes the place of a menu: it takes the line that has these words.
const MENU: &str = "#!/bin/sh
grep -F -m 1 \"$(cat \"$(dirname \"$0\")/choice\")\"
";

/// A notice as it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its number; a notice that takes the place of another has that one's.
    pub number: String,
    /// Its title.
    pub title: String,
    /// What stands below, as it came over the bus.
    pub body: String,
}

/// A running daemon; it ends with this handle.
#[derive(Debug)]
pub struct Dunst {
    directory: PathBuf,
    environment: Vec<(String, Option<String>)>,
    _guardian: Guardian,
}

impl Dunst {
    /// Starts one on a display, on the session of a reader.
    ///
    /// # Panics
    /// When it is missing or does not come up.
    pub fn start(display: &Display, reader: &Reader) -> Self {
        let directory = display.scratch("dunst").expect("a directory");
        let [script, menu] = [("write-down", SCRIPT), ("menu", MENU)].map(|(name, text)| {
            let script = directory.join(name);
            std::fs::write(&script, text).expect("a file");
            let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(&script, executable).expect("executable");
            script
        });
        let rules = format!(
            "[global]\nidle_threshold = 0\nmarkup = full\nnotification_limit = 20\n\
             dmenu = {}\n\
             [all]\nsummary = \"*\"\ntimeout = 0\nscript = {}\n",
            menu.display(),
            script.display()
        );
        let file = directory.join("dunstrc");
        std::fs::write(&file, rules).expect("a file");
        let mut command = Command::new("dunst");
        command.arg("-config").arg(&file);
        display.show(&mut command, &directory);
        reader.read(&mut command);
        let words = |word: &std::ffi::OsStr| word.to_string_lossy().into_owned();
        let environment = command.get_envs();
        let environment = environment.map(|(name, value)| (words(name), value.map(words)));
        let environment = environment.collect();
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let guardian = Guardian::spawn(command, &directory)
            .unwrap_or_else(|error| panic!("{error}: {INSTALL}"));
        let dunst = Self {
            directory,
            environment,
            _guardian: guardian,
        };
        // Whoever asks a daemon that is not there yet has the bus start another one, with the settings of
        // this machine: ours has to have the name first.
        poll(DEADLINE, || dunst.is_known()).expect(INSTALL);
        poll(DEADLINE, || dunst.ask(&["is-paused"])).expect(INSTALL);
        dunst
    }

    /// Everything that it has shown, in that order.
    pub fn shown(&self) -> Vec<Shown> {
        let text = std::fs::read_to_string(self.directory.join("shown")).unwrap_or_default();
        let lines = text.lines().filter_map(|line| {
            let mut parts = line.splitn(3, '\t').map(str::to_owned);
            Some(Shown {
                number: parts.next()?,
                title: parts.next()?,
                body: parts.next()?,
            })
        });
        lines.collect()
    }

    /// Waits for a notice with this title.
    ///
    /// # Panics
    /// When none comes.
    pub fn wait(&self, title: &str) -> Shown {
        let found = || self.shown().into_iter().find(|one| one.title == title);
        poll(DEADLINE, found).unwrap_or_else(|| panic!("{title}: {:?}", self.shown()))
    }

    /// Waits until so many are on the screen.
    ///
    /// # Panics
    /// When it does not come to that.
    pub fn wait_count(&self, count: usize) {
        let there = || (self.count() == count).then_some(());
        poll(DEADLINE, there)
            .unwrap_or_else(|| panic!("{} on the screen, not {count}", self.count()));
    }

    /// How many are on the screen.
    pub fn count(&self) -> usize {
        let said = self.ask(&["count", "displayed"]).unwrap_or_default();
        said.trim().parse().unwrap_or_default()
    }

    /// Does what a click on the newest does.
    pub fn click(&self) {
        self.ask(&["action"]).expect("dunstctl action");
    }

    /// Takes something from the menu of what is on the screen.
    pub fn choose(&self, action: &str) {
        std::fs::write(self.directory.join("choice"), action).expect("a file");
        self.ask(&["context"]).expect("dunstctl context");
    }

    /// Whether somebody has the name of the daemon on the bus.
    fn is_known(&self) -> Option<()> {
        let said = self.run(
            "dbus-send",
            &[
                "--print-reply=literal",
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.Notifications",
            ],
        )?;
        said.contains("true").then_some(())
    }

    fn ask(&self, arguments: &[&str]) -> Option<String> {
        self.run("dunstctl", arguments)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new(program);
        command.args(arguments).stderr(Stdio::null());
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let output = command.output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then_some(text)
    }
}
