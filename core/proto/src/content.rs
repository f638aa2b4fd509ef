//! What a message says, and what it does to another: its text without what stands there only for
//! programs that know less (XEP-0428), and its correction (XEP-0308), retraction (XEP-0424),
//! reactions (XEP-0444), reply (XEP-0461) and spoiler (XEP-0382), and the files it shares.
//!
//! Whether what it does counts is not known here. Where it does not, [`Content::text`] is what is
//! left to be shown.

use crate::fallback::{self, Parts};
use crate::message::Message;
use crate::reply::Reply;
use crate::sharing::{self, Shared};
use crate::{correction, reactions, reply, retraction, spoiler, styling};

/// What is in a message for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// What it says; empty where it says nothing.
    pub text: String,
    /// What it does to another message.
    pub act: Option<Act>,
    /// What it answers, and how that begins by its own words.
    pub reply: Option<(Reply, String)>,
    /// It is shown only to who asks for it: the hint.
    pub spoiler: Option<String>,
    /// It was taken back before it came: when, if that is known, in microseconds since 1970.
    pub tombstone: Option<Option<i64>>,
    /// The files in it.
    pub files: Vec<Shared>,
    /// Its signs are signs and no styling (XEP-0393 §7).
    pub unstyled: bool,
}

/// What a message does to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Its text comes in the place of another's.
    Correct {
        /// The id of the other.
        of: String,
    },
    /// The other is taken back.
    Retract {
        /// The id of the other.
        of: String,
    },
    /// The files in it are places at which those of the other can be had.
    Place {
        /// The id of the other.
        of: String,
    },
    /// This is all that its sender feels about the other.
    React {
        /// The id of the other.
        of: String,
        /// One emoji each; none takes back what was there.
        emojis: Vec<String>,
    },
}

impl Content {
    /// What is in a message.
    #[must_use]
    pub fn of(message: &Message, lang: &str) -> Self {
        let reply = reply::parse(message);
        let act = Act::of(message);
        let mut known = Vec::new();
        if reply.is_some() {
            known.push(reply::NS);
        }
        match &act {
            // Some programs don't say for what.
            Some(Act::Retract { .. }) => {
                known.push("");
                known.extend(retraction::FALLBACKS);
            }
            Some(Act::React { .. }) => known.extend(["", reactions::NS]),
            Some(Act::Correct { .. }) => known.push(correction::NS),
            Some(Act::Place { .. }) | None => {}
        }
        let attached = sharing::attached(message);
        let is_there = |file: &Shared| !file.sources.is_empty();
        if !matches!(act, Some(Act::Correct { .. } | Act::Retract { .. }))
            && (attached.is_some() || sharing::shared(message, lang).iter().any(is_there))
        {
            known.push(sharing::NS);
        }
        let Parts { said, fallback } = fallback::part(message, lang, &known).unwrap_or_default();
        let act = act.filter(|act| act.goes_with(&said));
        let (files, said) = match act {
            None => sharing::files(message, said, lang),
            Some(_) => (Vec::new(), said),
        };
        let place = attached.filter(|_| act.is_none() && said.is_empty());
        let act = act.or_else(|| place.map(|(of, _)| Act::Place { of: of.to_owned() }));
        Self {
            reply: reply.map(|reply| (reply, reply::unquoted(&fallback))),
            spoiler: spoiler::hint(message, lang),
            tombstone: retraction::tombstone(message).filter(|_| said.is_empty()),
            unstyled: styling::is_unstyled(message),
            text: said,
            files,
            act,
        }
    }
}

impl Act {
    fn of(message: &Message) -> Option<Self> {
        if let Some(of) = retraction::retracted(message) {
            return Some(Self::Retract { of: of.to_owned() });
        }
        if let Some(of) = correction::replaced(message) {
            return Some(Self::Correct { of: of.to_owned() });
        }
        let reactions = reactions::parse(message)?;
        Some(Self::React {
            of: reactions.of,
            emojis: reactions.emojis,
        })
    }

    /// Whether it can be meant beside these words. Who feels something and says something at once has
    /// said it: only where the words are the feelings once more, they are not wanted.
    fn goes_with(&self, said: &str) -> bool {
        match self {
            Self::Retract { .. } | Self::Place { .. } => true,
            Self::Correct { .. } => !said.is_empty(),
            Self::React { emojis, .. } => {
                let words: String = said.split_whitespace().collect();
                words.is_empty() || reactions::plain(&words) == reactions::plain(&emojis.concat())
            }
        }
    }

