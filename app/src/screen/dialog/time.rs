//! When something shall happen: at one of the times that people name, or at a time of one's own.

use chrono::{Days, NaiveDate, NaiveTime, Timelike};
use iced::widget::{Column, column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::query::Query;
use waxwing_core::{ConversationId, ItemId, Timestamp};

use super::{Action, Context, Outcome, buttons, heading};
use crate::moment::{self, Preset};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::widget::{Element, focus, focus_button, text_field};
use crate::{font, format, tr};

/// The first of the times among the widgets.
pub const FIRST: &str = "time-first";

/// Two fields stand side by side from this width on.
const BESIDE: f32 = 320.0;

/// What the time is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To say what is written in the open conversation.
    Say(ConversationId),
    /// To be reminded of a message.
    Remind(ConversationId, ItemId),
    /// To say what waits already, or to be reminded at another time.
    Move(ConversationId, u64),
}

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    purpose: Purpose,
    now: Timestamp,
    day: String,
    time: String,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// One of the times was pressed.
    Pressed(Timestamp),
    /// A day was typed.
    Day(String),
    /// A time of the day was typed.
    Time(String),
    /// Take the time that was typed.
    Submitted,
    /// Close the dialog.
    Cancelled,
}

impl State {
    /// A dialog that offers tomorrow at this hour.
    pub fn new(purpose: Purpose, now: Timestamp) -> Self {
        let local = format::local(now);
        let day = local.date().checked_add_days(Days::new(1));
        Self {
            purpose,
            now,
            day: day.unwrap_or(local.date()).to_string(),
            time: format!("{:02}:00", local.hour()),
        }
    }

    /// Its name.
    pub fn title(&self) -> String {
        match self.purpose {
            Purpose::Say(_) => tr!("time-say"),
            Purpose::Remind(..) => tr!("time-remind"),
            Purpose::Move(..) => tr!("time-move"),
        }
    }

    /// The time that is chosen when this happens, and what for.
    pub fn chosen(&self, message: &Message) -> Option<(Purpose, Timestamp)> {
        let at = match message {
            Message::Pressed(at) => *at,
            Message::Submitted => self.typed().filter(|at| *at > self.now)?,
            _ => return None,
        };
        Some((self.purpose, at))
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Day(text) => self.day = text,
            Message::Time(text) => self.time = text,
            Message::Cancelled => return Outcome::Close,
            // The page takes the time and closes the dialog.
            Message::Pressed(_) | Message::Submitted => {}
        }
        Outcome::Stay(Action::none())
    }

    fn typed_day(&self) -> Option<NaiveDate> {
        let text = format!("on:{}", self.day.trim());
        Query::parse(&text, format::day(self.now)).after
    }

    /// What was typed, as a point in time.
    fn typed(&self) -> Option<Timestamp> {
        let time = typed_time(&self.time)?;
        moment::at(self.typed_day()?, time)
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, _context: &Context<'a>) -> Element<'a, Message> {
        let presets = moment::presets(self.now);
        let lines = presets
            .into_iter()
            .enumerate()
            .map(|(place, (preset, at))| self.preset(place, preset, at));
        let presets = focus::roving(Column::with_children(lines).spacing(space::XS));
        let submit = match self.purpose {
            Purpose::Say(_) => tr!("time-say-submit"),
            Purpose::Remind(..) => tr!("time-remind-submit"),
            Purpose::Move(..) => tr!("time-move-submit"),
        };
        let ready = self.typed().is_some_and(|at| at > self.now);
        column![
            heading(self.title()),
            presets,
            self.fields(),
            buttons(
                Message::Cancelled,
                (Kind::Primary, submit),
                ready.then_some(Message::Submitted)
            )
        ]
        .spacing(space::L)
        .into()
    }

    fn preset<'a>(&self, place: usize, preset: Preset, at: Timestamp) -> Element<'a, Message> {
        let name = preset.title();
        let when = format::upcoming(at, self.now);
        let label = text(name.clone()).size(size::LIST).font(font::MEDIUM);
        let time = text(when.clone()).size(size::LIST).style(words::quiet);
        let line = row![label, time].spacing(space::M).align_y(Center).wrap();
        let spoken = [name, when].join(&tr!("separator"));
        let button = focus_button(line, spoken)
            .kind(Kind::Secondary)
            .width(Fill)
            .align_x(iced::alignment::Horizontal::Left)
            .on_press(Message::Pressed(at));
        match place {
            0 => button.id(FIRST).into(),
            _ => button.into(),
        }
    }

    fn fields(&self) -> Element<'_, Message> {
        let day = self.typed_day();
        let spoken = day.map_or_else(|| tr!("time-day-hint"), format::day_spoken);
        let wrong = day.is_none().then(|| tr!("day-wrong"));
        let wrong_time = match (typed_time(&self.time), self.typed()) {
            (None, _) => Some(tr!("time-wrong")),
            (_, Some(at)) if at <= self.now => Some(tr!("time-over")),
            _ => None,
        };
        iced::widget::responsive(move |room| {
            let day = text_field(tr!("time-day"), &self.day)
                .hint(spoken.clone())
                .error(wrong.clone())
                .on_input(Message::Day)
                .on_submit(Message::Submitted);
            let time = text_field(tr!("time-time"), &self.time)
                .error(wrong_time.clone())
                .on_input(Message::Time)
                .on_submit(Message::Submitted);
            match room.width < BESIDE {
                true => column![day, time].spacing(space::M).into(),
                false => row![container(day).width(Fill), container(time).width(Fill)]
                    .spacing(space::M)
                    .into(),
            }
        })
        .height(iced::Shrink)
        .into()
    }
}

