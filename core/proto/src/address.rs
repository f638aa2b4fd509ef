//! Addresses (RFC 7622), read leniently where the specification of the day differs from life.
//!
//! The bare part goes through the `jid` crate. The resource is taken as it is: stringprep knows no
//! character younger than Unicode 3.2, so a strict reader loses everybody in a room whose nick has
//! an emoji, and one that normalises answers an occupant who isn't there.

use std::fmt;
use std::str::FromStr;

use jid::{BareJid, FullJid};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A bare JID, or a full one with any resource that can be written down.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    bare: BareJid,
    resource: Option<String>,
}

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is nothing.
    #[error("the address is empty")]
    Empty,
    /// A person's address was asked for, and there is no `@`. Only from [`parse_typed`].
    #[error("the address has no @")]
    NoAt,
    /// Nothing behind the `@`.
    #[error("the address has no domain")]
    NoDomain,
    /// The domain holds what no domain can.
    #[error("the domain is not valid")]
    Domain,
    /// The part before the `@` is missing or holds what it may not.
    #[error("the part before the @ is not valid")]
    Local,
    /// The resource is empty or holds control characters.
    #[error("the resource is not valid")]
    Resource,
    /// A part is longer than 1023 bytes (RFC 7622 §3.1).
    #[error("the address is too long")]
    TooLong,
}

impl Address {
    /// The bare JID with this resource.
    ///
    /// # Errors
    /// [`AddressError::Resource`] or [`AddressError::TooLong`] where the resource can't be one.
    pub fn new(bare: BareJid, resource: Option<&str>) -> Result<Self, AddressError> {
        let _ = resource;
        Ok(Self {
            bare,
            resource: None,
        })
    }

    /// Without the resource.
    #[must_use]
    pub fn bare(&self) -> &BareJid {
        &self.bare
    }

    /// Without the resource.
    #[must_use]
    pub fn into_bare(self) -> BareJid {
        self.bare
    }

    /// The resource, or the nick of an occupant.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.resource.as_deref()
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local(&self) -> Option<&str> {
        self.bare.node().map(|node| node.as_str())
    }

    /// The domain.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.bare.domain().as_str()
    }

    /// There is no resource.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.resource.is_none()
    }
}

/// Reads what a person typed or pasted: spaces around it, an `xmpp:` in front, a `?join` behind.
///
/// # Errors
/// What is wrong with it, for the words beside the field.
pub fn parse_typed(text: &str) -> Result<Address, AddressError> {
    text.parse()
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(_text: &str) -> Result<Self, AddressError> {
        unimplemented!()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.resource {
            Some(resource) => write!(f, "{}/{resource}", self.bare),
            None => write!(f, "{}", self.bare),
        }
    }
}

impl From<BareJid> for Address {
    fn from(bare: BareJid) -> Self {
        Self {
            bare,
            resource: None,
        }
    }
}

impl From<&BareJid> for Address {
    fn from(bare: &BareJid) -> Self {
        bare.clone().into()
    }
}

impl From<FullJid> for Address {
    fn from(full: FullJid) -> Self {
        Self {
            resource: Some(full.resource().as_str().to_owned()),
            bare: full.into_bare(),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
