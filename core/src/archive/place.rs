//! Where the rows of a page belong: pure.
//!
//! The rows of a page are neighbours in the archive. Those that are here already say which spans
//! they stand in; whatever lies between two such rows belongs between them. What remains are *runs*
//! of rows in between spans, or beyond one, and each gets places that keep the archive's order, as
//! near to its stamps as the neighbours allow. Stamps alone make no order: some servers write whole
//! seconds, and clocks are set back.

mod aside;

use super::page::{Mark, PagePlace, Span, SpanId};
use crate::Timestamp;

/// A row of a page, as far as its place goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// The archive's id.
    pub(super) id: &'a str,
    /// When the archive got it.
    pub(super) stamp: Timestamp,
    /// Where it stands already, with its place in the archive known.
    pub(super) settled: Option<Timestamp>,
    /// It is a message, and not here or without a known place.
    pub(super) new: bool,
}

/// What the whole page comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// For each row its new place; `None` where it stands within a span already.
    pub(super) places: Vec<Option<Timestamp>>,
    /// The span of which the page is a part afterwards; `None` where nothing is known of any.
    pub(super) span: Option<Merged>,
}

/// A span that a page has made or made longer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Merged {
    /// The one that stays, if it is none of the page alone.
    pub(super) id: Option<SpanId>,
    /// Its bounds.
    pub(super) oldest: Mark,
    /// Its bounds.
    pub(super) newest: Mark,
    /// The archive has nothing before it.
    pub(super) whole: bool,
    /// Those that have become a part of it.
    pub(super) joined: Vec<SpanId>,
}

/// There is no room for the rows of the page: everything settled from `from` on has to make place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Crowded {
    /// The first place that must be free again.
    pub(super) from: Timestamp,
    /// Nothing may stand before this afterwards.
    pub(super) to: Timestamp,
}

/// Between rows whose stamps are whole seconds, in microseconds: the second has room for a thousand
/// of them in their order.
const STEP: i64 = 1_000;

const SECOND: i64 = 1_000_000;

/// What is kept free for a gap whose rows may share the second of its lower edge.
const GAP: i64 = 10_000;

/// A row that must squeeze takes this part of what is left of a gap.
const SHARE: i64 = 64;

/// Before XMPP there were no archives.
const EARLIEST: i64 = 915_148_800 * SECOND;

/// A clock may be ahead of ours.
const AHEAD: i64 = 24 * 60 * 60 * SECOND;

/// Finds the places of the rows of a page. `spans` are oldest first.
pub(super) fn plan(
    spans: &[Span],
    place: PagePlace,
    rows: &[Row<'_>],
    complete: bool,
    now: Timestamp,
) -> Result<Plan, Crowded> {
    let page = Page {
        spans,
        place,
        rows,
        complete,
        now,
    };
    page.plan()
}

struct Page<'a> {
    spans: &'a [Span],
    place: PagePlace,
    rows: &'a [Row<'a>],
    complete: bool,
    now: Timestamp,
}

/// Rows next to each other that get new places, and what stands on both sides.
struct Run {
    from: usize,
    to: usize,
    below: Edge,
    above: Edge,
}

/// What a run ends at.
#[derive(Clone, Copy)]
enum Edge {
    /// Nothing.
    Open,
    /// The next row of the archive.
    Next(i64),
    /// A row of the archive, with a gap in between.
    Gap(i64),
}

