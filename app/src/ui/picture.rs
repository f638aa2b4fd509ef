//! Pictures of messages: how large they stand in a row, and why one is not shown.

use std::path::Path;

use iced::Size;
use waxwing_core::model::{Attachment, AttachmentKind, Place};

use crate::theme::radius;
use crate::tr;
use crate::widget::picture::{self, Fit, Flaw, Picture};

/// The widest and highest that a picture stands in a row.
const MOST: f32 = 360.0;
/// The smallest side that can still be pressed; what is longer than its frame is cut off there.
const LEAST: f32 = 48.0;
/// Before anybody has said how large it is.
const USUAL: Size = Size::new(240.0, 180.0);

/// The file of a picture that is here and can be shown, as far as that is known.
pub fn shown(file: &Attachment) -> Option<&Path> {
    let Place::Here(path) = &file.place else {
        return None;
    };
    let picture = file.kind == AttachmentKind::Picture;
    let flawed = picture && matches!(picture::known(path), Some(Err(_)));
    (picture && !flawed).then_some(path.as_path())
}

/// Why a picture that is here is not shown, in words.
pub fn flaw(file: &Attachment) -> Option<String> {
    match &file.place {
        Place::Here(path) if file.kind == AttachmentKind::Picture => {
            picture::known(path)?.err().map(|flaw| words(&flaw))
        }
        _ => None,
    }
}

/// Why a picture is not shown.
pub fn words(flaw: &Flaw) -> String {
    match flaw {
        Flaw::NoPicture => tr!("picture-none"),
        Flaw::Unsupported(format) => {
            let kind = format.media_type().trim_start_matches("image/");
            tr!("picture-unsupported", kind = kind)
        }
        Flaw::TooLarge { width, height } => tr!(
            "picture-too-large",
            width = width.to_string(),
            height = height.to_string()
        ),
        Flaw::TooLong(_) => tr!("picture-too-long"),
        Flaw::Broken(_) => tr!("picture-broken"),
    }
}

/// How large it stands in a row: known before it is here, so that nothing jumps. Of one that is here only
/// its own sides count: some tell them as they are before it is turned upright.
pub fn frame(file: &Attachment) -> Size {
    let known = match &file.place {
        Place::Here(path) => picture::known(path).and_then(Result::ok),
        _ => None,
    };
    let known = known.map(|sides| (sides.width, sides.height));
    let Some((width, height)) = known.or(file.dimensions) else {
        return USUAL;
    };
    let (width, height) = (width.max(1) as f32, height.max(1) as f32);
    let scale = (MOST / width).min(MOST / height).min(1.0);
    let side = |side: f32| (side * scale).round().clamp(LEAST, MOST);
    Size::new(side(width), side(height))
}

/// A picture as a row shows it.
pub fn in_row(file: &Attachment) -> Picture {
    let frame = frame(file);
    let picture = match shown(file) {
        Some(path) => picture::picture(path, frame).hash(&file.thumbhash),
        None => picture::stand_in(&file.thumbhash, frame),
    };
    picture.fit(Fit::Cover).radius(radius::CONTROL)
}

/// What is said of a picture: what is seen on it where somebody has said so, its name otherwise.
pub fn told(file: &Attachment) -> &str {
    match file.description.is_empty() {
        true => &file.name,
        false => &file.description,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(dimensions: Option<(u32, u32)>) -> Attachment {
        Attachment {
            name: "a.jpg".to_owned(),
            kind: AttachmentKind::Picture,
            dimensions,
            ..Attachment::default()
        }
    }

    #[test]
    fn its_size_is_known_before_it_is_here() {
        for (dimensions, wanted) in [
            (Some((4000, 3000)), Size::new(360.0, 270.0)),
            (Some((3000, 4000)), Size::new(270.0, 360.0)),
            (Some((100, 80)), Size::new(100.0, 80.0)),
            (Some((1, 1)), Size::new(48.0, 48.0)),
            (Some((0, u32::MAX)), Size::new(48.0, 360.0)),
            (None, USUAL),
        ] {
            assert_eq!(frame(&of(dimensions)), wanted, "{dimensions:?}");
        }
    }

    #[test]
    fn only_pictures_that_are_here_are_shown() {
        let mut file = of(None);
        assert_eq!(shown(&file), None);
        file.place = Place::Here("/nowhere/a".into());
        assert_eq!(shown(&file), Some(Path::new("/nowhere/a")));
        file.kind = AttachmentKind::File;
        assert_eq!(shown(&file), None);
        assert_eq!(flaw(&file), None);
    }

    #[test]
    fn every_flaw_has_words() {
        use waxwing_media::sniff::Format;
        let all = [
            Flaw::NoPicture,
            Flaw::Unsupported(Format::Heic),
            Flaw::TooLarge {
                width: 50_000,
                height: 50_000,
            },
            Flaw::TooLong(1),
            Flaw::Broken(String::new()),
        ];
        let said: std::collections::BTreeSet<_> = all.iter().map(words).collect();
        assert_eq!(said.len(), all.len());
        assert!(
            said.iter().all(|words| !words.contains("picture-")),
            "{said:?}"
        );
    }
}
