//! The settings about notices, quiet hours and the tray.

use iced::Center;
use iced::widget::{Row, column, container, row, text};
use waxwing_core::Timestamp;

use super::{Change, Entry, Message};
use crate::settings::{DAY, Notices, Quiet, STEP, Told, Wanted};
use crate::theme::button::Kind;
use crate::theme::{size, space};
use crate::ui::choices::choices;
use crate::widget::{Element, Role, accessible, focus, focus_button};
use crate::{autostart, font, format, moment, tr};

/// How long the person wants to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Calm {
    Off,
    Hour,
    Tomorrow,
    Always,
    /// As chosen before.
    Until(Timestamp),
}

/// Whether an entry is about these, and is there.
pub(super) fn is_there(entry: Entry) -> bool {
    entry != Entry::Autostart || autostart::is_possible()
}

/// The control of an entry that is about these.
pub(super) fn control<'a>(
    entry: Entry,
    notices: Notices,
    autostart: bool,
    now: Timestamp,
) -> Element<'a, Message> {
    let id = Some(entry.id());
    let change = |notices: Notices| Message::Changed(Change::Notices(notices));
    let on_off = [(true, tr!("choice-on")), (false, tr!("choice-off"))];
    match entry {
        Entry::NoticeText => {
            let options = Told::ALL.iter().map(|told| (*told, told_name(*told)));
            choices(id, notices.told, options, move |told| {
                change(Notices { told, ..notices })
            })
        }
        Entry::NoticesFor => {
            let options = Wanted::ALL.iter().map(|one| (*one, wanted_name(*one)));
            choices(id, notices.wanted, options, move |wanted| {
                change(Notices { wanted, ..notices })
            })
        }
        Entry::NoticeSound => choices(id, notices.sound, on_off, move |sound| {
            change(Notices { sound, ..notices })
        }),
        Entry::Calm => calm(entry, notices, now),
        Entry::Quiet => quiet(entry, notices),
        Entry::Tray => choices(id, notices.tray, on_off, move |tray| {
            change(Notices { tray, ..notices })
        }),
        Entry::CloseToTray => choices(id, notices.close_to_tray, on_off, move |close_to_tray| {
            change(Notices {
                close_to_tray,
                ..notices
            })
        }),
        Entry::StartHidden => choices(id, notices.start_hidden, on_off, move |start_hidden| {
            change(Notices {
                start_hidden,
                ..notices
            })
        }),
        _ => choices(id, autostart, on_off, |on| {
            Message::Changed(Change::Autostart(on))
        }),
    }
}

fn calm<'a>(entry: Entry, notices: Notices, now: Timestamp) -> Element<'a, Message> {
    let chosen = match notices.calm_until {
        Some(moment::NEVER) => Calm::Always,
        Some(until) if until > now => Calm::Until(until),
        _ => Calm::Off,
    };
    let mut options = vec![(Calm::Off, tr!("choice-off"))];
    if let Calm::Until(until) = chosen {
        let time = format::moment(until, now);
        options.push((chosen, tr!("calm-until", time = time)));
    }
    options.extend([
        (Calm::Hour, tr!("calm-hour")),
        (Calm::Tomorrow, tr!("calm-tomorrow")),
        (Calm::Always, tr!("calm-always")),
    ]);
    choices(Some(entry.id()), chosen, options, move |calm| {
        let calm_until = match calm {
            Calm::Off => None,
            Calm::Hour => Some(moment::in_hours(now, 1)),
            Calm::Tomorrow => Some(moment::tomorrow(now)),
            Calm::Always => Some(moment::NEVER),
            Calm::Until(until) => Some(until),
        };
        Message::Changed(Change::Notices(Notices {
            calm_until,
            ..notices
        }))
    })
}

fn quiet<'a>(entry: Entry, notices: Notices) -> Element<'a, Message> {
    let quiet = notices.quiet;
    let change =
        move |quiet: Quiet| Message::Changed(Change::Notices(Notices { quiet, ..notices }));
    let on_off = [(true, tr!("choice-on")), (false, tr!("choice-off"))];
    let switch = choices(Some(entry.id()), quiet.on, on_off, move |on| {
        change(Quiet { on, ..quiet })
    });
    if !quiet.on {
        return column![switch].into();
    }
    let hours = row![
        minute(tr!("quiet-from"), quiet.from, move |from| change(Quiet {
            from,
            ..quiet
        })),
        minute(tr!("quiet-to"), quiet.to, move |to| change(Quiet {
            to,
            ..quiet
        })),
    ]
    .spacing(space::L)
    .wrap()
    .vertical_spacing(space::S);
    let days = (1..).zip(quiet.days).map(|(number, on)| {
        let name = tr!("weekday-short", number = number);
        let mut days = quiet.days;
        if let Some(day) = days.get_mut(number - 1) {
            *day = !on;
        }
        let label = text(name.clone()).size(size::LIST).font(font::MEDIUM);
        focus_button(label, name)
            .kind(Kind::Secondary)
            .role(Role::CheckBox)
            .selected(on)
            .checked(on)
            .on_press(change(Quiet { days, ..quiet }))
            .into()
    });
    let days = Row::with_children(days).spacing(space::XS).wrap();
    column![
        switch,
        hours,
        focus::roving(days.vertical_spacing(space::XS))
    ]
    .spacing(space::M)
    .into()
}

/// A time of the day between two buttons.
fn minute<'a>(name: String, at: u16, change: impl Fn(u16) -> Message + 'a) -> Element<'a, Message> {
    let step = |sign: &'static str, said: String, to: u16| {
        let sign = text(sign).size(size::TITLE).line_height(1.0);
        focus_button(sign, said.clone())
            .tooltip(said)
            .on_press(change(to % DAY))
    };
    let time = format!("{:02}:{:02}", at / 60, at % 60);
    let now = tr!("quiet-now", name = name.as_str(), time = time);
    let shown = text(now.clone()).size(size::LIST).font(font::MEDIUM);
    row![
        step(
            "−",
            tr!("quiet-earlier", name = name.as_str()),
            at + DAY - STEP
        ),
        accessible(Role::Status, now, container(shown).center_x(TIME)),
        step("+", tr!("quiet-later", name = name.as_str()), at + STEP),
    ]
    .spacing(space::S)
    .align_y(Center)
    .wrap()
    .vertical_spacing(space::S)
    .into()
}

/// The width of "From 22:30" in every language, so that the buttons beside it stand still.
const TIME: f32 = 96.0;

fn told_name(told: Told) -> String {
    match told {
        Told::Text => tr!("notice-text-all"),
        Told::Sender => tr!("notice-text-sender"),
        Told::Nothing => tr!("notice-text-none"),
    }
}

fn wanted_name(wanted: Wanted) -> String {
    match wanted {
        Wanted::All => tr!("level-all"),
        Wanted::Mentions => tr!("level-mentions"),
        Wanted::Nothing => tr!("level-nothing"),
    }
}
