//! The bar above the composer while somebody has a device that nobody has decided about.

use iced::widget::{container, row, text};
use iced::{Center, Fill};
use waxwing_core::model::{Conversation, Mode};

use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{Tokens, radius, size, space};
use crate::tr;
use crate::ui::timeline;
use crate::widget::{Element, Role, accessible, focus_button, one_line, text_button};

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
    let (sign, said) = match (changed, entry.room.is_some()) {
        (true, _) => (Icon::Warning, tr!("banner-changed", name = name)),
        (false, true) => (Icon::Help, tr!("banner-undecided-group")),
        (false, false) => (Icon::Help, tr!("banner-undecided", name = name)),
    };
    let sign = container(sign.view().size(20.0)).style(|theme: &iced::Theme| container::Style {
        text_color: Some(Tokens::of(theme).attention),
        ..container::Style::default()
    });
    if context.tight {
        // One line that can be pressed: there is no room for more, and the keys say the rest.
        let shown = one_line(said.clone()).size(size::LIST).width(Fill);
        let line = row![sign, shown].spacing(space::S).align_y(Center);
        return focus_button(line, said)
            .kind(Kind::Secondary)
            .role(Role::Button)
            .width(Fill)
            .on_press(press)
            .into();
    }
    let shown = text(said.clone()).size(size::LIST);
    let role = if changed { Role::Alert } else { Role::Status };
    let words = row![sign, container(shown).width(Fill)]
        .spacing(space::M)
        .align_y(Center);
    let words = container(accessible(role, said, words)).width(Fill);
    let look = text_button(tr!("banner-look")).on_press(press);
    let line = row![words, look].spacing(space::M).align_y(Center);
    let panel = container(line)
        .width(Fill)
        .padding([space::S, space::M])
        .style(move |theme| ground(theme, changed));
    container(panel)
        .max_width(timeline::WIDEST)
        .padding([space::S, space::L])
        .into()
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
