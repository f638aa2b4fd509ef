//! Which links a text has. Pure.
//!
//! A *link* is an address with one of the schemes that people click on. A *file* is an encrypted
//! upload (`aesgcm:`), or a web address whose path ends in the name of a file, as what an upload
//! (XEP-0363) or an out-of-band address (XEP-0066) leaves behind in a text; whether it was one, the
//! text can't tell.

/// What was found in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// A link.
    pub(super) any: bool,
    /// One that leads to a file.
    pub(super) file: bool,
}

const SCHEMES: [&str; 7] = [
    "https://",
    "http://",
    "aesgcm://",
    "ftp://",
    "xmpp:",
    "mailto:",
    "geo:",
];

/// Pages, not files.
const PAGES: [&str; 10] = [
    "htm", "html", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cgi", "do",
];

/// The longest ending of a file's name that counts.
const ENDING: usize = 5;

/// What a text has.
pub(super) fn links(text: &str) -> Links {
    let mut found = Links::default();
    if !text.contains(':') {
        return found;
    }
    for word in text.split(char::is_whitespace) {
        if !word.contains(':') {
            continue;
        }
        let lower = word.to_ascii_lowercase();
        for scheme in SCHEMES {
            let Some((before, rest)) = lower.split_once(scheme) else {
                continue;
            };
            let inside = before.ends_with(|char: char| char.is_ascii_alphanumeric());
            let empty = !rest.starts_with(char::is_alphanumeric) && !rest.starts_with('[');
            if inside || empty {
                continue;
            }
            found.any = true;
            found.file |= match scheme {
                "aesgcm://" => true,
                "https://" | "http://" | "ftp://" => ends_in_file(rest),
                _ => false,
            };
            break;
        }
        if found.file {
            break;
        }
    }
    found
}

/// Whether an address without its scheme ends in the name of a file.
fn ends_in_file(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_end_matches([')', ']', '}', '>', '"', '\'', '.', ',', ';', ':', '!']);
    let Some((_, path)) = path.split_once('/') else {
        return false;
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    !stem.is_empty()
        && (1..=ENDING).contains(&ending.len())
        && ending.chars().all(|char| char.is_ascii_alphanumeric())
        && ending.chars().any(|char| char.is_ascii_alphabetic())
        && !PAGES.contains(&ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_click_on_is_a_link() {
        let any = |text| links(text).any;
        for text in [
            "see https://xmpp.org",
            "(HTTP://example.org/x)",
            "xmpp:romy@example.org?message",
            "write to <mailto:a@b.org>",
            "电影https://example.org",
        ] {
            assert!(any(text), "{text}");
        }
        for text in [
            "09:41",
            "note: this",
            "https:// ",
            "xhttps://x",
            "http:",
            ":",
            "",
        ] {
            assert!(!any(text), "{text}");
        }
    }

    #[test]
    fn what_ends_in_the_name_of_a_file_is_one() {
        let file = |text| links(text).file;
        for text in [
            "https://up.example.org/a1b2/photo.jpg",
            "aesgcm://up.example.org/a1b2#0011",
            "here: https://up.example.org/x/Report.PDF?dl=1, done",
            "https://example.org https://up.example.org/x/a.tar.gz.",
        ] {
            assert!(file(text), "{text}");
        }
        for text in [
            "https://xmpp.org",
            "https://xmpp.org/",
            "https://xmpp.org/index.html",
            "https://example.org/v1.0",
            "https://example.org/.hidden",
            "photo.jpg",
            "xmpp:romy@example.org/a.jpg",
        ] {
            assert!(!file(text), "{text}");
        }
    }
}
