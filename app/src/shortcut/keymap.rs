//! Which combination asks for what: the usual ones, and what was chosen instead.
//!
//! As the language it belongs to the thread of the widgets, so that every menu can say the shortcut of what it
//! offers.

use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::{Chord, Unfit};
use crate::action::Action;

/// What was chosen, by action; `None` is no shortcut at all.
pub type Chosen = BTreeMap<Action, Option<Chord>>;

/// The shortcuts in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    actions: HashMap<Chord, Action>,
    chords: HashMap<Action, Chord>,
}

/// Why an action can't have a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The combination is none.
    Unfit(Unfit),
    /// Another action has it.
    Has(Action),
}

thread_local! {
    static CURRENT: RefCell<Keymap> = RefCell::new(Keymap::new(&Chosen::new()));
}

impl Keymap {
    /// The usual shortcuts, with what was chosen instead. Where two want the same (a newer version has given
    /// a chosen combination to something else), what was chosen has it.
    pub fn new(chosen: &Chosen) -> Self {
        let mut map = Self::default();
        for (action, chord) in chosen {
            if let Some(chord) = chord {
                map.give(*action, *chord);
            }
        }
        for action in Action::ALL {
            if let (false, Some(chord)) = (chosen.contains_key(action), action.usual()) {
                map.give(*action, chord);
            }
        }
        map
    }

    fn give(&mut self, action: Action, chord: Chord) {
        if let Entry::Vacant(free) = self.actions.entry(chord) {
            free.insert(action);
            self.chords.insert(action, chord);
        }
    }

    /// What a combination asks for.
    pub fn action(&self, chord: Chord) -> Option<Action> {
        self.actions.get(&chord).copied()
    }

    /// The combination of an action.
    pub fn chord(&self, action: Action) -> Option<Chord> {
        self.chords.get(&action).copied()
    }

    /// Whether an action could have a combination.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, action: Action, chord: Chord) -> Result<(), Conflict> {
        let chord = chord.fit().map_err(Conflict::Unfit)?;
        match self.action(chord).filter(|other| *other != action) {
            Some(other) => Err(Conflict::Has(other)),
            None => Ok(()),
        }
    }
}

/// Has the menus of this thread show these shortcuts.
pub fn set(map: Keymap) {
    CURRENT.replace(map);
}

/// What a combination asks for on this thread.
pub fn action(chord: Chord) -> Option<Action> {
    CURRENT.with_borrow(|map| map.action(chord))
}

/// Whether an action could have a combination on this thread.
///
/// # Errors
/// Why not.
pub fn check(action: Action, chord: Chord) -> Result<(), Conflict> {
    CURRENT.with_borrow(|map| map.check(action, chord))
}

/// The shortcut of an action, in words.
pub fn words(action: Action) -> Option<String> {
    CURRENT.with_borrow(|map| map.chord(action).map(Chord::words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_have_the_same_usual_shortcut() {
        let map = Keymap::new(&Chosen::new());
        for action in Action::ALL {
            assert_eq!(map.chord(*action), action.usual(), "{action:?}");
            if let Some(chord) = action.usual() {
                assert_eq!(chord.fit(), Ok(chord), "{action:?}");
            }
        }
    }

    #[test]
    fn what_was_chosen_goes_before_what_is_usual() {
        let chord = Action::Settings.usual().unwrap();
        let chosen = Chosen::from([(Action::Details, Some(chord)), (Action::Quit, None)]);
        let map = Keymap::new(&chosen);
        assert_eq!(map.action(chord), Some(Action::Details));
        assert_eq!(map.chord(Action::Settings), None);
        assert_eq!(map.chord(Action::Quit), None);
        assert_eq!(
            map.check(Action::Settings, chord),
            Err(Conflict::Has(Action::Details))
        );
        assert_eq!(map.check(Action::Details, chord), Ok(()));
        let plain = Chord::by_word("x").unwrap();
        let unfit = Err(Conflict::Unfit(Unfit::Plain));
        assert_eq!(map.check(Action::Quit, plain), unfit);
    }
}
