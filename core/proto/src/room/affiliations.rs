//! Who belongs to a room, told as it changes (XEP-0045 §9, §10), and from one version of it to the next
//! (XEP-0463): whoever enters says which version they know, and is told what is others since.

use minidom::Element;

use super::{Item, USER, admin};
use crate::xml::{self, Tree};

/// The namespace of versions.
pub const NS: &str = "urn:xmpp:muc:affiliations:0";

/// A version is a short word.
const MAX_VERSION: usize = 512;

/// What a room says of who belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Those it speaks of, each with an address.
    pub items: Vec<Item>,
    /// From which version this leads; `None` beside an `until`: from none, so these are all.
    pub since: Option<String>,
    /// To which version this leads; `None` where the room counts none.
    pub until: Option<String>,
}

/// What a presence that enters says, beside the rest, to learn what has changed since a version that is
/// known, or of everybody.
#[must_use]
pub fn wish(known: Option<&str>) -> Element {
    let wish = Element::bare("mav", NS);
    match known {
        Some(known) => wish.with_attr("since", known),
        None => wish,
    }
}

/// Reads what a room says in a message or a presence. `None`: nothing about that.
#[must_use]
pub fn change(payloads: &[Element]) -> Option<Change> {
    let x = xml::find(payloads, "x", USER)?;
    let items = x.children().filter(|one| one.is("item", USER));
    // Without an affiliation it speaks of something else.
    let items = items.filter(|item| item.attr("affiliation").is_some());
    let items = items.map(Item::parse).filter(|item| item.jid.is_some());
    let items: Vec<_> = items.take(admin::MAX_MEMBERS).collect();
    let version = x.get_child("mav", NS);
    let attribute = |name| {
        let value = version.and_then(|version| version.attr(name));
        let value = value.filter(|value| !value.is_empty() && value.len() <= MAX_VERSION);
        value.map(str::to_owned)
    };
    let change = Change {
        items,
        since: attribute("since"),
        until: attribute("until"),
    };
    (change != Change::default()).then_some(change)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::Affiliation;

    fn read(inside: &str) -> Option<Change> {
        let x = format!("<x xmlns='{USER}'>{inside}</x>");
        change(&[x.parse().unwrap()])
    }

    #[test]
    fn what_has_changed_since_a_version_is_read() {
        let told = read(
            "<mav xmlns='urn:xmpp:muc:affiliations:0' since='a' until='b'/>\
             <item jid='ana@example.org' affiliation='none'/>\
             <item jid='theo@example.org/phone' affiliation='owner'/>",
        );
        let told = told.unwrap();
        assert_eq!(
            (told.since.as_deref(), told.until.as_deref()),
            (Some("a"), Some("b"))
        );
        let ranks: Vec<_> = told.items.iter().map(|item| item.affiliation).collect();
        assert_eq!(ranks, [Affiliation::None, Affiliation::Owner]);
        assert_eq!(
            String::from(&wish(Some("a"))),
            "<mav xmlns='urn:xmpp:muc:affiliations:0' since='a'/>"
        );
        assert_eq!(wish(None).attr("since"), None);
    }

    #[test]
    fn what_says_nothing_of_that_is_nothing() {
        for inside in [
            "",
            "<status code='104'/>",
            "<item role='none' nick='theo'/>",
            "<item jid='ana@example.org' role='visitor'/>",
            "<item jid='@' affiliation='owner'/>",
            "<mav xmlns='urn:xmpp:muc:affiliations:0' since='' until=''/>",
            "<mav xmlns='urn:example:other' until='b'/>",
        ] {
            assert_eq!(read(inside), None, "{inside}");
        }
        let long = "v".repeat(600);
        let long = format!("<mav xmlns='{NS}' until='{long}'/>");
        assert_eq!(read(&long), None);
        assert_eq!(change(&[]), None);
    }

    #[test]
    fn more_than_any_room_has_is_cut() {
        let one = "<item jid='ana@example.org' affiliation='member'/>";
        let told = read(&one.repeat(admin::MAX_MEMBERS + 5)).unwrap();
        assert_eq!(told.items.len(), admin::MAX_MEMBERS);
    }
}
