//! What is said of a file (XEP-0446), read the same way from the older element of XEP-0234.
//!
//! All of it is a claim of whoever sends it. A picture of a few bytes (ThumbHash) travels as a `data:`
//! address in a thumbnail (XEP-0264), as others do it, and beside it a PNG of a few pixels for those who
//! know nothing else (Dino); that somebody has spoken a file into their
//! microphone, and how loud, is told in an element of our own, for no specification has a place for it.

use base64::Engine as _;
use minidom::Element;

use crate::hashes::{self, LENIENT};
use crate::xml::{self, Tree};
use crate::{file_name, media_type};

/// The namespace.
pub const NS: &str = "urn:xmpp:file:metadata:0";

/// Files as Jingle describes them (XEP-0234), used by XEP-0385.
pub const JINGLE: &str = "urn:xmpp:jingle:apps:file-transfer:5";

/// Thumbnails (XEP-0264).
const THUMBNAIL: &str = "urn:xmpp:thumbs:1";

/// Files that were spoken; ours.
const VOICE: &str = "https://waxwing.im/xmpp/voice:0";

/// The type of a ThumbHash.
const THUMBHASH: &str = "image/thumbhash";

/// What Dino up to 0.5.0 calls the media type; it writes and reads no other (later ones write both).
const MISSPELT: &str = "media_type";

/// The longest ThumbHash has 25 bytes.
const MAX_THUMBHASH: usize = 64;

/// The type of a small picture.
const PNG: &str = "image/png";

/// Eight pixels to a side have 300 bytes; what is larger belongs on a server.
const MAX_PNG: usize = 4_096;

/// A waveform is a line of so many points at most.
const MAX_WAVEFORM: usize = 128;

/// A description is a few sentences.
const MAX_DESCRIPTION: usize = 4_000;

/// A day of sound or pictures; nobody sends more in one file.
const MAX_LENGTH: u64 = 24 * 3_600 * 1_000;

/// Larger pictures exist, and nobody shows them.
const MAX_SIDE: u32 = 100_000;

/// What is said of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileMetadata {
    /// Its name, safe to show ([`file_name::clean`]); empty where nobody said.
    pub name: String,
    /// Its media type, in small letters; empty where nobody said.
    pub media_type: String,
    /// How many bytes.
    pub size: Option<u64>,
    /// Its SHA-256, in small hex letters.
    pub sha256: Option<String>,
    /// Width and height in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// How long it plays, in milliseconds.
    pub length_ms: Option<u64>,
    /// What is seen or heard on it; may be empty.
    pub description: String,
    /// A picture of a few bytes; empty for none.
    pub thumbhash: Vec<u8>,
    /// A PNG of a few pixels; empty for none.
    pub png: Vec<u8>,
    /// It was spoken for this message: how loud, from its beginning to its end; may be empty.
    pub voice: Option<Vec<u8>>,
}

impl FileMetadata {
    /// Reads a `<file/>` of either kind; what makes no sense in it is left out.
    #[must_use]
    pub fn parse(file: &Element, lang: &str) -> Self {
        let ns = file.ns();
        let text = |name: &str| {
            let text = file.get_child(name, ns.as_str()).map(Element::text);
            text.unwrap_or_default()
        };
        let number = |name: &str| text(name).trim().parse::<u64>().ok();
        let side = |name: &str| {
            let side = u32::try_from(number(name)?).ok()?;
            (1..=MAX_SIDE).contains(&side).then_some(side)
        };
        let name = text("name");
        let media_type = match media_type::clean(&text("media-type")) {
            empty if empty.is_empty() => media_type::clean(&text(MISSPELT)),
            media_type => media_type,
        };
        let children: Vec<Element> = file.children().cloned().collect();
        let description = xml::best_text(&children, "desc", ns.as_str(), file.lang(), lang);
        Self {
            name: match name.trim().is_empty() {
                true => String::new(),
                false => file_name::clean(&name),
            },
            media_type,
            size: number("size"),
            sha256: hashes::find_sha256(file),
            dimensions: side("width").zip(side("height")),
            length_ms: number("length").filter(|length| *length <= MAX_LENGTH),
            description: tidy(&description.unwrap_or_default()),
            thumbhash: thumbnail(file, THUMBHASH, MAX_THUMBHASH).unwrap_or_default(),
            png: thumbnail(file, PNG, MAX_PNG).unwrap_or_default(),
            voice: voice(file),
        }
    }

