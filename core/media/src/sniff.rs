//! What a file is, by its first bytes: what its name or its sender say may be a mistake or a trick.

use std::str;

/// So many bytes of a file are enough to tell.
pub const HEAD: usize = 4096;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A photograph (ITU T.81).
    Jpeg,
    /// A picture without loss (W3C PNG), moving ones (APNG) as well.
    Png,
    /// A picture of 256 colours, often moving.
    Gif,
    /// A picture (RFC 9649), moving or not.
    WebP,
    /// A picture as a frame of AV1.
    Avif,
    /// A picture as a frame of HEVC: what iPhones take.
    Heic,
    /// JPEG XL.
    JpegXl,
    /// A scan or a photograph for print.
    Tiff,
    /// A picture of old Windows.
    Bmp,
    /// An icon of Windows.
    Ico,
    /// A drawing in XML, which may hold programs and links.
    Svg,
    /// A video in MPEG-4's container.
    Mp4,
    /// A video in QuickTime's container.
    QuickTime,
    /// A video in Matroska's container, WebM among them.
    Matroska,
    /// A video in Microsoft's old container.
    Avi,
    /// Sound (or a video) in Ogg: Opus, Vorbis.
    Ogg,
    /// Sound without loss.
    Flac,
    /// Sound as samples.
    Wav,
    /// MPEG's layer 3.
    Mp3,
    /// AAC as a stream.
    Aac,
    /// AAC in MPEG-4's container.
    M4a,
    /// A document as pages.
    Pdf,
    /// An archive, or a document that is one: of an office, a book, an Android program.
    Zip,
    /// A compressed file.
    Gzip,
    /// A compressed file or archive of another kind.
    Packed,
    /// A program of Linux, Windows or macOS.
    Program,
    /// A program as text, which names what runs it.
    Script,
    /// A page of the web.
    Html,
    /// Anything in XML.
    Xml,
    /// Text in UTF-8.
    Text,
}

/// What people take it for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Something to look at.
    Picture,
    /// Something to watch.
    Video,
    /// Something to listen to.
    Audio,
    /// Something that runs when it is opened.
    Program,
    /// Anything else.
    Other,
}

impl Format {
    /// Tells by the first bytes; [`HEAD`] of them are enough. `None`: it is nothing that is known here.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        by_sign(head)
            .or_else(|| in_boxes(head))
            .or_else(|| in_riff(head))
            .or_else(|| as_sound(head))
            .or_else(|| as_text(head))
    }

    /// Its media type (RFC 6838).
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
            Self::Heic => "image/heic",
            Self::JpegXl => "image/jxl",
            Self::Tiff => "image/tiff",
            Self::Bmp => "image/bmp",
            Self::Ico => "image/vnd.microsoft.icon",
            Self::Svg => "image/svg+xml",
            Self::Mp4 => "video/mp4",
            Self::QuickTime => "video/quicktime",
            Self::Matroska => "video/matroska",
            Self::Avi => "video/vnd.avi",
            Self::Ogg => "audio/ogg",
            Self::Flac => "audio/flac",
            Self::Wav => "audio/vnd.wave",
            Self::Mp3 => "audio/mpeg",
            Self::Aac => "audio/aac",
            Self::M4a => "audio/mp4",
            Self::Pdf => "application/pdf",
            Self::Zip => "application/zip",
            Self::Gzip => "application/gzip",
            Self::Packed | Self::Program => "application/octet-stream",
            Self::Script | Self::Text => "text/plain",
            Self::Html => "text/html",
            Self::Xml => "application/xml",
        }
    }

    /// What people take it for.
    #[must_use]
    pub fn family(self) -> Family {
        match self {
            Self::Jpeg
            | Self::Png
            | Self::Gif
            | Self::WebP
            | Self::Avif
            | Self::Heic
            | Self::JpegXl
            | Self::Tiff
            | Self::Bmp
            | Self::Ico
            | Self::Svg => Family::Picture,
            Self::Mp4 | Self::QuickTime | Self::Matroska | Self::Avi => Family::Video,
            Self::Ogg | Self::Flac | Self::Wav | Self::Mp3 | Self::Aac | Self::M4a => Family::Audio,
            Self::Program | Self::Script => Family::Program,
            Self::Pdf
            | Self::Zip
            | Self::Gzip
            | Self::Packed
            | Self::Html
            | Self::Xml
            | Self::Text => Family::Other,
        }
    }

    /// Whether [`crate::picture`] can show it.
    #[must_use]
    pub fn is_shown(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::WebP)
    }
}

