//! Groups and channels: how one comes in, and what stands where one can't write.

use std::collections::BTreeSet;
use std::sync::Arc;

use iced::widget::{column, container, row, text};
use iced::{Center, Fill, padding};
use waxwing_core::command::room::Command as Deed;
use waxwing_core::model::{Conversation, Refusal, Removal, Role, RoomInvitation, Standing};
use waxwing_core::{AccountId, BareJid, Command, ConversationId, event};

use super::conversation::view::Event;
use super::{ContactDeed, State, people};
use crate::icon::Icon;
use crate::screen::dialog::{Dialog, configure_room, confirm, join_room, new_group};
use crate::screen::{Action, Context};
use crate::theme::button::Kind;
use crate::theme::{size, space, surface, text as words};
use crate::ui::{room, timeline};
use crate::widget::{
    Element, Role as Spoken, accessible, focus_button, hazard, icon_button, one_line, text_button,
};
use crate::{engine, font, tr};

/// What happens in the bars about groups.
#[derive(Clone, Debug)]
pub enum Message {
    /// Somebody may write from now on.
    VoiceGiven(ConversationId, String),
    /// They may not.
    VoiceRefused(ConversationId, String),
    /// Go in.
    Accepted(Arc<RoomInvitation>),
    /// Don't.
    Declined(Arc<RoomInvitation>),
}

impl State {
    /// Takes in an answer. The dialog says what comes of going in.
    pub(super) fn answer_room(&mut self, message: Message) -> Action<super::Message> {
        match message {
            Message::Accepted(invitation) => {
                let address = invitation.room.to_string();
                let (dialog, join) = join_room::State::enter(invitation.account, address);
                let join = join.map(super::Message::Dialog);
                join.and(self.show(Dialog::JoinRoom(dialog)))
            }
            Message::Declined(invitation) => Action::send(Command::Room(Deed::Decline {
                account: invitation.account,
                room: invitation.room.clone(),
                tell: false,
            })),
            Message::VoiceGiven(conversation, nick) => Action::send(Command::Room(Deed::SetRole {
                request: engine::request(),
                conversation,
                nick,
                role: Role::Participant,
                reason: String::new(),
            })),
            Message::VoiceRefused(conversation, nick) => {
                Action::send(Command::Room(Deed::RefuseVoice { conversation, nick }))
            }
        }
    }

    /// Asks for a new group.
    pub(super) fn new_group(
        &mut self,
        account: Option<AccountId>,
        context: &Context<'_>,
    ) -> Action<super::Message> {
        match usual(account, context) {
            Some(account) => self.show(Dialog::NewGroup(new_group::State::new(account))),
            None => Action::none(),
        }
    }

    /// Asks into which channel.
    pub(super) fn join_channel(
        &mut self,
        account: Option<AccountId>,
        address: String,
        context: &Context<'_>,
    ) -> Action<super::Message> {
        match usual(account, context) {
            Some(account) => {
                let dialog = join_room::State::new(account, address);
                self.show(Dialog::JoinRoom(dialog))
            }
            None => Action::none(),
        }
    }

    pub(super) fn act_on_room(
        &mut self,
        entry: &Conversation,
        deed: ContactDeed,
    ) -> Action<super::Message> {
        let Some(here) = entry.room.as_deref() else {
            return Action::none();
        };
        match deed {
            ContactDeed::InviteThere => {
                self.show(Dialog::NewGroup(new_group::State::invite(entry)))
            }
            ContactDeed::ConfigureRoom => {
                let (dialog, ask) = configure_room::State::new(entry);
                let asked = Action::send(ask);
                asked.and(self.show(Dialog::ConfigureRoom(dialog)))
            }
            ContactDeed::LeaveRoom => self.show(Dialog::Confirm(confirm::State::leave_room(entry))),
            ContactDeed::DestroyRoom => {
                self.show(Dialog::Confirm(confirm::State::destroy_room(entry)))
            }
            ContactDeed::AskVoice => Action::send(Command::Room(Deed::AskVoice {
                conversation: entry.id,
            })),
            _ if moved(&here.standing).is_some() => {
                let other = moved(&here.standing).map(ToString::to_string);
                let dialog = join_room::State::new(entry.account, other.unwrap_or_default());
                self.show(Dialog::JoinRoom(dialog))
            }
            _ if needs_password(&here.standing) => {
                let dialog = join_room::State::new(entry.account, entry.jid.to_string());
                self.show(Dialog::JoinRoom(dialog.locked()))
            }
            _ => Action::send(Command::Room(Deed::Join {
                request: engine::request(),
                account: entry.account,
                address: entry.jid.to_string(),
                nick: None,
                password: None,
            })),
        }
    }

