//! The rows of the picker: headings and lines of emoji, and how the mark walks over them.

use emojis::Group;

use super::{COLUMNS, names, recent};
use crate::tr;

/// All rows.
#[derive(Debug)]
pub(super) struct Rows {
    rows: Vec<Row>,
    /// The row of each heading.
    headings: Vec<usize>,
    /// What is shown, in order; rows are parts of it.
    emoji: Vec<&'static str>,
}

/// One row.
#[derive(Debug)]
pub(super) enum Row {
    /// The title of what follows.
    Heading(String),
    /// So many emoji from this place on.
    Line { first: usize, count: usize },
}

/// A part of the picker: what stands for it, and its title.
pub(super) fn parts() -> Vec<(&'static str, String)> {
    let mut parts = vec![("🕒", tr!("emoji-recent"))];
    parts.extend(Group::iter().map(|group| (sign(group), title(group))));
    parts
}

impl Rows {
    /// What these words find; everything, by parts, without any.
    pub(super) fn of(words: &str) -> Self {
        let mut rows = Self {
            rows: Vec::new(),
            headings: Vec::new(),
            emoji: Vec::new(),
        };
        if words.trim().is_empty() {
            let used = recent::all();
            let used = used.iter().filter_map(|one| emojis::get(one));
            rows.part(Some(tr!("emoji-recent")), used.map(emojis::Emoji::as_str));
            for group in Group::iter() {
                let drawn = group.emojis().filter(|emoji| names::is_drawn(emoji));
                rows.part(Some(title(group)), drawn.map(names::toned));
            }
        } else {
            rows.part(None, names::found(words).into_iter().map(names::toned));
        }
        rows
    }

    fn part(&mut self, title: Option<String>, emoji: impl Iterator<Item = &'static str>) {
        let start = self.emoji.len();
        self.emoji.extend(emoji);
        self.headings.push(self.rows.len());
        if start == self.emoji.len() {
            return;
        }
        self.rows.extend(title.map(Row::Heading));
        for first in (start..self.emoji.len()).step_by(COLUMNS) {
            let count = COLUMNS.min(self.emoji.len() - first);
            self.rows.push(Row::Line { first, count });
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, place: usize) -> Option<&Row> {
        self.rows.get(place)
    }

    /// The emoji at a place.
    pub(super) fn emoji(&self, place: usize) -> Option<&'static str> {
        self.emoji.get(place).copied()
    }

    /// The row at which a part begins.
    pub(super) fn heading(&self, part: usize) -> Option<usize> {
        self.headings.get(part).copied()
    }

    /// The row in which an emoji stands.
    pub(super) fn row_of(&self, place: usize) -> Option<usize> {
        self.rows.iter().position(|row| match row {
            Row::Heading(_) => false,
            Row::Line { first, count } => (*first..first + count).contains(&place),
        })
    }

    /// The place so many columns and lines away; it stops at the ends.
    pub(super) fn step(&self, from: usize, columns: isize, lines: isize) -> usize {
        let last = self.emoji.len().saturating_sub(1);
        if columns != 0 {
            return from.saturating_add_signed(columns).min(last);
        }
        let all: Vec<(usize, usize)> = self
            .rows
            .iter()
            .filter_map(|row| match row {
                Row::Heading(_) => None,
                Row::Line { first, count } => Some((*first, *count)),
            })
            .collect();
        let inside = |(first, count): &(usize, usize)| (*first..first + count).contains(&from);
        let Some(line) = all.iter().position(inside) else {
            return 0;
        };
        let column = from - all[line].0;
        let target = line.saturating_add_signed(lines).min(all.len() - 1);
        let (first, count) = all[target];
        first + column.min(count - 1)
    }
}

fn sign(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => "😀",
        Group::PeopleAndBody => "👋",
        Group::AnimalsAndNature => "🐦",
        Group::FoodAndDrink => "🍒",
        Group::TravelAndPlaces => "🚂",
        Group::Activities => "⚽",
        Group::Objects => "💡",
        Group::Symbols => "❤️",
        Group::Flags => "🏁",
    }
}

fn title(group: Group) -> String {
    match group {
        Group::SmileysAndEmotion => tr!("emoji-smileys"),
        Group::PeopleAndBody => tr!("emoji-people"),
        Group::AnimalsAndNature => tr!("emoji-nature"),
        Group::FoodAndDrink => tr!("emoji-food"),
        Group::TravelAndPlaces => tr!("emoji-places"),
        Group::Activities => tr!("emoji-activities"),
        Group::Objects => tr!("emoji-objects"),
        Group::Symbols => tr!("emoji-symbols"),
        Group::Flags => tr!("emoji-flags"),
    }
}
