//! What a file is, now that it is here: its bytes say so, whatever its sender and its server have said.

use waxwing_media::sniff::{Family, Format};

use crate::model::{Attachment, AttachmentKind};

/// The media type of bytes that say nothing.
const BYTES: &str = "application/octet-stream";

/// Makes a file what its first bytes say.
pub(super) fn take_nature(file: &mut Attachment, head: &[u8]) {
    let format = Format::of(head);
    let family = format.map(Format::family);
    let claimed = claims_media(&file.media_type);
    file.kind = match (family, file.kind) {
        // To be saved and not to be looked at, its sender says; or a drawing that is a program.
        (_, AttachmentKind::File) if claimed => AttachmentKind::File,
        (Some(Family::Picture), _) if format == Some(Format::Svg) => AttachmentKind::File,
        (Some(Family::Picture), _) => AttachmentKind::Picture,
        // A container of videos often holds sound alone.
        (
            Some(Family::Audio | Family::Video),
            kind @ (AttachmentKind::Voice | AttachmentKind::Audio),
        ) => kind,
        (Some(Family::Video), _) => AttachmentKind::Video,
        (Some(Family::Audio), AttachmentKind::Video) => AttachmentKind::Video,
        (Some(Family::Audio), _) => AttachmentKind::Audio,
        (Some(Family::Program | Family::Other) | None, _) => AttachmentKind::File,
    };
    let found = format.map_or(BYTES, Format::media_type);
    let fits = match family {
        // A container may hold either; these are names of the same things.
        Some(Family::Audio | Family::Video) => {
            file.media_type.starts_with("audio/") || file.media_type.starts_with("video/")
        }
        Some(Family::Picture) => false,
        // An archive may be a document, and text may be anything; nothing here depends on it.
        Some(Family::Program | Family::Other) | None => !claimed && !file.media_type.is_empty(),
    };
    if !fits {
        found.clone_into(&mut file.media_type);
    }
}

/// Whether this type is one to look at, to watch or to listen to.
pub(super) fn claims_media(media_type: &str) -> bool {
    let class = media_type.split('/').next().unwrap_or_default();
    matches!(class, "image" | "video" | "audio")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn became(kind: AttachmentKind, media_type: &str, head: &[u8]) -> (AttachmentKind, String) {
        let mut file = Attachment {
            kind,
            media_type: media_type.to_owned(),
            ..Attachment::default()
        };
        take_nature(&mut file, head);
        (file.kind, file.media_type)
    }

    #[test]
    fn bytes_say_what_a_file_is() {
        use AttachmentKind as K;
        let jpeg = &[0xff, 0xd8, 0xff, 0xe0][..];
        for (kind, media_type, head, is, called) in [
            (K::Picture, "image/png", jpeg, K::Picture, "image/jpeg"),
            (K::File, "application/pdf", jpeg, K::Picture, "image/jpeg"),
            (K::Picture, "image/png", b"\x7fELF", K::File, BYTES),
            (
                K::Picture,
                "image/png",
                b"<!DOCTYPE html>",
                K::File,
                "text/html",
            ),
            (K::Picture, "image/png", b"\x01\x02\x03", K::File, BYTES),
            (K::Voice, "audio/ogg", b"OggS\0", K::Voice, "audio/ogg"),
            (K::Video, "video/ogg", b"OggS\0", K::Video, "video/ogg"),
            (K::File, "", b"OggS\0", K::Audio, "audio/ogg"),
            (K::Voice, "audio/ogg", b"MZ\x90\0", K::File, BYTES),
            (
                K::File,
                "application/x-doc",
                b"PK\x03\x04",
                K::File,
                "application/x-doc",
            ),
            (
                K::Picture,
                "image/png",
                b"PK\x03\x04",
                K::File,
                "application/zip",
            ),
            (K::File, "", b"", K::File, BYTES),
            (K::File, "image/jpeg", jpeg, K::File, "image/jpeg"),
            (K::File, "", b"<svg xmlns='x'/>", K::File, "image/svg+xml"),
        ] {
            assert_eq!(
                became(kind, media_type, head),
                (is, called.to_owned()),
                "{media_type} {head:?}"
            );
        }
    }
}
