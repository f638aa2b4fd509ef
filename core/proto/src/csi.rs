//! Client state indication (XEP-0352): tells the server whether anybody looks, so that it can keep
//! back what would only wake a machine up.
//!
//! A server takes every new session, and every resumed one, for one at which somebody looks (§5.2).

use minidom::Element;

/// The namespace.
pub const NS: &str = "urn:xmpp:csi:0";

/// Whether the server wants to know, by its features after the login.
pub fn offered(features: &Element) -> bool {
    features.has_child("csi", NS)
}

/// Somebody looks, or nobody does.
pub fn indication(active: bool) -> Element {
    let name = if active { "active" } else { "inactive" };
    Element::bare(name, NS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indications_look_as_the_xep_wants() {
        let xml = |active| String::from(&indication(active));
        assert_eq!(xml(true), "<active xmlns='urn:xmpp:csi:0'/>");
        assert_eq!(xml(false), "<inactive xmlns='urn:xmpp:csi:0'/>");
    }

    #[test]
    fn only_the_feature_itself_is_an_offer() {
        let features = |inside: &str| -> Element {
            format!("<features xmlns='http://etherx.jabber.org/streams'>{inside}</features>")
                .parse()
                .unwrap()
        };
        assert!(offered(&features("<csi xmlns='urn:xmpp:csi:0'/>")));
        assert!(!offered(&features("<csi xmlns='urn:xmpp:csi:1'/>")));
        assert!(!offered(&features("")));
    }
}
