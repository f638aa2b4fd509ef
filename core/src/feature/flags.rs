//! What a person lays down for a conversation: pinned, archived, quiet, in a folder; and the
//! conversation with oneself. All of it is kept on this machine; of which messages they want to hear,
//! our account is told too ([`super::level`]), and of a room, whether it is pinned ([`super::room`]).

use crate::account::Account;
use crate::account::turn::Turn;
use crate::command::conversation::Command;
use crate::store::{Flags, Op};
use crate::{ConversationId, RequestId, Timestamp};

impl Account {
    /// Carries out what the person lays down; other commands are none of this.
    pub(crate) fn lay_down(&mut self, id: ConversationId, command: Command, turn: &mut Turn) {
        match command {
            Command::Pin { on, order } => {
                let now = Timestamp::now().0;
                let place = |flags: &Flags| order.or(flags.pinned).unwrap_or(now);
                self.flag(id, turn, |flags| flags.pinned = on.then(|| place(flags)));
                self.tell_bookmark(id, turn);
            }
            Command::Archive { on } => {
                self.flag(id, turn, |flags| {
                    flags.archived = on;
                    // It can't stand first and aside.
                    if on {
                        flags.pinned = None;
                    }
                });
                self.tell_bookmark(id, turn);
            }
            Command::Mute { until } => {
                self.flag(id, turn, |flags| flags.muted_until = until);
            }
            Command::SetLevel { level } => {
                let changed = self.flag(id, turn, |flags| flags.level = level);
                if changed {
                    self.level_chosen(id, turn);
                }
            }
            Command::SetFolder { name } => {
                let folder = label(&name);
                self.flag(id, turn, |flags| flags.folder = folder);
            }
            _ => {}
        }
    }

    /// Changes something; whether it is another now.
    pub(super) fn flag(
        &mut self,
        id: ConversationId,
        turn: &mut Turn,
        change: impl FnOnce(&mut Flags),
    ) -> bool {
        let Some(talk) = self.talks.get_mut(&id) else {
            return false;
        };
        let before = talk.record.flags.clone();
        change(&mut talk.record.flags);
        if talk.record.flags == before {
            return false;
        }
        talk.stored = true;
        turn.ops.push(Op::PutConversation(talk.record.clone()));
        self.dirty.insert(id);
        true
    }

    /// A message worth a notice brings a conversation back from the archived.
    pub(super) fn bring_back(&mut self, id: ConversationId, turn: &mut Turn) {
        self.flag(id, turn, |flags| flags.archived = false);
    }

    /// Makes sure that there is a conversation with ourselves.
    pub(crate) fn open_notes(&mut self, request: RequestId, turn: &mut Turn) {
        let own = self.record.jid.clone();
        let id = self.ensure_talk(&own, true, turn);
        self.know(id, turn);
        turn.done.push((request, Ok(())));
    }
}

/// A label on one line and of a bearable length.
fn label(name: &str) -> String {
    let shown = name.chars().filter(|char| !char.is_control());
    let short: String = shown.take(LONGEST_LABEL).collect();
    short.trim().to_owned()
}

/// More than fits into a row of chips.
const LONGEST_LABEL: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_short_line() {
        assert_eq!(label("  Work\n"), "Work");
        assert_eq!(label("a\u{0}b"), "ab");
        assert_eq!(label(&"x".repeat(1000)).len(), LONGEST_LABEL);
    }
}
