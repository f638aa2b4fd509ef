//! How the open conversation looks: head, messages, composer.

use iced::widget::{Stack, column, container, row, text};
use iced::{Bottom, Center, Fill, padding};
use waxwing_core::model::{ChatState, Conversation, Mode};

use super::{Message, State, held, undecided};
use crate::action::Action as Deed;
use crate::icon::Icon;
use crate::screen::Context;
use crate::screen::chat::act::{applies_to, contact_deed};
use crate::screen::chat::sound::Sounds;
use crate::screen::chat::{ContactDeed, requests, rooms, search};
use crate::theme::button::Kind;
use crate::theme::{self, density, size, space, surface, text as words};
use crate::ui::menu::entry as menu_entry;
use crate::ui::message;
use crate::ui::message::body::Names;
use crate::ui::timeline::{self, Shown};
use crate::ui::{encryption, presence, recording, room};
use crate::widget::context_menu::{Item, menu_button};
use crate::widget::hidden::hidden_unless;
use crate::widget::one_line::one_line;
use crate::widget::{Element, Role, accessible, focus_button, icon_button, text_button};
use crate::world::is_request;
use crate::{font, format, tr};

/// What the view tells: something of the conversation itself, or about its contact.
#[derive(Clone, Debug)]
pub enum Event {
    /// In the conversation.
    Inside(Message),
    /// With the contact.
    Contact(ContactDeed),
    /// An answer to somebody unknown.
    Request(requests::Message),
    /// In the search of this conversation.
    Search(search::Message),
    /// In a bar about the group.
    Room(rooms::Message),
    /// In the bar about what is being fetched.
    ReachEnded,
    /// With what is recorded here.
    Recording(recording::Message),
}

