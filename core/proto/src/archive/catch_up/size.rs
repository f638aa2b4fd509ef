//! How much to ask for: as much as the server gives, and less where something goes wrong, until
//! only the one message that nobody can read is left.

/// How large the next page shall be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    most: u32,
    now: u32,
    /// Pages refused, one after the other.
    refused: u32,
    /// Sessions that were spoiled while a page was awaited, one after the other.
    spoiled: u32,
}

impl Size {
    pub(super) fn new(most: u32) -> Self {
        Self {
            most,
            now: most,
            refused: 0,
            spoiled: 0,
        }
    }

    pub(super) fn now(self) -> u32 {
        self.now
    }

    /// How far to step over what broke every session, in microseconds.
    pub(super) fn skip(self) -> Option<i64> {
        let step = usize::try_from(self.spoiled).ok()?.checked_sub(PATIENT)?;
        STEPS.get(step).copied()
    }

    /// What can't be read has been stepped over: nothing is spoiled any more.
    pub(super) fn found(&mut self) {
        self.spoiled = 0;
        self.refused = 0;
    }

    /// A page is here.
    pub(super) fn well(&mut self) {
        self.refused = 0;
        self.spoiled = 0;
        self.now = self.now.saturating_mul(2).min(self.most);
    }

    /// A page was refused; `true`: it was once too often.
    pub(super) fn refused(&mut self) -> bool {
        self.shrink();
        self.refused += 1;
        self.refused > MAX_REFUSED
    }

    /// What came spoiled the session, `again` where it was the same page as before; `true`: it was
    /// once too often.
    pub(super) fn spoiled(&mut self, again: bool) -> bool {
        self.spoiled = if again { self.spoiled + 1 } else { 1 };
        self.shrink();
        usize::try_from(self.spoiled).is_ok_and(|spoiled| spoiled >= PATIENT + STEPS.len())
    }

    pub(super) fn forget(&mut self) {
        *self = Self::new(self.most);
    }

    fn shrink(&mut self) {
        self.now = (self.now / 5).max(1);
    }
}

/// Pages are asked for again so often, each time smaller.
const MAX_REFUSED: u32 = 4;

/// So many sessions may be spoiled before anything is stepped over: the page is one message by then.
const PATIENT: usize = 5;

/// How far is stepped over a message that nobody can read: what was said in that time is lost, so it
/// is a moment first.
const STEPS: [i64; 5] = [1, 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000];
