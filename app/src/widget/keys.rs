//! Keys that mean something else while a certain field has the focus: Enter with Shift, arrows, Escape.
use super::Element;
use super::focus::holds_focus;
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget};
use iced::keyboard::{self, Key, Modifiers};
use iced::{Event, Rectangle, Renderer, Theme, mouse};

/// While something in `content` has the focus, `meaning` is asked first what a key means.
pub fn on_keys<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    meaning: impl Fn(&Key, Modifiers) -> Option<M> + 'a,
) -> Element<'a, M> {
    Element::new(OnKeys {
        content: content.into(),
        meaning: Box::new(meaning),
    })
}

/// What a key means, if anything.
type Meaning<'a, M> = Box<dyn Fn(&Key, Modifiers) -> Option<M> + 'a>;

struct OnKeys<'a, M> {
    content: Element<'a, M>,
    meaning: Meaning<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for OnKeys<'_, M> {
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
        if let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = event
            && let Some(message) = (self.meaning)(key, *modifiers)
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
