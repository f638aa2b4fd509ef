//! What decrypting a message would change, worked out before anything is changed.

use crate::curve::KeyPair;
use crate::random::Random;
use crate::wire::Header;

use super::{
    Chain, MAX_SKIP, MAX_SKIPPED, MAX_SPENT, MessageKey, RECEIVING_CHAINS, RatchetError, Receiving,
    Session, Skipped, beginning, turn,
};

/// What a message would change if its MAC is right.
pub(super) enum Step {
    /// It was skipped before: its key goes.
    Late { at: usize, key: MessageKey },
    /// It goes on with a chain.
    Ahead { at: usize, walk: Walk },
    /// It turns the ratchet.
    Turn {
        root: zeroize::Zeroizing<[u8; 32]>,
        receiving: Box<Receiving>,
        walk: Walk,
    },
}

/// A chain gone forward to a message and one further.
pub(super) struct Walk {
    chain: Chain,
    skipped: Vec<Skipped>,
    key: MessageKey,
}

impl Step {
    pub(super) fn key(&self) -> &MessageKey {
        match self {
            Self::Late { key, .. } => key,
            Self::Ahead { walk, .. } | Self::Turn { walk, .. } => &walk.key,
        }
    }
}

impl Session {
    /// Works out what the message would change.
    pub(super) fn plan(&self, header: &Header) -> Result<Step, RatchetError> {
        if let Some(at) = self.skipped.iter().position(|skipped| skipped.is(header))
            && let Some(skipped) = self.skipped.get(at)
        {
            let key = skipped.key.clone();
            return Ok(Step::Late { at, key });
        }
        let known = |chain: &Receiving| chain.ratchet == header.ratchet;
        if let Some(at) = self.receiving.iter().rposition(known)
            && let Some(receiving) = self.receiving.get(at)
        {
            let walk = walk(&receiving.chain, header)?;
            return Ok(Step::Ahead { at, walk });
        }
        let (root, chain) = turn(self.profile, &self.root, &self.ratchet, &header.ratchet)?;
        let walk = walk(&chain, header)?;
        let receiving = Box::new(Receiving {
            ratchet: header.ratchet,
            chain,
            nudged: false,
        });
        Ok(Step::Turn {
            root,
            receiving,
            walk,
        })
    }

    /// Takes a step whose message was right.
    pub(super) fn take(&mut self, step: Step, random: &mut dyn Random) -> Result<(), RatchetError> {
        match step {
            Step::Late { at, .. } => {
                self.skipped.remove(at);
            }
            Step::Ahead { at, walk } => {
                if let Some(receiving) = self.receiving.get_mut(at) {
                    receiving.chain = walk.chain;
                }
                self.keep_skipped(walk.skipped);
            }
            Step::Turn {
                root,
                mut receiving,
                walk,
            } => {
                // Whatever may fail comes before the first change.
                let ratchet = KeyPair::generate(random)?;
                let (root, sending) = turn(self.profile, &root, &ratchet, &receiving.ratchet)?;
                (self.root, self.ratchet) = (root, ratchet);
                self.previous = std::mem::replace(&mut self.sending, sending).n;
                receiving.chain = walk.chain;
                self.receiving.push(*receiving);
                self.drop_old_chains();
                self.keep_skipped(walk.skipped);
            }
        }
        Ok(())
    }

    fn drop_old_chains(&mut self) {
        while self.receiving.len() > RECEIVING_CHAINS {
            let old = self.receiving.remove(0);
            self.spent.push_back(beginning(&old.ratchet));
        }
        while self.spent.len() > MAX_SPENT {
            self.spent.pop_front();
        }
    }

    fn keep_skipped(&mut self, skipped: Vec<Skipped>) {
        self.skipped.extend(skipped);
        while self.skipped.len() > MAX_SKIPPED {
            self.skipped.pop_front();
        }
    }
}

/// Goes forward to the message, and keeps the keys of those before it.
fn walk(chain: &Chain, header: &Header) -> Result<Walk, RatchetError> {
    let Some(missing) = header.n.checked_sub(chain.n) else {
        return Err(RatchetError::Duplicate);
    };
    if missing > MAX_SKIP {
        return Err(RatchetError::TooFarAhead(missing));
    }
    let mut chain = chain.clone();
    let mut skipped = Vec::new();
    loop {
        let n = chain.n;
        let key = chain.step().ok_or(RatchetError::Exhausted)?;
        if n == header.n {
            return Ok(Walk {
                chain,
                skipped,
                key,
            });
        }
        skipped.push(Skipped {
            ratchet: header.ratchet,
            n,
            key,
        });
    }
}
