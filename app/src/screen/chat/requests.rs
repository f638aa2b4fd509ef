//! People who ask to see when we are there, and strangers who write: one quiet row above the
//! conversations, however many they are, and a page that lists them.

use std::time::Duration;

use iced::widget::{column, container, row, text};
use iced::{Center, Fill};
use waxwing_core::model::Conversation;
use waxwing_core::{Command, ConversationId, command};

use crate::icon::Icon;
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{density, size, space, surface, text as words};
use crate::ui::page_head::page_head;
use crate::ui::presence;
use crate::widget::one_line::one_line;
use crate::widget::pill::{self, Tone};
use crate::widget::share::share;
use crate::widget::virtual_list::{Stick, virtual_list};
use crate::widget::{Element, Role, accessible, focus, focus_button, text_button};
use crate::{font, tr};

/// Longer than between the clicks of a double click, shorter than reading the next request takes.
pub const CALM: Duration = Duration::from_millis(700);

/// The width that words are read best in.
const WIDEST: f32 = 560.0;
/// Edge of the sign in the row.
const SIGN: f32 = 40.0;
/// The list's name among the widgets.
const LIST: &str = "requests-list";

/// What happens on the page.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// Let them.
    Accepted(ConversationId),
    /// Don't.
    Declined(ConversationId),
    /// Hear nothing of them any more; asks first.
    Blocked(ConversationId),
    /// The same, and say why.
    Reported(ConversationId),
    /// Read what they wrote.
    Read(ConversationId),
    /// Leave the page.
    Closed,
}

/// Takes in an answer; those that lead elsewhere are for the holder of the page.
pub fn update<M>(message: Message, context: &Context<'_>) -> Action<M> {
    let (Message::Accepted(id) | Message::Declined(id)) = message else {
        return Action::none();
    };
    let Some(entry) = context.world.conversation(id) else {
        return Action::none();
    };
    let (account, jid) = (entry.account, entry.jid.clone());
    Action::send(Command::Contact(match message {
        Message::Accepted(_) => command::contact::Command::Accept { account, jid },
        _ => command::contact::Command::Decline { account, jid },
    }))
}

/// The row above the conversations; `None` while nobody asks.
pub fn entry<'a, M: Clone + 'a>(
    open: bool,
    context: &Context<'a>,
    press: M,
) -> Option<Element<'a, M>> {
    let count = context.world.request_count();
    if count == 0 {
        return None;
    }
    let edge = density::current().list_face;
    let sign = container(Icon::UserPlus.view().size(edge / 2.0))
        .center(edge)
        .style(surface::sign);
    let name = one_line(tr!("requests-title"))
        .size(size::LIST)
        .font(font::MEDIUM);
    let below = one_line(tr!("requests-caption"))
        .size(size::LIST - 1.0)
        .style(words::quiet);
    let content = row![
        sign,
        column![name, below].spacing(2.0).width(Fill),
        pill::count(count, Tone::Quiet)
    ]
    .spacing(space::M)
    .align_y(Center);
    let button = focus_button(content, tr!("requests-spoken", count = count))
        .kind(Kind::Row)
        .role(Role::Button)
        .selected(open)
        .on_press(press);
    Some(container(button).padding([1.0, space::S]).into())
}

/// The page.
pub fn view<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let head = page_head(
        tr!("requests-title"),
        tr!("requests-about"),
        Message::Closed,
        None,
    );
    let requests: Vec<&Conversation> = context
        .world
        .requests()
        .into_iter()
        .map(AsRef::as_ref)
        .collect();
    if requests.is_empty() {
        let label = tr!("requests-none");
        let shown = text(label.clone()).size(size::LIST).style(words::quiet);
        let nobody = container(accessible(Role::Status, label, shown))
            .center(Fill)
            .padding(space::XL);
        return column![head, nobody].into();
    }
    let places: std::collections::HashMap<ConversationId, usize> = requests
        .iter()
        .enumerate()
        .map(|(place, entry)| (entry.id, place))
        .collect();
    let keys: Vec<ConversationId> = requests.iter().map(|entry| entry.id).collect();
    let context = *context;
    let list = virtual_list(
        0,
        requests.len(),
        move |index| keys[index],
        move |id| places.get(&id).copied(),
        move |index| request(requests[index], &context),
    )
    .id(LIST)
    .stick(Stick::Top);
    let list = accessible(Role::List, tr!("requests-title"), focus::scope(list));
    column![head, container(list).width(Fill).height(Fill)].into()
}

