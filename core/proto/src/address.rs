//! Addresses (RFC 7622), read leniently where the specification of the day differs from life.
//!
//! The bare part goes through the `jid` crate. The resource is taken as it is: stringprep knows no
//! character younger than Unicode 3.2, so a strict reader loses everybody in a room whose nick has
//! an emoji, and one that normalises answers an occupant who isn't there.

use std::fmt;
use std::str::FromStr;

use jid::{BareJid, FullJid};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// RFC 7622 §3.1.
const MAX_PART: usize = 1023;

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
        if let Some(resource) = resource {
            check_resource(resource)?;
        }
        Ok(Self {
            bare,
            resource: resource.map(str::to_owned),
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
    let text = text.trim();
    let plain = match strip_scheme(text) {
        Some(uri) => from_uri(uri),
        None => text.to_owned(),
    };
    let plain = plain.trim();
    if plain.is_empty() {
        return Err(AddressError::Empty);
    }
    let bare = plain.split('/').next().unwrap_or_default();
    if !bare.contains('@') {
        return Err(AddressError::NoAt);
    }
    plain.parse()
}

fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("xmpp").then_some(rest)
}

/// The address of an XMPP URI without its scheme (RFC 5122 §2.2): `//account/` in front names who
/// shall ask, `?…` behind what to do, `#…` nothing.
fn from_uri(uri: &str) -> String {
    let end = uri.find(['?', '#']).unwrap_or(uri.len());
    let path = uri.get(..end).unwrap_or(uri);
    let address = match path.strip_prefix("//") {
        Some(rest) => rest
            .split_once('/')
            .map_or(rest, |(_account, address)| address),
        None => path,
    };
    percent_decode(address)
}

