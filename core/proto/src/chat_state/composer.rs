//! Our own chat state in one conversation: what to tell, when, and whether at all.

use std::time::{Duration, Instant};

use crate::chat_state::ChatState;

/// Typing that stopped for that long has paused (XEP-0085 §5.3 proposes 30 seconds).
pub const PAUSED_AFTER: Duration = Duration::from_secs(30);

/// What is known about the other side's understanding of chat states (XEP-0085 §5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Support {
    /// Not known: a state may go along with a text, never on its own.
    #[default]
    Unknown,
    /// It sent one itself, or its caps say so.
    Yes,
    /// It answered without one: nothing more is sent.
    No,
}

/// Our own chat state in one conversation. Each event gives the state to send on its own, if any.
///
/// Nothing is told twice in a row (XEP-0085 §5.3), and of a conversation in which nothing was told
/// yet, nobody learns that it was opened or closed.
#[derive(Clone, Debug)]
pub struct Composer {
    allowed: bool,
    support: Support,
    typing_since: Option<Instant>,
    told: Option<ChatState>,
}

impl Composer {
    /// A conversation in which nothing was said yet. `allowed`: the other side is a contact who may
    /// see our presence, and the user has not switched chat states off (XEP-0085 §5.2, §8).
    #[must_use]
    pub fn new(allowed: bool) -> Self {
        Self {
            allowed,
            support: Support::Unknown,
            typing_since: None,
            told: None,
        }
    }

    /// From now on the other side may know what we do, or may not.
    pub fn allow(&mut self, allowed: bool) {
        self.allowed = allowed;
    }

    /// The caps of the other side say whether it understands.
    pub fn learn(&mut self, support: Support) {
        self.support = support;
    }

    /// A text came from the other side, with a chat state or without.
    pub fn heard(&mut self, with_state: bool) {
        self.support = if with_state {
            Support::Yes
        } else {
            Support::No
        };
    }

    /// The other side went offline, or we did: what was told is forgotten there.
    pub fn forget(&mut self) {
        self.typing_since = None;
        self.told = None;
    }

    /// The text in the field has changed and is not empty.
    pub fn typed(&mut self, now: Instant) -> Option<ChatState> {
        self.typing_since = Some(now);
        self.tell(ChatState::Composing)
    }

    /// The field was emptied without sending.
    pub fn cleared(&mut self) -> Option<ChatState> {
        self.typing_since = None;
        match self.told {
            Some(ChatState::Composing | ChatState::Paused) => self.tell(ChatState::Active),
            _ => None,
        }
    }

    /// The text in the field has not changed for a while.
    pub fn paused(&mut self) -> Option<ChatState> {
        self.typing_since = None;
        match self.told {
            Some(ChatState::Composing) => self.tell(ChatState::Paused),
            _ => None,
        }
    }

    /// A text is being sent: the state to put into that message.
    pub fn sent(&mut self) -> Option<ChatState> {
        self.typing_since = None;
        if !self.allowed || self.support == Support::No {
            return None;
        }
        self.told = Some(ChatState::Active);
        self.told
    }

    /// The conversation is no longer looked at. A text begun stays begun.
    pub fn left(&mut self) -> Option<ChatState> {
        self.typing_since = None;
        match self.told {
            Some(ChatState::Composing) => self.tell(ChatState::Paused),
            Some(ChatState::Active) => self.tell(ChatState::Inactive),
            _ => None,
        }
    }

    /// The conversation is looked at again.
    pub fn entered(&mut self) -> Option<ChatState> {
        match self.told {
            Some(ChatState::Inactive) => self.tell(ChatState::Active),
            _ => None,
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Instant) -> Option<ChatState> {
        if self.next_wake()? > now {
            return None;
        }
        self.paused()
    }

    /// When [`Composer::tick`] has something to do.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        self.typing_since
            .and_then(|since| since.checked_add(PAUSED_AFTER))
    }

