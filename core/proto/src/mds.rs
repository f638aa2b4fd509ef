//! How far we have read each conversation, for all devices of ours (XEP-0490).
//!
//! The place is kept in a node of our own account, one item for each conversation. Only the account
//! itself may tell of it; that an event comes from there, the caller knows ([`crate::pep::event`]).

use jid::BareJid;
use minidom::Element;

use crate::pep::chats;
use crate::stanza_id;
use crate::xml::Tree;

/// The namespace, which is the name of the node too.
pub const NS: &str = "urn:xmpp:mds:displayed:0";

/// What a server must be able to do so that nobody else can read the places (§5).
pub const NEEDS: &str = "http://jabber.org/protocol/pubsub#publish-options";

/// A conversation was read up to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// With whom it is.
    pub with: BareJid,
    /// The id that our server gave the message.
    pub stanza_id: String,
}

/// Asks for all places.
#[must_use]
pub fn query() -> Element {
    chats::query(NS)
}

/// Reads the places out of an `<items/>`, of an answer or of an event. `own` is our bare address: ids
/// that somebody else gave say nothing (§3.1).
#[must_use]
pub fn positions(items: &Element, own: &BareJid) -> Vec<Position> {
    places(chats::items(items, NS, |item| place(item, own)))
}

/// Reads the answer to [`query`].
#[must_use]
pub fn parse(answer: Option<&Element>, own: &BareJid) -> Vec<Position> {
    places(chats::parse(answer, NS, |item| place(item, own)))
}

fn places(read: Vec<(BareJid, String)>) -> Vec<Position> {
    let place = |(with, stanza_id)| Position { with, stanza_id };
    read.into_iter().map(place).collect()
}

fn place(item: &Element, own: &BareJid) -> Option<String> {
    let displayed = item.children().find(|one| one.is("displayed", NS))?;
    let payloads: Vec<Element> = displayed.children().cloned().collect();
    // A room names what is said in it itself (§3.1).
    let room = item.attr("id").and_then(|with| BareJid::new(with).ok());
    let by_room = || stanza_id::given_by(&payloads, room.as_ref()?);
    let id = stanza_id::given_by(&payloads, own).or_else(by_room)?;
    Some(id.to_owned())
}

/// Publishes a place, to be read by our own devices only (§3.1, §5); `by` gave the id: our own account, or
/// the room. `full` as in [`chats::publish`].
#[must_use]
pub fn publish(position: &Position, by: &BareJid, full: bool) -> Element {
    let id = Element::bare("stanza-id", stanza_id::NS)
        .with_attr("by", by.as_str())
        .with_attr("id", &position.stanza_id);
    let displayed = Element::bare("displayed", NS).with(id);
    chats::publish(NS, &position.with, displayed, full)
}

/// Makes the node, where it can't be made along with a publication.
#[must_use]
pub fn create() -> Element {
    chats::create(NS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pep;

    fn me() -> BareJid {
        BareJid::new("me@example.net").unwrap()
    }

    fn item(with: &str, by: &str, id: &str) -> String {
        format!(
            "<item id='{with}'><displayed xmlns='urn:xmpp:mds:displayed:0'>\
             <stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{id}'/></displayed></item>"
        )
    }

    fn answer(inside: &str) -> Element {
        let xml = format!(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\
             <items node='urn:xmpp:mds:displayed:0'>{inside}</items></pubsub>"
        );
        xml.parse().unwrap()
    }

    fn read(inside: &str) -> Vec<(String, String)> {
        let all = parse(Some(&answer(inside)), &me());
        let all = all.into_iter();
        all.map(|one| (one.with.to_string(), one.stanza_id))
            .collect()
    }

    #[test]
    fn places_come_back() {
        let position = Position {
            with: BareJid::new("romy@example.org").unwrap(),
            stanza_id: "s1".to_owned(),
        };
        let order = publish(&position, &me(), true);
        let items = order.get_child("publish", pep::NS).unwrap();
        assert_eq!(positions(items, &me()), std::slice::from_ref(&position));
        let text = String::from(&order);
        for part in [
            "#publish-options",
            "whitelist",
            "pubsub#persist_items",
            ">max<",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let without = String::from(&publish(&position, &me(), false));
        assert!(without.contains("whitelist") && !without.contains("max_items"));
        let created = String::from(&create());
        assert!(created.contains("#node_config") && created.contains("pubsub#max_items"));
        assert!(String::from(&query()).contains(NS));
    }

    #[test]
    fn what_is_no_place_costs_only_itself() {
        let good = item("romy@example.org", "me@example.net", "s1");
        let inside = [
            item("romy@example.org/desk", "me@example.net", "s2"),
            item("@@", "me@example.net", "s3"),
            item("mia@example.org", "eve@example.org", "s4"),
            item("mia@example.org", "me@example.net/x", "s5"),
            item("mia@example.org", "me@example.net", ""),
            "<item id='mia@example.org'/><item/><x xmlns='y'/>".to_owned(),
            good,
        ];
        let found = read(&inside.concat());
        assert_eq!(found, [("romy@example.org".to_owned(), "s1".to_owned())]);
        assert_eq!(parse(None, &me()), []);
        let other: Element = "<items xmlns='http://jabber.org/protocol/pubsub' node='n'/>"
            .parse()
            .unwrap();
        assert_eq!(positions(&other, &me()), []);
    }

    #[test]
    fn a_room_names_what_is_said_in_it() {
        let found = read(&item("plans@rooms.example", "plans@rooms.example", "s1"));
        assert_eq!(found, [("plans@rooms.example".to_owned(), "s1".to_owned())]);
    }

    #[test]
    fn a_flood_of_places_is_not_read_to_its_end() {
        let flood: String = (0..chats::MAX_ITEMS + 5)
            .map(|number| item(&format!("a{number}@example.org"), "me@example.net", "s"))
            .collect();
        assert_eq!(read(&flood).len(), chats::MAX_ITEMS);
    }
}
