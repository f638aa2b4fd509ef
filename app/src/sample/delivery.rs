//! Messages on their way, in the small world.

use iced::theme::Mode;
use waxwing_core::model::{Direction, Message, Milestone, Stage, State};
use waxwing_core::{Change, Event, Failure, Timestamp, event};

use crate::sample::talk::{ROMY, messages, signed_in, talk};
use crate::sample::{self, MINUTE};
use crate::scene::Scene;
use crate::tr;
use crate::widget::Role;

/// One second.
const SECOND: i64 = 1_000_000;

/// Something that happened so many seconds after a message was said.
pub fn milestone(message: &Message, after: i64, stage: Stage, place: &str) -> Milestone {
    Milestone {
        stage,
        at: Timestamp(message.id.at.0 + after * SECOND),
        place: place.to_owned(),
        detail: String::new(),
    }
}

/// The same for what came back.
pub fn failed(message: &Message, after: i64, detail: &str) -> Milestone {
    Milestone {
        detail: detail.to_owned(),
        ..milestone(message, after, Stage::Failed, "romy@example.org")
    }
}

/// What the engine tells of the message that is followed.
pub fn told(message: &Message, milestones: Vec<Milestone>) -> Event {
    Event::Conversation(event::conversation::Event::Milestones {
        conversation: ROMY,
        message: std::sync::Arc::new(message.clone()),
        milestones,
    })
}

/// A message of ours in Romy's conversation.
pub fn ours(seq: u64, minutes: i64, text: &str, state: State) -> Message {
    Message {
        state,
        sent_at: None,
        delivered_at: None,
        ..sample::message(seq, minutes, Direction::Outgoing, text)
    }
}

/// What comes back from nobody.
pub fn refused() -> State {
    State::Failed {
        condition: "service-unavailable".to_owned(),
        text: String::new(),
    }
}

/// Romy's conversation with this message at its end, and its details open.
pub fn with_details(size: (f32, f32), mode: Mode, message: &Message) -> Scene {
    let mut scene = signed_in(size.0, size.1, mode);
    scene.click("Romy Keller");
    scene.settle();
    let mut items = talk();
    items.retain(|item| matches!(item.state, State::Received | State::Delivered));
    items.push(message.clone());
    scene.tell([messages(items, false)]);
    scene.sent();
    open_details(&mut scene, &message.text);
    scene
}

/// Opens the details of the message with this text, as the mouse does.
pub fn open_details(scene: &mut Scene, text: &str) {
    let at = scene.find(text).expect("the message").center();
    scene.right_click_at(at);
    scene.click_role(Role::MenuItem, &tr!("message-delivery"));
    scene.settle();
}

/// A message that has come all the way, to two devices.
pub fn arrived(size: (f32, f32), mode: Mode) -> Scene {
    let text = match crate::i18n::language() {
        crate::i18n::Language::Arabic => "اتفقنا. سأكتب عندما يغادر القطار.",
        _ => "Deal. I will write when the train leaves.",
    };
    let message = ours(8, 4, text, State::Displayed);
    let mut scene = with_details(size, mode, &message);
    let step = |after, stage, place: &str| milestone(&message, after, stage, place);
    scene.tell([told(
        &message,
        vec![
            step(0, Stage::Queued, ""),
            step(0, Stage::Written, ""),
            step(1, Stage::Acked, "example.org"),
            step(1, Stage::Archived, "example.org"),
            step(2, Stage::Delivered, "romy@example.org/Conversations.x3kd"),
            step(41, Stage::Delivered, "romy@example.org/desk"),
            step(97, Stage::Displayed, "romy@example.org/desk"),
        ],
    )]);
    scene
}

/// A message that came back, was sent again, and came back again.
pub fn came_back(size: (f32, f32), mode: Mode) -> Scene {
    let text = match crate::i18n::language() {
        crate::i18n::Language::Arabic => "وأمر آخر: المفتاح تحت الأصيص الأخضر.",
        _ => "One more thing: the key is under the green pot.",
    };
    let message = ours(8, 14, text, refused());
    let mut scene = with_details(size, mode, &message);
    let step = |after, stage, place: &str| milestone(&message, after, stage, place);
    scene.tell([told(
        &message,
        vec![
            step(0, Stage::Queued, ""),
            step(0, Stage::Written, ""),
            step(1, Stage::Acked, "example.org"),
            failed(&message, 3, "remote-server-timeout"),
            step(6 * 60, Stage::Retried, ""),
            step(6 * 60, Stage::Written, ""),
            failed(
                &message,
                6 * 60 + 2,
                "service-unavailable User session terminated",
            ),
        ],
    )]);
    scene
}

/// A message that waits for a connection.
pub fn waiting(size: (f32, f32), mode: Mode) -> Scene {
    let text = match crate::i18n::language() {
        crate::i18n::Language::Arabic => "هل تسمعني؟",
        _ => "Can you hear me?",
    };
    let message = ours(8, 4, text, State::Pending);
    let mut scene = with_details(size, mode, &message);
    let lost = Failure::Lost {
        detail: "the server hung up".to_owned(),
    };
    let since = Timestamp(sample::NOW.0 - 6 * MINUTE);
    scene.tell([
        sample::told_account(waxwing_core::model::Connection::Waiting {
            failure: lost,
            since,
            retry_at: Timestamp(sample::NOW.0 + 9 * SECOND),
        }),
        told(&message, vec![milestone(&message, 0, Stage::Queued, "")]),
    ]);
    scene
}

/// A text that could not be saved, and so was not sent.
pub fn unsaid(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = super::talk::with_romy_quietly(width, height, mode);
    let text = match crate::i18n::language() {
        crate::i18n::Language::Arabic => "سآتي بعد عشر دقائق",
        _ => "I will be there in ten minutes",
    };
    scene.tell([Event::Conversation(event::conversation::Event::Unsaid {
        conversation: ROMY,
        text: text.to_owned(),
    })]);
    scene
}

/// Several messages that failed, each for another reason, and one that was sent again.
pub fn several_failed(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = signed_in(width, height, mode);
    scene.click("Romy Keller");
    scene.settle();
    let mut items = talk();
    items.retain(|item| item.state == State::Received && item.id.seq < 7);
    for (index, condition) in ["service-unavailable", "remote-server-timeout", "too-long"]
        .into_iter()
        .enumerate()
    {
        let state = State::Failed {
            condition: condition.to_owned(),
            text: String::new(),
        };
        let seq = 20 + index as u64;
        let text = [
            "The key is under the green pot.",
            "Are you there?",
            "Chapter one …",
        ][index];
        items.push(ours(seq, 9 - index as i64, text, state));
    }
    items.push(ours(30, 1, "Can you hear me?", State::Pending));
    scene.tell([super::talk::timeline(Change::Reset {
        items: items.into_iter().map(std::sync::Arc::new).collect(),
        older: false,
    })]);
    scene.sent();
    scene
}
