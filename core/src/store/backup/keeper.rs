//! When a copy is made, and how many stay.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::database::{Database, Trouble, guarded};
use super::super::mark::Epoch;
use super::super::profile;
use super::file::{self, Dump};
use super::{FOLDER, KEPT, PREFIX, SUFFIX, all};
use crate::{Error, Timestamp};

/// How often copies are made.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Rhythm {
    /// A copy is due when the newest is as old.
    pub(in super::super) every: Duration,
    /// And when nothing has changed for this long.
    pub(in super::super) quiet: Duration,
}

/// Makes the copies of a profile, a little at a time.
#[derive(Debug)]
pub(in super::super) struct Keeper {
    profile: PathBuf,
    rhythm: Rhythm,
    /// The newest copy, and when it was made.
    newest: Option<(Epoch, Timestamp)>,
    /// The last try failed: the next comes after this.
    not_before: Option<Instant>,
    changed: Instant,
    dump: Option<(Epoch, Dump)>,
}

/// Between two portions, so that a copy is never felt.
const BREATH: Duration = Duration::from_millis(5);

/// After a failure it is tried again; the disk may be full for hours.
const RETRY: Duration = Duration::from_secs(3_600);

impl Keeper {
    /// Looks at what there is.
    pub(in super::super) fn new(profile: &Path, rhythm: Rhythm) -> Self {
        let newest = all(profile)
            .into_iter()
            .find_map(|(epoch, path)| Some((epoch, file::made_at(&path)?)));
        Self {
            profile: profile.to_owned(),
            rhythm,
            newest,
            not_before: None,
            changed: Instant::now(),
            dump: None,
        }
    }

    /// Something has changed: a copy that is on the way would be of two times.
    pub(in super::super) fn disturb(&mut self) {
        self.changed = Instant::now();
        self.dump = None;
    }

    /// After how long there is something to do; `None` where a change has to come first.
    pub(in super::super) fn next(&self, epoch: Epoch, now: Timestamp) -> Option<Duration> {
        if self.dump.is_some() {
            return Some(BREATH);
        }
        if epoch == Epoch::default() {
            return None;
        }
        let old = match self.newest {
            None => Duration::ZERO,
            Some((copied, _)) if copied >= epoch => return None,
            Some((_, at)) => self.left(at, now),
        };
        let quiet = self.rhythm.quiet.saturating_sub(self.changed.elapsed());
        let patience = self.not_before.map_or(Duration::ZERO, |not_before| {
            not_before.saturating_duration_since(Instant::now())
        });
        Some(old.max(quiet).max(patience))
    }

    /// How long until a copy of this time is old. One from the future is: the clock was set back.
    fn left(&self, at: Timestamp, now: Timestamp) -> Duration {
        let age = u64::try_from(now.0.saturating_sub(at.0)).map(Duration::from_micros);
        age.map_or(Duration::ZERO, |age| self.rhythm.every.saturating_sub(age))
    }

    /// Does a little; whether a copy was finished by it.
    pub(in super::super) fn work(&mut self, database: &Database, epoch: Epoch, floor: u64) -> bool {
        match self.step(database, epoch, floor) {
            Ok(done) => done,
            Err(error) => {
                tracing::warn!(%error, "no backup");
                self.dump = None;
                self.not_before = Some(Instant::now() + RETRY);
                false
            }
        }
    }

    fn step(&mut self, database: &Database, epoch: Epoch, floor: u64) -> Result<bool, Error> {
        let now = Timestamp::now();
        let Some((of, dump)) = &mut self.dump else {
            profile::check_room(&self.profile, floor)?;
            self.dump = Some((epoch, begin(&self.profile, epoch, now)?));
            return Ok(false);
        };
        let of = *of;
        if !guarded(|| dump.step(database).map_err(Trouble::Failed))? {
            return Ok(false);
        }
        self.dump = None;
        self.newest = Some((of, now));
        self.not_before = None;
        self.sweep();
        Ok(true)
    }

    /// Removes the copies that are too many.
    fn sweep(&self) {
        for (_, path) in all(&self.profile).into_iter().skip(KEPT) {
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(%error, "an old backup stays");
            }
        }
    }
}

/// Makes a copy in one go; before something that can't be taken back.
pub(in super::super) fn make_now(
    profile: &Path,
    database: &Database,
    epoch: Epoch,
) -> Result<(), Error> {
    let mut dump = begin(profile, epoch, Timestamp::now())?;
    while !dump.step(database)? {}
    Ok(())
}

fn begin(profile: &Path, epoch: Epoch, now: Timestamp) -> Result<Dump, Error> {
    let folder = profile.join(FOLDER);
    profile::make_private(&folder).map_err(|error| profile::failed(&folder, &error))?;
    let name = format!("{PREFIX}{:016x}{SUFFIX}", epoch.0);
    Dump::begin(folder.join(name), epoch, now)
}
