//! How the dialog looks.

use std::sync::Arc;

use iced::widget::{Column, column, container, row, text};
use iced::{Center, Fill, Right};
use waxwing_core::model::{Invitation, InvitationPurpose};

use super::super::{CANCEL, complaint, heading};
use super::{MAKE, Message, Sheet, State, USER};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::choices::choices;
use crate::widget::one_line::one_line;
use crate::widget::qr::qr;
use crate::widget::{Element, Role, accessible, text_button, text_field};
use crate::{font, format, tr};

/// So many invitations are listed; whoever has more finds the newest.
const LISTED: usize = 20;

impl State {
    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let mut parts = column![heading(tr!("invite-title")), self.sheets()].spacing(space::L);
        if self.accounts.len() > 1 {
            parts = parts.push(self.whose());
        }
        parts = match self.sheet {
            Sheet::Own => parts.push(self.own_sheet()),
            Sheet::Invite(purpose) => parts.push(self.invitations(purpose)),
        };
        if let Some(wrong) = self.progress.wrong() {
            parts = parts.push(complaint(wrong));
        }
        parts.push(self.foot()).into()
    }

    fn sheets(&self) -> Element<'_, Message> {
        let mut options = vec![
            (Sheet::Own, tr!("invite-sheet-own")),
            (
                Sheet::Invite(InvitationPurpose::Contact),
                tr!("invite-sheet-contact"),
            ),
        ];
        let offer = self.known.as_ref().and_then(|known| known.offer);
        if offer.is_some_and(|offer| offer.accounts) {
            let account = Sheet::Invite(InvitationPurpose::Account);
            options.push((account, tr!("invite-sheet-account")));
        }
        choices(None, self.sheet, options, Message::SheetChosen)
    }

    fn whose(&self) -> Element<'_, Message> {
        let options = self.accounts.iter().enumerate();
        let options = options.map(|(place, one)| (place, one.address.clone()));
        let label = tr!("invite-from");
        let shown = text(label.clone()).size(size::LIST).font(font::MEDIUM);
        let all = choices(None, self.chosen, options, Message::AccountChosen);
        accessible(Role::Group, label, column![shown, all].spacing(space::XS)).into()
    }

    fn own_sheet(&self) -> Element<'_, Message> {
        let mut parts = column![quiet(tr!("invite-own-words"))].spacing(space::L);
        if let Some(one) = self.accounts.get(self.chosen) {
            let address = one_line(one.address.clone())
                .size(size::MESSAGE)
                .width(iced::Shrink);
            parts = parts.push(container(address).center_x(Fill));
        }
        parts.push(self.code()).into()
    }

    fn invitations(&self, purpose: InvitationPurpose) -> Element<'_, Message> {
        let explanation = match purpose {
            InvitationPurpose::Contact => tr!("invite-contact-words"),
            InvitationPurpose::Account => tr!("invite-account-words", server = self.server()),
        };
        let mut parts = column![quiet(explanation)].spacing(space::L);
        if let Some(shown) = &self.shown {
            parts = parts.push(self.code()).push(self.about(shown));
        } else {
            parts = parts.push(self.maker(purpose));
        }
        let known = self.known.iter().flat_map(|known| &known.open);
        let others = known.filter(|one| {
            one.purpose == purpose
                && self
                    .shown
                    .as_ref()
                    .is_none_or(|shown| shown.token != one.token)
        });
        let others: Vec<_> = others.take(LISTED).map(|one| self.line(one)).collect();
        if !others.is_empty() {
            let label = tr!("invite-open");
            let shown = text(label.clone()).size(size::LIST).font(font::MEDIUM);
            let list = Column::with_children(others).spacing(space::XS);
            let list = column![shown, list].spacing(space::S);
            parts = parts.push(accessible(Role::Group, label, list));
        }
        parts.into()
    }

    fn maker(&self, purpose: InvitationPurpose) -> Element<'_, Message> {
        let idle = !self.progress.is_waiting();
        let mut parts = Column::new().spacing(space::L);
        if purpose == InvitationPurpose::Account {
            let mut user = text_field(tr!("invite-user"), &self.user)
                .id(USER)
                .hint(tr!("invite-user-hint"));
            if idle {
                user = user
                    .on_input(Message::UserTyped)
                    .on_submit(Message::MakePressed);
            }
            parts = parts.push(user);
        }
        let label = match idle {
            true => tr!("invite-make"),
            false => tr!("invite-waiting"),
        };
        let make = text_button(label)
            .id(MAKE)
            .kind(Kind::Primary)
            .on_press_maybe(idle.then_some(Message::MakePressed));
        parts.push(container(make).center_x(Fill)).into()
    }

    /// The code, what to do with it, and what came of that.
    fn code(&self) -> Element<'_, Message> {
        let Some(link) = self.link() else {
            return iced::widget::space().into();
        };
        let mut buttons = vec![
            text_button(tr!("invite-copy-link"))
                .on_press(Message::CopyPressed(link.clone()))
                .into(),
        ];
        if let Some(page) = self.page() {
            let copy = text_button(tr!("invite-copy-page"));
            buttons.push(copy.on_press(Message::CopyPressed(page)).into());
        }
        let mut parts = Column::new().spacing(space::M).align_x(Center).width(Fill);
        if let Some(code) = &self.code {
            parts = parts.push(qr(code, tr!("invite-code", link = link)));
            let save = text_button(tr!("invite-save"));
            buttons.push(save.on_press(Message::SavePressed).into());
        }
        let buttons = row(buttons).spacing(space::S).wrap();
        parts = parts.push(buttons.vertical_spacing(space::S));
        match &self.said {
            Some(Ok(said)) => {
                let shown = text(said.clone()).size(size::LIST).style(words::quiet);
                parts = parts.push(accessible(Role::Status, said.clone(), shown));
            }
            Some(Err(said)) => {
                let shown = text(said.clone()).size(size::LIST).style(words::danger);
                parts = parts.push(accessible(Role::Alert, said.clone(), shown));
            }
            None => {}
        }
        parts.into()
    }

    /// How long an invitation holds, and what else it does.
    fn about(&self, shown: &Invitation) -> Element<'_, Message> {
        let mut parts = column![text(self.until(shown)).size(size::LIST)].spacing(space::XS);
        if shown.registers && shown.purpose == InvitationPurpose::Contact {
            parts = parts.push(quiet(tr!("invite-registers", server = self.server())));
        }
        if !shown.by_server {
            parts = parts.push(quiet(tr!("invite-ours")));
        }
        let withdraw = self.withdrawal(shown);
        column![parts, container(withdraw).center_x(Fill)]
            .spacing(space::M)
            .into()
    }

    fn line<'a>(&'a self, one: &'a Invitation) -> Element<'a, Message> {
        let open = Message::Opened(Arc::new(one.clone()));
        let buttons = row![
            text_button(tr!("invite-show")).on_press(open),
            self.withdrawal(one)
        ]
        .spacing(space::S)
        .wrap();
        column![
            text(self.until(one)).size(size::LIST),
            buttons.vertical_spacing(space::S)
        ]
        .spacing(space::XS)
        .into()
    }

    /// What the server knows is only forgotten here.
    fn withdrawal<'a>(&'a self, one: &Invitation) -> Element<'a, Message> {
        let label = match one.by_server {
            true => tr!("invite-forget"),
            false => tr!("invite-withdraw"),
        };
        let press = Message::WithdrawPressed(one.token.clone());
        let idle = !self.progress.is_waiting();
        text_button(label)
            .on_press_maybe(idle.then_some(press))
            .into()
    }

    fn until(&self, one: &Invitation) -> String {
        match one.expires {
            Some(end) => tr!("invite-until", time = format::moment(end, self.now)),
            None => tr!("invite-for-ever"),
        }
    }

    fn server(&self) -> String {
        let own = self.own();
        own.map(|own| own.domain().to_string()).unwrap_or_default()
    }

    fn foot(&self) -> Element<'_, Message> {
        let done = text_button(tr!("done"))
            .id(CANCEL)
            .on_press(Message::Closed);
        container(done).width(Fill).align_x(Right).into()
    }
}

fn quiet<'a>(said: String) -> Element<'a, Message> {
    text(said).size(size::LIST).style(words::quiet).into()
}
