//! Keys that mean something of their own while a part of the window has the focus, before that part hears of
//! them: the arrows in a field with a list below it.
use super::Element;
use super::focus::holds_focus;
use iced::advanced::widget::Tree;
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse};
use iced::keyboard::{self, Key, Modifiers};
use iced::{Event, Rectangle, Renderer, Theme};

/// Asks `on_key` about every key that is pressed while something in `content` has the focus. What it has a
/// message for goes no further.
pub fn catch_keys<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    on_key: impl Fn(&Key, Modifiers) -> Option<M> + 'a,
) -> Element<'a, M> {
    Element::new(Catching {
        content: content.into(),
        on_key: Box::new(on_key),
    })
}

/// What a key means.
type OnKey<'a, M> = Box<dyn Fn(&Key, Modifiers) -> Option<M> + 'a>;

struct Catching<'a, M> {
    content: Element<'a, M>,
    on_key: OnKey<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Catching<'_, M> {
    pass_on_identity!();
    pass_on!(tree => tree, tree);
    pass_on_draw!(tree => tree);
    pass_on_overlay!(tree => tree);
    pass_on_operate!(tree => tree);

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
        if let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = event
            && !shell.is_event_captured()
            && let Some(message) = (self.on_key)(key, *modifiers)
            && holds_focus(&mut self.content, tree, layout, renderer)
        {
            shell.publish(message);
            shell.capture_event();
            return;
        }
        self.content.as_widget_mut().update(
            tree, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::text_button;
    use iced::keyboard::key::Named;

    #[test]
    fn a_caught_key_goes_no_further_and_only_the_focus_counts() {
        let mut h = Harness::new(
            Vec::new(),
            |log: &mut Vec<&str>, message| log.push(message),
            |_| {
                let inside = text_button("Inside").on_press("pressed");
                let caught = catch_keys(inside, |key, _| {
                    (*key == Key::Named(Named::Enter)).then_some("caught")
                });
                let outside = text_button("Outside").on_press("outside");
                crate::widget::focus::scope(iced::widget::column![caught, outside]).into()
            },
        );
        h.key(Named::Tab);
        h.key(Named::Enter);
        h.key(Named::Space);
        h.key(Named::Tab);
        h.key(Named::Enter);
        assert_eq!(h.state(), &["caught", "pressed", "outside"]);
    }
}
