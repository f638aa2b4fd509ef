//! What is written here and said later.

use std::sync::Arc;

use iced::widget::{container, row, text};
use iced::{Center, Fill, padding};
use waxwing_core::command::later as command;
use waxwing_core::model::{Conversation, Waiting};
use waxwing_core::{Command, Timestamp};

use super::view::Event;
use super::writing::Purpose;
use super::{Message, State};
use crate::icon::Icon;
use crate::screen::chat::ContactDeed;
use crate::screen::{Action, Context};
use crate::theme::{size, space, text as words};
use crate::ui::{composer, timeline};
use crate::widget::{Element, Role, accessible, one_line, text_button};
use crate::{format, tr};

impl State {
    /// Whether what is written can be said later: it is something new, or an answer.
    pub fn can_plan(&self) -> bool {
        let fits = matches!(self.writing.purpose, Purpose::Say | Purpose::Answer(_));
        fits && self.marks.is_none() && !self.composer.text().trim().is_empty()
    }

    /// Has what is written said at a time.
    pub fn plan(&mut self, at: Timestamp) -> Action<Message> {
        if !self.can_plan() {
            return Action::none();
        }
        let text = self.composer.text();
        let reply_to = match std::mem::take(&mut self.writing.purpose) {
            Purpose::Answer(answered) => {
                let now = self.message(answered.id);
                Some(now.map_or(answered.id, |now| now.id))
            }
            _ => None,
        };
        self.composer.set("");
        let spoiler = self.writing.cover.take();
        let say = command::Command::Say {
            conversation: self.id,
            text,
            reply_to,
            spoiler,
            previews: self.take_previews(),
            at,
        };
        Action::send(Command::Later(say))
            .and(self.keep())
            .and(Action::run(composer::State::focus()))
    }

    /// Begins to write something else instead of what waits.
    pub fn rewrite(&mut self, waiting: Arc<Waiting>) -> Action<Message> {
        self.put_down();
        let aside = self.composer.text();
        self.composer.set(&waiting.text);
        self.writing.purpose = Purpose::Rewrite { waiting, aside };
        Action::run(composer::State::focus())
    }

    /// What waits shall say this.
    pub(super) fn rewritten(&mut self, waiting: &Waiting, text: String) -> Action<Message> {
        let change = command::Command::Change {
            conversation: self.id,
            id: waiting.id,
            text: Some(text),
            at: None,
        };
        Action::send(Command::Later(change)).and(Action::run(composer::State::focus()))
    }

    /// That something waits, or was said late.
    pub(super) fn later_bar<'a>(
        &'a self,
        entry: &'a Conversation,
        context: &Context<'a>,
    ) -> Element<'a, Event> {
        let waiting = context.world.waiting(entry.id);
        let count = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        let label = match waiting.first() {
            Some(next) if next.at <= context.now => tr!("waiting-overdue", count = count),
            Some(next) => tr!(
                "waiting-bar",
                count = count,
                time = format::upcoming(next.at, context.now)
            ),
            None => return self.late_line(entry, context),
        };
        let shown = one_line(label.clone()).size(size::LIST);
        let sign = Icon::Clock.view().size(16.0);
        let words = row![sign, container(shown).width(Fill)]
            .spacing(space::S)
            .align_y(Center);
        let words = container(accessible(Role::Status, label, words)).width(Fill);
        let show = text_button(tr!("waiting-show")).on_press(Event::Contact(ContactDeed::Waiting));
        let content = row![words, show].spacing(space::M).align_y(Center);
        container(content)
            .max_width(timeline::WIDEST + 2.0 * space::L)
            .padding(padding::horizontal(space::L).top(space::S))
            .into()
    }

    /// The newest message was to be said long before.
    fn late_line<'a>(&self, entry: &Conversation, context: &Context<'_>) -> Element<'a, Event> {
        let late = context.world.said_late(entry.id);
        let newest = self.newest_message().map(|message| message.id.seq);
        let Some((_, meant)) = late.filter(|(item, _)| Some(item.seq) == newest) else {
            return iced::widget::space().into();
        };
        let label = tr!("said-late", time = format::moment(meant, context.now));
        let shown = text(label.clone()).size(size::CAPTION).style(words::quiet);
        let line = accessible(Role::Status, label, shown);
        container(line).padding([space::XS, space::L]).into()
    }
}