impl Page<'_> {
    fn plan(&self) -> Result<Plan, Crowded> {
        let mut anchors = self.anchors();
        let late = self.widen(&mut anchors);
        let mut places = vec![None; self.rows.len()];
        for run in self.runs(&anchors).iter().chain(&late) {
            self.fill(run, &mut places)?;
        }
        let span = self.merge(&anchors, &places);
        Ok(Plan { places, span })
    }

    /// Rows that stand within a span, as (row, span), in order; beyond the page where the query
    /// says so. What contradicts the order of the spans is left out.
    fn anchors(&self) -> Vec<(isize, usize)> {
        let mut anchors: Vec<(isize, usize)> = Vec::new();
        if let PagePlace::Above(id) = self.place
            && let Some(span) = self.position(id)
        {
            anchors.push((-1, span));
        }
        let end = self.rows.len().cast_signed();
        let beyond = match self.place {
            PagePlace::Below(id) => self.position(id),
            // The newest page stands behind everything.
            PagePlace::Top => self.spans.len().checked_sub(1),
            PagePlace::Above(_) | PagePlace::Aside => None,
        };
        for (index, row) in (0..).zip(self.rows) {
            let Some(span) = self.within(row) else {
                continue;
            };
            let fits = anchors.last().is_none_or(|(_, last)| *last <= span)
                && beyond.is_none_or(|beyond| span <= beyond);
            if fits {
                anchors.push((index, span));
            }
        }
        if let (PagePlace::Below(_), Some(span)) = (self.place, beyond) {
            anchors.push((end, span));
        }
        anchors
    }

    /// A page may begin or end in the midst of a span, with rows that have nothing to show and are
    /// known by nothing: they stand within it, unless the bound of the span is in the page too. A
    /// message that is new stands beyond a bound that the archive has lost if its stamp does; else the
    /// archive has shown it late, and what it comes to are runs within the span.
    fn widen(&self, anchors: &mut Vec<(isize, usize)>) -> Vec<Run> {
        let end = self.rows.len().cast_signed();
        let has = |mark: &Mark| self.rows.iter().any(|row| row.id == mark.id);
        let mut late = Vec::new();
        if let Some((index, number)) = anchors.last().copied()
            && let Some(span) = self.spans.get(number)
            && (0..end).contains(&index)
            && !has(&span.newest)
        {
            let from = index.unsigned_abs() + 1;
            let is_beyond = |row: &&Row<'_>| row.new && row.stamp >= span.newest.at;
            let rows = self.rows.iter().skip(from);
            let within = rows.take_while(|row| !is_beyond(row)).count();
            anchors.extend((1..=within.cast_signed()).map(|more| (index + more, number)));
            late.push(Run {
                from,
                to: from + within,
                below: self.stands(from - 1).map_or(Edge::Open, Edge::Next),
                above: Edge::Next(span.newest.at.0),
            });
        }
        if let Some((index, number)) = anchors.first().copied()
            && let Some(span) = self.spans.get(number)
            && (0..end).contains(&index)
            && !has(&span.oldest)
        {
            let to = index.unsigned_abs();
            let is_beyond = |row: &&Row<'_>| row.new && row.stamp <= span.oldest.at;
            let rows = self.rows.iter().take(to).rev();
            let within = rows.take_while(|row| !is_beyond(row)).count();
            anchors.insert(0, (index - within.cast_signed(), number));
            late.push(Run {
                from: to - within,
                to,
                below: Edge::Gap(span.oldest.at.0),
                above: self.stands(to).map_or(Edge::Open, Edge::Next),
            });
        }
        late.retain(|run| {
            let rows = self.rows.get(run.from..run.to);
            rows.is_some_and(|rows| rows.iter().any(|row| row.new))
        });
        late
    }

    fn position(&self, id: SpanId) -> Option<usize> {
        self.spans.iter().position(|span| span.id == id)
    }

    fn within(&self, row: &Row<'_>) -> Option<usize> {
        self.spans.iter().position(|span| {
            span.oldest.id == row.id
                || span.newest.id == row.id
                || row
                    .settled
                    .is_some_and(|at| span.oldest.at <= at && at <= span.newest.at)
        })
    }

    fn runs(&self, anchors: &[(isize, usize)]) -> Vec<Run> {
        let end = self.rows.len().cast_signed();
        let mut runs = Vec::new();
        let mut push = |from: isize, to: isize, below: Edge, above: Edge| {
            if from < to {
                let (from, to) = (from.unsigned_abs(), to.unsigned_abs());
                runs.push(Run {
                    from,
                    to,
                    below,
                    above,
                });
            }
        };
        let Some(((first, lowest), (last, highest))) =
            anchors.first().copied().zip(anchors.last().copied())
        else {
            if self.place == PagePlace::Aside {
                return self.run_aside().into_iter().collect();
            }
            let below = match self.spans.last() {
                None => Edge::Open,
                Some(top) if self.complete => Edge::Next(top.newest.at.0),
                Some(top) => Edge::Gap(top.newest.at.0),
            };
            push(0, end, below, Edge::Open);
            return runs;
        };
        let under = lowest
            .checked_sub(1)
            .and_then(|index| self.spans.get(index));
        let under = match under.map(|span| span.newest.at.0) {
            None => Edge::Open,
            // It is no longer in the archive, so nothing more comes in between.
            Some(at) if self.complete && self.is_backward() => Edge::Next(at),
            Some(at) => Edge::Gap(at),
        };
        push(0, first, under, self.oldest(lowest));
        for pair in anchors.windows(2) {
            let [(row, span), (next_row, next)] = pair else {
                continue;
            };
            if span == next {
                // Some servers (ejabberd) show a row before one that stands above it: a span then
                // says that nothing is missing, and something is.
                if let Some((below, above)) = self.late(*row, *next_row) {
                    push(row + 1, *next_row, below, above);
                }
            } else {
                // What stood in between is not in the archive any more: it stays below.
                let below = self.newest(next.saturating_sub(1));
                push(row + 1, *next_row, below, self.oldest(*next));
            }
        }
        let over = self.spans.get(highest + 1).map(|span| span.oldest.at.0);
        let (below, above) = match (self.place, over) {
            (PagePlace::Top, Some(_)) => (self.newest(self.spans.len() - 1), Edge::Open),
            (_, None) => (self.newest(highest), Edge::Open),
            (_, Some(at)) if self.complete && self.place != PagePlace::Aside => {
                (self.newest(highest), Edge::Next(at))
            }
            (_, Some(at)) => (self.newest(highest), Edge::Gap(at)),
        };
        push(last + 1, end, below, above);
        runs
    }

    /// What rows that have come late stand between, where any have.
    fn late(&self, before: isize, after: isize) -> Option<(Edge, Edge)> {
        let index = |row: isize| usize::try_from(row).ok();
        let between = self.rows.get(index(before + 1)?..index(after)?)?;
        between.iter().any(|row| row.new).then_some(())?;
        let below = match index(before) {
            Some(before) => Edge::Next(self.stands(before)?),
            // The page begins behind a row of the span that it does not show: only the stamps say more.
            None => Edge::Open,
        };
        Some((below, Edge::Next(self.stands(index(after)?)?)))
    }

    /// Where a row stands that has a place within a span.
    fn stands(&self, row: usize) -> Option<i64> {
        let row = self.rows.get(row)?;
        let marks = self
            .spans
            .iter()
            .flat_map(|span| [&span.oldest, &span.newest]);
        let mut mark = marks.filter(|mark| mark.id == row.id).map(|mark| mark.at.0);
        row.settled.map(|at| at.0).or(mark.next_back())
    }

    fn oldest(&self, span: usize) -> Edge {
        let span = self.spans.get(span);
        span.map_or(Edge::Open, |span| Edge::Next(span.oldest.at.0))
    }

    fn newest(&self, span: usize) -> Edge {
        let span = self.spans.get(span);
        span.map_or(Edge::Open, |span| Edge::Next(span.newest.at.0))
    }

    /// Whether the query asked for what comes before something.
    fn is_backward(&self) -> bool {
        !matches!(self.place, PagePlace::Above(_))
    }

    fn fill(&self, run: &Run, places: &mut [Option<Timestamp>]) -> Result<(), Crowded> {
        let rows = self.rows.get(run.from..run.to).unwrap_or_default();
        let places = places.get_mut(run.from..run.to).unwrap_or_default();
        let count = rows.len().cast_signed() as i64;
        let (low, high) = (run.below.at(), run.above.at());
        if let (Some(low), Some(high)) = (low, high)
            && high.saturating_sub(low) <= count
        {
            return Err(Crowded {
                from: Timestamp(high),
                to: Timestamp(low.saturating_add((count + 1) * STEP)),
            });
        }
        match (run.below, run.above) {
            (Edge::Open | Edge::Gap(_), Edge::Next(high)) => {
                self.fill_down(rows, places, high, low);
            }
            (Edge::Gap(low), above) => {
                // With finer stamps the rows of the gap bring places of their own.
                let coarse = rows.first().is_some_and(|row| step(row.stamp) == STEP);
                let low = low.saturating_add(if coarse { GAP } else { 0 });
                self.fill_up(rows, places, Some(low), above);
            }
            (_, above) => self.fill_up(rows, places, low, above),
        }
        Ok(())
    }

    /// Upwards from `low`, below what stands above.
    fn fill_up(
        &self,
        rows: &[Row<'_>],
        places: &mut [Option<Timestamp>],
        low: Option<i64>,
        above: Edge,
    ) {
        let mut last = low;
        let wishes = self.wishes(rows, true);
        for (index, ((row, place), wish)) in rows.iter().zip(places).zip(wishes).enumerate() {
            let next = last.map(|last| last.saturating_add(step(row.stamp)));
            let wanted = match (next, wish) {
                (Some(next), Some(wish)) => next.max(wish),
                (Some(next), None) => next,
                (None, wish) => wish.unwrap_or(self.now.0),
            };
            let after = (rows.len() - 1 - index).cast_signed() as i64;
            let at = match above {
                Edge::Gap(high) if wanted >= high - after => {
                    let before = last.unwrap_or(high - SHARE);
                    before + ((high - before) / SHARE).max(1)
                }
                _ => wanted,
            };
            let at = above.at().map_or(at, |high| at.min(high - 1 - after));
            *place = Some(Timestamp(at));
            last = Some(at);
        }
    }

    /// Downwards from `high`, above what stands below.
    fn fill_down(
        &self,
        rows: &[Row<'_>],
        places: &mut [Option<Timestamp>],
        high: i64,
        low: Option<i64>,
    ) {
        let mut next = high;
        let wishes = self.wishes(rows, false);
        let all = rows.iter().zip(places).zip(wishes).enumerate();
        for (before, ((row, place), wish)) in all.rev() {
            let last = next.saturating_sub(step(row.stamp));
            let wanted = wish.map_or(last, |wish| wish.min(last));
            let before = before.cast_signed() as i64;
            let at = match low {
                Some(low) if wanted <= low => next - ((next - low) / SHARE).max(1),
                _ => wanted,
            };
            let at = low.map_or(at, |low| at.max(low + 1 + before));
            *place = Some(Timestamp(at));
            next = at;
        }
    }

    /// Where the rows want to stand, by their stamps: never before an older row of the page. Going
    /// upwards a stamp far ahead must not carry the later rows with it, going downwards one far
    /// behind not the earlier ones.
    fn wishes(&self, rows: &[Row<'_>], upwards: bool) -> Vec<Option<i64>> {
        let mut wishes: Vec<_> = rows.iter().map(|row| self.believed(row.stamp)).collect();
        let mut bound: Option<i64> = None;
        let mut bind = |wish: &mut Option<i64>| {
            bound = match (*wish, bound) {
                (Some(stamp), Some(bound)) if upwards => Some(stamp.min(bound)),
                (Some(stamp), Some(bound)) => Some(stamp.max(bound)),
                (stamp, bound) => stamp.or(bound),
            };
            *wish = bound;
        };
        match upwards {
            true => wishes.iter_mut().rev().for_each(&mut bind),
            false => wishes.iter_mut().for_each(&mut bind),
        }
        wishes
    }

    fn believed(&self, stamp: Timestamp) -> Option<i64> {
        let latest = self.now.0.saturating_add(AHEAD);
        (EARLIEST..=latest).contains(&stamp.0).then_some(stamp.0)
    }

    fn merge(&self, anchors: &[(isize, usize)], places: &[Option<Timestamp>]) -> Option<Merged> {
        let top = self.spans.len().checked_sub(1);
        let ends = self.complete && self.is_backward();
        let (lowest, highest) = match (anchors.first(), anchors.last()) {
            (Some((_, lowest)), Some((_, highest))) => {
                let lowest = if ends { 0 } else { *lowest };
                let behind = self.place == PagePlace::Top || (self.complete && !self.is_backward());
                (Some(lowest), if behind { top } else { Some(*highest) })
            }
            _ if self.place == PagePlace::Aside => self.joined_aside(ends)?,
            _ if self.place != PagePlace::Top => return None,
            _ if ends => (top.map(|_| 0), top),
            _ => (None, None),
        };
        let merged = lowest
            .zip(highest)
            .and_then(|(low, high)| self.spans.get(low..=high));
        let merged = merged.unwrap_or_default();
        let mark = |row: Option<&Row<'_>>, place: Option<&Option<Timestamp>>| {
            let (row, at) = (row?, (*place?)?);
            Some(Mark {
                id: row.id.to_owned(),
                at,
            })
        };
        // A row of the page stands before everything unless something lower has joined.
        let first = mark(self.rows.first(), places.first())
            .filter(|first| merged.first().is_none_or(|span| first.at < span.oldest.at));
        let last = mark(self.rows.last(), places.last())
            .filter(|last| merged.last().is_none_or(|span| last.at > span.newest.at));
        let oldest = first.or_else(|| merged.first().map(|span| span.oldest.clone()))?;
        let newest = last.or_else(|| merged.last().map(|span| span.newest.clone()))?;
        let id = match self.place {
            PagePlace::Below(id) | PagePlace::Above(id) => Some(id),
            PagePlace::Top | PagePlace::Aside => merged.last().map(|span| span.id),
        };
        let id = id.filter(|id| merged.iter().any(|span| span.id == *id));
        let id = id.or_else(|| merged.last().map(|span| span.id));
        let others = merged.iter().map(|span| span.id);
        Some(Merged {
            id,
            oldest,
            newest,
            whole: ends || merged.first().is_some_and(|span| span.whole),
            joined: others.filter(|other| Some(*other) != id).collect(),
        })
    }
}

impl Edge {
    fn at(self) -> Option<i64> {
        match self {
            Self::Open => None,
            Self::Next(at) | Self::Gap(at) => Some(at),
        }
    }
}

fn step(stamp: Timestamp) -> i64 {
    if stamp.0 % SECOND == 0 { STEP } else { 1 }
}

#[cfg(test)]
mod tests;
