//! The list of conversations: a field to search in, rows, and a mark that the arrow keys move.

mod found;
mod lines;
mod preview;
pub mod view;

use std::collections::BTreeSet;

use iced::Task;
use waxwing_core::model::Conversation;
use waxwing_core::query::Key as Filter;
use waxwing_core::{AccountId, ConversationId, ItemId, Timestamp};

use self::lines::{GroupKey, Line};
use crate::screen::chat::{ContactDeed, search};
use crate::screen::{Action, Context};
use crate::widget::focus;
use crate::widget::virtual_list;

/// The filter's name among the widgets.
const FILTER: &str = "sidebar-filter";
/// The list's name among the widgets.
const LIST: &str = "sidebar-list";

/// What the list holds.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What is looked for among the names, and in everything that was said.
    search: search::State,
    /// The filters are shown although nothing was typed yet.
    ready: bool,
    marked: Option<ConversationId>,
    /// The mark stands on this hit instead.
    marked_hit: Option<u64>,
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
    /// In the search.
    Search(search::Message),
    /// Enter in the field.
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
    /// Show a message that was found.
    Show(ConversationId, ItemId),
    /// Show what was said around a time, which is only on the server.
    Fetch(ConversationId, Timestamp),
    /// Choose a day for a filter.
    Day(Filter),
}

impl State {
    /// Gives the field the focus.
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
            Message::Search(message) => self.look_for(message, context),
            Message::Submitted => (Action::none(), self.submit(context)),
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
                (self.look_ahead(window.last, context), None)
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
        if self.is_searching() {
            return self.called(context);
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
            false if self.search.text().trim().is_empty() => lines::plain(&rows),
            false => found::lines(&rows, &self.search),
        }
    }

    /// Whoever looks for somebody sees those who fit, and no groups.
    fn is_divided(&self, context: &Context<'_>) -> bool {
        let all = self.search.text().trim().is_empty() && !self.shows_archive(context);
        context.by_groups && context.world.has_groups() && all
    }

    /// Puts the mark on a row, and scrolls to it.
    pub fn highlight(&mut self, id: ConversationId, context: &Context<'_>) -> Action<Message> {
        self.marked = Some(id);
        self.marked_hit = None;
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
            tight: false,
        }
    }

    fn typed(text: &str) -> Message {
        Message::Search(search::Message::Typed(text.to_owned()))
    }

    #[test]
    fn enter_opens_the_only_match_or_the_marked_row() {
        let world = world();
        let context = context(&world);
        let mut state = State::default();
        assert_eq!(state.update(Message::Submitted, &context).1, None);
        let _ = state.update(typed("cl"), &context);
        assert_eq!(
            state.update(Message::Submitted, &context).1,
            Some(Wish::Open(ConversationId(3)))
        );
        assert!(state.search.text().is_empty());
        let _ = state.update(typed("e"), &context);
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
