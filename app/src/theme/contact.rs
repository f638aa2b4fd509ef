//! The colour of a person: XEP-0392 (Consistent Color Generation) §5.1 and §5.2, so that a contact looks
//! the same in every client, with the lightness moved until the colour can be read on our ground.
use super::palette::{Tokens, contrast};
use iced::Color;
use sha1::{Digest, Sha1};

/// The hue of an identifier in degrees, XEP-0392 §5.1.
pub fn hue(identifier: &str) -> f32 {
    let digest = Sha1::digest(identifier.as_bytes());
    let low = u16::from_le_bytes([digest[0], digest[1]]);
    f32::from(low) / 65536.0 * 360.0
}

/// The colour of `identifier` (a bare address, or a nick in a group) as text on the grounds of `tokens`.
pub fn colour(identifier: &str, tokens: &Tokens) -> Color {
    let grounds = [tokens.window, tokens.sidebar, tokens.other_bubble];
    let readable = |color: Color| {
        grounds
            .iter()
            .all(|g| contrast(color, *g) >= tokens.readable)
    };
    adjusted(hue(identifier), tokens.dark, readable)
}

/// The colour of the disc behind an initial drawn in [`Tokens::window`]'s opposite.
pub fn disc(identifier: &str, tokens: &Tokens) -> Color {
    let letter = letter(tokens);
    adjusted(hue(identifier), tokens.dark, |c| {
        contrast(c, letter) >= tokens.readable
    })
}

/// The colour of the initial on a [`disc`].
pub fn letter(tokens: &Tokens) -> Color {
    if tokens.dark {
        tokens.window
    } else {
        tokens.surface
    }
}

/// The ground of a group of digits that are compared, under [`ink`]. So light and so strong that hues stay
/// apart: dark enough for white letters, a quarter of the circle would be brown.
pub fn block(digits: &str, tokens: &Tokens) -> Color {
    ground(hue(digits), tokens)
}

fn ground(hue: f32, tokens: &Tokens) -> Color {
    const SATURATION: f32 = 95.0;
    let lightness = if tokens.dark { 73.0 } else { 77.0 };
    hsluv(hue, SATURATION, lightness)
}

/// The colour of the digits on a [`block`].
pub fn ink(tokens: &Tokens) -> Color {
    match tokens.dark {
        true => tokens.window,
        false => tokens.text,
    }
}

/// Walks the lightness away from the ground until `readable`.
fn adjusted(hue: f32, dark: bool, readable: impl Fn(Color) -> bool) -> Color {
    /// Less than full saturation: a list of pure colours shouts.
    const SATURATION: f32 = 72.0;
    let mut lightness: f32 = if dark { 68.0 } else { 52.0 };
    let step = if dark { 2.0 } else { -2.0 };
    loop {
        let color = hsluv(hue, SATURATION, lightness);
        lightness += step;
        if readable(color) || !(4.0..=96.0).contains(&lightness) {
            return color;
        }
    }
}

/// `hsluvToRgb` of HSLuv revision 4: hue in degrees, saturation and lightness in percent.
pub fn hsluv(hue: f32, saturation: f32, lightness: f32) -> Color {
    let (hue, lightness) = (f64::from(hue), f64::from(lightness));
    let chroma = max_chroma(lightness, hue) / 100.0 * f64::from(saturation);
    let (u, v) = (
        chroma * hue.to_radians().cos(),
        chroma * hue.to_radians().sin(),
    );
    let [x, y, z] = luv_to_xyz(lightness, u, v);
    let channel = |row: &[f64; 3]| gamma(row[0] * x + row[1] * y + row[2] * z);
    let [r, g, b] = [channel(&M[0]), channel(&M[1]), channel(&M[2])];
    Color::from_rgb(r, g, b)
}

const M: [[f64; 3]; 3] = [
    [3.240969941904521, -1.537383177570093, -0.498610760293],
    [-0.96924363628087, 1.87596750150772, 0.041555057407175],
    [0.055630079696993, -0.20397695888897, 1.056971514242878],
];
const REF_U: f64 = 0.19783000664283;
const REF_V: f64 = 0.46831999493879;
const KAPPA: f64 = 903.2962962;
const EPSILON: f64 = 0.0088564516;

