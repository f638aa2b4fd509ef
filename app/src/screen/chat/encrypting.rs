//! What the page does about encryption: the keys of people, and what leads to them.

use waxwing_core::{AccountId, BareJid};

use super::{Message, State, conversation, people};
use crate::screen::dialog::sealed::Wish;
use crate::screen::dialog::{Dialog, verify};
use crate::screen::{Action, Context};
use crate::ui::composer;

impl State {
    pub(super) fn fulfil_sealed(&mut self, wish: Wish, context: &Context<'_>) -> Action<Message> {
        match wish {
            Wish::Keys(id, jid) => match context.world.conversation(id) {
                Some(entry) => self.show_keys(entry.account, jid, context),
                None => Action::none(),
            },
            Wish::Write(words) => {
                let insert = composer::Message::Inserted(words);
                let message = conversation::Message::Composer(insert);
                self.update_conversation(message, context).and(self.focus())
            }
        }
    }

    /// Shows the devices of somebody, or our own.
    pub(super) fn show_keys(
        &mut self,
        account: AccountId,
        jid: BareJid,
        context: &Context<'_>,
    ) -> Action<Message> {
        let about =
            |page: &people::Page| matches!(page, people::Page::Profile(_) | people::Page::Room(_));
        let returns = self.people.as_ref().is_some_and(about);
        let (state, opened) = people::keys::State::open(account, jid, context);
        let state = state.returning(returns);
        let turned = self.turn_to(people::Page::Keys(Box::new(state)));
        turned.and(opened.map(|message| Message::People(people::Message::Keys(message))))
    }

    /// Compares a key of whose devices are shown, or all of them by a code.
    pub(super) fn verify(&mut self, key: Option<String>, context: &Context<'_>) -> Action<Message> {
        let Some(people::Page::Keys(page)) = &self.people else {
            return Action::none();
        };
        let whose = (page.account(), page.jid().clone());
        let mut dialog = verify::State::new(whose, page.name(), key);
        dialog.learn(context);
        // What others scan are our own keys; those of the page come again when the dialog closes.
        let ask = dialog.ask(context).map_or_else(Action::none, Action::send);
        ask.and(self.show(Dialog::Verify(Box::new(dialog))))
    }

    /// The dialog about a key is closed: the page behind it is told of its own again.
    pub(super) fn verified(&self) -> Action<Message> {
        match &self.people {
            Some(people::Page::Keys(page)) => {
                let resume = page.resume().map(people::Message::Keys);
                resume.map(Message::People)
            }
            _ => Action::none(),
        }
    }
}
