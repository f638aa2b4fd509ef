//! Commands about rooms on their way to their accounts.

use super::Supervisor;
use crate::Error;
use crate::account::ToAccount;
use crate::command::room::{Command, Way};

impl Supervisor {
    pub(super) fn route_room(&self, command: Command) {
        let (way, request) = command.route();
        let account = match way {
            Way::Account(account) => Some(account),
            Way::Conversation(id) => self.owners.get(&id).copied(),
        };
        let command = ToAccount::Room(Box::new(command));
        let passed = account.is_some_and(|account| self.pass_known(account, command));
        if !passed && let Some(request) = request {
            self.done(request, Err(Error::NotFound));
        }
    }
}
