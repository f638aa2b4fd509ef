//! The elements of stream management (XEP-0198 §3 to §5).

use minidom::Element;
use rxml::NcName;

use crate::stream::STREAMS;

/// Namespace of stream management.
pub const SM: &str = "urn:xmpp:sm:3";

const STANZA_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

/// Longest name of a session that can be resumed; the XEP allows 4000 bytes.
const ID_BYTES: usize = 4000;

/// `<a/>`: how many stanzas are handled.
pub fn ack(h: u32) -> Element {
    with("a", &[("h", &h.to_string())])
}

/// `<r/>`: asks for an `<a/>`.
pub fn request() -> Element {
    with("r", &[])
}

/// `<enable/>`, with resumption.
pub fn enable() -> Element {
    with("enable", &[("resume", "true")])
}

/// `<resume/>`: asks for the old session back.
pub fn resume(previd: &str, h: u32) -> Element {
    with("resume", &[("previd", previd), ("h", &h.to_string())])
}

fn with(name: &str, attributes: &[(&str, &str)]) -> Element {
    let mut element = Element::bare(name, SM);
    for (name, value) in attributes {
        if let Ok(name) = NcName::try_from(*name) {
            element.set_attr(rxml::Namespace::NONE, name, *value);
        }
    }
    element
}

/// What the server says about stream management.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// `<a/>`: how many of our stanzas it has handled.
    Ack(u32),
    /// `<r/>`: it asks for an `<a/>`.
    Request,
    /// `<enabled/>`
    Enabled {
        /// The session's name, if it can be resumed.
        id: Option<String>,
        /// For how many seconds.
        max: Option<u32>,
        /// Where to reconnect to.
        location: Option<String>,
    },
    /// `<resumed/>`
    Resumed {
        /// The server's counter.
        h: u32,
        /// The session.
        previd: String,
    },
    /// `<failed/>`
    Failed {
        /// The server's counter, if it still knew it.
        h: Option<u32>,
        /// The condition, as `item-not-found`.
        condition: String,
    },
}

impl Reply {
    /// Reads an element of the server; `None` if it is anything else or lacks what it must have.
    pub fn parse(element: &Element) -> Option<Self> {
        if !element.has_ns(SM) {
            return None;
        }
        let number = |name: &str| element.attr(name).and_then(|value| value.parse().ok());
        let text = |name: &str| element.attr(name).map(str::to_owned);
        Some(match element.name() {
            "a" => Self::Ack(number("h")?),
            "r" => Self::Request,
            "enabled" => {
                let resumable = matches!(element.attr("resume"), Some("true" | "1"));
                let id =
                    text("id").filter(|id| resumable && !id.is_empty() && id.len() <= ID_BYTES);
                Self::Enabled {
                    id,
                    max: number("max"),
                    location: text("location"),
                }
            }
            "resumed" => Self::Resumed {
                h: number("h")?,
                previd: text("previd")?,
            },
            "failed" => Self::Failed {
                h: number("h"),
                condition: condition(element),
            },
            _ => return None,
        })
    }
}

fn condition(failed: &Element) -> String {
    let mut conditions = failed
        .children()
        .filter(|child| child.has_ns(STANZA_ERRORS));
    let condition = conditions.find(|child| child.name() != "text");
    condition
        .map_or("undefined-condition", Element::name)
        .to_owned()
}

/// Whether `<stream:features/>` offer stream management.
pub fn offered(features: &Element) -> bool {
    features.is("features", STREAMS) && features.has_child("sm", SM)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(xml: &str) -> Option<Reply> {
        Reply::parse(
            &xml.replacen('>', " xmlns='urn:xmpp:sm:3'>", 1)
                .parse()
                .unwrap(),
        )
    }

    #[test]
    fn requests_look_as_the_xep_wants() {
        assert_eq!(
            String::from(&ack(u32::MAX)),
            "<a xmlns='urn:xmpp:sm:3' h='4294967295'/>"
        );
        assert_eq!(String::from(&request()), "<r xmlns='urn:xmpp:sm:3'/>");
        assert_eq!(
            String::from(&enable()),
            "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"
        );
        let resume = resume("some-id", 7);
        assert_eq!(
            (resume.attr("previd"), resume.attr("h")),
            (Some("some-id"), Some("7"))
        );
    }

    #[test]
    fn acks_and_requests_are_read() {
        assert_eq!(parse("<a h='7'></a>"), Some(Reply::Ack(7)));
        assert_eq!(parse("<a h='4294967295'></a>"), Some(Reply::Ack(u32::MAX)));
        assert_eq!(parse("<r></r>"), Some(Reply::Request));
        for h in ["", "-1", "4294967296", "x", "0x7"] {
            assert_eq!(parse(&format!("<a h='{h}'></a>")), None, "{h}");
        }
        assert_eq!(parse("<a></a>"), None);
        assert_eq!(parse("<b></b>"), None);
        assert_eq!(Reply::parse(&Element::bare("r", "jabber:client")), None);
    }

    #[test]
    fn resumption_is_offered_as_1_or_true() {
        for (resume, offered) in [
            ("1", true),
            ("true", true),
            ("false", false),
            ("0", false),
            ("", false),
        ] {
            let reply = parse(&format!(
                "<enabled resume='{resume}' id='some-id' max='600'></enabled>"
            ));
            let id = offered.then(|| "some-id".to_owned());
            let enabled = Reply::Enabled {
                id,
                max: Some(600),
                location: None,
            };
            assert_eq!(reply, Some(enabled), "{resume}");
        }
        let nothing = Reply::Enabled {
            id: None,
            max: None,
            location: None,
        };
        assert_eq!(parse("<enabled></enabled>"), Some(nothing.clone()));
        assert_eq!(
            parse("<enabled resume='1' id='' max='soon'></enabled>"),
            Some(nothing.clone())
        );
        let long = "x".repeat(4001);
        assert_eq!(
            parse(&format!("<enabled resume='1' id='{long}'></enabled>")),
            Some(nothing)
        );
    }

    #[test]
    fn the_end_of_a_resumption_is_read() {
        let resumed = Reply::Resumed {
            h: 3,
            previd: "some-id".to_owned(),
        };
        assert_eq!(
            parse("<resumed h='3' previd='some-id'></resumed>"),
            Some(resumed)
        );
        assert_eq!(parse("<resumed previd='some-id'></resumed>"), None);
        assert_eq!(parse("<resumed h='3'></resumed>"), None);
        let failed: Element = "<failed xmlns='urn:xmpp:sm:3' h='9'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>".parse().unwrap();
        let reply = Reply::Failed {
            h: Some(9),
            condition: "item-not-found".to_owned(),
        };
        assert_eq!(Reply::parse(&failed), Some(reply));
        let reply = Reply::Failed {
            h: None,
            condition: "undefined-condition".to_owned(),
        };
        assert_eq!(parse("<failed></failed>"), Some(reply));
    }

    #[test]
    fn an_offer_is_seen_in_features_only() {
        let mut features = Element::bare("features", STREAMS);
        assert!(!offered(&features));
        features.append_child(Element::bare("sm", "urn:xmpp:sm:2"));
        assert!(!offered(&features));
        features.append_child(Element::bare("sm", SM));
        assert!(offered(&features));
        assert!(!offered(&Element::bare("sm", SM)));
    }
}
