//! Files that are encrypted on their way out: each with a key of its own, which only the message has (XEP-0454 §3).

use std::io::{self, Read};

use omemo_rs::file::{FileKey, FileLink, OVERHEAD, Sealer};
use omemo_rs::random::System;
use uuid::Uuid;
use waxwing_proto::file_name;

/// What such a file is to a server.
pub(super) const MEDIA_TYPE: &str = "application/octet-stream";

/// So many bytes are sent of a file of so many.
pub(super) fn sealed(size: u64) -> u64 {
    size.saturating_add(OVERHEAD)
}

/// What such a file is called to a server: other programs know by the ending what to do with it.
pub(super) fn name(of: &str) -> String {
    let stem = Uuid::new_v4().simple().to_string();
    match file_name::ending(of).as_str() {
        "" => stem,
        ending => file_name::clean(&format!("{stem}.{ending}")),
    }
}

/// A file as it is.
pub(super) fn plain(file: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(file)
}

/// A file as it is to be put at an address, and the link that leads to it; `None` where the address is none that such
/// a link can have, or there are no random bytes.
pub(super) fn seal(
    file: impl Read + Send + 'static,
    address: String,
) -> Option<(Box<dyn Read + Send>, String)> {
    let key = FileKey::generate(&mut System).ok()?;
    let link = FileLink { address, key };
    let sealer = Sealer::new(&link.key).ok()?;
    let told = link.write()?.to_string();
    Some((
        Box::new(Sealed {
            file,
            sealer: Some(sealer),
            tag: Vec::new(),
        }),
        told,
    ))
}

/// Encrypts what is read, and has the tag behind it.
struct Sealed<R> {
    file: R,
    /// Until the file has ended.
    sealer: Option<Sealer>,
    /// What is left of the tag.
    tag: Vec<u8>,
}

impl<R: Read> Read for Sealed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        if let Some(sealer) = &mut self.sealer {
            let length = self.file.read(into)?;
            if let Some(piece) = into.get_mut(..length).filter(|piece| !piece.is_empty()) {
                sealer.seal(piece).map_err(io::Error::other)?;
                return Ok(length);
            }
        }
        if let Some(sealer) = self.sealer.take() {
            self.tag = sealer.finish().to_vec();
        }
        let length = self.tag.as_slice().read(into)?;
        self.tag.drain(..length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use omemo_rs::file::Opener;

    use super::*;

    /// Gives a few bytes at a time.
    struct Slow(Vec<u8>);

    impl Read for Slow {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let length = into.len().min(7).min(self.0.len());
            into[..length].copy_from_slice(&self.0[..length]);
            self.0.drain(..length);
            Ok(length)
        }
    }

    #[test]
    fn what_is_sent_is_read_by_whoever_has_the_link() {
        for length in [0, 1, 6, 7, 100_000] {
            let text: Vec<u8> = (0..=255).cycle().take(length).collect();
            let address = "https://up.example/1/a.jpg".to_owned();
            let (mut sent, link) = seal(Slow(text.clone()), address.clone()).unwrap();
            let mut bytes = Vec::new();
            sent.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes.len() as u64, sealed(length as u64));
            assert!(waxwing_proto::sealed_file::is_link(&link), "{link}");
            let link = FileLink::parse(&link).unwrap();
            assert_eq!(link.address, address);
            let (mut opener, mut read) = (Opener::new(&link.key).unwrap(), Vec::new());
            opener.open(&bytes, &mut read).unwrap();
            opener.finish().unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn no_two_files_have_the_same_key_or_name() {
        let link = || {
            seal(Slow(Vec::new()), "https://up.example/1".to_owned())
                .unwrap()
                .1
        };
        assert_ne!(link(), link());
        assert_ne!(name("holiday.JPG"), name("holiday.JPG"));
        assert!(name("holiday.JPG").ends_with(".jpg") && !name("holiday.JPG").contains("hol"));
        assert!(!name("secret").contains('.') && !name("secret").contains("secret"));
    }

    #[test]
    fn what_is_no_address_for_a_link_gets_no_file() {
        for bad in ["http://up.example/1", "https://up.example/1#2", ""] {
            assert!(seal(Slow(Vec::new()), bad.to_owned()).is_none(), "{bad}");
        }
    }
}
