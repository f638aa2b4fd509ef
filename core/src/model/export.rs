//! A conversation as a file: in which form, and in which words.

use serde::{Deserialize, Serialize};

/// The form of an exported conversation. `docs/export-format.md` describes each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A page to be read in a browser: one file that needs nothing from anywhere.
    #[default]
    Html,
    /// Plain text, to be read by people.
    Text,
    /// For programs: everything that is known.
    Json,
}

/// Whose words stand in an exported conversation; where one is empty, the address stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportNames {
    /// Ours.
    pub me: String,
    /// Theirs.
    pub them: String,
}

/// The words around what was said, in the language of the person; English where nothing else is
/// given. What stands in braces is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportWords {
    /// The language, as `en` or `pt-BR`.
    pub language: String,
    /// It is written from right to left.
    pub right_to_left: bool,
    /// The heading: `{name}`.
    pub title: String,
    /// Before our address.
    pub account: String,
    /// Before the address of the other side.
    pub address: String,
    /// Before the time at which the file was made.
    pub made: String,
    /// A day: `{weekday}`, `{day}`, `{month}`, `{year}`.
    pub day: String,
    /// The days of the week, Monday first.
    pub weekdays: Vec<String>,
    /// The months.
    pub months: Vec<String>,
    /// A corrected message: `{time}`.
    pub edited: String,
    /// Before what a message said until it was corrected.
    pub before: String,
    /// In place of a message that was taken back.
    pub deleted: String,
    /// Before what a message answers: `{name}`.
    pub answers: String,
    /// A message that came back.
    pub failed: String,
    /// A message that was not sent yet.
    pub waiting: String,
    /// Before the hint at a text that is to be shown only on demand.
    pub spoiler: String,
}

impl Default for ExportWords {
    fn default() -> Self {
        let all = |words: &str| words.split(' ').map(str::to_owned).collect();
        Self {
            language: "en".to_owned(),
            right_to_left: false,
            title: "Conversation with {name}".to_owned(),
            account: "Account:".to_owned(),
            address: "Address:".to_owned(),
            made: "Exported:".to_owned(),
            day: "{weekday} {day} {month} {year}".to_owned(),
            weekdays: all("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
            months: all(
                "January February March April May June July August September October November December",
            ),
            edited: "edited {time}".to_owned(),
            before: "Before:".to_owned(),
            deleted: "This message was deleted.".to_owned(),
            answers: "Answer to {name}:".to_owned(),
            failed: "Not delivered".to_owned(),
            waiting: "Not sent yet".to_owned(),
            spoiler: "Spoiler:".to_owned(),
        }
    }
}
