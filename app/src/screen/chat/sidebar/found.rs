//! The list while something is looked for: the conversations whose names have it, and below them the
//! messages that do.

use iced::Task;
use waxwing_core::ConversationId;

use super::lines::Line;
use super::{LIST, Message, State, Wish};
use crate::screen::chat::search;
use crate::screen::{Action, Context};
use crate::widget::virtual_list::{self, Place};

/// What else stands in the list while something is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Found {
    /// Above the conversations.
    People,
    /// Above the messages.
    Messages,
    /// A message that was found, by its row.
    Hit(u64),
    /// Above what is only on a server.
    OnServer,
    /// Something that a server has found, by its place.
    Kept(usize),
    /// What is missing, and why.
    Condition,
}

/// Where the mark can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Talk(ConversationId),
    Hit(u64),
}

/// So many conversations stand above the messages that were found.
const ABOVE: usize = 5;

/// The lines of the list: `rows` are the conversations with such a name.
pub(super) fn lines(rows: &[ConversationId], search: &search::State) -> Vec<Line<'static>> {
    let talks = rows.iter().map(|id| Line::Contact(None, *id));
    if search.query().is_empty() {
        let wrong = search.query().wrong.first();
        let condition = wrong.map(|_| Line::Found(Found::Condition));
        return condition.into_iter().chain(talks).collect();
    }
    let mut lines: Vec<Line<'_>> = talks.take(ABOVE).collect();
    if !lines.is_empty() {
        lines.insert(0, Line::Found(Found::People));
    }
    if !search.hits().is_empty() {
        lines.push(Line::Found(Found::Messages));
    }
    let hits = search.hits().iter();
    lines.extend(hits.map(|hit| Line::Found(Found::Hit(hit.message.id.seq))));
    let kept = search.kept().count();
    if kept > 0 {
        lines.push(Line::Found(Found::OnServer));
    }
    lines.extend((0..kept).map(|place| Line::Found(Found::Kept(place))));
    lines.push(Line::Found(Found::Condition));
    lines
}

impl State {
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

    /// Whether anything is looked for.
    pub fn is_searching(&self) -> bool {
        !self.search.query().is_empty()
    }

    /// The conversations whose names have what is typed; none where only filters are.
    pub(super) fn called(&self, context: &Context<'_>) -> Vec<ConversationId> {
        let names = self.search.query().words.replace('"', "");
        match names.trim().is_empty() {
            true => Vec::new(),
            false => context.world.matching(&names),
        }
    }

    /// Shows only what fits.
    pub fn set_filter(&mut self, words: String, context: &Context<'_>) -> Action<Message> {
        self.search.set_text(words, context)
    }

    /// Empties the field; whether there was something to leave.
    pub fn clear(&mut self) -> bool {
        let ready = std::mem::take(&mut self.ready);
        self.marked_hit = None;
        self.search.clear() || ready
    }

    pub(super) fn look_for(
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
                self.marked_hit = Some(item.seq);
                return (Action::none(), Some(Wish::Show(id, item)));
            }
            M::ServersAsked => return (self.search.ask_servers(context), None),
            M::KeptPressed(id, at) => return (Action::none(), Some(Wish::Fetch(id, at))),
            M::Stepped(_) | M::Window(_) | M::Folded => return (Action::none(), None),
        };
        self.marked_hit = None;
        self.marked = self.rows(context).first().copied();
        (action, None)
    }

    /// Asks for more hits when the last ones come near.
    pub(super) fn look_ahead(&mut self, last: usize, context: &Context<'_>) -> Action<Message> {
        let lines = self.lines(context);
        let seen = lines.iter().take(last + 1);
        let seen = seen.filter(|line| matches!(line, Line::Found(Found::Hit(_))));
        match seen.count() {
            0 => Action::none(),
            seen => self.search.look(seen, context),
        }
    }

    /// What Enter means: the marked row, or the only one there is.
    pub(super) fn submit(&mut self, context: &Context<'_>) -> Option<Wish> {
        let stops = self.stops(context);
        let marked = self.stop().filter(|stop| stops.contains(stop));
        let chosen = marked.or_else(|| (stops.len() == 1).then(|| stops[0]));
        let first = stops.first().copied();
        let found = first.filter(|stop| matches!(stop, Stop::Hit(_)));
        match chosen.or(found)? {
            Stop::Talk(id) => {
                self.clear();
                Some(Wish::Open(id))
            }
            Stop::Hit(row) => {
                let mut hits = self.search.hits().iter();
                let hit = hits.find(|hit| hit.message.id.seq == row)?;
                let (id, item) = (hit.conversation, hit.message.id);
                self.marked_hit = Some(row);
                self.search.set_current(item);
                Some(Wish::Show(id, item))
            }
        }
    }

    /// Goes to the next hit, or to the one before.
    pub fn step(&mut self, steps: isize) -> Option<(ConversationId, waxwing_core::ItemId)> {
        let hit = self.search.step(steps)?;
        let found = (hit.conversation, hit.message.id);
        self.marked_hit = Some(found.1.seq);
        Some(found)
    }

    fn stop(&self) -> Option<Stop> {
        let hit = self.marked_hit.map(Stop::Hit);
        hit.or(self.marked.map(Stop::Talk))
    }

    /// The rows that the mark can stand on.
    fn stops(&self, context: &Context<'_>) -> Vec<Stop> {
        let lines = self.lines(context).into_iter();
        lines.filter_map(|line| stop_of(&line)).collect()
    }

    /// Moves the mark.
    pub(super) fn mark(&mut self, steps: isize, context: &Context<'_>) -> Action<Message> {
        if !self.is_searching() {
            self.marked = self.neighbour(self.marked, steps, context);
            self.marked_hit = None;
            return self.show_mark(context);
        }
        let stops = self.stops(context);
        let Some(last) = stops.len().checked_sub(1) else {
            return Action::none();
        };
        let marked = self.stop();
        let place = stops.iter().position(|stop| Some(*stop) == marked);
        let target = match place {
            Some(place) => place.saturating_add_signed(steps).min(last),
            None if steps < 0 => last,
            None => 0,
        };
        match stops[target] {
            Stop::Talk(id) => (self.marked, self.marked_hit) = (Some(id), None),
            Stop::Hit(row) => self.marked_hit = Some(row),
        }
        self.show_mark(context)
    }

    /// Scrolls to the mark.
    pub fn show_mark(&self, context: &Context<'_>) -> Action<Message> {
        let lines = self.lines(context);
        let marked = self.stop();
        let is_marked = |line: &Line<'_>| marked.is_some() && stop_of(line) == marked;
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

fn stop_of(line: &Line<'_>) -> Option<Stop> {
    match line {
        Line::Contact(_, id) => Some(Stop::Talk(*id)),
        Line::Found(Found::Hit(row)) => Some(Stop::Hit(*row)),
        Line::Heading(_) | Line::Found(_) => None,
    }
}
