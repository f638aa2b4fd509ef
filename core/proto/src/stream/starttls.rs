//! STARTTLS (RFC 6120 §5): from a plain stream to an encrypted one.
//!
//! Whoever drives this must throw away every byte read together with `<proceed/>` and start with a
//! new reader inside TLS: what came before may be anyone's (CVE-2011-0411).

use minidom::Element;

use super::STREAMS;

/// Namespace of STARTTLS.
pub const TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";

/// What the server's features say about STARTTLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Not offered: there is no login without TLS.
    Missing,
    /// Offered.
    Optional,
    /// Offered and required.
    Required,
}

/// The server's answer to our request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `<proceed/>`: start TLS.
    Proceed,
    /// `<failure/>`: the server closes the stream.
    Failure,
}

/// Reads `<stream:features/>`.
pub fn offer(features: &Element) -> Offer {
    if !features.is("features", STREAMS) {
        return Offer::Missing;
    }
    match features.get_child("starttls", TLS) {
        None => Offer::Missing,
        Some(starttls) if starttls.has_child("required", TLS) => Offer::Required,
        Some(_) => Offer::Optional,
    }
}

/// Whether `<stream:features/>` offer STARTTLS.
pub fn wants(features: &Element) -> bool {
    offer(features) != Offer::Missing
}

/// `<starttls/>`.
pub fn request() -> Element {
    Element::bare("starttls", TLS)
}

/// Reads the answer; `None` if the element is neither.
pub fn answer(element: &Element) -> Option<Answer> {
    if element.is("proceed", TLS) {
        Some(Answer::Proceed)
    } else if element.is("failure", TLS) {
        Some(Answer::Failure)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(inside: &str) -> Element {
        let xml = format!("<features xmlns='{STREAMS}'>{inside}</features>");
        xml.parse().unwrap()
    }

    #[test]
    fn an_offer_is_seen() {
        let optional = features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        assert_eq!(offer(&optional), Offer::Optional);
        let required =
            features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>");
        assert_eq!(offer(&required), Offer::Required);
        assert!(wants(&optional) && wants(&required));
    }

    #[test]
    fn no_offer_is_missing() {
        assert!(!wants(&features("")));
        assert!(!wants(&features("<starttls xmlns='urn:other'/>")));
        assert!(!wants(&request()));
    }

    #[test]
    fn only_the_two_answers_are_answers() {
        assert_eq!(
            answer(&Element::bare("proceed", TLS)),
            Some(Answer::Proceed)
        );
        assert_eq!(
            answer(&Element::bare("failure", TLS)),
            Some(Answer::Failure)
        );
        assert_eq!(answer(&Element::bare("proceed", "jabber:client")), None);
        assert_eq!(answer(&Element::bare("success", TLS)), None);
    }
}
