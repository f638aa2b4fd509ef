//! Where messages shall be said again.

use std::collections::BTreeSet;

use iced::Fill;
use iced::widget::{column, container, scrollable, text};
use waxwing_core::command::conversation as command;
use waxwing_core::{Command, ConversationId, ItemId};

use super::{Action, Outcome, buttons, heading};
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, size, space, text as words};
use crate::tr;
use crate::ui::toggle::toggle;
use crate::widget::{Element, Role, accessible, text_field};

/// The field among the widgets.
pub const FILTER: &str = "forward-filter";
/// The list scrolls.
const TALLEST: f32 = 300.0;
/// As many conversations are offered; who looks for another one types its name.
const MOST: usize = 40;

/// What the dialog holds.
#[derive(Clone, Debug)]
pub struct State {
    from: ConversationId,
    items: Vec<ItemId>,
    filter: String,
    chosen: BTreeSet<ConversationId>,
}

/// What happens in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another name is looked for.
    Filtered(String),
    /// A conversation is chosen, or no longer.
    Toggled(ConversationId),
    /// Say them there.
    Submitted,
    /// Close.
    Cancelled,
}

impl State {
    /// About these messages.
    pub fn new(from: ConversationId, items: Vec<ItemId>) -> Self {
        Self {
            from,
            items,
            filter: String::new(),
            chosen: BTreeSet::new(),
        }
    }

    /// The heading.
    pub fn title(&self) -> String {
        let count = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        tr!("forward-title", count = count)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Filtered(words) => self.filter = words,
            Message::Toggled(id) => {
                if !self.chosen.remove(&id) {
                    self.chosen.insert(id);
                }
            }
            Message::Cancelled => return Outcome::Close,
            Message::Submitted if self.chosen.is_empty() => {}
            Message::Submitted => {
                let forward = command::Command::Forward {
                    items: self.items.clone(),
                    to: self.chosen.iter().copied().collect(),
                };
                return Outcome::Done(Action::send(Command::Conversation(self.from, forward)));
            }
        }
        Outcome::Stay(Action::none())
    }

    /// What stands in the dialog.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let filter = text_field(tr!("forward-filter"), &self.filter)
            .id(FILTER)
            .on_input(Message::Filtered)
            .on_submit(Message::Submitted);
        let found = context.world.matching(&self.filter);
        let mut list = column![].spacing(space::XS);
        let open = found
            .iter()
            .filter_map(|id| context.world.conversation(*id));
        for entry in open.filter(|entry| !entry.blocked).take(MOST) {
            let mut label = entry.name.clone();
            if let Some(mark) = context.world.mark(entry.account) {
                let via = tr!("sidebar-via", address = mark.account.jid.as_str());
                label = [label, via].join(&tr!("separator"));
            }
            let ticked = self.chosen.contains(&entry.id);
            list = list.push(toggle(
                label,
                ticked,
                None,
                Some(Message::Toggled(entry.id)),
            ));
        }
        let body: Element<'a, Message> = match found.is_empty() {
            true => {
                let label = tr!("sidebar-no-match", words = self.filter.trim());
                let shown = text(label.clone()).size(size::LIST).style(words::quiet);
                accessible(Role::Status, label, shown).into()
            }
            false => scrollable(list.width(Fill))
                .direction(scrollable::Direction::Vertical(theme::list::scrollbar()))
                .style(theme::list::scrollable)
                .into(),
        };
        let ready = !self.chosen.is_empty();
        column![
            heading(self.title()),
            filter,
            container(body).width(Fill).height(TALLEST),
            buttons(
                Message::Cancelled,
                (Kind::Primary, tr!("forward-submit")),
                ready.then_some(Message::Submitted),
            )
        ]
        .spacing(space::L)
        .into()
    }
}
