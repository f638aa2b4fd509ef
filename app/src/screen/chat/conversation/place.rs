//! Where in the conversation one is: at its end, or at a message that somebody was led to.

use std::time::Duration;

use iced::Task;
use waxwing_core::command::conversation as command;
use waxwing_core::{Change, ItemId};

use super::{Message, ROWS_AHEAD, State};
use crate::screen::Action;
use crate::ui::timeline::{self, Row};
use crate::widget::virtual_list::{self, Place};

/// A message that somebody was led to stands out for so long.
const POINTED: Duration = Duration::from_millis(1600);

/// Where the list shall go as soon as it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// To a message.
    Item(ItemId),
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
        self.pointed_at = Some(row);
        let jump = virtual_list::jump_to(timeline::ID, row, Place::Centre);
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
