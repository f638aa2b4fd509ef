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
}

impl Tree {
    /// All of them, each at its [`Tree::index`].
    pub(super) const ALL: [Self; 6] = [
        Self::Meta,
        Self::Account,
        Self::Contact,
        Self::Conversation,
        Self::Outbox,
        Self::Inbox,
    ];

    /// Those whose keys begin with an account.
    pub(super) const OF_ACCOUNTS: [Self; 3] = [Self::Contact, Self::Conversation, Self::Outbox];

    /// Its name on disk.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Conversation => "conversation",
            Self::Outbox => "outbox",
            Self::Inbox => "inbox",
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
