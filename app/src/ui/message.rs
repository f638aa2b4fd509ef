//! One message: its bubble, its time, how far it got, and what can be done with it.

pub mod attachment;
pub mod author;
pub mod body;
mod failed;
mod lines;
mod mark;
pub mod menu;
mod meta;
mod pictures;
mod preview;
mod relation;
mod sealed;
mod seen;
mod sound;
mod spoken;
#[cfg(test)]
mod tests;
mod words;

use iced::widget::{column, container, row, text};
use iced::{Bottom, Center, Fill, FillPortion, Left, Right, Shrink};
use waxwing_core::model::{Author, Direction, Message};
use waxwing_core::{BareJid, ConversationId, ItemId};

use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{Tokens, density, size, space, surface};
use crate::tr;
use crate::ui::sound::Act;
use crate::widget::{
    Element, Role, accessible, context_menu, emoji, focus, focus_button, hazard, tools,
};

use body::{Look, Names, Piece};
pub use failed::can_retry;
pub use lines::{day_line, unread_line};
pub use mark::id as row_id;
pub use menu::{can_edit, can_retract, is_here_only, is_said};
pub use meta::progress;
pub use preview::host;
pub use sealed::{Mark, folded};
pub use seen::{SeenHere, readers};

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
    /// Encrypts it for the others although these can't read it.
    LeaveOut(Vec<BareJid>),
    /// Throws a failed or waiting message away.
    Discard(ItemId),
    /// Shows all of a long message.
    Unfold(ItemId),
    /// Shows several that can't be read one by one; this is the last of them.
    UnfoldRun(ItemId),
    /// Shows them as one line again.
    FoldRun(ItemId),
    /// Says why it can't be read, or is marked.
    Explain(ItemId),
    /// Shows what happened to a message on its way.
    Delivery(ItemId),
    /// Answers it.
    Reply(ItemId),
    /// Answers it, and nobody else of a group gets that.
    ReplyAlone(ItemId),
    /// Says something else instead.
    Edit(ItemId),
    /// Takes it back, after a question.
    Retract(ItemId),
    /// Deletes it on this machine, after a question.
    Forget(ItemId),
    /// Feels so about it, or no longer.
    React(ItemId, String),
    /// Chooses what to feel about it.
    ReactMore(ItemId),
    /// Shows what it said before.
    Versions(ItemId),
    /// Says it again somewhere else.
    Forward(ItemId),
    /// Marks it, to do something with several; or no longer.
    Mark(ItemId),
    /// Marks from where it was marked last up to the message above or below.
    MarkOn(ItemId, isize),
    /// Goes to what is answered.
    Jump(ItemId),
    /// Shows a covered text.
    Uncover(ItemId),
    /// Asks when to be reminded of it.
    Remind(ItemId),
    /// Hears its author no longer, or again.
    Ignore(Author, bool),
    /// Looks closely at a picture of it.
    Look(ItemId, u32),
    /// Does something with a file of it.
    File(attachment::Which, attachment::Deed),
    /// Listens to one of its files, or no longer.
    Listen((ItemId, u32), Act),
}

/// A message among its neighbours.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Who speaks here.
    pub names: Names<'a>,
    /// The first of its group.
    pub first: bool,
    /// The last of its group; it carries the time, and the gap below.
    pub last: bool,
    /// All of a long text is shown.
    pub unfolded: bool,
    /// A covered text was asked for.
    pub uncovered: bool,
    /// Somebody was led here a moment ago.
    pub pointed_at: bool,
    /// Whether it is marked, while messages are being marked.
    pub marked: Option<bool>,
    /// The account is connected.
    pub online: bool,
    /// We run the group: what others say can be deleted for everybody.
    pub moderates: bool,
    /// The person does not want to hear its author.
    pub ignored: bool,
    /// What is told of how it came through encryption.
    pub mark: Mark,
    /// What is listened to.
    pub sounds: Sounds<'a>,
    /// Who has read up to here, and no further.
    pub seen: SeenHere<'a>,
}

impl Place<'_> {
    /// Its author is ignored, and the person has not asked for it.
    fn hushed(&self) -> bool {
        self.ignored && !self.uncovered
    }

    /// What stands in place of a message that is shown only to who asks.
    fn cover(&self, message: &Message) -> Option<String> {
        match &message.spoiler {
            _ if self.uncovered || message.retracted_at.is_some() => None,
            _ if self.ignored => Some(tr!("message-ignored")),
            Some(hint) => Some(relation::covered(hint)),
            None => None,
        }
    }
}

/// What is listened to, and where this is.
#[derive(Clone, Copy, Debug)]
pub struct Sounds<'a> {
    /// The conversation.
    pub conversation: ConversationId,
    /// What is listened to, here or elsewhere.
    pub state: &'a crate::ui::sound::State,
}

