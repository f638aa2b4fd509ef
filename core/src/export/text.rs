//! Plain text, to be read by people.
//!
//! Whatever somebody says, only a message begins at the left margin with a time: what else belongs
//! to one stands below it, indented.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::page::{Entry, Head, plain, visible};
use crate::model::Message;

#[derive(Default)]
pub(super) struct Writer {
    day: Option<NaiveDate>,
}

/// Before each further line of a message.
const INDENT: &str = "        ";

impl Writer {
    pub(super) fn begin(out: &mut dyn Write, head: &Head) -> io::Result<()> {
        let words = &head.words;
        writeln!(out, "{}", head.title())?;
        writeln!(out, "{} {}", words.address, plain(&head.with))?;
        writeln!(out, "{} {}", words.account, plain(&head.own))?;
        writeln!(out, "{} {}", words.made, head.full(head.made))
    }

    pub(super) fn message(
        &mut self,
        out: &mut dyn Write,
        head: &Head,
        entry: &Entry,
    ) -> io::Result<()> {
        let message: &Message = &entry.message;
        let day = head.day(message.id.at);
        if self.day != Some(day) {
            self.day = Some(day);
            writeln!(out, "\n== {} ==\n", head.day_line(day))?;
        }
        let sender = head.sender(message);
        write!(out, "[{}] {sender}: ", head.time(message.id.at))?;
        if message.retracted_at.is_some() {
            writeln!(out, "{}", head.words.deleted)?;
        } else {
            said(out, message, sender)?;
        }
        below(out, head, entry, day)
    }
}

/// The words of a message; its lines after the first are indented.
fn said(out: &mut dyn Write, message: &Message, sender: &str) -> io::Result<()> {
    let deed = message.text.strip_prefix("/me ");
    if deed.is_some() {
        write!(out, "* {sender} ")?;
    }
    let mut all = deed.unwrap_or(&message.text).to_owned();
    for file in &message.attachments {
        let address = file.sources.first().map(|url| format!(" <{url}>"));
        let gap = if all.is_empty() { "" } else { "\n" };
        all.push_str(&format!(
            "{gap}[{}]{}",
            file.name,
            address.unwrap_or_default()
        ));
    }
    lines(out, &all)
}

fn lines(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            out.write_all(INDENT.as_bytes())?;
        }
        let line: String = line
            .chars()
            .map(|one| match one {
                // These end a line, too, in many programs.
                '\u{2028}' | '\u{2029}' | '\u{85}' => '\u{fffd}',
                one => visible(one),
            })
            .collect();
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// What there is to say about a message.
fn below(out: &mut dyn Write, head: &Head, entry: &Entry, day: NaiveDate) -> io::Result<()> {
    let message: &Message = &entry.message;
    if let Some(reply) = &message.reply {
        write!(out, "{INDENT}({} ", head.answers(reply.mine))?;
        writeln!(out, "{})", plain(&reply.quote.replace('\n', " ")))?;
    }
    if let Some(hint) = message.spoiler.as_deref() {
        writeln!(out, "{INDENT}({} {})", head.words.spoiler, plain(hint))?;
    }
    if let Some(at) = message.edited_at.filter(|_| message.retracted_at.is_none()) {
        writeln!(out, "{INDENT}({})", head.edited(at, day))?;
        let before = entry.versions.len().saturating_sub(1);
        for version in entry.versions.iter().take(before) {
            let at = head.moment(version.at, day);
            write!(out, "{INDENT}({} {at} ", head.words.before)?;
            let text = version.text.replace('\n', " / ");
            writeln!(out, "{})", plain(&text))?;
        }
    }
    for reaction in &message.reactions {
        let by: Vec<String> = reaction.by.iter().map(|who| head.name_of(who)).collect();
        writeln!(
            out,
            "{INDENT}({} {})",
            plain(&reaction.emoji),
            by.join(", ")
        )?;
    }
    if let Some(trouble) = head.trouble(message) {
        writeln!(out, "{INDENT}({trouble})")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use crate::model::ExportWords;

    fn written(entries: &[Entry]) -> String {
        let head = Head::sample(ExportWords::default());
        let mut out = Vec::new();
        let mut writer = Writer::default();
        Writer::begin(&mut out, &head).unwrap();
        for entry in entries {
            writer.message(&mut out, &head, entry).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn it_reads_like_a_conversation() {
        let expected = "\
Conversation with Romy <Keller>
Address: romy@example.org
Account: mira@example.org
Exported: 2026-11-17 09:41

== Tuesday 17 November 2026 ==

[09:41] Romy <Keller>: Are we *still* on for <tonight>?
        I'd say \"yes\".
        (👍 Mira)
[09:43] Mira: Yes: https://example.org/?a=1&b=2
        (Answer to Romy <Keller>: Are we *still* on)
        (edited 09:44)
        (Before: 09:43 Yess)
[09:45] Romy <Keller>: This message was deleted.
[09:47] Romy <Keller>: The gardener
        ```
        let <x> = 1;
        ```
        (Spoiler: Who did it)

== Wednesday 18 November 2026 ==

[09:48] Mira: * Mira waves\u{241b}
        (Not delivered (service-unavailable))
";
        assert_eq!(written(&sample::entries()), expected);
    }

    #[test]
    fn a_file_is_a_name_and_an_address() {
        let mut entries = sample::entries();
        entries.truncate(1);
        let message = std::sync::Arc::make_mut(&mut entries[0].message);
        message.text.clear();
        message.attachments = vec![sample::file()];
        let written = written(&entries);
        assert!(
            written.contains("Romy <Keller>: [a \u{fffd}<b>.png] <https://a.example/?a=1&b=2>\n")
        );
    }

    #[test]
    fn nobody_puts_words_into_another_mouth() {
        let mut entries = sample::entries();
        entries.truncate(1);
        let forged =
            "yes\n[09:42] Mira: I agree\u{2028}[09:43] Mira: gladly\r[09:44] Mira: so\u{85}[x";
        let message = std::sync::Arc::make_mut(&mut entries[0].message);
        forged.clone_into(&mut message.text);
        message.spoiler = Some("a\n[09:45] Mira: b".to_owned());
        message.reactions[0].emoji = "\n[09:46] Mira: c".to_owned();
        message.reactions[0].by = vec!["x\n[09:47] Mira: d".to_owned()];
        let written = written(&entries);
        let ends = [
            '\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}',
        ];
        let begun = written.split(ends).filter(|line| line.starts_with('['));
        assert_eq!(begun.count(), 1, "{written}");
    }
}
