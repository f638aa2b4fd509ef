//! A page to be read in a browser. It needs nothing from anywhere, and asks nobody for anything:
//! its own rule (`Content-Security-Policy`) forbids it. What was said is letters on it, whatever it
//! looks like.

mod body;

use std::io::{self, Write};

use chrono::NaiveDate;

use super::page::{Entry, Head, rfc3339, visible};
use crate::model::{Attachment, Direction, Message};

#[derive(Default)]
pub(super) struct Writer {
    day: Option<NaiveDate>,
}

/// How it looks: like the window, light or dark as the reader likes it.
const STYLE: &str = include_str!("html/style.css");

impl Writer {
    pub(super) fn begin(out: &mut dyn Write, head: &Head) -> io::Result<()> {
        let words = &head.words;
        let direction = if words.right_to_left { "rtl" } else { "ltr" };
        write!(out, "<!DOCTYPE html>\n<html lang=\"")?;
        escape(out, &words.language)?;
        write!(
            out,
            "\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n"
        )?;
        writeln!(
            out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
        )?;
        writeln!(out, "<meta name=\"referrer\" content=\"no-referrer\">")?;
        writeln!(
            out,
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        )?;
        element(out, "title", &head.title())?;
        write!(
            out,
            "\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n"
        )?;
        element(out, "h1", &head.title())?;
        out.write_all(b"\n<dl>\n")?;
        for (name, fact) in [
            (&words.address, &head.with),
            (&words.account, &head.own),
            (&words.made, &head.full(head.made)),
        ] {
            element(out, "dt", name)?;
            out.write_all(b"<dd><bdi>")?;
            escape(out, fact)?;
            out.write_all(b"</bdi></dd>\n")?;
        }
        out.write_all(b"</dl>\n</header>\n<main>\n")
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
            element(out, "h2", &head.day_line(day))?;
            out.write_all(b"\n")?;
        }
        let whose = match message.direction {
            Direction::Incoming => "them",
            Direction::Outgoing => "me",
        };
        writeln!(
            out,
            "<article class=\"{whose}\" id=\"m{}\">",
            message.id.seq
        )?;
        above(out, head, message)?;
        if message.retracted_at.is_some() {
            out.write_all(b"<p class=\"gone\">")?;
            escape(out, &head.words.deleted)?;
            out.write_all(b"</p>\n")?;
        } else {
            said(out, head, message)?;
        }
        below(out, head, entry, day)?;
        out.write_all(b"</article>\n")
    }

    pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"</main>\n</body>\n</html>\n")
    }
}

/// Who, when, and in answer to what.
fn above(out: &mut dyn Write, head: &Head, message: &Message) -> io::Result<()> {
    out.write_all(b"<p class=\"who\">")?;
    element(out, "bdi", head.sender(message))?;
    let (seq, at) = (message.id.seq, message.id.at);
    write!(
        out,
        " <a href=\"#m{seq}\"><time datetime=\"{}\">",
        rfc3339(at)
    )?;
    escape(out, &head.time(at))?;
    out.write_all(b"</time></a></p>\n")?;
    let Some(reply) = &message.reply else {
        return Ok(());
    };
    out.write_all(b"<blockquote>")?;
    match reply.item {
        Some(item) => {
            write!(out, "<a href=\"#m{}\">", item.seq)?;
            escape(out, &head.answers(reply.mine))?;
            out.write_all(b"</a>")?;
        }
        None => escape(out, &head.answers(reply.mine))?,
    }
    out.write_all(b" <q dir=\"auto\">")?;
    escape(out, &reply.quote)?;
    out.write_all(b"</q></blockquote>\n")
}

/// What was said.
fn said(out: &mut dyn Write, head: &Head, message: &Message) -> io::Result<()> {
    if let Some(hint) = &message.spoiler {
        out.write_all(b"<details><summary>")?;
        escape(out, &head.words.spoiler)?;
        out.write_all(b" <bdi>")?;
        escape(out, hint)?;
        out.write_all(b"</bdi></summary>\n")?;
    }
    if !message.text.is_empty() || message.attachments.is_empty() {
        body::write(out, &message.text, head.sender(message))?;
    }
    for file in &message.attachments {
        write_file(out, file)?;
    }
    if message.spoiler.is_some() {
        out.write_all(b"</details>\n")?;
    }
    Ok(())
}

/// A file: its name, and where it can be had.
fn write_file(out: &mut dyn Write, file: &Attachment) -> io::Result<()> {
    out.write_all(b"<p class=\"file\" dir=\"auto\">")?;
    let source = file.sources.first();
    if let Some(source) = source {
        out.write_all(b"<a rel=\"noopener noreferrer\" href=\"")?;
        escape(out, source)?;
        out.write_all(b"\">")?;
    }
    escape(out, &file.name)?;
    if source.is_some() {
        out.write_all(b"</a>")?;
    }
    out.write_all(b"</p>\n")
}

