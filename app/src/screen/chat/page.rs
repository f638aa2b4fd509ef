//! Pages that take the place of the conversations for a while: one more account, and what there is to see
//! about one.

use iced::widget::column;
use waxwing_core::{Error, RequestId};

use crate::screen::chat::profile_menu::Link;
use crate::screen::{Action, Context, login};
use crate::tr;
use crate::ui::page_head::page_head;
use crate::widget::Element;

/// The page that is open.
#[derive(Debug)]
pub enum Page {
    /// Sign in with another account.
    AddAccount(login::State),
}

/// What happens on a page.
#[derive(Clone, Debug)]
pub enum Message {
    /// On the page for another account.
    Login(login::Message),
    /// Leave the page.
    BackPressed,
}

/// Whether the page stays.
#[derive(Debug)]
pub enum Outcome {
    /// It stays.
    Stay(Action<Message>),
    /// It closes.
    Close(Action<Message>),
}

impl Page {
    /// Opens a page.
    pub fn open(link: Link) -> (Self, Action<Message>) {
        match link {
            Link::AddAccount => {
                let login = login::State::new();
                let focus = login.focus().map(Message::Login);
                (Self::AddAccount(login), Action::run(focus))
            }
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match (self, message) {
            (page, Message::BackPressed) => Outcome::Close(page.leave()),
            (Self::AddAccount(login), Message::Login(message)) => {
                Outcome::Stay(login.update(message).map(Message::Login))
            }
        }
    }

    /// What has to be done before the page goes away.
    pub fn leave(&mut self) -> Action<Message> {
        match self {
            // Nothing happens where nothing is on its way.
            Self::AddAccount(login) => login.update(login::Message::Cancelled).map(Message::Login),
        }
    }

    /// Takes in the end of a request.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) -> Outcome {
        match self {
            Self::AddAccount(login) => {
                let (signed_in, action) = login.finish(request, result.clone());
                let action = action.map(Message::Login);
                match signed_in {
                    true => Outcome::Close(action),
                    false => Outcome::Stay(action),
                }
            }
        }
    }

    /// The page.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        match self {
            Self::AddAccount(login) => {
                let head = page_head(
                    tr!("account-add-title"),
                    String::new(),
                    Message::BackPressed,
                    None,
                );
                column![head, login.view(context).map(Message::Login)].into()
            }
        }
    }
}
