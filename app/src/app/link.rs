//! Links that the program is given, and dialogs for new accounts: news that more than one page may
//! have asked for.

use iced::Task;
use waxwing_core::{Link, RequestId, event};

use super::{App, Message, Screen};
use crate::opening::{self, Opened};
use crate::{clipboard, doorbell, tr};

impl App {
    /// Asks about the link that the program was given, as soon as there is a page to ask on: an
    /// invitation needs no account, all else waits for one.
    pub(super) fn open_link(&mut self) -> Task<Message> {
        let Some(link) = self.link.clone().filter(|_| self.world.is_ready()) else {
            return Task::none();
        };
        match &mut self.screen {
            Screen::Chat(chat) if self.world.account().is_some() && !chat.adds_account() => {
                self.link = None;
                self.with_chat(|chat, context| chat.follow_link(&link, context))
            }
            Screen::Login(login) if makes_accounts(&link) && !login.is_waiting() => {
                self.link = None;
                let action = login.invite(&link);
                self.carry_out(action, Message::Login)
            }
            _ => Task::none(),
        }
    }

    /// Lets a second start find this window, now that the profile is ours.
    pub(super) fn hang_bell(&self) {
        if let Some(profile) = &self.startup.profile {
            doorbell::hang(profile, self.bell.sender());
        }
    }

    /// The program was started again: the window comes to the front and takes over what there is to do.
    pub(super) fn rung(&mut self, link: String) -> Task<Message> {
        let raised = self.raise();
        if link.is_empty() {
            return raised;
        }
        self.palette = None;
        self.sheet = None;
        let settings = match self.page.is_some() {
            true => self.show_settings(false),
            false => Task::none(),
        };
        self.link = Some(link);
        let open = self.open_link();
        Task::batch([raised, settings, open])
    }

    /// What has come of invitations: who took one is said, whatever is open.
    pub(super) fn invited(&mut self, told: &event::invitation::Event) -> Task<Message> {
        if let event::invitation::Event::Taken { jid, .. } = told {
            self.notes.push(tr!("invite-taken", address = jid.as_str()));
        }
        self.with_chat(|chat, _| chat.hear_of_invitations(told))
    }

    /// Where nothing opens a link, it can still be pasted somewhere.
    pub(super) fn link_left(&mut self, link: String, opened: &Opened) -> Task<Message> {
        let words = match opened {
            Opened::Yes => return Task::none(),
            Opened::NoProgram | Opened::Dangerous => tr!("link-no-program"),
            Opened::Failed(why) => tr!("link-not-opened", why = why.as_str()),
        };
        self.say(words).chain(clipboard::copy(link))
    }

    /// How the dialog for a new account goes on.
    pub(super) fn registering(
        &mut self,
        request: RequestId,
        told: event::registration::Event,
    ) -> Task<Message> {
        match &mut self.screen {
            Screen::Login(login) => {
                let action = login.hear(request, told);
                self.carry_out(action, Message::Login)
            }
            _ => self.with_chat(|chat, _| chat.registering(request, told)),
        }
    }
}

/// Hands a link to the desktop.
pub(super) fn open(link: String) -> Task<Message> {
    let opened = opening::follow(link.clone());
    Task::perform(opened, move |opened| {
        Message::LinkLeft(link.clone(), opened)
    })
}

fn makes_accounts(link: &str) -> bool {
    Link::parse(link).is_ok_and(|link| link.registers_at().is_some())
}
