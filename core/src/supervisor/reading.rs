//! What can be done with a profile that can only be read: look at it.

use crate::account::ToAccount;
use crate::command::{conversation, file};
use crate::supervisor::Supervisor;
use crate::{Command, Error, Event, Failure, RequestId};

impl Supervisor {
    /// Carries a command out that changes nothing; refuses any other.
    pub(super) fn read(&mut self, command: Command) {
        use conversation::Command as C;
        if let Command::Search(command) = command {
            return self.search(command);
        }
        // It is written elsewhere.
        if let Command::Export(command) = command {
            return self.export(command);
        }
        // Looking through files changes nothing.
        if let Command::File(
            command @ (file::Command::SaveAs { .. }
            | file::Command::Usage
            | file::Command::Gallery { .. }),
        ) = command
        {
            return self.keep_files(command);
        }
        if let Command::Conversation(id, what) = command {
            match what {
                C::Open
                | C::OpenAt { .. }
                | C::Close
                | C::LoadOlder { .. }
                | C::LoadNewer { .. }
                | C::Versions { .. }
                | C::Follow { .. } => {
                    if let Some(account) = self.owners.get(&id) {
                        self.pass(*account, ToAccount::Conversation(id, what));
                    }
                }
                C::Compose(_) | C::MarkRead | C::MarkUnread => {}
                C::Send { .. }
                | C::Respond { .. }
                | C::Correct { .. }
                | C::Retract { .. }
                | C::Forget { .. }
                | C::React { .. }
                | C::Forward { .. }
                | C::Resend { .. }
                | C::ResendAll
                | C::Discard { .. }
                | C::Draft { .. }
                | C::Pin { .. }
                | C::Archive { .. }
                | C::Mute { .. }
                | C::SetLevel { .. }
                | C::SetEncrypted { .. }
                | C::LeaveOut { .. }
                | C::SetFolder { .. } => self.refuse(None),
            }
            return;
        }
        if !matches!(command, Command::Unattended(_)) {
            self.refuse(request_of(&command));
        }
    }

    fn refuse(&self, request: Option<RequestId>) {
        let Some(error) = self.read_only.clone() else {
            return;
        };
        match request {
            Some(request) => self.done(request, Err(error)),
            None => self.tell(Event::StoreFailed(error)),
        }
    }
}

/// Why an account stays offline.
pub(super) fn failure(error: &Error) -> Failure {
    match error {
        Error::ReadOnly { path, detail } => Failure::ReadOnly {
            path: path.clone(),
            detail: detail.clone(),
        },
        other => Failure::ReadOnly {
            path: String::new(),
            detail: other.to_string(),
        },
    }
}

/// Who waits for the outcome of a command: every command that has one calls it by the same name.
fn request_of(command: &Command) -> Option<RequestId> {
    let written = serde_json::to_value(command).ok()?;
    let of_noun = written.as_object()?.values().next()?;
    let fields = of_noun.as_object()?.values().next()?;
    serde_json::from_value(fields.get("request")?.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;
    use crate::command::account;

    #[test]
    fn whoever_waits_is_found() {
        let remove = account::Command::Remove {
            request: RequestId(7),
            account: AccountId(1),
        };
        assert_eq!(request_of(&Command::Account(remove)), Some(RequestId(7)));
        let connect = account::Command::Connect {
            account: AccountId(1),
        };
        assert_eq!(request_of(&Command::Account(connect)), None);
        assert_eq!(request_of(&Command::Shutdown), None);
    }
}
