//! Key combinations: what was pressed, what the settings file calls it, and what people read.
//!
//! Letters go by what the layout says (by their place where the layout has no Latin letters), digits by their
//! place, because some layouts need Shift for them.

pub mod keymap;

use iced::keyboard::key::{Code, Named, Physical};
use iced::keyboard::{Key, Modifiers};

pub use keymap::Keymap;

/// A key with what is held down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    modifiers: Modifiers,
    stroke: Stroke,
}

/// The key of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Stroke {
    /// A letter or a sign; digits by their place.
    Sign(char),
    /// A key with a name.
    Named(Named),
}

/// Why a combination can't be a shortcut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It types something, or moves in what has the focus.
    Plain,
    /// It belongs to writing, to menus or to the desktop.
    Taken,
}

impl Chord {
    /// One step back.
    pub const ESCAPE: Self = Self::key(Named::Escape);

    /// Ctrl (⌘ on the Mac) and a letter or a sign.
    pub const fn command(sign: char) -> Self {
        Self {
            modifiers: Modifiers::COMMAND,
            stroke: Stroke::Sign(sign),
        }
    }

    /// The same with Shift.
    pub const fn shifted(sign: char) -> Self {
        Self {
            modifiers: Modifiers::COMMAND.union(Modifiers::SHIFT),
            stroke: Stroke::Sign(sign),
        }
    }

    /// Alt and a key with a name.
    pub const fn alt(named: Named) -> Self {
        Self {
            modifiers: Modifiers::ALT,
            stroke: Stroke::Named(named),
        }
    }

    /// Ctrl and a key with a name.
    pub const fn command_key(named: Named) -> Self {
        Self {
            modifiers: Modifiers::COMMAND,
            stroke: Stroke::Named(named),
        }
    }

    /// Shift and a key with a name.
    pub const fn shift_key(named: Named) -> Self {
        Self {
            modifiers: Modifiers::SHIFT,
            stroke: Stroke::Named(named),
        }
    }

    /// A key with a name, alone.
    pub const fn key(named: Named) -> Self {
        Self {
            modifiers: Modifiers::empty(),
            stroke: Stroke::Named(named),
        }
    }

    /// What types this, with nothing held down.
    pub fn typed(text: &str) -> Self {
        Self {
            modifiers: Modifiers::empty(),
            stroke: Stroke::Sign(text.chars().next().unwrap_or(' ')),
        }
    }

    /// What was pressed, also where it can't be a shortcut; `None` for keys nobody knows and for
    /// modifiers alone. `modified` is what Shift makes of the key.
    pub fn of(key: &Key, modified: &Key, physical: Physical, modifiers: Modifiers) -> Option<Self> {
        let held = modifiers & (Modifiers::COMMAND | Modifiers::ALT | Modifiers::SHIFT);
        if held != modifiers {
            return None;
        }
        let stroke = match key {
            Key::Named(named) => Stroke::Named(NAMES.iter().find(|(one, ..)| one == named)?.0),
            Key::Character(_) if modified.as_ref() == Key::Character("+") => {
                return Some(Self::plus(held));
            }
            Key::Character(text) => match digit(physical) {
                Some(digit) => Stroke::Sign(digit),
                None => match key.to_latin(physical).or_else(|| text.chars().next())? {
                    // Many layouts have the plus behind Shift, some above this.
                    '=' | '+' => return Some(Self::plus(held)),
                    sign => Stroke::Sign(sign.to_lowercase().next()?),
                },
            },
            Key::Unidentified => return None,
        };
        Some(Self {
            modifiers: held,
            stroke,
        })
    }

    fn plus(held: Modifiers) -> Self {
        Self {
            modifiers: held & !Modifiers::SHIFT,
            stroke: Stroke::Sign('+'),
        }
    }

    /// Whether it can be given to an action.
    ///
    /// # Errors
    /// Why not.
    pub fn fit(self) -> Result<Self, Unfit> {
        let strong = self.modifiers.command() || self.modifiers.alt();
        match self.stroke {
            Stroke::Named(Named::Escape | Named::Tab) => Err(Unfit::Taken),
            // The menu of what has the focus.
            Stroke::Named(Named::F10) if self.modifiers == Modifiers::SHIFT => Err(Unfit::Taken),
            Stroke::Named(Named::F4) if self.modifiers == Modifiers::ALT => Err(Unfit::Taken),
            Stroke::Named(named) if is_function(named) => Ok(self),
            _ if !strong => Err(Unfit::Plain),
            Stroke::Sign('a' | 'c' | 'v' | 'x' | 'y' | 'z')
                if self.modifiers.command() && !self.modifiers.alt() =>
            {
                Err(Unfit::Taken)
            }
            // They move in a text and delete its words.
            Stroke::Named(
                Named::ArrowLeft
                | Named::ArrowRight
                | Named::ArrowUp
                | Named::ArrowDown
                | Named::Home
                | Named::End
                | Named::Backspace
                | Named::Delete,
            ) if self.modifiers.command() => Err(Unfit::Taken),
            _ => Ok(self),
        }
    }

