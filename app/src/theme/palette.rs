//! Every colour of the application, and the proof that they can be read.
//!
//! The waxwing is a warm grey bird with a yellow tail band and red wax drops on its wings: warm neutrals,
//! a cinnamon accent, yellow for what wants attention.
use iced::{Color, color};

/// The named colours of one palette.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tokens {
    pub dark: bool,
    /// Least contrast of words with their ground.
    pub readable: f32,
    /// Behind everything.
    pub window: Color,
    pub sidebar: Color,
    /// Cards, dialogs, menus, fields.
    pub surface: Color,
    pub text: Color,
    /// Times, hints, states: still readable, but second.
    pub quiet: Color,
    /// Hairlines that only divide.
    pub border: Color,
    /// Outlines that make a control recognisable (3:1).
    pub control: Color,
    pub accent: Color,
    pub on_accent: Color,
    pub own_bubble: Color,
    pub other_bubble: Color,
    pub attention: Color,
    pub success: Color,
    pub danger: Color,
    pub on_danger: Color,
    /// Under the pointer.
    pub hover: Color,
    /// Held down.
    pub pressed: Color,
    /// The chosen row of a list.
    pub selected: Color,
    /// Behind selected text.
    pub selection: Color,
    /// Behind our own name, where somebody writes it.
    pub mention: Color,
    /// Behind code.
    pub code: Color,
    /// Place holders while something loads.
    pub skeleton: Color,
    /// Over the window, under a dialog.
    pub scrim: Color,
    /// The thumb of a scrollbar.
    pub thumb: Color,
}

pub const LIGHT: Tokens = Tokens {
    dark: false,
    readable: 4.5,
    window: color!(0xFBFAF8),
    sidebar: color!(0xF3F1ED),
    surface: color!(0xFFFFFF),
    text: color!(0x1F1D1A),
    quiet: color!(0x6B665F),
    border: color!(0xE4E0D9),
    control: color!(0x8C857B),
    accent: color!(0xB4472E),
    on_accent: color!(0xFFFFFF),
    own_bubble: color!(0xF6E3DA),
    other_bubble: color!(0xFFFFFF),
    attention: color!(0xB98500),
    success: color!(0x2E7D4F),
    danger: color!(0xB3261E),
    on_danger: color!(0xFFFFFF),
    hover: color!(0x1F1D1A, 0.05),
    pressed: color!(0x1F1D1A, 0.10),
    selected: color!(0xF6E5DC),
    selection: color!(0xEBB8A4),
    mention: color!(0xB98500, 0.22),
    code: color!(0x1F1D1A, 0.06),
    skeleton: color!(0x1F1D1A, 0.08),
    scrim: color!(0x1F1D1A, 0.40),
    thumb: color!(0x1F1D1A, 0.35),
};

pub const DARK: Tokens = Tokens {
    dark: true,
    readable: 4.5,
    window: color!(0x161513),
    sidebar: color!(0x1A1816),
    surface: color!(0x211F1C),
    text: color!(0xF1EEE9),
    quiet: color!(0xA8A29A),
    border: color!(0x34312D),
    control: color!(0x7D766D),
    accent: color!(0xF0936B),
    on_accent: color!(0x1B1210),
    own_bubble: color!(0x3B2A22),
    other_bubble: color!(0x262320),
    attention: color!(0xE9C04A),
    success: color!(0x7CC799),
    danger: color!(0xF2867E),
    on_danger: color!(0x1B1210),
    hover: color!(0xF1EEE9, 0.06),
    pressed: color!(0xF1EEE9, 0.11),
    selected: color!(0x36261F),
    selection: color!(0x70402B),
    mention: color!(0xE9C04A, 0.22),
    code: color!(0xF1EEE9, 0.08),
    skeleton: color!(0xF1EEE9, 0.09),
    scrim: color!(0x000000, 0.55),
    thumb: color!(0xF1EEE9, 0.35),
};

pub const HIGH_CONTRAST_LIGHT: Tokens = Tokens {
    dark: false,
    readable: 7.0,
    window: color!(0xFFFFFF),
    sidebar: color!(0xFFFFFF),
    surface: color!(0xFFFFFF),
    text: color!(0x000000),
    quiet: color!(0x3A3733),
    border: color!(0x55504A),
    control: color!(0x2A2825),
    accent: color!(0x8A2B15),
    on_accent: color!(0xFFFFFF),
    own_bubble: color!(0xFBEEE7),
    other_bubble: color!(0xFFFFFF),
    attention: color!(0x6E4E00),
    success: color!(0x12552F),
    danger: color!(0x8C0F09),
    on_danger: color!(0xFFFFFF),
    hover: color!(0x000000, 0.08),
    pressed: color!(0x000000, 0.16),
    selected: color!(0xF6DDD1),
    selection: color!(0xEBB8A4),
    mention: color!(0x6E4E00, 0.22),
    code: color!(0x000000, 0.07),
    skeleton: color!(0x000000, 0.12),
    scrim: color!(0x000000, 0.60),
    thumb: color!(0x000000, 0.60),
};

