//! The bar above the composer while somebody has a device that nobody has decided about.

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::model::{Conversation, Mode, Room};

use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, size, space, text as words};
use crate::ui::timeline;
use crate::widget::{Element, Role, accessible, focus_button, one_line, text_button};
use crate::{font, tr};

/// The bar; nothing while all is decided. `press` leads to the keys.
pub(super) fn bar<'a, M: Clone + 'a>(
    entry: &Conversation,
    context: &Context<'_>,
    press: M,
) -> Element<'a, M> {
    let told = &entry.encryption;
    if told.undecided == 0 || matches!(told.mode, Mode::Off | Mode::Impossible) {
        return iced::widget::space().into();
    }
    let name = entry.name.as_str();
    let changed = context.world.has_changed_key(entry.account, &entry.jid);
    let (sign, title) = match (changed, &entry.room) {
        (true, _) => (Icon::Warning, tr!("banner-changed", name = name)),
        (false, Some(room)) => (Icon::Help, in_group(entry, room, context)),
        (false, None) => (Icon::Help, tr!("banner-undecided", name = name)),
    };
    let detail = match changed {
        true => tr!("banner-changed-detail"),
        false => tr!("banner-undecided-detail"),
    };
    let said = tr!(
        "banner-spoken",
        title = title.as_str(),
        detail = detail.as_str()
    );
    let sign = container(sign.view().size(20.0)).style(|theme: &iced::Theme| container::Style {
        text_color: Some(Tokens::of(theme).attention),
        ..container::Style::default()
    });
    if context.tight {
        // One line that can be pressed: there is no room for more, and the keys say the rest.
        let shown = one_line(title).size(size::LIST).width(Fill);
        let line = row![sign, shown].spacing(space::S).align_y(Center);
        return focus_button(line, said)
            .kind(Kind::Secondary)
            .role(Role::Button)
            .width(Fill)
            .on_press(press)
            .into();
    }
    // Two lines of their own: a text that is a word too long for one looks like an accident.
    let shown = column![
        text(title).size(size::LIST).font(font::MEDIUM),
        text(detail).size(size::CAPTION).style(words::quiet)
    ]
    .spacing(2.0);
    let role = if changed { Role::Alert } else { Role::Status };
    let told = row![sign, container(shown).width(Fill)]
        .spacing(space::M)
        .align_y(Center);
    let told = container(accessible(role, said, told)).width(Fill);
    let look = text_button(tr!("banner-look")).on_press(press);
    // Beside each other only where the words have room.
    let line: Element<'a, M> = match context.narrow {
        true => column![told, container(look).align_right(Fill)]
            .spacing(space::S)
            .into(),
        false => row![told, look].spacing(space::M).align_y(Center).into(),
    };
    let panel = container(line)
        .width(Fill)
        .padding([space::S, space::M])
        .style(move |theme| ground(theme, changed));
    container(panel)
        .max_width(timeline::WIDEST)
        .padding([space::S, space::L])
        .into()
}

/// Who of a group has a new device, as far as that was told.
fn in_group(entry: &Conversation, room: &Room, context: &Context<'_>) -> String {
    let world = context.world;
    let members = room.members.iter().map(|member| &member.jid);
    let fresh = members.filter(|jid| world.has_new_device(entry.account, jid));
    let names: Vec<&str> = fresh.map(|jid| world.name_of(entry.account, jid)).collect();
    match names.as_slice() {
        [] => tr!("banner-undecided-group"),
        [one] => tr!("banner-undecided", name = *one),
        [one, other] => tr!("banner-undecided-two", one = *one, other = *other),
        several => {
            let count = u32::try_from(several.len()).unwrap_or(u32::MAX);
            tr!("banner-undecided-several", count = count)
        }
    }
}

fn ground(theme: &iced::Theme, changed: bool) -> container::Style {
    let tokens = Tokens::of(theme);
    container::Style {
        text_color: Some(tokens.text),
        background: Some(tokens.surface.into()),
        border: iced::Border {
            color: match changed {
                true => tokens.attention,
                false => tokens.border,
            },
            width: if changed { 2.0 } else { 1.0 },
            radius: radius::BUBBLE.into(),
        },
        ..container::Style::default()
    }
}
