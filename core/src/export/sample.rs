//! A conversation with everything that can be in one, for the tests of the forms.

use std::sync::Arc;

use super::page::Entry;
use crate::model::{
    Attachment, ChangeKind, Direction, Message, OwnChange, Reaction, Reply, State, Version,
};
use crate::{ItemId, Timestamp};

/// 2026-11-17T09:41:00Z.
const MORNING: i64 = 1_794_908_460_000_000;
const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn at(minutes: i64) -> Timestamp {
    Timestamp(MORNING + minutes * MINUTE)
}

fn said(seq: u64, minutes: i64, direction: Direction, text: &str) -> Message {
    let (sender, state) = match direction {
        Direction::Incoming => ("romy@example.org/desk", State::Received),
        Direction::Outgoing => ("mira@example.org/lap", State::Displayed),
    };
    Message {
        id: ItemId {
            at: at(minutes),
            seq,
        },
        direction,
        sender: sender.to_owned(),
        text: text.to_owned(),
        state,
        origin_id: format!("id-{seq}"),
        ..Message::default()
    }
}

/// A file with an odd name.
pub(super) fn file() -> Attachment {
    Attachment {
        name: "a \u{2028}<b>.png".to_owned(),
        media_type: "image/png".to_owned(),
        size: Some(9),
        sources: vec!["https://a.example/?a=1&b=2".to_owned()],
        ..Attachment::default()
    }
}

/// What was said, in order.
pub(super) fn entries() -> Vec<Entry> {
    use Direction::{Incoming, Outgoing};
    let mut all = vec![
        Message {
            stanza_id: "28482-98726".to_owned(),
            reactions: vec![Reaction {
                emoji: "👍".to_owned(),
                by: vec!["mira@example.org".to_owned()],
                mine: true,
            }],
            ..said(
                12,
                0,
                Incoming,
                "Are we *still* on for <tonight>?\nI'd say \"yes\".",
            )
        },
        Message {
            edited_at: Some(at(3)),
            reply: Some(Reply {
                of: "id-12".to_owned(),
                to: "romy@example.org".to_owned(),
                item: Some(ItemId { at: at(0), seq: 12 }),
                quote: "Are we *still* on".to_owned(),
                mine: false,
            }),
            ..said(13, 2, Outgoing, "Yes: https://example.org/?a=1&b=2")
        },
        Message {
            retracted_at: Some(at(5)),
            ..said(14, 4, Incoming, "")
        },
        Message {
            spoiler: Some("Who did it".to_owned()),
            delayed: true,
            ..said(15, 6, Incoming, "The gardener\n```\nlet <x> = 1;\n```")
        },
    ];
    let mut failed = said(16, 7, Outgoing, "/me waves\u{1b}");
    failed.id.at = Timestamp(failed.id.at.0 + DAY);
    failed.state = State::Failed {
        condition: "service-unavailable".to_owned(),
        text: String::new(),
    };
    failed.change = Some(OwnChange {
        kind: ChangeKind::Correction,
        state: State::Pending,
        text: "/me nods".to_owned(),
        row: 0,
    });
    all.push(failed);
    let entry = |message: Message| Entry {
        versions: match message.edited_at {
            Some(edited) => vec![
                Version {
                    text: "Yess".to_owned(),
                    at: message.id.at,
                },
                Version {
                    text: message.text.clone(),
                    at: edited,
                },
            ],
            None => Vec::new(),
        },
        message: Arc::new(message),
    };
    all.into_iter().map(entry).collect()
}
