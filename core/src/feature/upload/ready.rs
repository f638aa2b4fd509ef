//! Makes a file ready to be sent: pictures get smaller and lose what they tell of their making, and
//! what is sent stands in the profile from then on, so that the person's own file may change or go.
//!
//! Blocks; belongs on a thread of its own.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use waxwing_media::picture::{self, Prepared};
use waxwing_media::sniff::{Family, Format, HEAD};
use waxwing_proto::{file_name, media_type};

use crate::files::{Files, Kept};
use crate::model::{Attachment, AttachmentKind, TransferFailure};

/// What is to be made ready.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    /// Where it is.
    pub(super) path: PathBuf,
    /// A picture stays as large as it is.
    pub(super) original: bool,
    /// What is known of it so far.
    pub(super) known: Attachment,
    /// What it is called while it is copied.
    pub(super) part: String,
}

/// A file as it is to be sent.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    /// What is known of it now; without its place.
    pub(super) attachment: Attachment,
}

/// Makes a file ready.
pub(super) fn prepare(files: &Files, raw: Raw) -> Result<Ready, TransferFailure> {
    let mut file = open(&raw.path)?;
    let head = head(&mut file).map_err(|error| unreadable(&error))?;
    let format = Format::of(&head);
    let mut attachment = described(raw.known, format);
    let pictured = format.is_some_and(Format::is_shown) && attachment.kind != AttachmentKind::Voice;
    if pictured && let Some(bytes) = whole(&head, &mut file)? {
        match picture::prepare(&bytes, raw.original) {
            Ok(prepared) => {
                let kept = keep(files, &raw.part, &mut prepared.bytes.as_ref())?;
                show(&mut attachment, &prepared);
                return Ok(named(attachment, kept));
            }
            // It goes as what it is.
            Err(flaw) => tracing::info!(%flaw, "a picture is sent as a file"),
        }
        return Ok(named(
            attachment,
            keep(files, &raw.part, &mut bytes.as_slice())?,
        ));
    }
    let mut bytes = head.chain(file);
    Ok(named(attachment, keep(files, &raw.part, &mut bytes)?))
}

fn open(path: &Path) -> Result<File, TransferFailure> {
    let is = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    // A pipe or a device would have no end.
    if !is.is_file() {
        return Err(TransferFailure::Unreadable("not a file".to_owned()));
    }
    File::open(path).map_err(|error| unreadable(&error))
}

fn head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    file.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// All of a file, unless it is larger than what is taken for a picture.
fn whole(head: &[u8], file: &mut File) -> Result<Option<Vec<u8>>, TransferFailure> {
    let size = file.metadata().map_err(|error| unreadable(&error))?.len();
    if size > picture::MOST_BYTES as u64 {
        return Ok(None);
    }
    let mut bytes = head.to_vec();
    let rest = file
        .take(picture::MOST_BYTES as u64)
        .read_to_end(&mut bytes);
    rest.map_err(|error| unreadable(&error))?;
    Ok(Some(bytes))
}

/// Copies bytes into the profile.
fn keep(files: &Files, name: &str, bytes: &mut dyn Read) -> Result<Kept, TransferFailure> {
    let disk = |error: io::Error| TransferFailure::Disk(error.to_string());
    let mut part = files.begin(name, 0).map_err(disk)?;
    let mut piece = vec![0; PIECE];
    loop {
        let length = match bytes.read(&mut piece) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                part.discard();
                return Err(unreadable(&error));
            }
        };
        let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else {
            break;
        };
        if let Err(error) = part.write(read) {
            part.discard();
            return Err(disk(error));
        }
    }
    part.finish().map_err(disk)
}

/// With the type that its bytes have, or else its name; what its sender says counts where neither
/// tells.
fn described(mut known: Attachment, format: Option<Format>) -> Attachment {
    let by_name = media_type::by_name(&known.name);
    let sure = format.filter(|format| {
        matches!(
            format.family(),
            Family::Picture | Family::Video | Family::Audio
        )
    });
    known.media_type = match (sure, format) {
        // Sound and pictures share containers.
        (Some(Format::Ogg | Format::Mp4 | Format::Matroska), _) if !by_name.is_empty() => {
            by_name.to_owned()
        }
        (Some(format), _) => format.media_type().to_owned(),
        (None, _) if !by_name.is_empty() => by_name.to_owned(),
        (None, _) if !known.media_type.is_empty() => known.media_type,
        (None, Some(format)) => format.media_type().to_owned(),
        (None, None) => "application/octet-stream".to_owned(),
    };
    if known.kind != AttachmentKind::Voice {
        known.kind = AttachmentKind::of(&known.media_type);
    }
    known
}

