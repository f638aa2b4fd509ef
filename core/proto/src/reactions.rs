//! Reactions (XEP-0444): what somebody feels about a message, as emoji. Each set replaces the one
//! before it, and an empty one takes it back.

use minidom::Element;
use unicode_properties::UnicodeEmoji as _;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::message::Message;
use crate::xml::Tree;
use crate::{hints, stanza_id};

/// The namespace.
pub const NS: &str = "urn:xmpp:reactions:0";

/// What somebody feels about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reactions {
    /// The id of the message.
    pub of: String,
    /// One emoji each, none twice, at most [`MAX_EMOJIS`].
    pub emojis: Vec<String>,
}

/// More feelings than anybody has about one message.
pub const MAX_EMOJIS: usize = 20;

/// The longest emoji in bytes: families and kisses of two skin colours have 35, flags of regions 28.
const MAX_BYTES: usize = 64;

/// So many are looked at for those that are emoji.
const LOOKS: usize = 100;

/// What a message carries that says it; archives are asked to keep it.
#[must_use]
pub fn payloads(of: &str, emojis: &[String]) -> [Element; 2] {
    let all = Element::bare("reactions", NS).with_attr("id", of);
    let all = emojis.iter().fold(all, |all, emoji| {
        all.with(Element::bare("reaction", NS).with_text(emoji))
    });
    [all, hints::store()]
}

/// What a message says about another; what is no emoji is left out.
#[must_use]
pub fn parse(message: &Message) -> Option<Reactions> {
    let all = message.payload("reactions", NS)?;
    let of = stanza_id::usable(all.attr("id"))?.to_owned();
    let said = all.children().filter(|child| child.is("reaction", NS));
    let emojis = choose(said.take(LOOKS).map(|one| one.text()));
    Some(Reactions { of, emojis })
}

/// Those that are emoji, none twice, and not too many.
#[must_use]
pub fn choose(said: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut emojis: Vec<String> = Vec::new();
    for emoji in said {
        let emoji = emoji.trim();
        let same = |one: &String| plain(one) == plain(emoji);
        if emojis.len() < MAX_EMOJIS && is_emoji(emoji) && !emojis.iter().any(same) {
            emojis.push(emoji.to_owned());
        }
    }
    emojis
}

/// Whether a text is one emoji (UTS #51), as far as can be told without a table of all of them.
#[must_use]
pub fn is_emoji(text: &str) -> bool {
    if text.is_empty() || text.len() > MAX_BYTES || text.graphemes(true).nth(1).is_some() {
        return false;
    }
    // Digits are parts of emoji, and are some only with the key around them.
    let key = text.contains('\u{20e3}');
    let picture = |c: char| c.is_emoji_char() && !c.is_ascii();
    text.chars().any(picture) || (key && text.chars().any(|c| c.is_emoji_char()))
}

/// An emoji without what only says how it is to be drawn: the same heart comes with and without.
#[must_use]
pub fn plain(emoji: &str) -> String {
    emoji.replace(['\u{fe0e}', '\u{fe0f}'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(inside: &str) -> Message {
        let xml = format!("<message xmlns='jabber:client' id='m'>{inside}</message>");
        Message::parse(xml.parse().unwrap())
    }

    #[test]
    fn what_we_say_is_read() {
        let emojis = vec!["👋".to_owned(), "🐢".to_owned()];
        let written: String = payloads("744f", &emojis).iter().map(String::from).collect();
        let of = "744f".to_owned();
        assert_eq!(parse(&message(&written)), Some(Reactions { of, emojis }));
        let none: String = payloads("744f", &[]).iter().map(String::from).collect();
        assert_eq!(parse(&message(&none)).unwrap().emojis, [""; 0]);
        assert!(none.contains("<store"), "{none}");
    }

    #[test]
    fn one_emoji_is_one_emoji() {
        for emoji in [
            "👍",
            "👍🏽",
            "❤",
            "❤️",
            "👨‍👩‍👧‍👦",
            "🇩🇪",
            "5️⃣",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "🫠",
            "☺",
            "♥",
        ] {
            assert!(is_emoji(emoji), "{emoji}");
        }
        for other in [
            "", " ", "a", "5", "#", "👍👍", "lol", "👍a", "\n", "é", "明", "\u{200d}", "<",
        ] {
            assert!(!is_emoji(other), "{other:?}");
        }
        // A thousand marks on a heart are one letter to Unicode.
        assert!(!is_emoji(&format!("❤{}", "\u{301}".repeat(1_000))));
        assert!(!is_emoji(&["👩"; 500].join("\u{200d}")));
    }

    #[test]
    fn a_flood_is_cut_and_what_is_said_twice_counts_once() {
        let all: String = (0..10_000)
            .map(|n| char::from_u32(0x1f400 + n % 60).unwrap())
            .map(|c| format!("<reaction>{c}</reaction>"))
            .collect();
        let all =
            format!("<reactions xmlns='{NS}' id='x'><reaction>no</reaction>{all}</reactions>");
        assert_eq!(parse(&message(&all)).unwrap().emojis.len(), MAX_EMOJIS);
        let said = ["❤️", "❤", "❤️ "].map(str::to_owned);
        assert_eq!(choose(said), ["❤️"]);
        let nothing = format!("<reactions xmlns='{NS}'><reaction>👍</reaction></reactions>");
        assert_eq!(parse(&message(&nothing)), None);
    }
}
