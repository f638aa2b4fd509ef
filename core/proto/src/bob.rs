//! Bits of binary (XEP-0231): small pictures inside the stream, named by the hash of their bytes.
//!
//! Bytes count only if their hash is the one they were asked for by: whoever relays them could
//! otherwise put another picture in the place of the one that a server wanted to show.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use minidom::Element;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::xml::Tree;

/// The namespace of bits.
pub const NS: &str = "urn:xmpp:bob";

/// The most bytes that are taken. The XEP's limit is 8 KiB; captchas of real servers have up to
/// forty.
pub const MAX_BYTES: usize = 128 * 1024;

/// The domain of every name.
const DOMAIN: &str = "@bob.xmpp.org";

/// The name of some bits: a hash of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cid {
    algorithm: Algorithm,
    hash: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

/// Why a text is no name, or bits are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BobError {
    /// Not a name of bits, or by a hash that is not known.
    #[error("not the name of bits of binary")]
    Name,
    /// The bytes can't be read.
    #[error("the bits can't be decoded")]
    Encoding,
    /// There are too many of them.
    #[error("the bits are too large")]
    TooLarge,
    /// They are others.
    #[error("the bits are not those that were named")]
    Mismatch,
}

impl Cid {
    /// The name of these bytes, by SHA-256.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            algorithm: Algorithm::Sha256,
            hash: Sha256::digest(bytes).to_vec(),
        }
    }

    /// Whether it is the name of these bytes.
    #[must_use]
    pub fn names(&self, bytes: &[u8]) -> bool {
        let hash = match self.algorithm {
            Algorithm::Sha1 => Sha1::digest(bytes).to_vec(),
            Algorithm::Sha256 => Sha256::digest(bytes).to_vec(),
            Algorithm::Sha512 => Sha512::digest(bytes).to_vec(),
        };
        hash == self.hash
    }

    /// The question for the bytes.
    #[must_use]
    pub fn request(&self) -> Element {
        Element::bare("data", NS).with_attr("cid", &self.to_string())
    }

    /// The bytes that a `<data/>` holds, if it has this name and they have it too.
    ///
    /// # Errors
    /// [`BobError`].
    pub fn read(&self, data: &Element) -> Result<Vec<u8>, BobError> {
        if !data.is("data", NS)
            || data.attr("cid").and_then(|cid| cid.parse().ok()) != Some(self.clone())
        {
            return Err(BobError::Name);
        }
        let text = data.text();
        // Base64 makes four characters of three bytes; line breaks come on top.
        if text.len() > MAX_BYTES * 3 / 2 {
            return Err(BobError::TooLarge);
        }
        let text: String = text.split_ascii_whitespace().collect();
        let bytes = LENIENT.decode(text).map_err(|_| BobError::Encoding)?;
        if bytes.len() > MAX_BYTES {
            return Err(BobError::TooLarge);
        }
        match self.names(&bytes) {
            true => Ok(bytes),
            false => Err(BobError::Mismatch),
        }
    }
}

/// Servers differ in whether they pad.
pub(crate) const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl FromStr for Cid {
    type Err = BobError;

    /// Reads `sha1+8f35…@bob.xmpp.org` (XEP-0231 §3), also with the names of hashes of XEP-0300.
    fn from_str(text: &str) -> Result<Self, BobError> {
        let (algorithm, hash) = text
            .strip_suffix(DOMAIN)
            .and_then(|name| name.split_once('+'))
            .ok_or(BobError::Name)?;
        let (algorithm, length) = match algorithm {
            "sha1" | "sha-1" => (Algorithm::Sha1, 20),
            "sha256" | "sha-256" => (Algorithm::Sha256, 32),
            "sha512" | "sha-512" => (Algorithm::Sha512, 64),
            _ => return Err(BobError::Name),
        };
        let hash = hex(hash).filter(|hash| hash.len() == length);
        Ok(Self {
            algorithm,
            hash: hash.ok_or(BobError::Name)?,
        })
    }
}

impl fmt::Display for Cid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.algorithm {
            Algorithm::Sha1 => "sha1+",
            Algorithm::Sha256 => "sha256+",
            Algorithm::Sha512 => "sha512+",
        })?;
        for byte in &self.hash {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(DOMAIN)
    }
}

impl Serialize for Cid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let bytes = pairs.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(cid: &str, text: &str) -> Element {
        Element::bare("data", NS)
            .with_attr("cid", cid)
            .with_text(text)
    }

    #[test]
    fn bits_are_those_that_were_named() {
        // printf 'waxwing' | sha1sum; printf 'waxwing' | base64
        let name = "sha1+d0be2dc421be4fcd0172e5afceea3970e2f3d940@bob.xmpp.org";
        let bytes = b"d0be".to_vec();
        let other: Cid = name.parse().unwrap();
        assert_eq!(other.to_string(), name);
        assert!(!other.names(&bytes));
        let cid = Cid::of(b"waxwing");
        let written = data(&cid.to_string(), "d2F4\n  d2lu\r\nZw==");
        assert_eq!(cid.read(&written).unwrap(), b"waxwing");
        let unpadded = data(&cid.to_string(), "d2F4d2luZw");
        assert_eq!(cid.read(&unpadded).unwrap(), b"waxwing");
        assert_eq!(cid.request().attr("cid"), Some(cid.to_string().as_str()));
    }

    #[test]
    fn other_bits_are_refused() {
        let cid = Cid::of(b"waxwing");
        let name = cid.to_string();
        assert_eq!(
            cid.read(&data(&name, "d2F4d2luZ2U=")),
            Err(BobError::Mismatch)
        );
        assert_eq!(cid.read(&data(&name, "~~~")), Err(BobError::Encoding));
        let other = Cid::of(b"other").to_string();
        assert_eq!(cid.read(&data(&other, "d2F4d2luZw==")), Err(BobError::Name));
        assert_eq!(cid.read(&Element::bare("data", "x")), Err(BobError::Name));
        let huge = "A".repeat(MAX_BYTES * 2);
        assert_eq!(cid.read(&data(&name, &huge)), Err(BobError::TooLarge));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for bad in [
            "",
            "sha1+@bob.xmpp.org",
            "sha1+zz@bob.xmpp.org",
            "sha1+00@bob.xmpp.org",
            "md5+d41d8cd98f00b204e9800998ecf8427e@bob.xmpp.org",
            "sha1+d0be2dc421be4fcd0172e5afceea3970e2f3d940@evil.example",
            "sha1+d0be2dc421be4fcd0172e5afceea3970e2f3d94@bob.xmpp.org",
            "sha1+é0be2dc421be4fcd0172e5afceea3970e2f3d940@bob.xmpp.org",
        ] {
            assert_eq!(bad.parse::<Cid>(), Err(BobError::Name), "{bad}");
        }
    }
}
