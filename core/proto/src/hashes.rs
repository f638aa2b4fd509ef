//! Hashes of files (XEP-0300): only SHA-256, which everybody has to know (§4). Inside Waxwing a hash
//! is written in small hex letters, as people write it and as files are named.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use minidom::Element;

use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "urn:xmpp:hashes:2";

/// What came before; its elements look the same.
const OLDER: &str = "urn:xmpp:hashes:1";

/// More hashes of one file than anybody sends.
const MAX_HASHES: usize = 16;

/// A SHA-256 in bytes.
const LENGTH: usize = 32;

/// Programs differ in whether they pad.
pub(crate) const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The payload for a SHA-256 in hex; `None` where the text is none.
#[must_use]
pub fn sha256(hex: &str) -> Option<Element> {
    let text = LENIENT.encode(from_hex(hex)?);
    let hash = Element::bare("hash", NS).with_attr("algo", "sha-256");
    Some(hash.with_text(&text))
}

/// The SHA-256 among the hashes below an element, in small hex letters; one that can't be one is
/// none.
#[must_use]
pub fn find_sha256(parent: &Element) -> Option<String> {
    let hashes = parent
        .children()
        .filter(|child| child.is("hash", NS) || child.is("hash", OLDER));
    hashes.take(MAX_HASHES).find_map(|hash| {
        let named = hash.attr("algo")?.eq_ignore_ascii_case("sha-256");
        named.then(|| read(&hash.text())).flatten()
    })
}

/// Whether a text is a SHA-256 in small hex letters.
#[must_use]
pub fn is_sha256(hex: &str) -> bool {
    let small = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    hex.len() == 2 * LENGTH && hex.bytes().all(small)
}

/// Bytes in small hex letters.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    if !is_sha256(hex) {
        return None;
    }
    let digits: Option<Vec<u32>> = hex.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let bytes = pairs.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    bytes.collect()
}

fn read(text: &str) -> Option<String> {
    // The digits of 32 bytes, and room for line breaks.
    if text.len() > 4 * LENGTH {
        return None;
    }
    let text: String = text.split_ascii_whitespace().collect();
    let bytes = LENIENT.decode(text).ok()?;
    (bytes.len() == LENGTH).then(|| to_hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "7a1e3b5c0000000000000000000000000000000000000000000000000000ffff";

    fn parent(inside: &str) -> Element {
        format!("<file xmlns='x'>{inside}</file>").parse().unwrap()
    }

    #[test]
    fn a_hash_goes_there_and_back() {
        let file = Element::bare("file", "x").with(sha256(HEX).unwrap());
        assert_eq!(find_sha256(&file).as_deref(), Some(HEX));
        let unpadded = String::from(&file).replace("=</hash>", "</hash>");
        assert_eq!(
            find_sha256(&unpadded.parse().unwrap()).as_deref(),
            Some(HEX)
        );
        assert_eq!(sha256("7A"), None);
        assert_eq!(sha256(&HEX.to_uppercase()), None, "one way to write it");
    }

    #[test]
    fn other_algorithms_are_passed_over() {
        let sha3 = "<hash xmlns='urn:xmpp:hashes:2' algo='sha3-256'>2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=</hash>";
        let ours = String::from(&sha256(HEX).unwrap());
        assert_eq!(
            find_sha256(&parent(&format!("{sha3}{ours}"))).as_deref(),
            Some(HEX)
        );
        assert_eq!(find_sha256(&parent(sha3)), None);
        let older = ours.replace("hashes:2", "hashes:1");
        assert_eq!(find_sha256(&parent(&older)).as_deref(), Some(HEX));
    }

    #[test]
    fn what_is_no_hash_is_none() {
        let long = "A".repeat(1_000_000);
        for text in ["", "~~~", "AAAA", long.as_str()] {
            let hash = format!("<hash xmlns='{NS}' algo='sha-256'>{text}</hash>");
            assert_eq!(find_sha256(&parent(&hash)), None);
        }
        assert_eq!(find_sha256(&parent(&format!("<hash xmlns='{NS}'/>"))), None);
    }
}
