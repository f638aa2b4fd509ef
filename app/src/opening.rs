//! Opening a file that is here, or a link, with the program that the desktop has for it, and showing files in
//! their folders.
//!
//! Only a person's press leads here. The file may be anybody's, so what could start something (a program, a
//! script, a shortcut, an installer) is never opened, whatever it is called; it is shown in its folder, where
//! who really wants to can. Files of the profile have no names and are not to be changed: what is opened is
//! a copy with its name, which can only be read, in a directory of the cache that is emptied by and by.

mod danger;
mod folder;
mod link;
mod start;

pub use danger::is_dangerous;
pub use link::{follow, is_harmless};
#[cfg(any(test, feature = "harness"))]
pub use link::{pretend, pretended};
pub use start::start;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use futures::channel::oneshot;
use waxwing_core::model::Attachment;

/// The directory of the copies, in that of the cache.
const FOLDER: &str = "opened";

/// So old copies are removed when another one is made. Who still has one open keeps it as long as that.
const OLDEST: Duration = Duration::from_secs(24 * 3600);

/// So many letters of the hash tell copies of one name apart.
const LETTERS: usize = 16;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// A program has it, or is about to.
    Yes,
    /// It could start something: its folder was opened instead.
    Dangerous,
    /// Nothing here opens such a thing.
    NoProgram,
    /// It could not be opened: what the system said.
    Failed(String),
}

/// Opens a file, or shows it in its folder where it could start something. Only for a thread that may wait.
pub fn open(path: &Path, file: &Attachment) -> Opened {
    match is_dangerous(path, &file.name, &file.media_type) {
        Ok(false) => ended(copy(path, file).and_then(start)),
        Ok(true) => match show(path, file) {
            Opened::Yes => Opened::Dangerous,
            other => other,
        },
        Err(error) => Opened::Failed(error.to_string()),
    }
}

/// Shows a file in its folder. Only for a thread that may wait.
pub fn show(path: &Path, file: &Attachment) -> Opened {
    ended(copy(path, file).and_then(|copy| folder::show(&copy)))
}

/// Does something that takes its time on a thread of its own; `None` where there can be none.
pub async fn away<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    // Screens under test wait for nothing.
    if cfg!(any(test, feature = "harness")) {
        return Some(work());
    }
    let (told, working) = oneshot::channel();
    let thread = std::thread::Builder::new().name("files".to_owned());
    let work = move || {
        let _ = told.send(work());
    };
    thread.spawn(work).ok()?;
    working.await.ok()
}

fn ended(result: io::Result<()>) -> Opened {
    match result {
        Ok(()) => Opened::Yes,
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Opened::NoProgram,
        Err(error) => {
            tracing::warn!(%error, "a file could not be opened");
            Opened::Failed(error.to_string())
        }
    }
}

/// A copy that can only be read, and has a name.
fn copy(path: &Path, file: &Attachment) -> io::Result<PathBuf> {
    let folder = directories::ProjectDirs::from("im", "waxwing", "waxwing")
        .map(|directories| directories.cache_dir().join(FOLDER))
        .ok_or_else(|| io::Error::other("there is no directory for it"))?;
    copy_into(&folder, path, file)
}

fn copy_into(folder: &Path, path: &Path, file: &Attachment) -> io::Result<PathBuf> {
    private(folder)?;
    clear(folder, SystemTime::now());
    let size = fs::metadata(path)?.len();
    let place = folder.join(mark(path, file));
    private(&place)?;
    let copy = place.join(safe_name(&file.name));
    // The mark is of the content: what is there, whole, is the same.
    if fs::metadata(&copy).is_ok_and(|there| there.len() == size) {
        return Ok(copy);
    }
    let draft = place.join(".part");
    let _ = fs::remove_file(&draft);
    fs::copy(path, &draft)?;
    readable(&draft)?;
    fs::rename(&draft, &copy)?;
    Ok(copy)
}

/// What tells copies apart: the hash, or the name in the profile, which is made of it.
fn mark(path: &Path, file: &Attachment) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy());
    let hash = file.sha256.clone().or(name.map(|name| name.into_owned()));
    let letters = hash.unwrap_or_default();
    let letters = letters.chars().filter(char::is_ascii_alphanumeric);
    let mark: String = letters.take(LETTERS).collect();
    match mark.is_empty() {
        true => "file".to_owned(),
        false => mark,
    }
}

/// A name that is nothing but a name. The engine has cleaned it; that it stays in its directory is seen to
/// here once more.
pub fn safe_name(name: &str) -> String {
    /// File systems take 255 bytes.
    const MOST: usize = 200;
    let kept = |sign: &char| !sign.is_control() && !matches!(sign, '/' | '\\' | ':');
    let name: String = name.chars().filter(kept).collect();
    let name = name
        .trim()
        .trim_start_matches(['.', '-'])
        .trim_end_matches('.');
    let mut end = name.len().min(MOST);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    match &name[..end] {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}

/// Removes old copies; what can't be removed stays.
fn clear(folder: &Path, now: SystemTime) {
    let old = |place: &fs::DirEntry| {
        let made = place.metadata().and_then(|place| place.modified());
        made.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age > OLDEST))
    };
    for place in fs::read_dir(folder).into_iter().flatten().flatten() {
        if old(&place) {
            let _ = fs::remove_dir_all(place.path());
        }
    }
}

#[cfg(unix)]
fn private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn readable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o400))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> Attachment {
        Attachment {
            name: name.to_owned(),
            ..Attachment::default()
        }
    }

    #[test]
    fn a_copy_has_its_name_and_can_only_be_read() {
        let home = tempfile::tempdir().unwrap();
        let stored = home.path().join("ab12cd");
        fs::write(&stored, "words").unwrap();
        let folder = home.path().join("opened");
        let copy = copy_into(&folder, &stored, &file("notes.txt")).unwrap();
        assert!(copy.ends_with("opened/ab12cd/notes.txt"), "{copy:?}");
        assert_eq!(fs::read_to_string(&copy).unwrap(), "words");
        let again = copy_into(&folder, &stored, &file("notes.txt")).unwrap();
        assert_eq!(again, copy);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&copy), mode(&folder)), (0o400, 0o700));
        }
        assert!(copy_into(&folder, &home.path().join("gone"), &file("x")).is_err());
    }

    #[test]
    fn names_stay_in_their_directory() {
        for (name, safe) in [
            ("../../etc/passwd", "etcpasswd"),
            ("/abs", "abs"),
            ("..", "file"),
            ("", "file"),
            ("-rf", "rf"),
            (".bashrc", "bashrc"),
            ("a\0b\nc", "abc"),
            ("photo.jpg", "photo.jpg"),
            ("trailing...", "trailing"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
        let long = safe_name(&"ж".repeat(4000));
        assert!(long.len() <= 200 && long.chars().all(|sign| sign == 'ж'));
        let folder = Path::new("/tmp/x");
        assert_eq!(folder.join(safe_name("../y")).parent(), Some(folder));
    }

    #[test]
    fn old_copies_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("ab12");
        fs::create_dir(&place).unwrap();
        clear(folder.path(), SystemTime::now());
        assert!(place.exists());
        clear(folder.path(), SystemTime::now() + OLDEST * 2);
        assert!(!place.exists());
    }
}
