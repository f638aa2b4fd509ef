//! Pages that take the place of the conversations for a while: one more account, and what there is to see
//! about one.

use iced::widget::column;
use waxwing_core::event::console::Event as Heard;
use waxwing_core::{AccountId, Error, RequestId};

use crate::screen::chat::profile_menu::Link;
use crate::screen::{Action, Context, connection, console, gallery, history, login};
use crate::tr;
use crate::ui::page_head::page_head;
use crate::widget::Element;

/// The page that is open.
#[derive(Debug)]
pub enum Page {
    /// Sign in with another account.
    AddAccount(Box<login::State>),
    /// The XML console of an account.
    Console(Box<console::State>),
    /// How an account is connected.
    Connection(Box<connection::State>),
    /// How much of the history of an account is here.
    History(Box<history::State>),
    /// The pictures and files of a conversation.
    Gallery(Box<gallery::State>),
}

/// What happens on a page.
#[derive(Clone, Debug)]
pub enum Message {
    /// On the page for another account.
    Login(login::Message),
    /// In the console.
    Console(console::Message),
    /// On the connection page.
    Connection(connection::Message),
    /// On the page of the history.
    History(history::Message),
    /// Among pictures and files.
    Gallery(gallery::Message),
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
                (Self::AddAccount(Box::new(login)), Action::run(focus))
            }
            Link::Console(account) => {
                let (console, action) = console::State::open(account);
                let page = Self::Console(Box::new(console));
                (page, action.map(Message::Console))
            }
            Link::Connection(account) => {
                let (connection, action) = connection::State::open(account);
                let page = Self::Connection(Box::new(connection));
                (page, action.map(Message::Connection))
            }
            Link::History(account) => {
                let (history, action) = history::State::open(account);
                let page = Self::History(Box::new(history));
                (page, action.map(Message::History))
            }
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Outcome {
        match (self, message) {
            (page, Message::BackPressed) => Outcome::Close(page.leave()),
            (Self::AddAccount(login), Message::Login(message)) => {
                Outcome::Stay(login.update(message).map(Message::Login))
            }
            (Self::Console(console), Message::Console(message)) => {
                let account = context.world.account_by(console.account());
                let address = account.map_or("", |account| account.jid.as_str());
                let action = console.update(message, address, context.now);
                Outcome::Stay(action.map(Message::Console))
            }
            (Self::Connection(page), Message::Connection(message)) => {
                let action = page.update(message, context);
                Outcome::Stay(action.map(Message::Connection))
            }
            (Self::History(page), Message::History(message)) => {
                Outcome::Stay(page.update(message).map(Message::History))
            }
            (Self::Gallery(page), Message::Gallery(message)) => {
                Outcome::Stay(page.update(message).map(Message::Gallery))
            }
            // A message of a page that is closed by now.
            _ => Outcome::Stay(Action::none()),
        }
    }

    /// What has to be done before the page goes away.
    pub fn leave(&mut self) -> Action<Message> {
        match self {
            // Nothing happens where nothing is on its way.
            Self::AddAccount(login) => login.update(login::Message::Cancelled).map(Message::Login),
            Self::Console(console) => console.leave().map(Message::Console),
            Self::Connection(_) | Self::History(_) | Self::Gallery(_) => Action::none(),
        }
    }

    /// The account it is about, if it is about one that is there.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::AddAccount(_) => None,
            Self::Console(console) => Some(console.account()),
            Self::Connection(page) => Some(page.account()),
            Self::History(page) => Some(page.account()),
            Self::Gallery(page) => Some(page.account()),
        }
    }

    /// Takes in what went over the wire of an account.
    pub fn record(&mut self, event: &Heard) {
        if let (Self::Console(console), Heard::Entries(batch)) = (self, event) {
            console.record(batch);
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
            Self::Console(console) => {
                console.finish(request, result);
                Outcome::Stay(Action::none())
            }
            Self::History(page) => {
                page.finish(request, result);
                Outcome::Stay(Action::none())
            }
            Self::Gallery(page) => {
                if result.is_err() {
                    page.finish(request);
                }
                Outcome::Stay(Action::none())
            }
            Self::Connection(_) => Outcome::Stay(Action::none()),
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
            Self::Console(console) => match context.world.account_by(console.account()) {
                Some(account) => {
                    let ways = (Message::Console as fn(_) -> _, Message::BackPressed);
                    console.view(account, context, ways)
                }
                None => iced::widget::space().into(),
            },
            Self::Connection(page) => match context.world.account_by(page.account()) {
                Some(account) => {
                    let ways = (Message::Connection as fn(_) -> _, Message::BackPressed);
                    page.view(account, context, ways)
                }
                None => iced::widget::space().into(),
            },
            Self::Gallery(page) => {
                let ways = (Message::Gallery as fn(_) -> _, Message::BackPressed);
                page.view(context, ways)
            }
            Self::History(page) => match context.world.account_by(page.account()) {
                Some(account) => {
                    let ways = (Message::History as fn(_) -> _, Message::BackPressed);
                    page.view(account, context, ways)
                }
                None => iced::widget::space().into(),
            },
        }
    }
}
