//! Our engine in a process of its own, for tests that kill it. What it was told and what it told
//! are the same commands and events as in [`crate::Client`]; secrets go in by hand, since they
//! never serialize themselves.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command as Process};
use waxwing_core::{AccountId, Command, Event, RequestId};

use crate::backend::Login;
use crate::client::World;
use crate::deadline::{DEADLINE, within};

/// A running engine that dies with this handle.
#[derive(Debug)]
pub struct Victim {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// Where each line that [`Victim::next`] takes in is written down.
    heard: Option<File>,
    /// How many accounts it was given.
    signed_in: u64,
    /// What it has told.
    pub world: World,
}

impl Victim {
    /// Starts `program` (the kit's `waxwing-victim`) in a profile.
    pub fn start(program: &str, profile: &Path) -> Self {
        Self::spawn(Process::new(program).arg(profile))
    }

    /// Starts it with the keyring of a bus; an address that leads nowhere stands for no bus.
    pub fn with_keyring(program: &str, profile: &Path, bus: &str) -> Self {
        Self::spawn(
            Process::new(program)
                .arg(profile)
                .arg("--keyring")
                .env("DBUS_SESSION_BUS_ADDRESS", bus),
        )
    }

    /// The same with end-to-end encryption.
    pub fn sealed_with_keyring(program: &str, profile: &Path, bus: &str) -> Self {
        Self::spawn(
            Process::new(program)
                .arg(profile)
                .args(["--keyring", "--sealed"])
                .env("DBUS_SESSION_BUS_ADDRESS", bus),
        )
    }

    /// Starts it with a disk of its own for the profile, of so many megabytes. Nobody else sees it,
    /// but for [`Victim::root`].
    pub fn on_small_disk(program: &str, profile: &Path, megabytes: u32) -> Self {
        let mount = format!("mount -t tmpfs -o size={megabytes}m,mode=700 tmpfs \"$2\"");
        Self::spawn(&mut apart(&mount, program, profile))
    }

    /// Starts it where the profile can't be written, with a directory for what is temporary.
    pub fn read_only(program: &str, profile: &Path, temporary: &Path) -> Self {
        let mount = "mount --bind \"$2\" \"$2\" && mount -o remount,bind,ro \"$2\"";
        Self::spawn(apart(mount, program, profile).env("TMPDIR", temporary))
    }

    /// The id of its process.
    ///
    /// # Panics
    /// When it has ended.
    pub fn id(&self) -> u32 {
        self.child.id().expect("a running child")
    }

    /// The root of the file system as it sees it.
    pub fn root(&self) -> PathBuf {
        let pid = self.child.id().expect("a running child");
        PathBuf::from(format!("/proc/{pid}/root"))
    }

    /// Stops its process where it stands, or lets it go on.
    pub fn freeze(&self, freeze: bool) {
        let signal = if freeze { Signal::STOP } else { Signal::CONT };
        let pid = self
            .child
            .id()
            .and_then(|pid| Pid::from_raw(pid.cast_signed()));
        let _ = kill_process(pid.expect("a running child"), signal);
    }

    /// Ends it in order.
    pub async fn shut_down(mut self) {
        self.send(&Command::Shutdown).await;
        let end = async {
            while let Ok(Some(_)) = self.lines.next_line().await {}
            self.child.wait().await
        };
        within("the engine shuts down", end)
            .await
            .expect("a child of ours");
    }