    /// Has it told who is in the groups that are shown: the page lists them, and whoever writes may mean
    /// one of them.
    pub fn follow_rooms(&mut self, context: &Context<'_>) -> Action<super::Message> {
        let is_room = |id: &ConversationId| {
            let entry = context.world.conversation(*id);
            entry.is_some_and(|entry| entry.room.is_some())
        };
        let page = self.people.as_ref().and_then(people::Page::profile);
        let shown = self.open_id().into_iter().chain(page);
        let shown: BTreeSet<ConversationId> = shown.filter(is_room).collect();
        if shown == self.followed {
            return Action::none();
        }
        let before = std::mem::replace(&mut self.followed, shown);
        let tell = |conversation: &ConversationId, on| {
            Command::Room(Deed::Follow {
                conversation: *conversation,
                on,
            })
        };
        let left = before.difference(&self.followed).map(|id| tell(id, false));
        let new = self.followed.difference(&before).map(|id| tell(id, true));
        Action {
            commands: left.chain(new).collect(),
            ..Action::none()
        }
    }

    /// Takes in what a dialog has asked for.
    pub fn told_room(&mut self, event: &event::room::Event) -> Action<super::Message> {
        match (event, &mut self.dialog) {
            (
                event::room::Event::Entered {
                    request,
                    conversation,
                },
                dialog,
            ) => {
                if let Some(Dialog::NewGroup(dialog)) = dialog {
                    dialog.hear(*request, *conversation);
                }
                self.entered = Some((*request, *conversation));
            }
            (event::room::Event::Found { .. }, Some(Dialog::JoinRoom(dialog))) => {
                dialog.hear(event);
            }
            (event::room::Event::Config { .. }, Some(Dialog::ConfigureRoom(dialog))) => {
                dialog.hear(event);
            }
            (
                event::room::Event::Members {
                    request, members, ..
                },
                _,
            ) => {
                if let Some(page) = &mut self.people {
                    page.told_members(*request, members);
                }
            }
            _ => {}
        }
        Action::none()
    }
}

/// The account that is meant, or the first one.
fn usual(account: Option<AccountId>, context: &Context<'_>) -> Option<AccountId> {
    let first = || context.world.accounts().find(|one| one.enabled);
    account.or_else(|| first().map(|one| one.id))
}

/// Where everybody goes instead, of a room that is no more.
fn moved(standing: &Standing) -> Option<&BareJid> {
    match standing {
        Standing::Removed { alternative, .. } => alternative.as_ref(),
        _ => None,
    }
}

fn needs_password(standing: &Standing) -> bool {
    matches!(
        standing,
        Standing::Refused {
            why: Refusal::Password,
            ..
        }
    )
}

/// What stands where one would write into a group; nothing where one can.
pub(super) fn bar<'a>(entry: &'a Conversation) -> Option<Element<'a, Event>> {
    let here = entry.room.as_deref()?;
    let (label, press) = match &here.standing {
        Standing::Joining => return None,
        Standing::Joined if here.role >= Role::Participant => return None,
        Standing::Joined if here.asks => (tr!("room-asked-voice"), None),
        Standing::Joined => (
            tr!("room-silent"),
            Some((tr!("room-ask-voice"), ContactDeed::AskVoice)),
        ),
        Standing::Removed {
            why: Removal::Destroyed,
            alternative,
            ..
        } => (
            room::trouble(here).unwrap_or_default(),
            alternative
                .as_ref()
                .map(|_| (tr!("room-moved-enter"), ContactDeed::EnterRoom)),
        ),
        _ => (
            room::trouble(here).unwrap_or_else(|| tr!("room-out")),
            Some((tr!("room-enter"), ContactDeed::EnterRoom)),
        ),
    };
    let button = press.map(|(name, deed)| text_button(name).on_press(Event::Contact(deed)));
    Some(said_and_done(label, button.map(Element::from)))
}

