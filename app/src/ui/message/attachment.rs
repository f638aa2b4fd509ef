//! The files of a message: each as a card with its name, where it is, and what can be done with it.

use iced::widget::{column, container, progress_bar, row, text};
use iced::{Center, Fill, Theme, padding};
use waxwing_core::ItemId;
use waxwing_core::model::{Attachment, Direction, Message, Place as Whereabouts, TransferFailure};

use super::{Doing, Place, pictures, sound};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, size, space, text as colours};
use crate::ui::{file, picture};
use crate::widget::{Element, Role, accessible, focus_button, icon_button, one_line};
use crate::{font, tr};

/// How wide a card is, where there is room.
const WIDEST: f32 = 320.0;
/// Edge of the ground of the sign.
const SIGN: f32 = 40.0;
/// How thick the bar of the progress is.
const BAR: f32 = 4.0;

/// What somebody does with a file of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Fetches it.
    Fetch,
    /// Stops it on its way.
    Stop,
    /// Sends it once more.
    Again,
    /// Opens it with the program of the system.
    Open,
    /// Shows it in its folder.
    Show,
    /// Writes it somewhere else.
    Save,
    /// Puts the picture on the clipboard.
    CopyPicture,
}

/// Which file of which message.
pub type Which = (ItemId, u32);

/// The files; nothing where there are none.
pub(super) fn all<'a>(
    message: &'a Message,
    place: Place<'a>,
    context: &Context<'a>,
) -> Option<Element<'a, Doing>> {
    if message.attachments.is_empty() {
        return None;
    }
    let mut cards = column![].spacing(space::S);
    for (index, file) in (0..).zip(&message.attachments) {
        cards = cards.push(match sound::is_heard(file) {
            true => sound::player(message, (index, file), place),
            false if picture::shown(file).is_some() => pictures::one((message.id, index), file),
            false => {
                let above = pictures::stand_in(file);
                let none = || iced::widget::space().into();
                let card = card(message, (index, file), context);
                column![above.unwrap_or_else(none), card]
                    .spacing(space::XS)
                    .into()
            }
        });
    }
    Some(cards.into())
}

/// A file as a card.
fn card<'a>(
    message: &'a Message,
    (index, file): (u32, &'a Attachment),
    context: &Context<'a>,
) -> Element<'a, Doing> {
    let which = (message.id, index);
    let outgoing = message.direction == Direction::Outgoing;
    let state = stand(file, which, outgoing, context);
    let name = one_line(file.name.as_str())
        .size(size::LIST)
        .font(font::MEDIUM);
    let line = one_line(state.line.clone())
        .size(size::CAPTION)
        .style(colours::quiet);
    let spoken = match state.moving {
        true => accessible(Role::Status, state.line.clone(), line).quiet(),
        false => accessible(Role::Label, state.line.clone(), line),
    };
    let words = column![name, spoken].spacing(2.0).width(Fill);
    let face = row![sign(file), words].spacing(space::M).align_y(Center);
    let face: Element<'a, Doing> = match state.press {
        Some((label, deed)) => focus_button(face, label)
            .kind(Kind::Bare)
            .role(Role::Button)
            .width(Fill)
            .padding(0.0)
            .on_press(Doing::File(which, deed))
            .into(),
        None => container(face).width(Fill).into(),
    };
    let mut line = row![container(face).width(Fill)]
        .spacing(space::XS)
        .align_y(Center);
    for (icon, label, deed) in state.buttons {
        line = line.push(icon_button(icon, label).on_press(Doing::File(which, deed)));
    }
    let none = || iced::widget::space().into();
    let bar = state.part.map(bar);
    let wrong = state.wrong.map(|wrong| said_wrong(wrong, which, outgoing));
    let note = state.note.map(noted);
    // Each has its place, also while it is empty: the buttons keep the focus while the state changes.
    let parts = column![
        line,
        bar.unwrap_or_else(none),
        wrong.unwrap_or_else(none),
        note.unwrap_or_else(none),
    ];
    let card = container(parts).width(WIDEST);
    let label = tr!(
        "file-spoken",
        kind = file::kind(file.kind),
        name = file.name.as_str()
    );
    accessible(Role::Group, label, card).into()
}

/// How a card looks in a state.
struct Stand {
    line: String,
    moving: bool,
    part: Option<f32>,
    /// What a press on the card does.
    press: Option<(String, Deed)>,
    buttons: Vec<(Icon, String, Deed)>,
    wrong: Option<Wrong>,
    /// What is to be known of it, in as many lines as it takes.
    note: Option<String>,
}

/// What went wrong, and how it can be tried again.
struct Wrong {
    words: String,
    again: Option<Deed>,
    /// The person wanted it so.
    wanted: bool,
}

