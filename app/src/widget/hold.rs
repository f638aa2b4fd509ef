//! Something that is held down with the pointer or a finger, and what happens until it is let go. A press
//! that is let go at once stays a click, and is none of this.
use std::time::{Duration, Instant};

use super::Element;
use iced::advanced::widget::Tree;
use iced::advanced::{Clipboard, Layout, Shell, Widget, mouse};
use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Point, Rectangle, Renderer, Theme, touch, window};

/// Who presses for so long does not click.
const LONG: Duration = Duration::from_millis(350);
/// Whoever is so far outside has moved away.
const AWAY: f32 = 48.0;

/// What is done with what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The pointer has moved away from it, or back to it.
    Moved {
        /// It is away.
        away: bool,
    },
    /// It was let go, near it or away from it.
    LetGo {
        /// It was away.
        away: bool,
    },
    /// It is not held any more, and nobody has seen when it was let go.
    Missed,
}

/// Says `on_hold` when `content` is held down; a press that is let go before is its own.
pub fn holdable<'a, M: Clone + 'a>(
    content: impl Into<Element<'a, M>>,
    on_hold: Option<M>,
) -> Element<'a, M> {
    Element::new(Holdable {
        content: content.into(),
        on_hold,
    })
}

struct Holdable<'a, M> {
    content: Element<'a, M>,
    on_hold: Option<M>,
}

#[derive(Default)]
struct Pressed {
    since: Option<Instant>,
}

impl<M: Clone> Widget<M, Theme, Renderer> for Holdable<'_, M> {
    own_identity!(Pressed);
    pass_on!(tree => &mut tree.children[0], &tree.children[0]);
    pass_on_draw!(tree => &tree.children[0]);
    pass_on_operate!(tree => &mut tree.children[0]);
    pass_on_overlay!(tree => &mut tree.children[0]);

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
        let pressed = tree.state.downcast_mut::<Pressed>();
        let over = cursor.is_over(layout.bounds()) && cursor.is_over(*viewport);
        let mut ended = None;
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. })
                if over && self.on_hold.is_some() && !shell.is_event_captured() =>
            {
                let now = Instant::now();
                pressed.since = Some(now);
                shell.request_redraw_at(window::RedrawRequest::At(now + LONG));
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. } | touch::Event::FingerLost { .. }) => {
                pressed.since = None;
            }
            Event::Window(window::Event::RedrawRequested(now)) => {
                match (pressed.since, &self.on_hold) {
                    (Some(since), Some(message)) if *now >= since + LONG => {
                        pressed.since = None;
                        shell.publish(message.clone());
                        ended = Some(lost());
                    }
                    (Some(since), _) => {
                        shell.request_redraw_at(window::RedrawRequest::At(since + LONG));
                    }
                    (None, _) => {}
                }
            }
            _ => {}
        }
        let child = &mut tree.children[0];
        // It is no click any more.
        for event in ended.iter().chain([event]) {
            self.content.as_widget_mut().update(
                child, event, layout, cursor, renderer, clipboard, shell, viewport,
            );
        }
    }
}

/// What a button hears when nobody presses it any more, without having let it go.
fn lost() -> Event {
    Event::Touch(touch::Event::FingerLost {
        id: touch::Finger(0),
        position: Point::ORIGIN,
    })
}

/// Stands in the place of what is held, and hears when it is let go: `on_held` says what that means.
/// Escape is like letting it go somewhere else.
pub fn held<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    on_held: Option<impl Fn(Held) -> M + 'a>,
) -> Element<'a, M> {
    Element::new(Holding {
        content: content.into(),
        on_held: on_held.map(|say| Box::new(say) as Box<dyn Fn(Held) -> M + 'a>),
    })
}

/// What becomes of it.
type OnHeld<'a, M> = Box<dyn Fn(Held) -> M + 'a>;

struct Holding<'a, M> {
    content: Element<'a, M>,
    on_held: Option<OnHeld<'a, M>>,
}

#[derive(Default)]
struct Whereabouts {
    away: bool,
}

