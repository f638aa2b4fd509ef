//! What the server said about itself after the login that concerns the connection alone.

use std::time::Duration;

use minidom::Element;
use waxwing_proto::{csi, stream_limits};

/// What the server wants and bears.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manners {
    /// It wants to know whether somebody looks (XEP-0352).
    pub(super) csi: bool,
    /// How long it bears silence (XEP-0478).
    pub(super) idle: Option<Duration>,
    /// The longest stanza it takes (XEP-0478).
    pub(super) max_bytes: Option<usize>,
}

impl Manners {
    /// Reads the features after the login.
    pub(super) fn of(features: &Element) -> Self {
        let limits = stream_limits::announced(features);
        Self {
            csi: csi::offered(features),
            idle: limits.idle,
            max_bytes: limits.max_bytes,
        }
    }
}
