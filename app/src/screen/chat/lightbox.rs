//! One picture of the conversation over all of the window, and the way to those before and after it.

mod view;

use std::path::PathBuf;

use waxwing_core::model::{Message as Said, Place};
use waxwing_core::{ItemId, Timestamp};

use crate::ui::picture;
use crate::widget::viewer::{Look, STEP};

/// So far the button makes a picture larger.
const MOST_ZOOM: f32 = 8.0;

/// Which file of which message.
pub type Which = (ItemId, u32);

/// A picture that can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where it belongs.
    pub which: Which,
    /// Its file.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// What is seen on it, or its name.
    pub told: String,
    /// How large it is said to be.
    pub dimensions: Option<(u32, u32)>,
    /// When it came or went.
    pub at: Timestamp,
}

/// The pictures of a message that can be looked at.
pub fn seen(message: &Said) -> impl Iterator<Item = Seen> + '_ {
    let gone = message.retracted_at.is_some();
    let files = (0..).zip(&message.attachments);
    files.filter(move |_| !gone).filter_map(|(index, file)| {
        picture::shown(file)?;
        let Place::Here(path) = &file.place else {
            return None;
        };
        Some(Seen {
            which: (message.id, index),
            path: path.clone(),
            name: file.name.clone(),
            told: picture::told(file).to_owned(),
            dimensions: file.dimensions,
            at: message.id.at,
        })
    })
}

/// What is looked at.
#[derive(Clone, Debug)]
pub struct State {
    /// From the oldest to the newest.
    pictures: Vec<Seen>,
    at: usize,
    look: Look,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Message {
    /// To the picture so many places further; those before are negative.
    Stepped(isize),
    /// It is looked at otherwise.
    Looked(Look),
    /// A step larger, or smaller.
    Zoomed(bool),
    /// All of it.
    Fitted,
    /// Write it somewhere else.
    SavePressed,
    /// Put it on the clipboard.
    CopyPressed,
    /// Enough.
    Closed,
}

/// What is to be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Stay,
    /// It closes.
    Close,
    /// The picture is to be written somewhere else.
    Save(Which),
    /// The picture is to be put on the clipboard.
    Copy(Which),
}

impl State {
    /// Looks at one of these pictures; nothing where it is not among them.
    pub fn new(pictures: Vec<Seen>, which: Which) -> Option<Self> {
        // The row stays the same when a message is settled elsewhere.
        let same = |one: &Seen| (one.which.0.seq, one.which.1) == (which.0.seq, which.1);
        let at = pictures.iter().position(same)?;
        Some(Self {
            pictures,
            at,
            look: Look::default(),
        })
    }

    /// The picture that is looked at.
    pub fn current(&self) -> Option<&Seen> {
        self.pictures.get(self.at)
    }

    /// Whether nothing older is known: more may have to be fetched.
    pub fn is_first(&self) -> bool {
        self.at == 0
    }

    /// Older ones have come.
    pub fn put_before(&mut self, older: Vec<Seen>) {
        let known = |one: &Seen| self.pictures.iter().any(|it| it.which == one.which);
        let older: Vec<Seen> = older.into_iter().filter(|one| !known(one)).collect();
        self.at += older.len();
        self.pictures.splice(0..0, older);
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Stepped(by) => self.step(by),
            Message::Looked(look) => self.look = look,
            Message::Zoomed(larger) => {
                let times = if larger { STEP } else { 1.0 / STEP };
                let look = self.look.larger(times, iced::Vector::ZERO);
                // Beyond that only the wheel goes on, which knows how large the picture is.
                if look.zoom <= MOST_ZOOM || !larger {
                    self.look = look;
                }
            }
            Message::Fitted => self.look = Look::default(),
            Message::Closed => return Outcome::Close,
            Message::SavePressed => {
                return self
                    .current()
                    .map_or(Outcome::Stay, |it| Outcome::Save(it.which));
            }
            Message::CopyPressed => {
                return self
                    .current()
                    .map_or(Outcome::Stay, |it| Outcome::Copy(it.which));
            }
        }
        Outcome::Stay
    }

    /// Not around the ends: there it is said that nothing follows.
    fn step(&mut self, by: isize) {
        let last = self.pictures.len().saturating_sub(1);
        let to = self.at.saturating_add_signed(by).min(last);
        if to != self.at {
            self.at = to;
            self.look = Look::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use waxwing_core::model::{Attachment, AttachmentKind, Direction};

    use super::*;
    use crate::sample;

    fn message(seq: u64, files: &[Place]) -> Said {
        let mut message = sample::message(seq, 100 - seq as i64, Direction::Incoming, "");
        message.attachments = files
            .iter()
            .map(|place| Attachment {
                name: format!("{seq}.jpg"),
                kind: AttachmentKind::Picture,
                place: place.clone(),
                ..Attachment::default()
            })
            .collect();
        message
    }

    fn here(name: &str) -> Place {
        Place::Here(PathBuf::from("/nowhere").join(name))
    }

    #[test]
    fn one_walks_over_what_is_here_and_stops_at_the_ends() {
        let first = message(1, &[here("a"), Place::Moving, here("b")]);
        let second = message(2, &[here("c")]);
        let mut gone = message(3, &[here("d")]);
        gone.retracted_at = Some(sample::NOW);
        let all: Vec<Seen> = [&first, &second, &gone]
            .into_iter()
            .flat_map(seen)
            .collect();
        assert_eq!(all.len(), 3);
        assert!(State::new(all.clone(), (gone.id, 0)).is_none());
        let mut state = State::new(all, (first.id, 2)).unwrap();
        let path = |state: &State| state.current().unwrap().path.clone();
        assert!(path(&state).ends_with("b"));
        state.update(Message::Zoomed(true));
        assert!(state.look.is_close());
        for _ in 0..3 {
            state.update(Message::Stepped(1));
        }
        assert!(path(&state).ends_with("c"));
        assert!(!state.look.is_close(), "each is seen whole first");
        for _ in 0..9 {
            state.update(Message::Stepped(-1));
        }
        assert!(path(&state).ends_with("a") && state.is_first());
        let older: Vec<Seen> = seen(&message(0, &[here("z")])).collect();
        state.put_before(older.clone());
        state.put_before(older);
        assert!(path(&state).ends_with("a") && !state.is_first());
        state.update(Message::Stepped(-1));
        assert!(path(&state).ends_with("z"));
        let which = state.current().unwrap().which;
        assert_eq!(state.update(Message::SavePressed), Outcome::Save(which));
        assert_eq!(state.update(Message::Closed), Outcome::Close);
    }
}
