//! What somebody may do in a room for as long as they are in it, and what they are to it for good
//! (XEP-0045 §5). What nobody knows is the least of all.

/// What an occupant may do (XEP-0045 §5.1), the most powerful last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Nothing: it is not in the room.
    #[default]
    None,
    /// Listen.
    Visitor,
    /// Speak.
    Participant,
    /// Make others be silent, or leave.
    Moderator,
}

/// What a person is to a room, whether they are in it or not (XEP-0045 §5.2), the closest last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Affiliation {
    /// Banned.
    Outcast,
    /// Nobody in particular.
    #[default]
    None,
    /// May enter a room of members.
    Member,
    /// May ban, and make members.
    Admin,
    /// May do everything.
    Owner,
}

impl Role {
    /// Reads an attribute.
    #[must_use]
    pub fn parse(attribute: Option<&str>) -> Self {
        match attribute.map(str::trim) {
            Some("visitor") => Self::Visitor,
            Some("participant") => Self::Participant,
            Some("moderator") => Self::Moderator,
            _ => Self::None,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Visitor => "visitor",
            Self::Participant => "participant",
            Self::Moderator => "moderator",
        }
    }
}

impl Affiliation {
    /// Reads an attribute.
    #[must_use]
    pub fn parse(attribute: Option<&str>) -> Self {
        match attribute.map(str::trim) {
            Some("outcast") => Self::Outcast,
            Some("member") => Self::Member,
            Some("admin") => Self::Admin,
            Some("owner") => Self::Owner,
            _ => Self::None,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outcast => "outcast",
            Self::None => "none",
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}
