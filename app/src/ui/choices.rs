//! One of several, all in sight: a row of buttons of which the chosen one is marked.

use iced::Center;
use iced::widget::{Row, row, text};

use crate::font;
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{size, space};
use crate::widget::{Element, focus, focus_button};

/// The buttons; the chosen one goes by `id`, for whoever looks for it.
pub fn choices<'a, T: Copy + PartialEq, M: Clone + 'a>(
    id: Option<&'static str>,
    chosen: T,
    options: impl IntoIterator<Item = (T, String)>,
    message: impl Fn(T) -> M,
) -> Element<'a, M> {
    let buttons = options.into_iter().map(|(value, name)| {
        let is_chosen = value == chosen;
        let mut label = row![].spacing(space::XS).align_y(Center);
        if is_chosen {
            label = label.push(Icon::Check.view().size(16.0));
        }
        label = label.push(text(name.clone()).size(size::LIST).font(font::MEDIUM));
        let button = focus_button(label, name)
            .kind(Kind::Secondary)
            .selected(is_chosen)
            .checked(is_chosen)
            .on_press(message(value));
        match id.filter(|_| is_chosen) {
            Some(id) => button.id(id).into(),
            None => button.into(),
        }
    });
    let buttons = Row::with_children(buttons).spacing(space::S).wrap();
    focus::roving(buttons.vertical_spacing(space::S)).into()
}
