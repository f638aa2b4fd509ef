//! A bar above the composer that says what somebody has to decide about before all is well.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill, Right};

use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, size, space, text as words};
use crate::ui::timeline;
use crate::widget::{Element, Role, accessible, focus_button, one_line, text_button};
use crate::{font, tr};

/// What the bar says, and what can be done.
pub(super) struct Banner<M> {
    /// Its sign.
    pub(super) sign: Icon,
    /// What is the matter.
    pub(super) title: String,
    /// What follows from it.
    pub(super) detail: String,
    /// It is a warning.
    pub(super) loud: bool,
    /// What can be done.
    pub(super) choices: Vec<Choice<M>>,
    /// Where there is room for one line only, the whole of it leads here.
    pub(super) leads: M,
}

/// Something that can be done.
pub(super) struct Choice<M> {
    /// In words.
    pub(super) label: String,
    /// What is told when it is chosen.
    pub(super) press: M,
}

impl<M: Clone> Banner<M> {
    pub(super) fn view<'a>(self, context: &Context<'_>) -> Element<'a, M>
    where
        M: 'a,
    {
        let said = tr!(
            "banner-spoken",
            title = self.title.as_str(),
            detail = self.detail.as_str()
        );
        let loud = self.loud;
        let sign = container(self.sign.view().size(20.0));
        let sign = sign.style(|theme: &iced::Theme| container::Style {
            text_color: Some(Tokens::of(theme).attention),
            ..container::Style::default()
        });
        if context.tight {
            // One line that can be pressed: there is no room for more, and where it leads the rest is said.
            let shown = one_line(self.title).size(size::LIST).width(Fill);
            let line = row![sign, shown].spacing(space::S).align_y(Center);
            return focus_button(line, said)
                .kind(Kind::Secondary)
                .role(Role::Button)
                .width(Fill)
                .on_press(self.leads)
                .into();
        }
        // Two lines of their own: a text that is a word too long for one looks like an accident.
        let shown = column![
            text(self.title).size(size::LIST).font(font::MEDIUM),
            text(self.detail).size(size::CAPTION).style(words::quiet)
        ]
        .spacing(2.0);
        let role = if loud { Role::Alert } else { Role::Status };
        let told = row![sign, container(shown).width(Fill)]
            .spacing(space::M)
            .align_y(Center);
        let told = container(accessible(role, said, told)).width(Fill);
        // Beside the words only where these have room.
        let aside = !context.narrow && self.choices.len() == 1;
        let choices = self.choices.into_iter();
        let choices = choices.map(|choice| text_button(choice.label).on_press(choice.press).into());
        let choices = iced::widget::Row::from_iter(choices).spacing(space::S);
        let line: Element<'a, M> = match aside {
            true => row![told, choices].spacing(space::M).align_y(Center).into(),
            false => {
                let choices = choices.wrap().vertical_spacing(space::S).align_x(Right);
                column![told, container(choices).align_right(Fill)]
                    .spacing(space::S)
                    .into()
            }
        };
        let panel = container(line)
            .width(Fill)
            .padding([space::S, space::M])
            .style(move |theme| ground(theme, loud));
        container(panel)
            .max_width(timeline::WIDEST)
            .padding([space::S, space::L])
            .into()
    }
}

fn ground(theme: &iced::Theme, loud: bool) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        text_color: Some(tokens.text),
        background: Some(tokens.surface.into()),
        border: iced::Border {
            color: match loud {
                true => tokens.attention,
                false => tokens.border,
            },
            width: if loud { 2.0 } else { 1.0 },
            radius: radius::BUBBLE.into(),
        },
        ..container::Style::default()
    }
}
