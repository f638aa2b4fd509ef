//! Whom the server keeps away from us (XEP-0191).
//!
//! The list belongs to the account: only the own account may tell of its changes (§3.3, §3.5), and
//! entries that can't be read cost themselves only.

use std::collections::BTreeSet;

use jid::BareJid;
use minidom::Element;

use crate::Address;
use crate::iq::Iq;
use crate::roster::Refused;
use crate::xml::Tree;

/// The namespace, and the feature of servers that can do it.
pub const NS: &str = "urn:xmpp:blocking";

/// The namespace of the word in an error that says whom we have blocked ourselves (§3.4).
const ERRORS: &str = "urn:xmpp:blocking:errors";

/// More than anybody blocks by hand; a server can't fill our memory with it.
pub const MAX_BLOCKED: usize = 10_000;

/// The server tells of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Push {
    /// These are blocked from now on.
    Blocked(Vec<Address>),
    /// These are not blocked any more.
    Unblocked(Vec<Address>),
    /// Nobody is.
    UnblockedAll,
}

/// Asks for the list.
#[must_use]
pub fn query() -> Element {
    Element::bare("blocklist", NS)
}

/// Reads the answer to [`query`]. `None`: it is none.
#[must_use]
pub fn parse(answer: Option<&Element>) -> Option<BTreeSet<Address>> {
    let answer = answer.filter(|answer| answer.is("blocklist", NS))?;
    Some(items(answer).collect())
}

/// Keeps somebody away: an account, one of its resources, or a whole server.
#[must_use]
pub fn block(address: &Address) -> Element {
    order("block", address)
}

/// Lets somebody through again.
#[must_use]
pub fn unblock(address: &Address) -> Element {
    order("unblock", address)
}

/// Whether the own server refused what we sent because we have blocked whom it was for.
#[must_use]
pub fn is_our_doing(payloads: &[Element]) -> bool {
    let errors = payloads.iter().filter(|payload| payload.name() == "error");
    errors
        .flat_map(Element::children)
        .any(|child| child.is("blocked", ERRORS))
}

/// Reads a push. `None`: this iq is none.
#[must_use]
pub fn check_push(iq: &Iq, own: &BareJid) -> Option<Result<Push, Refused>> {
    let block = iq.set("block", NS);
    let order = block.or_else(|| iq.set("unblock", NS))?;
    if !iq.from.is_account(own) {
        return Some(Err(Refused::Stranger));
    }
    let all: Vec<Address> = items(order).collect();
    let empty = order.children().next().is_none();
    Some(match (block.is_some(), all.is_empty()) {
        (true, false) => Ok(Push::Blocked(all)),
        (false, false) => Ok(Push::Unblocked(all)),
        (false, true) if empty => Ok(Push::UnblockedAll),
        _ => Err(Refused::Malformed),
    })
}

fn order(name: &str, address: &Address) -> Element {
    let item = Element::bare("item", NS).with_attr("jid", &address.to_string());
    Element::bare(name, NS).with(item)
}

fn items(list: &Element) -> impl Iterator<Item = Address> {
    list.children()
        .filter(|item| item.is("item", NS))
        .filter_map(|item| item.attr("jid")?.parse().ok())
        .take(MAX_BLOCKED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(from: &str, inside: &str) -> Option<Result<Push, Refused>> {
        let xml = format!("<iq xmlns='jabber:client' type='set' id='p' {from}>{inside}</iq>");
        let own = BareJid::new("me@example.org").unwrap();
        check_push(&Iq::parse(xml.parse().unwrap()), &own)
    }

    fn addresses(all: &[&str]) -> Vec<Address> {
        all.iter().map(|one| one.parse().unwrap()).collect()
    }

    #[test]
    fn a_list_is_read_entry_by_entry() {
        let list: Element = "<blocklist xmlns='urn:xmpp:blocking'><item jid='Spam@example.net'/>\
             <item/><item jid='@@'/><item jid='evil.example'/><x xmlns='y'/>\
             <item jid='a@b/c'/></blocklist>"
            .parse()
            .unwrap();
        let all: Vec<Address> = parse(Some(&list)).unwrap().into_iter().collect();
        assert_eq!(all.len(), 3);
        assert!(all.contains(&"spam@example.net".parse().unwrap()));
        assert_eq!(parse(Some(&query())), Some(BTreeSet::new()));
        assert_eq!(parse(None), None);
        assert_eq!(parse(Some(&Element::bare("blocklist", "x"))), None);
    }

    #[test]
    fn what_is_ordered_can_be_read() {
        let spam: Address = "spam@example.net".parse().unwrap();
        for (order, expected) in [
            (block(&spam), Push::Blocked(vec![spam.clone()])),
            (unblock(&spam), Push::Unblocked(vec![spam.clone()])),
        ] {
            assert_eq!(push("", &String::from(&order)), Some(Ok(expected)));
        }
        let all = push(
            "from='me@example.org'",
            "<unblock xmlns='urn:xmpp:blocking'/>",
        );
        assert_eq!(all, Some(Ok(Push::UnblockedAll)));
        let two = "<block xmlns='urn:xmpp:blocking'><item jid='a@b'/><item jid='c'/></block>";
        let expected = Push::Blocked(addresses(&["a@b", "c"]));
        assert_eq!(push("", two), Some(Ok(expected)));
    }

    #[test]
    fn nobody_else_changes_the_list() {
        for from in ["evil@example.net", "me@example.org/phone", "@@", ""] {
            for inside in [
                "<block xmlns='urn:xmpp:blocking'><item jid='romy@example.org'/></block>",
                "<unblock xmlns='urn:xmpp:blocking'/>",
            ] {
                let push = push(&format!("from='{from}'"), inside);
                assert_eq!(push, Some(Err(Refused::Stranger)), "{from}");
            }
        }
    }

    #[test]
    fn an_order_that_names_nobody_is_none() {
        for inside in [
            "<block xmlns='urn:xmpp:blocking'/>",
            "<block xmlns='urn:xmpp:blocking'><item/></block>",
            // Not everybody: one whose name can't be read.
            "<unblock xmlns='urn:xmpp:blocking'><item jid='@@'/></unblock>",
        ] {
            assert_eq!(push("", inside), Some(Err(Refused::Malformed)), "{inside}");
        }
        assert_eq!(push("", "<block xmlns='x'/>"), None);
    }

    #[test]
    fn the_list_is_bounded() {
        let mut list = query();
        for number in 0..MAX_BLOCKED + 10 {
            list.append_child(
                Element::bare("item", NS).with_attr("jid", &format!("spam{number}@example.net")),
            );
        }
        assert_eq!(parse(Some(&list)).unwrap().len(), MAX_BLOCKED);
    }

    #[test]
    fn an_error_says_whose_doing_it_is() {
        let error: Element = "<error xmlns='jabber:client' type='cancel'>\
             <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
             <blocked xmlns='urn:xmpp:blocking:errors'/></error>"
            .parse()
            .unwrap();
        assert!(is_our_doing(&[error]));
        assert!(!is_our_doing(&[Element::bare("error", "jabber:client")]));
    }
}
