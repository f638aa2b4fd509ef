//! The list of conversations: a filter, rows, and a mark that the arrow keys move.

mod lines;
mod preview;
pub mod view;

use std::collections::BTreeSet;

use iced::Task;
use waxwing_core::model::Conversation;
use waxwing_core::{AccountId, ConversationId};

use self::lines::{GroupKey, Line};
use crate::screen::chat::ContactDeed;
use crate::screen::{Action, Context};
use crate::widget::focus;
use crate::widget::virtual_list::{self, Place};

/// The filter's name among the widgets.
const FILTER: &str = "sidebar-filter";
/// The list's name among the widgets.
const LIST: &str = "sidebar-list";

/// What the list holds.
#[derive(Clone, Debug, Default)]
pub struct State {
    filter: String,
    marked: Option<ConversationId>,
    /// Only what stands in this is shown.
    folder: Option<Folder>,
    /// The archived are shown.
    archive: bool,
    /// First and last row on screen.
    window: Option<(usize, usize)>,
    /// Groups of which only the name is shown.
    folded: BTreeSet<GroupKey>,
}

/// What conversations stand in together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folder {
    /// A label of one's own.
    Label(String),
    /// An account, where there are several.
    Account(AccountId),
}

/// What happens in the list.
#[derive(Clone, Debug)]
pub enum Message {
    /// The filter was changed.
    Filtered(String),
    /// Enter in the filter.
    Submitted,
    /// A row was pressed.
    Pressed(ConversationId),
    /// The mark moves so many rows.
    Marked(isize),
    /// A group is folded, or unfolded.
    Folded(GroupKey),
    /// Other rows are on screen.
    Window(virtual_list::Window),
    /// Only this is shown.
    Chosen(Option<Folder>),
    /// The archived are shown, or all the others again.
    ArchiveToggled,
    /// Something is done with the contact of a row.
    Contact(ConversationId, ContactDeed),
}

/// What the page has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Open a conversation.
    Open(ConversationId),
    /// Do something with a contact.
    Contact(ConversationId, ContactDeed),
}

impl State {
    /// Gives the filter the focus.
    pub fn focus<M: Send + 'static>() -> Task<M> {
        focus::to(FILTER)
    }

    /// Takes in what happened, and what the person wants of the page.
    pub fn update(
        &mut self,
        message: Message,
        context: &Context<'_>,
    ) -> (Action<Message>, Option<Wish>) {
        match message {
            Message::Filtered(text) => {
                self.filter = text;
                self.marked = self.rows(context).first().copied();
                (Action::none(), None)
            }
            Message::Submitted => {
                let rows = self.rows(context);
                let chosen = self.marked.filter(|id| rows.contains(id));
                let chosen = chosen.or_else(|| (rows.len() == 1).then(|| rows[0]));
                if chosen.is_some() {
                    self.clear();
                }
                (Action::none(), chosen.map(Wish::Open))
            }
            Message::Pressed(id) => {
                self.clear();
                (Action::none(), Some(Wish::Open(id)))
            }
            Message::Contact(id, deed) => (Action::none(), Some(Wish::Contact(id, deed))),
            Message::Chosen(folder) => {
                self.folder = folder;
                (Action::none(), None)
            }
            Message::ArchiveToggled => {
                self.toggle_archive();
                (Action::none(), None)
            }
            Message::Marked(steps) => (self.mark(steps, context), None),
            Message::Folded(group) => {
                if !self.folded.remove(&group) {
                    self.folded.insert(group);
                }
                (Action::none(), None)
            }
            Message::Window(window) => {
                self.window = Some((window.first, window.last));
                (Action::none(), None)
            }
        }
    }

    /// The rows that pass the filter, in the order in which they stand.
    pub fn rows(&self, context: &Context<'_>) -> Vec<ConversationId> {
        let rows = self.shown(context);
        match self.is_divided(context) {
            true => lines::order(context.world, &rows),
            false => rows,
        }
    }

    /// The conversations that are shown, newest message first.
    fn shown(&self, context: &Context<'_>) -> Vec<ConversationId> {
        if !self.filter.trim().is_empty() {
            return context.world.matching(&self.filter);
        }
        if self.shows_archive(context) {
            return context.world.archived().to_vec();
        }
        let rows = context.world.order().iter().copied();
        match self.chosen(context) {
            None => rows.collect(),
            Some(folder) => rows
                .filter(|id| {
                    let entry = context.world.conversation(*id);
                    entry.is_some_and(|entry| folder.holds(entry))
                })
                .collect(),
        }
    }

    /// Whether the archived are shown; where there are none any more, all the others are.
    pub fn shows_archive(&self, context: &Context<'_>) -> bool {
        self.archive && !context.world.archived().is_empty()
    }

    /// Shows the archived, or all the others again.
    pub fn toggle_archive(&mut self) {
        self.archive = !self.archive;
    }

    /// The folder that is shown, as long as there is one.
    fn chosen(&self, context: &Context<'_>) -> Option<&Folder> {
        let folder = self.folder.as_ref()?;
        Folder::all(context).contains(folder).then_some(folder)
    }

    /// What stands in the list.
    fn lines<'a>(&self, context: &Context<'a>) -> Vec<Line<'a>> {
        let rows = self.shown(context);
        match self.is_divided(context) {
            true => lines::grouped(context.world, &rows, &self.folded),
            false => lines::plain(&rows),
        }
    }

    /// Whoever looks for somebody sees those who fit, and no groups.
    fn is_divided(&self, context: &Context<'_>) -> bool {
        let all = self.filter.trim().is_empty() && !self.shows_archive(context);
        context.by_groups && context.world.has_groups() && all
    }

    /// Shows only what fits.
    pub fn set_filter(&mut self, words: String) {
        self.filter = words;
    }

    /// Empties the filter, or leaves the archive; whether there was something to leave.
    pub fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.filter).is_empty()
    }

    /// Puts the mark on a row, and scrolls to it.
    pub fn highlight(&mut self, id: ConversationId, context: &Context<'_>) -> Action<Message> {
        self.marked = Some(id);
        self.show_mark(context)
    }

    /// The row so many places below another, or above; the first where there is no other.
    pub fn neighbour(
        &self,
        from: Option<ConversationId>,
        steps: isize,
        context: &Context<'_>,
    ) -> Option<ConversationId> {
        let rows = self.rows(context);
        let last = rows.len().checked_sub(1)?;
        let place = from.and_then(|from| rows.iter().position(|id| *id == from));
        let target = match place {
            Some(place) => place.saturating_add_signed(steps).min(last),
            None if steps < 0 => last,
            None => 0,
        };
        rows.get(target).copied()
    }

    fn mark(&mut self, steps: isize, context: &Context<'_>) -> Action<Message> {
        self.marked = self.neighbour(self.marked, steps, context);
        self.show_mark(context)
    }

    fn show_mark(&self, context: &Context<'_>) -> Action<Message> {
        let lines = self.lines(context);
        let is_marked =
            |line: &Line<'_>| matches!(line, Line::Contact(_, id) if Some(*id) == self.marked);
        let place = lines.iter().position(is_marked);
        match (place, self.window) {
            (Some(place), Some((first, _))) if place <= first => {
                let key = lines[place].key();
                Action::run(virtual_list::jump_to(LIST, key, Place::Top))
            }
            (Some(place), Some((_, last))) if place >= last => {
                let key = lines[place].key();
                Action::run(virtual_list::jump_to(LIST, key, Place::Bottom))
            }
            _ => Action::none(),
        }
    }
}

