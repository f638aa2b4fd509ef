//! One window for a profile: whoever starts the program again, most often by clicking an `xmpp:` link,
//! rings at the window that is open, which takes the link over; the second program ends.
//!
//! The bell is a socket in the profile's directory, which nobody else can enter. It hangs as long as the
//! window holds the profile, and costs nothing until somebody rings. What is handed over is a text like any
//! link that somebody else has chosen: the window asks before it does anything (XEP-0147 §8).

use std::path::Path;
use std::time::Duration;

/// The name of the socket.
const NAME: &str = "window.socket";

/// Whoever rings and says nothing for so long has gone; nobody waits longer for an answer either.
const PATIENCE: Duration = Duration::from_secs(2);

/// Bytes of what can be handed over, as for links in general.
const MOST: u64 = 16 * 1024;

/// The answer of a window.
const HERE: &[u8] = b"here";

/// Rings at the window that has this profile open, with a link or nothing. `false`: nobody answers.
#[cfg(unix)]
pub fn ring(profile: &Path, link: &str) -> bool {
    use std::io::{Read, Write};
    use std::net::Shutdown;
    let ringing = || -> std::io::Result<bool> {
        let mut stream = unix::connect(profile)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(link.as_bytes())?;
        stream.shutdown(Shutdown::Write)?;
        let mut answer = Vec::new();
        stream.take(HERE.len() as u64).read_to_end(&mut answer)?;
        Ok(answer == HERE)
    };
    ringing().unwrap_or(false)
}

/// Hangs the bell up and tells `heard` who rings, on a thread of its own. Only for whoever holds the
/// profile: what hangs there is left over from a crash.
#[cfg(unix)]
pub fn hang(profile: &Path, heard: impl Fn(String) + Send + 'static) {
    let listener = match unix::listen(profile) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!(%error, "a second start won't find this window");
            return;
        }
    };
    let answering = move || {
        for stream in listener.incoming() {
            match stream.and_then(unix::answer) {
                Ok(link) => heard(link),
                Err(error) => tracing::debug!(%error, "somebody rang and was gone"),
            }
        }
    };
    let thread = std::thread::Builder::new().name("doorbell".to_owned());
    if let Err(error) = thread.spawn(answering) {
        tracing::warn!(%error, "no thread for the bell");
    }
}

/// Takes the bell down: the window is about to close, and what is handed over now would be lost.
#[cfg(unix)]
pub fn take_down(profile: &Path) {
    let _ = std::fs::remove_file(profile.join(NAME));
}

#[cfg(not(unix))]
pub fn ring(_profile: &Path, _link: &str) -> bool {
    false
}

#[cfg(not(unix))]
pub fn hang(_profile: &Path, _heard: impl Fn(String) + Send + 'static) {}

#[cfg(not(unix))]
pub fn take_down(_profile: &Path) {}

#[cfg(unix)]
mod unix {
    use std::fs::{File, Permissions};
    use std::io::{Error, ErrorKind, Read, Result, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};

    use super::{HERE, MOST, NAME, PATIENCE};

    pub(super) fn connect(profile: &Path) -> Result<UnixStream> {
        let (_open, path) = place(profile)?;
        UnixStream::connect(path)
    }

    pub(super) fn listen(profile: &Path) -> Result<UnixListener> {
        super::take_down(profile);
        let (_open, path) = place(profile)?;
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
        Ok(listener)
    }

    /// What somebody who rings hands over.
    pub(super) fn answer(mut stream: UnixStream) -> Result<String> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut said = Vec::new();
        (&stream).take(MOST + 1).read_to_end(&mut said)?;
        if said.len() as u64 > MOST {
            return Err(Error::new(ErrorKind::InvalidData, "too much"));
        }
        let link =
            String::from_utf8(said).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        stream.write_all(HERE)?;
        Ok(link)
    }

    /// Where the socket is. Its address has 108 bytes on Linux, and profiles may lie deeper: there the way
    /// leads through the open directory.
    fn place(profile: &Path) -> Result<(Option<File>, PathBuf)> {
        if !cfg!(target_os = "linux") {
            return Ok((None, profile.join(NAME)));
        }
        use std::os::fd::AsRawFd;
        let open = File::open(profile)?;
        let path = format!("/proc/self/fd/{}/{NAME}", open.as_raw_fd());
        Ok((Some(open), PathBuf::from(path)))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{Read, Write};
    use std::sync::mpsc;

    use super::*;

    fn hung(profile: &Path) -> mpsc::Receiver<String> {
        let (sender, heard) = mpsc::channel();
        hang(profile, move |link| {
            let _ = sender.send(link);
        });
        heard
    }

    #[test]
    fn who_rings_is_heard_however_deep_the_profile_lies() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("x".repeat(120)).join("y".repeat(120));
        std::fs::create_dir_all(&deep).unwrap();
        for profile in [folder.path(), &deep] {
            assert!(!ring(profile, "xmpp:a@b"), "nobody is there yet");
            let heard = hung(profile);
            assert!(ring(profile, "xmpp:romy@example.org?message"));
            assert_eq!(
                heard.recv_timeout(PATIENCE).unwrap(),
                "xmpp:romy@example.org?message"
            );
            assert!(ring(profile, ""));
            assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), "");
            take_down(profile);
            assert!(!ring(profile, ""));
        }
    }

    #[test]
    fn what_a_crash_left_behind_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        drop(unix::listen(folder.path()).unwrap());
        assert!(folder.path().join(NAME).exists());
        assert!(!ring(folder.path(), "xmpp:a@b"));
        let heard = hung(folder.path());
        assert!(ring(folder.path(), "xmpp:a@b"));
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), "xmpp:a@b");
    }

    #[test]
    fn nonsense_is_not_answered_and_the_bell_stays() {
        let folder = tempfile::tempdir().unwrap();
        let heard = hung(folder.path());
        let much = vec![b'x'; usize::try_from(MOST).unwrap() + 1];
        for odd in [&[0xff, 0xfe][..], &much] {
            let mut stream = unix::connect(folder.path()).unwrap();
            let _ = stream.write_all(odd);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            assert_eq!(answer, b"");
        }
        assert!(ring(folder.path(), "xmpp:a@b"));
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), "xmpp:a@b");
    }
}
