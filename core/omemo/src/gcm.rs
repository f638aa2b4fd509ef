//! AES-GCM (NIST SP 800-38D) that takes its text in pieces: files don't fit into memory, and the libraries
//! that are there take all at once. Block cipher, counter mode and hash are theirs; here they are only put together.
//! Keys of 128 and 256 bits, IVs of 96 bits and, because they are on the network, of 128.

use aes::cipher::{BlockCipherEncrypt, InnerIvInit, KeyInit, StreamCipher};
use aes::{Aes128, Aes256};
use ctr::{Ctr32BE, CtrCore};
use ghash::GHash;
use ghash::universal_hash::UniversalHash;
use zeroize::Zeroizing;

/// Length of a tag.
pub(crate) const TAG: usize = 16;

/// The length of a block.
const BLOCK: usize = 16;

/// The text is longer than GCM allows: 64 GB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// One text that is being encrypted or decrypted.
pub(crate) struct Gcm {
    keystream: Keystream,
    hash: GHash,
    mask: Zeroizing<[u8; BLOCK]>,
    /// What does not fill a block yet.
    tail: Vec<u8>,
    length: u64,
}

enum Keystream {
    Aes128(Box<Ctr32BE<Aes128>>),
    Aes256(Box<Ctr32BE<Aes256>>),
}

impl Keystream {
    fn apply(&mut self, bytes: &mut [u8]) -> Result<(), TooLong> {
        match self {
            Self::Aes128(stream) => stream.try_apply_keystream(bytes),
            Self::Aes256(stream) => stream.try_apply_keystream(bytes),
        }
        .map_err(|_| TooLong)
    }
}

impl Gcm {
    /// `None` for lengths of key or IV that are not in use.
    pub(crate) fn new(key: &[u8], iv: &[u8]) -> Option<Self> {
        let mut hash_key = ghash::Key::default();
        if let Ok(key) = <&[u8; 16]>::try_from(key) {
            let cipher = Aes128::new(key.into());
            cipher.encrypt_block(&mut hash_key);
            let (hash, first) = first_block(&hash_key, iv)?;
            let stream = Ctr32BE::from_core(CtrCore::inner_iv_init(cipher, &first.into()));
            return Self::start(Keystream::Aes128(Box::new(stream)), hash);
        }
        let key = <&[u8; 32]>::try_from(key).ok()?;
        let cipher = Aes256::new(key.into());
        cipher.encrypt_block(&mut hash_key);
        let (hash, first) = first_block(&hash_key, iv)?;
        let stream = Ctr32BE::from_core(CtrCore::inner_iv_init(cipher, &first.into()));
        Self::start(Keystream::Aes256(Box::new(stream)), hash)
    }

    /// Encrypts a piece in place.
    pub(crate) fn encrypt(&mut self, piece: &mut [u8]) -> Result<(), TooLong> {
        self.keystream.apply(piece)?;
        self.absorb(piece);
        Ok(())
    }

    /// Decrypts a piece in place. Nothing of it may be believed before the tag was found right.
    pub(crate) fn decrypt(&mut self, piece: &mut [u8]) -> Result<(), TooLong> {
        self.absorb(piece);
        self.keystream.apply(piece)
    }

    /// The tag of all that went through.
    pub(crate) fn tag(mut self) -> [u8; TAG] {
        let tail = std::mem::take(&mut self.tail);
        self.hash.update_padded(&tail);
        let bits = u128::from(self.length) * 8;
        self.hash.update_padded(&bits.to_be_bytes());
        let mut tag: [u8; TAG] = self.hash.finalize().into();
        for (byte, mask) in tag.iter_mut().zip(self.mask.iter()) {
            *byte ^= mask;
        }
        tag
    }

    fn start(mut keystream: Keystream, hash: GHash) -> Option<Self> {
        let mut mask = Zeroizing::new([0; BLOCK]);
        keystream.apply(mask.as_mut_slice()).ok()?;
        Some(Self {
            keystream,
            hash,
            mask,
            tail: Vec::with_capacity(BLOCK),
            length: 0,
        })
    }

    /// Takes encrypted bytes into the tag.
    fn absorb(&mut self, mut piece: &[u8]) {
        self.length += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if !self.tail.is_empty() {
            let missing = (BLOCK - self.tail.len()).min(piece.len());
            let (first, rest) = piece.split_at(missing);
            self.tail.extend_from_slice(first);
            piece = rest;
            if self.tail.len() < BLOCK {
                return;
            }
            self.hash.update_padded(&self.tail);
            self.tail.clear();
        }
        let (blocks, rest) = piece.split_at(piece.len() - piece.len() % BLOCK);
        if !blocks.is_empty() {
            self.hash.update_padded(blocks);
        }
        self.tail.extend_from_slice(rest);
    }
}

/// The first counter block, of which an IV of 96 bits is the beginning and any other is hashed.
fn first_block(key: &ghash::Key, iv: &[u8]) -> Option<(GHash, [u8; BLOCK])> {
    let hash = GHash::new(key);
    match iv.len() {
        12 => {
            let mut block = [0; BLOCK];
            block.iter_mut().zip(iv).for_each(|(to, from)| *to = *from);
            block[15] = 1;
            Some((hash, block))
        }
        16 => {
            let mut iv_hash = hash.clone();
            iv_hash.update_padded(iv);
            iv_hash.update_padded(&(16u128 * 8).to_be_bytes());
            Some((hash, iv_hash.finalize().into()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(key: &[u8], iv: &[u8], text: &[u8], portion: usize) -> (Vec<u8>, [u8; TAG]) {
        let mut gcm = Gcm::new(key, iv).expect("a cipher");
        let mut bytes = text.to_vec();
        for piece in bytes.chunks_mut(portion) {
            gcm.encrypt(piece).expect("short enough");
        }
        (bytes, gcm.tag())
    }

    #[test]
    fn the_pieces_change_nothing() {
        let text: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for iv in [&[3; 12][..], &[3; 16]] {
            let whole = seal(&[7; 32], iv, &text, 1000);
            for portion in [1, 5, 15, 16, 17, 31, 64, 999] {
                assert_eq!(seal(&[7; 32], iv, &text, portion), whole, "{portion}");
            }
            let mut gcm = Gcm::new(&[7; 32], iv).expect("a cipher");
            let mut bytes = whole.0.clone();
            bytes
                .chunks_mut(33)
                .for_each(|piece| gcm.decrypt(piece).expect("short enough"));
            assert_eq!((bytes, gcm.tag()), (text.clone(), whole.1));
        }
    }

    #[test]
    fn other_lengths_are_refused() {
        assert!(Gcm::new(&[0; 24], &[0; 12]).is_none());
        assert!(Gcm::new(&[0; 16], &[0; 13]).is_none());
        assert!(Gcm::new(&[], &[]).is_none());
    }
}
