//! Pictures of people, published for their contacts (XEP-0084): which one it is stands on one node,
//! its bytes on another, under the hash of the bytes.
//!
//! Only what is published in the stream is taken. A picture at a web address (§3.2) would tell
//! whoever keeps that address when we look, and from where; such an entry is passed over.

pub mod shape;

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minidom::Element;
use sha1::{Digest, Sha1};

use crate::bob::LENIENT;
use crate::pep;
use crate::xml::Tree;
use shape::Shape;

/// The node that says which picture it is, and its namespace.
pub const METADATA: &str = "urn:xmpp:avatar:metadata";

/// The node with the bytes, and its namespace.
pub const DATA: &str = "urn:xmpp:avatar:data";

/// The most bytes that are taken. Servers let items of some hundred kilobytes through.
pub const MAX_BYTES: usize = 512 * 1024;

/// The most bytes that are published: with Base64 and the stanza around it well below what servers
/// take from a client (Prosody 256 kB).
pub const MAX_OWN_BYTES: usize = 128 * 1024;

/// More formats than anybody publishes a picture in.
const MAX_INFOS: usize = 16;

/// The name of a picture: the SHA-1 of its bytes, in small hex letters. It holds nothing else, so
/// that it can name a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(String);

/// What is said of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// Its name.
    pub id: Id,
    /// How many bytes it has, where that was said.
    pub bytes: Option<u64>,
    /// What it is, as `image/png`; may be empty.
    pub media_type: String,
    /// Width and height in pixels, where they were said.
    pub sides: Option<(u32, u32)>,
}

/// What somebody says of their picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// They show none.
    None,
    /// This one, which can be fetched from their node.
    One(Info),
    /// One that we can't have, or nothing that can be read.
    Unusable,
}

/// Why some bytes are not the picture that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The answer holds no picture of this name.
    #[error("the picture is not there")]
    Missing,
    /// The bytes can't be read.
    #[error("the picture can't be decoded")]
    Encoding,
    /// There are too many of them.
    #[error("the picture is too large")]
    TooLarge,
    /// They are others.
    #[error("the picture is not the one that was named")]
    Mismatch,
    /// They are no picture of a known kind, or its sides are out of bounds.
    #[error("not a picture of a known kind and a sane size")]
    NoPicture,
}

impl Id {
    /// The name of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut name = String::with_capacity(40);
        for byte in Sha1::digest(bytes) {
            for half in [byte >> 4, byte & 0xf] {
                name.extend(char::from_digit(half.into(), 16));
            }
        }
        Self(name)
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = PictureError;

    /// Forty hex letters; large ones are read too (XEP-0153 §3.1).
    fn from_str(text: &str) -> Result<Self, PictureError> {
        let text = text.trim();
        if text.len() != 40 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(PictureError::Missing);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads the `<items/>` of the node [`METADATA`], of an event or of an answer; of an event also what stands
/// in its place where the node is gone.
#[must_use]
pub fn told(items: &Element) -> Told {
    let item = items.children().filter(|child| child.name() == "item");
    let Some(item) = item.last() else {
        // The item was taken back, or the whole node is gone, as some clients do it.
        let gone = matches!(items.name(), "delete" | "purge");
        return match gone || items.children().any(|child| child.name() == "retract") {
            true => Told::None,
            false => Told::Unusable,
        };
    };
    let Some(metadata) = item.get_child("metadata", METADATA) else {
        return Told::Unusable;
    };
    // An old way to say that there is none (§3.5).
    if metadata.children().next().is_none() || metadata.has_child("stop", METADATA) {
        return Told::None;
    }
    let named: Option<Id> = item.attr("id").and_then(|id| id.parse().ok());
    let infos = metadata.children().filter(|info| info.is("info", METADATA));
    let infos: Vec<Info> = infos.take(MAX_INFOS).filter_map(info).collect();
    let best = infos.iter().find(|info| Some(&info.id) == named.as_ref());
    match best.or(infos.first()) {
        Some(info) => Told::One(info.clone()),
        None => Told::Unusable,
    }
}

/// One format of the picture; `None` where we can't or don't want to have it.
fn info(info: &Element) -> Option<Info> {
    if info.attr("url").is_some_and(|url| !url.trim().is_empty()) {
        return None;
    }
    let number = |name| info.attr(name).and_then(|text| text.trim().parse().ok());
    let bytes: Option<u64> = info.attr("bytes").and_then(|text| text.trim().parse().ok());
    if bytes.is_some_and(|bytes| bytes > MAX_BYTES as u64) {
        return None;
    }
    let media_type = info.attr("type").unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if !matches!(media_type.as_str(), "" | "image/jpg") && shape::Kind::of(&media_type).is_none() {
        return None;
    }
    Some(Info {
        id: info.attr("id")?.parse().ok()?,
        bytes,
        media_type,
        sides: number("width").zip(number("height")),
    })
}

/// Asks somebody's node for a picture.
#[must_use]
pub fn fetch(id: &Id) -> Element {
    let item = Element::bare("item", pep::NS).with_attr("id", id.as_str());
    let items = Element::bare("items", pep::NS)
        .with_attr("node", DATA)
        .with(item);
    Element::bare("pubsub", pep::NS).with(items)
}

/// Reads the answer to [`fetch`]: bytes whose name this is, and that look like a picture.
///
/// # Errors
/// [`PictureError`].
pub fn picture(answer: Option<&Element>, id: &Id) -> Result<Vec<u8>, PictureError> {
    let items = answer
        .filter(|answer| answer.is("pubsub", pep::NS))
        .and_then(|answer| answer.get_child("items", pep::NS))
        .filter(|items| items.attr("node") == Some(DATA))
        .ok_or(PictureError::Missing)?;
    let named =
        |item: &&Element| item.attr("id").and_then(|one| one.parse().ok()).as_ref() == Some(id);
    let item = items.children().find(named);
    let data = item.and_then(|item| item.get_child("data", DATA));
    let bytes = decode(&data.ok_or(PictureError::Missing)?.text())?;
    check(&bytes, id)?;
    Ok(bytes)
}

/// Whether these bytes are the picture of this name, and one to be looked at.
///
/// # Errors
/// [`PictureError`].
pub fn check(bytes: &[u8], id: &Id) -> Result<Shape, PictureError> {
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::TooLarge);
    }
    if Id::of(bytes) != *id {
        return Err(PictureError::Mismatch);
    }
    shape::of(bytes).ok_or(PictureError::NoPicture)
}