/// What there is to say about a message.
fn below(out: &mut dyn Write, head: &Head, entry: &Entry, day: NaiveDate) -> io::Result<()> {
    let message: &Message = &entry.message;
    if let Some(at) = message.edited_at.filter(|_| message.retracted_at.is_none()) {
        out.write_all(b"<details class=\"edited\"><summary>")?;
        escape(out, &head.edited(at, day))?;
        out.write_all(b"</summary>\n")?;
        let before = entry.versions.len().saturating_sub(1);
        for version in entry.versions.iter().take(before) {
            let at = head.moment(version.at, day);
            out.write_all(b"<p>")?;
            escape(out, &format!("{} {at}", head.words.before))?;
            out.write_all(b"</p>\n")?;
            body::write(out, &version.text, head.sender(message))?;
        }
        out.write_all(b"</details>\n")?;
    }
    if !message.reactions.is_empty() {
        out.write_all(b"<p class=\"felt\">")?;
        for reaction in &message.reactions {
            let by: Vec<String> = reaction.by.iter().map(|who| head.name_of(who)).collect();
            out.write_all(b"<span>")?;
            element(out, "bdi", &reaction.emoji)?;
            out.write_all(b" ")?;
            element(out, "bdi", &by.join(", "))?;
            out.write_all(b"</span>")?;
        }
        out.write_all(b"</p>\n")?;
    }
    if let Some(trouble) = head.trouble(message) {
        out.write_all(b"<p class=\"trouble\">")?;
        element(out, "bdi", &trouble)?;
        out.write_all(b"</p>\n")?;
    }
    Ok(())
}

/// An element with nothing but letters in it.
fn element(out: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
    write!(out, "<{name}>")?;
    escape(out, text)?;
    write!(out, "</{name}>")
}

/// Writes letters, also between quotation marks.
fn escape(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let mut rest = text;
    while let Some((at, sign)) = rest.char_indices().find(|(_, one)| is_special(*one)) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.write_all(before.as_bytes())?;
        match sign {
            '&' => out.write_all(b"&amp;")?,
            '<' => out.write_all(b"&lt;")?,
            '>' => out.write_all(b"&gt;")?,
            '"' => out.write_all(b"&quot;")?,
            '\'' => out.write_all(b"&#39;")?,
            other => write!(out, "{}", visible(other))?,
        }
        rest = from.get(sign.len_utf8()..).unwrap_or_default();
    }
    out.write_all(rest.as_bytes())
}

fn is_special(one: char) -> bool {
    matches!(one, '&' | '<' | '>' | '"' | '\'') || visible(one) != one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;

    #[test]
    fn a_file_is_a_link_with_its_name() {
        let mut out = Vec::new();
        write_file(&mut out, &sample::file()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<p class=\"file\" dir=\"auto\"><a rel=\"noopener noreferrer\" \
             href=\"https://a.example/?a=1&amp;b=2\">a \u{2028}&lt;b&gt;.png</a></p>\n"
        );
    }
    use crate::model::ExportWords;

    fn written(words: ExportWords, entries: &[Entry]) -> String {
        let head = Head::sample(words);
        let mut out = Vec::new();
        let mut writer = Writer::default();
        Writer::begin(&mut out, &head).unwrap();
        for entry in entries {
            writer.message(&mut out, &head, entry).unwrap();
        }
        Writer::end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn everything_that_is_known_is_told() {
        let page = written(ExportWords::default(), &sample::entries());
        for part in [
            "<h1>Conversation with Romy &lt;Keller&gt;</h1>",
            "<h2>Tuesday 17 November 2026</h2>",
            "<h2>Wednesday 18 November 2026</h2>",
            "<bdi>Mira</bdi> <a href=\"#m13\"><time datetime=\"2026-11-17T09:43:00Z\">09:43</time>",
            "<a href=\"#m12\">Answer to Romy &lt;Keller&gt;:</a> <q dir=\"auto\">Are we *still* on</q>",
            "<summary>edited 09:44</summary>",
            "Yess",
            "<p class=\"gone\">This message was deleted.</p>",
            "<summary>Spoiler: <bdi>Who did it</bdi></summary>",
            "<span><bdi>👍</bdi> <bdi>Mira</bdi></span>",
            "<bdi>Not delivered (service-unavailable)</bdi>",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
        let opened = page.matches("<article").count();
        assert_eq!(opened, sample::entries().len());
        assert_eq!(page.matches("</article>").count(), opened);
    }

    #[test]
    fn nothing_that_somebody_says_is_markup() {
        const EVIL: &str = "</div></article><script>alert('1')</script><img src=x onerror=\"y\">";
        let mut entries = sample::entries();
        for entry in &mut entries {
            let message = std::sync::Arc::make_mut(&mut entry.message);
            message.text = format!("{EVIL} *{EVIL}* `{EVIL}`\n> {EVIL}\n```{EVIL}\n{EVIL}\n```");
            message.spoiler = Some(EVIL.to_owned());
            if let Some(reply) = &mut message.reply {
                EVIL.clone_into(&mut reply.quote);
            }
            for reaction in &mut message.reactions {
                EVIL.clone_into(&mut reaction.emoji);
                reaction.by = vec![EVIL.to_owned()];
            }
            for version in &mut entry.versions {
                EVIL.clone_into(&mut version.text);
            }
        }
        let words = ExportWords {
            language: EVIL.to_owned(),
            day: EVIL.to_owned(),
            ..ExportWords::default()
        };
        let page = written(words, &entries);
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("<img"), "{page}");
        assert_eq!(page.matches("</article>").count(), entries.len());
    }

    #[test]
    fn the_page_goes_the_way_of_its_language() {
        let words = ExportWords {
            language: "ar".to_owned(),
            right_to_left: true,
            ..ExportWords::default()
        };
        let page = written(words, &[]);
        assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
    }
}
