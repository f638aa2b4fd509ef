//! A file that was chosen: what it is, told by its bytes, and how it looks where it is a picture.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use iced::widget::image::Handle;
use waxwing_core::model::AttachmentKind;
use waxwing_media::picture::{Pixels, Sides, decode};
use waxwing_media::sniff::{Family, Format, HEAD};

use crate::opening::{away, safe_name};

/// Edge of the small picture, in pixels: twice of what is shown, for sharp screens.
const EDGE: u32 = 96;

/// Larger pictures are not looked at for a small one.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Pasted pictures that nobody needs any more are removed with the next one: the engine has taken what was
/// sent, and who has not sent one for a day won't.
const OLDEST: Duration = Duration::from_secs(24 * 3600);

/// A file that was chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
    /// What it is to people.
    pub kind: AttachmentKind,
    /// What it is, where that is known.
    pub media_type: Option<&'static str>,
    /// How many bytes it has.
    pub size: u64,
    /// How it looks.
    pub picture: Option<Handle>,
    /// Why it can't be sent.
    pub wrong: Option<Wrong>,
    /// It is a picture that is made smaller, and tells less, unless it is to stay as it is.
    pub prepared: bool,
}

/// Why a file can't be sent at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It can't be read: what the system says.
    Unreadable(String),
    /// There is no such file, or no more.
    Gone,
    /// It is a folder.
    Folder,
    /// It is no file: a device, a pipe.
    NoFile,
}

impl Chosen {
    /// Whether it can't be sent, whatever the server takes.
    pub fn is_hopeless(&self) -> bool {
        self.wrong.is_some()
    }

    /// Whether it is too large for a server. What a picture will have once it is made smaller is not known.
    pub fn is_over(&self, most: Option<u64>, original: bool) -> bool {
        let stays = original || !self.prepared;
        stays && most.is_some_and(|most| self.size > most)
    }
}

/// Looks at files, on a thread of its own: disks can be slow, and pictures large.
pub(super) async fn read(paths: Vec<PathBuf>) -> Vec<Chosen> {
    let looked = away(move || paths.into_iter().map(look).collect());
    looked.await.unwrap_or_default()
}

/// Keeps a picture that was pasted as a file, and looks at it.
pub(super) async fn pasted(media_type: &'static str, bytes: Vec<u8>) -> Vec<Chosen> {
    let kept = away(move || {
        let folder = directories::ProjectDirs::from("im", "waxwing", "waxwing")
            .map(|directories| directories.cache_dir().join("pasted"));
        let folder = folder.ok_or_else(|| io::Error::other("there is no directory for it"));
        let kept = folder.and_then(|folder| keep(&folder, media_type, &bytes));
        vec![match kept {
            Ok(path) => look(path),
            Err(error) => unreadable(PathBuf::from("picture"), &error),
        }]
    });
    kept.await.unwrap_or_default()
}

/// Looks at a file.
fn look(path: PathBuf) -> Chosen {
    let about = match fs::metadata(&path) {
        Ok(about) => about,
        Err(error) => return unreadable(path, &error),
    };
    if !about.is_file() {
        let wrong = if about.is_dir() {
            Wrong::Folder
        } else {
            Wrong::NoFile
        };
        return Chosen {
            wrong: Some(wrong),
            ..plain(path)
        };
    }
    let mut head = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    if let Err(error) = read {
        return unreadable(path, &error);
    }
    let format = Format::of(&head);
    let small = format.filter(|format| format.is_shown() && about.len() <= LARGEST);
    let picture = small.and_then(|_| small_picture(&path));
    Chosen {
        kind: kind(format),
        media_type: format
            .map(Format::media_type)
            .filter(|_| is_telling(format)),
        size: about.len(),
        prepared: matches!(format, Some(Format::Jpeg | Format::Png | Format::WebP)),
        picture,
        ..plain(path)
    }
}

/// An office's document is an archive too, and an archive's type would say less than its ending.
fn is_telling(format: Option<Format>) -> bool {
    !matches!(
        format,
        Some(
            Format::Zip
                | Format::Packed
                | Format::Program
                | Format::Script
                | Format::Text
                | Format::Xml
        )
    )
}

fn kind(format: Option<Format>) -> AttachmentKind {
    match format.map(Format::family) {
        Some(Family::Picture) if format.is_some_and(Format::is_shown) => AttachmentKind::Picture,
        Some(Family::Video) => AttachmentKind::Video,
        Some(Family::Audio) => AttachmentKind::Audio,
        _ => AttachmentKind::File,
    }
}

