//! One picture of the conversation over all of the window, and the way to those before and after it.

mod view;

use std::path::PathBuf;

use waxwing_core::ConversationId;
use waxwing_core::model::{Attachment, Message as Said};

use crate::ui::message::attachment::{Deed, Which};
use crate::ui::picture;
use crate::widget::viewer::{Look, STEP};

/// So far the button makes a picture larger.
const MOST_ZOOM: f32 = 8.0;

/// A picture that can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where it belongs.
    pub which: Which,
    /// Where it is.
    pub path: PathBuf,
    /// What is known of it.
    pub file: Attachment,
}

impl Seen {
    /// One of a message, where it is a picture that is here and can be shown.
    pub fn of(which: Which, file: &Attachment) -> Option<Self> {
        let path = picture::shown(file)?.to_path_buf();
        let file = file.clone();
        Some(Self { which, path, file })
    }
}

/// The pictures of a message that can be looked at.
pub fn seen(message: &Said) -> impl Iterator<Item = Seen> + '_ {
    let gone = message.retracted_at.is_some();
    let files = (0..).zip(&message.attachments);
    files
        .filter(move |_| !gone)
        .filter_map(|(index, file)| Seen::of((message.id, index), file))
}

/// What is looked at.
#[derive(Clone, Debug)]
pub struct State {
    conversation: ConversationId,
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
    /// This is to be done with the picture.
    Do(Deed),
}

impl State {
    /// Looks at one of these pictures; nothing where it is not among them.
    pub fn new(conversation: ConversationId, pictures: Vec<Seen>, which: Which) -> Option<Self> {
        // The row stays the same when a message is settled elsewhere.
        let same = |one: &Seen| (one.which.0.seq, one.which.1) == (which.0.seq, which.1);
        let at = pictures.iter().position(same)?;
        Some(Self {
            conversation,
            pictures,
            at,
            look: Look::default(),
        })
    }

    /// Whose pictures they are.
    pub fn conversation(&self) -> ConversationId {
        self.conversation
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
            Message::SavePressed => return Outcome::Do(Deed::Save),
            Message::CopyPressed => return Outcome::Do(Deed::CopyPicture),
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
    use waxwing_core::model::{AttachmentKind, Direction, Place};

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
        assert!(State::new(ConversationId(1), all.clone(), (gone.id, 0)).is_none());
        let mut state = State::new(ConversationId(1), all, (first.id, 2)).unwrap();
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
        let save = state.update(Message::SavePressed);
        assert_eq!(save, Outcome::Do(Deed::Save));
        assert_eq!(state.update(Message::Closed), Outcome::Close);
    }
}
