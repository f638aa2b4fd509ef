//! Something to write in, with what stands in it, and with a way to write from outside.
use super::{Order, Report, Role, Text};
use crate::widget::Element;
use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::Operation;
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse};
use iced::{Event, Rectangle, Renderer, Theme, keyboard, window};

/// Tells of `content`, a line of input that shows `value` or an editor.
pub fn field<'a, M: 'a>(
    role: Role,
    name: impl Into<String>,
    value: &'a str,
    content: impl Into<Element<'a, M>>,
) -> Field<'a, M> {
    Field {
        report: Report::new(role, name),
        value,
        text: None,
        on_value: None,
        on_select: None,
        content: content.into(),
    }
}

/// See [`field`].
pub struct Field<'a, M> {
    report: Report,
    value: &'a str,
    text: Option<Text>,
    on_value: Option<Box<dyn Fn(String) -> M + 'a>>,
    on_select: Option<Box<dyn Fn(usize, usize) -> M + 'a>>,
    content: Element<'a, M>,
}

impl<'a, M> Field<'a, M> {
    /// For editors, whose content and caret iced tells to nobody else.
    pub fn text(mut self, text: Text) -> Self {
        self.text = Some(text);
        self
    }

    /// Dots are told instead of letters.
    pub fn secret(mut self, secret: bool) -> Self {
        self.report.secret = secret;
        self
    }

    pub fn placeholder(mut self, words: impl Into<String>) -> Self {
        self.report.placeholder = Some(words.into()).filter(|words: &String| !words.is_empty());
        self
    }

    /// More about it: what is wrong, or a word of help.
    pub fn description(mut self, words: Option<String>) -> Self {
        self.report.description = words;
        self
    }

    pub fn invalid(mut self, invalid: bool) -> Self {
        self.report.invalid = invalid;
        self
    }

    /// What another content from outside means; without it the field can only be read.
    pub fn on_value(self, f: impl Fn(String) -> M + 'a) -> Self {
        self.on_value_maybe(Some(f))
    }

    pub fn on_value_maybe(mut self, f: Option<impl Fn(String) -> M + 'a>) -> Self {
        self.on_value = f.map(|f| Box::new(f) as Box<dyn Fn(String) -> M + 'a>);
        self
    }

    /// What a selection from outside means, anchor and caret in bytes; lines of input need none.
    pub fn on_select(mut self, f: impl Fn(usize, usize) -> M + 'a) -> Self {
        self.on_select = Some(Box::new(f));
        self
    }

    fn tell(&mut self, line: &Tree) {
        let text = match &self.text {
            Some(text) => text.clone(),
            None => Text::of_line(line, self.value, self.report.secret),
        };
        self.report.value = Some(text.value.clone());
        self.report.text = Some(text);
        self.report.disabled = self.on_value.is_none();
    }

    fn obey(&self, order: Order, state: &mut State, line: &mut Tree) {
        match order {
            Order::Value(value) => state.asked = Some(Asked::Value(value)),
            Order::Select { anchor, caret } if self.on_select.is_some() => {
                state.asked = Some(Asked::Select(anchor, caret));
            }
            Order::Select { anchor, caret } => {
                if let Some(text) = &self.report.text {
                    text.select_in_line(line, anchor, caret);
                }
            }
            Order::Press | Order::Focus | Order::Reveal => {}
        }
    }
}

/// What was asked for since the last frame.
#[derive(Default)]
struct State {
    asked: Option<Asked>,
}

enum Asked {
    Value(String),
    Select(usize, usize),
}

impl<M> Widget<M, Theme, Renderer> for Field<'_, M> {
    own_identity!(State);
    pass_on!(tree => &mut tree.children[0], &tree.children[0]);
    pass_on_draw!(tree => &tree.children[0]);
    pass_on_overlay!(tree => &mut tree.children[0]);

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let child = &mut tree.children[0];
        self.tell(child);
        operation.custom(None, layout.bounds(), &mut self.report);
        if let Some(order) = self.report.order.take() {
            self.obey(order, tree.state.downcast_mut(), child);
        }
        let content = self.content.as_widget_mut();
        operation.traverse(&mut |operation| {
            content.operate(child, layout, renderer, operation);
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
        // iced's inputs would write the sign down, and nobody else would hear of the shortcut.
        if is_shortcut(event) {
            return;
        }
        let child = &mut tree.children[0];
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        if !matches!(event, Event::Window(window::Event::RedrawRequested(_))) {
            return;
        }
        let state = tree.state.downcast_mut::<State>();
        match (state.asked.take(), &self.on_value, &self.on_select) {
            (Some(Asked::Value(value)), Some(f), _) => shell.publish(f(value)),
            (Some(Asked::Select(anchor, caret)), _, Some(f)) => shell.publish(f(anchor, caret)),
            _ => {}
        }
    }
}

/// A sign pressed together with Ctrl, like the plus that makes everything larger. Letters are left
/// to the input: it knows those that copy and paste.
fn is_shortcut(event: &Event) -> bool {
    match event {
        Event::Keyboard(keyboard::Event::KeyPressed {
            key: keyboard::Key::Character(sign),
            modifiers,
            ..
        }) => modifiers.command() && !modifiers.alt() && !sign.chars().all(char::is_alphabetic),
        _ => false,
    }
}

impl<'a, M: 'a> From<Field<'a, M>> for Element<'a, M> {
    fn from(field: Field<'a, M>) -> Self {
        Self::new(field)
    }
}
