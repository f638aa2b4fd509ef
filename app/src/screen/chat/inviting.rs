//! Inviting others, and showing our own address.

use waxwing_core::{AccountId, event};

use super::{Message, State};
use crate::screen::dialog::invite::{self, Sheet};
use crate::screen::dialog::{Dialog, add_contact};
use crate::screen::{Action, Context};

impl State {
    /// Opens the dialog that invites, for the given account, else that of the open conversation, else the
    /// first.
    pub fn invite(
        &mut self,
        sheet: Sheet,
        account: Option<AccountId>,
        context: &Context<'_>,
    ) -> Action<Message> {
        let accounts = add_contact::choices(context.world);
        if accounts.is_empty() {
            return Action::none();
        }
        let open = self.open_id().and_then(|id| context.world.conversation(id));
        let wanted = account.or(open.map(|entry| entry.account));
        let chosen = accounts.iter().position(|one| Some(one.id) == wanted);
        let chosen = chosen.unwrap_or_default();
        let (state, commands) = invite::State::open(accounts, chosen, sheet, context.now);
        let shown = self.show(Dialog::Invite(state));
        commands
            .into_iter()
            .map(Action::send)
            .fold(shown, Action::and)
    }

    /// Takes in what is told of invitations.
    pub fn hear_of_invitations(&mut self, told: &event::invitation::Event) -> Action<Message> {
        if let Some(Dialog::Invite(state)) = &mut self.dialog {
            state.hear(told);
        }
        Action::none()
    }
}
