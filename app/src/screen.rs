//! The pages of the window. Each is State + Message + Action: the page changes itself, the action
//! tells the window what it wants done.

pub mod chat;
pub mod connection;
pub mod console;
pub mod dialog;
pub mod fault;
pub mod gallery;
pub mod history;
pub mod login;
pub mod palette;
pub mod register;
pub mod settings;

use iced::Task;
use waxwing_core::{Command, Timestamp};

use crate::theme::Tokens;
use crate::world::World;

/// What every page may look at.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What the engine has told.
    pub world: &'a World,
    /// The present.
    pub now: Timestamp,
    /// The colours of the theme in force.
    pub tokens: &'static Tokens,
    /// The person looks at the window.
    pub focused: bool,
    /// There is room for one column only.
    pub narrow: bool,
    /// There is room for a third column.
    pub wide: bool,
    /// The list of contacts is divided by groups.
    pub by_groups: bool,
    /// Where something stands in a menu, too, there is no room for it beside what one writes.
    pub tight: bool,
}

/// What a page wants done.
#[must_use]
#[derive(Debug)]
pub struct Action<M> {
    /// For the engine, in order.
    pub commands: Vec<Command>,
    /// For the desktop, to be opened.
    pub links: Vec<String>,
    /// For the runtime.
    pub task: Task<M>,
}

impl<M> Action<M> {
    /// Nothing.
    pub fn none() -> Self {
        Self {
            commands: Vec::new(),
            links: Vec::new(),
            task: Task::none(),
        }
    }

    /// A link for the desktop.
    pub fn open(link: String) -> Self {
        Self {
            links: vec![link],
            ..Self::none()
        }
    }

    /// A command for the engine.
    pub fn send(command: Command) -> Self {
        Self {
            commands: vec![command],
            ..Self::none()
        }
    }

    /// A task for the runtime.
    pub fn run(task: Task<M>) -> Self {
        Self {
            task,
            ..Self::none()
        }
    }

    /// This and then that.
    pub fn and(mut self, other: Self) -> Self
    where
        M: Send + 'static,
    {
        self.commands.extend(other.commands);
        self.links.extend(other.links);
        self.task = Task::batch([self.task, other.task]);
        self
    }

    /// The same for whoever holds the page.
    pub fn map<N>(self, wrap: impl FnMut(M) -> N + Send + 'static) -> Action<N>
    where
        M: Send + 'static,
        N: Send + 'static,
    {
        Action {
            commands: self.commands,
            links: self.links,
            task: self.task.map(wrap),
        }
    }
}