/// `%40` becomes `@`; what is no escape, or no UTF-8, stays as it is.
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let escaped = match (first, behind) {
            (b'%', [high, low, behind @ ..]) => {
                hex(*high).zip(hex(*low)).map(|pair| (pair, behind))
            }
            _ => None,
        };
        match escaped {
            Some(((high, low), behind)) => {
                bytes.push(high << 4 | low);
                rest = behind;
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

fn parse_bare(text: &str) -> Result<BareJid, AddressError> {
    // The root of the DNS is no part of a domain (RFC 7622 §3.2).
    let text = text.strip_suffix('.').unwrap_or(text);
    let (local, domain) = match text.split_once('@') {
        Some((local, domain)) => (Some(local), domain),
        None => (None, text),
    };
    if local == Some("") {
        return Err(AddressError::Local);
    }
    if domain.is_empty() {
        return Err(AddressError::NoDomain);
    }
    if domain.len() > MAX_PART || local.is_some_and(|local| local.len() > MAX_PART) {
        return Err(AddressError::TooLong);
    }
    if domain.contains(char::is_whitespace) {
        return Err(AddressError::Domain);
    }
    prepared(text)?.ok_or(match local {
        Some(_) => AddressError::Local,
        None => AddressError::Domain,
    })
}

/// As both sides compare it. Preparing what is prepared can change it once more (U+03F9 becomes ϲ, and
/// that σ); what does not come to rest is no address (RFC 8264 §7: three more times).
fn prepared(text: &str) -> Result<Option<BareJid>, AddressError> {
    let mut bare = prepare(text)?;
    for _ in 0..3 {
        let again = prepare(bare.as_str())?;
        if again == bare {
            return Ok(Some(bare));
        }
        bare = again;
    }
    Ok(None)
}

fn prepare(text: &str) -> Result<BareJid, AddressError> {
    BareJid::new(text).map_err(|error| match error {
        jid::Error::NodeEmpty | jid::Error::NodePrep => AddressError::Local,
        jid::Error::NodeTooLong | jid::Error::ResourceTooLong => AddressError::TooLong,
        jid::Error::NamePrep | jid::Error::Idna | jid::Error::TooManyAts => AddressError::Domain,
        jid::Error::ResourceEmpty
        | jid::Error::ResourcePrep
        | jid::Error::ResourceMissingInFullJid
        | jid::Error::ResourceInBareJid => AddressError::Resource,
    })
}

fn check_resource(resource: &str) -> Result<(), AddressError> {
    if resource.len() > MAX_PART {
        return Err(AddressError::TooLong);
    }
    // The last two can't be written in XML either.
    let forbidden = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    if resource.is_empty() || resource.contains(forbidden) {
        return Err(AddressError::Resource);
    }
    Ok(())
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let (bare, resource) = match text.split_once('/') {
            Some((bare, resource)) => (bare, Some(resource)),
            None => (text, None),
        };
        Self::new(parse_bare(bare)?, resource)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> AddressError {
        text.parse::<Address>().unwrap_err()
    }

    fn typed(text: &str) -> Result<String, AddressError> {
        parse_typed(text).map(|address| address.to_string())
    }

    #[test]
    fn an_occupant_with_an_emoji_lives() {
        let address: Address = "room@conference.example.org/😀 / x".parse().unwrap();
        assert_eq!(address.bare().as_str(), "room@conference.example.org");
        assert_eq!(address.resource(), Some("😀 / x"));
        assert_eq!(address.to_string(), "room@conference.example.org/😀 / x");
        assert_eq!(address.local(), Some("room"));
        assert_eq!(address.domain(), "conference.example.org");
    }

    #[test]
    fn a_resource_is_taken_as_it_is() {
        let address: Address = "Room@Example.ORG/①".parse().unwrap();
        assert_eq!(address.to_string(), "room@example.org/①");
    }

    #[test]
    fn what_is_no_address_says_why() {
        assert_eq!(error(""), AddressError::Empty);
        assert_eq!(error("/x"), AddressError::NoDomain);
        assert_eq!(error("romy@"), AddressError::NoDomain);
        assert_eq!(error("@example.org"), AddressError::Local);
        assert_eq!(error("ro my@example.org"), AddressError::Local);
        assert_eq!(error("a@b@c"), AddressError::Domain);
        assert_eq!(error("romy@exa mple.org"), AddressError::Domain);
        assert_eq!(error("romy@example.org/"), AddressError::Resource);
        assert_eq!(error("romy@example.org/a\u{0}"), AddressError::Resource);
        assert_eq!(error("romy@example.org/a\nb"), AddressError::Resource);
        let long = "x".repeat(1024);
        assert_eq!(error(&format!("{long}@example.org")), AddressError::TooLong);
        assert_eq!(error(&format!("romy@{long}")), AddressError::TooLong);
        assert_eq!(
            error(&format!("romy@example.org/{long}")),
            AddressError::TooLong
        );
    }

    #[test]
    fn what_a_person_pastes_is_understood() {
        let romy = Ok("romy@example.org".to_owned());
        assert_eq!(typed("  Romy@Example.ORG \n"), romy);
        assert_eq!(typed("xmpp:romy@example.org?message;body=hi"), romy);
        assert_eq!(typed("XMPP:romy%40example.org?join"), romy);
        assert_eq!(typed("xmpp://me@example.net/romy@example.org#top"), romy);
        assert_eq!(typed("xmpp://romy@example.org"), romy);
        assert_eq!(
            typed("romy@example.org/home"),
            Ok("romy@example.org/home".to_owned())
        );
        assert_eq!(
            typed("xmpp:r%C3%B6my@example.org"),
            Ok("römy@example.org".to_owned())
        );
    }

    #[test]
    fn what_a_person_mistypes_is_named() {
        assert_eq!(typed(" \t"), Err(AddressError::Empty));
        assert_eq!(typed("xmpp:"), Err(AddressError::Empty));
        assert_eq!(typed("xmpp:?join"), Err(AddressError::Empty));
        assert_eq!(typed("romy"), Err(AddressError::NoAt));
        assert_eq!(typed("example.org/romy@x"), Err(AddressError::NoAt));
        assert_eq!(typed("romy@"), Err(AddressError::NoDomain));
        assert_eq!(typed("@example.org"), Err(AddressError::Local));
        assert_eq!(typed("romy m@example.org"), Err(AddressError::Local));
        assert_eq!(typed("romy@-"), Err(AddressError::Domain));
        assert_eq!(typed("romy@exa$%mple.org"), Err(AddressError::Domain));
        assert_eq!(typed("romy@a..b"), Err(AddressError::Domain));
        assert_eq!(typed("xmpp:%ff%ze%@example.org").map(|_| ()), Ok(()));
    }

    #[test]
    fn hosts_without_a_name_are_domains() {
        for text in [
            "me@localhost",
            "me@127.0.0.1",
            "me@[::1]",
            "example.org",
            "me@bücher.example",
        ] {
            assert_eq!(
                text.parse::<Address>()
                    .map(|address| address.to_string())
                    .as_deref(),
                Ok(text)
            );
        }
        assert_eq!(typed("me@example.org."), Ok("me@example.org".to_owned()));
    }

    #[test]
    fn it_is_stored_as_text() {
        use serde::de::IntoDeserializer;
        use serde::de::value::{Error, StrDeserializer};
        let read = |text: &'static str| {
            let text: StrDeserializer<'_, Error> = text.into_deserializer();
            Address::deserialize(text)
        };
        assert_eq!(read("room@example.org/😀").unwrap().resource(), Some("😀"));
        assert!(read("@@").is_err());
    }

    #[test]
    fn an_address_that_was_read_is_read_as_itself() {
        for text in [
            "\u{3f9}@example.org",
            "a@\u{3f9}.example",
            "\u{3f9}.example",
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string().parse(), Ok(address));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = parse_typed(&text);
            if let Ok(address) = text.parse::<Address>() {
                let again: Address = address.to_string().parse().unwrap();
                proptest::prop_assert_eq!(again, address);
            }
        }
    }
}