/// Bytes out of Base64, whatever stands between its letters.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, PictureError> {
    // Base64 makes four characters of three bytes; line breaks come on top.
    if text.len() > MAX_BYTES * 3 / 2 {
        return Err(PictureError::TooLarge);
    }
    let text: String = text.split_ascii_whitespace().collect();
    let bytes = LENIENT.decode(text).map_err(|_| PictureError::Encoding)?;
    match bytes.len() {
        0 => Err(PictureError::Missing),
        length if length > MAX_BYTES => Err(PictureError::TooLarge),
        _ => Ok(bytes),
    }
}

/// Bytes as Base64.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Publishes the bytes of a picture; this comes before [`publish`] (§3.1).
#[must_use]
pub fn publish_data(id: &Id, bytes: &[u8], access: Option<Access>) -> Element {
    let data = Element::bare("data", DATA).with_text(&encode(bytes));
    order(DATA, Some(id), data, access)
}

/// Says which picture it is.
#[must_use]
pub fn publish(info: &Info, access: Option<Access>) -> Element {
    let number = |number: u32| number.to_string();
    let (width, height) = info.sides.unzip();
    let entry = Element::bare("info", METADATA)
        .with_attr("id", info.id.as_str())
        .with_attr("type", &info.media_type)
        .with_attr_opt(
            "bytes",
            info.bytes.map(|bytes| bytes.to_string()).as_deref(),
        )
        .with_attr_opt("width", width.map(number).as_deref())
        .with_attr_opt("height", height.map(number).as_deref());
    let metadata = Element::bare("metadata", METADATA).with(entry);
    order(METADATA, Some(&info.id), metadata, access)
}

/// Says that there is none any more (§3.5).
#[must_use]
pub fn publish_none() -> Element {
    order(METADATA, None, Element::bare("metadata", METADATA), None)
}

/// Takes the bytes of a picture back.
#[must_use]
pub fn retract_data(id: &Id) -> Element {
    let item = Element::bare("item", pep::NS).with_attr("id", id.as_str());
    let retract = Element::bare("retract", pep::NS)
        .with_attr("node", DATA)
        .with(item);
    Element::bare("pubsub", pep::NS).with(retract)
}

/// Lets these people see a node that is there already.
#[must_use]
pub fn configure(node: &str, access: Access) -> Element {
    pep::configure(node, &[("access_model", access.as_str())])
}

/// Who may see a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Who may see when we are there.
    Contacts,
    /// Everybody: also who sits in a room with us.
    Everybody,
}

impl Access {
    /// Its name on the wire (XEP-0060 §4.5).
    fn as_str(self) -> &'static str {
        match self {
            Self::Contacts => "presence",
            Self::Everybody => "open",
        }
    }
}

fn order(node: &str, id: Option<&Id>, payload: Element, access: Option<Access>) -> Element {
    let item = Element::bare("item", pep::NS)
        .with_attr_opt("id", id.map(Id::as_str))
        .with(payload);
    let publish = Element::bare("publish", pep::NS)
        .with_attr("node", node)
        .with(item);
    let order = Element::bare("pubsub", pep::NS).with(publish);
    match access {
        Some(access) => order.with(pep::publish_options(&[("access_model", access.as_str())])),
        None => order,
    }
}

#[cfg(test)]
mod tests;
