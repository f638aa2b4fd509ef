//! How the connection page looks: a column of cards.

use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::model::{Account, Server, Shown, Status};

use super::{Message, State, facts, feature};
use crate::icon::Icon;
use crate::opening;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, text as words};
use crate::ui::card::{card, quiet};
use crate::ui::page_head::page_head;
use crate::widget::one_line::one_line;
use crate::widget::rich_text::{rich_text, span};
use crate::widget::{Element, Role, accessible, focus_button, icon_button, text_button};
use crate::{font, tr};

/// The widest the cards grow.
const WIDEST: f32 = 720.0;
/// The width of the names of facts, where they stand beside them.
const NAME: f32 = 190.0;

impl State {
    /// The page; `wrap` carries its messages, `back` leads away.
    pub fn view<'a, M: Clone + 'static>(
        &'a self,
        account: &'a Account,
        context: &Context<'a>,
        (wrap, back): (fn(Message) -> M, M),
    ) -> Element<'a, M> {
        let actions: Element<'a, Message> = row![
            icon_button(Icon::Refresh, tr!("connection-refresh")).on_press(Message::RefreshPressed),
            text_button(tr!("connection-copy"))
                .kind(Kind::Quiet)
                .on_press(Message::ReportPressed)
        ]
        .align_y(Center)
        .into();
        let head = page_head(
            tr!("connection-title"),
            account.jid.to_string(),
            back,
            Some(actions.map(wrap)),
        );
        let server = self.server.as_deref();
        let narrow = context.narrow;
        let mut cards = column![card(
            tr!("connection-section-way"),
            facts_of(facts::way(account, server, context), narrow)
        )]
        .spacing(space::L);
        if let Some(server) = server {
            cards = cards
                .push(self.certificates(server, narrow))
                .push(self.server(server, narrow))
                .push(self.contacts(server))
                .push(outages(server, context));
        }
        let column = container(cards)
            .max_width(WIDEST)
            .padding([space::L, space::L]);
        let page = scrollable(container(column).center_x(Fill))
            .width(Fill)
            .height(Fill)
            .style(theme::list::scrollable);
        column![head, Element::from(page).map(wrap)].into()
    }

    fn certificates<'a>(&'a self, server: &'a Server, narrow: bool) -> Element<'a, Message> {
        let chain = facts::chain(server);
        let mut parts = column![].spacing(space::XS);
        if chain.is_empty() {
            parts = parts.push(quiet(tr!("connection-no-certificates")));
        }
        for (place, shown) in chain.iter().enumerate() {
            parts = parts.push(self.certificate(place, shown, narrow));
        }
        card(tr!("connection-section-certificates"), parts)
    }

    fn certificate<'a>(
        &'a self,
        place: usize,
        shown: &'a Shown,
        narrow: bool,
    ) -> Element<'a, Message> {
        let open = self.unfolded.contains(&place);
        let subject = match shown.subject.is_empty() {
            true => shown.sha256.as_str(),
            false => shown.subject.as_str(),
        };
        let label = match place {
            0 => tr!("connection-certificate-own", subject = subject),
            _ => tr!("connection-certificate-above", subject = subject),
        };
        let sign = match open {
            true => Icon::ChevronDown,
            false => Icon::ChevronRight,
        };
        let line = row![
            sign.view().size(16.0),
            one_line(label.clone()).size(size::LIST).width(Fill)
        ]
        .spacing(space::S)
        .align_y(Center);
        let head = focus_button(line, label)
            .kind(Kind::Row)
            .role(Role::Button)
            .expanded(open)
            .on_press(Message::CertificateToggled(place));
        let mut parts = column![head];
        if open {
            let facts = facts_of(facts::certificate(shown), narrow);
            parts = parts.push(container(facts).padding([space::XS, space::XL]));
        }
        parts.into()
    }

    fn server<'a>(&'a self, server: &'a Server, narrow: bool) -> Element<'a, Message> {
        let mut parts = column![facts_of(facts::software(Some(server)), narrow)].spacing(space::S);
        let can = feature::words(server);
        if !can.is_empty() {
            let separator = tr!("separator");
            let fact = (tr!("connection-can"), can.join(&separator));
            parts = parts.push(facts_of(vec![fact], narrow));
        }
        if server.loading {
            parts = parts.push(quiet(tr!("connection-loading")));
        } else if server.reached.is_none() {
            parts = parts.push(quiet(tr!("connection-offline")));
        }
        let mut all: Vec<&str> = server
            .server_features
            .iter()
            .chain(&server.account_features)
            .map(String::as_str)
            .collect();
        all.sort_unstable();
        all.dedup();
        if !all.is_empty() {
            let label = tr!("connection-features", count = all.len());
            let button = text_button(label)
                .kind(Kind::Quiet)
                .expanded(self.features)
                .on_press(Message::FeaturesToggled);
            parts = parts.push(button);
        }
        if self.features {
            let names = rich_text(vec![span(all.join("\n")).mono()])
                .size(size::CAPTION)
                .all_code()
                .width(Fill);
            parts = parts.push(names);
        }
        card(tr!("connection-section-server"), parts)
    }

    fn contacts<'a>(&'a self, server: &'a Server) -> Element<'a, Message> {
        let mut parts = column![].spacing(space::S);
        if server.contacts.is_empty() {
            parts = parts.push(quiet(tr!("connection-nobody")));
        }
        for contacts in &server.contacts {
            let purpose = text(facts::purpose(contacts.purpose)).size(size::CAPTION);
            parts = parts.push(purpose.style(words::quiet));
            for address in &contacts.addresses {
                parts = parts.push(self.address(address));
            }
        }
        card(tr!("connection-section-contacts"), parts)
    }

    /// A link that asks before it is followed; what is no harmless link is only shown.
    fn address<'a>(&'a self, address: &'a str) -> Element<'a, Message> {
        if !opening::is_harmless(address) {
            return one_line(address).size(size::LIST).into();
        }
        let label = one_line(address).size(size::LIST).style(words::accent);
        let link = focus_button(label, address)
            .kind(Kind::Link)
            .on_press(Message::LinkPressed(address.to_owned()));
        if self.asked.as_deref() != Some(address) {
            return link.into();
        }
        let question = tr!("connection-open-ask", link = address);
        let shown = text(question.clone()).size(size::LIST);
        let buttons = row![
            text_button(tr!("connection-open"))
                .kind(Kind::Primary)
                .on_press(Message::LinkConfirmed),
            text_button(tr!("cancel")).on_press(Message::LinkRefused)
        ]
        .spacing(space::S);
        column![link, accessible(Role::Alert, question, shown), buttons]
            .spacing(space::S)
            .into()
    }
}

