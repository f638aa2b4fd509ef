//! Situations in which, together, everything can be done that the program can do: for the tests that compare
//! menus and palette with the list of actions. Who adds an action makes sure that one of them allows it.

use iced::theme::Mode;
use waxwing_core::model::{
    Attachment, AttachmentKind, Connection, Direction, Message, Place, State, Subscription,
};
use waxwing_core::{Failure, Timestamp};

use crate::sample;
use crate::sample::contacts::{contacts, told_contacts};
use crate::sample::files;
use crate::sample::finding;
use crate::sample::later::planned;
use crate::sample::rooms;
use crate::sample::talk::{messages, people, signed_in, stranger, talk, with_romy};
use crate::scene::Scene;
use crate::screen::settings::Change;
use crate::settings::Zoom;

/// All of them.
pub fn all() -> Vec<Scene> {
    vec![
        writing(),
        asked(),
        failing(),
        blocked(),
        unknown(),
        crowded(),
        pinned(),
        put_aside(),
        corrected(),
        searching(),
        rooms::open((1000.0, 700.0), Mode::Light),
        rooms::thrown_out((1000.0, 700.0), Mode::Light),
        with_files(files::here("photo.jpg", AttachmentKind::Picture, 1)),
        with_files(files::file("a.pdf", AttachmentKind::File, 1, Place::Moving)),
        with_files(files::file(
            "a.pdf",
            AttachmentKind::File,
            1,
            Place::default(),
        )),
    ]
}

/// The newest message is a file.
fn with_files(file: Attachment) -> Scene {
    let message = sample::message(40, 1, Direction::Incoming, "");
    let items = vec![files::with_file(message, file)];
    files::talk((1000.0, 700.0), Mode::Light, items)
}

/// In the middle of a sentence; the newest message waits.
fn writing() -> Scene {
    let mut scene = planned((1000.0, 700.0), Mode::Light);
    scene.tell([told_contacts(contacts())]);
    scene.type_text("so");
    scene
}

/// Somebody unknown asks, something was not read, everything is large, and the newest message is a link.
fn asked() -> Scene {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.marked_unread = true;
    let mut asking = stranger();
    asking.knocks = true;
    scene.tell([sample::told(romy), sample::told(asking)]);
    let link = sample::message(20, 0, Direction::Incoming, "see https://example.org/");
    scene.tell([messages(vec![link], false)]);
    scene.change(Change::Zoom(Zoom::of(125).unwrap_or_default()));
    scene
}

/// No connection, and two messages that did not arrive.
fn failing() -> Scene {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let failed = |seq| {
        let mut message = sample::message(seq, 1, Direction::Outgoing, "Hello?");
        message.state = State::Failed {
            condition: "service-unavailable".to_owned(),
            text: String::new(),
        };
        message
    };
    let items: Vec<Message> = talk().into_iter().take(3).collect();
    let items = items.into_iter().chain([failed(30), failed(31)]).collect();
    scene.tell([messages(items, false)]);
    scene.tell([sample::told_account(Connection::Waiting {
        failure: Failure::NoRoute {
            host: "xmpp.example.org:5222".to_owned(),
            detail: "Connection refused (os error 111)".to_owned(),
        },
        since: sample::NOW,
        retry_at: Timestamp(sample::NOW.0 + 12_000_000),
    })]);
    scene
}

/// Somebody who is kept away.
fn blocked() -> Scene {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.blocked = true;
    scene.tell([sample::told(romy)]);
    scene
}

/// Somebody who is no contact.
fn unknown() -> Scene {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.subscription = Subscription::Stranger;
    scene.tell([sample::told(romy)]);
    scene
}

/// More people than there are digits.
fn crowded() -> Scene {
    let mut scene = signed_in(1000.0, 700.0, Mode::Light);
    let more = (20..30).map(|id| sample::conversation(id, &format!("Person {id}"), None));
    scene.tell(more.map(sample::told));
    scene
}

/// Among others that are pinned, and quiet.
fn pinned() -> Scene {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let mut people = people();
    for (order, place) in [(1, 1), (2, 0), (3, 2)] {
        people[place].pinned = true;
        people[place].pin_order = order;
    }
    people[0].muted_until = Some(Timestamp(i64::MAX));
    scene.tell(people.into_iter().map(sample::told));
    scene
}

/// With the archived.
fn put_aside() -> Scene {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let mut romy = people().swap_remove(0);
    romy.archived = true;
    scene.tell([sample::told(romy)]);
    scene
}

/// The newest message is ours, has arrived, and was corrected.
fn corrected() -> Scene {
    let mut scene = with_romy(1000.0, 700.0, Mode::Light);
    let mut said = sample::message(40, 1, Direction::Outgoing, "At seven");
    said.edited_at = Some(sample::NOW);
    scene.tell([messages(vec![said], false)]);
    scene
}

/// Something was found in the conversation.
fn searching() -> Scene {
    finding::found_here((1000.0, 700.0), Mode::Light)
}
