//! The two wire versions of OMEMO that are in use.

use std::fmt;

/// A wire version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// `eu.siacs.conversations.axolotl`: XEP-0384 up to version 0.3.
    Legacy,
    /// `urn:xmpp:omemo:2`: XEP-0384 since version 0.8.
    Omemo2,
}

impl Profile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Legacy, Self::Omemo2];

    /// The namespace of its stanzas.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Legacy => "eu.siacs.conversations.axolotl",
            Self::Omemo2 => "urn:xmpp:omemo:2",
        }
    }

    /// The profile with this namespace.
    #[must_use]
    pub fn from_namespace(namespace: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.namespace() == namespace)
    }

    /// How it is written into the store.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Legacy => 1,
            Self::Omemo2 => 2,
        }
    }

    /// See [`Self::code`].
    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.code() == code)
    }

    /// What X3DH's secret is made with.
    pub(crate) const fn agreement_info(self) -> &'static str {
        match self {
            Self::Legacy => "WhisperText",
            Self::Omemo2 => "OMEMO X3DH",
        }
    }

    /// What a turn of the ratchet is made with.
    pub(crate) const fn root_info(self) -> &'static str {
        match self {
            Self::Legacy => "WhisperRatchet",
            Self::Omemo2 => "OMEMO Root Chain",
        }
    }

    /// What the keys of a message are made with.
    pub(crate) const fn message_info(self) -> &'static str {
        match self {
            Self::Legacy => "WhisperMessageKeys",
            Self::Omemo2 => "OMEMO Message Key Material",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.namespace())
    }
}

/// The number of a device, unique within its account.
///
/// New ones lie between 1 and 2³¹ - 1 (XEP-0384 §5.1). What others publish may be any 32 bits; some write
/// them with a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(u32);

impl DeviceId {
    /// Largest number that a new device may have.
    pub const MAX_NEW: u32 = i32::MAX.cast_unsigned();

    /// Takes a number as it is.
    #[must_use]
    pub const fn new(id: u32) -> Self {
        Self(id)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Reads a number with or without a sign, of 32 bits either way.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let signed = || text.parse::<i32>().ok().map(i32::cast_unsigned);
        text.parse::<u32>().ok().or_else(signed).map(Self)
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A device of somebody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The bare address it belongs to, prepared already (RFC 7622).
    pub jid: String,
    /// Which of that person's devices it is.
    pub device: DeviceId,
}

impl Address {
    /// A device of this bare address.
    pub fn new(jid: impl Into<String>, device: DeviceId) -> Self {
        Self {
            jid: jid.into(),
            device,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.jid, self.device)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_devices_are_read_with_and_without_a_sign() {
        let read = |text| DeviceId::parse(text).map(DeviceId::get);
        assert_eq!(read("31415"), Some(31415));
        assert_eq!(read(" 7 "), Some(7));
        assert_eq!(read("-5"), Some(u32::MAX - 4));
        assert_eq!(read("4294967295"), Some(u32::MAX));
        for wrong in ["", "4294967296", "-2147483649", "1.0", "x"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_profile_is_known_by_its_namespace() {
        for profile in Profile::ALL {
            assert_eq!(Profile::from_namespace(profile.namespace()), Some(profile));
            assert_eq!(Profile::from_code(profile.code()), Some(profile));
        }
        assert_eq!(Profile::from_namespace("urn:xmpp:omemo:1"), None);
        assert_eq!(Profile::from_code(3), None);
    }
}
