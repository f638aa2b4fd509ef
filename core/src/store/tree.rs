//! The trees of the database, one for each noun.

/// A tree. The names are promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// The schema and the counters.
    Meta,
    /// `account`
    Account,
    /// `account, address`
    Contact,
    /// `account, conversation`
    Conversation,
    /// `account, seq`
    Outbox,
    /// The journal: `number`
    Inbox,
    /// `account, name`
    Login,
    /// `account, name`
    Session,
    /// `account, name`
    Profile,
    /// `account, name`
    Blocked,
    /// `account, name`
    Invitation,
    /// `account, name`
    Server,
    /// `0, hash`
    Caps,
    /// `account, name`
    History,
    /// `account, name`
    Draft,
    /// `account, name`
    Later,
    /// `account, token`
    Inviting,
    /// `account, name`
    Cleared,
    /// `account, conversation`
    Level,
    /// `account, seq`
    Transfer,
    /// `account, name`
    Fetch,
    /// `account, address`
    Avatar,
    /// `account, address`
    Room,
    /// `account, address`
    RoomInvitation,
    /// `account, address`
    RoomIgnored,
    /// `account, address`
    RoomSeen,
    /// `account, address`
    RoomMembers,
    /// `account, key`
    Omemo,
}

impl Tree {
    /// All of them, each at its [`Tree::index`].
    pub(super) const ALL: [Self; 28] = [
        Self::Meta,
        Self::Account,
        Self::Contact,
        Self::Conversation,
        Self::Outbox,
        Self::Inbox,
        Self::Login,
        Self::Session,
        Self::Profile,
        Self::Blocked,
        Self::Invitation,
        Self::Server,
        Self::Caps,
        Self::History,
        Self::Draft,
        Self::Later,
        Self::Inviting,
        Self::Cleared,
        Self::Level,
        Self::Transfer,
        Self::Fetch,
        Self::Avatar,
        Self::Room,
        Self::RoomInvitation,
        Self::RoomIgnored,
        Self::RoomSeen,
        Self::RoomMembers,
        Self::Omemo,
    ];

    /// Those whose keys begin with an account.
    pub(super) const OF_ACCOUNTS: [Self; 24] = [
        Self::Contact,
        Self::Conversation,
        Self::Outbox,
        Self::Login,
        Self::Session,
        Self::Profile,
        Self::Blocked,
        Self::Invitation,
        Self::Server,
        Self::History,
        Self::Draft,
        Self::Later,
        Self::Inviting,
        Self::Cleared,
        Self::Level,
        Self::Transfer,
        Self::Fetch,
        Self::Avatar,
        Self::Room,
        Self::RoomInvitation,
        Self::RoomIgnored,
        Self::RoomSeen,
        Self::RoomMembers,
        Self::Omemo,
    ];

    /// Its name on disk.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Conversation => "conversation",
            Self::Outbox => "outbox",
            Self::Inbox => "inbox",
            Self::Login => "login",
            Self::Session => "session",
            Self::Profile => "profile",
            Self::Blocked => "blocked",
            Self::Invitation => "invitation",
            Self::Server => "server",
            Self::Caps => "caps",
            Self::History => "history",
            Self::Draft => "draft",
            Self::Later => "later",
            Self::Inviting => "inviting",
            Self::Cleared => "cleared",
            Self::Level => "level",
            Self::Transfer => "transfer",
            Self::Fetch => "fetch",
            Self::Avatar => "avatar",
            Self::Room => "room",
            Self::RoomInvitation => "room_invitation",
            Self::RoomIgnored => "room_ignored",
            Self::RoomSeen => "room_seen",
            Self::RoomMembers => "room_members",
            Self::Omemo => "omemo",
        }
    }

    /// Its place in [`Tree::ALL`].
    pub(super) fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tree_stands_at_its_index() {
        for (index, tree) in Tree::ALL.into_iter().enumerate() {
            assert_eq!(tree.index(), index);
        }
    }
}
