//! All sessions with one device: the one that is written with, and older ones.
//!
//! Two who write to each other at the same moment both begin a session. Whoever then *replaces* the session loses
//! what the other still sends in the first one. A record keeps up to [`MAX_ARCHIVED`] older sessions, tries all of them,
//! and goes on with the one that the other side was heard in last; so both sides come to use the same one.

use zeroize::Zeroizing;

use crate::Profile;
use crate::codec::{CodecError, Reader, Writer};
use crate::identity::IdentityKey;
use crate::random::Random;
use crate::ratchet::{Encrypted, Opened, RatchetError, Session};
use crate::wire::{KeyExchange, Signed};
use crate::x3dh::Accepting;

/// So many older sessions are kept. Each is some 500 bytes and, for a message that fits none of them, 50 µs.
pub const MAX_ARCHIVED: usize = 40;

/// And of these so many with keys that are not trusted, see [`Record::forget_untrusted`].
pub const MAX_UNTRUSTED: usize = 3;

/// The version of a stored record.
const VERSION: u8 = 1;

/// All sessions with one device, in one profile.
#[derive(Debug, Clone, Default)]
pub struct Record {
    current: Option<Session>,
    /// The newest is the first.
    archived: Vec<Session>,
}

impl Record {
    /// Whether there is a session to write with.
    #[must_use]
    pub fn has_session(&self) -> bool {
        self.current.is_some()
    }

