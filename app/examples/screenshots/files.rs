//! Files: in messages, about to be sent, held over the window, and their settings.

use iced::theme::Mode;
use waxwing::sample::files::{
    held_over, here, preview, preview_in_trouble, states, talk, usage, with_file,
};
use waxwing::sample::saying::{open_menu, theirs};
use waxwing::sample::talk::signed_in;
use waxwing::scene::Scene;
use waxwing::{sample, tr};
use waxwing_core::model::{AttachmentKind, FileOffer};

use super::Shot;

pub(super) const SHOTS: &[Shot] = &[
    ("files-states", |mode| states((1000.0, 1000.0), mode)),
    ("files-states-narrow", |mode| states((360.0, 1100.0), mode)),
    ("files-menu", menu),
    ("files-preview", |mode| {
        preview((1000.0, 760.0), mode, FileOffer::Files(None))
    }),
    ("files-preview-trouble", |mode| {
        preview_in_trouble((1000.0, 900.0), mode)
    }),
    ("files-preview-offline", |mode| {
        preview((360.0, 760.0), mode, FileOffer::Unknown)
    }),
    ("files-drop", |mode| held_over((1000.0, 700.0), mode)),
    ("files-list", list),
    ("files-settings", settings),
    ("files-free", free),
];

fn menu(mode: Mode) -> Scene {
    let file = here("timetable-2026.pdf", AttachmentKind::File, 1_423_000);
    let items = vec![with_file(theirs(1, 3, ""), file)];
    let mut scene = talk((1000.0, 700.0), mode, items);
    open_menu(&mut scene, "timetable-2026.pdf");
    scene
}

fn list(mode: Mode) -> Scene {
    let mut scene = signed_in(1000.0, 700.0, mode);
    let mut people = sample::talk::people();
    let kinds = [
        (AttachmentKind::Picture, "IMG_20261117.jpg"),
        (AttachmentKind::File, "timetable-2026.pdf"),
        (AttachmentKind::Voice, "voice.ogg"),
    ];
    for (entry, (kind, text)) in people.iter_mut().zip(kinds) {
        if let Some(last) = &mut entry.last {
            last.file = Some(kind);
            last.text = text.to_owned();
        }
    }
    scene.tell(people.into_iter().map(sample::told));
    scene
}

fn settings(mode: Mode) -> Scene {
    let mut scene = signed_in(1000.0, 900.0, mode);
    scene.ctrl(",");
    scene.settle();
    scene.type_text(&tr!("settings-files"));
    scene.tell([usage()]);
    scene
}

fn free(mode: Mode) -> Scene {
    let mut scene = signed_in(1000.0, 700.0, mode);
    scene.ctrl(",");
    scene.settle();
    scene.type_text(&tr!("setting-files-room"));
    scene.tell([usage()]);
    scene.click(&tr!("files-free"));
    scene
}
