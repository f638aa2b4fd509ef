//! Pictures of people in files, by the hash of their bytes: one folder for all accounts of the profile.
//!
//! It is a cache. What nobody has shown for long goes, and the oldest where it is too much; what goes
//! is fetched again when it is shown again. All work in it is done on threads of its own.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jid::BareJid;
use tokio::task::JoinSet;
use uuid::Uuid;
use waxwing_proto::avatar::Id;

/// The folder, as an account knows it.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// What is in it; `None` until somebody has looked.
    here: Option<HashSet<Id>>,
    /// Bytes that were added since it was looked at.
    added: u64,
    jobs: JoinSet<Done>,
}

/// A piece of work that has come to its end.
#[derive(Debug)]
pub(crate) enum Done {
    /// This is in it.
    Looked(HashSet<Id>),
    /// A picture was written, or could not be.
    Written {
        /// Whose it is; `None`: of an occupant of a room, or it is being published by us.
        jid: Option<BareJid>,
        /// Its name.
        id: Id,
        /// What the system said.
        error: Option<String>,
    },
}

impl Folder {
    /// One that may not be there yet.
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            here: None,
            added: 0,
            jobs: JoinSet::new(),
        }
    }

    /// Where a picture is, if it is there.
    pub(super) fn file(&self, id: &Id) -> PathBuf {
        self.path.join(id.as_str())
    }

    /// Somebody has looked.
    pub(super) fn is_known(&self) -> bool {
        self.here.is_some()
    }

    /// Whether a picture is there.
    pub(super) fn has(&self, id: &Id) -> bool {
        self.here.as_ref().is_some_and(|here| here.contains(id))
    }

    /// So much was added that it should be looked at.
    pub(super) fn is_full(&self) -> bool {
        self.added > MANY_BYTES
    }

    /// Sets about looking what is there, and clears away what is too old or too much; `shown` stays.
    pub(super) fn look(&mut self, shown: HashSet<Id>) {
        self.added = 0;
        let path = self.path.clone();
        let now = SystemTime::now();
        self.jobs
            .spawn_blocking(move || Done::Looked(look(&path, &shown, now, MOST_BYTES)));
    }

    /// Sets about writing a picture.
    pub(super) fn write(&mut self, jid: Option<BareJid>, id: Id, bytes: Vec<u8>) {
        self.added = self.added.saturating_add(bytes.len() as u64);
        let path = self.path.clone();
        self.jobs.spawn_blocking(move || {
            let error = write(&path, &id, &bytes).err();
            Done::Written {
                jid,
                id,
                error: error.map(|error| error.to_string()),
            }
        });
    }

    /// Takes in what was seen.
    pub(super) fn learn(&mut self, here: HashSet<Id>) {
        self.here = Some(here);
    }

    /// A picture was written.
    pub(super) fn took(&mut self, id: Id) {
        self.here.get_or_insert_default().insert(id);
    }

    /// See [`super::Avatars::done`].
    pub(super) async fn done(&mut self) -> Done {
        loop {
            match self.jobs.join_next().await {
                Some(Ok(done)) => return done,
                Some(Err(error)) => tracing::error!(%error, "work on pictures"),
                None => std::future::pending().await,
            }
        }
    }
}

/// A file in the folder.
struct Found {
    id: Id,
    bytes: u64,
    used: SystemTime,
}

fn look(path: &Path, shown: &HashSet<Id>, now: SystemTime, most: u64) -> HashSet<Id> {
    let mut found: Vec<Found> = entries(path, now).collect();
    for one in &mut found {
        let since = now.duration_since(one.used).unwrap_or_default();
        if shown.contains(&one.id) && since > WEEK {
            // What another account shows tells its age by this.
            let touched = File::options().write(true).open(path.join(one.id.as_str()));
            let _ = touched.and_then(|file| file.set_modified(now));
            one.used = now;
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse((shown.contains(&one.id), one.used)));
    let mut sum = 0_u64;
    found.retain(|one| {
        let since = now.duration_since(one.used).unwrap_or_default();
        sum = sum.saturating_add(one.bytes);
        let kept = sum <= most && since <= LONG;
        kept || fs::remove_file(path.join(one.id.as_str())).is_err()
    });
    found.into_iter().map(|one| one.id).collect()
}

/// The pictures in the folder; what a crash has left half written goes.
fn entries(path: &Path, now: SystemTime) -> impl Iterator<Item = Found> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(move |entry| {
        let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let name = entry.file_name();
        let id = name.to_str().and_then(|name| name.parse::<Id>().ok());
        let id = id.filter(|id| about.len() > 0 && name.to_str() == Some(id.as_str()));
        let Some(id) = id else {
            if now.duration_since(used).unwrap_or_default() > HOUR {
                let _ = fs::remove_file(entry.path());
            }
            return None;
        };
        Some(Found {
            id,
            bytes: about.len(),
            used,
        })
    })
}

