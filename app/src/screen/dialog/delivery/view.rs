//! How a delivery looks: the beginning of the message, its steps down a line, and what can be done.

use iced::widget::{Column, column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::model::State as Stand;

use super::super::{CANCEL, heading};
use super::steps::{Around, Step, Tone, steps};
use super::{Message, State};
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, surface, text as words};
use crate::tr;
use crate::ui::message::can_retry;
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible, hazard, text_button};

/// As much of the message is shown as tells it from others.
const BEGUN: usize = 160;
/// The round ground of a step's sign.
const ROUND: f32 = 28.0;
/// The sign on it.
const SIGN: f32 = 14.0;
/// The width of the line between two steps.
const LINE: f32 = 2.0;

impl State {
    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let entry = context.world.conversation(self.conversation);
        let account = entry.and_then(|entry| context.world.account_by(entry.account));
        let mut parts = column![heading(tr!("delivery-title")), self.excerpt()].spacing(space::L);
        if let Some((account, entry)) = account.zip(entry) {
            let around = Around {
                account,
                room: entry.room.as_deref(),
                now: context.now,
            };
            parts = parts.push(self.steps(around));
        }
        parts.push(self.buttons()).into()
    }

    fn excerpt(&self) -> Element<'_, Message> {
        let (body, whole) = hazard::excerpt(&self.message.text);
        let mut begun: String = hazard::visible(body).chars().take(BEGUN).collect();
        if !whole || begun.chars().count() < body.chars().count() {
            begun.push('…');
        }
        let shown = text(begun.clone()).size(size::LIST);
        container(accessible(Role::Label, begun, shown))
            .padding([space::S, space::M])
            .style(surface::own_bubble)
            .into()
    }

    fn steps<'a>(&self, around: Around<'_>) -> Element<'a, Message> {
        let all = steps(&self.message, &self.milestones, around);
        let last = all.len().saturating_sub(1);
        let lines = all
            .into_iter()
            .enumerate()
            .map(|(index, step)| line(step, index == last));
        accessible(
            Role::List,
            tr!("delivery-title"),
            Column::with_children(lines),
        )
        .into()
    }

    fn buttons(&self) -> Element<'_, Message> {
        let close = text_button(tr!("close"))
            .id(CANCEL)
            .on_press(Message::Closed);
        let mut line = row![close].spacing(space::S);
        if let failed @ Stand::Failed { .. } = &self.message.state {
            line = line
                .push(text_button(tr!("message-copy")).on_press(Message::CopyPressed))
                .push(text_button(tr!("message-delete")).on_press(Message::DeletePressed));
            if can_retry(failed) {
                let retry = text_button(tr!("message-try-again"));
                line = line.push(retry.kind(Kind::Primary).on_press(Message::RetryPressed));
            }
        }
        container(line.wrap().vertical_spacing(space::S))
            .width(Fill)
            .align_x(iced::Right)
            .into()
    }
}

/// A step; below its sign the line goes on to the next one.
fn line<'a>(step: Step, last: bool) -> Element<'a, Message> {
    let tone = step.tone;
    let said = match step.caption.is_empty() {
        true => step.title.clone(),
        false => [step.title.as_str(), step.caption.as_str()].join(", "),
    };
    let title = text(step.title).size(size::LIST).style(match tone {
        Tone::Done => words::normal,
        Tone::Failed => words::danger,
        Tone::Awaited => words::quiet,
    });
    let mut told = column![title].spacing(2.0);
    if !step.caption.is_empty() {
        let caption = one_line(step.caption)
            .size(size::CAPTION)
            .style(words::quiet);
        told = told.push(caption);
    }
    for one in step.each {
        let shown = one_line(one.clone())
            .size(size::CAPTION)
            .style(words::quiet);
        told = told.push(accessible(Role::Label, one, shown));
    }
    let below = if last { 0.0 } else { space::L };
    let told = container(told)
        .width(Fill)
        .padding(iced::padding::top((ROUND - size::LIST * theme::LINE_HEIGHT) / 2.0).bottom(below));
    let sign = container(step.icon.view().size(SIGN))
        .center(ROUND)
        .style(move |theme| ground(theme, tone));
    let mut rail = column![sign].align_x(Center).width(ROUND);
    if !last {
        let line = iced::widget::space().width(LINE).height(Fill);
        rail = rail.push(container(line).style(surface::line));
    }
    accessible(Role::ListItem, said, row![rail, told].spacing(space::M)).into()
}

/// What has happened stands on a ground; what has not has an outline.
fn ground(theme: &iced::Theme, tone: Tone) -> container::Style {
    let tokens = theme::Tokens::of(theme);
    let (ground, sign, edge) = match tone {
        Tone::Done => (Some(tokens.selected), tokens.text, None),
        Tone::Failed => (Some(tokens.danger), tokens.on_danger, None),
        Tone::Awaited => (None, tokens.quiet, Some(tokens.border)),
    };
    container::Style {
        text_color: Some(sign),
        background: ground.map(Into::into),
        border: iced::Border {
            color: edge.unwrap_or(iced::Color::TRANSPARENT),
            width: if edge.is_some() { 1.0 } else { 0.0 },
            radius: theme::radius::PILL.into(),
        },
        ..container::Style::default()
    }
}
