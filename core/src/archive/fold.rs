//! What a message is after all that was done to it. Pure: the same rows in the same order make the
//! same message, on every device.

use super::row::Read;
use crate::Timestamp;
use crate::model::{ChangeKind, Direction, Message, Moderated, OwnChange, Reaction, State};

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
    /// It tells where the other's files can be had.
    Place = 4,
}

/// Something that was done to a message.
pub(super) struct Related {
    pub(super) kind: Kind,
    pub(super) row: Read,
    /// Who did it may do it.
    pub(super) allowed: bool,
    /// Who of a room did it: by what they are told from others; empty where there are only two.
    pub(super) who: String,
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
    /// A moderator took it back.
    pub(super) moderated: Option<Moderated>,
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
            4 => Self::Place,
            _ => return None,
        })
    }

    /// Only the author of a message does that to it.
    pub(super) fn is_for_authors(self) -> bool {
        matches!(self, Self::Correction | Self::Retraction | Self::Place)
    }

    /// To who knows nothing of it, it is the message itself: whoever names it means the other.
    pub(super) fn stands_for_it(self) -> bool {
        matches!(self, Self::Correction | Self::Place)
    }

    /// The same, for the window.
    pub(super) fn change(self) -> Option<ChangeKind> {
        Some(match self {
            Self::Correction => ChangeKind::Correction,
            Self::Retraction => ChangeKind::Retraction,
            Self::Reaction => ChangeKind::Reaction,
            Self::Place => ChangeKind::Place,
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
            ChangeKind::Place => Self::Place,
        }
    }
}

/// What becomes of a message that was first said as `text`.
pub(super) fn fold(text: &str, related: &[Related]) -> Folded {
    let mut folded = Folded {
        text: text.to_owned(),
        ..Folded::default()
    };
    let mut feelings: Vec<&Related> = Vec::new();
    for one in related {
        let message = &one.row.message;
        if !one.allowed {
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
                if folded.retracted_at.is_none() {
                    folded.moderated.clone_from(&message.moderated);
                }
                folded.retracted_at = folded.retracted_at.or(Some(message.id.at));
            }
            Kind::Correction if !failed => {
                folded.text.clone_from(&message.text);
                folded.edited_at = Some(message.id.at);
                if message.spoiler.is_some() {
                    folded.spoiler.clone_from(&message.spoiler);
                }
            }
            Kind::Reaction if !failed => feelings.push(one),
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
    if message.direction != Direction::Outgoing || kind == ChangeKind::Place {
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

/// What each feels by now, in the order in which it was first felt.
fn reactions(sets: &[&Related]) -> Vec<Reaction> {
    let mut people: Vec<(bool, &str)> = Vec::new();
    for set in sets {
        let one = set.feels();
        if !people.contains(&one) {
            people.push(one);
        }
    }
    // The other side stands before us, as it always did.
    people.sort_by_key(|(mine, _)| *mine);
    let last = |one: &(bool, &str)| {
        let mut of = sets.iter().rev().filter(|set| set.feels() == *one);
        of.next().map(|set| &set.row.message)
    };
    let now: Vec<_> = people
        .iter()
        .filter_map(|one| Some((one.0, last(one)?)))
        .collect();
    let mut reactions: Vec<Reaction> = Vec::new();
    let first = sets.iter().flat_map(|set| set.row.message.text.lines());
    for emoji in first {
        let same = |one: &str| plain(one) == plain(emoji);
        if reactions.len() >= MAX_REACTIONS || reactions.iter().any(|one| same(&one.emoji)) {
            continue;
        }
        let by = now.iter().filter(|(_, said)| said.text.lines().any(same));
        let by: Vec<_> = by.collect();
        if by.is_empty() {
            continue;
        }
        let name = |message: &Message| match &message.author {
            Some(author) if message.direction == Direction::Incoming => author.nick.clone(),
            _ => message
                .sender
                .split('/')
                .next()
                .unwrap_or_default()
                .to_owned(),
        };
        reactions.push(Reaction {
            emoji: emoji.to_owned(),
            by: by.iter().map(|(_, message)| name(message)).collect(),
            mine: by.iter().any(|(mine, _)| *mine),
        });
    }
    reactions
}

impl Related {
    /// Whether it is ours, and whose it is otherwise.
    fn feels(&self) -> (bool, &str) {
        match self.row.message.direction {
            Direction::Outgoing => (true, ""),
            Direction::Incoming => (false, &self.who),
        }
    }
}

fn plain(emoji: &str) -> String {
    waxwing_proto::reactions::plain(emoji)
}
