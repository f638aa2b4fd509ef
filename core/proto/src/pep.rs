//! Things people publish of themselves for their contacts (XEP-0163, by XEP-0060).
//!
//! An event counts only as a word of the account it comes from, and only where it comes from the
//! account itself: everybody can send such a message, but nobody can in another's name.

pub mod chats;

use jid::BareJid;
use minidom::Element;

use crate::message::{Kind, Message};
use crate::xml::Tree;

/// The namespace of questions and orders.
pub const NS: &str = "http://jabber.org/protocol/pubsub";

/// The namespace of events.
pub const EVENT: &str = "http://jabber.org/protocol/pubsub#event";

/// The namespace of what only the owner of a node may do.
const OWNER: &str = "http://jabber.org/protocol/pubsub#owner";

/// More than one item an event of a person's own node has no use for.
const MAX_ITEMS: usize = 16;

/// Somebody has published something, or taken it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'a> {
    /// Who: the owner of the node.
    pub owner: &'a BareJid,
    /// Which node.
    pub node: &'a str,
    /// What the newest item holds; `None` where it was taken back.
    pub payload: Option<&'a Element>,
    /// All of it, for nodes that hold more than one item.
    pub items: &'a Element,
}

/// Reads an event. `None`: the message is none, or comes from no owner of a node: from a resource,
/// or from a room.
#[must_use]
pub fn event(message: &Message) -> Option<Event<'_>> {
    let event = message.payload("event", EVENT)?;
    if matches!(message.kind, Kind::Error | Kind::Groupchat) {
        return None;
    }
    let from = message.from.address().filter(|from| from.is_bare())?;
    // A node that was emptied or removed holds nothing any more (XEP-0060 §8.4, §8.5).
    let over = ["delete", "purge"].map(|name| event.get_child(name, EVENT));
    let over = over.into_iter().flatten().next();
    let items = event.get_child("items", EVENT).or(over)?;
    let node = items.attr("node").filter(|node| !node.is_empty())?;
    let newest = items
        .children()
        .filter(|item| item.is("item", EVENT))
        .take(MAX_ITEMS)
        .last();
    let retracted = items.has_child("retract", EVENT);
    if newest.is_none() && !retracted && items.is("items", EVENT) {
        return None;
    }
    Some(Event {
        owner: from.bare(),
        node,
        payload: newest.and_then(|item| item.children().next()),
        items,
    })
}

/// Whether a message is an event, whoever it comes from: it is nothing to be read by a person.
#[must_use]
pub fn is_event(message: &Message) -> bool {
    message.payload("event", EVENT).is_some()
}

/// Asks for the newest item of a node.
#[must_use]
pub fn query(node: &str) -> Element {
    let items = Element::bare("items", NS)
        .with_attr("node", node)
        .with_attr("max_items", "1");
    Element::bare("pubsub", NS).with(items)
}

/// Asks for one item of a node.
#[must_use]
pub fn query_item(node: &str, id: &str) -> Element {
    let item = Element::bare("item", NS).with_attr("id", id);
    let items = Element::bare("items", NS)
        .with_attr("node", node)
        .with(item);
    Element::bare("pubsub", NS).with(items)
}

/// Reads the answer to [`query_item`].
#[must_use]
pub fn parse_item<'a>(answer: Option<&'a Element>, node: &str, id: &str) -> Option<&'a Element> {
    let items = answer
        .filter(|answer| answer.is("pubsub", NS))?
        .get_child("items", NS)
        .filter(|items| items.attr("node") == Some(node))?;
    let mut all = items.children().filter(|item| item.is("item", NS));
    all.find(|item| item.attr("id") == Some(id))?
        .children()
        .next()
}

/// Reads the answer to [`query`].
#[must_use]
pub fn parse<'a>(answer: Option<&'a Element>, node: &str) -> Option<&'a Element> {
    let items = answer
        .filter(|answer| answer.is("pubsub", NS))?
        .get_child("items", NS)?;
    if items.attr("node") != Some(node) {
        return None;
    }
    let mut all = items.children().filter(|item| item.is("item", NS));
    all.next()?.children().next()
}

/// Whether this is the answer to [`query`] that says that the node has nothing in it.
#[must_use]
pub fn is_empty(answer: Option<&Element>, node: &str) -> bool {
    answer
        .filter(|answer| answer.is("pubsub", NS))
        .and_then(|answer| answer.get_child("items", NS))
        .is_some_and(|items| items.attr("node") == Some(node) && !items.has_child("item", NS))
}

/// Publishes the only item of a node.
#[must_use]
pub fn publish(node: &str, payload: Element) -> Element {
    publish_item(node, "current", payload)
}

