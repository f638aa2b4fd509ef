//! The keyboard shortcuts that work everywhere in the window. The sheet (F1) lists exactly these
//! and the keys of the composer, so that it never promises what is not there.

use iced::keyboard::key::{Code, Named, Physical};
use iced::keyboard::{Key, Modifiers};

/// What a key combination asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Search in the open conversation.
    Find,
    /// Search in everything.
    FindEverywhere,
    /// Go to the next hit of the search, or to the one before.
    Hit(isize),
    /// Add a contact.
    AddContact,
    /// Open the next conversation below.
    Next,
    /// Open the one above.
    Previous,
    /// Open the conversation at this place, counted from 0.
    Nth(usize),
    /// Let the open conversation look unread, or no longer.
    Unread,
    /// Open the settings.
    Settings,
    /// Make everything larger.
    Larger,
    /// Make everything smaller.
    Smaller,
    /// Show everything in its usual size.
    UsualSize,
    /// Show or hide the sheet of the shortcuts.
    Sheet,
    /// One layer back.
    Back,
    /// Close the window.
    Quit,
}

impl Shortcut {
    /// The shortcut of a pressed key, and what Shift makes of it. Letters go by what the layout says,
    /// digits by their place, because some layouts need Shift for them.
    pub fn of(key: &Key, modified: &Key, physical: Physical, modifiers: Modifiers) -> Option<Self> {
        let only_command = modifiers == Modifiers::COMMAND;
        match key.as_ref() {
            Key::Named(Named::F1) if modifiers.is_empty() => Some(Self::Sheet),
            Key::Named(Named::F3) if modifiers.is_empty() => Some(Self::Hit(1)),
            Key::Named(Named::F3) if modifiers == Modifiers::SHIFT => Some(Self::Hit(-1)),
            Key::Named(Named::Escape) if modifiers.is_empty() => Some(Self::Back),
            Key::Named(Named::ArrowDown) if modifiers == Modifiers::ALT => Some(Self::Next),
            Key::Named(Named::ArrowUp) if modifiers == Modifiers::ALT => Some(Self::Previous),
            _ if only_command => zoom(key, physical)
                .or_else(|| digit(physical).map(Self::Nth))
                .or_else(|| letter(key)),
            Key::Character(letter)
                if modifiers == Modifiers::COMMAND | Modifiers::SHIFT
                    && letter.eq_ignore_ascii_case("f") =>
            {
                Some(Self::FindEverywhere)
            }
            // Many layouts have the plus behind Shift.
            _ if modifiers == Modifiers::COMMAND | Modifiers::SHIFT
                && modified.as_ref() == Key::Character("+") =>
            {
                Some(Self::Larger)
            }
            _ => None,
        }
    }
}

fn letter(key: &Key) -> Option<Shortcut> {
    let Key::Character(letter) = key else {
        return None;
    };
    match letter.to_lowercase().as_str() {
        "f" => Some(Shortcut::Find),
        "k" => Some(Shortcut::FindEverywhere),
        "n" => Some(Shortcut::AddContact),
        "q" => Some(Shortcut::Quit),
        "u" => Some(Shortcut::Unread),
        "," => Some(Shortcut::Settings),
        _ => None,
    }
}

/// The keys that browsers have for it, "=" for layouts that have the plus above it.
fn zoom(key: &Key, physical: Physical) -> Option<Shortcut> {
    match (key.as_ref(), physical) {
        (Key::Character("+" | "="), _) => Some(Shortcut::Larger),
        (Key::Character("-"), _) => Some(Shortcut::Smaller),
        (Key::Character("0"), _) | (_, Physical::Code(Code::Digit0 | Code::Numpad0)) => {
            Some(Shortcut::UsualSize)
        }
        _ => None,
    }
}

fn digit(physical: Physical) -> Option<usize> {
    const DIGITS: [Code; 9] = [
        Code::Digit1,
        Code::Digit2,
        Code::Digit3,
        Code::Digit4,
        Code::Digit5,
        Code::Digit6,
        Code::Digit7,
        Code::Digit8,
        Code::Digit9,
    ];
    let Physical::Code(pressed) = physical else {
        return None;
    };
    DIGITS.iter().position(|code| *code == pressed)
}

#[cfg(test)]
mod tests {
    use iced::keyboard::key::NativeCode;

    use super::*;

    const NOWHERE: Physical = Physical::Unidentified(NativeCode::Unidentified);

    #[test]
    fn combinations_are_exact() {
        let letter = |letter: &str, modifiers| {
            let key = Key::Character(letter.into());
            Shortcut::of(&key, &key, NOWHERE, modifiers)
        };
        assert_eq!(letter("f", Modifiers::COMMAND), Some(Shortcut::Find));
        assert_eq!(
            letter("K", Modifiers::COMMAND),
            Some(Shortcut::FindEverywhere)
        );
        let both = Modifiers::COMMAND | Modifiers::SHIFT;
        assert_eq!(letter("F", both), Some(Shortcut::FindEverywhere));
        assert_eq!(letter("f", Modifiers::empty()), None);
        assert_eq!(letter("f", Modifiers::COMMAND | Modifiers::ALT), None);
        assert_eq!(letter(",", Modifiers::COMMAND), Some(Shortcut::Settings));
        let shifted = Modifiers::COMMAND | Modifiers::SHIFT;
        for (key, modifiers, expected) in [
            ("+", Modifiers::COMMAND, Some(Shortcut::Larger)),
            ("=", Modifiers::COMMAND, Some(Shortcut::Larger)),
            ("+", shifted, Some(Shortcut::Larger)),
            ("-", Modifiers::COMMAND, Some(Shortcut::Smaller)),
            ("0", Modifiers::COMMAND, Some(Shortcut::UsualSize)),
            ("+", Modifiers::empty(), None),
        ] {
            assert_eq!(letter(key, modifiers), expected, "{key} {modifiers:?}");
        }
        // What a keyboard from America really says, and a Swiss one.
        for below in ["=", "1"] {
            let (key, plus) = (Key::Character(below.into()), Key::Character("+".into()));
            assert_eq!(
                Shortcut::of(&key, &plus, NOWHERE, shifted),
                Some(Shortcut::Larger)
            );
        }
        let up = Key::Named(Named::ArrowUp);
        assert_eq!(
            Shortcut::of(&up, &up, NOWHERE, Modifiers::ALT),
            Some(Shortcut::Previous)
        );
        assert_eq!(Shortcut::of(&up, &up, NOWHERE, Modifiers::empty()), None);
    }

    #[test]
    fn digits_go_by_their_place() {
        let key = Key::Character("&".into());
        let first = Physical::Code(Code::Digit1);
        assert_eq!(
            Shortcut::of(&key, &key, first, Modifiers::COMMAND),
            Some(Shortcut::Nth(0))
        );
        assert_eq!(Shortcut::of(&key, &key, first, Modifiers::empty()), None);
    }
}
