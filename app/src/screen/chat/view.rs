//! How the main page is put together: two columns, or one where there is no room for two.

use iced::widget::{center, column, container, mouse_area, opaque, row, scrollable, stack, text};
use iced::{Bottom, Center, Fill, Left, padding};

use super::conversation::view::Event;
use super::{Message, State, fetching, people, reminding, requests, rooms, search, sidebar, sound};
use crate::icon::Icon;
use crate::screen::Context;
use crate::theme::button::Kind;
use crate::theme::{self, density, size, space, surface, text as words};
use crate::ui::{account, bird, presence};
use crate::widget::ground::ground;
use crate::widget::hidden::hidden_unless;
use crate::widget::one_line::one_line;
use crate::widget::share::share;
use crate::widget::{Element, focus_button, modal, text_button};
use crate::{font, tr};

/// The width of the list beside a conversation.
const SIDEBAR: f32 = 304.0;
/// The width of a person's page beside their conversation.
const BESIDE: f32 = 340.0;
/// Edge of our own face.
const FACE: f32 = 36.0;
/// The height of the foot of the list.
const FOOT: f32 = 64.0;

impl State {
    /// The page.
    pub fn view<'a>(&'a self, context: Context<'a>) -> Element<'a, Message> {
        let page = self.page_view(context);
        stack![page, self.drop_zone(&context)].into()
    }

    fn page_view<'a>(&'a self, context: Context<'a>) -> Element<'a, Message> {
        if let Some(page) = &self.page {
            let page = page.view(&context).map(Message::Page);
            let page = self.with_lightbox(page, &context);
            return self.with_dialog(page, context);
        }
        let covered = self.is_covered(&context);
        let right = self.open.is_some() || covered;
        let list = !(context.narrow && right);
        let conversation = (!context.narrow || right) && !covered;
        let width = if context.narrow { Fill } else { SIDEBAR.into() };
        let page = self.people.as_ref();
        let page = page.map(|page| page.view(&context).map(Message::People));
        let beside = page.is_some() && !covered;
        let page_width = if beside { BESIDE.into() } else { Fill };
        let page: Element<'a, Message> = match page {
            Some(page) => container(page)
                .width(page_width)
                .height(Fill)
                .style(surface::window)
                .into(),
            None => iced::widget::space().into(),
        };
        let columns = row![
            hidden_unless(
                list,
                ground(self.list(context).width(width), |tokens| tokens.sidebar)
            ),
            hidden_unless(list && !context.narrow, upright_line()),
            hidden_unless(conversation, self.conversation(context)),
            hidden_unless(beside, upright_line()),
            page
        ];
        let bars = self.banner.view(&context);
        let bar = bars.map(|bars| share(bars.map(Message::Banner)));
        let invited = rooms::invitation(&context).map(|bar| bar.map(Message::Rooms));
        let due = reminding::bar(&context).map(|bar| bar.map(Message::Reminding));
        let alarm = self.alarm(&context).map(|bar| bar.map(Message::Alarm));
        let page: Element<'a, Message> = column![
            or_nothing(bar),
            or_nothing(due),
            or_nothing(alarm),
            or_nothing(invited),
            columns
        ]
        .width(Fill)
        .height(Fill)
        .into();
        let page = self.with_menu(page, context);
        let page = self.with_lightbox(page, &context);
        self.with_dialog(page, context)
    }

    fn with_dialog<'a>(
        &'a self,
        page: Element<'a, Message>,
        context: Context<'a>,
    ) -> Element<'a, Message> {
        match &self.dialog {
            Some(dialog) => modal(
                page,
                dialog.title(),
                dialog.view(&context).map(Message::Dialog),
                Some(Message::DialogClosed),
            ),
            None => stack![page].into(),
        }
    }

    fn list<'a>(&'a self, context: Context<'a>) -> container::Container<'a, Message> {
        let head = row![
            self.sidebar.filter().map(Message::Sidebar),
            row![
                sidebar::view::groups_button(&context, Message::GroupsToggled),
                sidebar::view::add_button(Message::AddContact)
            ]
        ]
        .spacing(space::S)
        .align_y(Center);
        let head_height = density::current().head;
        let mut parts = column![
            container(head)
                .height(head_height)
                .center_y(head_height)
                .padding([0.0, space::M])
        ];
        let filters = self.sidebar.filters(context);
        let filters = filters.map(|filters| filters.map(Message::Sidebar));
        parts = parts.push(or_nothing(filters));
        let open = matches!(self.people, Some(people::Page::Requests));
        let asking = requests::entry(open, &context, Message::RequestsPressed);
        parts = parts.push(or_nothing(asking));
        let folders = self.sidebar.folders(&context);
        parts = parts.push(or_nothing(folders.map(|row| row.map(Message::Sidebar))));
        let archive = self.sidebar.archive_row(&context);
        parts = parts.push(or_nothing(archive.map(|row| row.map(Message::Sidebar))));
        let all = context.world.order().is_empty() && context.world.archived().is_empty();
        let empty = context.world.is_ready() && all;
        let body: Element<'a, Message> = match empty {
            true => nobody(context),
            false => self
                .sidebar
                .list(self.marked_id(&context), context)
                .map(Message::Sidebar),
        };
        parts = parts.push(container(body).width(Fill).height(Fill));
        parts = parts.push(or_nothing(fetching::line(&context, Message::Fetching)));
        if let Some(foot) = self.foot(context) {
            parts = parts.push(foot);
        }
        container(parts).height(Fill)
    }

    /// The conversation that the right side is about.
    fn marked_id(&self, context: &Context<'_>) -> Option<waxwing_core::ConversationId> {
        match &self.people {
            Some(page) if self.is_covered(context) => page.profile(),
            _ => self.open_id(),
        }
    }

    fn conversation<'a>(&'a self, context: Context<'a>) -> Element<'a, Message> {
        let entry = self.open_id().and_then(|id| context.world.conversation(id));
        let content: Element<'a, Message> = match (&self.open, entry) {
            (Some(open), Some(entry)) => {
                let id = entry.id;
                let bar = self.here.as_ref().map(|(search, folded)| {
                    search::here::view(search, *folded, context).map(Event::Search)
                });
                let reach = self.reach_bar(id, Event::ReachEnded);
                let none = || iced::widget::space().into();
                let bar = column![bar.unwrap_or_else(none), reach.unwrap_or_else(none)].into();
                open.view(entry, bar, &self.sounds, context)
                    .map(move |event| match event {
                        Event::Inside(message) => Message::Conversation(message),
                        Event::Room(message) => Message::Rooms(message),
                        Event::Contact(deed) => Message::Contact(id, deed),
                        Event::Request(message) => Message::Request(message),
                        Event::Search(message) => Message::Here(message),
                        Event::ReachEnded => Message::ReachEnded,
                        Event::Recording(message) => {
                            Message::Sound(sound::Message::Recording(id, message))
                        }
                    })
            }
            _ => nothing_open(context),
        };
        container(content)
            .width(Fill)
            .height(Fill)
            .style(surface::window)
            .into()
    }

    fn foot<'a>(&'a self, context: Context<'a>) -> Option<Element<'a, Message>> {
        let account = context.world.account()?;
        let several = context.world.has_several();
        let (name, line) = match several {
            true => account::summary(context.world.accounts()),
            false => (account.jid.to_string(), account::state(account)),
        };
        let name = one_line(name).size(size::LIST).font(font::MEDIUM);
        let line = one_line(line).size(size::CAPTION).style(words::quiet);
        let sign = match self.menu {
            Some(_) => Icon::ChevronDown,
            None => Icon::ChevronUp,
        };
        let content = row![
            presence::own_face(account, context.tokens, FACE),
            column![name, line].spacing(2.0).width(Fill),
            sign.view().size(16.0)
        ]
        .spacing(space::M)
        .align_y(Center);
        let button = focus_button(content, tr!("profile-menu"))
            .kind(Kind::Row)
            .role(crate::widget::Role::Button)
            .expanded(self.menu.is_some())
            .on_press(Message::MenuToggled);
        let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
        Some(
            column![
                edge,
                container(button)
                    .padding([space::XS, space::S])
                    .height(FOOT)
            ]
            .into(),
        )
    }

    fn with_menu<'a>(
        &'a self,
        page: Element<'a, Message>,
        context: Context<'a>,
    ) -> Element<'a, Message> {
        let Some(menu) = &self.menu else {
            return stack![page].into();
        };
        let card = opaque(menu.view(&context).map(Message::Menu));
        let place = container(card)
            .width(Fill)
            .height(Fill)
            .align_x(Left)
            .align_y(Bottom)
            .padding(padding::all(space::S).bottom(FOOT + space::S));
        stack![
            page,
            opaque(mouse_area(place).on_press(Message::MenuToggled))
        ]
        .into()
    }
}

