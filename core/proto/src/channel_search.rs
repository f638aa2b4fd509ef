//! Looking for channels everywhere (XEP-0433): a service knows those of many servers. The one that most
//! people use speaks what the XEP was made of, too, which differs by its namespace only.

use minidom::Element;

use crate::Address;
use crate::result_set;
use crate::room::one_line;
use crate::xml::{self, Tree};

/// More than anybody reads; who looks for another one types another word.
pub const MAX_ITEMS: usize = 100;

/// A name is a line.
const MAX_NAME: usize = 200;

/// A description is shown in a few lines.
const MAX_DESCRIPTION: usize = 500;

/// How a service is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// As the XEP says.
    Zero,
    /// As it was before there was a XEP.
    Before,
}

/// A channel that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// Its address.
    pub address: String,
    /// Its name; may be empty.
    pub name: String,
    /// What it is about; may be empty.
    pub description: String,
    /// The language that is spoken; may be empty.
    pub language: String,
    /// How many are in it, where that is known.
    pub occupants: Option<u32>,
}

impl Version {
    fn ns(self) -> &'static str {
        match self {
            Self::Zero => "urn:xmpp:channel-search:0:search",
            Self::Before => "https://xmlns.zombofant.net/muclumbus/search/1.0",
        }
    }

    fn form(self) -> &'static str {
        match self {
            Self::Zero => "urn:xmpp:channel-search:0:search-params",
            Self::Before => "https://xmlns.zombofant.net/muclumbus/search/1.0#params",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Zero => "{urn:xmpp:channel-search:0:order}nusers",
            Self::Before => "{https://xmlns.zombofant.net/muclumbus/search/1.0#order}nusers",
        }
    }
}

/// Asks for channels with these words in their name, description or address, the fullest first (§4.2.2).
#[must_use]
pub fn query(version: Version, words: &str) -> Element {
    const DATA: &str = "jabber:x:data";
    let field = |var: &str, kind: &str, value: &str| {
        Element::bare("field", DATA)
            .with_attr("var", var)
            .with_attr("type", kind)
            .with(Element::bare("value", DATA).with_text(value))
    };
    let form = Element::bare("x", DATA)
        .with_attr("type", "submit")
        .with(field("FORM_TYPE", "hidden", version.form()))
        .with(field("q", "text-single", words))
        .with(field("sinname", "boolean", "true"))
        .with(field("sindescription", "boolean", "true"))
        .with(field("sinaddr", "boolean", "true"))
        .with(field("key", "list-single", version.key()));
    let max = Element::bare("max", result_set::NS).with_text(&MAX_ITEMS.to_string());
    Element::bare("search", version.ns())
        .with(Element::bare("set", result_set::NS).with(max))
        .with(form)
}

/// Reads the answer to [`query`]: what has no address of a room, or asks for credentials, is left out.
#[must_use]
pub fn parse(version: Version, answer: Option<&Element>) -> Vec<Channel> {
    let ns = version.ns();
    let Some(result) = answer.filter(|answer| answer.is("result", ns)) else {
        return Vec::new();
    };
    let items = result.children().filter(|one| one.is("item", ns));
    let items = items.filter_map(|item| channel(item, ns));
    items.take(MAX_ITEMS).collect()
}

fn channel(item: &Element, ns: &str) -> Option<Channel> {
    let address: Address = item.attr("address")?.parse().ok()?;
    address.local().filter(|_| address.is_bare())?;
    let text = |name: &str| item.get_child(name, ns).map(Element::text);
    let line = |name: &str| {
        let text = text(name).unwrap_or_default();
        xml::cut(&one_line(text.trim()), MAX_NAME)
    };
    let kind = text("service-type").unwrap_or_default();
    if !matches!(kind.trim(), "" | "xep-0045") {
        return None;
    }
    let description = text("description").unwrap_or_default();
    Some(Channel {
        address: address.to_string(),
        name: line("name"),
        description: xml::cut(&xml::unix_lines(description.trim()), MAX_DESCRIPTION),
        language: line("language"),
        occupants: text("nusers").and_then(|count| count.trim().parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(items: &str) -> Vec<Channel> {
        let xml = format!("<result xmlns='urn:xmpp:channel-search:0:search'>{items}</result>");
        parse(Version::Zero, Some(&xml.parse().unwrap()))
    }

    #[test]
    fn words_are_asked_for_in_both_manners() {
        let asked = String::from(&query(Version::Zero, "a <b> & 'c'"));
        assert!(asked.starts_with("<search xmlns='urn:xmpp:channel-search:0:search'>"));
        assert!(asked.contains("<value>a &lt;b> &amp; 'c'</value>") || asked.contains("&gt;"));
        assert!(asked.contains("urn:xmpp:channel-search:0:search-params"));
        let before = String::from(&query(Version::Before, "x"));
        assert!(
            before.contains("muclumbus/search/1.0#params") && !before.contains("channel-search")
        );
    }

    #[test]
    fn channels_are_read_with_what_is_known_of_them() {
        let all = read(
            "<item address='birds@rooms.example'><name>Birds\n</name><nusers> 12 </nusers>\
             <description>All\r\nof them</description><language>en</language><is-open/>\
             <anonymity-mode>odd</anonymity-mode><more xmlns='x'/></item>\
             <item address='bare@rooms.example'/>\
             <item address='mix@rooms.example'><service-type>xep-0369</service-type></item>",
        );
        let [birds, bare] = all.as_slice() else {
            panic!("{all:?}");
        };
        assert_eq!(birds.address, "birds@rooms.example");
        assert_eq!((birds.name.as_str(), birds.occupants), ("Birds", Some(12)));
        assert_eq!(birds.description, "All\nof them");
        assert_eq!(birds.language, "en");
        assert_eq!((bare.name.as_str(), bare.occupants), ("", None));
        assert_eq!(parse(Version::Before, None), []);
    }

    #[test]
    fn what_is_no_channel_is_left_out_and_what_is_long_is_cut() {
        let all = read(&format!(
            "<item/><item address='@@'/><item address='rooms.example'/>\
             <item address='a@rooms.example/nick'/><item address='a@rooms.example'><name>{}</name>\
             <description>{}</description><nusers>-3</nusers></item>",
            "n".repeat(10_000),
            "d".repeat(10_000)
        ));
        let [one] = all.as_slice() else {
            panic!("{all:?}");
        };
        assert!(one.name.chars().count() <= MAX_NAME + 1);
        assert!(one.description.chars().count() <= MAX_DESCRIPTION + 1);
        assert_eq!(one.occupants, None);
        let many = "<item address='a@rooms.example'/>".repeat(5_000);
        assert_eq!(read(&many).len(), MAX_ITEMS);
        let other: Element = "<result xmlns='urn:x'/>".parse().unwrap();
        assert_eq!(parse(Version::Zero, Some(&other)), []);
    }
}
