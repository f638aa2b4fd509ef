//! Starting the program that the desktop has for something.

use std::ffi::OsStr;
use std::io;

#[cfg(target_os = "linux")]
use std::process::{Child, Command, ExitStatus, Stdio};
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

/// What opens things ends as soon as it has found a program, or is that program: then it stays longer.
#[cfg(target_os = "linux")]
const PATIENCE: Duration = Duration::from_secs(3);
#[cfg(target_os = "linux")]
const LOOK: Duration = Duration::from_millis(20);

/// Opens a file, a folder or an address. Only for a thread that may wait.
///
/// # Errors
/// [`io::ErrorKind::Unsupported`] where nothing opens it.
#[cfg(target_os = "linux")]
pub fn start(what: impl AsRef<OsStr>) -> io::Result<()> {
    first_that_works(open::commands(what))
}

/// The same where the system tells by itself what it can't open.
#[cfg(not(target_os = "linux"))]
pub fn start(what: impl AsRef<OsStr>) -> io::Result<()> {
    open::that_detached(what)
}

#[cfg(target_os = "linux")]
fn first_that_works(commands: impl IntoIterator<Item = Command>) -> io::Result<()> {
    let mut last = io::Error::from(io::ErrorKind::Unsupported);
    for command in commands {
        match run(command) {
            Ok(None) => return Ok(()),
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => tracing::info!(%status, "a program does not open it"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// How it ended; `None` while it runs.
#[cfg(target_os = "linux")]
fn run(mut command: Command) -> io::Result<Option<ExitStatus>> {
    use std::os::unix::process::CommandExt;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // It goes on when we end, also from a terminal.
        .process_group(0)
        .spawn()?;
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(LOOK);
    }
    reap(child);
    Ok(None)
}

/// Somebody has to wait for a program, or it stays on the list of the system when it has ended.
#[cfg(target_os = "linux")]
fn reap(mut child: Child) {
    let thread = std::thread::Builder::new().name("opened".to_owned());
    let _ = thread.spawn(move || child.wait());
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn the_first_that_takes_it_has_it() {
        let missing = || Command::new("no-such-program-anywhere");
        assert!(first_that_works([missing(), shell("exit 0")]).is_ok());
        assert!(first_that_works([shell("exit 4"), shell("exit 0")]).is_ok());
        for none in [vec![missing(), shell("exit 4")], vec![missing()], vec![]] {
            let error = first_that_works(none).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::Unsupported);
        }
    }

    #[test]
    fn a_program_that_stays_is_left_alone() {
        assert!(matches!(run(shell("sleep 5")), Ok(None)));
    }
}