    /// The id of the other message.
    #[must_use]
    pub fn target(&self) -> &str {
        match self {
            Self::Correct { of }
            | Self::Retract { of }
            | Self::Place { of }
            | Self::React { of, .. } => of,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(inside: &str) -> Content {
        let xml = format!("<message xmlns='jabber:client' id='m'>{inside}</message>");
        Content::of(&Message::parse(xml.parse().unwrap()), "")
    }

    const RETRACT: &str = "<retract xmlns='urn:xmpp:message-retract:1' id='a'/>";
    const REPLACE: &str = "<replace xmlns='urn:xmpp:message-correct:0' id='a'/>";
    const REACT: &str =
        "<reactions xmlns='urn:xmpp:reactions:0' id='a'><reaction>👍</reaction></reactions>";
    const REPLY: &str = "<reply xmlns='urn:xmpp:reply:0' id='a'/>";

    #[test]
    fn words_for_others_are_left_out_only_where_they_are_not_needed() {
        let words = "<body>gone, but you can't know</body>";
        let mark = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>";
        let known = content(&format!("{RETRACT}{words}{mark}"));
        assert_eq!((known.text.as_str(), known.act.is_some()), ("", true));
        let unknown = content(&format!("{words}{mark}"));
        assert_eq!(unknown.text, "gone, but you can't know");
        assert_eq!(unknown.act, None);
        let bare = content(&format!(
            "{RETRACT}{words}<fallback xmlns='urn:xmpp:fallback:0'/>"
        ));
        assert_eq!(bare.text, "", "as slixmpp writes it");
        let unmarked = content(&format!("{RETRACT}{words}"));
        assert_eq!(unmarked.text, "gone, but you can't know");
        assert!(unmarked.act.is_some());
    }

    #[test]
    fn a_correction_needs_words() {
        assert_eq!(content(REPLACE).act, None);
        let act = content(&format!("{REPLACE}<body>b</body>")).act;
        assert_eq!(act.as_ref().map(Act::target), Some("a"));
    }

    #[test]
    fn who_says_something_beside_a_feeling_has_said_it() {
        assert!(content(REACT).act.is_some());
        assert!(content(&format!("{REACT}<body>👍</body>")).act.is_some());
        let both = content(&format!("{REACT}<body>fine with me</body>"));
        assert_eq!((both.text.as_str(), both.act), ("fine with me", None));
    }

    #[test]
    fn one_message_does_one_thing() {
        let all = content(&format!("{REACT}{REPLACE}{RETRACT}{REPLY}<body>b</body>"));
        assert!(matches!(all.act, Some(Act::Retract { .. })));
    }

    #[test]
    fn an_answer_keeps_what_it_quotes() {
        let all = content(&format!(
            "{REPLY}<body>&gt; hello\nhi</body><fallback xmlns='urn:xmpp:fallback:0' \
             for='urn:xmpp:reply:0'><body start='0' end='8'/></fallback>"
        ));
        assert_eq!(all.text, "hi");
        assert_eq!(all.reply.unwrap().1, "hello");
    }

    #[test]
    fn a_file_takes_the_place_of_its_address() {
        let url = "https://files.example/a.png";
        let oob = format!("<x xmlns='jabber:x:oob'><url>{url}</url></x>");
        let file = content(&format!("<body>{url}</body>{oob}"));
        assert_eq!((file.text.as_str(), file.files.len()), ("", 1));
        // A correction says what it says.
        let corrected = content(&format!("{REPLACE}<body>{url}</body>{oob}"));
        assert_eq!((corrected.text.as_str(), corrected.files.len()), (url, 0));
        let plain = "<unstyled xmlns='urn:xmpp:styling:0'/><body>&gt; _ &lt;</body>";
        assert!(content(plain).unstyled && !content("<body>a</body>").unstyled);
    }

    #[test]
    fn a_place_belongs_to_the_file_of_another_message() {
        let url = "https://files.example/a.png";
        let place = format!(
            "<attach-to xmlns='urn:xmpp:message-attaching:1' id='a'/><sources xmlns='urn:xmpp:sfs:0'>\
             <url-data xmlns='http://jabber.org/protocol/url-data' target='{url}'/></sources>\
             <x xmlns='jabber:x:oob'><url>{url}</url></x>"
        );
        let bare = content(&format!("{place}<body>{url}</body>"));
        assert_eq!(bare.act.as_ref().map(Act::target), Some("a"));
        assert_eq!((bare.text.as_str(), bare.files.len()), ("", 1));
        // Whoever says something has said it.
        let said = content(&format!("{place}<body>look</body>"));
        assert_eq!(
            (said.text.as_str(), said.act, said.files.len()),
            ("look", None, 1)
        );
        // A message does one thing.
        let taken = content(&format!("{RETRACT}{place}"));
        assert!(matches!(taken.act, Some(Act::Retract { .. })));
    }

    #[test]
    fn an_answer_may_be_a_file() {
        let url = "https://files.example/a.png";
        let all = content(&format!(
            "{REPLY}<body>&gt; hello\n{url}</body><fallback xmlns='urn:xmpp:fallback:0' \
             for='urn:xmpp:reply:0'><body start='0' end='8'/></fallback>\
             <x xmlns='jabber:x:oob'><url>{url}</url></x>"
        ));
        assert_eq!((all.text.as_str(), all.files.len()), ("", 1));
        assert_eq!(all.reply.unwrap().1, "hello");
    }
}