fn plain(path: PathBuf) -> Chosen {
    let name = path.file_name().map(|name| name.to_string_lossy());
    Chosen {
        name: safe_name(&name.unwrap_or_default()),
        path,
        kind: AttachmentKind::File,
        media_type: None,
        size: 0,
        picture: None,
        wrong: None,
        prepared: false,
    }
}

fn unreadable(path: PathBuf, error: &io::Error) -> Chosen {
    Chosen {
        wrong: Some(match error.kind() {
            io::ErrorKind::NotFound => Wrong::Gone,
            _ => Wrong::Unreadable(error.to_string()),
        }),
        ..plain(path)
    }
}

/// The middle of a picture, small and square.
fn small_picture(path: &Path) -> Option<Handle> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(LARGEST).read_to_end(&mut bytes).ok()?;
    let pixels = decode(&bytes, Sides::square(EDGE * 2)).ok()?;
    let square = middle(&pixels)?.shrunk(Sides::square(EDGE));
    let sides = square.sides();
    Some(Handle::from_rgba(
        sides.width,
        sides.height,
        square.into_rgba(),
    ))
}

fn middle(pixels: &Pixels) -> Option<Pixels> {
    let sides = pixels.sides();
    let edge = sides.width.min(sides.height);
    let (x, y) = ((sides.width - edge) / 2, (sides.height - edge) / 2);
    pixels.cropped(x, y, Sides::square(edge))
}

/// Writes a picture into a file that nobody else can read.
fn keep(folder: &Path, media_type: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    private(folder)?;
    let now = SystemTime::now();
    for old in fs::read_dir(folder)?.flatten() {
        let made = old.metadata().and_then(|old| old.modified());
        if made.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age > OLDEST)) {
            let _ = fs::remove_file(old.path());
        }
    }
    let ending = match media_type {
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "image/gif" => "gif",
        _ => "png",
    };
    let time = chrono::Local::now().format("%Y%m%d-%H%M%S-%3f");
    let path = folder.join(format!("picture-{time}.{ending}"));
    let mut file = own(&path)?;
    file.write_all(bytes)?;
    Ok(path)
}

#[cfg(unix)]
fn private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(unix)]
fn own(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(not(unix))]
fn own(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let home = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = home.path().join(name);
            fs::write(&path, bytes).unwrap();
            look(path)
        };
        let png = crate::widget::qr::Code::of("x").unwrap().png().unwrap();
        let picture = file("photo.txt", &png);
        assert_eq!(picture.kind, AttachmentKind::Picture);
        assert_eq!(picture.media_type, Some("image/png"));
        assert!(picture.picture.is_some() && picture.prepared);
        let broken = file("broken.png", &png[..40]);
        assert!(broken.picture.is_none() && broken.wrong.is_none());
        let words = file("notes.txt", b"words");
        assert_eq!((words.kind, words.size), (AttachmentKind::File, 5));
        let empty = file("empty", b"");
        assert_eq!((empty.wrong, empty.size), (None, 0));
        let office = file("table.ods", b"PK\x03\x04 and so on");
        assert_eq!(office.media_type, None, "its ending says more");
    }

    #[test]
    fn what_is_no_file_says_so() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(look(home.path().to_owned()).wrong, Some(Wrong::Folder));
        let gone = look(home.path().join("gone.pdf"));
        assert_eq!(gone.wrong, Some(Wrong::Gone));
        assert_eq!(gone.name, "gone.pdf");
        #[cfg(unix)]
        assert_eq!(look("/dev/zero".into()).wrong, Some(Wrong::NoFile));
    }

    #[test]
    fn too_large_is_what_stays_so() {
        let mut file = plain("a.png".into());
        file.size = 100;
        assert!(file.is_over(Some(99), false) && !file.is_over(Some(100), false));
        assert!(!file.is_over(None, true));
        file.prepared = true;
        assert!(!file.is_over(Some(99), false), "it is made smaller");
        assert!(file.is_over(Some(99), true));
    }

    #[cfg(unix)]
    #[test]
    fn a_pasted_picture_is_ours_alone_and_does_not_stay() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("pasted");
        let kept = keep(&folder, "image/png", b"x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&kept), mode(&folder)), (0o600, 0o700));
        assert!(kept.extension().is_some_and(|ending| ending == "png"));
        let old = File::options().write(true).open(&kept).unwrap();
        old.set_modified(SystemTime::now() - OLDEST * 2).unwrap();
        let next = keep(&folder, "image/jpeg", b"y").unwrap();
        assert!(!kept.exists() && next.exists());
    }
}