    /// Whether the window has to hear of it at all: everything else is for who has the focus.
    pub fn is_for_window(self) -> bool {
        let strong = self.modifiers.command() || self.modifiers.alt();
        strong
            || matches!(self.stroke, Stroke::Named(named) if is_function(named) || named == Named::Escape)
    }

    /// What people read: "Ctrl+Shift+K".
    pub fn words(self) -> String {
        let mut parts: Vec<&str> = self.held().into_iter().map(|(_, words)| words).collect();
        let sign: String;
        parts.push(match self.stroke {
            Stroke::Sign('-') => "−",
            Stroke::Sign(letter) => {
                sign = letter.to_uppercase().collect();
                &sign
            }
            Stroke::Named(named) => {
                let found = NAMES.iter().find(|(one, ..)| *one == named);
                found.map_or("?", |(_, _, words)| words)
            }
        });
        parts.join("+")
    }

    /// What the settings file calls it: "ctrl+shift+k".
    pub fn word(self) -> String {
        let mut parts: Vec<&str> = self.held().into_iter().map(|(word, _)| word).collect();
        let sign: String;
        parts.push(match self.stroke {
            Stroke::Sign('+') => "plus",
            Stroke::Sign(letter) => {
                sign = letter.to_string();
                &sign
            }
            Stroke::Named(named) => {
                let found = NAMES.iter().find(|(one, ..)| *one == named);
                found.map_or("?", |(_, word, _)| word)
            }
        });
        parts.join("+")
    }

    /// The combination that the settings file calls so.
    pub fn by_word(word: &str) -> Option<Self> {
        let mut modifiers = Modifiers::empty();
        let mut left = word;
        while let Some((first, rest)) = left.split_once('+') {
            modifiers |= match first {
                "ctrl" => Modifiers::COMMAND,
                "alt" => Modifiers::ALT,
                "shift" => Modifiers::SHIFT,
                _ => return None,
            };
            left = rest;
        }
        let mut letters = left.chars();
        let stroke = match (letters.next()?, letters.next()) {
            (sign, None) if !sign.is_control() && !sign.is_whitespace() => Stroke::Sign(sign),
            _ if left == "plus" => Stroke::Sign('+'),
            _ => Stroke::Named(NAMES.iter().find(|(_, word, _)| *word == left)?.0),
        };
        Some(Self { modifiers, stroke })
    }

    /// What is held, as the file and as people call it.
    fn held(self) -> Vec<(&'static str, &'static str)> {
        let command = if cfg!(target_os = "macos") {
            "⌘"
        } else {
            "Ctrl"
        };
        [
            (self.modifiers.command(), ("ctrl", command)),
            (self.modifiers.alt(), ("alt", "Alt")),
            (self.modifiers.shift(), ("shift", "Shift")),
        ]
        .into_iter()
        .filter_map(|(held, names)| held.then_some(names))
        .collect()
    }
}

fn is_function(named: Named) -> bool {
    (Named::F1..=Named::F12).contains(&named)
}

/// The digit at this place of the keyboard.
fn digit(physical: Physical) -> Option<char> {
    let Physical::Code(code) = physical else {
        return None;
    };
    Some(match code {
        Code::Digit0 | Code::Numpad0 => '0',
        Code::Digit1 | Code::Numpad1 => '1',
        Code::Digit2 | Code::Numpad2 => '2',
        Code::Digit3 | Code::Numpad3 => '3',
        Code::Digit4 | Code::Numpad4 => '4',
        Code::Digit5 | Code::Numpad5 => '5',
        Code::Digit6 | Code::Numpad6 => '6',
        Code::Digit7 | Code::Numpad7 => '7',
        Code::Digit8 | Code::Numpad8 => '8',
        Code::Digit9 | Code::Numpad9 => '9',
        _ => return None,
    })
}

/// The keys with a name that can be part of a combination, what the file calls them, and what people read.
const NAMES: &[(Named, &str, &str)] = &[
    (Named::Escape, "escape", "Esc"),
    (Named::Tab, "tab", "Tab"),
    (Named::Enter, "enter", "Enter"),
    (Named::Space, "space", "Space"),
    (Named::Backspace, "backspace", "Backspace"),
    (Named::Delete, "delete", "Del"),
    (Named::Insert, "insert", "Ins"),
    (Named::Home, "home", "Home"),
    (Named::End, "end", "End"),
    (Named::PageUp, "page-up", "PgUp"),
    (Named::PageDown, "page-down", "PgDn"),
    (Named::ArrowUp, "up", "↑"),
    (Named::ArrowDown, "down", "↓"),
    (Named::ArrowLeft, "left", "←"),
    (Named::ArrowRight, "right", "→"),
    (Named::F1, "f1", "F1"),
    (Named::F2, "f2", "F2"),
    (Named::F3, "f3", "F3"),
    (Named::F4, "f4", "F4"),
    (Named::F5, "f5", "F5"),
    (Named::F6, "f6", "F6"),
    (Named::F7, "f7", "F7"),
    (Named::F8, "f8", "F8"),
    (Named::F9, "f9", "F9"),
    (Named::F10, "f10", "F10"),
    (Named::F11, "f11", "F11"),
    (Named::F12, "f12", "F12"),
];

