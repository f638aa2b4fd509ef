//! The actions that are about conversations and accounts: whether each can be done now, and how.

use waxwing_core::model::{Account, Connection, Conversation, OwnPresence, Subscription};
use waxwing_core::{AccountId, Command, command};

use super::conversation::view::is_unread;
use super::flag::{self, Flag, Pause, is_muted};
use super::profile_menu::Link;
use super::{ContactDeed, Message, State, banner, people, profile_menu};
use crate::action::{Action as Deed, Group};
use crate::clipboard;
use crate::screen::dialog::clear;
use crate::screen::dialog::invite::Sheet;
use crate::screen::{Action, Context};
use crate::ui::{composer, message, room as ui_room};

impl State {
    /// Whether something can be done now, once nothing lies over the page any more.
    pub fn applies(&self, deed: Deed, account: Option<AccountId>, context: &Context<'_>) -> bool {
        let open = self.open_id().and_then(|id| context.world.conversation(id));
        match deed.group() {
            Group::General => false,
            Group::List => self.applies_to_list(deed, context),
            Group::Conversation => open.is_some_and(|entry| match deed {
                Deed::RetryAll => self
                    .open
                    .as_ref()
                    .is_some_and(|open| open.failed().is_some()),
                _ => applies_to(deed, entry, context),
            }),
            Group::Message => self.offered(deed).is_some(),
            Group::Writing if deed == Deed::SendLater => {
                let can = self.open.as_ref().is_some_and(|open| open.can_plan());
                can && open.is_some_and(|entry| !entry.blocked)
            }
            Group::Writing => open.is_some_and(|entry| {
                let blank = self
                    .open
                    .as_ref()
                    .is_none_or(|open| open.draft().trim().is_empty());
                !entry.blocked && (deed != Deed::Send || !blank)
            }),
            Group::Account => match self.subject(account, context) {
                Some(one) => applies_to_account(deed, one),
                None => deed == Deed::AddAccount,
            },
        }
    }

    fn applies_to_list(&self, deed: Deed, context: &Context<'_>) -> bool {
        let count = context.world.order().len();
        match deed {
            Deed::AddContact | Deed::Invite | Deed::NewGroup | Deed::JoinChannel => {
                context.world.accounts().any(|one| one.enabled)
            }
            Deed::Requests => context.world.request_count() > 0,
            Deed::Notes => context.world.account().is_some(),
            Deed::Reminders => !context.world.reminders().is_empty(),
            Deed::Archived => !context.world.archived().is_empty(),
            Deed::ConnectNow => context
                .world
                .accounts()
                .any(|one| one.enabled && matches!(one.connection, Connection::Waiting { .. })),
            Deed::Find | Deed::Previous | Deed::Next => count > 0,
            Deed::NextHit | Deed::PreviousHit => self.has_hits(),
            _ => deed.place().is_some_and(|place| place < count),
        }
    }

    /// Does something. Nothing is done where it can't be, and nothing under a dialog.
    pub fn act(
        &mut self,
        deed: Deed,
        account: Option<AccountId>,
        context: &Context<'_>,
    ) -> Action<Message> {
        if self.has_layer() {
            return Action::none();
        }
        // One key for both ways.
        if deed == Deed::MarkUnread {
            return self.toggle_unread(context);
        }
        // Where no conversation is open, there is everything to search in.
        if deed == Deed::FindHere && self.open_id().is_none() {
            return self.act(Deed::Find, account, context);
        }
        if !self.applies(deed, account, context) {
            return Action::none();
        }
        if let Some(place) = deed.place() {
            return self.open_nth(place, context);
        }
        match deed.group() {
            Group::General => Action::none(),
            Group::List => match deed {
                Deed::Find => self.find_everywhere(context),
                Deed::NextHit => self.step(1, context),
                Deed::PreviousHit => self.step(-1, context),
                Deed::Previous => self.walk(-1, context),
                Deed::Next => self.walk(1, context),
                Deed::AddContact => self.add_contact(String::new(), context),
                Deed::NewGroup => self.new_group(account, context),
                Deed::JoinChannel => self.join_channel(account, String::new(), context),
                Deed::Invite => self.invite(Sheet::CONTACT, account, context),
                Deed::Requests => self.update(Message::RequestsPressed, context),
                Deed::Notes => self.open_notes(account, context),
                Deed::Archived => self.toggle_archive(),
                Deed::Reminders => self.show_reminders(),
                _ => self.update(Message::Banner(banner::Message::AllPressed), context),
            },
            Group::Conversation => self.act_on_conversation(deed, context),
            Group::Message => match self.offered(deed) {
                Some(doing) => {
                    let doing = crate::ui::timeline::Event::Doing(doing);
                    let message = super::conversation::Message::Timeline(doing);
                    self.update(Message::Conversation(message), context)
                }
                None => Action::none(),
            },
            Group::Writing => match deed {
                Deed::Send => self.compose(composer::Message::SendPressed, context),
                Deed::Emoji => self.compose(composer::Message::EmojiPressed, context),
                Deed::SendLater => self.ask_when(context),
                Deed::Attach => self.choose_files(context),
                Deed::Speak => self.speak(false),
                Deed::Cover => self.talk(super::conversation::Message::CoverToggled, context),
                Deed::EditLast => self.talk(super::conversation::Message::LastEdited, context),
                _ => self.focus(),
            },
            Group::Account => self.act_on_account(deed, account, context),
        }
    }