    /// As `<file/>`.
    #[must_use]
    pub fn to_element(&self) -> Element {
        let mut file = Element::bare("file", NS);
        let mut put = |name: &str, text: &str| {
            if !text.is_empty() {
                file.append_child(Element::bare(name, NS).with_text(text));
            }
        };
        let number = |number: Option<u64>| number.map_or_else(String::new, |one| one.to_string());
        put("media-type", &self.media_type);
        put(MISSPELT, &self.media_type);
        put("name", &self.name);
        put("size", &number(self.size));
        put(
            "width",
            &number(self.dimensions.map(|(width, _)| width.into())),
        );
        put(
            "height",
            &number(self.dimensions.map(|(_, height)| height.into())),
        );
        put("length", &number(self.length_ms));
        put("desc", &self.description);
        if let Some(hash) = self.sha256.as_deref().and_then(hashes::sha256) {
            file.append_child(hash);
        }
        for (kind, bytes) in [(THUMBHASH, &self.thumbhash), (PNG, &self.png)] {
            if bytes.is_empty() {
                continue;
            }
            let uri = format!("data:{kind};base64,{}", LENIENT.encode(bytes));
            let thumbnail = Element::bare("thumbnail", THUMBNAIL)
                .with_attr("uri", &uri)
                .with_attr("media-type", kind);
            file.append_child(thumbnail);
        }
        if let Some(waveform) = &self.voice {
            let voice = Element::bare("voice", VOICE);
            let text = LENIENT.encode(waveform);
            file.append_child(voice.with(Element::bare("waveform", VOICE).with_text(&text)));
        }
        file
    }
}

/// Without empty lines around it, and not longer than one may be.
fn tidy(text: &str) -> String {
    let text = xml::cut(&xml::unix_lines(text), MAX_DESCRIPTION);
    text.trim().to_owned()
}

/// The first thumbnail of a kind that stands in its address, of at most so many bytes.
fn thumbnail(file: &Element, kind: &str, most: usize) -> Option<Vec<u8>> {
    let thumbnails = file.children().filter(|one| one.is("thumbnail", THUMBNAIL));
    thumbnails.take(MAX_THUMBNAILS).find_map(|thumbnail| {
        let rest = thumbnail.attr("uri")?.strip_prefix("data:")?;
        let rest = rest.strip_prefix(kind)?;
        // Some leave `;base64` out and mean it.
        let rest = rest.strip_prefix(";base64").unwrap_or(rest);
        bytes(rest.strip_prefix(',')?, most)
    })
}

fn voice(file: &Element) -> Option<Vec<u8>> {
    let voice = file.get_child("voice", VOICE)?;
    let waveform = voice.get_child("waveform", VOICE).map(Element::text);
    Some(bytes(&waveform.unwrap_or_default(), MAX_WAVEFORM).unwrap_or_default())
}

/// At most so many bytes; more are none.
fn bytes(text: &str, most: usize) -> Option<Vec<u8>> {
    if text.len() > 3 * most {
        return None;
    }
    let text = text
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=");
    let text: String = text.split_ascii_whitespace().collect();
    let bytes = LENIENT.decode(text).ok()?;
    (1..=most).contains(&bytes.len()).then_some(bytes)
}