#[cfg(test)]
mod tests {
    use iced::keyboard::key::NativeCode;

    use super::*;

    const NOWHERE: Physical = Physical::Unidentified(NativeCode::Unidentified);

    fn pressed(letter: &str, modifiers: Modifiers) -> Option<Chord> {
        let key = Key::Character(letter.into());
        Chord::of(&key, &key, NOWHERE, modifiers)
    }

    #[test]
    fn combinations_are_exact() {
        let find = Some(Chord::command('f'));
        assert_eq!(pressed("f", Modifiers::COMMAND), find);
        assert_eq!(pressed("F", Modifiers::COMMAND), find);
        assert_ne!(pressed("f", Modifiers::empty()), find);
        assert_ne!(pressed("f", Modifiers::COMMAND | Modifiers::ALT), find);
        let shifted = Modifiers::COMMAND | Modifiers::SHIFT;
        assert_eq!(pressed("F", shifted), Some(Chord::shifted('f')));
        let up = Key::Named(Named::ArrowUp);
        assert_eq!(
            Chord::of(&up, &up, NOWHERE, Modifiers::ALT),
            Some(Chord::alt(Named::ArrowUp))
        );
        let shift = Key::Named(Named::Shift);
        assert_eq!(Chord::of(&shift, &shift, NOWHERE, Modifiers::SHIFT), None);
    }

    #[test]
    fn the_plus_is_the_plus_wherever_a_layout_has_it() {
        let shifted = Modifiers::COMMAND | Modifiers::SHIFT;
        let plus = Some(Chord::command('+'));
        for (key, modifiers) in [
            ("+", Modifiers::COMMAND),
            ("=", Modifiers::COMMAND),
            ("+", shifted),
        ] {
            assert_eq!(pressed(key, modifiers), plus, "{key} {modifiers:?}");
        }
        // What a keyboard from America really says, and a Swiss one.
        for below in ["=", "1"] {
            let (key, above) = (Key::Character(below.into()), Key::Character("+".into()));
            assert_eq!(Chord::of(&key, &above, NOWHERE, shifted), plus);
        }
    }

    #[test]
    fn digits_and_letters_of_other_scripts_go_by_their_place() {
        let (french, arabic) = (Key::Character("&".into()), Key::Character("ن".into()));
        let first = Physical::Code(Code::Digit1);
        assert_eq!(
            Chord::of(&french, &french, first, Modifiers::COMMAND),
            Some(Chord::command('1'))
        );
        let place = Physical::Code(Code::KeyK);
        assert_eq!(
            Chord::of(&arabic, &arabic, place, Modifiers::COMMAND),
            Some(Chord::command('k'))
        );
    }

    #[test]
    fn what_is_written_down_is_read_again() {
        for (chord, word, words) in [
            (Chord::command('k'), "ctrl+k", "Ctrl+K"),
            (Chord::command('+'), "ctrl+plus", "Ctrl++"),
            (Chord::shifted('f'), "ctrl+shift+f", "Ctrl+Shift+F"),
            (Chord::alt(Named::ArrowUp), "alt+up", "Alt+↑"),
            (Chord::key(Named::F1), "f1", "F1"),
            (Chord::command('.'), "ctrl+.", "Ctrl+."),
        ] {
            assert_eq!(
                (chord.word().as_str(), chord.words().as_str()),
                (word, words)
            );
            assert_eq!(Chord::by_word(word), Some(chord));
        }
        for nonsense in [
            "",
            "+",
            "ctrl+",
            "hyper+k",
            "ctrl+many",
            "ctrl+\u{7}",
            "ctrl++",
        ] {
            assert_eq!(Chord::by_word(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn what_writing_needs_is_no_shortcut() {
        for (word, fits) in [
            ("k", Err(Unfit::Plain)),
            ("shift+k", Err(Unfit::Plain)),
            ("enter", Err(Unfit::Plain)),
            ("ctrl+c", Err(Unfit::Taken)),
            ("ctrl+shift+z", Err(Unfit::Taken)),
            ("ctrl+left", Err(Unfit::Taken)),
            ("escape", Err(Unfit::Taken)),
            ("shift+f10", Err(Unfit::Taken)),
        ] {
            assert_eq!(Chord::by_word(word).unwrap().fit(), fits, "{word}");
        }
        for word in [
            "ctrl+k",
            "alt+c",
            "f5",
            "shift+f5",
            "ctrl+enter",
            "alt+left",
        ] {
            assert!(Chord::by_word(word).unwrap().fit().is_ok(), "{word}");
        }
    }
}
