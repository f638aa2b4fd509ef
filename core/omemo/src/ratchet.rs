//! A session with one device: the Double Ratchet (signal.org/docs/specifications/doubleratchet,
//! XEP-0384 §4.3), with the constants of either profile.
//!
//! Nothing in a session changes before a MAC has been found right: [`Session::decrypt`] plans a step, tries it, and
//! takes it only then. Two things differ from the text, because of what is on the network:
//!
//! - The number that says how long the chain before was is only a hint. A whole family of implementations says one
//!   too few, and who trusts it loses the last message of a chain that arrives late. The last
//!   [`RECEIVING_CHAINS`] chains are kept instead.
//! - The session keeps the beginnings of older ratchet keys, so that a message that comes a second time after
//!   all of that is known as such and is no alarm.

mod chain;
mod codec;
mod step;

use std::collections::VecDeque;
use std::fmt;

use zeroize::Zeroizing;

use crate::Profile;
use crate::curve::{KeyError, KeyPair, PublicKey};
use crate::identity::{IdentityKey, IdentityKeyPair};
use crate::kdf;
use crate::random::{NoRandom, Random};
use crate::wire::{self, Header, KeyExchange, Opening, Signed};
use crate::x3dh::{self, Accepting, Bundle};

pub(crate) use chain::{Chain, MessageKey};
use step::Step;

/// So many chains of the other side are kept, the oldest goes first. Messages that were sent before
/// a turn of the ratchet arrive behind it when they come from an archive or over another road.
pub const RECEIVING_CHAINS: usize = 5;

/// So many keys one message may skip (XEP-0384 §4.3). Each costs us two HMACs.
pub const MAX_SKIP: u32 = 1000;

/// So many keys of skipped messages are kept for a session (XEP-0384 §4.3); the oldest goes first.
pub const MAX_SKIPPED: usize = 1000;

/// So many older ratchet keys are remembered by their beginnings.
pub const MAX_SPENT: usize = 64;

/// From this number on, the first message of a chain asks for an empty one in return (XEP-0384 §7).
pub const HEARTBEAT: u32 = 53;

/// Why a message can't be decrypted by a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RatchetError {
    /// It was decrypted before, or its key has been thrown away since. Nothing to tell anybody.
    #[error("decrypted before")]
    Duplicate,
    /// It is further ahead than [`MAX_SKIP`].
    #[error("{0} messages are missing before it, too many")]
    TooFarAhead(u32),
    /// The MAC is wrong: made for another session, or changed on its way.
    #[error("wrong MAC")]
    Mac,
    /// A key in it is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The chain has no further number.
    #[error("the chain is at its end")]
    Exhausted,
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

/// What was decrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The plaintext.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// The other side has sent so much without an answer that it must get an empty message (XEP-0384 §7).
    pub heartbeat: bool,
    /// It was missing before: later messages of its chain have been read already.
    pub late: bool,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({} bytes)", self.plaintext.len())
    }
}

/// A message of ours, encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encrypted {
    /// It has what makes a session in front of it.
    pub key_exchange: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A chain of the other side.
#[derive(Debug, Clone)]
pub(crate) struct Receiving {
    ratchet: PublicKey,
    chain: Chain,
    /// A heartbeat was asked for.
    nudged: bool,
}

/// The key of a message that has not come yet.
#[derive(Debug, Clone)]
pub(crate) struct Skipped {
    ratchet: PublicKey,
    n: u32,
    key: MessageKey,
}

/// What our first messages say until the other side has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pending {
    prekey: u32,
    signed_prekey: u32,
    registration: u32,
}

/// A session with one device.
#[derive(Clone)]
pub struct Session {
    profile: Profile,
    /// We began it.
    initiator: bool,
    /// The identity keys as the profile sends them, for the associated data.
    ours: [u8; 32],
    theirs: [u8; 32],
    identity: IdentityKey,
    /// The key that was made for the exchange alone: the name of the session.
    ephemeral: PublicKey,
    root: Zeroizing<[u8; 32]>,
    ratchet: KeyPair,
    sending: Chain,
    /// How long our chain before was.
    previous: u32,
    /// The newest is the last.
    receiving: Vec<Receiving>,
    /// The newest is the last.
    skipped: VecDeque<Skipped>,
    /// Beginnings of the ratchet keys of older chains, the newest last.
    spent: VecDeque<[u8; 4]>,
    pending: Option<Pending>,
}

