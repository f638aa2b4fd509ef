//! Voice messages as files: Opus (RFC 6716) in Ogg (RFC 7845), one channel.
//!
//! All programs that know voice messages play these, and a minute is a quarter of a megabyte.

use std::io::{self, Write};

use opus::{Application, Bitrate, Channels, Encoder, Signal};

use super::ogg::Pages;
use super::{RATE, SoundError};

/// The media type of what is written here (RFC 7845 §9).
pub const MEDIA_TYPE: &str = "audio/ogg; codecs=opus";
/// How names of such files end.
pub const EXTENSION: &str = "ogg";

/// A packet holds 20 ms, which is what Opus is best at.
const FRAME: usize = (RATE / 50) as usize;
/// So many packets a page: a second, so that nothing of a cut file is lost but its end.
const PACKETS: usize = 50;
/// Bits a second. Speech needs less; what is around it (a song, a bird) is still good with it.
const BITS: i32 = 32_000;
/// No packet of Opus is larger (RFC 6716 §3.2).
const LARGEST_PACKET: usize = 1275;
/// What the encoder needs to get going, where it does not say.
const USUAL_LOOKAHEAD: u16 = 312;
/// The version of the mapping and the number of channels (RFC 7845 §5.1).
const MAPPING: [u8; 2] = [1, 1];

/// Writes a voice message bit by bit.
pub struct Writer<W> {
    encoder: Encoder,
    pages: Pages<W>,
    /// Samples that don't fill a packet yet.
    rest: Vec<f32>,
    /// Samples that were given in.
    taken: u64,
    /// Samples that were encoded, with what fills the last packet.
    encoded: u64,
    skipped: u16,
    packet: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins a file. The serial is to tell streams apart that somebody puts into one file.
    ///
    /// # Errors
    ///
    /// It can't be written.
    pub fn new(out: W, serial: u32) -> Result<Self, SoundError> {
        let mut encoder =
            Encoder::new(RATE, Channels::Mono, Application::Audio).map_err(of_opus)?;
        encoder.set_bitrate(Bitrate::Bits(BITS)).map_err(of_opus)?;
        // Full width, and the part for speech where it sounds better: 15 dB less noise than its own guess.
        encoder.set_signal(Signal::Voice).map_err(of_opus)?;
        let lookahead = encoder.get_lookahead().ok();
        let skipped = lookahead.and_then(|samples| u16::try_from(samples).ok());
        let skipped = skipped.unwrap_or(USUAL_LOOKAHEAD);
        let mut pages = Pages::new(out, serial);
        pages.packet(&head(skipped), 0).map_err(of_file)?;
        pages.flush(false).map_err(of_file)?;
        pages.packet(&tags(), 0).map_err(of_file)?;
        pages.flush(false).map_err(of_file)?;
        Ok(Self {
            encoder,
            pages,
            rest: Vec::with_capacity(FRAME),
            taken: 0,
            encoded: 0,
            skipped,
            packet: vec![0; LARGEST_PACKET],
        })
    }

    /// Adds samples of one channel.
    ///
    /// # Errors
    ///
    /// They can't be written.
    pub fn write(&mut self, samples: &[f32]) -> Result<(), SoundError> {
        self.taken += samples.len() as u64;
        self.rest.extend_from_slice(samples);
        let whole = self.rest.len() / FRAME * FRAME;
        let ready: Vec<f32> = self.rest.drain(..whole).collect();
        for frame in ready.chunks_exact(FRAME) {
            self.encode(frame)?;
        }
        Ok(())
    }

    /// How long it is by now, in milliseconds.
    pub fn duration_ms(&self) -> u64 {
        self.taken * 1000 / u64::from(RATE)
    }

    /// Ends the file and gives back what was written to.
    ///
    /// # Errors
    ///
    /// The end can't be written.
    pub fn finish(mut self) -> Result<W, SoundError> {
        let end = u64::from(self.skipped) + self.taken;
        while self.encoded < end.max(1) {
            let mut frame = std::mem::take(&mut self.rest);
            frame.resize(FRAME, 0.0);
            self.encode(&frame)?;
        }
        self.pages.finish(end).map_err(of_file)
    }

    fn encode(&mut self, frame: &[f32]) -> Result<(), SoundError> {
        if self.pages.waiting() >= PACKETS {
            self.pages.flush(false).map_err(of_file)?;
        }
        let encoded = self.encoder.encode_float(frame, &mut self.packet);
        let length = encoded.map_err(of_opus)?;
        self.encoded += FRAME as u64;
        let packet = self.packet.get(..length).unwrap_or_default();
        self.pages.packet(packet, self.encoded).map_err(of_file)
    }
}

/// The first packet (RFC 7845 §5.1): one channel, no gain.
fn head(skipped: u16) -> Vec<u8> {
    let mut head = b"OpusHead".to_vec();
    head.extend_from_slice(&MAPPING);
    head.extend_from_slice(&skipped.to_le_bytes());
    head.extend_from_slice(&RATE.to_le_bytes());
    head.extend_from_slice(&[0, 0, 0]);
    head
}

/// The second packet (RFC 7845 §5.2): it names nothing and nobody.
fn tags() -> Vec<u8> {
    let vendor = b"Waxwing";
    let mut tags = b"OpusTags".to_vec();
    tags.extend_from_slice(&(vendor.len() as u32).to_le_bytes());
    tags.extend_from_slice(vendor);
    tags.extend_from_slice(&0u32.to_le_bytes());
    tags
}

fn of_opus(error: opus::Error) -> SoundError {
    SoundError::Unsupported(error.to_string())
}

fn of_file(error: io::Error) -> SoundError {
    SoundError::File(error.to_string())
}
