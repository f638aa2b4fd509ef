//! Which fonts the interface speaks with, and how they reach the renderer.
//!
//! Inter is carried along; everything it lacks comes from the system by fallback, emoji through spans of
//! their own ([`crate::widget::emoji`]), because fallback alone picks monochrome glyphs for some of them.
use iced::Font;
use iced::advanced::graphics::text::cosmic_text::fontdb::{self, Database, FaceInfo};
use iced::font::{Family, Style, Weight};
use std::borrow::Cow;
use std::collections::HashMap;

/// The interface.
pub const INTER: Font = Font::with_name("Inter");
/// Names, buttons, unread conversations.
pub const MEDIUM: Font = Font {
    weight: Weight::Medium,
    ..INTER
};
/// Titles; bold in messages.
pub const SEMIBOLD: Font = Font {
    weight: Weight::Semibold,
    ..INTER
};
/// Emphasis; `/me`.
pub const ITALIC: Font = Font {
    style: Style::Italic,
    ..INTER
};
/// Code. The family is the system's.
pub const MONO: Font = Font {
    family: Family::Monospace,
    ..INTER
};
/// The signs of [`crate::icon`].
pub const ICONS: Font = Font::with_name("Waxwing Icons");
/// Those of them that point, turned around.
pub const ICONS_MIRRORED: Font = Font::with_name("Waxwing Icons Mirrored");

/// Colour emoji.
#[cfg(target_os = "windows")]
pub const EMOJI: Font = Font::with_name("Segoe UI Emoji");
/// Colour emoji.
#[cfg(target_os = "macos")]
pub const EMOJI: Font = Font::with_name("Apple Color Emoji");
/// Colour emoji.
#[cfg(not(any(target_os = "windows", target_os = "macos")))]
pub const EMOJI: Font = Font::with_name("Noto Color Emoji");

/// The files carried along, for `iced::Settings::fonts`.
pub fn files() -> Vec<Cow<'static, [u8]>> {
    FILES.iter().map(|file| Cow::Borrowed(*file)).collect()
}

const FILES: [&[u8]; 6] = [
    include_bytes!("../../assets/fonts/Inter-Regular.otf"),
    include_bytes!("../../assets/fonts/Inter-Medium.otf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../assets/fonts/Inter-Italic.otf"),
    include_bytes!("../../assets/icons/waxwing-icons.ttf"),
    include_bytes!("../../assets/icons/waxwing-icons-mirrored.ttf"),
];

/// Loads the files into the font system without a running application (tests, benchmarks).
/// Loading twice does nothing.
///
/// # Panics
/// When another thread died while it held the font system.
pub fn load() {
    use iced::advanced::graphics::text::font_system;
    let mut system = font_system().write().expect("font system");
    for file in files() {
        system.load_font(file);
    }
    stand_in(system.raw().db_mut());
}

/// Has the fonts of the system stand in for weights they lack, and for the italics: most have Regular and
/// Bold only, and few scripts slant. What Inter lacks would otherwise fall back to whatever has exactly
/// that weight and style: to a monospaced font, or to boxes. Called twice it finds nothing to do.
fn stand_in(db: &mut Database) {
    let mut families: HashMap<String, Vec<FaceInfo>> = HashMap::new();
    for face in db.faces().filter(|face| !face.monospaced) {
        if let (fontdb::Stretch::Normal, Some((family, _))) = (face.stretch, face.families.first())
        {
            let faces = families.entry(family.clone()).or_default();
            faces.push(face.clone());
        }
    }
    for faces in families.values_mut() {
        for style in [fontdb::Style::Normal, fontdb::Style::Italic] {
            for (wanted, nearest) in WEIGHTS {
                let has = |weight, style| {
                    let fits = |face: &&FaceInfo| face.weight.0 == weight && face.style == style;
                    faces.iter().find(fits)
                };
                let near = |style| has(nearest, style).or(has(400, style));
                let upright = fontdb::Style::Normal;
                let stand_in = near(style)
                    .or_else(|| has(wanted, upright))
                    .or(near(upright));
                if let (None, Some(face)) = (has(wanted, style), stand_in) {
                    let face = FaceInfo {
                        weight: fontdb::Weight(wanted),
                        style,
                        ..face.clone()
                    };
                    db.push_face_info(face.clone());
                    faces.push(face);
                }
            }
        }
    }
}

/// The weights of the interface, each with the one that most fonts have instead.
const WEIGHTS: [(u16, u16); 3] = [(400, 400), (500, 400), (600, 700)];

/// Reads the system's fonts on a thread of its own, so that the window can be opened meanwhile.
/// Call it first thing in `main`.
pub fn warm() {
    let _detached = std::thread::Builder::new().name("fonts".into()).spawn(load);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_has_the_weights_of_the_interface() {
        load();
        load();
        let weights = |name: &str, style| {
            let system = iced::advanced::graphics::text::font_system();
            let mut system = system.write().expect("font system");
            let faces =
                system.raw().db_mut().faces().filter(|face| {
                    face.style == style && face.families.iter().any(|f| f.0 == name)
                });
            let mut weights: Vec<u16> = faces.map(|face| face.weight.0).collect();
            weights.sort_unstable();
            weights.dedup();
            weights
        };
        for (family, wanted) in [
            ("Inter", [400, 500, 600].as_slice()),
            ("Noto Sans Arabic", &[400, 500, 600]),
        ] {
            for style in [fontdb::Style::Normal, fontdb::Style::Italic] {
                let found = weights(family, style);
                let lacks = wanted.iter().find(|weight| !found.contains(weight));
                assert_eq!(lacks, None, "{family} {style:?}: {found:?}");
            }
        }
    }
}
