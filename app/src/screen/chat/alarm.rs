//! What has become of an account's keys: a keyring keeps them, the account has one more device, or is another one itself. A
//! bar above the page, until somebody has looked.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill, Right};
use waxwing_core::{AccountId, Command, Error, RequestId, command};

use super::State;
use crate::icon::Icon;
use crate::screen::dialog::{Dialog, Progress, confirm};
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{size, space, surface};
use crate::ui::failure::Words;
use crate::widget::{Element, Role, accessible, icon_button, text_button};
use crate::world::Renewal;
use crate::{engine, tr};

/// What happens in the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Show the devices of the account.
    LookPressed(AccountId),
    /// It was seen.
    Closed(AccountId),
    /// Ask the keyring once more.
    UnlockPressed(AccountId),
    /// Do without what the keyring has.
    NewKeysPressed(AccountId),
}

/// What the bar is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alarm {
    Locked(AccountId),
    Renewed(AccountId, Renewal),
    Device(AccountId),
}

impl State {
    pub(super) fn update_alarm(
        &mut self,
        message: Message,
        context: &Context<'_>,
    ) -> Action<super::Message> {
        match message {
            Message::LookPressed(id) => {
                self.see(id, context);
                match context.world.account_by(id) {
                    Some(account) => self.show_keys(id, account.jid.clone(), context),
                    None => self.focus(),
                }
            }
            Message::Closed(id) => {
                self.see(id, context);
                self.focus()
            }
            Message::UnlockPressed(account) => {
                let request = engine::request();
                self.unlocking = Some((account, Progress::Waiting(request)));
                let unlock = command::encryption::Command::Unlock { request, account };
                Action::send(Command::Encryption(unlock))
            }
            Message::NewKeysPressed(account) => {
                let question = confirm::State::new_keys(account);
                self.show(Dialog::Confirm(question))
            }
        }
    }

    /// What the bar is about was seen.
    fn see(&mut self, id: AccountId, context: &Context<'_>) {
        match self.due(context) {
            Some(Alarm::Renewed(..)) => {
                self.renewals_seen = self
                    .renewed(context)
                    .map_or(self.renewals_seen, |(at, ..)| at + 1);
            }
            Some(Alarm::Device(_)) => {
                let devices = context.world.new_own_devices();
                self.devices_seen
                    .extend(devices.filter(|(of, _)| *of == id));
            }
            Some(Alarm::Locked(_)) | None => {}
        }
    }

    /// The keyring has answered.
    pub(super) fn finish_unlock(&mut self, request: RequestId, result: &Result<(), Error>) {
        if let Some((_, progress)) = &mut self.unlocking
            && matches!(progress, Progress::Waiting(waiting) if *waiting == request)
        {
            *progress = match result {
                Ok(()) => Progress::Idle,
                Err(error) => Progress::Wrong(Words::of_error(error)),
            };
        }
    }

    /// The next account that is another device, of which nobody has seen it yet.
    fn renewed(&self, context: &Context<'_>) -> Option<(usize, AccountId, Renewal)> {
        let all = context.world.renewed_accounts().iter().enumerate();
        let mut unseen = all
            .skip(self.renewals_seen)
            .map(|(at, (id, why))| (at, *id, *why));
        unseen.find(|(_, id, _)| context.world.account_by(*id).is_some())
    }

    fn due(&self, context: &Context<'_>) -> Option<Alarm> {
        if let Some((_, id, why)) = self.renewed(context) {
            return Some(Alarm::Renewed(id, why));
        }
        let mut devices = context.world.new_own_devices();
        if let Some((id, _)) = devices.find(|one| !self.devices_seen.contains(one)) {
            return Some(Alarm::Device(id));
        }
        // It lasts, and must not hide the others.
        let mut accounts = context.world.accounts();
        let locked = accounts.find(|account| account.keys_locked);
        locked.map(|account| Alarm::Locked(account.id))
    }

    /// The bar; nothing while every device was seen.
    pub(super) fn alarm<'a>(&self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let alarm = self.due(context)?;
        let (Alarm::Locked(id) | Alarm::Renewed(id, _) | Alarm::Device(id)) = alarm;
        let address = context.world.account_by(id)?.jid.as_str();
        let several = context.world.has_several();
        let said = match (alarm, several) {
            (Alarm::Locked(_), _) => self.locked(id, several.then_some(address)),
            (Alarm::Renewed(_, Renewal::Copied), true) => tr!("own-copy-bar-of", address = address),
            (Alarm::Renewed(_, Renewal::Copied), false) => tr!("own-copy-bar"),
            (Alarm::Renewed(_, Renewal::Lost), true) => tr!("own-lost-bar-of", address = address),
            (Alarm::Renewed(_, Renewal::Lost), false) => tr!("own-lost-bar"),
            (Alarm::Device(_), true) => tr!("own-device-bar-of", address = address),
            (Alarm::Device(_), false) => tr!("own-device-bar"),
        };
        let shown = text(said.clone()).size(size::LIST);
        let sign = match alarm {
            Alarm::Locked(_) => Icon::Lock,
            // Not the one with the tick: nothing is verified yet.
            Alarm::Renewed(..) | Alarm::Device(_) => Icon::Shield,
        };
        let words = row![sign.view().size(16.0), container(shown).width(Fill)]
            .spacing(space::S)
            .align_y(Center);
        let words = container(accessible(Role::Status, said, words)).width(Fill);
        let quiet = |label, press| text_button(label).kind(Kind::Quiet).on_press_maybe(press);
        let choices = row![].spacing(space::S).align_y(Center);
        let choices = match alarm {
            Alarm::Locked(_) => {
                let unlock = (!self.is_unlocking(id)).then_some(Message::UnlockPressed(id));
                let anew = Some(Message::NewKeysPressed(id));
                choices
                    .push(quiet(tr!("own-locked-anew"), anew))
                    .push(quiet(tr!("own-locked-again"), unlock))
            }
            Alarm::Renewed(..) | Alarm::Device(_) => {
                let close = icon_button(Icon::X, tr!("own-device-close"));
                choices
                    .push(quiet(
                        tr!("own-device-look"),
                        Some(Message::LookPressed(id)),
                    ))
                    .push(close.on_press(Message::Closed(id)))
            }
        };
        let line: Element<'a, Message> = match (context.narrow, alarm) {
            // Two words of buttons would leave the rest no room.
            (true, Alarm::Locked(_)) => column![words, choices].align_x(Right).into(),
            _ => row![words, choices]
                .spacing(space::S)
                .align_y(Center)
                .into(),
        };
        let line = container(line)
            .width(Fill)
            .padding([space::XS, space::L])
            .style(surface::bar);
        let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
        Some(column![line, edge].into())
    }

    fn is_unlocking(&self, id: AccountId) -> bool {
        let asked = self.unlocking.as_ref();
        asked.is_some_and(|(of, progress)| *of == id && progress.is_waiting())
    }

    /// What is said while the keyring has the keys of an account.
    fn locked(&self, id: AccountId, address: Option<&str>) -> String {
        let refused = self.unlocking.as_ref().filter(|(of, _)| *of == id);
        match (refused.and_then(|(_, progress)| progress.wrong()), address) {
            _ if self.is_unlocking(id) => tr!("own-locked-asking"),
            (Some(_), _) => tr!("own-locked-still"),
            (None, Some(address)) => tr!("own-locked-bar-of", address = address),
            (None, None) => tr!("own-locked-bar"),
        }
    }
}
