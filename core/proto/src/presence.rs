//! Presence (RFC 6121 §3, §4): who is there, with what, and who may know.

use minidom::Element;

use crate::caps::Caps;
use crate::delay::{self, Delay};
use crate::stanza::{CLIENT, Party};
use crate::stanza_error::StanzaError;
use crate::xml::{self, Tree};
use crate::{Address, ecaps2, nick};

mod resources;

pub use resources::{MAX_RESOURCES, Resource, Resources};

/// A status message is a line or two; whoever sends more can't fill our memory with it.
const MAX_STATUS: usize = 2048;

/// A presence as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    /// Who it is from.
    pub from: Party,
    /// Whom it is for.
    pub to: Party,
    /// The id its sender gave it.
    pub id: Option<String>,
    /// What it says.
    pub kind: Kind,
    /// How available, if it is [`Kind::Available`].
    pub show: Show,
    /// Which resource gets the messages (RFC 6121 §4.7.2.3).
    pub priority: i8,
    /// The language of the texts that don't name their own.
    pub lang: Option<String>,
    /// Everything inside.
    pub payloads: Vec<Element>,
}

/// What a presence says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// I am here.
    #[default]
    Available,
    /// I am no longer here.
    Unavailable,
    /// I'd like to see you.
    Subscribe,
    /// You may see me.
    Subscribed,
    /// I don't want to see you any more.
    Unsubscribe,
    /// You may not see me (any more).
    Unsubscribed,
    /// Servers ask for the current presence with it.
    Probe,
    /// Something sent came back.
    Error,
    /// A type nobody knows. Means nothing; certainly not that somebody is here.
    Unknown,
}

/// How available somebody is (RFC 6121 §4.7.2.1), the most available last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Show {
    /// Away for long.
    ExtendedAway,
    /// Away for a moment.
    Away,
    /// Does not want to be disturbed.
    DoNotDisturb,
    /// There.
    #[default]
    Online,
    /// Wants to talk.
    Chat,
}

impl Presence {
    /// Reads a `<presence/>`.
    #[must_use]
    pub fn parse(mut element: Element) -> Self {
        let child = |name| element.get_child(name, CLIENT).map(Element::text);
        Self {
            show: Show::parse(child("show").as_deref()),
            priority: parse_priority(child("priority").as_deref()),
            from: Party::parse(element.attr("from")),
            to: Party::parse(element.attr("to")),
            id: element.attr("id").map(str::to_owned),
            kind: Kind::parse(element.attr("type")),
            lang: element.lang().map(str::to_owned),
            payloads: element.take_contents_as_children().collect(),
        }
    }

    /// The status message in the language that suits best; `None` if there is none or it's empty.
    #[must_use]
    pub fn status(&self, lang: &str) -> Option<String> {
        let inherited = self.lang.as_deref();
        let status = xml::best_text(&self.payloads, "status", CLIENT, inherited, lang)?;
        let status = xml::unix_lines(status.trim());
        (!status.is_empty()).then(|| xml::cut(&status, MAX_STATUS))
    }

    /// The name its sender goes by (XEP-0172).
    #[must_use]
    pub fn nick(&self) -> Option<String> {
        nick::find(&self.payloads)
    }

    /// What its sender's software can do, in short (XEP-0115).
    #[must_use]
    pub fn caps(&self) -> Option<Caps> {
        self.payloads.iter().find_map(Caps::parse)
    }

    /// The same in the second version (XEP-0390).
    #[must_use]
    pub fn ecaps2(&self) -> Option<ecaps2::Hash> {
        self.payloads.iter().find_map(ecaps2::Hash::parse)
    }

    /// When it was sent, if it waited somewhere (XEP-0203).
    #[must_use]
    pub fn delay(&self) -> Option<Delay> {
        delay::find(&self.payloads)
    }

    /// What went wrong, if it is of type error.
    #[must_use]
    pub fn error(&self) -> Option<StanzaError> {
        (self.kind == Kind::Error).then(|| StanzaError::of(&self.payloads))
    }
}

