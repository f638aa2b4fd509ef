//! Small things of one account that a feature keeps under names of its own, on a shelf for each kind.
//!
//! Shelves spare each feature a record type in the store: it writes a struct of its own with a
//! version, and reads back what it wrote. The rules of records hold for these structs too.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::record::{self, Flaw, Value, Write};
use super::{key, tree::Tree};
use crate::{AccountId, Error};

/// What is kept on one shelf belongs to one feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Shelf {
    /// What an account remembers of its logins: the strongest mechanism and binding seen.
    Login,
    /// The session that may be resumed.
    Session,
    /// What contacts publish of themselves: nickname, vCard.
    Profile,
    /// Whom the account blocks.
    Blocked,
    /// Whose invitation made the account, until they are a contact.
    Invitation,
    /// What the server of the account says of itself.
    Server,
    /// What the person wants of the history that the server keeps.
    History,
    /// What was begun to be written, by conversation.
    Draft,
    /// What is to happen later, by number.
    Later,
    /// Invitations that the account has made, by token.
    Inviting,
    /// Up to where the person has deleted what was said, by conversation.
    Cleared,
    /// Of which conversations the account does not know the level yet.
    Level,
    /// Files that wait to be sent, by the `seq` of their messages.
    Transfer,
    /// Files that are to come to us, by name; what the person wants done with files belongs to
    /// [`EVERYBODY`].
    Fetch,
    /// Who shows which picture, by address.
    Avatar,
    /// Rooms that are known, by address.
    Room,
    /// Invitations into rooms that were not answered yet, by the address of the room.
    RoomInvitation,
    /// What programs can do, by verified hash; belongs to [`EVERYBODY`].
    Caps,
    /// Whom of a room the person does not want to hear, by the address of the room.
    RoomIgnored,
    /// How far others have read in rooms, by the address of the room.
    RoomSeen,
    /// Who belongs to private groups, by the address of the room.
    RoomMembers,
}

/// The owner of what belongs to no single account. No account ever has this id.
pub(crate) const EVERYBODY: AccountId = AccountId(0);

/// A small thing under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoteRecord {
    /// Whose it is.
    pub(crate) account: AccountId,
    /// Where it is kept.
    pub(crate) shelf: Shelf,
    /// Its name there; may be empty.
    pub(crate) name: String,
    /// The version of the struct inside; the feature counts it.
    pub(crate) version: u8,
    bytes: Vec<u8>,
}

impl NoteRecord {
    /// Writes something down.
    ///
    /// # Errors
    /// [`Error::Store`] where it can't be encoded.
    pub(crate) fn new<T: Serialize>(
        account: AccountId,
        shelf: Shelf,
        name: &str,
        version: u8,
        content: &T,
    ) -> Result<Self, Error> {
        Ok(Self {
            account,
            shelf,
            name: name.to_owned(),
            version,
            bytes: record::to_bytes(content).map_err(super::database::Trouble::from)?,
        })
    }

    /// One that stands in a sample.
    #[cfg(test)]
    pub(crate) fn of_bytes(
        account: AccountId,
        shelf: Shelf,
        name: &str,
        version: u8,
        bytes: Vec<u8>,
    ) -> Self {
        let name = name.to_owned();
        Self {
            account,
            shelf,
            name,
            version,
            bytes,
        }
    }

    /// What was written, by a struct of the note's version.
    ///
    /// # Errors
    /// [`Error::Store`] where it is broken.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        Ok(record::from_bytes(&self.bytes).map_err(super::database::Trouble::from)?)
    }

    pub(super) fn key(&self) -> Vec<u8> {
        key::note(self.account, &self.name)
    }

    pub(super) fn write(&self) -> Write {
        Write::Put {
            tree: self.shelf.tree(),
            key: self.key(),
            value: Value {
                version: self.version,
                bytes: self.bytes.clone(),
            },
        }
    }

    pub(super) fn from_entry(shelf: Shelf, key: &[u8], value: Value) -> Result<Self, Flaw> {
        Ok(Self {
            account: AccountId(key::read_u32(key, 0)?),
            shelf,
            name: key::read_text(key, 4)?.to_owned(),
            version: value.version,
            bytes: value.bytes,
        })
    }
}

impl Shelf {
    /// The tree it stands in.
    pub(super) fn tree(self) -> Tree {
        match self {
            Self::Login => Tree::Login,
            Self::Session => Tree::Session,
            Self::Profile => Tree::Profile,
            Self::Blocked => Tree::Blocked,
            Self::Invitation => Tree::Invitation,
            Self::Server => Tree::Server,
            Self::History => Tree::History,
            Self::Draft => Tree::Draft,
            Self::Later => Tree::Later,
            Self::Inviting => Tree::Inviting,
            Self::Cleared => Tree::Cleared,
            Self::Level => Tree::Level,
            Self::Transfer => Tree::Transfer,
            Self::Fetch => Tree::Fetch,
            Self::Avatar => Tree::Avatar,
            Self::Room => Tree::Room,
            Self::RoomInvitation => Tree::RoomInvitation,
            Self::RoomIgnored => Tree::RoomIgnored,
            Self::RoomSeen => Tree::RoomSeen,
            Self::RoomMembers => Tree::RoomMembers,
            Self::Caps => Tree::Caps,
        }
    }
}
