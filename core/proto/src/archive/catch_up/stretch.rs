//! What is here of an archive, and how far to go.

/// One end of a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What the archive calls it.
    pub id: String,
    /// When it was said, in microseconds since 1970.
    pub at: i64,
}

/// A part of an archive that is here without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its oldest end.
    pub oldest: Mark,
    /// Its newest end.
    pub newest: Mark,
    /// The archive has nothing before it.
    pub whole: bool,
}

/// How far to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// What is older than this is left where it is.
    pub horizon: Option<i64>,
    /// Only what is newer than all that was here before is fetched.
    pub paused: bool,
}