fn stand(file: &Attachment, which: Which, outgoing: bool, context: &Context<'_>) -> Stand {
    let name = file.name.as_str();
    let summary = file::summary(file);
    let with = |more: String| [summary.clone(), more].join(&tr!("separator"));
    let plain = Stand {
        line: summary.clone(),
        moving: false,
        part: None,
        press: None,
        buttons: Vec::new(),
        wrong: None,
        note: None,
    };
    match &file.place {
        // Its sender tells of it while it is still being uploaded.
        Whereabouts::Remote(_) if file.sources.is_empty() => Stand {
            line: with(tr!("held-nowhere")),
            ..plain
        },
        Whereabouts::Remote(held) => {
            let fetch = (tr!("file-fetch", name = name), Deed::Fetch);
            Stand {
                line: with(file::held(*held)),
                buttons: vec![(Icon::Download, fetch.0.clone(), Deed::Fetch)],
                press: Some(fetch),
                ..plain
            }
        }
        Whereabouts::Moving => {
            let stop = match outgoing {
                true => tr!("file-stop-ours", name = name),
                false => tr!("file-stop", name = name),
            };
            let told = context.world.transfer(which.0, which.1);
            Stand {
                line: match told {
                    Some((transfer, speed)) => file::progress(transfer, speed),
                    None => tr!("transfer-waiting"),
                },
                moving: true,
                part: Some(told.and_then(|(told, _)| file::part(told)).unwrap_or(0.0)),
                buttons: vec![(Icon::X, stop, Deed::Stop)],
                ..plain
            }
        }
        Whereabouts::Here(_) => Stand {
            press: Some((tr!("file-open", name = name), Deed::Open)),
            buttons: vec![
                (
                    Icon::ExternalLink,
                    tr!("file-show", name = name),
                    Deed::Show,
                ),
                (Icon::Download, tr!("file-save", name = name), Deed::Save),
            ],
            // A picture that can't be shown says why.
            note: picture::flaw(file),
            ..plain
        },
        Whereabouts::Failed(failure) => {
            let trouble = file::trouble(failure, outgoing, context.now);
            let again = match outgoing {
                true => Deed::Again,
                false => Deed::Fetch,
            };
            Stand {
                wrong: Some(Wrong {
                    words: trouble.sentence(),
                    again: trouble.again.then_some(again),
                    wanted: is_stopped(file),
                }),
                ..plain
            }
        }
    }
}

/// Somebody stopped it themselves, which is nothing to be alarmed about.
fn is_stopped(file: &Attachment) -> bool {
    matches!(file.place, Whereabouts::Failed(TransferFailure::Cancelled))
}

fn sign<'a>(file: &Attachment) -> Element<'a, Doing> {
    let failed = matches!(file.place, Whereabouts::Failed(_)) && !is_stopped(file);
    let icon = match failed {
        true => Icon::Error,
        false => file::icon(file.kind),
    };
    container(icon.view().size(20.0))
        .center(SIGN)
        .style(move |theme| ground(theme, failed))
        .into()
}

fn ground(theme: &Theme, failed: bool) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        text_color: Some(if failed { tokens.danger } else { tokens.accent }),
        background: Some(tokens.skeleton.into()),
        border: iced::border::rounded(radius::CONTROL),
        ..container::Style::default()
    }
}

fn bar<'a>(part: f32) -> Element<'a, Doing> {
    let shown = progress_bar(0.0..=1.0, part).girth(BAR).style(|theme| {
        let tokens = Tokens::of(theme);
        progress_bar::Style {
            background: tokens.border.into(),
            bar: tokens.accent.into(),
            border: iced::border::rounded(BAR / 2.0),
        }
    });
    let percent = format!("{:.0}", part * 100.0);
    let said = tr!("file-percent", percent = percent);
    let shown = container(shown).padding(padding::top(space::XS));
    accessible(Role::ProgressBar, said, shown).quiet().into()
}

fn noted<'a>(words: String) -> Element<'a, Doing> {
    let shown = text(words.clone())
        .size(size::CAPTION)
        .style(colours::quiet);
    let shown = container(shown).padding(padding::top(space::XS));
    accessible(Role::Label, words, shown).into()
}

fn said_wrong<'a>(wrong: Wrong, which: Which, outgoing: bool) -> Element<'a, Doing> {
    let (role, style): (_, fn(&Theme) -> _) = match wrong.wanted {
        true => (Role::Status, colours::quiet),
        false => (Role::Alert, colours::danger),
    };
    let words = text(wrong.words.clone()).size(size::CAPTION).style(style);
    let words = accessible(role, wrong.words, words);
    let link = |label: String, doing| {
        focus_button(text(label.clone()).size(size::CAPTION), label)
            .kind(Kind::Link)
            .on_press(doing)
    };
    let mut links = row![].spacing(space::M);
    if let Some(deed) = wrong.again {
        links = links.push(link(tr!("message-try-again"), Doing::File(which, deed)));
    }
    if outgoing {
        links = links.push(link(tr!("message-delete"), Doing::Discard(which.0)));
    }
    let parts = column![words, links.wrap()].spacing(space::XS);
    container(parts).padding(padding::top(space::XS)).into()
}