    fn spawn(program: &mut Process) -> Self {
        let mut child = program
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("waxwing-victim: {error}"));
        let stdin = child.stdin.take().expect("a piped stdin");
        let stdout = child.stdout.take().expect("a piped stdout");
        Self {
            child,
            stdin,
            lines: BufReader::new(stdout).lines(),
            heard: None,
            signed_in: 0,
            world: World::default(),
        }
    }

    /// Adds an account, and waits until it is kept: an engine that is killed before has none.
    ///
    /// # Panics
    /// When that fails.
    pub async fn sign_in(&mut self, login: &Login) {
        let kept = self.try_sign_in(login).await;
        assert_eq!(kept, Ok(()), "{}", login.jid);
    }

    /// The same where the server may be down.
    ///
    /// # Errors
    /// When it can't sign in; then there is no account.
    ///
    /// # Panics
    /// When nothing comes of it in time.
    pub async fn try_sign_in(&mut self, login: &Login) -> Result<(), waxwing_core::Error> {
        self.signed_in += 1;
        let request = RequestId(self.signed_in);
        self.write(&json!({ "account": { "sign_in": {
            "request": request, "address": login.jid.as_str(), "password": login.password,
            "settings": login.settings(),
        } } }))
        .await;
        let kept = |world: &World| world.done.get(&request).cloned();
        self.wait("the account is kept", kept).await
    }

    /// Gives an account another password.
    pub async fn set_password(&mut self, account: AccountId, password: &str) {
        self.write(&json!({ "account": { "set_password": {
            "account": account, "password": password,
        } } }))
        .await;
    }

    /// Gives it a command without secrets.
    pub async fn send(&mut self, command: &Command) {
        let command = serde_json::to_value(command).expect("commands are JSON");
        self.write(&command).await;
    }

    /// Waits for something in its world.
    ///
    /// # Panics
    /// When it is not there in time.
    pub async fn wait<T>(&mut self, what: &str, mut look: impl FnMut(&World) -> Option<T>) -> T {
        let found = async {
            loop {
                if let Some(seen) = look(&self.world) {
                    return seen;
                }
                let line = self.lines.next_line().await.expect("UTF-8 events");
                let line = line.unwrap_or_else(|| panic!("the engine has ended before {what}"));
                let event: Event = serde_json::from_str(&line)
                    .unwrap_or_else(|error| panic!("not an event ({error}): {line}"));
                self.world.apply(event);
            }
        };
        match tokio::time::timeout(DEADLINE, found).await {
            Ok(seen) => seen,
            Err(_) => panic!("not within {DEADLINE:?}: {what}\n{}", self.world),
        }
    }

    /// Starts it with end-to-end encryption.
    pub fn start_sealed(program: &str, profile: &Path) -> Self {
        Self::spawn(Process::new(program).arg(profile).arg("--sealed"))
    }

    /// Starts it with short waits between its tries to connect, for a network that fails on purpose, and with end-to-end
    /// encryption.
    pub fn impatient(program: &Path, profile: &Path, log: File) -> Self {
        Self::spawn(
            Process::new(program)
                .arg(profile)
                .args(["--impatient", "--sealed"])
                .stderr(log),
        )
    }

    /// Writes down what it tells from now on.
    pub fn write_down(&mut self, file: File) {
        self.heard = Some(file);
    }

    /// Takes in the next thing that it tells; false when it has ended.
    ///
    /// # Panics
    /// When that is no event.
    pub async fn next(&mut self) -> bool {
        let Ok(Some(line)) = self.lines.next_line().await else {
            return false;
        };
        if let Some(heard) = &mut self.heard {
            let _ = writeln!(heard, "{line}");
        }
        let event: Event = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("not an event ({error}): {line}"));
        self.world.apply(event);
        true
    }

    /// Takes in what it tells for this long, or until it has ended.
    pub async fn listen(&mut self, how_long: std::time::Duration) {
        let all = async {
            while let Ok(Some(line)) = self.lines.next_line().await {
                let event: Event = serde_json::from_str(&line)
                    .unwrap_or_else(|error| panic!("not an event ({error}): {line}"));
                self.world.apply(event);
            }
        };
        let _ = tokio::time::timeout(how_long, all).await;
    }

    /// The most memory it has ever held, in megabytes.
    pub fn peak_memory(&self) -> u64 {
        let pid = self.child.id().expect("a running child");
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a Linux /proc");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.split_whitespace().next());
        let kilobytes: u64 = peak.and_then(|peak| peak.parse().ok()).expect("VmHWM");
        kilobytes / 1024
    }

    /// Ends it with SIGKILL, as a power cut would.
    pub async fn kill(mut self) {
        self.child.start_kill().expect("a running child");
        let end = within("the end of a killed process", self.child.wait()).await;
        end.expect("a child of ours");
    }

    async fn write(&mut self, command: &Value) {
        let line = format!("{command}\n");
        let written = self.stdin.write_all(line.as_bytes()).await;
        written.expect("the engine reads its commands");
    }
}

/// A process with a file system of its own, in which something is mounted over the profile (`$2`).
fn apart(mount: &str, program: &str, profile: &Path) -> Process {
    let mut process = Process::new("unshare");
    // Whoever is not root becomes one, in there.
    let namespaces = match rustix::process::geteuid().is_root() {
        true => "-m",
        false => "-rm",
    };
    process
        .args([namespaces, "sh", "-c"])
        .arg(format!("{mount} && exec \"$1\" \"$2\""))
        .arg("sh")
        .arg(program)
        .arg(profile);
    process
}
