//! Channel binding (RFC 5056): bytes that both ends of one TLS connection know and nobody between them,
//! so that a login that is tied to them can't be passed on by somebody in the middle.

use std::fmt;

/// The kinds of binding we can do, strongest first. `tls-unique` is not among them: TLS 1.3 has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BindingType {
    /// `tls-exporter` (RFC 9266): of this very connection.
    TlsExporter,
    /// `tls-server-end-point` (RFC 5929 §4): of the server's certificate, so it says nothing against
    /// somebody who has stolen the certificate's key.
    TlsServerEndPoint,
}

impl BindingType {
    /// Every kind, strongest first.
    pub const ALL: [Self; 2] = [Self::TlsExporter, Self::TlsServerEndPoint];

    /// The registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::TlsExporter => "tls-exporter",
            Self::TlsServerEndPoint => "tls-server-end-point",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How much it says; more is better.
    pub(crate) fn strength(self) -> u8 {
        match self {
            Self::TlsExporter => 2,
            Self::TlsServerEndPoint => 1,
        }
    }
}

/// What a connection has to bind to; empty where TLS ends somewhere else or can't tell.
#[derive(Clone, Default)]
pub struct Bindings {
    /// The bytes of `tls-exporter`.
    pub exporter: Option<Vec<u8>>,
    /// The bytes of `tls-server-end-point`.
    pub end_point: Option<Vec<u8>>,
}

impl Bindings {
    /// The bytes of one kind.
    pub fn bytes(&self, kind: BindingType) -> Option<&[u8]> {
        match kind {
            BindingType::TlsExporter => self.exporter.as_deref(),
            BindingType::TlsServerEndPoint => self.end_point.as_deref(),
        }
    }

    /// What of it is of these kinds.
    pub fn only(self, kinds: &[BindingType]) -> Self {
        let of = |kind, bytes: Option<_>| bytes.filter(|_| kinds.contains(&kind));
        Self {
            exporter: of(BindingType::TlsExporter, self.exporter),
            end_point: of(BindingType::TlsServerEndPoint, self.end_point),
        }
    }

    /// Whether there is nothing to bind to.
    pub fn is_empty(&self) -> bool {
        self.exporter.is_none() && self.end_point.is_none()
    }

    /// The strongest kind that is here and wanted.
    pub(crate) fn strongest(&self, wanted: impl Fn(BindingType) -> bool) -> Option<BindingType> {
        BindingType::ALL
            .into_iter()
            .find(|kind| self.bytes(*kind).is_some() && wanted(*kind))
    }
}

impl fmt::Debug for Bindings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = BindingType::ALL
            .into_iter()
            .filter(|kind| self.bytes(*kind).is_some());
        f.debug_set().entries(here.map(BindingType::name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_that_both_sides_have_is_used() {
        let both = Bindings {
            exporter: Some(vec![1]),
            end_point: Some(vec![2]),
        };
        assert_eq!(both.strongest(|_| true), Some(BindingType::TlsExporter));
        let weaker = |kind| kind == BindingType::TlsServerEndPoint;
        assert_eq!(both.strongest(weaker), Some(BindingType::TlsServerEndPoint));
        assert_eq!(both.strongest(|_| false), None);
        assert_eq!(Bindings::default().strongest(|_| true), None);
        let one = both.only(&[BindingType::TlsServerEndPoint]);
        assert_eq!(
            one.strongest(|_| true),
            Some(BindingType::TlsServerEndPoint)
        );
        assert!(one.only(&[]).is_empty());
    }

    #[test]
    fn names_are_read_back_and_bytes_not_shown() {
        for kind in BindingType::ALL {
            assert_eq!(BindingType::parse(kind.name()), Some(kind));
        }
        assert_eq!(BindingType::parse("tls-unique"), None);
        let bindings = Bindings {
            exporter: Some(vec![171]),
            end_point: None,
        };
        assert_eq!(format!("{bindings:?}"), "{\"tls-exporter\"}");
    }
}
