//! Names of files as they come from others: for showing, and for "Save as", never for anything that a
//! machine does by itself (XEP-0446 §3).
//!
//! A name may try to lead out of a folder, to hide its ending behind signs that turn the direction of
//! writing, or to break the line it stands on. What is left of it here can do none of that on any
//! system.

/// What a nameless file is called.
const NAMELESS: &str = "file";

/// In bytes: file systems take 255, and "Save as" may have to add a number.
const MAX_NAME: usize = 200;

/// An ending longer than this is none.
const MAX_ENDING: usize = 16;

/// The name without a path and without what a name may not hold; never empty.
#[must_use]
pub fn clean(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).find_map(part);
    name.unwrap_or_else(|| NAMELESS.to_owned())
}

/// The name of what an address leads to; never empty.
#[must_use]
pub fn of_url(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let name = path.split_once('/').map_or("", |(_, path)| path);
    let name = name.rsplit('/').next().unwrap_or_default();
    clean(&decoded(name))
}

/// The ending of a name in small letters, without its dot; may be empty.
#[must_use]
pub fn ending(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= MAX_ENDING => {
            ending.to_ascii_lowercase()
        }
        _ => String::new(),
    }
}

fn part(text: &str) -> Option<String> {
    let allowed = |c: &char| !c.is_control() && !is_unseen(*c);
    let tidy = |c: char| match c {
        // What Windows refuses, and what would be taken for other parts of an address.
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let text: String = text.chars().filter(allowed).map(tidy).collect();
    // A leading dot hides a file, a last one is cut off by Windows.
    let text = text.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if text.is_empty() {
        return None;
    }
    let stem = text.split('.').next().unwrap_or_default().trim_end();
    let device = DEVICES.iter().any(|name| name.eq_ignore_ascii_case(stem));
    Some(short(&if device {
        format!("_{text}")
    } else {
        text.to_owned()
    }))
}

/// What Windows takes for machines, with any ending.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Signs that are not seen but change what is: directions of writing, joiners of nothing.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Not longer than a name may be, with its ending.
fn short(name: &str) -> String {
    if name.len() <= MAX_NAME {
        return name.to_owned();
    }
    let ending = match name.rsplit_once('.') {
        Some((_, ending)) if ending.len() <= MAX_ENDING => format!(".{ending}"),
        _ => String::new(),
    };
    let mut stem = String::new();
    for c in name.chars() {
        if stem.len() + c.len_utf8() + ending.len() > MAX_NAME {
            break;
        }
        stem.push(c);
    }
    stem + &ending
}

/// With the bytes that `%` stands for; what is no UTF-8 then is replaced.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'_'));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        for (given, name) in [
            ("summit.jpg", "summit.jpg"),
            ("../../etc/passwd", "passwd"),
            ("/etc/passwd/", "passwd"),
            ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("a\0b", "ab"),
            ("..", "file"),
            ("...", "file"),
            ("", "file"),
            (" / ", "file"),
            (".bashrc", "bashrc"),
            ("a\nb\r.txt", "ab.txt"),
            ("evil\u{202e}gpj.exe", "evilgpj.exe"),
            ("a\u{2066}b\u{200f}c.png", "abc.png"),
            ("what?.txt", "what_.txt"),
            ("con: \"x\" <y>|*.", "con_ _x_ _y___"),
            ("tr\u{e8}s cool.jpg", "tr\u{e8}s cool.jpg"),
            ("a\u{a0}b\u{2028}c", "a bc"),
            ("صورة.png", "صورة.png"),
        ] {
            assert_eq!(clean(given), name, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = format!("{}.jpeg", "é".repeat(100_000));
        let name = clean(&long);
        assert!(name.len() <= MAX_NAME && name.ends_with("é.jpeg"), "{name}");
        let endless = format!("a.{}", "x".repeat(100_000));
        assert_eq!(clean(&endless).len(), MAX_NAME);
    }

    #[test]
    fn an_address_ends_in_a_name() {
        for (url, name) in [
            (
                "https://a.example/f/tr%C3%A8s%20cool.jpg",
                "tr\u{e8}s cool.jpg",
            ),
            ("https://a.example/f/a.png?x=/y#z", "a.png"),
            ("https://a.example/..%2f..%2fetc%2fpasswd", "passwd"),
            ("https://a.example/%E2%80%AEgpj.exe", "gpj.exe"),
            ("https://a.example/100%", "100%"),
            ("https://a.example/%zz%4", "%zz%4"),
            ("https://a.example/%ff", "\u{fffd}"),
            ("https://a.example/", "file"),
            ("https://a.example", "file"),
            ("", "file"),
        ] {
            assert_eq!(of_url(url), name, "{url}");
        }
    }

    #[test]
    fn an_ending_is_short_and_small() {
        assert_eq!(ending("a.TAR.Gz"), "gz");
        assert_eq!(ending("a"), "");
        assert_eq!(ending(".a"), "");
        assert_eq!(ending(&format!("a.{}", "b".repeat(17))), "");
    }
}
