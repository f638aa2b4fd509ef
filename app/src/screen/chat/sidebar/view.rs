//! How the list of conversations looks.

use iced::keyboard::Key as Pressed;
use iced::keyboard::key::Named;
use iced::widget::{Column, column, container, row, scrollable, text, text_input};
use iced::{Center, Fill};
use waxwing_core::ConversationId;
use waxwing_core::event::search::Hit;
use waxwing_core::model::{ChatState, Conversation, Level};

use super::found::Found;
use super::lines::{Heading, Key, Line};
use super::{FILTER, Folder, LIST, Message, State, preview};
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::chat::conversation::view::{contact_items, is_unread};
use crate::screen::chat::flag::is_muted;
use crate::screen::chat::search::{self, everywhere};
use crate::theme::button::Kind;
use crate::theme::{density, input, size, space, text as words};
use crate::ui::choices::choices as chips;
use crate::ui::presence;
use crate::widget::catch::catch_keys;
use crate::widget::context_menu::context_menu;
use crate::widget::one_line::one_line;
use crate::widget::pill::{Tone, dot, pill};
use crate::widget::virtual_list::{Stick, virtual_list};
use crate::widget::{Element, Role, accessible, direction, field, focus, focus_button, skeleton};
use crate::{font, format, tr};

/// So many rows are drawn while the stored list is read.
const SKELETONS: usize = 8;
/// The folders are this high at most: two lines, and the edge of a third.
const FOLDERS: f32 = 84.0;
/// The width of the sign before the name of a group.
const HEADING_SIGN: f32 = 16.0;

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
        catch_keys(field, |key, _| match key {
            Pressed::Named(Named::ArrowDown) => Some(Message::Marked(1)),
            Pressed::Named(Named::ArrowUp) => Some(Message::Marked(-1)),
            Pressed::Named(Named::Escape) if self.ready || !text.is_empty() => {
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

    /// The folders, where there are some.
    pub fn folders<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let all = Folder::all(context);
        if all.is_empty() || self.shows_archive(context) {
            return None;
        }
        let chosen = self.chosen(context);
        let chosen = all.iter().position(|one| Some(one) == chosen);
        let names = all.iter().enumerate().map(|(place, folder)| {
            let name = match folder {
                Folder::Label(name) => name.clone(),
                Folder::Account(id) => {
                    let account = context.world.account_by(*id);
                    account.map_or_else(String::new, |one| one.jid.to_string())
                }
            };
            (Some(place), name)
        });
        let options = std::iter::once((None, tr!("folder-all"))).chain(names);
        let options: Vec<_> = options.collect();
        let chips = chips(None, chosen, options, move |place| {
            Message::Chosen(place.and_then(|place: usize| all.get(place).cloned()))
        });
        // However many they are, the list keeps its place.
        let chips = container(scrollable(chips)).max_height(FOLDERS);
        Some(chips.padding([space::XS, space::M]).into())
    }

    /// The row that leads to the archived, or back; `None` where there are none.
    pub fn archive_row<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let archived = context.world.archived();
        if archived.is_empty() || !self.search.text().trim().is_empty() {
            return None;
        }
        let open = self.shows_archive(context);
        let (icon, label) = match open {
            true => (Icon::ArrowLeft, tr!("archived-back")),
            false => (Icon::Archive, tr!("archived-title")),
        };
        let name = one_line(label.clone())
            .size(size::LIST)
            .font(font::MEDIUM)
            .style(words::quiet);
        let edge = density::current().list_face;
        let sign = container(icon.view().size(18.0)).center_x(edge);
        let mut content = row![sign, container(name).width(Fill)]
            .spacing(space::M)
            .align_y(Center);
        let fresh = archived
            .iter()
            .filter_map(|id| context.world.conversation(*id));
        let fresh = fresh.filter(|entry| is_unread(entry)).count();
        if !open && fresh > 0 {
            content = content.push(crate::widget::pill::count(fresh, Tone::Quiet));
        }
        let button = focus_button(content, label)
            .kind(Kind::Row)
            .role(Role::Button)
            .padding([space::S, space::M])
            .on_press(Message::ArchiveToggled);
        Some(container(button).padding([1.0, space::S]).into())
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
        // While somebody types, the list stays also where nothing is found for a moment: with one layer
        // more or less, the whole window is painted anew.
        if lines.is_empty() && !self.is_searching() {
            return iced::widget::space().into();
        }
        let keys: Vec<Key> = lines.iter().map(Line::key).collect();
        let places: std::collections::HashMap<Key, usize> = keys
            .iter()
            .enumerate()
            .map(|(place, key)| (*key, place))
            .collect();
        let hits = self.search.hits().iter();
        let hits: std::collections::HashMap<u64, &Hit> =
            hits.map(|hit| (hit.message.id.seq, hit)).collect();
        let count = lines.len();
        let searching = self.is_searching();
        let marked = self.marked.filter(|_| searching);
        let hit_marked = self.marked_hit.filter(|_| searching);
        let list = virtual_list(
            u64::from(searching),
            count,
            move |index| keys[index],
            move |key| places.get(&key).copied(),
            move |index| {
                let id = match &lines[index] {
                    Line::Heading(heading) => return heading_row(heading),
                    Line::Found(found) => {
                        return self.found_row(*found, &hits, hit_marked, &context);
                    }
                    Line::Contact(_, id) => *id,
                };
                let Some(entry) = context.world.conversation(id) else {
                    return iced::widget::space().into();
                };
                let chosen = marked.unwrap_or(open.unwrap_or(ConversationId(0)));
                entry_row(entry, chosen == entry.id && hit_marked.is_none(), &context)
            },
        )
        .id(LIST)
        .stick(Stick::Top)
        .on_window(Message::Window);
        accessible(Role::List, tr!("sidebar-list"), focus::roving(list)).into()
    }

    fn found_row<'a>(
        &'a self,
        found: Found,
        hits: &std::collections::HashMap<u64, &'a Hit>,
        marked: Option<u64>,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let row = match found {
            Found::People => return everywhere::heading(tr!("search-people")),
            Found::Messages => everywhere::messages(&self.search),
            Found::OnServer => return everywhere::heading(tr!("search-server-hits")),
            Found::Kept(place) => match self.search.kept().nth(place) {
                Some(kept) => everywhere::kept_row(kept, context),
                None => return iced::widget::space().into(),
            },
            Found::Condition => everywhere::condition(&self.search, context),
            Found::Hit(row) => match hits.get(&row) {
                Some(hit) => everywhere::row_of(hit, marked == Some(row), context),
                None => return iced::widget::space().into(),
            },
        };
        row.map(Message::Search)
    }
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
    let crowd = entry.room.as_ref();
    let typing = entry.chat_state == ChatState::Composing
        || crowd.is_some_and(|room| !room.typing.is_empty());
    let shown = one_line(line.clone())
        .size(size::LIST - 1.0)
        .style(if typing { words::accent } else { words::quiet });
    let muted = is_muted(entry, context.now);
    let mut second = row![shown].spacing(space::S).align_y(Center);
    let signs: Vec<_> = marks(entry, muted).collect();
    for (_, icon) in &signs {
        let sign = icon.view().size(14.0).color(context.tokens.quiet);
        second = second.push(sign);
    }
    if unread {
        let tone = match muted {
            true => Tone::Quiet,
            false => Tone::Accent,
        };
        second = second.push(match entry.unread {
            0 => dot(tone),
            count => pill(format::count(count), tone),
        });
    }
    let mut lines: Column<'_, Message> = column![first].spacing(2.0);
    if unread || !signs.is_empty() || !line.is_empty() {
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
    let signs = signs.into_iter();
    let said = signs.fold(spoken(entry, &line), |row, (said, _)| said(row));
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

/// The signs in a row, and how each is told to a screen reader.
fn marks(entry: &Conversation, muted: bool) -> impl Iterator<Item = (fn(String) -> String, Icon)> {
    let pinned: (fn(String) -> String, _) = (|row| tr!("row-pinned", row = row), Icon::Pin);
    let silent: (fn(String) -> String, _) = match entry.level {
        Some(Level::Mentions) if !muted => (|row| tr!("row-named-only", row = row), Icon::BellOff),
        _ => (|row| tr!("row-muted", row = row), Icon::BellOff),
    };
    let named: (fn(String) -> String, _) = (|row| tr!("row-mentioned", row = row), Icon::At);
    let mentions = entry.room.as_ref().map_or(0, |room| room.mentions);
    let pinned = entry.pinned.then_some(pinned);
    let named = (mentions > 0).then_some(named);
    let less = muted || matches!(entry.level, Some(Level::Mentions | Level::Nothing));
    let signs = pinned.into_iter().chain(less.then_some(silent));
    signs.chain(named)
}

/// What a screen reader says.
fn spoken(entry: &Conversation, line: &str) -> String {
    match entry.unread {
        0 if entry.marked_unread => tr!(
            "sidebar-spoken-marked",
            name = entry.name.as_str(),
            presence = presence::word(entry),
            text = line
        ),
        0 => tr!(
            "sidebar-spoken",
            name = entry.name.as_str(),
            presence = presence::word(entry),
            text = line
        ),
        unread => tr!(
            "sidebar-spoken-unread",
            name = entry.name.as_str(),
            presence = presence::word(entry),
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
