//! The list of conversations: a field to search in, rows, and a mark that the arrow keys move.

pub mod row;
pub mod view;

use iced::Task;
use waxwing_core::{ConversationId, ItemId};

use self::row::Row;
use crate::screen::chat::{ContactDeed, search};
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
    /// What is looked for among the names, and in everything that was said.
    search: search::State,
    /// The filters are shown although nothing was typed yet.
    ready: bool,
    marked: Option<Row>,
    /// First and last row on screen.
    window: Option<(usize, usize)>,
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
    /// Other rows are on screen.
    Window(virtual_list::Window),
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
    /// Choose a day for a filter.
    Day(waxwing_core::query::Key),
}

impl State {
    /// Gives the field the focus.
    pub fn focus<M: Send + 'static>() -> Task<M> {
        focus::to(FILTER)
    }

    /// Gives the field the focus, and shows what can be asked for.
    pub fn begin<M: Send + 'static>(&mut self) -> Task<M> {
        self.ready = true;
        Self::focus()
    }

    /// What is looked for.
    pub fn search(&self) -> &search::State {
        &self.search
    }

    /// The same, to take in what was found.
    pub fn search_mut(&mut self) -> &mut search::State {
        &mut self.search
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
            Message::Marked(steps) => (self.mark(steps, context), None),
            Message::Window(window) => {
                self.window = Some((window.first, window.last));
                let rows = row::rows(self, context);
                let seen = rows.iter().take(window.last + 1);
                let seen = seen.filter(|row| matches!(row, Row::Hit(_))).count();
                let more = match seen {
                    0 => Action::none(),
                    seen => self.search.look(seen, context),
                };
                (more, None)
            }
        }
    }

    /// The conversations whose names have what is typed.
    pub fn rows(&self, context: &Context<'_>) -> Vec<ConversationId> {
        let query = self.search.query();
        let names = query.words.replace('"', "");
        let filters = names.trim().is_empty() && !query.is_empty();
        match filters {
            true => Vec::new(),
            false => context.world.matching(&names),
        }
    }

    /// Shows only what fits.
    pub fn set_filter(&mut self, words: String, context: &Context<'_>) -> Action<Message> {
        self.search.set_text(words, context)
    }

    /// Empties the field; whether there was something in it.
    pub fn clear(&mut self) -> bool {
        let ready = std::mem::take(&mut self.ready);
        self.search.clear() || ready
    }

    fn look_for(
        &mut self,
        message: search::Message,
        context: &Context<'_>,
    ) -> (Action<Message>, Option<Wish>) {
        use search::Message as M;
        let action = match message {
            M::Typed(text) => self.search.set_text(text, context),
            M::Put(key, value, on) => {
                let put = self.search.put(key, &value, on, context);
                put.and(Action::run(Self::focus()))
            }
            M::Retried => self.search.retry(context),
            M::Closed => {
                self.clear();
                Action::none()
            }
            M::DayWanted(key) => return (Action::none(), Some(Wish::Day(key))),
            M::Pressed(id, item) => {
                self.search.set_current(item);
                self.marked = Some(Row::Hit(item.seq));
                return (Action::none(), Some(Wish::Show(id, item)));
            }
            M::Stepped(_) | M::Window(_) | M::Folded => return (Action::none(), None),
        };
        self.marked = self.rows(context).first().copied().map(Row::Talk);
        (action, None)
    }

    /// What Enter means: the marked row, or the only one there is.
    fn submit(&mut self, context: &Context<'_>) -> Option<Wish> {
        let rows = self.stops(context);
        let marked = self.marked.filter(|row| rows.contains(row));
        let chosen = marked.or_else(|| (rows.len() == 1).then(|| rows[0]));
        let first = rows.first().copied();
        let found = first.filter(|row| matches!(row, Row::Hit(_)));
        match chosen.or(found)? {
            Row::Talk(id) => {
                self.clear();
                Some(Wish::Open(id))
            }
            Row::Hit(row) => {
                let mut hits = self.search.hits().iter();
                let hit = hits.find(|hit| hit.message.id.seq == row)?;
                let (id, item) = (hit.conversation, hit.message.id);
                self.marked = Some(Row::Hit(row));
                self.search.set_current(item);
                Some(Wish::Show(id, item))
            }
            _ => None,
        }
    }

    /// The next hit, or the one before; the list follows.
    pub fn step(
        &mut self,
        steps: isize,
        context: &Context<'_>,
    ) -> Option<(ConversationId, ItemId)> {
        let hit = self.search.step(steps)?;
        let found = (hit.conversation, hit.message.id);
        self.marked = Some(Row::Hit(found.1.seq));
        let _ = context;
        Some(found)
    }

    /// Puts the mark on a row, and scrolls to it.
    pub fn highlight(&mut self, id: ConversationId, context: &Context<'_>) -> Action<Message> {
        self.marked = Some(Row::Talk(id));
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

    /// The rows that the mark can stand on.
    fn stops(&self, context: &Context<'_>) -> Vec<Row> {
        let rows = row::rows(self, context).into_iter();
        rows.filter(|row| matches!(row, Row::Talk(_) | Row::Hit(_)))
            .collect()
    }

    fn mark(&mut self, steps: isize, context: &Context<'_>) -> Action<Message> {
        let rows = self.stops(context);
        let Some(last) = rows.len().checked_sub(1) else {
            return Action::none();
        };
        let place = rows.iter().position(|row| Some(*row) == self.marked);
        let target = match place {
            Some(place) => place.saturating_add_signed(steps).min(last),
            None if steps < 0 => last,
            None => 0,
        };
        self.marked = rows.get(target).copied();
        self.show_mark(context)
    }

    /// Scrolls to the mark.
    pub fn show_mark(&self, context: &Context<'_>) -> Action<Message> {
        let rows = row::rows(self, context);
        let place = rows.iter().position(|row| Some(*row) == self.marked);
        match (place, self.window) {
            (Some(place), Some((first, _))) if place <= first => {
                Action::run(virtual_list::jump_to(LIST, rows[place], Place::Top))
            }
            (Some(place), Some((_, last))) if place >= last => {
                Action::run(virtual_list::jump_to(LIST, rows[place], Place::Bottom))
            }
            _ => Action::none(),
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
