//! Everything a person can do, in one list. Menus, the palette (Ctrl+K), the sheet (F1) and the settings of
//! the shortcuts read it, and a test compares them with it: who adds something to a menu adds it here.
//!
//! One line says all about an action: what the settings file calls it, where it belongs, its sign, its name
//! and its usual shortcut. The window carries it out (`app/act.rs`, `screen/chat/act.rs`), and says there
//! whether it can be done now.

use iced::keyboard::key::Named;
use waxwing_core::model::Show;

use crate::icon::Icon;
use crate::shortcut::{Chord, keymap};
use crate::tr;

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The window.
    General,
    /// The list of conversations.
    List,
    /// The open conversation.
    Conversation,
    /// Its newest message.
    Message,
    /// What is being written.
    Writing,
    /// An account of ours.
    Account,
}

impl Group {
    /// Every group, in the order of the sheet.
    pub const ALL: [Self; 6] = [
        Self::General,
        Self::List,
        Self::Conversation,
        Self::Message,
        Self::Writing,
        Self::Account,
    ];

    /// Its heading.
    pub fn title(self) -> String {
        match self {
            Self::General => tr!("action-group-general"),
            Self::List => tr!("action-group-list"),
            Self::Conversation => tr!("action-group-conversation"),
            Self::Message => tr!("action-group-message"),
            Self::Writing => tr!("action-group-writing"),
            Self::Account => tr!("action-group-account"),
        }
    }
}

/// Makes the enum and its tables from one line for each action.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident: $group:ident, $word:literal, $icon:ident, $title:expr, $usual:expr;)+) => {
        /// Something a person can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($(#[$doc])* $name,)+
        }

        impl Action {
            /// Every action, in the order of the sheet within its group.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What the settings file calls it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What it is about.
            pub fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)+ }
            }

            /// Its sign.
            pub fn icon(self) -> Icon {
                match self { $(Self::$name => Icon::$icon,)+ }
            }

            /// Its name, as menus have it.
            pub fn title(self) -> String {
                match self { $(Self::$name => $title,)+ }
            }

            /// Its shortcut where nothing else was chosen.
            pub fn usual(self) -> Option<Chord> {
                match self { $(Self::$name => $usual,)+ }
            }
        }
    };
}