    fn compose(&mut self, message: composer::Message, context: &Context<'_>) -> Action<Message> {
        self.talk(super::conversation::Message::Composer(message), context)
    }

    fn talk(
        &mut self,
        message: super::conversation::Message,
        context: &Context<'_>,
    ) -> Action<Message> {
        self.update(Message::Conversation(message), context)
    }

    fn act_on_conversation(&mut self, deed: Deed, context: &Context<'_>) -> Action<Message> {
        use super::conversation::Message as Inside;
        let Some(id) = self.open_id() else {
            return Action::none();
        };
        match (deed, contact_deed(deed)) {
            (_, Some(contact)) => self.update(Message::Contact(id, contact), context),
            (Deed::RetryAll, None) => {
                self.update(Message::Conversation(Inside::AllRetried), context)
            }
            _ => self.update(Message::Conversation(Inside::JumpPressed), context),
        }
    }

    fn act_on_account(
        &mut self,
        deed: Deed,
        account: Option<AccountId>,
        context: &Context<'_>,
    ) -> Action<Message> {
        use profile_menu::Message as M;
        let subject = self.subject(account, context).map(|one| one.id);
        let Some(id) = subject else {
            return self.open_page(Link::AddAccount);
        };
        if let Some(show) = deed.show() {
            return choose(show, context);
        }
        let pressed = match deed {
            Deed::Accounts => return self.toggle_menu(context),
            Deed::AddAccount => return self.open_page(Link::AddAccount),
            Deed::CopyOwnAddress => {
                let address = context.world.account_by(id).map(|one| one.jid.to_string());
                return address.map_or_else(Action::none, |address| {
                    Action::run(clipboard::copy(address))
                });
            }
            Deed::ShowCode => return self.invite(Sheet::Own, Some(id), context),
            Deed::ClearAll => {
                let account = context.world.account_by(id);
                return account.map_or_else(Action::none, |account| {
                    self.ask_clear(clear::State::of_account(account, context.now))
                });
            }
            Deed::OwnProfile => M::PeoplePressed(people::Link::Own(id)),
            Deed::OwnKeys => M::PeoplePressed(people::Link::Keys(id)),
            Deed::Blocked => M::PeoplePressed(people::Link::Blocked(id)),
            Deed::SwitchAccount => M::EnabledToggled(id),
            Deed::Reconnect => M::ReconnectPressed(id),
            Deed::Password => M::PasswordPressed(id),
            Deed::Connection => M::Opened(Link::Connection(id)),
            Deed::History => M::Opened(Link::History(id)),
            Deed::Console => M::Opened(Link::Console(id)),
            Deed::DeleteAccount => M::DeletePressed(id),
            _ => M::RemovePressed(id),
        };
        // As if it were pressed in the menu, which does not stay open.
        self.menu = Some(profile_menu::State::new(context));
        let done = self.update(Message::Menu(pressed), context);
        self.menu = None;
        done
    }

    /// The account that an action is about: the given one, else that of the open conversation, else the first.
    fn subject<'a>(
        &self,
        account: Option<AccountId>,
        context: &Context<'a>,
    ) -> Option<&'a Account> {
        let open = self.open_id().and_then(|id| context.world.conversation(id));
        let wanted = account.or(open.map(|entry| entry.account));
        let found = wanted.and_then(|id| context.world.account_by(id));
        found.or(context.world.account()).map(AsRef::as_ref)
    }

    /// What the menu of the newest message does for an action.
    fn offered(&self, deed: Deed) -> Option<message::Doing> {
        let newest = self.open.as_ref()?.newest_message()?;
        let mut offers = message::menu::offers(newest).into_iter();
        offers.find(|(one, _)| *one == deed).map(|(_, doing)| doing)
    }
}

