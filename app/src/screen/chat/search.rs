//! Finding what was said: what is typed, what the engine has found, which hit is looked at.
//!
//! There is no timer between typing and searching: one question is under way at a time, and what was
//! typed meanwhile is asked when its answer is there. That answer is out of date and shows nothing.

pub mod beyond;
pub mod chips;
pub mod everywhere;
pub mod here;
mod hit;
mod resolve;

use waxwing_core::command::search::Command as Ask;
use waxwing_core::event::search::{Event, Hit};
use waxwing_core::query::{Key, Names, Query};
use waxwing_core::{Command, ConversationId, Error, ItemId, RequestId, Timestamp};

use crate::screen::{Action, Context};
use crate::ui::failure::Words;
use crate::widget::virtual_list;
use crate::{engine, format, tr};

/// So many hits are asked for at a time.
const PAGE: u32 = 30;

/// The next ones are asked for when so few are left below the screen.
const AHEAD: usize = 10;

/// The engine gives up where little is found in much; it is asked to go on so often by itself.
const GO_ON: u32 = 5;

/// A search and what came of it.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// In this conversation only.
    scope: Option<ConversationId>,
    text: String,
    query: Query,
    /// What is under way, and whether it goes on behind the hits that are here.
    asked: Option<(RequestId, bool)>,
    /// Something else was typed since.
    changed: bool,
    hits: Vec<Hit>,
    older: Option<u64>,
    incomplete: bool,
    status: Status,
    /// How often it was asked on without anybody wanting to see more.
    rounds: u32,
    /// The hit that is looked at, by its row.
    current: Option<u64>,
    /// What was found on servers.
    beyond: beyond::Beyond,
}

/// How far a search is.
#[derive(Clone, Debug, Default)]
pub enum Status {
    /// Nothing is looked for.
    #[default]
    Idle,
    /// The first answer is awaited.
    Looking,
    /// What was found is here.
    Answered,
    /// Nobody and nothing here has this name.
    Unknown(String),
    /// It could not be done.
    Failed(Words),
}

/// What happens in a search.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something was typed.
    Typed(String),
    /// A filter is put in, or taken out.
    Put(Key, String, bool),
    /// A day is to be chosen for a filter; the page does it.
    DayWanted(Key),
    /// A hit was pressed.
    Pressed(ConversationId, ItemId),
    /// The servers are to look for it, too.
    ServersAsked,
    /// What was found on a server was pressed.
    KeptPressed(ConversationId, Timestamp),
    /// The next hit, which is older, or the one before it.
    Stepped(isize),
    /// Once more, after a failure.
    Retried,
    /// Other hits are on screen.
    Window(virtual_list::Window),
    /// The list of hits is folded, or unfolded.
    Folded,
    /// The search is over.
    Closed,
}

/// What filters are called in the language that is spoken.
fn names() -> Names {
    Names::english()
        .with_key(Key::From, &tr!("search-key-from"))
        .with_key(Key::In, &tr!("search-key-in"))
        .with_key(Key::After, &tr!("search-key-after"))
        .with_key(Key::Before, &tr!("search-key-before"))
        .with_key(Key::On, &tr!("search-key-on"))
        .with_key(Key::Has, &tr!("search-key-has"))
        .with_value("today", &tr!("search-value-today"))
        .with_value("yesterday", &tr!("search-value-yesterday"))
        .with_value("link", &tr!("search-value-link"))
        .with_value("file", &tr!("search-value-file"))
}

impl State {
    /// A search in one conversation.
    pub fn within(scope: ConversationId) -> Self {
        Self {
            scope: Some(scope),
            ..Self::default()
        }
    }