/// What we said waits for its time; or somebody wants to be let write, and we may let them. `None` while
/// there is neither. One after the other, so
/// that the buttons mean whom the line names.
pub(super) fn asking<'a>(entry: &'a Conversation) -> Option<Element<'a, Event>> {
    let here = entry.room.as_deref()?;
    if here.slowed && here.asking.is_empty() {
        let seconds = here.nature.as_ref().map_or(0, |it| it.slow_mode);
        let label = tr!("room-slowed", seconds = seconds);
        let shown = text(label.clone()).size(size::LIST).style(words::quiet);
        return Some(above(accessible(Spoken::Status, label, shown).into()));
    }
    let (first, others) = here.asking.split_first()?;
    let name = hazard::visible(first).into_owned();
    let label = match u32::try_from(others.len()).unwrap_or(u32::MAX) {
        0 => tr!("room-asks-voice", name = name.as_str()),
        count => tr!("room-asks-voice-more", name = name.as_str(), count = count),
    };
    let shown = one_line(label.clone()).size(size::LIST);
    let said = container(accessible(Spoken::Status, label, shown)).width(Fill);
    let give = text(tr!("room-allow-voice"))
        .size(size::LIST)
        .font(font::MEDIUM);
    let give = focus_button(give, tr!("room-allow-voice-of", name = name.as_str()));
    let give = give
        .kind(Kind::Quiet)
        .on_press(Event::Room(Message::VoiceGiven(entry.id, first.clone())));
    let refuse = icon_button(Icon::X, tr!("room-not-now"));
    let refuse = refuse.on_press(Event::Room(Message::VoiceRefused(entry.id, first.clone())));
    let content = row![said, give, refuse].spacing(space::S).align_y(Center);
    Some(above(content.into()))
}

/// A line above where one writes.
fn above(content: Element<'_, Event>) -> Element<'_, Event> {
    container(content)
        .max_width(timeline::WIDEST + 2.0 * space::L)
        .padding(padding::horizontal(space::L).top(space::S))
        .into()
}

/// A line, and what can be done about it.
fn said_and_done<'a>(label: String, deeds: Option<Element<'a, Event>>) -> Element<'a, Event> {
    let shown = text(label.clone()).size(size::LIST).style(words::quiet);
    let said = accessible(Spoken::Status, label, container(shown).center_x(Fill));
    let deeds = deeds.map(|deeds| container(deeds).center_x(Fill));
    let content = column![said].push(deeds).spacing(space::S);
    container(content).padding(space::L).into()
}

/// The oldest invitation that was not answered, above the page.
pub(super) fn invitation<'a>(context: &Context<'a>) -> Option<Element<'a, Message>> {
    let first = context.world.room_invitations().next()?;
    let invitation = Arc::new(first.clone());
    let place = invitation.room.to_string();
    let known = invitation.from.parse::<BareJid>().ok();
    let known = known.and_then(|from| context.world.with(invitation.account, &from));
    let known = known.and_then(|id| context.world.conversation(id));
    let from = known.map_or(invitation.from.as_str(), |entry| entry.name.as_str());
    let invited = match from {
        "" => tr!("room-invited", room = place),
        from => tr!("room-invited-by", name = from, room = place),
    };
    let label = match invitation.reason.trim() {
        "" => invited,
        reason => {
            let reason = hazard::visible(hazard::excerpt(reason).0).into_owned();
            tr!("room-trouble-reason", trouble = invited, reason = reason)
        }
    };
    let shown = one_line(label.clone()).size(size::LIST);
    let sign = Icon::Users.view().size(16.0);
    let said = row![sign, container(shown).width(Fill)]
        .spacing(space::S)
        .align_y(Center);
    let said = container(accessible(Spoken::Status, label, said)).width(Fill);
    let accept = text_button(tr!("room-accept")).kind(Kind::Quiet);
    let accept = accept.on_press(Message::Accepted(Arc::clone(&invitation)));
    let decline = icon_button(Icon::X, tr!("room-decline"));
    let line = row![
        said,
        accept,
        decline.on_press(Message::Declined(invitation))
    ]
    .spacing(space::S)
    .align_y(Center);
    let line = container(line)
        .width(Fill)
        .padding([space::XS, space::L])
        .style(surface::bar);
    let edge = container(iced::widget::space().width(Fill).height(1)).style(surface::line);
    Some(column![line, edge].into())
}