impl State {
    /// The conversation, with a bar above the messages.
    pub fn view<'a>(
        &'a self,
        entry: &'a Conversation,
        bar: Element<'a, Event>,
        sounds: &'a Sounds,
        context: Context<'a>,
    ) -> Element<'a, Event> {
        let line = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
        column![
            head(entry, &context),
            line,
            bar,
            self.messages(entry, sounds, context),
            self.foot(entry, sounds, context),
        ]
        .width(Fill)
        .height(Fill)
        .into()
    }

    fn messages<'a>(
        &'a self,
        entry: &'a Conversation,
        sounds: &'a Sounds,
        context: Context<'a>,
    ) -> Element<'a, Event> {
        let shown = Shown {
            feed: u64::from(self.id.0),
            timeline: &self.timeline,
            unread: self.unread_from,
            unfolded: &self.unfolded,
            uncovered: &self.uncovered,
            pointed_at: self.pointed_at,
            marked: self.marks.as_ref(),
            online: context.world.is_online(self.id),
            encrypted: entry.encryption.mode == Mode::On,
            room: entry.room.as_deref(),
            moderates: entry.room.as_deref().is_some_and(room::may_moderate),
            names: Names::new(entry, context.world),
            sounds: message::Sounds {
                conversation: self.id,
                state: sounds.heard(),
            },
        };
        let content: Element<'a, Message> = match self.timeline.items().is_empty() {
            false => timeline::view(shown, context).map(Message::Timeline),
            true if self.loaded => beginning(entry),
            true => iced::widget::space().into(),
        };
        let list = accessible(
            Role::List,
            tr!("conversation-messages", name = entry.name.as_str()),
            container(content).width(Fill).height(Fill),
        );
        let mut layers: Stack<'a, Message> = Stack::new().push(list);
        // Each has its place, also while it is empty.
        layers = layers.push(match self.at_bottom {
            true => iced::widget::space().into(),
            false => self.jump_button(),
        });
        layers = layers.push(self.composer.layer().map(Message::Composer));
        let layers: Element<'a, Message> = layers.width(Fill).height(Fill).into();
        layers.map(Event::Inside)
    }

    fn jump_button(&self) -> Element<'_, Message> {
        let below = u32::try_from(self.below()).unwrap_or(u32::MAX);
        let name = match below {
            0 => tr!("conversation-jump"),
            count => tr!("conversation-jump-count", count = count),
        };
        let mut content = row![Icon::ArrowDown.view().size(16.0)]
            .spacing(space::XS)
            .align_y(Center);
        if below > 0 {
            content = content.push(text(format::count(below)).size(size::CAPTION));
        }
        let button = focus_button(content, name.clone())
            .kind(Kind::Secondary)
            .tooltip(name)
            .on_press(Message::JumpPressed);
        container(button)
            .width(Fill)
            .height(Fill)
            .align_x(iced::Right)
            .align_y(Bottom)
            .padding(padding::right(space::XL).bottom(space::M))
            .into()
    }

    fn foot<'a>(
        &'a self,
        entry: &'a Conversation,
        sounds: &'a Sounds,
        context: Context<'a>,
    ) -> Element<'a, Event> {
        let now = self.can_plan().then_some(context.now);
        // What is spoken goes to all: whom alone it is for could be forgotten before it is sent.
        let (_, alone) = self.addressed();
        let name = alone.as_deref().unwrap_or(&entry.name);
        let editor = self
            .composer
            .view(
                name,
                (now, alone.is_none()),
                lock(entry, alone.as_deref(), &context),
                context.narrow,
            )
            .map(Message::Composer);
        let menu =
            container(self.composer_menu()).padding(padding::left(space::S).bottom(space::S));
        // Where it is narrow, the menu has it.
        let attach: Element<'a, Message> = match context.narrow {
            true => iced::widget::space().into(),
            false => container(
                icon_button(Icon::Paperclip, Deed::Attach.title()).on_press(Message::AttachWanted),
            )
            .padding(padding::bottom(space::S))
            .into(),
        };
        let line = row![menu, attach, container(editor).width(Fill)].align_y(Bottom);
        let above = self.above_composer(Names::new(entry, context.world), context.now);
        let composer: Element<'a, Message> = column![above, line].into();
        let composer =
            container(composer.map(Event::Inside)).max_width(timeline::WIDEST + 2.0 * space::L);
        let outside = rooms::bar(entry);
        let inside = outside.is_none();
        let bar = match (outside, entry.blocked, is_request(entry)) {
            (Some(outside), ..) => outside,
            (None, true, _) => blocked_bar(entry),
            (None, false, true) => requests::bar(entry, &context).map(Event::Request),
            (None, false, false) => {
                rooms::asking(entry).unwrap_or_else(|| iced::widget::space().into())
            }
        };
        let marking = self.marks.is_some();
        let spoken = sounds
            .recording(self.id)
            .filter(|_| !entry.blocked && !marking);
        let writes = inside && !entry.blocked && !marking && spoken.is_none();
        let composer = hidden_unless(writes, composer);
        let spoken: Element<'a, Event> = match spoken {
            Some((recording, heard)) => container(recording.view(heard).map(Event::Recording))
                .max_width(timeline::WIDEST + 2.0 * space::L)
                .into(),
            None => iced::widget::space().into(),
        };
        let marks: Element<'a, Event> = match marking {
            true => self.marks_bar(context.narrow).map(Event::Inside),
            false => iced::widget::space().into(),
        };
        let failed: Element<'a, Event> = match self.failed() {
            Some(several) => failed_bar(several),
            None => iced::widget::space().into(),
        };
        let later = self.later_bar(entry, &context);
        let keys = match entry.room {
            Some(_) => ContactDeed::Encryption,
            None => ContactDeed::Keys,
        };
        let held = held::bar(
            entry,
            &context,
            Event::Contact(ContactDeed::Encryption),
            |command| Event::Inside(Message::Told(command)),
        );
        // What is not sent at all comes first.
        let undecided =
            held.unwrap_or_else(|| undecided::bar(entry, &context, Event::Contact(keys)));
        let undecided = hidden_unless(writes, undecided);
        let mut foot = column![failed, later, bar, undecided, composer, spoken, marks]
            .align_x(Center)
            .width(Fill);
        let wrong = match (self.composer.is_unsaid(), self.composer.is_too_long()) {
            (true, _) => Some(tr!("composer-unsaid")),
            (false, true) => Some(tr!("composer-too-long")),
            (false, false) if self.waits_too_late() => Some(tr!("message-too-late")),
            (false, false) => None,
        };
        if let Some(label) = wrong {
            let shown = text(label.clone()).size(size::CAPTION).style(words::danger);
            foot = foot.push(accessible(Role::Alert, label, shown));
        }
        foot.into()
    }
}

/// Below this width the head has room for the name and the ways out, not for a face.
const TIGHT: f32 = 280.0;

fn head<'a>(entry: &'a Conversation, context: &Context<'a>) -> Element<'a, Event> {
    let context = *context;
    let parts =
        iced::widget::responsive(move |size| head_within(entry, &context, size.width < TIGHT));
    container(parts).height(density::current().head).into()
}

fn head_within<'a>(
    entry: &'a Conversation,
    context: &Context<'a>,
    tight: bool,
) -> Element<'a, Event> {
    let (gap, edge) = match tight {
        true => (space::XS, space::S),
        false => (space::M, space::L),
    };
    let measures = density::current();
    let mut line = presence::line(entry);
    let mark = context.world.mark(entry.account);
    if let Some(mark) = mark {
        let via = tr!("sidebar-via", address = mark.account.jid.as_str());
        line = [line, via].join(&tr!("separator"));
    }
    let typing = matches!(entry.chat_state, ChatState::Composing);
    let name = one_line(entry.name.as_str())
        .size(size::MESSAGE)
        .font(font::SEMIBOLD);
    let below = one_line(line.clone()).size(size::CAPTION).style(if typing {
        words::accent
    } else {
        words::quiet
    });
    let words = container(
        column![
            accessible(Role::Heading, entry.name.as_str(), name),
            accessible(Role::Status, line, below).quiet()
        ]
        .spacing(2.0),
    )
    .width(Fill);
    let mut parts = row![].spacing(gap).align_y(Center);
    if context.narrow {
        let back = icon_button(Icon::ArrowLeft, tr!("conversation-back"))
            .on_press(Event::Inside(Message::BackPressed));
        parts = parts.push(back);
    }
    let around = *context;
    let more = menu_button(
        Icon::EllipsisVertical.view(),
        tr!("conversation-more"),
        move || contact_items(entry, &around, Event::Contact),
    );
    let about = match entry.room {
        Some(_) => tr!("room-page"),
        None => tr!("contact-open"),
    };
    let page = icon_button(Icon::Info, about).on_press(Event::Contact(ContactDeed::Open));
    if let Some(mark) = mark {
        parts = parts.push(mark.bar());
    }
    if !tight {
        parts = parts.push(presence::face(entry, context.tokens, measures.head_face));
    }
    parts = parts.push(words);
    // Where it is tight, the menu has it too.
    if !tight {
        parts = parts.push(page);
    }
    parts = parts.push(more);
    container(parts)
        .padding([0.0, edge])
        .height(measures.head)
        .center_y(measures.head)
        .width(Fill)
        .style(surface::window)
        .into()
}

