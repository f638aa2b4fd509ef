//! Media types (RFC 6838): what a file is said to be. What it is, only its bytes tell.

use crate::file_name;

/// Longer than any that is registered (RFC 6838 §4.2: 127 for each half).
const MAX_TYPE: usize = 255;

/// Endings whose type is known, sorted.
const ENDINGS: &[(&str, &str)] = &[
    ("3gp", "video/3gpp"),
    ("7z", "application/x-7z-compressed"),
    ("aac", "audio/aac"),
    ("apk", "application/vnd.android.package-archive"),
    ("apng", "image/apng"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("bz2", "application/x-bzip2"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("epub", "application/epub+zip"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ics", "text/calendar"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("jxl", "image/jxl"),
    ("m4a", "audio/mp4"),
    ("m4v", "video/mp4"),
    ("md", "text/markdown"),
    ("mkv", "video/x-matroska"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("opus", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("rar", "application/vnd.rar"),
    ("rtf", "application/rtf"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("vcf", "text/vcard"),
    ("wav", "audio/wav"),
    ("weba", "audio/webm"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("xls", "application/vnd.ms-excel"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("xml", "application/xml"),
    ("xz", "application/x-xz"),
    ("zip", "application/zip"),
    ("zst", "application/zstd"),
];

/// A type in small letters, without its parameters; empty where it is none.
#[must_use]
pub fn clean(text: &str) -> String {
    let text = text.split(';').next().unwrap_or_default().trim();
    let is_half = |half: &str| !half.is_empty() && half.bytes().all(is_allowed);
    match text.split_once('/') {
        Some((kind, rest)) if text.len() <= MAX_TYPE && is_half(kind) && is_half(rest) => {
            text.to_ascii_lowercase()
        }
        _ => String::new(),
    }
}

/// The type that files of this name have mostly; may be empty.
#[must_use]
pub fn by_name(name: &str) -> &'static str {
    let ending = file_name::ending(name);
    let found = ENDINGS.iter().find(|(known, _)| *known == ending);
    found.map_or("", |(_, kind)| kind)
}

/// RFC 6838 §4.2.
fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_two_halves_and_nothing_else() {
        assert_eq!(clean(" Image/JPEG; q=1"), "image/jpeg");
        assert_eq!(clean("image/svg+xml"), "image/svg+xml");
        let long = format!("a/{}", "b".repeat(100_000));
        for bad in [
            "", "image", "image/", "/png", "a/b/c", "a b/c", "a/\u{e9}", &long,
        ] {
            assert_eq!(clean(bad), "", "{bad}");
        }
    }

    #[test]
    fn an_ending_says_what_a_file_may_be() {
        assert_eq!(by_name("a.JPG"), "image/jpeg");
        assert_eq!(by_name("voice.ogg"), "audio/ogg");
        assert_eq!(by_name("setup.exe"), "");
        assert!(ENDINGS.iter().all(|(_, kind)| clean(kind) == *kind));
    }
}
