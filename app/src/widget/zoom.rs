//! Ctrl and the wheel: larger and smaller, as in a browser. What lies below does not scroll meanwhile.
use super::Element;
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse};
use iced::keyboard::{self, Modifiers};
use iced::{Event, Rectangle, Renderer, Theme};

/// Turns the wheel into a message while Ctrl is held; up is positive.
pub fn zooming<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    on_turn: impl Fn(f32) -> M + 'a,
) -> Element<'a, M> {
    Element::new(Zooming {
        content: content.into(),
        on_turn: Box::new(on_turn),
    })
}

struct Zooming<'a, M> {
    content: Element<'a, M>,
    on_turn: Box<dyn Fn(f32) -> M + 'a>,
}

/// The pixels of a touch pad that make a step.
const STEP: f32 = 40.0;

#[derive(Default)]
struct State {
    modifiers: Modifiers,
    /// The way a touch pad has come since the last step.
    way: f32,
}

impl<M> Widget<M, Theme, Renderer> for Zooming<'_, M> {
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
        self.content
            .as_widget_mut()
            .operate(child, layout, renderer, operation);
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
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => {
                *state = State {
                    modifiers: *modifiers,
                    way: 0.0,
                };
            }
            Event::Mouse(mouse::Event::WheelScrolled { delta }) if state.modifiers.command() => {
                let turned = match delta {
                    mouse::ScrollDelta::Lines { y, .. } => *y,
                    mouse::ScrollDelta::Pixels { y, .. } => {
                        state.way += y;
                        let steps = (state.way / STEP).trunc();
                        state.way -= steps * STEP;
                        steps
                    }
                };
                if turned != 0.0 {
                    shell.publish((self.on_turn)(turned));
                }
                shell.capture_event();
                return;
            }
            _ => {}
        }
        let child = &mut tree.children[0];
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use iced::widget::space;

    #[test]
    fn the_wheel_zooms_while_ctrl_is_held() {
        let log = |log: &mut Vec<f32>, by| log.push(by);
        let mut harness = Harness::new(Vec::new(), log, |_| zooming(space(), |by| by));
        harness.wheel(1.0);
        assert!(harness.state().is_empty());
        harness.hold(Modifiers::CTRL);
        harness.wheel(1.0);
        harness.wheel(-1.0);
        for _ in 0..3 {
            harness.event(Event::Mouse(mouse::Event::WheelScrolled {
                delta: mouse::ScrollDelta::Pixels { x: 0.0, y: 15.0 },
            }));
        }
        assert_eq!(harness.state(), &[1.0, -1.0, 1.0]);
    }
}