/// The lock of a conversation.
fn lock(
    entry: &Conversation,
    alone: Option<&str>,
    context: &Context<'_>,
) -> Option<encryption::Lock> {
    // Where it is tight, the menu of the conversation has it.
    (!context.tight).then(|| match alone {
        Some(name) => encryption::lock_of_private(entry, name),
        None => encryption::lock(entry),
    })
}

/// Several messages did not arrive: one button for all of them.
fn failed_bar<'a>(count: usize) -> Element<'a, Event> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let label = tr!("failed-several", count = count);
    let shown = text(label.clone()).size(size::LIST).style(words::danger);
    let retry = text_button(tr!("failed-retry-all")).on_press(Event::Inside(Message::AllRetried));
    let sign = Icon::Error.view().size(16.0);
    let words = row![container(sign).style(danger), shown]
        .spacing(space::S)
        .align_y(Center);
    let content = row![accessible(Role::Status, label, words), retry]
        .spacing(space::M)
        .align_y(Center)
        .wrap()
        .vertical_spacing(space::S);
    container(content)
        .max_width(timeline::WIDEST)
        .padding([space::S, space::L])
        .into()
}

fn danger(theme: &iced::Theme) -> container::Style {
    container::Style {
        text_color: Some(theme::Tokens::of(theme).danger),
        ..container::Style::default()
    }
}

/// What stands where one would write to somebody who is blocked.
fn blocked_bar<'a>(entry: &'a Conversation) -> Element<'a, Event> {
    let label = tr!("blocked-bar", name = entry.name.as_str());
    let shown = text(label.clone()).size(size::LIST).style(words::quiet);
    let words = accessible(Role::Status, label, container(shown).center_x(Fill));
    let unblock =
        text_button(tr!("contact-unblock")).on_press(Event::Contact(ContactDeed::Unblock));
    let content = column![words, container(unblock).center_x(Fill)].spacing(space::S);
    container(content).padding(space::L).into()
}

/// What can be done with the contact of a conversation, each group after a line.
pub fn contact_items<M>(
    entry: &Conversation,
    context: &Context<'_>,
    wrap: impl Fn(ContactDeed) -> M,
) -> Vec<Item<M>> {
    const GROUPS: [&[Deed]; 5] = [
        &[Deed::MarkRead, Deed::MarkUnread],
        &[Deed::FindHere, Deed::GoToDate, Deed::Export],
        &[
            Deed::Pin,
            Deed::Unpin,
            Deed::PinHigher,
            Deed::PinLower,
            Deed::Archive,
            Deed::Unarchive,
            Deed::Unmute,
            Deed::Notices,
            Deed::Folder,
            Deed::Waiting,
        ],
        &[
            Deed::Gallery,
            Deed::Details,
            Deed::Encryption,
            Deed::Keys,
            Deed::CopyAddress,
            Deed::InviteThere,
            Deed::Rename,
            Deed::Groups,
            Deed::AddThem,
        ],
        &[
            Deed::Clear,
            Deed::Unblock,
            Deed::Block,
            Deed::Report,
            Deed::RemoveContact,
            Deed::EnterRoom,
            Deed::LeaveRoom,
        ],
    ];
    let mut items: Vec<Item<M>> = Vec::new();
    for group in GROUPS {
        let offered = group
            .iter()
            .filter(|deed| applies_to(**deed, entry, context));
        let mut lines = offered
            .filter_map(|deed| Some(menu_entry(*deed, wrap(contact_deed(*deed)?))))
            .peekable();
        if lines.peek().is_some() && !items.is_empty() {
            items.push(Item::Separator);
        }
        items.extend(lines);
    }
    items
}

/// Something was not seen, or shall look so.
pub fn is_unread(entry: &Conversation) -> bool {
    entry.unread > 0 || entry.marked_unread
}

/// A conversation in which nothing was said yet.
fn beginning<'a>(entry: &Conversation) -> Element<'a, Message> {
    let label = tr!("conversation-empty", name = entry.name.as_str());
    let shown = text(label)
        .size(size::LIST)
        .style(words::quiet)
        .align_x(Center);
    container(shown).center(Fill).padding(space::XL).into()
}
