//! As much of the encoding of protobuf as four small messages need: varints and byte strings.
//! <https://protobuf.dev/programming-guides/encoding/>

use super::WireError;

/// A field of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field<'a> {
    /// It is not there.
    Missing,
    /// A number; what is too large for 32 bits is cut, as protobuf does.
    Number(u32),
    /// A byte string.
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    pub(super) fn number(self, name: &'static str) -> Result<u32, WireError> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Missing | Self::Bytes(_) => Err(WireError::Malformed(name)),
        }
    }

    pub(super) fn bytes(self, name: &'static str) -> Result<&'a [u8], WireError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Missing | Self::Number(_) => Err(WireError::Malformed(name)),
        }
    }
}

/// The fields of a message, one after the other; ends after the first that can't be read.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        // A varint has ten bytes at most; the bits of the tenth that don't fit are cut.
        for shift in (0..70).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(taken)
    }

    fn field(&mut self) -> Option<(u32, Field<'a>)> {
        let tag = self.varint()?;
        let number = u32::try_from(tag >> 3).ok()?;
        let field = match tag & 7 {
            0 => {
                let low = self.varint()? & u64::from(u32::MAX);
                Field::Number(u32::try_from(low).ok()?)
            }
            1 => Field::Bytes(self.take(8)?),
            2 => {
                let length = self.varint()?;
                Field::Bytes(self.take(length)?)
            }
            5 => Field::Bytes(self.take(4)?),
            // Groups, which nobody has used for twenty years.
            _ => return None,
        };
        Some((number, field))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u32, Field<'a>), WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.rest = &[];
        }
        Some(field.ok_or(WireError::Malformed("no protobuf")))
    }
}

/// Writes a message field by field.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn number(&mut self, field: u8, value: u32) {
        self.bytes.push(field << 3);
        self.varint(value);
    }

    pub(super) fn bytes(&mut self, field: u8, value: &[u8]) {
        self.bytes.push(field << 3 | 2);
        // No message here is anywhere near four gigabytes long.
        self.varint(u32::try_from(value.len()).unwrap_or(u32::MAX));
        self.bytes.extend_from_slice(value);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn varint(&mut self, mut value: u32) {
        loop {
            let low = u8::try_from(value & 0x7f).unwrap_or(0);
            value >>= 7;
            if value == 0 {
                self.bytes.push(low);
                return;
            }
            self.bytes.push(low | 0x80);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Result<(u32, Field<'_>), WireError>> {
        Fields::new(bytes).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::default();
        writer.number(1, 0);
        writer.number(2, u32::MAX);
        writer.bytes(3, &[5; 200]);
        let bytes = writer.finish();
        let expected = vec![
            Ok((1, Field::Number(0))),
            Ok((2, Field::Number(u32::MAX))),
            Ok((3, Field::Bytes(&[5; 200]))),
        ];
        assert_eq!(read(&bytes), expected);
    }

    #[test]
    fn unknown_kinds_are_skipped_and_wrong_ones_end_it() {
        let fixed = [0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x18, 1];
        let read_fields = read(&fixed);
        assert_eq!(read_fields.len(), 3);
        assert_eq!(read_fields.last(), Some(&Ok((3, Field::Number(1)))));
        for wrong in [
            &[0x0b][..],
            &[0x80; 11],
            &[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
            &[0x08],
        ] {
            let fields = read(wrong);
            assert_eq!(fields.len(), 1, "{wrong:?}");
            assert!(fields.iter().all(Result::is_err), "{wrong:?}");
        }
    }
}
