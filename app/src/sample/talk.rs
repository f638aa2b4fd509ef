//! The people of the small world, and what one of them says.

use crate::i18n::{self, Language};
use crate::sample::{self, MINUTE};
use crate::scene::Scene;
use iced::theme::Mode;
use waxwing_core::model::{ChatState, Conversation, Direction, Message, Show, State, Subscription};
use waxwing_core::{Change, ConversationId, Event, Timestamp, event};

/// Romy's conversation, the first of the list.
pub const ROMY: ConversationId = ConversationId(1);

/// Signed in, with some people.
pub fn signed_in(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = Scene::new(width, height, mode);
    scene.tell([sample::told_account(sample::online())]);
    scene.tell(people().into_iter().map(sample::told));
    scene.tell([Event::Ready]);
    scene.sent();
    scene
}

/// With Romy's conversation open and its messages told.
pub fn with_romy(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = signed_in(width, height, mode);
    scene.click("Romy Keller");
    scene.settle();
    scene.tell([messages(talk(), false)]);
    scene.sent();
    scene
}

/// With Romy's conversation open, in which all is well.
pub fn with_romy_quietly(width: f32, height: f32, mode: Mode) -> Scene {
    let mut scene = signed_in(width, height, mode);
    scene.click("Romy Keller");
    scene.settle();
    let mut items = talk();
    items.retain(|item| matches!(item.state, State::Received | State::Delivered));
    let last = "Found them under the umbrella. Gate B, in front of the big clock 🎉";
    items.push(sample::message(12, 3, Direction::Incoming, last));
    scene.tell([messages(items, false)]);
    scene.sent();
    scene
}

/// The people of the list.
pub fn people() -> Vec<Conversation> {
    let mut romy = sample::conversation(1, "Romy Keller", Some(3));
    romy.resources = 2;
    romy.status = "in the workshop".to_owned();
    if let Some(last) = &mut romy.last {
        last.text =
            "Found them under the umbrella. Gate B, in front of the big clock 🎉".to_owned();
    }
    let mut ana = sample::conversation(2, "Ana Bauer", Some(29));
    ana.unread = 2;
    ana.show = Show::Away;
    if let Some(last) = &mut ana.last {
        last.text = "The photos are online now, have a look!".to_owned();
    }
    let mut team = sample::conversation(3, "Jonas Lindqvist", Some(26 * 60));
    team.show = Show::DoNotDisturb;
    if let Some(last) = &mut team.last {
        last.direction = Direction::Outgoing;
        last.state = State::Delivered;
        last.text = "I will bring the ladder and the long cable tomorrow morning".to_owned();
    }
    let mut typing = sample::conversation(4, "Mehmet Yılmaz", Some(3 * 24 * 60));
    typing.chat_state = ChatState::Composing;
    let mut offline = sample::conversation(5, "Zoë Martin", None);
    offline.show = Show::Offline;
    offline.resources = 0;
    let mut failed = sample::conversation(6, "山田太郎", Some(9 * 24 * 60));
    failed.show = Show::Offline;
    if let Some(last) = &mut failed.last {
        last.text = "ありがとうございます 🙏".to_owned();
    }
    if i18n::language() == Language::Arabic {
        team.name = "يوسف الحداد".to_owned();
        if let (Some(ours), Some(theirs)) = (&mut team.last, &mut ana.last) {
            ours.text = "سأحضر السلم والكابل الطويل صباح الغد".to_owned();
            theirs.text = "الصور متاحة الآن، ألق نظرة!".to_owned();
        }
    }
    vec![romy, ana, team, typing, offline, failed]
}

/// Somebody who asks.
pub fn stranger() -> Conversation {
    let mut stranger = sample::conversation(9, "Nadia", None);
    stranger.jid = sample::address("nadia@elsewhere.example");
    stranger.name = stranger.jid.to_string();
    stranger.request = true;
    stranger.subscription = Subscription::Stranger;
    stranger.show = Show::Offline;
    stranger
}

/// What was said with Romy, oldest first.
pub fn talk() -> Vec<Message> {
    if i18n::language() == Language::Arabic {
        return arabic_talk();
    }
    let incoming = |seq, minutes, text| sample::message(seq, minutes, Direction::Incoming, text);
    let outgoing = |seq, minutes, text| sample::message(seq, minutes, Direction::Outgoing, text);
    let mut sent = outgoing(8, 4, "Deal. I will write when the train leaves.");
    sent.state = State::Sent;
    sent.delivered_at = None;
    let mut failed = outgoing(9, 3, "One more thing: the key is under the green pot.");
    failed.state = State::Failed {
        condition: "service-unavailable".to_owned(),
        text: String::new(),
    };
    let mut pending = outgoing(10, 1, "Can you hear me?");
    pending.state = State::Pending;
    pending.sent_at = None;
    pending.delivered_at = None;
    vec![
        incoming(
            1,
            26 * 60,
            "The museum opens at ten, here is the page: https://example.org/hours?day=tue",
        ),
        outgoing(2, 26 * 60 - 7, "Thanks! 😀"),
        incoming(3, 40, "Are we still on for tonight?"),
        incoming(
            4,
            39,
            "Ana would come along too, she has been wanting to see the new place since it opened in spring and never found the time.",
        ),
        outgoing(5, 34, "Yes! 19:00 at the station"),
        outgoing(
            6,
            34,
            "I will bring:\n- the tickets\n- something to eat\n- the umbrella, just in case",
        ),
        incoming(
            7,
            12,
            "مرحبا، نلتقي عند المدخل الشرقي in front of the clock",
        ),
        incoming(11, 11, "❤️"),
        sent,
        failed,
        pending,
    ]
}

/// The same as it would be said in Arabic, for pictures of the mirrored window.
fn arabic_talk() -> Vec<Message> {
    let incoming = |seq, minutes, text| sample::message(seq, minutes, Direction::Incoming, text);
    let outgoing = |seq, minutes, text| sample::message(seq, minutes, Direction::Outgoing, text);
    let mut pending = outgoing(10, 1, "هل تسمعني؟");
    pending.state = State::Pending;
    pending.sent_at = None;
    pending.delivered_at = None;
    let invitation = "تود آنا أن تأتي معنا أيضًا، فهي تريد أن ترى المكان الجديد منذ افتتاحه في الربيع ولم تجد الوقت لذلك قط.";
    vec![
        incoming(
            1,
            26 * 60,
            "يفتح المتحف في العاشرة، وهذه صفحته: https://example.org/hours?day=tue",
        ),
        outgoing(2, 26 * 60 - 7, "شكرًا! 😀"),
        incoming(3, 40, "هل موعدنا الليلة قائم؟"),
        incoming(4, 39, invitation),
        outgoing(5, 34, "نعم! الساعة 19:00 عند المحطة"),
        outgoing(6, 34, "سأحضر:\n- التذاكر\n- شيئًا نأكله\n- المظلة احتياطًا"),
        incoming(7, 12, "See you at the eastern gate عند الساعة الكبيرة"),
        incoming(11, 11, "❤️"),
        pending,
    ]
}

/// The newest page of Romy's conversation.
pub fn messages(items: Vec<Message>, older: bool) -> Event {
    let items = items.into_iter().map(std::sync::Arc::new).collect();
    timeline(Change::Reset { items, older })
}

/// A change of Romy's conversation.
pub fn timeline(change: Change) -> Event {
    Event::Conversation(event::conversation::Event::Timeline(ROMY, change))
}

/// So many minutes before now.
pub fn ago(minutes: i64) -> Timestamp {
    Timestamp(sample::NOW.0 - minutes * MINUTE)
}