impl Session {
    /// Begins a session with a device, by one of its one-time keys.
    ///
    /// `registration` is a number that the older profile sends along and nobody looks at.
    ///
    /// # Errors
    ///
    /// [`RatchetError::Key`] for a bundle with a point of small order, [`RatchetError::Random`].
    pub fn begin(
        ours: &IdentityKeyPair,
        bundle: &Bundle,
        registration: u32,
        random: &mut dyn Random,
    ) -> Result<Self, RatchetError> {
        let (prekey_id, prekey) = bundle.choose(random)?;
        let ephemeral = KeyPair::generate(random)?;
        let secret = x3dh::begin(ours, &ephemeral, bundle, &prekey)?;
        let (signed_id, signed) = bundle.signed_prekey;
        let ratchet = KeyPair::generate(random)?;
        let (root, sending) = turn(bundle.profile, &secret, &ratchet, &signed)?;
        Ok(Self {
            profile: bundle.profile,
            initiator: true,
            ours: sent_identity(bundle.profile, ours),
            theirs: *bundle.identity.bytes(),
            identity: bundle.identity(),
            ephemeral: ephemeral.public(),
            root,
            ratchet,
            sending,
            previous: 0,
            receiving: Vec::new(),
            skipped: VecDeque::new(),
            spent: VecDeque::new(),
            pending: Some(Pending {
                prekey: prekey_id,
                signed_prekey: signed_id,
                registration,
            }),
        })
    }

    /// Takes part in a session that another device began, and decrypts its message.
    ///
    /// # Errors
    ///
    /// [`RatchetError`]; there is no session then.
    pub(crate) fn accept(
        ours: &Accepting<'_>,
        profile: Profile,
        exchange: &KeyExchange,
        random: &mut dyn Random,
    ) -> Result<(Self, Opened), RatchetError> {
        let identity = exchange.identity();
        let secret = x3dh::accept(profile, ours, &identity, &exchange.ephemeral)?;
        let mut session = Self {
            profile,
            initiator: false,
            ours: sent_identity(profile, ours.identity),
            theirs: *exchange.identity.bytes(),
            identity,
            ephemeral: exchange.ephemeral,
            root: secret,
            ratchet: ours.signed_prekey.clone(),
            // Never sent with: the first message, which is decrypted at once, turns the ratchet.
            sending: Chain::new(Zeroizing::new([0; 32])),
            previous: 0,
            receiving: Vec::new(),
            skipped: VecDeque::new(),
            spent: VecDeque::new(),
            pending: None,
        };
        let opened = session.decrypt(&exchange.message, random)?;
        Ok((session, opened))
    }

    /// The profile it is of.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The identity key of the other device.
    #[must_use]
    pub fn identity(&self) -> IdentityKey {
        self.identity
    }

    /// The other side has not answered yet.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether this key exchange made it.
    #[must_use]
    pub fn is_of(&self, exchange: &KeyExchange) -> bool {
        !self.initiator
            && self.ephemeral == exchange.ephemeral
            && self.theirs == *exchange.identity.bytes()
    }

    /// Whether the message goes on with a chain of this session.
    pub(crate) fn knows(&self, header: &Header) -> bool {
        self.receiving
            .iter()
            .any(|chain| chain.ratchet == header.ratchet)
            || self.skipped.iter().any(|skipped| skipped.is(header))
    }

