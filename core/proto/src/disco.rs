//! Service discovery (XEP-0030): what we are and can do, and what others say of themselves.

use minidom::Element;

use crate::stanza_error::{Condition, StanzaError};
use crate::xml::Tree;
use crate::{Address, caps};

/// The namespace of questions about an entity itself.
pub const INFO: &str = "http://jabber.org/protocol/disco#info";
/// The namespace of questions about what belongs to an entity.
pub const ITEMS: &str = "http://jabber.org/protocol/disco#items";

/// Everything this crate can do that others should know of, sorted. The one place for it.
pub const FEATURES: &[&str] = &[
    "eu.siacs.conversations.axolotl.devicelist+notify",
    "http://jabber.org/protocol/caps",
    "http://jabber.org/protocol/chatstates",
    INFO,
    ITEMS,
    "http://jabber.org/protocol/muc",
    "http://jabber.org/protocol/nick",
    "http://jabber.org/protocol/nick+notify",
    "jabber:iq:version",
    "jabber:x:conference",
    "jabber:x:oob",
    "urn:xmpp:avatar:metadata+notify",
    "urn:xmpp:bookmarks:1+notify",
    "urn:xmpp:chat-markers:0",
    "urn:xmpp:delay",
    "urn:xmpp:eme:0",
    "urn:xmpp:esfs:0",
    "urn:xmpp:fallback:0",
    "urn:xmpp:idle:1",
    "urn:xmpp:mds:displayed:0+notify",
    "urn:xmpp:message-correct:0",
    "urn:xmpp:message-retract:1",
    "urn:xmpp:notification-settings:1+notify",
    "urn:xmpp:omemo:2:devices+notify",
    "urn:xmpp:ping",
    "urn:xmpp:reactions:0",
    "urn:xmpp:receipts",
    "urn:xmpp:reply:0",
    "urn:xmpp:sfs:0",
    "urn:xmpp:sid:0",
    "urn:xmpp:spoiler:0",
    crate::styling::NS,
    "urn:xmpp:time",
];

/// The namespace of data forms (XEP-0004).
const FORM: &str = "jabber:x:data";

/// What an entity says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The node it was asked about.
    pub node: Option<String>,
    /// What it is.
    pub identities: Vec<Identity>,
    /// What it can do, as it was said: duplicates matter to [`crate::caps::verify`].
    pub features: Vec<String>,
    /// More about it (XEP-0128).
    pub forms: Vec<Form>,
}

/// What an entity is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// As `client`.
    pub category: String,
    /// As `pc`.
    pub kind: String,
    /// The language of the name; may be empty.
    pub lang: String,
    /// The name; may be empty.
    pub name: String,
}

/// More about an entity, as a data form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The fields, as they were said.
    pub fields: Vec<Field>,
}

/// One field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// It is not meant for people.
    pub hidden: bool,
    /// Its values.
    pub values: Vec<String>,
}

impl Form {
    /// What the fields mean (XEP-0068); `None` where it isn't said, or not hidden.
    #[must_use]
    pub fn form_type(&self) -> Option<&str> {
        let field = self
            .fields
            .iter()
            .find(|field| field.name == "FORM_TYPE" && field.hidden)?;
        field.values.first().map(String::as_str)
    }

    fn parse(x: &Element) -> Self {
        let field = |field: &Element| {
            let values = field.children().filter(|child| child.is("value", FORM));
            Some(Field {
                name: field.attr("var")?.to_owned(),
                hidden: field.attr("type") == Some("hidden"),
                values: values.map(Element::text).collect(),
            })
        };
        let fields = x.children().filter(|child| child.is("field", FORM));
        Self {
            fields: fields.filter_map(field).collect(),
        }
    }
}

/// What belongs to an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// The entries.
    pub items: Vec<Item>,
    /// How many entries could not be read.
    pub skipped: usize,
}

/// One thing that belongs to an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its address.
    pub jid: Address,
    /// Its node.
    pub node: Option<String>,
    /// Its name; may be empty.
    pub name: String,
}

impl Info {
    /// What we are and can do, under the program's name.
    ///
    /// Take out of `features` what the user has switched off.
    #[must_use]
    pub fn own(name: &str) -> Self {
        Self {
            node: None,
            identities: vec![Identity {
                category: "client".to_owned(),
                kind: "pc".to_owned(),
                lang: String::new(),
                name: name.to_owned(),
            }],
            features: FEATURES.iter().map(|&feature| feature.to_owned()).collect(),
            forms: Vec::new(),
        }
    }

    /// It can do that.
    #[must_use]
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|one| one == feature)
    }

    /// One of its identities is of this category and kind.
    #[must_use]
    pub fn is(&self, category: &str, kind: &str) -> bool {
        self.identities
            .iter()
            .any(|one| one.category == category && one.kind == kind)
    }

    /// Reads an answer: an identity without category or type and a feature without a name are left
    /// out. `None`: it is none.
    #[must_use]
    pub fn parse(query: &Element) -> Option<Self> {
        if !query.is("query", INFO) {
            return None;
        }
        let children = |name, ns| query.children().filter(move |child| child.is(name, ns));
        Some(Self {
            node: query.attr("node").map(str::to_owned),
            identities: children("identity", INFO)
                .filter_map(Identity::parse)
                .collect(),
            features: children("feature", INFO)
                .filter_map(|feature| feature.attr("var"))
                .filter(|var| !var.is_empty())
                .map(str::to_owned)
                .collect(),
            forms: children("x", FORM).map(Form::parse).collect(),
        })
    }

    /// As an answer; without the forms, of which ours has none.
    #[must_use]
    pub fn to_element(&self) -> Element {
        let mut query = Element::bare("query", INFO).with_attr_opt("node", self.node.as_deref());
        for identity in &self.identities {
            query.append_child(identity.to_element());
        }
        for feature in &self.features {
            query.append_child(Element::bare("feature", INFO).with_attr("var", feature));
        }
        query
    }
}

