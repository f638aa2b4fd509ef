//! Pages of a long list (XEP-0059).

use minidom::Element;

use crate::xml::{self, Tree};

/// The namespace.
pub const NS: &str = "http://jabber.org/protocol/rsm";

/// As long as any server makes the names of its items; a longer one is not asked with.
pub const MAX_ID: usize = 1024;

/// Which page is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Range {
    /// The last of all (§2.5).
    Last,
    /// The one before an item (§2.4).
    Before(String),
    /// The one behind an item (§2.3).
    After(String),
}

/// What a server says of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultSet {
    /// Its first item.
    pub first: Option<String>,
    /// Its last item.
    pub last: Option<String>,
    /// How many items there are in all, where the server tells (§2.6); it may be wrong.
    pub count: Option<u64>,
}

/// Asks for a page of at most `max` items.
#[must_use]
pub fn request(range: &Range, max: u32) -> Element {
    let name = |name: &str, text: &str| Element::bare(name, NS).with_text(text);
    let page = match range {
        Range::Last => Element::bare("before", NS),
        Range::Before(id) => name("before", id),
        Range::After(id) => name("after", id),
    };
    Element::bare("set", NS)
        .with(name("max", &max.to_string()))
        .with(page)
}

impl ResultSet {
    /// Reads a `<set/>` among these; without one nothing is known.
    #[must_use]
    pub fn find(payloads: &[Element]) -> Self {
        let Some(set) = xml::find(payloads, "set", NS) else {
            return Self::default();
        };
        let text = |name: &str| set.get_child(name, NS).map(Element::text);
        let id = |name: &str| text(name).filter(|id| !id.is_empty() && id.len() <= MAX_ID);
        Self {
            first: id("first"),
            last: id("last"),
            count: text("count").and_then(|count| count.trim().parse().ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &str) -> ResultSet {
        ResultSet::find(&[set.parse().unwrap()])
    }

    #[test]
    fn each_page_is_asked_for() {
        let ask = |range| String::from(&request(&range, 50));
        assert_eq!(
            ask(Range::Last),
            "<set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before/></set>"
        );
        assert!(ask(Range::Before("a<b".to_owned())).contains("<before>a&lt;b</before>"));
        assert!(ask(Range::After("x".to_owned())).contains("<after>x</after>"));
    }

    #[test]
    fn what_a_server_says_is_read() {
        let set = read(
            "<set xmlns='http://jabber.org/protocol/rsm'><first index='0'>a</first>\
             <last>b</last><count>12</count></set>",
        );
        assert_eq!(set.first.as_deref(), Some("a"));
        assert_eq!(set.last.as_deref(), Some("b"));
        assert_eq!(set.count, Some(12));
    }

    #[test]
    fn what_can_not_be_read_is_not_known() {
        let long = "x".repeat(MAX_ID + 1);
        for set in [
            "<set xmlns='http://jabber.org/protocol/rsm'/>".to_owned(),
            "<set xmlns='http://jabber.org/protocol/rsm'><first/><last/><count>-1</count></set>"
                .to_owned(),
            format!("<set xmlns='http://jabber.org/protocol/rsm'><first>{long}</first></set>"),
            "<set xmlns='x'><first>a</first></set>".to_owned(),
        ] {
            assert_eq!(read(&set), ResultSet::default(), "{set}");
        }
    }
}
