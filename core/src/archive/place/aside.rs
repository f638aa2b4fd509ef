//! A page from the midst of an archive, that was asked for by its date: it stands in a gap, with a gap
//! on both sides, until what is between it and its neighbours is fetched.

use super::{Edge, Page, Run, SECOND};

impl Page<'_> {
    /// The span above a page none of whose rows is known. Only its stamps say where it stands, so they
    /// must be in order and far from those of what is here: `None` where they are not, and where it would
    /// stand above everything. Then nothing of it is kept; it comes with what is in between.
    fn gap(&self) -> Option<usize> {
        let stamps = self.rows.iter().map(|row| self.believed(row.stamp));
        let stamps = stamps.collect::<Option<Vec<i64>>>()?;
        let (first, last) = stamps.first().zip(stamps.last())?;
        if !stamps.is_sorted() {
            return None;
        }
        let mut spans = self.spans.iter();
        let above = spans.position(|span| span.oldest.at.0 > *last)?;
        let is_far = |at: i64, from: i64| at.abs_diff(from) > APART.unsigned_abs();
        let upper = self.spans.get(above)?.oldest.at.0;
        let lower = above.checked_sub(1).and_then(|below| self.spans.get(below));
        let lower = lower.map(|span| span.newest.at.0);
        let is_apart = lower.is_none_or(|lower| lower < *first && is_far(lower, *first));
        (is_far(upper, *last) && is_apart).then_some(above)
    }

    /// All of it in one run, between two gaps.
    pub(super) fn run_aside(&self) -> Option<Run> {
        let above = self.gap()?;
        let at = self.spans.get(above)?.oldest.at.0;
        let below = above.checked_sub(1).and_then(|below| self.spans.get(below));
        Some(Run {
            from: 0,
            to: self.rows.len(),
            below: below.map_or(Edge::Open, |span| Edge::Gap(span.newest.at.0)),
            above: Edge::Gap(at),
        })
    }

    /// Whether it becomes a span, and with which ones below: where the archive has nothing before the
    /// page, what was kept of that belongs to it.
    pub(super) fn joined_aside(&self, ends: bool) -> Option<(Option<usize>, Option<usize>)> {
        let below = self.gap()?.checked_sub(1).filter(|_| ends);
        Some((below.map(|_| 0), below))
    }
}

/// Clocks are set back by minutes. What is nearer than this to what is here is fetched with what is in
/// between, which is not much.
const APART: i64 = 600 * SECOND;
