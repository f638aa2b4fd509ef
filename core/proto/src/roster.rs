//! The roster (RFC 6121 §2), read item by item: one bad entry costs that entry only.

use std::collections::BTreeSet;

use jid::BareJid;
use minidom::Element;

use crate::Address;
use crate::iq::Iq;
use crate::stanza_error::{Condition, StanzaError};
use crate::xml::{self, Tree};

/// The namespace.
pub const NS: &str = "jabber:iq:roster";

/// As a name in a list, with room to spare.
const MAX_NAME: usize = 1024;

/// A whole roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The contacts.
    pub items: Vec<Item>,
    /// The version to ask from next time (RFC 6121 §2.6).
    pub version: Option<String>,
    /// How many entries could not be read.
    pub skipped: usize,
}

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The address.
    pub jid: BareJid,
    /// The name given by the user; may be empty.
    pub name: String,
    /// Who sees whose presence.
    pub subscription: Subscription,
    /// We asked to see them and wait for an answer.
    pub ask: bool,
    /// They may see us as soon as they ask (RFC 6121 §3.4).
    pub approved: bool,
    /// The groups the user put it in.
    pub groups: BTreeSet<String>,
}

/// Who sees whose presence (RFC 6121 §2.1.2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Subscription {
    /// Neither.
    #[default]
    None,
    /// We see them.
    To,
    /// They see us.
    From,
    /// Each sees the other.
    Both,
}

/// The server tells of a change (RFC 6121 §2.1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// What has changed.
    pub change: Change,
    /// The version of the roster now.
    pub version: Option<String>,
}

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A contact is new or different.
    Updated(Item),
    /// A contact is no more.
    Removed(BareJid),
}

/// Why a push changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not from the own account (RFC 6121 §2.1.6, CVE-2015-8688): service-unavailable.
    #[error("roster push from somebody else")]
    Stranger,
    /// It holds no entry that can be read, or several: bad-request.
    #[error("roster push without one readable item")]
    Malformed,
}

impl Refused {
    /// What to reply.
    #[must_use]
    pub fn to_error(self) -> StanzaError {
        StanzaError::new(match self {
            Self::Stranger => Condition::ServiceUnavailable,
            Self::Malformed => Condition::BadRequest,
        })
    }
}

impl Item {
    /// A contact of whom nothing but the address is known.
    #[must_use]
    pub fn new(jid: BareJid) -> Self {
        Self {
            jid,
            name: String::new(),
            subscription: Subscription::None,
            ask: false,
            approved: false,
            groups: BTreeSet::new(),
        }
    }
}

/// Whether a server keeps versions of the roster: `features` are those of the stream (§2.6.1).
#[must_use]
pub fn keeps_versions(features: &Element) -> bool {
    features.has_child("ver", "urn:xmpp:features:rosterver")
}

/// Whether a server lets us allow somebody in advance (§3.4.1): `features` are those of the stream.
#[must_use]
pub fn allows_in_advance(features: &Element) -> bool {
    features.has_child("sub", "urn:xmpp:features:pre-approval")
}

/// Asks for the roster, from a version on if there is one at hand (empty: none yet).
///
/// `Some` only if the server announced roster versioning (RFC 6121 §2.6.1).
#[must_use]
pub fn query(version: Option<&str>) -> Element {
    Element::bare("query", NS).with_attr_opt("ver", version)
}

/// Reads the answer to [`query`]. `None`: it has not changed since the version asked from.
#[must_use]
pub fn parse(answer: Option<&Element>) -> Option<Roster> {
    let answer = answer.filter(|answer| answer.is("query", NS))?;
    let mut roster = Roster {
        version: answer.attr("ver").map(str::to_owned),
        ..Roster::default()
    };
    for item in answer.children() {
        match parse_item(item) {
            Some(Change::Updated(item)) => roster.items.push(item),
            Some(Change::Removed(_)) | None => roster.skipped += 1,
        }
    }
    Some(roster)
}

