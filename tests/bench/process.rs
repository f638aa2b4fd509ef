//! The program under test, as the system sees it.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use waxwing_tests::deadline::{DEADLINE, poll};
use waxwing_tests::display::Display;
use waxwing_tests::guardian::Guardian;
use x11rb::protocol::xproto::Window;

use crate::clock;
use crate::screen::Screen;

/// So much of a core is no work: a caret that blinks.
pub(crate) const AT_REST: f64 = 0.01;
/// `/proc/PID/stat` counts in hundredths of a second (`USER_HZ`) on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;
/// The program writes this target when a frame has been presented.
const FRAME_TARGET: &str = "waxwing::frame";
/// And this one, with microseconds, when its thread has done all that an update of the window takes.
const UPDATE_TARGET: &str = "waxwing::update";
/// And this one, with how much of the history is there, whenever that has changed.
const HISTORY_TARGET: &str = "waxwing::history";

/// A running Waxwing with its window.
#[derive(Debug)]
pub(crate) struct Process {
    id: u32,
    /// When it was started.
    pub(crate) started_ms: f64,
    /// When its log spoke of frames.
    frames: Receiver<f64>,
    /// What each update has cost its thread, in milliseconds.
    updates: Receiver<f64>,
    /// How far the history was, and when.
    history: Receiver<(Instant, Fetched)>,
    guardian: Guardian,
}

/// How far the history is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fetched {
    /// So many messages were fetched.
    pub(crate) messages: u64,
    /// There are no more.
    pub(crate) complete: bool,
}

/// The program that this one measures: it was built beside it.
///
/// # Errors
/// When it is not there.
pub(crate) fn program() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let path = own.with_file_name("waxwing");
    if path.is_file() {
        return Ok(path);
    }
    let path = path.display();
    Err(format!("no {path}: cargo build --release -p waxwing"))
}

impl Process {
    /// Opens the window of a profile.
    ///
    /// # Errors
    /// When the program can't be started.
    pub(crate) fn open(display: &Display, profile: &Path) -> Result<Self, String> {
        Self::spawn(display, profile, &[FRAME_TARGET])
    }

    /// The same, and its log speaks of updates and of the history.
    ///
    /// # Errors
    /// When the program can't be started.
    pub(crate) fn open_watched(display: &Display, profile: &Path) -> Result<Self, String> {
        Self::spawn(
            display,
            profile,
            &[FRAME_TARGET, UPDATE_TARGET, HISTORY_TARGET],
        )
    }

    fn spawn(display: &Display, profile: &Path, log: &[&str]) -> Result<Self, String> {
        let scratch = display.scratch("waxwing")?;
        let mut command = Command::new(program()?);
        command
            .arg("--profile")
            .arg(profile)
            .arg("--light")
            .env("WAXWING_KEYRING", "off")
            .env("WAXWING_LOG", log.join("=debug,") + "=debug")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        display.show(&mut command, &scratch);
        let started_ms = clock::now_ms();
        let mut guardian = Guardian::spawn(command, &scratch).map_err(|error| error.to_string())?;
        let log = guardian.child().stderr.take().ok_or("it has no log")?;
        let ((frame, frames), (update, updates)) = (channel(), channel());
        let (fetched, history) = channel();
        // Ends with the process, whose log ends then.
        std::thread::spawn(move || {
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                let heard = if line.contains(FRAME_TARGET) {
                    frame.send(clock::now_ms())
                } else if let Some(spent) = field::<f64>(&line, UPDATE_TARGET, "microseconds") {
                    update.send(spent / 1e3)
                } else if let Some(far) = far(&line) {
                    let _ = fetched.send((Instant::now(), far));
                    Ok(())
                } else {
                    eprintln!("waxwing: {line}");
                    Ok(())
                };
                if heard.is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            id: guardian.child().id(),
            started_ms,
            frames,
            updates,
            history,
            guardian,
        })
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// When its log first spoke of a frame, if it has.
    pub(crate) fn first_logged_frame_ms(&self) -> Option<f64> {
        self.frames.try_recv().ok()
    }

    /// What each update of the window has cost its thread since this was asked last, in milliseconds
    /// of CPU: drawing and handing over the picture, and taking in the next news.
    pub(crate) fn updates_ms(&self) -> Vec<f64> {
        self.updates.try_iter().collect()
    }

    /// Waits until all of the history is there, and says how much that is and when it was; what there
    /// is where nothing is heard of it for so long.
    pub(crate) fn wait_history(&self, patience: Duration) -> Option<(Instant, Fetched)> {
        let mut last = None;
        while let Ok(far) = self.history.recv_timeout(patience) {
            last = Some(far);
            if far.1.complete {
                break;
            }
        }
        last
    }

    /// CPU time in user and system mode so far, in seconds, in steps of a tick.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn cpu_s(&self) -> Result<f64, String> {
        cpu_s(self.id)
    }

