//! How the parts of a message look: words, boxes of code, quotations with a bar beside them.

use iced::widget::{Column, column, container, row, stack};
use iced::{Fill, Right, Shrink, padding};

use super::Doing;
use super::body::Piece;
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{HIT_TARGET, Tokens, radius, size, space, surface, text as words};
use crate::tr;
use crate::widget::rich_text::{rich_text, span};
use crate::widget::{Element, Role, accessible, focus_button, one_line};

/// Width of the bar beside a quotation.
const BAR: f32 = 3.0;
/// Code is a little smaller than words: its letters are wide.
const CODE: f32 = 13.0;
/// Edge of the sign that copies it.
const COPY: f32 = 14.0;

/// All parts below one another.
pub(super) fn view<'a>(pieces: Vec<Piece<'a>>, text_size: f32) -> Element<'a, Doing> {
    let mut pieces = pieces;
    match pieces.pop() {
        Some(only) if pieces.is_empty() => piece(only, text_size),
        Some(last) => {
            pieces.push(last);
            let parts = pieces.into_iter().map(|one| piece(one, text_size));
            Column::with_children(parts).spacing(space::S - 2.0).into()
        }
        None => rich_text(Vec::new()).into(),
    }
}

fn piece<'a>(piece: Piece<'a>, text_size: f32) -> Element<'a, Doing> {
    match piece {
        Piece::Words(spans) => rich_text(spans)
            .size(text_size)
            .on_link(Doing::Follow)
            .into(),
        Piece::Code { info, text } => code(&info, text),
        Piece::Quote(inside) => {
            let inside = container(view(inside, text_size)).style(quiet);
            accessible(Role::Group, tr!("message-quote"), barred(inside, line)).into()
        }
    }
}

/// Something with a bar beside it.
pub(super) fn barred<'a>(
    content: impl Into<Element<'a, Doing>>,
    style: fn(&iced::Theme) -> container::Style,
) -> Element<'a, Doing> {
    let bar = container(iced::widget::space().width(BAR).height(Fill)).style(style);
    // As high as what it stands beside, not as high as there is room.
    row![bar, content.into()]
        .spacing(space::S)
        .height(Shrink)
        .into()
}

/// Lines of code in a box of their own, to be copied without what is around them.
fn code<'a>(info: &str, said: String) -> Element<'a, Doing> {
    let name = tr!("message-copy-code");
    let copy = focus_button(Icon::Copy.view().size(COPY), name.clone())
        .kind(Kind::Quiet)
        .padding((HIT_TARGET - COPY) / 2.0)
        .tooltip(name)
        .on_press(Doing::Copy(said.clone()));
    let lines = rich_text(vec![span(said).mono()]).size(CODE).all_code();
    let mut content = column![];
    if !info.is_empty() {
        content = content.push(
            one_line(info.to_owned())
                .size(size::CAPTION)
                .style(words::quiet),
        );
    }
    let room = padding::vertical(space::XS + 2.0)
        .left(space::S)
        .right(HIT_TARGET + space::XS);
    let framed = container(content.push(lines).spacing(2.0))
        .width(Shrink)
        .padding(room)
        .style(surface::code);
    // Over it and not beside it: a row would give all its room to the lines.
    let corner = container(copy).width(Fill).align_x(Right);
    accessible(Role::Group, tr!("message-code"), stack![framed, corner]).into()
}

fn quiet(theme: &iced::Theme) -> container::Style {
    container::Style {
        text_color: Some(Tokens::of(theme).quiet),
        ..container::Style::default()
    }
}

/// The bar beside a quotation.
fn line(theme: &iced::Theme) -> container::Style {
    bar(Tokens::of(theme).control)
}

/// The bar beside what is answered.
pub(super) fn accent_line(theme: &iced::Theme) -> container::Style {
    bar(Tokens::of(theme).accent)
}

fn bar(color: iced::Color) -> container::Style {
    container::Style {
        background: Some(color.into()),
        border: iced::border::rounded(radius::PILL),
        ..container::Style::default()
    }
}