/// Adds a contact, or changes its name and groups.
#[must_use]
pub fn set(jid: &BareJid, name: &str, groups: &BTreeSet<String>) -> Element {
    let mut item = Element::bare("item", NS).with_attr("jid", jid.as_str());
    if !name.is_empty() {
        item = item.with_attr("name", name);
    }
    for group in groups {
        item.append_child(Element::bare("group", NS).with_text(group));
    }
    Element::bare("query", NS).with(item)
}

/// Removes a contact, and both subscriptions with it.
#[must_use]
pub fn remove(jid: &BareJid) -> Element {
    let item = Element::bare("item", NS)
        .with_attr("jid", jid.as_str())
        .with_attr("subscription", "remove");
    Element::bare("query", NS).with(item)
}

/// Reads a push. `None`: this iq is none.
#[must_use]
pub fn check_push(iq: &Iq, own: &BareJid) -> Option<Result<Push, Refused>> {
    let query = iq.set("query", NS)?;
    if !iq.from.is_account(own) {
        return Some(Err(Refused::Stranger));
    }
    let mut items = query.children();
    let push = match (items.next().and_then(parse_item), items.next()) {
        (Some(change), None) => Ok(Push {
            change,
            version: query.attr("ver").map(str::to_owned),
        }),
        _ => Err(Refused::Malformed),
    };
    Some(push)
}