/// The row of a message.
pub fn view<'a>(
    message: &'a Message,
    place: Place<'a>,
    context: &Context<'a>,
) -> Element<'a, Doing> {
    let own = message.direction == Direction::Outgoing;
    let side = if own { Right } else { Left };
    let bubble = focus::stop(bubble(message, place, context));
    let bubble = focus::keyed(bubble, move |key, physical, modifiers| {
        menu::pressed(message, key, physical, modifiers)
    });
    let bubble = context_menu(bubble, move || {
        menu::items(message, place.moderates, place.ignored)
    });
    let at_hand = match place.marked {
        None => menu::at_hand(message),
        Some(_) => Vec::new(),
    };
    let bubble = tools(bubble, own, at_hand);
    let mut content = column![bubble].spacing(space::XS).align_x(side);
    if let Some(reactions) = relation::reactions(message, place.names) {
        content = content.push(reactions);
    }
    let entry = context.world.conversation(place.sounds.conversation);
    let others = entry.filter(|entry| entry.room.is_some() && message.private.is_none());
    let others = others.is_some_and(|entry| entry.encryption.readers > 0);
    if let Some(failed) = failed::line(message, others) {
        content = content.push(failed);
    }
    if let Some(seen) = seen::faces(place, context) {
        content = content.push(seen);
    }
    let content = container(content).width(FillPortion(BUBBLE)).align_x(side);
    let gap = iced::widget::space().width(FillPortion(10 - BUBBLE));
    let line = match own {
        true => row![gap, content],
        false => row![author::face(message, place, context), content, gap],
    };
    let said = spoken::spoken(message, place, context);
    let measures = density::current();
    let below = match place.last {
        true => measures.group_gap,
        false => measures.message_gap,
    };
    let below = iced::padding::bottom(below);
    match place.marked {
        None => accessible(Role::ListItem, said, container(line).padding(below)).into(),
        Some(marked) => mark::line(message, container(line), (marked, said), below),
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
        sender: place.names.by(message),
        marked: match message.direction {
            Direction::Incoming => place.names.ours,
            Direction::Outgoing => "",
        },
        quiet: context.tokens.quiet,
        plain: message.unstyled,
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
    let mut parts = column![].spacing(space::XS);
    // It has its place, also where it is empty.
    if message.author.is_some() {
        parts = column![author::name(message, place, context)].spacing(2.0);
    }
    let gone = message.retracted_at.is_some();
    let quoted = message.reply.as_ref();
    let quoted = quoted.filter(|_| !gone && !place.hushed());
    if let Some(reply) = quoted {
        parts = parts.push(relation::quote(reply, place.names));
    }
    let unreadable = message.is_unreadable() && !gone;
    let cover = place.cover(message).filter(|_| !unreadable);
    let covered = cover.is_some();
    let files = match gone || covered || unreadable {
        true => None,
        false => attachment::all(message, place, context),
    };
    let wordless = files.is_some() && message.text.is_empty();
    if let Some(files) = files {
        parts = parts.push(files);
    }
    let meta = meta::line(message, place, context);
    let (words, short, whole) = match cover {
        _ if gone => (relation::tombstone(message), true, true),
        _ if unreadable => (sealed::tombstone(message, place.mark), true, true),
        Some(cover) => (relation::cover(message.id, cover), false, true),
        _ if wordless => (iced::widget::space().into(), false, true),
        _ => {
            let (said, whole) = said(message, place, context);
            (words::view(said.pieces, said.size), said.short, whole)
        }
    };
    let cards = match gone || covered || unreadable {
        true => None,
        false => preview::cards(message),
    };
    let short = short && cards.is_none();
    let mark = sealed::mark(message.id, place.mark).filter(|_| place.last);
    let short = short && mark.is_none();
    let words: Element<'a, Doing> = match cards {
        None => words,
        Some(cards) => column![words, cards].spacing(space::S).into(),
    };
    let content: Element<'a, Doing> = match meta {
        None => words,
        Some(meta) if short => row![words, meta]
            .spacing(space::S)
            .align_y(Bottom)
            .wrap()
            .align_x(Right)
            .into(),
        // Beneath files, which are wider than it.
        Some(meta) if wordless && mark.is_none() => container(meta).align_right(Fill).into(),
        Some(meta) => below(words, mark, meta),
    };
    parts = parts.push(content);
    if !whole {
        let more = tr!("message-show-all");
        parts = parts.push(
            focus_button(text(more.clone()).size(size::CAPTION), more)
                .kind(Kind::Link)
                .on_press(Doing::Unfold(message.id)),
        );
    }
    // What has nothing but files has its time below their end.
    if wordless && message.author.is_none() {
        parts = parts.align_x(Right);
    }
    let own = message.direction == Direction::Outgoing;
    container(parts)
        .width(Shrink)
        .padding([density::current().bubble, space::M])
        .style(move |theme| ground(theme, own, unreadable, place.pointed_at))
        .into()
}

/// The words of a message, and below them what is told of them.
fn below<'a>(
    words: Element<'a, Doing>,
    mark: Option<Element<'a, Doing>>,
    meta: Element<'a, Doing>,
) -> Element<'a, Doing> {
    match mark {
        None => column![words, meta].spacing(2.0).align_x(Right).into(),
        // It may be wider than the words, which begin where all others do.
        Some(mark) => {
            let line = row![mark, meta].spacing(space::M).align_y(Center);
            let line = line.wrap().vertical_spacing(2.0);
            column![words, line].spacing(2.0).into()
        }
    }
}

fn ground(theme: &iced::Theme, own: bool, unreadable: bool, pointed_at: bool) -> container::Style {
    let mut style = match own {
        _ if unreadable => sealed::ground(theme),
        true => surface::own_bubble(theme),
        false => surface::other_bubble(theme),
    };
    if pointed_at {
        style.border.color = Tokens::of(theme).accent;
        style.border.width = 2.0;
    }
    style
}
