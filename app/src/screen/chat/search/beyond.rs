//! What is only on the server: it looks for the same words where somebody wants that, and what it finds
//! stands below the rest.

use iced::widget::{column, text};
use waxwing_core::command::history::Command as Ask;
use waxwing_core::event::history::{Event, Kept};
use waxwing_core::model::{Account, Connection, Direction, Limit, Progress};
use waxwing_core::{AccountId, Command, Error, RequestId};

use super::{Message, State, Status, hit, resolve};
use crate::screen::{Action, Context};
use crate::theme::{size, space, text as words};
use crate::ui::failure::Words;
use crate::widget::{Element, Role, accessible, text_button};
use crate::{engine, tr};

/// What the servers were asked, and what they have found.
#[derive(Clone, Debug, Default)]
pub struct Beyond {
    asked: Vec<(RequestId, AccountId)>,
    begun: bool,
    found: Vec<(AccountId, Kept)>,
    /// Where there may be more, and from where on.
    older: Vec<(AccountId, String)>,
    /// Servers that can't do it.
    unable: bool,
    failed: Option<Words>,
}

impl State {
    /// What the servers have found and is not among the other hits, newest first.
    pub fn kept(&self) -> impl Iterator<Item = &(AccountId, Kept)> {
        self.beyond.found.iter().filter(|(_, kept)| {
            let mut here = self.hits.iter();
            !here.any(|hit| hit.message.stanza_id == kept.id)
        })
    }

    /// Has the servers look for the words that were typed, further back than they did.
    pub fn ask_servers<M: Send + 'static>(&mut self, context: &Context<'_>) -> Action<M> {
        let words = self.query.words.trim();
        if words.is_empty() || !self.beyond.asked.is_empty() {
            return Action::none();
        }
        let Ok(filter) = resolve::filter(&self.query, context) else {
            return Action::none();
        };
        let again = std::mem::replace(&mut self.beyond.begun, true);
        let older = std::mem::take(&mut self.beyond.older);
        let failed = self.beyond.failed.take().is_some();
        let mut action = Action::none();
        for account in self.partial(context) {
            let before = older.iter().find(|(of, _)| *of == account.id);
            if again && before.is_none() && !failed {
                continue;
            }
            let request = engine::request();
            self.beyond.asked.push((request, account.id));
            action = action.and(Action::send(Command::History(Ask::Find {
                request,
                account: account.id,
                words: words.to_owned(),
                conversation: self.scope,
                before: before.map(|(_, before)| before.clone()),
                filter: filter.clone(),
            })));
        }
        action
    }

    /// Takes in what a server has found.
    pub fn take_kept(&mut self, event: &Event) {
        let Event::Found {
            request,
            account,
            hits,
            older,
        } = event
        else {
            return;
        };
        if !self.beyond.end(*request) {
            return;
        }
        for kept in hits {
            let known = |(_, one): &(AccountId, Kept)| one.id == kept.id;
            if !self.beyond.found.iter().any(known) {
                self.beyond.found.push((*account, kept.clone()));
            }
        }
        self.beyond
            .found
            .sort_by_key(|(_, kept)| std::cmp::Reverse(kept.at));
        self.beyond
            .older
            .extend(older.clone().map(|older| (*account, older)));
    }

    /// Takes in that a server does not answer; whether it was one of these questions.
    pub(super) fn refuse_kept(&mut self, request: RequestId, result: &Result<(), Error>) -> bool {
        if !self.beyond.end(request) {
            return false;
        }
        match result {
            Ok(()) => {}
            Err(Error::NotOffered) => self.beyond.unable = true,
            Err(error) => self.beyond.failed = Some(Words::of_error(error)),
        }
        true
    }

    /// Something else is looked for.
    pub(super) fn forget_kept(&mut self) {
        self.beyond = Beyond::default();
    }

    /// The accounts of which something is only on the server, and that can be asked.
    fn partial<'a>(&self, context: &Context<'a>) -> Vec<&'a Account> {
        let world = context.world;
        let only = self.scope.and_then(|id| world.conversation(id));
        let only = only.map(|entry| entry.account);
        let is_asked = |one: &Account| {
            let online = matches!(one.connection, Connection::Online { .. });
            online && is_partial(one) && only.is_none_or(|only| only == one.id)
        };
        let all = world.accounts().map(AsRef::as_ref);
        all.filter(|one| is_asked(one)).collect()
    }
}

impl Beyond {
    fn end(&mut self, request: RequestId) -> bool {
        let before = self.asked.len();
        self.asked.retain(|(asked, _)| *asked != request);
        self.asked.len() < before
    }
}

/// Whether something of an account is only on the server.
pub(super) fn is_partial(account: &Account) -> bool {
    match account.history.progress {
        Progress::News | Progress::Older | Progress::Paused | Progress::Failed { .. } => true,
        Progress::Complete => account.history.limit != Limit::Everything,
        Progress::Idle | Progress::NotOffered => false,
    }
}

/// What can be done about what is only on the server, and what came of it; nothing where all is here.
pub(super) fn view<'a>(state: &State, context: &Context<'_>) -> Option<Element<'a, Message>> {
    let beyond = &state.beyond;
    let answered = matches!(state.status, Status::Answered);
    if !answered || state.query.words.trim().is_empty() || state.partial(context).is_empty() {
        return None;
    }
    let mut parts = column![].spacing(space::S);
    if let Some(why) = &beyond.failed {
        let label = tr!("search-server-failed", why = why.sentence());
        let shown = text(label.clone()).size(size::CAPTION).style(words::danger);
        parts = parts.push(accessible(Role::Alert, label, shown));
    }
    let said = match () {
        () if !beyond.asked.is_empty() => Some(tr!("search-server-looking")),
        () if beyond.unable => Some(tr!("search-server-unable")),
        () if beyond.begun
            && beyond.failed.is_none()
            && beyond.found.is_empty()
            && beyond.older.is_empty() =>
        {
            Some(tr!("search-server-nothing"))
        }
        () => None,
    };
    if let Some(label) = said {
        let shown = text(label.clone()).size(size::CAPTION).style(words::quiet);
        parts = parts.push(accessible(Role::Status, label, shown));
    }
    let label = match beyond.begun {
        false => Some(tr!("search-server")),
        true if beyond.failed.is_some() => Some(tr!("search-retry")),
        true => (!beyond.older.is_empty()).then(|| tr!("search-server-more")),
    };
    if let Some(label) = label.filter(|_| beyond.asked.is_empty()) {
        parts = parts.push(text_button(label).on_press(Message::ServersAsked));
    }
    Some(parts.into())
}

/// The row of something that the server has found; `everywhere` also says in which conversation.
pub(super) fn row_of<'a>(
    (account, kept): &'a (AccountId, Kept),
    everywhere: bool,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let found = hit::Found {
        account: *account,
        conversation: kept.conversation,
        sender: &kept.sender,
        ours: kept.direction == Direction::Outgoing,
        at: kept.at,
        excerpt: &kept.excerpt,
        remote: true,
    };
    let press = Message::KeptPressed(kept.conversation, kept.at);
    hit::row_of(found, false, everywhere, press, context)
}