    fn tell(&mut self, state: ChatState) -> Option<ChatState> {
        let understood = self.support == Support::Yes;
        if !self.allowed || !understood || self.told == Some(state) {
            return None;
        }
        self.told = Some(state);
        self.told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood() -> (Composer, Instant) {
        let mut composer = Composer::new(true);
        composer.learn(Support::Yes);
        (composer, Instant::now())
    }

    #[test]
    fn typing_is_told_once() {
        let (mut composer, now) = understood();
        assert_eq!(composer.typed(now), Some(ChatState::Composing));
        let later = now + Duration::from_secs(20);
        assert_eq!(composer.typed(later), None);
        assert_eq!(composer.next_wake(), Some(later + PAUSED_AFTER));
        assert_eq!(composer.tick(now + PAUSED_AFTER), None);
        assert_eq!(composer.tick(later + PAUSED_AFTER), Some(ChatState::Paused));
        assert_eq!(composer.next_wake(), None);
        assert_eq!(composer.typed(later), Some(ChatState::Composing));
        assert_eq!(composer.sent(), Some(ChatState::Active));
        assert_eq!(composer.next_wake(), None);
        assert_eq!(composer.sent(), Some(ChatState::Active), "with every text");
    }

    #[test]
    fn who_is_not_known_to_understand_gets_states_with_texts_only() {
        let now = Instant::now();
        let mut composer = Composer::new(true);
        assert_eq!(composer.typed(now), None);
        assert_eq!(composer.tick(now + PAUSED_AFTER), None);
        assert_eq!(composer.sent(), Some(ChatState::Active));
        assert_eq!(composer.left(), None);
        composer.heard(true);
        assert_eq!(composer.typed(now), Some(ChatState::Composing));
    }

    #[test]
    fn who_answers_without_a_state_gets_none() {
        let (mut composer, now) = understood();
        composer.heard(false);
        assert_eq!(composer.sent(), None);
        assert_eq!(composer.typed(now), None);
        assert_eq!(composer.left(), None);
    }

    #[test]
    fn strangers_learn_nothing_whatever_they_say() {
        let now = Instant::now();
        let mut composer = Composer::new(false);
        composer.heard(true);
        composer.learn(Support::Yes);
        assert_eq!((composer.typed(now), composer.sent()), (None, None));
        assert_eq!(composer.tick(now + PAUSED_AFTER), None);
        composer.allow(true);
        assert_eq!(composer.typed(now), Some(ChatState::Composing));
        composer.allow(false);
        assert_eq!((composer.left(), composer.cleared()), (None, None));
    }

    #[test]
    fn support_learnt_while_typing_is_used() {
        let now = Instant::now();
        let mut composer = Composer::new(true);
        assert_eq!(composer.typed(now), None);
        composer.learn(Support::Yes);
        assert_eq!(composer.typed(now), Some(ChatState::Composing));
    }

    #[test]
    fn a_text_taken_back_is_told() {
        let (mut composer, now) = understood();
        assert_eq!(composer.cleared(), None);
        composer.typed(now);
        assert_eq!(composer.cleared(), Some(ChatState::Active));
        assert_eq!(composer.cleared(), None);
        assert_eq!(composer.next_wake(), None);
    }

    #[test]
    fn leaving_and_coming_back_is_told_to_whom_we_talk() {
        let (mut composer, now) = understood();
        assert_eq!(
            (composer.entered(), composer.left()),
            (None, None),
            "just looking"
        );
        composer.sent();
        assert_eq!(composer.left(), Some(ChatState::Inactive));
        assert_eq!(composer.left(), None);
        assert_eq!(composer.entered(), Some(ChatState::Active));
        composer.typed(now);
        assert_eq!(composer.left(), Some(ChatState::Paused));
        assert_eq!(composer.entered(), None);
        composer.forget();
        assert_eq!(composer.left(), None);
        assert_eq!(composer.typed(now), Some(ChatState::Composing));
    }
}