/// What the server says of outages, outside of itself.
fn outages<'a>(server: &'a Server, context: &Context<'a>) -> Element<'a, Message> {
    let mut parts = column![].spacing(space::S);
    if let Some((matter, more)) = facts::status(&server.status, context.now) {
        let style = match server.status {
            Status::Outage { planned: false, .. } => words::danger,
            _ => words::normal,
        };
        let shown = text(matter.clone())
            .size(size::LIST)
            .font(font::MEDIUM)
            .style(style);
        parts = parts.push(accessible(Role::Status, matter, shown));
        for line in more {
            parts = parts.push(text(line).size(size::LIST));
        }
    }
    match server.status_addresses.first() {
        None => parts = parts.push(quiet(tr!("connection-status-none"))),
        Some(address) => {
            let host = address.trim_start_matches("https://");
            let host = host.split('/').next().unwrap_or(host);
            let ask = server.status != Status::Asking;
            parts = parts
                .push(quiet(tr!("connection-status-consent", host = host)))
                .push(
                    text_button(tr!("connection-status-ask"))
                        .on_press_maybe(ask.then_some(Message::StatusPressed)),
                );
        }
    }
    card(tr!("connection-section-status"), parts)
}

/// Names and values; below each other where there is little room.
fn facts_of<'a>(facts: Vec<facts::Fact>, narrow: bool) -> Column<'a, Message> {
    let line = |(name, fact): facts::Fact| -> Element<'a, Message> {
        let label = tr!("fact-line", name = name.as_str(), fact = fact.as_str());
        let name = text(name).size(size::LIST).style(words::quiet);
        // No wider than its words: else the Latin ones stand on the wrong side of a mirrored page.
        let fact = rich_text(vec![span(fact)]).size(size::LIST);
        let fact = container(fact).width(Fill);
        let line: Element<'a, Message> = match narrow {
            true => column![name, fact].into(),
            false => row![container(name).width(NAME), fact]
                .spacing(space::M)
                .into(),
        };
        accessible(Role::Label, label, line).into()
    };
    Column::with_children(facts.into_iter().map(line)).spacing(space::S)
}
