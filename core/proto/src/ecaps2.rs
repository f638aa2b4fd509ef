//! Entity capabilities, second version (XEP-0390): a digest that can be read in one way only.
//!
//! Its separators are characters that XML has no place for, so no answer can pass for another
//! (compare [`crate::caps`]). It is read, not sent: everybody who sends it sends the first one too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minidom::Element;
use sha2::{Digest, Sha256, Sha512};

use crate::disco::{Form, Info};

/// The namespace.
pub const NS: &str = "urn:xmpp:caps";

/// The namespace of hashes (XEP-0300).
const HASHES: &str = "urn:xmpp:hashes:2";

/// A digest of 64 bytes has 88 characters; more is none.
const MAX_DIGEST: usize = 128;

/// A digest of what a program can do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hash {
    /// How it was made.
    pub algorithm: Algorithm,
    /// In base64, as it was written.
    pub digest: String,
}

/// The hash functions that we have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// `sha-256`, which everybody must have (XEP-0300 §4).
    Sha256,
    /// `sha-512`
    Sha512,
}

impl Algorithm {
    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha512 => "sha-512",
        }
    }
}

impl Hash {
    /// The first of the digests in a `<c/>` that we can check.
    #[must_use]
    pub fn parse(c: &Element) -> Option<Self> {
        if !c.is("c", NS) {
            return None;
        }
        c.children()
            .filter(|hash| hash.is("hash", HASHES))
            .find_map(|hash| {
                let algorithm = match hash.attr("algo")? {
                    "sha-256" => Algorithm::Sha256,
                    "sha-512" => Algorithm::Sha512,
                    _ => return None,
                };
                let digest = hash.text().trim().to_owned();
                let fits = !digest.is_empty() && digest.len() <= MAX_DIGEST;
                fits.then_some(Self { algorithm, digest })
            })
    }

    /// The node to ask about (XEP-0390 §4.3).
    #[must_use]
    pub fn query_node(&self) -> String {
        format!("{NS}#{}.{}", self.algorithm.as_str(), self.digest)
    }

    /// Whether the answer is the one that was promised, so that it may be kept and used for whoever
    /// shows this digest.
    #[must_use]
    pub fn fits(&self, info: &Info) -> bool {
        let Some(input) = input(info) else {
            return false;
        };
        let digest = match self.algorithm {
            Algorithm::Sha256 => STANDARD.encode(Sha256::digest(input)),
            Algorithm::Sha512 => STANDARD.encode(Sha512::digest(input)),
        };
        digest == self.digest
    }
}

const UNIT: u8 = 0x1f;
const RECORD: u8 = 0x1e;
const GROUP: u8 = 0x1d;
const FILE: u8 = 0x1c;

/// What is hashed (XEP-0390 §4.1). `None` where something is in it that can't be.
fn input(info: &Info) -> Option<Vec<u8>> {
    let features = info.features.iter().map(|one| unit(one));
    let identities = info.identities.iter().map(|one| {
        let parts = [&one.category, &one.kind, &one.lang, &one.name];
        let mut bytes = parts.map(|part| unit(part)).concat();
        bytes.push(RECORD);
        bytes
    });
    let texts = info.features.iter().chain(
        info.identities
            .iter()
            .flat_map(|one| [&one.category, &one.kind, &one.lang, &one.name]),
    );
    let texts = texts.chain(
        info.forms
            .iter()
            .flat_map(|form| &form.fields)
            .flat_map(|field| field.values.iter().chain([&field.name])),
    );
    let separates = |byte: u8| (FILE..=UNIT).contains(&byte);
    if texts.into_iter().any(|text| text.bytes().any(separates))
        || info.forms.iter().any(|form| form.form_type().is_none())
    {
        return None;
    }
    let forms = info.forms.iter().map(form_bytes);
    Some([joined(features), joined(identities), joined(forms)].concat())
}

fn form_bytes(form: &Form) -> Vec<u8> {
    let mut fields: Vec<Vec<u8>> = form
        .fields
        .iter()
        .map(|field| {
            let mut values: Vec<Vec<u8>> = field.values.iter().map(|one| unit(one)).collect();
            values.sort();
            let mut bytes = unit(&field.name);
            bytes.extend(values.concat());
            bytes.push(RECORD);
            bytes
        })
        .collect();
    fields.sort();
    let mut bytes = fields.concat();
    bytes.push(GROUP);
    bytes
}

