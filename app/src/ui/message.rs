//! One message: its bubble, its time, how far it got, and what can be done with it.

pub mod body;
mod lines;
pub mod menu;
#[cfg(test)]
mod tests;
mod words;

use iced::widget::{column, container, row, text};
use iced::{Bottom, FillPortion, Left, Right, Shrink};
use waxwing_core::model::{Direction, Message, State};
use waxwing_core::{ItemId, TOO_LONG};

use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, density, size, space, surface, text as colours};
use crate::ui::failure;
use crate::widget::{
    Element, Role, accessible, context_menu, emoji, focus, focus_button, hazard, tooltip,
};
use crate::{format, tr};

use body::{Look, Names, Piece};
pub use lines::{day_line, unread_line};

/// Edge of the sign that says how far a message got.
const SIGN: f32 = 14.0;
/// A text of so few emoji and nothing else is shown large.
const MOST_LARGE_EMOJI: usize = 3;
/// The size of those.
const LARGE_EMOJI: f32 = 36.0;
/// A bubble takes so many tenths of the column at most.
const BUBBLE: u16 = 8;
/// Texts up to this length keep their time beside them.
const SHORT: usize = 34;

/// What somebody does with a message.
#[derive(Clone, Debug)]
pub enum Doing {
    /// Puts a text on the clipboard.
    Copy(String),
    /// Follows a link.
    Follow(String),
    /// Tries a failed message again.
    Resend(ItemId),
    /// Throws a failed or waiting message away.
    Discard(ItemId),
    /// Shows all of a long message.
    Unfold(ItemId),
    /// Shows what happened to a message on its way.
    Delivery(ItemId),
}

/// A message among its neighbours.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Who speaks here.
    pub names: Names<'a>,
    /// The last of its group; it carries the time, and the gap below.
    pub last: bool,
    /// All of a long text is shown.
    pub unfolded: bool,
    /// The account is connected.
    pub online: bool,
}

/// The row of a message.
pub fn view<'a>(
    message: &'a Message,
    place: Place<'a>,
    context: &Context<'a>,
) -> Element<'a, Doing> {
    let own = message.direction == Direction::Outgoing;
    let bubble = focus::stop(bubble(message, place, context));
    let bubble = context_menu(bubble, move || menu::items(message));
    let mut content = column![bubble]
        .spacing(space::XS)
        .align_x(if own { Right } else { Left });
    if let State::Failed { condition, text } = &message.state {
        content = content.push(failed(message, condition, text));
    }
    let side = container(content)
        .width(FillPortion(BUBBLE))
        .align_x(if own { Right } else { Left });
    let gap = iced::widget::space().width(FillPortion(10 - BUBBLE));
    let line = match own {
        true => row![gap, side],
        false => row![side, gap],
    };
    let measures = density::current();
    let below = match place.last {
        true => measures.group_gap,
        false => measures.message_gap,
    };
    accessible(
        Role::ListItem,
        spoken(message, place.names, context),
        container(line).padding(iced::padding::bottom(below)),
    )
    .into()
}

/// What a screen reader says.
fn spoken(message: &Message, names: Names<'_>, context: &Context<'_>) -> String {
    let at = format::moment(message.id.at, context.now);
    let said = body::spoken(&message.text, names.of(message.direction));
    match message.direction {
        Direction::Incoming => tr!("message-theirs", time = at, text = said),
        Direction::Outgoing => tr!(
            "message-ours",
            time = at,
            text = said,
            state = progress(message, true, context)
        ),
    }
}

/// The words of a message, and whether they are all of it.
fn said<'a>(message: &'a Message, place: Place<'a>, context: &Context<'_>) -> (Said<'a>, bool) {
    let (part, whole) = match place.unfolded {
        true => (message.text.as_str(), true),
        false => hazard::excerpt(&message.text),
    };
    let large = emoji::is_jumbo(part, MOST_LARGE_EMOJI);
    let mut words = hazard::visible(part);
    if !whole {
        words.to_mut().push('…');
    }
    let look = Look {
        sender: place.names.of(message.direction),
        marked: match message.direction {
            Direction::Incoming => place.names.ours,
            Direction::Outgoing => "",
        },
        quiet: context.tokens.quiet,
    };
    let pieces = body::pieces(words, &look);
    let plain = matches!(pieces.as_slice(), [Piece::Words(_)]);
    let said = Said {
        short: plain && !large && part.chars().count() <= SHORT && !part.contains('\n'),
        size: if large { LARGE_EMOJI } else { size::MESSAGE },
        pieces,
    };
    (said, whole)
}

/// What was said, ready to be drawn.
struct Said<'a> {
    pieces: Vec<Piece<'a>>,
    size: f32,
    /// So short that the time stands beside it.
    short: bool,
}

