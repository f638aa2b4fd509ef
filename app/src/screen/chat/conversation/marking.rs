//! Marking several messages, to copy, forward or delete them together.

use std::collections::BTreeSet;

use waxwing_core::ItemId;

use super::{Message, SharedMessage, State, Wish};
use crate::screen::{Action, Context};
use crate::ui::composer;
use crate::ui::message::body::Names;
use crate::ui::message::{is_said, row_id};
use crate::ui::timeline::{self, Row};
use crate::widget::{focus, virtual_list};
use crate::{clipboard, format, tr};

impl State {
    /// Marks a message, or no longer. Who unmarks the last one is done.
    pub(super) fn mark(&mut self, item: ItemId) -> Action<Message> {
        let row = item.seq;
        let marks = self.marks.get_or_insert_default();
        if !marks.remove(&row) {
            marks.insert(row);
        }
        match marks.is_empty() {
            true => self.unmark(),
            false => Action::run(focus::to(row_id(row))),
        }
    }

    /// Marks on to the message above or below; going back unmarks.
    pub(super) fn mark_on(&mut self, item: ItemId, steps: isize) -> Action<Message> {
        let place = self.timeline.index_of(item);
        let next = place.and_then(|place| place.checked_add_signed(steps));
        let Some(next) = next.and_then(|place| self.timeline.items().get(place)) else {
            return Action::none();
        };
        let row = next.id.seq;
        let marks = self.marks.get_or_insert_default();
        match marks.contains(&row) {
            true => marks.remove(&item.seq),
            false => marks.insert(row),
        };
        Action::run(focus::to(row_id(row)))
    }

    /// Begins with the newest message.
    pub fn mark_newest(&mut self) -> Action<Message> {
        let mut items = self.timeline.items().iter().rev();
        match items
            .find(|item| item.retracted_at.is_none())
            .map(|item| item.id)
        {
            Some(item) => {
                Action::run(virtual_list::jump_to_end::<Row, _>(timeline::ID)).and(self.mark(item))
            }
            None => Action::none(),
        }
    }

    /// Marks nothing any more.
    pub fn unmark(&mut self) -> Action<Message> {
        self.marks = None;
        Action::run(composer::State::focus())
    }

    /// The marked messages, oldest first.
    pub fn marked(&self) -> impl Iterator<Item = &SharedMessage> {
        let items = self.timeline.items().iter();
        items.filter(|item| {
            let marks = self.marks.as_ref();
            marks.is_some_and(|marks| marks.contains(&item.id.seq))
        })
    }

    /// Forgets marks of messages that are gone.
    pub(super) fn settle_marks(&mut self) {
        let Some(marks) = &mut self.marks else {
            return;
        };
        let timeline = &self.timeline;
        let still: BTreeSet<Row> = marks
            .iter()
            .copied()
            .filter(|row| timeline.index_of_row(*row).is_some())
            .collect();
        self.marks = (!still.is_empty()).then_some(still);
    }

    /// Puts the marked messages on the clipboard, each with who said it and when; one alone without.
    pub(super) fn copy_marked(&mut self, context: &Context<'_>) -> Action<Message> {
        let marked = self.marked().filter(|item| !item.is_unreadable());
        let marked: Vec<&SharedMessage> = marked.collect();
        let Some(entry) = context.world.conversation(self.id) else {
            return Action::none();
        };
        let names = Names::new(entry, context.world);
        let text = match marked.as_slice() {
            [] => return self.unmark(),
            [only] => only.text.clone(),
            several => {
                let said = several.iter().map(|item| {
                    let who = names.by(item);
                    let at = format::moment(item.id.at, context.now);
                    let head = tr!("marked-copied", name = who, time = at);
                    [head.as_str(), item.text.as_str()].join("\n")
                });
                said.collect::<Vec<_>>().join("\n\n")
            }
        };
        Action::run(clipboard::copy(text)).and(self.unmark())
    }

    /// What can be said again somewhere else.
    pub(super) fn forward_marked(&self) -> Action<Message> {
        let items = self.marked().filter(|item| is_said(item));
        let items: Vec<ItemId> = items.map(|item| item.id).collect();
        wish(Wish::Forward(items))
    }

    /// What of it can be deleted is asked by the page.
    pub(super) fn delete_marked(&self) -> Action<Message> {
        wish(Wish::Delete(self.marked().map(|item| item.id).collect()))
    }
}

/// Something that the page has to do.
pub(super) fn wish(wish: Wish) -> Action<Message> {
    Action::run(iced::Task::done(Message::Wished(wish)))
}
