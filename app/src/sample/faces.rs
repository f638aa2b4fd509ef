//! Pictures of the people of the small world, drawn here: no photograph of anybody.

use std::path::PathBuf;

use iced::theme::Mode;
use waxwing_core::ConversationId;
use waxwing_core::model::Avatar;

use crate::app::Message;
use crate::sample::talk::{people, with_romy_quietly};
use crate::sample::{self, contacts, online, rooms};
use crate::scene::Scene;
use crate::screen::chat;
use crate::screen::chat::people::Message as Page;
use crate::screen::chat::people::{own, picture};
use crate::screen::dialog;
use crate::ui::faces;

/// Somebody before a wall: the colours of the wall, of the clothes and of the hair.
pub(super) type Colours = [[u8; 3]; 3];

const ROMY: Colours = [[233, 190, 140], [58, 92, 120], [92, 52, 34]];
pub(super) const ANA: Colours = [[196, 120, 90], [240, 220, 170], [24, 20, 18]];
pub(super) const JONAS: Colours = [[150, 190, 170], [40, 44, 52], [206, 170, 110]];
pub(super) const ZOE: Colours = [[120, 130, 180], [200, 120, 110], [30, 26, 28]];
pub(super) const MIRA: Colours = [[214, 204, 190], [180, 71, 46], [60, 40, 30]];

/// The pixels of somebody, so many across.
fn draw([wall, clothes, hair]: Colours, width: u32, height: u32) -> Vec<u8> {
    let edge = width.min(height) as f32;
    let pixel = |at: u32| {
        let x = ((at % width) as f32 - width as f32 / 2.0) / edge;
        let y = ((at / width) as f32 - height as f32 / 2.0) / edge;
        let inside = |cx: f32, cy: f32, rx: f32, ry: f32| {
            ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) < 1.0
        };
        let light = 1.0 - 0.25 * (x + y);
        let colour = if inside(0.0, -0.02, 0.15, 0.19) {
            [222, 178, 150]
        } else if inside(0.0, -0.08, 0.2, 0.24) {
            hair
        } else if inside(0.0, 0.52, 0.34, 0.34) {
            clothes
        } else {
            wall
        };
        colour.map(|part| (f32::from(part) * light).clamp(0.0, 255.0) as u8)
    };
    (0..width * height).flat_map(pixel).collect()
}

/// A file with somebody.
fn file(name: &str, colours: Colours, (width, height): (u32, u32)) -> PathBuf {
    let path = sample::folder().join(format!("face-{name}.png"));
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&draw(colours, width, height))?;
        writer.finish()
    });
    written.expect("a picture");
    sample::keep(&path, &bytes);
    path
}

pub(super) fn avatar(name: &str, colours: Colours) -> Option<Avatar> {
    Some(Avatar {
        id: name.to_owned(),
        path: file(name, colours, (256, 256)),
    })
}

/// The conversation with Romy; she, some others and we ourselves show a picture.
pub fn with_pictures((width, height): (f32, f32), mode: Mode) -> Scene {
    faces::read_at_once();
    let mut scene = with_romy_quietly(width, height, mode);
    let shown = [(1, "romy", ROMY), (3, "jonas", JONAS), (5, "zoe", ZOE)];
    let mut all = people();
    for (id, name, colours) in shown {
        let mut found = all.iter_mut();
        if let Some(one) = found.find(|one| one.id == ConversationId(id)) {
            one.avatar = avatar(name, colours);
        }
    }
    let mut account = sample::account(online());
    account.avatar = avatar("mira", MIRA);
    scene.tell(all.into_iter().map(sample::told));
    scene.tell([sample::accounts::told(account)]);
    scene
}

/// Romy's page with her picture.
pub fn page((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_pictures((width, height), mode);
    scene.message(contacts::deed(ConversationId(1), chat::ContactDeed::Open));
    scene.settle();
    scene.tell([contacts::told_profile(contacts::romys_profile())]);
    scene
}

/// Our own page with our picture.
pub fn own_page((width, height): (f32, f32), mode: Mode) -> Scene {
    faces::read_at_once();
    let mut scene = contacts::with_own_page(width, height, mode);
    let mut account = sample::account(online());
    account.avatar = avatar("mira", MIRA);
    scene.tell([sample::accounts::told(account)]);
    scene
}

/// Our own page while a picture is cut.
pub fn cutting(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = own_page(size, mode);
    let path = file("new", MIRA, (800, 600));
    let source = picture::open(&path);
    say(
        &mut scene,
        picture::Message::Chosen(crate::file::Choice::File(path)),
    );
    say(&mut scene, picture::Message::Read(source));
    scene.settle();
    scene
}

/// A group that is being made, with its picture.
pub fn group_with_picture((width, height): (f32, f32), mode: Mode) -> Scene {
    let mut scene = with_romy_quietly(width, height, mode);
    scene.ctrl("k");
    scene.settle();
    scene.type_text(&crate::tr!("group-new"));
    scene.key(iced::keyboard::key::Named::Enter);
    scene.settle();
    scene.type_text(&rooms::group(rooms::room()).name);
    let path = file("cake", ANA, (400, 400));
    let source = picture::open(&path);
    let drawn = source.clone().and_then(|source| {
        let whole = source.draw((0.0, 0.0, 400.0));
        futures::executor::block_on(whole)
    });
    for message in [
        picture::Message::Chosen(crate::file::Choice::File(path)),
        picture::Message::Read(source),
        picture::Message::SavePressed,
        picture::Message::Drawn(drawn),
    ] {
        let message = dialog::new_group::Message::Picture(message);
        let message = chat::Message::Dialog(dialog::Message::NewGroup(message));
        scene.message(Message::Chat(message));
    }
    scene.settle();
    scene
}

/// Our own page after a file was chosen that is no picture.
pub fn unreadable(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = own_page(size, mode);
    let none = PathBuf::from("/nowhere/at/all.png");
    say(
        &mut scene,
        picture::Message::Chosen(crate::file::Choice::File(none)),
    );
    say(&mut scene, picture::Message::Read(None));
    scene.settle();
    scene
}

fn say(scene: &mut Scene, message: picture::Message) {
    let message = Page::Own(own::Message::Picture(message));
    scene.message(Message::Chat(chat::Message::People(message)));
}
