//! One picture of the conversation over all of the window, and the way to those before and after it.

mod view;

use std::path::PathBuf;

use waxwing_core::command::file::Command as C;
use waxwing_core::event::file::Event;
use waxwing_core::model::{Attachment, AttachmentKind, Message as Said};
use waxwing_core::{Command, ConversationId, ItemId, RequestId};

use crate::engine;
use crate::ui::message::attachment::{Deed, Which};
use crate::ui::picture;
use crate::widget::viewer::{Look, STEP};

/// So far the button makes a picture larger.
const MOST_ZOOM: f32 = 8.0;
/// Older pictures are asked for when so few are left before the one that is looked at.
const AHEAD: usize = 2;
/// So many at once.
const PAGE: u32 = 30;

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
    /// The oldest message whose files are known; `None` when there are no older ones.
    oldest: Option<ItemId>,
    /// What is being asked.
    request: Option<RequestId>,
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
            oldest: pictures.first().map(|first| first.which.0),
            pictures,
            at,
            look: Look::default(),
            request: None,
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

    /// Asks for older pictures, where there may be some and the first that is known is near.
    pub fn reach(&mut self) -> Option<Command> {
        if self.at >= AHEAD || self.request.is_some() {
            return None;
        }
        let before = Some(self.oldest?);
        let request = engine::request();
        self.request = Some(request);
        Some(Command::File(C::Gallery {
            request,
            conversation: self.conversation,
            before,
            limit: PAGE,
            kinds: vec![AttachmentKind::Picture],
        }))
    }

    /// Takes in the pictures that were asked for, which come newest first.
    pub fn hear(&mut self, event: &Event) {
        let Event::Gallery {
            request,
            files,
            older,
            ..
        } = event
        else {
            return;
        };
        if self.request != Some(*request) {
            return;
        }
        self.request = None;
        self.oldest = files.last().map(|file| file.item).filter(|_| *older);
        let files = files.iter().rev();
        let seen = files.filter_map(|it| Seen::of((it.item, it.index), &it.attachment));
        self.put_before(seen.collect());
    }

    fn put_before(&mut self, older: Vec<Seen>) {
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
    use waxwing_core::model::{Direction, Filed, Place};

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
        assert!(path(&state).ends_with("a"));
        let save = state.update(Message::SavePressed);
        assert_eq!(save, Outcome::Do(Deed::Save));
        assert_eq!(state.update(Message::Closed), Outcome::Close);
    }
    #[test]
    fn older_ones_come_when_the_first_is_near() {
        let newest = message(9, &[here("a"), here("b"), here("c")]);
        let all: Vec<Seen> = seen(&newest).collect();
        let mut state = State::new(ConversationId(1), all, (newest.id, 2)).unwrap();
        assert_eq!(state.reach(), None, "there are enough");
        state.update(Message::Stepped(-2));
        let answer = |state: &mut State, from: Option<&Said>, older| {
            let Some(Command::File(C::Gallery {
                request, before, ..
            })) = state.reach()
            else {
                panic!("nothing is asked");
            };
            assert_eq!(state.reach(), None, "once is enough");
            let files = from.iter().map(|message| Filed {
                item: message.id,
                index: 0,
                direction: Direction::Incoming,
                sender: String::new(),
                attachment: message.attachments[0].clone(),
            });
            let event = |request| Event::Gallery {
                request,
                conversation: ConversationId(1),
                files: files.clone().collect(),
                older,
            };
            state.hear(&event(RequestId(0)));
            state.hear(&event(request));
            state.hear(&event(request));
            before
        };
        // One that is not here is passed over.
        let (away, last) = (message(8, &[Place::Moving]), message(7, &[here("z")]));
        assert_eq!(answer(&mut state, Some(&away), true), Some(newest.id));
        assert_eq!(answer(&mut state, Some(&last), false), Some(away.id));
        assert_eq!(state.reach(), None, "there are no more");
        let path = |state: &State| state.current().unwrap().path.clone();
        assert!(path(&state).ends_with("a"));
        state.update(Message::Stepped(-1));
        assert!(path(&state).ends_with("z"));
        state.update(Message::Stepped(-1));
        assert!(path(&state).ends_with("z"));
    }
}
