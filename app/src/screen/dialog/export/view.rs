//! What stands in the dialog.

use iced::widget::{column, container, progress_bar, row, text};
use iced::{Fill, Right};

use super::super::{CANCEL, buttons, complaint, heading};
use super::{FORMATS, Message, PATH, Stage, State, name};
use crate::theme::button::Kind;
use crate::theme::{Tokens, size, space, text as quiet};
use crate::tr;
use crate::ui::choices::choices;
use crate::ui::failure::Words;
use crate::widget::{Element, Role, accessible, text_button, text_field};

/// How high the bar is that shows how far it is.
const BAR: f32 = 6.0;

impl State {
    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let content = match &self.stage {
            Stage::Choosing { wrong } => self.choosing(wrong.as_ref()),
            Stage::Writing { messages, most, .. } => writing(*messages, *most),
            Stage::Done => self.done(),
        };
        column![heading(self.title()), content]
            .spacing(space::L)
            .into()
    }

    fn choosing(&self, wrong: Option<&Words>) -> Element<'_, Message> {
        let forms = FORMATS.map(|format| (format, name(format)));
        let forms = choices(None, self.format, forms, Message::Chosen);
        let field = text_field(tr!("export-path"), &self.path)
            .id(PATH)
            .on_input(Message::Typed)
            .on_submit(Message::Submitted)
            .chooser(tr!("choose"), Message::PlaceWanted);
        let about = match self.partly {
            true => tr!("export-partly"),
            false => tr!("export-about"),
        };
        let about = text(about).size(size::CAPTION).style(quiet::quiet);
        let mut parts = column![forms, field, about].spacing(space::L);
        if let Some(wrong) = wrong {
            parts = parts.push(complaint(wrong));
        }
        let press = (!self.path.trim().is_empty()).then_some(Message::Submitted);
        parts
            .push(buttons(
                Message::Closed,
                (Kind::Primary, tr!("export-submit")),
                press,
            ))
            .into()
    }

    fn done(&self) -> Element<'_, Message> {
        let said = tr!("export-done", path = self.path.trim());
        let shown = text(said.clone()).size(size::LIST);
        let close = text_button(tr!("done"))
            .id(CANCEL)
            .kind(Kind::Primary)
            .on_press(Message::Closed);
        column![
            accessible(Role::Status, said, shown),
            container(row![close]).width(Fill).align_x(Right)
        ]
        .spacing(space::L)
        .into()
    }
}

fn writing<'a>(messages: u64, most: u64) -> Element<'a, Message> {
    let said = tr!("export-writing", messages = messages, most = most);
    let shown = text(said.clone()).size(size::LIST);
    let part = match most {
        0 => 0.0,
        most => (messages as f64 / most as f64) as f32,
    };
    let bar = progress_bar(0.0..=1.0, part).girth(BAR).style(|theme| {
        let tokens = Tokens::of(theme);
        iced::widget::progress_bar::Style {
            background: tokens.border.into(),
            bar: tokens.accent.into(),
            border: iced::border::rounded(BAR / 2.0),
        }
    });
    let cancel = text_button(tr!("cancel"))
        .id(CANCEL)
        .on_press(Message::Closed);
    column![
        accessible(Role::Status, said, shown),
        bar,
        container(row![cancel]).width(Fill).align_x(Right)
    ]
    .spacing(space::L)
    .into()
}
