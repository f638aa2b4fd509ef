//! The shortcuts that were chosen, as the settings file has them: `{"details": "ctrl+i", "quit": null}`.

use serde_json::{Map, Value};

use crate::action::Action;
use crate::screen::settings::keys::Change;
use crate::shortcut::keymap::Chosen;
use crate::shortcut::{Chord, Keymap};

/// What was chosen instead of the usual shortcuts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shortcuts {
    /// By action; `None` is no shortcut at all.
    pub chosen: Chosen,
    /// Of actions that only a newer version has, and values that make no sense here.
    unknown: Map<String, Value>,
}

impl Shortcuts {
    /// What the file says; `None` where it is something else altogether.
    pub fn read(value: &Value) -> Option<Self> {
        let mut shortcuts = Self::default();
        for (word, value) in value.as_object()? {
            let chord = match value {
                Value::Null => Some(None),
                Value::String(word) => Chord::by_word(word)
                    .and_then(|one| one.fit().ok())
                    .map(Some),
                _ => None,
            };
            match (Action::by_word(word), chord) {
                (Some(action), Some(chord)) => {
                    shortcuts.chosen.insert(action, chord);
                }
                _ => {
                    shortcuts.unknown.insert(word.clone(), value.clone());
                }
            }
        }
        Some(shortcuts)
    }

    /// What is written into the file.
    pub fn value(&self) -> Value {
        let mut fields = self.unknown.clone();
        for (action, chord) in &self.chosen {
            let value = chord.map_or(Value::Null, |chord| chord.word().into());
            fields.insert(action.word().to_owned(), value);
        }
        Value::Object(fields)
    }

    /// The shortcuts in force.
    pub fn keymap(&self) -> Keymap {
        Keymap::new(&self.chosen)
    }

    /// Gives an action another shortcut, or none. Whatever had it has none then.
    pub fn choose(&mut self, action: Action, chord: Option<Chord>) {
        if let Some(other) = chord.and_then(|chord| self.keymap().action(chord)) {
            self.chosen.insert(other, None);
        }
        match chord == action.usual() {
            true => self.chosen.remove(&action),
            false => self.chosen.insert(action, chord),
        };
    }

    /// Carries out what was chosen on the page of the shortcuts.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Choose(action, chord) => self.choose(action, chord),
            Change::Reset(action) => self.choose(action, action.usual()),
            Change::ResetAll => self.chosen.clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_not_known_is_kept() {
        let value = json!({"details": "ctrl+shift+d", "quit": null, "fly": "ctrl+j", "find": 7, "send": "x"});
        let shortcuts = Shortcuts::read(&value).unwrap();
        let map = shortcuts.keymap();
        assert_eq!(map.chord(Action::Details), Some(Chord::shifted('d')));
        assert_eq!(map.chord(Action::Quit), None);
        assert_eq!(map.chord(Action::Find), Action::Find.usual());
        assert_eq!(
            map.chord(Action::Send),
            Action::Send.usual(),
            "nothing that types"
        );
        assert_eq!(shortcuts.value(), value);
        assert_eq!(Shortcuts::read(&json!("ctrl+k")), None);
    }

    #[test]
    fn one_combination_belongs_to_one_action() {
        let mut shortcuts = Shortcuts::default();
        let palette = Action::Palette.usual().unwrap();
        shortcuts.choose(Action::Find, Some(palette));
        assert_eq!(shortcuts.keymap().action(palette), Some(Action::Find));
        assert_eq!(shortcuts.keymap().chord(Action::Palette), None);
        shortcuts.apply(Change::Reset(Action::Palette));
        assert_eq!(shortcuts.keymap().action(palette), Some(Action::Palette));
        assert_eq!(shortcuts.keymap().chord(Action::Find), None);
        shortcuts.apply(Change::Reset(Action::Find));
        assert_eq!(
            shortcuts,
            Shortcuts::default(),
            "nothing is written that is usual"
        );
    }
}
