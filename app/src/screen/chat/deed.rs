//! What can be done with a contact from wherever one is listed.

use waxwing_core::{Command, ConversationId, command};

use super::{Message, State, flag};
use crate::screen::dialog::{
    Dialog, clear, confirm, day, encryption, export, folder, groups, notices, rename, report,
};
use crate::screen::{Action, Context};
use crate::{clipboard, engine};

/// What can be done with a contact from its menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactDeed {
    /// Put a stranger on the roster.
    Add,
    /// Open the page about them.
    Open,
    /// Show its pictures and files.
    Gallery,
    /// Say who can read what is written there.
    Encryption,
    /// Show their devices and keys.
    Keys,
    /// Show another name.
    Rename,
    /// Put them into groups.
    Groups,
    /// Let nothing of theirs through any more.
    Block,
    /// The same, and say why.
    Report,
    /// Let them through again.
    Unblock,
    /// Take off the roster.
    Remove,
    /// Invite people into a group.
    InviteThere,
    /// Go into a group again.
    EnterRoom,
    /// Ask to be let speak in a group.
    AskVoice,
    /// Settle what a group is like.
    ConfigureRoom,
    /// Leave a group.
    LeaveRoom,
    /// End a group for everybody.
    DestroyRoom,
    /// Put the address on the clipboard.
    CopyAddress,
    /// Count everything as seen.
    MarkRead,
    /// Let it look unread.
    MarkUnread,
    /// Search in it.
    Search,
    /// Go to a day of its history.
    GoToDate,
    /// Lay something down for it.
    Flag(flag::Flag),
    /// Choose when it gives notices.
    Notices,
    /// Choose its folder.
    Folder,
    /// Show what waits for its time.
    Waiting,
    /// Write it into a file.
    Export,
    /// Delete its history from this machine.
    Clear,
}

impl State {
    pub(super) fn contact(
        &mut self,
        id: ConversationId,
        deed: ContactDeed,
        context: &Context<'_>,
    ) -> Action<Message> {
        let Some(entry) = context.world.conversation(id) else {
            return Action::none();
        };
        match deed {
            ContactDeed::Add => {
                self.add_contact_to(Some(entry.account), entry.jid.to_string(), context)
            }
            ContactDeed::Open => {
                let entry = std::sync::Arc::clone(entry);
                let opened = match context.wide && self.open_id() != Some(id) {
                    true => self.open(id, context),
                    false => Action::none(),
                };
                opened.and(self.show_profile(&entry))
            }
            ContactDeed::Gallery => {
                let entry = std::sync::Arc::clone(entry);
                self.show_gallery(&entry)
            }
            ContactDeed::Encryption => {
                self.show(Dialog::Encryption(encryption::State::new(entry.id)))
            }
            ContactDeed::Keys => {
                let (account, jid) = (entry.account, entry.jid.clone());
                self.show_keys(account, jid, context)
            }
            ContactDeed::Groups => {
                let all = context.world.contacts(entry.account);
                let all = all.map_or(&[][..], |contacts| &contacts.groups);
                self.show(Dialog::Groups(groups::State::new(entry, all)))
            }
            ContactDeed::Report => {
                let spam = Some(waxwing_core::model::ReportReason::Spam);
                self.show(Dialog::Report(report::State::new(entry, spam, context)))
            }
            ContactDeed::Block if context.world.can_report(entry.account) => {
                self.show(Dialog::Report(report::State::new(entry, None, context)))
            }
            ContactDeed::Block => self.show(Dialog::Confirm(confirm::State::block(entry))),
            ContactDeed::Unblock => {
                Action::send(Command::Contact(command::contact::Command::Unblock {
                    request: engine::request(),
                    account: entry.account,
                    address: entry.jid.to_string(),
                }))
            }
            ContactDeed::Rename => self.show(Dialog::Rename(rename::State::new(entry))),
            ContactDeed::Remove => {
                self.show(Dialog::Confirm(confirm::State::remove_contact(entry)))
            }
            ContactDeed::InviteThere
            | ContactDeed::EnterRoom
            | ContactDeed::AskVoice
            | ContactDeed::ConfigureRoom
            | ContactDeed::LeaveRoom
            | ContactDeed::DestroyRoom => {
                let entry = std::sync::Arc::clone(entry);
                self.act_on_room(&entry, deed)
            }
            ContactDeed::CopyAddress => Action::run(clipboard::copy(entry.jid.to_string())),
            ContactDeed::MarkRead => self.mark_read(id),
            ContactDeed::MarkUnread => self.mark_unread(id),
            ContactDeed::Search => self.open(id, context).and(self.find_here(context)),
            ContactDeed::GoToDate => self.choose_day(day::Purpose::Go(id), context),
            ContactDeed::Flag(flag) => flag::lay_down(flag, entry, context),
            ContactDeed::Notices => {
                self.show(Dialog::Notices(notices::State::new(entry, context.now)))
            }
            ContactDeed::Clear => self.ask_clear(clear::State::of(entry, context.now)),
            ContactDeed::Waiting => self.show_waiting(id),
            ContactDeed::Export => self.show(Dialog::Export(export::State::new(entry, context))),
            ContactDeed::Folder => {
                let all = context.world.folders();
                self.show(Dialog::Folder(folder::State::new(entry, all)))
            }
        }
    }
}
