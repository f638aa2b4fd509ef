//! The look: four palettes as iced themes, the measures every view uses, one file of styles per widget.
//!
//! iced's own theme type is kept, so third-party widgets stay usable; what it cannot name (bubbles, quiet
//! text, the focus ring) is reached with [`Tokens::of`].
pub mod account;
pub mod button;
pub mod contact;
pub mod density;
pub mod editor;
pub mod input;
pub mod list;
pub mod palette;
pub mod surface;
pub mod text;

use iced::Theme;
use iced::theme::{Base as _, Palette, palette::Extended};

pub use palette::Tokens;

/// Distances between and inside things, in logical pixels.
pub mod space {
    pub const XS: f32 = 4.0;
    pub const S: f32 = 8.0;
    pub const M: f32 = 12.0;
    pub const L: f32 = 16.0;
    pub const XL: f32 = 24.0;
    pub const XXL: f32 = 32.0;
}

/// Corner radii.
pub mod radius {
    pub const CONTROL: f32 = 6.0;
    pub const BUBBLE: f32 = 12.0;
    pub const PILL: f32 = 999.0;
}

/// Type sizes.
pub mod size {
    pub const CAPTION: f32 = 12.0;
    pub const LIST: f32 = 14.0;
    pub const MESSAGE: f32 = 15.0;
    pub const TITLE: f32 = 18.0;
    pub const WELCOME: f32 = 24.0;
}

/// Line height of running text, as a factor of its size.
pub const LINE_HEIGHT: f32 = 1.4;
/// No control is smaller than this in either direction.
pub const HIT_TARGET: f32 = 32.0;
/// The same for the comfortable density and for touch.
pub const HIT_TARGET_COMFORTABLE: f32 = 44.0;
/// Width of the focus ring.
pub const RING: f32 = 2.0;
/// Fades and slides; never used when motion is off.
pub const MOTION: std::time::Duration = std::time::Duration::from_millis(140);

/// The theme of these properties.
pub fn of(dark: bool, contrast: bool) -> Theme {
    match (dark, contrast) {
        (false, false) => light(),
        (true, false) => self::dark(),
        (false, true) => high_contrast_light(),
        (true, true) => high_contrast_dark(),
    }
}

/// Dark on light.
pub fn light() -> Theme {
    custom(LIGHT, &palette::LIGHT)
}

/// Light on dark.
pub fn dark() -> Theme {
    custom(DARK, &palette::DARK)
}

/// Dark on light for people who need more contrast.
pub fn high_contrast_light() -> Theme {
    custom(HIGH_CONTRAST_LIGHT, &palette::HIGH_CONTRAST_LIGHT)
}

/// Light on dark for people who need more contrast.
pub fn high_contrast_dark() -> Theme {
    custom(HIGH_CONTRAST_DARK, &palette::HIGH_CONTRAST_DARK)
}

const LIGHT: &str = "Waxwing light";
const DARK: &str = "Waxwing dark";
const HIGH_CONTRAST_LIGHT: &str = "Waxwing high contrast light";
const HIGH_CONTRAST_DARK: &str = "Waxwing high contrast dark";

impl Tokens {
    /// The colours of these properties.
    pub fn with(dark: bool, contrast: bool) -> &'static Self {
        match (dark, contrast) {
            (false, false) => &palette::LIGHT,
            (true, false) => &palette::DARK,
            (false, true) => &palette::HIGH_CONTRAST_LIGHT,
            (true, true) => &palette::HIGH_CONTRAST_DARK,
        }
    }

    /// The colours behind `theme`; a foreign theme gets ours of the same darkness.
    pub fn of(theme: &Theme) -> &'static Self {
        match theme.name() {
            LIGHT => &palette::LIGHT,
            DARK => &palette::DARK,
            HIGH_CONTRAST_LIGHT => &palette::HIGH_CONTRAST_LIGHT,
            HIGH_CONTRAST_DARK => &palette::HIGH_CONTRAST_DARK,
            _ if theme.extended_palette().is_dark => &palette::DARK,
            _ => &palette::LIGHT,
        }
    }
}

fn custom(name: &'static str, tokens: &Tokens) -> Theme {
    let palette = Palette {
        background: tokens.window,
        text: tokens.text,
        primary: tokens.accent,
        success: tokens.success,
        warning: tokens.attention,
        danger: tokens.danger,
    };
    Theme::custom_with_fn(name, palette, |palette| {
        let mut extended = Extended::generate(palette);
        extended.primary.base.text = tokens.on_accent;
        extended
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_finds_its_own_tokens() {
        assert_eq!(Tokens::of(&light()), &palette::LIGHT);
        assert_eq!(Tokens::of(&dark()), &palette::DARK);
        assert_eq!(
            Tokens::of(&high_contrast_light()),
            &palette::HIGH_CONTRAST_LIGHT
        );
        assert_eq!(
            Tokens::of(&high_contrast_dark()),
            &palette::HIGH_CONTRAST_DARK
        );
    }

    #[test]
    fn a_foreign_theme_keeps_its_darkness() {
        assert_eq!(Tokens::of(&Theme::Nord), &palette::DARK);
        assert_eq!(Tokens::of(&Theme::SolarizedLight), &palette::LIGHT);
    }

    #[test]
    fn the_system_sees_which_theme_is_dark() {
        assert_eq!(dark().mode(), iced::theme::Mode::Dark);
        assert_eq!(light().mode(), iced::theme::Mode::Light);
    }
}
