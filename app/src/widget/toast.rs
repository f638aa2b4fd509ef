//! Short notes at the lower edge: something happened, perhaps with a way back. The screen decides when
//! they go; nothing here keeps time.
use super::accessible::{Role, accessible};
use super::{Element, icon_button, text_button};
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{size, space, surface};
use iced::widget::{Column, container, row, stack, text};
use iced::{Bottom, Center, Fill, Left};

/// A note.
#[derive(Debug, Clone)]
pub struct Toast<M> {
    pub words: String,
    /// Label and message of its one action.
    pub action: Option<(String, M)>,
    /// Name and message of its close button.
    pub close: (String, M),
}

/// More at once would cover the conversation; the oldest wait.
const MOST: usize = 3;
const WIDEST: f32 = 420.0;

/// Shows the newest `toasts` over `base`.
pub fn over<'a, M: Clone + 'a>(
    base: impl Into<Element<'a, M>>,
    toasts: &[Toast<M>],
) -> Element<'a, M> {
    if toasts.is_empty() {
        return stack![base.into()].width(Fill).height(Fill).into();
    }
    let shown = toasts.iter().rev().take(MOST).rev().map(note);
    let notes = container(Column::with_children(shown).spacing(space::S))
        .padding(space::L)
        .width(Fill)
        .height(Fill)
        .align_x(Left)
        .align_y(Bottom);
    stack![base.into(), notes].width(Fill).height(Fill).into()
}

fn note<'a, M: Clone + 'a>(toast: &Toast<M>) -> Element<'a, M> {
    let words = text(toast.words.clone()).size(size::LIST);
    let mut line = row![container(words).width(Fill)]
        .spacing(space::S)
        .align_y(Center);
    if let Some((label, message)) = &toast.action {
        line = line.push(
            text_button(label.clone())
                .kind(Kind::Quiet)
                .on_press(message.clone()),
        );
    }
    let (name, message) = &toast.close;
    line = line.push(icon_button(Icon::X, name.clone()).on_press(message.clone()));
    let card = container(line)
        .padding(
            iced::padding::left(space::L)
                .right(space::S)
                .vertical(space::XS),
        )
        .max_width(WIDEST)
        .style(surface::raised);
    accessible(
        Role::Status,
        toast.words.clone(),
        iced::widget::opaque(card),
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;

    #[test]
    fn its_action_and_its_close_button_speak() {
        let toast = Toast {
            words: "Message deleted".into(),
            action: Some(("Undo".into(), "undo")),
            close: ("Dismiss".into(), "gone"),
        };
        let mut h = Harness::new(
            Vec::new(),
            |log, m| log.push(m),
            move |_: &Vec<&'static str>| over(text("base"), std::slice::from_ref(&toast)),
        );
        h.click("Undo");
        h.click_role(Role::Button, "Dismiss");
        assert_eq!(h.state(), &["undo", "gone"]);
        assert!(h.role(Role::Status, "Message deleted").is_some());
    }
}
