//! Encrypted files in messages: as a link that has the key (`aesgcm`, XEP-0454), and as a source of a shared file
//! (XEP-0448 §4). Here, both are the link: `aesgcm://host/path#` and IV and key in small hex letters.
//!
//! Both belong into encrypted messages only; whoever reads the link can read the file. Only AES-GCM is known, with
//! keys of 16 or 32 bytes (links: 32) and IVs of 12 or 16.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minidom::Element;

use crate::sharing;
use crate::xml::Tree;

/// The namespace.
pub const NS: &str = "urn:xmpp:esfs:0";

/// How a file is encrypted, with a key of 32 bytes: the ciphertext, and behind it the tag of 16 bytes.
const AES_256: &str = "urn:xmpp:ciphers:aes-256-gcm-nopadding:0";

/// The beginning of a link.
const SCHEME: &str = "aesgcm://";

/// The length of the key.
const KEY: usize = 32;

/// Longer links are refused, as longer addresses are.
const MAX_LINK: usize = 4_096;

/// Whether this is a link to an encrypted file, and nothing else.
#[must_use]
pub fn is_link(text: &str) -> bool {
    parts(text).is_some()
}

/// The link that a body is; behind it may stand a small picture (XEP-0454 §3), which is not looked at.
#[must_use]
pub fn link(body: &str) -> Option<&str> {
    let (first, rest) = body.trim().split_once('\n').unwrap_or((body.trim(), ""));
    let first = first.trim_end();
    let alone = rest.is_empty() || rest.starts_with("data:") && !rest.contains('\n');
    (alone && is_link(first)).then_some(first)
}

/// The element that says what a link says; `None` for what is no link.
pub(crate) fn element(link: &str) -> Option<Element> {
    let (place, secret) = parts(link)?;
    let (iv, key) = secret.split_at_checked(secret.len().checked_sub(KEY)?)?;
    let url = Element::bare("url-data", "http://jabber.org/protocol/url-data")
        .with_attr("target", &format!("https://{place}"));
    let with =
        |name: &str, bytes: &[u8]| Element::bare(name, NS).with_text(&STANDARD.encode(bytes));
    Some(
        Element::bare("encrypted", NS)
            .with_attr("cipher", AES_256)
            .with(with("key", key))
            .with(with("iv", iv))
            .with(Element::bare("sources", sharing::NS).with(url)),
    )
}

/// The links that an element says.
pub(crate) fn links(encrypted: &Element) -> Vec<String> {
    let secret = || {
        let bytes = |name| {
            STANDARD
                .decode(encrypted.get_child(name, NS)?.text().trim())
                .ok()
        };
        let known = encrypted.is("encrypted", NS) && encrypted.attr("cipher") == Some(AES_256);
        let (key, iv) = (bytes("key")?, bytes("iv")?);
        let fits = key.len() == KEY && matches!(iv.len(), 12 | 16);
        (known && fits).then(|| hex(&[iv, key].concat()))
    };
    let Some(secret) = secret() else {
        return Vec::new();
    };
    let sources = encrypted.get_child("sources", sharing::NS);
    let urls = sources.into_iter().flat_map(Element::children);
    let links = urls.filter_map(sharing::target).filter_map(|url| {
        let place = url.get("https://".len()..)?.split('#').next()?;
        Some(format!("{SCHEME}{place}#{secret}")).filter(|link| is_link(link))
    });
    links.take(sharing::MAX_SOURCES).collect()
}

/// What a link is made of: its place, and the IV with the key behind it.
fn parts(text: &str) -> Option<(&str, Vec<u8>)> {
    let (place, secret) = text.strip_prefix(SCHEME)?.split_once('#')?;
    let (host, path) = place.split_once('/')?;
    let tidy = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let there = !host.is_empty() && !host.contains('@') && !path.is_empty();
    let secret = unhex(secret)?;
    let fits = matches!(secret.len().checked_sub(KEY), Some(12 | 16));
    (tidy && there && fits && text.len() <= MAX_LINK).then_some((place, secret))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || text.len() > 2 * (KEY + 16) {
        return None;
    }
    let digit = |digit: &u8| char::from(*digit).to_digit(16);
    let pairs = text.as_bytes().chunks_exact(2);
    let bytes = pairs.map(|pair| {
        let value = pair
            .iter()
            .try_fold(0, |sum, one| Some(sum * 16 + digit(one)?))?;
        u8::try_from(value).ok()
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "aesgcm://up.example/4a77/cool%20a.jpg#8c3d050e9386ec173861778f68e9af38a97aaf82faa4063b4d0878a61261534410c8a84331eaac851759f587";

    #[test]
    fn a_link_goes_there_and_back() {
        let element = element(LINK).unwrap();
        assert_eq!(links(&element), [LINK]);
        let xml = String::from(&element);
        assert!(
            xml.contains("target='https://up.example/4a77/cool%20a.jpg'"),
            "{xml}"
        );
        assert!(!xml.contains("aesgcm"), "{xml}");
        assert_eq!(link(LINK), Some(LINK));
        assert_eq!(link(&format!(" {LINK}\n")), Some(LINK));
        assert_eq!(link(&format!("{LINK}\ndata:image/jpeg,aa")), Some(LINK));
        let older = LINK.replace("8c3d050e", "8c3d050e00000000");
        assert_eq!(links(&super::element(&older).unwrap()), [older]);
    }

    #[test]
    fn what_is_no_link_is_none() {
        let secret = LINK.split_once('#').unwrap().1;
        for bad in [
            "",
            "aesgcm://",
            "aesgcm://up.example/a",
            "aesgcm://up.example/a#",
            "aesgcm://up.example/a#00",
            "https://up.example/a",
            &format!("see {LINK}"),
            &format!("{LINK} see"),
            &format!("{LINK}\nsee"),
            &format!("{LINK}\ndata:image/jpeg,aa\nsee"),
            &format!("aesgcm:///a#{secret}"),
            &format!("aesgcm://up.example#{secret}"),
            &format!("aesgcm://up.example/#{secret}"),
            &format!("aesgcm://romy@up.example/a#{secret}"),
            &format!("aesgcm://up.example/a#{secret}0"),
            &format!("aesgcm://up.example/a#{secret}00"),
            &format!("aesgcm://up.example/a#é{secret}"),
            &format!("aesgcm://up.example/{}#{secret}", "a".repeat(MAX_LINK)),
            &LINK.replace("f587", "f58x"),
            &LINK.replace("f587", "+587"),
        ] {
            assert_eq!(link(bad), None, "{bad}");
            assert!(element(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_source_with_another_cipher_or_a_bad_key_is_none() {
        let good = String::from(&element(LINK).unwrap());
        let read = |xml: &str| links(&xml.parse().unwrap());
        assert_eq!(read(&good), [LINK]);
        for (from, to) in [
            ("aes-256-gcm", "aes-256-cbc"),
            ("<key>", "<key>AAAA"),
            ("<iv>", "<iv>AAAA"),
            ("<key>", "<key>!"),
            ("<iv>", "<iv xmlns='x'>"),
            ("https://up", "http://up"),
            ("https://up.example", "https://romy@up.example"),
            ("urn:xmpp:esfs:0", "urn:xmpp:esfs:1"),
        ] {
            assert!(good.contains(from), "{from}");
            assert!(read(&good.replace(from, to)).is_empty(), "{from}");
        }
    }
}
