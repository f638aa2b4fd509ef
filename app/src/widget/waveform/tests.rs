//! Bars are as many as there is room for, and one gets to each place of them.

use super::*;
use crate::harness::Harness;
use crate::widget::focus;
use iced::widget::container;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Told {
    Seek(f32),
    Press,
}

fn harness(part: f32) -> Harness<Vec<Told>, Told> {
    Harness::new(
        Vec::new(),
        |log: &mut Vec<Told>, told| log.push(told),
        move |_| {
            let bars = waveform("Position", &[0, 255, 128], part)
                .on_seek(Told::Seek)
                .on_press(Told::Press)
                .step(0.1);
            focus::scope(container(bars).width(200)).into()
        },
    )
}

#[test]
fn bars_fill_the_room_and_keep_what_is_loud() {
    let many: Vec<u8> = (0..=127).collect();
    let wide: Waveform<'_, ()> = waveform("", &many, 0.0);
    let bars = wide.bars(198.0);
    assert_eq!(bars.len(), 40);
    assert!(bars.is_sorted());
    assert!((bars[39] - 127.0 / 255.0).abs() < 1e-6);
    let few: Waveform<'_, ()> = waveform("", &[0, 255], 0.0);
    let bars = few.bars(198.0);
    assert_eq!(bars.iter().filter(|bar| **bar > 0.5).count(), 20);
    let none: Waveform<'_, ()> = waveform("", &[], 0.0);
    assert!(none.bars(198.0).iter().all(|bar| *bar == 0.0));
    assert_eq!(none.bars(0.0).len(), 1);
}

#[test]
fn a_press_goes_to_its_place() {
    let mut harness = harness(0.0);
    harness.click_at(Point::new(50.0, 10.0));
    assert_eq!(harness.state(), &[Told::Seek(0.25)]);
}

#[test]
fn keys_go_on_and_back_and_play() {
    let mut harness = harness(0.5);
    harness.focus_role(Role::Slider, "Position");
    for key in [
        Named::ArrowRight,
        Named::ArrowLeft,
        Named::Home,
        Named::Space,
        Named::Enter,
    ] {
        harness.key(key);
    }
    let told = harness.state();
    let close =
        |one: Told, wanted: f32| matches!(one, Told::Seek(at) if (at - wanted).abs() < 1e-3);
    assert!(
        close(told[0], 0.6) && close(told[1], 0.4) && close(told[2], 0.0),
        "{told:?}"
    );
    assert_eq!(told[3..], [Told::Press, Told::Press]);
}

#[test]
fn where_lines_run_to_the_left_so_does_the_sound() {
    direction::set(direction::Direction::RightToLeft);
    let mut harness = harness(0.5);
    let bounds = harness.roles(Role::Slider)[0].bounds;
    harness.click_at(Point::new(bounds.x + 50.0, bounds.center_y()));
    harness.focus_role(Role::Slider, "Position");
    harness.key(Named::ArrowLeft);
    let told = harness.state();
    assert!(
        matches!(told[0], Told::Seek(at) if (at - 0.75).abs() < 1e-3),
        "{told:?}"
    );
    assert!(
        matches!(told[1], Told::Seek(at) if (at - 0.6).abs() < 1e-3),
        "{told:?}"
    );
    direction::set(direction::Direction::LeftToRight);
}
