//! A node of our own account that only we can read, with an item for each chat that goes by the bare
//! address of the other side: how far it was read (XEP-0490 §3.1, §5) and of what in it one wants to
//! hear (XEP-0492) are kept like that.

use jid::BareJid;
use minidom::Element;

use super::{NS, publish_options};
use crate::Address;
use crate::xml::Tree;

/// More chats than anybody has; a longer list is not read to its end.
pub(crate) const MAX_ITEMS: usize = 10_000;

/// Who may read it.
const ACCESS: (&str, &str) = ("access_model", "whitelist");

/// What the node is like: kept, for all chats, told live only, and to nobody else.
const OPTIONS: [(&str, &str); 4] = [
    ("persist_items", "true"),
    ("max_items", "max"),
    ("send_last_published_item", "never"),
    ACCESS,
];

/// Asks for what is said of all chats.
#[must_use]
pub fn query(node: &str) -> Element {
    let items = Element::bare("items", NS).with_attr("node", node);
    Element::bare("pubsub", NS).with(items)
}

/// Reads the chats out of an `<items/>`, of an answer or of an event; `read` gets each item, and what
/// it can't read is left out.
pub fn items<T>(
    items: &Element,
    node: &str,
    read: impl Fn(&Element) -> Option<T>,
) -> Vec<(BareJid, T)> {
    if items.attr("node") != Some(node) {
        return Vec::new();
    }
    let items = items.children().filter(|item| item.name() == "item");
    let of = |item: &Element| {
        let with = item.attr("id")?.parse::<Address>().ok()?;
        with.is_bare().then_some(())?;
        Some((with.into_bare(), read(item)?))
    };
    items.take(MAX_ITEMS).filter_map(of).collect()
}

/// Reads the answer to [`query`].
pub fn parse<T>(
    answer: Option<&Element>,
    node: &str,
    read: impl Fn(&Element) -> Option<T>,
) -> Vec<(BareJid, T)> {
    let told = answer
        .filter(|answer| answer.is("pubsub", NS))
        .and_then(|answer| answer.get_child("items", NS));
    told.map_or_else(Vec::new, |told| items(told, node, read))
}

/// Publishes what is said of a chat, to be read by our own devices only. `full`: the server can be told
/// along with it what the node shall be like; otherwise [`create`] has told it, and only that nobody
/// else may read it is said again.
#[must_use]
pub fn publish(node: &str, with: &BareJid, payload: Element, full: bool) -> Element {
    let item = Element::bare("item", NS)
        .with_attr("id", with.as_str())
        .with(payload);
    let publish = Element::bare("publish", NS)
        .with_attr("node", node)
        .with(item);
    let options = match full {
        true => OPTIONS.as_slice(),
        false => &[ACCESS],
    };
    Element::bare("pubsub", NS)
        .with(publish)
        .with(publish_options(options))
}

/// Makes the node, for servers that can't be told in a publication what it shall be like (ejabberd
/// 23.01 refuses all fields but one).
#[must_use]
pub fn create(node: &str) -> Element {
    super::create(node, &OPTIONS)
}

/// Makes a node that is there already what it shall be: another program may have made it otherwise.
#[must_use]
pub fn configure(node: &str) -> Element {
    super::configure(node, &OPTIONS)
}
