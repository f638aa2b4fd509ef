//! What people do with words, in the small world: styled ones, answers, corrections.

use iced::theme::Mode;
use waxwing_core::model::{
    ChangeKind, Direction, Message, OwnChange, Reaction, Reply, State, Version,
};
use waxwing_core::{Event, event};

use crate::i18n::{self, Language};
use crate::sample;
use crate::sample::talk::{ROMY, ago, messages, signed_in};
use crate::scene::Scene;
use crate::tr;
use crate::widget::Role;

/// Romy's conversation with these messages.
pub fn with(size: (f32, f32), mode: Mode, items: Vec<Message>) -> Scene {
    let mut scene = signed_in(size.0, size.1, mode);
    scene.click("Romy Keller");
    scene.settle();
    scene.tell([messages(items, false)]);
    scene.sent();
    scene
}

/// Something they said, and something we said.
pub fn theirs(seq: u64, minutes: i64, text: &str) -> Message {
    sample::message(seq, minutes, Direction::Incoming, text)
}

/// Something we said.
pub fn ours(seq: u64, minutes: i64, text: &str) -> Message {
    sample::message(seq, minutes, Direction::Outgoing, text)
}

/// Every kind of styling.
pub fn styled(size: (f32, f32), mode: Mode) -> Scene {
    with(size, mode, styled_talk())
}

fn styled_talk() -> Vec<Message> {
    const CODE: &str = "Try this:\n```rust\nfn main() {\n    let birds = [\"waxwing\", \"wren\"];\n    println!(\"{}\", birds.join(\" and \"));\n}\n```\nand tell me what it says.";
    if i18n::language() == Language::Arabic {
        return vec![
            theirs(1, 30, "هذا *مهم جدًا* وهذا _مائل_ وهذا ~مشطوب~ وهذا `code`"),
            ours(
                2,
                28,
                "> هل موعدنا الليلة قائم؟\nنعم! الساعة *19:00* عند المحطة",
            ),
            theirs(
                3,
                20,
                "> > هل تأتي آنا؟\n> قالت إنها تأتي\nحسنًا، أحجز لثلاثة.",
            ),
            theirs(
                4,
                12,
                "```rust\nfn main() {\n    println!(\"مرحبا\");\n}\n```",
            ),
            theirs(5, 9, "/me يبحث عن المظلة"),
            ours(6, 8, "/me ينتظر عند الساعة الكبيرة"),
            theirs(7, 2, "شكرًا mira، أراك قريبًا"),
        ];
    }
    vec![
        theirs(
            1,
            40,
            "This is *really important*, this is _said softly_, this is ~not true any more~ and this is `cargo run`.",
        ),
        ours(
            2,
            38,
            "> Are we still on for tonight?\nYes! *19:00* at the station",
        ),
        theirs(
            3,
            30,
            "> > Will Ana come along?\n> She said so, if the train is on time\nThen I book a table for three.",
        ),
        theirs(4, 22, CODE),
        ours(5, 20, "`waxwing and wren` 🎉"),
        theirs(6, 12, "/me looks for the umbrella"),
        ours(7, 11, "/me waits under the *big* clock"),
        theirs(
            8,
            3,
            "Thank you, Mira! See https://example.org/_hours_ for the museum.",
        ),
    ]
}

/// Texts that were written to break something.
pub fn hostile(size: (f32, f32), mode: Mode) -> Scene {
    let items = vec![
        theirs(1, 30, &"*".repeat(10_000)),
        theirs(2, 29, &format!("{} down here", "> ".repeat(40))),
        theirs(3, 28, &"word ".repeat(200_000)),
        theirs(4, 27, "*photo\u{202e}gpj.exe* and `\u{2067}abc`"),
        ours(5, 26, "```\nno end"),
    ];
    with(size, mode, items)
}

/// What people feel about a message, and whether we are among them.
pub fn felt(emoji: &str, by: &[&str], mine: bool) -> Reaction {
    Reaction {
        emoji: emoji.to_owned(),
        by: by.iter().map(|by| (*by).to_owned()).collect(),
        mine,
    }
}

