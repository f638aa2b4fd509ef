//! Reading what is encrypted: what comes of it is a message as if it had come in plain, or why it can't be read.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jid::BareJid;
use omemo_rs::account::{Account as Machine, Action, Incoming, Read, ReadError, Unreadable as Why};
use omemo_rs::identity::IdentityKey;
use omemo_rs::message::Message as Cipher;
use omemo_rs::sce::{Envelope, Outer};
use omemo_rs::store::Transaction;
use omemo_rs::trust::Trust;
use omemo_rs::{Address as Device, DeviceId, Profile, stanza};
use sha2::{Digest, Sha256};
use waxwing_proto::encryption::{self, Foreign};
use waxwing_proto::message::Message as Wire;

use crate::ConversationId;
use crate::account::Account;
use crate::account::turn::Turn;
use crate::archive::Beside;
use crate::feature::hearing::Heard;
use crate::model::{Sealing, Trust as Shown, Unreadable};

/// What comes of an encrypted message.
#[derive(Debug)]
pub(crate) enum Opened {
    /// It was for the sessions only, or was read before.
    Nothing,
    /// What it says, as if it had come so, and who has said it.
    Read(Box<Wire>, Sealing, BareJid),
    /// It can't be read.
    Unreadable(Unreadable),
}

/// A message as far as it is known what it says.
#[derive(Debug)]
pub(crate) struct Unsealed<'a> {
    /// As it came, or as if it had come in plain.
    pub(crate) wire: Cow<'a, Wire>,
    /// What is kept of it where its words are not known (yet).
    wordless: Option<Heard>,
    /// How it was encrypted, by what it is known again, and who has said it.
    mark: Option<(Sealing, String, BareJid)>,
}

impl<'a> Unsealed<'a> {
    /// One that is not encrypted.
    fn plain(wire: &'a Wire) -> Self {
        Self {
            wire: Cow::Borrowed(wire),
            wordless: None,
            mark: None,
        }
    }

    /// What the history keeps of it, where `read` is what it says.
    pub(crate) fn heard(self, read: Option<Heard>) -> Option<Heard> {
        if let Some(mut wordless) = self.wordless {
            // Who has said it is known all the same.
            wordless.beside.author = read.and_then(|read| read.beside.author);
            return Some(wordless);
        }
        let mut heard = read?;
        if let Some((sealing, known_by, by)) = self.mark {
            heard.beside.sealing = Some(sealing);
            heard.known_by = known_by;
            if let Some(author) = &mut heard.beside.author {
                author.jid.get_or_insert(by);
            }
        }
        Some(heard)
    }

    /// Who has said it, by the key that it was encrypted with, where that is trusted.
    pub(crate) fn by(&self) -> Option<&BareJid> {
        let (sealing, _, by) = self.mark.as_ref()?;
        let trusted = matches!(sealing, Sealing::Read(Shown::Blind | Shown::Verified));
        trusted.then_some(by)
    }

    /// Its words are not known.
    pub(crate) fn is_wordless(&self) -> bool {
        self.wordless.is_some()
    }
}

/// Who wrote something to whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between<'a> {
    /// Its author.
    pub(crate) from: Writer<'a>,
    /// The address it was sent to: of one of us two, or of the room.
    pub(crate) to: &'a BareJid,
    /// It was said in a room.
    pub(crate) room: bool,
}

/// Who wrote something, as far as one knows before it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Writer<'a> {
    /// By their real address.
    Known(&'a BareJid),
    /// Somebody of a group that does not tell who.
    OneOf(ConversationId),
}

impl<'a> Writer<'a> {
    /// As the group of this conversation tells it.
    pub(crate) fn told(address: Option<&'a BareJid>, id: ConversationId) -> Self {
        address.map_or(Self::OneOf(id), Self::Known)
    }
}

/// Whether something is encrypted, by whatever.
pub(crate) fn is_sealed(wire: &Wire) -> bool {
    encryption::is_sealed(wire)
}

