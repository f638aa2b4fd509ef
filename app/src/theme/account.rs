//! The colours that tell accounts apart: eight hues far from each other, each as light as its ground needs
//! it to be seen (3:1). A colour is never all there is: names stand beside it or a tooltip away.
use super::contact::hsluv;
use super::palette::{Tokens, contrast};
use iced::Color;

/// How many colours there are to choose from.
pub const COLOURS: u8 = 8;

/// Blue, amber, green, pink, teal, red, violet, olive: neighbours in the list differ most.
const HUES: [f32; COLOURS as usize] = [250.0, 45.0, 128.0, 330.0, 190.0, 12.0, 280.0, 86.0];

/// Least contrast of a mark with what it stands on.
const VISIBLE: f32 = 3.0;

/// The colour at a place of the palette; places beyond begin anew.
pub fn colour(place: u8, tokens: &Tokens) -> Color {
    /// A mark is small: it may be stronger than the colour of a person.
    const SATURATION: f32 = 85.0;
    let hue = HUES[usize::from(place % COLOURS)];
    let grounds = [
        tokens.window,
        tokens.sidebar,
        tokens.surface,
        tokens.selected,
    ];
    let (mut lightness, step): (f32, f32) = match tokens.dark {
        true => (62.0, 2.0),
        false => (56.0, -2.0),
    };
    loop {
        let colour = hsluv(hue, SATURATION, lightness);
        lightness += step;
        let seen = grounds.iter().all(|on| contrast(colour, *on) >= VISIBLE);
        if seen || !(4.0..=96.0).contains(&lightness) {
            return colour;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::palette::{DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT};

    #[test]
    fn every_colour_can_be_seen_and_told_from_the_next() {
        for tokens in [LIGHT, DARK, HIGH_CONTRAST_LIGHT, HIGH_CONTRAST_DARK] {
            for place in 0..COLOURS {
                let one = colour(place, &tokens);
                for ground in [tokens.sidebar, tokens.surface, tokens.selected] {
                    assert!(contrast(one, ground) >= VISIBLE, "{place} {one:?}");
                }
                let next = colour(place + 1, &tokens);
                let apart =
                    (one.r - next.r).abs() + (one.g - next.g).abs() + (one.b - next.b).abs();
                assert!(apart > 0.4, "{place}: {one:?} {next:?}");
            }
            assert_eq!(colour(COLOURS, &tokens), colour(0, &tokens));
        }
    }
}