/// The largest chroma inside the sRGB cube at this lightness and hue.
fn max_chroma(lightness: f64, hue: f64) -> f64 {
    let sub1 = (lightness + 16.0).powi(3) / 1_560_896.0;
    let sub2 = if sub1 > EPSILON {
        sub1
    } else {
        lightness / KAPPA
    };
    let (sin, cos) = hue.to_radians().sin_cos();
    let mut least = f64::MAX;
    for [m1, m2, m3] in M {
        for t in [0.0, 1.0] {
            let top1 = (284_517.0 * m1 - 94_839.0 * m3) * sub2;
            let top2 = (838_422.0 * m3 + 769_860.0 * m2 + 731_718.0 * m1) * lightness * sub2
                - 769_860.0 * t * lightness;
            let bottom = (632_260.0 * m3 - 126_452.0 * m2) * sub2 + 126_452.0 * t;
            let (slope, intercept) = (top1 / bottom, top2 / bottom);
            let length = intercept / (sin - slope * cos);
            if length >= 0.0 {
                least = least.min(length);
            }
        }
    }
    least
}

fn luv_to_xyz(lightness: f64, u: f64, v: f64) -> [f64; 3] {
    if lightness <= 0.0 {
        return [0.0; 3];
    }
    let var_u = u / (13.0 * lightness) + REF_U;
    let var_v = v / (13.0 * lightness) + REF_V;
    let y = if lightness <= 8.0 {
        lightness / KAPPA
    } else {
        ((lightness + 16.0) / 116.0).powi(3)
    };
    let x = -(9.0 * y * var_u) / ((var_u - 4.0) * var_v - var_u * var_v);
    let z = (9.0 * y - 15.0 * var_v * y - var_v * x) / (3.0 * var_v);
    [x, y, z]
}

fn gamma(linear: f64) -> f32 {
    let encoded = if linear <= 0.0031308 {
        12.92 * linear
    } else {
        1.055 * linear.powf(1.0 / 2.4) - 0.055
    };
    encoded.clamp(0.0, 1.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::palette::{DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT};

    /// XEP-0392 "Test Vectors": identifier, angle, red, green, blue.
    const VECTORS: [(&str, f32, [f32; 3]); 5] = [
        ("Romeo", 327.255_25, [0.865, 0.000, 0.686]),
        ("juliet@capulet.lit", 209.410_4, [0.000, 0.515, 0.573]),
        ("😺", 331.199_34, [0.872, 0.000, 0.659]),
        ("council", 359.994_5, [0.918, 0.000, 0.394]),
        ("Board", 171.430_66, [0.000, 0.527, 0.457]),
    ];

    #[test]
    fn hues_are_those_of_the_specification() {
        for (text, angle, _) in VECTORS {
            assert!((hue(text) - angle).abs() < 0.001, "{text}: {}", hue(text));
        }
    }

    #[test]
    fn colours_are_those_of_the_specification() {
        for (text, _, [r, g, b]) in VECTORS {
            let c = hsluv(hue(text), 100.0, 50.0);
            let near = |a: f32, b: f32| (a - b).abs() < 0.001;
            assert!(
                near(c.r, r) && near(c.g, g) && near(c.b, b),
                "{text}: {c:?}"
            );
        }
    }

    /// How far two colours are apart for the eye, roughly (the weights of "redmean"); 765 at most.
    fn apart(a: Color, b: Color) -> f32 {
        let red = (a.r + b.r) / 2.0;
        let [r, g, b] = [a.r - b.r, a.g - b.g, a.b - b.b].map(|one| one * 255.0);
        ((2.0 + red) * r * r + 4.0 * g * g + (3.0 - red) * b * b).sqrt()
    }

    #[test]
    fn groups_of_digits_differ_at_every_hue_and_can_be_read() {
        for tokens in [LIGHT, DARK, HIGH_CONTRAST_LIGHT, HIGH_CONTRAST_DARK] {
            for step in 0_u8..72 {
                let hue = f32::from(step) * 5.0;
                let here = ground(hue, &tokens);
                let apart = apart(here, ground(hue + 30.0, &tokens));
                assert!(apart > 45.0, "{hue}: {apart}");
                assert!(contrast(here, ink(&tokens)) >= tokens.readable, "{hue}");
            }
        }
    }

    #[test]
    fn names_and_initials_can_be_read_at_every_hue() {
        for tokens in [LIGHT, DARK, HIGH_CONTRAST_LIGHT, HIGH_CONTRAST_DARK] {
            for n in 0..180 {
                let who = format!("person{n}@example.org");
                let name = colour(&who, &tokens);
                assert!(
                    contrast(name, tokens.window) >= tokens.readable,
                    "{who} {name:?}"
                );
                assert!(
                    contrast(name, tokens.sidebar) >= tokens.readable,
                    "{who} {name:?}"
                );
                assert!(contrast(disc(&who, &tokens), letter(&tokens)) >= tokens.readable);
            }
        }
    }
}