    /// Where, if not everywhere.
    pub fn scope(&self) -> Option<ConversationId> {
        self.scope
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was typed, taken apart.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// What was found so far, newest first.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// How far it is.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Whether there may be older hits.
    pub fn has_more(&self) -> bool {
        self.older.is_some()
    }

    /// Whether some messages can't be found yet.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// The place of the hit that is looked at.
    pub fn current(&self) -> Option<usize> {
        let row = self.current?;
        self.hits.iter().position(|hit| hit.message.id.seq == row)
    }

    /// Looks for something else.
    pub fn set_text<M>(&mut self, text: String, context: &Context<'_>) -> Action<M> {
        self.query = Query::parse_with(&text, format::day(context.now), &names());
        self.text = text;
        self.forget_kept();
        self.rounds = 0;
        self.current = None;
        if self.query.is_empty() {
            self.reset(Status::Idle);
            self.changed = self.asked.is_some();
            return Action::none();
        }
        if matches!(self.status, Status::Idle) {
            self.status = Status::Looking;
        }
        match self.asked {
            Some(_) => {
                self.changed = true;
                Action::none()
            }
            None => self.ask(None, context),
        }
    }

    /// Puts a filter in, or takes it out.
    pub fn put<M>(&mut self, key: Key, value: &str, on: bool, context: &Context<'_>) -> Action<M> {
        let text = Query::put_with(&self.text, (key, value), on, &names());
        self.set_text(text, context)
    }

    /// Empties it; whether there was something.
    pub fn clear(&mut self) -> bool {
        let had = !self.text.is_empty();
        let (scope, asked) = (self.scope, self.asked);
        *self = Self {
            scope,
            asked,
            changed: asked.is_some(),
            ..Self::default()
        };
        had
    }

    /// Asks once more.
    pub fn retry<M>(&mut self, context: &Context<'_>) -> Action<M> {
        self.set_text(self.text.clone(), context)
    }

    /// Takes in an answer.
    pub fn take<M>(&mut self, event: &Event, context: &Context<'_>) -> Action<M> {
        let Event::Found {
            request,
            hits,
            older,
            incomplete,
        } = event;
        let Some((_, more)) = self.asked.take_if(|(asked, _)| asked == request) else {
            return Action::none();
        };
        if std::mem::take(&mut self.changed) {
            return self.ask_anew(context);
        }
        if !more {
            self.hits.clear();
        }
        let known = |hit: &&Hit| {
            let row = hit.message.id.seq;
            !self.hits.iter().any(|old| old.message.id.seq == row)
        };
        let fresh: Vec<Hit> = hits.iter().filter(known).cloned().collect();
        self.hits.extend(fresh);
        self.older = *older;
        self.incomplete = *incomplete;
        self.status = Status::Answered;
        let few = self.hits.len() < PAGE as usize && self.rounds < GO_ON;
        match self.older {
            Some(before) if few => {
                self.rounds += 1;
                self.ask(Some(before), context)
            }
            _ => Action::none(),
        }
    }

    /// Takes in that a question was not answered.
    pub fn finish<M>(
        &mut self,
        request: RequestId,
        result: &Result<(), Error>,
        context: &Context<'_>,
    ) -> Action<M> {
        if self.refuse_kept(request, result) {
            return Action::none();
        }
        if self.asked.take_if(|(asked, _)| *asked == request).is_none() {
            return Action::none();
        }
        if std::mem::take(&mut self.changed) {
            return self.ask_anew(context);
        }
        if let Err(error) = result {
            self.status = Status::Failed(Words::of_error(error));
        }
        Action::none()
    }

    /// Other hits are on screen: more are asked for when the end comes near.
    pub fn look<M>(&mut self, last: usize, context: &Context<'_>) -> Action<M> {
        match (self.older, self.asked) {
            (Some(before), None) if last + AHEAD >= self.hits.len() => {
                self.ask(Some(before), context)
            }
            _ => Action::none(),
        }
    }

    /// The hit so many places behind the one that is looked at; it is looked at from now on.
    pub fn step(&mut self, steps: isize) -> Option<&Hit> {
        let last = self.hits.len().checked_sub(1)?;
        let place = match self.current() {
            Some(place) => place.saturating_add_signed(steps).min(last),
            None if steps < 0 => last,
            None => 0,
        };
        let hit = self.hits.get(place)?;
        self.current = Some(hit.message.id.seq);
        Some(hit)
    }

    /// A hit is looked at.
    pub fn set_current(&mut self, item: ItemId) {
        self.current = Some(item.seq);
    }

    fn ask_anew<M>(&mut self, context: &Context<'_>) -> Action<M> {
        match self.query.is_empty() {
            true => {
                self.reset(Status::Idle);
                Action::none()
            }
            false => self.ask(None, context),
        }
    }

    fn reset(&mut self, status: Status) {
        self.hits.clear();
        self.older = None;
        self.incomplete = false;
        self.status = status;
    }

    fn ask<M>(&mut self, before: Option<u64>, context: &Context<'_>) -> Action<M> {
        let filter = match resolve::filter(&self.query, context) {
            Ok(filter) => filter,
            Err(unknown) => {
                self.reset(Status::Unknown(unknown));
                return Action::none();
            }
        };
        let request = engine::request();
        self.asked = Some((request, before.is_some()));
        Action::send(Command::Search(Ask::Messages {
            request,
            words: self.query.words.clone(),
            account: None,
            conversation: self.scope,
            limit: PAGE,
            before,
            filter,
        }))
    }
}