    /// CPU time of each thread that it has now, in nanoseconds.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn threads_ns(&self) -> Result<HashMap<OsString, u64>, String> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.id));
        let time = |task: std::io::Result<std::fs::DirEntry>| {
            let task = task.ok()?;
            let stat = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            Some((task.file_name(), stat.split(' ').next()?.parse().ok()?))
        };
        let tasks = tasks.map_err(|error| error.to_string())?;
        Ok(tasks.filter_map(time).collect())
    }

    /// Memory in use, shared libraries counted in whole, in megabytes (10^6 bytes).
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn rss_mb(&self) -> Result<f64, String> {
        rss_mb(self.id)
    }

    /// The most that it has been.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn peak_mb(&self) -> Result<f64, String> {
        megabytes(&self.read("status")?, "VmHWM:")
    }

    /// The same with each shared page divided by those who share it.
    ///
    /// # Errors
    /// When it has ended.
    pub(crate) fn pss_mb(&self) -> Result<f64, String> {
        megabytes(&self.read("smaps_rollup")?, "Pss:")
    }

    /// Waits until it has used next to no CPU for so long.
    ///
    /// # Errors
    /// When it does not come to rest, or has ended.
    pub(crate) fn rest(&self, quiet: Duration) -> Result<f64, String> {
        let mut last = (self.cpu_s()?, Instant::now());
        let rested = poll(DEADLINE, || {
            let cpu = match self.cpu_s() {
                Ok(cpu) => cpu,
                Err(error) => return Some(Err(error)),
            };
            if cpu - last.0 > AT_REST * quiet.as_secs_f64() {
                last = (cpu, Instant::now());
            }
            (last.1.elapsed() >= quiet).then_some(Ok(cpu))
        });
        rested.unwrap_or_else(|| Err("it does not come to rest".to_owned()))
    }

    /// Closes its window and waits for its end.
    ///
    /// # Errors
    /// When it does not end.
    pub(crate) fn close(mut self, screen: &Screen, window: Window) -> Result<(), String> {
        screen.close(window).map_err(|error| error.to_string())?;
        let ended = poll(DEADLINE, || self.guardian.has_ended().then_some(()));
        ended.ok_or_else(|| "it does not end when its window is closed".to_owned())
    }

    fn read(&self, file: &str) -> Result<String, String> {
        read(self.id, file)
    }
}

/// CPU time of any process in user and system mode so far, in seconds, in steps of a tick.
///
/// # Errors
/// When it has ended.
pub(crate) fn cpu_s(process: u32) -> Result<f64, String> {
    let stat = read(process, "stat")?;
    ticks(&stat)
        .map(|ticks| ticks as f64 / TICKS_PER_SECOND)
        .ok_or_else(|| format!("what is this: {stat}"))
}

fn read(process: u32, file: &str) -> Result<String, String> {
    let path = format!("/proc/{process}/{file}");
    std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))
}

/// What a line of the log says of the history.
fn far(line: &str) -> Option<Fetched> {
    Some(Fetched {
        messages: field(line, HISTORY_TARGET, "fetched")?,
        complete: field(line, HISTORY_TARGET, "complete")?,
    })
}

/// A field of a line of the log with this target.
fn field<T: std::str::FromStr>(line: &str, target: &str, name: &str) -> Option<T> {
    let (_, fields) = line.split_once(target)?;
    let (_, value) = fields.split_once(&format!("{name}="))?;
    value.split(' ').next()?.parse().ok()
}

/// Memory that a process has in use, shared libraries counted in whole, in megabytes (10^6 bytes).
///
/// # Errors
/// When it has ended.
pub(crate) fn rss_mb(process: u32) -> Result<f64, String> {
    let path = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    megabytes(&status, "VmRSS:")
}

/// `utime` and `stime` of a `/proc/PID/stat` (proc(5)); the name before them may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

fn megabytes(text: &str, key: &str) -> Result<f64, String> {
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kibibytes
        .map(|number| number * 1024.0 / 1e6)
        .ok_or_else(|| format!("there is no {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_system_says() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194560 5 0 1 0 17 25 0 0 20 0 4 0 1 2 3";
        assert_eq!(ticks(stat), Some(42));
        assert_eq!(ticks("nonsense"), None);
        let status = "Name:\twaxwing\nVmRSS:\t   50000 kB\n";
        assert_eq!(megabytes(status, "VmRSS:"), Ok(51.2));
        assert!(megabytes(status, "Pss:").is_err());
        let line = "2026-11-21T10:00:00Z DEBUG waxwing::update: microseconds=4200";
        assert_eq!(field(line, UPDATE_TARGET, "microseconds"), Some(4200.0));
        assert_eq!(far(line), None);
        let line = "2026-11-21T10:00:00Z DEBUG waxwing::history: fetched=150 complete=false";
        let (messages, complete) = (150, false);
        assert_eq!(far(line), Some(Fetched { messages, complete }));
    }
}
