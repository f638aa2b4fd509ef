//! What the window itself remembers between two starts, in a small JSON file.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The name of the file in the directory of the settings.
pub const FILE: &str = "settings.json";

/// The smallest window that can be used.
pub const SMALLEST: (f32, f32) = (360.0, 480.0);

/// A window larger than this is a mistake in the file.
const LARGEST: f32 = 16_384.0;

/// What is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The width of the window.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

/// A settings file that can't be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong with it.
    pub detail: String,
    /// Where it was put so that nothing is lost; `None` where it could not be moved.
    pub kept: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            width: 1000.0,
            height: 700.0,
        }
    }
}

impl Settings {
    /// Reads the file. One that can't be read is put aside and told; the defaults hold then.
    pub fn load(file: &Path) -> (Self, Option<Problem>) {
        match std::fs::read(file) {
            Ok(bytes) => match serde_json::from_slice::<Self>(&bytes) {
                Ok(settings) => (settings.bounded(), None),
                Err(error) => {
                    let problem = Problem {
                        detail: error.to_string(),
                        kept: put_aside(file),
                    };
                    (Self::default(), Some(problem))
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Self::default(), None),
            Err(error) => {
                let problem = Problem {
                    detail: error.to_string(),
                    kept: None,
                };
                (Self::default(), Some(problem))
            }
        }
    }

    /// Writes the file; a crash in the middle leaves the old one.
    ///
    /// # Errors
    /// What the system says.
    pub fn save(&self, file: &Path) -> io::Result<()> {
        if let Some(directory) = file.parent() {
            std::fs::create_dir_all(directory)?;
        }
        let draft = file.with_extension("json.new");
        std::fs::write(&draft, serde_json::to_vec_pretty(self)?)?;
        std::fs::rename(&draft, file)
    }

    fn bounded(self) -> Self {
        Self {
            width: self.width.clamp(SMALLEST.0, LARGEST),
            height: self.height.clamp(SMALLEST.1, LARGEST),
        }
    }
}

/// Renames a file to the first free name of `settings.json.bad`, `settings.json.bad2` …
fn put_aside(file: &Path) -> Option<PathBuf> {
    /// Nobody keeps more than this many broken files.
    const MOST: u32 = 100;
    let kept = (1..=MOST)
        .map(|number| match number {
            1 => file.with_extension("json.bad"),
            _ => file.with_extension(format!("json.bad{number}")),
        })
        .find(|name| !name.exists())?;
    std::fs::rename(file, &kept).ok().map(|()| kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("deep").join(FILE);
        assert_eq!(Settings::load(&file), (Settings::default(), None));
        let settings = Settings {
            width: 800.0,
            height: 600.0,
        };
        settings.save(&file).unwrap();
        settings.save(&file).unwrap();
        assert_eq!(Settings::load(&file), (settings, None));
    }

    #[test]
    fn a_broken_file_is_kept_aside_and_told() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(FILE);
        for name in ["settings.json.bad", "settings.json.bad2"] {
            std::fs::write(&file, "{\"width\": wide").unwrap();
            let (settings, problem) = Settings::load(&file);
            assert_eq!(settings, Settings::default());
            let kept = problem.unwrap().kept.unwrap();
            assert_eq!(kept, directory.path().join(name));
            assert!(std::fs::read_to_string(kept).unwrap().contains("wide"));
        }
    }

    #[test]
    fn sizes_out_of_bounds_are_mended() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(FILE);
        std::fs::write(&file, r#"{"width": 1, "height": 1e30, "later": true}"#).unwrap();
        let (settings, problem) = Settings::load(&file);
        assert_eq!(problem, None);
        assert_eq!((settings.width, settings.height), (SMALLEST.0, LARGEST));
    }
}