/// A place that is there also while it is empty: widgets keep their state (focus, scroll position) by
/// their place, so what comes and goes before them must not move them. The same holds for the
/// stacks of one layer above.
fn or_nothing<'a>(part: Option<Element<'a, Message>>) -> Element<'a, Message> {
    part.unwrap_or_else(|| iced::widget::space().into())
}

fn upright_line<'a>() -> Element<'a, Message> {
    container(iced::widget::space().width(1).height(Fill))
        .style(surface::line)
        .into()
}

/// The right side before anything was chosen.
fn nothing_open<'a>(context: Context<'a>) -> Element<'a, Message> {
    if !context.world.is_ready() || context.world.order().is_empty() {
        return center(bird::view(96)).into();
    }
    center(
        column![
            bird::view(96),
            text(tr!("nothing-open"))
                .size(size::MESSAGE)
                .style(words::quiet),
            text(tr!("nothing-open-hint"))
                .size(size::CAPTION)
                .style(words::quiet),
        ]
        .spacing(space::S)
        .align_x(Center),
    )
    .into()
}

/// A list without anybody: what can be done about it.
fn nobody<'a>(context: Context<'a>) -> Element<'a, Message> {
    let mut parts = column![
        text(tr!("nobody-title"))
            .size(size::MESSAGE)
            .font(font::SEMIBOLD),
        text(tr!("nobody-words"))
            .size(size::LIST)
            .style(words::quiet)
            .align_x(Center),
        text_button(tr!("nobody-add"))
            .kind(Kind::Primary)
            .on_press(Message::AddContact),
        text_button(tr!("group-new")).on_press(Message::GroupWanted),
        text_button(tr!("channel-join")).on_press(Message::ChannelWanted),
        text_button(tr!("invite-open-dialog")).on_press(Message::InviteWanted),
    ]
    .spacing(space::M)
    .align_x(Center);
    if let Some(account) = context.world.account() {
        let words = tr!("nobody-address", address = account.jid.as_str());
        parts = parts.push(iced::widget::space().height(space::M));
        parts = parts.push(
            text(words)
                .size(size::LIST)
                .style(crate::theme::text::quiet)
                .align_x(Center),
        );
        parts = parts.push(text_button(tr!("nobody-copy")).on_press(Message::CopyAddress));
        parts = parts.push(text_button(tr!("code-open")).on_press(Message::CodeWanted));
    }
    let parts = container(parts).padding(space::L).center_x(Fill);
    let scroll = scrollable(parts).style(theme::list::scrollable);
    container(scroll).center_y(Fill).into()
}
