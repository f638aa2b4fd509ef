//! What is known of one person, and what an account keeps about its contacts as a whole.

use jid::BareJid;
use serde::{Deserialize, Serialize};

use crate::model::{Exceptions, Show};
use crate::{AccountId, Timestamp};

/// What an account keeps about its contacts as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// Whose contacts.
    pub account: AccountId,
    /// All groups that somebody is in, by name.
    pub groups: Vec<String>,
    /// Whom the server keeps away, as addresses; `None` where the server can't, or has not said yet.
    pub blocked: Option<Vec<String>>,
    /// The server wants to be told why somebody is blocked (XEP-0377).
    #[serde(default)]
    pub reporting: bool,
    /// The server can let somebody see us before they ask.
    pub pre_approval: bool,
    /// The name the account goes by (XEP-0172); may be empty.
    pub nickname: String,
    /// What is told to contacts. Strangers are told nothing of it in any case.
    pub privacy: Privacy,
}

/// What an account tells its contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Privacy {
    /// That a message has arrived here (XEP-0184).
    pub receipts: bool,
    /// That a message was seen (XEP-0333).
    pub markers: bool,
    /// That something is being typed (XEP-0085).
    pub typing: bool,
    /// Since when nobody has looked at the window (XEP-0319).
    pub last_seen: bool,
    /// Which program runs here, in which version, on which system (XEP-0092).
    pub version: bool,
}

impl Default for Privacy {
    /// What others expect of a chat. When somebody is away from their machine is nobody's business
    /// until they say so.
    fn default() -> Self {
        Self {
            receipts: true,
            markers: true,
            typing: true,
            last_seen: false,
            version: true,
        }
    }
}

/// What is known of one person, for a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The account that knows.
    pub account: AccountId,
    /// Who.
    pub jid: BareJid,
    /// The name they go by (XEP-0172); may be empty.
    pub nickname: String,
    /// What they tell about themselves.
    pub card: Card,
    /// More may come: somebody was asked and has not answered.
    pub loading: bool,
    /// When they were online last, where it is known; `None` while they are.
    pub seen: Option<Timestamp>,
    /// What they are online with.
    pub resources: Vec<Resource>,
    /// What they are told otherwise than all contacts.
    #[serde(default)]
    pub exceptions: Exceptions,
}

/// One thing somebody is online with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// Its name; may be empty.
    pub name: String,
    /// How available.
    pub show: Show,
    /// Its status message; may be empty.
    pub status: String,
    /// Since when nobody has touched it.
    pub idle_since: Option<Timestamp>,
    /// What runs there, as far as it was told.
    pub program: Option<Program>,
}

/// What runs somewhere (XEP-0092).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
    /// The system it runs on; may be empty.
    pub os: String,
}

/// What somebody tells about themselves (XEP-0054, XEP-0292); every text may be empty, and all but
/// the note are one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// The whole name.
    pub full_name: String,
    /// What friends say.
    pub nick: String,
    /// Where they work.
    pub organisation: String,
    /// What they are there.
    pub title: String,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub mails: Vec<String>,
    /// Pages in the web.
    pub webs: Vec<String>,
    /// The day of birth, as they write it.
    pub birthday: String,
    /// Anything else, in lines.
    pub note: String,
}

impl From<waxwing_proto::vcard::Card> for Card {
    fn from(card: waxwing_proto::vcard::Card) -> Self {
        Self {
            full_name: card.full_name,
            nick: card.nick,
            organisation: card.organisation,
            title: card.title,
            phones: card.phones,
            mails: card.mails,
            webs: card.webs,
            birthday: card.birthday,
            note: card.note,
        }
    }
}

impl From<Card> for waxwing_proto::vcard::Card {
    fn from(card: Card) -> Self {
        Self {
            full_name: card.full_name,
            nick: card.nick,
            organisation: card.organisation,
            title: card.title,
            phones: card.phones,
            mails: card.mails,
            webs: card.webs,
            birthday: card.birthday,
            note: card.note,
        }
    }
}
