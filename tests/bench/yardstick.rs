//! A fixed piece of work of our own, the same in every run and every version, so that the numbers
//! of two machines can be compared. It must never be changed.

use std::hint::black_box;
use std::time::Instant;

use sha2::{Digest, Sha256};

const HASHED: usize = 64 * 1024 * 1024;
const SORTED: usize = 2_000_000;
const RUNS: usize = 5;

/// How long the work takes, in milliseconds, each time.
pub(crate) fn measure() -> Vec<f64> {
    (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(work(HASHED, SORTED));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect()
}

/// Hashes so many bytes and sorts so many numbers, and gives something of both back.
fn work(hashed: usize, sorted: usize) -> (u8, u64) {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let block: Vec<u8> = (0..64 * 1024).map(|_| numbers.next() as u8).collect();
    let mut hash = Sha256::new();
    for _ in 0..hashed / block.len() {
        hash.update(&block);
    }
    let mut vector: Vec<u64> = (0..sorted).map(|_| numbers.next()).collect();
    vector.sort_unstable();
    (hash.finalize()[0], vector[sorted / 2])
}

/// Numbers that look random and are the same every time (xorshift64*, Marsaglia and Vigna).
#[derive(Debug)]
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// The next one.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// The next one, below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_the_same_every_time() {
        assert_eq!(work(1 << 20, 1000), work(1 << 20, 1000));
        assert_ne!(work(1 << 20, 1000), work(1 << 21, 1000));
    }
}