impl Identity {
    fn parse(identity: &Element) -> Option<Self> {
        let required = |name: &'static str| identity.attr(name).filter(|text| !text.is_empty());
        Some(Self {
            category: required("category")?.to_owned(),
            kind: required("type")?.to_owned(),
            lang: identity.lang().unwrap_or_default().to_owned(),
            name: identity.attr("name").unwrap_or_default().to_owned(),
        })
    }

    fn to_element(&self) -> Element {
        let given = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
        Element::bare("identity", INFO)
            .with_lang(given(&self.lang).as_deref())
            .with_attr("category", &self.category)
            .with_attr("type", &self.kind)
            .with_attr_opt("name", given(&self.name).as_deref())
    }
}

impl Items {
    /// Reads an answer, entry by entry. `None`: it is none.
    #[must_use]
    pub fn parse(query: &Element) -> Option<Self> {
        if !query.is("query", ITEMS) {
            return None;
        }
        let mut items = Self::default();
        for item in query.children().filter(|child| child.is("item", ITEMS)) {
            match item.attr("jid").map(str::parse) {
                Some(Ok(jid)) => items.items.push(Item {
                    jid,
                    node: item.attr("node").map(str::to_owned),
                    name: item.attr("name").unwrap_or_default().to_owned(),
                }),
                Some(Err(_)) | None => items.skipped += 1,
            }
        }
        Some(items)
    }
}

/// Asks what an entity is.
#[must_use]
pub fn info_query(node: Option<&str>) -> Element {
    Element::bare("query", INFO).with_attr_opt("node", node)
}

/// Asks what belongs to an entity.
#[must_use]
pub fn items_query(node: Option<&str>) -> Element {
    Element::bare("query", ITEMS).with_attr_opt("node", node)
}

/// Answers a question about us. `None`: it is no such question.
///
/// `caps_node` is what [`caps::element`] was made with. Of our nodes there is only the one that
/// stands in our presence (XEP-0115 §6.2).
#[must_use]
pub fn answer(
    query: &Element,
    own: &Info,
    caps_node: &str,
) -> Option<Result<Element, StanzaError>> {
    let unknown = || Some(Err(StanzaError::new(Condition::ItemNotFound)));
    let node = query.attr("node").filter(|node| !node.is_empty());
    if query.is("query", INFO) {
        let ours = |node: &str| node == format!("{caps_node}#{}", caps::ver(own));
        if !node.is_none_or(ours) {
            return unknown();
        }
        let answer = Info {
            node: node.map(str::to_owned),
            ..own.clone()
        };
        return Some(Ok(answer.to_element()));
    }
    if query.is("query", ITEMS) {
        return match node {
            None => Some(Ok(items_query(None))),
            Some(_) => unknown(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_features_are_sorted_and_said_once() {
        assert!(FEATURES.is_sorted());
        assert!(FEATURES.windows(2).all(|pair| pair.first() != pair.last()));
    }

    #[test]
    fn ours_can_be_read_by_us() {
        let own = Info::own("Waxwing");
        let read = Info::parse(&own.to_element()).unwrap();
        assert_eq!(read, own);
        assert!(read.has("urn:xmpp:ping") && !read.has("urn:xmpp:pong"));
        assert!(read.is("client", "pc") && !read.is("client", "web"));
    }

    #[test]
    fn a_bad_entry_costs_that_entry_only() {
        let info: Element = "<query xmlns='http://jabber.org/protocol/disco#info'>\
             <identity category='server'/><identity category='server' type='im' name='x'/>\
             <feature/><feature var=''/><feature var='a'/><feature var='a'/><weird xmlns='y'/>\
             <x xmlns='jabber:x:data'><field><value>1</value></field>\
             <field var='a' type='weird'><value>2</value></field></x></query>"
            .parse()
            .unwrap();
        let info = Info::parse(&info).unwrap();
        assert_eq!(info.identities.len(), 1);
        assert_eq!(info.features, ["a", "a"]);
        let form = info.forms.first().unwrap();
        assert_eq!((form.fields.len(), form.form_type()), (1, None));

        let items: Element = "<query xmlns='http://jabber.org/protocol/disco#items'>\
             <item jid='@@'/><item/><item jid='room@c.example.org' node='n' name='Room'/></query>"
            .parse()
            .unwrap();
        let items = Items::parse(&items).unwrap();
        assert_eq!((items.items.len(), items.skipped), (1, 2));
        assert_eq!(Items::parse(&info_query(None)), None);
        assert_eq!(Info::parse(&items_query(None)), None);
    }

    #[test]
    fn questions_about_us_are_answered() {
        let own = Info::own("Waxwing");
        let node = format!("https://example.org#{}", caps::ver(&own));
        let ask = |query: Element| answer(&query, &own, "https://example.org").unwrap();
        assert_eq!(ask(info_query(None)), Ok(own.to_element()));
        let about_node = ask(info_query(Some(&node))).unwrap();
        assert_eq!(about_node.attr("node"), Some(node.as_str()));
        assert_eq!(ask(items_query(None)), Ok(items_query(None)));
        for query in [
            info_query(Some("https://example.org#other")),
            info_query(Some("x")),
            items_query(Some(&node)),
        ] {
            assert_eq!(ask(query).unwrap_err().condition, Condition::ItemNotFound);
        }
        assert_eq!(answer(&Element::bare("query", "x"), &own, ""), None);
    }
}
