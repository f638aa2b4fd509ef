//! How the sign-in page looks: one column in the middle, errors where they belong.

use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Center, Fill};

use super::{Field, Message, Progress, State, step};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, surface, text as words};
use crate::ui::bird;
use crate::ui::failure::{self, Words};
use crate::ui::toggle::toggle;
use crate::widget::text_field::TextField;
use crate::widget::{Element, Role, accessible, focus_button, text_button, text_field};
use crate::{font, tr};

/// The page's name among the widgets.
pub(super) const PAGE: &str = "login";
/// The width of the column.
const WIDTH: f32 = 400.0;
/// The height of the bird.
const BIRD: u16 = 96;

impl State {
    /// The page.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        if let Some(register) = &self.register {
            return register.view().map(Message::Register);
        }
        let title = tr!("login-title");
        let heading = text(title.clone()).size(size::WELCOME).font(font::SEMIBOLD);
        let head = column![bird::view(BIRD), accessible(Role::Heading, title, heading)]
            .spacing(space::S)
            .align_x(Center)
            .width(Fill);
        let mut page = column![head, self.basics()].spacing(space::L);
        page = page.push(self.unfolding());
        if self.advanced {
            page = page.push(self.unusual());
        }
        if let Progress::Wrong { field: None, words } = &self.progress {
            page = page.push(complaint(words));
        }
        page = page.push(self.foot(context));
        let column = container(page.width(Fill))
            .max_width(WIDTH)
            .padding([space::XL, space::L]);
        let scroll = scrollable(container(column).center_x(Fill))
            .id(PAGE)
            .width(Fill)
            .style(theme::list::scrollable);
        container(scroll)
            .center_y(Fill)
            .width(Fill)
            .style(surface::window)
            .into()
    }

    fn basics(&self) -> Column<'_, Message> {
        let password = text_field(tr!("login-password"), self.form.password.reveal())
            .id(Field::Password.id())
            .error(self.wrong(Field::Password).map(Words::sentence))
            .secret(self.revealed, tr!("login-reveal"), Message::RevealToggled);
        let anonymous = self.form.anonymous;
        let password = match self.is_waiting() || anonymous {
            true => password,
            false => password
                .on_input(|text| Message::PasswordTyped(text.into()))
                .on_submit(Message::Submitted),
        };
        column![
            self.field(Field::Address, tr!("login-address"), &self.form.address)
                .placeholder(match anonymous {
                    true => tr!("login-anonymous-example"),
                    false => tr!("address-example"),
                }),
            password,
        ]
        .spacing(space::M)
    }

    fn unfolding(&self) -> Element<'_, Message> {
        let label = tr!("login-advanced");
        let sign = match self.advanced {
            true => Icon::ChevronDown,
            false => Icon::ChevronRight,
        };
        let line = row![sign.view().size(16.0), text(label.clone()).size(size::LIST)]
            .spacing(space::XS)
            .align_y(Center);
        focus_button(line, label)
            .kind(Kind::Quiet)
            .padding([space::XS, space::XS])
            .expanded(self.advanced)
            .on_press(Message::AdvancedToggled)
            .into()
    }

    fn unusual(&self) -> Column<'_, Message> {
        let host = self
            .field(Field::Host, tr!("login-host"), &self.form.host)
            .hint(tr!("login-host-hint"));
        let port = self
            .field(Field::Port, tr!("login-port"), &self.form.port)
            .placeholder(tr!("login-port-placeholder"));
        let place = row![
            container(host).width(Fill),
            container(port).width(WIDTH / 4.0)
        ]
        .spacing(space::M);
        let resource = self
            .field(Field::Resource, tr!("login-resource"), &self.form.resource)
            .hint(tr!("login-resource-hint"));
        let ca_file = self
            .field(Field::CaFile, tr!("login-ca-file"), &self.form.ca_file)
            .hint(tr!("login-ca-file-hint"));
        let ca_file = self.choosable(Field::CaFile, ca_file);
        let proxy = self
            .field(Field::Proxy, tr!("login-proxy"), &self.form.proxy)
            .placeholder("127.0.0.1:9050".to_owned())
            .hint(tr!("login-proxy-hint"));
        let idle = !self.is_waiting();
        let direct = toggle(
            tr!("login-direct-tls"),
            self.form.direct_tls,
            None,
            idle.then_some(Message::DirectTlsToggled),
        );
        let plain = toggle(
            tr!("login-allow-plain"),
            self.form.allow_plain,
            self.wrong(Field::AllowPlain).map(Words::sentence),
            idle.then_some(Message::PlainToggled),
        );
        let anonymous = toggle(
            tr!("login-anonymous"),
            self.form.anonymous,
            self.wrong(Field::Anonymous).map(Words::sentence),
            idle.then_some(Message::AnonymousToggled),
        );
        let certificate = column![self.certificate()]
            .extend(self.passphrase())
            .spacing(space::M);
        let toggles = column![direct, plain, anonymous];
        column![place, resource, ca_file, certificate, proxy, toggles].spacing(space::M)
    }

    fn certificate(&self) -> TextField<'_, Message> {
        let field = Field::ClientCertificate;
        let line = self
            .field(
                field,
                tr!("login-client-certificate"),
                &self.form.client_certificate,
            )
            .hint(tr!("login-client-certificate-hint"));
        self.choosable(field, line)
    }

    /// Only where there is something to open.
    fn passphrase(&self) -> Option<Element<'_, Message>> {
        if self.form.client_certificate.trim().is_empty() {
            return None;
        }
        let line = text_field(tr!("login-passphrase"), self.form.passphrase.reveal())
            .id(Field::Passphrase.id())
            .hint(tr!("login-passphrase-hint"))
            .error(self.wrong(Field::Passphrase).map(Words::sentence))
            .secret(
                self.passphrase_revealed,
                tr!("login-passphrase-reveal"),
                Message::PassphraseRevealToggled,
            );
        Some(match self.is_waiting() {
            true => line.into(),
            false => line
                .on_input(|text| Message::PassphraseTyped(text.into()))
                .on_submit(Message::Submitted)
                .into(),
        })
    }

    fn choosable<'a>(&self, field: Field, line: TextField<'a, Message>) -> TextField<'a, Message> {
        match self.is_waiting() {
            true => line,
            false => line.chooser(tr!("choose"), Message::ChoosePressed(field)),
        }
    }

    fn field<'a>(&'a self, field: Field, label: String, value: &'a str) -> TextField<'a, Message> {
        let wrong = self.wrong(field).map(|words| {
            let facts = words.facts.iter().map(|(_, fact)| fact.as_str());
            let mut parts = vec![words.sentence()];
            parts.extend(facts.map(str::to_owned));
            parts.join("\n")
        });
        let line = text_field(label, value).id(field.id()).error(wrong);
        match self.is_waiting() {
            true => line,
            false => line
                .on_input(move |text| Message::Typed(field, text))
                .on_submit(Message::Submitted),
        }
    }

    fn foot(&self, context: &Context<'_>) -> Element<'_, Message> {
        if !self.is_waiting() {
            let submit = text_button(tr!("login-submit"))
                .kind(Kind::Primary)
                .width(Fill)
                .on_press(Message::Submitted);
            let register = text_button(tr!("login-register"))
                .width(Fill)
                .on_press(Message::RegisterPressed);
            let invited = text_button(tr!("login-invitation"))
                .kind(Kind::Link)
                .on_press(Message::InvitationPressed);
            return column![submit, register, container(invited).center_x(Fill)]
                .spacing(space::M)
                .into();
        }
        let label = step(&self.form, context).map_or_else(|| tr!("step-begin"), failure::step);
        let shown = text(label.clone()).size(size::LIST).style(words::quiet);
        row![
            container(accessible(Role::Status, label, shown)).width(Fill),
            text_button(tr!("cancel")).on_press(Message::Cancelled)
        ]
        .spacing(space::M)
        .align_y(Center)
        .into()
    }
}

/// What is wrong with none of the fields in particular.
fn complaint(said: &Words) -> Element<'_, Message> {
    let what = text(said.what.clone())
        .size(size::LIST)
        .font(font::MEDIUM)
        .style(words::danger);
    let mut parts = column![accessible(Role::Alert, said.sentence(), what)].spacing(space::S);
    if !said.advice.is_empty() {
        parts = parts.push(text(said.advice.clone()).size(size::LIST));
    }
    for (name, fact) in &said.facts {
        let name = text(name.clone()).size(size::CAPTION).style(words::quiet);
        parts = parts.push(column![name, text(fact.clone()).size(size::CAPTION)]);
    }
    container(parts)
        .padding(space::L)
        .width(Fill)
        .style(surface::card)
        .into()
}
