//! The button that sends what is written, and beside it what else can become of it: to be said later.

use iced::Center;
use iced::widget::{container, row};
use waxwing_core::Timestamp;

use super::Message;
use crate::action::Action as Deed;
use crate::icon::Icon;
use crate::theme::HIT_TARGET;
use crate::theme::button::Kind;
use crate::widget::context_menu::{Item, action, context_menu, menu_button};
use crate::widget::{Element, icon_button};
use crate::{format, moment, tr, ui};

/// Where the one button stands that records, there is room for both that send: nothing moves with the
/// first letter.
pub(super) const ROOM: f32 = 2.0 * HIT_TARGET;

/// How large the sign is that leads to more.
const SIGN: f32 = 14.0;

/// Sends, or offers to say it later. `now` is given where what is written can wait.
pub(super) fn view<'a>(now: Option<Timestamp>) -> Element<'a, Message> {
    let send = icon_button(Icon::Send, tr!("composer-send"))
        .kind(Kind::Primary)
        .on_press(Message::SendPressed);
    let send = context_menu(send, move || times(now));
    // As wide as what other buttons show.
    let sign = container(Icon::ChevronDown.view().size(SIGN)).center(crate::theme::size::TITLE);
    let more = menu_button(sign, tr!("composer-send-more"), move || times(now));
    row![send, more].align_y(Center).into()
}

/// The times that people name, and one of one's own.
fn times(now: Option<Timestamp>) -> Vec<Item<Message>> {
    let own = ui::menu::entry(Deed::SendLater, Message::PlanPressed);
    let Some(now) = now else {
        return vec![disabled(own)];
    };
    let presets = moment::presets(now).into_iter().map(|(preset, at)| {
        let when = format::upcoming(at, now);
        let label = [preset.title(), when].join(&tr!("separator"));
        let line = action(label, Message::Planned(at)).icon(Icon::Clock);
        Item::from(line)
    });
    presets.chain([Item::Separator, own]).collect()
}

fn disabled(item: Item<Message>) -> Item<Message> {
    match item {
        Item::Action(line) => line.enabled(false).into(),
        Item::Separator => Item::Separator,
    }
}
