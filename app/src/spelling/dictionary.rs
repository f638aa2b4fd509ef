//! Where dictionaries are, which there are, and how one is read.

use std::path::{Path, PathBuf};

/// A dictionary of the system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Installed {
    /// What it is called: "en_US".
    pub language: String,
    /// Its files without their ending.
    pub path: PathBuf,
}

/// A larger file is no dictionary; the largest there is (Hungarian) has 20 MB.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Whoever has more than so many installs everything there is.
const MOST: usize = 200;

/// Where systems keep them.
const PLACES: [&str; 4] = [
    "/usr/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/usr/local/share/hunspell",
];

/// The dictionaries that are installed, by language.
pub fn installed() -> Vec<Installed> {
    in_places(PLACES.iter().map(Path::new))
}

pub(super) fn in_places<'a>(places: impl Iterator<Item = &'a Path>) -> Vec<Installed> {
    let mut found: Vec<Installed> = Vec::new();
    for place in places {
        let Ok(files) = std::fs::read_dir(place) else {
            continue;
        };
        for file in files.flatten() {
            let path = file.path();
            let language = path.file_stem().and_then(|stem| stem.to_str());
            let Some(language) = language.filter(|name| is_language(name)).map(str::to_owned)
            else {
                continue;
            };
            let whole = path.extension().is_some_and(|end| end == "dic")
                && path.with_extension("aff").is_file();
            let known = found.iter().any(|one| one.language == language);
            if whole && !known && found.len() < MOST {
                let path = path.with_extension("");
                found.push(Installed { language, path });
            }
        }
    }
    found.sort();
    found
}

/// "en_US", "de", "sr_Latn_RS": hyphenation and thesauri beside them are called otherwise.
fn is_language(name: &str) -> bool {
    let mut parts = name.split(['_', '-']);
    let first = parts.next().unwrap_or_default();
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
    (2..=3).contains(&first.len())
        && first.chars().all(|c| c.is_ascii_lowercase())
        && parts.all(|part| letters(part) && (1..=10).contains(&part.len()))
}

/// Reads a dictionary.
pub(super) fn load(path: &Path) -> Result<spellbook::Dictionary, String> {
    let aff = read(&path.with_extension("aff"))?;
    let encoding = encoding_of(&aff);
    let dic = read(&path.with_extension("dic"))?;
    let (aff, dic) = (decode(&aff, encoding)?, decode(&dic, encoding)?);
    spellbook::Dictionary::new(&aff, &dic).map_err(|error| error.to_string())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let size = std::fs::metadata(path)
        .map_err(|error| error.to_string())?
        .len();
    if size > LARGEST {
        return Err(format!("{size} bytes are too many"));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}

/// What the line `SET` says, wherever it stands (in the Arabic one behind a table of 500 lines); without
/// it hunspell takes Latin 1.
fn encoding_of(aff: &[u8]) -> Encoding {
    let mut lines = aff.split(|byte| *byte == b'\n');
    let set = lines.find_map(|line| {
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        let name = line.strip_prefix(b"SET")?;
        name.first()?.is_ascii_whitespace().then_some(name)
    });
    let set = set.map(String::from_utf8_lossy);
    match set.map(|name| name.trim().to_uppercase()).as_deref() {
        Some("UTF-8") => Encoding::Utf8,
        None | Some("ISO8859-1" | "ISO-8859-1") => Encoding::Latin1,
        Some("ISO8859-2" | "ISO-8859-2") => Encoding::Latin2,
        Some("ISO8859-15" | "ISO-8859-15") => Encoding::Latin9,
        Some(_) => Encoding::Other,
    }
}

/// How the letters of a dictionary are written down. New ones are all in UTF-8; some of the old ones that
/// Debian has are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Latin1,
    Latin2,
    Latin9,
    Other,
}

fn decode(bytes: &[u8], encoding: Encoding) -> Result<String, String> {
    let text = match encoding {
        Encoding::Utf8 => String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())?,
        Encoding::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Encoding::Latin2 => bytes.iter().map(|byte| latin2(*byte)).collect(),
        Encoding::Latin9 => bytes.iter().map(|byte| latin9(*byte)).collect(),
        Encoding::Other => return Err("its encoding is not known".to_owned()),
    };
    // The text is not what it says it is: letters would be wrong, and so would words.
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn latin2(byte: u8) -> char {
    /// ISO/IEC 8859-2 from 0xA0 on.
    const UPPER: &str = "\u{a0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{ad}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";
    match byte.checked_sub(0xa0) {
        Some(place) => UPPER.chars().nth(usize::from(place)).unwrap_or(' '),
        None => char::from(byte),
    }
}

fn latin9(byte: u8) -> char {
    match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        other => char::from(other),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Writes a small dictionary.
    pub(in crate::spelling) fn sample(directory: &Path, language: &str) -> PathBuf {
        let path = directory.join(language);
        let aff = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\nSFX S Y 1\nSFX S 0 s .\n";
        std::fs::write(path.with_extension("aff"), aff).unwrap();
        std::fs::write(path.with_extension("dic"), "3\nhello\nworld/S\nbook/S\n").unwrap();
        path
    }

    #[test]
    fn whole_dictionaries_are_found_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        sample(directory.path(), "en_US");
        sample(directory.path(), "de");
        for name in [
            "hyph_en_US.dic",
            "th_en_US_v2.dic",
            "fr_FR.dic",
            "README_en.txt",
        ] {
            std::fs::write(directory.path().join(name), "").unwrap();
        }
        let nowhere = directory.path().join("none");
        let found = in_places([directory.path(), &nowhere, directory.path()].into_iter());
        let languages: Vec<_> = found.iter().map(|one| one.language.as_str()).collect();
        assert_eq!(languages, ["de", "en_US"]);
    }

    #[test]
    fn old_encodings_are_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pl_PL");
        std::fs::write(path.with_extension("aff"), "SET ISO8859-2\n").unwrap();
        // "żółw"
        std::fs::write(path.with_extension("dic"), b"1\n\xbf\xf3\xb3w\n").unwrap();
        let dictionary = load(&path).unwrap();
        assert!(dictionary.check("żółw") && !dictionary.check("zolw"));
        assert_eq!(latin2(0xff), '˙');
        assert_eq!(latin9(0xa4), '€');
    }

    #[test]
    fn the_encoding_stands_anywhere() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ar");
        let aff = format!("{}SET\tUTF-8\n", "# a table\n".repeat(2_000));
        std::fs::write(path.with_extension("aff"), aff).unwrap();
        std::fs::write(path.with_extension("dic"), "1\nكتاب\n").unwrap();
        let dictionary = load(&path).unwrap();
        assert!(dictionary.check("كتاب") && !dictionary.check("كتب"));
    }

    #[test]
    fn broken_dictionaries_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("xx");
        assert!(load(&path).is_err());
        for (aff, dic) in [
            (&b"SET KOI8-R\n"[..], &b"1\nx\n"[..]),
            (b"SET UTF-8\n", b"1\n\xff\xfe\n"),
            (b"SET UTF-8\nSFX A Y 1\n", b"1\nx/A\n"),
        ] {
            std::fs::write(path.with_extension("aff"), aff).unwrap();
            std::fs::write(path.with_extension("dic"), dic).unwrap();
            assert!(load(&path).is_err(), "{aff:?}");
        }
    }
}
