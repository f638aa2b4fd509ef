//! A key as people compare it: groups of digits, each with a colour of its own (XEP-0392), so that a
//! difference is seen before it is read.

use iced::widget::{Row, container, text};
use iced::{Border, Theme};

use crate::screen::Context;
use crate::theme::{contact, radius, size, space};
use crate::widget::{Element, Role, accessible, direction};
use crate::{font, tr};

/// So many digits stand together (XEP-0384 §8).
const GROUP: usize = 8;

/// The groups of a key.
fn groups(fingerprint: &str) -> Vec<String> {
    let digits: Vec<char> = fingerprint.chars().collect();
    let groups = digits.chunks(GROUP);
    groups.map(|group| group.iter().collect()).collect()
}

/// The key as blocks, four in a row where there is room.
pub fn fingerprint<'a, M: 'a>(key: &str, context: &Context<'a>) -> Element<'a, M> {
    let groups = groups(key);
    let said = tr!("keys-fingerprint", groups = groups.join(" "));
    let tokens = context.tokens;
    let blocks = groups.into_iter().map(|group| {
        let ground = contact::block(&group, tokens);
        let letters = contact::ink(tokens);
        let digits = text(group).size(size::CAPTION).font(font::MONO);
        container(digits)
            .padding([space::XS, 5.0])
            .style(move |_: &Theme| container::Style {
                text_color: Some(letters),
                background: Some(ground.into()),
                border: Border {
                    radius: (radius::CONTROL - 2.0).into(),
                    ..Border::default()
                },
                ..container::Style::default()
            })
            .into()
    });
    let blocks = Row::with_children(blocks).spacing(space::XS);
    let blocks = container(blocks.wrap().vertical_spacing(space::XS)).max_width(4.0 * 72.0);
    // Everybody reads them in the same order.
    accessible(Role::Label, said, direction::fixed(blocks)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_eight_groups_of_eight() {
        let key = "0123456789abcdef".repeat(4);
        let groups = groups(&key);
        assert_eq!(groups.len(), 8);
        assert!(groups.iter().all(|group| group.len() == 8), "{groups:?}");
        assert_eq!(groups.concat(), key);
    }
}
