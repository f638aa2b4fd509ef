//! Keys in a link or a QR code, in both ways of writing that are in use: `xmpp:romeo@montague.lit?omemo-sid-27=<hex>;…`
//! (Conversations, Dino, Gajim) and `xmpp:romeo@montague.lit?trust-message;encryption=…;trust=<hex>;…` (XEP-0434 §6,
//! Kaidan).

use crate::curve::{hex, unhex};
use crate::profile::DeviceId;

/// So many keys of one link are looked at. A QR code hardly holds 20.
const MAX_KEYS: usize = 64;

/// What stands in front of the number of a device.
const SID: &str = "omemo-sid-";

/// Why a text is no such link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// Not an `xmpp:` link with keys in it.
    #[error("no link with keys")]
    NoKeys,
    /// There is no address in it, or one that is none.
    #[error("no address")]
    Address,
    /// A key in it is none: all or nothing, as somebody is being verified.
    #[error("a key that is none")]
    Key,
    /// For another encryption.
    #[error("for another encryption")]
    Encryption,
}

/// The keys of somebody, from a link or a QR code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeysUri {
    /// Whose they are: the bare address, as it stands there.
    pub jid: String,
    /// Keys to be trusted, with the number of the device where it stands there.
    pub trusted: Vec<(Option<DeviceId>, [u8; 32])>,
    /// Keys not to be trusted.
    pub distrusted: Vec<[u8; 32]>,
}

impl KeysUri {
    /// Reads either way of writing.
    ///
    /// # Errors
    ///
    /// [`UriError`].
    pub fn parse(text: &str) -> Result<Self, UriError> {
        let rest = strip_scheme(text.trim()).ok_or(UriError::NoKeys)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').ok_or(UriError::NoKeys)?;
        // An account of one's own may stand in front: //me@host/them@host.
        let path = path
            .strip_prefix("//")
            .and_then(|it| it.split_once('/'))
            .map_or(path, |it| it.1);
        let jid = decode(path)
            .filter(|jid| is_bare(jid))
            .ok_or(UriError::Address)?;
        let mut pairs = query
            .split(['&', ';'])
            .filter(|pair| !pair.is_empty())
            .peekable();
        let is_message = pairs.next_if_eq(&"trust-message").is_some();
        let mut uri = Self {
            jid,
            ..Self::default()
        };
        for pair in pairs.take(MAX_KEYS) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match is_message {
                true => uri.read_message_part(name, value)?,
                false => uri.read_sid(name, value)?,
            }
        }
        match uri.trusted.is_empty() && uri.distrusted.is_empty() {
            true => Err(UriError::NoKeys),
            false => Ok(uri),
        }
    }

    /// Writes the way that most clients read: those of trusted keys with the number of a device.
    #[must_use]
    pub fn write_sids(&self) -> String {
        let keys: Vec<_> = self
            .trusted
            .iter()
            .filter_map(|(id, key)| Some(format!("{SID}{}={}", id.as_ref()?, hex(key))))
            .collect();
        format!("xmpp:{}?{}", encode(&self.jid), keys.join(";"))
    }

    /// Writes the way of XEP-0434.
    #[must_use]
    pub fn write_trust_message(&self, encryption: &str) -> String {
        let mut text = format!(
            "xmpp:{}?trust-message;encryption={encryption}",
            encode(&self.jid)
        );
        for (_, key) in &self.trusted {
            text.push_str(";trust=");
            text.push_str(&hex(key));
        }
        for key in &self.distrusted {
            text.push_str(";distrust=");
            text.push_str(&hex(key));
        }
        text
    }

    fn read_sid(&mut self, name: &str, value: &str) -> Result<(), UriError> {
        let Some(id) = name.strip_prefix(SID) else {
            return Ok(());
        };
        let id = DeviceId::parse(id).ok_or(UriError::Key)?;
        self.trusted.push((Some(id), key(value)?));
        Ok(())
    }

    fn read_message_part(&mut self, name: &str, value: &str) -> Result<(), UriError> {
        match name {
            "encryption" if decode(value).as_deref() != Some("urn:xmpp:omemo:2") => {
                Err(UriError::Encryption)
            }
            "trust" => {
                self.trusted.push((None, key(value)?));
                Ok(())
            }
            "distrust" => {
                self.distrusted.push(key(value)?);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn key(text: &str) -> Result<[u8; 32], UriError> {
    unhex(text)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(UriError::Key)
}

fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("xmpp").then_some(rest)
}

fn is_bare(jid: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || c == '/';
    !jid.is_empty() && jid.len() <= 2047 && !jid.contains(forbidden)
}

/// Takes out what is written with percent signs (RFC 3986 §2.1).
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, behind) = rest.split_at_checked(2)?;
        rest = behind;
        bytes.extend(unhex(std::str::from_utf8(digits).ok()?)?);
    }
    String::from_utf8(bytes).ok()
}

