//! Status codes (XEP-0045 §15.6.2): what happened, in numbers. Codes that nobody knows mean nothing.

/// What a room says has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// 100: everybody here sees real addresses.
    ShowsAddresses,
    /// 101: our affiliation changed while we were not here.
    AffiliationChanged,
    /// 104: something of the configuration changed.
    ConfigurationChanged,
    /// 110: this is about ourselves.
    Ourselves,
    /// 170: what is said is written down for everybody to read.
    Logged,
    /// 171: no longer.
    NotLogged,
    /// 172: everybody here sees real addresses from now on.
    NonAnonymous,
    /// 173: only moderators see real addresses from now on.
    SemiAnonymous,
    /// 201: the room was made by our entering.
    Created,
    /// 210: the room has given us another nick.
    NickAssigned,
    /// 301: banned.
    Banned,
    /// 303: goes by another nick from now on.
    Renamed,
    /// 307: thrown out.
    Kicked,
    /// 321: no longer a member.
    AffiliationLost,
    /// 322: the room is for members from now on.
    MembersOnly,
    /// 332: the service is closing.
    Shutdown,
    /// 333: the connection of the occupant was lost.
    Error,
    /// Another one.
    Other(u16),
}

impl Status {
    pub(super) fn parse(code: &str) -> Option<Self> {
        Some(match code.trim().parse().ok()? {
            100 => Self::ShowsAddresses,
            101 => Self::AffiliationChanged,
            104 => Self::ConfigurationChanged,
            110 => Self::Ourselves,
            170 => Self::Logged,
            171 => Self::NotLogged,
            172 => Self::NonAnonymous,
            173 => Self::SemiAnonymous,
            201 => Self::Created,
            210 => Self::NickAssigned,
            301 => Self::Banned,
            303 => Self::Renamed,
            307 => Self::Kicked,
            321 => Self::AffiliationLost,
            322 => Self::MembersOnly,
            332 => Self::Shutdown,
            333 => Self::Error,
            other => Self::Other(other),
        })
    }
}