fn bubble<'a>(message: &'a Message, place: Place<'a>, context: &Context<'a>) -> Element<'a, Doing> {
    let (said, whole) = said(message, place, context);
    let short = said.short;
    let words = words::view(said.pieces, said.size);
    let meta = meta(message, place, context);
    let content: Element<'a, Doing> = match meta {
        None => words,
        Some(meta) if short => row![words, meta]
            .spacing(space::S)
            .align_y(Bottom)
            .wrap()
            .align_x(Right)
            .into(),
        Some(meta) => column![words, meta].spacing(2.0).align_x(Right).into(),
    };
    let mut parts = column![content].spacing(space::XS);
    if !whole {
        let more = tr!("message-show-all");
        parts = parts.push(
            focus_button(text(more.clone()).size(size::CAPTION), more)
                .kind(Kind::Link)
                .on_press(Doing::Unfold(message.id)),
        );
    }
    let style = match message.direction {
        Direction::Outgoing => surface::own_bubble,
        Direction::Incoming => surface::other_bubble,
    };
    container(parts)
        .width(Shrink)
        .padding([density::current().bubble, space::M])
        .style(style)
        .into()
}

/// Time and state; `None` where the next bubble says it for both.
fn meta<'a>(
    message: &Message,
    place: Place<'_>,
    context: &Context<'_>,
) -> Option<Element<'a, Doing>> {
    let sign = sign(&message.state);
    let unusual = matches!(message.state, State::Pending | State::Failed { .. });
    if !place.last && !unusual {
        return None;
    }
    let mut line = row![].spacing(space::XS).align_y(iced::Center);
    if place.last {
        line = line.push(
            text(format::time(message.id.at))
                .size(size::CAPTION)
                .style(colours::quiet),
        );
    }
    if let Some(sign) = sign {
        let failed = matches!(message.state, State::Failed { .. });
        let read = message.state == State::Displayed;
        line = line.push(
            container(sign.view().size(SIGN)).style(move |theme: &iced::Theme| {
                let tokens = theme::Tokens::of(theme);
                container::Style {
                    text_color: Some(match (failed, read) {
                        (true, _) => tokens.danger,
                        (_, true) => tokens.accent,
                        _ => tokens.quiet,
                    }),
                    ..container::Style::default()
                }
            }),
        );
    }
    let words = progress(message, place.online, context);
    Some(tooltip(accessible(Role::Label, words.clone(), line), words))
}

fn sign(state: &State) -> Option<Icon> {
    match state {
        State::Received => None,
        State::Pending => Some(Icon::Clock),
        State::Sent => Some(Icon::Check),
        State::Delivered | State::Displayed => Some(Icon::CheckCheck),
        State::Failed { .. } => Some(Icon::Error),
    }
}

/// How far a message got, in words.
pub fn progress(message: &Message, online: bool, context: &Context<'_>) -> String {
    let said = |at| format::moment(at, context.now);
    let sent = message.sent_at.unwrap_or(message.id.at);
    match (&message.state, message.delivered_at) {
        (State::Received, _) if message.delayed => {
            tr!("state-received-late", time = said(message.id.at))
        }
        (State::Received, _) => tr!("state-received", time = said(message.id.at)),
        (State::Pending, _) if online => tr!("state-sending"),
        (State::Pending, _) => tr!("state-waiting"),
        (State::Delivered, Some(delivered)) => tr!(
            "state-delivered",
            sent = said(sent),
            delivered = said(delivered)
        ),
        (State::Displayed, _) => {
            let displayed = message.displayed_at.or(message.delivered_at);
            tr!(
                "state-displayed",
                sent = said(sent),
                displayed = said(displayed.unwrap_or(sent))
            )
        }
        (State::Sent | State::Delivered, _) => tr!("state-sent", sent = said(sent)),
        (State::Failed { .. }, _) => tr!("state-failed"),
    }
}

/// Why it failed, and what can be done.
fn failed<'a>(message: &'a Message, condition: &str, said: &str) -> Element<'a, Doing> {
    let why = failure::undelivered(condition, said);
    let label = tr!("message-failed", why = why.what.clone());
    let mut details = why.sentence();
    for (_, fact) in &why.facts {
        details = format!("{details} ({fact})");
    }
    let words = text(label.clone())
        .size(size::CAPTION)
        .style(colours::danger);
    let link = |label: String, doing| {
        focus_button(text(label.clone()).size(size::CAPTION), label)
            .kind(Kind::Link)
            .on_press(doing)
    };
    let mut links = row![].spacing(space::M);
    if can_retry(&message.state) {
        links = links.push(link(tr!("message-try-again"), Doing::Resend(message.id)));
    }
    let links = links
        .push(link(tr!("message-copy"), Doing::Copy(message.text.clone())))
        .push(link(tr!("message-delete"), Doing::Discard(message.id)));
    let words = tooltip(accessible(Role::Alert, label, words), details);
    row![words, links]
        .spacing(space::M)
        .wrap()
        .vertical_spacing(space::XS)
        .align_x(Right)
        .into()
}

/// Whether trying again could help.
pub fn can_retry(state: &State) -> bool {
    matches!(state, State::Failed { condition, .. } if condition != TOO_LONG)
}
