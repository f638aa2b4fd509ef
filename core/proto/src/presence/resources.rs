//! The resources a contact is online with, and the one that stands for the contact.

use crate::caps::Caps;
use crate::presence::{Presence, Show};

/// Nobody has that many devices; the one not heard of for the longest time makes room.
pub const MAX_RESOURCES: usize = 64;

/// One device of a contact, as far as its presence tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its name; `None` for a gateway or server that sends presence from a bare JID.
    pub name: Option<String>,
    /// How available it is.
    pub show: Show,
    /// Its status message; may be empty.
    pub status: String,
    /// Its priority.
    pub priority: i8,
    /// What its software can do, in short.
    pub caps: Option<Caps>,
    seen: u64,
}

/// Every resource one contact is online with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    all: Vec<Resource>,
    seen: u64,
}

impl Resources {
    /// Takes over an (un)available presence of this contact; `false` if nothing changed.
    ///
    /// The caller has looked whose presence it is. `lang` chooses among status messages.
    pub fn handle(&mut self, _presence: &Presence, _lang: &str) -> bool {
        unimplemented!()
    }

    /// The one that stands for the contact: by priority, then by availability, then the newest.
    #[must_use]
    pub fn best(&self) -> Option<&Resource> {
        unimplemented!()
    }

    /// All of them, in no order that means something.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.all.iter()
    }

    /// The one of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Resource> {
        self.all
            .iter()
            .find(|one| one.name.as_deref() == Some(name))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The contact is offline, or we may not see it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Forgets all, as after the connection was lost.
    pub fn clear(&mut self) {
        self.all.clear();
    }
}
