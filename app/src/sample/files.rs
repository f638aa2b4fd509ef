//! Files in the small world: in messages in every state, and about to be sent.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use iced::theme::Mode;
use iced::{Event as Shown, window};
use waxwing_core::event::file::Event as Told;
use waxwing_core::model::{
    Attachment, AttachmentKind, FileOffer, FileUsage, Held, Message, Place, State, Transfer,
    TransferFailure, TransferStep,
};
use waxwing_core::{Event, ItemId};

use crate::sample;
use crate::sample::saying::{ours, theirs};
use crate::sample::talk::{ROMY, messages, signed_in, with_romy_quietly};
use crate::scene::Scene;
use crate::widget::qr::Code;

/// A file that is somewhere.
pub fn file(name: &str, kind: AttachmentKind, size: u64, place: Place) -> Attachment {
    Attachment {
        name: name.to_owned(),
        kind,
        size: Some(size),
        place,
        sources: vec![format!("https://upload.example.org/a1b2/{name}")],
        ..Attachment::default()
    }
}

/// A file that is here.
pub fn here(name: &str, kind: AttachmentKind, size: u64) -> Attachment {
    file(
        name,
        kind,
        size,
        Place::Here(PathBuf::from("/nowhere/ab/cdef")),
    )
}

/// A message that is nothing but this file.
pub fn with_file(mut message: Message, file: Attachment) -> Message {
    message.text = String::new();
    message.attachments = vec![file];
    message
}

/// How far the first file of a message is.
pub fn moving(item: ItemId, outgoing: bool, done: u64, total: u64) -> Event {
    let transfer = Transfer {
        conversation: ROMY,
        item,
        index: 0,
        outgoing,
        step: TransferStep::Running,
        done,
        total: Some(total),
    };
    Event::File(Told::Transfer(Arc::new(transfer)))
}

/// What the server takes.
pub fn offer(offer: FileOffer) -> Event {
    let account = sample::ACCOUNT;
    Event::File(Told::Offer { account, offer })
}

/// Files in every state, theirs and ours.
pub fn states_talk() -> Vec<Message> {
    use AttachmentKind::{Audio, File, Video};
    let remote = |name: &str, kind, size, held| file(name, kind, size, Place::Remote(held));
    let failed = |name: &str, size, why| file(name, File, size, Place::Failed(why));
    let mut sending = with_file(
        ours(6, 12, ""),
        file("holiday-plans.odt", File, 8_400_000, Place::Moving),
    );
    sending.state = State::Pending;
    let mut refused = with_file(
        ours(8, 8, ""),
        failed(
            "recording-of-the-whole-evening.flac",
            734_000_000,
            TransferFailure::TooLarge(Some(104_857_600)),
        ),
    );
    refused.state = State::Pending;
    let mut cut = with_file(
        ours(9, 6, ""),
        failed(
            "plan.pdf",
            420_000,
            TransferFailure::Connection("timed out".to_owned()),
        ),
    );
    cut.state = State::Pending;
    vec![
        with_file(
            theirs(1, 40, ""),
            remote("the-big-clock.mkv", Video, 212_000_000, Held::Large),
        ),
        with_file(
            theirs(2, 34, ""),
            remote("minutes.odt", File, 38_400, Held::Asked),
        ),
        with_file(
            theirs(3, 28, ""),
            file("birdsong.mp3", Audio, 4_100_000, Place::Moving),
        ),
        with_file(
            theirs(4, 22, ""),
            here("timetable-2026.pdf", File, 1_423_000),
        ),
        with_file(
            theirs(5, 16, ""),
            failed("old.zip", 12_000_000, TransferFailure::Gone),
        ),
        sending,
        with_file(ours(7, 10, ""), here("tickets.pdf", File, 88_200)),
        refused,
        cut,
    ]
}

/// Romy's conversation with files in every state.
pub fn states((width, height): (f32, f32), mode: Mode) -> Scene {
    talk((width, height), mode, states_talk())
}

/// Romy's conversation with these messages; what moves, moves.
pub fn talk((width, height): (f32, f32), mode: Mode, items: Vec<Message>) -> Scene {
    let mut scene = signed_in(width, height, mode);
    scene.click("Romy Keller");
    scene.settle();
    let moving: Vec<Event> = items
        .iter()
        .filter(
            |item| matches!(item.attachments.first(), Some(file) if file.place == Place::Moving),
        )
        .map(|item| {
            let outgoing = item.direction == waxwing_core::model::Direction::Outgoing;
            let total = item.attachments[0].size.unwrap_or_default();
            moving(item.id, outgoing, total * 2 / 5, total)
        })
        .collect();
    scene.tell([messages(items, false)]);
    scene.tell(moving);
    scene.sent();
    scene
}

/// Files of this machine, which are made for it: a picture, a document, a large video.
///
/// # Panics
/// Where they can't be made.
pub fn on_disk() -> Vec<PathBuf> {
    static MADE: OnceLock<Vec<PathBuf>> = OnceLock::new();
    MADE.get_or_init(make).clone()
}

fn make() -> Vec<PathBuf> {
    let folder = sample::folder();
    let code = Code::of("xmpp:mira@example.org").and_then(|code| code.png().ok());
    let picture = folder.join("the clock.png");
    sample::keep(&picture, &code.expect("a picture"));
    let document = folder.join("timetable-2026.pdf");
    sample::keep(&document, b"%PDF-1.7 and nothing else");
    let video = folder.join("recording-of-the-whole-evening.mkv");
    // Nothing but its length, which is the same whoever makes it.
    let file = std::fs::File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&video);
    file.and_then(|file| file.set_len(212_000_000))
        .expect("a video");
    vec![picture, document, video]
}

/// Something is dropped onto the window.
pub fn dropped(scene: &mut Scene, path: PathBuf) {
    scene.event(Shown::Window(window::Event::FileDropped(path)));
    scene.settle();
}

/// Files about to be sent, with something written before.
pub fn preview((width, height): (f32, f32), mode: Mode, taken: FileOffer) -> Scene {
    let mut scene = with_romy_quietly(width, height, mode);
    let words = "From the station";
    scene.type_text(words);
    for path in on_disk() {
        dropped(&mut scene, path);
    }
    scene.tell([offer(taken)]);
    scene
}

/// Nothing but what can't be sent, beside a picture.
pub fn preview_in_trouble(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = preview(size, mode, FileOffer::Files(Some(104_857_600)));
    dropped(&mut scene, sample::folder());
    dropped(&mut scene, PathBuf::from("/nowhere/at/all/gone.txt"));
    scene
}

/// Files are held over the window.
pub fn held_over((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, height, mode);
    let path = PathBuf::from("/home/mira/photo.jpg");
    scene.event(Shown::Window(window::Event::FileHovered(path)));
    scene.settle();
    scene
}

/// How much room files take.
pub fn usage() -> Event {
    Event::File(Told::Usage(FileUsage {
        files: 312,
        bytes: 1_423_000_000,
        free: 1_400_000_000,
    }))
}
