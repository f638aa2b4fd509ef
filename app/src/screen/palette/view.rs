//! How the palette looks: a field, and below it a list whose marked row Enter takes.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::widget::{Row, column, container, row, text};
use iced::{Center, Fill};

use super::{FIELD, Hit, LIST, MOST, Message, PAGE, State};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{density, size, space, surface, text as words};
use crate::ui::presence;
use crate::widget::catch::catch_keys;
use crate::widget::one_line::one_line;
use crate::widget::virtual_list::{Stick, virtual_list};
use crate::widget::{Element, Role, accessible, focus_button, text_field};
use crate::{font, tr};

/// Edge of what stands before a name.
const FACE: f32 = 28.0;

/// A line of the list in words.
struct Line {
    name: String,
    below: String,
    keys: Option<String>,
}

impl State {
    /// The palette.
    pub fn view<'a>(&'a self, context: Context<'a>) -> Element<'a, Message> {
        let field = text_field(tr!("palette-title"), &self.words)
            .id(FIELD)
            .placeholder(tr!("palette-placeholder"))
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        let field = catch_keys(field, key);
        let count = self.hits.len();
        let list: Element<'a, Message> = match count {
            0 => nothing(self.words.trim()),
            _ => {
                let list = virtual_list(
                    0,
                    count,
                    |index| index,
                    move |index| (index < count).then_some(index),
                    move |index| self.row(index, &context),
                )
                .id(LIST)
                .stick(Stick::Top)
                .on_window(Message::Window);
                accessible(Role::List, tr!("palette-hits"), list).into()
            }
        };
        let said = match u32::try_from(count).unwrap_or(u32::MAX) {
            _ if count >= MOST => tr!("palette-many"),
            count => tr!("palette-count", count = count),
        };
        let foot = text(said.clone()).size(size::CAPTION).style(words::quiet);
        let foot = accessible(Role::Status, said, foot).quiet();
        column![field, container(list).width(Fill).height(Fill), foot]
            .spacing(space::S)
            .into()
    }

    fn row<'a>(&'a self, place: usize, context: &Context<'a>) -> Element<'a, Message> {
        let Some(hit) = self.hits.get(place) else {
            return iced::widget::space().into();
        };
        let Some(line) = line(hit, context) else {
            return iced::widget::space().into();
        };
        let spoken = match &line.keys {
            None => [line.name.as_str(), line.below.as_str()].join(", "),
            Some(keys) => tr!(
                "palette-spoken",
                name = line.name.as_str(),
                about = line.below.as_str(),
                keys = keys.as_str()
            ),
        };
        let name = one_line(line.name).size(size::LIST).font(font::MEDIUM);
        let below = one_line(line.below).size(size::CAPTION).style(words::quiet);
        let mut content: Row<'a, Message> = row![
            sign(hit, context),
            column![name, below].spacing(2.0).width(Fill)
        ]
        .spacing(space::M)
        .align_y(Center);
        if let Some(keys) = line.keys {
            let keys = text(keys).size(size::CAPTION).font(font::MEDIUM);
            let keys = container(keys).padding([2.0, space::S]);
            content = content.push(keys.style(surface::code));
        }
        focus_button(content, spoken)
            .kind(Kind::Row)
            .padding([density::current().row / 2.0, space::M])
            .selected(place == self.marked)
            .on_press(Message::Pressed(place))
            .into()
    }
}

/// What the arrows do while one types.
fn key(key: &Key, modifiers: Modifiers) -> Option<Message> {
    if !modifiers.is_empty() {
        return None;
    }
    Some(Message::Moved(match key {
        Key::Named(Named::ArrowDown) => 1,
        Key::Named(Named::ArrowUp) => -1,
        Key::Named(Named::PageDown) => PAGE,
        Key::Named(Named::PageUp) => -PAGE,
        _ => return None,
    }))
}

/// Whoever or whatever is gone since has no line.
fn line(hit: &Hit, context: &Context<'_>) -> Option<Line> {
    let world = context.world;
    Some(match hit {
        Hit::Conversation(id) => {
            let entry = world.conversation(*id)?;
            let mark = world.mark(entry.account);
            let below = match mark {
                Some(mark) => tr!("sidebar-via", address = mark.account.jid.as_str()),
                None => presence::line(entry),
            };
            Line {
                name: entry.name.clone(),
                below,
                keys: None,
            }
        }
        Hit::Action(action, account) => {
            let account = account.and_then(|id| world.account_by(id));
            let below = match account.filter(|_| world.has_several()) {
                Some(account) => account.jid.to_string(),
                None => action.group().title(),
            };
            Line {
                name: action.title(),
                below,
                keys: action.keys(),
            }
        }
        Hit::Setting(entry) => Line {
            name: entry.title(),
            below: tr!("palette-setting", section = entry.section().title()),
            keys: None,
        },
        Hit::Address(address) => Line {
            name: address.clone(),
            below: tr!("sidebar-add"),
            keys: None,
        },
    })
}

fn sign<'a>(hit: &Hit, context: &Context<'a>) -> Element<'a, Message> {
    let icon = match hit {
        Hit::Conversation(id) => match context.world.conversation(*id) {
            Some(entry) => return presence::face(entry, context.tokens, FACE).into(),
            None => Icon::User,
        },
        Hit::Action(action, _) => action.icon(),
        Hit::Setting(_) => Icon::Settings,
        Hit::Address(_) => Icon::UserPlus,
    };
    container(icon.view().size(18.0)).center(FACE).into()
}

fn nothing<'a>(said: &str) -> Element<'a, Message> {
    let label = tr!("palette-none", words = said);
    let shown = text(label.clone()).size(size::LIST).style(words::quiet);
    container(accessible(Role::Status, label, shown))
        .padding(space::M)
        .into()
}