impl<M> Widget<M, Theme, Renderer> for Holding<'_, M> {
    own_identity!(Whereabouts);
    pass_on!(tree => &mut tree.children[0], &tree.children[0]);
    pass_on_draw!(tree => &tree.children[0]);
    pass_on_operate!(tree => &mut tree.children[0]);
    pass_on_overlay!(tree => &mut tree.children[0]);

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
        let place = tree.state.downcast_mut::<Whereabouts>();
        match &self.on_held {
            Some(say) => hold(say, place, event, (layout.bounds(), cursor), shell),
            None => place.away = false,
        }
        if shell.is_event_captured() {
            return;
        }
        let child = &mut tree.children[0];
        self.content.as_widget_mut().update(
            child, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
    }
}

/// Says what becomes of what is held.
fn hold<M>(
    say: &OnHeld<'_, M>,
    place: &mut Whereabouts,
    event: &Event,
    (bounds, cursor): (Rectangle, mouse::Cursor),
    shell: &mut Shell<'_, M>,
) {
    let away = !cursor.is_over(bounds.expand(AWAY));
    match event {
        Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft)
        | Event::Touch(touch::Event::FingerMoved { .. })
            if away != std::mem::replace(&mut place.away, away) =>
        {
            shell.publish(say(Held::Moved { away }));
        }
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
        | Event::Touch(touch::Event::FingerLifted { .. }) => {
            shell.publish(say(Held::LetGo { away }));
            shell.capture_event();
        }
        // Who presses anew has let go before, whatever was seen of it.
        Event::Mouse(mouse::Event::ButtonPressed(_))
        | Event::Touch(touch::Event::FingerPressed { .. }) => shell.publish(say(Held::Missed)),
        Event::Touch(touch::Event::FingerLost { .. })
        | Event::Keyboard(keyboard::Event::KeyPressed {
            key: Key::Named(Named::Escape),
            ..
        }) => {
            shell.publish(say(Held::LetGo { away: true }));
            shell.capture_event();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Harness;
    use crate::widget::{Role, text_button};
    use iced::widget::column;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Said {
        Pressed,
        Held,
        With(Held),
    }

    /// A button that can be held; while it is, a line stands in its place.
    fn button() -> Harness<Vec<Said>, Said> {
        Harness::new(
            Vec::new(),
            |log: &mut Vec<Said>, said| log.push(said),
            |log| {
                let holding = log.contains(&Said::Held);
                let button = text_button("Speak").on_press(Said::Pressed);
                let line = iced::widget::text("Speaking");
                column![
                    holdable(button, Some(Said::Held)),
                    held(line, holding.then_some(Said::With)),
                ]
                .into()
            },
        )
    }

    fn press(h: &mut Harness<Vec<Said>, Said>) -> Point {
        let at = h.role(Role::Button, "Speak").expect("it").bounds.center();
        h.press_at(at);
        at
    }

    #[test]
    fn a_short_press_is_a_click() {
        let mut h = button();
        press(&mut h);
        h.frame_at(Instant::now());
        h.release();
        h.frame_at(Instant::now() + 2 * LONG);
        assert_eq!(h.state(), &[Said::Pressed]);
    }

    #[test]
    fn a_long_press_is_held_until_it_is_let_go_and_is_no_click() {
        let mut h = button();
        press(&mut h);
        h.frame_at(Instant::now() + 2 * LONG);
        assert_eq!(h.state(), &[Said::Held]);
        h.release();
        let let_go = Said::With(Held::LetGo { away: false });
        assert_eq!(h.state(), &[Said::Held, let_go]);
    }

    #[test]
    fn who_moves_away_is_told_and_escape_lets_go_too() {
        let mut h = button();
        let at = press(&mut h);
        h.frame_at(Instant::now() + 2 * LONG);
        h.move_to(Point::new(at.x, at.y + 400.0));
        h.move_to(at);
        h.key(Named::Escape);
        let moved = |away| Said::With(Held::Moved { away });
        let let_go = Said::With(Held::LetGo { away: true });
        assert_eq!(h.state(), &[Said::Held, moved(true), moved(false), let_go]);
    }
}
