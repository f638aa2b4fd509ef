//! The sheet of the keyboard shortcuts: exactly those that exist.

use iced::widget::{Column, column, container, row, text};
use iced::{Center, Fill, FillPortion};

use super::heading;
use crate::font;
use crate::theme::{size, space, surface};
use crate::tr;
use crate::widget::{Element, text_button};

/// What stands in the sheet; `close` closes it.
pub fn view<'a, M: Clone + 'a>(close: M) -> Element<'a, M> {
    let rows = lines().into_iter().map(|(keys, deed)| line(keys, deed));
    column![
        heading(tr!("shortcuts-title")),
        Column::with_children(rows).spacing(space::S),
        container(text_button(tr!("close")).on_press(close))
            .width(Fill)
            .align_x(iced::Right),
    ]
    .spacing(space::L)
    .into()
}

/// Keys and what they do.
fn lines() -> Vec<(String, String)> {
    vec![
        (tr!("keys-find"), tr!("shortcut-find")),
        (tr!("keys-find-everywhere"), tr!("shortcut-find-everywhere")),
        (tr!("keys-hit"), tr!("shortcut-hit")),
        (tr!("keys-add"), tr!("shortcut-add")),
        (tr!("keys-walk"), tr!("shortcut-walk")),
        (tr!("keys-nth"), tr!("shortcut-nth")),
        (tr!("keys-unread"), tr!("shortcut-unread")),
        (tr!("keys-send"), tr!("shortcut-send")),
        (tr!("keys-break"), tr!("shortcut-break")),
        (tr!("keys-undo"), tr!("shortcut-undo")),
        (tr!("keys-menu"), tr!("shortcut-menu")),
        (tr!("keys-focus"), tr!("shortcut-focus")),
        (tr!("keys-back"), tr!("shortcut-back")),
        (tr!("keys-settings"), tr!("shortcut-settings")),
        (tr!("keys-zoom"), tr!("shortcut-zoom")),
        (tr!("keys-sheet"), tr!("shortcut-sheet")),
        (tr!("keys-quit"), tr!("shortcut-quit")),
    ]
}

fn line<'a, M: 'a>(keys: String, deed: String) -> Element<'a, M> {
    let keys = container(text(keys).size(size::CAPTION).font(font::MEDIUM))
        .padding([2.0, space::S])
        .style(surface::code);
    row![
        container(keys).width(FillPortion(2)),
        container(text(deed).size(size::LIST)).width(FillPortion(3))
    ]
    .align_y(Center)
    .spacing(space::M)
    .into()
}
