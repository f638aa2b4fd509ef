//! A screen reader that none of us wrote: pyatspi in a Python process of its own, on a D-Bus session of its
//! own, driven by JSON lines (`tests/interop/atspi.py` lists them).

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::display::Display;
use crate::guardian::Guardian;

/// Longer than the reader itself waits for anything.
const PATIENCE: Duration = Duration::from_secs(40);

/// pyatspi is a Debian package, and no virtual environment has it.
const PYTHON: &str = "/usr/bin/python3";

const INSTALL: &str = "the screen reader needs dbus, at-spi2-core and python3-pyatspi: \
    scripts/install test";

/// A running reader. Dropping it ends its session, and with it the bus.
#[derive(Debug)]
pub struct Reader {
    stdin: ChildStdin,
    lines: Receiver<Value>,
    /// What it heard while we waited for something else, oldest first.
    kept: Vec<Value>,
    bus: String,
    runtime: PathBuf,
    _guardian: Guardian,
}

impl Reader {
    /// Starts one on a display.
    ///
    /// # Panics
    /// When D-Bus, AT-SPI or pyatspi is missing.
    pub fn start(display: &Display) -> Self {
        let runtime = display.scratch("reader").expect("a directory");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/atspi.py");
        let mut command = Command::new("dbus-run-session");
        command.arg("--").arg(PYTHON).arg("-B").arg(script);
        display.show(&mut command, &runtime);
        command
            .env("HOME", &runtime)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut guardian =
            Guardian::spawn(command, &runtime).unwrap_or_else(|error| panic!("{error}: {INSTALL}"));
        let stdin = guardian.child().stdin.take().expect("a piped stdin");
        let stdout = guardian.child().stdout.take().expect("a piped stdout");
        let (sender, lines) = channel();
        // Ends with the process, whose output ends then.
        std::thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            for line in lines.filter_map(|line| serde_json::from_str(&line).ok()) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut reader = Self {
            stdin,
            lines,
            kept: Vec::new(),
            bus: String::new(),
            runtime,
            _guardian: guardian,
        };
        let ready = reader.wait("the reader is there", |event| event["event"] == "ready");
        reader.bus = ready["bus"].as_str().unwrap_or_default().to_owned();
        reader
    }

    /// Lets a program be read: its session is the reader's.
    pub fn read(&self, command: &mut Command) {
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("XDG_RUNTIME_DIR", &self.runtime);
    }

    /// Where its session's bus listens.
    pub fn bus(&self) -> &str {
        &self.bus
    }

    /// Waits for the first node of this role whose name has this part.
    pub fn find(&mut self, role: &str, name: &str) -> Value {
        self.ask(json!({ "do": "find", "role": role, "name": name }))
    }

    /// The same, once it has these states.
    pub fn find_with(&mut self, role: &str, name: &str, states: &[&str]) -> Value {
        self.ask(json!({ "do": "find", "role": role, "name": name, "states": states }))
    }

    /// Waits until there is no such node.
    pub fn gone(&mut self, role: &str, name: &str) {
        self.ask(json!({ "do": "gone", "role": role, "name": name }));
    }

    /// Does what a node is there for.
    pub fn act(&mut self, role: &str, name: &str) {
        self.ask(json!({ "do": "act", "role": role, "name": name }));
    }

    /// Gives a node the focus.
    pub fn focus(&mut self, role: &str, name: &str) {
        self.ask(json!({ "do": "focus", "role": role, "name": name }));
    }

    /// Writes into a field.
    pub fn write(&mut self, role: &str, name: &str, text: &str) {
        self.ask(json!({ "do": "write", "role": role, "name": name, "text": text }));
    }

    /// Every node of a role.
    pub fn all(&mut self, role: &str) -> Vec<Value> {
        let all = self.ask(json!({ "do": "all", "role": role }));
        all["nodes"].as_array().cloned().unwrap_or_default()
    }

    /// Gives a command, and waits for its answer.
    ///
    /// # Panics
    /// When it could not be done; what is on screen then is said.
    pub fn ask(&mut self, command: Value) -> Value {
        let what = command.to_string();
        self.tell(&command);
        let answer = self.wait(&what, |event| event["event"] != "heard");
        if answer["event"] == "failed" {
            self.tell(&json!({ "do": "tree" }));
            let tree = self.wait("the tree", |event| event["event"] == "tree");
            let lines = tree["lines"].as_array().cloned().unwrap_or_default();
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            panic!(
                "{}\n{}\nheard: {:#?}",
                answer["why"].as_str().unwrap_or_default(),
                lines.join("\n"),
                self.kept
            );
        }
        answer
    }

    /// Waits for something that the window tells by itself; what does not fit is kept for later.
    pub fn hear(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.wait(what, |event| event["event"] == "heard" && fits(event))
    }

    /// What was heard until now and not waited for, as it was.
    pub fn heard(&mut self) -> Vec<Value> {
        self.ask(json!({ "do": "all", "role": "frame" }));
        std::mem::take(&mut self.kept)
    }

    fn tell(&mut self, command: &Value) {
        let line = format!("{command}\n");
        let written = self.stdin.write_all(line.as_bytes());
        assert!(written.is_ok(), "the reader has ended: {INSTALL}");
    }

    fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.kept.iter().position(&fits) {
            return self.kept.remove(index);
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(event) if fits(&event) => return event,
                Ok(event) => self.kept.push(event),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("not in time: {what}; heard {:#?}", self.kept)
                }
                Err(RecvTimeoutError::Disconnected) => panic!("the reader has ended: {INSTALL}"),
            }
        }
    }
}

impl Drop for Reader {
    /// What the desktop's portal shows of documents stays mounted where its process is killed, as it is with the session.
    fn drop(&mut self) {
        let documents = self.runtime.join("doc");
        if documents.exists() {
            let mut unmount = Command::new("fusermount3");
            unmount.args(["-u", "-z"]).arg(documents);
            let _ = unmount.stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
    }
}
