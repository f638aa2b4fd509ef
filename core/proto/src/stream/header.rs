//! The stream header (RFC 6120 §4.7), as either side sends it.

use minidom::Element;

/// The attributes of a `<stream:stream>` in `jabber:client`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Identifies the stream; only the receiving side sets it (§4.7.3).
    pub id: Option<String>,
    /// Who opened it (§4.7.1).
    pub from: Option<String>,
    /// For whom it is (§4.7.2).
    pub to: Option<String>,
    /// The version of XMPP, normally `1.0` (§4.7.5).
    pub version: Option<String>,
    /// Default language of the stream's texts (§4.7.4).
    pub lang: Option<String>,
}

impl Header {
    /// Whether the other side speaks XMPP 1.0 or newer, so that features will follow.
    pub fn has_features(&self) -> bool {
        let version = self.version.as_deref().unwrap_or_default();
        let major = version.split('.').next().unwrap_or_default();
        major.parse::<u32>().is_ok_and(|major| major >= 1)
    }

    pub(super) fn parse(element: &Element) -> Self {
        let get = |name: &str| element.attr(name).map(str::to_owned);
        Self {
            id: get("id"),
            from: get("from"),
            to: get("to"),
            version: get("version"),
            lang: element
                .attr_ns(rxml::Namespace::xml(), "lang")
                .map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(version: &str) -> Header {
        Header {
            version: Some(version.to_owned()),
            ..Header::default()
        }
    }

    #[test]
    fn features_follow_from_version_1_0_on() {
        assert!(version("1.0").has_features());
        assert!(version("2.7").has_features());
        assert!(!version("0.9").has_features());
        assert!(!version("").has_features());
        assert!(!version("one").has_features());
        assert!(!Header::default().has_features());
    }
}
