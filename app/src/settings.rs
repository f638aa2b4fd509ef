//! What the window itself remembers between two starts, in a small JSON file.
//!
//! Nothing in the file is lost: what this version does not know (a newer one wrote it) is written back as it
//! was, a value that makes no sense is replaced by the usual one and told, a file that can't be read at all
//! is put aside.

mod choice;
mod notices;
mod shortcuts;

pub use choice::{Arrangement, Contrast, Density, Theme, Told, Wanted, Zoom};
pub use notices::{DAY, Notices, Quiet, STEP};
pub use shortcuts::Shortcuts;

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::i18n::Language;
use crate::spelling::choice::Choice;

/// The name of the file in the directory of the settings.
pub const FILE: &str = "settings.json";

/// The smallest window that can be used.
pub const SMALLEST: (f32, f32) = (360.0, 480.0);

/// A window larger than this is a mistake in the file.
const LARGEST: f32 = 16_384.0;

/// What is remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The width of the window without zoom.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// Light or dark.
    pub theme: Theme,
    /// How far colours are apart.
    pub contrast: Contrast,
    /// How large everything is.
    pub zoom: Zoom,
    /// How close things stand.
    pub density: Density,
    /// The order of the contacts.
    pub arrangement: Arrangement,
    /// What the window speaks; the system decides without.
    pub language: Option<Language>,
    /// The shortcuts that are not the usual ones.
    pub shortcuts: Shortcuts,
    /// What is told of messages that come in, and the tray.
    pub notices: Notices,
    /// What was done last from the palette, newest first, by the words of the shortcuts.
    pub recent_actions: Vec<String>,
    /// The emoji that were used last, newest first.
    pub recent_emoji: Vec<String>,
    /// The place of the tone of skin of emoji, from none to dark.
    pub emoji_tone: usize,
    /// What is checked for its spelling, and in which language.
    pub spelling: Choice,
    /// Written by a newer version.
    pub unknown: Map<String, Value>,
}

/// Something that is wrong with a settings file.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// It can't be read.
    Broken {
        /// Why.
        detail: String,
        /// Where it was put so that nothing is lost; `None` where it could not be moved.
        kept: Option<PathBuf>,
    },
    /// These fields had values that make no sense.
    Mended(Vec<&'static str>),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            width: 1000.0,
            height: 700.0,
            theme: Theme::default(),
            contrast: Contrast::default(),
            zoom: Zoom::default(),
            density: Density::default(),
            arrangement: Arrangement::default(),
            language: None,
            shortcuts: Shortcuts::default(),
            notices: Notices::default(),
            recent_actions: Vec::new(),
            recent_emoji: Vec::new(),
            emoji_tone: 0,
            spelling: Choice::default(),
            unknown: Map::new(),
        }
    }
}

