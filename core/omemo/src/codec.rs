//! How things are written into the store: fixed order, big-endian, a version byte in front.
//!
//! Stored formats are promises. A change is a new version; the reader of each older one stays, and a sample of
//! each lies in `tests/samples/`. Reading is bounded and never panics: a store can be damaged too.

use zeroize::{Zeroize, Zeroizing};

/// A stored thing can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Written by a later version of this crate: which.
    #[error("version {0} is not known")]
    Version(u8),
    /// It ends too early, or goes on behind its end, or has a value that can't be.
    #[error("damaged")]
    Damaged,
}

/// Writes; what it wrote is wiped when it is dropped before it is finished.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(version: u8) -> Self {
        let mut bytes = Vec::with_capacity(640);
        bytes.push(version);
        Self { bytes }
    }

    pub(crate) fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub(crate) fn flag(&mut self, value: bool) {
        self.u8(value.into());
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn array<const N: usize>(&mut self, value: &[u8; N]) {
        self.bytes.extend_from_slice(value);
    }

    /// A length of at most 65,535, then the bytes.
    pub(crate) fn bytes(&mut self, value: &[u8]) {
        let value = value.get(..usize::from(u16::MAX)).unwrap_or(value);
        self.count(value.len());
        self.bytes.extend_from_slice(value);
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.bytes(value.as_bytes());
    }

    pub(crate) fn count(&mut self, value: usize) {
        let value = u16::try_from(value).unwrap_or(u16::MAX);
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(crate) fn finish(mut self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(std::mem::take(&mut self.bytes))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// Reads what a [`Writer`] wrote.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Takes the version off; it must be at most the latest one.
    pub(crate) fn new(bytes: &'a [u8], latest: u8) -> Result<(u8, Self), CodecError> {
        match bytes.split_first() {
            Some((&version, rest)) if (1..=latest).contains(&version) => {
                Ok((version, Self { rest }))
            }
            Some((&0, _)) | None => Err(CodecError::Damaged),
            Some((&version, _)) => Err(CodecError::Version(version)),
        }
    }

    pub(crate) fn u8(&mut self) -> Result<u8, CodecError> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub(crate) fn flag(&mut self) -> Result<bool, CodecError> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(CodecError::Damaged),
        }
    }

    pub(crate) fn u32(&mut self) -> Result<u32, CodecError> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, CodecError> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(CodecError::Damaged)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(crate) fn secret(&mut self) -> Result<Zeroizing<[u8; 32]>, CodecError> {
        Ok(Zeroizing::new(self.array()?))
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], CodecError> {
        let length = self.count()?;
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(CodecError::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn text(&mut self) -> Result<String, CodecError> {
        let bytes = self.bytes()?;
        std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| CodecError::Damaged)
    }

    pub(crate) fn count(&mut self) -> Result<usize, CodecError> {
        Ok(usize::from(u16::from_be_bytes(self.array()?)))
    }

    /// Nothing may be behind the end.
    pub(crate) fn end(self) -> Result<(), CodecError> {
        match self.rest.is_empty() {
            true => Ok(()),
            false => Err(CodecError::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let mut writer = Writer::new(2);
        writer.flag(true);
        writer.u32(7);
        writer.u64(8);
        writer.array(&[9; 32]);
        writer.text("ä");
        let bytes = writer.finish();
        let read = |bytes: &[u8]| {
            let (version, mut reader) = Reader::new(bytes, 2)?;
            let all = (
                version,
                reader.flag()?,
                reader.u32()?,
                reader.u64()?,
                *reader.secret()?,
                reader.text()?,
            );
            reader.end().map(|()| all)
        };
        assert_eq!(read(&bytes), Ok((2, true, 7, 8, [9; 32], "ä".to_owned())));
        for end in 0..bytes.len() {
            assert_eq!(
                read(&bytes[..end]),
                Err(CodecError::Damaged),
                "cut at {end}"
            );
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(read(&longer), Err(CodecError::Damaged));
        let later = [&[3], &bytes[1..]].concat();
        assert_eq!(read(&later), Err(CodecError::Version(3)));
    }
}
