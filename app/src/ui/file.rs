//! Files in words and signs: what one is, how large, how far it is on its way, why it is not here.

mod trouble;

pub use trouble::{Trouble, held, trouble};

use waxwing_core::model::{Attachment, AttachmentKind, Message, Transfer, TransferStep};

use crate::icon::Icon;
use crate::tr;

/// An ending longer than this is none: it is part of the name.
const LONGEST_ENDING: usize = 5;

/// The sign of a kind.
pub fn icon(kind: AttachmentKind) -> Icon {
    match kind {
        AttachmentKind::Picture => Icon::Image,
        AttachmentKind::Video => Icon::Video,
        AttachmentKind::Audio | AttachmentKind::File => Icon::File,
        AttachmentKind::Voice => Icon::Microphone,
    }
}

/// The name of a kind.
pub fn kind(kind: AttachmentKind) -> String {
    match kind {
        AttachmentKind::Picture => tr!("file-kind-picture"),
        AttachmentKind::Video => tr!("file-kind-video"),
        AttachmentKind::Audio => tr!("file-kind-audio"),
        AttachmentKind::Voice => tr!("file-kind-voice"),
        AttachmentKind::File => tr!("file-kind-file"),
    }
}

/// The same with a sign before it, for lists and notices where nothing is drawn: `📷 Photo`.
pub fn kind_with_sign(kind: AttachmentKind) -> String {
    [sign(kind), &self::kind(kind)].join(" ")
}

fn sign(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Picture => "📷",
        AttachmentKind::Video => "🎬",
        AttachmentKind::Audio => "🎵",
        AttachmentKind::Voice => "🎤",
        AttachmentKind::File => "📎",
    }
}

/// What a message is in a list, where its files say more than its text: their kind, and the name of a
/// file that is nothing but a file.
pub fn line(message: &Message) -> Option<String> {
    let first = message.attachments.first()?;
    let own = message.text.as_str();
    let what = match first.kind {
        AttachmentKind::File => ["📎", &first.name].join(" "),
        kind => kind_with_sign(kind),
    };
    Some(match own.is_empty() {
        true => what,
        false => tr!("file-with-words", file = what, text = own),
    })
}

/// A message in one line, where of its file only the kind is known: the text is what was said, or else the
/// name of the file.
pub fn excerpt(kind: AttachmentKind, text: &str) -> String {
    let is_name = !text.contains(char::is_whitespace) && has_ending(text);
    match kind {
        AttachmentKind::File if !text.is_empty() => [sign(kind), text].join(" "),
        _ if is_name || text.is_empty() => kind_with_sign(kind),
        _ => [sign(kind), text].join(" "),
    }
}

/// What kind of file it is, in few letters: `PDF`, or the name of its kind.
pub fn ending(name: &str, kind: AttachmentKind) -> String {
    match name.rsplit_once('.') {
        Some((_, ending)) if has_ending(name) => ending.to_ascii_uppercase(),
        _ => self::kind(kind),
    }
}

fn has_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(before, ending)| {
        let plain = ending.bytes().all(|one| one.is_ascii_alphanumeric());
        let fits = (1..=LONGEST_ENDING).contains(&ending.len());
        !before.is_empty() && fits && plain
    })
}

/// Kind and size of a file: `PDF · 1.4 MB`.
pub fn summary(file: &Attachment) -> String {
    let what = ending(&file.name, file.kind);
    match file.size {
        Some(bytes) => [what, size(bytes)].join(&tr!("separator")),
        None => what,
    }
}

/// A number of bytes as people say it, in powers of a thousand: `512 bytes`, `1.4 MB`.
pub fn size(bytes: u64) -> String {
    const THOUSAND: f64 = 1000.0;
    if bytes < 1000 {
        let count = u32::try_from(bytes).unwrap_or_default();
        return tr!("size-bytes", count = count);
    }
    // Where rounding would say "1000 kB", the next one says "1 MB".
    let mut number = bytes as f64 / THOUSAND;
    let mut step = 0;
    while number >= 999.5 && step < 3 {
        number /= THOUSAND;
        step += 1;
    }
    let tenths = (number * 10.0).round() / 10.0;
    let digits = if tenths < 10.0 && tenths.fract() > 0.0 {
        format!("{tenths:.1}").replace('.', &tr!("decimal-sign"))
    } else {
        format!("{number:.0}")
    };
    let digits = digits.as_str();
    match step {
        0 => tr!("size-kilobytes", number = digits),
        1 => tr!("size-megabytes", number = digits),
        2 => tr!("size-gigabytes", number = digits),
        _ => tr!("size-terabytes", number = digits),
    }
}