impl Settings {
    /// Reads the file. One that can't be read is put aside and told; the defaults hold then.
    pub fn load(file: &Path) -> (Self, Option<Problem>) {
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return (Self::default(), None);
            }
            Err(error) => {
                let detail = error.to_string();
                let problem = Problem::Broken { detail, kept: None };
                return (Self::default(), Some(problem));
            }
        };
        match serde_json::from_slice::<Map<String, Value>>(&bytes) {
            Ok(fields) => Self::read(fields),
            Err(error) => {
                let problem = Problem::Broken {
                    detail: error.to_string(),
                    kept: put_aside(file),
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
        std::fs::write(&draft, serde_json::to_vec_pretty(&self.fields())?)?;
        std::fs::rename(&draft, file)
    }

    fn read(fields: Map<String, Value>) -> (Self, Option<Problem>) {
        let mut fields = Fields {
            left: fields,
            mended: Vec::new(),
        };
        let usual = Self::default();
        let settings = Self {
            width: fields.length("width", usual.width, SMALLEST.0),
            height: fields.length("height", usual.height, SMALLEST.1),
            theme: fields.word("theme", Theme::by_word),
            contrast: fields.word("contrast", Contrast::by_word),
            zoom: fields.take("zoom", |value| Zoom::of(value.as_u64()?)),
            density: fields.word("density", Density::by_word),
            arrangement: fields.word("contacts", Arrangement::by_word),
            language: fields.word("language", |word| match word {
                SYSTEM => Some(None),
                code => Language::by_code(code).map(Some),
            }),
            shortcuts: fields.take("shortcuts", Shortcuts::read),
            notices: Notices::read(&mut fields),
            recent_actions: fields.take("recent-actions", words),
            recent_emoji: fields.take("recent-emoji", words),
            spelling: fields.take("spelling", Choice::read),
            emoji_tone: fields.take("emoji-tone", |value| usize::try_from(value.as_u64()?).ok()),
            unknown: fields.left,
        };
        let mended = fields.mended;
        (
            settings,
            (!mended.is_empty()).then_some(Problem::Mended(mended)),
        )
    }

    fn fields(&self) -> Map<String, Value> {
        let mut fields = self.unknown.clone();
        let language = self.language.map_or(SYSTEM, Language::code);
        for (name, value) in [
            ("width", self.width.into()),
            ("height", self.height.into()),
            ("theme", self.theme.word().into()),
            ("contrast", self.contrast.word().into()),
            ("zoom", self.zoom.percent().into()),
            ("density", self.density.word().into()),
            ("contacts", self.arrangement.word().into()),
            ("language", language.into()),
            ("shortcuts", self.shortcuts.value()),
            ("recent-actions", self.recent_actions.clone().into()),
            ("recent-emoji", self.recent_emoji.clone().into()),
            ("spelling", self.spelling.value()),
            ("emoji-tone", self.emoji_tone.into()),
        ] {
            fields.insert(name.to_owned(), value);
        }
        for (name, value) in self.notices.fields() {
            fields.insert(name.to_owned(), value);
        }
        fields
    }
}

/// A list of short words.
fn words(value: &Value) -> Option<Vec<String>> {
    /// More is a mistake in the file.
    const MOST: usize = 64;
    /// The longest is an emoji of a family, or the word of an action.
    const LONGEST: usize = 64;
    let words = value.as_array()?.iter().filter_map(Value::as_str);
    let short = words.filter(|word| word.len() <= LONGEST);
    Some(short.take(MOST).map(str::to_owned).collect())
}

/// What the file calls the system's choice of a language.
const SYSTEM: &str = "system";

/// The fields that were not read yet, and those that had to be mended.
struct Fields {
    left: Map<String, Value>,
    mended: Vec<&'static str>,
}

impl Fields {
    /// A field, or the usual value where it is missing or makes no sense.
    fn take<T: Default>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> T {
        let Some(value) = self.left.remove(name) else {
            return T::default();
        };
        read(&value).unwrap_or_else(|| {
            self.mended.push(name);
            T::default()
        })
    }

    fn word<T: Default>(&mut self, name: &'static str, read: impl FnOnce(&str) -> Option<T>) -> T {
        self.take(name, |value| read(value.as_str()?))
    }

    fn length(&mut self, name: &'static str, usual: f32, least: f32) -> f32 {
        let read = |value: &Value| Some(Some(value.as_f64()? as f32));
        let length = self.take(name, read).unwrap_or(usual);
        let bounded = length.clamp(least, LARGEST);
        if bounded != length {
            self.mended.push(name);
        }
        bounded
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
    use waxwing_core::Timestamp;

    /// Reads a file with this content.
    fn loaded(content: &str) -> (Settings, Option<Problem>) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(FILE);
        std::fs::write(&file, content).unwrap();
        Settings::load(&file)
    }

    #[test]
    fn what_is_saved_comes_back() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("deep").join(FILE);
        assert_eq!(Settings::load(&file), (Settings::default(), None));
        let settings = Settings {
            width: 800.0,
            theme: Theme::Dark,
            contrast: Contrast::On,
            zoom: Zoom::of(125).unwrap(),
            density: Density::Compact,
            arrangement: Arrangement::Groups,
            language: Some(Language::Arabic),
            notices: Notices {
                told: Told::Sender,
                wanted: Wanted::Mentions,
                sound: false,
                quiet: Quiet {
                    on: true,
                    from: 0,
                    to: 90,
                    days: [true, false, true, false, true, false, true],
                },
                calm_until: Some(Timestamp(i64::MAX)),
                tray: false,
                close_to_tray: true,
                start_hidden: true,
            },
            ..Settings::default()
        };
        settings.save(&file).unwrap();
        settings.save(&file).unwrap();
        assert_eq!(Settings::load(&file), (settings, None));
    }

    #[test]
    fn a_file_of_the_first_version_is_read() {
        let (settings, problem) = loaded(r#"{"width": 812.5, "height": 600.0}"#);
        assert_eq!(problem, None);
        let expected = Settings {
            width: 812.5,
            height: 600.0,
            ..Settings::default()
        };
        assert_eq!(settings, expected);
    }

    #[test]
    fn what_a_newer_version_wrote_is_written_back() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(FILE);
        std::fs::write(&file, r#"{"later": {"deep": [1]}, "zoom": 150}"#).unwrap();
        let (settings, problem) = Settings::load(&file);
        assert_eq!((settings.zoom.percent(), problem), (150, None));
        settings.save(&file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let written: Map<String, Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(written["later"]["deep"][0], 1);
        assert_eq!(written["zoom"], 150);
    }

    #[test]
    fn a_broken_file_is_kept_aside_and_told() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(FILE);
        for (name, content) in [
            ("settings.json.bad", "{\"width\": wide"),
            ("settings.json.bad2", "[\"wide\"]"),
        ] {
            std::fs::write(&file, content).unwrap();
            let (settings, problem) = Settings::load(&file);
            assert_eq!(settings, Settings::default());
            let Some(Problem::Broken {
                kept: Some(kept), ..
            }) = problem
            else {
                panic!("{problem:?}")
            };
            assert_eq!(kept, directory.path().join(name));
            assert!(std::fs::read_to_string(kept).unwrap().contains("wide"));
        }
    }

    #[test]
    fn values_that_make_no_sense_are_mended_and_told() {
        let (settings, problem) = loaded(
            r#"{"width": 1, "height": 1e30, "theme": "pink", "contrast": 7, "zoom": 1000,
                "density": null, "language": "xx", "quiet_from": 1440, "quiet_days": [9]}"#,
        );
        let usual = Settings {
            width: SMALLEST.0,
            height: LARGEST,
            ..Settings::default()
        };
        assert_eq!(settings, usual);
        let names = vec![
            "width",
            "height",
            "theme",
            "contrast",
            "zoom",
            "density",
            "language",
            "quiet_from",
            "quiet_days",
        ];
        assert_eq!(problem, Some(Problem::Mended(names)));
    }
}
