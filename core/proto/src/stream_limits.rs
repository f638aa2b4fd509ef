//! Stream limits (XEP-0478): how long a stanza the server takes, and how long it bears silence.

use std::time::Duration;

use minidom::Element;

/// The namespace.
pub const NS: &str = "urn:xmpp:stream-limits:0";

/// What a server bears; nothing is told where it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamLimits {
    /// Bytes of XML of one stanza.
    pub max_bytes: Option<usize>,
    /// How long nothing may come from us.
    pub idle: Option<Duration>,
}

/// Reads the limits among the features after the login. What is no positive number is not a limit.
pub fn announced(features: &Element) -> StreamLimits {
    let limits = features.get_child("limits", NS);
    let number = |name| -> Option<u64> {
        let text = limits?.get_child(name, NS)?.text();
        text.trim().parse().ok().filter(|number| *number > 0)
    };
    StreamLimits {
        max_bytes: number("max-bytes").map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX)),
        idle: number("idle-seconds").map(Duration::from_secs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inside: &str) -> StreamLimits {
        let features = format!(
            "<features xmlns='http://etherx.jabber.org/streams'>\
             <limits xmlns='{NS}'>{inside}</limits></features>"
        );
        announced(&features.parse().unwrap())
    }

    #[test]
    fn limits_are_read() {
        let limits = read("<max-bytes>262144</max-bytes><idle-seconds> 1800 </idle-seconds>");
        assert_eq!(limits.max_bytes, Some(262_144));
        assert_eq!(limits.idle, Some(Duration::from_secs(1800)));
    }

    #[test]
    fn nonsense_is_no_limit() {
        for bad in [
            "",
            "<max-bytes/>",
            "<max-bytes>0</max-bytes><idle-seconds>0</idle-seconds>",
            "<max-bytes>-1</max-bytes>",
            "<max-bytes>much</max-bytes>",
            "<max-bytes>99999999999999999999999</max-bytes>",
            "<max-bytes xmlns='x'>7</max-bytes>",
        ] {
            assert_eq!(read(bad), StreamLimits::default(), "{bad}");
        }
    }
}
