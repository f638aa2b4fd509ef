//! The scrollbar. It counts rows, not pixels: the height of rows nobody saw is not known.
use super::state::Extent;
use crate::theme::list::{THUMB_WIDTH, TRACK_WIDTH};
use iced::Rectangle;

/// A thumb can always be caught.
const SHORTEST: f32 = 28.0;

/// Where the thumb is, if not everything is shown.
pub(super) fn thumb(bounds: Rectangle, count: usize, extent: Option<Extent>) -> Option<Rectangle> {
    let extent = extent?;
    let hidden = count as f32 - extent.shown;
    if hidden < 0.01 {
        return None;
    }
    let height = (bounds.height * extent.shown / count as f32)
        .max(SHORTEST)
        .min(bounds.height);
    let position = if extent.at_bottom {
        1.0
    } else {
        (extent.first / hidden).clamp(0.0, 1.0)
    };
    Some(Rectangle {
        x: bounds.x + bounds.width - (TRACK_WIDTH + THUMB_WIDTH) / 2.0,
        y: bounds.y + (bounds.height - height) * position,
        width: THUMB_WIDTH,
        height,
    })
}

/// What dragging the thumb leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Top,
    Row(usize),
    Bottom,
}

/// What belongs to the thumb's top at `y`.
pub(super) fn index_at(bounds: Rectangle, thumb: Rectangle, count: usize, y: f32) -> Target {
    let way = (bounds.height - thumb.height).max(1.0);
    let part = (y - bounds.y) / way;
    if part <= 0.0 {
        Target::Top
    } else if part >= 1.0 {
        Target::Bottom
    } else {
        Target::Row((part * count.saturating_sub(1) as f32) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Rectangle = Rectangle {
        x: 0.0,
        y: 10.0,
        width: 300.0,
        height: 400.0,
    };

    fn extent(first: f32, at_bottom: bool) -> Option<Extent> {
        Some(Extent {
            first,
            shown: 10.0,
            at_bottom,
        })
    }

    #[test]
    fn no_thumb_when_all_is_shown() {
        assert_eq!(thumb(BOUNDS, 10, extent(0.0, true)), None);
        assert_eq!(thumb(BOUNDS, 0, None), None);
    }

    #[test]
    fn the_thumb_reaches_both_ends() {
        let top = thumb(BOUNDS, 100_000, extent(0.0, false)).expect("thumb");
        assert_eq!((top.y, top.height), (10.0, SHORTEST));
        let bottom = thumb(BOUNDS, 100_000, extent(9.0, true)).expect("thumb");
        assert_eq!(bottom.y + bottom.height, 410.0);
    }

    #[test]
    fn dragging_knows_the_ends_and_the_middle() {
        let held = thumb(BOUNDS, 1000, extent(0.0, false)).expect("thumb");
        assert_eq!(index_at(BOUNDS, held, 1000, 0.0), Target::Top);
        assert_eq!(index_at(BOUNDS, held, 1000, 900.0), Target::Bottom);
        let middle = 10.0 + (400.0 - held.height) / 2.0;
        assert_eq!(index_at(BOUNDS, held, 1000, middle), Target::Row(499));
    }
}