actions! {
    /// Show the palette, or close it.
    Palette: General, "palette", Search, tr!("palette-title"), Some(Chord::command('k'));
    /// Show or hide the sheet of the shortcuts.
    Sheet: General, "shortcuts", Keyboard, tr!("shortcuts-title"), Some(Chord::key(Named::F1));
    /// Show or hide the settings.
    Settings: General, "settings", Settings, tr!("settings-title"), Some(Chord::command(','));
    /// Make everything larger.
    Larger: General, "larger", Plus, tr!("zoom-larger"), Some(Chord::command('+'));
    /// Make everything smaller.
    Smaller: General, "smaller", ArrowDown, tr!("zoom-smaller"), Some(Chord::command('-'));
    /// Show everything in its usual size.
    UsualSize: General, "usual-size", Eye, tr!("zoom-usual"), Some(Chord::command('0'));
    /// No notices for a while, or notices again.
    PauseNotices: General, "pause-notifications", BellOff, tr!("action-pause-notices"), None;
    /// Close the window.
    Quit: General, "quit", X, tr!("shortcut-quit"), Some(Chord::command('q'));

    /// Search in everything that was said, and among the names.
    Find: List, "find", Search, tr!("shortcut-find-everywhere"), Some(Chord::shifted('f'));
    /// Go to the next hit of the search.
    NextHit: List, "next-hit", ChevronDown, tr!("action-hit-next"), Some(Chord::key(Named::F3));
    /// Go to the one before.
    PreviousHit: List, "previous-hit", ChevronUp, tr!("action-hit-previous"), Some(Chord::shift_key(Named::F3));
    /// Open the conversation above.
    Previous: List, "previous", ChevronUp, tr!("action-previous"), Some(Chord::alt(Named::ArrowUp));
    /// Open the next conversation below.
    Next: List, "next", ChevronDown, tr!("action-next"), Some(Chord::alt(Named::ArrowDown));
    /// Open the first conversation.
    First: List, "open-1", Message, tr!("action-nth", place = 1), Some(Chord::command('1'));
    /// Open the second.
    Second: List, "open-2", Message, tr!("action-nth", place = 2), Some(Chord::command('2'));
    /// Open the third.
    Third: List, "open-3", Message, tr!("action-nth", place = 3), Some(Chord::command('3'));
    /// Open the fourth.
    Fourth: List, "open-4", Message, tr!("action-nth", place = 4), Some(Chord::command('4'));
    /// Open the fifth.
    Fifth: List, "open-5", Message, tr!("action-nth", place = 5), Some(Chord::command('5'));
    /// Open the sixth.
    Sixth: List, "open-6", Message, tr!("action-nth", place = 6), Some(Chord::command('6'));
    /// Open the seventh.
    Seventh: List, "open-7", Message, tr!("action-nth", place = 7), Some(Chord::command('7'));
    /// Open the eighth.
    Eighth: List, "open-8", Message, tr!("action-nth", place = 8), Some(Chord::command('8'));
    /// Open the ninth.
    Ninth: List, "open-9", Message, tr!("action-nth", place = 9), Some(Chord::command('9'));
    /// Add a contact.
    AddContact: List, "add-contact", UserPlus, tr!("sidebar-add"), Some(Chord::command('n'));
    /// Make a group.
    NewGroup: List, "new-group", Users, tr!("group-new"), None;
    /// Go into a channel.
    JoinChannel: List, "join-channel", Hash, tr!("channel-join"), None;
    /// Invite somebody.
    Invite: List, "invite", Send, tr!("invite-open-dialog"), None;
    /// Look at who asks and who writes.
    Requests: List, "requests", Users, tr!("requests-title"), None;
    /// Write to ourselves.
    Notes: List, "notes", Pencil, tr!("notes-open"), None;
    /// Show the archived conversations, or all others again.
    Archived: List, "archived", Archive, tr!("archived-title"), None;
    /// Look at what one wants to be reminded of.
    Reminders: List, "reminders", Bell, tr!("reminders-title"), None;
    /// Connect at once every account that waits.
    ConnectNow: List, "connect-now", Refresh, tr!("offline-try-now"), None;

    /// Go to the newest message.
    Newest: Conversation, "newest", ArrowDown, tr!("conversation-jump"), Some(Chord::alt(Named::End));
    /// Search in it.
    FindHere: Conversation, "find-here", Search, tr!("search-here"), Some(Chord::command('f'));
    /// Go to a day of its history.
    GoToDate: Conversation, "go-to-date", Clock, tr!("go-to-date"), Some(Chord::command('g'));
    /// Count everything as seen.
    MarkRead: Conversation, "mark-read", CheckCheck, tr!("mark-read"), None;
    /// Let it look unread.
    MarkUnread: Conversation, "mark-unread", EyeOff, tr!("mark-unread"), Some(Chord::command('u'));
    /// Show its pictures and files.
    Gallery: Conversation, "gallery", Image, tr!("gallery-open"), None;
    /// Open the page about them.
    Details: Conversation, "details", User, tr!("contact-open"), Some(Chord::command('i'));
    /// Say who can read what is written there.
    Encryption: Conversation, "encryption", Lock, tr!("encryption-title"), None;
    /// Show their devices and keys.
    Keys: Conversation, "keys", Shield, tr!("keys-title"), None;
    /// Put their address on the clipboard.
    CopyAddress: Conversation, "copy-address", Copy, tr!("contact-copy-address"), None;
    /// Show another name.
    Rename: Conversation, "rename", Pencil, tr!("contact-rename"), Some(Chord::key(Named::F2));
    /// Put them into groups.
    Groups: Conversation, "groups", Users, tr!("contact-groups"), None;
    /// Invite people into it.
    InviteThere: Conversation, "invite-people", UserPlus, tr!("group-invite"), None;
    /// Go into it again.
    EnterRoom: Conversation, "enter-group", Users, tr!("room-enter"), None;
    /// Leave it.
    LeaveRoom: Conversation, "leave-group", LogOut, tr!("room-leave"), None;
    /// Put a stranger on the roster.
    AddThem: Conversation, "add-them", UserPlus, tr!("contact-add"), None;
    /// Put it before all others.
    Pin: Conversation, "pin", Pin, tr!("conversation-pin"), None;
    /// Put it back among the others.
    Unpin: Conversation, "unpin", Pin, tr!("conversation-unpin"), None;
    /// Put it one place up among the pinned.
    PinHigher: Conversation, "pin-higher", ChevronUp, tr!("conversation-pin-higher"), None;
    /// Put it one place down among the pinned.
    PinLower: Conversation, "pin-lower", ChevronDown, tr!("conversation-pin-lower"), None;
    /// Put it with the archived.
    Archive: Conversation, "archive", Archive, tr!("conversation-archive"), None;
    /// Take it out of the archive.
    Unarchive: Conversation, "unarchive", Archive, tr!("conversation-unarchive"), None;
    /// Choose when it gives notices.
    Notices: Conversation, "notifications", Bell, tr!("conversation-notices"), None;
    /// Give no notices for an hour.
    MuteHour: Conversation, "mute-1-hour", BellOff, tr!("conversation-mute-hour"), None;
    /// Give no notices for eight hours.
    MuteHours: Conversation, "mute-8-hours", BellOff, tr!("conversation-mute-hours"), None;
    /// Give no notices until tomorrow.
    MuteTomorrow: Conversation, "mute-until-tomorrow", BellOff, tr!("conversation-mute-tomorrow"), None;
    /// Give no notices any more.
    MuteEver: Conversation, "mute", BellOff, tr!("conversation-mute-ever"), None;
    /// Give notices again.
    Unmute: Conversation, "unmute", Bell, tr!("conversation-unmute"), None;
    /// Choose its folder.
    Folder: Conversation, "folder", Archive, tr!("conversation-folder"), None;
    /// Look at what waits for its time.
    Waiting: Conversation, "scheduled", Clock, tr!("waiting-title"), None;
    /// Write it into a file.
    Export: Conversation, "export", Download, tr!("conversation-export"), None;
    /// Delete its history from this machine.
    Clear: Conversation, "delete-history", Trash, tr!("action-clear"), None;
    /// Let nothing of theirs through any more.
    Block: Conversation, "block", Ban, tr!("contact-block"), None;
    /// The same, and say why.
    Report: Conversation, "report", Warning, tr!("contact-report"), None;
    /// Let them through again.
    Unblock: Conversation, "unblock", Ban, tr!("contact-unblock"), None;
    /// Take them off the roster.
    RemoveContact: Conversation, "remove-contact", Trash, tr!("contact-remove"), None;
    /// Try all failed messages again.
    RetryAll: Conversation, "retry-all", Refresh, tr!("failed-retry-all"), None;

    /// Answer the newest message.
    Reply: Message, "reply", Reply, tr!("message-reply"), None;
    /// Choose what to feel about it.
    React: Message, "react", Smile, tr!("message-react"), None;
    /// Say something else instead of it.
    Edit: Message, "edit", Pencil, tr!("message-edit"), None;
    /// Put the text of the newest message on the clipboard.
    CopyMessage: Message, "copy-message", Copy, tr!("message-copy"), None;
    /// Put its link on the clipboard.
    CopyLink: Message, "copy-link", Link, tr!("message-copy-link"), None;
    /// Open its file.
    OpenFile: Message, "open-file", ExternalLink, tr!("message-open-file"), None;
    /// Show its file in its folder.
    ShowFile: Message, "show-file", Search, tr!("message-show-file"), None;
    /// Write its file somewhere else.
    SaveFile: Message, "save-file", Download, tr!("message-save-file"), None;
    /// Put its picture on the clipboard.
    CopyPicture: Message, "copy-picture", Image, tr!("message-copy-picture"), None;
    /// Fetch its file.
    FetchFile: Message, "download-file", Download, tr!("message-fetch-file"), None;
    /// Stop its file on its way.
    StopFile: Message, "stop-file", X, tr!("message-stop-file"), None;
    /// Say it again somewhere else.
    Forward: Message, "forward", Forward, tr!("message-forward"), None;
    /// Be reminded of it.
    Remind: Message, "remind", Bell, tr!("message-remind"), None;
    /// Mark it, to do something with several.
    Mark: Message, "select", CheckCircle, tr!("message-select"), None;
    /// Show what it said before.
    Versions: Message, "versions", Clock, tr!("message-versions"), None;
    /// Show what happened to it on its way.
    Delivery: Message, "delivery", Info, tr!("message-delivery"), None;
    /// Try it again.
    Retry: Message, "retry", Refresh, tr!("message-try-again"), None;
    /// Throw it away before it is sent.
    Discard: Message, "discard", Trash, tr!("message-delete"), None;

    /// Delete it on this machine.
    Forget: Message, "delete-for-me", Trash, tr!("message-forget"), None;
    /// Take it back.
    Retract: Message, "retract", Trash, tr!("message-retract"), None;

    /// Give what is being written the focus.
    Write: Writing, "write", Pencil, tr!("action-write"), Some(Chord::command('l'));
    /// Choose files to send.
    Attach: Writing, "attach", Paperclip, tr!("composer-attach"), Some(Chord::command('o'));
    /// Choose an emoji.
    Emoji: Writing, "emoji", Smile, tr!("emoji-title"), Some(Chord::command('.'));
    /// Send it.
    Send: Writing, "send", Send, tr!("shortcut-send"), Some(Chord::command_key(Named::Enter));
    /// Send it at a time.
    SendLater: Writing, "send-later", Clock, tr!("action-send-later"), Some(Chord::shifted('l'));
    /// Speak instead of writing.
    Speak: Writing, "voice-message", Microphone, tr!("voice-record"), Some(Chord::shifted('r'));
    /// Show it only to who asks for it.
    Cover: Writing, "cover", EyeOff, tr!("composer-cover"), None;
    /// Say something else instead of what we said last.
    EditLast: Writing, "edit-last", Pencil, tr!("action-edit-last"), None;

    /// Show the menu of our own accounts.
    Accounts: Account, "accounts", Menu, tr!("profile-menu"), None;
    /// Available.
    Online: Account, "online", CheckCircle, tr!("choice-online"), None;
    /// Wants to talk.
    Chatty: Account, "happy-to-talk", Smile, tr!("choice-chat"), None;
    /// Away.
    Away: Account, "away", Clock, tr!("choice-away"), None;
    /// Away for long.
    AwayLong: Account, "away-for-long", Moon, tr!("choice-extended-away"), None;
    /// Not to be disturbed.
    Busy: Account, "do-not-disturb", BellOff, tr!("choice-do-not-disturb"), None;
    /// Our own card.
    OwnProfile: Account, "own-profile", User, tr!("own-open"), None;
    /// Put our own address on the clipboard.
    CopyOwnAddress: Account, "copy-own-address", Copy, tr!("nobody-copy"), None;
    /// Show our own address as a code.
    ShowCode: Account, "show-code", QrCode, tr!("code-open"), None;
    /// Whom an account keeps away.
    Blocked: Account, "blocked", Ban, tr!("blocked-open"), None;
    /// Sign in with another account.
    AddAccount: Account, "add-account", UserPlus, tr!("account-add"), None;
    /// Switch an account on or off.
    SwitchAccount: Account, "switch-account", Eye, tr!("action-switch-account"), None;
    /// Connect an account anew.
    Reconnect: Account, "reconnect", Refresh, tr!("account-reconnect"), None;
    /// Have another password.
    Password: Account, "password", Lock, tr!("password-title"), None;
    /// Our own devices and keys.
    OwnKeys: Account, "own-keys", Shield, tr!("keys-title"), None;
    /// How an account is connected.
    Connection: Account, "connection", Link, tr!("account-connection"), None;
    /// How much of its history is here.
    History: Account, "history", Clock, tr!("account-history"), None;
    /// Delete what is old of it from this machine.
    ClearAll: Account, "delete-old-messages", Trash, tr!("clear-account"), None;
    /// What an account says to its server and hears from it.
    Console: Account, "console", Quote, tr!("account-console"), None;
    /// Remove an account from this machine.
    RemoveAccount: Account, "remove-account", LogOut, tr!("account-remove"), None;
    /// Delete an account on its server.
    DeleteAccount: Account, "delete-account", Trash, tr!("delete-account-title"), None;
}

