//! How the list of conversations looks.

use iced::keyboard::Key;
use iced::keyboard::key::Named;
use iced::widget::{Column, column, container, row, text, text_input};
use iced::{Center, Fill};
use waxwing_core::ConversationId;
use waxwing_core::event::search::Hit;
use waxwing_core::model::{ChatState, Conversation, Direction, State as Sent};

use super::row::{Row, rows};
use super::{FILTER, LIST, Message, State};
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::chat::conversation::view::{contact_items, is_unread};
use crate::screen::chat::search::{self, everywhere};
use crate::theme::button::Kind;
use crate::theme::{density, input, size, space, text as words};
use crate::ui::presence;
use crate::widget::context_menu::context_menu;
use crate::widget::keys::on_keys;
use crate::widget::one_line::one_line;
use crate::widget::pill::{Tone, dot, pill};
use crate::widget::virtual_list::{Stick, virtual_list};
use crate::widget::{Element, Role, accessible, direction, field, focus, focus_button, skeleton};
use crate::{font, format, tr};

/// So many rows are drawn while the stored list is read.
const SKELETONS: usize = 8;

impl State {
    /// The field to search in.
    pub fn filter<'a>(&'a self) -> Element<'a, Message> {
        let text = self.search.text();
        let typed = |text| Message::Search(search::Message::Typed(text));
        let line = text_input(&tr!("sidebar-filter"), text)
            .id(FILTER)
            .on_input(typed)
            .on_submit(Message::Submitted)
            .size(size::LIST)
            .align_x(direction::side_of(text))
            .padding([space::S, space::M])
            .icon(text_input::Icon {
                font: font::ICONS,
                code_point: Icon::Search.code_point(),
                size: Some(16.0.into()),
                spacing: space::S,
                side: text_input::Side::Left,
            })
            .style(input::field);
        let field = field(Role::SearchField, tr!("sidebar-filter"), text, line)
            .description(Some(tr!("search-syntax")))
            .on_value(typed);
        on_keys(field, |key, _| match key {
            Key::Named(Named::ArrowDown) => Some(Message::Marked(1)),
            Key::Named(Named::ArrowUp) => Some(Message::Marked(-1)),
            Key::Named(Named::Escape) if self.ready || !text.is_empty() => {
                Some(Message::Search(search::Message::Closed))
            }
            _ => None,
        })
    }

    /// What can be asked for, while something is looked for.
    pub fn filters<'a>(&'a self, context: Context<'a>) -> Option<Element<'a, Message>> {
        let shown = self.ready || !self.search.text().trim().is_empty();
        shown.then(|| everywhere::filters(&self.search, context).map(Message::Search))
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
        let rows = rows(self, &context);
        if rows.is_empty() {
            return iced::widget::space().into();
        }
        let places: std::collections::HashMap<Row, usize> = rows
            .iter()
            .enumerate()
            .map(|(place, row)| (*row, place))
            .collect();
        let hits = self.search.hits().iter();
        let hits: std::collections::HashMap<u64, &Hit> =
            hits.map(|hit| (hit.message.id.seq, hit)).collect();
        let count = rows.len();
        let keys = rows.clone();
        let searching = !self.search.query().is_empty();
        let marked = self.marked.filter(|_| searching);
        let chosen = marked.or(open.map(Row::Talk));
        let list = virtual_list(
            u64::from(searching),
            count,
            move |index| keys[index],
            move |row| places.get(&row).copied(),
            move |index| match rows[index] {
                Row::Talk(id) => match context.world.conversation(id) {
                    Some(entry) => entry_row(entry, chosen == Some(Row::Talk(id)), &context),
                    None => iced::widget::space().into(),
                },
                Row::People => everywhere::heading(tr!("search-people")),
                Row::Messages => everywhere::messages(&self.search).map(Message::Search),
                Row::Hit(row) => match hits.get(&row) {
                    Some(hit) => everywhere::row_of(hit, chosen == Some(Row::Hit(row)), &context)
                        .map(Message::Search),
                    None => iced::widget::space().into(),
                },
                Row::Condition => everywhere::condition(&self.search).map(Message::Search),
            },
        )
        .id(LIST)
        .stick(Stick::Top)
        .on_window(Message::Window);
        accessible(Role::List, tr!("sidebar-list"), focus::roving(list)).into()
    }
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
    let line = preview(entry);
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

/// The line under a name: the newest message, or what is going on.
fn preview(entry: &Conversation) -> String {
    if entry.chat_state == ChatState::Composing {
        return tr!("typing");
    }
    let Some(last) = &entry.last else {
        return entry.status.replace('\n', " ");
    };
    let text = last.text.trim();
    match (last.direction, &last.state) {
        (Direction::Incoming, _) => text.to_owned(),
        (Direction::Outgoing, Sent::Failed { .. }) => tr!("preview-failed", text = text),
        (Direction::Outgoing, _) => tr!("preview-ours", text = text),
    }
}

/// The button beside the filter.
pub fn add_button<'a, M: Clone + 'a>(message: M) -> Element<'a, M> {
    crate::widget::icon_button(Icon::UserPlus, tr!("sidebar-add"))
        .on_press(message)
        .into()
}