/// By what an encrypted message is known again beside its ids: its content as it is on the wire, which nobody has to
/// be able to read.
pub(crate) fn print(wire: &Wire) -> String {
    let messages = stanza::find_messages(&wire.payloads);
    let payload = messages
        .into_iter()
        .find_map(|(_, message)| message.payload);
    payload.map_or_else(String::new, |payload| {
        let hash = Sha256::digest(payload);
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    })
}

/// Whether there is something in it for people.
pub(crate) fn has_content(wire: &Wire) -> bool {
    let messages = stanza::find_messages(&wire.payloads);
    // What can't even be taken apart may have had something.
    messages.is_empty()
        || messages
            .iter()
            .any(|(_, message)| message.payload.is_some())
}

/// What is kept of a message whose words are not known.
pub(crate) fn wordless(wire: &Wire, sealing: Sealing) -> Heard {
    let waits = sealing == Sealing::Waiting;
    Heard {
        text: String::new(),
        known_by: print(wire),
        beside: Beside {
            sealing: Some(sealing),
            sealed: waits.then(|| String::from(&wire.to_element())),
            ..Beside::default()
        },
        speaks: true,
    }
}

/// What is encrypted by something that this program does not read.
pub(crate) fn foreign(wire: &Wire) -> Option<Unreadable> {
    Some(match Foreign::of(wire)? {
        Foreign::OpenPgp => Unreadable::OpenPgp,
        Foreign::Ox => Unreadable::Ox,
        Foreign::Otr => Unreadable::Otr,
        Foreign::Unknown => Unreadable::Unknown,
    })
}

impl Account {
    /// Whether what comes now has to wait until what was said before it is here.
    pub(crate) fn reads_later(&self) -> bool {
        self.encryption.is_possible() && (self.encryption.behind || !self.backlog.has_looked())
    }