/// Publishes an item of a node under a name.
#[must_use]
pub fn publish_item(node: &str, id: &str, payload: Element) -> Element {
    let item = Element::bare("item", NS).with_attr("id", id).with(payload);
    let publish = Element::bare("publish", NS)
        .with_attr("node", node)
        .with(item);
    Element::bare("pubsub", NS).with(publish)
}

/// The order that a node shall be like this, or nothing be published (XEP-0060 §7.1.5).
#[must_use]
pub fn publish_options(options: &[(&str, &str)]) -> Element {
    Element::bare("publish-options", NS).with(form("publish-options", options))
}

/// Makes a node that is like this (XEP-0060 §8.1.3).
#[must_use]
pub fn create(node: &str, options: &[(&str, &str)]) -> Element {
    let configure = Element::bare("configure", NS).with(form("node_config", options));
    Element::bare("pubsub", NS)
        .with(Element::bare("create", NS).with_attr("node", node))
        .with(configure)
}

/// Makes a node that is there already like this (XEP-0060 §8.2.4).
#[must_use]
pub fn configure(node: &str, options: &[(&str, &str)]) -> Element {
    let mut configure = Element::bare("configure", OWNER).with_attr("node", node);
    configure.append_child(form("node_config", options));
    Element::bare("pubsub", OWNER).with(configure)
}

fn form(kind: &str, options: &[(&str, &str)]) -> Element {
    let field = |var: &str, value: &str| {
        Element::bare("field", FORM)
            .with_attr("var", var)
            .with(Element::bare("value", FORM).with_text(value))
    };
    let form_type = format!("{NS}#{kind}");
    let mut form = Element::bare("x", FORM)
        .with_attr("type", "submit")
        .with(field("FORM_TYPE", &form_type).with_attr("type", "hidden"));
    for (name, value) in options {
        form.append_child(field(&format!("pubsub#{name}"), value));
    }
    form
}

/// The namespace of data forms (XEP-0004).
const FORM: &str = "jabber:x:data";

#[cfg(test)]
mod tests {
    use super::*;

    fn message(attributes: &str, inside: &str) -> Message {
        let xml = format!(
            "<message xmlns='jabber:client' {attributes}>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'>{inside}</event></message>"
        );
        Message::parse(xml.parse().unwrap())
    }

    const ITEM: &str = "<items node='n'><item id='1'><a xmlns='x'/></item></items>";

    #[test]
    fn an_event_is_a_word_of_its_sender() {
        let message = message("from='romy@example.org' type='headline'", ITEM);
        let event = event(&message).unwrap();
        assert_eq!(event.owner.as_str(), "romy@example.org");
        assert_eq!(event.node, "n");
        assert!(event.payload.unwrap().is("a", "x"));
    }

    #[test]
    fn who_owns_no_node_publishes_nothing() {
        for attributes in [
            "from='evil@example.net/x'",
            "from='room@example.org/romy@example.org' type='groupchat'",
            "from='room@example.org' type='groupchat'",
            "from='romy@example.org' type='error'",
            "from='@@'",
            "",
        ] {
            let message = message(attributes, ITEM);
            assert_eq!(event(&message), None, "{attributes}");
            assert!(is_event(&message));
        }
    }

    #[test]
    fn what_is_taken_back_has_no_payload() {
        for inside in [
            "<items node='n'><retract id='1'/></items>",
            "<items node='n'><item id='1'/></items>",
            "<purge node='n'/>",
            "<delete node='n'/>",
        ] {
            let message = message("from='romy@example.org'", inside);
            assert_eq!(event(&message).unwrap().payload, None, "{inside}");
        }
        for inside in [
            "",
            "<items/>",
            "<items node='n'/>",
            "<purge/>",
            "<delete node=''/>",
        ] {
            let message = message("from='romy@example.org'", inside);
            assert_eq!(event(&message), None, "{inside}");
        }
    }

    #[test]
    fn an_answer_is_read() {
        let answer: Element = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\
             <items node='n'><item id='1'><a xmlns='x'/></item></items></pubsub>"
            .parse()
            .unwrap();
        assert!(parse(Some(&answer), "n").unwrap().is("a", "x"));
        assert_eq!(parse(Some(&answer), "m"), None);
        assert_eq!(parse(Some(&query("n")), "n"), None);
        assert_eq!(parse(None, "n"), None);
        let nothing = query("n");
        assert!(is_empty(Some(&nothing), "n"));
        assert!(!is_empty(Some(&nothing), "m"));
        assert!(!is_empty(Some(&answer), "n"));
        assert!(!is_empty(Some(&Element::bare("pubsub", NS)), "n"));
        assert!(!is_empty(None, "n"));
        let order = publish("n", Element::bare("a", "x"));
        let publish = order.get_child("publish", NS).unwrap();
        assert_eq!(publish.attr("node"), Some("n"));
    }
}