    /// Encrypts.
    ///
    /// # Errors
    ///
    /// [`RatchetError::Exhausted`] after 2³² - 1 messages without an answer.
    pub fn encrypt(&mut self, plaintext: &[u8]) -> Result<Encrypted, RatchetError> {
        let header = Header {
            ratchet: self.ratchet.public(),
            n: self.sending.n,
            previous: self.previous,
        };
        let key = self.sending.step().ok_or(RatchetError::Exhausted)?;
        let associated = self.associated(true);
        let (bytes, mac) = key.seal(self.profile, &associated, plaintext, |ciphertext| {
            wire::write_message(self.profile, &header, ciphertext)
        });
        let signed = wire::write_signed(self.profile, &bytes, &mac);
        let bytes = match &self.pending {
            None => signed,
            Some(pending) => {
                let opening = Opening {
                    prekey: pending.prekey,
                    signed_prekey: pending.signed_prekey,
                    registration: pending.registration,
                    identity: &self.ours,
                    ephemeral: self.ephemeral,
                };
                wire::write_key_exchange(self.profile, &opening, &signed)
            }
        };
        Ok(Encrypted {
            key_exchange: self.pending.is_some(),
            bytes,
        })
    }

    /// Decrypts. The session is as before where that fails.
    ///
    /// # Errors
    ///
    /// [`RatchetError`].
    pub fn decrypt(
        &mut self,
        message: &Signed,
        random: &mut dyn Random,
    ) -> Result<Opened, RatchetError> {
        let step = self.plan(&message.header)?;
        let associated = self.associated(false);
        let Some(plaintext) = step.key().open(self.profile, &associated, message) else {
            return Err(self.why_not(&message.header));
        };
        let late = matches!(step, Step::Late { .. });
        self.take(step, random)?;
        self.pending = None;
        Ok(Opened {
            plaintext,
            heartbeat: self.nudge(&message.header),
            late,
        })
    }

    /// A wrong MAC on a message of a chain that is long gone is nothing but a second copy.
    fn why_not(&self, header: &Header) -> RatchetError {
        let known = self
            .receiving
            .iter()
            .any(|chain| chain.ratchet == header.ratchet);
        match !known && self.spent.contains(&beginning(&header.ratchet)) {
            true => RatchetError::Duplicate,
            false => RatchetError::Mac,
        }
    }

    /// Whether this message asks for a heartbeat; each chain asks once.
    fn nudge(&mut self, header: &Header) -> bool {
        match self.receiving.last_mut() {
            Some(newest) if newest.ratchet == header.ratchet && header.n >= HEARTBEAT => {
                !std::mem::replace(&mut newest.nudged, true)
            }
            _ => false,
        }
    }

    /// What a MAC covers beside the message: of the older profile the identity keys of sender and receiver, of
    /// omemo:2 those of the one who began and the other.
    fn associated(&self, sending: bool) -> Vec<u8> {
        let ours_first = match self.profile {
            Profile::Legacy => sending,
            Profile::Omemo2 => self.initiator,
        };
        let (first, second) = match ours_first {
            true => (&self.ours, &self.theirs),
            false => (&self.theirs, &self.ours),
        };
        match self.profile {
            Profile::Legacy => [
                PublicKey::new(*first).prefixed(),
                PublicKey::new(*second).prefixed(),
            ]
            .concat(),
            Profile::Omemo2 => [*first, *second].concat(),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("profile", &self.profile)
            .field("ephemeral", &self.ephemeral)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

impl Skipped {
    fn is(&self, header: &Header) -> bool {
        self.n == header.n && self.ratchet == header.ratchet
    }
}

/// Our identity key as the profile sends it, without the 5 in front.
fn sent_identity(profile: Profile, ours: &IdentityKeyPair) -> [u8; 32] {
    match profile {
        Profile::Legacy => *ours.identity().point().bytes(),
        Profile::Omemo2 => *ours.edwards(),
    }
}

/// A turn of the ratchet: the next root key, and a chain of one side.
fn turn(
    profile: Profile,
    root: &Zeroizing<[u8; 32]>,
    ours: &KeyPair,
    theirs: &PublicKey,
) -> Result<(Zeroizing<[u8; 32]>, Chain), KeyError> {
    let shared = ours.agree(theirs)?;
    let output = kdf::hkdf::<64>(root.as_slice(), shared.as_slice(), profile.root_info());
    let (mut root, mut key) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
    let (first, second) = output.split_at(32);
    root.copy_from_slice(first);
    key.copy_from_slice(second);
    Ok((root, Chain::new(key)))
}

/// Enough of a ratchet key to know it again: it is only asked about after a MAC was wrong.
fn beginning(key: &PublicKey) -> [u8; 4] {
    key.bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests;
