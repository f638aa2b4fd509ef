//! How the list of conversations looks.

use iced::widget::{Column, column, container, row, text, text_input};
use iced::{Center, Fill};
use waxwing_core::ConversationId;
use waxwing_core::model::{ChatState, Conversation};

use super::lines::{Heading, Key, Line};
use super::{FILTER, LIST, Message, State, preview};
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::chat::conversation::view::{contact_items, is_unread};
use crate::theme::button::Kind;
use crate::theme::{density, input, size, space, text as words};
use crate::ui::presence;
use crate::widget::context_menu::context_menu;
use crate::widget::one_line::one_line;
use crate::widget::pill::{Tone, dot, pill};
use crate::widget::virtual_list::{Stick, virtual_list};
use crate::widget::{Element, Role, accessible, direction, field, focus, focus_button, skeleton};
use crate::{font, format, tr};

/// So many rows are drawn while the stored list is read.
const SKELETONS: usize = 8;
/// The width of the sign before the name of a group.
const HEADING_SIGN: f32 = 16.0;

impl State {
    /// The filter.
    pub fn filter<'a>(&'a self) -> Element<'a, Message> {
        let line = text_input(&tr!("sidebar-filter"), &self.filter)
            .id(FILTER)
            .on_input(Message::Filtered)
            .on_submit(Message::Submitted)
            .size(size::LIST)
            .align_x(direction::side_of(&self.filter))
            .padding([space::S, space::M])
            .icon(text_input::Icon {
                font: font::ICONS,
                code_point: Icon::Search.code_point(),
                size: Some(16.0.into()),
                spacing: space::S,
                side: text_input::Side::Left,
            })
            .style(input::field);
        field(Role::SearchField, tr!("sidebar-filter"), &self.filter, line)
            .on_value(Message::Filtered)
            .into()
    }

    /// The rows.
    pub fn list<'a>(
        &'a self,
        open: Option<ConversationId>,
        context: Context<'a>,
    ) -> Element<'a, Message> {
        if !context.world.is_ready() && context.world.order().is_empty() {
            return skeleton::rows(SKELETONS);
        }
        let lines = self.lines(&context);
        if lines.is_empty() {
            return nothing(self.filter.trim());
        }
        let keys: Vec<Key> = lines.iter().map(Line::key).collect();
        let places: std::collections::HashMap<Key, usize> = keys
            .iter()
            .enumerate()
            .map(|(place, key)| (*key, place))
            .collect();
        let count = lines.len();
        let marked = self.marked.filter(|_| !self.filter.is_empty());
        let list = virtual_list(
            0,
            count,
            move |index| keys[index],
            move |key| places.get(&key).copied(),
            move |index| {
                let id = match &lines[index] {
                    Line::Heading(heading) => return heading_row(heading),
                    Line::Contact(_, id) => *id,
                };
                let Some(entry) = context.world.conversation(id) else {
                    return iced::widget::space().into();
                };
                let chosen = marked.unwrap_or(open.unwrap_or(ConversationId(0)));
                entry_row(entry, chosen == entry.id, &context)
            },
        )
        .id(LIST)
        .stick(Stick::Top)
        .on_window(Message::Window);
        accessible(Role::List, tr!("sidebar-list"), focus::roving(list)).into()
    }
}

fn nothing<'a>(filter: &str) -> Element<'a, Message> {
    if filter.is_empty() {
        return iced::widget::space().into();
    }
    let label = tr!("sidebar-no-match", words = filter);
    let shown = text(label.clone()).size(size::LIST).style(words::quiet);
    container(accessible(Role::Status, label, shown))
        .padding(space::L)
        .width(Fill)
        .into()
}

/// The name of a group, which folds it.
fn heading_row<'a>(heading: &Heading<'a>) -> Element<'a, Message> {
    let others = tr!("sidebar-group-none");
    let name = heading.name.map_or(others, str::to_owned);
    let sign = match heading.open {
        true => Icon::ChevronDown,
        false => Icon::ChevronRight,
    };
    let shown = one_line(name.clone())
        .size(size::CAPTION)
        .font(font::SEMIBOLD)
        .style(words::quiet);
    let count = u32::try_from(heading.count).unwrap_or(u32::MAX);
    let shown_count = text(format::count(count)).size(size::CAPTION);
    let mut content = row![
        container(sign.view().size(14.0)).center_x(HEADING_SIGN),
        container(shown).width(Fill)
    ]
    .spacing(space::S)
    .align_y(Center);
    // What is folded away must not be overlooked.
    content = content.push(match heading.unread {
        unread if unread > 0 && !heading.open => pill(format::count(unread), Tone::Accent),
        _ => shown_count.style(words::quiet).into(),
    });
    let said = match heading.unread {
        0 => tr!("sidebar-group-spoken", name = name, count = count),
        unread => tr!(
            "sidebar-group-spoken-unread",
            name = name,
            count = count,
            unread = unread
        ),
    };
    let button = focus_button(content, said)
        .kind(Kind::Row)
        .role(Role::Button)
        .expanded(heading.open)
        .padding([space::XS, space::M])
        .on_press(Message::Folded(heading.key));
    container(button).padding([space::XS, space::S]).into()
}

