//! The waxwing on the sign-in page and wherever nothing else is to see.

use iced::widget::image;

use crate::icon;
use crate::widget::Element;

/// The bird, so many pixels in either direction. Nothing for screen readers: it decorates.
pub fn view<'a, M: 'a>(edge: u16) -> Element<'a, M> {
    image(icon::bird_picture(u32::from(edge) * 2))
        .width(f32::from(edge))
        .height(f32::from(edge))
        .into()
}
