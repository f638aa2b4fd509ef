//! For programs: everything that is known, one message a line. The names are promises; see
//! `docs/export-format.md`.

use std::io::{self, Write};

use serde::Serialize;

use super::page::{Entry, Head, rfc3339};
use crate::model::{Attachment, ChangeKind, Direction, Message, State};

/// What the form is called in the file.
const FORMAT: &str = "waxwing-conversation";

/// Its version: a number more where a reader of the one before would read something wrong.
const VERSION: u32 = 1;

#[derive(Default)]
pub(super) struct Writer {
    /// Something stands before the next one.
    begun: bool,
}

#[derive(Serialize)]
struct Top<'a> {
    format: &'a str,
    version: u32,
    account: &'a str,
    address: &'a str,
    me: &'a str,
    them: &'a str,
    exported: String,
}

#[derive(Serialize)]
struct One<'a> {
    number: u64,
    at: String,
    direction: Direction,
    sender: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    archive_id: &'a str,
    text: &'a str,
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    displayed: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    delayed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<Said<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<Answered<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spoiler: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<Felt<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<Shared<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change<'a>>,
}

#[derive(Serialize)]
struct Shared<'a> {
    name: &'a str,
    media_type: &'a str,
    size: Option<u64>,
    sha256: Option<&'a str>,
    description: &'a str,
    sources: &'a [String],
}

#[derive(Serialize)]
struct Failure<'a> {
    condition: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Said<'a> {
    at: String,
    text: &'a str,
}

#[derive(Serialize)]
struct Answered<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    sender: &'a str,
    quote: &'a str,
}

#[derive(Serialize)]
struct Felt<'a> {
    emoji: &'a str,
    by: &'a [String],
}

#[derive(Serialize)]
struct Change<'a> {
    kind: ChangeKind,
    state: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

impl Writer {
    pub(super) fn begin(out: &mut dyn Write, head: &Head) -> io::Result<()> {
        let top = Top {
            format: FORMAT,
            version: VERSION,
            account: &head.own,
            address: &head.with,
            me: head.name(true),
            them: head.name(false),
            exported: rfc3339(head.made),
        };
        let top = serde_json::to_string(&top)?;
        let open = top.strip_suffix('}').unwrap_or(&top);
        write!(out, "{open},\"messages\":[")
    }

    pub(super) fn message(
        &mut self,
        out: &mut dyn Write,
        head: &Head,
        entry: &Entry,
    ) -> io::Result<()> {
        out.write_all(if self.begun { b",\n" } else { b"\n" })?;
        self.begun = true;
        let one = serde_json::to_string(&one(head, entry))?;
        out.write_all(one.as_bytes())
    }

    pub(super) fn end(out: &mut dyn Write, messages: u64) -> io::Result<()> {
        writeln!(out, "\n],\"count\":{messages}}}")
    }
}

fn one<'a>(head: &'a Head, entry: &'a Entry) -> One<'a> {
    let message: &Message = &entry.message;
    let said = |one: &'a crate::model::Version| Said {
        at: rfc3339(one.at),
        text: &one.text,
    };
    let felt = |one: &'a crate::model::Reaction| Felt {
        emoji: &one.emoji,
        by: &one.by,
    };
    One {
        number: message.id.seq,
        at: rfc3339(message.id.at),
        direction: message.direction,
        sender: &message.sender,
        id: &message.origin_id,
        archive_id: &message.stanza_id,
        text: &message.text,
        state: word(&message.state),
        failure: failure(&message.state),
        sent: message.sent_at.map(rfc3339),
        delivered: message.delivered_at.map(rfc3339),
        displayed: message.displayed_at.map(rfc3339),
        delayed: message.delayed,
        edited: message.edited_at.map(rfc3339),
        versions: entry.versions.iter().map(said).collect(),
        deleted: message.retracted_at.map(rfc3339),
        answers: message.reply.as_ref().map(|reply| Answered {
            id: &reply.of,
            number: reply.item.map(|item| item.seq),
            sender: match (reply.to.as_str(), reply.mine) {
                ("", true) => &head.own,
                ("", false) => &head.with,
                (to, _) => to,
            },
            quote: &reply.quote,
        }),
        spoiler: message.spoiler.as_deref(),
        reactions: message.reactions.iter().map(felt).collect(),
        files: message.attachments.iter().map(shared).collect(),
        change: message.change.as_ref().map(|change| Change {
            kind: change.kind,
            state: word(&change.state),
            text: &change.text,
        }),
    }
}

fn shared(file: &Attachment) -> Shared<'_> {
    Shared {
        name: &file.name,
        media_type: &file.media_type,
        size: file.size,
        sha256: file.sha256.as_deref(),
        description: &file.description,
        sources: &file.sources,
    }
}

fn word(state: &State) -> &'static str {
    match state {
        State::Received => "received",
        State::Pending => "pending",
        State::Sent => "sent",
        State::Delivered => "delivered",
        State::Displayed => "displayed",
        State::Failed { .. } => "failed",
    }
}

fn failure(state: &State) -> Option<Failure<'_>> {
    match state {
        State::Failed { condition, text } => Some(Failure { condition, text }),
        _ => None,
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(it: &bool) -> bool {
    !it
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::page;
    use crate::model::ExportWords;

    fn written(entries: &[Entry]) -> String {
        let head = page::Head::sample(ExportWords::default());
        let mut out = Vec::new();
        let mut writer = Writer::default();
        Writer::begin(&mut out, &head).unwrap();
        for entry in entries {
            writer.message(&mut out, &head, entry).unwrap();
        }
        Writer::end(&mut out, entries.len() as u64).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn all_of_it_is_json_with_a_message_a_line() {
        let entries = crate::export::sample::entries();
        let written = written(&entries);
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["format"], FORMAT);
        assert_eq!(read["messages"].as_array().unwrap().len(), entries.len());
        assert_eq!(read["count"], entries.len());
        assert_eq!(written.lines().count(), entries.len() + 2);
        let lines = written.lines().skip(1).take(entries.len());
        for (line, entry) in lines.zip(&entries) {
            let line: serde_json::Value = serde_json::from_str(line.trim_end_matches(',')).unwrap();
            assert_eq!(line["text"], entry.message.text, "to the letter");
        }
    }

    #[test]
    fn a_file_is_told_with_its_address() {
        let mut entries = crate::export::sample::entries();
        entries.truncate(1);
        let message = std::sync::Arc::make_mut(&mut entries[0].message);
        message.attachments = vec![crate::export::sample::file()];
        let read: serde_json::Value = serde_json::from_str(&written(&entries)).unwrap();
        let file = &read["messages"][0]["files"][0];
        assert_eq!(file["sources"][0], "https://a.example/?a=1&b=2");
        assert_eq!(file["media_type"], "image/png");
    }

    #[test]
    fn an_empty_conversation_is_json_too() {
        let read: serde_json::Value = serde_json::from_str(&written(&[])).unwrap();
        assert_eq!(read["messages"], serde_json::json!([]));
        assert_eq!(read["count"], 0);
    }

    #[test]
    fn the_page_shows_what_is_written() {
        let page = include_str!("../../../docs/export-format.md");
        let example = page.split("```json\n").nth(1).unwrap();
        let example = example.split("\n```").next().unwrap();
        let written = written(&crate::export::sample::entries());
        assert_eq!(written.trim_end(), example);
    }
}
