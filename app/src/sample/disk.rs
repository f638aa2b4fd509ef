//! Files of the small world that have to lie on a disk: in one folder, below the build's own, so that they go
//! with it.

use std::path::{Path, PathBuf};

/// Where they lie.
///
/// # Panics
/// Where it can't be made.
pub fn folder() -> PathBuf {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/sample"));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Writes a file at once or not at all: several tests may do it.
///
/// # Panics
/// Where it can't be written.
pub fn keep(path: &Path, bytes: &[u8]) {
    let own = format!("{}-{:?}", std::process::id(), std::thread::current().id());
    let part = path.with_extension(own);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&part, bytes).expect("a file");
    std::fs::rename(&part, path).expect("a file in its place");
}