/// Those that begin with a sign of their own.
fn by_sign(head: &[u8]) -> Option<Format> {
    const SIGNS: &[(&[u8], Format)] = &[
        (&[0xff, 0xd8, 0xff], Format::Jpeg),
        (b"\x89PNG\r\n\x1a\n", Format::Png),
        (b"GIF87a", Format::Gif),
        (b"GIF89a", Format::Gif),
        (b"II*\0", Format::Tiff),
        (b"MM\0*", Format::Tiff),
        (&[0xff, 0x0a], Format::JpegXl),
        (b"\0\0\0\x0cJXL \r\n\x87\n", Format::JpegXl),
        (&[0, 0, 1, 0], Format::Ico),
        (&[0x1a, 0x45, 0xdf, 0xa3], Format::Matroska),
        (b"OggS", Format::Ogg),
        (b"fLaC", Format::Flac),
        (b"ID3", Format::Mp3),
        (b"%PDF-", Format::Pdf),
        (b"PK\x03\x04", Format::Zip),
        (b"PK\x05\x06", Format::Zip),
        (&[0x1f, 0x8b], Format::Gzip),
        (b"7z\xbc\xaf\x27\x1c", Format::Packed),
        (b"Rar!\x1a\x07", Format::Packed),
        (b"\xfd7zXZ\0", Format::Packed),
        (b"BZh", Format::Packed),
        (&[0x28, 0xb5, 0x2f, 0xfd], Format::Packed),
        (b"\x7fELF", Format::Program),
        (&[0xfe, 0xed, 0xfa, 0xce], Format::Program),
        (&[0xfe, 0xed, 0xfa, 0xcf], Format::Program),
        (&[0xce, 0xfa, 0xed, 0xfe], Format::Program),
        (&[0xcf, 0xfa, 0xed, 0xfe], Format::Program),
        (&[0xca, 0xfe, 0xba, 0xbe], Format::Program),
        (b"#!", Format::Script),
    ];
    let found = SIGNS.iter().find(|(sign, _)| head.starts_with(sign));
    found.map(|(_, format)| *format).or_else(|| windows(head))
}

/// Programs and pictures of Windows begin with two letters only: more has to fit.
fn windows(head: &[u8]) -> Option<Format> {
    let zeros = |range| head.get(range).is_some_and(|it| it == [0; 4]);
    match head.get(..2)? {
        b"MZ" if head.len() >= 64 => Some(Format::Program),
        // Four bytes that are reserved stand behind the length.
        b"BM" if zeros(6..10) => Some(Format::Bmp),
        _ => None,
    }
}

/// The containers of ISO 14496-12 name their brand in the first box.
fn in_boxes(head: &[u8]) -> Option<Format> {
    if head.get(4..8)? != b"ftyp" {
        return None;
    }
    Some(match head.get(8..12)? {
        b"avif" | b"avis" => Format::Avif,
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => {
            let length = head.get(..4)?.try_into().map(u32::from_be_bytes).ok()?;
            let end = usize::try_from(length).ok()?.min(head.len());
            let brands = head.get(16..end).unwrap_or_default();
            match brands.chunks_exact(4).any(|brand| brand == b"avif") {
                true => Format::Avif,
                false => Format::Heic,
            }
        }
        b"qt  " => Format::QuickTime,
        b"M4A " | b"M4B " => Format::M4a,
        _ => Format::Mp4,
    })
}

