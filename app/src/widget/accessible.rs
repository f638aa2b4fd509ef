//! What a screen reader and a test may know of a widget: its role, its name, its state.
//!
//! iced has no accessibility tree. Widgets report a [`Report`] through `Operation::custom` right before
//! their children are traversed, and [`collect`] turns that into a tree of [`Node`]s. A platform adapter
//! (AT-SPI, UIA) translates the tree; tests search it.
use super::Element;
use iced::advanced::widget::operation::{Focusable, Operation, Outcome, TextInput};
use iced::advanced::widget::{Id, Tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse};
use iced::{Event, Rectangle, Renderer, Theme};
use std::any::Any;

/// What a widget is, in the words of ARIA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Alert,
    Button,
    CheckBox,
    Dialog,
    Group,
    Heading,
    Image,
    Label,
    Link,
    List,
    ListItem,
    Menu,
    MenuItem,
    Status,
    Tab,
    TextArea,
    TextField,
    Toolbar,
}

impl Role {
    /// Roles that are called after the words inside them; those words are not told twice.
    fn names_itself(self) -> bool {
        matches!(
            self,
            Self::Button | Self::CheckBox | Self::Heading | Self::Link | Self::MenuItem | Self::Tab
        )
    }
}

/// What a widget says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub role: Role,
    pub name: String,
    pub value: Option<String>,
    pub checked: Option<bool>,
    pub expanded: Option<bool>,
    pub selected: bool,
    pub disabled: bool,
}

impl Report {
    pub fn new(role: Role, name: impl Into<String>) -> Self {
        Self {
            role,
            name: name.into(),
            value: None,
            checked: None,
            expanded: None,
            selected: false,
            disabled: false,
        }
    }
}

/// A widget as found on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub report: Report,
    pub bounds: Rectangle,
    pub focusable: bool,
    pub focused: bool,
    pub children: Vec<Self>,
}

impl Node {
    fn new(report: Report, bounds: Rectangle) -> Self {
        Self {
            report,
            bounds,
            focusable: false,
            focused: false,
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
}

/// Gives `child` a role and a name.
pub fn accessible<'a, M: 'a>(
    role: Role,
    name: impl Into<String>,
    child: impl Into<Element<'a, M>>,
) -> Accessible<'a, M> {
    Accessible {
        report: Report::new(role, name),
        content: child.into(),
    }
}

/// See [`accessible`].
pub struct Accessible<'a, M> {
    report: Report,
    content: Element<'a, M>,
}

impl<M> Accessible<'_, M> {
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.report.value = Some(value.into());
        self
    }

    pub fn checked(mut self, checked: bool) -> Self {
        self.report.checked = Some(checked);
        self
    }

    pub fn expanded(mut self, expanded: bool) -> Self {
        self.report.expanded = Some(expanded);
        self
    }

    pub fn selected(mut self, selected: bool) -> Self {
        self.report.selected = selected;
        self
    }

    pub fn disabled(mut self, disabled: bool) -> Self {
        self.report.disabled = disabled;
        self
    }
}

impl<M> Widget<M, Theme, Renderer> for Accessible<'_, M> {
    pass_on_identity!();
    pass_on!(tree => tree, tree);
    pass_on_draw!(tree => tree);
    pass_on_overlay!(tree => tree);

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.custom(None, layout.bounds(), &mut self.report);
        let content = &mut self.content;
        operation.traverse(&mut |operation| {
            content
                .as_widget_mut()
                .operate(tree, layout, renderer, operation);
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        self.content.as_widget_mut().update(
            tree, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
    }
}

impl<'a, M: 'a> From<Accessible<'a, M>> for Element<'a, M> {
    fn from(accessible: Accessible<'a, M>) -> Self {
        Self::new(accessible)
    }
}

/// An operation whose outcome is the tree of everything on screen.
pub fn collect() -> impl Operation<Vec<Node>> {
    Collect::default()
}

/// Depth-first: a reported node waits in `pending`; the next `traverse` makes it the parent.
#[derive(Default)]
struct Collect {
    roots: Vec<Node>,
    open: Vec<Node>,
    pending: Option<Node>,
}

impl Collect {
    fn settle(&mut self) {
        if let Some(node) = self.pending.take() {
            self.place(node);
        }
    }

    fn place(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.roots.push(node),
        }
    }

    fn current(&mut self) -> Option<&mut Node> {
        self.pending.as_mut().or(self.open.last_mut())
    }
}

impl Operation<Vec<Node>> for Collect {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Vec<Node>>)) {
        match self.pending.take() {
            Some(node) => {
                self.open.push(node);
                operate(self);
                self.settle();
                if let Some(node) = self.open.pop() {
                    self.place(node);
                }
            }
            None => operate(self),
        }
    }

    fn custom(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        if let Some(report) = state.downcast_ref::<Report>() {
            self.settle();
            self.pending = Some(Node::new(report.clone(), bounds));
        }
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        let focused = state.is_focused();
        if let Some(node) = self.current() {
            node.focusable = true;
            node.focused |= focused;
        }
    }

    fn text_input(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn TextInput) {
        let value = state.text().to_owned();
        if let Some(node) = self.current()
            && node.report.value.is_none()
        {
            node.report.value = Some(value);
        }
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        let named = self
            .current()
            .is_some_and(|node| node.report.role.names_itself());
        if !named {
            self.settle();
            self.place(Node::new(Report::new(Role::Label, text), bounds));
        }
    }

    fn finish(&self) -> Outcome<Vec<Node>> {
        let mut roots = self.roots.clone();
        roots.extend(self.pending.clone());
        Outcome::Some(roots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::focus_button::text_button;
    use iced::widget::{column, text};

    fn view(_: &()) -> Element<'_, ()> {
        accessible(
            Role::List,
            "People",
            column![
                accessible(Role::ListItem, "Romy", text("see you")).selected(true),
                text_button("Add").on_press(()),
            ],
        )
        .into()
    }

    #[test]
    fn the_tree_has_the_shape_of_the_view() {
        let mut harness = Harness::new((), |(), ()| {}, view);
        let tree = harness.tree();
        let names: Vec<_> = tree[0]
            .walk()
            .map(|n| (n.report.role, n.report.name.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                (Role::List, "People"),
                (Role::ListItem, "Romy"),
                (Role::Label, "see you"),
                (Role::Button, "Add"),
            ]
        );
        assert!(tree[0].children[0].report.selected);
        assert!(tree[0].children[1].focusable);
    }
}
