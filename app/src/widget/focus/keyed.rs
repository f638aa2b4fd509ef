//! Keys of their own for something that has the focus.
use super::holds_focus;
use crate::widget::Element;
use iced::advanced::widget::Tree;
use iced::advanced::widget::operation::Operation;
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse};
use iced::keyboard::{self, Key, Modifiers, key::Physical};
use iced::{Event, Rectangle, Renderer, Theme};

/// What a key means.
type Meaning<'a, M> = Box<dyn Fn(&Key, Physical, Modifiers) -> Option<M> + 'a>;

/// While the focus is inside `content`, `meaning` is asked about each key that nothing in it has taken.
pub fn keyed<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    meaning: impl Fn(&Key, Physical, Modifiers) -> Option<M> + 'a,
) -> Element<'a, M> {
    Element::new(Keyed {
        content: content.into(),
        meaning: Box::new(meaning),
    })
}

struct Keyed<'a, M> {
    content: Element<'a, M>,
    meaning: Meaning<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Keyed<'_, M> {
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
        let content = self.content.as_widget_mut();
        content.operate(tree, layout, renderer, operation);
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
        if shell.is_event_captured() {
            return;
        }
        let Event::Keyboard(keyboard::Event::KeyPressed {
            modified_key,
            physical_key,
            modifiers,
            ..
        }) = event
        else {
            return;
        };
        // The cheap question first: every row of a list is asked.
        if let Some(message) = (self.meaning)(modified_key, *physical_key, *modifiers)
            && holds_focus(&mut self.content, tree, layout, renderer)
        {
            shell.publish(message);
            shell.capture_event();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::{Role, focus, text_button};
    use iced::widget::column;

    #[test]
    fn keys_count_only_where_the_focus_is() {
        let mut harness = Harness::new(
            String::new(),
            |log: &mut String, letter: char| log.push(letter),
            |_| {
                let row = |name: &'static str, letter| {
                    keyed(text_button(name).on_press('!'), move |key, _, _| {
                        (*key == Key::Character("x".into())).then_some(letter)
                    })
                };
                focus::scope(column![row("one", 'a'), row("two", 'b')]).into()
            },
        );
        harness.type_text("x");
        harness.focus_role(Role::Button, "two");
        harness.type_text("xy");
        assert_eq!(harness.state(), "b");
    }
}