/// RIFF names its content behind its length.
fn in_riff(head: &[u8]) -> Option<Format> {
    if head.get(..4)? != b"RIFF" {
        return None;
    }
    match head.get(8..12)? {
        b"WEBP" => Some(Format::WebP),
        b"WAVE" => Some(Format::Wav),
        b"AVI " => Some(Format::Avi),
        _ => None,
    }
}

/// Streams of MPEG sound begin with eleven set bits, and a layer.
fn as_sound(head: &[u8]) -> Option<Format> {
    let (first, second) = (*head.first()?, *head.get(1)?);
    match (first, second & 0xf6) {
        (0xff, 0xf0) => Some(Format::Aac),
        (0xff, 0xf2 | 0xe2) => Some(Format::Mp3),
        _ => None,
    }
}

fn as_text(head: &[u8]) -> Option<Format> {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        // A letter may be cut at the end of what was looked at.
        Err(error) if error.error_len().is_none() => {
            str::from_utf8(head.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}');
    if text.is_empty() || text.contains(odd) {
        return None;
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let begins = |word: &str| {
        let part = start.as_bytes().get(..word.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    Some(match () {
        () if begins("<!doctype html") || begins("<html") => Format::Html,
        () if begins("<svg") => Format::Svg,
        () if begins("<?xml") || begins("<!") => match start.contains("<svg") {
            true => Format::Svg,
            false => Format::Xml,
        },
        () => Format::Text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let known: &[(&[u8], Format)] = &[
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Format::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", Format::Png),
            (b"GIF89a\x01\0", Format::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Format::WebP),
            (b"RIFF\x10\0\0\0WAVEfmt ", Format::Wav),
            (b"\0\0\0\x1cftypavif\0\0\0\0", Format::Avif),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", Format::Avif),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Format::Heic),
            (b"\0\0\0\x18ftypmp42\0\0\0\0", Format::Mp4),
            (b"\0\0\0\x18ftypM4A \0\0\0\0", Format::M4a),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0", Format::Bmp),
            (b"OggS\0\x02", Format::Ogg),
            (b"\xff\xfb\x90\x44", Format::Mp3),
            (b"\xff\xf1\x50\x80", Format::Aac),
            (b"%PDF-1.7", Format::Pdf),
            (b"\x7fELF\x02", Format::Program),
            (b"#!/bin/sh\nrm -rf ~", Format::Script),
            (b"\xef\xbb\xbf <!DOCTYPE HTML>", Format::Html),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Format::Svg),
            (b"<?xml version='1.0'?><!-- x --><svg/>", Format::Svg),
            (b"<?xml version='1.0'?><a/>", Format::Xml),
            ("Gr\u{fc}\u{df}e".as_bytes(), Format::Text),
        ];
        for (head, format) in known {
            assert_eq!(Format::of(head), Some(*format), "{head:?}");
        }
    }

    #[test]
    fn what_is_nothing_known_has_no_format() {
        for head in [&b""[..], b"\0\0\0\0", b"\x01\x02\x03", b"\xc3\x28"] {
            assert_eq!(Format::of(head), None, "{head:?}");
        }
        // Two letters are no sign.
        assert_eq!(Format::of(b"BMW"), Some(Format::Text));
        assert_eq!(Format::of(b"MZ"), Some(Format::Text));
        // A letter that is cut at the end is still text.
        assert_eq!(Format::of(b"abc\xc3"), Some(Format::Text));
    }

    #[test]
    fn pictures_that_can_be_shown_are_pictures() {
        for format in [Format::Jpeg, Format::Png, Format::Gif, Format::WebP] {
            assert!(format.is_shown());
            assert_eq!(format.family(), Family::Picture);
        }
        assert!(!Format::Svg.is_shown() && !Format::Heic.is_shown());
        assert_eq!(Format::Script.family(), Family::Program);
    }
}
