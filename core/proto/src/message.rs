//! Messages (RFC 6121 §5): an envelope with payloads that stay trees until somebody asks.

use minidom::Element;

use crate::Address;
use crate::stanza::{CLIENT, Party};
use crate::stanza_error::StanzaError;
use crate::xml::{self, Tree};

/// A message as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Who it is from.
    pub from: Party,
    /// Whom it is for.
    pub to: Party,
    /// The id its sender gave it.
    pub id: Option<String>,
    /// What sort of message it is.
    pub kind: Kind,
    /// The language of the texts that don't name their own.
    pub lang: Option<String>,
    /// Everything inside.
    pub payloads: Vec<Element>,
}

/// What sort of message it is (RFC 6121 §5.2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Part of a conversation between two.
    Chat,
    /// A message of its own; also what has no type, or one nobody knows.
    #[default]
    Normal,
    /// Said in a room.
    Groupchat,
    /// News to which nobody replies.
    Headline,
    /// Something sent came back.
    Error,
}

impl Message {
    /// Reads a `<message/>`; whatever its name and namespace are.
    #[must_use]
    pub fn parse(mut element: Element) -> Self {
        Self {
            from: Party::parse(element.attr("from")),
            to: Party::parse(element.attr("to")),
            id: element.attr("id").map(str::to_owned),
            kind: Kind::parse(element.attr("type")),
            lang: element.lang().map(str::to_owned),
            payloads: element.take_contents_as_children().collect(),
        }
    }

    /// As it can be read once more.
    #[must_use]
    pub fn to_element(&self) -> Element {
        let mut element = Element::bare("message", CLIENT).with_attr("type", self.kind.as_str());
        let named = [
            ("from", self.from.text()),
            ("to", self.to.text()),
            ("id", self.id.clone()),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                element = element.with_attr(name, &value);
            }
        }
        for payload in &self.payloads {
            element.append_child(payload.clone());
        }
        element
    }

    /// The text in the language that suits best, lines separated by `\n`. `None` where there is
    /// none, or nothing in it.
    #[must_use]
    pub fn body(&self, lang: &str) -> Option<String> {
        self.text("body", lang)
    }

    /// The subject in the language that suits best.
    #[must_use]
    pub fn subject(&self, lang: &str) -> Option<String> {
        self.text("subject", lang)
    }

    fn text(&self, name: &str, lang: &str) -> Option<String> {
        xml::best_text(&self.payloads, name, CLIENT, self.lang.as_deref(), lang)
            .map(|text| xml::unix_lines(&text))
    }

    /// The thread it belongs to.
    #[must_use]
    pub fn thread(&self) -> Option<String> {
        let thread = self.payload("thread", CLIENT)?.text();
        (!thread.is_empty()).then_some(thread)
    }

    /// What went wrong, if it is of type error.
    #[must_use]
    pub fn error(&self) -> Option<StanzaError> {
        (self.kind == Kind::Error).then(|| StanzaError::of(&self.payloads))
    }

    /// The payload of this name and namespace.
    #[must_use]
    pub fn payload(&self, name: &str, ns: &str) -> Option<&Element> {
        xml::find(&self.payloads, name, ns)
    }
}

/// A message with a text for one other; add payloads with [`crate::xml::Tree::with`].
#[must_use]
pub fn chat(to: &Address, id: &str, text: &str) -> Element {
    bodiless(to, id).with(Element::bare("body", CLIENT).with_text(&xml::unix_lines(text)))
}

/// A message of type chat without a text, for a payload on its own.
#[must_use]
pub fn bodiless(to: &Address, id: &str) -> Element {
    Element::bare("message", CLIENT)
        .with_attr("to", &to.to_string())
        .with_attr("id", id)
        .with_attr("type", Kind::Chat.as_str())
}

impl Kind {
    fn parse(attribute: Option<&str>) -> Self {
        match attribute {
            Some("chat") => Self::Chat,
            Some("groupchat") => Self::Groupchat,
            Some("headline") => Self::Headline,
            Some("error") => Self::Error,
            _ => Self::Normal,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Normal => "normal",
            Self::Groupchat => "groupchat",
            Self::Headline => "headline",
            Self::Error => "error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat_state::{self, ChatState};
    use crate::{receipts, stanza_id};

    fn parse(xml: &str) -> Message {
        Message::parse(xml.parse().unwrap())
    }

    #[test]
    fn a_message_is_read() {
        let message = parse(
            "<message xmlns='jabber:client' from='romy@example.org/a' to='me@example.net' id='7' \
             type='chat' xml:lang='de'><subject>Es</subject><body>Hallo</body>\
             <body xml:lang='en'>Hello</body><thread>t</thread></message>",
        );
        assert_eq!(message.from.text().as_deref(), Some("romy@example.org/a"));
        assert_eq!(message.id.as_deref(), Some("7"));
        assert_eq!(message.kind, Kind::Chat);
        assert_eq!(message.body("en").as_deref(), Some("Hello"));
        assert_eq!(message.body("de").as_deref(), Some("Hallo"));
        assert_eq!(message.subject("en").as_deref(), Some("Es"));
        assert_eq!(message.thread().as_deref(), Some("t"));
        assert_eq!(message.error(), None);
    }

    #[test]
    fn a_carriage_return_ends_a_line() {
        let message =
            parse("<message xmlns='jabber:client'><body>a&#13;&#10;b&#13;c</body></message>");
        assert_eq!(message.body("").as_deref(), Some("a\nb\nc"));
    }

    #[test]
    fn nothing_unexpected_costs_a_message() {
        let message = parse(
            "<message xmlns='jabber:client' type='weird' from='@@'>text<thread>a</thread>\
             <thread>b</thread><body>one<b xmlns='x'>no</b></body><body>two</body>\
             <x xmlns='urn:unknown'/></message>",
        );
        assert_eq!(message.kind, Kind::Normal);
        assert_eq!(message.from, Party::Unreadable("@@".to_owned()));
        assert_eq!(message.body("").as_deref(), Some("one"));
        assert_eq!(message.thread().as_deref(), Some("a"));
        assert!(message.payload("x", "urn:unknown").is_some());
    }

    #[test]
    fn an_error_without_an_error_is_one() {
        let message = parse("<message xmlns='jabber:client' type='error'/>");
        assert!(message.error().is_some());
        assert_eq!(message.body(""), None);
    }

    #[test]
    fn an_outgoing_message_is_put_together() {
        let to = "romy@example.org".parse().unwrap();
        let element = chat(&to, "1", "a\r\nb\u{8}")
            .with(stanza_id::origin_id("1"))
            .with(receipts::request())
            .with(chat_state::element(ChatState::Active));
        assert_eq!(
            String::from(&element),
            "<message xmlns='jabber:client' id='1' to='romy@example.org' type='chat'>\
             <body>a\nb</body><origin-id xmlns='urn:xmpp:sid:0' id='1'/>\
             <request xmlns='urn:xmpp:receipts'/>\
             <active xmlns='http://jabber.org/protocol/chatstates'/></message>"
        );
    }
}