/// `None` where it has no address, or one that is no contact of ours: a gateway's resource.
fn parse_item(item: &Element) -> Option<Change> {
    if !item.is("item", NS) {
        return None;
    }
    let address: Address = item.attr("jid")?.parse().ok()?;
    if !address.is_bare() {
        return None;
    }
    let jid = address.into_bare();
    let subscription = match item.attr("subscription") {
        Some("remove") => return Some(Change::Removed(jid)),
        Some("to") => Subscription::To,
        Some("from") => Subscription::From,
        Some("both") => Subscription::Both,
        _ => Subscription::None,
    };
    let groups = item.children().filter(|child| child.is("group", NS));
    Some(Change::Updated(Item {
        jid,
        name: xml::cut(item.attr("name").unwrap_or_default().trim(), MAX_NAME),
        subscription,
        ask: item.attr("ask") == Some("subscribe"),
        approved: matches!(item.attr("approved"), Some("true" | "1")),
        groups: groups
            .map(|group| xml::cut(group.text().trim(), MAX_NAME))
            .filter(|group| !group.is_empty())
            .collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(inside: &str) -> Roster {
        let xml = format!("<query xmlns='jabber:iq:roster' ver='v7'>{inside}</query>");
        parse(Some(&xml.parse().unwrap())).unwrap()
    }

    fn push(from: &str, inside: &str) -> Option<Result<Push, Refused>> {
        let xml = format!(
            "<iq xmlns='jabber:client' type='set' id='p' {from}>\
             <query xmlns='jabber:iq:roster' ver='v8'>{inside}</query></iq>"
        );
        let own = BareJid::new("me@example.org").unwrap();
        check_push(&Iq::parse(xml.parse().unwrap()), &own)
    }

    #[test]
    fn a_roster_is_read() {
        let roster = roster(
            "<item jid='Romy@example.org' name=' Romy ' subscription='both' approved='true'>\
             <group>Friends</group><group>Friends</group><group/></item>\
             <item jid='tim@example.org' ask='subscribe'/>",
        );
        assert_eq!((roster.skipped, roster.version.as_deref()), (0, Some("v7")));
        let romy = roster.items.first().unwrap();
        assert_eq!(
            (romy.jid.as_str(), romy.name.as_str()),
            ("romy@example.org", "Romy")
        );
        assert_eq!(
            (romy.subscription, romy.ask, romy.approved),
            (Subscription::Both, false, true)
        );
        assert_eq!(romy.groups, BTreeSet::from(["Friends".to_owned()]));
        let tim = Item {
            ask: true,
            ..Item::new(BareJid::new("tim@example.org").unwrap())
        };
        assert_eq!(roster.items.last(), Some(&tim));
    }

    #[test]
    fn a_bad_item_costs_that_item_only() {
        let roster = roster(
            "<item jid='icq.example.org/registered' subscription='both'/><item jid='@@'/><item/>\
             <item jid='gone@example.org' subscription='remove'/><other xmlns='x'/>\
             <item jid='tim@example.org' subscription='weird' ask='weird'/>text",
        );
        assert_eq!((roster.items.len(), roster.skipped), (1, 5));
        assert_eq!(
            roster.items.first().unwrap().subscription,
            Subscription::None
        );
    }

    #[test]
    fn no_roster_means_no_change() {
        assert_eq!(parse(None), None);
        assert_eq!(
            parse(Some(&Element::bare("query", "jabber:iq:other"))),
            None
        );
        assert_eq!(query(Some("")).attr("ver"), Some(""));
        assert_eq!(query(None).attr("ver"), None);
    }

    #[test]
    fn what_a_server_can_do_with_a_roster_stands_in_its_features() {
        let features: Element = "<features xmlns='http://etherx.jabber.org/streams'>\
             <ver xmlns='urn:xmpp:features:rosterver'/></features>"
            .parse()
            .unwrap();
        assert!(keeps_versions(&features) && !allows_in_advance(&features));
        let features: Element = "<features xmlns='http://etherx.jabber.org/streams'>\
             <sub xmlns='urn:xmpp:features:pre-approval'/></features>"
            .parse()
            .unwrap();
        assert!(!keeps_versions(&features) && allows_in_advance(&features));
    }

    #[test]
    fn a_push_from_the_account_counts() {
        for from in ["", "from='me@example.org'", "to='me@example.org/desk'"] {
            let push = push(from, "<item jid='tim@example.org' subscription='to'/>");
            let push = push.unwrap().unwrap();
            assert_eq!(push.version.as_deref(), Some("v8"));
            assert!(
                matches!(push.change, Change::Updated(item) if item.subscription == Subscription::To)
            );
        }
        let gone = push("", "<item jid='tim@example.org' subscription='remove'/>");
        let tim = BareJid::new("tim@example.org").unwrap();
        assert_eq!(gone.unwrap().unwrap().change, Change::Removed(tim));
    }

    #[test]
    fn a_push_from_anybody_else_is_refused() {
        for from in [
            "evil@example.net",
            "me@example.org/phone",
            "example.org",
            "@@",
            "",
        ] {
            let push = push(&format!("from='{from}'"), "<item jid='evil@example.net'/>");
            assert_eq!(push, Some(Err(Refused::Stranger)), "{from}");
        }
        assert_eq!(
            Refused::Stranger.to_error().condition,
            Condition::ServiceUnavailable
        );
    }

    #[test]
    fn a_push_holds_one_item() {
        for inside in [
            "",
            "<item/>",
            "<item jid='a@b'/><item jid='c@d'/>",
            "<x xmlns='y'/>",
        ] {
            assert_eq!(push("", inside), Some(Err(Refused::Malformed)), "{inside}");
        }
        assert_eq!(
            Refused::Malformed.to_error().condition,
            Condition::BadRequest
        );
        let other =
            "<iq xmlns='jabber:client' type='get' id='1'><query xmlns='jabber:iq:roster'/></iq>";
        let own = BareJid::new("me@example.org").unwrap();
        assert_eq!(check_push(&Iq::parse(other.parse().unwrap()), &own), None);
    }

    #[test]
    fn what_is_set_can_be_read() {
        let tim = BareJid::new("tim@example.org").unwrap();
        let groups = BTreeSet::from(["A & B".to_owned(), "C".to_owned()]);
        let item = Item {
            name: "Tim".to_owned(),
            groups: groups.clone(),
            ..Item::new(tim.clone())
        };
        assert_eq!(
            parse(Some(&set(&tim, "Tim", &groups))).unwrap().items,
            [item]
        );
        let removal = remove(&tim);
        assert_eq!(
            parse_item(removal.children().next().unwrap()),
            Some(Change::Removed(tim))
        );
    }
}
