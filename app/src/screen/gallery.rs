//! The pictures, files and links of a conversation, newest first, fetched page by page as one scrolls.

mod links;
mod view;

use waxwing_core::command::file::Command as C;
use waxwing_core::event::file::Event;
use waxwing_core::model::{AttachmentKind, Conversation, Filed};
use waxwing_core::{AccountId, Command, ConversationId, ItemId, RequestId};

use crate::engine;
use crate::screen::Action;
use crate::screen::chat::lightbox::Seen;
use crate::ui::message::attachment::Which;

/// So many files are asked for at once: a few screens full.
const PAGE: u32 = 60;
/// Older ones are asked for when so few rows are left below the screen.
const ROWS_AHEAD: usize = 4;

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// What is to be looked at.
    #[default]
    Pictures,
    /// All other files.
    Files,
    /// What leads elsewhere.
    Links,
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Pictures, Self::Files, Self::Links];

    fn kinds(self) -> Vec<AttachmentKind> {
        match self {
            Self::Pictures => vec![AttachmentKind::Picture],
            Self::Files => vec![
                AttachmentKind::File,
                AttachmentKind::Video,
                AttachmentKind::Audio,
                AttachmentKind::Voice,
            ],
            Self::Links => Vec::new(),
        }
    }
}

/// What the page holds.
#[derive(Clone, Debug)]
pub struct State {
    conversation: ConversationId,
    account: AccountId,
    name: String,
    tab: Tab,
    /// Newest first.
    files: Vec<Filed>,
    /// There are more.
    older: bool,
    links: links::Links,
    /// What is being asked.
    request: Option<RequestId>,
}

/// What happens on the page.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// Show this.
    TabChosen(Tab),
    /// Rows are on screen: the last of them, of so many.
    Scrolled(usize, usize),
    /// Look closely at a picture; the page above does it.
    Looked(Which),
    /// Go to its message; the page above does it.
    Shown(ItemId),
    /// Open a link, by its place in the list.
    LinkPressed(usize),
}

impl State {
    /// The page of a conversation, which asks at once.
    pub fn open(entry: &Conversation) -> (Self, Action<Message>) {
        let mut state = Self {
            conversation: entry.id,
            account: entry.account,
            name: entry.name.clone(),
            tab: Tab::default(),
            files: Vec::new(),
            older: false,
            links: links::Links::default(),
            request: None,
        };
        let asked = state.ask();
        (state, asked)
    }

    /// Whose account it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Which conversation it is.
    pub fn conversation(&self) -> ConversationId {
        self.conversation
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::TabChosen(tab) if tab != self.tab => {
                self.tab = tab;
                self.files.clear();
                self.older = false;
                self.links = links::Links::default();
                self.ask()
            }
            Message::LinkPressed(place) => self.open_link(place),
            Message::Scrolled(last, rows) if self.has_older() && self.request.is_none() => {
                match last + ROWS_AHEAD >= rows {
                    true => self.ask(),
                    false => Action::none(),
                }
            }
            _ => Action::none(),
        }
    }

    /// Asks for what comes after the oldest that is known.
    fn ask(&mut self) -> Action<Message> {
        if self.tab == Tab::Links {
            let (request, asked) = self.links.ask(self.conversation);
            self.request = Some(request);
            return asked;
        }
        let request = engine::request();
        self.request = Some(request);
        Action::send(Command::File(C::Gallery {
            request,
            conversation: self.conversation,
            before: self.files.last().map(|file| file.item),
            limit: PAGE,
            kinds: self.tab.kinds(),
        }))
    }

    /// Takes in what was asked for.
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
        self.files.extend(files.iter().cloned());
        // A page without anything would be asked for without end.
        self.older = *older && !files.is_empty();
    }

    /// The request has failed.
    pub fn finish(&mut self, request: RequestId) {
        if self.request == Some(request) {
            self.request = None;
            // What can't be read is not asked for with every turn of the wheel.
            self.older = false;
            self.links.give_up();
        }
    }

    fn has_older(&self) -> bool {
        self.older || self.links.has_older()
    }

    /// How many there are, of what is shown.
    fn count(&self) -> usize {
        match self.tab {
            Tab::Pictures | Tab::Files => self.files.len(),
            Tab::Links => self.links.len(),
        }
    }

    /// The pictures that can be looked at, oldest first.
    pub fn seen(&self) -> Vec<Seen> {
        let files = self.files.iter().rev();
        let seen = files.filter_map(|it| Seen::of((it.item, it.index), &it.attachment));
        seen.collect()
    }
}

#[cfg(test)]
mod tests {
    use waxwing_core::Timestamp;
    use waxwing_core::command::search::Command as Ask;
    use waxwing_core::event::search::{Event as Found, Hit};
    use waxwing_core::model::{Attachment, Direction, Place};

    use super::*;
    use crate::sample;

