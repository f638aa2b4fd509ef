//! A recording as a file, for as long as the engine needs to read it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use directories::ProjectDirs;
use waxwing_core::Timestamp;
use waxwing_media::sound::voice::EXTENSION;

use crate::format;

/// What is older than this was read by the engine long ago.
const OLD: Duration = Duration::from_secs(10 * 60);

/// Writes a recording where caches are, for us alone, and takes away what was left there before.
///
/// # Errors
///
/// What the system says, in its words.
pub fn put(bytes: &[u8], now: Timestamp) -> Result<PathBuf, String> {
    let project = ProjectDirs::from("im", "waxwing", "waxwing");
    let folder = project.map_or_else(std::env::temp_dir, |dirs| dirs.cache_dir().to_owned());
    put_into(&folder.join("voice"), bytes, now).map_err(|error| error.to_string())
}

fn put_into(folder: &Path, bytes: &[u8], now: Timestamp) -> io::Result<PathBuf> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    clear(folder);
    let stamp = format::local(now).format("%Y%m%d-%H%M%S");
    // Two in the same second have two names.
    for count in 0..100 {
        let name = match count {
            0 => format!("voice-{stamp}.{EXTENSION}"),
            count => format!("voice-{stamp}-{count}.{EXTENSION}"),
        };
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Takes away what is old. What can't be taken away does no harm.
fn clear(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else {
        return;
    };
    for file in files.flatten() {
        let changed = file.metadata().and_then(|known| known.modified());
        let age = changed.map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
        if age.is_ok_and(|age| age > OLD) {
            let _kept = fs::remove_file(file.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_are_for_us_alone_and_do_not_pile_up() {
        let folder = tempfile::tempdir().unwrap();
        let voice = folder.path().join("cache/voice");
        let now = Timestamp(1_700_000_000_000_000);
        let first = put_into(&voice, b"one", now).unwrap();
        let second = put_into(&voice, b"two", now).unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read(&second).unwrap(), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&voice), mode(&first)), (0o700, 0o600));
        }
        let long_ago = SystemTime::now() - 2 * OLD;
        let file = OpenOptions::new().write(true).open(&first).unwrap();
        file.set_modified(long_ago).unwrap();
        put_into(&voice, b"three", now).unwrap();
        assert!(second.exists());
        assert_eq!(fs::read(&first).unwrap(), b"three", "the old one is gone");
    }

    #[test]
    fn where_nothing_can_be_written_the_system_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        fs::write(&blocked, b"").unwrap();
        assert!(put_into(&blocked.join("voice"), b"one", Timestamp(0)).is_err());
    }
}