/// Writes what has a meaning in a link with percent signs.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' | '@' => encoded.push(c),
            _ => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    encoded.push('%');
                    encoded.push_str(&hex(&[byte]));
                }
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_read_as_they_are_written() {
        let uri = KeysUri {
            jid: "romeo&co@montague.lit".to_owned(),
            trusted: vec![
                (Some(DeviceId::new(27)), [1; 32]),
                (Some(DeviceId::new(28)), [2; 32]),
            ],
            distrusted: Vec::new(),
        };
        assert_eq!(KeysUri::parse(&uri.write_sids()), Ok(uri.clone()));
        let message = KeysUri {
            trusted: vec![(None, [1; 32])],
            distrusted: vec![[3; 32]],
            ..uri
        };
        let text = message.write_trust_message("urn:xmpp:omemo:2");
        assert!(text.starts_with(
            "xmpp:romeo%26co@montague.lit?trust-message;encryption=urn:xmpp:omemo:2;trust=0101"
        ));
        assert_eq!(KeysUri::parse(&text), Ok(message));
    }

    #[test]
    fn what_verifies_nobody_is_refused() {
        let key = "ab".repeat(32);
        let wrong = [
            (
                "https://example.org/?omemo-sid-1=00".to_owned(),
                UriError::NoKeys,
            ),
            ("xmpp:romeo@montague.lit".to_owned(), UriError::NoKeys),
            (
                "xmpp:romeo@montague.lit?message;body=hi".to_owned(),
                UriError::NoKeys,
            ),
            (format!("xmpp:?omemo-sid-1={key}"), UriError::Address),
            (
                format!("xmpp:romeo@montague.lit/phone?omemo-sid-1={key}"),
                UriError::Address,
            ),
            (
                format!("xmpp:romeo@montague.lit?omemo-sid-1={key}00"),
                UriError::Key,
            ),
            (
                format!("xmpp:romeo@montague.lit?omemo-sid-1={key};omemo-sid-2=xx"),
                UriError::Key,
            ),
            (
                format!("xmpp:a@b?trust-message;encryption=urn:xmpp:openpgp:0;trust={key}"),
                UriError::Encryption,
            ),
            (format!("xmpp:%zz@b?omemo-sid-1={key}"), UriError::Address),
        ];
        for (text, error) in wrong {
            assert_eq!(KeysUri::parse(&text), Err(error), "{text}");
        }
    }

    #[test]
    fn letters_may_be_large_and_ampersands_stand_for_semicolons() {
        let key = "AB".repeat(32);
        let uri = KeysUri::parse(&format!(
            "XMPP:romeo@montague.lit?omemo-sid-1={key}&omemo-sid--5={key}"
        ));
        let ids: Vec<_> = uri
            .expect("keys")
            .trusted
            .into_iter()
            .filter_map(|(id, _)| id)
            .collect();
        assert_eq!(ids, [DeviceId::new(1), DeviceId::new(u32::MAX - 4)]);
    }
}
