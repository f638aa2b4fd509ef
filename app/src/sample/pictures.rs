//! Pictures in the small world: drawn here, so that none has to be kept.

use std::path::{Path, PathBuf};

use iced::theme::Mode;
use waxwing_core::model::{Attachment, AttachmentKind, Direction, Filed, Held, Message, Place};
use waxwing_core::{Command, Event, ItemId, command, event};
use waxwing_media::picture::{Pixels, Sides, thumbhash, to_jpeg, to_png};

use crate::i18n::{self, Language};
use crate::sample;
use crate::sample::saying::with;
use crate::scene::Scene;
use crate::widget::picture;

/// A landscape, each number another one: sky, sun, hills, water.
pub fn landscape(number: u32, sides: Sides) -> Pixels {
    let (width, height) = (sides.width as f32, sides.height as f32);
    let turn = number as f32 * 0.7;
    let mix = |a: [f32; 3], b: [f32; 3], part: f32| {
        let part = part.clamp(0.0, 1.0);
        [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * part)
    };
    let skies = [
        [92.0, 148.0, 206.0],
        [222.0, 142.0, 96.0],
        [60.0, 72.0, 120.0],
    ];
    let sky = skies[number as usize % skies.len()];
    let light = [250.0, 226.0, 190.0];
    let sun = (0.2 + 0.6 * (turn.sin() * 0.5 + 0.5), 0.32, 0.06);
    let mut rgba = Vec::with_capacity(sides.count() as usize * 4);
    for row in 0..sides.height {
        for column in 0..sides.width {
            let (x, y) = (column as f32 / width, row as f32 / height);
            let far = 0.55 + 0.06 * (x * 7.0 + turn).sin() + 0.03 * (x * 17.0 + turn * 2.0).sin();
            let near = 0.74 + 0.07 * (x * 4.0 - turn).sin() + 0.02 * (x * 23.0).sin();
            let reach =
                ((x - sun.0).powi(2) * (width / height).powi(2) + (y - sun.1).powi(2)).sqrt();
            let mut colour = mix(sky, light, y / 0.6);
            if reach < sun.2 {
                colour = [255.0, 244.0, 214.0];
            } else {
                colour = mix(colour, light, (0.12 - (reach - sun.2)).max(0.0) * 4.0);
            }
            if y > far {
                colour = mix([86.0, 112.0, 118.0], sky, 0.35);
            }
            if y > near {
                colour = mix([48.0, 84.0, 62.0], [28.0, 52.0, 44.0], (y - near) * 4.0);
            }
            rgba.extend(colour.map(|value| value as u8));
            rgba.push(255);
        }
    }
    Pixels::new(sides, rgba).expect("a landscape")
}

/// A file of the folder, as a photograph.
pub fn photograph(folder: &Path, number: u32, sides: Sides) -> PathBuf {
    let path = folder.join(format!("{number}-{}x{}.jpg", sides.width, sides.height));
    if !path.exists() {
        let jpeg = to_jpeg(&landscape(number, sides), 88).expect("a photograph");
        sample::keep(&path, &jpeg);
    }
    path
}

/// The same as what is known of it in a message.
pub fn attached(folder: &Path, number: u32, sides: Sides) -> Attachment {
    let small = landscape(number, sides.within(Sides::square(100)));
    Attachment {
        name: format!("IMG_20261117_0941{number:02}.jpg"),
        media_type: "image/jpeg".to_owned(),
        kind: AttachmentKind::Picture,
        size: Some(1_400_000),
        dimensions: Some((sides.width, sides.height)),
        thumbhash: thumbhash(&small),
        place: Place::Here(photograph(folder, number, sides)),
        ..Attachment::default()
    }
}

/// A message with these files.
pub fn message(seq: u64, minutes: i64, own: bool, text: &str, files: Vec<Attachment>) -> Message {
    let direction = match own {
        true => Direction::Outgoing,
        false => Direction::Incoming,
    };
    let mut message = sample::message(seq, minutes, direction, text);
    message.attachments = files;
    message
}

const WIDE: Sides = Sides {
    width: 1600,
    height: 1067,
};
const TALL: Sides = Sides {
    width: 900,
    height: 1200,
};

