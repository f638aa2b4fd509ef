//! Chooses an emoji: by its name in the language that is spoken, among those used last, or by category. A piece
//! for the composer and for reactions: whoever shows it puts [`State::view`] on a card and does what
//! [`Outcome`] says.

pub mod names;
pub mod recent;
mod rows;
mod view;

use emojis::SkinTone;
use iced::Task;

use crate::widget::focus;
use crate::widget::virtual_list::{self, Place};
use rows::Rows;

/// The search field among the widgets.
pub const SEARCH: &str = "emoji-search";
/// The grid among the widgets.
const GRID: &str = "emoji-grid";

/// So many stand in a row.
const COLUMNS: usize = 8;

/// The tones of skin that are offered; none is the yellow one.
pub const TONES: [SkinTone; 6] = [
    SkinTone::Default,
    SkinTone::Light,
    SkinTone::MediumLight,
    SkinTone::Medium,
    SkinTone::MediumDark,
    SkinTone::Dark,
];

/// What the picker holds.
#[derive(Debug)]
pub struct State {
    search: String,
    rows: Rows,
    /// The place of the marked one among all that are shown.
    marked: usize,
    /// The arrows have left the search field for the grid.
    walking: bool,
    /// First and last row on screen.
    window: Option<(usize, usize)>,
}

/// What happens in the picker.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something was searched for.
    Searched(String),
    /// The mark moves so many columns and rows.
    Moved(isize, isize),
    /// The marked one is taken.
    Submitted,
    /// One was pressed.
    Pressed(&'static str),
    /// Go to a part.
    PartPressed(usize),
    /// Another tone of skin.
    TonePressed(usize),
    /// Other rows are on screen.
    Window(virtual_list::Window),
    /// Close the picker.
    Closed,
}

/// What the holder has to do.
#[derive(Debug)]
pub enum Outcome {
    /// Run the task; the picker stays.
    Stay(Task<Message>),
    /// Use this one.
    Pick(String),
    /// Close the picker.
    Close,
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// The picker before anything was searched for.
    pub fn new() -> Self {
        Self {
            search: String::new(),
            rows: Rows::of(""),
            marked: 0,
            walking: false,
            window: None,
        }
    }

    /// Gives the search field the focus.
    pub fn focus<M: Send + 'static>() -> Task<M> {
        focus::to(SEARCH)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Searched(words) => {
                self.rows = Rows::of(&words);
                self.search = words;
                (self.marked, self.walking) = (0, false);
                Outcome::Stay(virtual_list::jump_to(GRID, 0_usize, Place::Top))
            }
            Message::Moved(columns, rows) => Outcome::Stay(self.step(columns, rows)),
            Message::Submitted => match self.rows.emoji(self.marked) {
                Some(emoji) => pick(emoji),
                None => Outcome::Stay(Task::none()),
            },
            Message::Pressed(emoji) => pick(emoji),
            Message::PartPressed(part) => match self.rows.heading(part) {
                Some(row) => Outcome::Stay(virtual_list::jump_to(GRID, row, Place::Top)),
                None => Outcome::Stay(Task::none()),
            },
            Message::TonePressed(tone) => {
                recent::set_tone(tone);
                self.rows = Rows::of(&self.search);
                Outcome::Stay(Task::none())
            }
            Message::Window(window) => {
                self.window = Some((window.first, window.last));
                Outcome::Stay(Task::none())
            }
            Message::Closed => Outcome::Close,
        }
    }

    fn step(&mut self, columns: isize, rows: isize) -> Task<Message> {
        self.marked = match self.walking {
            true => self.rows.step(self.marked, columns, rows),
            // The first arrow enters the grid where the mark is.
            false => self.marked,
        };
        self.walking = true;
        let Some(row) = self.rows.row_of(self.marked) else {
            return Task::none();
        };
        match self.window {
            Some((first, _)) if row <= first => virtual_list::jump_to(GRID, row, Place::Top),
            Some((_, last)) if row >= last => virtual_list::jump_to(GRID, row, Place::Bottom),
            _ => Task::none(),
        }
    }
}

fn pick(emoji: &str) -> Outcome {
    recent::used(emoji);
    Outcome::Pick(emoji.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_match_is_marked_and_what_is_used_comes_first_afterwards() {
        let mut state = State::new();
        state.update(Message::Searched("tada".to_owned()));
        let Outcome::Pick(picked) = state.update(Message::Submitted) else {
            panic!("one is picked")
        };
        assert_eq!(picked, "🎉");
        assert_eq!(recent::all(), ["🎉"]);
        let mut again = State::new();
        let picked = again.update(Message::Submitted);
        assert!(matches!(picked, Outcome::Pick(emoji) if emoji == "🎉"));
    }

    #[test]
    fn the_arrows_walk_over_the_grid_and_stop_at_its_ends() {
        let mut state = State::new();
        let at = |state: &State| state.marked;
        state.update(Message::Moved(0, 1));
        assert_eq!(at(&state), 0, "the first arrow enters the grid");
        state.update(Message::Moved(1, 0));
        state.update(Message::Moved(0, 1));
        assert_eq!(at(&state), COLUMNS + 1);
        state.update(Message::Moved(0, -5));
        assert_eq!(at(&state), 1);
        state.update(Message::Moved(-9, 0));
        assert_eq!(at(&state), 0);
        state.update(Message::Moved(0, 100_000));
        let picked = state.update(Message::Submitted);
        assert!(matches!(picked, Outcome::Pick(_)));
    }

    #[test]
    fn a_tone_of_skin_goes_for_all_that_have_one() {
        let mut state = State::new();
        state.update(Message::TonePressed(3));
        state.update(Message::Searched("wave".to_owned()));
        let picked = state.update(Message::Submitted);
        assert!(
            matches!(&picked, Outcome::Pick(emoji) if emoji == "👋🏽"),
            "{picked:?}"
        );
        state.update(Message::TonePressed(99));
        assert_eq!(recent::tone(), 0, "no such tone");
    }
}
