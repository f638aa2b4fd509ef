//! Of which messages of a chat somebody wants to hear, for all of their devices (XEP-0492).
//!
//! The XEP says what a setting looks like (§2), and that it stands in an element that names the chat
//! by its address; for rooms it points to their bookmarks (XEP-0402), for chats with one person it
//! names no place. We keep those in a node of our own account that only we can read, called by the
//! XEP's namespace, in an item for each chat that goes by its address (as XEP-0490 does it).
//!
//! What others have put into a setting stays in it (§3): what is meant for programs of another kind,
//! and what is finer than we understand.

use jid::BareJid;
use minidom::Element;

use crate::pep::chats;
use crate::xml::Tree;

/// The namespace, which is the name of the node too.
pub const NS: &str = "urn:xmpp:notification-settings:1";

/// What we are among programs: the category, and the type in it (XEP-0030).
const IDENTITY: (&str, &str) = ("client", "pc");

/// As many elements of a setting are looked at: two words for each kind of program.
const MAX_PARTS: usize = 64;

/// Which messages of a chat are worth a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Every one.
    Always,
    /// Those that name us.
    OnMention,
    /// None.
    Never,
}

impl Setting {
    fn of(element: &Element) -> Option<Self> {
        [Self::Always, Self::OnMention, Self::Never]
            .into_iter()
            .find(|one| element.is(one.name(), NS))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::OnMention => "on-mention",
            Self::Never => "never",
        }
    }
}

/// The settings of one chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Notify {
    element: Element,
}

impl Default for Notify {
    /// Nothing is laid down.
    fn default() -> Self {
        Self {
            element: Element::bare("notify", NS),
        }
    }
}

impl Notify {
    /// Reads a `<notify/>`.
    #[must_use]
    pub fn parse(element: &Element) -> Option<Self> {
        element.is("notify", NS).then(|| Self {
            element: element.clone(),
        })
    }

    /// What holds for us: what is meant for programs like this one, else for clients, else for all
    /// (§3).
    #[must_use]
    pub fn setting(&self) -> Option<Setting> {
        self.ours().and_then(|(_, part)| Setting::of(part))
    }

    /// The same with another word for us; `None`: as everywhere. What is not ours stays as it was.
    #[must_use]
    pub fn with(&self, setting: Option<Setting>) -> Self {
        let ours = self.ours().map(|(place, _)| place);
        let mut element = Element::bare("notify", NS);
        for (place, part) in self.element.children().enumerate() {
            match setting {
                _ if Some(place) != ours => element.append_child(part.clone()),
                Some(setting) => element.append_child(renamed(part, setting)),
                // What is finer than we understand stands in it and must not go.
                None if part.children().next().is_some() => element.append_child(part.clone()),
                None => continue,
            };
        }
        if let (Some(setting), None) = (setting, ours) {
            element.append_child(Element::bare(setting.name(), NS));
        }
        Self { element }
    }

    /// As it stands in a stanza.
    #[must_use]
    pub fn to_element(&self) -> Element {
        self.element.clone()
    }

    /// The part that holds for us, and its place.
    fn ours(&self) -> Option<(usize, &Element)> {
        let parts = self.element.children().enumerate().take(MAX_PARTS);
        let fitting = parts.filter_map(|(place, part)| {
            Setting::of(part)?;
            Some((closeness(part)?, place, part))
        });
        // The first of those that are equally close.
        let mut best: Option<(u8, usize, &Element)> = None;
        for one in fitting {
            if best.is_none_or(|(closest, _, _)| one.0 > closest) {
                best = Some(one);
            }
        }
        best.map(|(_, place, part)| (place, part))
    }
}

/// How closely a part is meant for us; `None`: it is for others.
fn closeness(part: &Element) -> Option<u8> {
    let category = part.attr("identity-category");
    match (category, part.attr("identity-type")) {
        (None, None) => Some(0),
        (Some(category), None) => (category == IDENTITY.0).then_some(1),
        (Some(category), Some(kind)) => ((category, kind) == IDENTITY).then_some(2),
        // It must not be there alone.
        (None, Some(_)) => None,
    }
}

/// The same part under another name.
fn renamed(part: &Element, setting: Setting) -> Element {
    let mut named = Element::bare(setting.name(), NS)
        .with_attr_opt("identity-category", part.attr("identity-category"))
        .with_attr_opt("identity-type", part.attr("identity-type"));
    for child in part.children() {
        named.append_child(child.clone());
    }
    named
}

/// Asks for the settings of all chats.
#[must_use]
pub fn query() -> Element {
    chats::query(NS)
}

/// Reads the settings out of an `<items/>`, of an answer or of an event.
#[must_use]
pub fn settings(items: &Element) -> Vec<(BareJid, Notify)> {
    chats::items(items, NS, read)
}

