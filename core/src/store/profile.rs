//! The directory of a profile: only its owner may look in, and only one Waxwing at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::{Error, Timestamp};

/// Holds the profile for as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Its file in the profile.
pub(super) const LOCK: &str = "lock";

impl Lock {
    /// The lock that a file holds.
    pub(super) fn of(file: File) -> Self {
        Self { _file: file }
    }
}

/// Makes the directory where it is missing, closes it to others and takes it.
pub(super) fn take(profile: &Path) -> Result<Lock, Error> {
    make_private(profile).map_err(|error| failed(profile, &error))?;
    let path = profile.join(LOCK);
    let file = private_file(&path, false).map_err(|error| failed(&path, &error))?;
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(LOCK_PAUSE);
            }
            Err(TryLockError::WouldBlock) => return Err(Error::ProfileInUse),
            Err(TryLockError::Error(error)) => return Err(failed(&path, &error)),
        }
    }
}

/// A program that was just started from here holds a copy of the lock until it has begun.
const LOCK_PATIENCE: Duration = Duration::from_millis(500);

/// Between two looks at a lock that is held.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Makes a directory that only its owner can enter, or closes one that is there.
pub(crate) fn make_private(directory: &Path) -> io::Result<()> {
    if !directory.is_dir() {
        fs::create_dir_all(directory)?;
        if let Some(parent) = directory
            .parent()
            .filter(|path| !path.as_os_str().is_empty())
        {
            sync_directory(parent)?;
        }
    }
    set_mode(directory, 0o700)
}

/// Opens a file for writing that only its owner can read; made where it is missing.
pub(crate) fn private_file(path: &Path, new: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options
        .write(true)
        .create(true)
        .create_new(new)
        .truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    set_mode(path, 0o600)?;
    Ok(file)
}

/// Closes every file of a directory to others.
pub(super) fn make_files_private(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let mode = if entry.file_type()?.is_dir() {
            0o700
        } else {
            0o600
        };
        set_mode(&entry.path(), mode)?;
    }
    Ok(())
}

/// Replaces a file as a whole: after a crash there is the old one or the new one. Durable when it
/// returns.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = with_suffix(path, ".new");
    let written = write_synced(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    let parent = path.parent().unwrap_or(Path::new("."));
    written
        .and_then(|()| sync_directory(parent))
        .map_err(|error| failed(path, &error))
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a crash has left may have another owner's mode.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private_file(path, true)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Moves something broken out of the way, to `NAME.broken-TIME`, and says where to.
pub(crate) fn move_aside(path: &Path) -> Result<PathBuf, Error> {
    let stamp = chrono::DateTime::from_timestamp_micros(Timestamp::now().0).unwrap_or_default();
    let stamp = stamp.format("%Y%m%dT%H%M%SZ");
    let free = (0..u32::MAX).map(|attempt| match attempt {
        0 => with_suffix(path, &format!(".broken-{stamp}")),
        _ => with_suffix(path, &format!(".broken-{stamp}-{attempt}")),
    });
    let target = free
        .into_iter()
        .find(|target| fs::symlink_metadata(target).is_err());
    let target = target.ok_or_else(|| Error::Store("no name left to move to".to_owned()))?;
    fs::rename(path, &target).map_err(|error| failed(path, &error))?;
    let parent = path.parent().unwrap_or(Path::new("."));
    sync_directory(parent).map_err(|error| failed(parent, &error))?;
    tracing::warn!(part = ?path.file_name(), "broken, moved aside");
    Ok(target)
}

/// The path with something after its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes the names in a directory durable.
#[cfg(unix)]
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Makes the names in a directory durable: elsewhere the system does it by itself.
#[cfg(not(unix))]
pub(crate) fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
}

/// Refuses while less than `floor` bytes are free on the disk. The database does not survive a full
/// disk without a restart, so it must never meet one.
pub(crate) fn check_room(profile: &Path, floor: u64) -> Result<(), Error> {
    match fs4::available_space(profile) {
        Ok(free) if free < floor => {
            let full = io::Error::from(io::ErrorKind::StorageFull);
            Err(Error::Store(format!("{full}: {free} bytes are left")))
        }
        Ok(_) => Ok(()),
        Err(error) => Err(failed(profile, &error)),
    }
}

/// The system's words about a path.
pub(crate) fn failed(path: &Path, error: &io::Error) -> Error {
    Error::Store(format!("{}: {error}", path.display()))
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = fs::metadata(path)?.permissions();
    if permissions.mode() & 0o777 == mode {
        return Ok(());
    }
    permissions.set_mode(mode);
    fs::set_permissions(path, permissions)
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
