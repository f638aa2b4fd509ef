//! Who is told of a command about files.

use crate::Error;
use crate::account::ToAccount;
use crate::command::file::Command;
use crate::supervisor::Supervisor;

impl Supervisor {
    /// To whom a command belongs: the account of its conversation, or the one it names.
    pub(super) fn route_file(&mut self, command: Command) {
        let request = command.request();
        let of_profile = matches!(
            command,
            Command::SaveAs { .. }
                | Command::Usage
                | Command::FreeUp { .. }
                | Command::SetPolicy(_)
                | Command::Gallery { .. }
        );
        if of_profile {
            return self.keep_files(command);
        }
        let account = match (&command, command.conversation()) {
            (Command::Offer { account }, _) => Some(*account),
            (_, Some(conversation)) => self.owners.get(&conversation).copied(),
            (_, None) => None,
        };
        let known = account.is_some_and(|id| self.pass_known(id, ToAccount::File(command)));
        if !known && let Some(request) = request {
            self.done(request, Err(Error::NotFound));
        }
    }
}
