//! Keys: numbers in big-endian so that they sort, what has a fixed width first.

use jid::BareJid;

use super::record::Flaw;
use crate::{AccountId, ConversationId};

/// The key of an account, and the beginning of every key of what belongs to it.
pub(super) fn account(id: AccountId) -> Vec<u8> {
    id.0.to_be_bytes().to_vec()
}

pub(super) fn contact(of: AccountId, jid: &BareJid) -> Vec<u8> {
    [&of.0.to_be_bytes(), jid.as_str().as_bytes()].concat()
}

pub(super) fn conversation(of: AccountId, id: ConversationId) -> Vec<u8> {
    [of.0.to_be_bytes(), id.0.to_be_bytes()].concat()
}

pub(super) fn outbox(of: AccountId, seq: u64) -> Vec<u8> {
    [of.0.to_be_bytes().as_slice(), &seq.to_be_bytes()].concat()
}

pub(super) fn note(of: AccountId, name: &str) -> Vec<u8> {
    [&of.0.to_be_bytes(), name.as_bytes()].concat()
}

pub(super) fn omemo(of: AccountId, key: &[u8]) -> Vec<u8> {
    [&of.0.to_be_bytes(), key].concat()
}

pub(super) fn journal(number: u64) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

/// The `u32` at this place of a key.
pub(super) fn read_u32(key: &[u8], at: usize) -> Result<u32, Flaw> {
    let bytes = key.get(at..).and_then(|rest| rest.first_chunk());
    bytes
        .map(|bytes| u32::from_be_bytes(*bytes))
        .ok_or_else(short)
}

/// The `u64` at this place of a key.
pub(super) fn read_u64(key: &[u8], at: usize) -> Result<u64, Flaw> {
    let bytes = key.get(at..).and_then(|rest| rest.first_chunk());
    bytes
        .map(|bytes| u64::from_be_bytes(*bytes))
        .ok_or_else(short)
}

/// The text from this place of a key to its end.
pub(super) fn read_text(key: &[u8], at: usize) -> Result<&str, Flaw> {
    let bytes = key.get(at..).ok_or_else(short)?;
    std::str::from_utf8(bytes).map_err(|error| Flaw::Broken(error.to_string()))
}

fn short() -> Flaw {
    Flaw::Broken("a key is too short".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_account_and_number() {
        let key = |account, seq| outbox(AccountId(account), seq);
        assert!(key(1, 255) < key(1, 256));
        assert!(key(1, u64::MAX) < key(2, 0));
        assert!(key(2, 0).starts_with(&account(AccountId(2))));
    }

    #[test]
    fn a_short_key_is_a_flaw() {
        assert!(matches!(read_u32(&[1, 2, 3], 0), Err(Flaw::Broken(_))));
        assert!(matches!(read_u64(&[0; 11], 4), Err(Flaw::Broken(_))));
        assert!(matches!(read_text(&[0; 3], 4), Err(Flaw::Broken(_))));
        assert!(matches!(
            read_text(&[0, 0, 0, 0, 0xff], 4),
            Err(Flaw::Broken(_))
        ));
    }
}
