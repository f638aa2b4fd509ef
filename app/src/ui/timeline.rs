//! The messages of a conversation as a list: which of them belong together, and what stands between.

mod folded;

use std::collections::{BTreeSet, HashSet};

use iced::widget::{Column, column, container};
use iced::{Fill, padding};
use waxwing_core::Timeline;
use waxwing_core::model::{Direction, Message, Room, State};

use crate::format;
use crate::screen::Context;
use crate::theme::space;
use crate::ui::message::body::Names;
use crate::ui::message::{self, Doing, Mark, Place, SeenHere, Sounds};
use crate::widget::virtual_list::{self, virtual_list};
use crate::widget::{Element, focus};

/// What a row is known by: the `seq` of its message, for its place may change.
pub type Row = u64;

/// The list's name among the widgets.
pub const ID: &str = "timeline";

/// Messages of one side within this time stand together, in microseconds.
const GROUP: i64 = 5 * 60 * 1_000_000;

/// The widest the column of messages grows.
pub const WIDEST: f32 = 720.0;

/// What the list shows besides the messages themselves.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Names the conversation, so that each keeps its position.
    pub feed: u64,
    /// The loaded messages.
    pub timeline: &'a Timeline,
    /// The first message that had not been seen when the conversation was opened.
    pub unread: Option<Row>,
    /// Long messages that are shown whole.
    pub unfolded: &'a HashSet<Row>,
    /// Covered messages that are shown.
    pub uncovered: &'a HashSet<Row>,
    /// The message that somebody was led to a moment ago.
    pub pointed_at: Option<Row>,
    /// The marked messages, while messages are being marked.
    pub marked: Option<&'a BTreeSet<Row>>,
    /// The account is connected.
    pub online: bool,
    /// We run the group: what others say can be deleted for everybody.
    pub moderates: bool,
    /// What is said here is encrypted.
    pub encrypted: bool,
    /// The group, where it is one.
    pub room: Option<&'a Room>,
    /// Who speaks here.
    pub names: Names<'a>,
    /// What is listened to.
    pub sounds: Sounds<'a>,
}

/// What happens in the list.
#[derive(Clone, Debug)]
pub enum Event {
    /// Something is done with a message.
    Doing(Doing),
    /// Other rows are on screen.
    Window(virtual_list::Window),
}

/// The list.
pub fn view<'a>(shown: Shown<'a>, context: Context<'a>) -> Element<'a, Event> {
    let items = shown.timeline.items();
    let list = virtual_list(
        shown.feed,
        items.len(),
        move |index| {
            items
                .get(index)
                .map_or_else(Row::default, |item| item.id.seq)
        },
        move |row| shown.timeline.index_of_row(row),
        move |index| row(shown, context, index),
    )
    .id(ID)
    .start(shown.pointed_at.or(shown.unread))
    .unfinished(shown.timeline.has_newer())
    .on_window(Event::Window);
    focus::roving(list).newest_first().into()
}

fn row<'a>(shown: Shown<'a>, context: Context<'a>, index: usize) -> Element<'a, Event> {
    let items = shown.timeline.items();
    let Some(item) = items.get(index) else {
        return iced::widget::space().into();
    };
    let before = index.checked_sub(1).and_then(|index| items.get(index));
    let after = items.get(index + 1);
    let unread = shown.unread == Some(item.id.seq);
    let place = Place {
        first: unread || !before.is_some_and(|before| together(shown, before, item)),
        last: !after.is_some_and(|after| {
            shown.unread != Some(after.id.seq) && together(shown, item, after)
        }),
        unfolded: shown.unfolded.contains(&item.id.seq),
        uncovered: shown.uncovered.contains(&item.id.seq),
        pointed_at: shown.pointed_at == Some(item.id.seq),
        marked: shown.marked.map(|marked| marked.contains(&item.id.seq)),
        online: shown.online,
        moderates: shown.moderates,
        ignored: is_ignored(item, shown.room),
        mark: Mark::of(item, shown.encrypted),
        names: shown.names,
        sounds: shown.sounds,
        seen: SeenHere {
            all: shown.room.map_or(&[], |room| &room.seen),
            from: item.id,
            before: after.map(|after| after.id),
            author: item.author.as_ref(),
        },
    };
    let day = |item: &Message| {
        message::day_line(format::day_line(
            format::day(item.id.at),
            format::day(context.now),
        ))
    };
    let nothing = || iced::widget::space().into();
    let first = before.is_none() && !shown.timeline.has_older();
    let next_day = after.filter(|after| begins_day(item, after));
    // Each has its place, also while it is empty: a row that moves keeps its selection and its menu.
    let parts: Column<'a, Event> = column![
        if first { day(item) } else { nothing() },
        if unread {
            message::unread_line()
        } else {
            nothing()
        },
        match folded::is_hidden(&shown, index) {
            true => nothing(),
            false => said(shown, place, context, index),
        },
        next_day.map_or_else(nothing, |after| day(after)),
    ];
    let column = container(parts.width(Fill))
        .max_width(WIDEST)
        .padding(padding::horizontal(space::L));
    container(column).center_x(Fill).into()
}

