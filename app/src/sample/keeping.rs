//! A conversation on its way into a file, and somebody who is reported, for pictures and tests.

use iced::theme::Mode;
use waxwing_core::command::export;
use waxwing_core::{Command, Event, RequestId, event};

use crate::action::Action;
use crate::app::Message;
use crate::sample::contacts;
use crate::sample::talk::with_romy_quietly;
use crate::scene::Scene;
use crate::screen::dialog::export::PATH;
use crate::tr;

/// The dialog about Romy's conversation.
pub fn exporting((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, height, mode);
    scene.message(Message::Wanted(Action::Export, None));
    scene.settle();
    let _ = scene.sent();
    scene
}

/// A place is typed.
///
/// # Panics
/// Where there is nowhere to type it.
pub fn placed(scene: &mut Scene, path: &str) {
    let field = scene.find_id(PATH).expect("a field").center();
    scene.click_at(field);
    scene.ctrl("a");
    scene.type_text(path);
}

/// Types a place, and begins.
///
/// # Panics
/// Where it does not begin.
pub fn started(scene: &mut Scene, path: &str) -> Command {
    placed(scene, path);
    scene.click(&tr!("export-submit"));
    let sent = scene.sent().into_iter();
    let mut sent = sent.filter(|one| matches!(one, Command::Export(_)));
    sent.next().expect("an order")
}

/// How far it is.
pub fn progress(request: RequestId, messages: u64, most: u64) -> Event {
    Event::Export(event::export::Event::Progress {
        request,
        messages,
        most,
    })
}

/// The same, with a place that is the same on every machine.
pub fn ready(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = exporting(size, mode);
    placed(&mut scene, "/home/mira/Documents/romy.html");
    scene
}

/// In the middle of it.
pub fn writing(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = exporting(size, mode);
    let sent = started(&mut scene, "/home/mira/romy.html");
    if let Command::Export(export::Command::Start { request, .. }) = sent {
        scene.tell([progress(request, 12_000, 48_210)]);
    }
    scene
}

/// It is there.
pub fn exported(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = exporting(size, mode);
    let sent = started(&mut scene, "/home/mira/Documents/romy.html");
    if let Command::Export(export::Command::Start { request, .. }) = sent {
        scene.tell([Event::Done(request, Ok(()))]);
    }
    scene
}

/// Somebody unknown is about to be reported.
pub fn reporting((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = contacts::with_requests(width, height, mode);
    scene.click(&tr!("request-report"));
    scene.settle();
    let _ = scene.sent();
    scene
}
