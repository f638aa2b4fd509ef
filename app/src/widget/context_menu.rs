//! The menu of a thing. (Being filled in: the signatures are final.)
use super::Element;
use crate::icon::Icon;

/// A line of a menu.
#[derive(Debug, Clone)]
pub enum Item<M> {
    Action(Action<M>),
    Separator,
}

/// Something a menu does.
#[derive(Debug, Clone)]
pub struct Action<M> {
    pub label: String,
    pub message: M,
    pub icon: Option<Icon>,
    pub shortcut: Option<String>,
    pub destructive: bool,
    pub enabled: bool,
}

/// An entry called `label` that sends `message`.
pub fn action<M>(label: impl Into<String>, message: M) -> Action<M> {
    Action {
        label: label.into(),
        message,
        icon: None,
        shortcut: None,
        destructive: false,
        enabled: true,
    }
}

impl<M> Action<M> {
    pub fn icon(self, icon: Icon) -> Self {
        Self {
            icon: Some(icon),
            ..self
        }
    }

    pub fn shortcut(self, keys: impl Into<String>) -> Self {
        Self {
            shortcut: Some(keys.into()),
            ..self
        }
    }

    pub fn destructive(self) -> Self {
        Self {
            destructive: true,
            ..self
        }
    }

    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }
}

impl<M> From<Action<M>> for Item<M> {
    fn from(action: Action<M>) -> Self {
        Self::Action(action)
    }
}

/// Gives `content` a menu: right click, or Menu key and Shift+F10 when something inside has the focus.
/// `items` is asked when the menu opens.
pub fn context_menu<'a, M: Clone + 'a>(
    content: impl Into<Element<'a, M>>,
    items: impl Fn() -> Vec<Item<M>> + 'a,
) -> Element<'a, M> {
    let _ = items;
    content.into()
}

/// Like [`context_menu`], and a left click opens it too (a "more" button: pass its sign as `content`).
pub fn menu_button<'a, M: Clone + 'a>(
    content: impl Into<Element<'a, M>>,
    name: impl Into<String>,
    items: impl Fn() -> Vec<Item<M>> + 'a,
) -> Element<'a, M> {
    let _ = (name.into(), items);
    content.into()
}
