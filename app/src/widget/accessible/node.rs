//! A widget as it was found on screen.
use super::{Report, Role};
use iced::Rectangle;

/// Names a node from walk to walk: made of its place, its role and, in lists, the key of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeKey(pub u64);

/// The place of a row in a list of which only a part exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Set {
    /// From 0.
    pub position: usize,
    pub size: usize,
}

/// A widget as found on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub key: NodeKey,
    pub report: Report,
    pub bounds: Rectangle,
    pub focusable: bool,
    pub focused: bool,
    pub set: Option<Set>,
    /// Inside something that scrolls, and perhaps out of sight.
    pub scrolls: bool,
    pub children: Vec<Self>,
}

impl Node {
    pub(super) fn new(key: NodeKey, report: Report, bounds: Rectangle) -> Self {
        Self {
            key,
            focused: report.active,
            report,
            bounds,
            focusable: false,
            set: None,
            scrolls: false,
            children: Vec::new(),
        }
    }

    /// This node and everything below, in the order of the eye.
    pub fn walk(&self) -> impl Iterator<Item = &Self> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let node = open.pop()?;
            open.extend(node.children.iter().rev());
            Some(node)
        })
    }

    /// Whether `words` inside would be told twice: the name says them.
    pub(super) fn says(&self, words: &str) -> bool {
        match self.report.role {
            Role::Label | Role::ListItem => self.report.name.contains(words),
            role => role.names_itself(),
        }
    }
}