/// An answer to a message of the same talk.
pub fn answering(mut answer: Message, answered: &Message) -> Message {
    answer.reply = Some(Reply {
        of: answered.origin_id.clone(),
        to: THEM.to_owned(),
        item: Some(answered.id),
        quote: answered.text.clone(),
        mine: answered.direction == Direction::Outgoing,
    });
    answer
}

/// A talk in which everything was done that can be done with words.
pub fn changed_talk() -> Vec<Message> {
    let arabic = i18n::language() == Language::Arabic;
    let say = |english: &str, other: &str| match arabic {
        true => other.to_owned(),
        false => english.to_owned(),
    };
    let mut plan = theirs(
        1,
        40,
        &say("Are we still on for tonight?", "هل موعدنا الليلة قائم؟"),
    );
    plan.reactions = vec![felt("👍", &[US], true), felt("🎉", &[THEM, US], true)];
    let place = say("Yes! 19:00 at the station", "نعم! الساعة 19:00 عند المحطة");
    let mut yes = answering(ours(2, 38, &place), &plan);
    yes.edited_at = Some(ago(37));
    yes.state = State::Displayed;
    yes.reactions = vec![felt("❤️", &[THEM], false)];
    let mut gone = theirs(3, 30, "");
    gone.retracted_at = Some(ago(29));
    let end = say(
        "The butler did it, in the library, with the candlestick.",
        "كان الخادم، في المكتبة.",
    );
    let mut spoiler = theirs(4, 24, &end);
    spoiler.spoiler = Some(say("how the book ends", "كيف ينتهي الكتاب"));
    let clock = say(
        "And meet me under the *big clock*.",
        "ولنلتق تحت *الساعة الكبيرة*.",
    );
    let answer = answering(theirs(5, 12, &clock), &yes);
    let mut lost = theirs(6, 11, &say("Same as last time?", "مثل المرة السابقة؟"));
    lost.reply = Some(Reply {
        of: "long-ago".to_owned(),
        to: THEM.to_owned(),
        item: None,
        quote: say(
            "We met at gate B, remember?",
            "التقينا عند البوابة ب، أتذكر؟",
        ),
        mine: false,
    });
    let mut refused = ours(7, 4, &say("Of course", "بالطبع"));
    refused.change = Some(OwnChange {
        kind: ChangeKind::Correction,
        state: State::Failed {
            condition: "service-unavailable".to_owned(),
            text: String::new(),
        },
        text: say("Of course!", "بالطبع!"),
        row: 0,
    });
    vec![plan, yes, gone, spoiler, answer, lost, refused]
}

/// Romy's address, and ours.
const THEM: &str = "romy@example.org";
const US: &str = "mira@example.org";

/// Romy's conversation with all of that.
pub fn changed(size: (f32, f32), mode: Mode) -> Scene {
    with(size, mode, changed_talk())
}

/// The menu of the message with this text.
pub fn open_menu(scene: &mut Scene, text: &str) {
    let at = scene.find(text).expect("the message").center();
    scene.right_click_at(at);
}

/// Chooses something of the menu of the message with this text.
pub fn choose(scene: &mut Scene, text: &str, entry: &str) {
    open_menu(scene, text);
    scene.click_role(Role::MenuItem, entry);
    scene.settle();
}

/// What a message said before.
pub fn versions(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = changed(size, mode);
    let message = changed_talk().swap_remove(1);
    scene.click_role(Role::Button, &tr!("message-edited-spoken"));
    scene.settle();
    let version = |text: String, minutes| Version {
        text,
        at: ago(minutes),
    };
    let before = message.text.replace("19:00", "18:00");
    let first = before.replace("18:00", "6");
    scene.tell([Event::Conversation(event::conversation::Event::Versions {
        conversation: ROMY,
        item: message.id,
        versions: vec![
            version(first, 39),
            version(before, 38),
            version(message.text, 37),
        ],
    })]);
    scene
}
