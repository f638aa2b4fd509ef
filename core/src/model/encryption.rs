//! End-to-end encryption (OMEMO, XEP-0384), as far as a person is to know of it.

use serde::{Deserialize, Serialize};

use crate::{AccountId, BareJid, Timestamp};

/// How a message came through end-to-end encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sealing {
    /// It is here, and is read as soon as what was said before it is here, too.
    Waiting,
    /// It was encrypted; of one of theirs: by a device whose key had this trust then.
    Read(Trust),
    /// It can't be read, and there is no text.
    Unreadable(Unreadable),
}

/// Whether an identity key is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Nobody has decided: nothing is encrypted for it, and what it writes is marked.
    Undecided,
    /// Trusted because it was there before anything of this person was verified.
    Blind,
    /// Verified, here or by a device that is verified itself.
    Verified,
    /// Refused.
    Distrusted,
}

/// Why a message can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// It was not encrypted for this device: sent before it existed, or to others only.
    NotForUs,
    /// There is no session with the device that wrote it.
    NoSession,
    /// It used a key of ours that is gone.
    KeyGone,
    /// It fits none of the sessions.
    Broken,
    /// Its author has more devices than are looked at.
    TooManyDevices,
    /// Nobody speaks this version.
    Version,
    /// It is no message at all.
    Malformed,
    /// It was changed on its way.
    Changed,
    /// Its envelope names another sender or another recipient: somebody has moved it.
    Moved,
    /// This device has read or written it, and what it said is not here any more.
    Lost,
    /// Encrypted with OpenPGP as in XEP-0027.
    OpenPgp,
    /// Encrypted with OpenPGP as in XEP-0373.
    Ox,
    /// Encrypted with OTR.
    Otr,
    /// Encrypted with something that this program does not know.
    Unknown,
}

impl Unreadable {
    /// A new session with the device that wrote it would help with what comes.
    #[must_use]
    pub fn is_repairable(self) -> bool {
        matches!(self, Self::NoSession | Self::KeyGone | Self::Broken)
    }
}

/// Whether what is said in a conversation from now on is encrypted, and who could read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// Whether it is.
    pub mode: Mode,
    /// Devices of the others that can read what is said.
    #[serde(default)]
    pub readers: u32,
    /// Devices of theirs, and of ours, whose keys nobody has decided about.
    #[serde(default)]
    pub undecided: u32,
    /// Those of the readers that have come in the last three days, beside others that were known before.
    #[serde(default)]
    pub fresh: u32,
    /// Devices of theirs that can't be reached.
    #[serde(default)]
    pub unreachable: u32,
    /// The people who have no device that could read what is said.
    #[serde(default)]
    pub without: Vec<BareJid>,
    /// In a private group: what is said is held back until the person leaves these people out
    /// ([`crate::command::conversation::Command::LeaveOut`]), or stops encrypting.
    #[serde(default)]
    pub held: bool,
    /// More people belong to this private group than can be encrypted for: nothing is sent until the person stops
    /// encrypting.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub too_many: bool,
    /// The other side has asked for what is not encrypted, for this reason (it may be empty): what is said is held back
    /// until the person says whether to encrypt it
    /// ([`crate::command::conversation::Command::SetEncrypted`]). Source: XEP-0384 §5.7.
    #[serde(default)]
    pub opted_out: Option<String>,
    /// Every device that can read it is verified.
    #[serde(default)]
    pub verified: bool,
    /// What is said waits until the keyring gives what opens our keys ([`crate::model::Account::keys_locked`]).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
}

/// Whether what is said in a conversation is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nobody has asked yet whether the other side can: it is, as soon as it can.
    #[default]
    Unknown,
    /// It can't be: the other side has no device that can, or the room is open to anybody. In a private group it always
    /// can, for those who have one.
    Impossible,
    /// The person has switched it off.
    Off,
    /// It is. What can't be encrypted is not sent.
    On,
}

/// A device of somebody, or one of ours, by its identity key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKey {
    /// The key as people compare it: 64 hexadecimal digits in lower case.
    pub fingerprint: String,
    /// Whether it is trusted.
    pub trust: Trust,
    /// The numbers of the devices on the list that have it; none for one that is gone.
    pub devices: Vec<u32>,
    /// What its owner calls it; may be empty.
    pub label: String,
    /// It is this device.
    pub this: bool,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When something of it was last read.
    pub last_read: Option<Timestamp>,
}

/// The devices of somebody, all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKeys {
    /// Which account of ours has to do with them.
    pub account: AccountId,
    /// Whose they are: a contact's address, or our own.
    pub jid: BareJid,
    /// Those on the list first, the newest first.
    pub keys: Vec<DeviceKey>,
    /// Devices on the list whose keys are not known (yet).
    pub unknown: Vec<u32>,
    /// What others scan or open to verify them (`xmpp:` with `omemo-sid-`); of ours, where it is us.
    pub uri: String,
    /// The same as XEP-0434 §6 writes it (`xmpp:` with `trust-message`), for clients that know that one only.
    #[serde(default)]
    pub trust_uri: String,
}
