//! How close things stand: the measures that differ between comfortable and compact.
//!
//! As the direction of the language it belongs to the thread of the widgets, so that no view has to hand it
//! down to its parts.
use super::space;
use std::cell::Cell;

/// The measures of one density.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Density {
    /// Edge of a face in a list.
    pub list_face: f32,
    /// Above and below what stands in a row.
    pub row: f32,
    /// Edge of a face above a conversation.
    pub head_face: f32,
    /// Height of the head of a column.
    pub head: f32,
    /// Above and below the words in a bubble.
    pub bubble: f32,
    /// Below the last message of a group.
    pub group_gap: f32,
    /// Between the messages of a group.
    pub message_gap: f32,
}

pub const COMFORTABLE: Density = Density {
    list_face: 40.0,
    row: space::S,
    head_face: 40.0,
    head: 60.0,
    bubble: space::S - 1.0,
    group_gap: space::M,
    message_gap: 2.0,
};

pub const COMPACT: Density = Density {
    list_face: 28.0,
    row: 3.0,
    head_face: 32.0,
    head: 48.0,
    bubble: 3.0,
    group_gap: 6.0,
    message_gap: 1.0,
};

thread_local! {
    static CURRENT: Cell<Density> = const { Cell::new(COMFORTABLE) };
}

/// The measures in force.
pub fn current() -> Density {
    CURRENT.get()
}

/// Has the widgets of this thread stand so close from the next view on.
pub fn set(density: Density) {
    CURRENT.set(density);
}
