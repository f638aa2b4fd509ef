//! Place holders while content loads: the shape of what will be there, standing still.
use super::Element;
use crate::theme::{space, surface};
use iced::widget::{Column, column, container, row, space as gap};
use iced::{Center, Fill, Length};

/// A bar where a line of words will be.
pub fn bar<'a, M: 'a>(width: impl Into<Length>, height: f32) -> Element<'a, M> {
    container(gap().width(Fill).height(height))
        .width(width)
        .style(surface::skeleton)
        .into()
}

/// A disc where an avatar will be.
pub fn disc<'a, M: 'a>(diameter: f32) -> Element<'a, M> {
    container(gap().width(diameter).height(diameter))
        .style(move |theme| {
            let mut style = surface::skeleton(theme);
            style.border.radius = (diameter / 2.0).into();
            style
        })
        .into()
}

/// Rows of a list: an avatar and two lines each.
pub fn rows<'a, M: 'a>(count: usize) -> Element<'a, M> {
    /// Different lengths, so that it looks like words.
    const LENGTHS: [u16; 4] = [7, 5, 8, 6];
    Column::with_children((0..count).map(|i| {
        let length = LENGTHS[i % LENGTHS.len()];
        let rest = 10 - length;
        let line = |part: u16| {
            row![
                bar(Length::FillPortion(part), 10.0),
                gap().width(Length::FillPortion(10 - part))
            ]
        };
        row![
            disc(36.0),
            column![line(rest + 2), line(length)].spacing(space::S)
        ]
        .spacing(space::M)
        .align_y(Center)
        .padding([space::S, space::M])
        .into()
    }))
    .into()
}
