//! Child processes that never outlive a test run, however it ends.
//!
//! Each child leads a process group of its own. Beside it waits a small shell that reads a pipe
//! from us: when the pipe closes, because the handle was dropped or because this process died, the
//! shell ends the whole group and clears the child's directory away, unless it is told to keep it.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::deadline::{DEADLINE, poll};

/// `$1` is the process group, `$2` the directory. Removing is tried again because a process that
/// was just ended may still have been writing.
const WATCH: &str = r#"
read -r word
kill -9 "-$1" 2>/dev/null
[ "$word" = keep ] && exit
for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- "$2" 2>/dev/null && break; done
"#;

/// A running child, ended with SIGKILL when this is dropped.
#[derive(Debug)]
pub struct Guardian {
    child: Child,
    watcher: Child,
}

impl Guardian {
    /// Starts a program whose files are all below `directory`, which goes away with it.
    pub fn spawn(mut command: Command, directory: &Path) -> std::io::Result<Self> {
        let child = command.process_group(0).spawn()?;
        let watcher = Command::new("sh")
            .args(["-c", WATCH, "watch", &child.id().to_string()])
            .arg(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("sh, to watch over a child");
        Ok(Self { child, watcher })
    }

    /// Whether the child has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the child, in order (SIGTERM, and time to come to its end) or with SIGKILL, and keeps
    /// its directory.
    pub fn end(mut self, in_order: bool) {
        if in_order && let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) {
            let _ = kill_process(pid, Signal::TERM);
            poll(DEADLINE, || self.has_ended().then_some(()));
        }
        let watcher = self.watcher.stdin.as_mut();
        let told = watcher.map(|pipe| pipe.write_all(b"keep\n"));
        assert!(matches!(told, Some(Ok(()))), "the watcher of a child reads");
    }

    /// The pipes of the child, as far as they were asked for.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Guardian {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let _ = self.watcher.wait();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orderly_end_is_asked_for_and_keeps_the_directory() {
        let directory = tempfile::tempdir().unwrap();
        let [ready, ended] = ["ready", "ended"].map(|name| directory.path().join(name));
        let mut command = Command::new("sh");
        command
            .args([
                "-c",
                "trap 'touch \"$1\"; exit' TERM; touch \"$0\"; while :; do sleep 0.02; done",
            ])
            .args([&ready, &ended]);
        let guardian = Guardian::spawn(command, directory.path()).unwrap();
        poll(DEADLINE, || ready.exists().then_some(())).expect("the child runs");
        guardian.end(true);
        assert!(ended.exists());
    }

    #[test]
    fn dropping_ends_the_child_and_its_children() {
        let directory = tempfile::tempdir().unwrap();
        let pid_file = directory.path().join("pid");
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg("sleep 600 & echo $! > \"$0.new\"; mv \"$0.new\" \"$0\"; wait")
            .arg(&pid_file);
        let guardian = Guardian::spawn(command, directory.path()).unwrap();
        let pid = crate::deadline::poll(crate::deadline::DEADLINE, || {
            std::fs::read_to_string(&pid_file).ok()
        })
        .expect("the grandchild runs");
        drop(guardian);
        let gone = crate::deadline::poll(crate::deadline::DEADLINE, || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
            stat.map_or(Some(()), |stat| stat.contains(") Z ").then_some(()))
        });
        assert_eq!(gone, Some(()));
        assert!(!directory.path().exists());
    }
}
