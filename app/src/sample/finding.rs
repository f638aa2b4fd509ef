//! Searches, and what they have found.

use std::sync::Arc;

use crate::sample::talk::{self, ROMY, signed_in, with_romy_quietly};
use crate::sample::{self, ACCOUNT};
use crate::scene::Scene;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing_core::command::history;
use waxwing_core::command::search::Command as Ask;
use waxwing_core::event::search::{Event as Told, Hit, Part};
use waxwing_core::model::Direction;
use waxwing_core::{Change, Command, ConversationId, Event, RequestId, event};

/// Words and a filter.
const TYPED: &str = "station from:romy";
const TYPED_HERE: &str = "station has:link";

/// What somebody has said, with the words in brackets marked.
pub fn hit(conversation: u32, seq: u64, minutes: i64, said: &str) -> Hit {
    let direction = match seq % 3 {
        0 => Direction::Outgoing,
        _ => Direction::Incoming,
    };
    let parts = said.split_inclusive(['[', ']']).filter_map(|part| {
        let found = part.ends_with(']');
        let text = part.trim_end_matches(['[', ']']).to_owned();
        (!text.is_empty()).then_some(Part { text, found })
    });
    let text = said.replace(['[', ']'], "");
    Hit {
        account: ACCOUNT,
        conversation: ConversationId(conversation),
        message: Arc::new(sample::message(seq, minutes, direction, &text)),
        excerpt: parts.collect(),
    }
}

/// Some hits for "station".
pub fn hits() -> Vec<Hit> {
    const DAY: i64 = 24 * 60;
    vec![
        hit(1, 905, 34, "Yes! 19:00 at the [station]"),
        hit(
            2,
            904,
            3 * DAY,
            "…from there it is ten minutes on foot to the [station], or two stops with the tram if it rains",
        ),
        hit(1, 903, 9 * DAY, "I am at the [station] already 🚉"),
        hit(
            3,
            902,
            40 * DAY,
            "The old [stat]ue was moved behind the [station]",
        ),
        hit(1, 901, 400 * DAY, "which [station]?"),
    ]
}

/// The number and the conversation of the search that was asked last.
pub fn asked(scene: &mut Scene) -> Option<(RequestId, Option<ConversationId>)> {
    let sent = scene.sent().into_iter().rev();
    let mut asked = sent.filter_map(|command| match command {
        Command::Search(Ask::Messages {
            request,
            conversation,
            ..
        }) => Some((request, conversation)),
        _ => None,
    });
    asked.next()
}

/// Answers every question of a search, also those that come of the answers.
pub fn answer(scene: &mut Scene, hits: Vec<Hit>, older: Option<u64>) {
    /// More than a search asks by itself.
    const MOST: usize = 12;
    for _ in 0..MOST {
        let Some((request, scope)) = asked(scene) else {
            break;
        };
        let there = |hit: &&Hit| scope.is_none_or(|scope| hit.conversation == scope);
        let hits = hits.iter().filter(there).cloned().collect();
        scene.tell([found(request, hits, older)]);
    }
    scene.settle();
}

/// An answer.
pub fn found(request: RequestId, hits: Vec<Hit>, older: Option<u64>) -> Event {
    Event::Search(Told::Found {
        request,
        hits,
        older,
        incomplete: false,
    })
}

/// Ctrl, Shift and F.
pub fn press_everywhere(scene: &mut Scene) {
    let both = Modifiers::COMMAND | Modifiers::SHIFT;
    scene.key_with(Key::Character("F".into()), both);
    scene.settle();
}

/// Something is looked for everywhere.
pub fn everywhere(size: (f32, f32), mode: Mode, words: &str) -> Scene {
    let mut scene = signed_in(size.0, size.1, mode);
    press_everywhere(&mut scene);
    scene.type_text(words);
    scene.settle();
    scene
}

/// What is older than an hour is only on the server.
pub fn partly_here(scene: &mut Scene) {
    let mut account = sample::account(sample::online());
    account.history.reached = Some(talk::ago(60));
    account.history.progress = waxwing_core::model::Progress::Paused;
    scene.tell([Event::Account(event::account::Event::Changed(Arc::new(
        account,
    )))]);
}

/// The question that a server was asked last.
pub fn asked_server(scene: &mut Scene) -> Option<RequestId> {
    let sent = scene.sent().into_iter().rev();
    let mut asked = sent.filter_map(|command| match command {
        Command::History(history::Command::Find { request, .. }) => Some(request),
        _ => None,
    });
    asked.next()
}

