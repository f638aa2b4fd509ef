//! Where to connect (RFC 6120 §3.2, RFC 2782, XEP-0368).

/// One SRV record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Lower first.
    pub priority: u16,
    /// Share among the records of one priority.
    pub weight: u16,
    /// The host; `.` for "no such service".
    pub host: String,
    /// The port.
    pub port: u16,
}

/// One place to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Host name, to be resolved to addresses.
    pub host: String,
    /// Port.
    pub port: u16,
    /// TLS from the first byte (XEP-0368) instead of STARTTLS.
    pub direct_tls: bool,
}

/// Why there is nowhere to connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SrvError {
    /// The domain says that it has no XMPP service.
    #[error("the domain has no XMPP service")]
    NoService,
}

/// Every place to try, in order. `direct` are the `_xmpps-client` records, `starttls` the `_xmpp-client`
/// ones; both empty means "no records": `domain:5222`. `random` is uniform over all of `u64`.
pub fn targets(
    domain: &str,
    direct: &[Record],
    starttls: &[Record],
    random: &mut dyn FnMut() -> u64,
) -> Result<Vec<Target>, SrvError> {
    todo!()
}
