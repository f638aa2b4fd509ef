//! How making an account looks: one column, as signing in.

mod form;

use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Center, Fill};

use super::{Dialog, FILTER, LINK, Message, Progress, Provider, Stage, State};
use crate::icon::Icon;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, surface, text as words};
use crate::ui::card::quiet;
use crate::ui::failure::{self, Words};
use crate::widget::{
    Element, Role, accessible, focus, focus_button, icon_button, one_line, text_button, text_field,
};
use crate::{font, tr};

pub(super) use form::field_id;

/// The width of the column; a list needs more room than two fields.
const WIDTH: f32 = 480.0;

impl State {
    /// The page.
    pub fn view(&self) -> Element<'_, Message> {
        let (title, page) = match &self.stage {
            Stage::Choosing => (tr!("register-title"), self.servers()),
            Stage::Inviting => (tr!("register-invited-title"), self.invitation_field()),
            Stage::Website { domain, .. } => (website_title(domain), website(domain)),
            Stage::Asking(dialog, progress) => (dialog.title(), asking(*progress)),
            Stage::Filling(dialog, filling) => {
                (dialog.title(), form::view(&dialog.domain, filling, None))
            }
            Stage::Creating(dialog, filling, step) => {
                let said = step.map_or_else(|| tr!("register-creating"), failure::step);
                let page = form::view(&dialog.domain, filling, Some(said));
                (dialog.title(), page)
            }
        };
        let heading = text(title.clone()).size(size::WELCOME).font(font::SEMIBOLD);
        let head = row![
            icon_button(Icon::ArrowLeft, tr!("page-back")).on_press(Message::BackPressed),
            accessible(Role::Heading, title, heading)
        ]
        .spacing(space::S)
        .align_y(Center);
        // A column of its own: what comes and goes here must not move the field that is typed into.
        let mut top = column![head].spacing(space::L);
        if let Some(inviter) = self.dialog().and_then(|dialog| dialog.inviter.as_ref()) {
            top = top.push(quiet(tr!("register-inviter", address = inviter.as_str())));
        }
        if let Some(said) = &self.wrong
            && !matches!(self.stage, Stage::Inviting)
        {
            top = top.push(complaint(said));
        }
        let parts = column![top, page].spacing(space::L);
        let inside = container(parts.width(Fill))
            .max_width(WIDTH)
            .padding([space::XL, space::L]);
        let scroll = scrollable(container(inside).center_x(Fill))
            .width(Fill)
            .height(Fill)
            .style(theme::list::scrollable);
        container(scroll)
            .width(Fill)
            .height(Fill)
            .style(surface::window)
            .into()
    }

    fn servers(&self) -> Column<'_, Message> {
        let filter = text_field(tr!("register-filter"), &self.filter)
            .id(FILTER)
            .placeholder(tr!("register-filter-placeholder"))
            .on_input(Message::FilterTyped)
            .on_submit(Message::ServerSubmitted);
        let mut rows = column![].spacing(2.0);
        let mut count = 0_usize;
        for (place, provider) in self.shown() {
            rows = rows.push(server(place, provider));
            count += 1;
        }
        if self.is_server()
            && !self
                .providers
                .iter()
                .any(|one| one.domain == self.filter.trim())
        {
            rows = rows.push(other_server(self.filter.trim()));
            count += 1;
        }
        let list: Element<'_, Message> = match count {
            0 => quiet(tr!("register-none")),
            _ => focus::roving(rows).into(),
        };
        column![
            quiet(tr!("register-explanation")),
            filter,
            list,
            quiet(tr!("register-source")),
        ]
        .spacing(space::L)
    }

    fn invitation_field(&self) -> Column<'_, Message> {
        let wrong = self.wrong.as_ref().map(|said| {
            let facts = said.facts.iter().map(|(_, fact)| fact.clone());
            let lines: Vec<_> = std::iter::once(said.sentence()).chain(facts).collect();
            lines.join("\n")
        });
        let link = text_field(tr!("register-link"), &self.link)
            .id(LINK)
            .placeholder("xmpp:example.org?register;preauth=…")
            .error(wrong)
            .on_input(Message::LinkTyped)
            .on_submit(Message::LinkSubmitted);
        column![
            quiet(tr!("register-link-explanation")),
            link,
            text_button(tr!("register-link-submit"))
                .kind(Kind::Primary)
                .width(Fill)
                .on_press(Message::LinkSubmitted),
        ]
        .spacing(space::L)
    }
}

impl Dialog {
    fn title(&self) -> String {
        tr!("register-at", server = self.domain.as_str())
    }
}

fn server(place: usize, provider: &Provider) -> Element<'_, Message> {
    let mut name = row![
        one_line(provider.domain.clone())
            .size(size::MESSAGE)
            .font(font::MEDIUM)
    ]
    .spacing(space::S)
    .align_y(Center);
    if !provider.is_in_band() {
        let sign = Icon::ExternalLink.view().size(14.0);
        let said = text(tr!("register-on-website"))
            .size(size::CAPTION)
            .style(words::quiet);
        name = name.push(row![sign, said].spacing(space::XS).align_y(Center));
    }
    let facts = provider.facts();
    let shown = text(facts.clone()).size(size::CAPTION).style(words::quiet);
    let lines = column![name, shown].spacing(2.0).width(Fill);
    let line = row![lines, Icon::ChevronRight.view().size(16.0)]
        .spacing(space::S)
        .align_y(Center);
    focus_button(line, provider.domain.clone())
        .kind(Kind::Row)
        .description(facts)
        .width(Fill)
        .padding([space::S, space::M])
        .on_press(Message::Chosen(place))
        .into()
}

fn other_server(name: &str) -> Element<'_, Message> {
    let label = tr!("register-other", server = name);
    let line = row![
        text(label.clone()).size(size::MESSAGE).width(Fill),
        Icon::ChevronRight.view().size(16.0)
    ]
    .spacing(space::S)
    .align_y(Center);
    focus_button(line, label)
        .kind(Kind::Row)
        .width(Fill)
        .padding([space::S, space::M])
        .on_press(Message::ServerSubmitted)
        .into()
}

fn website_title(domain: &str) -> String {
    tr!("register-website-title", server = domain)
}

fn website(domain: &str) -> Column<'_, Message> {
    column![
        quiet(tr!("register-website-explanation", server = domain)),
        text_button(tr!("register-website-open"))
            .kind(Kind::Primary)
            .width(Fill)
            .on_press(Message::WebsitePressed),
        text_button(tr!("register-website-done"))
            .width(Fill)
            .on_press(Message::SignInPressed),
    ]
    .spacing(space::L)
}

fn asking(progress: Progress) -> Column<'static, Message> {
    let said = match progress {
        Progress::Beginning => tr!("step-begin"),
        Progress::Step(step) => failure::step(step),
        Progress::Asking => tr!("register-asking"),
    };
    column![form::status(said, Message::BackPressed)]
}

/// What went wrong, with its facts.
fn complaint<'a>(said: &Words) -> Element<'a, Message> {
    let what = text(said.sentence()).size(size::LIST).style(words::danger);
    let mut parts = column![accessible(Role::Alert, said.sentence(), what)].spacing(space::XS);
    for (_, fact) in &said.facts {
        parts = parts.push(text(fact.clone()).size(size::CAPTION).style(words::quiet));
    }
    container(parts)
        .padding(space::M)
        .width(Fill)
        .style(surface::card)
        .into()
}
