//! A file that is there as a whole or not at all, and that nobody else can read.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::Begun;
use super::begun::Note;
use crate::Error;
use crate::store::profile;

/// A file on its way. Dropped before it is finished, nothing of it is left.
#[derive(Debug)]
pub(crate) struct NewFile {
    path: PathBuf,
    /// Where it stands until it is whole.
    beside: PathBuf,
    out: BufWriter<File>,
    replace: bool,
    /// Goes after the part.
    _noted: Option<Note>,
}

impl NewFile {
    /// Begins one, which is noted as long as it is not whole.
    pub(crate) fn create(path: &Path, replace: bool, begun: &Begun) -> Result<Self, Error> {
        let failed = |error: &io::Error| failed(path, error);
        let named = path.file_name().is_some() && !path.is_dir();
        if !named {
            return Err(failed(&io::ErrorKind::IsADirectory.into()));
        }
        if !replace && path.symlink_metadata().is_ok() {
            return Err(exists(path));
        }
        // In the same directory, so that it can take the other's place at once. Not named like it: a
        // name may be as long as names can be.
        let beside = path.with_file_name(beside());
        let noted = begun.note(&beside);
        let file = profile::private_file(&beside, true).map_err(|error| failed(&error))?;
        Ok(Self {
            path: path.to_owned(),
            beside,
            out: BufWriter::new(file),
            replace,
            _noted: noted,
        })
    }

    /// Writes something at its end.
    pub(crate) fn put(
        &mut self,
        what: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        what(&mut self.out).map_err(|error| failed(&self.path, &error))
    }

    /// It is whole: now it gets its name.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        match self.name() {
            Err(error) if !self.replace && error.kind() == io::ErrorKind::AlreadyExists => {
                Err(exists(&self.path))
            }
            named => named.map_err(|error| failed(&self.path, &error)),
        }
    }

    fn name(&mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        if self.replace {
            fs::rename(&self.beside, &self.path)?;
        } else {
            // Unlike a new name, another name never takes the place of a file that came meanwhile.
            match fs::hard_link(&self.beside, &self.path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
                // Some disks know no second names.
                Err(_) => fs::rename(&self.beside, &self.path)?,
                Ok(()) => fs::remove_file(&self.beside)?,
            }
        }
        let parent = self.path.parent().unwrap_or(Path::new("."));
        let parent = match parent.as_os_str().is_empty() {
            true => Path::new("."),
            false => parent,
        };
        // It is there; some kinds of disk can't say more.
        let _ = profile::sync_directory(parent);
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // Nothing is there any more where it was finished.
        let _ = fs::remove_file(&self.beside);
    }
}

/// What the name of a part begins and ends with.
const NAME: (&str, &str) = (".waxwing-", ".part");

fn beside() -> OsString {
    let (begin, end) = NAME;
    format!("{begin}{}{end}", Uuid::new_v4().simple()).into()
}

/// Whether this is the name of a part of ours.
pub(super) fn is_part(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let middle = name.and_then(|name| name.strip_prefix(NAME.0)?.strip_suffix(NAME.1));
    middle.is_some_and(|middle| Uuid::try_parse(middle).is_ok())
}

fn exists(path: &Path) -> Error {
    Error::FileExists {
        path: path.display().to_string(),
    }
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::File {
        path: path.display().to_string(),
        detail: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let all = fs::read_dir(directory).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        all.map(|entry| name(entry).into_string().unwrap())
            .collect()
    }

    fn begin(path: &Path, replace: bool) -> Result<NewFile, Error> {
        // Of a profile that is gone: what can't be noted is written all the same.
        let profile = tempfile::tempdir().unwrap();
        NewFile::create(path, replace, &Begun::new(profile.path()))
    }

    fn write(path: &Path, replace: bool, text: &str) -> Result<(), Error> {
        let mut file = begin(path, replace)?;
        file.put(|out| out.write_all(text.as_bytes()))?;
        file.finish()
    }

    #[test]
    fn a_file_is_whole_or_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("romy.html");
        let mut half = begin(&path, false).unwrap();
        half.put(|out| out.write_all(b"half")).unwrap();
        assert!(!path.exists());
        drop(half);
        assert_eq!(names(directory.path()), [""; 0]);
        write(&path, false, "whole").unwrap();
        assert_eq!(names(directory.path()), ["romy.html"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
    }

    #[test]
    fn what_is_there_gives_way_only_where_that_is_wanted() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("romy.txt");
        fs::write(&path, "old").unwrap();
        let refused = write(&path, false, "new").unwrap_err();
        assert!(matches!(refused, Error::FileExists { .. }), "{refused:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        write(&path, true, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(directory.path()), ["romy.txt"]);
    }

    #[test]
    fn what_came_meanwhile_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("romy.txt");
        let late = begin(&path, false).unwrap();
        fs::write(&path, "first").unwrap();
        late.finish().unwrap_err();
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(names(directory.path()), ["romy.txt"]);
    }

    #[test]
    fn no_file_takes_the_place_of_a_directory() {
        let directory = tempfile::tempdir().unwrap();
        for replace in [false, true] {
            write(directory.path(), replace, "new").unwrap_err();
            write(&directory.path().join("no/such/place"), replace, "new").unwrap_err();
        }
        assert_eq!(names(directory.path()), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("romy.json");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, true, "new").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
