//! A list of any length that lays out only what is seen. (Being filled in: the signatures are final.)
use super::Element;
use iced::advanced::widget::Id;
use iced::widget::{Column, scrollable};
use iced::{Fill, Task};
use std::hash::Hash;

/// Keys of rows: small, stable, never reused.
pub trait Key: Copy + Eq + Hash + 'static {}
impl<T: Copy + Eq + Hash + 'static> Key for T {}

/// What is on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub first: usize,
    pub last: usize,
    pub at_bottom: bool,
}

/// Where [`jump_to`] puts a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Top,
    Centre,
    Bottom,
}

/// Which end a list starts at and sticks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stick {
    /// A conversation: newest below, short content at the bottom.
    #[default]
    Bottom,
    /// A list of things: starts at its top.
    Top,
}

/// See [`virtual_list`].
pub struct VirtualList<'a, K, M> {
    count: usize,
    view: Box<dyn Fn(usize) -> Element<'a, M> + 'a>,
    _key: std::marker::PhantomData<K>,
}

/// A list of `count` rows of the feed `feed` (position is remembered per feed). `key_of` and `index_of`
/// are each other's inverse; `view` makes the row at an index.
pub fn virtual_list<'a, K: Key, M: 'a>(
    feed: u64,
    count: usize,
    _key_of: impl Fn(usize) -> K + 'a,
    _index_of: impl Fn(K) -> Option<usize> + 'a,
    view: impl Fn(usize) -> Element<'a, M> + 'a,
) -> VirtualList<'a, K, M> {
    let _ = feed;
    VirtualList {
        count,
        view: Box::new(view),
        _key: std::marker::PhantomData,
    }
}

impl<'a, K: Key, M: 'a> VirtualList<'a, K, M> {
    pub fn id(self, _id: impl Into<Id>) -> Self {
        self
    }

    pub fn stick(self, _stick: Stick) -> Self {
        self
    }

    /// Told after a frame in which the window changed.
    pub fn on_window(self, _f: impl Fn(Window) -> M + 'a) -> Self {
        self
    }

    /// Off for people who asked their system for less motion.
    pub fn motion(self, _motion: bool) -> Self {
        self
    }
}

/// Puts the row `key` of the list `id` at `place`.
pub fn jump_to<K: Key + Send, T: Send + 'static>(
    _id: impl Into<Id>,
    _key: K,
    _place: Place,
) -> Task<T> {
    Task::none()
}

/// Goes to the end the list sticks to.
pub fn jump_to_end<T: Send + 'static>(_id: impl Into<Id>) -> Task<T> {
    Task::none()
}

impl<'a, K: Key, M: 'a> From<VirtualList<'a, K, M>> for Element<'a, M> {
    fn from(list: VirtualList<'a, K, M>) -> Self {
        let rows = (0..list.count.min(200)).map(|i| (list.view)(i));
        scrollable(Column::with_children(rows))
            .width(Fill)
            .height(Fill)
            .into()
    }
}
