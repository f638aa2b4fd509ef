//! Bookmarks of rooms (XEP-0402): which rooms all devices of an account are in, an item for each that
//! goes by the room's address; and those of before (XEP-0048), which are read where they stand (XEP-0049)
//! as long as the server does not convert them.
//!
//! What others have put into a bookmark stays in it: unknown attributes and children of it, and all of
//! its extensions (§3, a MUST).

use jid::BareJid;
use minidom::Element;

use crate::Address;
use crate::notify::{self, Notify};
use crate::pep::{self, chats};
use crate::xml::{self, Tree};

/// The namespace, which is the name of the node too.
pub const NS: &str = "urn:xmpp:bookmarks:1";

/// Servers that keep the bookmarks of before alike (§6).
pub const COMPAT: &str = "urn:xmpp:bookmarks:1#compat";

/// The same, and those in pubsub of before.
pub const COMPAT_PEP: &str = "urn:xmpp:bookmarks:1#compat-pep";

/// The namespace of the bookmarks of before.
const STORAGE: &str = "storage:bookmarks";

/// The namespace of where they stand (XEP-0049).
const PRIVATE: &str = "jabber:iq:private";

/// The namespace of what stands before all others (XEP-0469).
const PINNED: &str = "urn:xmpp:bookmarks-pinning:0";

/// A nick is not longer (RFC 7622 §3.4).
const MAX_NICK: usize = 1_023;

/// A name is a line.
const MAX_NAME: usize = 200;

/// What an account has laid down for a room.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    element: Element,
}

impl Default for Bookmark {
    fn default() -> Self {
        Self {
            element: Element::bare("conference", NS),
        }
    }
}

impl Bookmark {
    /// Reads a `<conference/>`.
    #[must_use]
    pub fn parse(element: &Element) -> Option<Self> {
        element.is("conference", NS).then(|| Self {
            element: element.clone(),
        })
    }

    /// One of before, with the room it is for.
    fn of_before(element: &Element) -> Option<(BareJid, Self)> {
        let room: Address = element.attr("jid")?.parse().ok()?;
        room.local()?;
        let mut bookmark = Self::default();
        if is_true(element.attr("autojoin")) {
            bookmark = bookmark.with_autojoin(true);
        }
        bookmark = bookmark.with_name(element.attr("name").unwrap_or_default());
        for name in ["nick", "password"] {
            let text = element.get_child(name, STORAGE).map(Element::text);
            bookmark = bookmark.with_text(name, text.as_deref().unwrap_or_default());
        }
        Some((room.into_bare(), bookmark))
    }

    /// The room is to be entered by every device.
    #[must_use]
    pub fn autojoin(&self) -> bool {
        is_true(self.element.attr("autojoin"))
    }

