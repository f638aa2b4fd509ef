//! Pages of an Ogg file (RFC 3533 §6), as far as a single stream of small packets needs them: no
//! packet of ours is larger than a page.

use std::io::{self, Write};

/// A page has so many segments at most (RFC 3533 §6, number of page segments).
const SEGMENTS: usize = 255;
/// This page is the first of its stream.
const FIRST: u8 = 0x02;
/// This page is the last of its stream.
const LAST: u8 = 0x04;
/// The polynomial of the checksum, with neither beginning value nor reflection.
const POLYNOMIAL: u32 = 0x04c1_1db7;

/// A stream of pages.
pub(super) struct Pages<W> {
    out: W,
    serial: u32,
    sequence: u32,
    lacing: Vec<u8>,
    body: Vec<u8>,
    granule: u64,
}

impl<W: Write> Pages<W> {
    pub(super) fn new(out: W, serial: u32) -> Self {
        Self {
            out,
            serial,
            sequence: 0,
            lacing: Vec::with_capacity(SEGMENTS),
            body: Vec::new(),
            granule: 0,
        }
    }

    /// Adds a packet; `granule` is how far the stream is with it. Where the page is full it is written first.
    pub(super) fn packet(&mut self, packet: &[u8], granule: u64) -> io::Result<()> {
        let segments = packet.len() / 255 + 1;
        if segments > SEGMENTS {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if self.lacing.len() + segments > SEGMENTS {
            self.flush(false)?;
        }
        self.lacing.extend(std::iter::repeat_n(255, segments - 1));
        self.lacing.push((packet.len() % 255) as u8);
        self.body.extend_from_slice(packet);
        self.granule = granule;
        Ok(())
    }

    /// How many packets wait for their page.
    pub(super) fn waiting(&self) -> usize {
        self.lacing.iter().filter(|length| **length < 255).count()
    }

    /// Writes what waits as a page.
    pub(super) fn flush(&mut self, last: bool) -> io::Result<()> {
        let mut flags = 0;
        if self.sequence == 0 {
            flags |= FIRST;
        }
        if last {
            flags |= LAST;
        }
        let mut page = Vec::with_capacity(27 + self.lacing.len() + self.body.len());
        page.extend_from_slice(b"OggS\0");
        page.push(flags);
        page.extend_from_slice(&self.granule.to_le_bytes());
        page.extend_from_slice(&self.serial.to_le_bytes());
        page.extend_from_slice(&self.sequence.to_le_bytes());
        let (before, after) = (page.len(), page.len() + 4);
        page.extend_from_slice(&[0; 4]);
        page.push(self.lacing.len() as u8);
        page.append(&mut self.lacing);
        page.append(&mut self.body);
        let sum = checksum(&page);
        if let Some(place) = page.get_mut(before..after) {
            place.copy_from_slice(&sum.to_le_bytes());
        }
        self.sequence += 1;
        self.out.write_all(&page)
    }

    /// Writes the last page and gives back what was written to.
    pub(super) fn finish(mut self, granule: u64) -> io::Result<W> {
        self.granule = granule;
        self.flush(true)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// The checksum of a page whose own place for it is zero. A page of ours is at most a few kilobytes a
/// second, so bits are good enough and no table is needed.
fn checksum(page: &[u8]) -> u32 {
    page.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ (u32::from(*byte) << 24), |sum, _| {
            match sum & 0x8000_0000 {
                0 => sum << 1,
                _ => (sum << 1) ^ POLYNOMIAL,
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_checksum_that_others_compute() {
        // The check value of CRC-32/CKSUM, which turns all bits over at the end.
        assert_eq!(checksum(b"123456789"), !0x765e_7680);
    }

    #[test]
    fn packets_share_pages_and_a_long_one_takes_several_segments() {
        let mut pages = Pages::new(Vec::new(), 7);
        pages.packet(&[1; 10], 960).unwrap();
        pages.packet(&[2; 600], 1920).unwrap();
        assert_eq!(pages.waiting(), 2);
        pages.flush(false).unwrap();
        pages.packet(&[3; 255], 2880).unwrap();
        let file = pages.finish(2000).unwrap();
        assert_eq!(file[5], FIRST);
        assert_eq!(file[26], 4);
        assert_eq!(&file[27..31], &[10, 255, 255, 90]);
        let second = &file[31 + 610..];
        assert_eq!(&second[..4], b"OggS");
        assert_eq!(second[5], LAST);
        assert_eq!(second[6..14], 2000u64.to_le_bytes());
        assert_eq!(second[14..18], 7u32.to_le_bytes());
        assert_eq!(second[18..22], 1u32.to_le_bytes());
        assert_eq!(&second[26..29], &[2, 255, 0]);
    }

    #[test]
    fn a_packet_larger_than_a_page_is_refused() {
        let mut pages = Pages::new(Vec::new(), 7);
        assert!(pages.packet(&vec![0; 255 * 255], 0).is_err());
        assert!(pages.packet(&vec![0; 254 * 255], 0).is_ok());
    }
}
