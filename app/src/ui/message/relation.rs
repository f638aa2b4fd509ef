//! What hangs on a message: what it answers, what people feel about it, that it is gone or covered.

use iced::widget::{column, container, row, text};
use iced::{Border, Center, Shrink, Theme};
use waxwing_core::ItemId;
use waxwing_core::model::{Message, Reaction, Reply};

use super::Doing;
use super::body::{self, Names};
use super::menu::is_known;
use super::words::{accent_line, barred};
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, size, space, text as colours};
use crate::widget::{Element, Role, accessible, focus_button, hazard, one_line};
use crate::{font, format, tr};

/// The widest a quotation above an answer grows by itself.
const QUOTE: f32 = 420.0;
/// As many names of those who feel so are told; of the others their number.
const MOST_NAMES: usize = 5;
/// Height of a reaction.
const PILL: f32 = 28.0;

/// The beginning of what is answered; a press leads there.
pub(super) fn quote<'a>(reply: &'a Reply, names: Names<'a>) -> Element<'a, Doing> {
    let who = author(reply, names);
    let quoted = quoted(reply, &who);
    let style = match reply.quote.trim().is_empty() {
        true => colours::quiet as fn(&Theme) -> _,
        false => colours::normal,
    };
    let said = tr!("reply-spoken", answered = answered(reply, names));
    let lines = column![
        one_line(who)
            .size(size::CAPTION)
            .font(font::SEMIBOLD)
            .width(Shrink)
            .style(colours::accent),
        one_line(quoted)
            .size(size::LIST - 1.0)
            .width(Shrink)
            .style(style),
    ];
    let content = container(barred(lines, accent_line)).max_width(QUOTE);
    focus_button(content, said)
        .kind(Kind::Bare)
        .on_press_maybe(reply.item.map(Doing::Jump))
        .into()
}

/// Who said what is answered, and its beginning.
pub(super) fn answered(reply: &Reply, names: Names<'_>) -> String {
    let who = author(reply, names);
    let text = quoted(reply, &who);
    tr!("reply-answered", name = who, text = text)
}

fn quoted(reply: &Reply, author: &str) -> String {
    match reply.quote.trim() {
        "" => tr!("reply-gone"),
        quoted => body::spoken(quoted, author).into_owned(),
    }
}

fn author(reply: &Reply, names: Names<'_>) -> String {
    match (reply.mine, reply.to.is_empty()) {
        (true, _) => tr!("you"),
        (false, false) => names.called(&reply.to),
        (false, true) => names.theirs.to_owned(),
    }
}

/// That it was taken back, and by whom where that was not its author.
pub(super) fn gone(message: &Message) -> String {
    match message.moderated.as_ref().map(|it| it.by.as_str()) {
        None => tr!("message-deleted"),
        Some("") => tr!("message-moderated"),
        Some(nick) => tr!(
            "message-moderated-by",
            name = hazard::visible(nick).into_owned()
        ),
    }
}

/// What is left of a message that was taken back.
pub(super) fn tombstone<'a>(message: &Message) -> Element<'a, Doing> {
    let shown = text(gone(message)).font(font::ITALIC);
    row![
        Icon::Trash.view().size(size::LIST),
        shown.size(size::LIST).style(colours::quiet)
    ]
    .spacing(space::S)
    .align_y(Center)
    .into()
}

/// What stands in place of a text that is shown only to who asks.
pub(super) fn cover<'a>(id: ItemId, name: String) -> Element<'a, Doing> {
    let shown = text(name.clone()).size(size::MESSAGE);
    let more = text(tr!("spoiler-show"))
        .size(size::CAPTION)
        .style(colours::accent);
    let content = row![
        Icon::EyeOff.view().size(size::MESSAGE),
        column![shown, more]
    ]
    .spacing(space::S)
    .align_y(Center);
    let said = tr!("spoiler-spoken", text = name);
    focus_button(content, said)
        .kind(Kind::Bare)
        .role(Role::Button)
        .on_press(Doing::Uncover(id))
        .into()
}

/// What is said of a covered text.
pub(super) fn covered(hint: &str) -> String {
    let hint = hazard::visible(hint.trim());
    match hint.is_empty() {
        true => tr!("spoiler-covered"),
        false => tr!("spoiler-covered-hint", hint = hint.as_ref()),
    }
}

/// What people feel about it, below the bubble.
pub(super) fn reactions<'a>(message: &'a Message, names: Names<'a>) -> Option<Element<'a, Doing>> {
    if message.reactions.is_empty() || message.retracted_at.is_some() {
        return None;
    }
    let pills = message
        .reactions
        .iter()
        .map(|one| reaction(one, message, names));
    let line = iced::widget::Row::with_children(pills)
        .spacing(space::XS)
        .wrap()
        .vertical_spacing(space::XS);
    Some(accessible(Role::Group, tr!("message-reactions"), line).into())
}

fn reaction<'a>(one: &'a Reaction, message: &Message, names: Names<'a>) -> Element<'a, Doing> {
    let who = feeling(one, names);
    let name = tr!(
        "reaction-spoken",
        emoji = one.emoji.as_str(),
        names = who.as_str()
    );
    let emoji = one_line(one.emoji.as_str()).size(size::LIST).width(Shrink);
    let mut content = row![emoji].spacing(space::XS).align_y(Center);
    if one.by.len() > 1 {
        let count = u32::try_from(one.by.len()).unwrap_or(u32::MAX);
        content = content.push(text(format::count(count)).size(size::CAPTION));
    }
    let mine = one.mine;
    let pill = container(content)
        .height(PILL)
        .center_y(PILL)
        .padding([0.0, space::S])
        .style(move |theme| pill_style(theme, mine));
    focus_button(pill, name)
        .kind(Kind::Bare)
        .checked(mine)
        .tooltip(who)
        .on_press_maybe(is_known(message).then(|| Doing::React(message.id, one.emoji.clone())))
        .into()
}

/// Who feels so, in words.
fn feeling(one: &Reaction, names: Names<'_>) -> String {
    let others = one.by.iter().filter(|by| !names.is_us(by));
    let mut who: Vec<String> = others.map(|by| names.called(by)).collect();
    if one.mine {
        who.insert(0, tr!("you"));
    }
    let hidden = who.len().saturating_sub(MOST_NAMES);
    who.truncate(MOST_NAMES);
    let listed = who.join(&tr!("list-separator"));
    match u32::try_from(hidden) {
        Ok(0) => listed,
        hidden => tr!(
            "reaction-others",
            names = listed,
            count = hidden.unwrap_or(u32::MAX)
        ),
    }
}

fn pill_style(theme: &Theme, mine: bool) -> container::Style {
    let t = Tokens::of(theme);
    let (ground, edge) = match mine {
        true => (t.selected, t.accent),
        false => (t.surface, t.border),
    };
    container::Style {
        text_color: Some(t.text),
        background: Some(ground.into()),
        border: Border {
            color: edge,
            width: 1.0,
            radius: radius::PILL.into(),
        },
        ..container::Style::default()
    }
}
