//! How the page of the history looks: how far it is, how far it shall go, what the server keeps.

use iced::Fill;
use iced::widget::{column, container, scrollable, text};
use waxwing_core::model::{Account, Keeps, Limit, Progress};

use super::{Message, State};
use crate::screen::Context;
use crate::theme::{self, size, space, text as words};
use crate::ui::card::{card, quiet};
use crate::ui::choices::choices;
use crate::ui::failure::Words;
use crate::ui::history;
use crate::ui::page_head::page_head;
use crate::widget::{Element, Role, accessible, text_button};
use crate::{format, tr};

/// The widest the cards grow.
const WIDEST: f32 = 720.0;

/// What a server can be told to keep, in the order of choice.
const KEEPS: [Keeps; 3] = [Keeps::Always, Keeps::Contacts, Keeps::Never];

impl State {
    /// The page; `wrap` carries its messages, `back` leads away.
    pub fn view<'a, M: Clone + 'static>(
        &'a self,
        account: &'a Account,
        context: &Context<'a>,
        (wrap, back): (fn(Message) -> M, M),
    ) -> Element<'a, M> {
        let head = page_head(
            tr!("history-title"),
            account.jid.to_string(),
            back,
            None::<Element<'a, M>>,
        );
        let cards = column![
            progress(account, context),
            limits(account.history.limit),
            self.archiving(),
            clearing()
        ]
        .spacing(space::L);
        let column = container(cards).max_width(WIDEST).padding(space::L);
        let page = scrollable(container(column).center_x(Fill))
            .width(Fill)
            .height(Fill)
            .style(theme::list::scrollable);
        column![head, Element::from(page).map(wrap)].into()
    }

    /// What the server keeps.
    fn archiving<'a>(&'a self) -> Element<'a, Message> {
        let mut parts = column![quiet(tr!("history-keeps-hint"))].spacing(space::M);
        if let Some(archiving) = &self.archiving {
            let chosen = self.wanted.unwrap_or(archiving.keeps);
            let options = KEEPS.map(|keeps| (keeps, keeps_name(keeps)));
            parts = parts.push(choices(None, chosen, options, Message::KeepsChosen));
            if chosen == Keeps::Never {
                parts = parts.push(quiet(tr!("history-keeps-never-hint")));
            }
            for (label, all) in [
                (tr!("history-always"), &archiving.always),
                (tr!("history-never"), &archiving.never),
            ] {
                if !all.is_empty() {
                    let separator = tr!("separator");
                    parts = parts.push(quiet(format!("{label} {}", all.join(&separator))));
                }
            }
        }
        if self.request.is_some() {
            let label = tr!("history-keeps-asking");
            let shown = text(label.clone()).size(size::LIST).style(words::quiet);
            parts = parts.push(accessible(Role::Status, label, shown));
        } else if let Some(error) = &self.error {
            let said = match error {
                waxwing_core::Error::NotOffered => tr!("history-keeps-exceptions"),
                waxwing_core::Error::Refused { condition, .. } if is_no_feature(condition) => {
                    tr!("history-keeps-not-offered")
                }
                error => Words::of_error(error).what,
            };
            let shown = text(said.clone()).size(size::LIST).style(words::danger);
            parts = parts.push(accessible(Role::Alert, said, shown));
        }
        card(tr!("history-section-keeps"), parts)
    }
}

fn is_no_feature(condition: &str) -> bool {
    matches!(
        condition,
        "feature-not-implemented" | "service-unavailable" | "item-not-found"
    )
}

/// How far it is, and what can be done about it.
fn progress<'a>(account: &'a Account, context: &Context<'a>) -> Element<'a, Message> {
    let told = &account.history;
    let said = history::progress(told);
    let failed = matches!(told.progress, Progress::Failed { .. });
    let style = if failed { words::danger } else { words::normal };
    let shown = text(said.clone()).size(size::LIST).style(style);
    let mut parts = column![accessible(Role::Status, said, shown)].spacing(space::S);
    if told.left_out {
        parts = parts.push(quiet(tr!("history-left-out")));
    }
    if told.fetched > 0 {
        parts = parts.push(quiet(tr!("history-fetched", count = told.fetched)));
    }
    if let Progress::Failed {
        detail, retry_at, ..
    } = &told.progress
    {
        if !detail.is_empty() {
            parts = parts.push(quiet(detail.clone()));
        }
        if let Some(at) = retry_at {
            let time = format::moment(*at, context.now);
            parts = parts.push(quiet(tr!("history-retry", time = time)));
        }
    }
    let button = match told.progress {
        Progress::Failed { .. } => Some((tr!("history-retry-now"), Message::ResumePressed)),
        Progress::Paused => Some((tr!("history-resume"), Message::ResumePressed)),
        _ if told.paused => Some((tr!("history-resume"), Message::ResumePressed)),
        Progress::Older => Some((tr!("history-pause"), Message::PausePressed)),
        _ => None,
    };
    if let Some((label, message)) = button {
        parts = parts.push(text_button(label).on_press(message));
    }
    card(tr!("history-section-progress"), parts)
}

/// How far back it shall go.
fn limits<'a>(chosen: Limit) -> Element<'a, Message> {
    let options = history::LIMITS.map(|limit| (limit, history::limit(limit)));
    let parts = column![
        quiet(tr!("history-limit-hint")),
        choices(None, chosen, options, Message::LimitChosen)
    ];
    card(tr!("history-section-limit"), parts.spacing(space::M))
}

/// What can be deleted here.
fn clearing<'a>() -> Element<'a, Message> {
    let button = text_button(tr!("clear-account")).on_press(Message::ClearPressed);
    let parts = column![quiet(tr!("clear-hint")), button].spacing(space::M);
    card(tr!("history-section-clear"), parts)
}

fn keeps_name(keeps: Keeps) -> String {
    match keeps {
        Keeps::Always => tr!("history-keeps-always"),
        Keeps::Contacts => tr!("history-keeps-contacts"),
        Keeps::Never => tr!("history-keeps-never"),
    }
}
