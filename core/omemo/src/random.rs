//! Where random bytes come from: an argument, like the time, so that a test can play the same
//! exchange twice.

use zeroize::Zeroizing;

/// There are no random bytes: the system refuses them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandom;

/// A source of bytes that nobody can guess.
pub trait Random {
    /// Fills the slice.
    ///
    /// # Errors
    ///
    /// [`NoRandom`] where there are none; nothing is generated then.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom>;
}

/// The operating system's source.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Random for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        getrandom::fill(bytes).map_err(|_| NoRandom)
    }
}

/// This many random bytes, wiped when they are dropped.
pub(crate) fn bytes<const N: usize>(
    random: &mut dyn Random,
) -> Result<Zeroizing<[u8; N]>, NoRandom> {
    let mut bytes = Zeroizing::new([0; N]);
    random.fill(bytes.as_mut_slice())?;
    Ok(bytes)
}

/// A number below the bound, each as likely as the other within one in 2³²; 0 for a bound of 0.
pub(crate) fn below(random: &mut dyn Random, bound: u32) -> Result<u32, NoRandom> {
    let wide = u64::from_be_bytes(*bytes::<8>(random)?);
    Ok(u32::try_from(wide.checked_rem(u64::from(bound)).unwrap_or(0)).unwrap_or(0))
}

#[cfg(test)]
pub(crate) mod seeded {
    //! The same bytes each time: SHA-256 of a seed and a counter.

    use sha2::{Digest, Sha256};

    use super::{NoRandom, Random};

    /// A source that can be played again. For tests only.
    #[derive(Debug, Clone)]
    pub(crate) struct Seeded {
        seed: u64,
        counter: u64,
    }

    impl Seeded {
        pub(crate) fn new(seed: u64) -> Self {
            Self { seed, counter: 0 }
        }
    }

    impl Random for Seeded {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom> {
            for chunk in bytes.chunks_mut(32) {
                let mut hash = Sha256::new();
                hash.update(self.seed.to_be_bytes());
                hash.update(self.counter.to_be_bytes());
                self.counter += 1;
                let block = hash.finalize();
                chunk.copy_from_slice(&block[..chunk.len()]);
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::seeded::Seeded;
    use super::*;

    #[test]
    fn the_system_gives_different_bytes_each_time() {
        let first = bytes::<32>(&mut System).expect("bytes");
        let second = bytes::<32>(&mut System).expect("bytes");
        assert_ne!(*first, *second);
    }

    #[test]
    fn a_number_stays_below_its_bound() {
        let mut random = Seeded::new(1);
        for bound in [1, 2, 3, 100] {
            for _ in 0..100 {
                assert!(below(&mut random, bound).expect("a number") < bound);
            }
        }
        assert_eq!(below(&mut random, 0), Ok(0));
    }
}
