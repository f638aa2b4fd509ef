//! Messages that were encrypted, on their way to the archive.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::MessageRecord;
use super::room::StoredRoomMessage;
use crate::model::{Sealing, Trust, Unreadable};
use crate::store::record::Flaw;

/// A message that was encrypted, as it stands on disk.
#[derive(Serialize, Deserialize)]
pub(super) struct SealedMessage {
    first: StoredRoomMessage,
    sealing: u8,
    sealed: Option<String>,
}

impl From<&MessageRecord> for SealedMessage {
    fn from(record: &MessageRecord) -> Self {
        Self {
            first: record.into(),
            sealing: sealing_code(record.message.sealing),
            sealed: record.message.sealed.clone(),
        }
    }
}

impl SealedMessage {
    pub(super) fn into_record(self) -> Result<MessageRecord, Flaw> {
        let mut record = self.first.into_record()?;
        let message = Arc::make_mut(&mut record.message);
        message.sealing = sealing_of(self.sealing);
        message.sealed = self.sealed;
        Ok(record)
    }
}

/// The number by which it is stored; a promise. 0 is that of what was not encrypted.
pub(crate) fn sealing_code(sealing: Option<Sealing>) -> u8 {
    match sealing {
        None => 0,
        Some(Sealing::Waiting) => 1,
        Some(Sealing::Read(Trust::Undecided)) => 2,
        Some(Sealing::Read(Trust::Blind)) => 3,
        Some(Sealing::Read(Trust::Verified)) => 4,
        Some(Sealing::Read(Trust::Distrusted)) => 5,
        Some(Sealing::Unreadable(why)) => match why {
            Unreadable::NotForUs => 16,
            Unreadable::NoSession => 17,
            Unreadable::KeyGone => 18,
            Unreadable::Broken => 19,
            Unreadable::TooManyDevices => 20,
            Unreadable::Version => 21,
            Unreadable::Malformed => 22,
            Unreadable::Changed => 23,
            Unreadable::Moved => 24,
            Unreadable::Lost => 25,
            Unreadable::OpenPgp => 26,
            Unreadable::Ox => 27,
            Unreadable::Otr => 28,
            Unreadable::Unknown => 29,
        },
    }
}

/// What a number stands for. One from the future, or a damaged one, must not hide the text.
pub(crate) fn sealing_of(code: u8) -> Option<Sealing> {
    Some(match code {
        1 => Sealing::Waiting,
        2 => Sealing::Read(Trust::Undecided),
        3 => Sealing::Read(Trust::Blind),
        4 => Sealing::Read(Trust::Verified),
        5 => Sealing::Read(Trust::Distrusted),
        16 => Sealing::Unreadable(Unreadable::NotForUs),
        17 => Sealing::Unreadable(Unreadable::NoSession),
        18 => Sealing::Unreadable(Unreadable::KeyGone),
        19 => Sealing::Unreadable(Unreadable::Broken),
        20 => Sealing::Unreadable(Unreadable::TooManyDevices),
        21 => Sealing::Unreadable(Unreadable::Version),
        22 => Sealing::Unreadable(Unreadable::Malformed),
        23 => Sealing::Unreadable(Unreadable::Changed),
        24 => Sealing::Unreadable(Unreadable::Moved),
        25 => Sealing::Unreadable(Unreadable::Lost),
        26 => Sealing::Unreadable(Unreadable::OpenPgp),
        27 => Sealing::Unreadable(Unreadable::Ox),
        28 => Sealing::Unreadable(Unreadable::Otr),
        29 => Sealing::Unreadable(Unreadable::Unknown),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_stands_for_one_thing() {
        let known = (0..=u8::MAX).filter(|code| sealing_of(*code).is_some());
        let known: Vec<u8> = known.collect();
        assert_eq!(known.len(), 19);
        for code in known {
            assert_eq!(sealing_code(sealing_of(code)), code);
        }
    }
}
