//! A calendar: a day is typed, or pressed.

use chrono::{Datelike, Days, Months, NaiveDate};
use iced::widget::{Column, Row, column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::ConversationId;
use waxwing_core::query::{Key, Query};

use super::{Action, Context, Outcome, buttons, heading};
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::widget::{Element, Role, accessible, focus, focus_button, icon_button, text_field};
use crate::{font, format, tr};

/// The field among the widgets.
pub const FIELD: &str = "day-field";

/// Edge of a day.
const DAY: f32 = 36.0;

/// What the day is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To go there in a conversation.
    Go(ConversationId),
    /// For a filter of the search in the open conversation.
    Here(Key),
    /// For a filter of the search in everything.
    Everywhere(Key),
}

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    purpose: Purpose,
    today: NaiveDate,
    /// The first day of the month that is shown.
    month: NaiveDate,
    text: String,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something was typed.
    Typed(String),
    /// So many months further.
    Turned(i32),
    /// A day was pressed.
    Pressed(NaiveDate),
    /// Take the day that was typed.
    Submitted,
    /// Close the dialog.
    Cancelled,
}

impl State {
    /// A calendar that shows this month.
    pub fn new(purpose: Purpose, today: NaiveDate) -> Self {
        Self {
            purpose,
            today,
            month: today.with_day(1).unwrap_or(today),
            text: String::new(),
        }
    }

    /// Its name.
    pub fn title(&self) -> String {
        match self.purpose {
            Purpose::Go(_) => tr!("go-to-date"),
            Purpose::Here(Key::Before) | Purpose::Everywhere(Key::Before) => {
                tr!("search-before-day")
            }
            Purpose::Here(_) | Purpose::Everywhere(_) => tr!("search-after-day"),
        }
    }

    /// The day that is chosen when this happens.
    pub fn chosen(&self, message: &Message) -> Option<(Purpose, NaiveDate)> {
        let day = match message {
            Message::Pressed(day) => *day,
            Message::Submitted => self.typed()?,
            _ => return None,
        };
        Some((self.purpose, day))
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Typed(text) => {
                self.text = text;
                if let Some(day) = self.typed() {
                    self.month = day.with_day(1).unwrap_or(day);
                }
            }
            Message::Turned(months) => {
                let by = Months::new(months.unsigned_abs());
                let turned = match months < 0 {
                    true => self.month.checked_sub_months(by),
                    false => self.month.checked_add_months(by),
                };
                self.month = turned.unwrap_or(self.month);
            }
            Message::Cancelled => return Outcome::Close,
            // The page takes the day and closes the dialog.
            Message::Pressed(_) | Message::Submitted => {}
        }
        Outcome::Stay(Action::none())
    }

    /// What was typed, as a day; of a month or a year, its first.
    fn typed(&self) -> Option<NaiveDate> {
        let text = format!("on:{}", self.text.trim());
        Query::parse(&text, self.today).after
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, _context: &Context<'a>) -> Element<'a, Message> {
        let wrong = !self.text.trim().is_empty() && self.typed().is_none();
        let field = text_field(tr!("day-field"), &self.text)
            .id(FIELD)
            .placeholder(self.today.to_string())
            .hint(tr!("day-hint"))
            .error(wrong.then(|| tr!("day-wrong")))
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        column![
            heading(self.title()),
            field,
            self.calendar(),
            buttons(
                Message::Cancelled,
                (Kind::Primary, tr!("day-submit")),
                self.typed().is_some().then_some(Message::Submitted),
            )
        ]
        .spacing(space::L)
        .into()
    }

    fn calendar<'a>(&self) -> Element<'a, Message> {
        let label = format::month_of(self.month);
        let name = text(label.clone()).size(size::LIST).font(font::SEMIBOLD);
        let name = accessible(Role::Status, label, container(name).center_x(Fill));
        let head = row![
            icon_button(Icon::ChevronLeft, tr!("day-previous")).on_press(Message::Turned(-1)),
            container(name).width(Fill),
            icon_button(Icon::ChevronRight, tr!("day-next")).on_press(Message::Turned(1)),
        ]
        .align_y(Center)
        .width(7.0 * DAY);
        let weekdays = (0..7).map(|number| {
            let day = self.first().checked_add_days(Days::new(number));
            let label = day.map(format::weekday_brief).unwrap_or_default();
            let shown = text(label).size(size::CAPTION).style(words::quiet);
            container(shown).center_x(DAY).into()
        });
        let weeks = (0..6).map(|week| {
            let days = (0..7).map(|day| self.day(week * 7 + day));
            Row::with_children(days).into()
        });
        let days = focus::roving(Column::with_children(weeks));
        let all = column![head, Row::with_children(weekdays), days].spacing(space::XS);
        container(all).center_x(Fill).into()
    }

    /// The Monday before the month, or its first day.
    fn first(&self) -> NaiveDate {
        let back = u64::from(self.month.weekday().num_days_from_monday());
        let first = self.month.checked_sub_days(Days::new(back));
        first.unwrap_or(self.month)
    }

    fn day<'a>(&self, number: u64) -> Element<'a, Message> {
        let Some(day) = self.first().checked_add_days(Days::new(number)) else {
            return iced::widget::space().width(DAY).height(DAY).into();
        };
        if day.month() != self.month.month() {
            return iced::widget::space().width(DAY).height(DAY).into();
        }
        let is_today = day == self.today;
        let label = text(day.day().to_string())
            .size(size::LIST)
            .font(if is_today {
                font::SEMIBOLD
            } else {
                font::INTER
            })
            .style(if is_today {
                words::accent
            } else {
                words::normal
            });
        // There is nothing to find in what is yet to come.
        let press = (day <= self.today).then_some(Message::Pressed(day));
        focus_button(container(label).center(Fill), format::day_spoken(day))
            .kind(Kind::Quiet)
            .padding(0)
            .width(DAY)
            .height(DAY)
            .selected(Some(day) == self.typed())
            .on_press_maybe(press)
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_turns_the_page() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let mut state = State::new(Purpose::Go(ConversationId(1)), today);
        assert_eq!(state.chosen(&Message::Submitted), None);
        let _ = state.update(Message::Typed("2024-02-29".to_owned()));
        let leap = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        assert_eq!(state.month, leap.with_day(1).unwrap());
        let purpose = Purpose::Go(ConversationId(1));
        assert_eq!(state.chosen(&Message::Submitted), Some((purpose, leap)));
        let _ = state.update(Message::Typed("2023-02-29".to_owned()));
        assert_eq!(state.chosen(&Message::Submitted), None);
        let _ = state.update(Message::Turned(-2));
        assert_eq!(state.month, NaiveDate::from_ymd_opt(2023, 12, 1).unwrap());
        assert_eq!(
            state.first(),
            NaiveDate::from_ymd_opt(2023, 11, 27).unwrap()
        );
    }
}