/// The server is asked, too; the question is still to be taken.
pub fn asking_server(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = match size.0 < 720.0 {
        true => signed_in(size.0, size.1, mode),
        false => with_romy_quietly(size.0, size.1, mode),
    };
    partly_here(&mut scene);
    press_everywhere(&mut scene);
    scene.type_text("station");
    scene.settle();
    let mut here: Vec<Hit> = hits().into_iter().take(2).collect();
    if let Some(hit) = here.first_mut() {
        Arc::make_mut(&mut hit.message).stanza_id = "kept-905".to_owned();
    }
    answer(&mut scene, here, None);
    scene.click("Search on the server");
    scene.settle();
    scene
}

/// What the server has found, below what was found here.
pub fn on_server(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = asking_server(size, mode);
    let request = asked_server(&mut scene).expect("a question");
    const DAY: i64 = 24 * 60;
    let kept = |seq: u64, minutes: i64, said: &str| {
        let found = hit(1, seq, minutes, said);
        event::history::Kept {
            conversation: found.conversation,
            id: format!("kept-{seq}"),
            at: found.message.id.at,
            sender: found.message.sender.clone(),
            direction: found.message.direction,
            excerpt: found.excerpt,
        }
    };
    let hits = vec![
        // That one is here, too.
        kept(905, 34, "Yes! 19:00 at the [station]"),
        kept(
            821,
            520 * DAY,
            "They have closed the old [station] for good",
        ),
        kept(
            801,
            900 * DAY,
            "I am waiting at the [station], where are you?",
        ),
    ];
    scene.tell([Event::History(event::history::Event::Found {
        request,
        account: ACCOUNT,
        hits,
        older: Some("kept-801".to_owned()),
    })]);
    scene.settle();
    scene
}

/// Something was found everywhere, beside an open conversation.
pub fn found_everywhere(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = match size.0 < 720.0 {
        true => signed_in(size.0, size.1, mode),
        false => with_romy_quietly(size.0, size.1, mode),
    };
    press_everywhere(&mut scene);
    scene.type_text(TYPED);
    scene.settle();
    answer(&mut scene, hits(), None);
    scene
}

/// People and messages.
pub fn people_and_messages(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = everywhere(size, mode, "an");
    let found = vec![
        hit(
            1,
            905,
            39,
            "[An]a would come along too, she has been w[an]ting to see the new place",
        ),
        hit(3, 904, 26 * 60, "Th[an]ks, see you on Monday"),
    ];
    answer(&mut scene, found, None);
    scene
}

/// Something was found in the open conversation.
pub fn found_here(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(size.0, size.1, mode);
    scene.ctrl("f");
    scene.settle();
    scene.type_text(TYPED_HERE);
    scene.settle();
    answer(&mut scene, hits(), Some(7));
    scene
}

/// The hit that is looked at, in the midst of what was said around it.
pub fn hit_shown(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(size.0, size.1, mode);
    scene.ctrl("f");
    scene.settle();
    scene.type_text("station");
    scene.settle();
    let mut items = talk::talk();
    items.retain(|item| !matches!(item.id.seq, 8..=10));
    answer(
        &mut scene,
        vec![hit(1, 5, 34, "Yes! 19:00 at the [station]")],
        None,
    );
    scene.key(iced::keyboard::key::Named::F3);
    scene.settle();
    let items = items.into_iter().map(Arc::new).collect();
    scene.tell([talk::timeline(Change::Around {
        items,
        older: true,
        newer: true,
    })]);
    scene.settle();
    scene
}

/// Nothing was found.
pub fn nothing(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = everywhere(size, mode, "zeppelin on:2026-02-30");
    answer(&mut scene, Vec::new(), None);
    scene
}

/// The calendar is opened for Romy's conversation.
pub fn going_to_a_day() -> crate::app::Message {
    let deed = crate::screen::chat::ContactDeed::GoToDate;
    crate::app::Message::Chat(crate::screen::chat::Message::Contact(ROMY, deed))
}

/// The calendar.
pub fn calendar(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(size.0, size.1, mode);
    scene.message(going_to_a_day());
    scene.settle();
    scene
}

/// A day is fetched from the server.
pub fn reaching(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(size.0, size.1, mode);
    let mut account = sample::account(sample::online());
    account.history.reached = Some(talk::ago(60));
    let told = waxwing_core::event::account::Event::Changed(Arc::new(account));
    scene.tell([Event::Account(told)]);
    scene.message(going_to_a_day());
    scene.settle();
    scene.type_text("2026-01-31");
    scene.key(iced::keyboard::key::Named::Enter);
    scene.settle();
    scene
}
