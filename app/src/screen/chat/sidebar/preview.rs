//! The line under a name in the list: the newest message in short, or what is going on.

use std::borrow::Cow;

use waxwing_core::model::{ChatState, Conversation, Direction, Preview, State};

use crate::tr;
use crate::ui::file;
use crate::ui::message::body;
use crate::ui::room;
use crate::world::World;

/// More of a draft has no room anyway.
const LONGEST_DRAFT: usize = 200;

/// The line of a conversation; the open one shows its draft where it is written.
pub(super) fn of(entry: &Conversation, world: &World, open: bool) -> String {
    if entry.chat_state == ChatState::Composing {
        return tr!("typing");
    }
    if let Some(typing) = entry.room.as_deref().and_then(room::typing) {
        return typing;
    }
    if !entry.draft.is_empty() && !open {
        let draft: String = entry.draft.chars().take(LONGEST_DRAFT).collect();
        return tr!("preview-draft", text = draft.trim().replace('\n', " "));
    }
    let Some(last) = &entry.last else {
        return entry.status.replace('\n', " ");
    };
    if is_ignored(entry, last) {
        return tr!("preview-ignored");
    }
    // It tells itself whose deed it is.
    if body::is_deed(&last.text) && !last.spoiler && !last.retracted {
        let who = match last.direction {
            Direction::Incoming if !last.author.is_empty() => &last.author,
            Direction::Incoming => &entry.name,
            Direction::Outgoing => world.own_name(entry.account),
        };
        return body::spoken(&last.text, who).into_owned();
    }
    let text = words(last);
    match (last.direction, &last.state) {
        (Direction::Incoming, _) if !last.author.is_empty() => {
            tr!("preview-by", name = last.author.as_str(), text = text)
        }
        (Direction::Incoming, _) => text.into_owned(),
        (Direction::Outgoing, State::Failed { .. }) => tr!("preview-failed", text = text),
        (Direction::Outgoing, _) => tr!("preview-ours", text = text),
    }
}

/// Whether somebody has said it whom the person does not want to hear.
fn is_ignored(entry: &Conversation, last: &Preview) -> bool {
    let ignored = entry.room.iter().flat_map(|room| &room.ignored);
    let mut nicks = ignored.map(|one| one.nick.as_str());
    last.direction == Direction::Incoming
        && !last.author.is_empty()
        && nicks.any(|nick| nick == last.author)
}

/// What it says, as far as that may be seen in a list.
fn words(last: &Preview) -> Cow<'_, str> {
    let text = last.text.trim();
    if last.unreadable && !last.retracted {
        return Cow::Owned(tr!("preview-unreadable"));
    }
    if let (Some(kind), false, false) = (last.file, last.retracted, last.spoiler) {
        return Cow::Owned(file::excerpt(kind, text));
    }
    match (last.retracted, last.spoiler) {
        (true, _) => Cow::Owned(tr!("preview-deleted")),
        (false, true) if text.is_empty() => Cow::Owned(tr!("preview-spoiler")),
        (false, true) => Cow::Owned(tr!("preview-spoiler-hint", hint = text)),
        (false, false) => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn line(direction: Direction, change: impl FnOnce(&mut Preview)) -> String {
        let mut entry = sample::conversation(1, "Romy", Some(3));
        let last = entry.last.as_mut().unwrap();
        last.direction = direction;
        change(last);
        of(&entry, &World::default(), false)
    }

    #[test]
    fn what_is_covered_or_gone_is_not_in_the_list() {
        use Direction::{Incoming, Outgoing};
        let covered = |hint: &'static str| {
            move |last: &mut Preview| {
                last.spoiler = true;
                last.text = hint.to_owned();
            }
        };
        let gone = |last: &mut Preview| {
            last.retracted = true;
            last.text = String::new();
        };
        let deed = |last: &mut Preview| last.text = "/me waves".to_owned();
        assert_eq!(line(Incoming, covered("")), "Hidden text");
        let hint = line(Incoming, covered("the end"));
        assert!(hint.contains("the end") && hint != "the end", "{hint}");
        assert_eq!(line(Outgoing, gone), "You: Message deleted");
        assert_eq!(line(Incoming, deed), "Romy waves");
        let unreadable = |last: &mut Preview| {
            last.text = String::new();
            last.unreadable = true;
        };
        assert_eq!(line(Incoming, unreadable), "Encrypted message");
        let picture = |last: &mut Preview| {
            last.text = "IMG_1234.jpg".to_owned();
            last.file = Some(waxwing_core::model::AttachmentKind::Picture);
        };
        assert_eq!(line(Outgoing, picture), "You: 📷 Photo");
        let failed = line(Outgoing, |last| {
            last.state = State::Failed {
                condition: String::new(),
                text: String::new(),
            };
        });
        assert!(failed.starts_with("Not delivered"), "{failed}");
    }
}
