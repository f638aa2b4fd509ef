//! Pictures of messages: in their rows, and closely.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::theme::Mode;
use waxwing::sample::pictures::{attached, come, gallery, lightbox, message, talk};
use waxwing::sample::saying::with;
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role;
use waxwing_core::Command;
use waxwing_core::command::file::Command::Gallery;
use waxwing_core::model::Place;
use waxwing_media::picture::Sides;

const SIZE: (f32, f32) = (1000.0, 900.0);
const SIDES: Sides = Sides {
    width: 1600,
    height: 1067,
};

fn look(number: u32) -> String {
    tr!(
        "picture-look",
        name = format!("IMG_20261117_0941{number:02}.jpg")
    )
}

/// The colour in the middle of something on screen.
fn middle(scene: &mut Scene, name: &str) -> [u8; 3] {
    let bounds = scene.find(name).expect("it is on screen");
    let (pixels, size) = scene.pixels(1.0);
    let (x, y) = (bounds.center_x() as u32, bounds.center_y() as u32);
    let at = (y * size.width + x) as usize * 4;
    [pixels[at], pixels[at + 1], pixels[at + 2]]
}

#[test]
fn a_picture_stands_in_its_row_with_its_own_ratio() {
    let mut scene = talk(SIZE, Mode::Light);
    let bounds = scene.find(&look(2)).expect("a picture");
    assert_eq!(bounds.width, 360.0);
    assert_eq!(bounds.height, 240.0);
    let colour = middle(&mut scene, &look(2));
    let grey = colour[0].abs_diff(colour[1]) < 6 && colour[1].abs_diff(colour[2]) < 6;
    assert!(!grey, "it is drawn: {colour:?}");
}

#[test]
fn nothing_moves_when_a_picture_comes() {
    let folder = tempfile::tempdir().unwrap();
    let items = vec![
        message(1, 9, false, "", vec![attached(folder.path(), 1, SIDES)]),
        message(2, 8, false, "below it", Vec::new()),
    ];
    let mut scene = with(SIZE, Mode::Light, items);
    let before = (scene.find("below it"), scene.find(&look(1)));
    let mut scene = come(scene);
    assert_eq!((scene.find("below it"), scene.find(&look(1))), before);
}

#[test]
fn what_is_damaged_is_not_shown_as_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let mut broken = attached(folder.path(), 1, SIDES);
    let path = folder.path().join("broken.jpg");
    std::fs::write(&path, b"\xff\xd8\xff\xe0 and no more").unwrap();
    broken.place = Place::Here(path);
    let mut scene = come(with(
        SIZE,
        Mode::Light,
        vec![message(1, 9, false, "", vec![broken])],
    ));
    assert!(scene.find(&look(1)).is_none());
}

#[test]
fn a_picture_is_looked_at_by_click_and_left_by_escape() {
    let mut scene = lightbox(SIZE, Mode::Light);
    assert!(scene.role(Role::Dialog, &tr!("lightbox-title")).is_some());
    let image = scene.role(Role::Image, "IMG_20261117_094102.jpg").unwrap();
    assert!(image.bounds.width > 900.0 && image.bounds.height > 700.0);
    let count = tr!("lightbox-count", at = 4, count = 4);
    let line = |scene: &mut Scene, count: &str| {
        let told = scene.roles(Role::Status);
        told.iter().any(|node| node.report.name.starts_with(count))
    };
    assert!(line(&mut scene, &count));
    assert!(scene.find(&look(2)).is_none(), "the row is hidden");
    scene.key(Named::ArrowLeft);
    scene.key(Named::PageUp);
    let count = tr!("lightbox-count", at = 2, count = 4);
    assert!(line(&mut scene, &count));
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.role(Role::Dialog, &tr!("lightbox-title")).is_none());
    assert!(
        scene.find(&look(2)).is_some(),
        "the list stands where it stood"
    );
}

#[test]
fn keys_and_buttons_do_the_same() {
    let mut scene = lightbox(SIZE, Mode::Light);
    scene.key(Named::ArrowRight);
    let next = scene.role(Role::Button, &tr!("lightbox-next")).unwrap();
    assert!(next.report.disabled, "it is the last");
    let smaller = |scene: &mut Scene| scene.role(Role::Button, &tr!("lightbox-smaller")).unwrap();
    assert!(smaller(&mut scene).report.disabled);
    scene.key_with(Key::Character("+".into()), Modifiers::empty());
    assert!(!smaller(&mut scene).report.disabled);
    scene.click_role(Role::Button, &tr!("lightbox-smaller"));
    assert!(smaller(&mut scene).report.disabled);
    scene.click_role(Role::Button, &tr!("lightbox-previous"));
    let previous = scene.role(Role::Button, &tr!("lightbox-previous"));
    assert!(!previous.unwrap().report.disabled);
    // What is typed does not reach the composer below.
    scene.type_text("hello");
    scene.click_role(Role::Button, &tr!("lightbox-close"));
    scene.settle();
    assert!(scene.find("hello").is_none());
}

#[test]
fn a_picture_in_the_row_is_pressed_by_key() {
    let mut scene = talk(SIZE, Mode::Light);
    let name = look(2);
    let node = scene.role(Role::Button, &name).expect("a button");
    assert!(node.report.pressable);
    assert!(waxwing::sample::folder().is_dir());
}

#[test]
fn a_gallery_shows_squares_and_leads_to_the_picture_and_back() {
    let mut scene = gallery((1000.0, 700.0), Mode::Light);
    let bounds = scene.find(&look(0)).expect("a tile");
    assert_eq!(bounds.width, bounds.height);
    scene.click_role(Role::Button, &look(1));
    scene.settle();
    let told = scene.roles(Role::Status);
    // One of them is not here.
    let count = tr!("lightbox-count", at = 21, count = 22);
    assert!(told.iter().any(|node| node.report.name.starts_with(&count)));
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.find(&tr!("gallery-title")).is_some());
    scene.key(Named::Escape);
    scene.settle();
    assert!(scene.find(&tr!("gallery-title")).is_none());
    assert!(
        scene.find(&look(2)).is_some(),
        "the conversation is there again"
    );
}

#[test]
fn older_pictures_are_asked_for_as_one_scrolls() {
    let mut scene = gallery((600.0, 500.0), Mode::Light);
    scene.wheel(-60.0);
    scene.frame();
    scene.settle();
    let asked = scene.sent().into_iter().any(|command| {
        matches!(
            command,
            Command::File(Gallery {
                before: Some(_),
                ..
            })
        )
    });
    assert!(asked);
}