/// Thumbnails of one file that are looked at.
const MAX_THUMBNAILS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(inside: &str) -> FileMetadata {
        let xml = format!("<file xmlns='{NS}'>{inside}</file>");
        FileMetadata::parse(&xml.parse().unwrap(), "en")
    }

    fn whole() -> FileMetadata {
        FileMetadata {
            name: "summit.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            size: Some(3_032_449),
            sha256: Some("0123456789abcdef".repeat(4)),
            dimensions: Some((4096, 2160)),
            length_ms: Some(63_000),
            description: "Photo from the summit.".to_owned(),
            thumbhash: vec![1, 2, 250],
            png: vec![0x89, 0x50],
            voice: Some(vec![0, 255, 7]),
        }
    }

    #[test]
    fn what_is_said_comes_back() {
        let element = whole().to_element();
        assert_eq!(FileMetadata::parse(&element, "en"), whole());
        let nothing = FileMetadata::default();
        assert_eq!(
            String::from(&nothing.to_element()),
            "<file xmlns='urn:xmpp:file:metadata:0'/>"
        );
        assert_eq!(FileMetadata::parse(&nothing.to_element(), ""), nothing);
    }

    #[test]
    fn the_element_of_jingle_is_read_too() {
        let xml = String::from(&whole().to_element()).replace(NS, JINGLE);
        assert_eq!(FileMetadata::parse(&xml.parse().unwrap(), ""), whole());
    }

    #[test]
    fn a_media_type_is_known_by_either_name() {
        let (right, dino) = (
            "<media-type>image/gif</media-type>",
            "<media_type>image/png</media_type>",
        );
        assert_eq!(parse(dino).media_type, "image/png");
        assert_eq!(parse(&format!("{dino}{right}")).media_type, "image/gif");
        let nonsense = "<media-type>picture</media-type>";
        assert_eq!(parse(&format!("{nonsense}{dino}")).media_type, "image/png");
        assert_eq!(parse("<media_type>\u{202e}</media_type>").media_type, "");
        let told = String::from(&whole().to_element());
        for name in ["media-type", "media_type"] {
            assert!(
                told.contains(&format!("<{name}>image/jpeg</{name}>")),
                "{told}"
            );
        }
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let read = parse(
            "<name>../../a\u{202e}b.exe</name><media-type>image</media-type><size>-1</size>\
             <width>0</width><height>10</height><length>99999999999</length>\
             <thumbnail xmlns='urn:xmpp:thumbs:1'/>\
             <thumbnail xmlns='urn:xmpp:thumbs:1' uri='https://spy.example/x.png'/>\
             <thumbnail xmlns='urn:xmpp:thumbs:1' uri='data:image/thumbhash,~~~'/>\
             <voice xmlns='https://waxwing.im/xmpp/voice:0'/>",
        );
        let expected = FileMetadata {
            name: "ab.exe".to_owned(),
            voice: Some(Vec::new()),
            ..FileMetadata::default()
        };
        assert_eq!(read, expected);
        assert_eq!(parse("<size>1e9</size><size>5</size>").size, None);
        assert_eq!(parse("<size>18446744073709551616</size>").size, None);
    }

    #[test]
    fn it_is_bounded() {
        let long = "é".repeat(100_000);
        let read = parse(&format!("<name>{long}</name><desc>{long}</desc>"));
        assert!(read.name.len() <= 255);
        assert_eq!(read.description.chars().count(), MAX_DESCRIPTION);
        let big = LENIENT.encode(vec![7; MAX_WAVEFORM + 1]);
        let voice = format!(
            "<voice xmlns='{VOICE}'><waveform>{big}</waveform></voice>\
             <thumbnail xmlns='{THUMBNAIL}' uri='data:image/thumbhash;base64,{big}'/>\
             <thumbnail xmlns='{THUMBNAIL}' uri='data:image/png;base64,{}'/>",
            LENIENT.encode(vec![7; MAX_PNG + 1])
        );
        let read = parse(&voice);
        assert_eq!((read.voice, read.thumbhash), (Some(vec![]), vec![]));
        assert!(read.png.is_empty());
    }

    #[test]
    fn the_words_in_the_language_of_the_person_win() {
        let read = parse("<desc xml:lang='de'>Gipfel</desc><desc xml:lang='en'>Summit</desc>");
        assert_eq!(read.description, "Summit");
    }
}
