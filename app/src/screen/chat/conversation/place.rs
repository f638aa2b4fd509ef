//! Where in the conversation one is: at its end, or at a message that somebody was led to.

use std::time::Duration;

use iced::Task;
use waxwing_core::command::conversation as command;
use waxwing_core::model::Conversation;
use waxwing_core::{Change, ItemId, Timestamp};

use super::{Message, ROWS_AHEAD, State};
use crate::screen::Action;
use crate::ui::timeline::{self, Row};
use crate::widget::virtual_list::{self, Place};

/// A message that somebody was led to stands out for so long.
const POINTED: Duration = Duration::from_millis(1600);

/// Where the list shall go as soon as it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// To a message.
    Item(ItemId),
    /// To a message that is most likely among the newest.
    Told(ItemId),
    /// To the first one from this time on.
    Time(Timestamp),
    /// To the newest one.
    End,
}

impl State {
    /// Leads to a message; what is around it is loaded if it isn't here.
    pub fn go_to(&mut self, item: ItemId) -> Action<Message> {
        if self.timeline.index_of(item).is_some() {
            return self.point_at(item.seq);
        }
        self.sought = Some(Sought::Item(item));
        self.command(command::Command::OpenAt { at: item.at })
    }

    /// Opens a conversation at a place of its history.
    pub fn open_at(entry: &Conversation, draft: &str, sought: Sought) -> (Self, Action<Message>) {
        let (mut state, _) = Self::open(entry, draft);
        state.at_bottom = false;
        let gone = state.seek(sought);
        (state, gone)
    }

    /// Leads to a place of the history.
    pub fn seek(&mut self, sought: Sought) -> Action<Message> {
        match sought {
            Sought::Item(item) => self.go_to(item),
            Sought::Told(item) if self.loaded => self.go_to(item),
            Sought::Told(_) => {
                self.sought = Some(sought);
                Action::none()
            }
            Sought::End => self.go_to_end(),
            Sought::Time(at) => {
                self.sought = Some(sought);
                self.command(command::Command::OpenAt { at })
            }
        }
    }

    /// Goes to the newest message.
    pub fn go_to_end(&mut self) -> Action<Message> {
        if self.timeline.has_newer() {
            self.sought = Some(Sought::End);
            return self.command(command::Command::Open);
        }
        Action::run(virtual_list::jump_to_end::<Row, _>(timeline::ID))
    }

    /// What was sought may be here now.
    pub(super) fn arrive(&mut self) -> Action<Message> {
        match self.sought {
            Some(Sought::Item(item)) if self.timeline.index_of(item).is_some() => {
                self.sought = None;
                self.point_at(item.seq)
            }
            Some(Sought::Told(item)) if self.loaded => {
                self.sought = None;
                self.go_to(item)
            }
            Some(Sought::Time(at)) if self.loaded => {
                self.sought = None;
                let items = self.timeline.items();
                let place = items.partition_point(|item| item.id.at < at);
                let row = items.get(place).or(items.last()).map(|item| item.id.seq);
                row.map_or_else(Action::none, |row| self.lead(row, Place::Top))
            }
            Some(Sought::End) if !self.timeline.has_newer() => {
                self.sought = None;
                Action::run(virtual_list::jump_to_end::<Row, _>(timeline::ID))
            }
            _ => Action::none(),
        }
    }

    /// Whether a change is the page that was asked for, with or without what was sought.
    pub(super) fn is_page(change: &Change) -> bool {
        matches!(change, Change::Reset { .. } | Change::Around { .. })
    }

    /// Another page is shown. The list tells of it only where other places of it are on screen.
    pub(super) fn turn_page(&mut self) -> Action<Message> {
        if !self.timeline.has_newer() {
            return Action::none();
        }
        self.at_bottom = false;
        match self.timeline.items().len() {
            few if few <= ROWS_AHEAD => self.load_newer(few),
            _ => Action::none(),
        }
    }

    fn point_at(&mut self, row: Row) -> Action<Message> {
        self.lead(row, Place::Centre)
    }

    fn lead(&mut self, row: Row, place: Place) -> Action<Message> {
        self.pointed_at = Some(row);
        let jump = virtual_list::jump_to(timeline::ID, row, place);
        let rest = async { tokio::time::sleep(POINTED).await };
        let over = Task::perform(rest, move |()| Message::PointedEnough(row));
        Action::run(jump).and(Action::run(over))
    }

    /// It need not stand out any more.
    pub(super) fn point_no_more(&mut self, row: Row) {
        if self.pointed_at == Some(row) {
            self.pointed_at = None;
        }
    }

    /// Asks for the page after the last one where the end of what is loaded comes near.
    pub(super) fn load_newer(&mut self, last: usize) -> Action<Message> {
        let newest = self.newest();
        match newest {
            Some(after)
                if last + ROWS_AHEAD >= self.timeline.items().len()
                    && self.timeline.has_newer()
                    && self.awaited_after != Some(after) =>
            {
                self.awaited_after = Some(after);
                self.command(command::Command::LoadNewer { after })
            }
            _ => Action::none(),
        }
    }
}
