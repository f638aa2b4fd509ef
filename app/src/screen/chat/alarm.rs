//! That an account of ours has one more device, or is another one itself: a bar above the page, until somebody has looked.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::AccountId;

use super::State;
use crate::icon::Icon;
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{size, space, surface};
use crate::tr;
use crate::widget::{Element, Role, accessible, icon_button, text_button};

/// What happens in the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Show the devices of the account.
    LookPressed(AccountId),
    /// It was seen.
    Closed(AccountId),
}

impl State {
    pub(super) fn update_alarm(
        &mut self,
        message: Message,
        context: &Context<'_>,
    ) -> Action<super::Message> {
        let (Message::LookPressed(id) | Message::Closed(id)) = message;
        let devices = context.world.new_own_devices();
        match self.copy(context) {
            Some(copy) if copy == id => drop(self.copies_seen.insert(id)),
            _ => {
                let seen = devices.filter(|(of, _)| *of == id);
                self.devices_seen.extend(seen);
            }
        }
        let account = context.world.account_by(id);
        match (message, account) {
            (Message::LookPressed(_), Some(account)) => {
                self.show_keys(id, account.jid.clone(), context)
            }
            _ => self.focus(),
        }
    }

    /// An account that is another device, of which nobody has seen it yet.
    fn copy(&self, context: &Context<'_>) -> Option<AccountId> {
        let mut copies = context.world.renewed_accounts();
        copies.find(|one| !self.copies_seen.contains(one))
    }

    /// The bar; nothing while every device was seen.
    pub(super) fn alarm<'a>(&self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let mut devices = context.world.new_own_devices();
        let copy = self.copy(context);
        let device = devices.find(|one| !self.devices_seen.contains(one));
        let id = copy.or(device.map(|(id, _)| id))?;
        let address = context.world.account_by(id)?.jid.as_str();
        let said = match (copy.is_some(), context.world.has_several()) {
            (true, true) => tr!("own-copy-bar-of", address = address),
            (true, false) => tr!("own-copy-bar"),
            (false, true) => tr!("own-device-bar-of", address = address),
            (false, false) => tr!("own-device-bar"),
        };
        let shown = text(said.clone()).size(size::LIST);
        let words = row![
            // Not the one with the tick: nothing is verified yet.
            Icon::Shield.view().size(16.0),
            container(shown).width(Fill)
        ]
        .spacing(space::S)
        .align_y(Center);
        let words = container(accessible(Role::Status, said, words)).width(Fill);
        let look = text_button(tr!("own-device-look"))
            .kind(Kind::Quiet)
            .on_press(Message::LookPressed(id));
        let close = icon_button(Icon::X, tr!("own-device-close")).on_press(Message::Closed(id));
        let line = row![words, look, close].spacing(space::S).align_y(Center);
        let line = container(line)
            .width(Fill)
            .padding([space::XS, space::L])
            .style(surface::bar);
        let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
        Some(column![line, edge].into())
    }
}