impl Kind {
    fn parse(attribute: Option<&str>) -> Self {
        match attribute.map(str::trim) {
            // The last one is no type, but some gateways write it.
            None | Some("" | "available") => Self::Available,
            Some("unavailable") => Self::Unavailable,
            Some("subscribe") => Self::Subscribe,
            Some("subscribed") => Self::Subscribed,
            Some("unsubscribe") => Self::Unsubscribe,
            Some("unsubscribed") => Self::Unsubscribed,
            Some("probe") => Self::Probe,
            Some("error") => Self::Error,
            Some(_) => Self::Unknown,
        }
    }

    /// Its name on the wire; being here has none.
    fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Available | Self::Unknown => None,
            Self::Unavailable => Some("unavailable"),
            Self::Subscribe => Some("subscribe"),
            Self::Subscribed => Some("subscribed"),
            Self::Unsubscribe => Some("unsubscribe"),
            Self::Unsubscribed => Some("unsubscribed"),
            Self::Probe => Some("probe"),
            Self::Error => Some("error"),
        }
    }
}

impl Show {
    fn parse(text: Option<&str>) -> Self {
        match text.map(|text| text.trim().to_ascii_lowercase()).as_deref() {
            Some("chat") => Self::Chat,
            Some("away") => Self::Away,
            Some("xa") => Self::ExtendedAway,
            Some("dnd") => Self::DoNotDisturb,
            // Nothing, an empty one, "online" and what nobody knows.
            _ => Self::Online,
        }
    }

    fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Chat => Some("chat"),
            Self::Online => None,
            Self::Away => Some("away"),
            Self::ExtendedAway => Some("xa"),
            Self::DoNotDisturb => Some("dnd"),
        }
    }
}

/// The nearest priority there is; 0 where it is no number.
fn parse_priority(text: Option<&str>) -> i8 {
    let number: i64 = text.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    let clamped = number.clamp(i64::from(i8::MIN), i64::from(i8::MAX));
    i8::try_from(clamped).unwrap_or(0)
}

/// I am here: to everybody who may know. An empty status is left out.
#[must_use]
pub fn available(show: Show, status: &str, priority: i8, caps: Option<Element>) -> Element {
    let mut presence = Element::bare("presence", CLIENT);
    if let Some(show) = show.as_str() {
        presence.append_child(Element::bare("show", CLIENT).with_text(show));
    }
    if priority != 0 {
        let priority = Element::bare("priority", CLIENT).with_text(&priority.to_string());
        presence.append_child(priority);
    }
    presence = with_status(presence, status);
    match caps {
        Some(caps) => presence.with(caps),
        None => presence,
    }
}

/// I am no longer here: to everybody who was told that I was. An empty status is left out.
#[must_use]
pub fn unavailable(status: &str) -> Element {
    let presence = Element::bare("presence", CLIENT).with_attr("type", "unavailable");
    with_status(presence, status)
}

fn with_status(presence: Element, status: &str) -> Element {
    if status.is_empty() {
        return presence;
    }
    presence.with(Element::bare("status", CLIENT).with_text(status))
}

fn directed(kind: Kind, to: &Address) -> Element {
    Element::bare("presence", CLIENT)
        .with_attr("to", &to.to_string())
        .with_attr_opt("type", kind.as_str())
}

/// I'd like to see you; with the name I go by, if it shall be said.
#[must_use]
pub fn subscribe(to: &Address, nick: Option<&str>) -> Element {
    let presence = directed(Kind::Subscribe, to);
    match nick {
        Some(nick) => presence.with(nick::element(nick)),
        None => presence,
    }
}

/// You may see me.
#[must_use]
pub fn subscribed(to: &Address) -> Element {
    directed(Kind::Subscribed, to)
}

/// I don't want to see you any more.
#[must_use]
pub fn unsubscribe(to: &Address) -> Element {
    directed(Kind::Unsubscribe, to)
}

/// Are you there? For those whom a server should have told of, and has not (RFC 6121 §4.3).
#[must_use]
pub fn probe(to: &Address) -> Element {
    directed(Kind::Probe, to)
}

