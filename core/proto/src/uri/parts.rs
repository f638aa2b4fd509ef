//! The parts of a link: percent-encoding (RFC 3986 §2.1), and the query with its pairs (RFC 5122
//! §2.2).

use super::LinkError;
use crate::xml;

/// Pairs of a query; the richest of XEP-0147's has six.
const MAX_PAIRS: usize = 32;

/// Characters of the address of a web page.
const MAX_WEB: usize = 2048;

/// What stands behind the `?`.
#[derive(Debug, Default)]
pub(super) struct Query {
    kind: String,
    pairs: Vec<Pair>,
}

#[derive(Debug)]
struct Pair {
    key: String,
    value: String,
    /// The value if a `+` in it stands for a space.
    spaced: String,
}

impl Query {
    pub(super) fn parse(text: &str) -> Result<Self, LinkError> {
        // Mail programs and pages make an `&amp;` or `&` of what should be a `;`.
        let mut parts = text.split([';', '&']);
        let kind = parts.next().unwrap_or_default();
        let mut query = Self {
            // Cleaned here, so that it is compared as it is shown.
            kind: line(Some(&decode(kind)?.to_ascii_lowercase()), super::MAX_NAME),
            pairs: Vec::new(),
        };
        for part in parts.take(MAX_PAIRS) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let key = key.strip_prefix("amp;").unwrap_or(key);
            query.pairs.push(Pair {
                key: decode(key)?,
                value: decode(value)?,
                spaced: decode(&value.replace('+', " "))?,
            });
        }
        Ok(query)
    }

    /// What kind of query it is, in lower case.
    pub(super) fn kind(&self) -> &str {
        &self.kind
    }

    /// The first value of this name.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        Some(&self.pair(key)?.value)
    }

    /// The same where a `+` may stand for a space, as XEP-0379 §3.2 writes names.
    pub(super) fn spaced(&self, key: &str) -> Option<&str> {
        Some(&self.pair(key)?.spaced)
    }

    fn pair(&self, key: &str) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.key == key)
    }
}

/// The text without percent-encoding.
pub(super) fn decode(text: &str) -> Result<String, LinkError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit().zip(digit()).map(|(high, low)| high * 16 + low);
        let value = value.and_then(|value| u8::try_from(value).ok());
        bytes.push(value.ok_or(LinkError::Encoding)?);
    }
    String::from_utf8(bytes).map_err(|_| LinkError::Encoding)
}

/// A text of some lines, without characters that only machines read.
pub(super) fn text(text: Option<&str>, most: usize) -> String {
    let lines = xml::unix_lines(text.unwrap_or_default());
    let readable = |c: &char| matches!(c, '\n' | '\t') || !c.is_control();
    xml::clean(&lines)
        .chars()
        .filter(readable)
        .take(most)
        .collect()
}

/// A text of one line.
pub(super) fn line(text: Option<&str>, most: usize) -> String {
    let words = xml::clean(text.unwrap_or_default());
    let one: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(most)
        .collect();
    one.trim().to_owned()
}

/// The address of a page of the web; `None` for everything that is not clearly one. Whoever opens
/// it hands it to a browser, so nothing may be in it that a shell or a header could trip over.
#[must_use]
pub fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // `https://bank.example@evil.example/` shows one host and leads to another.
    let plain = !host.is_empty() && !host.contains('@');
    let readable = !text
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`'));
    (is_web && plain && readable && text.chars().count() <= MAX_WEB).then(|| text.to_owned())
}
