//! What a message is after all that was done to it. Pure: the same rows in the same order make the
//! same message, on every device.

use super::row::Read;
use crate::Timestamp;
use crate::model::{ChangeKind, Direction, OwnChange, Reaction, State};

/// What one message does to another. The numbers are promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Its text comes in the other's place.
    Correction = 0,
    /// It takes the other back.
    Retraction = 1,
    /// It says what its sender feels about the other; its text has an emoji on each line.
    Reaction = 2,
    /// It answers the other, and changes nothing.
    Reply = 3,
}

/// Something that was done to a message.
pub(super) struct Related {
    pub(super) kind: Kind,
    pub(super) row: Read,
}

/// A message after all that was done to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Folded {
    pub(super) text: String,
    pub(super) edited_at: Option<Timestamp>,
    pub(super) retracted_at: Option<Timestamp>,
    pub(super) spoiler: Option<String>,
    pub(super) reactions: Vec<Reaction>,
    pub(super) change: Option<OwnChange>,
    /// Corrections that came too late.
    pub(super) refused: Vec<u64>,
}

/// More kinds of feelings than anybody looks at.
const MAX_REACTIONS: usize = 20;

impl Kind {
    pub(super) fn of(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Correction,
            1 => Self::Retraction,
            2 => Self::Reaction,
            3 => Self::Reply,
            _ => return None,
        })
    }

    /// Only the author of a message does that to it.
    pub(super) fn is_for_authors(self) -> bool {
        matches!(self, Self::Correction | Self::Retraction)
    }

    /// The same, for the window.
    pub(super) fn change(self) -> Option<ChangeKind> {
        Some(match self {
            Self::Correction => ChangeKind::Correction,
            Self::Retraction => ChangeKind::Retraction,
            Self::Reaction => ChangeKind::Reaction,
            Self::Reply => return None,
        })
    }
}

impl From<ChangeKind> for Kind {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Correction => Self::Correction,
            ChangeKind::Retraction => Self::Retraction,
            ChangeKind::Reaction => Self::Reaction,
        }
    }
}

/// What becomes of a message that was first said as `text`.
pub(super) fn fold(author: Direction, text: &str, related: &[Related]) -> Folded {
    let mut folded = Folded {
        text: text.to_owned(),
        ..Folded::default()
    };
    let mut feelings: Vec<&Read> = Vec::new();
    for one in related {
        let message = &one.row.message;
        if one.kind.is_for_authors() && message.direction != author {
            folded.refused.push(message.id.seq);
            continue;
        }
        if one.kind == Kind::Correction && folded.retracted_at.is_some() {
            folded.refused.push(message.id.seq);
            continue;
        }
        own_change(one, &mut folded.change);
        let failed = matches!(message.state, State::Failed { .. });
        match one.kind {
            // The person wanted it to be gone: what the other side does is another matter.
            Kind::Retraction => {
                folded.retracted_at = folded.retracted_at.or(Some(message.id.at));
            }
            Kind::Correction if !failed => {
                folded.text.clone_from(&message.text);
                folded.edited_at = Some(message.id.at);
                if message.spoiler.is_some() {
                    folded.spoiler.clone_from(&message.spoiler);
                }
            }
            Kind::Reaction if !failed => feelings.push(&one.row),
            _ => {}
        }
    }
    if folded.retracted_at.is_some() {
        return Folded {
            text: String::new(),
            edited_at: None,
            spoiler: None,
            ..folded
        };
    }
    folded.reactions = reactions(&feelings);
    folded
}

/// Of each kind the last of ours tells how far we got; of several kinds the last that is not there.
fn own_change(one: &Related, change: &mut Option<OwnChange>) {
    let message = &one.row.message;
    let Some(kind) = one.kind.change() else {
        return;
    };
    if message.direction != Direction::Outgoing {
        return;
    }
    let open = matches!(message.state, State::Pending | State::Failed { .. });
    if open {
        let text = match kind {
            ChangeKind::Correction => message.text.clone(),
            _ => String::new(),
        };
        *change = Some(OwnChange {
            kind,
            state: message.state.clone(),
            text,
            row: message.id.seq,
        });
    } else if change.as_ref().is_some_and(|before| before.kind == kind) {
        *change = None;
    }
}

/// What each side feels by now, in the order in which it was first felt.
fn reactions(sets: &[&Read]) -> Vec<Reaction> {
    let last = |author: Direction| {
        let mut of = sets
            .iter()
            .rev()
            .filter(|set| set.message.direction == author);
        of.next().map_or("", |set| set.message.text.as_str())
    };
    let now = [Direction::Incoming, Direction::Outgoing].map(|author| (author, last(author)));
    let mut reactions: Vec<Reaction> = Vec::new();
    let first = sets.iter().flat_map(|set| set.message.text.lines());
    for emoji in first {
        let same = |one: &str| plain(one) == plain(emoji);
        if reactions.len() >= MAX_REACTIONS || reactions.iter().any(|one| same(&one.emoji)) {
            continue;
        }
        let by = now.iter().filter(|(_, said)| said.lines().any(same));
        let by: Vec<Direction> = by.map(|(author, _)| *author).collect();
        if by.is_empty() {
            continue;
        }
        let address = |author: &Direction| {
            let mut of = sets
                .iter()
                .rev()
                .filter(|set| set.message.direction == *author);
            let sender = of.next().map(|set| set.message.sender.as_str());
            let bare = sender.and_then(|sender| sender.split('/').next());
            bare.unwrap_or_default().to_owned()
        };
        reactions.push(Reaction {
            emoji: emoji.to_owned(),
            by: by.iter().map(address).collect(),
            mine: by.contains(&Direction::Outgoing),
        });
    }
    reactions
}

fn plain(emoji: &str) -> String {
    waxwing_proto::reactions::plain(emoji)
}
