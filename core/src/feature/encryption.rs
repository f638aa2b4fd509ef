//! End-to-end encryption.

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::encryption::Command;
use crate::model::Encryption;
use crate::ConversationId;

impl Account {
    pub(crate) fn set_encrypted(&mut self, _id: ConversationId, _on: bool, _turn: &mut Turn) {}

    pub(crate) fn handle_encryption(&mut self, _command: Command, _turn: &mut Turn) {}

    pub(crate) fn encryption_of(&self, _id: ConversationId) -> Encryption {
        Encryption::default()
    }
}