    /// What a message says that has just come; `None` where it is none for people. `known`: it is here already.
    pub(crate) fn unsealed<'a>(
        &mut self,
        wire: &'a Wire,
        between: Between<'_>,
        known: bool,
        turn: &mut Turn,
    ) -> Option<Unsealed<'a>> {
        if !is_sealed(wire) {
            return Some(Unsealed::plain(wire));
        }
        let wordless = |sealing| Unsealed {
            wordless: Some(wordless(wire, sealing)),
            ..Unsealed::plain(wire)
        };
        if known {
            return Some(wordless(Sealing::Unreadable(Unreadable::Lost)));
        }
        if has_content(wire) && self.reads_later() {
            self.wait_to_read();
            return Some(wordless(Sealing::Waiting));
        }
        match self.open_sealed(wire, between, turn) {
            // What was read and comes again under other names is played back by somebody.
            Opened::Nothing | Opened::Unreadable(Unreadable::Lost) => None,
            Opened::Unreadable(Unreadable::Broken) if self.may_stall() => {
                self.stall();
                self.wait_to_read();
                Some(wordless(Sealing::Waiting))
            }
            Opened::Unreadable(why) => Some(wordless(Sealing::Unreadable(why))),
            Opened::Read(read, sealing, by) => Some(Unsealed {
                wire: Cow::Owned(*read),
                wordless: None,
                mark: Some((sealing, print(wire), by)),
            }),
        }
    }

    /// What is kept of an encrypted message of an archive; `None` where it is none for people.
    pub(crate) fn archived_sealed(
        &mut self,
        wire: &Wire,
        between: Between<'_>,
        turn: &mut Turn,
    ) -> Option<Heard> {
        if has_content(wire) {
            return Some(wordless(wire, Sealing::Waiting));
        }
        self.open_sealed(wire, between, turn);
        None
    }

    /// Reads an encrypted message.
    pub(crate) fn open_sealed(
        &mut self,
        wire: &Wire,
        between: Between<'_>,
        turn: &mut Turn,
    ) -> Opened {
        let messages = stanza::find_messages(&wire.payloads);
        if messages.is_empty() {
            return Opened::Unreadable(Unreadable::Malformed);
        }
        if !self.encryption.is_there() {
            return match has_content(wire) {
                true => Opened::Unreadable(Unreadable::NotForUs),
                false => Opened::Nothing,
            };
        }
        let from = match between.from {
            Writer::Known(from) => from,
            Writer::OneOf(id) => return self.open_from_one_of(id, wire, between, turn),
        };
        let mut why = Why::NotForUs;
        for (profile, message) in &messages {
            let incoming = Incoming {
                profile: *profile,
                from: from.as_str(),
                message,
            };
            let done = self.encryption.step(turn, |machine, moment| {
                let read = machine.decrypt(moment, &incoming);
                // What can't be read may have changed something all the same.
                let keeps = !matches!(read, Err(ReadError::Store(_)));
                (read, keeps)
            });
            match done {
                Some(Ok(read)) => {
                    self.act(read.actions.clone(), turn);
                    return self.opened(wire, (from, between), *profile, &read, turn);
                }
                Some(Err(ReadError::Unreadable(error, actions))) => {
                    self.act(actions, turn);
                    let other = messages.len() > 1 && error == Why::NotForUs;
                    why = error;
                    if !other {
                        break;
                    }
                }
                Some(Err(ReadError::Store(error))) => {
                    tracing::error!(%error, "the keys can't be used");
                    why = Why::Broken;
                }
                None => break,
            }
        }
        let hides = messages
            .iter()
            .any(|(_, message)| message.payload.is_some());
        match why {
            _ if !hides => Opened::Nothing,
            Why::Duplicate | Why::Own => Opened::Unreadable(Unreadable::Lost),
            Why::NotForUs => Opened::Unreadable(Unreadable::NotForUs),
            Why::NoSession => Opened::Unreadable(Unreadable::NoSession),
            Why::KeyGone => Opened::Unreadable(Unreadable::KeyGone),
            Why::Broken => Opened::Unreadable(Unreadable::Broken),
            Why::TooManyDevices => Opened::Unreadable(Unreadable::TooManyDevices),
            Why::Version(_) => Opened::Unreadable(Unreadable::Version),
            Why::Malformed => Opened::Unreadable(Unreadable::Malformed),
            Why::Changed => Opened::Unreadable(Unreadable::Changed),
        }
    }

    /// Reads what somebody of a group has written of whom the group tells a nick and nothing else: whoever of it has the
    /// device that is named in it, and the key that this device is known by, has written it.
    fn open_from_one_of(
        &mut self,
        id: ConversationId,
        wire: &Wire,
        between: Between<'_>,
        turn: &mut Turn,
    ) -> Opened {
        let people = self.people_of_group(id);
        let messages = stanza::find_messages(&wire.payloads);
        let mut why = match self.is_for_us(&messages) {
            true => Unreadable::NoSession,
            false => Unreadable::NotForUs,
        };
        for (profile, message) in &messages {
            let keys = self.known_keys(&people, message.sid);
            for (from, key) in &keys {
                // Whoever publishes somebody else's keys under the same number could be taken for them.
                let alone = keys.iter().filter(|(_, other)| other == key).count() == 1;
                let incoming = Incoming {
                    profile: *profile,
                    from: from.as_str(),
                    message,
                };
                match self.open_as(&incoming, (key, alone), between, turn) {
                    Ok(read) => return self.opened(wire, (from, between), *profile, &read, turn),
                    Err(Some(Why::Duplicate)) => why = Unreadable::Lost,
                    Err(Some(Why::Broken)) => why = Unreadable::Broken,
                    Err(_) => {}
                }
            }
        }
        match has_content(wire) {
            true => Opened::Unreadable(why),
            false => Opened::Nothing,
        }
    }

    /// Reads something as if it were of somebody whose device is known by this key; `alone`: nobody else's is. Else nothing
    /// has happened, and it says why where that is known.
    fn open_as(
        &mut self,
        incoming: &Incoming<'_>,
        (key, alone): (&IdentityKey, bool),
        between: Between<'_>,
        turn: &mut Turn,
    ) -> Result<Read, Option<Why>> {
        let outer = Outer {
            from: incoming.from,
            to: between.to.as_str(),
            room: between.room,
        };
        let fits = |read: &Read| match (incoming.profile, &read.plaintext) {
            _ if read.identity != *key => false,
            (Profile::Legacy, _) => alone,
            (Profile::Omemo2, None) => true,
            (Profile::Omemo2, Some(envelope)) => Envelope::open(envelope, &outer).is_ok(),
        };
        let done = self.encryption.step(turn, |machine, moment| {
            let read = machine.try_decrypt(moment, incoming);
            let theirs = read.as_ref().is_ok_and(fits);
            ((read, theirs), theirs)
        });
        match done {
            Some((Ok(read), true)) => {
                self.act(read.actions.clone(), turn);
                Ok(read)
            }
            Some((Ok(read), false)) => {
                // What it did is undone; what it has asked for is on its way all the same.
                let asks = |action: &Action| {
                    matches!(
                        action,
                        Action::FetchList { .. } | Action::FetchBundle { .. }
                    )
                };
                self.act(read.actions.into_iter().filter(asks).collect(), turn);
                Err(None)
            }
            Some((Err(ReadError::Unreadable(why, _)), _)) => Err(Some(why)),
            Some((Err(ReadError::Store(error)), _)) => {
                tracing::error!(%error, "the keys can't be used");
                Err(None)
            }
            None => Err(None),
        }
    }

    /// Those of them who have a device of this number, and by which key it is known.
    fn known_keys(
        &self,
        people: &BTreeSet<BareJid>,
        number: DeviceId,
    ) -> Vec<(BareJid, IdentityKey)> {
        let Some(rows) = self.encryption.rows.as_ref() else {
            return Vec::new();
        };
        let store = Transaction::new(rows);
        let key = |jid: &BareJid| {
            let row = store.device_row(&Device::new(jid.as_str(), number));
            Some((jid.clone(), row.ok()??.identity))
        };
        people.iter().filter_map(key).collect()
    }

    /// Whether there is a key for our device in it.
    fn is_for_us(&self, messages: &[(Profile, Cipher)]) -> bool {
        let device = self.encryption.machine.as_ref().map(Machine::device);
        let own = self.record.jid.as_str();
        let mut all = messages.iter();
        device.is_some_and(|device| {
            all.any(|(_, message)| message.keys_for(own, device).next().is_some())
        })
    }

    /// What a message says that was read.
    fn opened(
        &mut self,
        wire: &Wire,
        (from, between): (&BareJid, Between<'_>),
        profile: Profile,
        read: &Read,
        turn: &mut Turn,
    ) -> Opened {
        let Some(plaintext) = &read.plaintext else {
            return Opened::Nothing;
        };
        let sealing = Sealing::Read(super::shown(read.trust));
        let whole = match profile {
            Profile::Legacy => encryption::join_older(wire, &String::from_utf8_lossy(plaintext)),
            Profile::Omemo2 => {
                let outer = Outer {
                    from: from.as_str(),
                    to: between.to.as_str(),
                    room: between.room,
                };
                match Envelope::open(plaintext, &outer) {
                    Ok(envelope) => {
                        self.hear_trust(&envelope, read, turn);
                        let opt_out = envelope.opt_out();
                        let trusted = matches!(read.trust, Trust::Blind | Trust::Verified);
                        if let Some(reason) = opt_out.filter(|_| trusted && !between.room) {
                            self.hear_opt_out(from, &reason, turn);
                        }
                        encryption::join(wire, envelope.content)
                    }
                    Err(error) => {
                        tracing::warn!(%error, "an envelope that does not fit");
                        let moved = !matches!(error, omemo_rs::sce::EnvelopeError::Malformed);
                        return Opened::Unreadable(match moved {
                            true => Unreadable::Moved,
                            false => Unreadable::Malformed,
                        });
                    }
                }
            }
        };
        Opened::Read(Box::new(whole), sealing, from.clone())
    }
}
