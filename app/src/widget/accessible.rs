//! What a screen reader and a test may know of a widget: its role, its name, its state; and what they ask
//! of it.
//!
//! iced has no accessibility tree. Widgets report a [`Report`] through `Operation::custom` right before
//! their children are traversed, and [`collect`] turns that into a tree of [`Node`]s. A platform adapter
//! (AT-SPI, UIA) translates the tree; tests search it. The way back is the same: [`deliver`] walks to one
//! node and leaves an [`Order`] in its report, and the widget does what a click or a key would have done.
mod collect;
mod field;
mod node;
#[cfg(test)]
mod tests;
mod text;

use super::Element;
pub use collect::{Row, collect, deliver};
pub use field::{Field, field};
use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::Operation;
use iced::advanced::{Layout, Widget};
use iced::{Renderer, Theme};
pub use node::{Node, NodeKey, Set};
pub use text::Text;

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
    ProgressBar,
    RadioButton,
    SearchField,
    Slider,
    Status,
    Tab,
    TabList,
    TextArea,
    TextField,
    Toolbar,
}

impl Role {
    /// Roles that are called after the words inside them; those words are not told twice.
    pub fn names_itself(self) -> bool {
        matches!(
            self,
            Self::Alert
                | Self::Button
                | Self::CheckBox
                | Self::Heading
                | Self::Link
                | Self::MenuItem
                | Self::RadioButton
                | Self::Status
                | Self::Tab
        )
    }

    /// Something to write in.
    pub fn is_field(self) -> bool {
        matches!(self, Self::SearchField | Self::TextArea | Self::TextField)
    }

    /// Another name makes it another thing: what is pressed does what its name says.
    pub(super) fn is_what_it_is_called(self) -> bool {
        matches!(
            self,
            Self::Button
                | Self::CheckBox
                | Self::Dialog
                | Self::Link
                | Self::MenuItem
                | Self::RadioButton
                | Self::Tab
        )
    }
}

/// Whether a change is read out although nobody went there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Live {
    /// Alerts at once, status lines in their turn, all else never.
    #[default]
    ByRole,
    /// Not even an alert: it changes too often, or says nothing new.
    Quiet,
    /// When it comes, and not when its words change: they count something.
    Once,
}

/// What somebody who can't use the pointer asks of a widget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// What a click would do.
    Press,
    /// The focus.
    Focus,
    /// To be scrolled into view.
    Reveal,
    /// Another content.
    Value(String),
    /// A selection, in bytes of the content; both the same for a caret.
    Select { anchor: usize, caret: usize },
}

/// What a widget says of itself, and what it is asked in return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub role: Role,
    pub name: String,
    pub description: Option<String>,
    pub value: Option<String>,
    /// What stands in a field, and where the caret is.
    pub text: Option<Text>,
    pub placeholder: Option<String>,
    pub checked: Option<bool>,
    pub expanded: Option<bool>,
    pub selected: bool,
    pub disabled: bool,
    pub invalid: bool,
    /// Shows dots instead of letters.
    pub secret: bool,
    pub live: Live,
    /// Takes [`Order::Press`].
    pub pressable: bool,
    /// Has the focus although iced knows nothing of it: an entry of an open menu.
    pub active: bool,
    /// Left by [`deliver`]; the widget takes it right after it has reported.
    pub order: Option<Order>,
}

impl Report {
    pub fn new(role: Role, name: impl Into<String>) -> Self {
        Self {
            role,
            name: name.into(),
            description: None,
            value: None,
            text: None,
            placeholder: None,
            checked: None,
            expanded: None,
            selected: false,
            disabled: false,
            invalid: false,
            secret: false,
            live: Live::ByRole,
            pressable: false,
            active: false,
            order: None,
        }
    }

    /// Whether a press was asked for; the question is answered once.
    pub fn take_press(&mut self) -> bool {
        self.order.take() == Some(Order::Press)
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

    /// More about it, for those who want to know.
    pub fn description(mut self, words: impl Into<String>) -> Self {
        self.report.description = Some(words.into());
        self
    }

    /// Not read out by itself, whatever its role.
    pub fn quiet(mut self) -> Self {
        self.report.live = Live::Quiet;
        self
    }

    /// Read out when it comes, not when its words change.
    pub fn once(mut self) -> Self {
        self.report.live = Live::Once;
        self
    }
}

impl<M> Widget<M, Theme, Renderer> for Accessible<'_, M> {
    pass_on_identity!();
    pass_on!(tree => tree, tree);
    pass_on_draw!(tree => tree);
    pass_on_overlay!(tree => tree);
    pass_on_update!(tree => tree);

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
}

impl<'a, M: 'a> From<Accessible<'a, M>> for Element<'a, M> {
    fn from(accessible: Accessible<'a, M>) -> Self {
        Self::new(accessible)
    }
}