fn show(attachment: &mut Attachment, prepared: &Prepared<'_>) {
    let kind = prepared.format.media_type();
    if attachment.media_type != kind {
        let stem = attachment.name.rsplit_once('.');
        let stem = stem.map_or(attachment.name.as_str(), |(stem, _)| stem);
        let ending = if prepared.format == Format::Jpeg {
            "jpg"
        } else {
            "png"
        };
        attachment.name = file_name::clean(&format!("{stem}.{ending}"));
        kind.clone_into(&mut attachment.media_type);
    }
    attachment.kind = AttachmentKind::Picture;
    attachment.dimensions = Some((prepared.sides.width, prepared.sides.height));
    attachment.thumbhash.clone_from(&prepared.thumbhash);
}

fn named(attachment: Attachment, kept: Kept) -> Ready {
    Ready {
        attachment: Attachment {
            size: Some(kept.size),
            sha256: Some(kept.sha256),
            ..attachment
        },
    }
}

fn unreadable(error: &io::Error) -> TransferFailure {
    TransferFailure::Unreadable(error.to_string())
}

/// So much is read at once.
const PIECE: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(path: &Path, name: &str) -> Raw {
        Raw {
            path: path.to_owned(),
            original: false,
            known: Attachment {
                name: name.to_owned(),
                ..Attachment::default()
            },
            part: "out-1".to_owned(),
        }
    }

    fn ready(name: &str, bytes: &[u8]) -> (Attachment, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given");
        std::fs::write(&path, bytes).unwrap();
        let files = Files::new(folder.path());
        let ready = prepare(&files, raw(&path, name)).unwrap().attachment;
        let kept = files.path(ready.sha256.as_deref().unwrap()).unwrap();
        let kept = std::fs::read(kept).unwrap();
        assert_eq!(ready.size, Some(kept.len() as u64));
        (ready, kept)
    }

    #[test]
    fn any_file_is_copied_as_it_is() {
        for (name, bytes, kind) in [
            ("a.txt", &b"hello"[..], "text/plain"),
            ("nothing", b"", "application/octet-stream"),
            ("a.docx", b"PK\x03\x04...", media_type::by_name("a.docx")),
            (
                "a.svg",
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                "image/svg+xml",
            ),
        ] {
            let (ready, kept) = ready(name, bytes);
            assert_eq!(kept, bytes);
            assert_eq!(
                (ready.media_type.as_str(), ready.kind),
                (kind, AttachmentKind::File)
            );
            assert_eq!(ready.name, name);
        }
        let large = vec![7; 3 * PIECE + 5];
        assert_eq!(ready("a.bin", &large).1, large);
    }

    #[test]
    fn a_picture_is_measured_and_loses_what_it_tells() {
        let pixels = picture::Pixels::new(
            picture::Sides {
                width: 4,
                height: 2,
            },
            vec![200; 32],
        )
        .unwrap();
        let png = picture::to_png(&pixels).unwrap();
        // A text behind the header, as cameras and editors leave them.
        let mut told = png[..33].to_vec();
        told.extend(text_chunk(b"Secret\0at home"));
        told.extend(&png[33..]);
        let (ready, kept) = ready("a.jpg", &told);
        assert!(!kept.windows(6).any(|bytes| bytes == b"Secret"));
        assert_eq!(ready.dimensions, Some((4, 2)));
        assert_eq!(ready.media_type, "image/png");
        assert_eq!(ready.kind, AttachmentKind::Picture);
        assert!(!ready.thumbhash.is_empty());
    }

    fn text_chunk(text: &[u8]) -> Vec<u8> {
        let mut body = b"tEXt".to_vec();
        body.extend(text);
        let sum = crc32fast::hash(&body);
        let length = u32::try_from(text.len()).unwrap();
        [&length.to_be_bytes(), body.as_slice(), &sum.to_be_bytes()].concat()
    }

    #[test]
    fn a_broken_picture_goes_as_what_it_is() {
        let bytes = b"\x89PNG\r\n\x1a\nnothing more";
        let (ready, kept) = ready("a.png", bytes);
        assert_eq!(kept, bytes);
        assert_eq!(ready.dimensions, None);
    }

    #[test]
    fn what_can_not_be_read_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path());
        for path in [folder.path().to_owned(), folder.path().join("gone")] {
            let failed = prepare(&files, raw(&path, "a"));
            assert!(matches!(failed, Err(TransferFailure::Unreadable(_))));
        }
    }
}