    /// The name that the person has given it; may be empty.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.element.attr("name").unwrap_or_default();
        xml::cut(&crate::room::one_line(name), MAX_NAME)
    }

    /// The nick to go by.
    #[must_use]
    pub fn nick(&self) -> Option<String> {
        let nick = self.element.get_child("nick", NS)?.text();
        (!nick.is_empty() && nick.len() <= MAX_NICK).then_some(nick)
    }

    /// What lets us in.
    #[must_use]
    pub fn password(&self) -> Option<String> {
        let password = self.element.get_child("password", NS)?.text();
        (!password.is_empty()).then_some(password)
    }

    /// It stands before all others (XEP-0469).
    #[must_use]
    pub fn is_pinned(&self) -> bool {
        self.extensions()
            .is_some_and(|all| all.has_child("pinned", PINNED))
    }

    /// Of which messages the person wants to hear (XEP-0492).
    #[must_use]
    pub fn notify(&self) -> Option<Notify> {
        self.extensions()?.children().find_map(Notify::parse)
    }

    /// With or without entering by itself.
    #[must_use]
    pub fn with_autojoin(mut self, autojoin: bool) -> Self {
        let word = if autojoin { "true" } else { "false" };
        self.element = self.element.with_attr("autojoin", word);
        self
    }

    /// With another name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        if !name.is_empty() || self.element.attr("name").is_some() {
            self.element = self.element.with_attr("name", name);
        }
        self
    }

    /// With another nick; empty for none.
    #[must_use]
    pub fn with_nick(self, nick: &str) -> Self {
        self.with_text("nick", nick)
    }

    /// With another password; empty for none.
    #[must_use]
    pub fn with_password(self, password: &str) -> Self {
        self.with_text("password", password)
    }

    /// Before all others, or among them.
    #[must_use]
    pub fn with_pinned(self, pinned: bool) -> Self {
        let pin = pinned.then(|| Element::bare("pinned", PINNED));
        self.with_extension("pinned", PINNED, pin)
    }

    /// With another setting of what is worth a notice.
    #[must_use]
    pub fn with_notify(self, notify: &Notify) -> Self {
        let element = notify.to_element();
        self.with_extension("notify", notify::NS, Some(element))
    }

    /// As it is published.
    #[must_use]
    pub fn to_element(&self) -> Element {
        self.element.clone()
    }

    fn extensions(&self) -> Option<&Element> {
        self.element.get_child("extensions", NS)
    }

    fn with_text(mut self, name: &str, text: &str) -> Self {
        while self.element.remove_child(name, NS).is_some() {}
        if !text.is_empty() {
            self.element
                .append_child(Element::bare(name.to_owned(), NS).with_text(text));
        }
        self
    }

    fn with_extension(mut self, name: &str, ns: &str, extension: Option<Element>) -> Self {
        let there = self.element.remove_child("extensions", NS);
        let mut extensions = there.unwrap_or_else(|| Element::bare("extensions", NS));
        while extensions.remove_child(name, ns).is_some() {}
        if let Some(extension) = extension {
            extensions.append_child(extension);
        }
        if extensions.children().next().is_some() {
            self.element.append_child(extensions);
        }
        self
    }
}

/// Asks for all bookmarks.
#[must_use]
pub fn query() -> Element {
    chats::query(NS)
}

/// Reads the answer to [`query`].
#[must_use]
pub fn parse(answer: Option<&Element>) -> Vec<(BareJid, Bookmark)> {
    chats::parse(answer, NS, read)
}

/// Reads those of an event; and which rooms have none any more.
#[must_use]
pub fn told(items: &Element) -> (Vec<(BareJid, Bookmark)>, Vec<BareJid>) {
    let gone = items.children().filter(|one| one.name() == "retract");
    let gone = gone.filter_map(|one| one.attr("id")?.parse::<Address>().ok());
    let gone = gone.filter(Address::is_bare).map(Address::into_bare);
    let gone = gone.take(chats::MAX_ITEMS).collect();
    (chats::items(items, NS, read), gone)
}

fn read(item: &Element) -> Option<Bookmark> {
    item.children().find_map(Bookmark::parse)
}

/// Keeps a bookmark. `full`: the server can be told along with it what the node shall be like.
#[must_use]
pub fn publish(room: &BareJid, bookmark: &Bookmark, full: bool) -> Element {
    chats::publish(NS, room, bookmark.to_element(), full)
}

/// Makes the node, for servers that can't be told along with a bookmark what it shall be like.
#[must_use]
pub fn create() -> Element {
    chats::create(NS)
}

/// Makes the node what it shall be, where another program has made it otherwise.
#[must_use]
pub fn configure() -> Element {
    chats::configure(NS)
}

/// Takes a bookmark away, and tells the other devices.
#[must_use]
pub fn retract(room: &BareJid) -> Element {
    let item = Element::bare("item", pep::NS).with_attr("id", room.as_str());
    let retract = Element::bare("retract", pep::NS)
        .with_attr("node", NS)
        .with_attr("notify", "true")
        .with(item);
    Element::bare("pubsub", pep::NS).with(retract)
}

/// Asks for the bookmarks of before (XEP-0048 by XEP-0049).
#[must_use]
pub fn query_before() -> Element {
    Element::bare("query", PRIVATE).with(Element::bare("storage", STORAGE))
}