/// The file is there whole, or not at all.
fn write(folder: &Path, id: &Id, bytes: &[u8]) -> io::Result<()> {
    make(folder)?;
    let part = folder.join(format!("{id}.{}", Uuid::new_v4().simple()));
    let written = create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_data()
    });
    let moved = written.and_then(|()| fs::rename(&part, folder.join(id.as_str())));
    if moved.is_err() {
        let _ = fs::remove_file(&part);
    }
    moved
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Some thousand faces. The least recently shown go first.
const MOST_BYTES: u64 = 128 * 1024 * 1024;

/// After so many new ones it is worth a look how much there is.
const MANY_BYTES: u64 = 16 * 1024 * 1024;

const HOUR: Duration = Duration::from_secs(60 * 60);
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What was not shown for two months is not shown any more.
const LONG: Duration = Duration::from_secs(60 * 24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &HashSet<Id>) -> Vec<String> {
        let mut names: Vec<String> = found.iter().map(ToString::to_string).collect();
        names.sort();
        names
    }

    fn id(bytes: &[u8]) -> Id {
        Id::of(bytes)
    }

    #[test]
    fn what_is_written_is_found_and_nobody_else_may_look() {
        let profile = tempfile::tempdir().unwrap();
        let folder = profile.path().join("avatars");
        let none = HashSet::new();
        let now = SystemTime::now();
        assert!(
            look(&folder, &none, now, MOST_BYTES).is_empty(),
            "no folder"
        );
        write(&folder, &id(b"one"), b"one").unwrap();
        write(&folder, &id(b"one"), b"one").unwrap();
        let seen = look(&folder, &none, now, MOST_BYTES);
        assert_eq!(names(&seen), [id(b"one").to_string()]);
        let file = folder.join(id(b"one").as_str());
        assert_eq!(fs::read(&file).unwrap(), b"one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
        }
        assert!(write(&file, &id(b"two"), b"two").is_err(), "not a folder");
    }

    #[test]
    fn what_is_broken_or_half_written_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::write(path.join(id(b"empty").as_str()), b"").unwrap();
        let part = path.join(format!("{}.part", id(b"x")));
        fs::write(&part, b"half").unwrap();
        let none = HashSet::new();
        let now = SystemTime::now();
        assert!(look(path, &none, now, MOST_BYTES).is_empty());
        assert!(part.exists(), "somebody may just be writing it");
        let later = now + HOUR * 2;
        assert!(look(path, &none, later, MOST_BYTES).is_empty());
        assert!(!part.exists());
    }

    #[test]
    fn what_nobody_shows_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let now = SystemTime::now();
        let ages = [(&b"aaaa"[..], 1), (b"bbbb", 30), (b"cccc", 50)];
        for (bytes, days) in ages {
            write(path, &id(bytes), bytes).unwrap();
            let file = File::options()
                .write(true)
                .open(path.join(id(bytes).as_str()));
            let then = now - Duration::from_secs(days * 24 * 60 * 60);
            file.unwrap().set_modified(then).unwrap();
        }
        // The oldest is shown, and there is room for two.
        let shown = HashSet::from([id(b"cccc")]);
        let kept = look(path, &shown, now, 8);
        assert!(kept.contains(&id(b"cccc")) && kept.contains(&id(b"aaaa")));
        assert_eq!(kept.len(), 2);
        assert!(!path.join(id(b"bbbb").as_str()).exists());
        // Two months later only what is still shown is left.
        let later = now + LONG + WEEK;
        let kept = look(path, &shown, later, MOST_BYTES);
        assert_eq!(names(&kept), [id(b"cccc").to_string()]);
    }
}
