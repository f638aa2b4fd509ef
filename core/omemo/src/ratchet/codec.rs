//! A session as bytes for the store. Version and end are the record's.

use std::collections::VecDeque;

use crate::Profile;
use crate::codec::{CodecError, Reader, Writer};
use crate::curve::{KeyPair, PublicKey};
use crate::identity::IdentityKey;

use super::{
    Chain, MAX_SKIPPED, MAX_SPENT, MessageKey, Pending, RECEIVING_CHAINS, Receiving, Session,
    Skipped,
};

impl Session {
    /// Writes it behind what is there.
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u8(self.profile.code());
        writer.flag(self.initiator);
        for key in [
            &self.ours,
            &self.theirs,
            self.identity.point().bytes(),
            self.ephemeral.bytes(),
        ] {
            writer.array(key);
        }
        writer.array(&self.root);
        writer.array(self.ratchet.secret().bytes());
        writer.array(self.ratchet.public().bytes());
        write_chain(&self.sending, writer);
        writer.u32(self.previous);
        writer.flag(self.pending.is_some());
        if let Some(pending) = &self.pending {
            writer.u32(pending.prekey);
            writer.u32(pending.signed_prekey);
            writer.u32(pending.registration);
        }
        self.write_receiving(writer);
    }

    fn write_receiving(&self, writer: &mut Writer) {
        writer.count(self.receiving.len());
        for receiving in &self.receiving {
            writer.array(receiving.ratchet.bytes());
            write_chain(&receiving.chain, writer);
            writer.flag(receiving.nudged);
        }
        writer.count(self.skipped.len());
        for skipped in &self.skipped {
            writer.array(skipped.ratchet.bytes());
            writer.u32(skipped.n);
            writer.array(&skipped.key.0);
        }
        writer.count(self.spent.len());
        for spent in &self.spent {
            writer.array(spent);
        }
    }

    /// Reads what [`Self::write`] wrote.
    ///
    /// # Errors
    ///
    /// [`CodecError::Damaged`].
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let profile = Profile::from_code(reader.u8()?).ok_or(CodecError::Damaged)?;
        let initiator = reader.flag()?;
        let (ours, theirs) = (reader.array()?, reader.array()?);
        let identity = IdentityKey::new(PublicKey::new(reader.array()?));
        let ephemeral = PublicKey::new(reader.array()?);
        let root = reader.secret()?;
        let secret = reader.secret()?;
        let ratchet = KeyPair::restore(&secret, reader.array()?);
        let sending = read_chain(reader)?;
        let previous = reader.u32()?;
        let pending = match reader.flag()? {
            true => Some(Pending {
                prekey: reader.u32()?,
                signed_prekey: reader.u32()?,
                registration: reader.u32()?,
            }),
            false => None,
        };
        let (receiving, skipped, spent) = read_receiving(reader)?;
        Ok(Self {
            profile,
            initiator,
            ours,
            theirs,
            identity,
            ephemeral,
            root,
            ratchet,
            sending,
            previous,
            receiving,
            skipped,
            spent,
            pending,
        })
    }
}

type Received = (Vec<Receiving>, VecDeque<Skipped>, VecDeque<[u8; 4]>);

fn read_receiving(reader: &mut Reader<'_>) -> Result<Received, CodecError> {
    let mut receiving = Vec::with_capacity(RECEIVING_CHAINS);
    for _ in 0..bounded(reader.count()?, RECEIVING_CHAINS)? {
        receiving.push(Receiving {
            ratchet: PublicKey::new(reader.array()?),
            chain: read_chain(reader)?,
            nudged: reader.flag()?,
        });
    }
    let mut skipped = VecDeque::new();
    for _ in 0..bounded(reader.count()?, MAX_SKIPPED)? {
        skipped.push_back(Skipped {
            ratchet: PublicKey::new(reader.array()?),
            n: reader.u32()?,
            key: MessageKey(reader.secret()?),
        });
    }
    let mut spent = VecDeque::new();
    for _ in 0..bounded(reader.count()?, MAX_SPENT)? {
        spent.push_back(reader.array()?);
    }
    Ok((receiving, skipped, spent))
}

fn bounded(count: usize, most: usize) -> Result<usize, CodecError> {
    match count > most {
        true => Err(CodecError::Damaged),
        false => Ok(count),
    }
}

fn write_chain(chain: &Chain, writer: &mut Writer) {
    writer.array(&chain.key);
    writer.u32(chain.n);
}

fn read_chain(reader: &mut Reader<'_>) -> Result<Chain, CodecError> {
    let key = reader.secret()?;
    let n = reader.u32()?;
    Ok(Chain { key, n })
}
