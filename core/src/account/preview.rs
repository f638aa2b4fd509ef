//! What the list shows of a conversation: its newest message, on one line.

use crate::model::{Direction, Message, Preview, State};
use crate::store::ConversationRecord;

impl ConversationRecord {
    /// A row was stored: it is the newest, or it is older than what the list shows.
    pub(crate) fn see(&mut self, message: &Message) {
        if self.last_item.is_some_and(|newest| newest > message.id) {
            return;
        }
        self.last_item = Some(message.id);
        self.last = Some(Preview {
            text: one_line(&message.text),
            at: message.id.at,
            direction: message.direction,
            state: message.state.clone(),
        });
    }

    /// A row has another state; `true` if the list shows it.
    pub(crate) fn see_state(&mut self, message: &Message) -> bool {
        match &mut self.last {
            Some(last) if self.last_item == Some(message.id) && last.state != message.state => {
                last.state = message.state.clone();
                true
            }
            _ => false,
        }
    }

    /// The newest row is gone.
    pub(crate) fn forget_last(&mut self) {
        self.last = None;
        self.last_item = None;
    }
}

fn one_line(text: &str) -> String {
    let mut line: String = text
        .chars()
        .take(PREVIEW_CHARS)
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect();
    line.truncate(line.trim_end().len());
    line
}

/// More than a sidebar of the widest window shows.
const PREVIEW_CHARS: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, ConversationId, ItemId, Timestamp};

    fn message(at: i64, text: &str) -> Message {
        Message {
            id: ItemId { at: Timestamp(at), seq: 0 },
            direction: Direction::Incoming,
            sender: "romy@example.org/desk".to_owned(),
            text: text.to_owned(),
            state: State::Received,
            origin_id: String::new(),
            sent_at: None,
            delivered_at: None,
            delayed: false,
        }
    }

    #[test]
    fn an_older_message_does_not_replace_a_newer_one() {
        let jid = "romy@example.org".parse().unwrap();
        let mut record = ConversationRecord::new(ConversationId(1), AccountId(1), jid);
        record.see(&message(20, "two\nlines"));
        record.see(&message(10, "late"));
        assert_eq!(record.last.as_ref().unwrap().text, "two lines");
        let mut failed = message(20, "two\nlines");
        failed.state = State::Failed { condition: "gone".to_owned(), text: String::new() };
        assert!(record.see_state(&failed));
        assert!(!record.see_state(&message(10, "late")));
    }
}