fn request<'a>(entry: &'a Conversation, context: &Context<'a>) -> Element<'a, Message> {
    let said = caption(entry);
    let name = one_line(entry.name.as_str())
        .size(size::LIST)
        .font(font::MEDIUM);
    let mut lines = column![name].spacing(2.0);
    let mut whose = String::new();
    if entry.name != entry.jid.as_str() && !entry.name.contains(entry.jid.as_str()) {
        entry.jid.as_str().clone_into(&mut whose);
    }
    if let Some(mark) = context.world.mark(entry.account) {
        let to = tr!("request-to", address = mark.account.jid.as_str());
        whose = match whose.is_empty() {
            true => to,
            false => format!("{whose}{}{to}", tr!("separator")),
        };
    }
    if !whose.is_empty() {
        lines = lines.push(one_line(whose).size(size::CAPTION).style(words::quiet));
    }
    lines = lines.push(one_line(said.clone()).size(size::LIST).style(words::quiet));
    let head = row![
        presence::face(entry, context.tokens, SIGN),
        lines.width(Fill)
    ]
    .spacing(space::M)
    .align_y(Center);
    let group = tr!(
        "request-words",
        name = entry.name.as_str(),
        words = said.as_str()
    );
    let content = column![head, buttons(entry, context, true)].spacing(space::M);
    let card = container(accessible(Role::Group, group, content))
        .padding(space::L)
        .width(Fill)
        .max_width(WIDEST)
        .style(surface::card);
    container(card)
        .center_x(Fill)
        .padding([space::S, space::L])
        .into()
}

/// What they want.
fn caption(entry: &Conversation) -> String {
    match &entry.last {
        Some(last) if !entry.request && last.unreadable => tr!("preview-unreadable"),
        Some(last) if !entry.request => last.text.clone(),
        _ => tr!("request-caption"),
    }
}

/// The answers; on the page also the way to read on.
fn buttons<'a>(entry: &'a Conversation, context: &Context<'a>, page: bool) -> Element<'a, Message> {
    let (id, name) = (entry.id, entry.name.as_str());
    let button = |label: String, spoken: String, message| {
        let shown = text(label).size(size::LIST).font(font::MEDIUM);
        focus_button(shown, spoken).on_press(message)
    };
    let accept = button(
        tr!("request-accept"),
        tr!("request-accept-spoken", name = name),
        Message::Accepted(id),
    )
    .kind(if page { Kind::Primary } else { Kind::Secondary });
    let decline = button(
        tr!("request-decline"),
        tr!("request-decline-spoken", name = name),
        Message::Declined(id),
    );
    let mut line = row![accept, decline].spacing(space::S);
    if context.world.can_block(entry.account) {
        line = line.push(button(
            tr!("request-block"),
            tr!("request-block-spoken", name = name),
            Message::Blocked(id),
        ));
    }
    if context.world.can_report(entry.account) {
        line = line.push(button(
            tr!("request-report"),
            tr!("request-report-spoken", name = name),
            Message::Reported(id),
        ));
    }
    if page && entry.last.is_some() {
        let read = text_button(tr!("request-read"))
            .kind(Kind::Quiet)
            .on_press(Message::Read(id));
        line = line.push(read);
    }
    line.wrap().into()
}

/// What stands over the composer while nobody has answered somebody unknown.
pub fn bar<'a>(entry: &'a Conversation, context: &Context<'a>) -> Element<'a, Message> {
    let label = match entry.request {
        true => tr!("request-bar-asks", name = entry.name.as_str()),
        false => tr!("request-bar-writes", name = entry.name.as_str()),
    };
    let shown = text(label.clone()).size(size::LIST).style(words::quiet);
    let words = accessible(Role::Status, label, container(shown).center_x(Fill));
    let content = column![
        words,
        container(buttons(entry, context, false)).center_x(Fill)
    ]
    .spacing(space::S);
    share(container(content).padding([space::S, space::L]))
}
