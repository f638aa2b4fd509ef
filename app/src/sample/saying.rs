//! What people do with words, in the small world: styled ones, answers, corrections.

use iced::theme::Mode;
use waxwing_core::model::{Direction, Message};

use crate::i18n::{self, Language};
use crate::sample;
use crate::sample::talk::{messages, signed_in};
use crate::scene::Scene;

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
