//! The page on which the shortcuts are changed: a list of all actions, a key is recorded by pressing it.

mod view;

use iced::Task;

use crate::action::Action;
use crate::shortcut::keymap::{self, Conflict};
use crate::shortcut::{Chord, Unfit};
use crate::widget::focus;

/// The search field among the widgets.
pub const SEARCH: &str = "keys-search";

/// What the page holds.
#[derive(Clone, Debug, Default)]
pub struct State {
    search: String,
    recording: Option<Action>,
    refused: Option<Refused>,
}

/// Keys that an action can't simply have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Refused {
    action: Action,
    chord: Chord,
    why: Conflict,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something was searched for.
    Searched(String),
    /// The next keys are for this action, or no longer.
    RecordPressed(Action),
    /// Keys were pressed while something was recorded.
    Recorded(Chord),
    /// The keys go to this action although another has them.
    TakePressed,
    /// An action has no shortcut from now on.
    RemovePressed(Action),
    /// An action has its usual shortcut again.
    ResetPressed(Action),
    /// Everything is as usual again.
    ResetAllPressed,
    /// Back to the settings.
    BackPressed,
}

/// A shortcut and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// This one, or none.
    Choose(Action, Option<Chord>),
    /// The usual one.
    Reset(Action),
    /// All are as usual.
    ResetAll,
}

/// What the settings have to do.
#[derive(Debug)]
pub enum Outcome {
    /// Run the task; the page stays.
    Stay(Task<Message>),
    /// Use and keep it.
    Change(Change),
    /// Close the page.
    Back,
}

impl State {
    /// Gives the search field the focus.
    pub fn focus() -> Task<Message> {
        focus::to(SEARCH)
    }

    /// Whether the next keys are recorded instead of doing what they do.
    pub fn is_recording(&self) -> bool {
        self.recording.is_some()
    }

    /// One step back within the page; false where there is none.
    pub fn step_back(&mut self) -> bool {
        self.recording.take().is_some() || !std::mem::take(&mut self.search).is_empty()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        if !matches!(message, Message::Recorded(_) | Message::TakePressed) {
            self.refused = None;
        }
        match message {
            Message::Searched(words) => self.search = words,
            Message::RecordPressed(action) => {
                self.recording = (self.recording != Some(action)).then_some(action);
                self.refused = None;
            }
            Message::Recorded(chord) => return self.record(chord),
            Message::TakePressed => {
                if let Some(refused) = self.refused.take() {
                    return Outcome::Change(Change::Choose(refused.action, Some(refused.chord)));
                }
            }
            Message::RemovePressed(action) => {
                return Outcome::Change(Change::Choose(action, None));
            }
            Message::ResetPressed(action) => return self.reset(action),
            Message::ResetAllPressed => return Outcome::Change(Change::ResetAll),
            Message::BackPressed => return Outcome::Back,
        }
        Outcome::Stay(Task::none())
    }

    fn record(&mut self, chord: Chord) -> Outcome {
        let Some(action) = self.recording else {
            return Outcome::Stay(Task::none());
        };
        match keymap::check(action, chord) {
            Ok(()) => {
                self.recording = None;
                self.refused = None;
                Outcome::Change(Change::Choose(action, Some(chord)))
            }
            Err(why) => {
                // What can't be a shortcut at all is tried again at once.
                if matches!(why, Conflict::Has(_)) {
                    self.recording = None;
                }
                self.refused = Some(Refused { action, chord, why });
                Outcome::Stay(Task::none())
            }
        }
    }

    /// Its usual keys may belong to something else by now.
    fn reset(&mut self, action: Action) -> Outcome {
        if let Some(chord) = action.usual()
            && let Err(why @ Conflict::Has(_)) = keymap::check(action, chord)
        {
            self.refused = Some(Refused { action, chord, why });
            return Outcome::Stay(Task::none());
        }
        Outcome::Change(Change::Reset(action))
    }

    /// The actions in whose name, group or keys every word that was typed stands.
    pub fn found(&self) -> impl Iterator<Item = Action> {
        found(&self.search)
    }
}

/// The actions in whose name, group or keys every one of the words stands.
pub fn found(words: &str) -> impl Iterator<Item = Action> {
    let wanted = words.to_lowercase();
    Action::ALL.iter().copied().filter(move |action| {
        let keys = action.keys().unwrap_or_default();
        let said = [action.title(), action.group().title(), keys];
        let said = said.join(" ").to_lowercase();
        wanted.split_whitespace().all(|word| said.contains(word))
    })
}

impl Refused {
    /// Why, in words.
    fn words(self) -> String {
        use crate::tr;
        let keys = self.chord.words();
        match self.why {
            Conflict::Unfit(Unfit::Plain) => tr!("shortcuts-plain", keys = keys),
            Conflict::Unfit(Unfit::Taken) => tr!("shortcuts-taken", keys = keys),
            Conflict::Has(other) => tr!("shortcuts-conflict", keys = keys, action = other.title()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_action_has_is_only_taken_when_asked() {
        let mut state = State::default();
        state.update(Message::RecordPressed(Action::Details));
        let palette = Action::Palette.usual().unwrap();
        assert!(matches!(
            state.update(Message::Recorded(palette)),
            Outcome::Stay(_)
        ));
        assert!(!state.is_recording());
        let refused = state.refused.expect("a conflict");
        assert_eq!(refused.why, Conflict::Has(Action::Palette));
        assert!(refused.words().contains(&Action::Palette.title()));
        let Outcome::Change(change) = state.update(Message::TakePressed) else {
            panic!("it is taken")
        };
        assert_eq!(change, Change::Choose(Action::Details, Some(palette)));
    }

    #[test]
    fn keys_that_type_are_refused_and_it_goes_on_recording() {
        let mut state = State::default();
        let plain = Chord::by_word("k").unwrap();
        state.update(Message::Recorded(plain));
        assert_eq!(state.refused, None, "nothing is recorded");
        state.update(Message::RecordPressed(Action::Details));
        state.update(Message::Recorded(plain));
        assert!(state.is_recording() && state.refused.is_some());
        assert!(state.step_back() && !state.is_recording());
        assert!(!state.step_back());
    }

    #[test]
    fn actions_are_found_by_name_group_and_keys() {
        let of = |words: &str| found(words).collect::<Vec<_>>();
        assert_eq!(of(""), Action::ALL);
        assert_eq!(of("ctrl+k"), [Action::Palette]);
        assert_eq!(of("console account"), [Action::Console]);
        assert_eq!(of("zebra"), []);
    }
}