    fn filed(seq: u64) -> Filed {
        Filed {
            item: ItemId {
                at: Timestamp(1_000 - seq as i64),
                seq,
            },
            attachment: Attachment {
                name: format!("{seq}.jpg"),
                kind: AttachmentKind::Picture,
                place: Place::Here(format!("/nowhere/{seq}").into()),
                ..Attachment::default()
            },
            ..Filed::default()
        }
    }

    fn asked(action: &Action<Message>) -> Option<(RequestId, Option<ItemId>)> {
        match action.commands.as_slice() {
            [
                Command::File(C::Gallery {
                    request, before, ..
                }),
            ] => Some((*request, *before)),
            _ => None,
        }
    }

    fn asked_links(action: &Action<Message>) -> Option<(RequestId, Option<u64>)> {
        match action.commands.as_slice() {
            [
                Command::Search(Ask::Messages {
                    request, before, ..
                }),
            ] => Some((*request, *before)),
            _ => None,
        }
    }

    /// A message with links.
    fn linked(state: &State, said: &str) -> Hit {
        Hit {
            account: state.account,
            conversation: state.conversation,
            message: sample::message(7, 1, Direction::Incoming, said).into(),
            excerpt: Vec::new(),
        }
    }

    fn found(request: RequestId, hits: Vec<Hit>, older: Option<u64>) -> Found {
        Found::Found {
            request,
            hits,
            older,
            incomplete: false,
        }
    }

    fn told(state: &mut State, request: RequestId, seqs: &[u64], older: bool) {
        state.hear(&Event::Gallery {
            request,
            conversation: state.conversation,
            files: seqs.iter().map(|seq| filed(*seq)).collect(),
            older,
        });
    }

    #[test]
    fn pages_come_as_one_scrolls_and_end() {
        let (mut state, action) = State::open(&sample::conversation(1, "Romy", None));
        let (first, before) = asked(&action).unwrap();
        assert_eq!(before, None);
        assert!(asked(&state.update(Message::Scrolled(0, 0))).is_none());
        told(&mut state, RequestId(first.0 + 1), &[9], false);
        assert!(state.files.is_empty(), "an answer to somebody else");
        told(&mut state, first, &[1, 2, 3], true);
        let (second, before) = asked(&state.update(Message::Scrolled(1, 2))).unwrap();
        assert_eq!(before, Some(filed(3).item));
        assert!(
            asked(&state.update(Message::Scrolled(1, 2))).is_none(),
            "one at a time"
        );
        told(&mut state, second, &[], true);
        assert!(
            asked(&state.update(Message::Scrolled(1, 2))).is_none(),
            "that was all"
        );
        let seen = state.seen();
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[2].which, (filed(1).item, 0), "the newest is the last");
    }

    #[test]
    fn links_are_found_in_what_was_said_and_go_on() {
        let (mut state, _) = State::open(&sample::conversation(1, "Romy", None));
        let chosen = state.update(Message::TabChosen(Tab::Links));
        let (first, before) = asked_links(&chosen).unwrap();
        assert_eq!(before, None);
        let said = "see https://example.org/a, https://example.org/b and javascript:alert(1)";
        let hit = linked(&state, said);
        let on = state.found(&found(first, Vec::new(), Some(70)));
        let (second, before) = asked_links(&on).unwrap();
        assert_eq!(before, Some(70), "nothing yet, and it goes on");
        let on = state.found(&found(second, vec![hit], Some(60)));
        assert!(asked_links(&on).is_none(), "until somebody scrolls");
        assert_eq!(state.count(), 2);
        let (third, before) = asked_links(&state.update(Message::Scrolled(1, 2))).unwrap();
        assert_eq!(before, Some(60));
        assert!(asked_links(&state.found(&found(third, Vec::new(), Some(60)))).is_none());
        assert!(
            asked_links(&state.update(Message::Scrolled(1, 2))).is_none(),
            "that was all"
        );
    }

    #[test]
    fn links_that_can_not_be_read_are_not_asked_for_again_and_again() {
        let (mut state, _) = State::open(&sample::conversation(1, "Romy", None));
        let chosen = state.update(Message::TabChosen(Tab::Links));
        let (first, _) = asked_links(&chosen).unwrap();
        let hit = linked(&state, "https://example.org/");
        let _shown = state.found(&found(first, vec![hit], Some(50)));
        let scrolled = state.update(Message::Scrolled(1, 1));
        let (second, _) = asked_links(&scrolled).unwrap();
        state.finish(second);
        assert_eq!(asked_links(&state.update(Message::Scrolled(1, 1))), None);
    }

    #[test]
    fn another_tab_begins_anew_and_late_answers_are_not_taken() {
        let (mut state, action) = State::open(&sample::conversation(1, "Romy", None));
        let (first, _) = asked(&action).unwrap();
        let (second, before) = asked(&state.update(Message::TabChosen(Tab::Files))).unwrap();
        assert_eq!(before, None);
        told(&mut state, first, &[1], true);
        assert!(state.files.is_empty());
        state.finish(second);
        told(&mut state, second, &[1], true);
        assert!(state.files.is_empty(), "it had failed");
    }
}
