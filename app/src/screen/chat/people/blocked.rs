//! Whom an account keeps away: the list, letting somebody through again, and keeping one more away.

use iced::widget::scrollable::Direction;
use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Center, Fill};
use waxwing_core::command::contact;
use waxwing_core::{AccountId, Command, Error, RequestId};

use super::Wish;
use crate::screen::dialog::Progress;
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{self, size, space, text as words};
use crate::ui::failure::Words;
use crate::ui::page_head::page_head;
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible, focus, focus_button, text_button, text_field};
use crate::{engine, font, tr};

/// The width that words are read best in.
const WIDEST: f32 = 560.0;
/// The page's name among the widgets.
const PAGE: &str = "blocked-page";
/// More are only counted: nobody looks through thousands of rows.
const SHOWN: usize = 500;

/// What the page holds.
#[derive(Clone, Debug)]
pub struct State {
    account: AccountId,
    address: String,
    progress: Progress,
    /// Who is being let through.
    unblocking: Option<RequestId>,
}

/// What happens on the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// Leave the page.
    Closed,
    /// An address was typed.
    Typed(String),
    /// Keep it away.
    Submitted,
    /// Let one through again.
    Unblocked(String),
}

impl State {
    /// The page of an account.
    pub fn new(account: AccountId) -> Self {
        Self {
            account,
            address: String::new(),
            progress: Progress::Idle,
            unblocking: None,
        }
    }

    /// Whose list it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> (Action<Message>, Option<Wish>) {
        let account = self.account;
        let request = engine::request();
        let command = match message {
            Message::Closed => return (Action::none(), Some(Wish::Close)),
            Message::Typed(text) => {
                self.address = text;
                if self.progress.wrong().is_some() {
                    self.progress = Progress::Idle;
                }
                return (Action::none(), None);
            }
            Message::Submitted if self.progress.is_waiting() || self.address.trim().is_empty() => {
                return (Action::none(), None);
            }
            Message::Submitted => {
                self.progress = Progress::Waiting(request);
                contact::Command::Block {
                    request,
                    account,
                    address: self.address.trim().to_owned(),
                }
            }
            Message::Unblocked(address) => {
                self.unblocking = Some(request);
                contact::Command::Unblock {
                    request,
                    account,
                    address,
                }
            }
        };
        (Action::send(Command::Contact(command)), None)
    }

    /// Takes in the end of a request.
    pub fn finish(&mut self, request: RequestId, result: &Result<(), Error>) {
        let ours = match &self.progress {
            Progress::Waiting(waiting) => *waiting == request,
            _ => false,
        };
        let unblocking = self.unblocking == Some(request);
        if unblocking {
            self.unblocking = None;
        }
        match result {
            Ok(()) if ours => {
                self.address.clear();
                self.progress = Progress::Idle;
            }
            Err(error) if ours || unblocking => {
                self.progress = Progress::Wrong(Words::of_error(error));
            }
            _ => {}
        }
    }

    /// The page.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let whose = context.world.account_by(self.account);
        let about = whose.filter(|_| context.world.has_several());
        let head = page_head(
            tr!("blocked-title"),
            about.map_or_else(String::new, |account| account.jid.to_string()),
            Message::Closed,
            None,
        );
        let list = context.world.contacts(self.account);
        let list = list.and_then(|contacts| contacts.blocked.as_ref());
        let mut parts = column![words_of(tr!("blocked-words"))].spacing(space::L);
        match list {
            None => parts = parts.push(words_of(tr!("blocked-unsupported"))),
            Some(list) => {
                parts = parts.push(self.adding());
                parts = match list.is_empty() {
                    true => parts.push(words_of(tr!("blocked-nobody"))),
                    false => parts.push(rows(list)),
                };
            }
        }
        let page = container(parts.width(Fill))
            .max_width(WIDEST)
            .padding([space::XL, space::L]);
        let scroll = scrollable(container(page).center_x(Fill))
            .id(PAGE)
            .width(Fill)
            .height(Fill)
            .direction(Direction::Vertical(theme::list::scrollbar()))
            .style(theme::list::scrollable);
        column![head, scroll].into()
    }

    fn adding(&self) -> Element<'_, Message> {
        let waiting = self.progress.is_waiting();
        let mut field = text_field(tr!("blocked-address"), &self.address)
            .placeholder(tr!("address-example"))
            .hint(tr!("blocked-hint"))
            .error(self.progress.wrong().map(Words::sentence));
        if !waiting {
            field = field.on_input(Message::Typed).on_submit(Message::Submitted);
        }
        let ready = !waiting && !self.address.trim().is_empty();
        let button = text_button(tr!("blocked-submit"))
            .kind(Kind::Primary)
            .on_press_maybe(ready.then_some(Message::Submitted));
        column![field, container(button).align_right(Fill)]
            .spacing(space::S)
            .into()
    }
}

fn rows(list: &[String]) -> Element<'_, Message> {
    let mut all = Column::with_children(list.iter().take(SHOWN).map(|one| entry(one)));
    if let Some(more) = list.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        all = all.push(words_of(tr!("requests-more", count = more)));
    }
    accessible(
        Role::List,
        tr!("blocked-title"),
        focus::scope(all.spacing(space::XS)),
    )
    .into()
}

fn entry(address: &str) -> Element<'_, Message> {
    let label = text(tr!("contact-unblock"))
        .size(size::LIST)
        .font(font::MEDIUM);
    let button = focus_button(label, tr!("blocked-unblock-spoken", address = address))
        .on_press(Message::Unblocked(address.to_owned()));
    row![one_line(address).size(size::LIST), button]
        .spacing(space::M)
        .align_y(Center)
        .into()
}

fn words_of<'a>(label: String) -> Element<'a, Message> {
    let shown = text(label.clone()).size(size::LIST).style(words::quiet);
    accessible(Role::Label, label, shown).into()
}