    /// Whether there is nothing in it at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.current.is_none() && self.archived.is_empty()
    }

    /// The session that is written with.
    #[must_use]
    pub fn current(&self) -> Option<&Session> {
        self.current.as_ref()
    }

    /// The identity key of the device, where there is a session to write with.
    #[must_use]
    pub fn identity(&self) -> Option<IdentityKey> {
        self.current.as_ref().map(Session::identity)
    }

    /// How many older sessions there are.
    #[must_use]
    pub fn archived(&self) -> usize {
        self.archived.len()
    }

    /// Writes with this session from now on.
    pub fn begin(&mut self, session: Session) {
        self.archive();
        self.current = Some(session);
    }

    /// Writes with the present session no more; what still comes in it is read.
    pub fn archive(&mut self) {
        if let Some(old) = self.current.take() {
            self.archived.insert(0, old);
            self.archived.truncate(MAX_ARCHIVED);
        }
    }

    /// The identity keys of all sessions, each once or more.
    pub fn identities(&self) -> impl Iterator<Item = IdentityKey> + '_ {
        self.sessions().map(Session::identity)
    }

    /// Keeps no more than a few older sessions with keys that are not trusted: whoever can send in somebody's name, and that is
    /// every server, must not be able to push the true ones out.
    pub fn forget_untrusted(&mut self, is_trusted: impl Fn(&IdentityKey) -> bool) {
        let mut left = MAX_UNTRUSTED;
        self.archived.retain(|session| {
            let kept = is_trusted(&session.identity()) || left > 0;
            if !is_trusted(&session.identity()) {
                left = left.saturating_sub(1);
            }
            kept
        });
    }

    /// Encrypts with the present session; `None` where there is none.
    ///
    /// # Errors
    ///
    /// [`RatchetError::Exhausted`].
    pub fn encrypt(&mut self, plaintext: &[u8]) -> Result<Option<Encrypted>, RatchetError> {
        self.current
            .as_mut()
            .map(|session| session.encrypt(plaintext))
            .transpose()
    }

    /// Decrypts a message with whichever session it is of; `None` where there is no session at all.
    ///
    /// # Errors
    ///
    /// [`RatchetError`]; then nothing has changed.
    pub fn decrypt(
        &mut self,
        message: &Signed,
        random: &mut dyn Random,
    ) -> Result<Option<Opened>, RatchetError> {
        let read = self.decrypt_from(message, random)?;
        Ok(read.map(|(opened, _)| opened))
    }

    /// As [`Self::decrypt`], and says whose session it was: an older one can be with another identity key.
    ///
    /// # Errors
    ///
    /// [`RatchetError`]; then nothing has changed.
    pub fn decrypt_from(
        &mut self,
        message: &Signed,
        random: &mut dyn Random,
    ) -> Result<Option<(Opened, IdentityKey)>, RatchetError> {
        if self.is_empty() {
            return Ok(None);
        }
        let known = self
            .sessions()
            .position(|session| session.knows(&message.header));
        if let Some(at) = known {
            return self.decrypt_with(at, message, random).map(Some);
        }
        let mut failure = RatchetError::Mac;
        for at in 0..=self.archived.len() {
            match self.decrypt_with(at, message, random) {
                Ok(opened) => return Ok(Some(opened)),
                // That somebody knows it from before says more than that others don't.
                Err(error) if failure == RatchetError::Mac => failure = error,
                Err(_) => {}
            }
        }
        Err(failure)
    }

    /// Decrypts a message that comes with what makes a session. `keys` gives our keys that it names, or says
    /// that they are gone: they are not asked for where the session exists already.
    ///
    /// # Errors
    ///
    /// What `keys` says, or [`RatchetError`]; then nothing has changed.
    pub fn accept<'k, E: From<RatchetError>>(
        &mut self,
        profile: Profile,
        exchange: &KeyExchange,
        random: &mut dyn Random,
        keys: impl FnOnce() -> Result<Accepting<'k>, E>,
    ) -> Result<Accepted, E> {
        let known = self.sessions().position(|session| session.is_of(exchange));
        if let Some(at) = known {
            let (opened, _) = self.decrypt_with(at, &exchange.message, random)?;
            return Ok(Accepted {
                opened,
                fresh: false,
            });
        }
        let (session, opened) = Session::accept(&keys()?, profile, exchange, random)?;
        self.begin(session);
        Ok(Accepted {
            opened,
            fresh: true,
        })
    }

    /// Writes it for the store. Secrets are in it.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(VERSION);
        writer.flag(self.current.is_some());
        writer.count(self.archived.len());
        for session in self.current.iter().chain(&self.archived) {
            session.write(&mut writer);
        }
        writer.finish()
    }

    /// Reads what [`Self::encode`] wrote, of this and every older version.
    ///
    /// # Errors
    ///
    /// [`CodecError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, mut reader) = Reader::new(bytes, VERSION)?;
        let has_current = reader.flag()?;
        let count = reader.count()?;
        if count > MAX_ARCHIVED {
            return Err(CodecError::Damaged);
        }
        let current = has_current
            .then(|| Session::read(&mut reader))
            .transpose()?;
        let archived = (0..count)
            .map(|_| Session::read(&mut reader))
            .collect::<Result<_, _>>()?;
        reader.end()?;
        Ok(Self { current, archived })
    }

    /// The present one, if there is one, then the older ones.
    fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.current.iter().chain(&self.archived)
    }

    fn session_mut(&mut self, at: usize) -> Option<&mut Session> {
        match (&mut self.current, at) {
            (Some(current), 0) => Some(current),
            (Some(_), at) => self.archived.get_mut(at - 1),
            (None, at) => self.archived.get_mut(at),
        }
    }

    fn decrypt_with(
        &mut self,
        at: usize,
        message: &Signed,
        random: &mut dyn Random,
    ) -> Result<(Opened, IdentityKey), RatchetError> {
        let session = self.session_mut(at).ok_or(RatchetError::Mac)?;
        let identity = session.identity();
        let opened = session.decrypt(message, random)?;
        if !opened.late {
            self.promote(at);
        }
        Ok((opened, identity))
    }

    /// The other side writes with this one: so do we.
    fn promote(&mut self, at: usize) {
        let archived = match self.current {
            Some(_) => at.checked_sub(1),
            None => Some(at),
        };
        if let Some(at) = archived
            && at < self.archived.len()
        {
            let session = self.archived.remove(at);
            self.begin(session);
        }
    }
}

/// A message that came with what makes a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What was decrypted.
    pub opened: Opened,
    /// It did make one.
    pub fresh: bool,
}

#[cfg(test)]
mod tests;