/// A time of the day as people type it: `9`, `9:30`, `0930`, `9.30`, in the digits of their language.
fn typed_time(text: &str) -> Option<NaiveTime> {
    let ascii = text.trim().chars().map(|sign| match sign {
        '٠'..='٩' => char::from_u32(sign as u32 - '٠' as u32 + '0' as u32).unwrap_or(sign),
        '.' | '٫' | ',' => ':',
        sign => sign,
    });
    let ascii: String = ascii.collect();
    let (hour, minute) = match ascii.split_once(':') {
        Some((hour, minute)) => (hour, minute),
        None if ascii.len() == 4 && ascii.is_ascii() => ascii.split_at(2),
        None => (ascii.as_str(), "0"),
    };
    let number = |text: &str| {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::NOW;

    #[test]
    fn times_are_read_as_people_type_them() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        assert_eq!(typed_time(" 9 "), time(9, 0));
        assert_eq!(typed_time("9:30"), time(9, 30));
        assert_eq!(typed_time("0930"), time(9, 30));
        assert_eq!(typed_time("21.05"), time(21, 5));
        assert_eq!(typed_time("٢١:٠٥"), time(21, 5));
        for wrong in ["", ":", "24", "9:60", "-1", "9:3x", "12345", "١٢٣٤٥", "é9é"] {
            assert_eq!(typed_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_what_is_yet_to_come_is_taken() {
        let id = ConversationId(1);
        let mut state = State::new(Purpose::Say(id), NOW);
        let chosen = state.chosen(&Message::Submitted);
        assert!(chosen.is_some_and(|(_, at)| at > NOW), "tomorrow");
        let _ = state.update(Message::Day("2001-01-01".to_owned()));
        assert_eq!(state.chosen(&Message::Submitted), None);
        let _ = state.update(Message::Day("2031-02-29".to_owned()));
        assert_eq!(state.chosen(&Message::Submitted), None);
        let _ = state.update(Message::Day("2031-02-28".to_owned()));
        assert!(state.chosen(&Message::Submitted).is_some());
        let _ = state.update(Message::Time("soon".to_owned()));
        assert_eq!(state.chosen(&Message::Submitted), None);
    }
}