/// How far a file is on its way, and how fast it goes: `2.1 MB of 8.4 MB · 1.2 MB/s`.
pub fn progress(transfer: &Transfer, speed: Option<u64>) -> String {
    let moved = match transfer.step {
        TransferStep::Preparing => return tr!("transfer-preparing"),
        TransferStep::Waiting => return tr!("transfer-waiting"),
        TransferStep::Checking => return tr!("transfer-checking"),
        TransferStep::Running => size(transfer.done),
    };
    let moved = match transfer.total {
        Some(total) => tr!("transfer-of", done = moved, total = size(total)),
        None => moved,
    };
    match speed {
        Some(speed) if speed > 0 => {
            let speed = tr!("transfer-speed", size = size(speed));
            [moved, speed].join(&tr!("separator"))
        }
        _ => moved,
    }
}

/// Which part of it is over, from 0 to 1; nothing where that is not known.
pub fn part(transfer: &Transfer) -> Option<f32> {
    match (transfer.step, transfer.total) {
        (TransferStep::Checking, _) => Some(1.0),
        (_, Some(total)) if total > 0 => {
            Some((transfer.done.min(total) as f64 / total as f64) as f32)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{self, Language};

    #[test]
    fn sizes_read_as_people_say_them() {
        let said = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1 kB"),
            (1449, "1.4 kB"),
            (9_960, "10 kB"),
            (999_499, "999 kB"),
            (999_500, "1 MB"),
            (104_857_600, "105 MB"),
            (2_500_000_000, "2.5 GB"),
        ];
        for (bytes, words) in said {
            assert_eq!(size(bytes), words, "{bytes}");
        }
        assert!(size(u64::MAX).ends_with("TB"), "{}", size(u64::MAX));
        i18n::speak(Language::Polish);
        assert_eq!(size(1449), "1,4 kB");
    }

    #[test]
    fn endings_are_short_or_no_endings() {
        let file = AttachmentKind::File;
        for (name, said) in [
            ("report.pdf", "PDF"),
            ("archive.tar.gz", "GZ"),
            ("README", "File"),
            (".bashrc", "File"),
            ("Mr. Miller", "File"),
            ("a.verylongending", "File"),
            ("x.\u{202e}", "File"),
        ] {
            assert_eq!(ending(name, file), said, "{name}");
        }
        assert_eq!(ending("IMG", AttachmentKind::Picture), "Photo");
    }

    #[test]
    fn a_file_is_told_by_its_kind_or_its_name() {
        let mut message = Message::default();
        assert_eq!(line(&message), None);
        message.attachments = vec![Attachment {
            name: "report.pdf".to_owned(),
            ..Attachment::default()
        }];
        assert_eq!(line(&message).as_deref(), Some("📎 report.pdf"));
        message.text = "for tomorrow".to_owned();
        message.attachments[0].kind = AttachmentKind::Picture;
        assert_eq!(line(&message).as_deref(), Some("📷 Photo: for tomorrow"));
        let picture = AttachmentKind::Picture;
        assert_eq!(excerpt(picture, "IMG_1234.jpg"), "📷 Photo");
        assert_eq!(excerpt(picture, "look at this."), "📷 look at this.");
        assert_eq!(excerpt(AttachmentKind::File, "a.pdf"), "📎 a.pdf");
        assert_eq!(excerpt(AttachmentKind::Voice, ""), "🎤 Voice message");
    }

    #[test]
    fn progress_is_never_more_than_all_of_it() {
        let mut transfer = Transfer {
            conversation: waxwing_core::ConversationId(1),
            item: waxwing_core::ItemId::default(),
            index: 0,
            outgoing: true,
            step: TransferStep::Running,
            done: 2_100_000,
            total: Some(8_400_000),
        };
        assert_eq!(progress(&transfer, None), "2.1 MB of 8.4 MB");
        let fast = progress(&transfer, Some(1_200_000));
        assert_eq!(fast, "2.1 MB of 8.4 MB · 1.2 MB/s");
        assert_eq!(part(&transfer), Some(0.25));
        transfer.done = u64::MAX;
        assert_eq!(part(&transfer), Some(1.0));
        transfer.total = Some(0);
        assert_eq!(part(&transfer), None);
    }
}
