//! How a record stands on disk: a version byte, then postcard.
//!
//! Records are promises. A field never changes its meaning; a new one means a new version with the
//! decoder of the old one kept, and a committed sample of each under `tests/old-store/`. A version
//! that is not known is an error, never a default.
//!
//! Large values would end in files of their own that the database never syncs, so what is longer
//! than [`PIECE`] is spread over several values: every key ends in the number of its piece.

use jid::BareJid;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::tree::Tree;

/// What can be stored under a key of its own.
pub(super) trait Record: Sized {
    /// The tree it stands in.
    const TREE: Tree;
    /// The version that is written.
    const VERSION: u8;

    /// The key it stands under, without the number of the piece.
    fn key(&self) -> Vec<u8>;
    /// As it stands on disk, without the version byte.
    fn encode(&self) -> Result<Vec<u8>, Flaw>;
    /// From what stands on disk.
    fn decode(key: &[u8], version: u8, bytes: &[u8]) -> Result<Self, Flaw>;
}

/// Why something on disk is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A newer Waxwing wrote it.
    TooNew,
    /// It is broken: how.
    Broken(String),
}

/// One change of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Write {
    Put {
        tree: Tree,
        key: Vec<u8>,
        value: Value,
    },
    Remove {
        tree: Tree,
        key: Vec<u8>,
    },
}

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) version: u8,
    pub(super) bytes: Vec<u8>,
}

/// The longest piece of a value. The database moves nodes above 128 KiB into files of their own,
/// and a node can hold a few values.
pub(super) const PIECE: usize = 32 * 1024;

/// The version byte and the number of pieces after the first.
const HEADER: usize = 3;

impl Write {
    /// Puts a record where it belongs.
    pub(super) fn put<R: Record>(record: &R) -> Result<Self, Flaw> {
        Ok(Self::Put {
            tree: R::TREE,
            key: record.key(),
            value: Value {
                version: R::VERSION,
                bytes: record.encode()?,
            },
        })
    }

    pub(super) fn tree(&self) -> Tree {
        match self {
            Self::Put { tree, .. } | Self::Remove { tree, .. } => *tree,
        }
    }

    /// How many entries of the database it changes, at least.
    pub(super) fn entries(&self) -> usize {
        match self {
            Self::Put { value, .. } => value.bytes.len().div_ceil(PIECE).max(1),
            Self::Remove { .. } => 1,
        }
    }
}

impl Value {
    /// The pieces as they stand on disk, in order; only the first has the header.
    pub(super) fn pieces(&self) -> Vec<Vec<u8>> {
        let mut chunks = self.bytes.chunks(PIECE);
        let first = chunks.next().unwrap_or_default();
        let more = u16::try_from(chunks.len()).unwrap_or(u16::MAX);
        let [high, low] = more.to_be_bytes();
        let mut pieces = vec![[&[self.version, high, low], first].concat()];
        pieces.extend(chunks.map(<[u8]>::to_vec));
        pieces
    }

    /// The value that begins with this piece, and how many pieces are missing.
    pub(super) fn begin(piece: &[u8]) -> Result<(Self, u16), Flaw> {
        let (header, bytes) = piece
            .split_first_chunk::<HEADER>()
            .ok_or_else(|| Flaw::Broken("a value without a header".to_owned()))?;
        let [version, high, low] = *header;
        let value = Self {
            version,
            bytes: bytes.to_vec(),
        };
        Ok((value, u16::from_be_bytes([high, low])))
    }
}

/// The key of a piece.
pub(super) fn piece_key(key: &[u8], piece: u16) -> Vec<u8> {
    [key, &piece.to_be_bytes()].concat()
}

/// The key of the last piece of a value.
pub(super) fn last_piece_key(key: &[u8], value: &Value) -> Vec<u8> {
    let more = value.bytes.len().div_ceil(PIECE).saturating_sub(1);
    piece_key(key, u16::try_from(more).unwrap_or(u16::MAX))
}

/// A key and the number of its piece.
pub(super) fn split_key(raw: &[u8]) -> Result<(&[u8], u16), Flaw> {
    let (key, piece) = raw
        .split_last_chunk::<2>()
        .ok_or_else(|| Flaw::Broken("a key without a piece".to_owned()))?;
    Ok((key, u16::from_be_bytes(*piece)))
}

pub(super) fn to_bytes(stored: &impl Serialize) -> Result<Vec<u8>, Flaw> {
    postcard::to_stdvec(stored).map_err(|error| Flaw::Broken(error.to_string()))
}

pub(super) fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Flaw> {
    match postcard::take_from_bytes(bytes) {
        Ok((stored, [])) => Ok(stored),
        Ok(_) => Err(Flaw::Broken("more than a record".to_owned())),
        Err(error) => Err(Flaw::Broken(error.to_string())),
    }
}

pub(super) fn address(text: &str) -> Result<BareJid, Flaw> {
    BareJid::new(text).map_err(|error| Flaw::Broken(format!("{text}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_spread_over_pieces_and_comes_together_again() {
        for length in [0, 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let value = Value {
                version: 7,
                bytes: (0..length).map(|n| n as u8).collect(),
            };
            let pieces = value.pieces();
            assert!(pieces.iter().all(|piece| piece.len() <= PIECE + HEADER));
            let (mut again, more) = Value::begin(&pieces[0]).unwrap();
            assert_eq!(usize::from(more), pieces.len() - 1);
            pieces[1..]
                .iter()
                .for_each(|piece| again.bytes.extend(piece));
            assert_eq!(again, value);
        }
    }

    #[test]
    fn a_longer_record_than_its_version_has_is_broken() {
        assert_eq!(from_bytes::<u8>(&[5]), Ok(5));
        assert!(matches!(from_bytes::<u8>(&[5, 6]), Err(Flaw::Broken(_))));
        assert!(matches!(from_bytes::<u8>(&[]), Err(Flaw::Broken(_))));
    }
}