impl Folder {
    /// Those that there are: one's own by name, then the accounts.
    fn all(context: &Context<'_>) -> Vec<Self> {
        let labels = context.world.folders().into_iter().map(Self::Label);
        let several = context.world.has_several();
        let accounts = context.world.accounts().filter(|_| several);
        labels
            .chain(accounts.map(|account| Self::Account(account.id)))
            .collect()
    }

    fn holds(&self, entry: &Conversation) -> bool {
        match self {
            Self::Label(name) => entry.folder == *name,
            Self::Account(id) => entry.account == *id,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sample;
    use crate::theme::palette;
    use crate::world::World;

    fn world() -> World {
        let mut world = World::default();
        for (id, name) in [(1, "Anna"), (2, "Ben"), (3, "Cleo")] {
            world.put(Arc::new(sample::conversation(id, name, None)));
        }
        world.sort();
        world
    }

    fn context(world: &World) -> Context<'_> {
        Context {
            world,
            now: sample::NOW,
            tokens: &palette::LIGHT,
            focused: true,
            narrow: false,
            wide: false,
            by_groups: false,
        }
    }

    #[test]
    fn enter_opens_the_only_match_or_the_marked_row() {
        let world = world();
        let context = context(&world);
        let mut state = State::default();
        assert_eq!(state.update(Message::Submitted, &context).1, None);
        let _ = state.update(Message::Filtered("cl".to_owned()), &context);
        assert_eq!(
            state.update(Message::Submitted, &context).1,
            Some(Wish::Open(ConversationId(3)))
        );
        assert!(state.filter.is_empty());
        let _ = state.update(Message::Filtered("e".to_owned()), &context);
        let _ = state.update(Message::Marked(1), &context);
        assert_eq!(
            state.update(Message::Submitted, &context).1,
            Some(Wish::Open(ConversationId(3)))
        );
    }

    #[test]
    fn the_mark_stops_at_both_ends() {
        let world = world();
        let context = context(&world);
        let state = State::default();
        let neighbour = |from: Option<u32>, steps| {
            state
                .neighbour(from.map(ConversationId), steps, &context)
                .map(|id| id.0)
        };
        assert_eq!(neighbour(None, 1), Some(1));
        assert_eq!(neighbour(None, -1), Some(3));
        assert_eq!(neighbour(Some(1), -1), Some(1));
        assert_eq!(neighbour(Some(2), 1), Some(3));
        assert_eq!(neighbour(Some(3), 9), Some(3));
    }
}