/// Reads the answer to [`query_before`], item by item.
#[must_use]
pub fn parse_before(answer: Option<&Element>) -> Vec<(BareJid, Bookmark)> {
    let storage = answer
        .filter(|answer| answer.is("query", PRIVATE))
        .and_then(|answer| answer.get_child("storage", STORAGE));
    let Some(storage) = storage else {
        return Vec::new();
    };
    let all = storage
        .children()
        .filter(|one| one.is("conference", STORAGE));
    all.take(chats::MAX_ITEMS)
        .filter_map(Bookmark::of_before)
        .collect()
}

fn is_true(attribute: Option<&str>) -> bool {
    matches!(attribute.map(str::trim), Some("true" | "1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::Setting;

    const ITEMS: &str = "<items xmlns='http://jabber.org/protocol/pubsub#event' \
         node='urn:xmpp:bookmarks:1'>\
         <item id='a@rooms.example'><conference xmlns='urn:xmpp:bookmarks:1' name='A' autojoin='1' \
         x='y'><nick>😀</nick><password>p</password><extensions><state xmlns='z' min='1'/>\
         <pinned xmlns='urn:xmpp:bookmarks-pinning:0'/></extensions></conference></item>\
         <item id='@@'><conference xmlns='urn:xmpp:bookmarks:1'/></item>\
         <item id='b@rooms.example'><conference xmlns='urn:xmpp:bookmarks:1'><nick/></conference></item>\
         <item id='c@rooms.example'/><retract id='d@rooms.example'/><retract/></items>";

    #[test]
    fn bookmarks_are_read_one_by_one_and_nothing_of_others_is_lost() {
        let items: Element = ITEMS.parse().unwrap();
        let (all, gone) = told(&items);
        assert_eq!(gone, [BareJid::new("d@rooms.example").unwrap()]);
        let [(a, first), (b, second)] = all.as_slice() else {
            panic!("{all:?}");
        };
        assert_eq!(
            (a.as_str(), b.as_str()),
            ("a@rooms.example", "b@rooms.example")
        );
        assert!(first.autojoin() && first.is_pinned());
        assert_eq!(
            (first.name().as_str(), first.nick().as_deref()),
            ("A", Some("😀"))
        );
        assert_eq!(first.password().as_deref(), Some("p"));
        assert!(!second.autojoin() && second.nick().is_none() && second.name().is_empty());
        let changed = first
            .clone()
            .with_autojoin(false)
            .with_nick("mira")
            .with_pinned(false)
            .with_notify(&Notify::default().with(Some(Setting::OnMention)));
        assert!(!changed.autojoin() && !changed.is_pinned());
        assert_eq!(changed.nick().as_deref(), Some("mira"));
        assert_eq!(
            changed.notify().unwrap().setting(),
            Some(Setting::OnMention)
        );
        let written = changed.to_element();
        assert_eq!(written.attr("x"), Some("y"));
        assert!(
            written
                .get_child("extensions", NS)
                .unwrap()
                .has_child("state", "z")
        );
    }

    #[test]
    fn those_of_before_are_read_where_they_stand() {
        let answer: Element = "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'>\
             <conference jid='a@rooms.example' name='A' autojoin='true'><nick>mira</nick></conference>\
             <conference jid=''/><conference name='x'/><conference jid='rooms.example'/>\
             <url url='https://example.org'/></storage></query>"
            .parse()
            .unwrap();
        let all = parse_before(Some(&answer));
        let [(room, bookmark)] = all.as_slice() else {
            panic!("{all:?}");
        };
        assert_eq!(room.as_str(), "a@rooms.example");
        assert!(bookmark.autojoin());
        assert_eq!(bookmark.nick().as_deref(), Some("mira"));
        assert_eq!(parse_before(Some(&query())), []);
    }

    #[test]
    fn a_bookmark_is_kept_where_nobody_else_reads_it() {
        let room = BareJid::new("a@rooms.example").unwrap();
        let order = publish(&room, &Bookmark::default(), true);
        let item = order.get_child("publish", pep::NS).unwrap();
        let item = item.get_child("item", pep::NS).unwrap();
        assert_eq!(item.attr("id"), Some("a@rooms.example"));
        assert!(String::from(&order).contains("whitelist"));
        let gone = retract(&room);
        let gone = gone.get_child("retract", pep::NS).unwrap();
        assert_eq!(gone.attr("notify"), Some("true"));
    }
}