fn entry_row<'a>(
    entry: &'a Conversation,
    chosen: bool,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let measures = density::current();
    let unread = is_unread(entry);
    let name_font = if unread { font::SEMIBOLD } else { font::MEDIUM };
    let mark = context.world.mark(entry.account);
    let off = mark.is_some_and(|mark| !mark.account.enabled);
    let name = one_line(entry.name.as_str())
        .size(size::LIST)
        .font(name_font)
        .style(if off { words::quiet } else { words::normal });
    let mut first = row![name].spacing(space::S).align_y(Center);
    if let Some(last) = &entry.last {
        let time = text(format::brief(last.at, context.now)).size(size::CAPTION);
        first = first.push(time.style(if unread { words::accent } else { words::quiet }));
    }
    let twin = mark.filter(|_| context.world.is_shared(&entry.jid));
    let line = preview::of(entry, context.world, chosen);
    let typing = entry.chat_state == ChatState::Composing;
    let shown = one_line(line.clone())
        .size(size::LIST - 1.0)
        .style(if typing { words::accent } else { words::quiet });
    let mut second = row![shown].spacing(space::S).align_y(Center);
    if unread {
        second = second.push(match entry.unread {
            0 => dot(Tone::Accent),
            count => pill(format::count(count), Tone::Accent),
        });
    }
    let mut lines: Column<'_, Message> = column![first].spacing(2.0);
    if unread || !line.is_empty() {
        lines = lines.push(second);
    }
    // Two rows of the same person: each says whose it is.
    if let Some(mark) = twin {
        let via = tr!("sidebar-via", address = mark.account.jid.as_str());
        lines = lines.push(one_line(via).size(size::CAPTION).style(words::quiet));
    }
    let mut content = row![].spacing(space::M).align_y(Center);
    if let Some(mark) = mark {
        content = content.push(mark.bar());
    }
    let content = content
        .push(presence::face(entry, context.tokens, measures.list_face))
        .push(lines.width(Fill));
    let said = spoken(entry, &line);
    let said = match mark {
        None => said,
        Some(mark) if off => tr!(
            "sidebar-spoken-off",
            row = said,
            account = mark.account.jid.as_str()
        ),
        Some(mark) => tr!(
            "sidebar-spoken-account",
            row = said,
            account = mark.account.jid.as_str()
        ),
    };
    let button = focus_button(content, said)
        .kind(Kind::Row)
        .padding([measures.row, space::M])
        .selected(chosen)
        .on_press(Message::Pressed(entry.id));
    let around = *context;
    let button = context_menu(button, move || {
        contact_items(entry, &around, |deed| Message::Contact(entry.id, deed))
    });
    container(button).padding([1.0, space::S]).into()
}

/// What a screen reader says.
fn spoken(entry: &Conversation, line: &str) -> String {
    match entry.unread {
        0 if entry.marked_unread => tr!(
            "sidebar-spoken-marked",
            name = entry.name.as_str(),
            presence = presence::show(entry.show),
            text = line
        ),
        0 => tr!(
            "sidebar-spoken",
            name = entry.name.as_str(),
            presence = presence::show(entry.show),
            text = line
        ),
        unread => tr!(
            "sidebar-spoken-unread",
            name = entry.name.as_str(),
            presence = presence::show(entry.show),
            text = line,
            count = unread
        ),
    }
}

/// The button that divides the list by groups, where there are any.
pub fn groups_button<'a, M: Clone + 'a>(context: &Context<'_>, message: M) -> Element<'a, M> {
    if !context.world.has_groups() {
        return iced::widget::space().into();
    }
    crate::widget::icon_button(Icon::Users, tr!("sidebar-groups"))
        .checked(context.by_groups)
        .selected(context.by_groups)
        .on_press(message)
        .into()
}

/// The button beside the filter.
pub fn add_button<'a, M: Clone + 'a>(message: M) -> Element<'a, M> {
    crate::widget::icon_button(Icon::UserPlus, tr!("sidebar-add"))
        .on_press(message)
        .into()
}