/// What is done with the contact of a conversation.
pub fn contact_deed(deed: Deed) -> Option<ContactDeed> {
    Some(match deed {
        Deed::MarkRead => ContactDeed::MarkRead,
        Deed::MarkUnread => ContactDeed::MarkUnread,
        Deed::Details => ContactDeed::Open,
        Deed::Gallery => ContactDeed::Gallery,
        Deed::Encryption => ContactDeed::Encryption,
        Deed::Keys => ContactDeed::Keys,
        Deed::CopyAddress => ContactDeed::CopyAddress,
        Deed::Rename => ContactDeed::Rename,
        Deed::Groups => ContactDeed::Groups,
        Deed::AddThem => ContactDeed::Add,
        Deed::InviteThere => ContactDeed::InviteThere,
        Deed::EnterRoom => ContactDeed::EnterRoom,
        Deed::LeaveRoom => ContactDeed::LeaveRoom,
        Deed::Block => ContactDeed::Block,
        Deed::Report => ContactDeed::Report,
        Deed::Unblock => ContactDeed::Unblock,
        Deed::RemoveContact => ContactDeed::Remove,
        Deed::FindHere => ContactDeed::Search,
        Deed::GoToDate => ContactDeed::GoToDate,
        Deed::Pin => ContactDeed::Flag(Flag::Pinned(true)),
        Deed::Unpin => ContactDeed::Flag(Flag::Pinned(false)),
        Deed::PinHigher => ContactDeed::Flag(Flag::Moved(-1)),
        Deed::PinLower => ContactDeed::Flag(Flag::Moved(1)),
        Deed::Archive => ContactDeed::Flag(Flag::Archived(true)),
        Deed::Unarchive => ContactDeed::Flag(Flag::Archived(false)),
        Deed::MuteHour => ContactDeed::Flag(Flag::Muted(Pause::Hour)),
        Deed::MuteHours => ContactDeed::Flag(Flag::Muted(Pause::Hours)),
        Deed::MuteTomorrow => ContactDeed::Flag(Flag::Muted(Pause::Tomorrow)),
        Deed::MuteEver => ContactDeed::Flag(Flag::Muted(Pause::Ever)),
        Deed::Unmute => ContactDeed::Flag(Flag::Muted(Pause::None)),
        Deed::Notices => ContactDeed::Notices,
        Deed::Folder => ContactDeed::Folder,
        Deed::Waiting => ContactDeed::Waiting,
        Deed::Export => ContactDeed::Export,
        Deed::Clear => ContactDeed::Clear,
        _ => return None,
    })
}

/// Whether something can be done with a conversation; its menu offers the same.
pub fn applies_to(deed: Deed, entry: &Conversation, context: &Context<'_>) -> bool {
    let known = entry.subscription != Subscription::Stranger;
    let room = entry.room.as_deref();
    match deed {
        Deed::InviteThere => room.is_some_and(ui_room::may_invite),
        Deed::LeaveRoom => room.is_some(),
        Deed::Keys => room.is_none() && !entry.notes,
        Deed::EnterRoom => room.is_some_and(ui_room::is_outside),
        Deed::AddThem
        | Deed::Block
        | Deed::Report
        | Deed::Rename
        | Deed::Groups
        | Deed::RemoveContact
            if room.is_some() =>
        {
            false
        }
        Deed::Details | Deed::AddThem | Deed::Block | Deed::Report | Deed::Notices
            if entry.notes =>
        {
            false
        }
        Deed::MuteHour | Deed::MuteHours | Deed::MuteTomorrow | Deed::MuteEver => {
            !entry.notes && !is_muted(entry, context.now)
        }
        Deed::Unmute => is_muted(entry, context.now),
        Deed::Pin => !entry.pinned && !entry.archived,
        Deed::Unpin => entry.pinned,
        Deed::PinHigher => flag::neighbour(entry, -1, context).is_some(),
        Deed::PinLower => flag::neighbour(entry, 1, context).is_some(),
        Deed::Archive => !entry.archived,
        Deed::Waiting => !context.world.waiting(entry.id).is_empty(),
        Deed::Unarchive => entry.archived,
        Deed::MarkRead => is_unread(entry),
        Deed::MarkUnread => !is_unread(entry) && entry.last.is_some(),
        Deed::FindHere | Deed::GoToDate | Deed::Gallery | Deed::Export | Deed::Clear => {
            entry.last.is_some()
        }
        Deed::Rename | Deed::Groups | Deed::RemoveContact => known,
        Deed::AddThem => !known,
        Deed::Block => !entry.blocked && context.world.can_block(entry.account),
        Deed::Report => !entry.blocked && context.world.can_report(entry.account),
        Deed::Unblock => entry.blocked,
        _ => true,
    }
}

fn applies_to_account(deed: Deed, one: &Account) -> bool {
    match deed {
        Deed::Reconnect | Deed::Password | Deed::DeleteAccount | Deed::ShowCode => one.enabled,
        _ => true,
    }
}

/// All accounts are seen so from now on.
fn choose(show: waxwing_core::model::Show, context: &Context<'_>) -> Action<Message> {
    let accounts = context.world.accounts();
    accounts
        .map(|account| {
            let presence = OwnPresence {
                show,
                ..account.presence.clone()
            };
            let account = account.id;
            Action::send(Command::Account(command::account::Command::SetPresence {
                account,
                presence,
            }))
        })
        .fold(Action::none(), Action::and)
}