fn unit(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.push(UNIT);
    bytes
}

fn joined(parts: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut parts: Vec<Vec<u8>> = parts.collect();
    parts.sort();
    let mut bytes = parts.concat();
    bytes.push(FILE);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(inside: &str) -> Info {
        let xml = format!("<query xmlns='http://jabber.org/protocol/disco#info'>{inside}</query>");
        Info::parse(&xml.parse().unwrap()).unwrap()
    }

    fn hash(algorithm: &str, digest: &str) -> Option<Hash> {
        let xml = format!(
            "<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha3-256'>AA==</hash>\
             <hash xmlns='urn:xmpp:hashes:2' algo='{algorithm}'>{digest}</hash></c>"
        );
        Hash::parse(&xml.parse().unwrap())
    }

    /// XEP-0390 §4.5.1.
    const SIMPLE: &str = "<identity category='client' name='BombusMod' type='mobile'/>\
         <feature var='http://jabber.org/protocol/si'/>\
         <feature var='http://jabber.org/protocol/bytestreams'/>\
         <feature var='http://jabber.org/protocol/chatstates'/>\
         <feature var='http://jabber.org/protocol/disco#info'/>\
         <feature var='http://jabber.org/protocol/disco#items'/>\
         <feature var='urn:xmpp:ping'/><feature var='jabber:iq:time'/>\
         <feature var='jabber:iq:privacy'/><feature var='jabber:iq:version'/>\
         <feature var='http://jabber.org/protocol/rosterx'/><feature var='urn:xmpp:time'/>\
         <feature var='jabber:x:oob'/><feature var='http://jabber.org/protocol/ibb'/>\
         <feature var='http://jabber.org/protocol/si/profile/file-transfer'/>\
         <feature var='urn:xmpp:receipts'/><feature var='jabber:iq:roster'/>\
         <feature var='jabber:iq:last'/>";

    #[test]
    fn the_example_of_the_xep_has_its_digest() {
        let simple = hash("sha-256", "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=").unwrap();
        assert!(simple.fits(&info(SIMPLE)));
        assert_eq!(
            simple.query_node(),
            "urn:xmpp:caps#sha-256.kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8="
        );
        assert!(!simple.fits(&info(&format!("{SIMPLE}<feature var='evil'/>"))));
    }

    /// The form of XEP-0390 §4.5.2, as it is hashed there.
    #[test]
    fn a_form_is_hashed_as_the_xep_says() {
        let info = info(
            "<x xmlns='jabber:x:data' type='result'><field type='hidden' var='FORM_TYPE'>\
             <value>urn:xmpp:dataforms:softwareinfo</value></field>\
             <field var='software'><value>Tkabber</value></field>\
             <field var='os_version'><value>XP</value></field></x>",
        );
        let expected = b"\x1c\x1cFORM_TYPE\x1furn:xmpp:dataforms:softwareinfo\x1f\x1e\
            os_version\x1fXP\x1f\x1esoftware\x1fTkabber\x1f\x1e\x1d\x1c";
        assert_eq!(input(&info).as_deref(), Some(&expected[..]));
    }

    #[test]
    fn nothing_is_believed_that_could_be_read_in_two_ways() {
        let mut info = info(SIMPLE);
        info.features.push("a\u{1f}b".to_owned());
        assert_eq!(input(&info), None);
        let mut untyped = Info::default();
        untyped.forms.push(Form::default());
        assert_eq!(input(&untyped), None);
    }

    #[test]
    fn a_digest_that_we_cannot_check_is_none() {
        assert_eq!(hash("sha-1", "AAAA"), None);
        assert_eq!(hash("sha-256", ""), None);
        assert_eq!(hash("sha-256", &"A".repeat(10_000)), None);
        assert_eq!(
            hash("sha-512", "AAAA").unwrap().algorithm,
            Algorithm::Sha512
        );
        assert_eq!(Hash::parse(&Element::bare("c", "x")), None);
    }
}