/// A message, or the line in place of several that can't be read; below those that were unfolded it folds them.
fn said<'a>(
    shown: Shown<'a>,
    place: Place<'a>,
    context: Context<'a>,
    index: usize,
) -> Element<'a, Event> {
    let Some(item) = shown.timeline.items().get(index) else {
        return iced::widget::space().into();
    };
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let (folded, unfolded) = (
        folded::count(&shown, index),
        folded::unfolded(&shown, index),
    );
    let nothing = || iced::widget::space().into();
    let words = match folded {
        1 => message::view(item, place, &context),
        _ => nothing(),
    };
    // The line has its place, whether they are folded or not: so it keeps the focus when it is pressed.
    let line = match (folded, unfolded) {
        (1, 0 | 1) => nothing(),
        (1, several) => message::folded(item.id, count(several), true),
        (several, _) => message::folded(item.id, count(several), false),
    };
    let said: Element<'a, Doing> = column![words, line].width(Fill).into();
    said.map(Event::Doing)
}

/// Whether it is of somebody whom the person does not want to hear.
fn is_ignored(item: &Message, room: Option<&Room>) -> bool {
    let author = item.author.as_ref();
    let author = author.filter(|_| item.direction == Direction::Incoming);
    room.is_some_and(|room| author.is_some_and(|author| room.ignores(author)))
}

/// Whether a day line stands between two messages. It belongs to the row of the first of them, as
/// the gap does: so no row changes when an older page arrives before it, and nothing jumps.
fn begins_day(before: &Message, item: &Message) -> bool {
    format::day(before.id.at) != format::day(item.id.at)
}

/// Whether two stand in one group: what is told of one has to hold for the other, too.
fn together(shown: Shown<'_>, first: &Message, second: &Message) -> bool {
    let mark = |item| Mark::of(item, shown.encrypted);
    mark(first) == mark(second) && belong_together(first, second)
}

fn belong_together(first: &Message, second: &Message) -> bool {
    first.direction == second.direction
        && message::author::is_same(first, second)
        && second.id.at.0.saturating_sub(first.id.at.0) <= GROUP
        && format::day(first.id.at) == format::day(second.id.at)
        && !matches!(first.state, State::Failed { .. })
}

/// The first of the newest `unread` messages of the other side.
pub fn first_unread(timeline: &Timeline, unread: u32, room: Option<&Room>) -> Option<Row> {
    let incoming = timeline
        .items()
        .iter()
        .rev()
        .filter(|item| item.state == State::Received && !is_ignored(item, room));
    incoming
        .take(unread as usize)
        .last()
        .filter(|_| unread > 0)
        .map(|item| item.id.seq)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sample;
    use waxwing_core::Change;

    fn timeline(items: Vec<Message>) -> Timeline {
        let mut timeline = Timeline::default();
        timeline.apply(Change::Reset {
            items: items.into_iter().map(Arc::new).collect(),
            older: false,
        });
        timeline
    }

    #[test]
    fn one_side_within_five_minutes_stands_together() {
        let early = sample::message(1, 9, Direction::Incoming, "a");
        let soon = sample::message(2, 5, Direction::Incoming, "b");
        let answer = sample::message(3, 5, Direction::Outgoing, "c");
        let late = sample::message(4, 3, Direction::Incoming, "d");
        assert!(belong_together(&early, &soon));
        assert!(!belong_together(&soon, &answer));
        assert!(!belong_together(&early, &late));
    }

    #[test]
    fn a_day_line_stands_where_the_day_changes() {
        let item = sample::message(1, 9, Direction::Incoming, "a");
        let yesterday = sample::message(2, 9 + 24 * 60, Direction::Incoming, "b");
        assert!(begins_day(&yesterday, &item));
        assert!(!begins_day(&item, &item));
    }

    #[test]
    fn the_unread_line_counts_only_the_other_side() {
        let items = vec![
            sample::message(1, 9, Direction::Incoming, "a"),
            sample::message(2, 8, Direction::Incoming, "b"),
            sample::message(3, 7, Direction::Outgoing, "c"),
            sample::message(4, 6, Direction::Incoming, "d"),
        ];
        let (first, second) = (items[0].id.seq, items[1].id.seq);
        let timeline = timeline(items);
        assert_eq!(first_unread(&timeline, 2, None), Some(second));
        assert_eq!(first_unread(&timeline, 9, None), Some(first));
        assert_eq!(first_unread(&timeline, 0, None), None);
    }
}
