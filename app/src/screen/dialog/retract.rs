//! The question before messages are deleted. It says what that can do and what it can't.

use std::collections::VecDeque;

use iced::widget::{column, container, row, text};
use iced::{Fill, Right};
use waxwing_core::command::{conversation as command, room};
use waxwing_core::model::{Conversation, Message as Said};
use waxwing_core::{Command, ConversationId, ItemId};

use super::{Action, CANCEL, Outcome, Progress, complaint, heading};
use crate::theme::button::Kind;
use crate::theme::{size, space, text as words};
use crate::ui::message::{can_retract, is_here_only};
use crate::ui::room::may_moderate;
use crate::widget::{Element, text_button};
use crate::{engine, tr};

/// What is asked about.
#[derive(Clone, Debug)]
pub struct State {
    conversation: ConversationId,
    /// The name of the other side.
    name: String,
    /// Those that can be taken back.
    retracted: Vec<ItemId>,
    /// Those that never left.
    discarded: Vec<ItemId>,
    /// Those of others that the group deletes because we run it.
    moderated: VecDeque<ItemId>,
    /// The others: they can be deleted here only.
    kept: Vec<ItemId>,
    /// How far the group has come with it.
    pub progress: Progress,
}

/// What happens in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Delete them for everyone.
    Confirmed,
    /// Delete them on this machine.
    Forgotten,
    /// Don't.
    Cancelled,
}

impl State {
    /// About these messages of a conversation; `None` where there are none.
    pub fn new(entry: &Conversation, messages: &[&Said]) -> Option<Self> {
        let ids = |wanted: fn(&Said) -> bool| {
            let found = messages.iter().filter(|message| wanted(message));
            found.map(|message| message.id).collect::<Vec<_>>()
        };
        let retracted = ids(can_retract);
        let discarded = ids(is_here_only);
        let others = ids(|message| !can_retract(message) && !is_here_only(message));
        let runs = entry.room.as_deref().is_some_and(may_moderate);
        let is_there = |item: &ItemId| {
            let message = messages.iter().find(|message| message.id == *item);
            message.is_some_and(|message| message.retracted_at.is_none())
        };
        let (moderated, kept): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|item| runs && is_there(item));
        (!messages.is_empty()).then(|| Self {
            conversation: entry.id,
            name: entry.name.clone(),
            kept,
            retracted,
            moderated: moderated.into(),
            discarded,
            progress: Progress::Idle,
        })
    }

    /// The heading.
    pub fn title(&self) -> String {
        tr!("retract-title", count = self.count())
    }

    fn count(&self) -> u32 {
        let gone = self.retracted.len() + self.discarded.len() + self.moderated.len();
        let count = gone + self.kept.len();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Cancelled => Outcome::Close,
            Message::Forgotten => {
                let items = self.retracted.iter().chain(&self.moderated);
                let items = items.chain(&self.kept);
                let items = items.copied().collect();
                let forget = command::Command::Forget { items };
                let discard = |item: &ItemId| command::Command::Discard { item: *item };
                let all = self.discarded.iter().map(discard);
                let all = std::iter::once(forget).chain(all);
                Outcome::Done(
                    all.map(|command| {
                        Action::send(Command::Conversation(self.conversation, command))
                    })
                    .fold(Action::none(), Action::and),
                )
            }
            Message::Confirmed if self.progress.is_waiting() => Outcome::Stay(Action::none()),
            Message::Confirmed => {
                let retract = |item: &ItemId| command::Command::Retract { item: *item };
                let discard = |item: &ItemId| command::Command::Discard { item: *item };
                let retracted = self.retracted.iter().map(retract);
                let all = retracted.chain(self.discarded.iter().map(discard));
                let all = all
                    .map(|command| Action::send(Command::Conversation(self.conversation, command)))
                    .fold(Action::none(), Action::and);
                // What could not be moderated is tried again without these.
                self.retracted.clear();
                self.discarded.clear();
                match self.moderate() {
                    Some(order) => Outcome::Stay(all.and(order)),
                    None => Outcome::Done(all),
                }
            }
        }
    }

    /// The next one that the group shall delete.
    fn moderate(&mut self) -> Option<Action<super::Message>> {
        let item = *self.moderated.front()?;
        let request = engine::request();
        self.progress = Progress::Waiting(request);
        Some(Action::send(Command::Room(room::Command::Moderate {
            request,
            conversation: self.conversation,
            item,
            reason: String::new(),
        })))
    }

    /// The group has deleted one: it is the turn of the next one.
    pub fn go_on(&mut self) -> Outcome {
        self.moderated.pop_front();
        self.moderate().map_or(Outcome::Close, Outcome::Stay)
    }

    /// What stands in the dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let mut parts = column![heading(self.title())].spacing(space::L);
        let line = |said: String| text(said).size(size::LIST);
        let everywhere = !self.retracted.is_empty() || !self.moderated.is_empty();
        let only_unsent = !everywhere && self.kept.is_empty();
        if only_unsent {
            parts = parts.push(line(tr!("retract-unsent")));
        } else {
            parts = parts.push(line(tr!("forget-can", name = self.name.as_str())));
        }
        if !self.retracted.is_empty() {
            let can = tr!("retract-can", name = self.name.as_str());
            parts = parts.push(line(can));
            parts = parts.push(line(tr!("retract-cannot")).style(words::quiet));
            if !self.kept.is_empty() {
                let kept = u32::try_from(self.kept.len()).unwrap_or(u32::MAX);
                let kept = tr!("retract-kept", name = self.name.as_str(), count = kept);
                parts = parts.push(line(kept));
            }
        }
        if !self.moderated.is_empty() {
            let told = tr!("retract-moderated", name = self.name.as_str());
            parts = parts.push(line(told));
        }
        if let Some(words) = self.progress.wrong() {
            parts = parts.push(complaint(words));
        }
        let cancel = text_button(tr!("cancel"))
            .id(CANCEL)
            .on_press(Message::Cancelled);
        let mut deeds = row![cancel].spacing(space::S);
        if !only_unsent {
            let forget = text_button(tr!("forget-submit"));
            deeds = deeds.push(forget.kind(Kind::Danger).on_press(Message::Forgotten));
        }
        if only_unsent || everywhere {
            let label = match only_unsent {
                true => tr!("retract-submit"),
                false => tr!("retract-everyone"),
            };
            let delete = text_button(label).kind(Kind::Danger);
            let press = (!self.progress.is_waiting()).then_some(Message::Confirmed);
            deeds = deeds.push(delete.on_press_maybe(press));
        }
        let deeds = deeds.wrap().vertical_spacing(space::S);
        parts
            .push(container(deeds).width(Fill).align_x(Right))
            .into()
    }
}
