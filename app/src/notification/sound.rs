//! The sound of a message. The daemon plays it, so it has to be a file that it can read.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use directories::ProjectDirs;

/// Made by `assets/sounds/make.py`.
const MESSAGE: &[u8] = include_bytes!("../../../assets/sounds/message.wav");

/// The file with the sound, written where caches are at the first call; `None` where it can't be.
pub(super) fn file() -> Option<PathBuf> {
    static FILE: OnceLock<Option<PathBuf>> = OnceLock::new();
    FILE.get_or_init(|| {
        let project = ProjectDirs::from("im", "waxwing", "waxwing")?;
        // In the sandbox of a Flatpak the daemon does not see our files.
        match std::env::var_os("FLATPAK_ID") {
            Some(_) => None,
            None => put(project.cache_dir()),
        }
    })
    .clone()
}

fn put(directory: &Path) -> Option<PathBuf> {
    let file = directory.join("message.wav");
    if std::fs::read(&file).is_ok_and(|bytes| bytes == MESSAGE) {
        return Some(file);
    }
    let written = std::fs::create_dir_all(directory).and_then(|()| std::fs::write(&file, MESSAGE));
    if let Err(error) = &written {
        tracing::info!(%error, "no file for the sound of messages");
    }
    written.ok().map(|()| file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sound_is_put_where_it_can_be_and_mended() {
        let directory = tempfile::tempdir().unwrap();
        let cache = directory.path().join("cache");
        let file = put(&cache).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), MESSAGE);
        std::fs::write(&file, b"cut").unwrap();
        assert_eq!(put(&cache), Some(file.clone()));
        assert_eq!(std::fs::read(&file).unwrap(), MESSAGE);
        assert_eq!(put(&file), None, "a file is no directory");
        assert_eq!(&MESSAGE[..4], b"RIFF");
        assert!(MESSAGE.len() < 20_000, "it is small");
    }
}