impl Action {
    /// The action that the settings file calls so.
    pub fn by_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }

    /// Its shortcut as it is in force, in words.
    pub fn keys(self) -> Option<String> {
        keymap::words(self)
    }

    /// Which conversation of the list it opens, counted from 0.
    pub fn place(self) -> Option<usize> {
        const PLACES: [Action; 9] = [
            Action::First,
            Action::Second,
            Action::Third,
            Action::Fourth,
            Action::Fifth,
            Action::Sixth,
            Action::Seventh,
            Action::Eighth,
            Action::Ninth,
        ];
        PLACES.iter().position(|one| *one == self)
    }

    /// The availability that it chooses.
    pub fn show(self) -> Option<Show> {
        Some(match self {
            Self::Online => Show::Online,
            Self::Chatty => Show::Chat,
            Self::Away => Show::Away,
            Self::AwayLong => Show::ExtendedAway,
            Self::Busy => Show::DoNotDisturb,
            _ => return None,
        })
    }

    /// Whether there is one for each account.
    pub fn is_of_account(self) -> bool {
        let for_all = matches!(self, Self::Accounts | Self::AddAccount);
        self.group() == Group::Account && !for_all && self.show().is_none()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_has_a_word_of_its_own_that_is_read_again() {
        let words: BTreeSet<_> = Action::ALL.iter().map(|one| one.word()).collect();
        assert_eq!(words.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(Action::by_word(action.word()), Some(*action));
        }
        assert_eq!(Action::by_word("dance"), None);
    }

    #[test]
    fn within_a_group_no_two_have_the_same_name() {
        for group in Group::ALL {
            let of = || Action::ALL.iter().filter(|one| one.group() == group);
            let titles: BTreeSet<_> = of().map(|one| one.title()).collect();
            assert_eq!(titles.len(), of().count(), "{group:?}");
            assert!(!titles.is_empty(), "{group:?}");
        }
    }
}
