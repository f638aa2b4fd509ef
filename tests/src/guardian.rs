//! Child processes that never outlive a test run, however it ends.
//!
//! Each child leads a process group of its own. Beside it waits a small shell that reads a pipe
//! from us: when the pipe closes, because the handle was dropped or because this process died, the
//! shell ends the whole group and clears the child's directory away.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// `$1` is the process group, `$2` the directory. Removing is tried again because a process that
/// was just ended may still have been writing.
const WATCH: &str = r#"
read -r _
kill -9 "-$1" 2>/dev/null
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
