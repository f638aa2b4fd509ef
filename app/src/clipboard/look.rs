//! What stands on the clipboard besides text: a picture (a screenshot), or files (copied in a file
//! manager). iced's clipboard knows text only.
//!
//! Looking happens on a thread of its own and is bounded in time and size, because the answer comes from
//! another program. Where that offers text as well as a picture (a spreadsheet, a word processor), text is
//! meant; where it offers files, files are, although their names are offered as text, too.

use std::cell::RefCell;
use std::path::PathBuf;

use futures::channel::oneshot;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Found {
    /// Text, or nothing: iced's clipboard knows.
    #[default]
    Words,
    /// A picture of this media type.
    Picture {
        /// `image/png` for example.
        media_type: &'static str,
        /// The file that it would be.
        bytes: Vec<u8>,
    },
    /// Files of this machine.
    Files(Vec<PathBuf>),
}

/// Larger pictures are not taken: a screenshot of three large screens has a third of it.
pub(super) const MOST: usize = 64 * 1024 * 1024;

/// More files are not taken at once.
pub const MOST_FILES: usize = 100;

/// Kinds of pictures, the best to have first.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// Files, as every file manager offers them.
pub(super) const URIS: &str = "text/uri-list";

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// The addresses of files.
    Uris,
    /// A picture of this media type.
    Picture(&'static str),
}

impl Want {
    /// What to ask for where these types are offered; nothing where text is meant.
    pub(super) fn among<'a>(offered: impl Iterator<Item = &'a str> + Clone) -> Option<Self> {
        let has = |wanted: &str| offered.clone().any(|one| one.eq_ignore_ascii_case(wanted));
        if has(URIS) {
            return Some(Self::Uris);
        }
        let text = offered.clone().any(|one| {
            let one = one.to_ascii_lowercase();
            one.starts_with("text/plain") || one == "utf8_string" || one == "string"
        });
        let picture = PICTURES.into_iter().find(|picture| has(picture));
        picture.filter(|_| !text).map(Self::Picture)
    }

    /// Its media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Uris => URIS,
            Self::Picture(media_type) => media_type,
        }
    }

    /// What was asked for has come.
    pub(super) fn found(self, bytes: Vec<u8>) -> Found {
        match self {
            Self::Uris => match files(&bytes) {
                files if files.is_empty() => Found::Words,
                files => Found::Files(files),
            },
            Self::Picture(_) if bytes.is_empty() => Found::Words,
            Self::Picture(media_type) => Found::Picture { media_type, bytes },
        }
    }
}

thread_local! {
    /// What tests have put there.
    static PRETENDED: RefCell<Option<Found>> = const { RefCell::new(None) };
}

/// Has this thread find that from now on, without asking anybody.
#[cfg(any(test, feature = "harness"))]
pub fn pretend(found: Found) {
    PRETENDED.with(|pretended| *pretended.borrow_mut() = Some(found));
}

/// Looks at the clipboard.
pub fn look() -> impl Future<Output = Found> + Send + 'static {
    let pretended = PRETENDED.with(|pretended| pretended.borrow().clone());
    async move {
        match pretended {
            Some(found) => found,
            None => ask().await,
        }
    }
}

async fn ask() -> Found {
    let (told, asking) = oneshot::channel();
    let thread = std::thread::Builder::new().name("clipboard".to_owned());
    let ask = move || {
        let _ = told.send(desktop());
    };
    match thread.spawn(ask) {
        Ok(_) => asking.await.unwrap_or_default(),
        Err(_) => Found::Words,
    }
}

#[cfg(target_os = "linux")]
fn desktop() -> Found {
    super::x11::look().unwrap_or_else(|trouble| {
        tracing::debug!(%trouble, "the clipboard could not be looked at");
        Found::Words
    })
}

#[cfg(not(target_os = "linux"))]
fn desktop() -> Found {
    Found::Words
}

/// The files of this machine in a list of addresses (RFC 2483 §5).
pub(super) fn files(list: &[u8]) -> Vec<PathBuf> {
    let lines = list.split(|byte| matches!(byte, b'\n' | b'\r' | 0));
    let paths = lines.filter_map(path);
    paths.take(MOST_FILES).collect()
}

/// The path in an address like `file:///home/mira/a%20b.txt`; other machines have none.
fn path(line: &[u8]) -> Option<PathBuf> {
    let rest = line.strip_prefix(b"file://")?;
    let rest = rest.strip_prefix(b"localhost").unwrap_or(rest);
    let bytes = decoded(rest)?;
    (bytes.first() == Some(&b'/') && !bytes.contains(&0)).then(|| from_bytes(bytes))?
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    Some(PathBuf::from(String::from_utf8(bytes).ok()?))
}

/// With every `%41` as the byte that it stands for (RFC 3986 §2.1).
fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(*rest.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).ok()?
            }
            byte => *byte,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(offered: &[&str]) -> Option<Want> {
        Want::among(offered.iter().copied())
    }

    #[test]
    fn text_is_meant_unless_there_is_only_a_picture_or_there_are_files() {
        let png = Some(Want::Picture("image/png"));
        assert_eq!(want(&["TARGETS", "image/bmp", "image/png"]), png);
        assert_eq!(want(&["text/html", "image/jpeg", "image/png"]), png);
        assert_eq!(want(&["UTF8_STRING", "image/png"]), None);
        assert_eq!(want(&["text/plain;charset=utf-8", "image/png"]), None);
        let files = ["text/plain", "text/uri-list", "image/png"];
        assert_eq!(want(&files), Some(Want::Uris));
        assert_eq!(want(&[]), None);
        assert_eq!(want(&["image/svg+xml"]), None, "no picture that is drawn");
    }

    #[test]
    fn addresses_of_this_machine_are_files() {
        let list = b"# a comment\r\nfile:///home/mira/a%20b.txt\r\nfile://localhost/tmp/x\r\n\
                     https://example.org/\r\nfile://elsewhere/tmp/x\r\nfile:///a%zz\r\nfile:///a%00b\r\n";
        let found = [PathBuf::from("/home/mira/a b.txt"), PathBuf::from("/tmp/x")];
        assert_eq!(files(list), found);
        assert_eq!(files(b""), Vec::<PathBuf>::new());
        let many = "file:///x\n".repeat(10_000);
        assert_eq!(files(many.as_bytes()).len(), MOST_FILES);
    }

    #[test]
    fn nothing_at_all_is_no_picture() {
        assert_eq!(Want::Picture("image/png").found(Vec::new()), Found::Words);
        assert_eq!(Want::Uris.found(b"https://x/".to_vec()), Found::Words);
    }
}
