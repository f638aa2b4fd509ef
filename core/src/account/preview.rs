//! What the list shows of a conversation: its newest message, on one line.

use jid::BareJid;

use crate::model::{Message, Preview};
use crate::store::{ConversationRecord, Flags, Reading};
use crate::{AccountId, ConversationId};

/// A row was stored: it is the newest, or older than what the list shows.
pub(crate) fn see(record: &mut ConversationRecord, message: &Message) {
    if record
        .last
        .as_ref()
        .is_some_and(|last| last.at > message.id.at)
    {
        return;
    }
    record.last = Some(Preview::of(message));
}

/// A row says something else; `true` if the list shows it.
pub(crate) fn change(record: &mut ConversationRecord, message: &Message) -> bool {
    let before = record.last.clone();
    let shown = |last: &Preview| last.at == message.id.at && last.direction == message.direction;
    if before.as_ref().is_some_and(shown) {
        see(record, message);
    }
    record.last != before
}

/// A row has another state; `true` if the list shows it.
pub(crate) fn see_state(record: &mut ConversationRecord, message: &Message) -> bool {
    match &mut record.last {
        Some(last)
            if last.at == message.id.at
                && last.direction == message.direction
                && last.state != message.state =>
        {
            last.state = message.state.clone();
            true
        }
        _ => false,
    }
}

/// A conversation in which nothing was said.
pub(crate) fn blank(id: ConversationId, account: AccountId, jid: BareJid) -> ConversationRecord {
    ConversationRecord {
        id,
        account,
        jid,
        unread: 0,
        last: None,
        read_upto: None,
        known: false,
        reading: Reading::default(),
        flags: Flags::default(),
        sealing: crate::store::Sealed::default(),
        left_out: std::collections::BTreeSet::new(),
        opted_out: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Direction, State};
    use crate::{ItemId, Timestamp};

    fn message(at: i64, text: &str) -> Message {
        Message {
            id: ItemId {
                at: Timestamp(at),
                seq: 0,
            },
            direction: Direction::Incoming,
            sender: "romy@example.org/desk".to_owned(),
            text: text.to_owned(),
            state: State::Received,
            origin_id: String::new(),
            sent_at: None,
            delivered_at: None,
            displayed_at: None,
            stanza_id: String::new(),
            delayed: false,
            ..Message::default()
        }
    }

    #[test]
    fn an_older_message_does_not_replace_a_newer_one() {
        let jid = "romy@example.org".parse().unwrap();
        let mut record = blank(ConversationId(1), AccountId(1), jid);
        see(&mut record, &message(20, "two\nlines"));
        see(&mut record, &message(10, "late"));
        assert_eq!(record.last.as_ref().unwrap().text, "two lines");
        see(&mut record, &message(15, "too late, too"));
        assert!(!change(&mut record, &message(15, "too late, too")));
        assert!(change(
            &mut record,
            &message(20, "> a question\n\nits answer")
        ));
        assert_eq!(record.last.as_ref().unwrap().text, "its answer");
        see(&mut record, &message(20, "two\nlines"));
        let mut failed = message(20, "two\nlines");
        failed.state = State::Failed {
            condition: "gone".to_owned(),
            text: String::new(),
        };
        assert!(see_state(&mut record, &failed));
        assert!(!see_state(&mut record, &message(10, "late")));
    }
}
