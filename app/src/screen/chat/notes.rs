//! The conversation with ourselves, and the archived ones.

use waxwing_core::command::contact;
use waxwing_core::{AccountId, Command, Error, RequestId};

use super::{Message, State};
use crate::engine;
use crate::screen::{Action, Context};

impl State {
    /// Opens the conversation of an account with itself; it is made where there is none.
    pub(super) fn open_notes(
        &mut self,
        account: Option<AccountId>,
        context: &Context<'_>,
    ) -> Action<Message> {
        let open = self.open_id().and_then(|id| context.world.conversation(id));
        let account = account.or(open.map(|entry| entry.account));
        let account = account.and_then(|id| context.world.account_by(id));
        let Some(account) = account.or(context.world.account()) else {
            return Action::none();
        };
        if let Some(id) = context.world.with(account.id, &account.jid) {
            return self.open(id, context);
        }
        let request = engine::request();
        let account = account.id;
        self.notes = Some((request, account));
        let command = contact::Command::OpenNotes { request, account };
        Action::send(Command::Contact(command))
    }

    /// It is there now.
    pub(super) fn notes_are_there(
        &mut self,
        request: RequestId,
        result: &Result<(), Error>,
        context: &Context<'_>,
    ) -> Action<Message> {
        let Some((_, account)) = self.notes.take_if(|(ours, _)| *ours == request) else {
            return Action::none();
        };
        let own = context.world.account_by(account);
        let id = own.and_then(|own| context.world.with(account, &own.jid));
        match (result, id) {
            (Ok(()), Some(id)) => self.open(id, context),
            _ => Action::none(),
        }
    }

    /// Shows the archived conversations, or all the others again.
    pub(super) fn toggle_archive(&mut self) -> Action<Message> {
        self.sidebar.toggle_archive();
        Action::none()
    }
}
