//! A quiet line at the foot of the list while older messages are fetched: how far it is, and a way to have
//! it wait.

use iced::widget::{container, row};
use iced::{Center, Fill};
use waxwing_core::AccountId;
use waxwing_core::model::{Account, Progress};

use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::tr;
use crate::ui::history;
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, focus_button, text_button};

/// What is pressed on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Show the page of the history.
    Shown(AccountId),
    /// Fetch nothing older for now.
    Paused(AccountId),
    /// Go on.
    Resumed(AccountId),
}

/// The line, where there is something to say: about the first account of which there is.
pub fn line<'a, M: Clone + 'a>(
    context: &Context<'a>,
    message: fn(Press) -> M,
) -> Option<Element<'a, M>> {
    let accounts = context.world.accounts().filter(|account| account.enabled);
    let mut told = accounts.filter_map(|one| Some((one, history::brief(&one.history)?)));
    let (account, words) = told.next()?;
    Some(of(account, words, message))
}

fn of<'a, M: Clone + 'a>(
    account: &Account,
    said: String,
    message: fn(Press) -> M,
) -> Element<'a, M> {
    let (label, press) = match account.history.progress {
        Progress::Older => (tr!("history-pause"), Press::Paused(account.id)),
        Progress::Paused => (tr!("history-resume"), Press::Resumed(account.id)),
        _ => (tr!("history-retry-now"), Press::Resumed(account.id)),
    };
    let sign = match account.history.progress {
        Progress::Failed { .. } => Icon::Warning,
        _ => Icon::Clock,
    };
    let content = row![
        sign.view().size(14.0),
        one_line(said.clone())
            .size(size::CAPTION)
            .style(words::quiet)
            .width(Fill)
    ]
    .spacing(space::S)
    .align_y(Center);
    let more = focus_button(content, said)
        .kind(Kind::Row)
        .role(Role::Button)
        .width(Fill)
        .on_press(message(Press::Shown(account.id)));
    let button = text_button(label)
        .kind(Kind::Quiet)
        .on_press(message(press));
    container(row![more, button].align_y(Center))
        .padding([0.0, space::S])
        .into()
}
