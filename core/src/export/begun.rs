//! Which files were begun: a program that is killed leaves the part of one behind, where nobody would look for
//! it. The next start takes it away.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::store::profile;

/// Below the profile: a note for each, under the name of the part.
const FOLDER: &str = "begun";

/// No path of any system is longer.
const LONGEST: u64 = 64 * 1024;

/// Where it is noted. Cheap to clone; making one touches no disk.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    folder: PathBuf,
}

/// The note of one. Dropped, it is gone.
#[derive(Debug)]
pub(super) struct Note {
    path: PathBuf,
}

impl Begun {
    /// The notes of the profile in this directory.
    pub(crate) fn new(profile: &Path) -> Self {
        Self {
            folder: profile.join(FOLDER),
        }
    }

    /// Notes a part that is about to be made. Where that can't be done, the file is written all the same.
    pub(super) fn note(&self, part: &Path) -> Option<Note> {
        let noted = self.try_note(part);
        noted
            .inspect_err(|error| tracing::debug!(%error, "a file that is begun is not noted"))
            .ok()
    }

    fn try_note(&self, part: &Path) -> io::Result<Note> {
        let part = std::path::absolute(part)?;
        let name = part.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let whole = part.to_str().ok_or(io::ErrorKind::InvalidInput)?;
        profile::make_private(&self.folder)?;
        let path = self.folder.join(name);
        let mut file = profile::private_file(&path, true)?;
        let note = Note { path };
        file.write_all(whole.as_bytes())?;
        Ok(note)
    }

    /// The notes that are there: all of them are of parts that nobody goes on with, as long as none was
    /// begun since the start.
    pub(crate) fn left(&self) -> Vec<PathBuf> {
        let notes = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        notes.map(|note| note.path()).collect()
    }
}

/// Takes away what these notes name, and the notes. What lies on a disk that is not here waits for it.
pub(crate) fn take_away(notes: Vec<PathBuf>) {
    for note in notes {
        let over = match named(&note) {
            Some(part) => is_gone(&part),
            None => true,
        };
        if over {
            let _ = fs::remove_file(&note);
        }
    }
}

/// The part that a note names; nothing else is ever taken away.
fn named(note: &Path) -> Option<PathBuf> {
    let mut text = String::new();
    let file = fs::File::open(note).ok()?;
    file.take(LONGEST).read_to_string(&mut text).ok()?;
    let part = PathBuf::from(text);
    let fits = part.is_absolute() && part.file_name() == note.file_name();
    (fits && super::file::is_part(&part)).then_some(part)
}

/// Removes a part; whether it is gone for sure.
fn is_gone(part: &Path) -> bool {
    match fs::remove_file(part) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            part.parent().is_some_and(Path::is_dir)
        }
        Err(_) => false,
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::super::NewFile;
    use super::*;

    fn names(directory: &Path) -> usize {
        fs::read_dir(directory).map_or(0, Iterator::count)
    }

    #[test]
    fn what_a_killed_program_has_begun_is_taken_away() {
        let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let begun = Begun::new(profile.path());
        assert!(begun.left().is_empty());
        let path = out.path().join("romy.html");
        let half = NewFile::create(&path, false, &begun).unwrap();
        // As a kill leaves it.
        std::mem::forget(half);
        assert_eq!((names(out.path()), begun.left().len()), (1, 1));
        take_away(begun.left());
        assert_eq!((names(out.path()), begun.left().len()), (0, 0));
    }

    #[test]
    fn what_came_to_its_end_is_not_noted_any_more() {
        let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let begun = Begun::new(profile.path());
        let path = out.path().join("romy.html");
        let mut file = NewFile::create(&path, false, &begun).unwrap();
        file.put(|out| out.write_all(b"whole")).unwrap();
        assert_eq!(begun.left().len(), 1);
        file.finish().unwrap();
        drop(NewFile::create(&out.path().join("june.html"), false, &begun).unwrap());
        assert!(begun.left().is_empty());
        assert_eq!(names(out.path()), 1);
    }

    #[test]
    fn a_note_can_name_nothing_but_a_part() {
        let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let begun = Begun::new(profile.path());
        fs::create_dir(&begun.folder).unwrap();
        let dear = out.path().join("dear.txt");
        fs::write(&dear, "dear").unwrap();
        fs::write(begun.folder.join("dear.txt"), dear.to_str().unwrap()).unwrap();
        let part = format!(".waxwing-{}.part", "0".repeat(32));
        fs::write(begun.folder.join(&part), dear.to_str().unwrap()).unwrap();
        take_away(begun.left());
        assert!(dear.exists() && begun.left().is_empty());
    }

    #[test]
    fn what_is_on_a_disk_that_is_not_here_waits() {
        let (profile, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let begun = Begun::new(profile.path());
        let stick = out.path().join("stick");
        fs::create_dir(&stick).unwrap();
        let half = NewFile::create(&stick.join("romy.html"), false, &begun).unwrap();
        std::mem::forget(half);
        let away = out.path().join("away");
        fs::rename(&stick, &away).unwrap();
        take_away(begun.left());
        assert_eq!(begun.left().len(), 1);
        fs::rename(&away, &stick).unwrap();
        take_away(begun.left());
        assert_eq!((begun.left().len(), names(&stick)), (0, 0));
    }

    #[test]
    fn without_room_for_notes_the_file_is_written_all_the_same() {
        let out = tempfile::tempdir().unwrap();
        let blocked = out.path().join("profile");
        fs::write(&blocked, "no directory").unwrap();
        let path = out.path().join("romy.html");
        let file = NewFile::create(&path, false, &Begun::new(&blocked)).unwrap();
        file.finish().unwrap();
        assert!(path.exists());
    }
}