pub const HIGH_CONTRAST_DARK: Tokens = Tokens {
    dark: true,
    readable: 7.0,
    window: color!(0x000000),
    sidebar: color!(0x000000),
    surface: color!(0x0B0A09),
    text: color!(0xFFFFFF),
    quiet: color!(0xD6D1CA),
    border: color!(0xA39C93),
    control: color!(0xE0DBD3),
    accent: color!(0xFFB090),
    on_accent: color!(0x000000),
    own_bubble: color!(0x2B1B14),
    other_bubble: color!(0x0B0A09),
    attention: color!(0xFFDB70),
    success: color!(0x9FE3B8),
    danger: color!(0xFFB0AA),
    on_danger: color!(0x000000),
    hover: color!(0xFFFFFF, 0.12),
    pressed: color!(0xFFFFFF, 0.22),
    selected: color!(0x3A2419),
    selection: color!(0x7A4630),
    mention: color!(0xFFDB70, 0.22),
    code: color!(0xFFFFFF, 0.14),
    skeleton: color!(0xFFFFFF, 0.18),
    scrim: color!(0x000000, 0.75),
    thumb: color!(0xFFFFFF, 0.60),
};

/// WCAG 2.2 relative luminance of an opaque colour.
pub fn luminance(color: Color) -> f32 {
    let [r, g, b, _] = color.into_linear();
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// WCAG 2.2 contrast ratio of two opaque colours, 1 to 21.
pub fn contrast(a: Color, b: Color) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, Tokens); 4] = [
        ("light", LIGHT),
        ("dark", DARK),
        ("high contrast light", HIGH_CONTRAST_LIGHT),
        ("high contrast dark", HIGH_CONTRAST_DARK),
    ];

    fn over(top: Color, bottom: Color) -> Color {
        let mix = |t: f32, b: f32| t * top.a + b * (1.0 - top.a);
        Color::from_rgb(
            mix(top.r, bottom.r),
            mix(top.g, bottom.g),
            mix(top.b, bottom.b),
        )
    }

    fn require(palette: &str, what: &str, ratio: f32, least: f32) {
        assert!(
            ratio >= least,
            "{palette}: {what} has {ratio:.2}:1, needs {least}:1"
        );
    }

    #[test]
    fn words_can_be_read_wherever_they_stand() {
        for (name, t) in ALL {
            let grounds = [
                ("window", t.window),
                ("sidebar", t.sidebar),
                ("surface", t.surface),
                ("own bubble", t.own_bubble),
                ("other bubble", t.other_bubble),
                ("selected row", t.selected),
                ("hovered row", over(t.hover, t.sidebar)),
                ("code in own bubble", over(t.code, t.own_bubble)),
                ("a name in their bubble", over(t.mention, t.other_bubble)),
                ("a name in our bubble", over(t.mention, t.own_bubble)),
            ];
            for (ground, colour) in grounds {
                require(name, ground, contrast(t.text, colour), t.readable);
                if !ground.starts_with("code") && !ground.starts_with("a name") {
                    require(name, ground, contrast(t.quiet, colour), t.readable);
                }
            }
            require(name, "selection", contrast(t.text, t.selection), t.readable);
            require(
                name,
                "on accent",
                contrast(t.on_accent, t.accent),
                t.readable,
            );
            require(
                name,
                "on danger",
                contrast(t.on_danger, t.danger),
                t.readable,
            );
        }
    }

    #[test]
    fn links_errors_and_success_can_be_read() {
        for (name, t) in ALL {
            for (what, colour) in [("accent", t.accent), ("danger", t.danger)] {
                for ground in [t.window, t.sidebar, t.surface] {
                    require(name, what, contrast(colour, ground), t.readable);
                }
            }
            require(
                name,
                "link, own",
                contrast(t.accent, t.own_bubble),
                t.readable - 0.2,
            );
            require(name, "success", contrast(t.success, t.surface), t.readable);
        }
    }

    #[test]
    fn controls_and_signs_can_be_seen() {
        for (name, t) in ALL {
            let high = t.readable >= 7.0;
            assert_eq!(high, name.starts_with("high"));
            for ground in [t.window, t.sidebar, t.surface] {
                let least = if high { 4.5 } else { 3.0 };
                require(name, "control", contrast(t.control, ground), least);
                require(name, "ring", contrast(t.accent, ground), 3.0);
                require(name, "success dot", contrast(t.success, ground), 3.0);
            }
            require(name, "attention", contrast(t.attention, t.surface), 3.0);
        }
    }
}