/// You may not see me (any more).
#[must_use]
pub fn unsubscribed(to: &Address) -> Element {
    directed(Kind::Unsubscribed, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(inside: &str) -> Presence {
        let xml = format!("<presence xmlns='jabber:client' from='a@b/c'>{inside}</presence>");
        Presence::parse(xml.parse().unwrap())
    }

    fn of_type(kind: &str) -> Kind {
        let xml = format!("<presence xmlns='jabber:client' type='{kind}'/>");
        Presence::parse(xml.parse().unwrap()).kind
    }

    #[test]
    fn a_presence_is_read() {
        let presence = parse(
            "<show>dnd</show><status>Busy</status><status xml:lang='fr'> Occupée </status>\
             <priority>5</priority><nick xmlns='http://jabber.org/protocol/nick'> Romy </nick>\
             <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/>\
             <delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>",
        );
        assert_eq!(
            (presence.kind, presence.show),
            (Kind::Available, Show::DoNotDisturb)
        );
        assert_eq!(presence.priority, 5);
        assert_eq!(presence.status("fr").as_deref(), Some("Occupée"));
        assert_eq!(presence.status("en").as_deref(), Some("Busy"));
        assert_eq!(presence.nick().as_deref(), Some("Romy"));
        assert_eq!(presence.caps().unwrap().query_node(), "n#v");
        assert!(presence.delay().is_some());
        assert_eq!(presence.error(), None);
    }

    #[test]
    fn a_weird_show_means_online() {
        for show in ["<show>online</show>", "<show/>", "<show>brb</show>", ""] {
            assert_eq!(parse(show).show, Show::Online, "{show}");
        }
        assert_eq!(parse("<show> XA\n</show>").show, Show::ExtendedAway);
    }

    #[test]
    fn a_priority_is_clamped() {
        let priority = |text: &str| parse(&format!("<priority>{text}</priority>")).priority;
        assert_eq!(priority("999"), 127);
        assert_eq!(priority("-999"), -128);
        assert_eq!(priority(" -1 "), -1);
        assert_eq!(priority(""), 0);
        assert_eq!(priority("high"), 0);
    }

    #[test]
    fn a_type_nobody_knows_is_not_available() {
        assert_eq!(of_type("invisible"), Kind::Unknown);
        assert_eq!(of_type("available"), Kind::Available);
        assert_eq!(of_type("unsubscribed"), Kind::Unsubscribed);
        assert_eq!(of_type("error"), Kind::Error);
    }

    #[test]
    fn texts_without_end_are_cut() {
        let long = "x".repeat(1_000_000);
        let presence = parse(&format!(
            "<status>{long}</status><nick xmlns='http://jabber.org/protocol/nick'>{long}</nick>"
        ));
        assert_eq!(presence.status("").unwrap().len(), MAX_STATUS);
        assert_eq!(presence.nick().unwrap().len(), nick::MAX_NICK);
    }

    #[test]
    fn ours_can_be_read_by_us() {
        let caps = Element::bare("c", crate::caps::NS)
            .with_attr("node", "n")
            .with_attr("ver", "v");
        let presence = Presence::parse(available(Show::Away, "Lunch", -3, Some(caps)));
        assert_eq!(
            (presence.kind, presence.show),
            (Kind::Available, Show::Away)
        );
        assert_eq!(
            (presence.priority, presence.status("").unwrap().as_str()),
            (-3, "Lunch")
        );
        assert!(presence.caps().is_some());
        assert_eq!(
            String::from(&available(Show::Online, "", 0, None)),
            "<presence xmlns='jabber:client'/>"
        );
        assert_eq!(Presence::parse(unavailable("Bye")).kind, Kind::Unavailable);
    }

    #[test]
    fn subscriptions_are_written() {
        let romy: Address = "romy@example.org".parse().unwrap();
        let presence = Presence::parse(subscribe(&romy, Some("Me")));
        assert_eq!(
            (presence.kind, presence.nick().as_deref()),
            (Kind::Subscribe, Some("Me"))
        );
        assert_eq!(presence.to, Party::Known(romy.clone()));
        for (element, kind) in [
            (subscribed(&romy), Kind::Subscribed),
            (unsubscribe(&romy), Kind::Unsubscribe),
            (unsubscribed(&romy), Kind::Unsubscribed),
        ] {
            assert_eq!(Presence::parse(element).kind, kind);
        }
    }
}