/// Romy's conversation with pictures: photographs, one with words, one that is not here yet.
pub fn talk(size: (f32, f32), mode: Mode) -> Scene {
    let words = match i18n::language() {
        Language::Arabic => ["هذا ما رأيناه أمس من أعلى الجبل", "ما أجملها!"],
        _ => [
            "This is what we saw from the top yesterday",
            "How beautiful!",
        ],
    };
    let folder = sample::folder();
    let mut coming = attached(&folder, 5, WIDE);
    coming.place = Place::Remote(Held::Large);
    let items = vec![
        message(1, 40, false, "", vec![attached(&folder, 1, TALL)]),
        message(2, 30, false, words[0], vec![attached(&folder, 0, WIDE)]),
        sample::message(3, 28, Direction::Outgoing, words[1]),
        message(
            4,
            20,
            true,
            "",
            vec![drawing(&folder), attached(&folder, 2, WIDE)],
        ),
        message(5, 4, false, "", vec![coming]),
    ];
    come(with(size, mode, items))
}

/// A small drawing that shines through.
fn drawing(folder: &Path) -> Attachment {
    let sides = Sides::square(120);
    let mut pixels = landscape(7, sides);
    for (index, alpha) in pixels.rgba_mut().iter_mut().skip(3).step_by(4).enumerate() {
        let (x, y) = (index % 120, index / 120);
        let reach = (x as f32 - 60.0).hypot(y as f32 - 60.0);
        *alpha = if reach < 58.0 { 255 } else { 0 };
    }
    let path = folder.join("drawing.png");
    sample::keep(&path, &to_png(&pixels).expect("a drawing"));
    Attachment {
        name: "badge.png".to_owned(),
        media_type: "image/png".to_owned(),
        kind: AttachmentKind::Picture,
        dimensions: Some((120, 120)),
        place: Place::Here(path),
        ..Attachment::default()
    }
}

/// With the second picture looked at closely.
pub fn lightbox(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = talk(size, mode);
    let look = crate::tr!("picture-look", name = "IMG_20261117_094102.jpg");
    scene.click_role(crate::widget::Role::Button, &look);
    scene.settle();
    come(scene)
}

/// The pictures of Romy's conversation as a grid; those that don't differ are the same.
pub fn gallery(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = talk(size, mode);
    asked(&mut scene, 23, true);
    scene
}

/// Opens the gallery and answers it with so many pictures.
pub fn asked(scene: &mut Scene, count: u32, older: bool) {
    scene.tell([sample::told(crate::sample::talk::people().remove(0))]);
    scene.sent();
    scene.ctrl("k");
    scene.settle();
    scene.type_text(&crate::tr!("gallery-open"));
    scene.key(iced::keyboard::key::Named::Enter);
    scene.settle();
    let request = scene.sent().into_iter().find_map(|command| match command {
        Command::File(command::file::Command::Gallery { request, .. }) => Some(request),
        _ => None,
    });
    let folder = sample::folder();
    let filed = |number: u32| {
        let sides = if number % 3 == 1 { TALL } else { WIDE };
        let mut attachment = attached(&folder, number % 6, sides);
        if number == 4 {
            attachment.place = Place::Remote(Held::Freed);
        }
        let at = crate::sample::talk::ago(i64::from(number) * 50);
        let seq = 1000 - u64::from(number);
        Filed {
            item: ItemId { at, seq },
            attachment,
            ..Filed::default()
        }
    };
    scene.tell([Event::File(event::file::Event::Gallery {
        request: request.expect("it asks"),
        conversation: crate::sample::talk::ROMY,
        files: (0..count).map(filed).collect(),
        older,
    })]);
    look(scene);
}

/// Waits for the pictures that are on screen.
pub fn come(mut scene: Scene) -> Scene {
    look(&mut scene);
    scene
}

fn look(scene: &mut Scene) {
    scene.settle();
    scene.frame();
    picture::settle();
    scene.message(crate::app::Message::PictureCame);
    scene.frame();
    picture::settle();
    scene.frame();
}
