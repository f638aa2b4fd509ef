//! Replies (XEP-0461): a message that answers another, with the words it answers in front of its own
//! for programs that know no replies.

use minidom::Element;

use crate::message::Message;
use crate::xml::{self, Tree};
use crate::{fallback, stanza_id};

/// The namespace.
pub const NS: &str = "urn:xmpp:reply:0";

/// What a message answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The id of the answered message.
    pub of: String,
    /// The address of its author, as the answer says; may be empty.
    pub to: String,
}

/// So much is quoted: enough to know it again.
pub const MAX_QUOTE: usize = 300;

/// The longest address (RFC 7622 §3.1: three parts of 1,023 bytes and two signs between them).
const MAX_ADDRESS: usize = 3_071;

/// What a message answers, if it does; none answers itself.
#[must_use]
pub fn parse(message: &Message) -> Option<Reply> {
    let reply = message.payload("reply", NS)?;
    let of = stanza_id::usable(reply.attr("id"))?;
    let itself = message.id.as_deref() == Some(of) || stanza_id::origin(message) == Some(of);
    let to = reply.attr("to").filter(|to| to.len() <= MAX_ADDRESS);
    (!itself).then(|| Reply {
        of: of.to_owned(),
        to: to.unwrap_or_default().to_owned(),
    })
}

/// The payloads of an answer, and the words to put in front of it. Without a quotation there are
/// none.
#[must_use]
pub fn payloads(reply: &Reply, quote: &str) -> (Vec<Element>, String) {
    let element = Element::bare("reply", NS)
        .with_attr_opt("to", Some(reply.to.as_str()).filter(|to| !to.is_empty()))
        .with_attr("id", &reply.of);
    let mut front = String::new();
    for line in quoted(quote).lines() {
        front.push_str("> ");
        front.push_str(line);
        front.push('\n');
    }
    let mut payloads = vec![element];
    if !front.is_empty() {
        // What no server lets through is taken out when the text is written.
        front = xml::clean(&front);
        payloads.push(fallback::beginning(NS, front.chars().count()));
    }
    (payloads, front)
}

/// As much of a text as is quoted.
#[must_use]
pub fn quoted(text: &str) -> String {
    xml::cut(own_words(text).trim(), MAX_QUOTE)
}

/// A text without what it quotes at its beginning: programs that know no replies answer so (Gajim
/// 1.7 does). All of it where it is nothing else.
#[must_use]
pub fn own_words(text: &str) -> &str {
    let text = text.trim_start_matches('\n');
    let mut rest = text;
    while let Some(line) = rest.split('\n').next().filter(|line| line.starts_with('>')) {
        rest = rest.get(line.len() + 1..).unwrap_or_default();
    }
    match rest.trim().is_empty() {
        true => text,
        false => rest.trim_start_matches('\n'),
    }
}

/// What is quoted in the words that stand there for others: without the signs in front, and without
/// a line that only says who said it.
#[must_use]
pub fn unquoted(fallback: &str) -> String {
    let lines = fallback.lines().map(|line| {
        let line = line.trim_start();
        let inner = line.strip_prefix('>').unwrap_or(line);
        inner.strip_prefix(' ').unwrap_or(inner)
    });
    let mut lines: Vec<&str> = lines.collect();
    let names = |line: &&str| line.ends_with(':') && line.chars().count() <= MAX_NAME;
    if lines.len() > 1 && lines.first().is_some_and(names) {
        lines.remove(0);
    }
    quoted(&lines.join("\n"))
}

/// A line that only says who said it is not longer.
const MAX_NAME: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' id='m2'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        let reply = Reply {
            of: "m1".to_owned(),
            to: "anna@example.com/tablet".to_owned(),
        };
        let (payloads, front) = payloads(&reply, "We should <bake>\na 🎂");
        assert_eq!(front, "> We should <bake>\n> a 🎂\n");
        let inside: String = payloads.iter().map(String::from).collect();
        let body = Element::bare("body", crate::stanza::CLIENT);
        let body = String::from(&body.with_text(&format!("{front}Great")));
        let message = message(&format!("{body}{inside}"));
        assert_eq!(parse(&message), Some(reply));
        let parts = fallback::part(&message, "", &[NS]).unwrap();
        assert_eq!(parts.said, "Great");
        assert_eq!(unquoted(&parts.fallback), "We should <bake>\na 🎂");
    }

    #[test]
    fn none_answers_itself_or_nothing() {
        let itself = format!("<reply xmlns='{NS}' id='m2'/>");
        assert_eq!(parse(&message(&itself)), None);
        assert_eq!(parse(&message(&format!("<reply xmlns='{NS}'/>"))), None);
        let far = format!("<reply xmlns='{NS}' id='x' to='{}'/>", "a".repeat(4_000));
        assert_eq!(parse(&message(&far)).unwrap().to, "");
    }

    #[test]
    fn who_said_it_is_not_what_was_said() {
        assert_eq!(unquoted("> Anna wrote:\n> Hi\n"), "Hi");
        assert_eq!(unquoted(">Hi\n>> before\nthere"), "Hi\n> before\nthere");
        assert_eq!(unquoted("> > before\n> then\n"), "then");
        assert_eq!(unquoted("> For dinner:\n"), "For dinner:");
        assert_eq!(unquoted(&"> é\n".repeat(5_000)).chars().count(), MAX_QUOTE);
    }

    #[test]
    fn what_is_quoted_is_not_quoted_again() {
        // As Gajim 1.7.3 answers.
        let gajim = "> Hello from *us*\n> and more\nanswering by quote";
        assert_eq!(own_words(gajim), "answering by quote");
        assert_eq!(quoted("\n>> a\n> b\n\nc\n> d"), "c\n> d");
        for whole in [
            "> only a quotation",
            "> a\n> b\n",
            "",
            "\n",
            ">",
            "no > sign",
        ] {
            assert_eq!(own_words(whole), whole.trim_start_matches('\n'), "{whole}");
        }
        let long = ">\n".repeat(500_000) + "x";
        assert_eq!(own_words(&long), "x");
    }

    #[test]
    fn without_words_there_is_nothing_in_front() {
        let reply = Reply {
            of: "m1".to_owned(),
            to: String::new(),
        };
        let (payloads, front) = payloads(&reply, " \n");
        assert_eq!((payloads.len(), front.as_str()), (1, ""));
    }
}
