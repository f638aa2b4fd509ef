//! Links that the program is given, and dialogs for new accounts: news that more than one page may
//! have asked for.

use iced::Task;
use waxwing_core::{Link, RequestId, event};

use super::{App, Message, Screen};

impl App {
    /// Asks about the link that the program was given, as soon as there is a page to ask on: an
    /// invitation needs no account, all else waits for one.
    pub(super) fn open_link(&mut self) -> Task<Message> {
        let Some(link) = self.link.clone().filter(|_| self.world.is_ready()) else {
            return Task::none();
        };
        match &mut self.screen {
            Screen::Chat(_) if self.world.account().is_some() => {
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

fn makes_accounts(link: &str) -> bool {
    Link::parse(link).is_ok_and(|link| link.registers_at().is_some())
}
