//! How the dialog looks: the keys side by side, or the codes.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill, Right};

use super::super::{CANCEL, heading};
use super::{LINK, Message, Sheet, State};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, size, space, text as words};
use crate::ui::choices::choices;
use crate::ui::failure::Words;
use crate::ui::fingerprint::fingerprint;
use crate::widget::qr::qr;
use crate::widget::{Element, Role, accessible, text_button, text_field};
use crate::{font, tr};

impl State {
    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let mut parts = column![heading(self.title())].spacing(space::L);
        if self.fingerprint.is_some() {
            let options = [
                (Sheet::Eye, tr!("verify-by-eye")),
                (Sheet::Code, tr!("verify-by-code")),
            ];
            parts = parts.push(choices(None, self.sheet, options, Message::SheetChosen));
        }
        match (self.sheet, &self.fingerprint) {
            (Sheet::Eye, Some(key)) => parts.push(self.by_eye(key, context)).into(),
            _ => parts.push(self.by_code()).into(),
        }
    }

    fn by_eye<'a>(&'a self, key: &str, context: &Context<'a>) -> Element<'a, Message> {
        let hint = text(tr!("verify-hint"))
            .size(size::LIST)
            .style(words::quiet);
        let theirs = match &self.name {
            Some(name) => tr!("verify-theirs", name = name.as_str()),
            None => tr!("verify-other"),
        };
        let mut parts = column![hint, named(theirs, fingerprint(key, context))].spacing(space::L);
        if let Some(ours) = &self.ours {
            parts = parts.push(named(tr!("verify-ours"), fingerprint(ours, context)));
        }
        let close = text_button(tr!("close"))
            .id(CANCEL)
            .on_press(Message::Closed);
        let line = match self.differs {
            true => {
                let name = self.name.clone().unwrap_or_else(|| self.jid.to_string());
                let advice = tr!("verify-differs-advice", name = name);
                parts = parts.push(alarm(tr!("verify-differs"), advice));
                let refuse = text_button(tr!("verify-refuse")).kind(Kind::Danger);
                row![close, refuse.on_press(Message::RefusePressed)]
            }
            false => {
                let differ = text_button(tr!("verify-differ")).on_press(Message::DifferPressed);
                let same = text_button(tr!("verify-match")).kind(Kind::Primary);
                row![close, differ, same.on_press(Message::MatchPressed)]
            }
        };
        parts.push(foot(line)).into()
    }

    fn by_code(&self) -> Element<'_, Message> {
        let name = self.name.as_deref();
        let mut parts = column![].spacing(space::L);
        if let Some(code) = &self.code {
            let hint = match name {
                Some(name) => tr!("verify-code-hint", name = name),
                None => tr!("verify-code-hint-own"),
            };
            let hint = text(hint).size(size::LIST).style(words::quiet);
            let copy = text_button(tr!("verify-copy")).on_press(Message::CopyPressed);
            let form = match self.other_form {
                true => tr!("verify-form-usual"),
                false => tr!("verify-form-other"),
            };
            let form = text_button(form)
                .kind(Kind::Quiet)
                .on_press(Message::FormPressed);
            let deeds = row![copy, form].spacing(space::S).wrap();
            let shown = column![
                qr(code, tr!("verify-code")),
                deeds.vertical_spacing(space::S)
            ]
            .spacing(space::S)
            .align_x(Center);
            parts = parts.push(hint).push(container(shown).center_x(Fill));
        }
        if self.uri.is_empty() {
            let asking = tr!("keys-asking");
            let shown = text(asking.clone()).size(size::LIST).style(words::quiet);
            parts = parts.push(accessible(Role::Status, asking, shown));
        }
        parts = parts.push(self.link());
        if self.mismatch {
            parts = parts.push(alarm(tr!("error-mismatch"), tr!("error-mismatch-advice")));
        }
        let idle = !self.progress.is_waiting();
        let label = match idle {
            true => tr!("verify-submit"),
            false => tr!("verify-waiting"),
        };
        let ready = idle && !self.link.trim().is_empty();
        let line = row![
            text_button(tr!("close"))
                .id(CANCEL)
                .on_press(Message::Closed),
            text_button(label)
                .kind(Kind::Primary)
                .on_press_maybe(ready.then_some(Message::Submitted))
        ];
        parts.push(foot(line)).into()
    }

    fn link(&self) -> Element<'_, Message> {
        let idle = !self.progress.is_waiting();
        let (label, hint) = match self.name.as_deref() {
            Some(name) => (tr!("verify-link"), tr!("verify-link-hint", name = name)),
            None => (tr!("verify-link-own"), tr!("verify-link-hint-own")),
        };
        let mut link = text_field(label, &self.link)
            .id(LINK)
            .hint(hint)
            .error(self.progress.wrong().map(Words::sentence));
        if idle {
            link = link
                .on_input(Message::LinkTyped)
                .on_submit(Message::Submitted);
        }
        let read = row![
            text_button(tr!("verify-picture"))
                .on_press_maybe(idle.then_some(Message::PicturePressed)),
            text_button(tr!("verify-clipboard"))
                .on_press_maybe(idle.then_some(Message::ClipboardPressed))
        ]
        .spacing(space::S)
        .wrap();
        column![link, read.vertical_spacing(space::S)]
            .spacing(space::S)
            .into()
    }
}

fn named<'a>(label: String, key: Element<'a, Message>) -> Element<'a, Message> {
    let shown = text(label.clone()).size(size::LIST).font(font::MEDIUM);
    accessible(Role::Group, label, column![shown, key].spacing(space::S)).into()
}

/// What nobody may overlook.
fn alarm<'a>(what: String, advice: String) -> Element<'a, Message> {
    let said = [what.as_str(), advice.as_str()].join(" ");
    let lines = column![
        text(what).size(size::LIST).font(font::SEMIBOLD),
        text(advice).size(size::LIST)
    ]
    .spacing(space::XS)
    .width(Fill);
    let line = row![Icon::Warning.view().size(24.0), lines]
        .spacing(space::M)
        .align_y(Center);
    let panel = container(line)
        .padding(space::M)
        .width(Fill)
        .style(|theme| {
            let tokens = Tokens::of(theme);
            container::Style {
                text_color: Some(tokens.on_danger),
                background: Some(tokens.danger.into()),
                border: iced::Border {
                    radius: radius::CONTROL.into(),
                    ..iced::Border::default()
                },
                ..container::Style::default()
            }
        });
    accessible(Role::Alert, said, panel).into()
}

fn foot(line: iced::widget::Row<'_, Message>) -> Element<'_, Message> {
    let line = line.spacing(space::S).wrap().vertical_spacing(space::S);
    let line = line.align_x(Right);
    container(line).width(Fill).align_x(Right).into()
}