/// Reads the answer to [`query`].
#[must_use]
pub fn parse(answer: Option<&Element>) -> Vec<(BareJid, Notify)> {
    chats::parse(answer, NS, read)
}

fn read(item: &Element) -> Option<Notify> {
    item.children().find_map(Notify::parse)
}

/// Publishes the settings of a chat, for our own devices only; `full` as in [`chats::publish`].
#[must_use]
pub fn publish(with: &BareJid, notify: &Notify, full: bool) -> Element {
    chats::publish(NS, with, notify.to_element(), full)
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

    fn notify(inside: &str) -> Notify {
        let xml = format!("<notify xmlns='{NS}'>{inside}</notify>");
        Notify::parse(&xml.parse().unwrap()).unwrap()
    }

    #[test]
    fn what_is_closest_to_us_holds() {
        for (inside, expected) in [
            ("", None),
            ("<never/>", Some(Setting::Never)),
            // The example of the XEP.
            (
                "<never identity-category='client' identity-type='pc'/>\
                 <on-mention identity-category='client' identity-type='phone'/>\
                 <on-mention identity-category='gateway'/><always/>",
                Some(Setting::Never),
            ),
            (
                "<always/><on-mention identity-category='client'/>",
                Some(Setting::OnMention),
            ),
            ("<never identity-category='gateway'/>", None),
            ("<never identity-type='pc'/>", None),
            ("<always/><never/>", Some(Setting::Always)),
            ("<never xmlns='x'/><sometimes/>", None),
        ] {
            assert_eq!(notify(inside).setting(), expected, "{inside}");
        }
    }

    #[test]
    fn what_others_have_laid_down_stays() {
        let finer = "<advanced><night xmlns='custom:1' day='monday'/></advanced>";
        let before = format!(
            "<never identity-category='client' identity-type='phone'>{finer}</never>\
             <always identity-category='client' identity-type='pc'>{finer}</always><always/>"
        );
        let after = notify(&before).with(Some(Setting::OnMention));
        assert_eq!(after.setting(), Some(Setting::OnMention));
        let expected = format!(
            "<never identity-category='client' identity-type='phone'>{finer}</never>\
             <on-mention identity-category='client' identity-type='pc'>{finer}</on-mention><always/>"
        );
        assert_eq!(after, notify(&expected));
        assert_eq!(after.with(None), after, "what is finer must not go");
    }

    #[test]
    fn a_word_is_put_in_changed_and_taken_out() {
        let never = Notify::default().with(Some(Setting::Never));
        assert_eq!(never, notify("<never/>"));
        assert_eq!(never.with(Some(Setting::Always)), notify("<always/>"));
        assert_eq!(never.with(None), Notify::default());
        let phone = "<never identity-category='client' identity-type='phone'/>";
        let both = notify(phone).with(Some(Setting::Always));
        assert_eq!(both, notify(&format!("{phone}<always/>")));
    }

    #[test]
    fn settings_come_back_and_what_is_none_costs_only_itself() {
        let romy = BareJid::new("romy@example.org").unwrap();
        let order = publish(&romy, &notify("<never/>"), true);
        let items = order.get_child("publish", pep::NS).unwrap();
        assert_eq!(settings(items), [(romy.clone(), notify("<never/>"))]);
        let text = String::from(&order);
        assert!(
            text.contains("whitelist") && text.contains(">max<"),
            "{text}"
        );
        assert!(String::from(&query()).contains(NS));
        let never = format!("<notify xmlns='{NS}'><never/></notify>");
        let xml = format!(
            "<pubsub xmlns='{}'><items node='{NS}'><item id='romy@example.org/x'>{never}</item>\
             <item id='@@'>{never}</item><item>{never}</item><item id='mia@example.org'/>\
             <item id='mia@example.org'><never xmlns='{NS}'/></item><x/>\
             <item id='romy@example.org'><x xmlns='y'/>{never}</item></items></pubsub>",
            pep::NS
        );
        let answer: Element = xml.parse().unwrap();
        assert_eq!(parse(Some(&answer)), [(romy, notify("<never/>"))]);
        assert_eq!(parse(None), []);
    }

    #[test]
    fn a_flood_is_not_read_to_its_end() {
        let never = "<never identity-category='gateway'/>".repeat(MAX_PARTS);
        assert_eq!(notify(&format!("{never}<always/>")).setting(), None);
        let item = |number| {
            format!(
                "<item id='a{number}@example.org'><notify xmlns='{NS}'><never/></notify></item>"
            )
        };
        let all: String = (0..chats::MAX_ITEMS + 5).map(item).collect();
        let xml = format!("<items xmlns='{}' node='{NS}'>{all}</items>", pep::NS);
        assert_eq!(settings(&xml.parse().unwrap()).len(), chats::MAX_ITEMS);
    }
}
