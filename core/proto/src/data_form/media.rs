//! Pictures and sounds of a field (XEP-0221): either here as bits (XEP-0231), or a link.
//!
//! Nothing on the web is ever fetched by itself: a link is shown, and whoever wants it opens it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minidom::Element;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bob::Cid;
use crate::uri::web_address;
use crate::xml;

/// The namespace of media elements.
pub(super) const NS: &str = "urn:xmpp:media-element";

/// A field with more has none that a person would look at.
const MAX_MEDIA: usize = 8;

/// Characters of a MIME type.
const MAX_MIME: usize = 100;

/// Something to look at or listen to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// Bits that the server has, and that have not come yet.
    Bits {
        /// Their name.
        cid: Cid,
        /// What they claim to be, as `image/png`.
        mime: String,
    },
    /// A picture that has come.
    Picture(Picture),
    /// A page or file on the web.
    Link {
        /// Its address, http or https.
        url: String,
        /// What it claims to be, as `image/png`; may be empty.
        mime: String,
    },
}

/// A picture, as bytes that were found to be those the form spoke of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// What the bytes claim to be, as `image/png`.
    pub mime: String,
    /// The bytes; Base64 in JSON.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}, {} bytes)", self.mime, self.bytes.len())
    }
}

impl Media {
    /// Adds what a `<media/>` names. The alternatives of one element are the same thing in several
    /// places: bits are preferred, because nobody else learns who looks at them.
    pub(super) fn read(element: &Element, into: &mut Vec<Self>) {
        let uris = element.children().filter(|child| child.is("uri", NS));
        let all: Vec<Self> = uris.filter_map(Self::parse).collect();
        let bits = all.iter().find(|one| matches!(one, Self::Bits { .. }));
        if into.len() < MAX_MEDIA {
            into.extend(bits.or(all.first()).cloned());
        }
    }

    fn parse(uri: &Element) -> Option<Self> {
        let mime = uri.attr("type").unwrap_or_default();
        let mime = xml::cut(mime.split(';').next().unwrap_or_default().trim(), MAX_MIME);
        let mime = mime.to_ascii_lowercase();
        let text = uri.text();
        let text = text.trim();
        match text.strip_prefix("cid:") {
            Some(cid) => Some(Self::Bits {
                cid: cid.parse().ok()?,
                mime,
            }),
            None => Some(Self::Link {
                url: web_address(text)?,
                mime,
            }),
        }
    }
}

fn write<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64.encode(bytes))
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64.decode(text).map_err(serde::de::Error::custom)
}
