//! What is the matter with our accounts, above the page: a bar for each that needs the person, and one for
//! all that will come back by themselves, so that no trouble hides another.

use std::collections::HashMap;

use iced::widget::Column;
use waxwing_core::AccountId;
use waxwing_core::model::Connection;

use crate::screen::{Action, Context};
use crate::ui::offline::{self, Bar};
use crate::widget::Element;

/// What the bars hold, by account.
#[derive(Clone, Debug, Default)]
pub struct State {
    bars: HashMap<AccountId, offline::State>,
}

/// What happens in the bars.
#[derive(Clone, Debug)]
pub enum Message {
    /// In the bar of an account.
    Of(AccountId, offline::Message),
    /// All that wait shall try at once.
    AllPressed,
}

impl State {
    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Of(id, message) => {
                let Some(account) = context.world.account_by(id) else {
                    self.bars.remove(&id);
                    return Action::none();
                };
                let bar = self.bars.entry(id).or_default();
                bar.update(message, account)
                    .map(move |message| Message::Of(id, message))
            }
            Message::AllPressed => waiting(context)
                .into_iter()
                .map(|account| Action::send(offline::connect(account.id)))
                .fold(Action::none(), Action::and),
        }
    }

    /// The bars; `None` while all is well.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let together = waiting(context);
        let together = match together.len() {
            0 | 1 => Vec::new(),
            _ => together,
        };
        let mut bars: Vec<Element<'a, Message>> = Vec::new();
        for account in context.world.accounts() {
            if together.iter().any(|one| one.id == account.id) {
                continue;
            }
            let id = account.id;
            let bar = Bar {
                account,
                named: context.world.has_several(),
                state: self.bars.get(&id),
            };
            bars.extend(
                bar.view(context)
                    .map(|bar| bar.map(move |message| Message::Of(id, message))),
            );
        }
        if !together.is_empty() {
            bars.push(offline::together(&together, context, Message::AllPressed));
        }
        (!bars.is_empty()).then(|| Column::with_children(bars).into())
    }
}

/// Whether the bars count seconds.
pub fn counts_down(context: &Context<'_>) -> bool {
    let mut accounts = context.world.accounts();
    accounts.any(|account| offline::counts_down(account))
}

/// The accounts that lost their connection and come back by themselves.
fn waiting<'a>(context: &Context<'a>) -> Vec<&'a waxwing_core::model::Account> {
    context
        .world
        .accounts()
        .map(AsRef::as_ref)
        .filter(|account| match &account.connection {
            Connection::Waiting { .. } => true,
            Connection::Connecting { since, .. } => offline::is_worth_telling(*since, context),
            _ => false,
        })
        .collect()
}
