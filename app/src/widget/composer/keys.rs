//! What keys mean while writing.
use super::Action;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::text_editor::{Binding, KeyPress, Motion, Status};

/// What the keys need to know of the draft.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    pub(super) empty: bool,
    pub(super) selected: bool,
    /// What is on the clipboard may be no text: the application looks first.
    pub(super) asks: bool,
}

/// The meaning of a key; `None` leaves it to the application.
pub(super) fn binding(press: KeyPress, draft: Draft) -> Option<Binding<Action>> {
    if !matches!(press.status, Status::Focused { .. }) {
        return None;
    }
    let modifiers = press.modifiers;
    match press.key {
        Key::Named(Named::Enter) => enter(modifiers),
        Key::Named(Named::Escape) => Some(Binding::Custom(Action::Escape)),
        Key::Named(Named::ArrowUp) if draft.empty && modifiers.is_empty() => {
            Some(Binding::Custom(Action::Up))
        }
        Key::Named(Named::ArrowUp) if draft.empty && modifiers == Modifiers::SHIFT => {
            Some(Binding::Custom(Action::MarkUp))
        }
        Key::Named(Named::Backspace) if modifiers.jump() => {
            Some(erase(draft, Motion::WordLeft, Binding::Backspace))
        }
        Key::Named(Named::Delete) if modifiers.jump() => {
            Some(erase(draft, Motion::WordRight, Binding::Delete))
        }
        _ if belongs_to_application(&press) => None,
        _ => combination(press, draft),
    }
}

fn enter(modifiers: Modifiers) -> Option<Binding<Action>> {
    if modifiers.is_empty() {
        Some(Binding::Custom(Action::Send))
    } else if modifiers == Modifiers::SHIFT {
        Some(Binding::Enter)
    } else {
        None
    }
}

/// Deletes to the border of a word, or the selection if there is one.
fn erase(draft: Draft, to: Motion, key: Binding<Action>) -> Binding<Action> {
    if draft.selected {
        key
    } else {
        Binding::Sequence(vec![Binding::Select(to), key])
    }
}

/// Alt with a key is a shortcut of the application, except on the Mac, where it types letters.
fn belongs_to_application(press: &KeyPress) -> bool {
    let alt = press.modifiers.alt() && !press.modifiers.command();
    (alt && !cfg!(target_os = "macos")) || (press.modifiers.logo() && !press.modifiers.command())
}

fn combination(press: KeyPress, draft: Draft) -> Option<Binding<Action>> {
    let modifiers = press.modifiers;
    // Ctrl and Alt together is AltGr on some systems and types letters.
    if !modifiers.command() || modifiers.alt() {
        return Binding::from_key_press(press);
    }
    match press.key.to_latin(press.physical_key) {
        Some('z') if modifiers.shift() => Some(Binding::Custom(Action::Redo)),
        Some('z') => Some(Binding::Custom(Action::Undo)),
        Some('y') => Some(Binding::Custom(Action::Redo)),
        Some('v') if draft.asks && !modifiers.shift() => Some(Binding::Custom(Action::Paste)),
        Some('a' | 'c' | 'v' | 'x') if !modifiers.shift() => Binding::from_key_press(press),
        // Any other letter would be typed in although the application took it for a shortcut.
        _ => match press.key {
            Key::Named(
                Named::ArrowLeft
                | Named::ArrowRight
                | Named::ArrowUp
                | Named::ArrowDown
                | Named::Home
                | Named::End,
            ) => Binding::from_key_press(press),
            _ => None,
        },
    }
}
